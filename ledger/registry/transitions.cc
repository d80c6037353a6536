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
    StatusTransition{E::transferred_out, S::active, S::transferred_out},
    StatusTransition{E::leave_granted, S::active, S::on_leave},
    StatusTransition{E::leave_extended, S::on_leave, S::on_leave},
    StatusTransition{E::study_resumed, S::on_leave, S::active},
    StatusTransition{E::withdrawn, S::active, S::withdrawn},
    StatusTransition{E::withdrawn, S::on_leave, S::withdrawn},
    StatusTransition{E::deemed_withdrawn, S::active, S::withdrawn},
    StatusTransition{E::deemed_withdrawn, S::on_leave, S::withdrawn},
    StatusTransition{E::status_cancelled, S::active, S::status_cancelled},
    StatusTransition{E::status_cancelled, S::on_leave, S::status_cancelled},
    StatusTransition{E::student_died, S::active, S::deceased},
    StatusTransition{E::student_died, S::on_leave, S::deceased},
    // A sanction holds once it is served (FJ-28d); only expulsion ends the status.
    StatusTransition{E::sanction_served, S::active, S::expelled},
    StatusTransition{E::stamping_line, S::active, S::graduated},
    StatusTransition{E::stamping_line, S::completed, S::graduated},  // FJ-32b.
    StatusTransition{E::completion_certified, S::active, S::completed},
    StatusTransition{E::incomplete_study_certified, S::active, S::incomplete},
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
