// Two sets of rows side by side: what a rebuild changed, if anything (design §6, blue/green).
// Thread safety: free functions.
#pragma once

#include <string>
#include <vector>

#include "ledger/store/key_value_store.h"

namespace xueji {

struct RowDifference {
  enum class Kind { only_old, only_new, changed };
  Kind kind{};
  Bytes key;
  Bytes old_value;
  Bytes new_value;
};
/// The table and key of a difference for people: "R 0a1b…".
[[nodiscard]] std::string describe(const RowDifference& difference);

inline constexpr std::size_t differences_shown_max = 20;

struct Comparison {
  std::uint64_t old_rows = 0;
  std::uint64_t new_rows = 0;
  std::uint64_t different = 0;       ///< All of them.
  std::vector<RowDifference> first;  ///< Up to `differences_shown_max`, in key order.
  [[nodiscard]] bool equal() const { return different == 0; }
};

/// Walks both row by row in key order. Errors: io, corrupt.
[[nodiscard]] Result<Comparison> compare_rows(const KeyValueReader& old_rows,
                                              const KeyValueReader& new_rows);

}  // namespace xueji
