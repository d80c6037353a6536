// Effects of the events of the duty system and of classes (rules.md §10 rows 2 to 5, 9, 14, 63 to
// 69).
#include <algorithm>

#include "ledger/registry/effects.h"

namespace xueji::effects {
namespace {

Status set_officer(const Effect& effect, OrganisationState& row, const PersonId& officer) {
  if (!effect.state.person(officer)) {
    return corrupt(effect.event_at, {"学籍管理员没有登记", "the status officer is unknown"});
  }
  row.officer = officer;
  row.officer_since = effect.effect_at;
  return {};
}

/// Replaces the element that `same` recognises, else appends.
template <class T, class Same>
void replace_or_append(std::vector<T>& all, T value, Same&& same) {
  const auto found = std::find_if(all.begin(), all.end(), same);
  if (found == all.end()) {
    all.push_back(std::move(value));
  } else {
    *found = std::move(value);
  }
}

}  // namespace

Status apply(const Effect& effect, const OfficerDesignated& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  return set_officer(effect, **row, facts.officer);
}

Status apply(const Effect& effect, const OfficerHandedOver& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  if ((*row)->officer != facts.from_officer) {
    return corrupt(effect.event_at,
                   {"移交人不是该单位的学籍管理员", "who hands over is not the status officer"});
  }
  return set_officer(effect, **row, facts.to_officer);
}

Status apply(const Effect& effect, const SchoolRuleFiled& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  (*row)->rules.push_back({facts.kind, facts.published_on, effect.event_at});
  return {};
}

Status apply(const Effect& effect, const TeachingPlanFiled& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  (*row)->plans.push_back({facts.cohort, facts.major_code, effect.event_at});
  return {};
}

Status apply(const Effect& effect, const ReportingWindowAnnounced&) {
  // No decision depends on the window: obligations read it from the log (SY-1.2m).
  if (auto row = subject_organisation(effect); !row) return fail(row.error());
  return {};
}

Status apply(const Effect& effect, const SchoolCalendarSet& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  replace_or_append((*row)->calendar, CalendarYear{facts.school_year, facts.terms},
                    [&](const auto& year) { return year.school_year == facts.school_year; });
  return {};
}

Status apply(const Effect& effect, const ClassOpened& facts) {
  const auto id = as<ClassId>(effect.event.subject);
  if (effect.event.subject_kind != SubjectKind::school_class || id.is_none()) {
    return corrupt(effect.event_at, {"对象不是班级", "the subject is not a class"});
  }
  if (effect.state.school_class(id)) {
    return corrupt(effect.event_at, {"该班级已建立", "the class is open already"});
  }
  if (!effect.state.organisation(facts.school)) {
    return corrupt(effect.event_at, {"该班级的学校没有登记", "the class's school is unknown"});
  }
  auto& row = effect.state.edit_class(id);
  row.school = facts.school;
  row.name = facts.name;
  row.cohort = facts.cohort;
  row.season = facts.season;
  row.major_code = facts.major_code;
  row.major_catalogue = facts.major_catalogue;
  row.site = facts.site;
  return {};
}

Status apply(const Effect& effect, const ClassTeacherAssigned& facts) {
  auto row = subject_class(effect);
  if (!row) return fail(row.error());
  (*row)->teacher = facts.teacher;
  return {};
}

Status apply(const Effect& effect, const DeadlineExtended& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  (*row)->extensions.push_back({facts.rule, facts.cohort, facts.season, facts.until});
  return {};
}

Status apply(const Effect& effect, const ExternalListImported& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  replace_or_append((*row)->lists,
                    ImportedList{facts.kind, facts.as_of, facts.count, effect.event_at},
                    [&](const auto& list) { return list.kind == facts.kind; });
  return {};
}

Status apply(const Effect& effect, const ClassHeadcountVerified& facts) {
  auto row = subject_class(effect);
  if (!row) return fail(row.error());
  (*row)->headcount = facts.counted;
  (*row)->headcount_on = facts.counted_on;
  (*row)->headcount_at = effect.event_at;
  return {};
}

Status apply(const Effect& effect, const OnSiteVerified& facts) {
  auto row = subject_class(effect);
  if (!row) return fail(row.error());
  (*row)->on_site_count = facts.counted;
  (*row)->on_site_on = facts.verified_on;
  (*row)->on_site_at = effect.event_at;
  (*row)->found_off_campus = facts.found_off_campus;
  return {};
}

IntakeReview& intake_of(OrganisationState& school, std::uint16_t cohort, Season season) {
  for (auto& intake : school.intakes) {
    if (intake.cohort == cohort && intake.season == season) return intake;
  }
  auto& added = school.intakes.emplace_back();
  added.cohort = cohort;
  added.season = season;
  return added;
}

Status apply(const Effect& effect, const OutOfAreaReviewed& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& intake = intake_of(**row, facts.cohort, facts.season);
  intake.out_of_area_counted = facts.counted;
  intake.out_of_area_result = facts.result;
  intake.at = effect.event_at;
  return {};
}

Status apply(const Effect& effect, const PresenceConfirmed&) {
  // Presence is evidence for findings, not for decisions: projections read it (SY-1.5d).
  if (auto row = subject_class(effect); !row) return fail(row.error());
  return {};
}

}  // namespace xueji::effects
