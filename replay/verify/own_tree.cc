#include "replay/verify/own_tree.h"

#include <bit>

#include "ledger/base/result.h"
#include "ledger/merkle/hash.h"

namespace xueji::second_opinion {

void OwnTree::reserve(TreeSize size) {
  kept_[0].reserve(size.value);
  for (unsigned height = kept_from; height < kept_.size() && size.value >> height != 0; ++height) {
    kept_[height].reserve(size.value >> height);
  }
}

void OwnTree::append(const Digest& leaf) {
  const std::uint64_t index = kept_[0].size();
  kept_[0].push_back(leaf);
  Digest node = leaf;
  for (unsigned height = 0;; ++height) {
    if ((index >> height & 1) == 0) {
      edge_[height] = node;
      return;
    }
    node = node_hash(edge_[height], node);
    ++hashes_;
    if (height + 1 >= kept_from) kept_[height + 1].push_back(node);
  }
}

Digest OwnTree::node(unsigned height, std::uint64_t index) const {
  if (height == 0 || height >= kept_from) return kept_[height][index];
  ++hashes_;
  return node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
}

Digest OwnTree::root_at(TreeSize size) {
  XUEJI_ASSERT(size <= this->size());
  if (size.value == 0) return empty_root();
  if (const auto known = roots_.find(size.value); known != roots_.end()) return known->second;
  // The binary form of the size names the complete subtrees, the smallest one at the right.
  std::uint64_t rest = size.value;
  auto height = static_cast<unsigned>(std::countr_zero(rest));
  Digest root = node(height, (rest >> height) - 1);
  rest &= rest - 1;
  while (rest != 0) {
    height = static_cast<unsigned>(std::countr_zero(rest));
    root = node_hash(node(height, (rest >> height) - 1), root);
    ++hashes_;
    rest &= rest - 1;
  }
  constexpr std::size_t remembered_max = 4096;
  if (roots_.size() >= remembered_max) roots_.clear();
  roots_.emplace(size.value, root);
  return root;
}

}  // namespace xueji::second_opinion
