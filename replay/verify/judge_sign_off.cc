// Sign-offs, `took_effect` and `lapsed`: who signed which step, and what came of it.
#include <algorithm>
#include <set>

#include "ledger/registry/decide.h"
#include "ledger/signoff/signoff.h"
#include "replay/verify/fold.h"

namespace xueji::second_opinion {
namespace {

bool same_lines(const std::vector<LapsedLine>& a, const std::vector<LapsedLine>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.line == y.line && x.rule == y.rule;
  });
}

std::string text_of(const std::vector<LapsedLine>& lapsed) {
  std::string text;
  for (const auto& line : lapsed) {
    text += (text.empty() ? "" : ", ") + std::to_string(line.line + 1) + " " + line.rule;
  }
  return text.empty() ? "-" : text;
}

}  // namespace

const Pack* Fold::pack_of(const SubmissionState& submission) {
  return submission.packs.empty() ? nullptr : packs_.find(submission.packs.front());
}

Status Fold::take_sign_off(Entry entry) {
  ++parts_.counts.sign_offs;
  auto& act = std::get<SignedSignOff>(entry.body);
  const auto at = entry.envelope.position;
  const auto id = act.sign_off.submission;
  check_subject(entry.envelope, SubjectKind::submission, subject_of(id));
  const auto* submission = state_.submission(id);
  if (submission != nullptr) {
    const auto row = *submission;
    if (is_judged(at)) {
      auto judged = judge_sign_off(act, row, at, entry.envelope.recorded_at);
      if (!judged) return judged;
    }
    const auto* pack = pack_of(row);
    const auto* chain = pack == nullptr ? nullptr : pack->chain_of(row);
    if (chain != nullptr && act.sign_off.decision == Decision::approve &&
        row.stage == SubmissionStage::open && is_effect_step(*chain, act.sign_off.step)) {
      due_effect_ = DueEffect{id, act.digest};
    }
  }
  evolve_or_report(entry);
  follow_stage(id);
  return {};
}

Status Fold::judge_sign_off(SignedSignOff& act, const SubmissionState& submission, Position at,
                            Instant recorded_at) {
  const auto& sign_off = act.sign_off;
  if (sign_off.ledger != parts_.ledger) {
    differ(DifferenceKind::authority, at,
           {"签批是为另一个台账签署的", "the sign-off was signed for another ledger"});
  }
  check_signed(at, Signer::signer, sign_off.key, sign_off.suite, act.payload, act.signature);
  if (sign_off.seal_key.is_none() != act.seal_signature.empty()) {
    differ(DifferenceKind::authority, at,
           {"印章密钥与印章签名不对应", "seal key and seal signature do not go together"}, "D-30");
  } else if (!act.seal_signature.empty()) {
    check_signed(at, Signer::seal, sign_off.seal_key, sign_off.suite, act.payload,
                 act.seal_signature);
  }
  const auto* pack = pack_of(submission);
  check_times(at, recorded_at, sign_off.authored_at, sign_off.not_after, sign_off.seen, pack);
  if (pack == nullptr) return {};

  SignOffRequest request;
  bool unopened = false;
  if (!sign_off.fields_root.is_none()) {
    const Committed committed{
        at,
        {SubjectKind::submission, subject_of(sign_off.submission), EventType::none, act.digest},
        sign_off.fields_root};
    auto opened = parts_.disclosures.open(std::span(&committed, 1));
    if (!opened) return fail(opened.error());
    request.disclosure = std::move(opened->front());
    unopened = !request.disclosure;
  }
  std::vector<Event> scratch;
  const Position first{submission.header_at.value + 1};
  const auto* events = kept_.find(first, submission.count, scratch);
  if (events == nullptr) {
    differ(DifferenceKind::content, at,
           {"所签申报的事件不完整,未能复核", "the events that it signs cannot be read again"});
    return {};
  }
  request.signed_off = std::move(act);
  const auto verdict =
      decide_sign_off_request(decision(*pack, recorded_at), submission, *events, request);
  act = std::move(request.signed_off);
  // Guards of a step see the lines without their disclosures, in the pipeline as here.
  std::vector<bool> closed(submission.count, unopened);
  report_disagreements(at, verdict.problems, closed);
  return {};
}

// ---- Effect. -----------------------------------------------------------------------------------

void Fold::take_effect_record(const TookEffect& record, const Entry& entry) {
  const auto at = entry.envelope.position;
  const bool due = due_effect_ && due_effect_->submission == record.submission;
  if (!due) {
    differ(
        DifferenceKind::outcome, at,
        {"生效记录之前没有生效环节的签批", "no effect step was signed right before took_effect"});
  } else if (due_effect_->sign_off != record.sign_off) {
    differ(DifferenceKind::content, at,
           {"生效记录的签批摘要不符", "took_effect names other sign-off bytes"});
  }
  due_effect_.reset();
  if (is_judged(at)) {
    judge_effect(record, at, entry.envelope.recorded_at);
    count_root_signatures(record.submission, at);
  }
  evolve_or_report(entry);
  follow_stage(record.submission);
  note_effects(record.submission);
}

void Fold::judge_effect(const TookEffect& record, Position at, Instant recorded_at) {
  if (record.decided_at != at) {
    differ(DifferenceKind::outcome, at,
           {"生效所依据的位置不符", "took_effect names another position at which it was decided"});
  }
  const auto* submission = state_.submission(record.submission);
  const auto* pack = submission == nullptr ? nullptr : pack_of(*submission);
  if (pack == nullptr) return;
  std::vector<Event> scratch;
  const Position first{submission->header_at.value + 1};
  const auto* events = kept_.find(first, submission->count, scratch);
  if (events == nullptr) return;
  const auto effect = decide_effect(decision(*pack, recorded_at), *submission, *events);
  if (!same_lines(record.lapsed, effect.lapsed)) {
    differ(DifferenceKind::outcome, at,
           {"记录的失效行与规则不符,记录:" + text_of(record.lapsed) +
                ";应为:" + text_of(effect.lapsed),
            "the recorded lapsed lines disagree with the rules; recorded: " +
                text_of(record.lapsed) + "; found: " + text_of(effect.lapsed)},
           effect.lapsed.empty() ? std::string() : effect.lapsed.front().rule);
  }
  compare_rules(at, record.rules, effect.rules_checked);
}

/// Counted from the signatures themselves, whatever chain they were gathered by: the different
/// administrators of the root, or holders of recovery keys, behind an act of the root that took
/// effect (FORMAT.md §7.3).
void Fold::count_root_signatures(const SubmissionId& id, Position at) {
  const auto& genesis = state_.genesis();
  const auto* row = state_.submission(id);
  if (row == nullptr || row->author_organisation != genesis.root_organisation) return;
  const bool by_recovery = holds_recovery_key(genesis, row->author);
  const bool by_administrator = row->author_role == Role::authority_administrator;
  const bool by_director = row->author_role == Role::director && is_set_up_form(row->form);
  if (!by_recovery && !by_administrator && !by_director) return;
  std::set<PersonId> hands;
  std::size_t signatures = 0;
  const auto count = [&](const PersonId& person, const PersonId& giver) {
    if (holds_recovery_key(genesis, person) != by_recovery) return;
    // Who signs for another is his hand, and signs for no third one beside.
    if (hands.contains(person) || hands.contains(giver)) return;
    hands.insert(person);
    if (!giver.is_none()) hands.insert(giver);
    ++signatures;
  };
  if (!by_director || by_recovery) count(row->author, row->author_on_behalf_of);
  for (const auto& done : row->steps) {
    const bool joint = done.step.starts_with(by_recovery ? recovery_step_prefix : root_step_prefix);
    if (joint && done.decision == Decision::approve) count(done.person, done.on_behalf_of);
  }
  const std::size_t wanted = by_recovery ? genesis.recovery_threshold : genesis.root_threshold;
  // With a threshold of one the director acts in his own right, as in every other authority.
  if (signatures >= wanted || (by_director && !by_recovery && wanted <= 1)) return;
  differ(DifferenceKind::authority, at,
         {"最高主管部门的此项行为只有 " + std::to_string(signatures) + " 人签署,应为 " +
              std::to_string(wanted) + " 人",
          "an act of the root took effect with the signatures of " + std::to_string(signatures) +
              " instead of " + std::to_string(wanted)});
}

void Fold::judge_lapse(const Lapsed& record, Position at, Instant recorded_at) {
  const auto* submission = state_.submission(record.submission);
  const auto* pack = submission == nullptr ? nullptr : pack_of(*submission);
  if (pack == nullptr || submission->steps.empty()) return;
  const auto days = pack->integer("return_days");
  if (!days) return;
  const auto returned_on = china_date(submission->steps.back().recorded_at);
  if (recorded_at > end_of(add_days(returned_on, static_cast<int>(*days)))) return;
  differ(DifferenceKind::outcome, at,
         {"退回保留期未满即记为失效", "lapsed before the return days of the pack were over"});
}

}  // namespace xueji::second_opinion
