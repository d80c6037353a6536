// Monthly reports as an inspection sees them, the draw of a sample, and the order for commendation.
// Everything in it is invented (演示数据).
#include <algorithm>
#include <set>

#include "projections/monthly_report.h"
#include "replay/inspection/ranking.h"
#include "replay/inspection/sample.h"
#include "tests/ledger/commit/adopted_pack.h"
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

constexpr Month september{2024, 9};
constexpr Month october{2024, 10};
constexpr Month november{2024, 11};

struct Reporting : CityYear {
  Reporting() {
    go_to(make_date(2024, 9, 25));
    register_students(5);
  }

  [[nodiscard]] std::unique_ptr<Views> views() {
    auto made = Views::in_memory(office.view->log(), office.view->packs());
    REQUIRE(made);
    return *std::move(made);
  }
  [[nodiscard]] MonthlyReportFiled computed(Month month, ReportForm form) {
    const auto rows = views();
    const auto report = monthly_report(*rows, *office.view, {school(), month, form, {}});
    REQUIRE(report);
    return filed_facts(*report);
  }
  void report(const MonthlyReportFiled& facts) {
    const auto filed = office.file(
        Form::monthly_report, school(), office.signer("SCHOOL/status_officer"),
        {{SubjectKind::organisation, subject_of(school()), make_date(2024, 9, 30), facts}});
    office.sign(filed.submission, "principal", office.signer("SCHOOL/principal"));
    office.sign(filed.submission, "seal", office.signer("SCHOOL/seal_keeper"), {},
                office.seal.get());
    office.sign(filed.submission, "county", office.signer("COUNTY/section_officer"));
  }
  void report_both(Month month) {
    report(computed(month, ReportForm::info_changes));
    report(computed(month, ReportForm::status_changes));
  }
  void withdraw(std::size_t student, Date day) {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = day;
    const auto filed =
        office.file(Form::withdrawal, school(), office.signer("SCHOOL/status_officer"),
                    {{SubjectKind::student, subject_of(students[student]), day, facts}});
    office.sign(filed.submission, "principal", office.signer("SCHOOL/principal"));
  }
  [[nodiscard]] std::vector<inspection::Finding> of_school(const std::string& code, Date cut_off) {
    auto all = found(code, cut_off);
    std::erase_if(all, [&](const auto& finding) { return finding.organisation != school(); });
    return all;
  }
};

}  // namespace

TEST_CASE("a month without its two reports is found the day after the 5th", "[SY-1.4c][D-01]") {
  Reporting year;
  year.go_to(make_date(2024, 11, 20));
  year.confirm_presence({});  // Something is recorded, so that the cut-off is reached.
  CHECK(year.of_school("MONTHLY_MISSING", make_date(2024, 10, 5)).empty());
  const auto missing = year.of_school("MONTHLY_MISSING", make_date(2024, 10, 6));
  REQUIRE(missing.size() == 2);
  CHECK(missing.front().first_day == make_date(2024, 10, 6));
  CHECK(missing.front().subject.key == "report:2024-09/info_changes");
  CHECK_FALSE(missing.front().proofs.empty());
  CHECK(year.of_school("MONTHLY_MISSING", make_date(2024, 11, 6)).size() == 4);
  // The county owes its own.
  const auto all = year.found("MONTHLY_MISSING", make_date(2024, 10, 6));
  CHECK(std::count_if(all.begin(), all.end(), [&](const auto& finding) {
          return finding.organisation == year.office.organisations.at("COUNTY");
        }) == 2);
}

TEST_CASE("a report on the 5th is in time and on the 6th is late", "[SY-1.4c][D-33]") {
  Reporting year;
  year.go_to(make_date(2024, 10, 5));
  year.report(year.computed(september, ReportForm::info_changes));
  year.go_to(make_date(2024, 10, 6));
  year.report(year.computed(september, ReportForm::status_changes));
  const Date cut_off = make_date(2024, 10, 20);
  const auto late = year.of_school("MONTHLY_LATE", cut_off);
  REQUIRE(late.size() == 1);
  CHECK(late.front().subject.key == "report:2024-09/status_changes");
  CHECK(late.front().first_day == make_date(2024, 10, 6));
  CHECK(late.front().closed_on == make_date(2024, 10, 6));
  CHECK(year.of_school("MONTHLY_MISSING", cut_off).empty());
}

TEST_CASE(
    "a report sealed on the 5th before midnight in China is in time, a moment later it is late",
    "[SY-1.4c][D-01]") {
  for (const bool in_time : {true, false}) {
    Reporting year;
    auto& office = year.office;
    year.go_to(make_date(2024, 10, 4));
    year.report(year.computed(september, ReportForm::info_changes));
    const auto facts = year.computed(september, ReportForm::status_changes);
    // 23:59 of the 5th in China is 15:59 UTC: the day of the place counts.
    office.clock.set(Instant{end_of(make_date(2024, 10, 5)).ms - 59'000});
    const auto filed = office.file(
        Form::monthly_report, year.school(), office.signer("SCHOOL/status_officer"),
        {{SubjectKind::organisation, subject_of(year.school()), make_date(2024, 9, 30), facts}});
    office.sign(filed.submission, "principal", office.signer("SCHOOL/principal"));
    office.clock.set(Instant{end_of(make_date(2024, 10, 5)).ms + (in_time ? 0 : 1)});
    office.sign(filed.submission, "seal", office.signer("SCHOOL/seal_keeper"), {},
                office.seal.get());
    year.go_to(make_date(2024, 10, 8));
    office.sign(filed.submission, "county", office.signer("COUNTY/section_officer"));
    const auto late = year.of_school("MONTHLY_LATE", make_date(2024, 10, 20));
    CHECK(late.empty() == in_time);
    CHECK(year.of_school("MONTHLY_MISSING", make_date(2024, 10, 20)).empty());
  }
}

TEST_CASE("a change that the report of its month does not have is found until the supplement",
          "[SY-1.4g][SY-1.4a][D-02]") {
  Reporting year;
  year.go_to(make_date(2024, 10, 4));
  year.report_both(september);
  year.go_to(make_date(2024, 10, 20));
  year.withdraw(0, make_date(2024, 10, 20));
  year.go_to(make_date(2024, 11, 4));
  year.report_both(october);
  CHECK(year.of_school("UNREPORTED_CHANGE", make_date(2024, 11, 4)).empty());
  year.go_to(make_date(2024, 11, 10));
  year.withdraw(1, make_date(2024, 10, 28));
  auto found = year.of_school("UNREPORTED_CHANGE", make_date(2024, 11, 30));
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found.front().closed_on);
  CHECK(found.front().subject.id == subject_of(year.students[1]));
  year.go_to(make_date(2024, 12, 3));
  year.report_both(november);
  found = year.of_school("UNREPORTED_CHANGE", make_date(2024, 12, 31));
  REQUIRE(found.size() == 1);
  CHECK(found.front().closed_on == make_date(2024, 12, 3));
  CHECK(year.of_school("REPORT_DIFFERS", make_date(2024, 12, 31)).empty());
}

TEST_CASE("a report that the ledger does not bear out is found", "[SY-1.4e][SY-1.4f]") {
  Reporting year;
  year.go_to(make_date(2024, 10, 4));
  year.report(year.computed(september, ReportForm::info_changes));
  auto wrong = year.computed(september, ReportForm::status_changes);
  wrong.content.bytes[0] ^= 1;
  year.report(wrong);
  const auto found = year.of_school("REPORT_DIFFERS", make_date(2024, 10, 20));
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "report:2024-09/status_changes");
  // The right digest with a wrong number of lines is no better.
  year.go_to(make_date(2024, 10, 20));
  year.withdraw(0, make_date(2024, 10, 20));
  year.go_to(make_date(2024, 11, 4));
  auto hidden = year.computed(october, ReportForm::status_changes);
  hidden.lines = 0;
  year.report(hidden);
  CHECK(year.of_school("REPORT_DIFFERS", make_date(2024, 11, 20)).size() == 2);
}

TEST_CASE("a sample is drawn by the opening day and by nobody", "[SY-3.3a][sample]") {
  Reporting year;
  const auto rows = [&](std::size_t count) {
    const auto views = year.views();
    return inspection::draw_sample(*views, *year.office.view, {year.school(), 2024, count});
  };
  CHECK_FALSE(rows(2));  // Nothing is open.
  year.go_to(make_date(2025, 1, 6));
  const auto city = year.office.root;
  const auto opened =
      year.office.file(Form::inspection, city, year.office.signer("CITY/section_officer"),
                       {{SubjectKind::organisation, subject_of(city), make_date(2025, 1, 6),
                         InspectionOpened{2024, make_date(2025, 1, 6)}}});
  year.office.sign(opened.submission, "section_chief", year.office.signer("CITY/section_chief"));
  const auto early = rows(2);
  REQUIRE_FALSE(early);
  CHECK(early.error().code == ErrorCode::refused);  // The day is not over.
  year.go_to(make_date(2025, 1, 7));
  year.confirm_presence({});
  const auto sample = rows(2);
  REQUIRE(sample);
  CHECK(sample->rows.size() == 2);
  CHECK(sample->on_roll == 5);
  CHECK(sample->drawn_on == make_date(2025, 1, 6));
  // What is recorded later changes nothing, and a larger sample holds the smaller.
  year.go_to(make_date(2025, 1, 9));
  year.withdraw(0, make_date(2025, 1, 9));
  const auto again = rows(2);
  REQUIRE(again);
  CHECK(again->root == sample->root);
  const auto larger = rows(4);
  REQUIRE(larger);
  std::set<StudentId> drawn;
  for (const auto& row : larger->rows)
    drawn.insert(row.student);
  CHECK(drawn.size() == 4);
  for (std::size_t i = 0; i < sample->rows.size(); ++i) {
    CHECK(again->rows[i].student == sample->rows[i].student);
    CHECK(drawn.contains(sample->rows[i].student));
  }
  CHECK(rows(100)->rows.size() == 5);
  const auto none = rows(0);
  CHECK_FALSE(none);
}

TEST_CASE("schools are ranked for commendation by findings for their size", "[SY-3.3c]") {
  inspection::Inspection all;
  const auto school = [&](const std::string& code, std::int64_t on_roll, std::size_t findings) {
    inspection::InspectedOrganisation one;
    one.kind = OrganisationKind::school;
    one.code = code;
    one.on_roll = on_roll;
    one.findings.resize(findings);
    all.organisations.push_back(std::move(one));
  };
  school("B", 1000, 2);
  school("A", 2000, 4);  // The same for its size, but more of them open.
  school("C", 100, 1);   // Few findings, and few students.
  school("D", 500, 0);
  school("E", 0, 0);  // Nothing was there to manage.
  inspection::InspectedOrganisation county;
  county.kind = OrganisationKind::county;
  county.on_roll = 100;
  all.organisations.push_back(county);
  const auto order = inspection::commendation_order(all);
  REQUIRE(order.size() == 4);
  CHECK(order[0].school->code == "D");
  CHECK(order[1].school->code == "B");
  CHECK(order[2].school->code == "A");
  CHECK(order[3].school->code == "C");
  CHECK(order[1].place == 2);
  CHECK(order[2].place == 3);
  CHECK(order[1].per_thousand == 2);
  CHECK(order[3].per_thousand == 10);
}

TEST_CASE("the city commends a school on record, and no school itself", "[SY-3.3c]") {
  Reporting year;
  year.go_to(make_date(2025, 2, 10));
  const auto commend = [&](const Signer& by) {
    CommendationRecorded facts;
    facts.year = 2024;
    facts.title = "演示先进单位";
    facts.commended_on = year.today();
    return year.office.author(
        Form::commendation, year.school(), by,
        {{SubjectKind::organisation, subject_of(year.school()), year.today(), facts}});
  };
  auto own = year.office.ledger->submit(commend(year.office.signer("SCHOOL/principal")));
  REQUIRE(own);
  REQUIRE(std::holds_alternative<Refusal>(*own));
  const auto& problems = std::get<Refusal>(*own).verdict.problems;
  CHECK(std::any_of(problems.begin(), problems.end(),
                    [](const Problem& problem) { return problem.rule == "SY-3.3c"; }));
  const auto city = year.office.ledger->submit(commend(year.office.signer("CITY/section_chief")));
  REQUIRE(city);
  REQUIRE(std::holds_alternative<Receipt>(*city));
  REQUIRE(year.office.view->refresh());
  year.office.sign(std::get<Receipt>(*city).submission, "deputy_director",
                   year.office.signer("CITY/deputy_director"));
}

TEST_CASE("a report that was late under the pack of its time stays late under a later one",
          "[SY-1.4c]") {
  Reporting year;
  year.go_to(make_date(2024, 10, 7));
  year.report_both(september);  // Two days late: the 5th is the day.
  year.go_to(make_date(2024, 10, 10));
  REQUIRE(rules_of(adopt(year.office, changed_pack(), make_date(2024, 10, 10))).empty());
  year.go_to(make_date(2024, 11, 7));
  year.report_both(october);  // In time: since October the 8th is the day.
  const auto late = year.of_school("MONTHLY_LATE", make_date(2024, 12, 1));
  REQUIRE(late.size() == 2);
  for (const auto& finding : late) {
    CHECK(finding.subject.key.find("2024-09") != std::string::npos);
  }
}

}  // namespace xueji::test
