// What a school looks up and holds against its own papers: its monthly table, its teaching points,
// the archive of lifted sanctions.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

/// One simulated school with a year of changes; seed 3 has two changes in March 2024 and a sanction
/// that was lifted in November.
class Simulated : public Desk {
 public:
  explicit Simulated(const std::string& policy = "shiyan") {
    done({"simulate", "--data", "city", "--policy", policy, "--schools", "1", "--students", "60",
          "--from", "2024", "--years", "1", "--seed", "3"});
  }
  /// The identity number in the sheet with which a sanction was lifted; empty without one.
  [[nodiscard]] std::string lifted() const {
    for (const auto& file : std::filesystem::directory_iterator(path() / "city/sheets/DEMO01")) {
      if (!file.path().filename().string().starts_with("sanction-lifting-")) continue;
      const auto text = text_of("city/sheets/DEMO01/" + file.path().filename().string());
      const auto name = text.find('\n') + 1;
      const auto type = text.find(',', name) + 1;
      const auto number = text.find(',', type) + 1;
      return text.substr(number, text.find(',', number) - number);
    }
    return {};
  }
  [[nodiscard]] std::string text_of(const std::string& file) const {
    std::ifstream in(path() / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] Words monthly(const Words& more) const {
    Words words{"monthly", "--data",  "city",   "--school",      "DEMO01",
                "--month", "2024-03", "--form", "status_changes"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
};

std::string key_of(const std::string& role) {
  return "city/keys/DEMO01-" + role + ".pem";
}

}  // namespace

TEST_CASE("a school's own monthly table is held against the ledger", "[cli][SY-1.4e][SY-1.4g]") {
  const Simulated school;
  const auto computed = school.json(school.monthly({})).as_object();
  const auto lines = computed.at("lines").to_number<std::size_t>();
  REQUIRE(lines > 0);

  // The printed form is such a table: clear, it agrees.
  school.done({"report", "--data", "city", "--school", "DEMO01", "--form", "status-changes",
               "--month", "2024-03", "--out", "forms", "--clear", "--purpose", "核对", "--key",
               key_of("status_officer")});
  const std::string form = "forms/status-changes-DEMO01-2024-03.xlsx";
  const auto same = school.json(school.monthly({"--compare", form})).as_object();
  CHECK(same.at("agrees").as_bool());
  CHECK(same.at("rows").to_number<std::size_t>() == lines);
  CHECK(same.at("lines").to_number<std::size_t>() == lines);

  // A table of somebody else's: that line is not here, and every line of the ledger is not there.
  school.write("month.csv",
               "姓名,身份证号,异动类别,异动日期\n演示甲,420322200903129016,31 退学,2024-03-11\n");
  const auto other =
      school.run(school.monthly({"--compare", "month.csv", "--marked", "marked.xlsx", "--json"}));
  INFO(other.out << other.err);
  CHECK(other.status == 1);
  const auto told = boost::json::parse(other.out).as_object();
  CHECK_FALSE(told.at("agrees").as_bool());
  const auto& problems = told.at("problems").as_array();
  REQUIRE(problems.size() == lines + 1);
  CHECK(text(problems.back(), "place") == "B2");
  CHECK(text(problems.back(), "seen") == "4203**********9016");
  CHECK(problems.back().as_object().at("row").to_number<int>() == 2);
  CHECK(problems.back().as_object().at("column").to_number<int>() == 2);
  CHECK(other.out.find("420322200903129016") == std::string::npos);
  CHECK(std::filesystem::file_size(school.path() / "marked.xlsx") > 0);

  // As with a checked sheet: nothing is written over, and words that do not go together are told.
  CHECK(school.run(school.monthly({"--compare", "month.csv", "--marked", "marked.xlsx"}))
            .err.find("--force") != std::string::npos);
  CHECK(school.run(school.monthly({"--compare", "month.csv", "--marked", "marked.xlsx", "--force"}))
            .status == 1);
  CHECK(school.run(school.monthly({"--marked", "other.xlsx"})).status == 2);
  CHECK(school.run(school.monthly({"--compare", "month.csv", "--submit"})).status == 2);
  CHECK(school.run(school.monthly({"--compare", "no-such.csv"})).status == 3);
}

TEST_CASE(
    "papers of a lifted sanction are shown to a role of the archive, and the look is on record",
    "[cli][FJ-29b]") {
  const Simulated school;
  const auto number = school.lifted();
  REQUIRE(number.size() == 18);
  const auto masked = number.substr(0, 4) + "**********" + number.substr(14);
  std::string student;
  const auto roster = school.json({"roster", "--data", "city", "--school", "DEMO01"}).as_object();
  for (const auto& row : roster.at("students").as_array()) {
    if (text(row, "identity_number") == masked) student = text(row, "student");
  }
  REQUIRE_FALSE(student.empty());
  const auto look = [&](const std::string& role, const Words& more) {
    Words words{"student", student, "--data", "city", "--archive", "--key", key_of(role), "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return school.run(words);
  };
  const auto shown = look("principal", {"--purpose", "复核"});
  INFO(shown.out << shown.err);
  REQUIRE(shown.status == 0);
  const auto answer = boost::json::parse(shown.out).as_object();
  CHECK(answer.at("student").as_string() == student);
  bool has_decision = false;
  for (const auto& paper : answer.at("archive").as_array())
    has_decision = has_decision || text(paper, "event") == "sanction_decided";
  CHECK(has_decision);
  // A status officer is not among the roles, and nobody looks without saying what for.
  const auto refused = look("status_officer", {"--purpose", "复核"});
  CHECK(refused.status == 1);
  CHECK(refused.out.find("sanction_decided") == std::string::npos);
  CHECK(look("principal", {}).status == 2);
  // Without the switch the student's file no longer has them.
  const auto file = school.json({"student", student, "--data", "city"});
  CHECK(boost::json::serialize(file).find("sanction_decided") == std::string::npos);
}

TEST_CASE("the stamping list is signed and sealed by those whom the pack's chain names",
          "[cli][SY-1.7a][FJ-31b]") {
  const auto printed = [](const std::string& policy) {
    const Simulated school(policy);
    school.done({"report", "--data", "city", "--school", "DEMO01", "--form", "stamping-list",
                 "--year", "2024", "--out", "forms"});
    return school.text_of("forms/stamping-list-DEMO01-2024.html");
  };
  const auto shiyan = printed("shiyan");
  CHECK(shiyan.find("县(市)教育局审核(盖章)") != std::string::npos);
  CHECK(shiyan.find("市教育局验印(盖章)") != std::string::npos);
  const auto fujian = printed("fujian");
  CHECK(fujian.find("主管学籍教育行政部门验印(盖章)") != std::string::npos);
  CHECK(fujian.find("县(市)教育局") == std::string::npos);
}

TEST_CASE("teaching points are listed with the bureau that watches each", "[cli][SY-2.2b]") {
  const SchoolYear school;
  CHECK(school.json({"enrolment", "--data", "city", "--sites"})
            .as_object()
            .at("sites")
            .as_array()
            .empty());
  school.as_root({"org", "add", "C02", "--kind", "county", "--name", "演示二县教育局", "--division",
                  "420323"});
  school.write("sites.csv",
               "操作,所属单位代码,名称,区划代码\n"
               "登记教学点,S001,东教学点,420322\n"
               "登记教学点,S001,竹山教学点,420323\n");
  school.as_root({"submit", "sites.csv", "--form", "organisation"});
  const auto sites = [&](const Words& more) {
    Words words{"enrolment", "--data", "city", "--sites"};
    words.insert(words.end(), more.begin(), more.end());
    return school.json(words).as_object().at("sites").as_array();
  };
  const auto all = sites({});
  REQUIRE(all.size() == 2);
  for (const auto& site : all) {
    const bool here = text(site, "name") == "东教学点";
    CHECK(text(site, "watched_by") == (here ? "C01" : "C02"));
    CHECK(text(site, "division") == (here ? "420322" : "420323"));
    CHECK(text(site, "school") == "S001");
    CHECK(site.as_object().at("on_roll").to_number<int>() == 0);
  }
  CHECK(sites({"--school", "S001"}).size() == 2);
  school.done({"enrolment", "--data", "city", "--sites", "--out", "sites.xlsx"});
  CHECK(std::filesystem::file_size(school.path() / "sites.xlsx") > 0);
  const auto table = school.done({"enrolment", "--data", "city", "--sites"}).out;
  CHECK(table.find("竹山教学点") != std::string::npos);
  CHECK(school.run({"enrolment", "--data", "city", "--sites", "--by-class"}).status == 2);
}

}  // namespace xueji::test
