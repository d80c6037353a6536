// Names one disclosure: the event or sign-off whose personal fields it opens.
// Thread safety: plain values.
#pragma once

#include <compare>

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

struct DisclosureRef {
  SubjectKind subject_kind{};
  SubjectId subject;
  EventType type{};  ///< None for a sign-off; its subject is the submission.
  Digest body;       ///< SHA-256 of the event's body, or of the sign-off's signed bytes.

  friend auto operator<=>(const DisclosureRef&, const DisclosureRef&) = default;
};
inline constexpr std::size_t disclosure_ref_size_bytes = 1 + 16 + 1 + 32;

/// subject kind u8 ‖ subject ‖ type u8 ‖ body: sorts by subject.
void append_ref(Bytes& out, const DisclosureRef& ref);
/// `raw` has `disclosure_ref_size_bytes` (asserted).
[[nodiscard]] DisclosureRef ref_from(ByteView raw);

}  // namespace xueji
