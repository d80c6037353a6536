// Bytes of a whole log entry: the 56-byte envelope, then the body (FORMAT.md §3).
//
//   0 u8 format = 1        8 u64 position          40 u64 subject_previous
//   1 u8 body kind        16 i64 recorded_at, ms   48 u32 body length
//   2 u8 subject kind     24 16 bytes subject      52 u32 zero
//   3 u8 zero              4 u32 subject_sequence  56 body
//
// All numbers little-endian. Thread safety: free functions over values.
#pragma once

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/model/entry.h"

namespace xueji {

inline constexpr std::uint8_t envelope_format = 1;
inline constexpr std::size_t body_size_max_bytes = entry_size_max_bytes - envelope_size_bytes;

/// Whose bytes these are: `outside` demands the canonical encoding of everything
/// (ErrorCode::malformed otherwise), `ours` were vouched for by a hash or the store
/// (ErrorCode::corrupt).
enum class Provenance { outside, ours };

/// Appends envelope and body to `out`. The body must not be larger than `body_size_max_bytes`, and
/// the envelope must satisfy what `split_entry` checks; anything else is a programmer error.
void append_entry(Bytes& out, const Envelope& envelope, ByteView body);
[[nodiscard]] Bytes encode_entry(const Envelope& envelope, ByteView body);

/// The envelope and a view of the body inside `entry`. Refuses (with `code`) a size, format, kind
/// or reserved byte that the format does not allow; a subject without kind or a kind without
/// subject; a sequence of 0 with a previous position, or of more without one; a previous position
/// not before this one.
[[nodiscard]] Result<std::pair<Envelope, ByteView>> split_entry(
    ByteView entry, ErrorCode code = ErrorCode::malformed);

/// Envelope and decoded body. A header or sign-off keeps the exact bytes that were signed.
[[nodiscard]] Result<Entry> decode_entry(ByteView entry, Provenance provenance);
/// The body alone, by its kind.
[[nodiscard]] Result<Body> decode_body(BodyKind kind, ByteView body, Provenance provenance);

}  // namespace xueji
