// Overrides (D-04): a RuleOverridden event in the same submission lets a line through an
// overridable rule; the role that the pack names grants it by signing at or before the effect.
// Internal to registry/.
#pragma once

#include <vector>

#include "ledger/registry/guards.h"

namespace xueji {

/// Whether a signature that the chain asks for grants this override: a step of the role up to the
/// effect, or the author acting in it.
[[nodiscard]] bool grants_override(const ChainTemplate& chain, Role role,
                                   const std::optional<Capacity>& author);

/// Turns excused problems into warnings and marks their overrides as used. An override excuses the
/// lines of its subject; one on the organisation itself excuses every line.
void apply_overrides(const DecisionInput& input, const ChainTemplate& chain,
                     SubmissionLines& submission, std::vector<Problem>& problems);

/// Refuses overrides of rules that this form cannot override, and those that excused nothing.
void refuse_idle_overrides(const DecisionInput& input, const SubmissionLines& submission,
                           std::vector<Problem>& problems);

}  // namespace xueji
