#include "replay/verify/stored_rows.h"

#include <algorithm>
#include <map>

#include "ledger/commit/cached_state.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/registry/decide.h"
#include "ledger/registry/reportable.h"

namespace xueji::second_opinion {
namespace {

const Text state_name{"状态行", "the state row"};
const Text tail_name{"对象末端行", "the subject row"};
const Text pack_name{"规则包位置行", "the pack row"};
const Text index_name{"单位索引行", "the organisation index row"};
const Text undecided_name{"待办索引行", "the row of undecided submissions"};

template <class Id>
std::optional<Id> id_of(ByteView bytes) {
  return Id::from(bytes);
}

}  // namespace

Status StoredRows::compare() {
  if (auto done = compare_state(); !done) return done;
  if (auto done = compare_tails(); !done) return done;
  if (auto done = compare_index(); !done) return done;
  if (auto done = compare_undecided(); !done) return done;
  return compare_packs();
}

void StoredRows::check(const Text& name, ByteView key, bool is_there, bool is_equal) {
  ++counts_.rows;
  if (is_there && is_equal) return;
  const Text what = is_there ? Text{" 与记录推得的内容不符", " differs from what the entries give"}
                             : Text{" 没有对应的记录", " has no entry behind it"};
  differences_.add(DifferenceKind::derived,
                   {name.zh + " " + to_hex(key) + what.zh, name.en + " " + to_hex(key) + what.en});
}

void StoredRows::check_count(const Text& name, std::uint64_t stored, std::uint64_t own) {
  if (stored >= own) return;
  const auto missing = std::to_string(own - stored);
  differences_.add(DifferenceKind::derived, {"缺少 " + missing + " 个" + name.zh,
                                             name.en + ": " + missing + " are missing"});
}

// ---- Decision state. ---------------------------------------------------------------------------

template <class Row>
std::optional<ByteView> StoredRows::encoded(const Row* row) {
  if (row == nullptr) return std::nullopt;
  return encoder_.encode(*row);
}

std::optional<ByteView> StoredRows::own_state_row(std::uint8_t table, ByteView id) {
  const auto& state = fold_.state();
  const auto of = [&]<class Id>(const auto* (MemoryState::*find)(const Id&) const) {
    const auto key = id_of<Id>(id);
    return key ? encoded((state.*find)(*key)) : std::nullopt;
  };
  const auto tag = id.empty() ? std::uint8_t{0} : id[0];
  const auto rest = id.empty() ? id : id.subspan(1);
  switch (static_cast<StateTable>(table)) {
    case StateTable::organisation:
      return of(&MemoryState::organisation);
    case StateTable::person:
      return of(&MemoryState::person);
    case StateTable::key:
      return of(&MemoryState::key);
    case StateTable::school_class:
      return of(&MemoryState::school_class);
    case StateTable::student:
      return of(&MemoryState::student);
    case StateTable::submission:
      return of(&MemoryState::submission);
    case StateTable::reservation:
      return encoded(state.reservation(static_cast<ReservationKind>(tag), rest));
    case StateTable::identifier:
      return encoded(state.identifier(static_cast<IdentifierKind>(tag), text_of(rest)));
    case StateTable::serial:
      return encoded(state.serial(text_of(id)));
    case StateTable::genesis:
      if (!id.empty()) return std::nullopt;
      return encoder_.encode(state.genesis());
    case StateTable::head:
      if (!id.empty()) return std::nullopt;
      head_.clear();
      append_le(head_, state.size().value);
      append_le(head_, state.recorded_at().ms);
      return ByteView(head_);
  }
  return std::nullopt;
}

std::uint64_t StoredRows::own_state_rows() const {
  const auto& state = fold_.state();
  constexpr std::uint64_t genesis_and_head = 2;
  return state.organisations().size() + state.persons().size() + state.keys().size() +
         state.classes().size() + state.students().size() + state.submissions().size() +
         state.reservations().size() + state.identifiers().size() + state.serials().size() +
         genesis_and_head;
}

Status StoredRows::compare_state() {
  std::uint64_t matched = 0;
  auto scanned = log_.scan(RowSpace::state, {}, [&](ByteView key, ByteView stored) {
    const auto own = key.empty() ? std::nullopt : own_state_row(key[0], key.subspan(1));
    if (own) ++matched;
    check(state_name, key, own.has_value(),
          own && std::equal(own->begin(), own->end(), stored.begin(), stored.end()));
    return Visit::more;
  });
  if (!scanned) return scanned;
  check_count(state_name, matched, own_state_rows());
  return {};
}

// ---- Subject tails and organisation index. -----------------------------------------------------

Status StoredRows::compare_tails() {
  constexpr std::size_t tail_size_bytes = 12;
  std::uint64_t matched = 0;
  auto scanned = log_.scan(RowSpace::subject, {}, [&](ByteView key, ByteView stored) {
    const auto id = key.empty() ? std::nullopt : SubjectId::from(key.subspan(1));
    const auto found =
        id ? fold_.chains().find({static_cast<SubjectKind>(key[0]), *id}) : fold_.chains().end();
    const bool is_there = found != fold_.chains().end();
    if (is_there) ++matched;
    const bool is_equal = is_there && stored.size() == tail_size_bytes &&
                          read_le<std::uint64_t>(stored.data()) == found->second.last.value &&
                          read_le<std::uint32_t>(stored.data() + 8) == found->second.count;
    check(tail_name, key, is_there, is_equal);
    return Visit::more;
  });
  if (!scanned) return scanned;
  check_count(tail_name, matched, fold_.chains().size());
  return {};
}

Status StoredRows::compare_index() {
  auto own = fold_.filed();
  std::sort(own.begin(), own.end());
  std::uint64_t matched = 0;
  auto scanned = log_.scan(RowSpace::organisation_index, {}, [&](ByteView key, ByteView stored) {
    constexpr std::size_t key_size_bytes = OrganisationId::size_bytes + sizeof(std::uint64_t);
    bool is_there = key.size() == key_size_bytes;
    if (is_there) {
      const auto organisation = OrganisationId::from(key.first(OrganisationId::size_bytes));
      const Position at{read_be<std::uint64_t>(key.data() + OrganisationId::size_bytes)};
      is_there = std::binary_search(own.begin(), own.end(), std::pair{*organisation, at});
    }
    if (is_there) ++matched;
    check(index_name, key, is_there, stored.size() == 1 && stored[0] == 1);
    return Visit::more;
  });
  if (!scanned) return scanned;
  check_count(index_name, matched, own.size());
  return {};
}

/// What nobody decided yet. A ledger from before these rows were kept has none of them, and no mark
/// that they are whole.
Status StoredRows::compare_undecided() {
  const auto mark = undecided_mark();
  const auto marked = log_.row(mark.space, mark.key);
  if (!marked) return fail(marked.error());
  std::map<Bytes, Bytes> own;
  if (*marked) {
    own.emplace(mark.key, *mark.value);
    for (const auto& [id, paper] : fold_.state().submissions()) {
      if (!is_undecided(paper.stage)) continue;
      for_each_concerned(paper, [&](const OrganisationId& organisation) {
        own.emplace(undecided_row_key(organisation, paper.header_at), to_bytes(id.view()));
      });
    }
    for (const auto& [id, row] : fold_.state().organisations()) {
      if (row.merged_into.is_none()) continue;
      const auto merged = merged_row(row);
      own.emplace(merged.key, *merged.value);
    }
  }
  std::uint64_t matched = 0;
  auto scanned = log_.scan(undecided_rows, {}, [&](ByteView key, ByteView stored) {
    const auto found = own.find(to_bytes(key));
    const bool is_there = found != own.end();
    if (is_there) ++matched;
    check(undecided_name, key, is_there,
          is_there &&
              std::equal(found->second.begin(), found->second.end(), stored.begin(), stored.end()));
    return Visit::more;
  });
  if (!scanned) return scanned;
  check_count(undecided_name, matched, own.size());
  return {};
}

// ---- Adopted packs. ----------------------------------------------------------------------------

Status StoredRows::compare_packs() {
  const auto own = fold_.adopted_packs();
  std::uint64_t matched = 0;
  auto scanned = log_.scan(pack_rows, {}, [&](ByteView key, ByteView stored) {
    const auto digest = Digest::from(key);
    const auto found = digest ? own.find(*digest) : own.end();
    const bool is_there = found != own.end();
    if (is_there) ++matched;
    const auto value = is_there ? pack_row_value(found->second.first,
                                                 static_cast<std::uint16_t>(found->second.chunks))
                                : Bytes{};
    check(pack_name, key, is_there,
          std::equal(value.begin(), value.end(), stored.begin(), stored.end()));
    return Visit::more;
  });
  if (!scanned) return scanned;
  check_count(pack_name, matched, own.size());
  return {};
}

}  // namespace xueji::second_opinion
