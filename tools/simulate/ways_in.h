// Admissions that go another way than the batch they belong to: who never arrives, and whose place
// is kept for an illness (FJ-07). Thread safety: free functions over one world, which must outlive
// the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

void plan_ways_in(World& world);

}  // namespace xueji::simulate
