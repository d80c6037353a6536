#include "projections/responsibility.h"

#include <algorithm>
#include <array>

#include "ledger/authority/authority.h"
#include "ledger/schema/codec.h"
#include "projections/duties.h"

namespace xueji {
namespace {

tl::unexpected<Error> no_submission(const std::string& what) {
  return fail(ErrorCode::not_found,
              Text{"没有这份申报:" + what, "there is no such submission: " + what});
}

ResponsibleAct filing_of(const SignedHeader& body, const SubmissionState& row) {
  ResponsibleAct act;
  act.step = "author";
  act.name = {"申报", "filing"};
  act.capacity = body.header.capacity;
  act.on_behalf_of = row.author_on_behalf_of;
  act.key = body.header.key;
  act.at = row.header_at;
  act.authored_at = body.header.authored_at;
  act.recorded_at = row.filed_at;
  return act;
}

ResponsibleAct act_of(const SignedSignOff& body, const StepDone& done, const ChainTemplate* chain) {
  const auto& sign_off = body.sign_off;
  ResponsibleAct act;
  act.step = sign_off.step;
  act.decision = sign_off.decision;
  act.capacity = sign_off.capacity;
  act.on_behalf_of = done.on_behalf_of;
  act.key = sign_off.key;
  act.seal_key = sign_off.seal_key;
  act.at = done.at;
  act.authored_at = sign_off.authored_at;
  act.recorded_at = done.recorded_at;
  act.lines = sign_off.lines;
  act.reason = sign_off.reason;
  act.paper_signed_on = sign_off.paper_signed_on;
  const auto index = chain == nullptr ? std::nullopt : chain->step_index(sign_off.step);
  if (index) {
    const auto& step = chain->steps[*index];
    act.name = step.name;
    act.hold_days = step.hold_days;
    act.filing_step = step.is_filing;
  }
  return act;
}

/// To which submission an entry belongs; nothing for genesis, pack chunks, seals and clock records.
Result<std::optional<SubmissionId>> submission_of(const Views& views, Position at,
                                                  const Body& body) {
  if (const auto* header = std::get_if<SignedHeader>(&body)) return header->header.submission;
  if (const auto* act = std::get_if<SignedSignOff>(&body)) return act->sign_off.submission;
  if (const auto* record = std::get_if<LedgerRecord>(&body)) {
    return std::visit(
        [](const auto& outcome) -> std::optional<SubmissionId> {
          if constexpr (requires { outcome.submission; }) return outcome.submission;
          return std::nullopt;
        },
        record->body);
  }
  if (!std::holds_alternative<Event>(body)) return std::nullopt;
  const auto found = submission_around(views, at);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return (*found)->submission;
}

/// A rung of the path, before it is resolved for a school.
struct Rung {
  Role role;
  Relation relation;
};
constexpr std::array path{
    Rung{Role::status_officer, Relation::own},         Rung{Role::principal, Relation::own},
    Rung{Role::section_officer, Relation::supervisor}, Rung{Role::director, Relation::supervisor},
    Rung{Role::section_chief, Relation::city},         Rung{Role::deputy_director, Relation::city},
};

bool held(const RoleHeld& row, Date day, Position position) {
  return row.granted_at <= position && row.ended_at > position &&
         (!row.from.ok() || row.from <= day) && (!row.until.ok() || day <= row.until);
}

}  // namespace

Result<ResponsibilityChain> responsibility_of(const Views& views, const LedgerView& ledger,
                                              const SubmissionId& submission) {
  const auto* row = ledger.state().submission(submission);
  if (row == nullptr) return no_submission(to_text(submission));
  ResponsibilityChain answer;
  answer.reflects = views.size();
  answer.submission = *row;
  const auto* chain = chain_of(views.packs(), answer.submission);
  auto header = ledger.entry(answer.submission.header_at);
  if (!header) return fail(header.error());
  const auto* filed = std::get_if<SignedHeader>(&header->body);
  if (filed == nullptr) return fail(ErrorCode::corrupt, "a submission's header is not one");
  answer.acts.push_back(filing_of(*filed, answer.submission));
  for (const auto& done : answer.submission.steps) {
    auto entry = ledger.entry(done.at);
    if (!entry) return fail(entry.error());
    const auto* signed_off = std::get_if<SignedSignOff>(&entry->body);
    if (signed_off == nullptr) return fail(ErrorCode::corrupt, "a sign-off's entry is not one");
    auto act = act_of(*signed_off, done, chain);
    act.days_held = days_between(answer.acts.back().recorded_at, act.recorded_at);
    answer.acts.push_back(std::move(act));
  }
  answer.waits = waiting_step(ledger.state(), views.packs(), answer.submission,
                              china_date(views.recorded_at()));
  return answer;
}

Result<ResponsibilityChain> responsibility_of(const Views& views, const LedgerView& ledger,
                                              Position at) {
  const auto size = ledger.state().size().value;
  const auto number = std::to_string(at.value);
  if (at.value >= size) {
    const auto last = std::to_string(size - 1);
    return fail(ErrorCode::not_found,
                Text{"台账中还没有第 " + number + " 条记录",
                     "the ledger has no entry at position " + number + " yet"},
                Text{"位置从 0 到 " + last, "positions go from 0 to " + last});
  }
  const auto entry = ledger.entry(at);
  if (!entry) return fail(entry.error());
  const auto submission = submission_of(views, at, entry->body);
  if (!submission) return fail(submission.error());
  if (!*submission) {
    return fail(ErrorCode::not_found,
                Text{"第 " + number + " 条记录不属于任何申报",
                     "the entry at position " + number + " belongs to no submission"},
                Text{"位置见 `xueji student` 的时间线,或报送、签批时的答复",
                     "take a position from `xueji student`, or from the answer to a filing or a "
                     "signature"});
  }
  return responsibility_of(views, ledger, **submission);
}

Result<std::vector<ResponsibilityChain>> responsibility_of(const Views& views,
                                                           const LedgerView& ledger,
                                                           const StudentId& student) {
  auto positions = ledger.history(SubjectKind::student, subject_of(student));
  if (!positions) return fail(positions.error());
  std::vector<ResponsibilityChain> chains;
  for (const auto at : *positions) {
    auto found = submission_around(views, at);
    if (!found) return fail(found.error());
    const bool again =
        *found && !chains.empty() && chains.back().submission.id == (*found)->submission;
    if (!*found || again) continue;
    auto chain = responsibility_of(views, ledger, (*found)->submission);
    if (!chain) return fail(chain.error());
    chains.push_back(*std::move(chain));
  }
  return chains;
}

Result<std::vector<PersonId>> holders_of(const Views& views, const OrganisationId& organisation,
                                         Role role, Date day, Position position) {
  const std::array<std::uint8_t, 1> code{static_cast<std::uint8_t>(role)};
  std::vector<PersonId> ever;
  const auto prefix = view_key(ViewTable::role, {organisation.view(), code});
  auto scanned = views.rows().scan({.prefix = prefix}, [&](ByteView key, ByteView) {
    if (const auto person = PersonId::from(key.subspan(prefix.size()))) ever.push_back(*person);
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  std::vector<PersonId> then;
  for (const auto& person : ever) {
    auto row = views.rows().get(view_key(ViewTable::person, {person.view()}));
    if (!row) return fail(row.error());
    if (!*row) return damaged_view("role index");
    auto state = decode_trusted<PersonState>(**row);
    if (!state) return fail(state.error());
    const bool holds =
        std::any_of(state->roles.begin(), state->roles.end(), [&](const RoleHeld& one) {
          return one.role == role && one.organisation == organisation && held(one, day, position);
        });
    if (holds) then.push_back(person);
  }
  return then;
}

Result<PersonId> designated_officer(const Views& views, const OrganisationId& organisation,
                                    Position position) {
  auto records = duty_records(views.rows(), organisation, std::nullopt);
  if (!records) return fail(records.error());
  PersonId officer;
  for (const auto& record : *records) {
    if (record.effect_at > position) break;
    if (const auto* named = get_if<OfficerDesignated>(&record.event.facts)) {
      officer = named->officer;
    } else if (const auto* handed = get_if<OfficerHandedOver>(&record.event.facts)) {
      officer = handed->to_officer;
    }
  }
  return officer;
}

Result<std::vector<Accountable>> accountability_path(const Views& views, const LedgerView& ledger,
                                                     const OrganisationId& school, Date day,
                                                     Position position) {
  std::vector<Accountable> rungs;
  for (const auto& rung : path) {
    const auto organisation = resolve(ledger.state(), rung.relation, school);
    if (!organisation) continue;
    Accountable accountable{rung.role, *organisation, {}};
    if (rung.role == Role::status_officer) {
      auto officer = designated_officer(views, *organisation, position);
      if (!officer) return fail(officer.error());
      if (!officer->is_none()) accountable.persons.push_back(*officer);
    } else {
      auto holders = holders_of(views, *organisation, rung.role, day, position);
      if (!holders) return fail(holders.error());
      accountable.persons = *std::move(holders);
    }
    rungs.push_back(std::move(accountable));
  }
  return rungs;
}

}  // namespace xueji
