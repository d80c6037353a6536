// Who answers for a school after a merger (rules.md §10 row 67). A status keeps the school under
// which it was registered; from the day of the merger on the school that took over answers for it:
// its officers act for the student, and what the merged school still owed is owed by it. Whoever
// asks "is the student of this school?" asks here. Pure; thread-safe over an immutable state.
#pragma once

#include <optional>
#include <vector>

#include "ledger/model/state.h"

namespace xueji {

/// The school that answers for `school` on a day: itself until the day before its merger, from the
/// day of the merger on the one that took over, and so on along a chain of mergers. A cycle cannot
/// be recorded (who has ended takes nobody over); the way is bounded all the same. An organisation
/// that is not registered, or that was closed, answers for itself.
[[nodiscard]] OrganisationId answers_for(const StateView& state, const OrganisationId& school,
                                         Date day);

/// The school, who took it over, who took over that one, and so on: everybody who ever answers for
/// it.
[[nodiscard]] std::vector<OrganisationId> answering_in_turn(const StateView& state,
                                                            const OrganisationId& school);

/// Whether both have become one school, or are one, on the day.
[[nodiscard]] bool answer_as_one(const StateView& state, const OrganisationId& one,
                                 const OrganisationId& other, Date day);

/// Whether the organisation was merged or closed by the day: a merger counts from its day on, a
/// closing from the day after the last one.
[[nodiscard]] bool has_ended(const OrganisationState& organisation, Date day);

/// A submission as its chain has to be read on a day: with the schools that answer for those that
/// it names. nullopt: it stands as it was filed.
[[nodiscard]] std::optional<SubmissionState> answered(const StateView& state,
                                                      const SubmissionState& submission, Date day);
[[nodiscard]] std::optional<SubmissionHeader> answered(const StateView& state,
                                                       const SubmissionHeader& header, Date day);

}  // namespace xueji
