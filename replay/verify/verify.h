// `xueji verify`: is this log what its signers signed, in order, and what the rules allow? The
// second opinion (design §6): its own tree, its own fold and its own reading of the format. It
// shares the pure deciders, codecs and hashes with the pipeline, and trusts nothing that is stored
// beside the entries: tiles, rows, checkpoints and head are compared with what it computed by
// itself.
//
// Thread safety: free function; uses `threads` of its own. The log and the vault may be read by
// others meanwhile; what is appended after the start is not looked at.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/commit/answer.h"
#include "ledger/commit/data_directory.h"
#include "ledger/store/event_log.h"
#include "ledger/vault/vault.h"

namespace xueji {

/// What a difference is about. The codes (code_of) appear in JSON: append, never rename.
enum class DifferenceKind {
  bytes,       ///< An entry is missing, or its bytes are not the format's.
  order,       ///< Position, time, subject chain, or an entry where another belongs.
  content,     ///< A digest, root or key id does not belong to the bytes that it names.
  signature,   ///< A signature does not verify.
  authority,   ///< Signed by someone, on something or at a time that was not entitled.
  outcome,     ///< The recorded outcome disagrees with the rules.
  state,       ///< The entry cannot follow from the entries before it.
  checkpoint,  ///< The tree of these entries is not the one that was signed.
  anchor,      ///< Not the ledger, or not the history, that the trust anchor names.
  derived,     ///< A row beside the log differs from what the entries give.
  vault,       ///< A disclosure contradicts the log, or two persons have one identity number.
};
[[nodiscard]] std::string_view code_of(DifferenceKind kind);
[[nodiscard]] Text label_of(DifferenceKind kind);

struct Difference {
  DifferenceKind kind{};
  /// Where: positions `first` … `last`. One position when they are equal; a range when only the
  /// range can be told (an entry between two checkpoints). Nothing: the log as a whole.
  std::optional<Position> first;
  std::optional<Position> last;
  std::string rule;  ///< Id of the rule that disagrees; empty otherwise.
  Text what;         ///< What stands there, and what was expected.
};

struct VerifyCounts {
  std::uint64_t entries = 0;
  std::uint64_t entry_bytes = 0;
  std::uint64_t submissions = 0;
  std::uint64_t events = 0;
  std::uint64_t sign_offs = 0;
  std::uint64_t records = 0;
  std::uint64_t signatures = 0;   ///< Verified: of authors, seals and new keys.
  std::uint64_t hashes = 0;       ///< Leaf, node and message hashes computed.
  std::uint64_t checkpoints = 0;  ///< Stored checkpoints compared, signatures included.
  std::uint64_t tiles = 0;        ///< Full tiles compared.
  std::uint64_t rows = 0;         ///< Other rows compared.
  std::uint64_t disclosures = 0;  ///< `fields_root`s in the log.
  std::uint64_t opened = 0;       ///< Of these: opened, and their root recomputed.
  std::uint64_t missing = 0;      ///< Not in the vault, or without a key.
  std::uint64_t erased = 0;       ///< Erased on purpose.
  std::uint64_t damaged = 0;
  std::uint64_t forged = 0;
  std::uint64_t not_rechecked = 0;  ///< Problems set aside because they need personal data.
};

struct VerifyProgress {
  TreeSize done;
  TreeSize size;
};

struct VerifyOptions {
  /// From someone other than the operator. Without it the answer is "consistent, NOT anchored".
  std::optional<TrustAnchor> anchor = std::nullopt;
  /// Checkpoints (signed notes) that someone kept: each must be a prefix of this log.
  std::vector<std::string> earlier_checkpoints = {};
  std::vector<Receipt> receipts = {};
  /// A checkpoint (signed note) up to which an earlier verification went: signatures and rules are
  /// checked only behind it. It must be signed by the anchor's keys. Empty: from genesis.
  std::string since = {};
  /// Opens disclosures. Null: personal data is not looked at, and the report says so.
  Vault* vault = nullptr;
  /// The vault belongs to what is verified: without it, or with disclosures missing from it, the
  /// answer is "vault incomplete" instead of "verified".
  bool vault_required = false;
  /// What the caller found wrong beside the log (its head file): each is a difference of the
  /// checkpoint.
  std::vector<Text> faults_beside = {};
  /// Called from the calling thread every few thousand entries.
  std::function<void(const VerifyProgress&)> progress = {};
  std::size_t threads = 2;
  std::size_t differences_max = 100;  ///< How many are listed; all are counted.
};

struct VerifyReport {
  bool anchored = false;  ///< The anchor was given and names this ledger and these keys.
  LedgerId ledger;
  TreeSize size;
  Digest root;             ///< Own root over all entries.
  Instant recorded_at;     ///< Of the newest entry.
  std::string checkpoint;  ///< The stored note of the head; empty when it does not verify.
  VerifyCounts counts;
  std::uint64_t difference_count = 0;
  /// In order of position, entries before rows; the first one is the first bad position.
  std::vector<Difference> differences;
  std::vector<Text> skipped;  ///< What was not looked at, and why.
  /// The vault was required, and is not there or lacks what nobody erased.
  bool vault_incomplete = false;

  [[nodiscard]] bool consistent() const { return difference_count == 0; }
  /// Consistent, anchored, and with its vault where that was required: exit status 0.
  [[nodiscard]] bool verified() const { return consistent() && anchored && !vault_incomplete; }
  /// One sentence: verified; vault incomplete; consistent, NOT anchored; or the first bad position.
  [[nodiscard]] Text summary() const;
};

/// Reads the whole log. Differences are in the report; an Error means that no answer could be
/// given: io; not_found (an empty log); malformed or refused (the `since` note is not a checkpoint
/// of this log signed by a trusted key); invalid_argument (an anchor key that cannot be read).
[[nodiscard]] Result<VerifyReport> verify_log(const LogReader& log, const VerifyOptions& options);

}  // namespace xueji
