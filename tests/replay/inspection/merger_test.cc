// A school merges into another, or closes, in the inspected year (rules.md §10 row 67): who is
// charged with what, whose reports hold which change, and what the successor may do. Everything is
// invented (演示数据).
#include <algorithm>

#include "projections/monthly_report.h"
#include "projections/obligations.h"
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

constexpr Month october{2024, 10};
const auto merged_on = make_date(2024, 10, 20);

/// SCHOOL has five students on its roll and is to merge into NEXT, of the same county.
struct MergingYear : CityYear {
  std::shared_ptr<SigningKey> next_seal;

  MergingYear() {
    const auto county = office.organisations.at("COUNTY");
    office.person("COUNTY", Role::director);
    office.organisation(OrganisationKind::school, "NEXT", county, "420322");
    for (const auto role : {Role::principal, Role::status_officer, Role::seal_keeper}) {
      office.person("NEXT", role);
    }
    office.file(Form::officer, next(), office.signer("NEXT/principal"),
                {{SubjectKind::organisation, subject_of(next()), today(),
                  OfficerDesignated{office.signer("NEXT/status_officer").person}}});
    next_seal = office.enrol_seal(next());
    go_to(make_date(2024, 9, 25));
    register_students(5);
  }
  [[nodiscard]] OrganisationId next() { return office.organisations.at("NEXT"); }

  void end(Facts facts) {
    const auto filed =
        office.file(Form::organisation_end, school(), office.signer("CITY/section_chief"),
                    {{SubjectKind::organisation, subject_of(school()), today(), std::move(facts)}});
    office.sign(filed.submission, "director", office.signer("COUNTY/director"));
  }
  void merge() {
    go_to(merged_on);
    end(OrganisationMerged{next(), merged_on});
  }
  /// A withdrawal by the officers of a school, filed under it.
  void withdraw(std::size_t student, const std::string& by) {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = today();
    const auto filed = office.file(
        Form::withdrawal, office.organisations.at(by), office.signer(by + "/status_officer"),
        {{SubjectKind::student, subject_of(students[student]), today(), facts}});
    office.sign(filed.submission, "principal", office.signer(by + "/principal"));
  }
  [[nodiscard]] MonthlyReport computed(const OrganisationId& of, ReportForm form,
                                       Month month = october) {
    auto views = Views::in_memory(office.view->log(), office.view->packs());
    REQUIRE(views);
    auto report = monthly_report(**views, *office.view, {of, month, form, {}});
    REQUIRE(report);
    return *std::move(report);
  }
  /// Both forms of October of a school, by the officers of NEXT.
  void report(const OrganisationId& of) {
    for (const auto form : {ReportForm::info_changes, ReportForm::status_changes}) {
      const auto facts = filed_facts(computed(of, form));
      const auto filed = office.file(
          Form::monthly_report, of, office.signer("NEXT/status_officer"),
          {{SubjectKind::organisation, subject_of(of), make_date(2024, 10, 31), facts}});
      office.sign(filed.submission, "principal", office.signer("NEXT/principal"));
      office.sign(filed.submission, "seal", office.signer("NEXT/seal_keeper"), {}, next_seal.get());
      office.sign(filed.submission, "county", office.signer("COUNTY/section_officer"));
    }
  }
  [[nodiscard]] std::size_t charged(const std::string& code, const OrganisationId& with,
                                    Date cut_off) {
    const auto all = found(code, cut_off);
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const auto& finding) { return finding.organisation == with; }));
  }
};

}  // namespace

TEST_CASE("what is open after a merger is charged to the successor, what was done before it is not",
          "[D-26][SY-1.4c][SY-3.3d]") {
  MergingYear year;
  year.go_to(make_date(2024, 10, 12));
  PresenceConfirmed late;
  late.year = 2024;
  late.month = 9;
  late.present = 5;
  year.by_teacher(Form::presence, late, make_date(2024, 9, 27));  // Recorded 15 days later.
  year.merge();
  year.go_to(make_date(2024, 11, 3));
  year.withdraw(0, "NEXT");
  // The reports of September were due on 5 October and are not there.
  const auto before = make_date(2024, 10, 19);
  CHECK(year.charged("MONTHLY_MISSING", year.school(), before) == 2);
  const auto after = make_date(2024, 10, 31);
  CHECK(year.charged("MONTHLY_MISSING", year.school(), after) == 0);
  const auto open = year.found("MONTHLY_MISSING", after);
  const auto of_september = std::find_if(open.begin(), open.end(), [&](const auto& finding) {
    return finding.organisation == year.next() && finding.subject.id == subject_of(year.school());
  });
  REQUIRE(of_september != open.end());
  CHECK(of_september->first_day == make_date(2024, 10, 6));
  REQUIRE_FALSE(of_september->path.empty());
  CHECK(of_september->path.front().person == year.office.signer("NEXT/status_officer").person);
  // The act of 12 October stays with the school whose officers did it.
  CHECK(year.charged("LATE_RECORDING", year.school(), after) == 1);
  CHECK(year.charged("LATE_RECORDING", year.next(), after) == 0);
  // The roll is counted where it is.
  const auto inspected = year.inspect(make_date(2024, 11, 2));
  for (const auto& one : inspected.organisations) {
    if (one.id == year.school()) CHECK(one.on_roll == 0);
    if (one.id == year.next()) CHECK(one.on_roll == 5);
  }
  // Nobody signed what he was not entitled to.
  CHECK(year.found("CHAIN_BROKEN", make_date(2024, 11, 3)).empty());
}

TEST_CASE("the day of a merger parts the monthly reports of the two schools", "[D-26][SY-1.4e]") {
  MergingYear year;
  year.go_to(make_date(2024, 10, 8));
  year.withdraw(0, "SCHOOL");
  year.merge();
  year.withdraw(1, "NEXT");  // On the day of the merger itself.
  year.go_to(make_date(2024, 11, 2));
  const auto of_school = year.computed(year.school(), ReportForm::status_changes);
  REQUIRE(of_school.lines.size() == 1);
  CHECK(of_school.lines.front().student == year.students[0]);
  const auto of_next = year.computed(year.next(), ReportForm::status_changes);
  REQUIRE(of_next.lines.size() == 1);
  CHECK(of_next.lines.front().student == year.students[1]);
  // What the merged school still owes, the successor owes and files.
  const auto owed = [&](const OrganisationId& asked) {
    auto views = Views::in_memory(year.office.view->log(), year.office.view->packs());
    REQUIRE(views);
    auto all =
        obligations(**views, *year.office.view, {.organisations = {asked}, .as_of = year.today()});
    REQUIRE(all);
    std::erase_if(all->items, [](const Obligation& one) {
      return one.kind != ObligationKind::monthly_report || one.detail.substr(0, 7) != "2024-10";
    });
    return all->items;
  };
  CHECK(owed(year.school()).empty());
  const auto items = owed(year.next());
  REQUIRE(items.size() == 4);
  for (const auto& one : items)
    CHECK(one.owed_by == year.next());
  year.report(year.school());
  year.report(year.next());
  CHECK(owed(year.next()).empty());
  year.go_to(make_date(2024, 11, 7));
  year.withdraw(2, "NEXT");
  const auto cut_off = make_date(2024, 11, 7);
  CHECK(year.found("REPORT_DIFFERS", cut_off).empty());
  CHECK(year.found("UNREPORTED_CHANGE", cut_off).empty());
  CHECK(year.found("CHAIN_BROKEN", cut_off).empty());
  const auto missing = year.found("MONTHLY_MISSING", cut_off);
  CHECK(std::none_of(missing.begin(), missing.end(), [](const auto& finding) {
    return finding.subject.key.starts_with("report:2024-10") &&
           finding.path.front().role == Role::status_officer;
  }));
}

TEST_CASE("the county's form lists a merged school for its last month, and no longer",
          "[D-26][SY-1.4c]") {
  MergingYear year;
  year.merge();
  year.go_to(make_date(2024, 12, 2));
  const auto county = year.office.organisations.at("COUNTY");
  const auto listed = [&](Month month) {
    std::vector<OrganisationId> schools;
    for (const auto& row : year.computed(county, ReportForm::status_changes, month).schools)
      schools.push_back(row.school);
    std::sort(schools.begin(), schools.end());
    return schools;
  };
  std::vector<OrganisationId> both{year.school(), year.next()};
  std::sort(both.begin(), both.end());
  CHECK(listed(october) == both);
  CHECK(listed(Month{2024, 11}) == std::vector{year.next()});
}

TEST_CASE("the merged school's officers sign nothing from the day of the merger on",
          "[D-26][SY-3.2b]") {
  MergingYear year;
  year.merge();
  Withdrawn facts;
  facts.ground = WithdrawalGround::own_request;
  facts.notified_on = year.today();
  const auto refusal = year.office.refused(
      Form::withdrawal, year.school(), year.office.signer("SCHOOL/status_officer"),
      {{SubjectKind::student, subject_of(year.students[0]), year.today(), facts}});
  CHECK_FALSE(refusal.verdict.problems.empty());
  year.withdraw(0, "NEXT");
}

TEST_CASE("a school that closes with students on its roll is a finding from the next day on",
          "[SY-1.5d]") {
  MergingYear year;
  year.go_to(merged_on);
  year.end(OrganisationClosed{merged_on});
  year.go_to(make_date(2024, 11, 1));
  year.withdraw(0, "SCHOOL");  // Who winds the school up still lets its students go.
  CHECK(year.found("STATUS_WITHOUT_SCHOOL", merged_on).empty());
  const auto left = year.found("STATUS_WITHOUT_SCHOOL", add_days(merged_on, 1));
  REQUIRE(left.size() == 1);
  CHECK(left.front().organisation == year.school());
  CHECK(left.front().first_day == add_days(merged_on, 1));
  CHECK(left.front().proofs.size() >= 1);
  for (std::size_t i = 1; i < year.students.size(); ++i)
    year.withdraw(i, "SCHOOL");
  CHECK(year.found("STATUS_WITHOUT_SCHOOL", make_date(2024, 11, 1)).empty());
}

TEST_CASE("a merger leaves nobody without a school", "[SY-1.5d][D-26]") {
  MergingYear year;
  year.merge();
  year.go_to(make_date(2024, 11, 1));
  year.withdraw(0, "NEXT");
  CHECK(year.found("STATUS_WITHOUT_SCHOOL", make_date(2024, 11, 1)).empty());
}

}  // namespace xueji::test
