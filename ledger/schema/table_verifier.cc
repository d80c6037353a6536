#include "ledger/schema/table_verifier.h"

#include <flatbuffers/flatbuffers.h>
#include <xueji_generated.h>

namespace xueji {
namespace {

template <class Wire>
bool verify(ByteView bytes, std::string_view identifier) {
  // Depth: root, union table, vector element, nested table. A table takes at least 8 bytes with the
  // offset that leads to it, so more tables than that are shared ones, which nobody writes.
  constexpr flatbuffers::uoffset_t depth_max = 8;
  const auto tables_max = static_cast<flatbuffers::uoffset_t>(bytes.size() / 8 + 1);
  flatbuffers::Verifier verifier(bytes.data(), bytes.size(), depth_max, tables_max);
  return verifier.VerifyBuffer<Wire>(identifier.data());
}

}  // namespace

#define XUEJI_VERIFIER(Type)                                 \
  template <>                                                \
  bool is_well_formed<Type>(ByteView bytes) {                \
    return verify<wire::Type>(bytes, file_identifier<Type>); \
  }

XUEJI_VERIFIER(Event)
XUEJI_VERIFIER(Genesis)
XUEJI_VERIFIER(PackChunk)
XUEJI_VERIFIER(SubmissionHeader)
XUEJI_VERIFIER(SignOff)
XUEJI_VERIFIER(Signed)
XUEJI_VERIFIER(LedgerRecord)
XUEJI_VERIFIER(OrganisationState)
XUEJI_VERIFIER(PersonState)
XUEJI_VERIFIER(KeyState)
XUEJI_VERIFIER(ClassState)
XUEJI_VERIFIER(StudentState)
XUEJI_VERIFIER(SubmissionState)
XUEJI_VERIFIER(Reservation)
XUEJI_VERIFIER(IdentifierState)
XUEJI_VERIFIER(SerialState)

#undef XUEJI_VERIFIER

}  // namespace xueji
