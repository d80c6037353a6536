// Obligations of study and discipline: applications and summaries of internships (SY-1.6e,
// SY-1.6j), the spot exam of grade 1 (SY-1.7d), results of a term (FJ-18b), service of a sanction
// and the answer to an appeal (FJ-28d, FJ-28e). Internal to obligations.cc. Thread safety: free
// functions; a Views belongs to one thread.
#pragma once

#include <vector>

#include "projections/obligations.h"

namespace xueji {

/// What a school owes, and the city for its students, as recorded by the end of a day; nothing for
/// other organisations. `waiting` are the school's submissions that somebody owes an act on.
/// Errors: corrupt, io.
[[nodiscard]] Status add_study_obligations(const Views& views, const LedgerView& ledger,
                                           const Pack& pack, const OrganisationState& school,
                                           const std::vector<SubmissionState>& waiting, Date day,
                                           std::vector<Obligation>& out);

}  // namespace xueji
