// Roots and proofs of small trees in memory (events_root, fields_root), and the verification of
// proofs of any tree (RFC 6962 §2.1, RFC 9162 §2.1). Thread safety: free functions over values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/base/id.h"

namespace xueji {

/// MTH of RFC 6962 §2.1 over leaf hashes; `empty_root()` of none. O(n) hashes, no allocation.
[[nodiscard]] Digest root_of(std::span<const Digest> leaf_hashes);

/// PATH(index, D[n]) of RFC 6962 §2.1.1, from the leaf upwards. `index` < the number of leaves.
[[nodiscard]] std::vector<Digest> inclusion_path(std::span<const Digest> leaf_hashes,
                                                 std::uint64_t index);

/// RFC 9162 §2.1.3.2. False for an index outside the tree and for a path of any other length than
/// the one that this index and size have.
[[nodiscard]] bool verify_inclusion(const Digest& leaf, std::uint64_t index, TreeSize size,
                                    std::span<const Digest> path, const Digest& root);

/// RFC 9162 §2.1.4.2. Equal sizes need an empty proof and equal roots. Every tree extends the empty
/// one, whose root must then be `empty_root()` and the proof empty. False when `size1` > `size2`.
[[nodiscard]] bool verify_consistency(TreeSize size1, const Digest& root1, TreeSize size2,
                                      const Digest& root2, std::span<const Digest> proof);

}  // namespace xueji
