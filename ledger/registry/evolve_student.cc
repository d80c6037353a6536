// Effects of the events of one student status (rules.md §9; §10 rows 6 to 20, 62).
#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include "ledger/registry/effects_student.h"

namespace xueji::effects {
namespace {

/// Joins a new status to the person whom `accepted` assigned: uniqueness folds from here (SY-1.5a).
Status join_person(const Effect& effect) {
  if (effect.person.is_none()) {
    return corrupt(effect.event_at, {"受理记录没有为该新学籍指定人员",
                                     "accepted assigned no person to this new status"});
  }
  const auto id = as<StudentId>(effect.event.subject);
  effect.state.edit_person(effect.person).statuses.push_back(id);
  effect.state.edit_student(id).person = effect.person;
  return {};
}

bool is_serial_number(std::string_view number) {
  return number.size() == 10 &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Takes a student number, which is never given twice, and moves its range on (FJ-08c).
Status hold_number(const Effect& effect, const std::string& number) {
  if (number.empty() || effect.state.identifier(IdentifierKind::student_number, number)) {
    return corrupt(effect.event_at, {"学籍号 " + number + " 为空或已被使用",
                                     "the student number \"" + number + "\" is empty or taken"});
  }
  effect.state.edit_identifier(IdentifierKind::student_number, number).holder =
      effect.event.subject;
  if (!is_serial_number(number)) return {};
  auto& serial = effect.state.edit_serial(std::string_view(number).substr(0, 6));
  serial.last = std::max(serial.last, static_cast<std::uint32_t>(std::stoul(number.substr(6))));
  return {};
}

/// Facts that admission and opening import share under the same names.
template <class Facts>
void take_intake(StudentState& student, const Facts& facts) {
  student.school = facts.school;
  student.cohort = facts.cohort;
  student.season = facts.season;
  student.major_code = facts.major_code;
  student.major_catalogue = facts.major_catalogue;
}

std::uint16_t entry_year_of(Date entered_on, std::uint16_t cohort) {
  return entered_on.ok() ? static_cast<std::uint16_t>(year_of(entered_on)) : cohort;
}

void take_roster_line(StudentState& student, const RosterLine& facts) {
  take_intake(student, facts);
  student.class_id = facts.class_id;
  student.entry_year = entry_year_of(facts.entered_on, facts.cohort);
  student.study_mode = facts.study_mode;
  student.programme_years = facts.programme_years;
  student.route = facts.route;
  student.category = facts.category;
  student.site = facts.site;
  student.off_main_campus = facts.off_main_campus;
  student.joint = facts.joint;
  student.out_of_area = facts.out_of_area;
}

/// Out of the class and no longer arrived: who comes back is placed anew.
void leave_class(StudentState& student) {
  student.class_id = {};
  student.arrived_on = {};
  student.attending_from = {};
}

}  // namespace

Status apply(const Effect& effect, const StudentAdmitted& facts) {
  auto changed = advance(effect, [&](StudentState& student) {
    take_intake(student, facts);
    student.route = facts.route;
    student.category = facts.category;
    student.basis = facts.basis;
    student.prior_education = facts.prior_education;
    student.admitted_on = facts.admitted_on;
    student.joint = facts.joint;
  });
  if (!changed) return changed;
  return join_person(effect);
}

Status apply(const Effect& effect, const GeneralHighStudentAdmitted& facts) {
  auto changed = advance(effect, [&](StudentState& student) {
    take_intake(student, facts);
    student.route = facts.route;
    student.category = CandidateCategory::ordinary_high_student;
    student.basis = AdmissionBasis::city_approval;
    student.prior_education = PriorEducation::ordinary_high_studying;
    student.admitted_on = facts.admitted_on;
    student.city_approved = true;
  });
  if (!changed) return changed;
  return join_person(effect);
}

Status apply(const Effect& effect, const ArrivalConfirmed& facts) {
  return advance(effect, [&](StudentState& student) {
    student.class_id = facts.class_id;
    student.arrived_on = facts.arrived_on;
    student.fee = facts.fee;
    student.attending_from = facts.attending_from;
  });
}

Status apply(const Effect& effect, const EntryPhotoUploaded& facts) {
  return note(effect, [&](StudentState& student) {
    student.photo = true;
    student.photo_online = facts.taken_online;
  });
}

Status apply(const Effect& effect, const IdentityReviewed& facts) {
  return note(effect, [&](StudentState& student) { student.identity_review = facts.result; });
}

Status apply(const Effect& effect, const HealthReviewed& facts) {
  return note(effect, [&](StudentState& student) { student.health_review = facts.result; });
}

Status apply(const Effect& effect, const EntryPlaceRetained& facts) {
  return advance(effect, [&](StudentState& student) {
    student.retained_until = facts.until;
    leave_class(student);
  });
}

Status apply(const Effect& effect, const EntryPlaceRestored&) {
  return advance(effect, [](StudentState& student) { student.retained_until = {}; });
}

Status apply(const Effect& effect, const EntryPlaceCancelled&) {
  return advance(effect, [](StudentState& student) { leave_class(student); });
}

namespace {
/// A school that splits its roster is still one intake: SY-2.1a and FJ-06f count over all of it.
void count_intake(const Effect& effect, const RosterLine& facts) {
  const bool five_year = facts.joint == JointProgramme::five_year;
  if (!facts.out_of_area && !five_year) return;
  auto& intake =
      intake_of(effect.state.edit_organisation(facts.school), facts.cohort, facts.season);
  // A submission holds at most 4,000 lines; no school reaches 65,536 in one intake.
  if (facts.out_of_area) ++intake.out_of_area_registered;
  if (five_year) ++intake.five_year_registered;
}
}  // namespace

Status apply(const Effect& effect, const RosterLine& facts) {
  count_intake(effect, facts);
  return advance(effect, [&](StudentState& student) {
    take_roster_line(student, facts);
    student.roster_at = effect.event_at;
  });
}

Status apply(const Effect& effect, const StudentNumberAssigned& facts) {
  if (auto held = hold_number(effect, facts.number); !held) return held;
  return note(effect, [&](StudentState& student) {
    student.number = facts.number;
    student.entry_year = facts.entry_year;
  });
}

Status apply(const Effect& effect, const FileOpened&) {
  return note(effect, [](StudentState& student) { student.file_opened = true; });
}

Status apply(const Effect& effect, const ExternalRegistrationConfirmed& facts) {
  return note(effect, [&](StudentState& student) {
    student.external_confirmed = true;
    student.external_matched = facts.matched;
  });
}

Status apply(const Effect& effect, const OpeningStatusImported& facts) {
  if (!facts.number.empty()) {
    if (auto held = hold_number(effect, facts.number); !held) return held;
  }
  auto changed = change(effect, [&](StudentState& student) -> Status {
    if (auto set = set_status(effect, student, facts.status); !set) return set;
    take_intake(student, facts);
    student.class_id = facts.class_id;
    student.entry_year = entry_year_of(facts.entered_on, facts.cohort);
    student.study_mode = facts.study_mode;
    student.programme_years = facts.programme_years;
    student.site = facts.site;
    student.number = facts.number;
    student.opening_import = true;
    student.roster_at = effect.event_at;  // It stands in for the roster line (D-34).
    // Whoever was on the roll before the ledger was so from the entry on (FJ-12e, FJ-15c).
    if (facts.entered_on.ok()) student.enrolled_from = facts.entered_on;
    return {};
  });
  if (!changed) return changed;
  return join_person(effect);
}

Status apply(const Effect& effect, const Consent&) {
  // That there is a consent is read from the log; the row only shows that something happened.
  return note(effect, [](StudentState&) {});
}

Status apply(const Effect&, const RuleOverridden&) {
  // An override excuses a line when that line is decided; it changes no row of its own (D-04).
  return {};
}

}  // namespace xueji::effects
