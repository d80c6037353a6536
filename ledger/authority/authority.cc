#include "ledger/authority/authority.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace xueji {
namespace {

/// Authorities are at most a handful deep; a longer way up can only be a cycle.
constexpr int levels_max = 16;

Problem refusal(std::string rule, std::string field, std::string seen, Text message,
                Text expected) {
  Problem problem;
  problem.rule = std::move(rule);
  problem.field = std::move(field);
  problem.seen = std::move(seen);
  problem.message = std::move(message);
  problem.expected = std::move(expected);
  return problem;
}

Problem unentitled(std::string field, std::string seen, Text message, Text expected) {
  return refusal("AUTHORITY", std::move(field), std::move(seen), std::move(message),
                 std::move(expected));
}

/// Both days inclusive; an absent day leaves that side open.
bool covers(Date from, Date until, Date day) {
  return (!from.ok() || from <= day) && (!until.ok() || day <= until);
}

/// "校长 @ 学校名" as the reader sees a capacity.
Text place_of(const StateView& state, Role role, const OrganisationId& organisation) {
  const auto* row = state.organisation(organisation);
  const std::string name = row ? row->name : to_text(organisation);
  const Text label = label_of(role);
  return {"“" + name + "”的" + label.zh, label.en + " at \"" + name + "\""};
}

std::optional<Problem> check_not_revoked(const KeyState& key, const std::string& field) {
  if (key.revoked_at == no_position) return std::nullopt;
  const std::string at = std::to_string(key.revoked_at.value);
  if (key.revocation == RevocationKind::compromised) {
    return unentitled(field, to_text(key.id),
                      {"该密钥已泄露，于第 " + at + " 条记录吊销",
                       "this key is compromised and was revoked at position " + at},
                      {"登记新密钥后重新签署，并核对泄露日期之后的签名",
                       "enrol a new key, sign again, and check what was signed since the day of "
                       "compromise"});
  }
  return unentitled(
      field, to_text(key.id),
      {"该密钥已于第 " + at + " 条记录吊销", "this key was revoked at position " + at},
      {"登记新密钥后重新签署", "enrol a new key and sign again"});
}

std::optional<Problem> check_personal_key(const StateView& state, const KeyId& key,
                                          const PersonId& person) {
  const auto* row = state.key(key);
  if (!row) {
    return unentitled("key", to_text(key),
                      {"台账中没有登记该密钥", "this key is not enrolled in the ledger"},
                      {"请上级管理员先登记密钥（表单 key）",
                       "have the administrator above enrol the key first (form key)"});
  }
  if (auto problem = check_not_revoked(*row, "key")) return problem;
  if (row->purpose != KeyPurpose::personal) {
    return unentitled("key", to_text(key),
                      {"该密钥不是个人签名密钥，不能代表个人签署",
                       "this is not a personal key, so it cannot sign for a person"},
                      {"请使用本人的个人密钥", "sign with the person's own key"});
  }
  if (person.is_none() || row->person != person) {
    return unentitled("capacity.person", to_text(person),
                      {"该密钥属于另一人", "this key belongs to another person"},
                      {"请使用本人的密钥，或以密钥所有人的身份签署",
                       "sign with this person's own key, or name the key's owner"});
  }
  return std::nullopt;
}

/// A recovery key of genesis, or its successor, that speaks for the root about keys: the only thing
/// that it may do (design §3 Authority).
bool is_recovery(const StateView& state, const KeyId& key, const Capacity& capacity, Form form) {
  const auto* row = state.key(key);
  const auto& genesis = state.genesis();
  const auto& holders = genesis.recovery_keys;
  return row && row->purpose == KeyPurpose::recovery && row->person == capacity.person &&
         form == Form::key && capacity.role == Role::authority_administrator &&
         capacity.organisation == genesis.root_organisation && capacity.delegation.is_none() &&
         std::any_of(holders.begin(), holders.end(),
                     [&](const RootKey& holder) { return holder.person == capacity.person; });
}

/// The principal answers for the school: nobody else signs in that role without a recorded
/// delegation (SY-3.2b).
Problem role_not_held(const StateView& state, const Capacity& capacity, Date today,
                      std::string_view principal_rule) {
  const Text place = place_of(state, capacity.role, capacity.organisation);
  const bool principal = capacity.role == Role::principal;
  Text expected{"请由任职人签署，或先登记任职（表单 role）",
                "let the holder of the role sign, or register the role first (form role)"};
  if (principal) {
    expected = {"请由校长本人签署，或先登记授权委托（表单 delegation）",
                "let the principal sign, or record a delegation first (form delegation)"};
  }
  return refusal(std::string(principal ? principal_rule : "AUTHORITY"), "capacity.role",
                 std::string(code_of(capacity.role)),
                 {"签署人在 " + to_text(today) + " 不是" + place.zh,
                  "the signer is not " + place.en + " on " + to_text(today)},
                 std::move(expected));
}

const DelegationHeld* find_delegation(const StateView& state, const PersonId& person,
                                      const DelegationId& id) {
  const auto* row = state.person(person);
  if (!row) return nullptr;
  const auto& all = row->delegations;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.delegation == id; });
  return found == all.end() ? nullptr : &*found;
}

std::optional<Problem> check_delegation(const StateView& state, const Capacity& capacity, Form form,
                                        Date today, std::string_view principal_rule) {
  const std::string rule(capacity.role == Role::principal ? principal_rule : "AUTHORITY");
  const auto refused = [&](Text message, Text expected) {
    return refusal(rule, "capacity.delegation", to_text(capacity.delegation), std::move(message),
                   std::move(expected));
  };
  const Text record_one{"请先登记有效的授权委托（表单 delegation）",
                        "record a delegation that holds first (form delegation)"};
  const auto* held = find_delegation(state, capacity.person, capacity.delegation);
  if (!held) {
    return refused({"没有登记过给该人的这项委托", "no such delegation to this person is recorded"},
                   record_one);
  }
  if (held->ended_at != no_position) {
    return refused({"该委托已于第 " + std::to_string(held->ended_at.value) + " 条记录终止",
                    "this delegation ended at position " + std::to_string(held->ended_at.value)},
                   record_one);
  }
  if (held->role != capacity.role || held->organisation != capacity.organisation) {
    return refused(
        {"该委托不是" + place_of(state, capacity.role, capacity.organisation).zh + "的委托",
         "this delegation is not for " + place_of(state, capacity.role, capacity.organisation).en},
        {"请按委托所列的职务和单位签署", "sign in the role and organisation that it names"});
  }
  if (!held->forms.empty() &&
      std::find(held->forms.begin(), held->forms.end(), form) == held->forms.end()) {
    return refused(
        {"该委托不包括“" + label_of(form).zh + "”",
         "this delegation does not cover the form " + std::string(code_of(form))},
        {"请由委托人本人签署，或扩大委托范围", "let the giver sign, or record a wider delegation"});
  }
  if (!covers(held->from, held->until, today)) {
    return refused({"该委托在 " + to_text(today) + " 无效",
                    "this delegation does not hold on " + to_text(today)},
                   record_one);
  }
  if (!holds_role(state, held->from_person, held->role, held->organisation, today)) {
    return refused(
        {"委托人已不再担任该职务，委托随之失效",
         "the giver no longer holds the role, so the delegation does not hold either"},
        {"请由现任职人签署或重新委托", "let the present holder sign or record a new delegation"});
  }
  return std::nullopt;
}

/// Who handles whole files of students in his office; the others see what they sign, and no more.
bool works_with_files(Role role) {
  using enum Role;
  static constexpr Role roles[] = {
      status_officer,  principal, academic_office, student_affairs, file_keeper,
      section_officer, clerk,     section_chief,   deputy_director, director,
      recorder,        inspector, auditor};
  return std::find(std::begin(roles), std::end(roles), role) != std::end(roles);
}

/// The nearest organisation of this kind, from `from` upward.
std::optional<OrganisationId> upward(const StateView& state, OrganisationKind kind,
                                     OrganisationId from) {
  for (int level = 0; level < levels_max; ++level) {
    const auto* row = state.organisation(from);
    if (!row) return std::nullopt;
    if (row->kind == kind) return from;
    from = row->supervisor;
  }
  return std::nullopt;
}

/// The institute or office registered under the nearest organisation at or above `from` that has
/// one; `from` itself when it is of that kind.
std::optional<OrganisationId> office_upward(const StateView& state, OrganisationKind kind,
                                            OrganisationId OrganisationState::*office,
                                            OrganisationId from) {
  for (int level = 0; level < levels_max; ++level) {
    const auto* row = state.organisation(from);
    if (!row) return std::nullopt;
    if (row->kind == kind) return from;
    if (!(row->*office).is_none()) return row->*office;
    from = row->supervisor;
  }
  return std::nullopt;
}

/// Who speaks for the root does so with a key that the root enrolled: of any other the employer may
/// hold the secret. Keys of its own staff the root always enrols, and since somebody got a role or
/// delegation there that still lasts, nobody else enrols that person's (FORMAT.md §7.3).
std::optional<Problem> check_key_of_root(const StateView& state, const KeyState& key,
                                         const Capacity& capacity, Date today) {
  const auto& root = state.genesis().root_organisation;
  const bool speaks_for_root =
      capacity.organisation == root &&
      (capacity.role == Role::authority_administrator || capacity.role == Role::director);
  const auto* person = state.person(capacity.person);
  if (!speaks_for_root || person == nullptr || person->employer == root) return std::nullopt;
  Position since = no_position;
  const auto note = [&](const auto& held) {
    const bool lasts = held.ended_at == no_position && (!held.until.ok() || held.until >= today);
    if (held.organisation == root && lasts) since = std::min(since, held.granted_at);
  };
  std::for_each(person->roles.begin(), person->roles.end(), note);
  std::for_each(person->delegations.begin(), person->delegations.end(), note);
  if (key.enrolled_at >= since) return std::nullopt;
  return unentitled("key", to_text(key.id),
                    {"该密钥在此人任职最高主管部门之前登记,不能代表最高主管部门签署",
                     "this key was enrolled before its owner had a role at the root, and does not "
                     "sign for the root"},
                    {"由最高主管部门为其登记新密钥(表单 key)后签署",
                     "let the root enrol a new key of this person (form key), and sign with it"});
}

/// Whether the person has the role by itself, or by the delegation that the capacity names.
std::optional<Problem> check_role(const StateView& state, const Capacity& capacity, Form form,
                                  Date today, std::string_view principal_rule) {
  if (!capacity.delegation.is_none()) {
    return check_delegation(state, capacity, form, today, principal_rule);
  }
  if (holds_role(state, capacity.person, capacity.role, capacity.organisation, today)) {
    return std::nullopt;
  }
  return role_not_held(state, capacity, today, principal_rule);
}

}  // namespace

std::optional<Problem> check_capacity(const StateView& state, const KeyId& key,
                                      const Capacity& capacity, Form form, Date today,
                                      std::string_view principal_rule) {
  if (is_recovery(state, key, capacity, form)) {
    return check_not_revoked(*state.key(key), "key");
  }
  if (auto problem = check_personal_key(state, key, capacity.person)) return problem;
  if (!state.organisation(capacity.organisation)) {
    return unentitled("capacity.organisation", to_text(capacity.organisation),
                      {"台账中没有登记该单位", "this organisation is not registered"},
                      {"请先登记单位（表单 organisation）",
                       "register the organisation first (form organisation)"});
  }
  if (auto problem = check_role(state, capacity, form, today, principal_rule)) return problem;
  return check_key_of_root(state, *state.key(key), capacity, today);
}

std::optional<Problem> check_seal(const StateView& state, const KeyId& seal_key,
                                  const OrganisationId& organisation) {
  const auto* row = state.key(seal_key);
  if (!row) {
    return unentitled("seal_key", to_text(seal_key),
                      {"台账中没有登记该印章密钥", "this seal key is not enrolled in the ledger"},
                      {"请先登记单位的印章密钥（表单 key）",
                       "enrol the organisation's seal key first (form key)"});
  }
  if (auto problem = check_not_revoked(*row, "seal_key")) return problem;
  if (row->purpose != KeyPurpose::seal || row->organisation != organisation) {
    return unentitled("seal_key", to_text(seal_key),
                      {"该密钥不是本单位的印章密钥", "this is not a seal key of this organisation"},
                      {"请使用本单位的印章密钥", "seal with the organisation's own seal key"});
  }
  return std::nullopt;
}

std::optional<Problem> check_clear_access(const StateView& state, const KeyId& key,
                                          const Capacity& capacity,
                                          std::span<const OrganisationId> about, Date today) {
  if (auto problem = check_capacity(state, key, capacity, Form::none, today)) return problem;
  if (!works_with_files(capacity.role)) {
    return unentitled(
        "capacity.role", std::string(code_of(capacity.role)),
        {"此职务不查阅学生名单的明文", "this role does not see clear lists of students"},
        {"由学籍管理员、校长或主管部门的经办人员查阅",
         "let the status officer, the principal or the section of the authority look"});
  }
  const OrganisationId whole[] = {state.genesis().root_organisation};
  for (const auto& organisation : about.empty() ? std::span<const OrganisationId>(whole) : about) {
    if (is_at_or_above(state, capacity.organisation, organisation)) continue;
    const Text place = place_of(state, capacity.role, capacity.organisation);
    return unentitled("capacity.organisation", to_text(organisation),
                      {"所查单位不归" + place.zh + "管辖",
                       "what is asked for is not within the reach of the " + place.en},
                      {"只查本单位及所辖单位(--school)",
                       "ask for one's own organisation, or one below it (--school)"});
  }
  return std::nullopt;
}

std::optional<PersonId> giver_of(const StateView& state, const Capacity& capacity) {
  if (capacity.delegation.is_none()) return std::nullopt;
  const auto* held = find_delegation(state, capacity.person, capacity.delegation);
  if (!held) return std::nullopt;
  return held->from_person;
}

std::optional<OrganisationId> resolve(const StateView& state, Relation relation,
                                      const OrganisationId& from) {
  const auto* row = state.organisation(from);
  if (!row) return std::nullopt;
  switch (relation) {
    case Relation::own:
      return from;
    case Relation::supervisor:
      if (!state.organisation(row->supervisor)) return std::nullopt;
      return row->supervisor;
    case Relation::city:
      if (const auto city = upward(state, OrganisationKind::city, from)) return city;
      if (row->kind != OrganisationKind::school) return std::nullopt;
      return upward(state, OrganisationKind::province, from);
    case Relation::province:
      return upward(state, OrganisationKind::province, from);
    case Relation::exam_institute:
      return office_upward(state, OrganisationKind::exam_institute,
                           &OrganisationState::exam_institute, from);
    case Relation::admissions_office:
      return office_upward(state, OrganisationKind::admissions_office,
                           &OrganisationState::admissions_office, from);
    case Relation::other_school:
    case Relation::other_supervisor:
      return std::nullopt;  // Known from the lines of a submission only (signoff).
  }
  return std::nullopt;
}

bool is_at_or_above(const StateView& state, const OrganisationId& higher,
                    const OrganisationId& lower) {
  auto at = lower;
  for (int level = 0; level < levels_max && !at.is_none(); ++level) {
    if (at == higher) return true;
    const auto* row = state.organisation(at);
    if (!row) return false;
    at = row->supervisor;
  }
  return false;
}

bool holds_role(const StateView& state, const PersonId& person, Role role,
                const OrganisationId& organisation, Date today) {
  const auto* row = state.person(person);
  if (!row || role == Role::none) return false;
  return std::any_of(row->roles.begin(), row->roles.end(), [&](const RoleHeld& held) {
    return held.role == role && held.organisation == organisation && held.ended_at == no_position &&
           covers(held.from, held.until, today);
  });
}

}  // namespace xueji
