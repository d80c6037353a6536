#include "ledger/commit/cached_state.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "ledger/registry/decide.h"
#include "ledger/registry/reportable.h"
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

/// The key of a row, put together without an allocation: a line asks for a dozen rows.
class RowName {
 public:
  RowName(std::initializer_list<std::uint8_t> tags, ByteView id) {
    if (tags.size() + id.size() <= short_.size()) {
      const auto end =
          std::copy(id.begin(), id.end(), std::copy(tags.begin(), tags.end(), short_.begin()));
      size_ = static_cast<std::size_t>(end - short_.begin());
    } else {
      long_.assign(tags);
      append(long_, id);
    }
  }
  operator ByteView() const {  // NOLINT(google-explicit-constructor)
    return long_.empty() ? ByteView(short_).first(size_) : ByteView(long_);
  }

 private:
  std::array<std::uint8_t, 64> short_;
  std::size_t size_ = 0;
  Bytes long_;
};

template <class Tag>
constexpr std::uint8_t byte_of(Tag tag) {
  return static_cast<std::uint8_t>(tag);
}

RowName reservation_row(ReservationKind kind, ByteView id) {
  return {{byte_of(StateTable::reservation), byte_of(kind)}, id};
}

RowName identifier_row(IdentifierKind kind, std::string_view value) {
  return {{byte_of(StateTable::identifier), byte_of(kind)}, bytes_of(value)};
}

RowName tail_row(SubjectKind kind, const SubjectId& subject) {
  return {{byte_of(kind)}, subject.view()};
}

}  // namespace

Bytes undecided_row_key(const OrganisationId& organisation, Position header_at) {
  Bytes key = to_bytes(organisation.view());
  append_be(key, header_at.value);
  return key;
}

Row merged_row(const OrganisationState& taken_over) {
  Bytes key = to_bytes(taken_over.merged_into.view());
  append(key, taken_over.id.view());
  return {undecided_rows, std::move(key), Bytes{1}};
}

Row undecided_mark() {
  return {undecided_rows, Bytes{0}, Bytes{1}};
}

Bytes state_row_key(StateTable table, ByteView id) {
  Bytes key;
  key.reserve(id.size() + 1);
  key.push_back(static_cast<std::uint8_t>(table));
  append(key, id);
  return key;
}

template <class T>
typename CachedState::Table<T>::Rows::value_type& CachedState::slot(Table<T>& table, RowSpace space,
                                                                    ByteView key) const {
  auto it = table.rows.find(key);
  if (it == table.rows.end()) {
    it = table.rows.try_emplace(to_bytes(key)).first;
    auto stored = log_.row(space, it->first);
    if (!stored) {
      failure_ = stored.error();
    } else if (*stored) {
      auto value = std::make_unique<T>();
      if (auto decoded = decode_row(**stored, *value); decoded) {
        if constexpr (std::is_same_v<T, SubmissionState>) {
          it->second.indexed = is_undecided(value->stage);
        }
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
const T* CachedState::find(Table<T>& table, ByteView key) const {
  return slot(table, RowSpace::state, key).second.value.get();
}

template <class T>
T& CachedState::edit(Table<T>& table, ByteView key) {
  auto& row = slot(table, RowSpace::state, key);
  if (!row.second.value) row.second.value = std::make_unique<T>();
  mark_changed(table, row);
  return *row.second.value;
}

const OrganisationState* CachedState::organisation(const OrganisationId& id) const {
  return find(organisations_, RowName({byte_of(StateTable::organisation)}, id.view()));
}
const PersonState* CachedState::person(const PersonId& id) const {
  return find(persons_, RowName({byte_of(StateTable::person)}, id.view()));
}
const KeyState* CachedState::key(const KeyId& id) const {
  return find(keys_, RowName({byte_of(StateTable::key)}, id.view()));
}
const ClassState* CachedState::school_class(const ClassId& id) const {
  return find(classes_, RowName({byte_of(StateTable::school_class)}, id.view()));
}
const StudentState* CachedState::student(const StudentId& id) const {
  return find(students_, RowName({byte_of(StateTable::student)}, id.view()));
}
const SubmissionState* CachedState::submission(const SubmissionId& id) const {
  return find(submissions_, RowName({byte_of(StateTable::submission)}, id.view()));
}
const Reservation* CachedState::reservation(ReservationKind kind, ByteView id) const {
  return find(reservations_, reservation_row(kind, id));
}
const IdentifierState* CachedState::identifier(IdentifierKind kind, std::string_view value) const {
  return find(identifiers_, identifier_row(kind, value));
}
const SerialState* CachedState::serial(std::string_view scope) const {
  return find(serials_, RowName({byte_of(StateTable::serial)}, bytes_of(scope)));
}

OrganisationState& CachedState::edit_organisation(const OrganisationId& id) {
  auto& row = edit(organisations_, RowName({byte_of(StateTable::organisation)}, id.view()));
  row.id = id;
  return row;
}
PersonState& CachedState::edit_person(const PersonId& id) {
  auto& row = edit(persons_, RowName({byte_of(StateTable::person)}, id.view()));
  row.id = id;
  return row;
}
KeyState& CachedState::edit_key(const KeyId& id) {
  auto& row = edit(keys_, RowName({byte_of(StateTable::key)}, id.view()));
  row.id = id;
  return row;
}
ClassState& CachedState::edit_class(const ClassId& id) {
  auto& row = edit(classes_, RowName({byte_of(StateTable::school_class)}, id.view()));
  row.id = id;
  return row;
}
StudentState& CachedState::edit_student(const StudentId& id) {
  auto& row = edit(students_, RowName({byte_of(StateTable::student)}, id.view()));
  row.id = id;
  return row;
}
SubmissionState& CachedState::edit_submission(const SubmissionId& id) {
  auto& row = edit(submissions_, RowName({byte_of(StateTable::submission)}, id.view()));
  row.id = id;
  return row;
}
Reservation& CachedState::edit_reservation(ReservationKind kind, ByteView id) {
  auto& row = edit(reservations_, reservation_row(kind, id));
  row.kind = kind;
  row.id = to_bytes(id);
  return row;
}
void CachedState::drop_reservation(ReservationKind kind, ByteView id) {
  auto& row = slot(reservations_, RowSpace::state, reservation_row(kind, id));
  if (!row.second.value) return;
  row.second.value.reset();
  mark_changed(reservations_, row);
}
IdentifierState& CachedState::edit_identifier(IdentifierKind kind, std::string_view value) {
  auto& row = edit(identifiers_, identifier_row(kind, value));
  row.kind = kind;
  row.value = value;
  return row;
}
SerialState& CachedState::edit_serial(std::string_view scope) {
  auto& row = edit(serials_, RowName({byte_of(StateTable::serial)}, bytes_of(scope)));
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
  const auto& held = slot(tails_, RowSpace::subject, tail_row(kind, subject)).second.value;
  return held ? *held : SubjectTail{};
}

void CachedState::set_tail(SubjectKind kind, const SubjectId& subject, SubjectTail tail) {
  // Overwritten as a whole, so what is stored need not be read.
  const auto key = tail_row(kind, subject);
  auto it = tails_.rows.find(ByteView(key));
  if (it == tails_.rows.end()) it = tails_.rows.try_emplace(to_bytes(key)).first;
  auto& row = *it;
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
  const auto want = [&](auto& table, RowSpace space, ByteView key) {
    if (table.rows.contains(key)) return;
    keys.push_back(to_bytes(key));
    wanted.push_back({space, {}});
  };
  keys.reserve(ids.size() * 3);
  for (const auto& id : ids) {
    want(students_, RowSpace::state, RowName({byte_of(StateTable::student)}, id.view()));
    want(reservations_, RowSpace::state, reservation_row(ReservationKind::student, id.view()));
    want(tails_, RowSpace::subject, tail_row(SubjectKind::student, subject_of(id)));
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    wanted[i].key = keys[i];
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
void CachedState::collect(Table<T>& table, RowSpace space, std::uint64_t group,
                          std::vector<Row>& rows) {
  const std::size_t first = rows.size();
  Encoder encoder;
  rows.reserve(first + table.changed.size());
  for (auto* row : table.changed) {
    auto& entry = row->second;
    entry.dirty = false;
    entry.written_with = group;
    rows.push_back({space, row->first,
                    entry.value ? std::optional{encode_row(encoder, *entry.value)} : std::nullopt});
  }
  table.changed.clear();
  std::sort(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(),
            [](const Row& a, const Row& b) { return a.key < b.key; });
}

void CachedState::collect_undecided(std::vector<Row>& rows) {
  for (auto* item : submissions_.changed) {
    auto& slot = item->second;
    const bool waits = is_undecided(slot.value->stage);
    if (waits == slot.indexed) continue;
    slot.indexed = waits;
    const auto& paper = *slot.value;
    for_each_concerned(paper, [&](const OrganisationId& organisation) {
      Row row{undecided_rows, undecided_row_key(organisation, paper.header_at), std::nullopt};
      if (waits) row.value = to_bytes(paper.id.view());
      rows.push_back(std::move(row));
    });
  }
  for (const auto* item : organisations_.changed) {
    const auto& row = *item->second.value;
    if (!row.merged_into.is_none()) rows.push_back(merged_row(row));
  }
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

std::vector<Row> CachedState::take_rows(std::uint64_t group) {
  std::vector<Row> rows;
  collect_undecided(rows);
  each_table([&](auto& table, RowSpace space) { collect(table, space, group, rows); });
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

void CachedState::trim(std::size_t rows_max, std::uint64_t durable) {
  std::size_t held = 0;
  each_table([&](auto& table, RowSpace) { held += table.rows.size(); });
  if (held <= rows_max) return;
  each_table([durable](auto& table, RowSpace) {
    std::erase_if(table.rows, [durable](const auto& item) {
      return !item.second.dirty && item.second.written_with <= durable;
    });
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
