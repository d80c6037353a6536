#include "replay/inspection/accountability.h"

#include <algorithm>
#include <optional>

#include "ledger/authority/authority.h"

namespace xueji::inspection {

Accountability::Accountability(const MemoryState& state, const Dossier& seen)
    : state_(state), seen_(seen) {
  for (const auto& [id, person] : state.persons()) {
    for (const auto& held : person.roles) {
      holders_[{held.organisation, held.role}].push_back(
          {id, held.from, held.until, held.granted_at, held.ended_at});
    }
  }
  for (auto& [key, all] : holders_) {
    std::sort(all.begin(), all.end(), [](const Holder& a, const Holder& b) {
      return std::tie(a.granted_at, a.person) < std::tie(b.granted_at, b.person);
    });
  }
}

Responsible Accountability::rung(const OrganisationId& organisation, Role role, Date day) const {
  Responsible rung{role, organisation, {}};
  const auto found = holders_.find({organisation, role});
  if (found == holders_.end()) return rung;
  // The first of several holders answers; one whose role has ended only if nobody else held it.
  const Holder* ended = nullptr;
  for (const auto& holder : found->second) {
    const bool in_time = (holder.from == Date{} || holder.from <= day) &&
                         (holder.until == Date{} || day <= holder.until);
    if (!in_time) continue;
    if (holder.ended_at == no_position) {
      rung.person = holder.person;
      return rung;
    }
    if (ended == nullptr) ended = &holder;
  }
  if (ended != nullptr) rung.person = ended->person;
  return rung;
}

Responsible Accountability::officer(const OrganisationId& organisation, Date day) const {
  Responsible rung{Role::status_officer, organisation, {}};
  const auto found = seen_.organisations.find(organisation);
  if (found == seen_.organisations.end()) return rung;
  for (const auto& officer : found->second.officers) {
    if (officer.from <= day) rung.person = officer.officer;
  }
  return rung;
}

std::vector<Responsible> Accountability::path(const OrganisationId& organisation, Date day) const {
  std::vector<Responsible> path;
  const auto* row = state_.organisation(organisation);
  if (row == nullptr) return path;
  const auto city = resolve(state_, Relation::city, organisation);
  const auto* above = row;
  if (row->kind == OrganisationKind::school) {
    path.push_back(officer(organisation, day));
    path.push_back(rung(organisation, Role::principal, day));
    above = state_.organisation(row->supervisor);
  }
  if (above != nullptr && (!city || above->id != *city)) {
    path.push_back(rung(above->id, Role::section_officer, day));
    path.push_back(rung(above->id, Role::director, day));
  }
  if (city) {
    path.push_back(rung(*city, Role::section_chief, day));
    path.push_back(rung(*city, Role::deputy_director, day));
  }
  return path;
}

}  // namespace xueji::inspection
