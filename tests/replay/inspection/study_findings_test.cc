// Internships, results, sanctions and archives in the inspection: found and not found.
#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "replay/inspection/detect.h"
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

using namespace inspection;

/// A dossier by hand: one school with a class of one student, under a pack.
struct SchoolByHand {
  Office office;
  const PackShelf& packs;
  Dossier seen;
  MemoryState state;
  OrganisationId school;
  ClassId class_id;
  SubmissionId paper;
  StudentId student;

  explicit SchoolByHand(const std::string& pack)
      : office(1, pack), packs(office.view->packs()), seen(packs) {
    school = office.random.draw<OrganisationId>();
    class_id = office.random.draw<ClassId>();
    paper = office.random.draw<SubmissionId>();
    const auto digest = packs.all().begin()->first;
    const auto& metadata = packs.all().begin()->second.metadata();
    auto& row = state.edit_organisation(school);
    row.id = school;
    row.kind = OrganisationKind::school;
    row.code = "SCHOOL";
    row.packs.push_back({digest, metadata.id, metadata.version, make_date(2024, 1, 1)});
    row.calendar = {{2023, {{2, make_date(2024, 2, 26), make_date(2024, 7, 5), 600}}}};
    auto& submission = state.edit_submission(paper);
    submission.packs = {digest};
    submission.organisation = school;
    submission.stage = SubmissionStage::in_effect;
    student = add_student();
  }
  StudentId add_student() {
    const auto id = office.random.draw<StudentId>();
    auto& one = state.edit_student(id);
    one.id = id;
    one.school = school;
    one.class_id = class_id;
    one.status = StudentStatus::active;
    one.status_at = Position{10};
    one.enrolled_from = make_date(2023, 9, 1);
    return id;
  }
  [[nodiscard]] Happened happened(Date on, std::uint64_t at = 5) const {
    return {paper, Position{at}, Position{at + 5}, start_of(on), on};
  }
  void act(Facts facts, Date on, std::uint64_t at) {
    Event event;
    event.subject_kind = SubjectKind::student;
    event.subject = subject_of(student);
    event.effective_on = on;
    event.facts = std::move(facts);
    seen.studies.push_back({school, happened(on, at), std::move(event)});
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

/// A city with three students of cohort 2024 and one internship of two of them.
struct Internship {
  CityYear city;
  InternshipId id;

  Internship() {
    city.office.person("SCHOOL", Role::lead_teacher);
    city.register_students(3);
    id = city.office.random.draw<InternshipId>();
  }
  [[nodiscard]] Date today() { return city.today(); }
  void sign(const SubmissionId& paper, const std::string& step, const std::string& who) {
    const auto* seal = step == "seal" ? city.office.seal.get() : nullptr;
    city.office.sign(paper, step, city.office.signer(who), {}, seal);
  }
  DraftEvent about_school(Facts facts) {
    return {SubjectKind::organisation, subject_of(city.school()), today(), std::move(facts), {}};
  }
  /// Filed on 1 November, to begin on `from`.
  void apply(Date from, bool overridden) {
    city.go_to(make_date(2024, 11, 1));
    InternshipApplied facts;
    facts.internship = id;
    facts.cohort = 2024;
    facts.major_code = city.office.major_code;
    facts.company = "演示电子有限公司";
    facts.lead_teacher = city.office.signer("SCHOOL/lead_teacher").person;
    facts.off_campus = true;
    facts.from = from;
    facts.until = make_date(2024, 12, 1);
    facts.plan_hours = 3000;
    facts.plan_hours_done = 2000;
    facts.students = {city.students[0], city.students[1]};
    std::vector drafts{about_school(facts)};
    if (overridden) {
      RuleOverridden over;
      over.rule = "SY-1.6e";
      over.reason = ReasonCode::approved_by_letter;
      over.evidence = sha256(bytes_of("letter"));
      drafts.push_back(about_school(over));
    }
    const auto receipt = city.office.file(Form::internship, city.school(),
                                          city.office.signer("SCHOOL/lead_teacher"), drafts);
    sign(receipt.submission, "principal", "SCHOOL/principal");
    sign(receipt.submission, "seal", "SCHOOL/seal_keeper");
    sign(receipt.submission, "county", "COUNTY/section_officer");
    sign(receipt.submission, "city", "CITY/section_chief");
  }
  void by_teacher(Form form, Facts facts, Date on) {
    city.go_to(on);
    const auto receipt =
        city.office.file(form, city.school(), city.office.signer("SCHOOL/lead_teacher"),
                         {about_school(std::move(facts))});
    sign(receipt.submission, "principal", "SCHOOL/principal");
  }
  void start(Date on) { by_teacher(Form::internship_start, InternshipStarted{id, on}, on); }
  void close(Date ended, Date filed) {
    by_teacher(Form::internship_summary,
               InternshipClosed{
                   id, ended, sha256(bytes_of("summary")), {city.students[0]}, {city.students[1]}},
               filed);
  }
};

}  // namespace

TEST_CASE("an internship that was let through late is found, one in time is not", "[SY-1.6e]") {
  SECTION("fifteen days ahead") {
    Internship given;
    given.apply(make_date(2024, 11, 16), false);
    CHECK(given.city.found("INTERNSHIP_LATE").empty());
  }
  SECTION("fourteen") {
    Internship given;
    given.apply(make_date(2024, 11, 15), true);
    const auto found = given.city.found("INTERNSHIP_LATE");
    REQUIRE(found.size() == 1);
    CHECK(found.front().subject.key == "internship:" + to_text(given.id));
    CHECK(found.front().is_act);
    CHECK(found.front().first_day == make_date(2024, 11, 1));
    CHECK(found.front().rules == std::vector<std::string>{"SY-1.6e"});
    REQUIRE_FALSE(found.front().path.empty());
    CHECK(found.front().path.front().role == Role::status_officer);
  }
}

TEST_CASE("a summary within seven days after the end is in time, on the eighth it is not",
          "[SY-1.6j]") {
  Internship given;
  given.apply(make_date(2024, 11, 16), false);
  given.start(make_date(2024, 11, 16));
  CHECK(given.city.found("INTERNSHIP_NO_SUMMARY", make_date(2024, 12, 8)).empty());
  SECTION("nobody closes it: open from the day after") {
    given.city.go_to(make_date(2024, 12, 20));
    const auto found = given.city.found("INTERNSHIP_NO_SUMMARY", make_date(2024, 12, 9));
    REQUIRE(found.size() == 1);
    CHECK(found.front().first_day == make_date(2024, 12, 9));
    CHECK_FALSE(found.front().closed_on);
  }
  SECTION("in time") {
    given.close(make_date(2024, 11, 25), make_date(2024, 12, 2));
    CHECK(given.city.found("INTERNSHIP_NO_SUMMARY").empty());
  }
  SECTION("a day late") {
    given.close(make_date(2024, 11, 25), make_date(2024, 12, 3));
    const auto found = given.city.found("INTERNSHIP_NO_SUMMARY");
    REQUIRE(found.size() == 1);
    CHECK(found.front().first_day == make_date(2024, 12, 3));
    CHECK(found.front().closed_on == make_date(2024, 12, 3));
  }
}

TEST_CASE("an internship that went on beyond a school year is found by its summary", "[SY-1.6b]") {
  SchoolByHand given("shiyan");
  InternshipApplied applied;
  applied.internship = given.office.random.draw<InternshipId>();
  InternshipClosed closed;
  closed.internship = applied.internship;
  given.act(applied, make_date(2024, 1, 10), 5);
  given.act(closed, make_date(2024, 12, 20), 15);
  auto& last = given.seen.studies.back();
  last.internship_days = last.internship_days_max = 306;
  CHECK(given.found("INTERNSHIP_TOO_LONG").empty());
  last.internship_days = 307;
  const auto found = given.found("INTERNSHIP_TOO_LONG");
  REQUIRE(found.size() == 1);
  CHECK(found.front().first_day == make_date(2024, 12, 20));
  CHECK(found.front().proofs.size() == 4);
}

TEST_CASE("the summary tells how many days each student was away", "[SY-1.6b][SY-1.6j]") {
  Internship given;
  given.apply(make_date(2024, 11, 16), false);
  given.start(make_date(2024, 11, 16));
  given.close(make_date(2024, 11, 25), make_date(2024, 11, 26));
  CHECK(given.city.found("INTERNSHIP_TOO_LONG").empty());
  const auto* student = given.city.office.view->state().student(given.city.students[0]);
  REQUIRE(student != nullptr);
  CHECK(student->internship_days == 10);
  CHECK(student->internship_result == ReviewResult::passed);
}

TEST_CASE("a term without results is found after the pack's days, one finding for the class",
          "[FJ-18b]") {
  SchoolByHand given("fujian");
  const auto other = given.add_student();
  // The term ended on 5 July; its results are due on 4 August.
  CHECK(given.found("RESULTS_MISSING", make_date(2024, 8, 4)).empty());
  const auto open = given.found("RESULTS_MISSING", make_date(2024, 8, 5));
  REQUIRE(open.size() == 1);
  CHECK(open.front().subject.key == "class:" + to_text(given.class_id) + "/2023-2");
  CHECK(open.front().first_day == make_date(2024, 8, 5));
  CHECK_FALSE(open.front().closed_on);
  given.seen.results.push_back({given.student, 2023, 2, given.happened(make_date(2024, 8, 4))});
  CHECK(given.found("RESULTS_MISSING").size() == 1);  // The other student's are missing still.
  given.seen.results.push_back({other, 2023, 2, given.happened(make_date(2024, 8, 6))});
  const auto late = given.found("RESULTS_MISSING");
  REQUIRE(late.size() == 1);
  CHECK(late.front().closed_on == make_date(2024, 8, 6));
  given.seen.results.back().happened = given.happened(make_date(2024, 8, 4));
  CHECK(given.found("RESULTS_MISSING").empty());
}

TEST_CASE("who was not there at the end of the term owes no results", "[FJ-18b]") {
  const auto absent = [](auto change) {
    SchoolByHand given("fujian");
    change(given.state.edit_student(given.student));
    return given.found("RESULTS_MISSING").empty();
  };
  CHECK_FALSE(absent([](StudentState&) {}));
  CHECK(absent([](StudentState& s) { s.enrolled_from = make_date(2024, 7, 6); }));
  CHECK(absent([](StudentState& s) {
    s.status = StudentStatus::withdrawn;
    s.left_on = make_date(2024, 7, 5);
  }));
  CHECK(absent([](StudentState& s) {
    s.leaves = {{LeaveGround::illness, make_date(2024, 5, 1), make_date(2025, 4, 30), false}};
  }));
  CHECK_FALSE(absent([](StudentState& s) {
    s.leaves = {{LeaveGround::illness, make_date(2023, 10, 1), make_date(2024, 7, 4), true}};
  }));
  SchoolByHand shiyan("shiyan");
  CHECK(shiyan.found("RESULTS_MISSING").empty());  // That pack names no such duty.
}

TEST_CASE("a term that ended before the opening import owes no results", "[FJ-18b]") {
  const auto owed = [](Date imported_on) {
    SchoolByHand given("fujian");
    given.seen.imports.push_back({given.student, given.happened(imported_on), {}});
    return !given.found("RESULTS_MISSING").empty();
  };
  CHECK(owed(make_date(2024, 7, 5)));
  CHECK_FALSE(owed(make_date(2024, 7, 6)));
}

TEST_CASE("an appeal is answered within fifteen working days", "[FJ-28e]") {
  SchoolByHand given("fujian");
  const auto id = given.office.random.draw<CaseId>();
  // Friday 1 November 2024; fifteen working days later is Friday 22 November.
  given.act(AppealFiled{id, make_date(2024, 11, 1)}, make_date(2024, 11, 1), 5);
  CHECK(given.found("APPEAL_UNANSWERED", make_date(2024, 11, 22)).empty());
  const auto open = given.found("APPEAL_UNANSWERED", make_date(2024, 11, 23));
  REQUIRE(open.size() == 1);
  CHECK(open.front().first_day == make_date(2024, 11, 23));
  CHECK(open.front().subject.key == "student:" + to_text(given.student) + "/" + to_text(id));
  const auto answer = [&](Date on) {
    given.seen.studies.resize(1);
    given.act(AppealAnswered{id, AppealOutcome::upheld, {}, on, {}}, on, 15);
    return given.found("APPEAL_UNANSWERED");
  };
  CHECK(answer(make_date(2024, 11, 22)).empty());
  const auto late = answer(make_date(2024, 11, 25));
  REQUIRE(late.size() == 1);
  CHECK(late.front().closed_on == make_date(2024, 11, 25));
}

TEST_CASE("a decision that is not served in time is found, and closed by the service", "[FJ-28d]") {
  SchoolByHand given("fujian");
  SanctionDecided decided;
  decided.case_id = given.office.random.draw<CaseId>();
  decided.decided_on = make_date(2024, 11, 1);
  given.act(decided, make_date(2024, 11, 2), 5);
  CHECK(given.found("SANCTION_NOT_SERVED", make_date(2024, 11, 11)).empty());
  CHECK(given.found("SANCTION_NOT_SERVED", make_date(2024, 11, 12)).size() == 1);
  SanctionServed served;
  served.case_id = decided.case_id;
  given.act(served, make_date(2024, 11, 11), 15);
  CHECK(given.found("SANCTION_NOT_SERVED").empty());
  given.seen.studies.back().happened = given.happened(make_date(2024, 11, 12), 15);
  const auto late = given.found("SANCTION_NOT_SERVED");
  REQUIRE(late.size() == 1);
  CHECK(late.front().closed_on == make_date(2024, 11, 12));
}

TEST_CASE("papers that are not in both archives are found", "[FJ-29c]") {
  SchoolByHand given("fujian");
  const auto day = make_date(2024, 11, 1);
  given.act(AwardGranted{AwardTitle::merit_student, day, true, true}, day, 5);
  CHECK(given.found("ARCHIVE_REF_MISSING").empty());
  given.act(AwardGranted{AwardTitle::merit_student, day, true, false}, day, 15);
  SanctionDecided decided;
  decided.in_office_archive = true;
  given.act(decided, day, 25);
  const auto found = given.found("ARCHIVE_REF_MISSING");
  REQUIRE(found.size() == 2);
  CHECK(found[0].subject.key != found[1].subject.key);
  CHECK(found[0].is_act);
  SchoolByHand silent("shiyan");
  silent.act(AwardGranted{AwardTitle::merit_student, day, false, false}, day, 5);
  CHECK(silent.found("ARCHIVE_REF_MISSING").empty());
}

TEST_CASE("rules of credits, courses, attendance and discipline are found while not on file",
          "[FJ-19][FJ-20a][FJ-25][FJ-28b]") {
  SchoolByHand given("fujian");
  auto& row = given.seen.organisations[given.school];
  row.registered_on = make_date(2024, 3, 1);
  row.registered_at = Position{3};
  const auto missing = [&] {
    std::vector<std::string> keys;
    for (const auto& one : given.found("RULES_NOT_FILED"))
      keys.push_back(one.subject.key);
    return keys;
  };
  const auto is_missing = [&](const std::string& kind) {
    const auto keys = missing();
    return std::find(keys.begin(), keys.end(), "rule:" + kind) != keys.end();
  };
  for (const auto kind : {SchoolRuleKind::credit_system, SchoolRuleKind::course_assessment,
                          SchoolRuleKind::attendance, SchoolRuleKind::discipline}) {
    const std::string code(code_of(kind));
    CHECK(is_missing(code));
    given.seen.rules.push_back({given.school, kind, given.happened(make_date(2024, 12, 31))});
    CHECK_FALSE(is_missing(code));
  }
}

}  // namespace xueji::test
