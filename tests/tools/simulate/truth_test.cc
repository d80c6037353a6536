// Inspection and truth file, each written without the other: all found, nothing invented.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <set>
#include <sstream>

#include "tests/tools/simulate/folder.h"
#include "tests/tools/simulate/inspected.h"

namespace xueji::simulate {
namespace {

using inspection::FindingKey;

std::string member(const std::string& line, const std::string& name) {
  const auto mark = "\"" + name + "\": \"";
  const auto at = line.find(mark);
  if (at == line.npos) return {};
  const auto from = at + mark.size();
  return line.substr(from, line.find('"', from) - from);
}

/// The truth file holds one finding on each line.
std::set<FindingKey> expected(const std::string& truth) {
  std::set<FindingKey> keys;
  std::istringstream in(truth);
  for (std::string line; std::getline(in, line);) {
    if (const auto code = member(line, "code"); !code.empty()) {
      keys.insert({code, member(line, "school"), member(line, "subject")});
    }
  }
  return keys;
}

std::string text_of_keys(const std::vector<FindingKey>& keys) {
  std::string text;
  for (const auto& key : keys)
    text += "\n  " + key.code + " " + key.school + " " + key.subject;
  return text;
}

void compare(const SimulationOptions& options) {
  const auto report = run(options);
  // One fact may be found more than once about one subject: several leaves that were overdue.
  const auto all = findings_of(options, report.ledger, std::nullopt);
  const std::set<FindingKey> keys(all.begin(), all.end());
  const auto truth = expected(text_of_file(report.truth));
  std::vector<FindingKey> missed;
  std::vector<FindingKey> invented;
  std::set_difference(truth.begin(), truth.end(), keys.begin(), keys.end(),
                      std::back_inserter(missed));
  std::set_difference(keys.begin(), keys.end(), truth.begin(), truth.end(),
                      std::back_inserter(invented));
  INFO("seed " << options.seed << "\nmissed:" << text_of_keys(missed)
               << "\ninvented:" << text_of_keys(invented));
  CHECK(missed.empty());
  CHECK(invented.empty());
  CHECK(truth.size() == report.expected_findings);
}

}  // namespace

TEST_CASE("an inspection of Shiyan finds what the truth file lists, and nothing else [SY-3.3a]") {
  const Folder folder;
  compare(small_city(folder / "city", GENERATE(std::uint64_t{1}, std::uint64_t{2})));
}

TEST_CASE("an inspection of Fujian finds what the truth file lists, and nothing else") {
  const Folder folder;
  compare(small_city(folder / "province", 4, "fujian"));
}

TEST_CASE("truth holds for one school, for two, and when further years follow") {
  const Folder folder;
  auto options = small_city(folder / "city", 6);
  SECTION("one school") {
    options.schools = 1;
    options.students = 90;
  }
  SECTION("two schools") {
    options.schools = 2;
    options.students = 200;
  }
  SECTION("two years") {
    options.years = 2;
  }
  SECTION("three years") {
    options.years = 3;
  }
  SECTION("one school of Fujian") {
    options.policy = "fujian";
    options.schools = 1;
    options.students = 90;
  }
  compare(options);
}

TEST_CASE("an early cut-off asks the list of that day, not a later one [SY-1.5c]") {
  const Folder folder;
  const auto options = small_city(folder / "city", 1);
  const auto report = run(options);
  const auto doubled = [](const std::vector<FindingKey>& keys) {
    return std::count_if(keys.begin(), keys.end(),
                         [](const auto& key) { return key.code == "DOUBLE_SYSTEM_STATUS"; });
  };
  CHECK(doubled(findings_of(options, report.ledger, std::nullopt)) > 0);
  // The list that names registered students comes at the end of the year.
  CHECK(doubled(findings_of(options, report.ledger, make_date(options.first_year, 10, 1))) == 0);
}

// Hidden: run by name, in a release build.
TEST_CASE("truth holds at full size", "[.full-size]") {
  const Folder folder;
  SimulationOptions options;
  options.directory = {folder / "city"};
  compare(options);
}

TEST_CASE("a city without chosen violations shows an inspection nothing but its open rosters") {
  const Folder folder;
  auto options = small_city(folder / "clean", 5);
  options.violations = {"none"};
  compare(options);
}

}  // namespace xueji::simulate
