// The days by which internships and appeals are measured (SY-1.6b, FJ-28e). Shared by guards,
// obligations and findings. Pure; thread-safe.
#pragma once

#include "ledger/model/state.h"

namespace xueji {

/// Days from the first to the last, both counted; 0 when either is absent.
[[nodiscard]] int days_inclusive(Date from, Date until);

/// Days of the school year in which `from` lies: its two terms by the school's calendar; 365 where
/// the school has set none (SY-1.6b).
[[nodiscard]] int school_year_days(const OrganisationState& school, Date from);

/// The day that lies this many working days (Monday to Friday) after `day`. Public holidays are not
/// known to the ledger and count (D-03).
[[nodiscard]] Date working_days_after(Date day, int count);

}  // namespace xueji
