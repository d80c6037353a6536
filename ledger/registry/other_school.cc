#include "ledger/registry/other_school.h"

namespace xueji {

OrganisationId other_school_of(const Event& event) {
  if (const auto* facts = get_if<TransferRequested>(&event.facts)) return facts->from_school;
  if (const auto* facts = get_if<CustodyTransferred>(&event.facts)) return facts->from;
  return {};
}

OrganisationId other_school_of(std::span<const Event> events) {
  for (const auto& event : events) {
    const auto other = other_school_of(event);
    if (!other.is_none()) return other;
  }
  return {};
}

}  // namespace xueji
