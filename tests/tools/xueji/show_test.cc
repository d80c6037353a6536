// README point 3: nobody signs what was not shown. `show` prints what each kind of act states.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

/// The facts of the first line.
boost::json::object facts(const boost::json::value& shown) {
  return shown.as_object().at("lines").as_array().at(0).as_object().at("facts").as_object();
}

std::string text(const boost::json::object& object, std::string_view name) {
  INFO(boost::json::serialize(object));
  const auto* value = object.if_contains(name);
  REQUIRE(value != nullptr);
  return std::string(value->as_string());
}

/// One simulated school with a year of changes (演示数据).
class ChangedSchool : public Desk {
 public:
  ChangedSchool() {
    done({"simulate", "--data", "city", "--policy", "shiyan", "--schools", "1", "--students", "60",
          "--from", "2024", "--years", "1", "--seed", "3"});
  }
  /// The submission with this event about the student of the sheet whose name begins so.
  [[nodiscard]] std::string filed(const std::string& sheet, const std::string& event) const {
    const auto number = number_in(sheet);
    REQUIRE(number.size() == 18);
    const auto roster =
        json({"roster", "--data", "city", "--school", "DEMO01", "--as-of", "2024-04-01"});
    for (const auto& one : roster.as_object().at("students").as_array()) {
      const auto masked = test::text(one, "identity_number");
      if (masked.substr(0, 4) != number.substr(0, 4) || !masked.ends_with(number.substr(14)))
        continue;
      const auto file = json({"student", test::text(one, "student"), "--data", "city"});
      for (const auto& entry : file.as_object().at("timeline").as_array()) {
        if (test::text(entry, "event") == event) return test::text(entry, "submission");
      }
    }
    FAIL("no submission with " << event);
    return {};
  }

 private:
  [[nodiscard]] std::string number_in(const std::string& sheet) const {
    for (const auto& file : std::filesystem::directory_iterator(path() / "city/sheets/DEMO01")) {
      if (!file.path().filename().string().starts_with(sheet)) continue;
      std::ifstream in(file.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(in), {}};
      const auto name = all.find('\n') + 1;
      const auto number = all.find(',', all.find(',', name) + 1) + 1;
      return all.substr(number, all.find(',', number) - number);
    }
    return {};
  }
};

const Words officer{"--key", "city/keys/DEMO01-status_officer.pem"};

Words show(const std::string& id, const Words& more = {}) {
  Words words{"show", id, "--data", "city"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("a change shows its field, values, ground and reason, clear to who may see them",
          "[cli]") {
  const ChangedSchool school;
  const auto id = school.filed("info-change-", "student_info_changed");
  const auto masked = facts(school.json(show(id)));
  CHECK(text(masked, "changed") == "home_address");
  CHECK(text(masked, "reason") == "household_moved");
  CHECK(text(masked, "old_value") == "***");
  CHECK(text(masked, "new_value") == "***");
  const auto closed = school.done(show(id)).out;
  CHECK(holds(closed, "home address"));
  CHECK_FALSE(holds(closed, "演示新村8号"));

  const auto clear = facts(school.json(show(id, officer)));
  CHECK(text(clear, "old_value") == "演示路1号");
  CHECK(text(clear, "new_value") == "演示新村8号");
  CHECK(text(clear, "document_digest").size() == 64);
  CHECK(holds(school.done(show(id, officer)).out, "new value: 演示新村8号"));

  const auto left = school.filed("withdrawal-49", "withdrawn");
  const auto ground = facts(school.json(show(left)));
  CHECK(text(ground, "ground") == "own_request");
  CHECK(text(ground, "notified_on") == "2024-10-14");
  CHECK(ground.at("consent.by_guardian").as_bool());
  CHECK(holds(school.done(show(left)).out, "own request"));
  const auto reversal = school.filed("withdrawal-in-error-", "event_reversed");
  CHECK(text(facts(school.json(show(reversal))), "reason") == "recorded_in_error");
  CHECK(holds(school.done(show(reversal)).out, "takes back: withdrawn of 2024-04-24"));
}

TEST_CASE("what the authority registers and adopts is shown with its code, name and digest",
          "[cli]") {
  const Desk desk;
  const Words root{"--data", "city", "--key", "city/keys/root.pem"};
  const auto filed = [&](Words words) {
    words.insert(words.end(), root.begin(), root.end());
    return desk.json(words);
  };
  desk.done({"init", "--data", "city", "--simulated-from", "2024-08-20", "--policy", "shiyan"});
  const auto added = filed(
      {"org", "add", "C01", "--kind", "county", "--name", "演示县教育局", "--division", "420322"});
  const auto id = test::text(added, "submission");
  const auto county = facts(desk.json(show(id)));
  CHECK(text(county, "code") == "C01");
  CHECK(text(county, "name") == "演示县教育局");
  CHECK(text(county, "division_code") == "420322");
  CHECK(holds(desk.done(show(id)).out, "code: C01; name: 演示县教育局"));

  const auto adopted = filed({"pack", "adopt", "fujian"});
  const auto pack = test::text(adopted, "submission");
  const auto digest = test::text(adopted, "digest");
  const auto stated = facts(desk.json(show(pack)));
  CHECK(text(stated, "pack") == digest);
  CHECK(text(stated, "pack_id") == "fujian");
  CHECK(text(stated, "effective_on") == "2024-08-20");
  CHECK(holds(desk.done(show(pack)).out, test::text(adopted, "pack") + " " + digest));

  // A member of staff is named as far as one may see it.
  filed({"person", "add", "--name", "演示甲", "--employer", "C01", "--number", "T9"});
  const auto granted =
      test::text(filed({"role", "grant", "section_officer@C01", "--person", "T9"}), "submission");
  CHECK(holds(desk.done(show(granted)).out, "role: section officer"));
  CHECK_FALSE(holds(desk.done(show(granted)).out, "演示甲"));
}

}  // namespace xueji::test
