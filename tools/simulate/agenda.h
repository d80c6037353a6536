// What happens when: acts in order of their simulated time. An act may put further ones on the
// agenda, never before itself. Thread safety: belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "ledger/base/date.h"
#include "ledger/base/result.h"
#include "tools/simulate/desk.h"

namespace xueji::simulate {

/// Four moments of an office day; acts of one moment go to the ledger without waiting in between.
enum class Hour : std::uint8_t { early, forenoon, afternoon, late };

/// Monday instead of a Saturday or Sunday.
[[nodiscard]] Date office_day(Date day);

class Agenda {
 public:
  using Act = std::function<Status()>;

  /// On the day, or on the Monday after.
  void at(Date day, Hour hour, Act act);
  /// Runs everything in order up to the end of `last`; `progress` hears of each new moment. Stops
  /// at the first error.
  [[nodiscard]] Status run(Desk& desk, Date last, const std::function<void(Date today)>& progress);

 private:
  std::multimap<Instant, Act> acts_;
};

}  // namespace xueji::simulate
