// The inspection as files.
#include "tools/report/write_reports.h"

#include <fstream>
#include <sstream>

#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inspection::Inspection inspected() {
  CityYear city;
  city.register_students(3);
  city.verify_on_site(2, true);
  return city.inspect();
}

}  // namespace

TEST_CASE("every organisation with a report gets three files, and the summary three", "[SY-3.3b]") {
  const auto inspection = inspected();
  TemporaryDirectory home;
  const auto out = home.path() / "reports" / "2024";
  const auto written = report::write_reports(out, inspection, {});
  REQUIRE(written);
  CHECK(written->files == (written->documents + 1) * 3);
  CHECK(written->summary == out / "index.html");
  for (const auto* name : {"SCHOOL.html", "SCHOOL.xlsx", "SCHOOL.json", "COUNTY.html", "index.html",
                           "summary.xlsx", "summary.json"}) {
    INFO(name);
    CHECK(std::filesystem::file_size(out / name) > 0);
  }
  for (const auto& entry : std::filesystem::directory_iterator(out)) {
    CHECK(entry.path().extension() != ".unfinished");
  }
}

TEST_CASE("the same inspection gives the same files", "[report]") {
  const auto inspection = inspected();
  TemporaryDirectory home;
  REQUIRE(report::write_reports(home.path() / "a", inspection, {}));
  REQUIRE(report::write_reports(home.path() / "b", inspection, {}));
  for (const auto& entry : std::filesystem::directory_iterator(home.path() / "a")) {
    INFO(entry.path().filename().string());
    CHECK(bytes_of_file(entry.path()) ==
          bytes_of_file(home.path() / "b" / entry.path().filename()));
  }
}

TEST_CASE("JSON names every finding with its proofs", "[report]") {
  const auto inspection = inspected();
  for (const auto& one : inspection.organisations) {
    const auto text = report::report_json(inspection, one, {});
    for (const auto& finding : one.findings) {
      CHECK(text.find("\"code\":\"" + finding.code + "\"") != std::string::npos);
      CHECK(text.find("\"subject\":\"" + finding.subject.key + "\"") != std::string::npos);
    }
  }
  CHECK(report::summary_json(inspection).find("\"COUNT_MISMATCH\":1") != std::string::npos);
}

TEST_CASE("a directory that cannot be made is an error and nothing else", "[report]") {
  const auto inspection = inspected();
  TemporaryDirectory home;
  std::ofstream(home.path() / "file") << "x";
  const auto written = report::write_reports(home.path() / "file" / "reports", inspection, {});
  REQUIRE_FALSE(written);
  CHECK(written.error().code == ErrorCode::io);
}

}  // namespace xueji::test
