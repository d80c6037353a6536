#include "ledger/merkle/root.h"

#include <array>
#include <bit>
#include <cstddef>

#include "ledger/base/result.h"
#include "ledger/merkle/hash.h"

namespace xueji {

Digest root_of(std::span<const Digest> leaf_hashes) {
  if (leaf_hashes.empty()) return empty_root();
  // pending[h] is the complete subtree of height h that still waits for its right neighbour; which
  // heights wait is the binary form of the number of leaves taken so far.
  std::array<Digest, 64> pending;
  for (std::uint64_t taken = 0; taken < leaf_hashes.size(); ++taken) {
    Digest node = leaf_hashes[taken];
    std::size_t height = 0;
    for (; (taken >> height & 1) != 0; ++height)
      node = node_hash(pending[height], node);
    pending[height] = node;
  }
  const std::uint64_t size = leaf_hashes.size();
  auto height = static_cast<std::size_t>(std::countr_zero(size));
  Digest root = pending[height];
  for (++height; height < pending.size() && size >> height != 0; ++height) {
    if ((size >> height & 1) != 0) root = node_hash(pending[height], root);
  }
  return root;
}

std::vector<Digest> inclusion_path(std::span<const Digest> leaf_hashes, std::uint64_t index) {
  XUEJI_ASSERT(index < leaf_hashes.size());
  std::vector<Digest> from_root;
  while (leaf_hashes.size() > 1) {
    const std::size_t split = std::bit_ceil(leaf_hashes.size()) / 2;
    const auto left = leaf_hashes.first(split);
    const auto right = leaf_hashes.subspan(split);
    const bool in_left = index < split;
    from_root.push_back(root_of(in_left ? right : left));
    leaf_hashes = in_left ? left : right;
    if (!in_left) index -= split;
  }
  return {from_root.rbegin(), from_root.rend()};
}

bool verify_inclusion(const Digest& leaf, std::uint64_t index, TreeSize size,
                      std::span<const Digest> path, const Digest& root) {
  if (index >= size.value) return false;
  std::uint64_t node_index = index;
  std::uint64_t last_index = size.value - 1;
  Digest node = leaf;
  for (const auto& sibling : path) {
    if (last_index == 0) return false;
    if ((node_index & 1) != 0 || node_index == last_index) {
      node = node_hash(sibling, node);
      // A right edge without a sibling of its own rises until it becomes a right child.
      while ((node_index & 1) == 0 && node_index != 0) {
        node_index >>= 1;
        last_index >>= 1;
      }
    } else {
      node = node_hash(node, sibling);
    }
    node_index >>= 1;
    last_index >>= 1;
  }
  return last_index == 0 && node == root;
}

bool verify_consistency(TreeSize size1, const Digest& root1, TreeSize size2, const Digest& root2,
                        std::span<const Digest> proof) {
  if (size1 > size2) return false;
  if (size1 == size2) return proof.empty() && root1 == root2;
  if (size1.value == 0) return proof.empty() && root1 == empty_root();
  // A first tree that is complete is itself the first node, and the proof leaves it out.
  const bool first_is_complete = std::has_single_bit(size1.value);
  if (!first_is_complete && proof.empty()) return false;
  Digest node1 = first_is_complete ? root1 : proof.front();
  Digest node2 = node1;
  if (!first_is_complete) proof = proof.subspan(1);

  std::uint64_t node_index = size1.value - 1;
  std::uint64_t last_index = size2.value - 1;
  const int skipped = std::countr_one(node_index);
  node_index >>= skipped;
  last_index >>= skipped;
  for (const auto& sibling : proof) {
    if (last_index == 0) return false;
    if ((node_index & 1) != 0 || node_index == last_index) {
      node1 = node_hash(sibling, node1);
      node2 = node_hash(sibling, node2);
      while ((node_index & 1) == 0 && node_index != 0) {
        node_index >>= 1;
        last_index >>= 1;
      }
    } else {
      node2 = node_hash(node2, sibling);
    }
    node_index >>= 1;
    last_index >>= 1;
  }
  return last_index == 0 && node1 == root1 && node2 == root2;
}

}  // namespace xueji
