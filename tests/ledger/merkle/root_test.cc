#include "ledger/merkle/root.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ledger/merkle/hash.h"

namespace xueji {
namespace {

std::string hex(const Digest& digest) {
  return to_hex(digest.view());
}

// The eight leaves of the Certificate Transparency test suite, and the root after each.
const std::vector<std::string> ct_leaves{"",
                                         "00",
                                         "10",
                                         "2021",
                                         "3031",
                                         "40414243",
                                         "5051525354555657",
                                         "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> ct_roots{
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Digest> ct_leaf_hashes() {
  std::vector<Digest> hashes;
  for (const auto& leaf : ct_leaves)
    hashes.push_back(leaf_hash(from_hex(leaf).value()));
  return hashes;
}

std::vector<Digest> numbered_leaves(std::size_t count) {
  std::vector<Digest> hashes;
  for (std::size_t i = 0; i < count; ++i)
    hashes.push_back(leaf_hash(bytes_of(std::to_string(i))));
  return hashes;
}

// RFC 6962 §2.1, word for word.
Digest mth(std::span<const Digest> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size())
    k *= 2;
  return node_hash(mth(leaves.first(k)), mth(leaves.subspan(k)));
}

// RFC 6962 §2.1.2, word for word.
std::vector<Digest> subproof(std::size_t m, std::span<const Digest> leaves, bool known) {
  if (m == leaves.size()) return known ? std::vector<Digest>{} : std::vector{mth(leaves)};
  std::size_t k = 1;
  while (k * 2 < leaves.size())
    k *= 2;
  auto proof =
      m <= k ? subproof(m, leaves.first(k), known) : subproof(m - k, leaves.subspan(k), false);
  proof.push_back(m <= k ? mth(leaves.subspan(k)) : mth(leaves.first(k)));
  return proof;
}

TEST_CASE("the empty root is the SHA-256 of nothing") {
  CHECK(hex(root_of({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("roots are those of the Certificate Transparency test suite") {
  const auto leaves = ct_leaf_hashes();
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    CHECK(hex(root_of(std::span{leaves}.first(size))) == ct_roots[size - 1]);
  }
}

TEST_CASE("an inclusion path is that of the Certificate Transparency test suite") {
  const auto path = inclusion_path(ct_leaf_hashes(), 5);
  REQUIRE(path.size() == 3);
  CHECK(hex(path[0]) == "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  CHECK(hex(path[1]) == "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
  CHECK(hex(path[2]) == "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
}

TEST_CASE("the root follows the definition of RFC 6962 for every size") {
  const auto leaves = numbered_leaves(300);
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    REQUIRE(root_of(std::span{leaves}.first(size)) == mth(std::span{leaves}.first(size)));
  }
}

TEST_CASE("every leaf is proven at its place and nowhere else") {
  const auto leaves = numbered_leaves(40);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const auto tree = std::span{leaves}.first(size);
    const auto root = root_of(tree);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = inclusion_path(tree, index);
      for (std::uint64_t claimed = 0; claimed < size + 2; ++claimed) {
        REQUIRE(verify_inclusion(leaves[index], claimed, TreeSize{size}, path, root) ==
                (claimed == index));
      }
    }
  }
}

TEST_CASE("an inclusion path with a flipped bit, a hash too many or too few is refused") {
  const auto leaves = numbered_leaves(13);
  const auto root = root_of(leaves);
  const TreeSize size{13};
  for (std::uint64_t index = 0; index < 13; ++index) {
    const auto path = inclusion_path(leaves, index);
    for (std::size_t bit = 0; bit < path.size() * 256; ++bit) {
      auto changed = path;
      changed[bit / 256].bytes[bit % 256 / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      REQUIRE_FALSE(verify_inclusion(leaves[index], index, size, changed, root));
    }
    for (std::size_t at = 0; at < path.size(); ++at) {
      auto shorter = path;
      shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
      REQUIRE_FALSE(verify_inclusion(leaves[index], index, size, shorter, root));
      auto longer = path;
      longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at), path[at]);
      REQUIRE_FALSE(verify_inclusion(leaves[index], index, size, longer, root));
    }
    REQUIRE_FALSE(verify_inclusion(leaves[(index + 1) % 13], index, size, path, root));
    REQUIRE_FALSE(verify_inclusion(leaves[index], index, size, path, leaves[0]));
  }
  CHECK_FALSE(verify_inclusion(leaves[0], 0, TreeSize{0}, {}, leaves[0]));
  // A root is not also a leaf of a tree of one, unless it is.
  CHECK(verify_inclusion(leaves[0], 0, TreeSize{1}, {}, leaves[0]));
  CHECK_FALSE(verify_inclusion(leaves[0], 0, TreeSize{1}, std::vector{leaves[1]}, root));
}

TEST_CASE("a tree extends each of its prefixes, and no other tree") {
  const auto leaves = numbered_leaves(40);
  auto forked = leaves;
  forked[0].bytes[0] ^= 1;
  for (std::size_t size2 = 0; size2 <= leaves.size(); ++size2) {
    const auto tree2 = std::span{leaves}.first(size2);
    for (std::size_t size1 = 0; size1 <= size2; ++size1) {
      const auto tree1 = std::span{leaves}.first(size1);
      const auto proof = size1 == 0 ? std::vector<Digest>{} : subproof(size1, tree2, true);
      REQUIRE(verify_consistency(TreeSize{size1}, mth(tree1), TreeSize{size2}, mth(tree2), proof));
      if (size1 == 0) continue;
      REQUIRE_FALSE(verify_consistency(TreeSize{size1}, mth(std::span{forked}.first(size1)),
                                       TreeSize{size2}, mth(tree2), proof));
    }
  }
}

TEST_CASE("a consistency proof with a flipped bit or another length is refused") {
  const auto leaves = numbered_leaves(13);
  const auto root2 = root_of(leaves);
  for (std::size_t size1 = 1; size1 < 13; ++size1) {
    const auto root1 = root_of(std::span{leaves}.first(size1));
    const auto proof = subproof(size1, leaves, true);
    const auto verify = [&](std::span<const Digest> changed) {
      return verify_consistency(TreeSize{size1}, root1, TreeSize{13}, root2, changed);
    };
    REQUIRE(verify(proof));
    for (std::size_t bit = 0; bit < proof.size() * 256; ++bit) {
      auto changed = proof;
      changed[bit / 256].bytes[bit % 256 / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      REQUIRE_FALSE(verify(changed));
    }
    for (std::size_t count = 0; count < proof.size(); ++count) {
      REQUIRE_FALSE(verify(std::span{proof}.first(count)));
    }
    auto longer = proof;
    longer.push_back(proof.back());
    REQUIRE_FALSE(verify(longer));
    REQUIRE_FALSE(verify_consistency(TreeSize{13}, root2, TreeSize{size1}, root1, proof));
  }
}

TEST_CASE("equal sizes need equal roots and no proof, and the empty tree its own root") {
  const auto leaves = numbered_leaves(5);
  const auto root = root_of(leaves);
  CHECK(verify_consistency(TreeSize{5}, root, TreeSize{5}, root, {}));
  CHECK_FALSE(verify_consistency(TreeSize{5}, leaves[0], TreeSize{5}, root, {}));
  CHECK_FALSE(verify_consistency(TreeSize{5}, root, TreeSize{5}, root, std::vector{root}));
  CHECK(verify_consistency(TreeSize{0}, empty_root(), TreeSize{5}, root, {}));
  CHECK_FALSE(verify_consistency(TreeSize{0}, root, TreeSize{5}, root, {}));
  CHECK_FALSE(verify_consistency(TreeSize{0}, empty_root(), TreeSize{5}, root, std::vector{root}));
}

}  // namespace
}  // namespace xueji
