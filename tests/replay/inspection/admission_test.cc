// What became of the admissions of an intake (SY-1.3g).
#include <algorithm>

#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

/// Admits one student who does not come.
StudentId admit(CityYear& city) {
  const auto day = city.today();
  const auto id = city.office.random.draw<StudentId>();
  StudentAdmitted facts;
  facts.school = city.school();
  facts.cohort = 2024;
  facts.season = Season::autumn;
  facts.major_code = city.office.major_code;
  facts.major_catalogue = city.office.major_catalogue;
  facts.route = EntryRoute::exam;
  facts.category = CandidateCategory::junior_graduate;
  facts.basis = AdmissionBasis::exam_list;
  facts.prior_education = PriorEducation::junior_high;
  facts.admitted_on = day;
  const auto birth = make_date(2008, 5, 6);
  city.office.file(Form::admission, city.school(), city.office.signer("SCHOOL/status_officer"),
                   {{SubjectKind::student,
                     subject_of(id),
                     day,
                     facts,
                     {{PersonalField::name, "演示未到"},
                      {PersonalField::identity_type, "1"},
                      {PersonalField::identity_number, invented_id("420322", birth, 905)},
                      {PersonalField::sex, "1"},
                      {PersonalField::birth_date, to_text(birth)},
                      {PersonalField::household_province, "420000"},
                      {PersonalField::household_city, "420300"},
                      {PersonalField::household_county, "420322"},
                      {PersonalField::previous_school, "演示初级中学"},
                      {PersonalField::previous_certificate_number, "DEMO-905"}}}});
  return id;
}

}  // namespace

TEST_CASE("an admission that nobody settled by the last day of registration is found by intake",
          "[SY-1.3g]") {
  CityYear city;
  city.register_students(2);
  const auto absent = admit(city);
  CHECK(city.found("ADMISSION_UNSETTLED", make_date(2024, 11, 15)).empty());
  const auto found = city.found("ADMISSION_UNSETTLED", make_date(2024, 11, 16));
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "intake:2024-autumn");
  CHECK(found.front().organisation == city.school());
  CHECK(found.front().first_day == make_date(2024, 11, 16));
  CHECK(found.front().facts.front().en.starts_with("3 were admitted; of these 1 were neither"));
  CHECK(found.front().rules == std::vector<std::string>{"SY-1.3g"});
  const auto* row = city.office.view->state().student(absent);
  REQUIRE(row != nullptr);
  const auto& proofs = found.front().proofs;
  CHECK(std::any_of(proofs.begin(), proofs.end(),
                    [&](const auto& proof) { return proof.at == row->status_at; }));
}

TEST_CASE("admissions that were all registered differ from the registrations in nothing",
          "[SY-1.3g]") {
  CityYear city;
  city.register_students(3);
  CHECK(city.found("ADMISSION_UNSETTLED").empty());
}

TEST_CASE("who was never admitted is on no roster", "[SY-1.3g]") {
  CityYear city;
  city.students = city.office.students(1);
  const auto admitted = city.office.roster_lines(city.students);
  auto stranger = admitted.front();
  stranger.subject = subject_of(city.office.random.draw<StudentId>());
  const auto refusal = city.office.refused(Form::entry_roster, city.school(),
                                           city.office.signer("SCHOOL/status_officer"), {stranger});
  CHECK_FALSE(refusal.verdict.problems.empty());
  city.office.file(Form::entry_roster, city.school(), city.office.signer("SCHOOL/status_officer"),
                   admitted);
}

}  // namespace xueji::test
