#include "projections/school_year.h"

#include <algorithm>

#include "projections/mergers.h"

namespace xueji {
namespace {

/// One overload per kind of fact that an obligation depends on; the others change nothing here.
struct FoldDuty {
  OrganisationDuties& duties;
  const DutyRecord& record;

  void operator()(const OfficerDesignated& facts) const { duties.officer = facts.officer; }
  void operator()(const OfficerHandedOver& facts) const { duties.officer = facts.to_officer; }
  void operator()(const SchoolRuleFiled& facts) const { duties.rules.insert(facts.kind); }
  void operator()(const TeachingPlanFiled& facts) const {
    duties.plans.emplace(facts.cohort, facts.major_code);
  }
  void operator()(const SchoolCalendarSet& facts) const {
    duties.calendar[facts.school_year] = facts.terms;
  }
  void operator()(const OutOfAreaReviewed& facts) const {
    // The newest review counts; one that failed leaves the duty open (SY-2.1a).
    if (facts.result == ReviewResult::passed) {
      duties.out_of_area_reviewed.emplace(facts.cohort, facts.season);
    } else {
      duties.out_of_area_reviewed.erase({facts.cohort, facts.season});
    }
  }
  void operator()(const DeadlineExtended& facts) const {
    duties.extensions.push_back({facts, record.event_at});
  }
  void operator()(const ReportingWindowAnnounced& facts) const {
    duties.windows.push_back({facts, record.event_at});
  }
  void operator()(const ClassOpened& facts) const { of_class().opened = facts; }
  void operator()(const ClassTeacherAssigned& facts) const { of_class().teacher = facts.teacher; }
  void operator()(const ClassHeadcountVerified& facts) const {
    of_class().headcount_on = facts.counted_on;
  }
  void operator()(const OnSiteVerified& facts) const { of_class().on_site_on = facts.verified_on; }
  void operator()(const PresenceConfirmed& facts) const {
    if (facts.month < 1 || facts.month > 12) return;
    const Date first = make_date(facts.year, facts.month, 1);
    auto& on = of_class().present_on;
    on = std::max(on, add_days(add_months(first, 1), -1));
  }
  template <class Other>
  void operator()(const Other&) const {}

 private:
  [[nodiscard]] ClassDuties& of_class() const {
    return duties.classes[as<ClassId>(record.event.subject)];
  }
};

bool awaits_registration(StudentStatus status) {
  return status == StudentStatus::admitted || status == StudentStatus::pending;
}

/// Counts one student where something is owed or was done for them.
class CountStudent {
 public:
  CountStudent(const Pack& pack, SchoolAsOf& school, const std::set<StudentId>& on_open_rosters)
      : pack_(pack), school_(school), on_open_rosters_(on_open_rosters) {}

  void operator()(const StudentAsOf& student) const {
    const auto& state = student.state;
    count_class(state);
    if (state.opening_import) return;
    const Intake intake{state.cohort, state.season};
    if (state.status == StudentStatus::entry_place_retained) {
      school_.retained.push_back({state.id, intake, state.retained_until});
      return;
    }
    if (!awaits_registration(state.status) && !on_roll(state.status)) return;
    auto& counts = school_.intakes[intake];
    counts.majors.insert(state.major_code);
    if (state.out_of_area) ++counts.out_of_area;
    if (on_roll(state.status)) {
      ++counts.registered;
    } else if (on_open_rosters_.contains(state.id)) {
      ++counts.filed;
    } else {
      ++counts.unregistered;
    }
    count_review(counts, state);
    count_confirmation(counts, student);
  }

 private:
  void count_class(const StudentState& state) const {
    const bool here = state.status == StudentStatus::pending || on_roll(state.status);
    if (!here || state.class_id.is_none()) return;
    auto& row = school_.duties.classes[state.class_id];
    ++row.arrived;
    if (!on_roll(state.status)) return;
    ++row.on_roll;
    if (!row.first_on_roll.ok() || state.status_from < row.first_on_roll) {
      row.first_on_roll = state.status_from;
    }
  }
  void count_review(IntakeStudents& counts, const StudentState& state) const {
    if (!pack_.is_on("requires_identity_review")) return;
    const auto due = pack_.identity_review_deadline(state.cohort, state.season, state.admitted_on);
    if (!due) return;
    auto& [owed, done] = counts.reviews[*due];
    ++(state.identity_review == ReviewResult::none ? owed : done);
  }
  /// A receipt is owed from the day on which the registration was recorded.
  void count_confirmation(IntakeStudents& counts, const StudentAsOf& student) const {
    const auto days = pack_.integer("external_confirmation_days");
    if (!on_roll(student.state.status) || !days || pack_.texts("external_systems").empty()) return;
    const Date due = add_days(china_date(student.status_by.recorded_at), static_cast<int>(*days));
    auto& [owed, done] = counts.confirmations[due];
    ++(student.state.external_confirmed ? done : owed);
  }

  const Pack& pack_;
  SchoolAsOf& school_;
  const std::set<StudentId>& on_open_rosters_;
};

}  // namespace

Result<OrganisationDuties> duties_as_of(const Views& views, const OrganisationId& organisation,
                                        Date day) {
  auto records = duty_records(views.rows(), organisation, day);
  if (!records) return fail(records.error());
  OrganisationDuties duties;
  for (const auto& record : *records) {
    visit(FoldDuty{duties, record}, record.event.facts);
  }
  return duties;
}

Result<SchoolAsOf> school_as_of(const Views& views, const Pack& pack, const OrganisationId& school,
                                const std::set<StudentId>& on_open_rosters, Date day) {
  auto duties = duties_as_of(views, school, day);
  if (!duties) return fail(duties.error());
  const AsOf as_of{Axis::recorded, day, std::nullopt};
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  for (const auto& taken_over : mergers->answered_by(school, as_of)) {
    if (taken_over == school) continue;
    // Row 67: the classes came along, with what was done for them.
    auto before = duties_as_of(views, taken_over, day);
    if (!before) return fail(before.error());
    duties->classes.merge(before->classes);
  }
  StatusDuties status(pack, duties->calendar, day);
  SchoolAsOf answer{*std::move(duties), {}, {}, std::move(status)};
  const CountStudent count(pack, answer, on_open_rosters);
  auto walked = for_each_student(views, school, as_of, [&](const StudentAsOf& student) -> Status {
    if (student.state.school != school) return {};
    count(student);
    answer.status.take(student.state);
    return {};
  });
  if (!walked) return fail(walked.error());
  return answer;
}

}  // namespace xueji
