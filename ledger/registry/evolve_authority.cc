// Effects of the events that say who exists and may act (design §3 Authority).
#include <algorithm>

#include "ledger/authority/authority.h"
#include "ledger/registry/effects.h"

namespace xueji::effects {
namespace {

/// Takes an identifier that is never given twice.
Status hold_code(const Effect& effect, const std::string& code) {
  if (effect.state.identifier(IdentifierKind::organisation_code, code)) {
    return corrupt(effect.event_at, {"单位代码 " + code + " 已被使用",
                                     "the organisation code " + code + " is taken"});
  }
  effect.state.edit_identifier(IdentifierKind::organisation_code, code).holder =
      effect.event.subject;
  return {};
}

/// The place where a supervisor keeps its first institute or office of this kind.
OrganisationId OrganisationState::*office_of(OrganisationKind kind) {
  if (kind == OrganisationKind::exam_institute) return &OrganisationState::exam_institute;
  if (kind == OrganisationKind::admissions_office) return &OrganisationState::admissions_office;
  return nullptr;
}

void enter_under(StateEdit& state, OrganisationKind kind, const OrganisationId& id,
                 const OrganisationId& supervisor) {
  const auto office = office_of(kind);
  if (!office || supervisor.is_none()) return;
  auto& row = state.edit_organisation(supervisor);
  if ((row.*office).is_none()) row.*office = id;
}

void leave_from(StateEdit& state, OrganisationKind kind, const OrganisationId& id,
                const OrganisationId& supervisor) {
  const auto office = office_of(kind);
  if (!office || supervisor.is_none()) return;
  auto& row = state.edit_organisation(supervisor);
  if (row.*office == id) row.*office = {};
}

Status change_supervisor(const Effect& effect, const OrganisationId& supervisor) {
  const auto id = as<OrganisationId>(effect.event.subject);
  if (!effect.state.organisation(supervisor)) {
    return corrupt(effect.event_at, {"新的主管单位没有登记", "the new supervisor is unknown"});
  }
  if (is_at_or_above(effect.state, id, supervisor)) {
    return corrupt(effect.event_at, {"主管关系成环", "an organisation would supervise itself"});
  }
  const auto kind = effect.state.organisation(id)->kind;
  leave_from(effect.state, kind, id, effect.state.organisation(id)->supervisor);
  enter_under(effect.state, kind, id, supervisor);
  effect.state.edit_organisation(id).supervisor = supervisor;
  return {};
}

void set_tier(OrganisationState& row, SchoolTier tier, Date from) {
  auto& tiers = row.tiers;
  const auto at = std::lower_bound(tiers.begin(), tiers.end(), from,
                                   [](const TierPeriod& p, Date day) { return p.from < day; });
  if (at != tiers.end() && at->from == from) {
    at->tier = tier;
  } else {
    tiers.insert(at, {tier, from});
  }
}

}  // namespace

Status apply(const Effect& effect, const OrganisationRegistered& facts) {
  const auto id = as<OrganisationId>(effect.event.subject);
  if (effect.event.subject_kind != SubjectKind::organisation || id.is_none()) {
    return corrupt(effect.event_at, {"对象不是单位", "the subject is not an organisation"});
  }
  if (effect.state.organisation(id)) {
    return corrupt(effect.event_at, {"该单位已登记", "the organisation is registered already"});
  }
  if (!facts.supervisor.is_none() && !effect.state.organisation(facts.supervisor)) {
    return corrupt(effect.event_at, {"主管单位没有登记", "the supervisor is unknown"});
  }
  if (auto held = hold_code(effect, facts.code); !held) return held;
  enter_under(effect.state, facts.kind, id, facts.supervisor);
  auto& row = effect.state.edit_organisation(id);
  row.kind = facts.kind;
  row.code = facts.code;
  row.name = facts.name;
  row.division_code = facts.division_code;
  row.supervisor = facts.supervisor;
  row.school_type = facts.school_type;
  row.number_county_code = facts.number_county_code;
  row.number_school_code = facts.number_school_code;
  row.owns_status = facts.owns_status;
  if (facts.tier != SchoolTier::ordinary || facts.tier_from.ok()) {
    set_tier(row, facts.tier, facts.tier_from);
  }
  return {};
}

Status apply(const Effect& effect, const OrganisationChanged& facts) {
  if (auto row = subject_organisation(effect); !row) return fail(row.error());
  if (!facts.supervisor.is_none()) {
    if (auto changed = change_supervisor(effect, facts.supervisor); !changed) return changed;
  }
  auto& row = effect.state.edit_organisation(as<OrganisationId>(effect.event.subject));
  if (facts.tier_from.ok()) set_tier(row, facts.tier, facts.tier_from);
  if (!facts.name.empty()) row.name = facts.name;
  return {};
}

Status apply(const Effect& effect, const TeachingPointRegistered& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  auto& sites = (*row)->sites;
  if (std::any_of(sites.begin(), sites.end(),
                  [&](const auto& s) { return s.site == facts.site; })) {
    return corrupt(effect.event_at, {"该教学点已登记", "the teaching point is registered already"});
  }
  sites.push_back({facts.site, facts.name, facts.division_code});
  return {};
}

Status apply(const Effect& effect, const PersonRegistered& facts) {
  if (effect.event.subject_kind != SubjectKind::person || effect.event.subject.is_none()) {
    return corrupt(effect.event_at, {"对象不是人员", "the subject is not a person"});
  }
  // A person who is known already (a former student, or staff of another school) changes employer.
  effect.state.edit_person(as<PersonId>(effect.event.subject)).employer = facts.employer;
  return {};
}

Status apply(const Effect& effect, const KeyEnrolled& facts) {
  auto& state = effect.state;
  if (facts.key.is_none() || state.key(facts.key)) {
    return corrupt(effect.event_at,
                   {"密钥无编号或已有所有人", "the key has no id, or has an owner already"});
  }
  const bool of_person = effect.event.subject_kind == SubjectKind::person;
  KeyState row;
  if (of_person) {
    if (auto owner = subject_person(effect); !owner) return fail(owner.error());
    row.person = as<PersonId>(effect.event.subject);
  } else {
    if (auto owner = subject_organisation(effect); !owner) return fail(owner.error());
    row.organisation = as<OrganisationId>(effect.event.subject);
  }
  if (!facts.replaces.is_none()) {
    const auto* old = state.key(facts.replaces);
    if (!old || old->person != row.person || old->organisation != row.organisation) {
      return corrupt(effect.event_at,
                     {"被替换的密钥不属于该所有人", "the replaced key is not of this owner"});
    }
    if (old->revoked_at == no_position) {
      auto& retired = state.edit_key(facts.replaces);
      retired.revoked_at = effect.effect_at;
      retired.revocation = RevocationKind::retired;
    }
  }
  row.id = facts.key;
  row.purpose = facts.purpose;
  row.suite = facts.suite;
  row.public_key = facts.public_key;
  row.enrolled_at = effect.effect_at;
  state.edit_key(facts.key) = std::move(row);
  return {};
}

Status apply(const Effect& effect, const KeyRevoked& facts) {
  const auto* row = effect.state.key(facts.key);
  if (!row) return corrupt(effect.event_at, {"该密钥没有登记", "the key is unknown"});
  const auto owner = effect.event.subject_kind == SubjectKind::person
                         ? subject_of(row->person)
                         : subject_of(row->organisation);
  if (owner != effect.event.subject) {
    return corrupt(effect.event_at, {"该密钥属于他人", "the key has another owner"});
  }
  // Of a key that signs nothing any more one may still learn that it had been stolen.
  const bool revoked = row->revoked_at != no_position;
  const bool learnt =
      facts.kind == RevocationKind::compromised && row->revocation != RevocationKind::compromised;
  if (revoked && !learnt) {
    return corrupt(effect.event_at, {"该密钥已吊销", "the key is revoked already"});
  }
  auto& edited = effect.state.edit_key(facts.key);
  if (!revoked) edited.revoked_at = effect.effect_at;
  edited.revocation = facts.kind;
  edited.compromised_from = facts.compromised_from;
  return {};
}

Status apply(const Effect& effect, const RoleGranted& facts) {
  if (!effect.state.organisation(facts.organisation)) {
    return corrupt(effect.event_at, {"任职单位没有登记", "the role's organisation is unknown"});
  }
  auto row = subject_person(effect);
  if (!row) return fail(row.error());
  (*row)->roles.push_back(
      {facts.role, facts.organisation, facts.from, facts.until, effect.effect_at, no_position});
  return {};
}

Status apply(const Effect& effect, const RoleEnded& facts) {
  auto row = subject_person(effect);
  if (!row) return fail(row.error());
  bool ended = false;
  for (auto& held : (*row)->roles) {
    if (held.role != facts.role || held.organisation != facts.organisation) continue;
    if (held.ended_at != no_position) continue;
    held.ended_at = effect.effect_at;
    ended = true;
  }
  if (!ended) {
    return corrupt(effect.event_at, {"该人没有这项任职", "the person does not hold this role"});
  }
  return {};
}

Status apply(const Effect& effect, const DelegationGranted& facts) {
  auto row = subject_person(effect);
  if (!row) return fail(row.error());
  auto& all = (*row)->delegations;
  if (facts.delegation.is_none() || std::any_of(all.begin(), all.end(), [&](const auto& held) {
        return held.delegation == facts.delegation;
      })) {
    return corrupt(effect.event_at,
                   {"该委托无编号或已登记", "the delegation has no id, or is recorded already"});
  }
  all.push_back({facts.delegation, facts.from_person, facts.role, facts.organisation, facts.forms,
                 facts.from, facts.until, effect.effect_at, no_position});
  return {};
}

Status apply(const Effect& effect, const DelegationEnded& facts) {
  auto row = subject_person(effect);
  if (!row) return fail(row.error());
  for (auto& held : (*row)->delegations) {
    if (held.delegation != facts.delegation || held.ended_at != no_position) continue;
    held.ended_at = effect.effect_at;
    return {};
  }
  return corrupt(effect.event_at, {"没有可终止的这项委托", "no such delegation is in force"});
}

Status apply(const Effect& effect, const PolicyPackActivated& facts) {
  auto row = subject_organisation(effect);
  if (!row) return fail(row.error());
  (*row)->packs.push_back(
      {facts.pack, facts.pack_id, facts.pack_version, effect.event.effective_on});
  return {};
}

}  // namespace xueji::effects
