// Rarer acts of study, one of each in the first year: repetition, irregularity in an examination
// and its make-up, credits from elsewhere, a deferred registration; and, where a second year is
// simulated, the switch of custody of a three-stage programme. Thread safety: free functions over
// one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

void plan_study_acts(World& world);

}  // namespace xueji::simulate
