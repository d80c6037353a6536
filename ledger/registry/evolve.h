// evolve: how an entry changes decision state (design §5). Total over entry types; an impossible
// transition is ErrorCode::corrupt and stops. State is the fold of recorded outcomes: nothing is
// judged again, nothing personal is needed.
#pragma once

#include <span>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/model/state.h"

namespace xueji {

/// The events of a submission, asked for when it takes effect. The pipeline reads the log, the
/// verifier its own copy.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// Events `first` … `first + count − 1` by position, decoded.
  [[nodiscard]] virtual Result<std::vector<Event>> events(Position first,
                                                          std::uint32_t count) const = 0;
};

/// Applies one entry. Order expected: genesis, its pack chunks, then per submission header, events,
/// accepted; later sign-off and (at the effect step) took_effect.
/// `entry.envelope.position` must equal `state.size()`; `digest` of a header or sign-off is set.
///
/// - A header makes a row in stage `filed`; its events change nothing; `accepted` must follow them
///   directly, and reserves (stage `open`) or applies every line (stage `in_effect`). A successor's
///   `accepted` marks the returned submission `superseded` and takes over what both hold.
/// - An approval replaces the struck lines; a return closes and stamps the day on its reservations;
///   a withdrawal and a `lapsed` record free them.
/// - `took_effect` follows an approval directly: lines neither struck nor lapsed are applied, the
///   reservations freed. Evolve knows no template, so `complete` is set by the first sign-off after
///   the effect (a filing step); a submission without filing steps stays `in_effect`.
///
/// Subject chains (sequence, previous) and digests of bytes are judged by the log and by verify.
/// After an error the state may be half changed: throw it away.
/// Errors: corrupt, naming the position; whatever `source` fails with.
[[nodiscard]] Status evolve(StateEdit& state, const Entry& entry, const EventSource& source);

/// How one event that takes effect changes state; exposed for tests and projections.
/// `person` is none unless `accepted` assigned one to this event; a new status needs one (SY-1.5a).
/// Authority (roles, keys, delegations, officer) and a status hold from `effect_at`; what serves as
/// evidence (counts, filed plans and rules, lists, roster line) is cited by `event_at`.
/// Corrupt, so for deciders to refuse before: a subject that is unknown or of another kind; an
/// organisation, class, site, delegation or key that exists already; a taken code or number; an
/// unknown supervisor, or one below; a key of another owner, or revoked twice; a role or delegation
/// ended that is not held; an unknown officer, or a hand-over by another; a status step that
/// transitions.h does not list.
[[nodiscard]] Status apply_effect(StateEdit& state, const Event& event, Position event_at,
                                  const PersonId& person, Position effect_at);

/// The students whose rows an event about their school changes, in the order in which it names
/// them; empty for every other event. Who folds histories of students asks this.
[[nodiscard]] std::vector<StudentId> students_changed_by(const Event& event);

}  // namespace xueji
