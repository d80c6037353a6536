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

/// What the pack says of the two guards of the on-site check: their rules, and at which step.
struct Check {
  std::set<std::string> rules;
  std::set<std::string> steps;
};

Check check_of(const Pack& pack) {
  Check check;
  for (const auto& binding : pack.guards()) {
    if (!binding.guard.starts_with("on_site_")) continue;
    check.rules.insert(binding.rule);
    check.steps.insert(binding.step);
  }
  return check;
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

/// Whether the guard has judged the submission: it is in effect, or its step is signed.
bool has_passed(const SubmissionState& submission, const Check& check) {
  if (submission.stage != SubmissionStage::open) return true;
  return std::any_of(submission.steps.begin(), submission.steps.end(), [&](const StepDone& done) {
    return done.decision == Decision::approve && check.steps.contains(done.step);
  });
}

/// Classes that do not agree, and what each is told.
using Faults = std::map<ClassId, Text>;

std::optional<Text> fault_of(const ClassState& row, const ClassOnForm& one, bool guarded) {
  const auto listed = row.registered + one.waiting;
  if (row.on_site_at == no_position) {
    return Text{"班级“" + row.name + "”未经到校核查",
                "class " + row.name + " was not verified on site"};
  }
  if (guarded || listed == row.on_site_count) return std::nullopt;
  const auto counted = std::to_string(row.on_site_count);
  const auto on_form = std::to_string(listed);
  return Text{
      "班级“" + row.name + "”学籍人数 " + on_form + ",到校核查 " + counted,
      "class " + row.name + ": " + on_form + " on the form, " + counted + " counted on site"};
}

Result<Faults> faults_of(const FormLines& lines, const Check& check, const LedgerView& ledger) {
  std::map<ClassId, ClassOnForm> classes;
  for (const auto& line : lines.lines) {
    const auto* facts = line.event ? get_if<RosterLine>(&line.event->facts) : nullptr;
    if (facts == nullptr || !line.submission) continue;
    auto& one = classes[facts->class_id];
    one.submissions.insert(*line.submission);
    if (lines.submissions[*line.submission].stage == SubmissionStage::open) ++one.waiting;
  }
  Faults faults;
  for (const auto& [id, one] : classes) {
    bool guarded = true;
    for (const auto index : one.submissions) {
      const auto& submission = lines.submissions[index];
      const auto excused = is_overridden(submission, check.rules, ledger);
      if (!excused) return fail(excused.error());
      guarded = guarded && !*excused && has_passed(submission, check);
    }
    const auto* row = ledger.state().school_class(id);
    if (row == nullptr) return fail(ErrorCode::corrupt, "a line of a class that is not there");
    if (auto fault = fault_of(*row, one, guarded)) faults.emplace(id, *std::move(fault));
  }
  return faults;
}

/// The form without the lines on their way in these classes, and without what then holds no line.
FormLines without_waiting(const FormLines& lines, const Faults& faults, const Check& check) {
  FormLines kept;
  std::map<std::size_t, std::size_t> moved;
  for (const auto& line : lines.lines) {
    const auto* facts = line.event ? get_if<RosterLine>(&line.event->facts) : nullptr;
    const bool is_in_doubt = facts != nullptr && faults.contains(facts->class_id);
    if (is_in_doubt && line.submission && !has_passed(lines.submissions[*line.submission], check)) {
      continue;
    }
    auto& copy = kept.lines.emplace_back(line);
    if (!line.submission) continue;
    const auto [at, is_new] = moved.try_emplace(*line.submission, kept.submissions.size());
    if (is_new) kept.submissions.push_back(lines.submissions[*line.submission]);
    copy.submission = at->second;
  }
  return kept;
}

tl::unexpected<Error> not_clean(const Faults& faults) {
  Text why;
  for (const auto& [id, fault] : faults) {
    why.zh += ";" + fault.zh;
    why.en += "; " + fault.en;
  }
  return fail(ErrorCode::refused,
              Text{"审查无误后方可填写注册表(SY-1.2g)" + why.zh,
                   "the form may be filled in only after a clean check (SY-1.2g)" + why.en},
              Text{"核查后重新填报到校核查(表单 on-site-verification),或划去、更正不符的行",
                   "verify again (form on-site-verification), or strike or correct the lines"});
}

}  // namespace

Status keep_checked_lines(FormLines& lines, const Pack& pack, const LedgerView& ledger) {
  const auto check = check_of(pack);
  const auto faults = faults_of(lines, check, ledger);
  if (!faults) return fail(faults.error());
  if (faults->empty()) return {};
  auto kept = without_waiting(lines, *faults, check);
  const auto left = faults_of(kept, check, ledger);
  if (!left) return fail(left.error());
  if (kept.lines.empty() || !left->empty()) return not_clean(*faults);
  const auto count = std::to_string(lines.lines.size() - kept.lines.size());
  Text remark{"另有 " + count + " 行尚在办理,核查无误前不列入(SY-1.2g)",
              count + " lines on their way are left out until the check is clean (SY-1.2g)"};
  for (const auto& [id, fault] : *faults) {
    remark.zh += ";" + fault.zh;
    remark.en += "; " + fault.en;
  }
  kept.remarks.push_back(std::move(remark));
  lines = std::move(kept);
  return {};
}

}  // namespace xueji::report
