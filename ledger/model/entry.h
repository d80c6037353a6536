// What an entry of the log is (design §3). Every struct here is persisted through schema/codec.h;
// schema/FORMAT.md is normative. Thread safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/model/event.h"

namespace xueji {

/// Persisted in the envelope: never renumber.
enum class BodyKind : std::uint8_t {
  genesis = 1,
  pack_chunk = 2,
  submission_header = 3,
  event = 4,
  sign_off = 5,
  ledger_record = 6,
};

template <>
std::span<const Term<BodyKind>> terms_of<BodyKind>();
template <>
std::span<const Term<ClockKind>> terms_of<ClockKind>();

/// Limits of the format.
inline constexpr std::size_t entry_size_max_bytes = 65'535;
inline constexpr std::size_t envelope_size_bytes = 56;
inline constexpr std::uint32_t lines_per_submission_max = 4'000;
inline constexpr std::size_t pack_chunk_size_bytes = 60'000;

/// The fixed head of a leaf; the body follows byte for byte.
struct Envelope {
  BodyKind kind{};
  SubjectKind subject_kind{};
  std::uint32_t subject_sequence = 0;  ///< 0 for the subject's first entry.
  Position position;
  Instant recorded_at;                 ///< UTC ms; never decreases along the log.
  SubjectId subject;                   ///< None when subject_kind is none.
  Position subject_previous = no_position;
};

// ---- Genesis and packs. ------------------------------------------------------------------------

/// A key that speaks for the root authority, and the person who holds it.
struct RootKey {
  Bytes public_key;
  PersonId person;
  KeyId key;  ///< Of `public_key` in the suite of genesis; commit and verify recompute it.
  static constexpr auto fields() {
    return std::tuple{field(0, "public_key", &RootKey::public_key),
                      field(1, "person", &RootKey::person), field(2, "key", &RootKey::key)};
  }
};

struct PackReference {
  Digest digest;  ///< SHA-256 of the pack's canonical archive.
  std::string id;
  std::string version;
  std::uint32_t size_bytes = 0;
  std::uint16_t chunks = 0;
  static constexpr auto fields() {
    using T = PackReference;
    return std::tuple{field(0, "digest", &T::digest), field(1, "id", &T::id),
                      field(2, "version", &T::version), field(3, "size_bytes", &T::size_bytes),
                      field(4, "chunks", &T::chunks)};
  }
};

struct Genesis {
  std::uint16_t format = 1;
  std::string origin;  ///< C2SP checkpoint origin line, e.g. "xueji.example/shiyan".
  std::uint16_t suite = 1;
  ClockKind clock{};
  Instant created_at;
  OrganisationId root_organisation;
  OrganisationKind root_kind{};
  std::string root_code;
  std::string root_name;
  std::string root_division_code;
  std::vector<RootKey> root_keys;
  std::uint8_t root_threshold = 1;
  std::vector<RootKey> recovery_keys;
  std::uint8_t recovery_threshold = 0;
  std::vector<Bytes> checkpoint_keys;  ///< Raw Ed25519 public keys.
  std::vector<PackReference> packs;    ///< Their chunks follow at positions 1, 2, …
  Digest nonce;                        ///< Random, so that two ledgers never share an id.
  bool demonstration = false;          ///< Simulated people: every form says 演示数据.
  static constexpr auto fields() {
    using T = Genesis;
    return std::tuple{field(0, "format", &T::format), field(1, "origin", &T::origin),
                      field(2, "suite", &T::suite), field(3, "clock", &T::clock),
                      field(4, "created_at", &T::created_at),
                      field(5, "root_organisation", &T::root_organisation),
                      field(6, "root_kind", &T::root_kind), field(7, "root_code", &T::root_code),
                      field(8, "root_name", &T::root_name),
                      field(9, "root_division_code", &T::root_division_code),
                      field(10, "root_keys", &T::root_keys),
                      field(11, "root_threshold", &T::root_threshold),
                      field(12, "recovery_keys", &T::recovery_keys),
                      field(13, "recovery_threshold", &T::recovery_threshold),
                      field(14, "checkpoint_keys", &T::checkpoint_keys),
                      field(15, "packs", &T::packs), field(16, "nonce", &T::nonce),
                      field(17, "demonstration", &T::demonstration)};
  }
};

struct PackChunk {
  Digest pack;
  std::uint16_t index = 0;
  Bytes bytes;
  static constexpr auto fields() {
    return std::tuple{field(0, "pack", &PackChunk::pack), field(1, "index", &PackChunk::index),
                      field(2, "bytes", &PackChunk::bytes)};
  }
};

// ---- Submissions and sign-offs. ----------------------------------------------------------------

/// In whose name a key signs.
struct Capacity {
  PersonId person;
  Role role{};
  OrganisationId organisation;
  DelegationId delegation;  ///< None: the person holds the role.
  static constexpr auto fields() {
    using T = Capacity;
    return std::tuple{field(0, "person", &T::person), field(1, "role", &T::role),
                      field(2, "organisation", &T::organisation),
                      field(3, "delegation", &T::delegation)};
  }
  friend bool operator==(const Capacity&, const Capacity&) = default;
};

/// The checkpoint that the author's tool had verified: a `seen` not on this tree is refused.
struct Seen {
  TreeSize size;
  Digest root;
  static constexpr auto fields() {
    return std::tuple{field(0, "size", &Seen::size), field(1, "root", &Seen::root)};
  }
};

struct SubmissionHeader {
  LedgerId ledger;
  SubmissionId submission;
  Form form{};
  OrganisationId organisation;
  std::uint16_t suite = 1;
  KeyId key;
  Capacity capacity;
  Instant authored_at;
  Instant not_after;        ///< The signature is refused when recorded later than this.
  std::uint32_t count = 0;  ///< Events that follow, 1 … lines_per_submission_max.
  Digest events_root;       ///< RFC 6962 root over the event bodies.
  std::vector<Digest> packs;
  Digest chain;             ///< Digest of the chain template.
  SubmissionId supersedes;  ///< The returned submission that this one corrects; none otherwise.
  Seen seen;
  static constexpr auto fields() {
    using T = SubmissionHeader;
    return std::tuple{field(0, "ledger", &T::ledger), field(1, "submission", &T::submission),
                      field(2, "form", &T::form), field(3, "organisation", &T::organisation),
                      field(4, "suite", &T::suite), field(5, "key", &T::key),
                      field(6, "capacity", &T::capacity),
                      field(7, "authored_at", &T::authored_at),
                      field(8, "not_after", &T::not_after), field(9, "count", &T::count),
                      field(10, "events_root", &T::events_root), field(11, "packs", &T::packs),
                      field(12, "chain", &T::chain), field(13, "supersedes", &T::supersedes),
                      field(14, "seen", &T::seen)};
  }
};

struct MarkedLine {
  std::uint32_t line = 0;  ///< Index of the event in its submission, from 0.
  ReasonCode reason{};
  static constexpr auto fields() {
    return std::tuple{field(0, "line", &MarkedLine::line),
                      field(1, "reason", &MarkedLine::reason)};
  }
  friend bool operator==(const MarkedLine&, const MarkedLine&) = default;
};

struct SignOff {
  LedgerId ledger;
  SubmissionId submission;
  Digest header;    ///< SHA-256 of the signed header bytes.
  std::string step; ///< Step id of the pinned template.
  Decision decision{};
  /// approve: lines struck so far, only ever growing; return: the lines to correct.
  std::vector<MarkedLine> lines;
  Digest previous;  ///< SHA-256 of the sign-off bytes before it; of the header for the first.
  std::uint16_t suite = 1;
  KeyId key;
  Capacity capacity;
  Instant authored_at;
  Instant not_after;
  Seen seen;
  ReasonCode reason{};
  Date paper_signed_on{};  ///< Paper steps: the day on the paper; signer and scan are personal.
  Digest fields_root;
  KeyId seal_key;          ///< The school's seal key whose second signature is beside; none without.
  static constexpr auto fields() {
    using T = SignOff;
    return std::tuple{field(0, "ledger", &T::ledger), field(1, "submission", &T::submission),
                      field(2, "header", &T::header), field(3, "step", &T::step),
                      field(4, "decision", &T::decision), field(5, "lines", &T::lines),
                      field(6, "previous", &T::previous), field(7, "suite", &T::suite),
                      field(8, "key", &T::key), field(9, "capacity", &T::capacity),
                      field(10, "authored_at", &T::authored_at),
                      field(11, "not_after", &T::not_after), field(12, "seen", &T::seen),
                      field(13, "reason", &T::reason),
                      field(14, "paper_signed_on", &T::paper_signed_on),
                      field(15, "fields_root", &T::fields_root),
                      field(16, "seal_key", &T::seal_key)};
  }
};

/// The body of a header or sign-off entry: exactly the bytes that were signed, and the signatures.
struct Signed {
  Bytes payload;
  Bytes signature;
  Bytes seal_signature;  ///< Over the same bytes, by the seal key that the payload names.
  static constexpr auto fields() {
    return std::tuple{field(0, "payload", &Signed::payload),
                      field(1, "signature", &Signed::signature),
                      field(2, "seal_signature", &Signed::seal_signature)};
  }
};

// ---- Ledger records: vouched for by the checkpoint. ----------------------------------------------

/// A submission was accepted; without later signers it also took effect.
struct Accepted {
  SubmissionId submission;
  Digest header;
  Position decided_at;              ///< The state of this tree size decided.
  bool in_effect = false;
  std::vector<std::string> rules;   ///< Ids of the rules that were checked.
  std::vector<PersonId> persons;    ///< Per event; empty when no event concerns a new status.
  static constexpr auto fields() {
    using T = Accepted;
    return std::tuple{field(0, "submission", &T::submission), field(1, "header", &T::header),
                      field(2, "decided_at", &T::decided_at),
                      field(3, "in_effect", &T::in_effect), field(4, "rules", &T::rules),
                      field(5, "persons", &T::persons)};
  }
};

struct LapsedLine {
  std::uint32_t line = 0;
  std::string rule;
  static constexpr auto fields() {
    return std::tuple{field(0, "line", &LapsedLine::line), field(1, "rule", &LapsedLine::rule)};
  }
};

/// The effect step was signed: unstruck lines whose effect guards held changed the state.
struct TookEffect {
  SubmissionId submission;
  Digest sign_off;                  ///< SHA-256 of the effect step's sign-off bytes.
  Position decided_at;
  std::vector<std::string> rules;
  std::vector<LapsedLine> lapsed;
  static constexpr auto fields() {
    using T = TookEffect;
    return std::tuple{field(0, "submission", &T::submission), field(1, "sign_off", &T::sign_off),
                      field(2, "decided_at", &T::decided_at), field(3, "rules", &T::rules),
                      field(4, "lapsed", &T::lapsed)};
  }
};

/// The reservations of a returned submission ended without a successor (pack's return days).
struct Lapsed {
  SubmissionId submission;
  static constexpr auto fields() {
    return std::tuple{field(0, "submission", &Lapsed::submission)};
  }
};

/// The ledger is closed; its history goes on in another one. Nothing may follow.
struct Sealed {
  LedgerId successor;
  static constexpr auto fields() {
    return std::tuple{field(0, "successor", &Sealed::successor)};
  }
};

/// A jump of the clock was confirmed by an operator.
struct ClockConfirmed {
  Instant last_recorded_at;
  Instant confirmed;
  static constexpr auto fields() {
    using T = ClockConfirmed;
    return std::tuple{field(0, "last_recorded_at", &T::last_recorded_at),
                      field(1, "confirmed", &T::confirmed)};
  }
};

using RecordBody = std::variant<std::monostate, Accepted, TookEffect, Lapsed, Sealed, ClockConfirmed>;

struct LedgerRecord {
  RecordBody body;
  static constexpr auto fields() { return std::tuple{field(0, "body", &LedgerRecord::body)}; }
};

// ---- Decoded. ------------------------------------------------------------------------------------

struct SignedHeader {
  SubmissionHeader header;
  Bytes payload;  ///< The signed bytes of `header`.
  Bytes signature;
  /// SHA-256 of `payload`, set by whoever decodes the entry and may hash (commit, verify): the
  /// registry uses no cryptography.
  Digest digest = {};
};
struct SignedSignOff {
  SignOff sign_off;
  Bytes payload;
  Bytes signature;
  Bytes seal_signature;
  Digest digest = {};  ///< SHA-256 of `payload`; see SignedHeader.
};

using Body = std::variant<Genesis, PackChunk, SignedHeader, Event, SignedSignOff, LedgerRecord>;

struct Entry {
  Envelope envelope;
  Body body;
};

/// What an author hands to the ledger.
struct SubmittedEvent {
  Bytes bytes;  ///< Canonical event body.
  Event event;  ///< The same, decoded.
  std::optional<Disclosure> disclosure;  ///< Present exactly when `fields_root` is.
};
struct Submission {
  SignedHeader header;
  std::vector<SubmittedEvent> events;
};
struct SignOffRequest {
  SignedSignOff signed_off;
  std::optional<Disclosure> disclosure;
};

}  // namespace xueji
