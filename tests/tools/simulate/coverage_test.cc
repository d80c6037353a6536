// What simulated cities leave out: every event type that some form holds occurs, and every finding
// code that has a lawful source is found (rules.md §10, §11).
#include <catch2/catch.hpp>
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

std::set<std::string> codes_in(const SimulationOptions& options, const SimulationReport& report) {
  std::set<std::string> codes;
  for (const auto& key : findings_of(options, report.ledger, std::nullopt))
    codes.insert(key.code);
  return codes;
}

}  // namespace

TEST_CASE("between them the cities of both policies hold every event and every lawful finding",
          "[coverage]") {
  const Folder folder;
  std::set<EventType> types;
  std::set<std::string> found;
  const auto take = [&](const SimulationOptions& options) {
    const auto report = run(options);
    for (const auto type : types_in(options.directory.root))
      types.insert(type);
    for (const auto& code : codes_in(options, report))
      found.insert(code);
  };
  auto city = small_city(folder / "city", 7);
  city.years = 3;
  take(city);
  auto province = small_city(folder / "province", 7, "fujian");
  province.years = 3;
  take(province);
  // More than a hundred recruits from elsewhere take a school of some size (SY-2.1a).
  auto large = small_city(folder / "large", 7);
  large.schools = 1;
  large.students = 600;
  take(large);

  std::set<std::string> all_types;
  for (const auto& term : terms_of<EventType>()) {
    if (term.value != EventType::none) all_types.insert(std::string(term.code));
  }
  const auto missing_types = without(all_types, names_of(types));
  INFO("types that never occur:" << text_of(missing_types));
  CHECK(missing_types == std::set<std::string>{});

  std::set<std::string> lawful;
  for (const auto& definition : inspection::finding_definitions()) {
    if (!definition.sources.empty()) lawful.insert(std::string(definition.code));
  }
  INFO("lawful codes that are never found:" << text_of(without(lawful, found)));
  CHECK(without(lawful, found) == std::set<std::string>{});
  INFO("codes without a lawful source that are found:" << text_of(without(found, lawful)));
  CHECK(without(found, lawful) == std::set<std::string>{});
}

}  // namespace xueji::simulate
