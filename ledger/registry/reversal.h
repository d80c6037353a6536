// What a reversal may take back, and what holds again afterwards (D-26, FJ-16c): only the newest
// change of a status, only one that ended it, and only on paper that the chain of its own form
// signs. Pure; thread-safe over immutable arguments.
#pragma once

#include <optional>
#include <string>

#include "ledger/model/state.h"

namespace xueji {

/// Whether the change ended a status: everything else is corrected by the event that comes next.
[[nodiscard]] bool can_be_reversed(StudentStatus status);

/// The field that is wrong, and why; nothing when the reversal fits the status.
struct ReversalFault {
  std::string field;
  Text message;
  Text expected;
};
[[nodiscard]] std::optional<ReversalFault> cannot_be_reversed(const StudentState& student,
                                                              const EventReversed& facts);

/// Restores the status and takes back what the ended one brought with it. `cannot_be_reversed` has
/// found nothing.
void reverse_status(StudentState& student, const EventReversed& facts);

}  // namespace xueji
