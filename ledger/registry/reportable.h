// Which events a school reports monthly, on which of the two forms, and which that nobody decided
// yet keep a month from being closed (SY-1.4d to SY-1.4f). The one definition: the guard that
// closes a month and the form that shows it ask here. Pure; thread-safe over an immutable view.
#pragma once

#include <cstddef>
#include <span>

#include "ledger/model/state.h"

namespace xueji {

/// The form on which an event of this type stands once it took effect; none: on neither. A sanction
/// that was served stands there only when it ended the status by expulsion.
[[nodiscard]] ReportForm report_form_of(EventType type);

/// Calls `visit(organisation)` for those whose month a submission keeps open while nobody decided
/// it: the organisation that filed it, and the school that its students leave by it. Who took one
/// of them over waits for it too (`concerns`).
template <class Visitor>
void for_each_concerned(const SubmissionState& paper, Visitor&& visit) {
  visit(paper.organisation);
  if (!paper.other_school.is_none() && paper.other_school != paper.organisation) {
    visit(paper.other_school);
  }
}

/// Whether this submission is one of those for a school on a day: for itself, or for one that it
/// has taken over by then (rules.md §10 row 67).
[[nodiscard]] bool concerns(const StateView& state, const SubmissionState& paper,
                            const OrganisationId& school, Date day);

/// How many lines of a submission that nobody decided will stand on this form of the month that
/// ends on `last_day`, once they take effect: those effective by then, or without a day of their
/// own. A line struck from an open submission never takes effect; one of a returned submission may
/// come again. Zero for a submission that was decided.
[[nodiscard]] std::size_t lines_due(const StateView& state, const SubmissionState& paper,
                                    std::span<const Event> events, ReportForm form, Date last_day);

}  // namespace xueji
