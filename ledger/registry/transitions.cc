#include "ledger/registry/transitions.h"

#include <algorithm>
#include <array>

namespace xueji {
namespace {

using E = EventType;
using S = StudentStatus;

constexpr std::array transitions{
    StatusTransition{E::student_admitted, S::none, S::admitted},
    StatusTransition{E::general_high_student_admitted, S::none, S::admitted},
    StatusTransition{E::arrival_confirmed, S::admitted, S::pending},
    // Placed anew before registration (another class, or after a restored place): still pending.
    StatusTransition{E::arrival_confirmed, S::pending, S::pending},
    StatusTransition{E::entry_place_retained, S::admitted, S::entry_place_retained},
    StatusTransition{E::entry_place_retained, S::pending, S::entry_place_retained},
    StatusTransition{E::entry_place_restored, S::entry_place_retained, S::pending},
    StatusTransition{E::entry_place_cancelled, S::admitted, S::place_cancelled},
    StatusTransition{E::entry_place_cancelled, S::entry_place_retained, S::place_cancelled},
    StatusTransition{E::entry_place_cancelled, S::pending, S::place_cancelled},
    StatusTransition{E::roster_line, S::pending, S::active},
    StatusTransition{E::opening_status_imported, S::none, S::active},
    StatusTransition{E::opening_status_imported, S::none, S::on_leave},
};

}  // namespace

std::span<const StatusTransition> status_transitions() {
  return transitions;
}

bool transition_allowed(EventType event, StudentStatus from, StudentStatus to) {
  return std::any_of(transitions.begin(), transitions.end(), [&](const StatusTransition& row) {
    return row.event == event && row.from == from && row.to == to;
  });
}

std::optional<StudentStatus> status_after(EventType event, StudentStatus from) {
  const auto found = std::find_if(
      transitions.begin(), transitions.end(),
      [&](const StatusTransition& row) { return row.event == event && row.from == from; });
  if (found == transitions.end()) return std::nullopt;
  return found->to;
}

}  // namespace xueji
