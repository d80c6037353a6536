// The stage that needs no decision state: bytes are canonical, hashes agree, signatures verify,
// disclosures open what the events commit to. Runs on the pool, ahead of the sequencer.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "ledger/crypto/signing.h"
#include "ledger/model/entry.h"
#include "ledger/model/verdict.h"
#include "ledger/policy/pack.h"
#include "ledger/store/event_log.h"

namespace xueji {

/// Public keys in parsed form by id. Thread-safe. Keys never change, so nothing is ever evicted
/// but by the bound: a full directory starts afresh.
class KeyDirectory {
 public:
  explicit KeyDirectory(const LogReader& log) : log_(log) {}
  /// nullptr: the log (as committed) does not know the key.
  [[nodiscard]] std::shared_ptr<const VerifyingKey> find(const KeyId& id);

 private:
  static constexpr std::size_t keys_max = 100'000;
  const LogReader& log_;
  std::shared_mutex mutex_;
  std::unordered_map<KeyId, std::shared_ptr<const VerifyingKey>> keys_;
};

/// A pack whose bytes go into the log with the submission that adopts it.
struct OfferedPack {
  Digest digest;
  Bytes archive;
  Pack pack;
};
/// Loads what is offered, and makes sure that this program can enforce it and that the authority
/// can leave it again. Errors: malformed, invalid_argument.
[[nodiscard]] Result<OfferedPack> check_offered(const PackFiles& files);

/// Whether the pack may come to those that a ledger holds: id and version name one pack, so that a
/// record says which rules applied. A pack that is held already may. Errors: invalid_argument.
[[nodiscard]] Status check_name_is_free(const std::map<Digest, Pack>& held,
                                        const OfferedPack& offered);

/// The archive cut into the bodies of its entries (FORMAT.md §3.2).
[[nodiscard]] std::vector<PackChunk> chunks_of(const Digest& pack, ByteView archive);

/// What verification found out about a submission, for the sequencer.
struct VerifiedSubmission {
  Submission submission;              ///< Header and events decoded again from the signed bytes.
  std::vector<Digest> event_digests;  ///< SHA-256 per event body: the vault's keys.
  std::vector<Problem> problems;      ///< Empty: everything verified.
  std::optional<OfferedPack> pack = std::nullopt;  ///< Brought by the submission.
};
[[nodiscard]] VerifiedSubmission verify_submission(const LedgerId& ledger, KeyDirectory& keys,
                                                   Submission submission);

struct VerifiedSignOff {
  SignOffRequest request;
  std::vector<Problem> problems;
};
[[nodiscard]] VerifiedSignOff verify_sign_off(const LedgerId& ledger, KeyDirectory& keys,
                                              SignOffRequest request);

}  // namespace xueji
