// The two axes of time (design §6). Thread safety: plain values.
#pragma once

#include <optional>

#include "ledger/base/clock.h"
#include "ledger/base/id.h"

namespace xueji {

/// Of what a day is asked.
enum class Axis : std::uint8_t {
  recorded,   ///< What the ledger had by the end of that day.
  effective,  ///< What held on that day, as known now (or as known at a position).
};

/// Both limits may be given together: "what held on 1 October, as known at position 1000".
/// Without any it is what the ledger has now.
struct AsOf {
  Axis axis = Axis::recorded;
  /// Inclusive: what was recorded, or became effective, on the day itself counts (D-01).
  std::optional<Date> day = std::nullopt;
  /// Inclusive: only what took effect at or before this entry.
  std::optional<Position> position = std::nullopt;

  friend bool operator==(const AsOf&, const AsOf&) = default;
};

}  // namespace xueji
