#include "replay/inspection/detect.h"

#include <algorithm>

#include "ledger/registry/decide.h"
#include "ledger/registry/succession.h"
#include "ledger/signoff/signoff.h"

namespace xueji::inspection {

const Pack* Case::pack_of(const SubmissionId& submission) const {
  const auto* row = state.submission(submission);
  return row == nullptr || row->packs.empty() ? nullptr : packs.find(row->packs.front());
}

const Pack* Case::pack_for(const OrganisationId& organisation, Date on) const {
  const auto active = pack_in_force(state, organisation, on);
  return active ? packs.find(active->pack) : nullptr;
}

DayOfStudent opening_days(const Case& c) {
  DayOfStudent days;
  for (const auto& seen : c.seen.imports) {
    auto& day = days[seen.student];
    day = day.ok() ? std::max(day, seen.happened.effect_on) : seen.happened.effect_on;
  }
  return days;
}

Finding open_finding(const FindingDefinition& definition, const Pack* pack,
                     const OrganisationId& organisation, Subject subject, Date first_day) {
  Finding finding;
  finding.code = definition.code;
  finding.chapter = definition.chapter;
  finding.organisation = organisation;
  finding.subject = std::move(subject);
  finding.first_day = first_day;
  if (pack != nullptr) {
    finding.pack_id = pack->metadata().id;
    finding.pack_version = pack->metadata().version;
    const auto rules = pack->rules_of_finding(definition.code);
    finding.rules.assign(rules.begin(), rules.end());
  }
  for (const auto decision : definition.decisions)
    finding.rules.emplace_back(decision);
  return finding;
}

void prove(Finding& finding, Position at, ProofKind kind) {
  finding.proofs.push_back({at, kind});
}

void prove(Finding& finding, const Happened& happened) {
  prove(finding, happened.event_at, ProofKind::event);
  prove(finding, happened.effect_at, ProofKind::record);
  if (finding.submission.is_none()) finding.submission = happened.submission;
}

Subject subject_student(const StudentId& student) {
  return {SubjectKind::student, subject_of(student), "student:" + to_text(student), {}};
}
Subject subject_class(const ClassId& school_class, std::string_view suffix) {
  return {SubjectKind::school_class,
          subject_of(school_class),
          "class:" + to_text(school_class) + std::string(suffix),
          {}};
}
Subject subject_submission(const SubmissionId& submission, std::string_view suffix) {
  return {SubjectKind::submission,
          subject_of(submission),
          "submission:" + to_text(submission) + std::string(suffix),
          {}};
}
Subject subject_organisation(const StateView& state, const OrganisationId& id) {
  const auto* row = state.organisation(id);
  return {SubjectKind::organisation,
          subject_of(id),
          "organisation:" + (row == nullptr ? to_text(id) : row->code),
          {}};
}
Subject subject_matter(const OrganisationId& id, std::string key) {
  return {SubjectKind::organisation, subject_of(id), std::move(key), {}};
}

int days_between(Date from, Date until) {
  return to_days(until) - to_days(from);
}

std::string number_text(std::int64_t value) {
  auto digits = std::to_string(value < 0 ? -value : value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return value < 0 ? "-" + digits : digits;
}

std::vector<HeldStep> held_steps(const StateView& state, const ChainTemplate& chain,
                                 const SubmissionState& submission, Date cut_off) {
  std::vector<HeldStep> held;
  HeldStep filing;
  filing.step = "author";
  filing.name = {"申报", "filed"};
  filing.role = submission.author_role;
  filing.organisation = submission.author_organisation;
  filing.person = submission.author;
  filing.at = submission.header_at;
  filing.since = china_date(submission.filed_at);
  filing.until = filing.since;
  held.push_back(filing);
  auto since = filing.since;
  const auto add = [&](const Step* step, const std::string& id, Date day) -> HeldStep& {
    HeldStep next;
    next.step = id;
    next.since = since;
    if (step != nullptr) {
      next.name = step->name;
      next.role = step->actor.role;
      next.days_allowed = step->hold_days;
      const auto moved = answered(state, submission, day);  // Row 67.
      next.organisation = organisation_of_step(state, *step, moved ? *moved : submission)
                              .value_or(OrganisationId{});
    } else {
      next.name = {"撤回", "withdrawn"};
      next.role = submission.author_role;
      next.organisation = submission.author_organisation;
    }
    return held.emplace_back(std::move(next));
  };
  for (const auto& done : submission.steps) {
    const auto index = chain.step_index(done.step);
    const auto signed_on = china_date(done.recorded_at);
    auto& step = add(index ? &chain.steps[*index] : nullptr, done.step, signed_on);
    step.person = done.person;
    step.at = done.at;
    step.until = signed_on;
    step.days = days_between(since, *step.until);
    since = *step.until;
  }
  if (const auto* waiting = next_step(chain, submission)) {
    auto& step = add(waiting, waiting->id, cut_off);
    step.days = days_between(since, cut_off);
  }
  return held;
}

}  // namespace xueji::inspection
