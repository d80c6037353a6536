// Private keys as PEM files: PKCS#8 (RFC 5958, RFC 8410), with a passphrase PBES2 with scrypt and
// AES-256-CBC (RFC 7914), so that `openssl pkey` reads them too.
// Thread safety: free functions; the file is the only shared state.
#pragma once

#include <filesystem>
#include <functional>

#include "ledger/base/bytes.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/signing.h"

namespace xueji {

/// Asked at most once, and only when the file is encrypted.
using PassphraseSource = std::function<Result<SecretBytes>()>;

/// Creates `path` with mode 0600 and syncs it; an empty passphrase means no encryption.
/// `conflict` if something is already there (nothing is ever overwritten), `io` if it cannot be
/// written; then nothing is left behind.
[[nodiscard]] Status write_key_file(const std::filesystem::path& path, const SigningKey& key,
                                    ByteView passphrase, Random& random);

/// `not_found` without the file, `io` if it cannot be read, `refused` for a wrong passphrase,
/// `malformed` for anything that is not a private key or not an Ed25519 key; also the error of
/// `passphrase`.
[[nodiscard]] Result<SigningKey> read_key_file(const std::filesystem::path& path,
                                               const PassphraseSource& passphrase);

}  // namespace xueji
