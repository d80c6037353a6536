// The verifier's own RFC 6962 tree: every root that this log ever had, from the leaf hashes that it
// computed itself. About 37 bytes per entry. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ledger/base/id.h"

namespace xueji::second_opinion {

class OwnTree {
 public:
  /// Makes room, so that growing does not copy.
  void reserve(TreeSize size);
  void append(const Digest& leaf);

  [[nodiscard]] TreeSize size() const { return TreeSize{leaves().size()}; }
  [[nodiscard]] const Digest& leaf(std::uint64_t index) const { return leaves()[index]; }
  /// Root of the first `size` leaves; `size` is at most this tree's. O(log size), remembered.
  [[nodiscard]] Digest root_at(TreeSize size);
  /// Hash of the complete subtree of this height over leaves index·2^height …; it must be complete.
  [[nodiscard]] Digest node(unsigned height, std::uint64_t index) const;
  /// Node hashes computed so far.
  [[nodiscard]] std::uint64_t hashes() const { return hashes_; }

 private:
  // Heights 1 to 3 are computed again when asked for: they would hold most of the memory.
  static constexpr unsigned kept_from = 4;
  [[nodiscard]] const std::vector<Digest>& leaves() const { return kept_[0]; }

  std::array<std::vector<Digest>, 64> kept_;  ///< By height; empty for 1 to kept_from - 1.
  std::array<Digest, 64> edge_{};  ///< The subtree that waits for its right neighbour, by height.
  mutable std::uint64_t hashes_ = 0;
  std::unordered_map<std::uint64_t, Digest> roots_;
};

}  // namespace xueji::second_opinion
