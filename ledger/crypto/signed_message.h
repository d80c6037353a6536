// The bytes that an author's signature covers (design §3, What is signed):
//   "xueji/v1/<purpose>\0" || ledger id (32) || suite u16 LE || message length u32 LE || message
// No signature can thus serve another purpose, another ledger, another suite or other borders.
// Thread safety: free functions over values.
#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"
#include "ledger/crypto/suite.h"

namespace xueji {

enum class Purpose : std::uint8_t { submission, sign_off, enrolment, login, refusal };

/// The word signed for a purpose, e.g. "sign-off". Part of the persisted format: never change.
[[nodiscard]] std::string_view name_of(Purpose purpose);

/// `message` must be shorter than 4 GiB (asserted; every message format is bounded far below).
[[nodiscard]] Bytes message_to_sign(Purpose purpose, const LedgerId& ledger, Suite suite,
                                    ByteView message);
/// The same appended to `out`, for hot paths that reuse one buffer. `message` must not lie in it.
void append_message_to_sign(Bytes& out, Purpose purpose, const LedgerId& ledger, Suite suite,
                            ByteView message);

}  // namespace xueji
