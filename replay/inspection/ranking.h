// The order in which schools come into question for a commendation (SY-3.3c): fewest findings for
// their size first. It proposes; people decide.
// Thread safety: free functions over values.
#pragma once

#include <cstdint>
#include <vector>

#include "replay/inspection/inspect.h"

namespace xueji::inspection {

struct CommendationRank {
  const InspectedOrganisation* school = nullptr;  ///< Of the inspection that was asked.
  std::int64_t place = 0;                         ///< From 1; equal results share a place.
  std::int64_t findings = 0;
  std::int64_t open = 0;
  std::int64_t per_thousand = 0;  ///< Findings for a thousand students on the roll, rounded up.
};

/// Schools with students on the roll at the cut-off, by findings per thousand students, then by
/// open findings, then by code. Schools without students are left out: nothing was there to manage.
[[nodiscard]] std::vector<CommendationRank> commendation_order(const Inspection& inspection);

}  // namespace xueji::inspection
