// The other school of a submission that is about two: a transfer or a custody switch names it in
// its lines, and the steps of `Relation::other_school` are resolved by it (FJ-04c, FJ-11b, FJ-11c).
// Pure; thread-safe.
#pragma once

#include <span>

#include "ledger/model/event.h"

namespace xueji {

/// Whether lines of this form concern a student of another school, who comes to the one that files.
[[nodiscard]] constexpr bool takes_over(Form form) {
  return form == Form::transfer || form == Form::transfer_across || form == Form::custody_transfer;
}

/// The school that the line's student leaves; none when the event names none.
[[nodiscard]] OrganisationId other_school_of(const Event& event);
/// The first that the lines name: that all name the same is a guard of filing.
[[nodiscard]] OrganisationId other_school_of(std::span<const Event> events);

}  // namespace xueji
