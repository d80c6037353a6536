// Signature suites. Thread safety: plain values.
#pragma once

#include <cstdint>

#include "ledger/base/result.h"

namespace xueji {

/// Persisted in keys, genesis and every signed message: never renumber.
enum class Suite : std::uint16_t {
  sha256_ed25519 = 1,  ///< SHA-256; Ed25519 (RFC 8032).
  sm3_sm2 = 2,         ///< SM3; SM2 (GB/T 32905, GB/T 32918). Reserved: refused by this version.
};

/// The suite behind a persisted number; `malformed` for a number that stands for none.
[[nodiscard]] Result<Suite> suite_from(std::uint16_t number);

/// Success when this version can sign and verify with the suite; else `refused`, naming it.
[[nodiscard]] Status require_implemented(Suite suite);

}  // namespace xueji
