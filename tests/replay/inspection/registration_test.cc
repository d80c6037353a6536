// Chapters 2 and 3 of the inspection through the real pipeline: as far as a ledger that refuses
// what is unlawful lets it come about.
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {

TEST_CASE("a roster that is filed on the last day is in time", "[SY-1.2l][D-01]") {
  CityYear city;
  city.students = city.office.students(1);
  city.office.clock.set(end_of(make_date(2024, 11, 15)));
  city.refile();
  city.sign_all();
  CHECK(city.found("LATE_REGISTRATION").empty());
}

TEST_CASE("people without a status are found by class and month", "[SY-1.2d]") {
  CityYear city;
  city.register_students(2);
  city.confirm_presence({}, 0);
  CHECK(city.found("PERSON_WITHOUT_STATUS").empty());
  city.go_to(make_date(2024, 9, 24));
  city.confirm_presence({}, 2);
  const auto found = city.found("PERSON_WITHOUT_STATUS");
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "class:" + to_text(city.office.class_id) + "/2024-09");
  CHECK(found.front().facts.front().zh.find("2 人") != std::string::npos);
}

TEST_CASE("who studies and was on no roster by the last day has no status", "[SY-1.2d]") {
  CityYear city;
  city.students = city.office.students(1);
  CHECK(city.found("PERSON_WITHOUT_STATUS", make_date(2024, 11, 15)).empty());
  const auto found = city.found("PERSON_WITHOUT_STATUS", make_date(2024, 11, 16));
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "student:" + to_text(city.students.front()));
}

TEST_CASE(
    "a student absent in every confirmation is a status without a person, one present once is not",
    "[SY-1.2d]") {
  CityYear city;
  city.register_students(3);
  const auto never = city.students[0];
  const auto once = city.students[1];
  city.go_to(make_date(2024, 9, 24));
  city.confirm_presence({never, once});
  CHECK(city.found("STATUS_WITHOUT_PERSON").empty());  // One absence may be an illness.
  city.go_to(make_date(2024, 10, 24));
  city.confirm_presence({never});
  const auto found = city.found("STATUS_WITHOUT_PERSON");
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "student:" + to_text(never));
}

TEST_CASE("absence over more days than the pack allows is a ghost status, over as many it is not",
          "[SY-1.5d]") {
  CityYear city;
  city.register_students(2);
  const auto gone = city.students[0];
  city.go_to(make_date(2024, 9, 24));
  city.confirm_presence({gone});
  city.go_to(make_date(2024, 10, 24));
  city.confirm_presence({gone});  // 30 days.
  CHECK(city.found("GHOST_STATUS").empty());
  city.go_to(make_date(2024, 10, 25));
  city.confirm_presence({gone});  // 31 days.
  const auto open = city.found("GHOST_STATUS");
  REQUIRE(open.size() == 1);
  CHECK(open.front().first_day == make_date(2024, 10, 25));
  CHECK_FALSE(open.front().closed_on);
  city.go_to(make_date(2024, 11, 25));
  city.confirm_presence({});
  const auto closed = city.found("GHOST_STATUS");
  REQUIRE(closed.size() == 1);
  CHECK(closed.front().closed_on == make_date(2024, 11, 25));
}

TEST_CASE("absences before the status began do not make up for being seen afterwards",
          "[SY-1.2d]") {
  CityYear city;
  city.file_roster(2);
  const auto ill = city.students[0];
  city.confirm_presence({ill});  // Not registered yet.
  city.sign_all();
  city.go_to(make_date(2024, 10, 24));
  city.confirm_presence({ill});
  city.go_to(make_date(2024, 11, 24));
  city.confirm_presence({});
  CHECK(city.found("STATUS_WITHOUT_PERSON").empty());
}

TEST_CASE("who never came on the roll has no status that could be empty", "[SY-1.5d]") {
  CityYear city;
  city.students = city.office.students(1);
  city.go_to(make_date(2024, 9, 24));
  city.confirm_presence(city.students);
  city.go_to(make_date(2024, 11, 24));
  city.confirm_presence(city.students);
  CHECK(city.found("GHOST_STATUS").empty());
}

TEST_CASE("a roster that was withdrawn, or returned and left, registers nobody", "[SY-1.2d]") {
  CityYear city;
  city.file_roster(1);
  const auto after = make_date(2024, 11, 16);
  CHECK(city.found("PERSON_WITHOUT_STATUS", after).empty());
  const auto act = [&](const std::string& who, Decision decision, const std::string& step,
                       std::vector<MarkedLine> lines) {
    const auto& signer = city.office.signer(who);
    const auto authoring = city.office.context();
    const DraftSignOff draft{.submission = *city.office.view->state().submission(city.roster),
                             .step = step,
                             .decision = decision,
                             .lines = std::move(lines),
                             .capacity = signer.capacity};
    auto request = sign_step(authoring, draft, *signer.key, nullptr);
    REQUIRE(request);
    const auto answer = city.office.ledger->sign_off(*std::move(request));
    REQUIRE(answer);
    REQUIRE(std::holds_alternative<Receipt>(*answer));
    REQUIRE(city.office.view->refresh());
  };
  SECTION("withdrawn") {
    act("SCHOOL/status_officer", Decision::withdraw, "author", {});
    CHECK(city.found("PERSON_WITHOUT_STATUS", after).size() == 1);
  }
  SECTION("returned") {
    city.go_to(make_date(2024, 11, 10));
    act("SCHOOL/principal", Decision::return_, "principal", {{0, ReasonCode::data_wrong}});
    CHECK(city.found("PERSON_WITHOUT_STATUS", make_date(2024, 11, 20)).empty());
    CHECK(city.found("PERSON_WITHOUT_STATUS", make_date(2024, 11, 21)).size() == 1);
  }
}

TEST_CASE("absences that are not running are no ghost status", "[SY-1.5d]") {
  CityYear city;
  city.register_students(2);
  for (const auto& [month, is_absent] : {std::pair{9U, true}, {10U, false}, {11U, true}}) {
    city.go_to(make_date(2024, month, 24));
    city.confirm_presence(is_absent ? std::vector{city.students[0]} : std::vector<StudentId>{});
  }
  CHECK(city.found("GHOST_STATUS").empty());
}

TEST_CASE("a later on-site count that differs is found, and closed by one that agrees",
          "[SY-1.2e][SY-2.1b]") {
  CityYear city;
  city.register_students(3);
  CHECK(city.found("COUNT_MISMATCH").empty());
  city.go_to(make_date(2024, 12, 10));
  city.verify_on_site(2, false);
  const auto open = city.found("COUNT_MISMATCH");
  REQUIRE(open.size() == 1);
  CHECK(open.front().subject.key == "class:" + to_text(city.office.class_id));
  CHECK_FALSE(open.front().closed_on);
  city.go_to(make_date(2024, 12, 20));
  city.verify_on_site(3, false);
  const auto closed = city.found("COUNT_MISMATCH");
  REQUIRE(closed.size() == 1);
  CHECK(closed.front().closed_on == make_date(2024, 12, 20));
}

TEST_CASE("a class that is found off the campus undeclared is found", "[SY-2.2c]") {
  CityYear city;
  city.register_students(2);
  CHECK(city.found("OFF_CAMPUS_UNDECLARED").empty());
  city.go_to(make_date(2024, 12, 11));
  city.verify_on_site(2, true);
  const auto found = city.found("OFF_CAMPUS_UNDECLARED");
  REQUIRE(found.size() == 1);
  CHECK(found.front().facts.front().en.find("2 students") != std::string::npos);
  CHECK(city.found("COUNT_MISMATCH").empty());
}

namespace {
void confirm_outside(CityYear& city, const StudentId& student, bool is_matched) {
  ExternalRegistrationConfirmed facts;
  facts.system = ExternalSystem::national_status_system;
  facts.confirmed_on = city.today();
  facts.matched = is_matched;
  city.office.file(Form::external_confirmation, city.school(),
                   city.office.signer("SCHOOL/status_officer"),
                   {{SubjectKind::student,
                     subject_of(student),
                     city.today(),
                     facts,
                     {{PersonalField::national_student_number, "G42032220080901900X"}}}});
}
}  // namespace

TEST_CASE("a receipt that reports another status is a duplicate, a clean one is not", "[SY-1.5a]") {
  CityYear city;
  city.register_students(2);
  confirm_outside(city, city.students[0], true);
  CHECK(city.found("DUPLICATE_STATUS").empty());
  confirm_outside(city, city.students[1], false);
  const auto found = city.found("DUPLICATE_STATUS");
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "student:" + to_text(city.students[1]));
}

TEST_CASE("the receipt is owed within the pack's days, the last day included", "[SY-1.3d][FJ-17]") {
  CityYear city;
  city.register_students(2);
  confirm_outside(city, city.students[0], true);
  const auto effect = city.today();
  CHECK(city.found("NOT_UPLOADED", add_days(effect, 30)).empty());
  const auto found = city.found("NOT_UPLOADED", add_days(effect, 31));
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "student:" + to_text(city.students[1]));
  CHECK(found.front().first_day == add_days(effect, 31));
  city.go_to(add_days(effect, 40));
  confirm_outside(city, city.students[1], true);
  CHECK(city.found("NOT_UPLOADED").front().closed_on == add_days(effect, 40));
}

TEST_CASE("a lag of the tolerated days is in time, one day more is found by paper",
          "[SY-3.2d][D-15]") {
  CityYear city;
  city.register_students(2);
  city.go_to(add_days(city.today(), 20));
  const ClassHeadcountVerified facts{2, city.today()};
  city.by_teacher(Form::class_headcount, facts, add_days(city.today(), -5));
  CHECK(city.found("LATE_RECORDING").empty());
  const auto late = city.by_teacher(Form::class_headcount, facts, add_days(city.today(), -6));
  const auto found = city.found("LATE_RECORDING");
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "submission:" + to_text(late));
}

TEST_CASE("the other system's list is asked of the vault, and its absence is said", "[SY-1.5c]") {
  CityYear city;
  city.register_students(2);
  const auto listed = city.students[1];
  const inspection::InspectionPorts ports{
      [&](const StudentId& id, Date as_of) { return id == listed && as_of == city.today(); }};
  CHECK(city.found("DOUBLE_SYSTEM_STATUS", {}, ports).empty());  // No list was imported yet.
  city.office.file(Form::external_list, city.office.organisations.at("CITY"),
                   city.office.signer("CITY/section_officer"),
                   {{SubjectKind::organisation, subject_of(city.office.organisations.at("CITY")),
                     city.today(),
                     ExternalListImported{ExternalListKind::skilled_worker_register, city.today(), 1,
                                          Digest{{7}}}}});
  const auto found = city.found("DOUBLE_SYSTEM_STATUS", {}, ports);
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "student:" + to_text(listed));
  const auto without = city.inspect();
  REQUIRE(without.not_checked.size() == 1);
  CHECK(without.not_checked.front().en.find("vault") != std::string::npos);
  CHECK(city.inspect({}, ports).not_checked.empty());
}

TEST_CASE("an inspection is a function of the prefix: what is recorded later changes nothing",
          "[SY-3.3a]") {
  CityYear city;
  city.register_students(2);
  const auto cut_off = city.today();
  const auto before = city.inspect(cut_off);
  city.go_to(add_days(cut_off, 1));
  city.verify_on_site(1, true);
  const auto after = city.inspect(cut_off);
  CHECK(inspection::findings_as_keys(before) == inspection::findings_as_keys(after));
  CHECK(before.prefix.size == after.prefix.size);
  CHECK(before.prefix.root == after.prefix.root);
  CHECK(city.inspect().prefix.root == city.office.view->checkpoint().root);
}

TEST_CASE("a year before the ledger shows nothing, and an unknown school is an error",
          "[SY-3.3a]") {
  CityYear city;
  const auto early = city.inspect({}, {}, 2022);
  CHECK(inspection::findings_as_keys(early).empty());
  CHECK(early.prefix.size == TreeSize{0});
  const auto unknown =
      inspection::inspect(city.office.ledger->log(), {2024, std::nullopt, "NOWHERE"});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ErrorCode::not_found);
}

TEST_CASE("one school alone shows what all schools together show of it", "[SY-3.3b]") {
  CityYear city;
  city.register_students(2);
  city.verify_on_site(1, false);
  const auto one = inspection::inspect(city.office.ledger->log(), {2024, std::nullopt, "SCHOOL"});
  REQUIRE(one);
  REQUIRE(one->organisations.size() == 1);
  std::vector<inspection::FindingKey> of_school;
  for (const auto& key : inspection::findings_as_keys(city.inspect())) {
    if (key.school == "SCHOOL") of_school.push_back(key);
  }
  CHECK_FALSE(of_school.empty());
  CHECK(inspection::findings_as_keys(*one) == of_school);
}

}  // namespace xueji::test
