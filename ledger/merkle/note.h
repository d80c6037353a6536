// C2SP signed notes: a text, and below it lines that sign it by keys with names. Used for
// checkpoints and for signed refusals. Only Ed25519 (signature type 0x01) is verified; lines of
// other keys and types, such as the cosignatures (0x04) of witnesses, are carried along and
// ignored. Thread safety: plain values; NoteSigner and NoteVerifier may be used by several threads
// at once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/signing.h"

namespace xueji {

inline constexpr std::size_t note_size_limit_bytes = 1'000'000;
inline constexpr std::size_t note_signature_limit = 64;

struct NoteSignature {
  std::string key_name;
  std::uint32_t key_hash = 0;  ///< The "key ID" of the specification.
  Bytes signature;             ///< Without the key hash.

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct SignedNote {
  std::string text;  ///< Ends in a newline.
  std::vector<NoteSignature> signatures;
};

/// A name for a key, so that a line says who signed: not empty, without Unicode spaces, '+' and
/// control characters.
[[nodiscard]] bool is_note_key_name(std::string_view name);

/// SHA-256(name || "\n" || 0x01 || public key), first four bytes, big-endian.
[[nodiscard]] std::uint32_t note_key_hash(std::string_view name, const PublicKey& key);

/// A public key with its name.
class NoteVerifier {
 public:
  /// `invalid_argument` for a bad name, else the errors of `VerifyingKey::parse`.
  [[nodiscard]] static Result<NoteVerifier> make(std::string name, const PublicKey& key);
  /// From "name+hash+base64"; `malformed` unless the hash fits and the type is Ed25519 (0x01).
  [[nodiscard]] static Result<NoteVerifier> parse(std::string_view verifier_key);
  /// "name+hash+base64", what an auditor pins.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t key_hash() const { return key_hash_; }
  [[nodiscard]] const PublicKey& public_key() const { return key_.public_key(); }
  /// Whether the line claims to be this key's: same name and same hash.
  [[nodiscard]] bool is_named_by(const NoteSignature& signature) const;
  [[nodiscard]] bool verify(std::string_view text, ByteView signature) const;

 private:
  NoteVerifier(std::string name, VerifyingKey key);

  std::string name_;
  std::uint32_t key_hash_;
  VerifyingKey key_;
};

/// A private key with its name. Move-only.
class NoteSigner {
 public:
  /// `invalid_argument` for a bad name.
  [[nodiscard]] static Result<NoteSigner> make(std::string name, SigningKey key);
  [[nodiscard]] Result<NoteSignature> sign(std::string_view text) const;
  /// The matching verifier, to be published.
  [[nodiscard]] Result<NoteVerifier> verifier() const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  NoteSigner(std::string name, SigningKey key) : name_(std::move(name)), key_(std::move(key)) {}

  std::string name_;
  SigningKey key_;
};

/// Whether a note may have this text: valid UTF-8 without control characters other than newline,
/// ending in a newline.
[[nodiscard]] bool is_note_text(std::string_view text);

/// The note's bytes. `invalid_argument` unless `is_note_text(text)`.
[[nodiscard]] Result<std::string> sign_note(std::string_view text, const NoteSigner& signer);

/// Splits a note without judging its signatures. Strict: `malformed` for anything that the
/// specification does not allow, and beyond the limits above.
[[nodiscard]] Result<SignedNote> parse_note(std::string_view note);

/// The note, if at least one of `verifiers` signed it. `refused` when none did, or when a line that
/// names one of them (name and hash) does not verify: such a note was tampered with.
[[nodiscard]] Result<SignedNote> verify_note(std::string_view note,
                                             std::span<const NoteVerifier> verifiers);

}  // namespace xueji
