// The port through which time enters. Nothing else in the ledger reads a clock.
#pragma once

#include <cstdint>

#include "ledger/base/date.h"

namespace xueji {

/// Persisted in genesis: never renumber.
enum class ClockKind : std::uint8_t { real = 1, simulated = 2 };

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual ClockKind kind() const = 0;
  /// Wall time; may jump either way.
  [[nodiscard]] virtual Instant now() = 0;
  /// Monotonic milliseconds since an arbitrary start; against it a jump of the wall clock shows.
  [[nodiscard]] virtual std::int64_t monotonic_ms() = 0;
};

/// The machine's clocks. Thread-safe.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] ClockKind kind() const override { return ClockKind::real; }
  [[nodiscard]] Instant now() override;
  [[nodiscard]] std::int64_t monotonic_ms() override;
};

/// A clock that moves only when told. Wall and monotonic time move together with `advance_ms`;
/// `set` moves both to a later time (simulation); `jump_ms` moves the wall alone (fault tests).
/// Not thread-safe.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Instant start) : now_(start) {}
  [[nodiscard]] ClockKind kind() const override { return ClockKind::simulated; }
  [[nodiscard]] Instant now() override { return now_; }
  [[nodiscard]] std::int64_t monotonic_ms() override { return monotonic_ms_; }
  void advance_ms(std::int64_t ms) {
    now_.ms += ms;
    monotonic_ms_ += ms;
  }
  void set(Instant later) { advance_ms(later.ms - now_.ms); }
  void jump_ms(std::int64_t ms) { now_.ms += ms; }

 private:
  Instant now_;
  std::int64_t monotonic_ms_ = 0;
};

}  // namespace xueji
