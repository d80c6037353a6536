// Obligations of the calendar beside the entry season: monthly reports on the 5th (SY-1.4c, D-28,
// D-33) and the yearly inspection in January (SY-3.3a). Internal to obligations.cc.
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <vector>

#include "projections/monthly_report.h"
#include "projections/obligations.h"

namespace xueji {

/// The months of which an organisation owes reports by the end of a day: from the month in which it
/// was registered to the one before the day, or its last. Empty when the pack asks for none.
struct OwedMonths {
  Month first;
  Month last;
  [[nodiscard]] bool none() const { return last < first; }
};
[[nodiscard]] OwedMonths owed_months(const Pack& pack, const OrganisationState& organisation,
                                     Date registered_on, Date day);

/// The last day on which the report of a month is in time, inclusive (D-01).
[[nodiscard]] Date report_due(const Pack& pack, Month month);

/// Whether every step of the chain that is the organisation's own has been signed.
[[nodiscard]] bool own_part_is_done(const ChainTemplate& chain, const SubmissionState& submission);

/// Reports of every month and form, and of an authority the inspection of the year before.
/// `waiting` are the organisation's submissions that somebody owes an act on, as they stood then.
/// Errors: corrupt, io.
[[nodiscard]] Status add_control_obligations(const Views& views, const LedgerView& ledger,
                                             const Pack& pack,
                                             const OrganisationState& organisation,
                                             const std::vector<SubmissionState>& waiting, Date day,
                                             std::vector<Obligation>& out);

}  // namespace xueji
