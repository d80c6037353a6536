// The chain decider (rules.md §7; SY-1.2c, SY-1.2i, SY-3.2g; D-29, D-30). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/model/state.h"
#include "ledger/model/verdict.h"
#include "ledger/policy/pack.h"

namespace xueji {

/// The next step that waits for a signature; nullptr when none does (complete, returned, …).
[[nodiscard]] const Step* next_step(const ChainTemplate& chain, const SubmissionState& submission);

/// Whether this is the step at which the submission takes effect.
[[nodiscard]] bool is_effect_step(const ChainTemplate& chain, const std::string& step);

/// The organisation whose signature the step needs; nullopt when the relation resolves to none.
[[nodiscard]] std::optional<OrganisationId> organisation_of_step(const StateView& state,
                                                                 const Step& step,
                                                                 const SubmissionState& submission);

/// Whether this sign-off attests a signature on paper: the status officer of the school that filed
/// signs in the place of the holder of the step.
[[nodiscard]] bool attests_paper(const ChainTemplate& chain, const SubmissionState& submission,
                                 const SignOff& sign_off);

/// Whether the author may file this form at all: author roles and relation of the template, and
/// for a school's rosters and reports the designated status officer only; that refusal carries
/// `officer_rule`, the regulation's own (SY-1.4b, FJ-08b).
[[nodiscard]] std::vector<Problem> decide_author(const StateView& state, const ChainTemplate& chain,
                                                 const SubmissionHeader& header,
                                                 std::string_view officer_rule);

/// Everything that can be wrong with a sign-off except its bytes and its capacity: the submission
/// is open, the step is next, `header` and `previous` are the newest digests, the role and
/// organisation fit, persons that must differ do, struck lines only grow and exist and carry a
/// reason, a return names lines, a seal is there exactly when the step wants one, an attested paper
/// step is of the designated officer and carries its day, signer and scan. Withdrawal: only by the
/// author's side and before the effect.
[[nodiscard]] std::vector<Problem> decide_sign_off(const StateView& state,
                                                   const ChainTemplate& chain,
                                                   const SubmissionState& submission,
                                                   const SignOff& sign_off,
                                                   std::string_view officer_rule);

}  // namespace xueji
