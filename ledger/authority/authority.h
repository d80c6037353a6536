// Authority (design §3): a signature counts only if its key, role and organisation were valid at
// the position that it is judged for. Pure; thread-safe over an immutable view.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ledger/model/state.h"
#include "ledger/model/verdict.h"

namespace xueji {

/// Whether `key` may sign `form` in this capacity, judged on the view (the entries before the
/// signature) and the day `today`. Checks: key known, personal, not revoked, owned by the person;
/// the person holds the role at the organisation today, or the delegation gives it (same role,
/// organisation, form, dates, and the giver still holds it); the organisation exists; who speaks
/// for the root as administrator or director uses a key that the root enrolled. nullopt: entitled.
/// Problems carry rule "AUTHORITY"; those of a principal's role carry `principal_rule`, the
/// regulation's own where it has one (SY-3.2b).
[[nodiscard]] std::optional<Problem> check_capacity(const StateView& state, const KeyId& key,
                                                    const Capacity& capacity, Form form, Date today,
                                                    std::string_view principal_rule = "AUTHORITY");

/// Whether this key may see clear personal data of the students of these organisations (design §4):
/// the capacity holds now, as for check_capacity; its role is one that works with students' files;
/// its organisation is each of them or stands above it. `about` empty: of the whole ledger.
/// nullopt: entitled.
[[nodiscard]] std::optional<Problem> check_clear_access(const StateView& state, const KeyId& key,
                                                        const Capacity& capacity,
                                                        std::span<const OrganisationId> about,
                                                        Date today);

/// Whether `seal_key` is a valid seal key of this organisation (D-30).
[[nodiscard]] std::optional<Problem> check_seal(const StateView& state, const KeyId& seal_key,
                                                const OrganisationId& organisation);

/// Who gave the delegation under which this capacity acts: the person that it stands for. nullopt
/// without a delegation, or when no such delegation was ever recorded for the person.
[[nodiscard]] std::optional<PersonId> giver_of(const StateView& state, const Capacity& capacity);

/// The organisation that stands in `relation` to `from` (SY-1.2f, FJ-06e): `supervisor` is the
/// registered supervisor (the city itself for city-district schools), `city` and `province` are
/// found upward from `from` itself, and for a school with no city above it the province stands in
/// the city's place (FJ-06e, FJ-38: 省、市 run it by level); institutes and offices are the first
/// registered directly under the nearest organisation, upward, that has one. nullopt when there is
/// none.
[[nodiscard]] std::optional<OrganisationId> resolve(const StateView& state, Relation relation,
                                                    const OrganisationId& from);

/// Whether `higher` is `lower` or stands above it through supervisors. Cycle-safe.
[[nodiscard]] bool is_at_or_above(const StateView& state, const OrganisationId& higher,
                                  const OrganisationId& lower);

/// Whether this person holds this role there on this day, by role (not by delegation).
[[nodiscard]] bool holds_role(const StateView& state, const PersonId& person, Role role,
                              const OrganisationId& organisation, Date today);

}  // namespace xueji
