#include "replay/verify/fold.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ledger/crypto/signing.h"
#include "ledger/registry/reportable.h"
#include "ledger/registry/succession.h"
#include "ledger/schema/envelope.h"

namespace xueji::second_opinion {

Fold::Fold(const FoldParts& parts)
    : parts_(parts), kept_(parts.log, parts.tree), packs_(parts.differences) {
  stated_time_ = recorded_at_ = Instant{std::numeric_limits<std::int64_t>::min()};
}

void Fold::differ(DifferenceKind kind, Position at, Text what, std::string rule) {
  parts_.differences.add(kind, at, std::move(what), std::move(rule));
}

void Fold::pass_over() {
  ++next_;
  if (!unit_) state_.set_head(TreeSize{next_}, recorded_at_);
}

void Fold::evolve_or_report(const Entry& entry) {
  next_ = entry.envelope.position.value + 1;
  const auto folded = evolve(state_, entry, kept_);
  if (folded) return;
  differ(DifferenceKind::state, entry.envelope.position, folded.error().what);
  state_.set_head(TreeSize{next_}, recorded_at_);
}

Status Fold::take(std::uint64_t index, FoundEntry& found) {
  parts_.tree.append(found.leaf);
  if (found.error) {
    take_damaged(found);
    return {};
  }
  auto& entry = found.entry;
  if (!settle_position(index, entry.envelope)) return {};
  check_envelope(entry.envelope);
  const auto kind = entry.envelope.kind;
  if (kind != BodyKind::event && kind != BodyKind::ledger_record) abandon_unit();
  if (due_effect_ && kind != BodyKind::ledger_record) {
    differ(DifferenceKind::order, entry.envelope.position,
           {"此处应为生效记录", "took_effect belongs here: the effect step was signed before"});
    due_effect_.reset();
  }
  if (kind != BodyKind::genesis && kind != BodyKind::pack_chunk && !packs_closed_) {
    packs_closed_ = true;
    packs_.close_genesis(entry.envelope.position);
  }
  if (!brought_.empty() && kind != BodyKind::pack_chunk && kind != BodyKind::submission_header) {
    differ(DifferenceKind::order, entry.envelope.position,
           {"此处应为启用规则包的申报", "the submission that adopts the pack belongs here"});
    brought_.clear();
  }
  switch (kind) {
    case BodyKind::genesis:
      take_genesis(std::move(entry));
      return {};
    case BodyKind::pack_chunk:
      take_chunk(std::move(entry));
      return {};
    case BodyKind::submission_header:
      take_header(index, std::move(entry));
      return {};
    case BodyKind::event:
      take_event(found);
      return {};
    case BodyKind::sign_off:
      return take_sign_off(std::move(entry));
    case BodyKind::ledger_record:
      return take_record(std::move(entry));
  }
  return {};
}

void Fold::take_damaged(FoundEntry& found) {
  differ(DifferenceKind::bytes, Position{next_}, found.error->what);
  if (unit_ && !unit_->is_complete()) {
    // Whatever it was, it stands where an event belongs: the others keep their lines.
    unit_->damaged = true;
    unit_->events.emplace_back();
    unit_->leaves.emplace_back();
    unit_->body_digests.emplace_back();
  } else {
    abandon_unit();
  }
  due_effect_.reset();
  pass_over();
}

std::optional<std::uint64_t> Fold::position_stored_at(std::uint64_t index) const {
  auto bytes = parts_.log.entry(Position{index});
  if (!bytes) return std::nullopt;
  const auto split = split_entry(*bytes, ErrorCode::corrupt);
  if (!split) return std::nullopt;
  return split->first.position.value;
}

bool Fold::settle_position(std::uint64_t index, Envelope& envelope) {
  const auto stated = envelope.position.value;
  if (stated == next_) return true;
  // One look ahead tells an entry that states a wrong position from entries that were removed or
  // repeated: behind those the numbers go on from what is stated here.
  const bool goes_on = position_stored_at(index + 1) == stated + 1;
  if (stated > next_ && goes_on) {
    parts_.differences.add_range(
        DifferenceKind::order, Position{next_}, Position{stated - 1},
        {"缺少记录:之后是第 " + std::to_string(stated) + " 条",
         "entries are missing: the next one is entry " + std::to_string(stated)});
    abandon_unit();
    due_effect_.reset();
    next_ = stated;
    state_.set_head(TreeSize{next_}, recorded_at_);
    return true;
  }
  if (stated < next_ && goes_on) {
    differ(DifferenceKind::order, Position{next_},
           {"此处又出现了第 " + std::to_string(stated) + " 条",
            "entry " + std::to_string(stated) + " stands here again"});
    return false;
  }
  differ(DifferenceKind::order, Position{next_},
         {"位置写为 " + std::to_string(stated), "it states position " + std::to_string(stated)});
  envelope.position = Position{next_};
  return true;
}

void Fold::check_envelope(Envelope& envelope) {
  const auto at = envelope.position;
  if (envelope.recorded_at < stated_time_) {
    // Which of the two is wrong the order alone does not tell.
    parts_.differences.add_range(
        DifferenceKind::order, Position{at.value - 1}, at,
        {"记录时间倒退:" + to_text(stated_time_) + " 之后是 " + to_text(envelope.recorded_at),
         "the recorded time runs backwards: " + to_text(stated_time_) + ", then " +
             to_text(envelope.recorded_at)});
  }
  stated_time_ = envelope.recorded_at;
  recorded_at_ = std::max(recorded_at_, envelope.recorded_at);
  envelope.recorded_at = recorded_at_;
  if (envelope.subject_kind == SubjectKind::none) return;
  auto& end = chains_[{envelope.subject_kind, envelope.subject}];
  if (envelope.subject_previous != end.last || envelope.subject_sequence != end.count) {
    differ(DifferenceKind::order, at,
           {"对象的前后链不符:应为该对象的第 " + std::to_string(end.count + 1) + " 条",
            "the subject chain is broken: this is entry number " + std::to_string(end.count + 1) +
                " of its subject"});
  }
  end = {at, end.count + 1};
}

void Fold::check_subject(const Envelope& envelope, SubjectKind kind, const SubjectId& subject) {
  if (envelope.subject_kind == kind && envelope.subject == subject) return;
  differ(DifferenceKind::content, envelope.position,
         {"信封中的对象与内容不符", "the envelope names another subject than the body"});
}

// ---- Genesis and packs. ------------------------------------------------------------------------

void Fold::check_root_keys(std::span<const RootKey> keys, std::uint16_t suite) {
  for (const auto& root : keys) {
    const auto key = parts_.signatures.parsed(suite, root.public_key);
    if (key && key->id() == root.key) continue;
    differ(DifferenceKind::content, Position{},
           {"创始密钥无效或编号不符", "a key of genesis is weak, malformed or has another id"});
  }
}

void Fold::take_genesis(Entry entry) {
  ++parts_.counts.records;
  const auto& genesis = std::get<Genesis>(entry.body);
  check_subject(entry.envelope, SubjectKind::none, {});
  if (entry.envelope.position == Position{}) {
    check_root_keys(genesis.root_keys, genesis.suite);
    check_root_keys(genesis.recovery_keys, genesis.suite);
    packs_.announce(genesis);
    if (const auto unsound = unsound_thresholds(genesis)) {
      differ(DifferenceKind::content, Position{}, *unsound);
    }
  }
  evolve_or_report(entry);
}

void Fold::take_chunk(Entry entry) {
  check_subject(entry.envelope, SubjectKind::none, {});
  const auto& chunk = std::get<PackChunk>(entry.body);
  packs_.take(chunk, entry.envelope.position);
  if (packs_closed_) brought_.insert(chunk.pack);
  evolve_or_report(entry);
}

// ---- Submissions: header, events, accepted. ----------------------------------------------------

void Fold::take_header(std::uint64_t index, Entry entry) {
  ++parts_.counts.submissions;
  unit_.emplace();
  unit_->envelope = entry.envelope;
  unit_->header = std::move(std::get<SignedHeader>(entry.body));
  unit_->index = index;
  unit_->brought = std::exchange(brought_, {});
  const auto& header = unit_->header.header;
  check_subject(entry.envelope, SubjectKind::submission, subject_of(header.submission));
  filed_.emplace_back(header.organisation, entry.envelope.position);
  const auto room = std::min(header.count, lines_per_submission_max);
  unit_->events.reserve(room);
  unit_->leaves.reserve(room);
  unit_->body_digests.reserve(room);
  ++next_;
}

void Fold::take_event(FoundEntry& found) {
  ++parts_.counts.events;
  const auto& envelope = found.entry.envelope;
  auto& event = std::get<Event>(found.entry.body);
  check_subject(envelope, event.subject_kind, event.subject);
  if (!unit_ || unit_->is_complete()) {
    differ(DifferenceKind::order, envelope.position,
           {"事件不在任何申报之内", "an event stands here that belongs to no submission"});
    abandon_unit();
    pass_over();
    return;
  }
  unit_->events.push_back({{}, std::move(event), std::nullopt});
  unit_->leaves.push_back(found.body_leaf);
  unit_->body_digests.push_back(found.body_digest);
  ++next_;
}

void Fold::fold_unit(Unit& unit) {
  Entry header{unit.envelope, std::move(unit.header)};
  evolve_or_report(header);
  std::vector<Event> events;
  events.reserve(unit.events.size());
  for (auto& submitted : unit.events)
    events.push_back(std::move(submitted.event));
  next_ = unit.at().value + 1 + events.size();
  kept_.keep(Position{unit.at().value + 1}, unit.index + 1, std::move(events));
  // Events change nothing before their submission's outcome: only the head moves over them.
  state_.set_head(TreeSize{next_}, recorded_at_);
}

void Fold::abandon_unit() {
  if (!unit_) return;
  auto unit = *std::move(unit_);
  unit_.reset();
  differ(DifferenceKind::order, Position{next_},
         unit.is_complete() ? Text{"此处应为受理记录", "the record `accepted` belongs here"}
                            : Text{"此处应为申报的下一个事件", "the next event belongs here"});
  if (is_judged(unit.at())) judge_header(unit);
  fold_unit(unit);
}

Status Fold::accept(Entry entry) {
  const auto& record = std::get<Accepted>(std::get<LedgerRecord>(entry.body).body);
  const auto at = entry.envelope.position;
  if (!unit_ || !unit_->is_complete() || unit_->header.header.submission != record.submission) {
    differ(DifferenceKind::order, at,
           {"受理记录不属于前面的申报", "accepted does not belong to the submission before it"});
    abandon_unit();
    evolve_or_report(entry);
    return {};
  }
  auto unit = *std::move(unit_);
  unit_.reset();
  const auto id = record.submission;
  if (auto judged = judge_filing(unit, record, at); !judged) return judged;
  fold_unit(unit);
  const bool in_effect = record.in_effect;
  const auto* filed = state_.submission(id);
  const auto supersedes = filed == nullptr ? SubmissionId{} : filed->supersedes;
  evolve_or_report(entry);
  if (in_effect && is_judged(at)) count_root_signatures(id, at);
  if (in_effect) note_effects(id);
  if (!supersedes.is_none()) follow_stage(supersedes);
  if (!in_effect) follow_stage(id);
  return {};
}

void Fold::each_undecided(const OrganisationId& organisation, const Visitor& visit) const {
  std::map<Position, SubmissionId> waiting;
  for (const auto& [concerned, papers] : undecided_) {
    const auto answering = answering_in_turn(state_, concerned);
    if (std::find(answering.begin(), answering.end(), organisation) == answering.end()) continue;
    waiting.insert(papers.begin(), papers.end());
  }
  for (const auto& [header_at, id] : waiting) {
    const auto* row = state_.submission(id);
    if (row == nullptr) continue;
    std::vector<Event> scratch;
    const auto* events = kept_.find(Position{row->header_at.value + 1}, row->count, scratch);
    if (events != nullptr) visit(*row, *events);
  }
}

void Fold::follow_stage(const SubmissionId& id) {
  const auto* row = state_.submission(id);
  if (row == nullptr) return;
  for_each_concerned(*row, [&](const OrganisationId& organisation) {
    if (is_undecided(row->stage)) {
      undecided_[organisation].emplace(row->header_at, id);
    } else if (const auto found = undecided_.find(organisation); found != undecided_.end()) {
      found->second.erase(row->header_at);
      if (found->second.empty()) undecided_.erase(found);
    }
  });
}

Status Fold::take_record(Entry entry) {
  ++parts_.counts.records;
  const auto& envelope = entry.envelope;
  const auto& body = std::get<LedgerRecord>(entry.body).body;
  const auto* effect = std::get_if<TookEffect>(&body);
  if (due_effect_ && effect == nullptr) {
    differ(DifferenceKind::order, envelope.position,
           {"此处应为生效记录", "took_effect belongs here: the effect step was signed before"});
    due_effect_.reset();
  }
  const auto subject_is = [&](const SubmissionId& id) {
    check_subject(envelope, SubjectKind::submission, subject_of(id));
  };
  if (const auto* accepted = std::get_if<Accepted>(&body)) {
    subject_is(accepted->submission);
    return accept(std::move(entry));
  }
  abandon_unit();
  if (effect != nullptr) {
    subject_is(effect->submission);
    take_effect_record(*effect, entry);
    return {};
  }
  if (const auto* lapsed = std::get_if<Lapsed>(&body)) {
    subject_is(lapsed->submission);
    if (is_judged(envelope.position)) {
      judge_lapse(*lapsed, envelope.position, envelope.recorded_at);
    }
    evolve_or_report(entry);
    follow_stage(lapsed->submission);
    return {};
  }
  check_subject(envelope, SubjectKind::none, {});
  evolve_or_report(entry);
  return {};
}

void Fold::finish() {
  if (!packs_closed_) packs_.close_genesis(Position{next_});
  if (!brought_.empty()) {
    differ(DifferenceKind::order, Position{next_},
           {"台账在启用规则包的申报之前中断",
            "the log ends where the submission that adopts the pack belongs"});
  }
  packs_.check_all();
  abandon_unit();
  if (due_effect_) {
    differ(DifferenceKind::order, Position{next_},
           {"台账在生效记录之前中断", "the log ends where took_effect belongs"});
  }
}

}  // namespace xueji::second_opinion
