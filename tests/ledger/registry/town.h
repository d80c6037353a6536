// A small town for tests of authority, chains and evolve: a city bureau with its exam institute, a
// county, two schools, and their people, as rows of decision state. Ids are readable bytes.
#pragma once

#include <string>
#include <string_view>

#include "ledger/registry/memory_state.h"

namespace xueji::town {

/// An id that repeats one byte: enough to tell things apart in a test.
template <class Id>
[[nodiscard]] inline Id id(unsigned char byte) {
  Id out;
  out.bytes.fill(byte);
  return out;
}

inline const auto city = id<OrganisationId>(0x01);
inline const auto county = id<OrganisationId>(0x02);
inline const auto school = id<OrganisationId>(0x03);
inline const auto other_school = id<OrganisationId>(0x04);
inline const auto exam_institute = id<OrganisationId>(0x05);
inline const auto province = id<OrganisationId>(0x06);

inline const auto administrator = id<PersonId>(0x10);
inline const auto officer = id<PersonId>(0x11);
inline const auto principal = id<PersonId>(0x12);
inline const auto keeper = id<PersonId>(0x13);
inline const auto county_section = id<PersonId>(0x14);
inline const auto examiner = id<PersonId>(0x15);
inline const auto clerk = id<PersonId>(0x16);
inline const auto deputy = id<PersonId>(0x17);
inline const auto recorder = id<PersonId>(0x18);
inline const auto vice_principal = id<PersonId>(0x19);
inline const auto other_officer = id<PersonId>(0x1a);

/// The personal key of a person, and the seal key of an organisation.
[[nodiscard]] inline KeyId key_of(const PersonId& person) {
  return id<KeyId>(person.bytes[0]);
}
[[nodiscard]] inline KeyId seal_of(const OrganisationId& organisation) {
  return id<KeyId>(static_cast<unsigned char>(0x80 + organisation.bytes[0]));
}

inline const Date today = make_date(2024, 9, 20);
[[nodiscard]] inline Instant noon(Date date) {
  return Instant{start_of(date).ms + 12 * 3'600'000};
}

inline void add_organisation(MemoryState& state, const OrganisationId& which, OrganisationKind kind,
                             std::string name, const OrganisationId& supervisor) {
  auto& row = state.edit_organisation(which);
  row.kind = kind;
  row.code = name;
  row.name = std::move(name);
  row.supervisor = supervisor;
  auto& seal = state.edit_key(seal_of(which));
  seal.purpose = KeyPurpose::seal;
  seal.organisation = which;
}

inline void add_person(MemoryState& state, const PersonId& person, Role role,
                       const OrganisationId& where) {
  auto& row = state.edit_person(person);
  row.employer = where;
  row.roles.push_back({role, where, make_date(2024, 1, 1), {}, Position{1}, no_position});
  auto& key = state.edit_key(key_of(person));
  key.purpose = KeyPurpose::personal;
  key.person = person;
}

[[nodiscard]] inline MemoryState build() {
  MemoryState state;
  add_organisation(state, province, OrganisationKind::province, "Province", {});
  add_organisation(state, city, OrganisationKind::city, "City", province);
  add_organisation(state, county, OrganisationKind::county, "County", city);
  add_organisation(state, school, OrganisationKind::school, "School", county);
  add_organisation(state, other_school, OrganisationKind::school, "Other", city);
  add_organisation(state, exam_institute, OrganisationKind::exam_institute, "Exams", city);
  state.edit_organisation(city).exam_institute = exam_institute;
  state.edit_organisation(school).officer = officer;
  add_person(state, administrator, Role::authority_administrator, city);
  add_person(state, officer, Role::status_officer, school);
  add_person(state, principal, Role::principal, school);
  add_person(state, keeper, Role::seal_keeper, school);
  add_person(state, county_section, Role::section_officer, county);
  add_person(state, examiner, Role::exam_officer, exam_institute);
  add_person(state, clerk, Role::clerk, city);
  add_person(state, deputy, Role::deputy_director, city);
  add_person(state, recorder, Role::recorder, city);
  add_person(state, vice_principal, Role::academic_office, school);
  add_person(state, other_officer, Role::status_officer, other_school);
  return state;
}

/// The principal lets the vice principal sign in that role.
inline const auto delegation = id<DelegationId>(0x31);
inline void delegate(MemoryState& state, const PersonId& to, const PersonId& from, Role role,
                     const OrganisationId& where) {
  state.edit_person(to).delegations.push_back({delegation,
                                               from,
                                               role,
                                               where,
                                               {Form::entry_roster},
                                               make_date(2024, 9, 1),
                                               make_date(2024, 9, 30),
                                               Position{2},
                                               no_position});
}

}  // namespace xueji::town
