// The rarer ways out of the roll, one of each in the first year: death, cancellation, a transfer to
// a school outside the ledger, a deemed withdrawal, a withdrawal in error that is taken back, and,
// in Fujian, who was away beyond every limit. Expulsion is in careers.h, with the other sanctions.
// Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

void plan_exits(World& world);

}  // namespace xueji::simulate
