// What the machine itself can do, measured in the same run as the figures that are held against it.
// Thread safety: free functions; `verify_rate` uses threads of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

#include "ledger/base/result.h"

namespace xueji::bench {

class Stopwatch {
 public:
  Stopwatch() : started_(std::chrono::steady_clock::now()) {}
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }
  [[nodiscard]] double ms() const { return seconds() * 1000; }

 private:
  std::chrono::steady_clock::time_point started_;
};

/// Hardware threads, at least 1.
[[nodiscard]] std::size_t cores();

/// Ed25519 verifications per second with `threads` threads that do nothing else, each over a
/// message of `message_bytes` under a key that is parsed already.
[[nodiscard]] double verify_rate(std::size_t threads, std::size_t message_bytes, double seconds);

/// Seconds of one hash of two child hashes (RFC 6962 §2.1) on one thread.
[[nodiscard]] double node_hash_seconds();

/// Median of appending 4 KiB to a file in `directory` and syncing its data, in ms. Errors: io.
[[nodiscard]] Result<double> sync_latency_ms(const std::filesystem::path& directory,
                                             std::size_t rounds);

}  // namespace xueji::bench
