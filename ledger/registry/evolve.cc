#include "ledger/registry/evolve.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "ledger/authority/authority.h"
#include "ledger/registry/decide.h"
#include "ledger/registry/effects.h"
#include "ledger/registry/other_school.h"

namespace xueji {
namespace effects {

tl::unexpected<Error> corrupt(Position at, const Text& what) {
  const std::string number = std::to_string(at.value);
  return fail(ErrorCode::corrupt,
              Text{"第 " + number + " 条记录：" + what.zh, "entry " + number + ": " + what.en},
              Text{"停止写入并运行 xueji verify", "stop writing and run xueji verify"});
}

Result<OrganisationState*> subject_organisation(const Effect& effect) {
  const auto id = as<OrganisationId>(effect.event.subject);
  if (effect.event.subject_kind != SubjectKind::organisation || !effect.state.organisation(id)) {
    return corrupt(effect.event_at,
                   {"对象不是已登记的单位", "the subject is not a registered organisation"});
  }
  return &effect.state.edit_organisation(id);
}

Result<PersonState*> subject_person(const Effect& effect) {
  const auto id = as<PersonId>(effect.event.subject);
  if (effect.event.subject_kind != SubjectKind::person || !effect.state.person(id)) {
    return corrupt(effect.event_at,
                   {"对象不是已登记的人员", "the subject is not a registered person"});
  }
  return &effect.state.edit_person(id);
}

Result<ClassState*> subject_class(const Effect& effect) {
  const auto id = as<ClassId>(effect.event.subject);
  if (effect.event.subject_kind != SubjectKind::school_class || !effect.state.school_class(id)) {
    return corrupt(effect.event_at, {"对象不是已建立的班级", "the subject is not an open class"});
  }
  return &effect.state.edit_class(id);
}

Status apply(const Effect& effect, const std::monostate&) {
  return corrupt(effect.event_at, {"事件没有内容", "the event states no facts"});
}

}  // namespace effects

namespace {

using effects::corrupt;

/// What all parts of one fold step share.
struct FoldStep {
  StateEdit& state;
  const EventSource& source;
  Position at;
  Instant recorded_at;
};

Result<std::vector<Event>> events_of(const FoldStep& step, const SubmissionState& row) {
  auto events = step.source.events(Position{row.header_at.value + 1}, row.count);
  if (!events) return fail(events.error());
  if (events->size() != row.count) {
    return corrupt(step.at, {"申报的事件不完整", "the submission's events are incomplete"});
  }
  return events;
}

PersonId person_of_line(const SubmissionState& row, std::size_t line) {
  return line < row.persons.size() ? row.persons[line] : PersonId{};
}

/// Applies every line that is neither struck nor lapsed. `row` is a copy: applying moves rows.
Status apply_lines(const FoldStep& step, const SubmissionState& row,
                   const std::vector<Event>& events) {
  const auto out = [&](std::uint32_t line) {
    const auto names = [&](const auto& marked) { return marked.line == line; };
    return std::any_of(row.struck.begin(), row.struck.end(), names) ||
           std::any_of(row.lapsed.begin(), row.lapsed.end(), names);
  };
  for (std::uint32_t line = 0; line < row.count; ++line) {
    if (out(line)) continue;
    const Position event_at{row.header_at.value + 1 + line};
    auto applied =
        apply_effect(step.state, events[line], event_at, person_of_line(row, line), step.at);
    if (!applied) return applied;
  }
  return {};
}

/// Calls `visit(kind, id)` for each reservation that this submission holds now.
template <class Visitor>
void for_each_held(const FoldStep& step, const SubmissionState& row,
                   const std::vector<Event>& events, Visitor&& visit) {
  for (const auto& key : reservations_of(events, row.persons)) {
    const auto* held = step.state.reservation(key.kind, key.id);
    if (held && held->holder == row.id) visit(key.kind, key.id);
  }
}

void release(const FoldStep& step, const SubmissionState& row, const std::vector<Event>& events) {
  for_each_held(step, row, events, [&](ReservationKind kind, const Bytes& id) {
    step.state.drop_reservation(kind, id);
  });
}

/// When each thing was first filed that a returned submission held (D-32).
using FirstFilings = std::map<std::pair<ReservationKind, Bytes>, Instant>;

Status reserve(const FoldStep& step, const SubmissionState& row, const std::vector<Event>& events,
               const FirstFilings& taken_over) {
  for (const auto& key : reservations_of(events, row.persons)) {
    const auto* held = step.state.reservation(key.kind, key.id);
    if (held && held->holder != row.id) {
      return corrupt(step.at, {"已被申报 " + to_text(held->holder) + " 保留",
                               "already reserved by submission " + to_text(held->holder)});
    }
    auto& reservation = step.state.edit_reservation(key.kind, key.id);
    reservation.holder = row.id;
    const auto earlier = taken_over.find({key.kind, key.id});
    reservation.first_filed_at = earlier == taken_over.end() ? row.filed_at : earlier->second;
  }
  return {};
}

/// A copy of the submission's row when it stands in one of these stages.
Result<SubmissionState> submission_in(const FoldStep& step, const SubmissionId& id,
                                      std::initializer_list<SubmissionStage> stages) {
  const auto* row = step.state.submission(id);
  if (!row) {
    return corrupt(step.at, {"没有申报 " + to_text(id), "unknown submission " + to_text(id)});
  }
  if (std::find(stages.begin(), stages.end(), row->stage) == stages.end()) {
    const auto stage = std::to_string(static_cast<int>(row->stage));
    return corrupt(step.at, {"申报 " + to_text(id) + " 处于阶段 " + stage + "，不可能如此变更",
                             "submission " + to_text(id) + " is in stage " + stage +
                                 ", from which this cannot follow"});
  }
  return *row;
}

// ---- Genesis. ----------------------------------------------------------------------------------

void enrol_root_key(StateEdit& state, const Genesis& genesis, const RootKey& root,
                    KeyPurpose purpose) {
  state.edit_person(root.person).employer = genesis.root_organisation;
  auto& key = state.edit_key(root.key);
  key.purpose = purpose;
  key.suite = genesis.suite;
  key.public_key = root.public_key;
  key.person = root.person;
}

Status fold(const FoldStep& step, const Genesis& genesis) {
  auto& state = step.state;
  if (step.at != Position{}) {
    return corrupt(step.at, {"创始记录只能在最前", "genesis stands only at position 0"});
  }
  state.set_genesis(genesis);
  state.edit_identifier(IdentifierKind::organisation_code, genesis.root_code).holder =
      subject_of(genesis.root_organisation);
  auto& root = state.edit_organisation(genesis.root_organisation);
  root.kind = genesis.root_kind;
  root.code = genesis.root_code;
  root.name = genesis.root_name;
  root.division_code = genesis.root_division_code;
  if (!genesis.packs.empty()) {
    const auto& pack = genesis.packs.front();
    root.packs.push_back({pack.digest, pack.id, pack.version, china_date(genesis.created_at)});
  }
  for (const auto& key : genesis.root_keys) {
    if (key.key.is_none() || key.person.is_none() || state.key(key.key)) {
      return corrupt(step.at, {"创始密钥缺少编号、所有人，或有重复",
                               "a root key has no id or owner, or stands twice"});
    }
    enrol_root_key(state, genesis, key, KeyPurpose::personal);
    auto& roles = state.edit_person(key.person).roles;
    if (roles.empty()) {
      RoleHeld held;
      held.role = Role::authority_administrator;
      held.organisation = genesis.root_organisation;
      roles.push_back(held);
    }
  }
  for (const auto& key : genesis.recovery_keys) {
    if (key.key.is_none() || key.person.is_none() || state.key(key.key)) {
      return corrupt(step.at, {"恢复密钥缺少编号、所有人，或有重复",
                               "a recovery key has no id or owner, or stands twice"});
    }
    enrol_root_key(state, genesis, key, KeyPurpose::recovery);
  }
  return {};
}

// Chunks carry bytes of packs, not state.
Status fold(const FoldStep&, const PackChunk&) {
  return {};
}

// An event changes nothing before its submission's outcome; that it stands in its place is checked
// by position when the submission is accepted.
Status fold(const FoldStep&, const Event&) {
  return {};
}

// ---- Submissions and sign-offs. ----------------------------------------------------------------

Status fold(const FoldStep& step, const SignedHeader& body) {
  const auto& header = body.header;
  if (header.submission.is_none() || step.state.submission(header.submission)) {
    return corrupt(step.at, {"申报编号为空或重复", "the submission id is none or used twice"});
  }
  if (header.count == 0 || header.count > lines_per_submission_max || body.digest.is_none()) {
    return corrupt(step.at, {"申报没有行数或摘要", "the header has no lines or no digest"});
  }
  Instant first_filed_at = step.recorded_at;
  if (!header.supersedes.is_none()) {
    auto old = submission_in(step, header.supersedes, {SubmissionStage::returned});
    if (!old) return fail(old.error());
    first_filed_at = old->first_filed_at;
  }
  const auto giver = giver_of(step.state, header.capacity);
  auto& row = step.state.edit_submission(header.submission);
  row.form = header.form;
  row.organisation = header.organisation;
  row.author = header.capacity.person;
  row.author_role = header.capacity.role;
  row.author_organisation = header.capacity.organisation;
  row.author_on_behalf_of = giver.value_or(PersonId{});
  row.header = body.digest;
  row.previous = body.digest;
  row.chain = header.chain;
  row.packs = header.packs;
  row.header_at = step.at;
  row.count = header.count;
  row.filed_at = step.recorded_at;
  row.first_filed_at = first_filed_at;
  row.stage = SubmissionStage::filed;
  row.supersedes = header.supersedes;
  return {};
}

/// Marks the returned predecessor and frees what it held for its successor.
Status supersede(const FoldStep& step, const SubmissionId& predecessor, FirstFilings& held_since) {
  auto old = submission_in(step, predecessor, {SubmissionStage::returned});
  if (!old) return fail(old.error());
  auto events = events_of(step, *old);
  if (!events) return fail(events.error());
  for_each_held(step, *old, *events, [&](ReservationKind kind, const Bytes& id) {
    held_since.emplace(std::pair{kind, id}, step.state.reservation(kind, id)->first_filed_at);
  });
  release(step, *old, *events);
  step.state.edit_submission(predecessor).stage = SubmissionStage::superseded;
  return {};
}

Status fold(const FoldStep& step, const Accepted& record) {
  auto row = submission_in(step, record.submission, {SubmissionStage::filed});
  if (!row) return fail(row.error());
  if (step.at.value != row->header_at.value + row->count + 1 || record.header != row->header) {
    return corrupt(step.at, {"受理记录不紧接其申报，或摘要不符",
                             "accepted does not follow its submission, or names other bytes"});
  }
  if (!record.persons.empty() && record.persons.size() != row->count) {
    return corrupt(step.at,
                   {"受理记录的人员数与行数不符", "accepted does not assign persons line by line"});
  }
  auto events = events_of(step, *row);
  if (!events) return fail(events.error());
  FirstFilings held_since;
  if (!row->supersedes.is_none()) {
    if (auto old = supersede(step, row->supersedes, held_since); !old) return old;
  }
  row->persons = record.persons;
  if (takes_over(row->form)) row->other_school = other_school_of(*events);
  row->stage = record.in_effect ? SubmissionStage::in_effect : SubmissionStage::open;
  if (record.in_effect) {
    row->in_effect_at = step.at;
    if (auto applied = apply_lines(step, *row, *events); !applied) return applied;
  } else if (auto reserved = reserve(step, *row, *events, held_since); !reserved) {
    return reserved;
  }
  step.state.edit_submission(record.submission) = *std::move(row);
  return {};
}

/// Lines once struck stay struck (rules.md §7): every earlier mark is among the new ones.
bool only_grows(const std::vector<MarkedLine>& before, const std::vector<MarkedLine>& after) {
  return std::all_of(before.begin(), before.end(), [&](const MarkedLine& mark) {
    return std::any_of(after.begin(), after.end(),
                       [&](const MarkedLine& now) { return now.line == mark.line; });
  });
}

Status fold_approval(const FoldStep& step, SubmissionState& row, const SignOff& sign_off) {
  const bool again = std::any_of(row.steps.begin(), row.steps.end(),
                                 [&](const StepDone& done) { return done.step == sign_off.step; });
  if (again) {
    return corrupt(step.at, {"该环节已签署", "this step is signed already"});
  }
  if (row.stage != SubmissionStage::open) {
    row.stage = SubmissionStage::complete;
    return {};
  }
  if (!only_grows(row.struck, sign_off.lines)) {
    return corrupt(step.at, {"划去的行被恢复", "a struck line came back"});
  }
  row.struck = sign_off.lines;
  return {};
}

Status fold_return(const FoldStep& step, SubmissionState& row) {
  auto events = events_of(step, row);
  if (!events) return fail(events.error());
  row.stage = SubmissionStage::returned;
  for_each_held(step, row, *events, [&](ReservationKind kind, const Bytes& id) {
    step.state.edit_reservation(kind, id).returned_on = china_date(step.recorded_at);
  });
  return {};
}

/// Ends a submission that never took effect and frees what it held.
Status close(const FoldStep& step, SubmissionState& row, SubmissionStage stage) {
  auto events = events_of(step, row);
  if (!events) return fail(events.error());
  release(step, row, *events);
  row.stage = stage;
  return {};
}

Result<SubmissionState> signed_submission(const FoldStep& step, const SignOff& sign_off) {
  using enum SubmissionStage;
  switch (sign_off.decision) {
    case Decision::approve:
    case Decision::acknowledge:
      return submission_in(step, sign_off.submission, {open, in_effect, complete});
    case Decision::return_:
      return submission_in(step, sign_off.submission, {open});
    case Decision::withdraw:
      return submission_in(step, sign_off.submission, {open, returned});
    case Decision::none:
      break;
  }
  return corrupt(step.at, {"签署没有决定", "the sign-off states no decision"});
}

Status fold(const FoldStep& step, const SignedSignOff& body) {
  const auto& sign_off = body.sign_off;
  auto row = signed_submission(step, sign_off);
  if (!row) return fail(row.error());
  if (sign_off.header != row->header || sign_off.previous != row->previous ||
      body.digest.is_none()) {
    return corrupt(step.at, {"签署所指的申报或前一签署不是最新",
                             "the sign-off does not follow the newest bytes of its submission"});
  }
  Status done;
  switch (sign_off.decision) {
    case Decision::return_:
      done = fold_return(step, *row);
      break;
    case Decision::withdraw:
      done = close(step, *row, SubmissionStage::withdrawn);
      break;
    default:
      done = fold_approval(step, *row, sign_off);
  }
  if (!done) return done;
  const auto giver = giver_of(step.state, sign_off.capacity);
  row->steps.push_back({sign_off.step, sign_off.capacity.person, sign_off.decision,
                        step.recorded_at, step.at, giver.value_or(PersonId{})});
  row->previous = body.digest;
  step.state.edit_submission(sign_off.submission) = *std::move(row);
  return {};
}

// ---- Ledger records. ---------------------------------------------------------------------------

Status fold(const FoldStep& step, const TookEffect& record) {
  auto row = submission_in(step, record.submission, {SubmissionStage::open});
  if (!row) return fail(row.error());
  const bool approved = !row->steps.empty() && row->steps.back().decision == Decision::approve;
  if (!approved || record.sign_off != row->previous) {
    return corrupt(step.at, {"生效记录不是由最后的签署引起",
                             "took_effect does not follow the newest approval"});
  }
  const auto outside = [&](const LapsedLine& lapsed) { return lapsed.line >= row->count; };
  if (std::any_of(record.lapsed.begin(), record.lapsed.end(), outside)) {
    return corrupt(step.at, {"失效行不存在", "a lapsed line does not exist"});
  }
  auto events = events_of(step, *row);
  if (!events) return fail(events.error());
  row->lapsed = record.lapsed;
  if (auto applied = apply_lines(step, *row, *events); !applied) return applied;
  release(step, *row, *events);
  row->stage = SubmissionStage::in_effect;
  row->in_effect_at = step.at;
  step.state.edit_submission(record.submission) = *std::move(row);
  return {};
}

Status fold(const FoldStep& step, const Lapsed& record) {
  auto row = submission_in(step, record.submission, {SubmissionStage::returned});
  if (!row) return fail(row.error());
  if (auto closed = close(step, *row, SubmissionStage::lapsed); !closed) return closed;
  step.state.edit_submission(record.submission) = *std::move(row);
  return {};
}

Status fold(const FoldStep& step, const Sealed&) {
  step.state.edit_organisation(step.state.genesis().root_organisation).sealed_at = step.at;
  return {};
}

Status fold(const FoldStep& step, const ClockConfirmed& record) {
  if (record.last_recorded_at > step.recorded_at) {
    return corrupt(
        step.at, {"时钟确认早于已记录的时间", "the confirmed clock lies before what was recorded"});
  }
  return {};
}

Status fold(const FoldStep& step, const std::monostate&) {
  return corrupt(step.at, {"台账记录没有内容", "the ledger record is empty"});
}

Status fold(const FoldStep& step, const LedgerRecord& record) {
  return std::visit([&](const auto& body) { return fold(step, body); }, record.body);
}

/// What holds for every entry: gapless positions, time that never runs back, nothing after a seal.
Status check_order(const StateView& state, const Entry& entry) {
  const auto at = entry.envelope.position;
  if (at.value != state.size().value) {
    return corrupt(at, {"位置不连续，应为 " + std::to_string(state.size().value),
                        "the next position is " + std::to_string(state.size().value)});
  }
  if (at == Position{}) {
    if (std::holds_alternative<Genesis>(entry.body)) return {};
    return corrupt(at, {"台账必须以创始记录开始", "a ledger begins with genesis"});
  }
  if (entry.envelope.recorded_at < state.recorded_at()) {
    return corrupt(at, {"记录时间倒退", "the recorded time runs backwards"});
  }
  const auto* root = state.organisation(state.genesis().root_organisation);
  if (root && root->sealed_at != no_position) {
    return corrupt(at, {"台账已封存", "the ledger is sealed"});
  }
  return {};
}

}  // namespace

Status apply_effect(StateEdit& state, const Event& event, Position event_at, const PersonId& person,
                    Position effect_at) {
  const effects::Effect effect{state, event, event_at, person, effect_at};
  return visit([&](const auto& facts) { return effects::apply(effect, facts); }, event.facts);
}

Status evolve(StateEdit& state, const Entry& entry, const EventSource& source) {
  if (auto ordered = check_order(state, entry); !ordered) return ordered;
  const auto at = entry.envelope.position;
  const FoldStep step{state, source, at, entry.envelope.recorded_at};
  auto folded = std::visit([&](const auto& body) { return fold(step, body); }, entry.body);
  if (!folded) return folded;
  state.set_head(TreeSize{at.value + 1}, entry.envelope.recorded_at);
  return {};
}

}  // namespace xueji
