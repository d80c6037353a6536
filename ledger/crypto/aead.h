// Authenticated encryption of the vault: AES-256-GCM (NIST SP 800-38D).
// Sealed layout: nonce (12) || ciphertext (as long as the plain text) || tag (16).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

struct evp_cipher_ctx_st;  // OpenSSL's cipher object, which this header does not otherwise know.

namespace xueji {

/// 32 secret bytes, wiped on destruction. Move-only.
class AeadKey {
 public:
  static constexpr std::size_t size_bytes = 32;

  /// `invalid_argument` unless `raw` has 32 bytes.
  [[nodiscard]] static Result<AeadKey> from(ByteView raw);
  [[nodiscard]] static AeadKey drawn(Random& random);
  [[nodiscard]] ByteView view() const { return bytes_.view(); }

 private:
  explicit AeadKey(SecretBytes bytes) : bytes_(std::move(bytes)) {}

  SecretBytes bytes_;
};

using AeadNonce = std::array<std::uint8_t, 12>;

/// Seals and opens with any key, reusing one cipher context. Not thread-safe: one per thread.
class Aead {
 public:
  static constexpr std::size_t nonce_size_bytes = 12;
  static constexpr std::size_t tag_size_bytes = 16;
  static constexpr std::size_t overhead_bytes = nonce_size_bytes + tag_size_bytes;

  [[nodiscard]] static Result<Aead> make();

  /// Draws the nonce. One key may seal at most 2^32 values this way (SP 800-38D §8.3).
  [[nodiscard]] Result<Bytes> seal(const AeadKey& key, Random& random, ByteView associated,
                                   ByteView plain);
  /// With a nonce that the caller never uses again under this key: reuse reveals the contents.
  [[nodiscard]] Result<Bytes> seal(const AeadKey& key, const AeadNonce& nonce, ByteView associated,
                                   ByteView plain);

  /// The plain text; `corrupt` if key, associated data or any sealed byte differs.
  [[nodiscard]] Result<Bytes> open(const AeadKey& key, ByteView associated, ByteView sealed);
  /// The same for wrapped keys: nothing but the wiping container ever holds the plain text.
  [[nodiscard]] Result<SecretBytes> open_secret(const AeadKey& key, ByteView associated,
                                                ByteView sealed);

 private:
  struct Release {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, Release>;
  explicit Aead(Context context) : context_(std::move(context)) {}
  [[nodiscard]] Status open_into(const AeadKey& key, ByteView associated, ByteView sealed,
                                 std::span<std::uint8_t> plain);

  Context context_;
};

}  // namespace xueji
