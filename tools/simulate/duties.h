// What schools and bureaus owe beside the students: officers, rules, plans, calendars, windows,
// lists of other systems, monthly presence, a second look in December. Thread safety: free
// functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// Officers, rules, calendars and plans at the beginning of the first year.
void plan_beginning(World& world);
/// Windows, plans of the new cohort, calendar, lists and presence of one year.
void plan_year(World& world, int year);
/// What contradicts a registration later, in December of one year.
void plan_contradictions(World& world, int year);

}  // namespace xueji::simulate
