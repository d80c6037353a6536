// A trial of what a submission would change, before anything is decided for good: evolve's own
// `apply_effect` on a copy-on-write view. What cannot take effect is refused, or lapses, with its
// line; the fold calls the same thing corruption and stops (evolve.h). Pure; internal to registry/.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/base/text.h"
#include "ledger/model/state.h"

namespace xueji {

/// A line that is neither struck nor lapsed. `person`: of a new status; none otherwise.
struct RehearsedLine {
  std::uint32_t line = 0;
  const Event* event = nullptr;
  PersonId person;
};

struct ImpossibleLine {
  std::uint32_t line = 0;
  Text why;
};

/// The lines that cannot take effect in this order, each tried after those before it that can.
/// Submissions whose lines cannot meet (one student each, one kind of event) cost nothing.
[[nodiscard]] std::vector<ImpossibleLine> rehearse(const StateView& state,
                                                   std::span<const RehearsedLine> lines);

}  // namespace xueji
