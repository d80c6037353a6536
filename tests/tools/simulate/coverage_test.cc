// What simulated cities leave out: every event type that some form holds occurs, every finding code
// that has a lawful source is found, and the violation of every other is refused (rules.md §10,
// §11).
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>

#include "replay/inspection/detect.h"
#include "tests/tools/simulate/folder.h"
#include "tests/tools/simulate/inspected.h"

namespace xueji::simulate {
namespace {

/// Every type of event that took effect, or was accepted at least, in a city of its own.
std::set<EventType> types_in(const std::filesystem::path& directory) {
  const auto view = LedgerView::open({directory});
  REQUIRE(view);
  std::set<EventType> types;
  const auto size = (*view)->seen().size.value;
  for (std::uint64_t at = 0; at < size; ++at) {
    const auto entry = (*view)->entry(Position{at});
    REQUIRE(entry);
    if (const auto* event = std::get_if<Event>(&entry->body)) types.insert(type_of(*event));
  }
  return types;
}

std::string text_of(const std::set<std::string>& codes) {
  std::string text;
  for (const auto& code : codes)
    text += " " + code;
  return text;
}

std::set<std::string> without(std::set<std::string> all, const std::set<std::string>& taken) {
  for (const auto& code : taken)
    all.erase(code);
  return all;
}

std::set<std::string> names_of(const std::set<EventType>& types) {
  std::set<std::string> names;
  for (const auto type : types)
    names.insert(std::string(code_of(type)));
  return names;
}

/// What one run of the simulation shows.
struct Shown {
  std::set<EventType> types;
  std::set<std::string> found;    ///< Finding codes of any year.
  std::set<std::string> refused;  ///< Finding codes whose violation was refused at the door.
};

void live(const SimulationOptions& options, Shown& shown) {
  const auto report = run(options);
  for (const auto type : types_in(options.directory.root))
    shown.types.insert(type);
  for (int year = options.first_year; year < options.first_year + options.years; ++year) {
    for (const auto& key : findings_of(options, report.ledger, year))
      shown.found.insert(key.code);
  }
  for (const auto& refusal : report.refused)
    shown.refused.insert(refusal.code);
}

/// Codes that no simulated city brings about, each with the test that does. A code stands here only
/// because the city would have to be another one.
struct ShownElsewhere {
  std::string_view code;
  std::string_view test;  ///< File below tests/.
};
constexpr ShownElsewhere shown_elsewhere[] = {
    // No school of a city closes with students on its roll.
    {"STATUS_WITHOUT_SCHOOL", "replay/inspection/merger_test.cc"},
};

}  // namespace

TEST_CASE("every event type occurs, every finding code is found in a year or refused at the door",
          "[coverage][SY-3.3b]") {
  const Folder folder;
  Shown shown;
  auto city = small_city(folder / "city", 7);
  city.years = 3;
  live(city, shown);
  auto province = small_city(folder / "province", 7, "fujian");
  province.years = 3;
  live(province, shown);
  // More than a hundred recruits from elsewhere take a school of some size (SY-2.1a).
  auto large = small_city(folder / "large", 7);
  large.schools = 1;
  large.students = 600;
  live(large, shown);

  std::set<std::string> all_types;
  for (const auto& term : terms_of<EventType>()) {
    if (term.value != EventType::none) all_types.insert(std::string(term.code));
  }
  const auto missing_types = without(all_types, names_of(shown.types));
  INFO("types that never occur:" << text_of(missing_types));
  CHECK(missing_types == std::set<std::string>{});

  for (const auto& definition : inspection::finding_definitions()) {
    const std::string code(definition.code);
    const auto* elsewhere =
        std::find_if(std::begin(shown_elsewhere), std::end(shown_elsewhere),
                     [&](const ShownElsewhere& one) { return one.code == code; });
    INFO(code << ": brought about by a simulated city, refused by its ledger, or shown elsewhere");
    if (elsewhere != std::end(shown_elsewhere)) {
      CHECK_FALSE(shown.found.contains(code));
      const auto test = text_of_file(std::filesystem::path(XUEJI_TESTS) / elsewhere->test);
      CHECK(test.find('"' + code + '"') != test.npos);
      continue;
    }
    // A lawful source is one through which a simulated city gets there; without one there is none.
    CHECK(shown.found.contains(code) == !definition.sources.empty());
    CHECK(shown.refused.contains(code) == definition.sources.empty());
  }
}

}  // namespace xueji::simulate
