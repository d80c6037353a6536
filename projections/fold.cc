#include "projections/fold.h"

#include <algorithm>
#include <array>
#include <string>

#include "ledger/authority/authority.h"
#include "ledger/crypto/sha256.h"
#include "ledger/registry/evolve.h"
#include "ledger/registry/other_school.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/signoff/signoff.h"
#include "projections/duties.h"
#include "projections/history.h"
#include "projections/mergers.h"
#include "projections/read_ahead.h"

namespace xueji {
namespace {

/// Bodies of submissions that wait for their effect are kept up to this, and read again beyond it.
constexpr std::size_t kept_bytes_max = 64U << 20U;

bool names_person(EventType event) {
  static const auto table = [] {
    std::array<bool, 256> names{};
    for (const auto& term : terms_of<EventType>()) {
      const auto fields = personal_fields_of(term.value);
      names[static_cast<std::uint8_t>(term.value)] =
          std::find(fields.begin(), fields.end(), PersonalField::name) != fields.end();
    }
    return names;
  }();
  return table[static_cast<std::uint8_t>(event)];
}

tl::unexpected<Error> impossible(Position at, std::string_view what) {
  const std::string where = std::to_string(at.value);
  const std::string text(what);
  return fail(ErrorCode::corrupt,
              Text{"第 " + where + " 条记录与前文矛盾:" + text,
                   "entry " + where + " contradicts what precedes it: " + text},
              Text{"运行 xueji verify", "run xueji verify"});
}

/// Genesis asks for no events.
class NoEvents final : public EventSource {
 public:
  Result<std::vector<Event>> events(Position, std::uint32_t) const override {
    return std::vector<Event>{};
  }
};

template <class Line>
bool names_line(const std::vector<Line>& lines, std::uint32_t line) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line& l) { return l.line == line; });
}

}  // namespace

/// A submission on which somebody still owes an act.
struct Fold::Waiting {
  SubmissionState row;
  Bytes bodies;                     ///< Event bodies, one after the other.
  std::vector<std::uint32_t> ends;  ///< Where each ends; fewer than `row.count` when not kept.
  bool stored = false;              ///< The base has a row.
  bool dirty = false;
  bool closed = false;
};

/// What all lines that take effect together share.
struct Fold::Effect {
  Position at;
  Instant recorded_at;
  Date day;  ///< China day of `recorded_at`.
};

Fold::Fold(const LogReader& log, const PackShelf& packs, const KeyValueReader* base)
    : log_(log), packs_(packs), base_(base), state_(base) {}
Fold::~Fold() = default;

Status Fold::start() {
  if (base_ == nullptr) return {};
  auto row = base_->get(view_key(ViewTable::head));
  if (!row) return fail(row.error());
  if (!*row) return {};
  auto head = decode_view_head(**row);
  if (!head) return fail(head.error());
  if (head->size > log_.head().size) {
    return fail(ErrorCode::conflict,
                Text{"视图比读到的台账更新", "the views reflect more than the log that was read"},
                Text{"重新读取台账后再试", "read the log again, then try again"});
  }
  auto last = log_.entry(Position{head->size.value - 1});
  if (!last) return fail(last.error());
  if (sha256(*last) != head->last_entry) return damaged_view("of another log");
  head_ = *head;
  state_.set_head(head_.size, head_.recorded_at);
  return {};
}

Result<std::uint64_t> Fold::advance(std::uint64_t count_max, std::uint64_t entries_max) {
  const auto from = head_.size.value;
  const std::uint64_t left = std::min(log_.head().size.value - from, entries_max);
  if (left == 0 || count_max == 0) return std::uint64_t{0};
  const auto enough = from + std::min(left, count_max);
  Status bad;
  const auto visit = [&](Position position, ByteView raw) {
    auto entry = split_entry(raw, ErrorCode::corrupt);
    if (!entry) {
      bad = fail(entry.error());
      return Visit::stop;
    }
    if (bad = fold(*entry, raw); !bad) return Visit::stop;
    head_.size = TreeSize{position.value + 1};
    head_.recorded_at = entry->first.recorded_at;
    const auto size = head_.size.value;
    if (size < enough || (mid_submission() && size < from + left)) return Visit::more;
    head_.last_entry = sha256(raw);
    return Visit::stop;
  };
  auto read = read_ahead(log_, Position{from}, enough - from, visit);
  if (read && bad && mid_submission() && enough < from + left) {
    read = log_.read(Position{enough}, from + left - enough, visit);
  }
  if (!read) return fail(read.error());
  if (!bad) return fail(bad.error());
  if (state_.failure()) return fail(*state_.failure());
  if (failure_) return fail(*failure_);
  return head_.size.value - from;
}

Status Fold::fold(const Entry& entry, ByteView raw) {
  const auto at = entry.first.position;
  if (at.value != head_.size.value) return impossible(at, "position");
  state_.set_head(TreeSize{at.value}, head_.recorded_at);
  switch (entry.first.kind) {
    case BodyKind::genesis:
      return fold_genesis(raw);
    case BodyKind::pack_chunk:
      return {};
    case BodyKind::submission_header:
      return fold_header(entry);
    case BodyKind::event:
      return fold_event(entry);
    case BodyKind::sign_off:
      return fold_sign_off(entry);
    case BodyKind::ledger_record:
      return fold_record(entry);
  }
  return impossible(at, "body kind");
}

Status Fold::fold_genesis(ByteView raw) {
  auto entry = decode_entry(raw, Provenance::ours);
  if (!entry) return fail(entry.error());
  if (auto evolved = evolve(state_, *entry, NoEvents{}); !evolved) return evolved;
  const auto& genesis = std::get<Genesis>(entry->body);
  for (const auto& key : genesis.root_keys) {
    roles_.emplace(genesis.root_organisation, Role::authority_administrator, key.person);
  }
  return {};
}

// ---- Submissions. ------------------------------------------------------------------------------

Status Fold::fold_header(const Entry& entry) {
  const auto at = entry.first.position;
  if (filing_ != nullptr) return impossible(at, "the submission before it is not accepted");
  auto body = decode_trusted<Signed>(entry.second);
  if (!body) return fail(body.error());
  auto header = decode_trusted<SubmissionHeader>(body->payload);
  if (!header) return fail(header.error());
  if (!header->packs.empty() && packs_.find(header->packs.front()) == nullptr) {
    // A shelf that is older than the log would leave what waits under a new pack out for good.
    return fail(ErrorCode::conflict,
                Text{"台账已启用新规则包,投影所用的规则包尚未更新",
                     "a pack was adopted that these projections have not been shown yet"},
                Text{"先刷新台账视图,再更新投影", "refresh the ledger view, then the projections"});
  }
  auto fresh = std::make_unique<Waiting>();
  auto& row = fresh->row;
  row.id = header->submission;
  row.form = header->form;
  row.organisation = header->organisation;
  row.author = header->capacity.person;
  row.author_role = header->capacity.role;
  row.author_organisation = header->capacity.organisation;
  row.author_on_behalf_of = giver_of(state_, header->capacity).value_or(PersonId{});
  row.chain = header->chain;
  row.packs = std::move(header->packs);
  row.header_at = at;
  row.count = header->count;
  row.filed_at = entry.first.recorded_at;
  row.first_filed_at = row.filed_at;
  row.stage = SubmissionStage::filed;
  row.supersedes = header->supersedes;
  if (!row.supersedes.is_none()) {
    const auto* old = waiting(row.supersedes);
    if (old == nullptr) return impossible(at, "it supersedes nothing that was returned");
    row.first_filed_at = old->row.first_filed_at;
  }
  filed_.push_back({at.value, row.author, row.id, row.count});
  fresh->dirty = true;
  auto& place = waiting_[row.id];
  place = std::move(fresh);
  filing_ = place.get();
  return {};
}

Status Fold::fold_event(const Entry& entry) {
  if (filing_ == nullptr) return impossible(entry.first.position, "an event of no submission");
  if (kept_bytes_ + entry.second.size() > kept_bytes_max) return {};
  const auto line = entry.first.position.value - filing_->row.header_at.value - 1;
  if (filing_->ends.size() != line) return {};  // An earlier line was not kept either.
  kept_bytes_ += entry.second.size();
  if (line == 0) {
    // Lines of one form are about as long as the first one.
    const auto lines = std::min(filing_->row.count, lines_per_submission_max);
    filing_->bodies.reserve(lines * (entry.second.size() + entry.second.size() / 8));
    filing_->ends.reserve(lines);
  }
  append(filing_->bodies, entry.second);
  filing_->ends.push_back(static_cast<std::uint32_t>(filing_->bodies.size()));
  return {};
}

Fold::Waiting* Fold::waiting(const SubmissionId& id) {
  const auto found = waiting_.find(id);
  if (found != waiting_.end()) return found->second->closed ? nullptr : found->second.get();
  if (base_ == nullptr) return nullptr;
  const auto raw = base_row(view_key(ViewTable::waiting, {id.view()}));
  if (!raw) return nullptr;
  auto row = decode_trusted<SubmissionState>(*raw);
  if (!row) {
    failure_ = row.error();
    return nullptr;
  }
  auto loaded = std::make_unique<Waiting>();
  loaded->row = *std::move(row);
  loaded->stored = true;
  return (waiting_[id] = std::move(loaded)).get();
}

void Fold::close(Waiting& waiting) {
  kept_bytes_ -= waiting.bodies.size();
  if (!waiting.stored) {
    waiting_.erase(waiting.row.id);
    return;
  }
  waiting.bodies = {};
  waiting.ends = {};
  waiting.closed = true;
  waiting.dirty = true;
}

bool Fold::owes_filing(const SubmissionState& submission) const {
  const auto* pack = submission.packs.empty() ? nullptr : packs_.find(submission.packs.front());
  const auto* chain = pack == nullptr ? nullptr : pack->chain_of(submission);
  return chain != nullptr && next_step(*chain, submission) != nullptr;
}

Status Fold::fold_record(const Entry& entry) {
  auto record = decode_trusted<LedgerRecord>(entry.second);
  if (!record) return fail(record.error());
  if (const auto* accepted = std::get_if<Accepted>(&record->body)) {
    return fold_accepted(entry, *accepted);
  }
  if (const auto* took_effect = std::get_if<TookEffect>(&record->body)) {
    return fold_took_effect(entry, *took_effect);
  }
  if (const auto* lapsed = std::get_if<Lapsed>(&record->body)) {
    auto* found = waiting(lapsed->submission);
    if (found == nullptr) return impossible(entry.first.position, "nothing returned lapses");
    close(*found);
  }
  return {};
}

Status Fold::fold_accepted(const Entry& entry, const Accepted& accepted) {
  const auto at = entry.first.position;
  if (filing_ == nullptr || filing_->row.id != accepted.submission ||
      at.value != filing_->row.header_at.value + filing_->row.count + 1) {
    return impossible(at, "accepted does not follow its submission");
  }
  auto& filed = *std::exchange(filing_, nullptr);
  if (!filed.row.supersedes.is_none()) {
    if (auto* old = waiting(filed.row.supersedes)) close(*old);
  }
  filed.row.persons = accepted.persons;
  if (takes_over(filed.row.form)) {
    if (auto named = name_other_school(filed); !named) return named;
  }
  filed.row.stage = accepted.in_effect ? SubmissionStage::in_effect : SubmissionStage::open;
  if (!accepted.in_effect) return {};
  const auto recorded_at = entry.first.recorded_at;
  if (auto applied = apply_lines(filed, {at, recorded_at, china_date(recorded_at)}); !applied) {
    return applied;
  }
  close(filed);
  return {};
}

/// The signers of a transfer are found by the school that its lines name (FJ-11b).
Status Fold::name_other_school(Waiting& waiting) {
  Status bad;
  const auto visit = [&](Position, ByteView raw) {
    const auto entry = split_entry(raw, ErrorCode::corrupt);
    if (!entry) {
      bad = fail(entry.error());
      return Visit::stop;
    }
    const auto event = decode_trusted<Event>(entry->second);
    if (!event) {
      bad = fail(event.error());
      return Visit::stop;
    }
    waiting.row.other_school = other_school_of(*event);
    return waiting.row.other_school.is_none() ? Visit::more : Visit::stop;
  };
  const auto& row = waiting.row;
  auto read = log_.read(Position{row.header_at.value + 1}, row.count, visit);
  if (!read) return fail(read.error());
  return bad;
}

Status Fold::fold_took_effect(const Entry& entry, const TookEffect& took_effect) {
  const auto at = entry.first.position;
  auto* found = waiting(took_effect.submission);
  if (found == nullptr || found->row.stage != SubmissionStage::open) {
    return impossible(at, "took_effect of a submission that does not wait");
  }
  found->row.lapsed = took_effect.lapsed;
  const auto recorded_at = entry.first.recorded_at;
  if (auto applied = apply_lines(*found, {at, recorded_at, china_date(recorded_at)}); !applied) {
    return applied;
  }
  found->row.stage = SubmissionStage::in_effect;
  found->row.in_effect_at = at;
  found->dirty = true;
  kept_bytes_ -= found->bodies.size();
  found->bodies = {};
  found->ends = {};
  if (!owes_filing(found->row)) close(*found);
  return {};
}

Status Fold::fold_sign_off(const Entry& entry) {
  auto body = decode_trusted<Signed>(entry.second);
  if (!body) return fail(body.error());
  auto sign_off = decode_trusted<SignOff>(body->payload);
  if (!sign_off) return fail(sign_off.error());
  auto* found = waiting(sign_off->submission);
  if (found == nullptr) return {};  // A further acknowledgement when nothing was owed any more.
  auto& row = found->row;
  found->dirty = true;
  row.steps.push_back({sign_off->step, sign_off->capacity.person, sign_off->decision,
                       entry.first.recorded_at, entry.first.position,
                       giver_of(state_, sign_off->capacity).value_or(PersonId{})});
  switch (sign_off->decision) {
    case Decision::return_:
      row.stage = SubmissionStage::returned;
      return {};
    case Decision::withdraw:
      close(*found);
      return {};
    default:
      break;
  }
  if (row.stage == SubmissionStage::open) {
    row.struck = std::move(sign_off->lines);
    return {};
  }
  row.stage = SubmissionStage::complete;
  if (!owes_filing(row)) close(*found);
  return {};
}

// ---- Effects. ----------------------------------------------------------------------------------

Status Fold::apply_lines(const Waiting& waiting, const Effect& effect) {
  const auto& row = waiting.row;
  const auto counts = [&](std::uint32_t line) {
    return !names_line(row.struck, line) && !names_line(row.lapsed, line);
  };
  if (waiting.ends.size() == row.count) {
    std::uint32_t begin = 0;
    for (std::uint32_t line = 0; line < row.count; ++line) {
      const auto end = waiting.ends[line];
      const auto body = ByteView(waiting.bodies).subspan(begin, end - begin);
      begin = end;
      if (!counts(line)) continue;
      if (auto applied = apply_line(body, line, effect, row); !applied) return applied;
    }
    return {};
  }
  Status bad;
  std::uint32_t line = 0;
  const auto visit = [&](Position, ByteView raw) {
    const auto entry = split_entry(raw, ErrorCode::corrupt);
    if (!entry) {
      bad = fail(entry.error());
      return Visit::stop;
    }
    if (counts(line)) bad = apply_line(entry->second, line, effect, row);
    ++line;
    return bad ? Visit::more : Visit::stop;
  };
  auto read = log_.read(Position{row.header_at.value + 1}, row.count, visit);
  if (!read) return fail(read.error());
  return bad;
}

Status Fold::apply_line(ByteView body, std::uint32_t line, const Effect& effect,
                        const SubmissionState& submission) {
  auto event = decode_trusted<Event>(body);
  if (!event) return fail(event.error());
  const Position event_at{submission.header_at.value + 1 + line};
  const PersonId person = line < submission.persons.size() ? submission.persons[line] : PersonId{};
  if (event->subject_kind == SubjectKind::student) {
    return change_student(*event, body, event_at, person, effect);
  }
  const auto students = students_changed_by(*event);
  auto applied = students.empty() ? apply_effect(state_, *event, event_at, person, effect.at)
                                  : change_students(*event, students, event_at, effect);
  if (!applied) return applied;
  note_duty(*event, body, line, event_at, effect);
  note_role(*event);
  note_merger(*event, effect);
  return {};
}

void Fold::note_duty(const Event& event, ByteView body, std::uint32_t line, Position event_at,
                     const Effect& effect) {
  OrganisationId organisation;
  if (event.subject_kind == SubjectKind::organisation) {
    organisation = as<OrganisationId>(event.subject);
  } else if (event.subject_kind == SubjectKind::school_class) {
    const auto* row = state_.school_class(as<ClassId>(event.subject));
    if (row != nullptr) organisation = row->school;
  }
  if (organisation.is_none()) return;
  duties_.push_back(
      {organisation, effect.at.value, line, encode_duty(event_at, effect.recorded_at, body)});
}

void Fold::note_role(const Event& event) {
  const auto* granted = get_if<RoleGranted>(&event.facts);
  if (granted == nullptr) return;
  roles_.emplace(granted->organisation, granted->role, as<PersonId>(event.subject));
}

void Fold::note_merger(const Event& event, const Effect& effect) {
  const auto* merged = get_if<OrganisationMerged>(&event.facts);
  if (merged == nullptr) return;
  const auto school = as<OrganisationId>(event.subject);
  mergers_[school] =
      encode_merger({school, merged->into, merged->merged_on, effect.at, effect.day});
}

Status Fold::change_student(const Event& event, ByteView body, Position event_at,
                            const PersonId& person, const Effect& effect) {
  auto& slot = state_.student_slot(as<StudentId>(event.subject));
  before_ = slot.state;
  auto applied = apply_effect(state_, event, event_at, person, effect.at);
  if (!applied) return applied;
  std::optional<Digest> named_by;
  if (names_person(type_of(event))) named_by = sha256(body);
  return keep_change(slot, event, event_at, effect, named_by);
}

/// Appends what an event changed, against `before_`, to the history of the student.
Status Fold::keep_change(StudentSlot& slot, const Event& event, Position event_at,
                         const Effect& effect, const std::optional<Digest>& named_by) {
  if (slot.state.version == before_.version) return {};  // An override excuses, it changes nothing.
  Change change{effect.at, event_at, effect.recorded_at, event.effective_on, type_of(event)};
  if (!change.effective_on.ok()) change.effective_on = effect.day;
  const auto& school = slot.state.school;
  if (std::find(slot.schools.begin(), slot.schools.end(), school) == slot.schools.end()) {
    slot.schools.push_back(school);
  }
  const bool in_order = change.effective_on >= slot.effective_last;
  Bytes history_before;
  if (!in_order) history_before = slot.history;
  if (slot.history.capacity() == 0) slot.history.reserve(384);
  append_change(slot.history, change, before_, slot.state, named_by);
  return count_student(slot, change, std::move(history_before));
}

/// An event about their school that changes the rows of several students.
Status Fold::change_students(const Event& event, const std::vector<StudentId>& students,
                             Position event_at, const Effect& effect) {
  std::vector<StudentState> before;
  before.reserve(students.size());
  for (const auto& id : students)
    before.push_back(state_.student_slot(id).state);
  auto applied = apply_effect(state_, event, event_at, {}, effect.at);
  for (std::size_t i = 0; applied && i < students.size(); ++i) {
    before_ = before[i];
    applied = keep_change(state_.student_slot(students[i]), event, event_at, effect, std::nullopt);
  }
  return applied;
}

/// `before_history` is stated only for a change that became effective before an earlier one.
Status Fold::count_student(StudentSlot& slot, const Change& change, Bytes before_history) {
  group_before_.clear();
  group_after_.clear();
  append_group_key(group_before_, before_);
  append_group_key(group_after_, slot.state);
  const Date day = china_date(change.recorded_at);
  const bool moved = group_before_ != group_after_;
  const bool in_order = change.effective_on >= slot.effective_last;
  const auto move = [&](const Bytes& group, std::int32_t by) {
    if (group.empty()) return;
    auto& counts = counter(group);
    counts.add_recorded(change.effect_at, day, by);
    if (in_order) counts.add_effective(change.effective_on, by);
  };
  if (moved) {
    move(group_before_, -1);
    move(group_after_, +1);
  }
  if (in_order) {
    slot.effective_last = change.effective_on;
    return {};
  }
  // Back-dated behind another change: what held from when is worked out anew.
  const auto shift = [&](ByteView history, std::int32_t by) -> Status {
    auto groups = effective_groups(slot.state.id, history);
    if (!groups) return fail(groups.error());
    for (std::size_t i = 0; i < groups->size(); ++i) {
      const auto& [from, key] = (*groups)[i];
      if (i > 0 && !(*groups)[i - 1].key.empty())
        counter((*groups)[i - 1].key).add_effective(from, -by);
      if (!key.empty()) counter(key).add_effective(from, by);
    }
    return {};
  };
  if (auto taken = shift(before_history, -1); !taken) return taken;
  return shift(slot.history, +1);
}

Counter& Fold::counter(ByteView group_key) {
  const auto found = counters_.find(text_of(group_key));
  if (found != counters_.end()) {
    found->second.dirty = true;
    return found->second.counter;
  }
  auto& slot = counters_[std::string(text_of(group_key))];
  slot.dirty = true;
  if (base_ == nullptr) return slot.counter;
  const auto row = base_row(view_key(ViewTable::enrolment, {group_key}));
  if (!row) return slot.counter;
  if (auto stored = Counter::decode(*row)) {
    slot.counter = *std::move(stored);
  } else {
    failure_ = stored.error();
  }
  return slot.counter;
}

/// Nothing without a row; a row that cannot be read fails the fold at the end of its step.
std::optional<Bytes> Fold::base_row(const Bytes& key) {
  auto row = base_->get(key);
  if (row) return *std::move(row);
  failure_ = row.error();
  return std::nullopt;
}

// ---- Rows. -------------------------------------------------------------------------------------

std::size_t Fold::rows_held() const {
  return state_.rows_held() + counters_.size() + filed_.size() + waiting_.size();
}

void Fold::forget(const KeyValueReader* base) {
  XUEJI_ASSERT(filing_ == nullptr);
  base_ = base;
  state_.forget();
  state_.set_base(base);
  counters_.clear();
  waiting_.clear();
  kept_bytes_ = 0;
}

void Fold::drop_group(std::size_t group) {
  if (group == 0) {
    state_.forget_others();
    counters_.clear();
  } else {
    state_.forget_students();
    waiting_.clear();
  }
}

Status Fold::emit(const RowSink& sink) {
  for (std::size_t group = 0; group < emit_groups; ++group) {
    if (auto emitted = emit_group(group, sink); !emitted) return emitted;
  }
  emitted();
  return {};
}

Status Fold::emit_group(std::size_t group, const RowSink& sink) {
  XUEJI_ASSERT(filing_ == nullptr && group < emit_groups);
  using Table = std::function<Status(const RowSink&)>;
  const auto rows_of = [&](ViewTable table) {
    return Table([this, table](const RowSink& s) { return state_.emit(table, s); });
  };
  // In the order of the tables' letters. What one table changes here, no table of the other group
  // may look at.
  const std::vector<Table> groups[emit_groups] = {
      {
          [this](const RowSink& s) { return emit_authors(s); },
          rows_of(ViewTable::school_class),
          [this](const RowSink& s) { return emit_duties(s); },
          [this](const RowSink& s) { return emit_counters(s); },
          [this](const RowSink& s) { return emit_mergers(s); },
          rows_of(ViewTable::identifier),
          rows_of(ViewTable::key),
          [this](const RowSink& s) { return emit_head(s); },
          rows_of(ViewTable::organisation),
          rows_of(ViewTable::person),
      },
      {
          rows_of(ViewTable::roster),
          rows_of(ViewTable::student),
          [this](const RowSink& s) { return emit_roles(s); },
          [this](const RowSink& s) { return emit_waiting(s); },
          [this](const RowSink& s) { return emit_headers(s); },
      },
  };
  for (const auto& table : groups[group]) {
    if (auto done = table(sink); !done) return done;
  }
  return {};
}

Status Fold::emit_authors(const RowSink& sink) {
  std::vector<const Filed*> by_author;
  by_author.reserve(filed_.size());
  for (const auto& filed : filed_)
    by_author.push_back(&filed);
  std::sort(by_author.begin(), by_author.end(), [](const Filed* a, const Filed* b) {
    return std::tie(a->author, a->header_at) < std::tie(b->author, b->header_at);
  });
  for (const auto* filed : by_author) {
    const auto key =
        view_key(ViewTable::author, {filed->author.view(), big_endian(filed->header_at)});
    if (auto sunk = sink(key, ByteView{}); !sunk) return sunk;
  }
  return {};
}

Status Fold::emit_headers(const RowSink& sink) {
  for (const auto& filed : filed_) {
    const auto key = view_key(ViewTable::header, {big_endian(filed.header_at)});
    const auto value = encode_filed_at({filed.submission, filed.count});
    if (auto sunk = sink(key, ByteView(value)); !sunk) return sunk;
  }
  return {};
}

Status Fold::emit_duties(const RowSink& sink) {
  std::sort(duties_.begin(), duties_.end(), [](const Duty& a, const Duty& b) {
    return std::tie(a.organisation, a.effect_at, a.line) <
           std::tie(b.organisation, b.effect_at, b.line);
  });
  for (const auto& duty : duties_) {
    const auto key = view_key(ViewTable::duty, {duty.organisation.view(),
                                                big_endian(duty.effect_at), big_endian(duty.line)});
    if (auto sunk = sink(key, ByteView(duty.value)); !sunk) return sunk;
  }
  duties_.clear();
  return {};
}

Status Fold::emit_counters(const RowSink& sink) {
  std::vector<std::pair<std::string_view, CounterSlot*>> dirty;
  for (auto& [key, slot] : counters_) {
    if (slot.dirty) dirty.emplace_back(key, &slot);
  }
  std::sort(dirty.begin(), dirty.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [key, slot] : dirty) {
    const auto value = slot->counter.encode();
    slot->dirty = false;
    if (auto sunk = sink(view_key(ViewTable::enrolment, {bytes_of(key)}), ByteView(value)); !sunk) {
      return sunk;
    }
  }
  return {};
}

Status Fold::emit_mergers(const RowSink& sink) {
  for (const auto& [school, value] : mergers_) {
    const auto key = view_key(ViewTable::merger, {school.view()});
    if (auto sunk = sink(key, ByteView(value)); !sunk) return sunk;
  }
  mergers_.clear();
  return {};
}

Status Fold::emit_head(const RowSink& sink) {
  return sink(view_key(ViewTable::head), ByteView(encode_view_head(head_)));
}

Status Fold::emit_roles(const RowSink& sink) {
  for (const auto& [organisation, role, person] : roles_) {
    const std::array<std::uint8_t, 1> code{static_cast<std::uint8_t>(role)};
    const auto key = view_key(ViewTable::role, {organisation.view(), code, person.view()});
    if (auto sunk = sink(key, ByteView{}); !sunk) return sunk;
  }
  roles_.clear();
  return {};
}

Status Fold::emit_waiting(const RowSink& sink) {
  std::vector<SubmissionId> dirty;
  for (const auto& [id, waiting] : waiting_) {
    if (waiting->dirty) dirty.push_back(id);
  }
  std::sort(dirty.begin(), dirty.end());
  Encoder encoder;
  for (const auto& id : dirty) {
    auto& waiting = *waiting_.at(id);
    const auto key = view_key(ViewTable::waiting, {id.view()});
    const auto value =
        waiting.closed ? std::nullopt : std::optional<ByteView>(encoder.encode(waiting.row));
    if (auto sunk = sink(key, value); !sunk) return sunk;
    waiting.dirty = false;
    waiting.stored = !waiting.closed;
    if (waiting.closed) waiting_.erase(id);
  }
  return {};
}

}  // namespace xueji
