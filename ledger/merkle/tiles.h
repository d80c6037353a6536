// The tree as tiles of height 8 (C2SP tlog-tiles): 256 consecutive hashes of one level, those of
// level L being the roots of complete subtrees of 256^L leaves. Full tiles never change and are
// what the caller persists; the partial right edge lives in memory and is restored from them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"
#include "ledger/base/result.h"

namespace xueji {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr std::size_t full_tile_size_bytes = tile_width * Digest::size_bytes;

struct TileId {
  std::uint8_t level = 0;     ///< 0 holds leaf hashes; at most 7 for 64-bit sizes.
  std::uint64_t index = 0;    ///< From the left within the level.
  std::uint16_t width = 256;  ///< Hashes in it, 1 to 256; below 256 the tile is partial.

  friend auto operator<=>(const TileId&, const TileId&) = default;
};

/// "tile/0/x001/234" or, partial, "tile/0/x001/234.p/5" (tlog-tiles, Merkle Tree).
[[nodiscard]] std::string path_of(const TileId& tile);

/// The tiles, widths as of `size`, that the proof needs; no duplicates, ascending.
/// The arguments must be valid for the proof (asserted).
[[nodiscard]] std::vector<TileId> tiles_for_inclusion(Position index, TreeSize size);
[[nodiscard]] std::vector<TileId> tiles_for_consistency(TreeSize size1, TreeSize size2);
[[nodiscard]] std::vector<TileId> tiles_for_root(TreeSize size);

/// The port to tiles. May answer more hashes than a smaller tree had: callers use the front.
class TileReader {
 public:
  virtual ~TileReader() = default;
  /// The hashes one after the other, 32 bytes each; `not_found` when there is no such tile.
  [[nodiscard]] virtual Result<Bytes> tile(std::uint8_t level, std::uint64_t index) = 0;
};

/// Proofs and roots for any size up to the one that the tiles cover, in O(log size) tile reads.
/// Errors: those of the reader; `corrupt` when a tile is shorter than the tree needs or not whole
/// hashes; `invalid_argument` when the index lies outside the tree or `size1` > `size2`.
/// The hashes are taken on trust: verify the proof against a signed root.
[[nodiscard]] Result<std::vector<Digest>> inclusion_proof(TileReader& reader, Position index,
                                                          TreeSize size);
/// Empty for equal sizes and from the empty tree.
[[nodiscard]] Result<std::vector<Digest>> consistency_proof(TileReader& reader, TreeSize size1,
                                                            TreeSize size2);
[[nodiscard]] Result<Digest> root_at(TileReader& reader, TreeSize size);

struct FullTile {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  Bytes hashes;  ///< 8192 bytes.
};

/// The partial tiles at the right edge of a tree of this size, a snapshot for readers.
struct RightEdge {
  TreeSize size;
  std::vector<Bytes> partial_tiles;  ///< By level; empty where the level ends with a full tile.
};

/// The append side. Holds only the right edge: under 256 hashes per level. Copying is cheap (some
/// kilobytes), so a commit works on a copy and keeps it once the write is durable.
/// Not thread-safe.
class TreeBuilder {
 public:
  TreeBuilder() = default;

  /// The builder as it was at `size`. `last_leaves`: the size % 256 leaf hashes after the last full
  /// level-0 tile (`invalid_argument` otherwise). Reads the full tiles under the right edge, at
  /// most 255 per level. Errors: the reader's; `corrupt` for a tile that is not full. The caller
  /// compares `root()` with its signed head.
  [[nodiscard]] static Result<TreeBuilder> restore(TreeSize size,
                                                   std::span<const Digest> last_leaves,
                                                   TileReader& full_tiles);

  /// One leaf at the right. Amortised one node hash.
  void append(const Digest& leaf_hash);
  /// The tiles completed since the last call, in the order of their completion.
  [[nodiscard]] std::vector<FullTile> take_full_tiles();

  [[nodiscard]] TreeSize size() const { return TreeSize{size_}; }
  /// O(log size) hashes; `empty_root()` of the empty tree.
  [[nodiscard]] Digest root() const;
  [[nodiscard]] RightEdge right_edge() const;

 private:
  static constexpr std::size_t level_count = 8;

  std::uint64_t size_ = 0;
  // subtrees_[h] is the complete subtree of height h at the right edge, where bit h of size_ is
  // set.
  std::array<Digest, 64> subtrees_{};
  std::array<std::vector<Digest>, level_count> partial_;
  std::vector<FullTile> full_tiles_;
};

/// Full tiles from where they are persisted, partial ones from a snapshot. As thread-safe as
/// `full_tiles`, to which it keeps a reference.
class SnapshotReader final : public TileReader {
 public:
  SnapshotReader(RightEdge edge, TileReader& full_tiles)
      : edge_(std::move(edge)), full_tiles_(full_tiles) {}

  [[nodiscard]] TreeSize size() const { return edge_.size; }
  /// `not_found` beyond the snapshot's size.
  [[nodiscard]] Result<Bytes> tile(std::uint8_t level, std::uint64_t index) override;

 private:
  RightEdge edge_;
  TileReader& full_tiles_;
};

}  // namespace xueji
