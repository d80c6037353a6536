// Codes that the ledger refuses at the door, or that only events of another pack bring about: their
// detectors, fed by hand, on both sides of each line.
#include <algorithm>

#include "replay/inspection/detect.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

using namespace inspection;

/// A dossier by hand: one school under a pack, one roster in effect.
struct ByHand {
  Office office;
  const PackShelf& packs;
  Dossier seen;
  MemoryState state;
  OrganisationId school;
  SubmissionId paper;
  StudentId student;

  explicit ByHand(const std::string& pack = "shiyan")
      : office(1, pack), packs(office.view->packs()), seen(packs) {
    school = office.random.draw<OrganisationId>();
    paper = office.random.draw<SubmissionId>();
    student = office.random.draw<StudentId>();
    const auto digest = packs.all().begin()->first;
    const auto& metadata = packs.all().begin()->second.metadata();
    auto& row = state.edit_organisation(school);
    row.kind = OrganisationKind::school;
    row.code = "SCHOOL";
    row.tiers = {{SchoolTier::national_key, make_date(2010, 1, 1)}};
    row.packs.push_back({digest, metadata.id, metadata.version, make_date(2024, 1, 1)});
    auto& submission = state.edit_submission(paper);
    submission.packs = {digest};
    submission.organisation = school;
    submission.stage = SubmissionStage::in_effect;
    auto& one = state.edit_student(student);
    one.school = school;
    one.status = StudentStatus::active;
    one.status_at = Position{10};
    one.cohort = 2024;
    one.season = Season::autumn;
  }

  [[nodiscard]] Happened happened(Date on) const {
    return {paper, Position{5}, Position{10}, start_of(on), on};
  }
  RosterSeen& roster(Date filed_on) {
    RosterSeen line;
    line.student = student;
    line.submission = paper;
    line.event_at = Position{5};
    line.first_filed = start_of(filed_on);
    line.effect = happened(filed_on);
    line.facts.school = school;
    line.facts.cohort = 2024;
    line.facts.season = Season::autumn;
    line.facts.route = EntryRoute::exam;
    line.facts.category = CandidateCategory::junior_graduate;
    line.facts.study_mode = StudyMode::full_time;
    line.facts.major_code = office.major_code;
    line.facts.major_catalogue = office.major_catalogue;
    line.has_photo = true;
    line.is_planned = true;
    return seen.rosters.emplace_back(std::move(line));
  }
  [[nodiscard]] std::vector<Finding> found(const std::string& code,
                                           Date cut_off = make_date(2025, 1, 31)) const {
    const auto* definition = find_definition(code);
    REQUIRE(definition != nullptr);
    std::vector<Finding> out;
    definition->detect({seen, state, packs, make_date(2024, 1, 1), cut_off, {}}, *definition, out);
    return out;
  }
};

const auto october = make_date(2024, 10, 9);

}  // namespace

TEST_CASE("a registration of another year is found under the pack that forbids it",
          "[SY-1.3e][SY-1.3f]") {
  ByHand city;
  city.roster(make_date(2024, 12, 31));
  CHECK(city.found("OTHER_YEAR_REGISTRATION").empty());
  city.roster(make_date(2025, 1, 1));
  CHECK(city.found("OTHER_YEAR_REGISTRATION").size() == 1);
}

TEST_CASE("a transfer is no new registration of another year", "[SY-1.3f]") {
  ByHand city;
  city.roster(make_date(2025, 1, 1)).facts.route = EntryRoute::other_province_transfer;
  CHECK(city.found("OTHER_YEAR_REGISTRATION").empty());
}

TEST_CASE("a line without photo is found where the pack wants one", "[SY-1.3a]") {
  ByHand city;
  auto& line = city.roster(october);
  CHECK(city.found("PHOTO_MISSING").empty());
  line.has_photo = false;
  CHECK(city.found("PHOTO_MISSING").size() == 1);
  ByHand other("fujian");
  other.roster(october).has_photo = false;
  CHECK(other.found("PHOTO_MISSING").empty());
}

TEST_CASE("a study mode that the pack does not know is found", "[SY-1.2k][FJ-39]") {
  ByHand city;
  auto& line = city.roster(october);
  CHECK(city.found("STUDY_MODE_MISSING").empty());
  line.facts.study_mode = StudyMode::none;
  CHECK(city.found("STUDY_MODE_MISSING").size() == 1);
  line.facts.study_mode = StudyMode::adult_class;  // Fujian's word.
  CHECK(city.found("STUDY_MODE_MISSING").size() == 1);
}

TEST_CASE("students of a cohort and major without a plan are found, also imported ones",
          "[SY-1.2j]") {
  ByHand city;
  city.state.edit_student(city.student).major_code = "710201";
  const auto missing = city.found("PLAN_MISSING");
  REQUIRE(missing.size() == 1);
  CHECK(missing.front().subject.key == "plan:2024/710201");
  city.seen.plans.push_back({city.school, 2023, "710201", city.happened(october)});
  CHECK(city.found("PLAN_MISSING").size() == 1);  // A plan of another cohort.
  city.seen.plans.push_back({city.school, 2024, "710201", city.happened(october)});
  CHECK(city.found("PLAN_MISSING").empty());
}

TEST_CASE("a count before the registration is held against who was registered, not who is left",
          "[SY-1.2e][SY-1.2g]") {
  ByHand city;
  const auto class_id = city.office.random.draw<ClassId>();
  auto& row = city.state.edit_class(class_id);
  row.school = city.school;
  row.registered = 2;
  for (int i = 0; i < 2; ++i)
    city.roster(october).facts.class_id = class_id;
  CountSeen on_site;
  on_site.class_id = class_id;
  on_site.happened = city.happened(make_date(2024, 9, 19));
  on_site.counted_on = make_date(2024, 9, 19);
  on_site.counted = 2;
  on_site.is_on_site = true;
  city.seen.counts.push_back(on_site);
  CHECK(city.found("COUNT_MISMATCH").empty());
  // One withdraws in the year after, or comes by a transfer.
  city.state.edit_class(class_id).registered = 1;
  CHECK(city.found("COUNT_MISMATCH").empty());
  city.state.edit_class(class_id).registered = 3;
  CHECK(city.found("COUNT_MISMATCH").empty());
  city.roster(october).facts.class_id = class_id;
  CHECK(city.found("COUNT_MISMATCH").size() == 1);
}

TEST_CASE("a hundred recruits from outside need no review, one more does", "[SY-2.1a][D-10]") {
  ByHand city;
  auto& row = city.state.edit_organisation(city.school);
  auto& intake = row.intakes.emplace_back();
  intake.cohort = 2024;
  intake.season = Season::autumn;
  intake.out_of_area_registered = 100;
  CHECK(city.found("OUT_OF_AREA_UNREVIEWED").empty());
  intake.out_of_area_registered = 101;
  CHECK(city.found("OUT_OF_AREA_UNREVIEWED").size() == 1);
  intake.out_of_area_result = ReviewResult::passed;
  intake.out_of_area_counted = 100;
  CHECK(city.found("OUT_OF_AREA_UNREVIEWED").size() == 1);
  intake.out_of_area_counted = 101;
  CHECK(city.found("OUT_OF_AREA_UNREVIEWED").empty());
}

TEST_CASE("the tier that counts is that of the day, as known later", "[SY-1.5f][D-25]") {
  ByHand city;
  city.roster(october).facts.joint = JointProgramme::three_stage;
  CHECK(city.found("JOINT_PARTNER_NOT_KEY").empty());
  auto& tiers = city.state.edit_organisation(city.school).tiers;
  tiers.push_back({SchoolTier::ordinary, add_days(october, 1)});
  CHECK(city.found("JOINT_PARTNER_NOT_KEY").empty());
  tiers.back().from = october;
  CHECK(city.found("JOINT_PARTNER_NOT_KEY").size() == 1);
}

TEST_CASE("an ordinary-high student without the city's approval is found", "[SY-1.5e]") {
  ByHand city;
  auto& line = city.roster(october);
  line.facts.route = EntryRoute::ordinary_high_diversion;
  CHECK(city.found("GHS_WITHOUT_APPROVAL").size() == 1);
  line.is_city_approved = true;
  CHECK(city.found("GHS_WITHOUT_APPROVAL").empty());
}

TEST_CASE("a major outside the catalogue is found; a category only under the pack that allows it",
          "[SY-3.2d][FJ-05a][FJ-05b]") {
  ByHand city;
  auto& line = city.roster(october);
  CHECK(city.found("MAJOR_NOT_IN_CATALOGUE").empty());
  line.facts.major_code = "999999";
  CHECK(city.found("MAJOR_NOT_IN_CATALOGUE").size() == 1);
  line.facts.major_code = city.office.major_code.substr(0, 2);
  CHECK(city.found("MAJOR_NOT_IN_CATALOGUE").size() == 1);
  ByHand fujian("fujian");
  fujian.roster(october).facts.major_code = fujian.office.major_code.substr(0, 2);
  CHECK(fujian.found("MAJOR_NOT_IN_CATALOGUE").empty());
}

TEST_CASE("a student number is judged by format, year and county code", "[FJ-08c][FJ-A2]") {
  ByHand city("fujian");
  auto& student = city.state.edit_student(city.student);
  student.entry_year = 2024;
  const auto& counties = *city.packs.all().begin()->second.county_codes();
  const auto county = counties.codes().front().code;
  const auto is_found = [&](const std::string& number) {
    student.number = number;
    return city.found("NUMBER_INVALID").size() == 1;
  };
  CHECK_FALSE(is_found("24" + county + "010001"));
  CHECK(is_found("23" + county + "010001"));
  CHECK(is_found("24" + county + "01000"));
  CHECK(is_found("24" + county + "010000"));
  if (counties.find("00") == nullptr) CHECK(is_found("2400010001"));
  ByHand shiyan;
  shiyan.state.edit_student(shiyan.student).number = "anything";
  CHECK(shiyan.found("NUMBER_INVALID").empty());
}

TEST_CASE("a review that found a difference stands until one passes", "[FJ-06a]") {
  ByHand city("fujian");
  IdentityReviewed facts;
  facts.name_agrees = facts.sex_agrees = facts.birth_month_agrees = facts.household_agrees = true;
  facts.identity_number_agrees = true;
  facts.reviewed_on = october;
  facts.result = ReviewResult::passed;
  city.seen.reviews.push_back({city.student, city.happened(october), facts});
  CHECK(city.found("ID_MISMATCH").empty());
  facts.identity_number_agrees = false;
  facts.result = ReviewResult::failed;
  city.seen.reviews.push_back({city.student, city.happened(october), facts});
  const auto open = city.found("ID_MISMATCH");
  REQUIRE(open.size() == 1);
  CHECK_FALSE(open.front().closed_on);
  CHECK(open.front().facts.front().en.find("identity number") != std::string::npos);
  facts.identity_number_agrees = true;
  facts.result = ReviewResult::passed;
  city.seen.reviews.push_back({city.student, city.happened(add_days(october, 3)), facts});
  CHECK(city.found("ID_MISMATCH").front().closed_on == add_days(october, 3));
}

TEST_CASE(
    "an identity review is in time on its day and late on the next; late admissions have longer",
    "[FJ-06a][D-16]") {
  ByHand city("fujian");
  auto& student = city.state.edit_student(city.student);
  student.admitted_on = make_date(2024, 9, 1);
  auto reviewed = city.happened(make_date(2024, 12, 15));
  reviewed.first_filed = end_of(make_date(2024, 12, 15));
  city.seen.reviews.push_back({city.student, reviewed, {}});
  CHECK(city.found("LATE_REGISTRATION").empty());
  city.seen.reviews.front().happened.first_filed = start_of(make_date(2024, 12, 16));
  const auto late = city.found("LATE_REGISTRATION");
  REQUIRE(late.size() == 1);
  CHECK(late.front().rules == std::vector<std::string>{"FJ-06a"});
  student.admitted_on = make_date(2024, 12, 6);
  CHECK(city.found("LATE_REGISTRATION").empty());
}

TEST_CASE("a kept place expires on the day after its last, and cancelling closes it",
          "[FJ-07e][D-17]") {
  ByHand city("fujian");
  const auto until = make_date(2024, 12, 1);
  city.seen.places.push_back({city.student, until, city.happened(october), std::nullopt});
  CHECK(city.found("PLACE_EXPIRED", until).empty());
  const auto open = city.found("PLACE_EXPIRED", add_days(until, 1));
  REQUIRE(open.size() == 1);
  CHECK(open.front().first_day == add_days(until, 1));
  city.seen.places.front().ended = city.happened(add_days(until, 9));
  CHECK(city.found("PLACE_EXPIRED").front().closed_on == add_days(until, 9));
  city.seen.places.front().ended = city.happened(until);
  CHECK(city.found("PLACE_EXPIRED").empty());
}

TEST_CASE("one person with two statuses on the roll is found at both", "[SY-1.5a]") {
  ByHand city;
  const auto second = city.office.random.draw<StudentId>();
  auto& other = city.state.edit_student(second);
  other.school = city.school;
  other.status = StudentStatus::withdrawn;
  auto& person = city.state.edit_person(city.office.random.draw<PersonId>());
  person.statuses = {city.student, second};
  CHECK(city.found("DUPLICATE_STATUS").empty());
  other.status = StudentStatus::on_leave;
  CHECK(city.found("DUPLICATE_STATUS").size() == 2);
}

TEST_CASE("every code of the catalogue has a title, a chapter of its own pack's rules, a detector",
          "[SY-3.3b]") {
  std::vector<std::string_view> codes;
  for (const auto& definition : finding_definitions()) {
    INFO(definition.code);
    CHECK(definition.detect != nullptr);
    const auto has_rule = [&](const char* id) {
      return !load_pack(*shipped_pack(id))->rules_of_finding(definition.code).empty();
    };
    CHECK((has_rule("shiyan") || has_rule("fujian") || !definition.decisions.empty()));
    CHECK_FALSE(definition.zh.empty());
    CHECK_FALSE(definition.en.empty());
    codes.push_back(definition.code);
  }
  std::sort(codes.begin(), codes.end());
  CHECK(std::adjacent_find(codes.begin(), codes.end()) == codes.end());
}

}  // namespace xueji::test
