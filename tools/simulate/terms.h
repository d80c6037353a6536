// Terms where the pack asks for them: every class registers (FJ-09a), every school records results
// and credits (FJ-18b). Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// The terms that begin in a calendar year, and the results of those that end in it.
void plan_terms(World& world, int year);

}  // namespace xueji::simulate
