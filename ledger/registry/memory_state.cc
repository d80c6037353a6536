#include "ledger/registry/memory_state.h"

namespace xueji {
namespace {

template <class Kind>
std::string tagged(Kind kind, std::string_view id) {
  std::string key(1, static_cast<char>(kind));
  key += id;
  return key;
}

template <class Map, class Key>
const typename Map::mapped_type* find(const Map& table, const Key& key) {
  const auto found = table.find(key);
  return found == table.end() ? nullptr : &found->second;
}

/// The row of this id, created with its id set when it is not there.
template <class Map, class Id>
typename Map::mapped_type& edit(Map& table, const Id& id) {
  const auto [row, created] = table.try_emplace(id);
  if (created) row->second.id = id;
  return row->second;
}

}  // namespace

const OrganisationState* MemoryState::organisation(const OrganisationId& id) const {
  return find(organisations_, id);
}
const PersonState* MemoryState::person(const PersonId& id) const {
  return find(persons_, id);
}
const KeyState* MemoryState::key(const KeyId& id) const {
  return find(keys_, id);
}
const ClassState* MemoryState::school_class(const ClassId& id) const {
  return find(classes_, id);
}
const StudentState* MemoryState::student(const StudentId& id) const {
  return find(students_, id);
}
const SubmissionState* MemoryState::submission(const SubmissionId& id) const {
  return find(submissions_, id);
}
const Reservation* MemoryState::reservation(ReservationKind kind, ByteView id) const {
  return find(reservations_, tagged(kind, text_of(id)));
}
const IdentifierState* MemoryState::identifier(IdentifierKind kind, std::string_view value) const {
  return find(identifiers_, tagged(kind, value));
}
const SerialState* MemoryState::serial(std::string_view scope) const {
  return find(serials_, std::string(scope));
}

OrganisationState& MemoryState::edit_organisation(const OrganisationId& id) {
  return edit(organisations_, id);
}
PersonState& MemoryState::edit_person(const PersonId& id) {
  return edit(persons_, id);
}
KeyState& MemoryState::edit_key(const KeyId& id) {
  return edit(keys_, id);
}
ClassState& MemoryState::edit_class(const ClassId& id) {
  return edit(classes_, id);
}
StudentState& MemoryState::edit_student(const StudentId& id) {
  return edit(students_, id);
}
SubmissionState& MemoryState::edit_submission(const SubmissionId& id) {
  return edit(submissions_, id);
}
Reservation& MemoryState::edit_reservation(ReservationKind kind, ByteView id) {
  auto& row = reservations_[tagged(kind, text_of(id))];
  row.kind = kind;
  row.id = to_bytes(id);
  return row;
}
void MemoryState::drop_reservation(ReservationKind kind, ByteView id) {
  reservations_.erase(tagged(kind, text_of(id)));
}
IdentifierState& MemoryState::edit_identifier(IdentifierKind kind, std::string_view value) {
  auto& row = identifiers_[tagged(kind, value)];
  row.kind = kind;
  row.value = value;
  return row;
}
SerialState& MemoryState::edit_serial(std::string_view scope) {
  auto& row = serials_[std::string(scope)];
  row.scope = scope;
  return row;
}

void MemoryState::set_head(TreeSize size, Instant recorded_at) {
  size_ = size;
  recorded_at_ = recorded_at;
}

}  // namespace xueji
