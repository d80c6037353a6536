// The plain text that is sealed for one disclosure:
//   seed (32) ‖ count u8 ‖ presence bitmap, bit i of byte i/8 ‖ per present value:
//   length as LEB128 ‖ UTF-8
// Thread safety: free functions over values.
#pragma once

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/model/personal.h"

namespace xueji {

/// At most 255 values (asserted; forms have at most 64 fields).
[[nodiscard]] Bytes encode_disclosure(const Disclosure& disclosure);
/// Strict inverse: `malformed` for anything that `encode_disclosure` would not have written.
[[nodiscard]] Result<Disclosure> decode_disclosure(ByteView bytes);

}  // namespace xueji
