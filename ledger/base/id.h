// Strong ids: explicit in, nothing implicit out. Two ids of different kinds never compare.
// Thread safety: plain values.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"

namespace xueji {

/// `size` bytes that stand for one thing. All-zero means "none".
template <class Tag, std::size_t size>
struct FixedId {
  static constexpr std::size_t size_bytes = size;
  std::array<std::uint8_t, size> bytes{};

  constexpr FixedId() = default;
  explicit constexpr FixedId(const std::array<std::uint8_t, size>& raw) : bytes(raw) {}
  /// Nothing unless `raw` has exactly the size.
  [[nodiscard]] static std::optional<FixedId> from(ByteView raw) {
    if (raw.size() != size) return std::nullopt;
    FixedId id;
    std::copy(raw.begin(), raw.end(), id.bytes.begin());
    return id;
  }
  [[nodiscard]] bool is_none() const { return *this == FixedId{}; }
  [[nodiscard]] ByteView view() const { return bytes; }
  friend constexpr auto operator<=>(const FixedId&, const FixedId&) = default;
};

using OrganisationId = FixedId<struct OrganisationTag, 16>;
using PersonId = FixedId<struct PersonTag, 16>;      ///< Staff and students alike; random.
using StudentId = FixedId<struct StudentTag, 16>;    ///< One student status; random, drawn at admission.
using ClassId = FixedId<struct ClassTag, 16>;
using SiteId = FixedId<struct SiteTag, 16>;          ///< A teaching point (教学点).
using SubmissionId = FixedId<struct SubmissionTag, 16>;  ///< UUIDv7 drawn by the author.
using DelegationId = FixedId<struct DelegationTag, 16>;
using InternshipId = FixedId<struct InternshipTag, 16>;
using CaseId = FixedId<struct CaseTag, 16>;          ///< One disciplinary case.
using FindingId = FixedId<struct FindingTag, 16>;    ///< One finding that was raised.
using SubjectId = FixedId<struct SubjectTag, 16>;    ///< Any of the above, as an entry's subject.
using Digest = FixedId<struct DigestTag, 32>;        ///< SHA-256 unless said otherwise.
using LedgerId = FixedId<struct LedgerTag, 32>;      ///< Leaf hash of entry 0.
using KeyId = FixedId<struct KeyTag, 32>;            ///< SHA-256 of "xueji/v1/key\0", suite, public key.
using Seed = FixedId<struct SeedTag, 32>;            ///< Salt seed of one event's personal fields.

/// The same 16 bytes under the entry's neutral subject kind.
template <class Tag>
[[nodiscard]] constexpr SubjectId subject_of(const FixedId<Tag, 16>& id) {
  return SubjectId{id.bytes};
}
/// Back from an entry's subject; the caller has checked the subject kind.
template <class Id>
[[nodiscard]] constexpr Id as(const SubjectId& subject) {
  return Id{subject.bytes};
}

/// Text form of 16-byte ids: 26 characters of Crockford base32.
template <class Tag>
[[nodiscard]] std::string to_text(const FixedId<Tag, 16>& id) {
  return to_base32(id.view());
}
template <class Tag>
[[nodiscard]] std::string to_text(const FixedId<Tag, 32>& id) {
  return to_hex(id.view());
}
template <class Id>
[[nodiscard]] std::optional<Id> id_from_text(std::string_view text) {
  const auto raw = Id::size_bytes == 16 ? from_base32(text, 16) : from_hex(text);
  return raw ? Id::from(*raw) : std::nullopt;
}

/// A place in the log: gapless from 0.
struct Position {
  std::uint64_t value = 0;
  constexpr Position() = default;
  explicit constexpr Position(std::uint64_t v) : value(v) {}
  friend constexpr auto operator<=>(const Position&, const Position&) = default;
};
/// "No position": the `subject_previous` of a subject's first entry.
inline constexpr Position no_position{~std::uint64_t{0}};

/// How many entries a tree holds; the head's position is size − 1.
struct TreeSize {
  std::uint64_t value = 0;
  constexpr TreeSize() = default;
  explicit constexpr TreeSize(std::uint64_t v) : value(v) {}
  friend constexpr auto operator<=>(const TreeSize&, const TreeSize&) = default;
};

}  // namespace xueji

template <class Tag, std::size_t size>
struct std::hash<xueji::FixedId<Tag, size>> {
  // Ids are random or digests, so their first bytes are already a hash.
  std::size_t operator()(const xueji::FixedId<Tag, size>& id) const noexcept {
    std::size_t value;
    std::memcpy(&value, id.bytes.data(), sizeof value);
    return value;
  }
};
template <>
struct std::hash<xueji::Position> {
  std::size_t operator()(xueji::Position p) const noexcept {
    return std::hash<std::uint64_t>{}(p.value);
  }
};
