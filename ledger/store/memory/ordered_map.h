// An ordered map of bytes that can be scanned while it is written. Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/store/scan.h"

namespace xueji {

class OrderedMap {
 public:
  struct Change {
    std::string key;
    std::optional<std::string> value;  ///< Nothing deletes.
  };

  /// All changes become visible together.
  void apply(std::vector<Change> changes);
  [[nodiscard]] std::optional<Bytes> get(ByteView key) const;
  /// Calls the visitor without holding a lock.
  void scan(const ScanRange& range, const RowVisitor& visitor) const;
  [[nodiscard]] std::uint64_t size_bytes() const;

 private:
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] Pairs take(const ScanRange& range, const std::optional<std::string>& after,
                           std::size_t count) const;
  [[nodiscard]] Pairs take_down(const ScanRange& range, const std::optional<std::string>& below,
                                std::size_t count) const;

  mutable std::shared_mutex mutex_;
  std::map<std::string, std::string, std::less<>> pairs_;
};

}  // namespace xueji
