// What happens to a few students of every school in every year: leave and resumption, changes of
// information and of major, transfer, withdrawal, award, sanction with appeal and lifting; and, in
// the first year, the same with a duty missed, for the truth file. Rarer ends are in exits.h, rarer
// acts of study in study_acts.h, graduates in graduation.h.
// Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/casting.h"

namespace xueji::simulate {

/// FJ-16b: a school year with passing results earns a paper.
[[nodiscard]] Status certify_incomplete(World& world, const Cast& who);
/// Of the cohort that entered the year before.
void plan_careers(World& world, int year);

}  // namespace xueji::simulate
