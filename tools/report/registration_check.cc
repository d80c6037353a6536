#include "tools/report/registration_check.h"

#include <algorithm>
#include <map>
#include <set>

namespace xueji::report {
namespace {

struct ClassOnForm {
  std::size_t waiting = 0;  ///< Lines not in effect yet.
  std::set<std::size_t> submissions;
};

/// The rules under which this pack binds the two guards of the on-site check.
std::set<std::string> check_rules(const Pack& pack) {
  std::set<std::string> rules;
  for (const auto& binding : pack.guards()) {
    if (binding.guard.starts_with("on_site_")) rules.insert(binding.rule);
  }
  return rules;
}

Result<bool> is_overridden(const SubmissionState& submission, const std::set<std::string>& rules,
                           const LedgerView& ledger) {
  const auto events = ledger.events_of(submission);
  if (!events) return fail(events.error());
  return std::any_of(events->begin(), events->end(), [&](const Event& event) {
    const auto* excuse = get_if<RuleOverridden>(&event.facts);
    return excuse != nullptr && rules.contains(excuse->rule);
  });
}

}  // namespace

Status on_site_counts_agree(const FormLines& lines, const Pack& pack, const LedgerView& ledger) {
  std::map<ClassId, ClassOnForm> classes;
  for (const auto& line : lines.lines) {
    const auto* facts = line.event ? get_if<RosterLine>(&line.event->facts) : nullptr;
    if (facts == nullptr || !line.submission) continue;
    auto& one = classes[facts->class_id];
    one.submissions.insert(*line.submission);
    if (lines.submissions[*line.submission].stage == SubmissionStage::open) ++one.waiting;
  }
  const auto rules = check_rules(pack);
  Text why;
  for (const auto& [id, one] : classes) {
    bool guarded = one.waiting == 0;
    for (const auto index : one.submissions) {
      const auto excused = is_overridden(lines.submissions[index], rules, ledger);
      if (!excused) return fail(excused.error());
      guarded = guarded && !*excused;
    }
    const auto* row = ledger.state().school_class(id);
    if (row == nullptr) return fail(ErrorCode::corrupt, "a line of a class that is not there");
    const auto listed = row->registered + one.waiting;
    if (row->on_site_at == no_position) {
      why.zh += ";班级“" + row->name + "”未经到校核查";
      why.en += "; class " + row->name + " was not verified on site";
    } else if (!guarded && listed != row->on_site_count) {
      const auto counted = std::to_string(row->on_site_count);
      const auto on_form = std::to_string(listed);
      why.zh += ";班级“" + row->name + "”学籍人数 " + on_form + ",到校核查 " + counted;
      why.en +=
          "; class " + row->name + ": " + on_form + " on the form, " + counted + " counted on site";
    }
  }
  if (why.en.empty()) return {};
  return fail(ErrorCode::refused,
              Text{"审查无误后方可填写注册表(SY-1.2g)" + why.zh,
                   "the form may be filled in only after a clean check (SY-1.2g)" + why.en},
              Text{"核查后重新填报到校核查(表单 on-site-verification),或划去、更正不符的行",
                   "verify again (form on-site-verification), or strike or correct the lines"});
}

}  // namespace xueji::report
