// The inspection on paper.
#include "replay/inspection/report.h"

#include "replay/inspection/html.h"
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

using namespace inspection;

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

Inspection busy_year() {
  CityYear city;
  city.register_students(3);
  city.go_to(make_date(2024, 9, 24));
  city.confirm_presence({}, 2);
  city.go_to(make_date(2024, 12, 10));
  city.verify_on_site(2, true);
  return city.inspect();
}

const InspectedOrganisation& school_of(const Inspection& inspection) {
  for (const auto& one : inspection.organisations) {
    if (one.code == "SCHOOL") return one;
  }
  FAIL("no school");
  return inspection.organisations.front();
}

}  // namespace

TEST_CASE("markup in a value is shown and not obeyed", "[report]") {
  CHECK(escaped("<script>alert('x')&\"").html == "&lt;script&gt;alert(&#39;x&#39;)&amp;&quot;");
  CHECK(escaped(std::string("a\0b\x07", 4)).html == "ab");
  CHECK(filled("<p>{{a}}-{{b}}-{{a}}</p>", {{"a", escaped("1")}, {"b", escaped("<")}}).html ==
        "<p>1-&lt;-1</p>");
}

TEST_CASE("a hostile name stays text on every page", "[report]") {
  auto inspection = busy_year();
  for (auto& one : inspection.organisations) {
    if (one.code == "SCHOOL") one.name = "<img src=x onerror=alert(1)>";
  }
  const ReportNames names{{}, [](const StudentId&) { return std::string("<b>张*</b>"); }};
  const auto page = report_html(inspection, school_of(inspection), names);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  CHECK(page.find("&lt;img src=x") != std::string::npos);
  CHECK(summary_html(inspection).find("<img") == std::string::npos);
}

TEST_CASE("the school's report holds every finding, its evidence and the root", "[SY-3.3b]") {
  const auto inspection = busy_year();
  const auto& school = school_of(inspection);
  REQUIRE(school.findings.size() >= 4);
  const auto page = report_html(inspection, school, {});
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.find("2024年度学籍管理工作年检报告") != std::string::npos);
  CHECK(page.find(to_text(inspection.prefix.root)) != std::string::npos);
  CHECK(page.find("演示数据") != std::string::npos);
  CHECK(page.find("版式为假定") != std::string::npos);
  CHECK(page.find("校长签字") != std::string::npos);
  CHECK(page.find("检查人签字") != std::string::npos);
  for (const auto& finding : school.findings) {
    INFO(finding.code);
    CHECK(page.find(finding.code) != std::string::npos);
    CHECK(page.find(escaped(finding.facts.front().zh).html) != std::string::npos);
    CHECK_FALSE(finding.proofs.empty());
    CHECK(page.find(proofs_text(finding)) != std::string::npos);
    CHECK_FALSE(finding.rules.empty());
    CHECK(finding.path.size() >= 4);  // Officer, principal, county section and director, city.
  }
  CHECK(page.find("src=") == std::string::npos);  // Self-contained.
  CHECK(page.find("http://") == std::string::npos);
  CHECK(occurrences(page, "<table") == occurrences(page, "</table>"));
  CHECK(occurrences(page, "<tr>") == occurrences(page, "</tr>"));
  CHECK(occurrences(page, "<td") == occurrences(page, "</td>"));
}

TEST_CASE("an empty chapter says that nothing was found", "[SY-3.3b]") {
  const auto inspection = busy_year();
  auto school = school_of(inspection);
  CHECK(report_html(inspection, school, {}).find("未发现问题") != std::string::npos);
  school.findings.clear();
  CHECK(occurrences(report_html(inspection, school, {}), "未发现问题") == 4);
}

TEST_CASE("the same log gives the same bytes", "[report]") {
  CityYear city;
  city.register_students(3);
  city.verify_on_site(2, true);
  const auto first = city.inspect();
  const auto again = city.inspect();
  REQUIRE(first.organisations.size() == again.organisations.size());
  for (std::size_t i = 0; i < first.organisations.size(); ++i) {
    CHECK(report_html(first, first.organisations[i], {}) ==
          report_html(again, again.organisations[i], {}));
  }
  CHECK(summary_html(first) == summary_html(again));
}

TEST_CASE("the summary links to every report and counts by code", "[SY-3.3b]") {
  const auto inspection = busy_year();
  const auto page = summary_html(inspection);
  for (const auto& one : inspection.organisations) {
    if (!has_report(one)) continue;
    CHECK(page.find("href=\"" + file_stem_of(one) + ".html\"") != std::string::npos);
  }
  CHECK(page.find("COUNT_MISMATCH") != std::string::npos);
  const auto tables = summary_tables(inspection, {});
  REQUIRE(tables.tables.size() == 3);
  for (const auto& table : tables.tables) {
    for (const auto& row : table.rows)
      CHECK(row.size() == table.columns.size());
  }
  CHECK(tables.tables[1].rows.size() == findings_as_keys(inspection).size());
}

TEST_CASE("a delay is shown against whoever held the paper", "[SY-3.2e][SY-3.3d]") {
  CityYear city;
  city.file_roster(1);
  city.sign("principal", "SCHOOL/principal");
  city.sign("seal", "SCHOOL/seal_keeper");
  CHECK(summary_html(city.inspect(city.today())).find("超期次数") == std::string::npos);
  const auto page = summary_html(city.inspect(add_days(city.today(), 11)));
  CHECK(page.find("超期次数") != std::string::npos);
  CHECK(page.find("<td>演示 COUNTY</td>") != std::string::npos);
}

TEST_CASE("a code that is no file name becomes one, and never leaves the directory", "[report]") {
  InspectedOrganisation one;
  one.code = "DEMO-01_a";
  CHECK(file_stem_of(one) == "DEMO-01_a");
  one.code = "../etc";
  CHECK(file_stem_of(one).find('/') == std::string::npos);
  CHECK(file_stem_of(one).find('.') == std::string::npos);
  one.code = "index";
  CHECK(file_stem_of(one) != "index");
}

TEST_CASE("positions that follow each other are shown as a range", "[report]") {
  Finding finding;
  for (const std::uint64_t at : {3U, 5U, 6U, 7U, 9U}) {
    finding.proofs.push_back({Position{at}, ProofKind::event});
  }
  CHECK(proofs_text(finding) == "3, 5–7, 9");
}

}  // namespace xueji::test
