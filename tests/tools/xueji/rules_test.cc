// The catalogue as the program prints it.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "tests/tools/xueji/program.h"

namespace xueji::test {

TEST_CASE("rules lists all 189 rules without a ledger, each once and with what is done about it",
          "[cli]") {
  const Desk desk;
  const auto list = desk.json({"rules"}).as_array();
  CHECK(list.size() == 189);
  std::set<std::string> ids;
  std::size_t guarded = 0;
  for (const auto& value : list) {
    const auto& rule = value.as_object();
    ids.insert(std::string(rule.at("id").as_string()));
    CHECK_FALSE(rule.at("meaning").as_string().empty());
    CHECK(rule.contains("reactions"));
    CHECK(rule.contains("moments"));
    CHECK(rule.contains("parameters"));
    CHECK(rule.contains("status"));
    if (!rule.at("guards").as_array().empty()) ++guarded;
  }
  CHECK(ids.size() == 189);
  CHECK(guarded > 20);
}

TEST_CASE("no rule is without a home, and none with one is without a test", "[cli]") {
  const Desk desk;
  const auto list = desk.json({"rules"}).as_array();
  for (const auto& value : list) {
    const auto& rule = value.as_object();
    INFO(std::string(rule.at("id").as_string()));
    const auto& status = rule.at("status").as_string();
    CHECK((status == "implemented" || status == "outside_software"));
    if (status == "implemented") CHECK_FALSE(rule.at("tests").as_array().empty());
  }
}

TEST_CASE("a rule names its guard, its moment and the tests that show it", "[cli]") {
  const Desk desk;
  const auto list = desk.json({"rules", "SY-1.2k"}).as_array();
  REQUIRE(list.size() == 1);
  const auto& rule = list.front().as_object();
  REQUIRE_FALSE(rule.at("guards").as_array().empty());
  CHECK(rule.at("guards").as_array().front().as_object().at("moment").as_string() == "filing");
  CHECK_FALSE(rule.at("tests").as_array().empty());
}

TEST_CASE("an unknown rule exits 3 and says where the list is", "[cli]") {
  const Desk desk;
  const auto outcome = desk.run({"rules", "SY-99.z"});
  CHECK(outcome.status == 3);
  CHECK(outcome.err.find("xueji rules") != std::string::npos);
}

TEST_CASE("a shipped pack is shown with its parameters, and a broken folder is refused", "[cli]") {
  const Desk desk;
  const auto pack = desk.json({"pack", "show", "shiyan"}).as_object();
  CHECK(pack.at("parameters").as_array().size() > 10);
  std::filesystem::create_directory(desk.path() / "broken");
  desk.write("broken/pack.toml", "id = 3\n");
  const auto outcome = desk.run({"pack", "check", "broken"});
  CHECK(outcome.status == 1);
  CHECK(outcome.err.find("chains.toml") != std::string::npos);
}

}  // namespace xueji::test
