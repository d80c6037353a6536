// The vault's master key: the one secret that lies outside the data directory (`--master FILE`).
// It wraps the key of every person; whoever destroys it destroys every copy of the keyring at once.
// Thread safety: immutable after construction. Ownership: the secret is wiped when the object goes.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/aead.h"
#include "ledger/crypto/secret.h"

namespace xueji {

/// Names a master key without telling anything about it: the first 16 bytes of
/// HMAC-SHA-256(key, "xueji/v1/master-id\0").
using MasterKeyId = FixedId<struct MasterKeyTag, 16>;

class MasterKey {
 public:
  static constexpr std::size_t size_bytes = 32;

  [[nodiscard]] static MasterKey drawn(Random& random);

  /// Draws a key and writes it with mode 0600, synced.
  /// Errors: conflict if something is already there (nothing is ever overwritten), io.
  [[nodiscard]] static Result<MasterKey> create(const std::filesystem::path& path, Random& random);
  /// Errors: not_found, io, malformed (not a master key file, or its id does not fit its key),
  /// refused (other users of the machine may read it).
  [[nodiscard]] static Result<MasterKey> load(const std::filesystem::path& path);

  [[nodiscard]] const MasterKeyId& id() const { return id_; }
  /// HMAC-SHA-256(key, "xueji/v1/wrap-key\0"): what keyring records are sealed with.
  [[nodiscard]] AeadKey wrapping_key() const;

 private:
  explicit MasterKey(SecretBytes secret);

  SecretBytes secret_;
  MasterKeyId id_;
};

}  // namespace xueji
