// Inclusion proofs of many entries in one growing tree: what their paths share is hashed once. A
// proof by itself costs some hundred hashes inside each tile; the entries of a commit group lie
// side by side, and complete subtrees stay as they are when the tree grows. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/merkle/tiles.h"

namespace xueji {

class GroupProofs {
 public:
  /// The tree that the paths lead to from now on: the one before, or one grown from it. `tiles`
  /// covers it, and must live until the last `path` before the next call.
  void begin(TileReader& tiles, TreeSize size);

  /// PATH(index, D[size]) of RFC 6962 §2.1.1, as `inclusion_proof` gives it. Errors: those of the
  /// reader; corrupt for a tile that is too short; invalid_argument outside the tree.
  [[nodiscard]] Result<std::vector<Digest>> path(Position index);
  /// The leaf hash at this position, which lies inside the tree. Errors: those of the reader.
  [[nodiscard]] Result<Digest> leaf(Position index) { return complete(0, index.value); }

 private:
  /// MTH over the leaves [begin, end); begin is a multiple of every power of two below end − begin.
  [[nodiscard]] Result<Digest> root_of_range(std::uint64_t begin, std::uint64_t end);
  /// The root of the index-th complete subtree of 2^height leaves.
  [[nodiscard]] Result<Digest> complete(unsigned height, std::uint64_t index);
  [[nodiscard]] Result<Digest> from_tile(std::uint8_t level, std::uint64_t index);

  TileReader* tiles_ = nullptr;
  std::uint64_t size_ = 0;
  std::unordered_map<std::uint64_t, Digest> subtrees_;  ///< By index × 64 + height.
  std::unordered_map<std::uint64_t, Digest> ragged_;    ///< Up to the end of the tree, by begin.
  std::map<std::pair<std::uint8_t, std::uint64_t>, Bytes> held_tiles_;
};

}  // namespace xueji
