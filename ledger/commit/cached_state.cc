#include "ledger/commit/cached_state.h"

#include <algorithm>

#include "ledger/schema/codec.h"

namespace xueji {
namespace {

Bytes encode_tail(const SubjectTail& tail) {
  Bytes out;
  append_le(out, tail.last.value);
  append_le(out, tail.count);
  return out;
}

Status decode_row(ByteView bytes, SubjectTail& out) {
  if (bytes.size() != 12) return fail(ErrorCode::corrupt, "a subject row has a wrong size");
  out.last = Position{read_le<std::uint64_t>(bytes.data())};
  out.count = read_le<std::uint32_t>(bytes.data() + 8);
  return {};
}

template <class T>
Status decode_row(ByteView bytes, T& out) {
  auto decoded = decode_trusted<T>(bytes);
  if (!decoded) return fail(decoded.error());
  out = *std::move(decoded);
  return {};
}

Bytes encode_row(Encoder&, const SubjectTail& tail) {
  return encode_tail(tail);
}
template <class T>
Bytes encode_row(Encoder& encoder, const T& value) {
  return to_bytes(encoder.encode(value));
}

Bytes reservation_id(ReservationKind kind, ByteView id) {
  Bytes out{static_cast<std::uint8_t>(kind)};
  append(out, id);
  return out;
}

Bytes identifier_id(IdentifierKind kind, std::string_view value) {
  Bytes out{static_cast<std::uint8_t>(kind)};
  append(out, bytes_of(value));
  return out;
}

Bytes tail_key(SubjectKind kind, const SubjectId& subject) {
  Bytes out{static_cast<std::uint8_t>(kind)};
  append(out, subject.view());
  return out;
}

}  // namespace

Bytes state_row_key(StateTable table, ByteView id) {
  Bytes key;
  key.reserve(id.size() + 1);
  key.push_back(static_cast<std::uint8_t>(table));
  append(key, id);
  return key;
}

template <class T>
typename CachedState::Table<T>::Rows::value_type& CachedState::slot(Table<T>& table, RowSpace space,
                                                                    Bytes key) const {
  const auto [it, inserted] = table.rows.try_emplace(std::move(key));
  if (inserted) {
    auto stored = log_.row(space, it->first);
    if (!stored) {
      failure_ = stored.error();
    } else if (*stored) {
      auto value = std::make_unique<T>();
      if (auto decoded = decode_row(**stored, *value); decoded) {
        it->second.value = std::move(value);
      } else {
        failure_ = decoded.error();
      }
    }
  }
  return *it;
}

template <class T>
void CachedState::mark_changed(Table<T>& table, typename Table<T>::Rows::value_type& row) {
  if (!row.second.dirty) table.changed.push_back(&row);
  row.second.dirty = true;
}

template <class T>
const T* CachedState::find(Table<T>& table, StateTable tag, ByteView id) const {
  return slot(table, RowSpace::state, state_row_key(tag, id)).second.value.get();
}

template <class T>
T& CachedState::edit(Table<T>& table, StateTable tag, ByteView id) {
  auto& row = slot(table, RowSpace::state, state_row_key(tag, id));
  if (!row.second.value) row.second.value = std::make_unique<T>();
  mark_changed(table, row);
  return *row.second.value;
}

const OrganisationState* CachedState::organisation(const OrganisationId& id) const {
  return find(organisations_, StateTable::organisation, id.view());
}
const PersonState* CachedState::person(const PersonId& id) const {
  return find(persons_, StateTable::person, id.view());
}
const KeyState* CachedState::key(const KeyId& id) const {
  return find(keys_, StateTable::key, id.view());
}
const ClassState* CachedState::school_class(const ClassId& id) const {
  return find(classes_, StateTable::school_class, id.view());
}
const StudentState* CachedState::student(const StudentId& id) const {
  return find(students_, StateTable::student, id.view());
}
const SubmissionState* CachedState::submission(const SubmissionId& id) const {
  return find(submissions_, StateTable::submission, id.view());
}
const Reservation* CachedState::reservation(ReservationKind kind, ByteView id) const {
  return find(reservations_, StateTable::reservation, reservation_id(kind, id));
}
const IdentifierState* CachedState::identifier(IdentifierKind kind, std::string_view value) const {
  return find(identifiers_, StateTable::identifier, identifier_id(kind, value));
}
const SerialState* CachedState::serial(std::string_view scope) const {
  return find(serials_, StateTable::serial, bytes_of(scope));
}

OrganisationState& CachedState::edit_organisation(const OrganisationId& id) {
  auto& row = edit(organisations_, StateTable::organisation, id.view());
  row.id = id;
  return row;
}
PersonState& CachedState::edit_person(const PersonId& id) {
  auto& row = edit(persons_, StateTable::person, id.view());
  row.id = id;
  return row;
}
KeyState& CachedState::edit_key(const KeyId& id) {
  auto& row = edit(keys_, StateTable::key, id.view());
  row.id = id;
  return row;
}
ClassState& CachedState::edit_class(const ClassId& id) {
  auto& row = edit(classes_, StateTable::school_class, id.view());
  row.id = id;
  return row;
}
StudentState& CachedState::edit_student(const StudentId& id) {
  auto& row = edit(students_, StateTable::student, id.view());
  row.id = id;
  return row;
}
SubmissionState& CachedState::edit_submission(const SubmissionId& id) {
  auto& row = edit(submissions_, StateTable::submission, id.view());
  row.id = id;
  return row;
}
Reservation& CachedState::edit_reservation(ReservationKind kind, ByteView id) {
  auto& row = edit(reservations_, StateTable::reservation, reservation_id(kind, id));
  row.kind = kind;
  row.id = to_bytes(id);
  return row;
}
void CachedState::drop_reservation(ReservationKind kind, ByteView id) {
  auto& row = slot(reservations_, RowSpace::state,
                   state_row_key(StateTable::reservation, reservation_id(kind, id)));
  if (!row.second.value) return;
  row.second.value.reset();
  mark_changed(reservations_, row);
}
IdentifierState& CachedState::edit_identifier(IdentifierKind kind, std::string_view value) {
  auto& row = edit(identifiers_, StateTable::identifier, identifier_id(kind, value));
  row.kind = kind;
  row.value = value;
  return row;
}
SerialState& CachedState::edit_serial(std::string_view scope) {
  auto& row = edit(serials_, StateTable::serial, bytes_of(scope));
  row.scope = scope;
  return row;
}

void CachedState::set_genesis(const Genesis& genesis) {
  genesis_ = genesis;
  genesis_dirty_ = true;
}

void CachedState::set_head(TreeSize size, Instant recorded_at) {
  size_ = size;
  recorded_at_ = recorded_at;
}

SubjectTail CachedState::tail(SubjectKind kind, const SubjectId& subject) const {
  const auto& held = slot(tails_, RowSpace::subject, tail_key(kind, subject)).second.value;
  return held ? *held : SubjectTail{};
}

void CachedState::set_tail(SubjectKind kind, const SubjectId& subject, SubjectTail tail) {
  // Overwritten as a whole, so what is stored need not be read.
  auto& row = *tails_.rows.try_emplace(tail_key(kind, subject)).first;
  if (!row.second.value) row.second.value = std::make_unique<SubjectTail>();
  *row.second.value = tail;
  mark_changed(tails_, row);
}

Status CachedState::load() {
  auto genesis = log_.row(RowSpace::state, state_row_key(StateTable::genesis, {}));
  if (!genesis) return fail(genesis.error());
  auto head = log_.row(RowSpace::state, state_row_key(StateTable::head, {}));
  if (!head) return fail(head.error());
  if (!*genesis || !*head || (*head)->size() != 16) {
    return fail(ErrorCode::corrupt, "the state rows of genesis and head are missing");
  }
  auto decoded = decode_trusted<Genesis>(**genesis);
  if (!decoded) return fail(decoded.error());
  genesis_ = *std::move(decoded);
  size_ = TreeSize{read_le<std::uint64_t>((*head)->data())};
  recorded_at_ = Instant{read_le<std::int64_t>((*head)->data() + 8)};
  return {};
}

void CachedState::prefetch_students(std::span<const StudentId> ids) const {
  std::vector<Bytes> keys;
  std::vector<RowKey> wanted;
  const auto want = [&](auto& table, RowSpace space, Bytes key) {
    if (table.rows.contains(key)) return;
    keys.push_back(std::move(key));
    wanted.push_back({space, {}});
  };
  keys.reserve(ids.size() * 3);
  for (const auto& id : ids) {
    want(students_, RowSpace::state, state_row_key(StateTable::student, id.view()));
    want(reservations_, RowSpace::state,
         state_row_key(StateTable::reservation,
                       reservation_id(ReservationKind::student, id.view())));
    want(tails_, RowSpace::subject, tail_key(SubjectKind::student, subject_of(id)));
  }
  for (std::size_t i = 0; i < keys.size(); ++i) wanted[i].key = keys[i];
  auto rows = log_.multi_row(wanted);
  if (!rows) {
    failure_ = rows.error();
    return;
  }
  const auto put = [&](auto& table, Bytes& key, const std::optional<Bytes>& stored) {
    auto& entry = table.rows[std::move(key)];
    if (!stored) return;
    entry.value = std::make_unique<typename std::decay_t<decltype(*entry.value)>>();
    if (auto decoded = decode_row(*stored, *entry.value); !decoded) failure_ = decoded.error();
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (wanted[i].space == RowSpace::subject) {
      put(tails_, keys[i], (*rows)[i]);
    } else if (keys[i][0] == static_cast<std::uint8_t>(StateTable::student)) {
      put(students_, keys[i], (*rows)[i]);
    } else {
      put(reservations_, keys[i], (*rows)[i]);
    }
  }
}

template <class T>
void CachedState::collect(Table<T>& table, RowSpace space, std::vector<Row>& rows) {
  const std::size_t first = rows.size();
  Encoder encoder;
  rows.reserve(first + table.changed.size());
  for (auto* row : table.changed) {
    auto& entry = row->second;
    entry.dirty = false;
    rows.push_back({space, row->first,
                    entry.value ? std::optional{encode_row(encoder, *entry.value)} : std::nullopt});
  }
  table.changed.clear();
  std::sort(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(),
            [](const Row& a, const Row& b) { return a.key < b.key; });
}

template <class Visitor>
void CachedState::each_table(Visitor&& visit) {
  visit(organisations_, RowSpace::state);
  visit(persons_, RowSpace::state);
  visit(keys_, RowSpace::state);
  visit(classes_, RowSpace::state);
  visit(students_, RowSpace::state);
  visit(submissions_, RowSpace::state);
  visit(reservations_, RowSpace::state);
  visit(identifiers_, RowSpace::state);
  visit(serials_, RowSpace::state);
  visit(tails_, RowSpace::subject);
}

std::vector<Row> CachedState::take_rows() {
  std::vector<Row> rows;
  each_table([&](auto& table, RowSpace space) { collect(table, space, rows); });
  if (genesis_dirty_) {
    rows.push_back({RowSpace::state, state_row_key(StateTable::genesis, {}), encode(genesis_)});
    genesis_dirty_ = false;
  }
  Bytes head;
  append_le(head, size_.value);
  append_le(head, recorded_at_.ms);
  rows.push_back({RowSpace::state, state_row_key(StateTable::head, {}), std::move(head)});
  return rows;
}

void CachedState::trim(std::size_t rows_max) {
  std::size_t held = 0;
  each_table([&](auto& table, RowSpace) { held += table.rows.size(); });
  if (held <= rows_max) return;
  each_table([](auto& table, RowSpace) {
    std::erase_if(table.rows, [](const auto& item) { return !item.second.dirty; });
  });
}

void CachedState::reset() {
  each_table([](auto& table, RowSpace) {
    table.rows.clear();
    table.changed.clear();
  });
  failure_.reset();
  genesis_dirty_ = false;
}

}  // namespace xueji
