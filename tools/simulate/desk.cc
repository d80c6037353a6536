#include "tools/simulate/desk.h"

#include <algorithm>

#include "ledger/merkle/checkpoint.h"

namespace xueji::simulate {
namespace {

/// What the ledger said, for the developer who must find out why the simulation was wrong.
std::string reasons(const Verdict& verdict) {
  constexpr std::size_t shown_max = 5;
  std::string text;
  std::size_t shown = 0;
  for (const auto& problem : verdict.problems) {
    if (problem.severity == Severity::warning) continue;
    if (++shown > shown_max) break;
    text += "; " + problem.rule;
    if (problem.line) text += " line " + std::to_string(*problem.line + 1);
    text += " " + problem.field + " [" + problem.seen + "]: " + problem.message.en + " (" +
            problem.expected.en + ")";
  }
  return text;
}

bool is_because_of(const Verdict& verdict, const std::string& rule) {
  return std::any_of(verdict.problems.begin(), verdict.problems.end(), [&](const Problem& problem) {
    return problem.rule == rule && problem.severity != Severity::warning;
  });
}

/// The text of a signed note ends with the empty line before its signatures.
Result<Seen> seen_of(const std::string& note) {
  const auto end = note.find("\n\n");
  auto checkpoint = parse_checkpoint_text(note.substr(0, end == note.npos ? end : end + 1));
  if (!checkpoint) return fail(checkpoint.error());
  return Seen{checkpoint->size, checkpoint->root};
}

}  // namespace

Desk::Desk(Ledger& ledger, SimulatedClock& clock, const Pack& pack, const Digest& pack_digest,
           const Seen& seen, std::uint64_t seed)
    : ledger_(ledger),
      clock_(clock),
      pack_(pack),
      pack_digest_(pack_digest),
      seen_(seen),
      random_(seed),
      now_(clock.now()) {}

AuthoringContext Desk::context() {
  return {ledger_.id(), pack_, pack_digest_, seen_, now_, random_};
}

Result<SubmittedEvent> Desk::seal(const DraftEvent& draft) {
  return seal_event(context(), draft);
}

Result<Filed> Desk::file(Form form, const OrganisationId& organisation, const Signer& author,
                         std::vector<DraftEvent> drafts) {
  std::vector<SubmittedEvent> events;
  events.reserve(drafts.size());
  for (const auto& draft : drafts) {
    auto sealed = seal(draft);
    if (!sealed) return fail(sealed.error());
    events.push_back(*std::move(sealed));
  }
  return file_sealed(form, organisation, author, std::move(events));
}

Result<Filed> Desk::file_sealed(Form form, const OrganisationId& organisation, const Signer& author,
                                std::vector<SubmittedEvent> events,
                                const SubmissionId& supersedes) {
  auto submission = sign_submission(
      context(), {form, organisation, author.capacity, std::move(events), supersedes}, *author.key);
  if (!submission) return fail(submission.error());
  const auto& header = submission->header;
  Filed filed{header.header.submission, form, organisation, header.digest, header.digest, now_, {}};
  filed.events = submission->events;
  const auto what = std::string(code_of(form)) + " " + to_text(filed.id) + " on " + to_text(now_);
  if (!expected_refusal_) {
    ++counts_.submissions;
    counts_.events += filed.events.size();
    order_.push_back(filed.id);
    progress_[filed.id] = {form, organisation, 0, now_, false, {}};
  }
  auto done = receiver(what);
  ledger_.submit_async(*std::move(submission), std::move(done));
  return filed;
}

Status Desk::sign(Filed& filed, const std::string& step, const Signer& signer) {
  return sign(filed, step, signer, {});
}

Status Desk::sign(Filed& filed, const std::string& step, const Signer& signer,
                  const StepOptions& options) {
  SubmissionState state;
  state.id = filed.id;
  state.header = filed.header;
  state.previous = filed.previous;
  DraftSignOff draft{state, step, options.decision, options.lines, signer.capacity};
  draft.reason = options.reason;
  draft.reason_text = options.reason_text;
  draft.paper_signed_on = options.paper_signed_on;
  draft.paper_signer = options.paper_signer;
  draft.scan_digest = options.scan_digest;
  auto request = sign_step(context(), draft, *signer.key, signer.seal);
  if (!request) return fail(request.error());
  if (!expected_refusal_) {
    filed.previous = request->signed_off.digest;
    ++counts_.sign_offs;
    note_step(filed.id, step, options.decision);
  }
  auto done = receiver(std::string(code_of(filed.form)) + " " + to_text(filed.id) + " step " +
                       step + " on " + to_text(now_));
  ledger_.sign_off_async(*std::move(request), std::move(done));
  return {};
}

Ledger::Done Desk::receiver(std::string what) {
  const auto expected = std::exchange(expected_refusal_, std::nullopt);
  {
    const std::lock_guard lock(mutex_);
    ++in_flight_;
  }
  return [this, what = std::move(what), expected](Result<Answer> answer) {
    receive(what, expected, std::move(answer));
  };
}

void Desk::receive(const std::string& what, const std::optional<std::string>& expected,
                   Result<Answer> answer) {
  const std::lock_guard lock(mutex_);
  std::optional<Error> failure;
  if (!answer) {
    failure = answer.error();
  } else if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
    ++refusals_;
    if (!expected || !is_because_of(refusal->verdict, *expected)) {
      failure =
          make_error(ErrorCode::refused, "the ledger refused " + what + reasons(refusal->verdict));
    }
  } else {
    auto& receipt = std::get<Receipt>(*answer);
    if (expected) failure = make_error(ErrorCode::refused, "the ledger did not refuse " + what);
    if (!receipt.lapsed.empty()) {
      failure = make_error(ErrorCode::refused,
                           "lines lapsed in " + what + ": " + receipt.lapsed.front().rule);
    }
    if (receipt.size > newest_size_) {
      newest_size_ = receipt.size;
      newest_checkpoint_ = std::move(receipt.checkpoint);
    }
  }
  if (failure && !failure_) failure_ = std::move(failure);
  if (--in_flight_ == 0) answered_.notify_all();
}

void Desk::note_step(const SubmissionId& id, const std::string& step, Decision decision) {
  auto& progress = progress_.at(id);
  const auto* chain = pack_.chain(progress.form);
  const auto at = chain->step_index(step);
  XUEJI_ASSERT(at.has_value());
  progress.done.push_back(
      {id, progress.organisation, step, progress.since, now_, chain->steps[*at].hold_days});
  progress.since = now_;
  progress.next = *at + 1;
  if (decision == Decision::return_ || decision == Decision::withdraw) progress.closed = true;
}

Status Desk::settle() {
  std::unique_lock lock(mutex_);
  answered_.wait(lock, [&] { return in_flight_ == 0; });
  counts_.refusals = refusals_;
  if (failure_) return fail(*failure_);
  if (newest_checkpoint_.empty() || newest_checkpoint_ == checkpoint_) return {};
  checkpoint_ = newest_checkpoint_;
  auto seen = seen_of(checkpoint_);
  if (!seen) return fail(seen.error());
  seen_ = *seen;
  return {};
}

Status Desk::advance(Instant later) {
  if (auto settled = settle(); !settled) return settled;
  if (later <= now_) return {};
  clock_.set(later);
  now_ = later;
  return {};
}

std::vector<HeldStep> Desk::held_steps() const {
  std::vector<HeldStep> held;
  for (const auto& id : order_) {
    const auto& progress = progress_.at(id);
    held.insert(held.end(), progress.done.begin(), progress.done.end());
    const auto* chain = pack_.chain(progress.form);
    if (progress.closed || progress.next >= chain->steps.size()) continue;
    const auto& step = chain->steps[progress.next];
    held.push_back(
        {id, progress.organisation, step.id, progress.since, std::nullopt, step.hold_days});
  }
  return held;
}

}  // namespace xueji::simulate
