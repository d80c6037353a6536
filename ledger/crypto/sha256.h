// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) without heap allocation.
// Thread safety: plain values; one object belongs to one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"

namespace xueji {

/// Streaming SHA-256. Copying one copies its midstate, so a common prefix is hashed only once.
class Sha256 {
 public:
  Sha256() { start(); }
  Sha256& update(ByteView data);
  /// The digest of all bytes since construction or the last `finish`; the object starts afresh.
  [[nodiscard]] Digest finish();

 private:
  void start();

  static constexpr std::size_t state_size_bytes = 112;  // SHA256_CTX; checked in the source.
  alignas(8) std::array<std::byte, state_size_bytes> state_;
};

[[nodiscard]] Digest sha256(ByteView data);
/// The digest of the parts one after the other; nothing marks their borders.
[[nodiscard]] Digest sha256(std::initializer_list<ByteView> parts);

/// HMAC-SHA-256 with the key absorbed once: each `mac` then costs two compressions fewer.
/// The midstates are as secret as the key and are wiped on destruction.
class HmacSha256 {
 public:
  /// Any key length; keys over 64 bytes are hashed first (RFC 2104 §2).
  explicit HmacSha256(ByteView key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = default;
  HmacSha256& operator=(const HmacSha256&) = default;

  [[nodiscard]] Digest mac(ByteView data) const { return mac({data}); }
  [[nodiscard]] Digest mac(std::initializer_list<ByteView> parts) const;

 private:
  Sha256 inner_;
  Sha256 outer_;
};

[[nodiscard]] Digest hmac_sha256(ByteView key, ByteView data);

/// True when both have the same length and bytes; the time taken depends on the length alone.
[[nodiscard]] bool equal_secret(ByteView a, ByteView b);

}  // namespace xueji
