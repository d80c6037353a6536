// Which event leads a student status where (rules.md §9). Pure data; thread-safe.
#pragma once

#include <optional>
#include <span>

#include "ledger/model/vocabulary.h"

namespace xueji {

/// One lawful step of a status. Adding an event that changes a status adds its rows here.
struct StatusTransition {
  EventType event{};
  StudentStatus from{};
  StudentStatus to{};
};

/// Every lawful step, by event. `opening_status_imported` has one row for each status that it may
/// state.
[[nodiscard]] std::span<const StatusTransition> status_transitions();

/// Whether the event may lead from one status to the other. An event that never changes a status
/// has no rows, so the answer is false.
[[nodiscard]] bool transition_allowed(EventType event, StudentStatus from, StudentStatus to);

/// Where the event leads from this status; nullopt when it may not happen to it. For the opening
/// import, which states its own status, this is the first of its rows: ask transition_allowed.
[[nodiscard]] std::optional<StudentStatus> status_after(EventType event, StudentStatus from);

}  // namespace xueji
