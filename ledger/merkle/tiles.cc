#include "ledger/merkle/tiles.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <iterator>
#include <map>
#include <set>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"

namespace xueji {
namespace {

constexpr unsigned tile_height = 8;

/// A complete subtree: the leaves [index << height, (index + 1) << height).
struct Node {
  unsigned height = 0;
  std::uint64_t index = 0;
};

/// A run of leaves whose hash is one element of a proof: complete subtrees from left to right, of
/// falling height.
using Range = std::vector<Node>;

/// The leaves [begin, end), where `begin` is a multiple of the largest power of two in end − begin:
/// so it is for every range into which RFC 6962 splits a tree.
Range complete_subtrees(std::uint64_t begin, std::uint64_t end) {
  Range range;
  while (begin < end) {
    const auto height = static_cast<unsigned>(std::bit_width(end - begin)) - 1;
    range.push_back({height, begin >> height});
    begin += std::uint64_t{1} << height;
  }
  return range;
}

std::uint64_t split_of(std::uint64_t size) {
  return std::bit_floor(size - 1);
}

/// PATH of RFC 6962 §2.1.1 as ranges, from the leaf upwards.
std::vector<Range> inclusion_ranges(std::uint64_t index, std::uint64_t size) {
  std::vector<Range> from_root;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split_of(end - begin);
    if (index < middle) {
      from_root.push_back(complete_subtrees(middle, end));
      end = middle;
    } else {
      from_root.push_back(complete_subtrees(begin, middle));
      begin = middle;
    }
  }
  std::ranges::reverse(from_root);
  return from_root;
}

/// PROOF of RFC 6962 §2.1.2 as ranges, lowest first.
std::vector<Range> consistency_ranges(std::uint64_t size1, std::uint64_t size2) {
  std::vector<Range> from_root;
  if (size1 == 0 || size1 == size2) return from_root;
  std::uint64_t begin = 0;
  std::uint64_t end = size2;
  while (end != size1) {
    const std::uint64_t middle = begin + split_of(end - begin);
    if (size1 <= middle) {
      from_root.push_back(complete_subtrees(middle, end));
      end = middle;
    } else {
      from_root.push_back(complete_subtrees(begin, middle));
      begin = middle;
    }
  }
  // The verifier knows the old root, so it is left out when it is this very subtree.
  if (begin != 0) from_root.push_back(complete_subtrees(begin, end));
  std::ranges::reverse(from_root);
  return from_root;
}

struct Place {
  std::uint8_t level;
  std::uint64_t tile;
  std::size_t first;  ///< Hash within the tile.
  std::size_t count;  ///< 1 to 128 hashes, a power of two.
};

Place place_of(const Node& node) {
  const unsigned rise = node.height % tile_height;
  const std::uint64_t first = node.index << rise;
  return {static_cast<std::uint8_t>(node.height / tile_height), first / tile_width,
          static_cast<std::size_t>(first % tile_width), std::size_t{1} << rise};
}

std::vector<TileId> tiles_of(const std::vector<Range>& ranges, std::uint64_t size) {
  std::set<TileId> tiles;
  for (const auto& range : ranges) {
    for (const auto& node : range) {
      const Place place = place_of(node);
      const std::uint64_t hashes_at_level = size >> (tile_height * place.level);
      const auto width = std::min(tile_width, hashes_at_level - place.tile * tile_width);
      tiles.insert({place.level, place.tile, static_cast<std::uint16_t>(width)});
    }
  }
  return {tiles.begin(), tiles.end()};
}

/// Nodes out of tiles, each tile read once.
class NodeSource {
 public:
  explicit NodeSource(TileReader& reader) : reader_(reader) {}

  Result<Digest> hash_of(const Range& range) {
    Result<Digest> hash = node(range.back());
    for (auto left = std::next(range.rbegin()); hash && left != range.rend(); ++left) {
      auto left_hash = node(*left);
      if (!left_hash) return left_hash;
      hash = node_hash(*left_hash, *hash);
    }
    return hash;
  }

  Result<std::vector<Digest>> hashes_of(const std::vector<Range>& ranges) {
    std::vector<Digest> hashes;
    hashes.reserve(ranges.size());
    for (const auto& range : ranges) {
      auto hash = hash_of(range);
      if (!hash) return fail(hash.error());
      hashes.push_back(*hash);
    }
    return hashes;
  }

 private:
  Result<Digest> node(const Node& wanted) {
    const Place place = place_of(wanted);
    const auto key = std::pair{place.level, place.tile};
    auto found = tiles_.find(key);
    if (found == tiles_.end()) {
      auto hashes = read(place);
      if (!hashes) return fail(hashes.error());
      found = tiles_.emplace(key, std::move(*hashes)).first;
    }
    const std::vector<Digest>& hashes = found->second;
    if (hashes.size() < place.first + place.count) return too_short(place, hashes.size());
    return root_of(std::span{hashes}.subspan(place.first, place.count));
  }

  Result<std::vector<Digest>> read(const Place& place) {
    const auto bytes = reader_.tile(place.level, place.tile);
    if (!bytes) return fail(bytes.error());
    if (bytes->size() % Digest::size_bytes != 0 || bytes->size() > full_tile_size_bytes) {
      return too_short(place, bytes->size() / Digest::size_bytes);
    }
    std::vector<Digest> hashes(bytes->size() / Digest::size_bytes);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(i * Digest::size_bytes),
                  Digest::size_bytes, hashes[i].bytes.begin());
    }
    return hashes;
  }

  static tl::unexpected<Error> too_short(const Place& place, std::size_t found) {
    const std::string name = path_of({place.level, place.tile});
    const std::string needed = std::to_string(place.first + place.count);
    const std::string count = std::to_string(found);
    return fail(
        ErrorCode::corrupt,
        Text{"树块 " + name + " 长度不对：需要 " + needed + " 个哈希，实有 " + count + " 个",
             "Tile " + name + " has a wrong length: needs " + needed + " hashes, has " + count});
  }

  TileReader& reader_;
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::vector<Digest>> tiles_;
};

tl::unexpected<Error> outside(const char* zh, const char* en, std::uint64_t value, TreeSize size) {
  const std::string number = std::to_string(value);
  const std::string limit = std::to_string(size.value);
  return fail(ErrorCode::invalid_argument,
              Text{zh + number + " 超出树的大小 " + limit,
                   en + number + " lies outside a tree of size " + limit});
}

}  // namespace

std::string path_of(const TileId& tile) {
  XUEJI_ASSERT(tile.width >= 1 && tile.width <= tile_width);
  std::string number = std::to_string(tile.index);
  number.insert(0, (3 - number.size() % 3) % 3, '0');
  std::string path = "tile/" + std::to_string(tile.level);
  for (std::size_t i = 0; i < number.size(); i += 3) {
    path += i + 3 < number.size() ? "/x" : "/";
    path += number.substr(i, 3);
  }
  if (tile.width < tile_width) path += ".p/" + std::to_string(tile.width);
  return path;
}

std::vector<TileId> tiles_for_inclusion(Position index, TreeSize size) {
  XUEJI_ASSERT(index.value < size.value);
  return tiles_of(inclusion_ranges(index.value, size.value), size.value);
}

std::vector<TileId> tiles_for_consistency(TreeSize size1, TreeSize size2) {
  XUEJI_ASSERT(size1 <= size2);
  return tiles_of(consistency_ranges(size1.value, size2.value), size2.value);
}

std::vector<TileId> tiles_for_root(TreeSize size) {
  return tiles_of({complete_subtrees(0, size.value)}, size.value);
}

Result<std::vector<Digest>> inclusion_proof(TileReader& reader, Position index, TreeSize size) {
  if (index.value >= size.value) return outside("位置 ", "Position ", index.value, size);
  return NodeSource{reader}.hashes_of(inclusion_ranges(index.value, size.value));
}

Result<std::vector<Digest>> consistency_proof(TileReader& reader, TreeSize size1, TreeSize size2) {
  if (size1 > size2) return outside("树的大小 ", "Tree size ", size1.value, size2);
  return NodeSource{reader}.hashes_of(consistency_ranges(size1.value, size2.value));
}

Result<Digest> root_at(TileReader& reader, TreeSize size) {
  if (size.value == 0) return empty_root();
  return NodeSource{reader}.hash_of(complete_subtrees(0, size.value));
}

Result<TreeBuilder> TreeBuilder::restore(TreeSize size, std::span<const Digest> last_leaves,
                                         TileReader& full_tiles) {
  if (last_leaves.size() != size.value % tile_width) {
    return fail(ErrorCode::invalid_argument,
                "Restoring a tree of size " + std::to_string(size.value) + " needs " +
                    std::to_string(size.value % tile_width) + " last leaves");
  }
  TreeBuilder builder;
  builder.size_ = size.value;
  NodeSource source{full_tiles};
  for (unsigned level = 0; level < level_count; ++level) {
    const std::uint64_t hash_count = size.value >> (tile_height * level);
    const std::uint64_t first = hash_count / tile_width * tile_width;
    auto& partial = builder.partial_[level];
    if (level == 0) partial.assign(last_leaves.begin(), last_leaves.end());
    for (std::uint64_t index = first; level > 0 && index < hash_count; ++index) {
      // The root of a whole tile below: its two halves, for a tile has no node of its own height.
      const unsigned half_height = tile_height * level - 1;
      auto hash = source.hash_of({{half_height, index * 2}, {half_height, index * 2 + 1}});
      if (!hash) return fail(hash.error());
      partial.push_back(*hash);
    }
    // The subtrees of these eight heights all lie within this level's partial tile.
    std::size_t offset = 0;
    for (unsigned rise = tile_height; rise-- > 0;) {
      const std::size_t count = std::size_t{1} << rise;
      if ((partial.size() & count) == 0) continue;
      builder.subtrees_[tile_height * level + rise] =
          root_of(std::span{partial}.subspan(offset, count));
      offset += count;
    }
  }
  return builder;
}

void TreeBuilder::append(const Digest& leaf_hash) {
  Digest node = leaf_hash;
  for (unsigned height = 0;; ++height) {
    if (height % tile_height == 0) {
      const unsigned level = height / tile_height;
      XUEJI_ASSERT(level < level_count);
      auto& partial = partial_[level];
      partial.push_back(node);
      if (partial.size() == tile_width) {
        FullTile tile{static_cast<std::uint8_t>(level), size_ >> (tile_height * (level + 1)), {}};
        tile.hashes.reserve(full_tile_size_bytes);
        for (const auto& hash : partial)
          xueji::append(tile.hashes, hash.view());
        full_tiles_.push_back(std::move(tile));
        partial.clear();
      }
    }
    if ((size_ >> height & 1) == 0) {
      subtrees_[height] = node;
      break;
    }
    node = node_hash(subtrees_[height], node);
  }
  ++size_;
}

std::vector<FullTile> TreeBuilder::take_full_tiles() {
  return std::exchange(full_tiles_, {});
}

Digest TreeBuilder::root() const {
  if (size_ == 0) return empty_root();
  auto height = static_cast<unsigned>(std::countr_zero(size_));
  Digest root = subtrees_[height];
  for (++height; height < subtrees_.size() && size_ >> height != 0; ++height) {
    if ((size_ >> height & 1) != 0) root = node_hash(subtrees_[height], root);
  }
  return root;
}

RightEdge TreeBuilder::right_edge() const {
  RightEdge edge{size(), {}};
  for (const auto& partial : partial_) {
    Bytes& bytes = edge.partial_tiles.emplace_back();
    bytes.reserve(partial.size() * Digest::size_bytes);
    for (const auto& hash : partial)
      xueji::append(bytes, hash.view());
  }
  return edge;
}

Result<Bytes> SnapshotReader::tile(std::uint8_t level, std::uint64_t index) {
  const bool has_level = level < edge_.partial_tiles.size();
  const std::uint64_t full_count =
      has_level ? edge_.size.value >> (tile_height * level) >> tile_height : 0;
  if (has_level && index < full_count) return full_tiles_.tile(level, index);
  if (has_level && index == full_count && !edge_.partial_tiles[level].empty()) {
    return edge_.partial_tiles[level];
  }
  const std::string name = path_of({level, index});
  return fail(ErrorCode::not_found, Text{"没有树块 " + name, "There is no tile " + name});
}

}  // namespace xueji
