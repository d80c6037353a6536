// Keys and signatures of suite 1: Ed25519 (RFC 8032), verified strictly.
// Thread safety: VerifyingKey and SigningKey are immutable after construction; their const
// functions may run from several threads at once on the same object.
#pragma once

#include <memory>

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/suite.h"

struct evp_pkey_st;  // OpenSSL's key object, which this header does not otherwise know.

namespace xueji {

using PublicKey = FixedId<struct PublicKeyTag, 32>;  ///< The encoding of RFC 8032 §5.1.2.
using Signature = FixedId<struct SignatureTag, 64>;  ///< R then S, RFC 8032 §5.1.6.

/// SHA-256("xueji/v1/key\0" || suite u16 LE || raw public key).
[[nodiscard]] KeyId key_id(Suite suite, const PublicKey& key);

/// Success when the bytes may stand as somebody's key. `refused` for a y of p or more (a second
/// spelling of another key) and for the points of small order (whose signatures anybody can make).
/// That the bytes lie on the curve shows only in a verification: demand a proof of possession.
[[nodiscard]] Status check_public_key(const PublicKey& key);

/// A public key in parsed form, to be kept and used often. Copies share the parsed form.
class VerifyingKey {
 public:
  /// `refused` for a suite that is not implemented and for keys that `check_public_key` refuses.
  [[nodiscard]] static Result<VerifyingKey> parse(Suite suite, const PublicKey& key);

  /// True only if `signature` is this key's over exactly `message`. Any failure to find out,
  /// a non-canonical S (RFC 8032 §5.1.7) included, answers false.
  [[nodiscard]] bool verify(ByteView message, const Signature& signature) const;

  [[nodiscard]] Suite suite() const { return suite_; }
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] const KeyId& id() const { return id_; }

 private:
  VerifyingKey() = default;

  Suite suite_ = Suite::sha256_ed25519;
  PublicKey public_key_;
  KeyId id_;
  std::shared_ptr<evp_pkey_st> handle_;
};

/// One-off verification; false also for keys and suites that `VerifyingKey::parse` refuses.
[[nodiscard]] bool verify(Suite suite, const PublicKey& key, ByteView message,
                          const Signature& signature);

/// A private key. Move-only; the secret is wiped when the object goes.
class SigningKey {
 public:
  static constexpr std::size_t seed_size_bytes = 32;

  /// From a 32-byte seed (RFC 8032 §5.1.5); `invalid_argument` for any other length.
  [[nodiscard]] static Result<SigningKey> from_seed(Suite suite, ByteView seed);
  /// Draws the seed; `random` must be a cryptographic generator outside simulation and tests.
  [[nodiscard]] static Result<SigningKey> generate(Suite suite, Random& random);

  [[nodiscard]] Result<Signature> sign(ByteView message) const;
  /// The secret itself, for key files.
  [[nodiscard]] Result<SecretBytes> seed() const;

  [[nodiscard]] Suite suite() const { return suite_; }
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] const KeyId& id() const { return id_; }

 private:
  struct Release {
    void operator()(evp_pkey_st* handle) const;
  };
  SigningKey() = default;

  Suite suite_ = Suite::sha256_ed25519;
  PublicKey public_key_;
  KeyId id_;
  std::unique_ptr<evp_pkey_st, Release> handle_;
};

}  // namespace xueji
