// Who may see clear values, and the record that a look leaves (design §4).
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

Words look(const std::string& key, const std::string& school = "S001") {
  return {"roster",   "--data",  "city",  "--school",   school,      "--status",
          "admitted", "--clear", "--key", key + ".pem", "--purpose", "核对名单"};
}

boost::json::array accesses(const City& city, const std::string& key) {
  return city.json({"access", "--data", "city", "--key", key + ".pem"})
      .as_object()
      .at("accesses")
      .as_array();
}

}  // namespace

TEST_CASE("who is entitled sees clear values, and the auditor reads who looked", "[cli]") {
  const SchoolYear school;
  school.admit();
  school.staff("A001", "auditor@C01", "C01");
  const auto rows = school.json(look("T001")).as_object().at("students").as_array();
  REQUIRE(rows.size() == 2);
  CHECK((text(rows[0], "name") == "演一" || text(rows[0], "name") == "演二"));

  const auto list = accesses(school, "A001");
  REQUIRE_FALSE(list.empty());
  const auto& last = list.back().as_object();
  CHECK(last.at("purpose").as_string() == "核对名单");
  CHECK(last.at("role").as_string() == "principal");
  CHECK(last.at("students").as_array().size() == 2);
  CHECK(last.at("organisations").as_array().at(0).as_string() == "S001");
  CHECK(school.run({"access", "--data", "city", "--key", "T002.pem"}).status == 1);
}

TEST_CASE(
    "clear values are refused to a role not held, another school, a role without files and a "
    "revoked key; nothing is opened",
    "[cli]") {
  const SchoolYear school;
  school.admit();
  school.as_root({"org", "add", "S002", "--name", "演示二校", "--division", "420322", "--under",
                  "C01", "--type", "secondary_vocational"});
  school.staff("P002", "principal@S002", "S002");
  school.staff("A001", "auditor@C01", "C01");
  const auto before = accesses(school, "A001").size();
  auto not_held = look("P002");
  not_held.insert(not_held.end(), {"--as", "principal@S001"});
  auto whole_city =
      Words{"roster", "--data", "city", "--clear", "--key", "T001.pem", "--purpose", "核对名单"};
  for (const auto& words : {not_held, look("P002"), look("T003"), whole_city}) {
    const auto outcome = school.run(words);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.status == 1);
    CHECK(outcome.out.find("演一") == std::string::npos);
  }
  school.done(look("T002"));
  school.as_root(
      {"revoke", text(school.json({"key", "show", "T002.pem"}), "id"), "--kind", "lost"});
  CHECK(school.run(look("T002")).status == 1);
  CHECK(school.run({"inbox", "--data", "city", "--key", "T002.pem"}).status == 1);
  CHECK(accesses(school, "A001").size() == before + 1);
}

TEST_CASE("a step is shown clear to its holder only, and a key without a capacity is refused",
          "[cli]") {
  const SchoolYear school;
  school.admit();
  const auto id = school.file_arrival();
  const auto names = [&](const std::string& key, const Words& more = {}) {
    Words words{"show", id, "--data", "city", "--key", key + ".pem"};
    words.insert(words.end(), more.begin(), more.end());
    return text(school.json(words).as_object().at("lines").as_array().at(0), "name");
  };
  CHECK(names("T002") == "演一");
  CHECK(names("T001") == "演*");
  CHECK(names("T001", {"--as", "status_officer@S001"}) == "演*");
  school.done({"key", "new", "stranger.pem"});
  CHECK(school.run({"show", id, "--data", "city", "--key", "stranger.pem"}).status == 1);
}

}  // namespace xueji::test
