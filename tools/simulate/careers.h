// What happens to a few students of every school in the first year: leave and resumption, changes
// of information and of major, transfer, withdrawal, award, sanction with appeal and lifting; and
// the same with a duty missed, for the truth file. Graduates have their own file (graduation.h).
// Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

void plan_careers(World& world);

}  // namespace xueji::simulate
