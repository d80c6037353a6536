// Study and discipline in the views: internships in the histories of their students, obligations,
// and the papers of a lifted sanction.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/crypto/sha256.h"
#include "projections/credit_bank.h"
#include "projections/obligations.h"
#include "projections/sanction_archive.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

/// The small city with registered students.
struct Registered {
  Office office;
  std::vector<StudentId> students;
  std::unique_ptr<Views> views;

  explicit Registered(std::size_t count = 2) {
    office.set_up();
    for (const auto role : {Role::lead_teacher, Role::student_affairs, Role::file_keeper})
      office.person("SCHOOL", role);
    students = office.students(count);
    office.registered(office.roster_lines(students));
    auto opened = Views::open(office.view->log(), office.view->packs(), office.directory);
    REQUIRE(opened);
    views = *std::move(opened);
  }
  [[nodiscard]] OrganisationId school() { return office.organisations.at("SCHOOL"); }
  [[nodiscard]] Date today() { return china_date(office.clock.now()); }
  void go_to(Date day) { office.clock.set(Instant{start_of(day).ms + 12 * 3600 * 1000}); }
  void sign(const SubmissionId& id, const std::string& step, const std::string& who) {
    office.sign(id, step, office.signer(who), {}, step == "seal" ? office.seal.get() : nullptr);
  }
  SubmissionId file(Form form, const std::string& who, SubjectKind kind, const SubjectId& subject,
                    Facts facts, PersonalValues personal = {}) {
    return office
        .file(form, school(), office.signer(who),
              {{kind, subject, today(), std::move(facts), std::move(personal)}})
        .submission;
  }
  SubmissionId of_student(Form form, const std::string& who, Facts facts,
                          PersonalValues personal = {}) {
    return file(form, who, SubjectKind::student, subject_of(students[0]), std::move(facts),
                std::move(personal));
  }
  InternshipId internship(Date from, Date until) {
    InternshipApplied facts;
    facts.internship = office.random.draw<InternshipId>();
    facts.cohort = 2024;
    facts.major_code = office.major_code;
    facts.company = "演示电子有限公司";
    facts.lead_teacher = office.signer("SCHOOL/lead_teacher").person;
    facts.off_campus = true;
    facts.from = from;
    facts.until = until;
    facts.plan_hours = 3000;
    facts.plan_hours_done = 2000;
    facts.students = {students[0]};
    const auto id = file(Form::internship, "SCHOOL/lead_teacher", SubjectKind::organisation,
                         subject_of(school()), facts);
    sign(id, "principal", "SCHOOL/principal");
    sign(id, "seal", "SCHOOL/seal_keeper");
    sign(id, "county", "COUNTY/section_officer");
    sign(id, "city", "CITY/section_chief");
    return facts.internship;
  }
  Obligations owed(Date day) {
    REQUIRE(views->catch_up());
    auto answer = obligations(*views, *office.view,
                              {.organisations = {school()}, .as_of = day, .with_done = true});
    REQUIRE(answer);
    return *std::move(answer);
  }
  StudentAsOf at(const StudentId& student, const AsOf& as_of = {}) {
    REQUIRE(views->catch_up());
    const auto found = student_at(*views, student, as_of);
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
  }
};

const Obligation* find(const Obligations& all, ObligationKind kind) {
  for (const auto& one : all.items) {
    if (one.kind == kind) return &one;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("an internship of the school stands in the history of who goes, and of nobody else",
          "[views][SY-1.6f]") {
  Registered given;
  given.go_to(make_date(2024, 11, 1));
  const auto id = given.internship(make_date(2024, 11, 16), make_date(2024, 12, 1));
  CHECK(given.at(given.students[0]).state.internship_days == 16);
  CHECK(given.at(given.students[0]).last.event == EventType::internship_applied);
  CHECK(given.at(given.students[1]).state.internship_days == 0);
  CHECK(given.at(given.students[0], {Axis::recorded, make_date(2024, 10, 31), std::nullopt})
            .state.internship_days == 0);
  given.go_to(make_date(2024, 11, 16));
  const auto own = subject_of(given.school());
  given.sign(given.file(Form::internship_start, "SCHOOL/lead_teacher", SubjectKind::organisation,
                        own, InternshipStarted{id, make_date(2024, 11, 16)}),
             "principal", "SCHOOL/principal");
  given.go_to(make_date(2024, 11, 26));
  given.sign(
      given.file(
          Form::internship_summary, "SCHOOL/lead_teacher", SubjectKind::organisation, own,
          InternshipClosed{
              id, make_date(2024, 11, 25), sha256(bytes_of("summary")), {given.students[0]}, {}}),
      "principal", "SCHOOL/principal");
  CHECK(given.at(given.students[0]).state.internship_days == 10);
  CHECK(given.at(given.students[0]).state.internship_summary);
  const auto file = student_file(*given.views, *given.office.view, given.students[0]);
  REQUIRE(file);
  const auto in_file = [&](EventType type) {
    return std::count_if(file->timeline.begin(), file->timeline.end(),
                         [&](const TimelineEntry& entry) { return type_of(entry.event) == type; });
  };
  CHECK(in_file(EventType::internship_applied) == 1);
  CHECK(in_file(EventType::internship_closed) == 1);
  CHECK(std::is_sorted(file->timeline.begin(), file->timeline.end(),
                       [](const auto& a, const auto& b) { return a.event_at < b.event_at; }));
  // What the views folded is what the ledger decides on.
  const auto* row = given.office.view->state().student(given.students[0]);
  REQUIRE(row != nullptr);
  CHECK(row->version == given.at(given.students[0]).state.version);
}

TEST_CASE("the summary is owed for seven days after the end, by the lead teacher",
          "[views][SY-1.6e][SY-1.6j]") {
  Registered given;
  given.go_to(make_date(2024, 11, 1));
  const auto id = given.internship(make_date(2024, 11, 16), make_date(2024, 12, 1));
  auto all = given.owed(make_date(2024, 11, 2));
  const auto* applied = find(all, ObligationKind::internship_application);
  REQUIRE(applied != nullptr);
  CHECK(applied->state == ObligationState::done);
  CHECK(applied->due == make_date(2024, 11, 1));
  CHECK(find(all, ObligationKind::internship_summary) == nullptr);  // It has not started.
  given.go_to(make_date(2024, 11, 16));
  given.sign(given.file(Form::internship_start, "SCHOOL/lead_teacher", SubjectKind::organisation,
                        subject_of(given.school()), InternshipStarted{id, make_date(2024, 11, 16)}),
             "principal", "SCHOOL/principal");
  given.go_to(make_date(2024, 12, 20));
  all = given.owed(make_date(2024, 12, 8));
  const auto* summary = find(all, ObligationKind::internship_summary);
  REQUIRE(summary != nullptr);
  CHECK(summary->due == make_date(2024, 12, 8));
  CHECK(summary->state == ObligationState::warn);
  CHECK(summary->role == Role::lead_teacher);
  CHECK(summary->rules == std::vector<std::string>{"SY-1.6j"});
  all = given.owed(make_date(2024, 12, 9));
  CHECK(find(all, ObligationKind::internship_summary)->state == ObligationState::overdue);
}

TEST_CASE("the spot exam is owed by the city from the first day of grade 1, second term",
          "[views][SY-1.7d]") {
  Registered given;
  SchoolCalendarSet calendar;
  calendar.school_year = 2024;
  calendar.terms = {{1, make_date(2024, 9, 2), make_date(2025, 1, 17), 600},
                    {2, make_date(2025, 2, 17), make_date(2025, 7, 4), 600}};
  const auto paper = given.file(Form::school_calendar, "SCHOOL/academic_office",
                                SubjectKind::organisation, subject_of(given.school()), calendar);
  given.sign(paper, "principal", "SCHOOL/principal");
  given.sign(paper, "authority", "COUNTY/section_officer");
  given.go_to(make_date(2025, 8, 1));
  CHECK(find(given.owed(make_date(2025, 2, 16)), ObligationKind::spot_exam) == nullptr);
  auto all = given.owed(make_date(2025, 2, 17));
  const auto* exam = find(all, ObligationKind::spot_exam);
  REQUIRE(exam != nullptr);
  CHECK(exam->owed == 2);
  CHECK(exam->due == make_date(2025, 7, 4));
  CHECK(exam->owed_by == given.office.root);
  CHECK(find(given.owed(make_date(2025, 7, 5)), ObligationKind::spot_exam)->state ==
        ObligationState::overdue);
  given.of_student(
      Form::city_results, "CITY/section_officer",
      CityResultRecorded{CityTest::spot_exam, ReviewResult::passed, make_date(2025, 5, 20)});
  all = given.owed(make_date(2025, 8, 1));
  exam = find(all, ObligationKind::spot_exam);
  CHECK(exam->owed == 1);
  CHECK(exam->done == 1);
}

TEST_CASE("a lifted sanction leaves the student's file and stays in the office archive",
          "[views][FJ-29b]") {
  Registered given;
  given.go_to(make_date(2024, 11, 1));
  const auto affairs = std::string("SCHOOL/student_affairs");
  const auto case_id = given.office.random.draw<CaseId>();
  const auto day = make_date(2024, 11, 1);
  given.of_student(
      Form::sanction_proposal, affairs,
      SanctionProposed{case_id, SanctionKind::warning, "第3条", day, 1,
                       given.office.signer("SCHOOL/class_teacher").person},
      {{PersonalField::case_facts, "演示数据:晚归"}, {PersonalField::evidence_digests, "ab"}});
  given.of_student(
      Form::hearing, affairs,
      HearingOffered{case_id, day, HearingStatement::no_objection, HearingStatement::waived});
  SanctionDecided decided;
  decided.case_id = case_id;
  decided.kind = SanctionKind::warning;
  decided.decided_on = day;
  decided.minor = true;
  decided.in_student_file = decided.in_office_archive = true;
  decided.decider = given.office.signer("SCHOOL/principal").person;
  given.sign(given.of_student(Form::sanction_decision, affairs, decided,
                              {{PersonalField::birth_date, "2009-05-01"}}),
             "principal", "SCHOOL/principal");
  given.of_student(Form::sanction_service, affairs,
                   SanctionServed{case_id, day, day, ServiceMethod::in_person, false});
  const auto sanctions = [&](FileView view) {
    REQUIRE(given.views->catch_up());
    const auto file = student_file(*given.views, *given.office.view, given.students[0], {}, view);
    REQUIRE(file);
    CHECK(
        file->student->state.cases.empty() ==
        std::none_of(file->timeline.begin(), file->timeline.end(),
                     [](const TimelineEntry& entry) { return case_of(entry.event).has_value(); }));
    return std::count_if(
        file->timeline.begin(), file->timeline.end(),
        [](const TimelineEntry& entry) { return case_of(entry.event).has_value(); });
  };
  CHECK(sanctions(FileView::student_file) == 4);

  auto& vault = given.office.ledger->personal().vault();
  const AccessPurpose purpose{given.office.signer("SCHOOL/principal").person, Role::principal,
                              "复核"};
  const auto look = [&] {
    return look_into_archive(*given.views, *given.office.view, vault, given.students[0], purpose,
                             given.office.clock.now());
  };
  const auto looks = [&] { return vault.access_log().read(0, 100)->size(); };
  REQUIRE(look());
  CHECK(look()->empty());  // Nothing is lifted: nothing is there to be looked at.
  const auto before = looks();

  given.sign(given.of_student(Form::sanction_lifting, affairs, SanctionLifted{case_id, day, day}),
             "principal", "SCHOOL/principal");
  CHECK(sanctions(FileView::student_file) == 0);
  CHECK(sanctions(FileView::office_archive) == 5);
  const auto papers = look();
  REQUIRE(papers);
  REQUIRE(papers->size() == 5);
  CHECK(papers->front().values.front() ==
        std::pair(PersonalField::case_facts, std::string("演示数据:晚归")));
  REQUIRE(looks() == before + 1);
  const auto record = vault.access_log().read(before, 1);
  REQUIRE(record);
  CHECK(record->front().purpose == purpose);
  CHECK(record->front().opened.size() == 5);
}

TEST_CASE("the credit bank counts each course once, at its best", "[FJ-22b]") {
  StudentFile file;
  const auto add = [&](Facts facts, LineOutcome outcome = LineOutcome::in_effect) {
    TimelineEntry entry;
    entry.event_at = Position{file.timeline.size()};
    entry.event.facts = std::move(facts);
    entry.outcome = outcome;
    file.timeline.push_back(std::move(entry));
  };
  const auto term = [](std::uint16_t credits, bool passed) {
    TermResultRecorded facts;
    facts.results = {{"YW01", CourseKind::ordinary, credits, passed, false}};
    return facts;
  };
  const auto recognised = [](std::uint16_t credits) {
    return CreditRecognised{CreditSource::other_school, "SX01", CourseKind::ordinary, credits,
                            make_date(2024, 10, 1)};
  };
  add(term(0, false));
  CHECK(credit_bank(file).deposits.empty());
  add(term(40, true));
  add(recognised(30));
  add(term(45, true), LineOutcome::waiting);
  CHECK(credit_bank(file).total_tenths == 70);
  CHECK(credit_bank(file).recognised_tenths == 30);
  add(term(45, true));
  add(recognised(20));
  const auto bank = credit_bank(file);
  CHECK(bank.total_tenths == 75);
  REQUIRE(bank.deposits.size() == 4);
  CHECK_FALSE(bank.deposits[0].counts);
  CHECK_FALSE(bank.deposits[3].counts);
  add(ExamIrregularityRecorded{2024, 1, "YW01", Irregularity::cheating, IrregularityOutcome::zero,
                               make_date(2024, 10, 15)});
  CHECK(credit_bank(file).total_tenths == 30);
}

TEST_CASE("the pack names the roles that may look into the archive", "[FJ-29b]") {
  for (const auto* id : {"shiyan", "fujian"}) {
    const auto pack = *load_pack(*shipped_pack(id));
    for (const auto& term : terms_of<Role>()) {
      const bool may = term.value == Role::principal || term.value == Role::file_keeper;
      CHECK(may_look_into_archive(pack, term.value) == may);
    }
  }
}

}  // namespace xueji::test
