#include "projections/fold_state.h"

#include <map>

#include "ledger/schema/codec.h"
#include "projections/history.h"

namespace xueji {
namespace {

template <class Tag, std::size_t size>
ByteView view_of(const FixedId<Tag, size>& id) {
  return id.view();
}
ByteView view_of(const std::string& id) {
  return bytes_of(id);
}

std::string identifier_key(IdentifierKind kind, std::string_view value) {
  std::string key(1, static_cast<char>(kind));
  key += value;
  return key;
}

void start_key(Bytes& key, ViewTable letter) {
  key.clear();
  key.push_back(static_cast<std::uint8_t>(letter));
}

/// The first bytes of an id as a number that sorts as they do.
template <class Id>
std::uint64_t first_bytes(const Id& id) {
  const auto bytes = view_of(id);
  if (bytes.size() >= 8) return read_be<std::uint64_t>(bytes.data());
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    first |= std::uint64_t{bytes[i]} << (8 * (7 - i));
  return first;
}

/// A row of a table, with what orders it: the rows themselves lie scattered in memory.
template <class Node>
struct Ordered {
  std::uint64_t first;
  Node* node;
  friend bool operator<(const Ordered& a, const Ordered& b) {
    if (a.first != b.first) return a.first < b.first;
    return a.node->first < b.node->first;
  }
};

/// The changed rows of a table, by id.
template <class Table>
auto changed_in_order(Table& table) {
  std::vector<Ordered<typename Table::value_type>> changed;
  changed.reserve(table.size());
  for (auto& node : table) {
    if (node.second.dirty) changed.push_back({first_bytes(node.first), &node});
  }
  std::sort(changed.begin(), changed.end());
  return changed;
}

/// What a new row says of itself.
template <class T, class Id>
void name_row(T& row, const Id& id) {
  if constexpr (std::is_same_v<T, IdentifierState>) {
    row.kind = static_cast<IdentifierKind>(id.front());
    row.value = id.substr(1);
  } else {
    row.id = id;
  }
}

}  // namespace

std::optional<Bytes> FoldState::base_row(const Bytes& key) const {
  if (base_ == nullptr) return std::nullopt;
  auto row = base_->get(key);
  if (row) return *std::move(row);
  if (!failure_) failure_ = row.error();
  return std::nullopt;
}

std::optional<Bytes> FoldState::first_look(const Bytes& key) const {
  if (touched_ && !touched_->touch(key)) return std::nullopt;
  return base_row(key);
}

template <class T, class Id>
FoldState::Slot<T>& FoldState::slot(Table<Id, T>& table, ViewTable letter, const Id& id) const {
  const auto [at, created] = table.try_emplace(id);
  auto& slot = at->second;
  if (!created || looks_nowhere()) return slot;
  const auto row = first_look(view_key(letter, {view_of(id)}));
  if (!row) return slot;
  auto value = decode_trusted<T>(*row);
  if (!value) {
    if (!failure_) failure_ = value.error();
    return slot;
  }
  slot.value = *std::move(value);
  slot.exists = true;
  return slot;
}

template <class T, class Id>
const T* FoldState::find(Table<Id, T>& table, ViewTable letter, const Id& id) const {
  const auto& found = slot(table, letter, id);
  return found.exists ? &found.value : nullptr;
}

template <class T, class Id>
T& FoldState::edit(Table<Id, T>& table, ViewTable letter, const Id& id) {
  auto& found = slot(table, letter, id);
  if (!found.exists) name_row(found.value, id);
  found.exists = true;
  found.dirty = true;
  return found.value;
}

const OrganisationState* FoldState::organisation(const OrganisationId& id) const {
  return find(organisations_, ViewTable::organisation, id);
}
const PersonState* FoldState::person(const PersonId& id) const {
  return find(persons_, ViewTable::person, id);
}
const KeyState* FoldState::key(const KeyId& id) const {
  return find(keys_, ViewTable::key, id);
}
const ClassState* FoldState::school_class(const ClassId& id) const {
  return find(classes_, ViewTable::school_class, id);
}
const IdentifierState* FoldState::identifier(IdentifierKind kind, std::string_view value) const {
  return find(identifiers_, ViewTable::identifier, identifier_key(kind, value));
}
const StudentState* FoldState::student(const StudentId& id) const {
  const auto& found = student_slot(id);
  return found.exists ? &found.state : nullptr;
}
const SubmissionState* FoldState::submission(const SubmissionId&) const {
  return nullptr;
}
const Reservation* FoldState::reservation(ReservationKind, ByteView) const {
  return nullptr;
}
const SerialState* FoldState::serial(std::string_view) const {
  return nullptr;
}

OrganisationState& FoldState::edit_organisation(const OrganisationId& id) {
  return edit(organisations_, ViewTable::organisation, id);
}
PersonState& FoldState::edit_person(const PersonId& id) {
  return edit(persons_, ViewTable::person, id);
}
KeyState& FoldState::edit_key(const KeyId& id) {
  return edit(keys_, ViewTable::key, id);
}
ClassState& FoldState::edit_class(const ClassId& id) {
  return edit(classes_, ViewTable::school_class, id);
}
IdentifierState& FoldState::edit_identifier(IdentifierKind kind, std::string_view value) {
  return edit(identifiers_, ViewTable::identifier, identifier_key(kind, value));
}
StudentState& FoldState::edit_student(const StudentId& id) {
  auto& slot = student_slot(id);
  slot.exists = true;
  slot.dirty = true;
  return slot.state;
}
SubmissionState& FoldState::edit_submission(const SubmissionId&) {
  return no_submission_ = {};
}
Reservation& FoldState::edit_reservation(ReservationKind, ByteView) {
  return no_reservation_ = {};
}
void FoldState::drop_reservation(ReservationKind, ByteView) {}
SerialState& FoldState::edit_serial(std::string_view) {
  return no_serial_ = {};
}

void FoldState::set_head(TreeSize size, Instant recorded_at) {
  size_ = size;
  recorded_at_ = recorded_at;
}

bool FoldState::load_student(const StudentId& id, StudentSlot& slot) const {
  const auto schools = first_look(view_key(ViewTable::student, {id.view()}));
  if (!schools) return false;
  for (std::size_t at = 0; at + 16 <= schools->size(); at += 16) {
    slot.schools.push_back(*OrganisationId::from(ByteView(*schools).subspan(at, 16)));
  }
  if (slot.schools.empty()) return false;
  auto history = base_row(view_key(ViewTable::roster, {slot.schools.front().view(), id.view()}));
  if (!history) return false;
  slot.history = *std::move(history);
  HistoryReader reader(slot.history);
  while (reader.next()) {
    reader.apply_to(slot.state);
    slot.effective_last = std::max(slot.effective_last, reader.change().effective_on);
  }
  return !reader.damaged();
}

StudentSlot& FoldState::student_slot(const StudentId& id) const {
  if (last_student_.second != nullptr && last_student_.first == id) return *last_student_.second;
  const auto [at, created] = students_.try_emplace(id);
  auto& slot = at->second;
  last_student_ = {id, &slot};
  if (!created) return slot;
  slot.state.id = id;
  if (looks_nowhere()) return slot;
  slot.exists = load_student(id, slot);
  if (!slot.exists && !slot.schools.empty() && !failure_) {
    failure_ = damaged_view("student history").value();
  }
  return slot;
}

// ---- What changed. -----------------------------------------------------------------------------

template <class T, class Id>
Status FoldState::emit_table(Table<Id, T>& table, ViewTable letter, const RowSink& sink) {
  Encoder encoder;
  Bytes key;
  for (const auto& changed : changed_in_order(table)) {
    auto& [id, slot] = *changed.node;
    start_key(key, letter);
    append(key, view_of(id));
    if (auto sunk = sink(key, encoder.encode(slot.value)); !sunk) return sunk;
    slot.dirty = false;
  }
  return {};
}

Status FoldState::emit_histories(const RowSink& sink) {
  using Node = Ordered<const decltype(students_)::value_type>;
  std::map<OrganisationId, std::vector<Node>> schools;
  for (const auto& node : students_) {
    if (!node.second.dirty) continue;
    for (const auto& school : node.second.schools)
      schools[school].push_back({first_bytes(node.first), &node});
  }
  Bytes key;
  for (auto& [school, students] : schools) {
    std::sort(students.begin(), students.end());
    for (const auto& student : students) {
      start_key(key, ViewTable::roster);
      append(key, school.view());
      append(key, student.node->first.view());
      if (auto sunk = sink(key, ByteView(student.node->second.history)); !sunk) return sunk;
    }
  }
  return {};
}

/// Comes after the histories, and so marks the slots clean.
Status FoldState::emit_students(const RowSink& sink) {
  Bytes value;
  Bytes key;
  for (const auto& changed : changed_in_order(students_)) {
    auto& [id, slot] = *changed.node;
    slot.dirty = false;
    value.clear();
    for (const auto& school : slot.schools)
      append(value, school.view());
    start_key(key, ViewTable::student);
    append(key, id.view());
    if (auto sunk = sink(key, ByteView(value)); !sunk) return sunk;
  }
  return {};
}

Status FoldState::emit(ViewTable table, const RowSink& sink) {
  switch (table) {
    case ViewTable::organisation:
      return emit_table(organisations_, table, sink);
    case ViewTable::person:
      return emit_table(persons_, table, sink);
    case ViewTable::key:
      return emit_table(keys_, table, sink);
    case ViewTable::school_class:
      return emit_table(classes_, table, sink);
    case ViewTable::identifier:
      return emit_table(identifiers_, table, sink);
    case ViewTable::roster:
      return emit_histories(sink);
    case ViewTable::student:
      return emit_students(sink);
    default:
      return {};
  }
}

std::size_t FoldState::rows_held() const {
  return organisations_.size() + persons_.size() + keys_.size() + classes_.size() +
         identifiers_.size() + students_.size();
}

void FoldState::expect(std::size_t rows) {
  persons_.reserve(rows);
  students_.reserve(rows);
}

void FoldState::forget() {
  forget_others();
  forget_students();
}

void FoldState::forget_students() {
  students_.clear();
  last_student_ = {};
}

void FoldState::forget_others() {
  organisations_.clear();
  persons_.clear();
  keys_.clear();
  classes_.clear();
  identifiers_.clear();
}

}  // namespace xueji
