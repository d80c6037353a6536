// The author's side of a submission and of a sign-off: build events, salt and root their personal
// fields, sign once. Used by the tools and the simulation; the ledger recomputes everything.
// Thread safety: free functions; the context's Random belongs to one thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/signing.h"
#include "ledger/model/entry.h"
#include "ledger/model/state.h"
#include "ledger/policy/pack.h"

namespace xueji {

/// How long a signature may wait before it is recorded, unless said otherwise.
inline constexpr std::int64_t signature_life_ms = 24LL * 3'600'000;

struct AuthoringContext {
  LedgerId ledger;
  const Pack& pack;
  Digest pack_digest;
  Seen seen;        ///< The checkpoint that this tool verified.
  Instant now;
  Random& random;
};

using PersonalValues = std::vector<std::pair<PersonalField, std::string>>;

/// One act before it is canonical bytes. Empty values count as not stated.
struct DraftEvent {
  SubjectKind subject_kind{};
  SubjectId subject;
  Date effective_on{};
  Facts facts;
  PersonalValues personal = {};
};

struct DraftSubmission {
  Form form{};
  OrganisationId organisation;
  Capacity capacity;
  std::vector<SubmittedEvent> events;
  SubmissionId supersedes = {};
};

/// Canonical bytes, seed drawn, fields root computed. Errors: invalid_argument for a personal value
/// outside the form or above its size, or an event above event_size_max_bytes.
[[nodiscard]] Result<SubmittedEvent> seal_event(const AuthoringContext& context,
                                                const DraftEvent& draft);

/// RFC 6962 root over the event bodies.
[[nodiscard]] Digest events_root(std::span<const SubmittedEvent> events);

/// Draws the submission id and signs the header. Errors: invalid_argument for no events or more
/// than lines_per_submission_max, or a form without a chain in the pack.
[[nodiscard]] Result<Submission> sign_submission(const AuthoringContext& context,
                                                 const DraftSubmission& draft,
                                                 const SigningKey& key);

struct DraftSignOff {
  const SubmissionState& submission;
  std::string step;
  Decision decision{};
  std::vector<MarkedLine> lines = {};
  Capacity capacity;
  ReasonCode reason{};
  std::string reason_text = {};   ///< Personal: goes to the vault, only its root to the log.
  Date paper_signed_on{};
  std::string paper_signer = {};
  std::string scan_digest = {};   ///< Hex.
};

/// `seal_key` signs the same bytes when the step wants the seal; nullptr without.
[[nodiscard]] Result<SignOffRequest> sign_step(const AuthoringContext& context,
                                               const DraftSignOff& draft, const SigningKey& key,
                                               const SigningKey* seal_key);

/// What a new key signs to prove that its owner holds it: owner kind, owner id, purpose, key.
[[nodiscard]] Bytes enrolment_message(SubjectKind owner_kind, const SubjectId& owner,
                                      KeyPurpose purpose, const PublicKey& key);
[[nodiscard]] Result<Bytes> prove_possession(const LedgerId& ledger, SubjectKind owner_kind,
                                             const SubjectId& owner, KeyPurpose purpose,
                                             const SigningKey& key);

/// SHA-256 of the template's canonical bytes, as headers pin it.
[[nodiscard]] Digest chain_digest(const ChainTemplate& chain);

}  // namespace xueji
