#include "ledger/merkle/tiles.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"

namespace xueji {
namespace {

using TileKey = std::pair<std::uint8_t, std::uint64_t>;

/// Full tiles in memory, and a record of what was read.
class StoredTiles final : public TileReader {
 public:
  std::map<TileKey, Bytes> tiles;
  std::vector<TileKey> reads;

  void add(std::vector<FullTile> completed) {
    for (auto& tile : completed) {
      const bool is_new =
          tiles.emplace(TileKey{tile.level, tile.index}, std::move(tile.hashes)).second;
      REQUIRE(is_new);
    }
  }
  Result<Bytes> tile(std::uint8_t level, std::uint64_t index) override {
    reads.emplace_back(level, index);
    const auto found = tiles.find({level, index});
    if (found == tiles.end()) return fail(ErrorCode::not_found, "no such tile");
    return found->second;
  }
};

struct Log {
  std::vector<Digest> leaves;
  TreeBuilder builder;
  StoredTiles stored;

  explicit Log(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      grow();
  }
  void grow() {
    leaves.push_back(leaf_hash(bytes_of(std::to_string(leaves.size()))));
    builder.append(leaves.back());
    stored.add(builder.take_full_tiles());
  }
  [[nodiscard]] SnapshotReader reader() { return {builder.right_edge(), stored}; }
  [[nodiscard]] Digest naive_root(std::size_t size) {
    auto [known, is_new] = naive_roots_.try_emplace(size);
    if (is_new) known->second = root_of(std::span{leaves}.first(size));
    return known->second;
  }

 private:
  std::map<std::size_t, Digest> naive_roots_;
};

// Every proof for these sizes, made from the tiles of the whole log, must verify.
void check_sizes(Log& log, std::size_t size1, std::size_t size2) {
  auto reader = log.reader();
  const auto root1 = log.naive_root(size1);
  const auto root2 = log.naive_root(size2);
  REQUIRE(root_at(reader, TreeSize{size2}).value() == root2);
  const auto proof = consistency_proof(reader, TreeSize{size1}, TreeSize{size2}).value();
  REQUIRE(verify_consistency(TreeSize{size1}, root1, TreeSize{size2}, root2, proof));
  if (size1 == size2) return;
  const auto path = inclusion_proof(reader, Position{size1}, TreeSize{size2}).value();
  REQUIRE(verify_inclusion(log.leaves[size1], size1, TreeSize{size2}, path, root2));
}

TEST_CASE("the builder's root is the naive root at every size") {
  Log log{0};
  CHECK(log.builder.root() == empty_root());
  for (std::size_t size = 1; size <= 1100; ++size) {
    log.grow();
    REQUIRE(log.builder.size() == TreeSize{size});
    REQUIRE(log.builder.root() == log.naive_root(size));
  }
}

TEST_CASE("proofs from tiles are those of the naive tree, for all sizes up to 600") {
  Log log{600};
  auto reader = log.reader();
  for (std::size_t size = 0; size <= 600; ++size) {
    REQUIRE(root_at(reader, TreeSize{size}).value() == log.naive_root(size));
    for (std::size_t index = size % 13; index < size; index += 13) {
      const auto path = inclusion_proof(reader, Position{index}, TreeSize{size}).value();
      REQUIRE(path == inclusion_path(std::span{log.leaves}.first(size), index));
    }
    for (std::size_t size1 = size % 11; size1 <= size; size1 += 11) {
      const auto proof = consistency_proof(reader, TreeSize{size1}, TreeSize{size}).value();
      REQUIRE(verify_consistency(TreeSize{size1}, log.naive_root(size1), TreeSize{size},
                                 log.naive_root(size), proof));
    }
  }
}

TEST_CASE("proofs reach across three levels of tiles") {
  Log log{70'000};
  const std::vector<std::size_t> sizes{0,      1,      255,    256,    257,    511,    65'279,
                                       65'280, 65'535, 65'536, 65'537, 65'792, 69'999, 70'000};
  for (const auto size2 : sizes) {
    for (const auto size1 : sizes) {
      if (size1 <= size2) check_sizes(log, size1, size2);
    }
  }
}

TEST_CASE("a tree of 70,000 has the tiles that tlog-tiles says") {
  Log log{70'000};
  std::map<int, int> full_by_level;
  for (const auto& [key, hashes] : log.stored.tiles) {
    CHECK(hashes.size() == full_tile_size_bytes);
    ++full_by_level[key.first];
  }
  CHECK(full_by_level == std::map<int, int>{{0, 273}, {1, 1}});
  const auto edge = log.builder.right_edge();
  CHECK(edge.partial_tiles[0].size() == 112 * 32);
  CHECK(edge.partial_tiles[1].size() == 17 * 32);
  CHECK(edge.partial_tiles[2].size() == 1 * 32);
  CHECK(edge.partial_tiles[3].empty());
}

TEST_CASE("a restored builder is the builder that was, and grows the same way") {
  const std::size_t size = GENERATE(0, 1, 255, 256, 257, 511, 512, 1000, 65'535, 65'536, 65'900);
  INFO("size " << size);
  Log log{size};
  const auto last = std::span{log.leaves}.last(size % tile_width);
  auto restored = TreeBuilder::restore(TreeSize{size}, last, log.stored).value();
  CHECK(restored.size() == log.builder.size());
  CHECK(restored.root() == log.builder.root());
  CHECK(restored.right_edge().partial_tiles == log.builder.right_edge().partial_tiles);
  StoredTiles stored_by_restored;
  for (int i = 0; i < 600; ++i) {
    const auto leaf = leaf_hash(bytes_of("more " + std::to_string(i)));
    log.builder.append(leaf);
    restored.append(leaf);
    REQUIRE(restored.root() == log.builder.root());
  }
  const auto expected = log.builder.take_full_tiles();
  const auto found = restored.take_full_tiles();
  CHECK(std::ranges::equal(expected, found, [](const FullTile& a, const FullTile& b) {
    return a.level == b.level && a.index == b.index && a.hashes == b.hashes;
  }));
}

TEST_CASE("restoring refuses the wrong number of leaves, and tiles that are missing or short") {
  Log log{600};
  const auto last = std::span{log.leaves}.last(600 % tile_width);
  const auto code = [&](TreeSize size, std::span<const Digest> leaves) {
    return TreeBuilder::restore(size, leaves, log.stored).error().code;
  };
  CHECK(code(TreeSize{601}, last) == ErrorCode::invalid_argument);
  log.stored.tiles[{0, 1}].resize(full_tile_size_bytes - 32);
  CHECK(code(TreeSize{600}, last) == ErrorCode::corrupt);
  log.stored.tiles.erase({0, 1});
  CHECK(code(TreeSize{600}, last) == ErrorCode::not_found);
}

TEST_CASE("a flipped bit in a tile never yields a proof that verifies") {
  Log log{600};
  const TreeSize size{600};
  const auto root = log.builder.root();
  log.stored.tiles[{0, 1}][40] ^= 1;  // The second hash: leaf 257.
  auto reader = log.reader();
  // The root of 600 comes from the level above; that of 511 needs this very tile.
  CHECK(root_at(reader, TreeSize{511}).value() != log.naive_root(511));
  for (const std::uint64_t index : {256U, 258U, 300U}) {
    const auto path = inclusion_proof(reader, Position{index}, size).value();
    CHECK_FALSE(verify_inclusion(log.leaves[index], index, size, path, root));
  }
  const auto proof = consistency_proof(reader, TreeSize{300}, size).value();
  CHECK_FALSE(verify_consistency(TreeSize{300}, log.naive_root(300), size, root, proof));
}

TEST_CASE("tiles of a wrong length are corrupt, not read past") {
  Log log{600};
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{31}, full_tile_size_bytes - 1,
                                       full_tile_size_bytes - 32, full_tile_size_bytes + 32}) {
    log.stored.tiles[{0, 1}].resize(size_bytes);
    auto reader = log.reader();
    const auto path = inclusion_proof(reader, Position{510}, TreeSize{600});
    REQUIRE_FALSE(path);
    CHECK(path.error().code == ErrorCode::corrupt);
  }
}

TEST_CASE("what lies outside the tree is refused") {
  Log log{300};
  auto reader = log.reader();
  CHECK(inclusion_proof(reader, Position{300}, TreeSize{300}).error().code ==
        ErrorCode::invalid_argument);
  CHECK(inclusion_proof(reader, Position{0}, TreeSize{0}).error().code ==
        ErrorCode::invalid_argument);
  CHECK(consistency_proof(reader, TreeSize{2}, TreeSize{1}).error().code ==
        ErrorCode::invalid_argument);
  CHECK_FALSE(root_at(reader, TreeSize{301}));
  CHECK(reader.tile(0, 2).error().code == ErrorCode::not_found);
  CHECK(reader.tile(2, 0).error().code == ErrorCode::not_found);
  CHECK(reader.tile(8, 0).error().code == ErrorCode::not_found);
}

TEST_CASE("a proof reads just the tiles that are listed for it, each once") {
  Log log{70'000};
  auto edge_and_full = log.reader();
  class Recorder final : public TileReader {
   public:
    explicit Recorder(TileReader& inner) : inner_(inner) {}
    Result<Bytes> tile(std::uint8_t level, std::uint64_t index) override {
      reads.emplace_back(level, index);
      return inner_.tile(level, index);
    }
    std::vector<TileKey> reads;

   private:
    TileReader& inner_;
  } recorder{edge_and_full};
  const auto expect = [&](const std::vector<TileId>& listed) {
    std::vector<TileKey> keys;
    for (const auto& tile : listed) {
      keys.emplace_back(tile.level, tile.index);
      const auto bytes = edge_and_full.tile(tile.level, tile.index).value();
      CHECK(bytes.size() == tile.width * 32U);
    }
    std::ranges::sort(recorder.reads);
    CHECK(recorder.reads == keys);
    CHECK(keys.size() <= 6);
    recorder.reads.clear();
  };
  const TreeSize size{70'000};
  for (const std::uint64_t index : {0U, 300U, 65'535U, 65'536U, 69'999U}) {
    REQUIRE(inclusion_proof(recorder, Position{index}, size));
    expect(tiles_for_inclusion(Position{index}, size));
    REQUIRE(consistency_proof(recorder, TreeSize{index}, size));
    expect(tiles_for_consistency(TreeSize{index}, size));
  }
  REQUIRE(root_at(recorder, size));
  expect(tiles_for_root(size));
}

TEST_CASE("tile paths are those of tlog-tiles") {
  CHECK(path_of({0, 0}) == "tile/0/000");
  CHECK(path_of({0, 1234}) == "tile/0/x001/234");
  CHECK(path_of({0, 1234, 5}) == "tile/0/x001/234.p/5");
  CHECK(path_of({3, 1'234'067}) == "tile/3/x001/x234/067");
  CHECK(path_of({1, 999, 255}) == "tile/1/999.p/255");
  CHECK(path_of({1, 1000}) == "tile/1/x001/000");
}

TEST_CASE("a copy of the builder that is dropped leaves the original untouched") {
  Log log{300};
  const auto before = log.builder.root();
  auto attempt = log.builder;
  for (int i = 0; i < 300; ++i)
    attempt.append(log.leaves[0]);
  CHECK(log.builder.root() == before);
  CHECK(log.builder.take_full_tiles().empty());
  CHECK(attempt.take_full_tiles().size() == 1);
}

}  // namespace
}  // namespace xueji
