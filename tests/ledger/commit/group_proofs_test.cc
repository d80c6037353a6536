// The shared proofs of a commit group are those that the tree gives one by one.
#include "ledger/commit/group_proofs.h"

#include <catch2/catch.hpp>
#include <map>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"

namespace xueji {
namespace {

class HeldTiles final : public TileReader {
 public:
  void hold(std::vector<FullTile> tiles) {
    for (auto& tile : tiles)
      tiles_[{tile.level, tile.index}] = std::move(tile.hashes);
  }
  Result<Bytes> tile(std::uint8_t level, std::uint64_t index) override {
    const auto found = tiles_.find({level, index});
    if (found == tiles_.end()) return fail(ErrorCode::not_found, "no such tile");
    return found->second;
  }

 private:
  std::map<std::pair<std::uint8_t, std::uint64_t>, Bytes> tiles_;
};

Digest leaf(std::uint64_t number) {
  Bytes bytes;
  append_be(bytes, number);
  return leaf_hash(bytes);
}

}  // namespace

TEST_CASE("every entry of a group has the proof that the tree gives it alone") {
  const auto size = GENERATE(values<std::uint64_t>(
      {1, 2, 3, 7, 8, 255, 256, 257, 511, 513, 700, 65'536, 65'537, 66'000, 66'048}));
  TreeBuilder tree;
  HeldTiles full;
  for (std::uint64_t i = 0; i < size; ++i)
    tree.append(leaf(i));
  full.hold(tree.take_full_tiles());
  SnapshotReader tiles(tree.right_edge(), full);
  GroupProofs proofs;
  proofs.begin(tiles, tree.size());
  const std::uint64_t step = size > 1'000 ? 97 : 1;
  for (std::uint64_t i = size % step; i < size; i += step) {
    const auto path = proofs.path(Position{i});
    const auto alone = inclusion_proof(tiles, Position{i}, tree.size());
    REQUIRE(path);
    REQUIRE(alone);
    REQUIRE(*path == *alone);
    REQUIRE(verify_inclusion(leaf(i), i, tree.size(), *path, tree.root()));
  }
  CHECK_FALSE(proofs.path(Position{size}));
}

TEST_CASE("a tile that is too short is found, not read beyond its end") {
  TreeBuilder tree;
  for (std::uint64_t i = 0; i < 300; ++i)
    tree.append(leaf(i));
  auto tiles = tree.take_full_tiles();
  tiles.front().hashes.resize(full_tile_size_bytes / 2);
  HeldTiles full;
  full.hold(std::move(tiles));
  SnapshotReader reader(tree.right_edge(), full);
  GroupProofs proofs;
  proofs.begin(reader, tree.size());
  const auto path = proofs.path(Position{1});
  REQUIRE_FALSE(path);
  CHECK(path.error().code == ErrorCode::corrupt);
}

}  // namespace xueji
