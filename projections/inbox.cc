#include "projections/inbox.h"

#include <algorithm>
#include <tuple>

#include "ledger/authority/authority.h"
#include "ledger/policy/root_chains.h"

namespace xueji {
namespace {

bool within(Date from, Date until, Date day) {
  return (!from.ok() || from <= day) && (!until.ok() || day <= until);
}

/// The capacity in which the person may take this step; nothing when they may not.
std::optional<Capacity> capacity_for(const StateView& state, const PersonId& person,
                                     const SubmissionState& submission, const WaitingStep& waits,
                                     Date today) {
  const auto role = waits.step->actor.role;
  // Recovery keys sign the steps of an act of recovery, and nobody else does (FORMAT.md §7.3).
  if (waits.step->id.starts_with(recovery_step_prefix)) {
    if (!holds_recovery_key(state.genesis(), person)) return std::nullopt;
    return Capacity{person, role, waits.organisation, {}};
  }
  if (holds_role(state, person, role, waits.organisation, today)) {
    return Capacity{person, role, waits.organisation, {}};
  }
  const auto* row = state.person(person);
  if (row == nullptr) return std::nullopt;
  for (const auto& held : row->delegations) {
    const bool covers_form = held.forms.empty() || std::find(held.forms.begin(), held.forms.end(),
                                                             submission.form) != held.forms.end();
    if (held.ended_at == no_position && held.role == role &&
        held.organisation == waits.organisation && covers_form &&
        within(held.from, held.until, today) &&
        holds_role(state, held.from_person, role, held.organisation, today)) {
      return Capacity{person, role, held.organisation, held.delegation};
    }
  }
  return std::nullopt;
}

/// Whether the chain keeps the waiting step apart from something that this person did (D-29).
bool kept_apart(const ChainTemplate& chain, const SubmissionState& submission, const Step& step,
                const PersonId& person) {
  const auto did = [&](const std::string& other) {
    if (other == "author") return submission.author == person;
    return std::any_of(submission.steps.begin(), submission.steps.end(), [&](const auto& done) {
      return done.step == other && done.person == person;
    });
  };
  return std::any_of(chain.differ.begin(), chain.differ.end(), [&](const auto& pair) {
    return (pair.first == step.id && did(pair.second)) ||
           (pair.second == step.id && did(pair.first));
  });
}

std::optional<InboxItem> item_for(const Views& views, const LedgerView& ledger,
                                  const InboxQuery& query, const SubmissionState& submission) {
  const auto waits = waiting_step(ledger.state(), views.packs(), submission, query.today);
  if (!waits) return std::nullopt;
  if (query.organisation && waits->organisation != *query.organisation) return std::nullopt;
  if (query.role && waits->step->actor.role != *query.role) return std::nullopt;
  InboxItem item{submission, *waits, {}, false};
  item.capacity.role = waits->step->actor.role;
  item.capacity.organisation = waits->organisation;
  if (!query.person) return item;
  const auto capacity =
      capacity_for(ledger.state(), *query.person, submission, *waits, query.today);
  if (!capacity) return std::nullopt;
  item.capacity = *capacity;
  const auto* chain = chain_of(views.packs(), submission);
  item.kept_apart = kept_apart(*chain, submission, *waits->step, *query.person);
  return item;
}

bool returned_to(const InboxQuery& query, const SubmissionState& submission) {
  if (query.organisation && submission.author_organisation != *query.organisation) return false;
  if (query.role && submission.author_role != *query.role) return false;
  return !query.person || submission.author == *query.person;
}

Result<ReturnedItem> returned_item(const Views& views, const LedgerView& ledger,
                                   const SubmissionState& submission) {
  ReturnedItem item;
  item.submission = submission;
  if (submission.steps.empty()) return damaged_view("returned submission");
  const auto& done = submission.steps.back();
  item.step = done.step;
  item.at = done.at;
  item.recorded_at = done.recorded_at;
  auto entry = ledger.entry(done.at);
  if (!entry) return fail(entry.error());
  const auto* signed_off = std::get_if<SignedSignOff>(&entry->body);
  if (signed_off == nullptr) return fail(ErrorCode::corrupt, "a return's entry is not one");
  item.returned_by = signed_off->sign_off.capacity;
  item.lines = signed_off->sign_off.lines;
  item.reason = signed_off->sign_off.reason;
  const auto* pack =
      submission.packs.empty() ? nullptr : views.packs().find(submission.packs.front());
  const auto days = pack == nullptr ? std::nullopt : pack->integer("return_days");
  item.answer_by = add_days(china_date(done.recorded_at), static_cast<int>(days.value_or(0)));
  return item;
}

Status add_filed(const Views& views, const LedgerView& ledger, const InboxQuery& query,
                 Inbox& inbox) {
  auto filed = filed_by_person(views, *query.person, query.filed_max);
  if (!filed) return fail(filed.error());
  for (const auto& one : *filed) {
    const auto* row = ledger.state().submission(one.submission);
    if (row == nullptr) return fail(ErrorCode::corrupt, "a filed submission has no state");
    if (query.organisation && row->organisation != *query.organisation) continue;
    FiledItem item{*row, {}};
    item.waits = waiting_step(ledger.state(), views.packs(), item.submission, query.today);
    inbox.filed.push_back(std::move(item));
  }
  return {};
}

}  // namespace

Result<PersonId> person_of_key(const LedgerView& ledger, const KeyId& key) {
  const auto* row = ledger.state().key(key);
  if (row == nullptr || row->person.is_none()) {
    return fail(ErrorCode::not_found,
                Text{"台账中没有登记该个人密钥", "no such personal key is enrolled"});
  }
  return row->person;
}

Result<Inbox> inbox(const Views& views, const LedgerView& ledger, const InboxQuery& query) {
  Inbox inbox;
  inbox.reflects = views.size();
  auto walked = for_each_waiting(views, [&](const SubmissionState& submission) -> Status {
    if (submission.stage == SubmissionStage::returned) {
      if (!returned_to(query, submission)) return {};
      auto item = returned_item(views, ledger, submission);
      if (!item) return fail(item.error());
      inbox.returned.push_back(*std::move(item));
      return {};
    }
    if (auto item = item_for(views, ledger, query, submission)) {
      inbox.items.push_back(*std::move(item));
    }
    return {};
  });
  if (!walked) return fail(walked.error());
  std::sort(inbox.items.begin(), inbox.items.end(), [](const auto& a, const auto& b) {
    return std::tie(a.waits.since, a.submission.header_at) <
           std::tie(b.waits.since, b.submission.header_at);
  });
  std::sort(inbox.returned.begin(), inbox.returned.end(),
            [](const auto& a, const auto& b) { return a.at > b.at; });
  if (query.person) {
    if (auto added = add_filed(views, ledger, query, inbox); !added) return fail(added.error());
  }
  return inbox;
}

}  // namespace xueji
