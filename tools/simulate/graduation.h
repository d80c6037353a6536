// Every class in its last year: internship, results, city tests, assessment, stamping, diplomas,
// the end of the file; what becomes of a few certificates of the first summer; photos of grade two;
// and internships of the cohort behind it, with a duty missed or an exception granted. Thread
// safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

void plan_graduation(World& world, int year);

}  // namespace xueji::simulate
