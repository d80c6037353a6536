#include "ledger/policy/division_history.h"

#include <algorithm>
#include <map>
#include <optional>

namespace xueji {
namespace {

constexpr std::size_t city_digits = 4;
constexpr std::size_t county_digits = 6;
/// A county changes its code a few times in the decades that the table covers.
constexpr int changes_max = 16;

/// From the first to the last revision that lists a code, whatever its name was.
struct Listed {
  std::string first;
  std::string last;
  std::string name;  ///< The latest.
};
using City = std::map<std::string, Listed>;

City counties_of(const DivisionTable& divisions, std::string_view city) {
  City counties;
  for (const auto& row : divisions.divisions()) {
    const std::string_view code = row.code;
    if (code.substr(0, city_digits) != city || code.ends_with("00")) continue;
    const auto [at, created] =
        counties.try_emplace(row.code, Listed{row.first_revision, row.last_revision, row.name});
    if (created) continue;
    auto& listed = at->second;
    listed.first = std::min(listed.first, row.first_revision);
    if (row.last_revision < listed.last) continue;
    listed.last = row.last_revision;
    listed.name = row.name;
  }
  return counties;
}

/// The revision after one; empty after the newest.
std::string next_revision(const DivisionTable& divisions, const std::string& revision) {
  std::string next;
  for (const auto& row : divisions.divisions()) {
    for (const auto& one : {row.first_revision, row.last_revision}) {
      if (one > revision && (next.empty() || one < next)) next = one;
    }
  }
  return next;
}

/// The name without the kind of division: "郧" of 郧县.
std::string_view stem_of(std::string_view name) {
  static constexpr std::string_view kinds[] = {"自治县", "自治旗", "林区", "特区",
                                               "县",     "区",     "市",   "旗"};
  for (const auto kind : kinds) {
    if (name.size() > kind.size() && name.ends_with(kind)) {
      return name.substr(0, name.size() - kind.size());
    }
  }
  return name;
}

std::optional<std::string> successor_of(const DivisionTable& divisions, const City& counties,
                                        const std::string& code) {
  const auto& gone = counties.at(code);
  const auto revision = next_revision(divisions, gone.last);
  if (revision.empty()) return std::nullopt;
  std::optional<std::string> found;
  for (const auto& [other, listed] : counties) {
    if (listed.first != revision || !listed.name.starts_with(stem_of(gone.name))) continue;
    if (found) return std::nullopt;
    found = other;
  }
  return found;
}

}  // namespace

std::string present_code(const DivisionTable& divisions, std::string_view code) {
  std::string present(code);
  if (code.size() != county_digits || code.ends_with("00") || !divisions.is_known(code)) {
    return present;
  }
  const auto counties = counties_of(divisions, code.substr(0, city_digits));
  for (int change = 0; change < changes_max; ++change) {
    const auto next = successor_of(divisions, counties, present);
    if (!next) break;
    present = *next;
  }
  return present;
}

bool lies_elsewhere(const DivisionTable& divisions, std::string_view code, std::string_view home,
                    bool by_city) {
  const auto digits = by_city ? city_digits : county_digits;
  if (code.substr(0, digits) == home.substr(0, digits)) return false;
  const auto there = present_code(divisions, code);
  const auto here = present_code(divisions, home);
  return there.substr(0, digits) != here.substr(0, digits);
}

}  // namespace xueji
