// Effects of monthly reports, the yearly inspection, reversals and ends of organisations (rules.md
// §10 rows 58 to 60 and 67).
#include <algorithm>
#include <string>

#include "ledger/registry/effects_student.h"
#include "ledger/registry/reversal.h"

namespace xueji::effects {
namespace {

/// The finding of this id at the organisation that is the subject, or corruption.
Result<FindingHeld*> finding_of(const Effect& effect, const FindingId& id) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& findings = (*row)->findings;
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const FindingHeld& held) { return held.finding == id; });
  if (found == findings.end()) {
    return corrupt(effect.event_at,
                   {"该单位没有提出过这个问题", "no such finding was raised at the organisation"});
  }
  if (found->closed_on.ok()) {
    return corrupt(effect.event_at, {"该问题已销号", "the finding is closed"});
  }
  return &*found;
}

Result<OrganisationState*> organisation_in_being(const Effect& effect) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  if ((*row)->ended_on.ok()) {
    return corrupt(effect.event_at, {"该单位已撤销或合并", "the organisation has ended already"});
  }
  return row;
}

}  // namespace

Status apply(const Effect& effect, const MonthlyReportFiled& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& reports = (*row)->reports;
  const bool again = std::any_of(reports.begin(), reports.end(), [&](const ReportHeld& held) {
    return held.year == facts.year && held.month == facts.month && held.form == facts.form;
  });
  if (again) {
    return corrupt(effect.event_at,
                   {"该月的这份月报已上报", "this form of the month is reported already"});
  }
  reports.push_back({facts.year, facts.month, facts.form, effect.event_at});
  return {};
}

Status apply(const Effect& effect, const InspectionOpened& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& held = (*row)->inspections;
  const bool again = std::any_of(held.begin(), held.end(), [&](const InspectionHeld& inspection) {
    return inspection.year == facts.year;
  });
  if (again) {
    return corrupt(effect.event_at,
                   {"该年度的年检已开始", "the inspection of this year is open already"});
  }
  held.push_back({facts.year, facts.opened_on, {}});
  return {};
}

Status apply(const Effect& effect, const FindingRaised& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& findings = (*row)->findings;
  const bool again = facts.finding.is_none() ||
                     std::any_of(findings.begin(), findings.end(), [&](const FindingHeld& held) {
                       return held.finding == facts.finding;
                     });
  if (again) {
    return corrupt(effect.event_at,
                   {"问题编号为空或重复", "the id of the finding is none or used already"});
  }
  FindingHeld held;
  held.finding = facts.finding;
  held.code = facts.code;
  held.year = facts.year;
  held.raised_at = effect.event_at;
  findings.push_back(std::move(held));
  return {};
}

Status apply(const Effect& effect, const FindingAnswered& facts) {
  auto held = finding_of(effect, facts.finding);
  if (!held) return fail(held.error());
  (*held)->answered_on = facts.answered_on;
  return {};
}

Status apply(const Effect& effect, const FindingClosed& facts) {
  auto held = finding_of(effect, facts.finding);
  if (!held) return fail(held.error());
  (*held)->closed_on = facts.closed_on;
  (*held)->outcome = facts.outcome;
  return {};
}

Status apply(const Effect& effect, const InspectionClosed& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& all = (*row)->inspections;
  const auto found = std::find_if(all.begin(), all.end(), [&](const InspectionHeld& held) {
    return held.year == facts.year && !held.closed_on.ok();
  });
  if (found == all.end()) {
    return corrupt(effect.event_at,
                   {"该年度没有进行中的年检", "no inspection of this year is open"});
  }
  found->closed_on = facts.closed_on;
  return {};
}

Status apply(const Effect& effect, const CommendationRecorded&) {
  // Nothing is decided by a commendation: reports read it from the log (SY-3.3c).
  if (auto row = subject_organisation(effect); !row) return fail(row.error());
  return {};
}

Status apply(const Effect& effect, const EventReversed& facts) {
  if (auto known = known_student(effect); !known) return known;
  return change(effect, [&](StudentState& student) -> Status {
    if (const auto why = cannot_be_reversed(student, facts)) {
      return corrupt(effect.event_at, why->message);
    }
    reverse_status(student, facts);
    student.status_from = effect.event.effective_on;
    student.status_at = effect.effect_at;
    student.status_event_at = effect.event_at;
    student.status_event = EventType::event_reversed;
    return {};
  });
}

Status apply(const Effect& effect, const OrganisationMerged& facts) {
  auto row = organisation_in_being(effect);
  if (!row) return fail(row.error());
  const auto* into = effect.state.organisation(facts.into);
  if (into == nullptr || into->id == (*row)->id || into->ended_on.ok()) {
    return corrupt(effect.event_at, {"并入的单位未登记、已撤销,或就是本单位",
                                     "what takes over is unknown, has ended, or is itself"});
  }
  auto again = subject_organisation(effect);  // Looking at another row may have moved this one.
  if (!again) return fail(again.error());
  (*again)->ended_on = facts.merged_on;
  (*again)->merged_into = facts.into;
  return {};
}

Status apply(const Effect& effect, const OrganisationClosed& facts) {
  auto row = organisation_in_being(effect);
  if (!row) return fail(row.error());
  (*row)->ended_on = facts.closed_on;
  return {};
}

}  // namespace xueji::effects
