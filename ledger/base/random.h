// The port through which randomness enters, so that a seed replays a whole run.
#pragma once

#include <cstdint>
#include <span>

#include "ledger/base/clock.h"
#include "ledger/base/id.h"

namespace xueji {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  template <class Id>
  [[nodiscard]] Id draw() {
    Id id;
    fill(id.bytes);
    return id;
  }
};

/// The operating system's generator (getrandom). Thread-safe. Aborts if the system has none.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

/// xoshiro256** seeded by splitmix64: the same seed gives the same bytes on every machine. For
/// simulation and tests only; it is not a cryptographic generator. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  void fill(std::span<std::uint8_t> out) override;
  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, bound); bound > 0. Unbiased.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t state_[4];
};

/// UUID version 7 (RFC 9562 §5.7): 48 bits of UTC milliseconds, then random bits.
[[nodiscard]] SubmissionId new_submission_id(Random& random, Instant now);

}  // namespace xueji
