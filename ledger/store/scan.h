// How ordered rows are walked; shared by both storage ports.
// Thread safety: plain values.
#pragma once

#include <functional>

#include "ledger/base/bytes.h"

namespace xueji {

/// What a visitor wants next. Stopping early is not an error.
enum class Visit : bool { stop, more };

/// Which keys a scan visits, in which order. Keys compare as unsigned bytes, shorter first.
struct ScanRange {
  ByteView prefix = {};  ///< Only keys that begin with these bytes; empty means all.
  ByteView from = {};    ///< Whole key to start at: the first key ≥ it, or when descending the
                         ///< last key ≤ it. Empty starts at the end that the order begins with.
  bool descending = false;  ///< Walk from the highest key down.
};

/// Receives key and value. The views live only until the visitor returns. A visitor may read from
/// the same store, but must not write to it.
using RowVisitor = std::function<Visit(ByteView key, ByteView value)>;

/// The lowest key above every key that begins with `prefix`; empty if there is none (all 0xff).
[[nodiscard]] Bytes end_of_prefix(ByteView prefix);

}  // namespace xueji
