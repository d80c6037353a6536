// Reads the log ahead of the fold: bytes in batches from the store, then hashed and decoded on the
// pool, handed out in order. Not thread-safe: belongs to the folding thread.
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/model/entry.h"
#include "ledger/store/event_log.h"
#include "replay/verify/work_pool.h"

namespace xueji::second_opinion {

/// One entry as found. `error` says why it could not be decoded; then only `leaf` counts.
struct FoundEntry {
  std::optional<Error> error;
  Digest leaf;         ///< RFC 6962 leaf hash of its bytes; none when the entry is missing.
  Entry entry;         ///< Headers and sign-offs carry the digest of their payload.
  Digest body_leaf;    ///< Events: leaf hash of the body, for events_root.
  Digest body_digest;  ///< Events with personal data: SHA-256 of the body, the vault's name for it.
};

struct Batch {
  std::uint64_t first = 0;  ///< Index of the first entry in the store.
  Bytes bytes;
  std::vector<std::size_t> ends;  ///< Where each entry ends in `bytes`; empty entries are missing.
  std::vector<FoundEntry> found;
  std::future<void> decoded;
};

class Reading {
 public:
  /// `trusted_below`: entries under this index are covered by a checkpoint that was verified
  /// before, so their canonical form is not checked again.
  Reading(const LogReader& log, TreeSize size, std::uint64_t trusted_below, WorkPool& pool);
  /// Waits for the batches that are still being decoded.
  ~Reading();
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  /// The next batch; null after the last one. Valid until the next call. Errors: io.
  [[nodiscard]] Result<Batch*> next();

  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  [[nodiscard]] Status fill();
  [[nodiscard]] Status read(Batch& batch);

  const LogReader& log_;
  std::uint64_t size_;
  std::uint64_t trusted_below_;
  WorkPool& pool_;
  std::uint64_t at_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::deque<std::unique_ptr<Batch>> ahead_;
  std::unique_ptr<Batch> current_;
  std::unique_ptr<Batch> spare_;
};

}  // namespace xueji::second_opinion
