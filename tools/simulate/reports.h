// Monthly reports of every school and county bureau (SY-1.4c, D-28): what changed by the careers of
// the year, and a nil report where nothing did; a county adds up its schools.
// Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// Both forms of every month of the year, filed on the first office day of the month after it.
void plan_reports(World& world, int year);

}  // namespace xueji::simulate
