#include "ledger/registry/decide_overrides.h"

#include <algorithm>

namespace xueji {
namespace {

bool concerns(const GuardBinding& binding, Form form) {
  return binding.severity == Severity::needs_override &&
         std::find(binding.forms.begin(), binding.forms.end(), form) != binding.forms.end();
}

Override* find_override(SubmissionLines& submission, const SubjectId& subject,
                        std::string_view rule) {
  const auto found = submission.overrides.find(subject);
  if (found == submission.overrides.end()) return nullptr;
  for (auto& entry : found->second) {
    if (entry.rule == rule) return &entry;
  }
  return nullptr;
}

Role override_role_of(const Pack& pack, Form form, std::string_view rule) {
  for (const auto& binding : pack.guards()) {
    if (binding.rule == rule && concerns(binding, form)) return binding.override_role;
  }
  return Role::none;
}

}  // namespace

bool grants_override(const ChainTemplate& chain, Role role, const std::optional<Capacity>& author) {
  if (role == Role::none) return false;
  if (author && author->role == role) return true;
  for (const auto& step : chain.steps) {
    if (step.actor.role == role) return true;
    if (step.effect) break;
  }
  return false;
}

void apply_overrides(const DecisionInput& input, const ChainTemplate& chain,
                     SubmissionLines& submission, std::vector<Problem>& problems) {
  if (submission.overrides.empty()) return;
  std::unordered_map<std::uint32_t, SubjectId> subjects;
  for (const auto& line : submission.lines)
    subjects.emplace(line.index, line.event->subject);
  for (auto& problem : problems) {
    if (problem.severity != Severity::needs_override) continue;
    auto* excuse = find_override(submission, subject_of(submission.organisation), problem.rule);
    if (problem.line && subjects.contains(*problem.line)) {
      auto* own = find_override(submission, subjects.at(*problem.line), problem.rule);
      if (own) excuse = own;
    }
    if (!excuse) continue;
    excuse->used = true;
    const auto role = override_role_of(input.pack, submission.form, problem.rule);
    if (grants_override(chain, role, submission.author)) problem.severity = Severity::warning;
  }
}

void refuse_idle_overrides(const DecisionInput& input, const SubmissionLines& submission,
                           std::vector<Problem>& problems) {
  const auto guards = input.pack.guards();
  for (const auto& [subject, entries] : submission.overrides) {
    for (const auto& entry : entries) {
      const auto binds = [&](const GuardBinding& binding) {
        return binding.rule == entry.rule && concerns(binding, submission.form);
      };
      const bool overridable = std::any_of(guards.begin(), guards.end(), binds);
      const bool decided_later =
          std::any_of(guards.begin(), guards.end(), [&](const GuardBinding& binding) {
            return binds(binding) && binding.moment != Moment::filing;
          });
      if (overridable && (entry.used || decided_later)) continue;
      Problem problem;
      problem.rule = "FORMAT";
      problem.line = entry.line;
      problem.field = "rule";
      problem.seen = std::string(entry.rule);
      problem.message = overridable ? Text{"此处无需例外", "nothing here needs this override"}
                                    : Text{"该规则不得例外", "this rule cannot be overridden"};
      problem.expected = {"删去该例外,或改正所涉事项", "drop the override, or correct the line"};
      problems.push_back(std::move(problem));
    }
  }
}

}  // namespace xueji
