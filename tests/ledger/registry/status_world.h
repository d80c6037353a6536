// The school world in its second year: a calendar, a student on the roll since September 2024, a
// second school, classes of other cohorts. For tests of ongoing status changes.
#pragma once

#include "tests/ledger/registry/given.h"

namespace xueji::given {

struct StatusWorld : World {
  ClassId next_class = id<ClassId>(2, 2);   ///< Cohort 2025, same major.
  ClassId other_class = id<ClassId>(3, 2);  ///< At the other school, cohort 2024.
  OrganisationId other_county = id<OrganisationId>(6), other_city = id<OrganisationId>(7),
                 other_province = id<OrganisationId>(8);

  explicit StatusWorld(const std::string& pack_id = "fujian") : World(pack_id) {
    go_to(make_date(2025, 3, 10));
    organisation(other_school, OrganisationKind::school, county_code, county);
    for (const auto& of : {school, other_school})
      state.edit_organisation(of).calendar = calendar();
    add_class(next_class, school, 2025, "610101");
    add_class(other_class, other_school, 2024, "610101");
    on_roll(1);
  }

  static std::vector<CalendarYear> calendar() {
    return {{2024,
             {{1, make_date(2024, 9, 2), make_date(2025, 1, 18), 600},
              {2, make_date(2025, 2, 17), make_date(2025, 7, 5), 600}}},
            {2025,
             {{1, make_date(2025, 9, 1), make_date(2026, 1, 17), 600},
              {2, make_date(2026, 3, 2), make_date(2026, 7, 4), 600}}}};
  }

  void go_to(Date day) { now = Instant{start_of(day).ms + 9 * 3'600'000}; }

  void add_class(const ClassId& which, const OrganisationId& of, std::uint16_t cohort,
                 const std::string& major) {
    auto& row = state.edit_class(which);
    row.id = which;
    row.school = of;
    row.cohort = cohort;
    row.season = Season::autumn;
    row.major_code = major;
    row.major_catalogue = "2021";
    row.arrived = row.registered = 10;
  }

  StudentState& on_roll(unsigned number) {
    auto& row = World::on_roll(number);
    row.programme_years = 3;
    row.entry_year = 2024;
    row.enrolled_from = make_date(2024, 10, 8);
    return row;
  }
  StudentState& row(unsigned number = 1) { return state.edit_student(student_id(number)); }
  /// On leave for a year from 1 March 2025.
  StudentState& on_leave(unsigned number = 1) {
    auto& student = row(number);
    student.status = StudentStatus::on_leave;
    student.leaves = {{LeaveGround::illness, make_date(2025, 3, 1), make_date(2026, 2, 28), false}};
    return student;
  }

  /// A transfer from the other school into the class of this one.
  TransferRequested transfer_request() const {
    TransferRequested facts;
    facts.from_school = other_school;
    facts.to_school = school;
    facts.scope = TransferScope::in_province;
    facts.applied_on = today();
    facts.reason = ReasonCode::household_moved;
    return facts;
  }
  TransferCompleted transfer_completion() const {
    TransferCompleted facts;
    facts.to_school = school;
    facts.class_id = class_id;
    facts.cohort = 2024;
    facts.major_code = "610101";
    facts.major_catalogue = "2021";
    return facts;
  }

  /// An event of today, unless said otherwise.
  template <class Facts>
  SubmittedEvent act(Facts facts, const Personal& values = {}, unsigned number = 1) const {
    auto out = of_student(number, std::move(facts), values);
    out.event.effective_on = today();
    return out;
  }
  SubmittedEvent consent_of(bool student, bool guardian, unsigned number = 1) const {
    return act(Consent{student, guardian, true, today()}, {}, number);
  }
  SubmittedEvent consent(unsigned number = 1) const { return consent_of(true, true, number); }

  static Personal document() { return {{PersonalField::document_digest, std::string(64, 'a')}}; }

  Rules refused(Form form, std::vector<SubmittedEvent> events) {
    return refusals(file(form, std::move(events)));
  }
};

}  // namespace xueji::given
