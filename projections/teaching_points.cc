#include "projections/teaching_points.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "projections/mergers.h"
#include "projections/roster.h"

namespace xueji {
namespace {

/// Which organisation watches a division.
class Watchers {
 public:
  explicit Watchers(const std::vector<OrganisationState>& organisations) {
    for (const auto& one : organisations) {
      if (one.supervisor.is_none()) root_ = one.id;
      if (one.kind == OrganisationKind::county) county_of_.emplace(one.division_code, one.id);
    }
  }
  [[nodiscard]] OrganisationId of(const std::string& division) const {
    const auto found = county_of_.find(division);
    return found == county_of_.end() ? root_ : found->second;
  }

 private:
  OrganisationId root_;
  std::map<std::string, OrganisationId> county_of_;
};

}  // namespace

Result<TeachingPoints> teaching_points(const Views& views, const LedgerView& ledger,
                                       const std::vector<OrganisationId>& schools,
                                       const AsOf& as_of) {
  const auto organisations = ledger.organisations();
  if (!organisations) return fail(organisations.error());
  const auto students = roster(views, {.schools = schools, .as_of = as_of});
  if (!students) return fail(students.error());
  std::map<std::pair<OrganisationId, SiteId>, std::pair<std::int64_t, std::int64_t>> counts;
  for (const auto& row : students->rows) {
    if (row.site.is_none()) continue;
    auto& [on_roll, studying] = counts[{row.school, row.site}];
    ++on_roll;
    if (in_school(row.status)) ++studying;
  }
  TeachingPoints answer;
  answer.reflects = students->reflects;
  answer.as_of = as_of;
  const Watchers watchers(*organisations);
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  for (const auto& organisation : *organisations) {
    // Row 67: the teaching points of a merged school are those of the one that took over.
    const auto school = mergers->answers_for(organisation.id, as_of);
    const bool is_asked =
        schools.empty() || std::find(schools.begin(), schools.end(), school) != schools.end();
    if (!is_asked) continue;
    for (const auto& point : organisation.sites) {
      const auto [on_roll, studying] = counts[{school, point.site}];
      answer.lines.push_back({watchers.of(point.division_code), point.division_code, school,
                              point.site, point.name, on_roll, studying});
    }
  }
  std::sort(answer.lines.begin(), answer.lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.division_code, a.school, a.name) <
           std::tie(b.division_code, b.school, b.name);
  });
  return answer;
}

}  // namespace xueji
