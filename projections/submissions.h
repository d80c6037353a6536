// Submissions as the views index them: which submission an event belongs to, what a person filed,
// and on which ones somebody owes an act. Rows say which; the whole story of one is its row of
// decision state.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "ledger/policy/chains.h"
#include "projections/views.h"

namespace xueji {

/// A submission and where in the log it lies.
struct FiledSubmission {
  SubmissionId submission;
  Position header_at;
  std::uint32_t count = 0;
};

/// The submission of an event (or of its header); nothing for other positions. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<FiledSubmission>> submission_around(const Views& views,
                                                                       Position position);

/// What a person filed, newest first, at most `count_max`. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<FiledSubmission>> filed_by_person(const Views& views,
                                                                   const PersonId& person,
                                                                   std::size_t count_max);

/// Every submission that is open, returned without a successor, or in effect with a filing step
/// owed. Digests in these rows are none: sign on what decision state says. Errors: corrupt, io.
[[nodiscard]] Status for_each_waiting(
    const Views& views, const std::function<Status(const SubmissionState& submission)>& visit);

/// The chain that a submission pinned; nullptr when the packs do not hold it.
[[nodiscard]] const ChainTemplate* chain_of(const PackShelf& packs,
                                            const SubmissionState& submission);

/// The step that waits for a signature: for whom, since when.
struct WaitingStep {
  const Step* step = nullptr;
  OrganisationId organisation;  ///< None when the relation leads nowhere.
  Instant since;                ///< When the step before it was recorded.
  Date due{};                   ///< Last day on which the step is not yet held too long.
  std::int32_t days_held = 0;   ///< Full China days from `since` to the day asked.
};
/// Nothing when no step waits. `today` only counts the days held.
[[nodiscard]] std::optional<WaitingStep> waiting_step(const StateView& state,
                                                      const PackShelf& packs,
                                                      const SubmissionState& submission,
                                                      Date today);

/// China days between two instants: held from Monday to Tuesday is one.
[[nodiscard]] std::int32_t days_between(Instant from, Instant to);

}  // namespace xueji
