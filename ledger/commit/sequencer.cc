#include "ledger/commit/sequencer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/commit/author.h"
#include "ledger/commit/ledger.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/registry/changed_identity.h"
#include "ledger/registry/reportable.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/signoff/signoff.h"

namespace xueji {
namespace {

constexpr std::int64_t day_ms = 24LL * 3'600'000;

Problem ledger_problem(std::string rule, Text message, Text expected) {
  return {std::move(rule),    Severity::refused,  std::nullopt, {}, {},
          std::move(message), std::move(expected)};
}

/// The events that bring a person under a status: `accepted` assigns their PersonId.
bool brings_person(EventType type) {
  return type == EventType::student_admitted || type == EventType::general_high_student_admitted ||
         type == EventType::opening_status_imported;
}

/// Visits every row of one table of decision state. Errors: io, corrupt.
template <class Row, class Visitor>
Status each_state_row(const LogReader& log, StateTable table, Visitor&& visit) {
  Status bad;
  const Bytes prefix{static_cast<std::uint8_t>(table)};
  auto scanned = log.scan(RowSpace::state, {.prefix = prefix}, [&](ByteView, ByteView value) {
    const auto row = decode_trusted<Row>(value);
    if (!row) {
      bad = fail(row.error());
      return Visit::stop;
    }
    visit(*row);
    return Visit::more;
  });
  return scanned ? bad : scanned;
}

/// The packs of the log, and the one that this submission brings.
class PacksWithOffer final : public PackDirectory {
 public:
  PacksWithOffer(const PackDirectory& held, const std::optional<OfferedPack>& offer)
      : held_(held), offer_(offer) {}
  [[nodiscard]] const Pack* find(const Digest& digest) const override {
    return offer_ && offer_->digest == digest ? &offer_->pack : held_.find(digest);
  }

 private:
  const PackDirectory& held_;
  const std::optional<OfferedPack>& offer_;
};

/// A pack comes only with the act that puts it in force.
std::optional<Problem> check_offer(const VerifiedSubmission& verified) {
  if (!verified.pack) return std::nullopt;
  for (const auto& submitted : verified.submission.events) {
    const auto* adopted = get_if<PolicyPackActivated>(&submitted.event.facts);
    if (adopted != nullptr && adopted->pack == verified.pack->digest) return std::nullopt;
  }
  return ledger_problem(
      "AUTHORITY", {"所附规则包未在本申报中启用", "the pack is not the one that this act adopts"},
      {"随启用它的申报一并提交", "send a pack with the act that adopts it"});
}

/// Another pack of the same name and version would make every record of it ambiguous.
std::optional<Problem> check_name(const VerifiedSubmission& verified, const PackShelf& packs) {
  if (!verified.pack) return std::nullopt;
  const auto free = check_name_is_free(packs.all(), *verified.pack);
  if (free) return std::nullopt;
  return ledger_problem("AUTHORITY", free.error().what, free.error().next);
}

}  // namespace

Status Sequencer::load() {
  if (auto loaded = state_.load(); !loaded) return loaded;
  if (state_.size() != log_.head().size) {
    return fail(ErrorCode::corrupt, "the state rows and the head speak of different sizes");
  }
  if (auto packs = packs_.load(log_); !packs) return packs;
  if (auto waiting = load_undecided(); !waiting) return waiting;
  auto tree = restore_tree(log_, log_.head().size);
  if (!tree) return fail(tree.error());
  tree_ = *std::move(tree);
  auto first = log_.entry(Position{0});
  if (!first) return fail(first.error());
  ledger_ = LedgerId{leaf_hash(*first).bytes};
  const auto now = clock_.now();
  wall_start_ms_ = now.ms;
  monotonic_start_ms_ = clock_.monotonic_ms();
  clock_stopped_ = now.ms > state_.recorded_at().ms + clock_gap_at_open_max_ms;
  return {};
}

Result<Instant> Sequencer::next_time() {
  const auto now = clock_.now();
  const auto drift = (now.ms - wall_start_ms_) - (clock_.monotonic_ms() - monotonic_start_ms_);
  if (drift > clock_jump_max_ms) clock_stopped_ = true;
  if (clock_stopped_) {
    return fail(
        ErrorCode::refused,
        Text{"系统时钟向前跳变(现为 " + to_text(now) + "),已暂停写入",
             "the clock jumped ahead (now " + to_text(now) + "); appends are stopped"},
        Text{"核对时间后运行 xueji clock confirm", "check the time, then run xueji clock confirm"});
  }
  return std::max(now, state_.recorded_at());
}

void Sequencer::confirm_clock(Group& group) {
  const auto now = std::max(clock_.now(), state_.recorded_at());
  wall_start_ms_ = clock_.now().ms;
  monotonic_start_ms_ = clock_.monotonic_ms();
  clock_stopped_ = false;
  const LedgerRecord record{ClockConfirmed{state_.recorded_at(), now}};
  Body body = record;
  append(BodyKind::ledger_record, SubjectKind::none, {}, encode(record), body, now, group);
}

bool Sequencer::was_root(const Seen& seen) {
  if (seen.size > state_.size()) return false;
  if (const auto known = known_roots_.find(seen.size.value); known != known_roots_.end()) {
    return known->second == seen.root;
  }
  SnapshotReader reader(tree_.right_edge(), tiles_);
  const auto root = root_at(reader, seen.size);
  if (!root) {
    if (root.error().code == ErrorCode::io) read_failure_ = root.error();
    return false;
  }
  remember_root(seen.size, *root);
  return *root == seen.root;
}

void Sequencer::remember_root(TreeSize size, const Digest& root) {
  constexpr std::size_t roots_held_max = 4'096;
  if (known_roots_.size() >= roots_held_max) known_roots_.clear();
  known_roots_.emplace(size.value, root);
}

std::vector<Problem> Sequencer::check_times(Instant now, Instant authored_at, Instant not_after,
                                            const Seen& seen, const Pack* pack) {
  std::vector<Problem> problems;
  const auto days = pack == nullptr ? std::nullopt : pack->integer("signature_days_max");
  if (days && authored_at.ms <= now.ms + author_clock_ahead_max_ms &&
      not_after.ms > authored_at.ms + *days * day_ms) {
    const auto count = std::to_string(*days);
    problems.push_back(ledger_problem(
        "AUTHORITY",
        {"签名有效期过长(至 " + to_text(not_after) + ")",
         "the signature asks to hold for too long (until " + to_text(not_after) + ")"},
        {"签署后至多 " + count + " 天", "at most " + count + " days after it was made"}));
  }
  if (now > not_after || not_after < authored_at) {
    problems.push_back(ledger_problem("AUTHORITY",
                                      {"签名已过期(有效至 " + to_text(not_after) + ")",
                                       "the signature expired at " + to_text(not_after)},
                                      {"请重新签名并立即提交", "sign again and submit at once"}));
  }
  if (authored_at.ms > now.ms + author_clock_ahead_max_ms) {
    problems.push_back(ledger_problem("AUTHORITY",
                                      {"签名时间晚于台账时间", "the signature is from the future"},
                                      {"请校准本机时钟", "set the clock of the signing machine"}));
  }
  if (!was_root(seen)) {
    problems.push_back(ledger_problem(
        "AUTHORITY",
        {"签名所依据的检查点不在本台账上", "the checkpoint that the author saw is not on this log"},
        {"请更新后重新核对、签名", "refresh, check what is there now, and sign again"}));
  }
  return problems;
}

std::vector<Problem> Sequencer::check_pins(const SubmissionHeader& header, const Pack*& pack,
                                           Instant now) {
  const auto active = pack_in_force(state_, header.organisation, china_date(now));
  pack = active ? packs_.find(active->pack) : nullptr;
  if (pack == nullptr) {
    return {ledger_problem("AUTHORITY",
                           {"该单位没有生效的规则包", "no policy pack is in force here"},
                           {"由主管部门启用:xueji pack adopt", "the authority adopts one"})};
  }
  const auto* chain = pack->chain_of(header);
  if (header.packs != std::vector{active->pack} || chain == nullptr ||
      digest_of(*chain) != header.chain) {
    return {ledger_problem("CHAIN",
                           {"申报引用的规则包或签批流程不是现行版本",
                            "the pinned pack or chain is not the one in force"},
                           {"请用现行规则包重新提交", "author it again under the pack in force"})};
  }
  return {};
}

const Digest& Sequencer::digest_of(const ChainTemplate& chain) {
  // Templates belong to packs on the shelf, which stay where they are.
  const auto [at, is_new] = chain_digests_.try_emplace(&chain);
  if (is_new) at->second = chain_digest(chain);
  return at->second;
}

Result<Receipt> Sequencer::receipt_at(const SubmissionId& submission, Position position) const {
  auto bytes = log_.entry(position);
  if (!bytes) return fail(bytes.error());
  Receipt receipt;
  receipt.ledger = ledger_;
  receipt.submission = submission;
  receipt.position = position;
  receipt.leaf = leaf_hash(*bytes);
  Bytes from;
  append_be(from, position.value + 1);
  auto scanned = log_.scan(checkpoint_rows, {.from = from}, [&](ByteView key, ByteView note) {
    receipt.size = TreeSize{read_be<std::uint64_t>(key.data())};
    receipt.checkpoint = text_of(note);
    return Visit::stop;
  });
  if (!scanned) return fail(scanned.error());
  return receipt;
}

std::optional<PendingAnswer> Sequencer::repeat_of(const VerifiedSubmission& verified) {
  const auto& header = verified.submission.header;
  const auto* known = state_.submission(header.header.submission);
  if (known == nullptr || known->header != header.digest) return std::nullopt;
  const Position accepted{known->header_at.value + known->count + 1};
  PendingAnswer answer;
  if (accepted.value < log_.head().size.value) {
    if (auto receipt = receipt_at(known->id, accepted)) answer.receipt = *std::move(receipt);
  } else {
    answer.receipt = receipt_in_flight(known->id, accepted);
  }
  return answer;
}

Receipt Sequencer::receipt_in_flight(const SubmissionId& submission, Position position) const {
  Receipt receipt;
  receipt.ledger = ledger_;
  receipt.submission = submission;
  receipt.position = position;
  return receipt;
}

std::optional<PendingAnswer> Sequencer::repeat_of(const SignOffRequest& request) {
  const auto& act = request.signed_off;
  const auto* known = state_.submission(act.sign_off.submission);
  if (known == nullptr) return std::nullopt;
  // The newest sign-off may stand in a group that is not durable yet: its digest is in the state.
  const bool is_newest = !known->steps.empty() && known->previous == act.digest;
  if (is_newest && known->steps.back().at.value >= log_.head().size.value) {
    PendingAnswer answer;
    answer.receipt = receipt_in_flight(known->id, known->steps.back().at);
    return answer;
  }
  for (const auto& step : known->steps) {
    if (step.step != act.sign_off.step || step.at.value >= log_.head().size.value) continue;
    auto bytes = log_.entry(step.at);
    auto split = bytes ? split_entry(*bytes) : fail(bytes.error());
    if (!split) {
      // Whether it is the same act again cannot be said.
      read_failure_ = split.error();
      continue;
    }
    auto stored = decode_trusted<Signed>(split->second);
    if (!stored || stored->payload != act.payload) continue;
    PendingAnswer answer;
    if (auto receipt = receipt_at(known->id, step.at)) answer.receipt = *std::move(receipt);
    return answer;
  }
  return std::nullopt;
}

void Sequencer::refuse(const SubmissionId& submission, const Digest& payload, Verdict verdict,
                       PendingAnswer answer, Group& group) {
  answer.receipt.reset();
  answer.refusal = Refusal{refusal_text(ledger_, submission, payload, state_.size(), verdict),
                           std::move(verdict)};
  group.answers.push_back(std::move(answer));
}

void Sequencer::fail_act(Error error, PendingAnswer answer, Group&) {
  read_failure_.reset();
  answer.done(fail(std::move(error)));
}

std::optional<Error> Sequencer::take_failure() {
  auto failure = std::exchange(read_failure_, std::nullopt);
  if (broken_) return broken_;
  // Whatever could not be read counts as absent, and stays so until the ledger is opened again.
  return state_.failure() ? state_.failure() : failure;
}

void Sequencer::submit(VerifiedSubmission verified, std::function<void(Result<Answer>)> done,
                       Group& group) {
  const auto& header = verified.submission.header;
  PendingAnswer answer;
  answer.done = std::move(done);
  if (auto repeated = repeat_of(verified)) {
    repeated->done = std::move(answer.done);
    if (!repeated->receipt)
      return fail_act(make_error(ErrorCode::corrupt, "no receipt"), *std::move(repeated), group);
    group.answers.push_back(*std::move(repeated));
    return;
  }
  const auto now = next_time();
  if (!now) return fail_act(now.error(), std::move(answer), group);
  Verdict verdict{verified.problems, {}};
  const Pack* pack = nullptr;
  if (verdict.problems.empty()) {
    verdict.problems = check_pins(header.header, pack, *now);
    for (auto& problem : check_times(*now, header.header.authored_at, header.header.not_after,
                                     header.header.seen, pack)) {
      verdict.problems.push_back(std::move(problem));
    }
    if (auto idle = check_offer(verified)) verdict.problems.push_back(*std::move(idle));
    if (auto taken = check_name(verified, packs_)) verdict.problems.push_back(*std::move(taken));
    if (header.header.submission.is_none()) {
      verdict.problems.push_back(
          ledger_problem("FORMAT", {"申报没有编号", "the submission has no id"},
                         {"请用 xueji 重新生成", "author it again with xueji"}));
    } else if (state_.submission(header.header.submission) != nullptr) {
      verdict.problems.push_back(ledger_problem(
          "CHAIN", {"申报编号已用于另一份内容", "the submission id was used for other bytes"},
          {"请重新提交以取得新编号", "author it again to get a new id"}));
    }
  }
  if (auto failed = take_failure()) return fail_act(*failed, std::move(answer), group);
  if (!verdict.problems.empty()) {
    return refuse(header.header.submission, header.digest, std::move(verdict), std::move(answer),
                  group);
  }
  prefetch_rows(verified.submission);
  PersonsKnown persons(vault_.persons(), persons_in_flight_);
  persons.open_from(vault_, log_);
  if (auto read = persons.prefetch(verified.submission.events); !read) {
    return fail_act(read.error(), std::move(answer), group);
  }
  lapse_holders(verified, persons, group);
  auto input = decision(*pack, persons, *now);
  const PacksWithOffer packs(packs_, verified.pack);
  input.packs = &packs;
  auto filing = decide_filing(input, verified.submission);
  if (auto failed = take_failure()) return fail_act(*failed, std::move(answer), group);
  if (auto read = persons.status(); !read) return fail_act(read.error(), std::move(answer), group);
  if (filing.verdict.refused()) {
    return refuse(header.header.submission, header.digest, std::move(filing.verdict),
                  std::move(answer), group);
  }
  accept(verified, filing, *pack, *now, group, answer);
  group.answers.push_back(std::move(answer));
}

void Sequencer::lapse_holders(const VerifiedSubmission& verified, const PersonDirectory& persons,
                              Group& group) {
  std::vector<SubmissionId> holders;
  const auto note = [&](ReservationKind kind, ByteView id) {
    const auto* held = state_.reservation(kind, id);
    if (held == nullptr || held->holder == verified.submission.header.header.supersedes) return;
    holders.push_back(held->holder);
  };
  for (const auto& submitted : verified.submission.events) {
    for (const auto& key : reservations_of(std::span(&submitted.event, 1), {})) {
      note(key.kind, key.id);
    }
    // Whoever comes in may be held as a person, or through another status (SY-1.5a).
    std::optional<PersonId> person;
    const auto type = type_of(submitted.event);
    const auto number = personal_value(submitted, PersonalField::identity_number);
    if (type == EventType::roster_line) {
      const auto* student = state_.student(as<StudentId>(submitted.event.subject));
      if (student != nullptr && !student->person.is_none()) person = student->person;
    } else if (brings_person(type) && !number.empty()) {
      person = persons.find(personal_value(submitted, PersonalField::identity_type), number);
    }
    if (!person) continue;
    note(ReservationKind::person, person->view());
    if (const auto* row = state_.person(*person)) {
      for (const auto& status : row->statuses)
        note(ReservationKind::student, status.view());
    }
  }
  std::sort(holders.begin(), holders.end());
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  lapse(holders, group);
}

std::size_t Sequencer::lapse(const std::vector<SubmissionId>& candidates, Group& group) {
  std::size_t count = 0;
  for (const auto& id : candidates) {
    const auto now = next_time();
    if (!now || !return_days_over(id, *now)) continue;
    append_record(id, Lapsed{id}, *now, group, nullptr);
    ++count;
  }
  return count;
}

bool Sequencer::return_days_over(const SubmissionId& id, Instant now) const {
  const auto* submission = state_.submission(id);
  if (submission == nullptr || submission->stage != SubmissionStage::returned) return false;
  const auto* pack = submission->packs.empty() ? nullptr : packs_.find(submission->packs.front());
  if (pack == nullptr) return false;
  const auto returned_on = china_date(submission->steps.back().recorded_at);
  const auto days = static_cast<int>(*pack->integer("return_days"));
  return now > end_of(add_days(returned_on, days));
}

std::vector<PersonId> Sequencer::assign_persons(const VerifiedSubmission& verified,
                                                const FilingVerdict& filing, Group& group) {
  std::vector<PersonId> persons;
  const auto& events = verified.submission.events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!brings_person(type_of(events[i].event))) continue;
    persons.resize(events.size());
    if (filing.persons[i]) {
      persons[i] = *filing.persons[i];
      continue;
    }
    persons[i] = random_.draw<PersonId>();
    const auto type = personal_value(events[i], PersonalField::identity_type);
    const auto number = personal_value(events[i], PersonalField::identity_number);
    // A second line of the same number in this file: one number never leads to two persons.
    const auto in_file = persons_in_flight_.find(PersonsKnown::key_of(type, number));
    if (!number.empty() && in_file != persons_in_flight_.end()) {
      persons[i] = in_file->second.person;
      continue;
    }
    auto binding = vault_.persons().binding(type, number, persons[i]);
    if (!binding) continue;
    persons_in_flight_.emplace(PersonsKnown::key_of(type, number),
                               PersonInFlight{persons[i], group_number_});
    group.persons.push_back(*binding);
  }
  return persons;
}

void Sequencer::collect_disclosures(VerifiedSubmission& verified,
                                    const std::vector<PersonId>& persons, Group& group) {
  const auto& author = verified.submission.header.header.capacity.person;
  auto& events = verified.submission.events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto& submitted = events[i];
    if (!submitted.disclosure) continue;
    const auto& event = submitted.event;
    PersonId owner = author;
    if (event.subject_kind == SubjectKind::person) {
      owner = as<PersonId>(event.subject);
    } else if (event.subject_kind == SubjectKind::student) {
      const auto* student = state_.student(as<StudentId>(event.subject));
      if (!persons.empty() && !persons[i].is_none()) {
        owner = persons[i];
      } else if (student != nullptr && !student->person.is_none()) {
        owner = student->person;
      }
    }
    group.disclosures.push_back(
        {{event.subject_kind, event.subject, type_of(event), verified.event_digests[i]},
         owner,
         *std::move(submitted.disclosure)});
  }
}

void Sequencer::prefetch_rows(const Submission& submission) {
  constexpr std::size_t worth_a_batch = 8;
  std::vector<StudentId> students;
  for (const auto& event : submission.events) {
    if (event.event.subject_kind == SubjectKind::student) {
      students.push_back(as<StudentId>(event.event.subject));
    }
  }
  if (students.size() >= worth_a_batch) state_.prefetch_students(students);
}

void Sequencer::accept(VerifiedSubmission& verified, const FilingVerdict& filing, const Pack& pack,
                       Instant now, Group& group, PendingAnswer& answer) {
  auto& header = verified.submission.header;
  const auto id = header.header.submission;
  const auto subject = subject_of(id);
  if (verified.pack) append_pack(*std::move(verified.pack), now, group);
  const Position header_at{state_.size().value};
  const Position first{header_at.value + 1};
  const auto decided_at = Position{state_.size().value};
  Accepted accepted{id,
                    header.digest,
                    decided_at,
                    pack.chain_of(header.header)->takes_effect_when_accepted(),
                    filing.verdict.rules_checked,
                    assign_persons(verified, filing, group)};
  collect_disclosures(verified, accepted.persons, group);
  group.rows.push_back({RowSpace::organisation_index,
                        organisation_index_key(header.header.organisation, header_at), Bytes{1}});
  const Bytes bytes = encode(Signed{header.payload, header.signature, {}});
  Body body = std::move(header);
  append(BodyKind::submission_header, SubjectKind::submission, subject, bytes, body, now, group);
  std::vector<Event> events;
  events.reserve(verified.submission.events.size());
  for (auto& submitted : verified.submission.events) {
    Body event = std::move(submitted.event);
    const auto& facts = std::get<Event>(event);
    append(BodyKind::event, facts.subject_kind, facts.subject, submitted.bytes, event, now, group);
    events.push_back(std::get<Event>(std::move(event)));
  }
  events_in_flight_.emplace_back(first.value, std::move(events));
  answer.receipt = Receipt{};
  answer.receipt->in_effect = accepted.in_effect;
  append_record(id, std::move(accepted), now, group, &*answer.receipt);
  if (answer.receipt->in_effect) note_mergers(events_in_flight_.back().second);
  const auto* paper = broken_ ? nullptr : state_.submission(id);
  if (paper == nullptr || !is_undecided(paper->stage)) return;
  for_each_concerned(*paper, [&](const OrganisationId& organisation) {
    undecided_in_flight_.push_back({organisation, id, header_at});
  });
}

void Sequencer::append_pack(OfferedPack pack, Instant now, Group& group) {
  if (packs_.find(pack.digest) != nullptr) return;  // The log holds it already.
  const Position first{state_.size().value};
  auto chunks = chunks_of(pack.digest, pack.archive);
  const auto value = pack_row_value(first, static_cast<std::uint16_t>(chunks.size()));
  for (auto& chunk : chunks) {
    const auto bytes = encode(chunk);
    Body body = std::move(chunk);
    append(BodyKind::pack_chunk, SubjectKind::none, {}, bytes, body, now, group);
  }
  group.rows.push_back({pack_rows, to_bytes(pack.digest.view()), value});
  packs_.add(pack.digest, std::move(pack.pack), first);
}

Status Sequencer::load_undecided() {
  const auto mark = undecided_mark();
  const auto held = log_.row(mark.space, mark.key);
  if (!held) return fail(held.error());
  undecided_rows_missing_ = !held->has_value();
  if (!undecided_rows_missing_) return {};
  auto read = each_state_row<SubmissionState>(
      log_, StateTable::submission, [&](const SubmissionState& paper) {
        if (!is_undecided(paper.stage)) return;
        for_each_concerned(paper, [&](const OrganisationId& organisation) {
          undecided_before_.push_back({organisation, paper.id, paper.header_at});
        });
      });
  if (!read) return read;
  return each_state_row<OrganisationState>(log_, StateTable::organisation, [&](const auto& row) {
    if (!row.merged_into.is_none()) merged_.emplace(row.merged_into, row.id);
  });
}

void Sequencer::find_undecided(const OrganisationId& organisation,
                               std::set<OrganisationId>& looked_at,
                               std::map<Position, SubmissionId>& waiting) const {
  if (!looked_at.insert(organisation).second) return;
  constexpr auto id_bytes = OrganisationId::size_bytes;
  std::vector<OrganisationId> taken_over;
  auto scanned =
      log_.scan(undecided_rows, {.prefix = organisation.view()}, [&](ByteView key, ByteView value) {
        const auto rest = key.subspan(id_bytes);
        const auto id = SubmissionId::from(value);
        if (const auto merged = OrganisationId::from(rest)) {
          taken_over.push_back(*merged);
        } else if (id && rest.size() == sizeof(std::uint64_t)) {
          waiting.emplace(Position{read_be<std::uint64_t>(rest.data())}, *id);
        } else {
          read_failure_ =
              make_error(ErrorCode::corrupt, "a row of undecided submissions is malformed");
        }
        return Visit::more;
      });
  if (!scanned) read_failure_ = scanned.error();
  const auto add = [&](const Undecided& one) {
    if (one.organisation == organisation) waiting.emplace(one.header_at, one.submission);
  };
  std::for_each(undecided_before_.begin(), undecided_before_.end(), add);
  std::for_each(undecided_in_flight_.begin(), undecided_in_flight_.end(), add);
  const auto [first, last] = merged_.equal_range(organisation);
  for (auto merged = first; merged != last; ++merged)
    taken_over.push_back(merged->second);
  for (const auto& one : taken_over)
    find_undecided(one, looked_at, waiting);
}

void Sequencer::each_undecided(const OrganisationId& organisation, const Visitor& visit) const {
  std::set<OrganisationId> looked_at;
  std::map<Position, SubmissionId> waiting;
  find_undecided(organisation, looked_at, waiting);
  for (const auto& [header_at, id] : waiting) {
    const auto* found = state_.submission(id);
    if (found == nullptr || !is_undecided(found->stage)) continue;
    const auto row = *found;  // Reading events may move rows.
    const auto held = events(Position{row.header_at.value + 1}, row.count);
    if (held) visit(row, *held);
  }
}

void Sequencer::note_mergers(std::span<const Event> events) {
  for (const auto& event : events) {
    if (get_if<OrganisationMerged>(&event.facts) == nullptr) continue;
    const auto* row = state_.organisation(as<OrganisationId>(event.subject));
    if (row != nullptr && !row->merged_into.is_none()) merged_.emplace(row->merged_into, row->id);
  }
}

void Sequencer::append_record(const SubmissionId& submission, RecordBody body, Instant now,
                              Group& group, Receipt* receipt) {
  LedgerRecord record{std::move(body)};
  const Bytes bytes = encode(record);
  const Position at{state_.size().value};
  Body entry_body = std::move(record);
  const auto leaf = append(BodyKind::ledger_record, SubjectKind::submission, subject_of(submission),
                           bytes, entry_body, now, group);
  if (receipt == nullptr) return;
  receipt->ledger = ledger_;
  receipt->submission = submission;
  receipt->position = at;
  receipt->leaf = leaf;
}

Digest Sequencer::append(BodyKind kind, SubjectKind subject_kind, const SubjectId& subject,
                         ByteView bytes, Body& body, Instant now, Group& group) {
  Entry entry;
  auto& envelope = entry.envelope;
  envelope.kind = kind;
  envelope.subject_kind = subject_kind;
  envelope.subject = subject;
  envelope.position = Position{state_.size().value};
  envelope.recorded_at = now;
  if (subject_kind != SubjectKind::none) {
    // A header is the first entry of its submission: there is no tail to read.
    const auto tail =
        kind == BodyKind::submission_header ? SubjectTail{} : state_.tail(subject_kind, subject);
    envelope.subject_previous = tail.last;
    envelope.subject_sequence = tail.count;
    state_.set_tail(subject_kind, subject, {envelope.position, tail.count + 1});
  }
  if (group.entries.empty()) group.expected = state_.size();
  group.entries.push_back(encode_entry(envelope, bytes));
  group.entry_bytes += group.entries.back().size();
  const auto leaf = leaf_hash(group.entries.back());
  tree_.append(leaf);
  for (auto& tile : tree_.take_full_tiles()) {
    tiles_.add(tile, group_number_);
    group.rows.push_back(
        {RowSpace::tile, tile_row_key(tile.level, tile.index), std::move(tile.hashes)});
  }
  entry.body = std::move(body);
  const auto folded = evolve(state_, entry, *this);
  if ((!folded || state_.failure()) && !broken_) {
    // What decide accepted, evolve must be able to apply, unless it could not be read: anything
    // else is our own mistake, and going on would write a log that no verifier accepts.
    broken_ = take_failure();
    XUEJI_ASSERT(broken_.has_value());
  }
  body = std::move(entry.body);
  return leaf;
}

Result<std::vector<Event>> Sequencer::events(Position first, std::uint32_t count) const {
  for (const auto& [at, held] : events_in_flight_) {
    if (at == first.value && held.size() == count) return held;
  }
  auto read = LogEventSource(log_).events(first, count);
  if (!read) read_failure_ = read.error();
  return read;
}

void Sequencer::sign_off(VerifiedSignOff verified, std::function<void(Result<Answer>)> done,
                         Group& group) {
  auto& act = verified.request.signed_off;
  const auto id = act.sign_off.submission;
  PendingAnswer answer;
  answer.done = std::move(done);
  if (auto repeated = repeat_of(verified.request)) {
    repeated->done = std::move(answer.done);
    if (!repeated->receipt)
      return fail_act(make_error(ErrorCode::corrupt, "no receipt"), *std::move(repeated), group);
    group.answers.push_back(*std::move(repeated));
    return;
  }
  const auto now = next_time();
  if (!now) return fail_act(now.error(), std::move(answer), group);
  Verdict verdict{verified.problems, {}};
  const auto* submission = state_.submission(id);
  const Pack* pack = submission == nullptr || submission->packs.empty()
                         ? nullptr
                         : packs_.find(submission->packs.front());
  if (verdict.problems.empty() && submission == nullptr) {
    verdict.problems.push_back(ledger_problem("CHAIN",
                                              {"没有这份申报", "there is no such submission"},
                                              {"用 xueji inbox 查看待办", "see xueji inbox"}));
  }
  if (verdict.problems.empty()) {
    verdict.problems = check_times(*now, act.sign_off.authored_at, act.sign_off.not_after,
                                   act.sign_off.seen, pack);
  }
  if (auto failed = take_failure()) return fail_act(*failed, std::move(answer), group);
  if (!verdict.problems.empty() || pack == nullptr) {
    return refuse(id, act.digest, std::move(verdict), std::move(answer), group);
  }
  const auto held = events(Position{submission->header_at.value + 1}, submission->count);
  if (!held) return fail_act(held.error(), std::move(answer), group);
  const PersonsKnown persons(vault_.persons(), persons_in_flight_);
  verdict =
      decide_sign_off_request(decision(*pack, persons, *now), *submission, *held, verified.request);
  if (auto failed = take_failure()) return fail_act(*failed, std::move(answer), group);
  if (auto read = persons.status(); !read) return fail_act(read.error(), std::move(answer), group);
  if (verdict.refused())
    return refuse(id, act.digest, std::move(verdict), std::move(answer), group);

  answer.receipt = Receipt{};
  answer.receipt->ledger = ledger_;
  answer.receipt->submission = id;
  answer.receipt->position = Position{state_.size().value};
  if (verified.request.disclosure) {
    group.disclosures.push_back(
        {{SubjectKind::submission, subject_of(id), EventType::none, act.digest},
         act.sign_off.capacity.person,
         *verified.request.disclosure});
  }
  const Bytes bytes = encode(Signed{act.payload, act.signature, act.seal_signature});
  Body body = act;
  answer.receipt->leaf =
      append(BodyKind::sign_off, SubjectKind::submission, subject_of(id), bytes, body, *now, group);
  const auto* chain = pack->chain_of(*submission);
  if (act.sign_off.decision == Decision::approve && chain != nullptr &&
      is_effect_step(*chain, act.sign_off.step)) {
    take_effect(id, *pack, *held, act.digest, *now, group, *answer.receipt);
  }
  group.answers.push_back(std::move(answer));
}

void Sequencer::take_effect(const SubmissionId& id, const Pack& pack, std::span<const Event> events,
                            const Digest& sign_off, Instant now, Group& group, Receipt& receipt) {
  const auto* submission = state_.submission(id);
  const PersonsKnown persons(vault_.persons(), persons_in_flight_);
  auto effect = decide_effect(decision(pack, persons, now), *submission, events);
  broken_ = take_failure();
  if (auto read = persons.status(); !read && !broken_) broken_ = read.error();
  if (broken_) return;
  receipt.in_effect = true;
  receipt.lapsed = effect.lapsed;
  bind_changed_numbers(*submission, events, effect.lapsed, group);
  append_record(id,
                TookEffect{id, sign_off, Position{state_.size().value},
                           std::move(effect.rules_checked), std::move(effect.lapsed)},
                now, group, nullptr);
  note_mergers(events);
}

/// A changed identity number leads to the same person from its effect on, beside the old one
/// (SY-1.5a). What the vault does not open, or another person took meanwhile, is left as it is:
/// two persons of one number are a finding.
void Sequencer::bind_changed_numbers(const SubmissionState& submission,
                                     std::span<const Event> events,
                                     const std::vector<LapsedLine>& lapsed, Group& group) {
  if (submission.form != Form::info_change) return;
  const auto is_out = [&](std::uint32_t line) {
    const auto names = [&](const auto& marked) { return marked.line == line; };
    return std::any_of(submission.struck.begin(), submission.struck.end(), names) ||
           std::any_of(lapsed.begin(), lapsed.end(), names);
  };
  for (std::uint32_t line = 0; line < events.size(); ++line) {
    const auto* facts = get_if<StudentInfoChanged>(&events[line].facts);
    const auto* student = state_.student(as<StudentId>(events[line].subject));
    const bool is_number =
        facts != nullptr && facts->changed == code_of(PersonalField::identity_number);
    if (!is_number || student == nullptr || is_out(line)) continue;
    const auto opened =
        open_disclosure_at(vault_, log_, Position{submission.header_at.value + 1 + line});
    if (!opened) continue;
    const auto value = value_of(personal_fields_of(EventType::student_info_changed), *opened,
                                PersonalField::new_value);
    if (!value) continue;
    const auto identity = changed_identity(*value);
    const PersonsKnown persons(vault_.persons(), persons_in_flight_);
    const auto holder = persons.find(identity.type, identity.number);
    auto binding = vault_.persons().binding(identity.type, identity.number, student->person);
    if (holder || !binding) continue;
    persons_in_flight_.emplace(PersonsKnown::key_of(identity.type, identity.number),
                               PersonInFlight{student->person, group_number_});
    group.persons.push_back(*binding);
  }
}

void Sequencer::close(Group& group) {
  if (undecided_rows_missing_ && !group.entries.empty()) {
    // Before the rows of this group, which take away again what it decided.
    for (const auto& one : undecided_before_) {
      group.rows.push_back({undecided_rows, undecided_row_key(one.organisation, one.header_at),
                            to_bytes(one.submission.view())});
    }
    for (const auto& [into, merged] : merged_) {
      if (const auto* row = state_.organisation(merged)) group.rows.push_back(merged_row(*row));
    }
    group.rows.push_back(undecided_mark());
    undecided_rows_missing_ = false;
  }
  for (auto& row : state_.take_rows(group_number_))
    group.rows.push_back(std::move(row));
  group.number = group_number_++;
  group.edge = tree_.right_edge();
  group.root = tree_.root();
  // What authors will have seen is the checkpoint of some group.
  remember_root(group.edge.size, group.root);
}

void Sequencer::committed(std::uint64_t group) {
  constexpr std::size_t rows_held_max = 400'000;
  constexpr std::size_t submissions_held_max = 64;
  state_.trim(rows_held_max, group);
  std::erase_if(persons_in_flight_, [&](const auto& item) { return item.second.group <= group; });
  tiles_.forget_to(group);
  const auto durable = log_.head().size.value;
  while (events_in_flight_.size() > submissions_held_max &&
         events_in_flight_.front().first < durable) {
    events_in_flight_.pop_front();
  }
  while (!undecided_in_flight_.empty() && undecided_in_flight_.front().header_at.value < durable) {
    undecided_in_flight_.pop_front();
  }
}

}  // namespace xueji
