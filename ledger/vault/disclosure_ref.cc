#include "ledger/vault/disclosure_ref.h"

#include "ledger/base/result.h"

namespace xueji {

void append_ref(Bytes& out, const DisclosureRef& ref) {
  out.push_back(static_cast<std::uint8_t>(ref.subject_kind));
  append(out, ref.subject.view());
  out.push_back(static_cast<std::uint8_t>(ref.type));
  append(out, ref.body.view());
}

DisclosureRef ref_from(ByteView raw) {
  XUEJI_ASSERT(raw.size() == disclosure_ref_size_bytes);
  return DisclosureRef{static_cast<SubjectKind>(raw[0]), *SubjectId::from(raw.subspan(1, 16)),
                       static_cast<EventType>(raw[17]), *Digest::from(raw.subspan(18, 32))};
}

}  // namespace xueji
