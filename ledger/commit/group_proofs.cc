#include "ledger/commit/group_proofs.h"

#include <algorithm>
#include <bit>

#include "ledger/merkle/hash.h"

namespace xueji {
namespace {

constexpr unsigned tile_height = 8;

/// The largest power of two below `count`, which is at least 2 (RFC 6962 §2.1).
std::uint64_t split_of(std::uint64_t count) {
  return std::bit_floor(count - 1);
}

}  // namespace

void GroupProofs::begin(TileReader& tiles, TreeSize size) {
  // Some groups' worth; the next paths soon fill it again.
  constexpr std::size_t subtrees_max = 16'384;
  if (subtrees_.size() > subtrees_max) subtrees_.clear();
  tiles_ = &tiles;
  size_ = size.value;
  // The right edge is another one in a larger tree.
  ragged_.clear();
  held_tiles_.clear();
}

Result<std::vector<Digest>> GroupProofs::path(Position index) {
  if (index.value >= size_) {
    return fail(ErrorCode::invalid_argument, "the position lies outside the tree");
  }
  std::vector<Digest> path;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  // From the root down; the path of the standard goes up.
  while (end - begin > 1) {
    const auto middle = begin + split_of(end - begin);
    const bool left = index.value < middle;
    auto sibling = left ? root_of_range(middle, end) : root_of_range(begin, middle);
    if (!sibling) return fail(sibling.error());
    path.push_back(*sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<Digest> GroupProofs::root_of_range(std::uint64_t begin, std::uint64_t end) {
  const auto count = end - begin;
  if (std::has_single_bit(count)) {
    const auto height = static_cast<unsigned>(std::countr_zero(count));
    return complete(height, begin >> height);
  }
  // Only the right edge is not a power of two, so its begin names it.
  if (const auto known = ragged_.find(begin); known != ragged_.end()) return known->second;
  const auto middle = begin + split_of(count);
  const auto left = root_of_range(begin, middle);
  if (!left) return left;
  const auto right = root_of_range(middle, end);
  if (!right) return right;
  return ragged_.emplace(begin, node_hash(*left, *right)).first->second;
}

Result<Digest> GroupProofs::complete(unsigned height, std::uint64_t index) {
  if (height % tile_height == 0) {
    return from_tile(static_cast<std::uint8_t>(height / tile_height), index);
  }
  const auto key = index * 64 + height;
  if (const auto known = subtrees_.find(key); known != subtrees_.end()) return known->second;
  const auto left = complete(height - 1, index * 2);
  if (!left) return left;
  const auto right = complete(height - 1, index * 2 + 1);
  if (!right) return right;
  return subtrees_.emplace(key, node_hash(*left, *right)).first->second;
}

Result<Digest> GroupProofs::from_tile(std::uint8_t level, std::uint64_t index) {
  const std::pair tile{level, index / tile_width};
  auto held = held_tiles_.find(tile);
  if (held == held_tiles_.end()) {
    auto read = tiles_->tile(tile.first, tile.second);
    if (!read) return fail(read.error());
    held = held_tiles_.emplace(tile, *std::move(read)).first;
  }
  const auto offset = index % tile_width * Digest::size_bytes;
  if (held->second.size() < offset + Digest::size_bytes) {
    return fail(ErrorCode::corrupt, "a tile is shorter than its tree needs");
  }
  return *Digest::from(ByteView(held->second).subspan(offset, Digest::size_bytes));
}

}  // namespace xueji
