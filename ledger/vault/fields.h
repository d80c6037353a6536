// fields_root: the one digest by which the log proves the personal fields of an event or a sign-off
// without holding them (design §4; schema/FORMAT.md is normative).
//
//   context = SHA-256("xueji/v1/fields\0" ‖ ledger id (32) ‖ subject kind u8 ‖ subject (16) ‖ type
//   u8) salt_i  = first 16 bytes of SHA-256("xueji/v1/salt\0" ‖ seed (32) ‖ field u16 LE) leaf_i  =
//   SHA-256(0x00 ‖ context (32) ‖ field u16 LE ‖ salt_i (16) ‖ present u8
//                     ‖ length u32 LE ‖ value in UTF-8)
//   root    = RFC 6962 tree over the leaves in the form's order; an absent field has a leaf too
//
// For a sign-off the type is 0, the subject kind 5 (submission) and the subject the submission id.
//
// Thread safety: free functions over values. None of them allocates on the way to a root.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/model/personal.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// More fields than any form has; the leaves of one root live on the stack.
inline constexpr std::size_t form_fields_max = 64;

/// The personal fields of an event type; of a sign-off for `EventType::none`.
[[nodiscard]] std::span<const PersonalField> form_of(EventType type);

/// Success when a disclosure from outside fits its form: as many values as fields, each at most
/// `personal_value_size_max_bytes` long and valid UTF-8 (RFC 3629). `malformed`, naming the field
/// and never its value, otherwise.
[[nodiscard]] Status check_disclosure(std::span<const PersonalField> form,
                                      const Disclosure& disclosure);

/// The root. The disclosure must fit the form (asserted): see `check_disclosure` for what comes
/// from outside.
[[nodiscard]] Digest fields_root(const LedgerId& ledger, SubjectKind subject_kind,
                                 const SubjectId& subject, EventType type,
                                 std::span<const PersonalField> form, const Disclosure& disclosure);

/// For bytes from outside: `malformed` as `check_disclosure`, `refused` when the root differs from
/// `expected`, so that nobody signs what was not shown.
[[nodiscard]] Status check_fields_root(const LedgerId& ledger, SubjectKind subject_kind,
                                       const SubjectId& subject, EventType type,
                                       const Disclosure& disclosure, const Digest& expected);

using Salt = std::array<std::uint8_t, 16>;

/// Shows one field and nothing about the others (selective disclosure).
struct FieldProof {
  PersonalField field{};
  Salt salt{};
  std::optional<std::string> value;  ///< Nothing: proves that the field was not stated.
  std::uint32_t index = 0;           ///< Place of the leaf in the form.
  std::vector<Digest> path;          ///< RFC 6962 inclusion path, from the leaf upwards.

  friend bool operator==(const FieldProof&, const FieldProof&) = default;
};

/// Nothing if the form has no such field. The disclosure must fit the form (asserted).
[[nodiscard]] std::optional<FieldProof> prove_field(
    const LedgerId& ledger, SubjectKind subject_kind, const SubjectId& subject, EventType type,
    std::span<const PersonalField> form, const Disclosure& disclosure, PersonalField field);

/// True only if `root` commits to exactly this value of this field for this subject. The place must
/// be the one that the form gives the field.
[[nodiscard]] bool verify_field(const LedgerId& ledger, SubjectKind subject_kind,
                                const SubjectId& subject, EventType type,
                                std::span<const PersonalField> form, const FieldProof& proof,
                                const Digest& root);

}  // namespace xueji
