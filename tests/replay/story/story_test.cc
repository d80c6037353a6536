// The story of a year, from the log alone.
#include "replay/story/story.h"

#include <algorithm>

#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

using namespace story;

Story told(CityYear& city, int year = 2024) {
  auto story = tell(city.office.ledger->log(), {"SCHOOL", year});
  INFO((story ? "" : story.error().what.en));
  REQUIRE(story);
  return *std::move(story);
}

std::vector<StoryEntry> entries_of(const Story& story, Scene scene, Form form) {
  std::vector<StoryEntry> found;
  for (const auto& month : story.months) {
    for (const auto& entry : month.entries) {
      if (entry.scene == scene && entry.form == form) found.push_back(entry);
    }
  }
  return found;
}

bool holds(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a roster is told from its filing through every signature to its effect", "[SY-1.2i]") {
  CityYear city;
  city.register_students(5);
  const auto story = told(city);
  REQUIRE(entries_of(story, Scene::filed, Form::entry_roster).size() == 1);
  CHECK(entries_of(story, Scene::signed_off, Form::entry_roster).size() == 8);
  const auto effect = entries_of(story, Scene::took_effect, Form::entry_roster);
  REQUIRE(effect.size() == 1);
  REQUIRE(effect.front().changes.size() == 1);
  CHECK(effect.front().changes.front().type == EventType::roster_line);
  CHECK(effect.front().changes.front().lines == 5);
  CHECK(story.months[8].joined == 5);
  CHECK(story.months[11].on_roll == 5);
  CHECK(story.on_roll_before == 0);
  CHECK(story.waiting.empty());
}

TEST_CASE("a step that held the paper too long is unusual, one in time is not", "[SY-3.2e]") {
  CityYear city;
  city.file_roster(1);
  city.go_to(add_days(city.today(), 6));
  city.sign("principal", "SCHOOL/principal");
  city.sign("seal", "SCHOOL/seal_keeper");
  const auto story = told(city);
  const auto signed_off = entries_of(story, Scene::signed_off, Form::entry_roster);
  REQUIRE(signed_off.size() == 2);
  CHECK(signed_off[0].days_held == 6);
  CHECK_FALSE(signed_off[0].unusual.empty());
  CHECK(signed_off[1].unusual.empty());
  REQUIRE(story.waiting.size() == 1);
  CHECK(story.waiting.front().form == Form::entry_roster);
}

TEST_CASE("a count that differs is told at the check", "[SY-1.2e]") {
  CityYear city;
  city.register_students(3);
  city.go_to(make_date(2024, 12, 10));
  city.verify_on_site(2, false);
  const auto story = told(city);
  const auto checks = entries_of(story, Scene::counted, Form::on_site_verification);
  REQUIRE(checks.size() == 2);
  CHECK(checks.front().unusual.empty());
  REQUIRE(checks.back().unusual.size() == 1);
  CHECK(holds(story_lines(story, Language::english), "counted 2, listed 3"));
}

TEST_CASE("the lines mark what is unusual, and say nothing that names a person", "[story]") {
  CityYear city;
  city.register_students(2);
  city.verify_on_site(1, true);
  const auto lines = story_lines(told(city), Language::chinese);
  CHECK(std::any_of(lines.begin(), lines.end(),
                    [](const std::string& line) { return line.starts_with("! "); }));
  CHECK(holds(lines, "演示数据"));
  CHECK_FALSE(holds(lines, "演示学生"));
  CHECK_FALSE(holds(lines, "演示职员"));
  const auto named = story_lines(told(city), Language::chinese,
                                 [](const PersonId&) { return std::string("演*"); });
  CHECK(holds(named, "演* ["));
}

TEST_CASE("a year begins with the roll of the year before it", "[story]") {
  CityYear city;
  city.register_students(4);
  city.go_to(make_date(2025, 3, 1));
  city.verify_on_site(4, false);
  const auto next = told(city, 2025);
  CHECK(next.on_roll_before == 4);
  CHECK(next.months[2].entries.size() == 2);  // Filed and counted.
  CHECK(next.months[0].entries.empty());
}

TEST_CASE("an unknown school has no story", "[story]") {
  CityYear city;
  const auto story = tell(city.office.ledger->log(), {"NOWHERE", 2024});
  REQUIRE_FALSE(story);
  CHECK(story.error().code == ErrorCode::not_found);
}

}  // namespace xueji::test
