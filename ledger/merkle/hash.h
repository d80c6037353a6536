// Leaf and node hashes of RFC 6962 §2.1 over SHA-256. Thread safety: free functions over values.
#pragma once

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"

namespace xueji {

/// SHA-256(0x00 || data).
[[nodiscard]] Digest leaf_hash(ByteView data);
/// SHA-256(0x01 || left || right).
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);
/// SHA-256 of nothing: the root of a tree without leaves.
[[nodiscard]] const Digest& empty_root();

}  // namespace xueji
