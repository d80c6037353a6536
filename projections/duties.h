// Duty records (rows D): what happened under each organisation beside the student statuses —
// officers, rules, plans, calendars, windows, extensions, classes and their counts — each as the
// event itself, with when it was recorded. Obligations as of a day fold them again up to that day.
//
// Thread safety: free functions over values.
#pragma once

#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/result.h"
#include "ledger/model/event.h"
#include "ledger/store/key_value_store.h"

namespace xueji {

struct DutyRecord {
  Position effect_at;
  Position event_at;
  Instant recorded_at;
  Event event;
};

/// The value of a D row: event position and recorded time, then the event's body as it is in the
/// log.
[[nodiscard]] Bytes encode_duty(Position event_at, Instant recorded_at, ByteView body);

/// All records of one organisation that were recorded by the end of `until`, in order; with no day,
/// all. Errors: io, corrupt.
[[nodiscard]] Result<std::vector<DutyRecord>> duty_records(const KeyValueReader& rows,
                                                           const OrganisationId& organisation,
                                                           std::optional<Date> until);

}  // namespace xueji
