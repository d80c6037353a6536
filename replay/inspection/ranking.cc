#include "replay/inspection/ranking.h"

#include <algorithm>
#include <tuple>

namespace xueji::inspection {

std::vector<CommendationRank> commendation_order(const Inspection& inspection) {
  std::vector<CommendationRank> order;
  for (const auto& one : inspection.organisations) {
    if (one.kind != OrganisationKind::school || one.on_roll <= 0) continue;
    CommendationRank rank;
    rank.school = &one;
    rank.findings = static_cast<std::int64_t>(one.findings.size());
    rank.open = std::count_if(one.findings.begin(), one.findings.end(), [](const Finding& finding) {
      return !finding.closed_on && !finding.is_act;
    });
    rank.per_thousand = (rank.findings * 1000 + one.on_roll - 1) / one.on_roll;
    order.push_back(rank);
  }
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::tie(a.per_thousand, a.open, a.school->code) <
           std::tie(b.per_thousand, b.open, b.school->code);
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool shared = i > 0 && order[i].per_thousand == order[i - 1].per_thousand &&
                        order[i].open == order[i - 1].open;
    order[i].place = shared ? order[i - 1].place : static_cast<std::int64_t>(i) + 1;
  }
  return order;
}

}  // namespace xueji::inspection
