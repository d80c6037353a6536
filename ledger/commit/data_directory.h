// What lies where in a data directory (`--data DIR`).
//
//   DIR/log/db/          RocksDB: entries, tiles, rows, head
//   DIR/log/HEAD         the head once more, synced outside RocksDB
//   DIR/vault/           disclosures, person index, external lists, access records (encrypted)
//   DIR/keyring/         per-person keys, wrapped by the master key
//   DIR/views/           projections: derived, may be deleted at any time
//   DIR/anchor           trust anchor: ledger id, origin and checkpoint verifier keys
//   DIR/checkpoint.pem   the ledger's private checkpoint key
//   DIR/keys/            key files of people; only `simulate` and `init` write here
//   DIR.master           the vault's master key: beside, never inside, unless --master says else
//
// Thread safety: plain values.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/id.h"
#include "ledger/base/result.h"

namespace xueji {

struct DataDirectory {
  std::filesystem::path root;

  [[nodiscard]] std::filesystem::path log() const { return root / "log"; }
  [[nodiscard]] std::filesystem::path vault() const { return root / "vault"; }
  [[nodiscard]] std::filesystem::path keyring() const { return root / "keyring"; }
  [[nodiscard]] std::filesystem::path views() const { return root / "views"; }
  [[nodiscard]] std::filesystem::path anchor() const { return root / "anchor"; }
  [[nodiscard]] std::filesystem::path checkpoint_key() const { return root / "checkpoint.pem"; }
  [[nodiscard]] std::filesystem::path keys() const { return root / "keys"; }
  [[nodiscard]] std::filesystem::path default_master() const;

  /// not_found with the advice to run `init` or `simulate` when there is no ledger here.
  /// not_found, naming it, when only the anchor is missing.
  [[nodiscard]] Status require_ledger() const;
  /// The same without asking for the anchor: enough for a verifier.
  [[nodiscard]] Status require_log() const;
};

/// What an auditor must get by another way than from the operator (design §6 verify).
struct TrustAnchor {
  LedgerId ledger;
  std::string origin;
  std::vector<std::string> verifier_keys;  ///< C2SP "name+hash+base64".
};

/// Lines: "xueji/v1/anchor", "ledger HEX", "origin TEXT", "checkpoint-key VKEY" …
[[nodiscard]] std::string anchor_text(const TrustAnchor& anchor);
[[nodiscard]] Result<TrustAnchor> anchor_from_text(std::string_view text);
[[nodiscard]] Result<TrustAnchor> read_anchor(const std::filesystem::path& file);

/// Writes a new file, synced, never over an existing one. Errors: conflict, io.
[[nodiscard]] Status write_new_file(const std::filesystem::path& file, std::string_view text);
/// Errors: not_found, io; invalid_argument above `size_max_bytes`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file,
                                            std::size_t size_max_bytes);

}  // namespace xueji
