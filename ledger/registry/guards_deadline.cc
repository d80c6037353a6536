// Days (SY-1.2l, SY-1.3e, SY-1.3f, FJ-06a, FJ-06c; D-01, D-16, D-32): lateness is judged on the
// recorded time of the first filing, and a day counts until its 24:00 in China.
#include <algorithm>
#include <optional>
#include <string>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

/// Authorities are few levels deep; the bound keeps a cycle of supervisors from hanging a guard.
constexpr int levels_max = 8;

/// The day of an intake's deadline, moved by the latest extension for this rule (row 66) that the
/// organisation or an authority above it was given.
Date extended(const GuardContext& context, std::uint16_t cohort, Season season, Date day) {
  const auto* row = &context.organisation();
  for (int level = 0; row && level < levels_max; ++level) {
    for (const auto& extension : row->extensions) {
      const bool fits = extension.rule == context.binding.rule && extension.cohort == cohort &&
                        extension.season == season;
      if (fits) day = std::max(day, extension.until);
    }
    row = context.state().organisation(row->supervisor);
  }
  return day;
}

void check_day(const GuardContext& context, std::vector<Problem>& out, const Line& line,
               std::uint16_t cohort, Season season, Date deadline) {
  const auto last = extended(context, cohort, season, deadline);
  const auto filed = context.first_filed_at(line);
  if (filed <= end_of(last)) return;
  const auto intake = intake_text(cohort, season);
  context.refuse(out, &line, "filed_at", to_text(china_date(filed)),
                 {"逾期:" + intake.zh + "截止日为 " + to_text(last),
                  "late: the last day for the intake of " + intake.en + " was " + to_text(last)},
                 {"于 " + to_text(last) + " 24:00 前申报,或先获准延期",
                  "filed by 24:00 of " + to_text(last) + ", or an extension first"});
}

/// SY-1.2l, FJ-06c: the dates are those of the intake; who comes over into a cohort that began
/// earlier is no part of it (SY-1.3f).
void registered_by_deadline(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (facts.cohort == 0 || facts.season == Season::none) return;
    if (!is_new_registration(facts.route)) return;
    const auto name = facts.season == Season::spring ? "registration_deadline_spring"
                                                     : "registration_deadline_autumn";
    check_day(context, out, line, facts.cohort, facts.season, context.day_in(name, facts.cohort));
  });
}

/// SY-1.3e, SY-1.3f: intake and registration fall in one calendar year; transfers are not new.
void registered_in_intake_year(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (!is_new_registration(facts.route)) return;
    const auto year = year_of(china_date(context.first_filed_at(line)));
    if (year == facts.cohort) return;
    context.refuse(
        out, &line, "cohort", std::to_string(facts.cohort),
        {"当年学籍当年申报:现为" + std::to_string(year) + "年,不得注册" +
             std::to_string(facts.cohort) + "级",
         "a cohort is registered in its own year: this is " + std::to_string(year)},
        {std::to_string(year) + "级新生", "new students of cohort " + std::to_string(year)});
  });
}

/// SY-1.3f: the rule against back-registration alone, for packs that only forbid the earlier year.
void not_registered_in_later_year(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    const auto year = year_of(china_date(context.first_filed_at(line)));
    if (!is_new_registration(facts.route) || facts.cohort == 0 || facts.cohort >= year) return;
    context.refuse(
        out, &line, "cohort", std::to_string(facts.cohort),
        {"隔年不得补注册学籍", "no registration for an earlier year"},
        {std::to_string(year) + "级新生", "new students of cohort " + std::to_string(year)});
  });
}

/// FJ-06a, D-16: who was admitted in the last weeks of the year has until its last day.
void reviewed_by_deadline(const GuardContext& context, std::vector<Problem>& out) {
  each<IdentityReviewed>(context, [&](const Line& line, const IdentityReviewed&) {
    const auto* student = line.student;
    if (!student || student->cohort == 0 || student->season == Season::none) return;
    const int year = student->cohort;
    auto deadline =
        context.day_in(student->season == Season::spring ? "identity_review_deadline_spring"
                                                         : "identity_review_deadline_autumn",
                       year);
    if (student->season == Season::autumn && is_set(student->admitted_on) &&
        student->admitted_on >= context.day_in("late_intake_from", year)) {
      deadline = context.day_in("late_intake_review_deadline", year);
    }
    check_day(context, out, line, student->cohort, student->season, deadline);
  });
}

}  // namespace

std::span<const Guard> deadline_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"not_registered_in_later_year", not_registered_in_later_year},
      {"registered_by_deadline",
       registered_by_deadline,
       {{"registration_deadline_spring", T::month_day},
        {"registration_deadline_autumn", T::month_day}}},
      {"registered_in_intake_year", registered_in_intake_year},
      {"reviewed_by_deadline",
       reviewed_by_deadline,
       {{"identity_review_deadline_spring", T::month_day},
        {"identity_review_deadline_autumn", T::month_day},
        {"late_intake_from", T::month_day},
        {"late_intake_review_deadline", T::month_day}}},
  };
  return guards;
}

}  // namespace xueji
