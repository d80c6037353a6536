// The FlatBuffers verifier that flatc generates from xueji.fbs, behind one function per root table,
// so that the large generated header is compiled once. Private to this folder.
#pragma once

#include "ledger/schema/codec.h"

namespace xueji {

/// True if `bytes` hold a `T` table with its file identifier, in which every offset, length, string
/// and union may be followed without leaving the buffer. `bytes` must be aligned to 8.
template <Persisted T>
[[nodiscard]] bool is_well_formed(ByteView bytes);

}  // namespace xueji
