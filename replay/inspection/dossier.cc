#include "replay/inspection/dossier.h"

#include <algorithm>

#include "ledger/authority/authority.h"
#include "ledger/registry/evolve.h"
#include "ledger/registry/study_days.h"
#include "ledger/registry/succession.h"
#include "ledger/signoff/signoff.h"

namespace xueji::inspection {
namespace {

/// Acts on students and classes whose recording has to follow the fact closely (SY-3.2d, D-15). An
/// opening import speaks of the past by its nature, an override of its line.
bool is_timely_act(EventType type) {
  using enum EventType;
  switch (type) {
    case student_admitted:
    case general_high_student_admitted:
    case arrival_confirmed:
    case entry_photo_uploaded:
    case class_headcount_verified:
    case identity_reviewed:
    case health_reviewed:
    case entry_place_retained:
    case entry_place_restored:
    case entry_place_cancelled:
    case on_site_verified:
    case roster_line:
    case student_number_assigned:
    case file_opened:
    case external_registration_confirmed:
    case presence_confirmed:
      return true;
    default:
      return false;
  }
}

bool has_plan(const OrganisationState* school, const RosterLine& facts) {
  return school != nullptr &&
         std::any_of(school->plans.begin(), school->plans.end(), [&](const FiledPlan& plan) {
           return plan.cohort == facts.cohort && plan.major_code == facts.major_code;
         });
}

/// A paper whose pack the log does not hold is judged by ours.
std::string_view principal_rule(const Pack* pack) {
  return pack == nullptr ? "AUTHORITY" : principal_rule_of(*pack);
}

}  // namespace

std::string name_of(const StateView& state, const OrganisationId& organisation) {
  const auto* row = state.organisation(organisation);
  return row == nullptr ? to_text(organisation) : row->name;
}

const Pack* Dossier::pack_of(const std::vector<Digest>& packs) const {
  return packs.empty() ? nullptr : packs_.find(packs.front());
}

void Dossier::before_filing(const StateView& state, const Envelope& envelope,
                            const SignedHeader& body) {
  const auto& header = body.header;
  const auto today = china_date(envelope.recorded_at);
  SignatureSeen seen{
      header.key,           header.submission,           "author", envelope.position, today,
      header.capacity.role, header.capacity.organisation};
  const auto* pack = pack_of(header.packs);
  const auto* chain = pack == nullptr ? nullptr : pack->chain_of(header);
  if (auto problem = check_capacity(state, header.key, header.capacity, header.form, today,
                                    principal_rule(pack))) {
    broken.push_back({seen, problem->rule, problem->message});
  } else if (chain != nullptr) {
    const auto moved = answered(state, header, today);
    for (const auto& wrong :
         decide_author(state, *chain, moved ? *moved : header, officer_rule_of(*pack))) {
      if (wrong.severity == Severity::refused) broken.push_back({seen, wrong.rule, wrong.message});
    }
  }
  signatures.push_back(std::move(seen));
}

void Dossier::before_sign_off(const StateView& state, const Envelope& envelope,
                              const SignedSignOff& act) {
  const auto& sign_off = act.sign_off;
  const auto* submission = state.submission(sign_off.submission);
  if (submission == nullptr) return;
  const auto today = china_date(envelope.recorded_at);
  SignatureSeen seen{sign_off.key,
                     sign_off.submission,
                     sign_off.step,
                     envelope.position,
                     today,
                     sign_off.capacity.role,
                     sign_off.capacity.organisation};
  const auto* pack = pack_of(submission->packs);
  const auto* chain = pack == nullptr ? nullptr : pack->chain_of(*submission);
  if (auto problem = check_capacity(state, sign_off.key, sign_off.capacity, submission->form, today,
                                    principal_rule(pack))) {
    broken.push_back({seen, problem->rule, problem->message});
  } else if (chain != nullptr) {
    const auto moved = answered(state, *submission, today);
    const auto& waiting = moved ? *moved : *submission;
    for (const auto& wrong :
         decide_sign_off(state, *chain, waiting, sign_off, officer_rule_of(*pack))) {
      if (wrong.severity == Severity::refused) broken.push_back({seen, wrong.rule, wrong.message});
    }
  }
  if (!sign_off.seal_key.is_none()) {
    auto sealed = seen;
    sealed.key = sign_off.seal_key;
    sealed.role = Role{};
    signatures.push_back(std::move(sealed));
  }
  signatures.push_back(std::move(seen));
}

Instant Dossier::first_filed(const SubmissionState& submission, const SubjectId& subject) const {
  const auto found = first_filings_.find(subject);
  const bool known = found != first_filings_.end() && found->second.submission == submission.id;
  return known ? found->second.at : submission.filed_at;
}

void Dossier::filed(const StateView& state, const SubmissionState& submission,
                    std::span<const Event> events, Instant) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    // Only a resubmission can carry an earlier time over; others need no memory of it.
    auto at = submission.filed_at;
    if (!submission.supersedes.is_none()) {
      const auto found = first_filings_.find(event.subject);
      if (found != first_filings_.end() && found->second.submission == submission.supersedes) {
        at = found->second.at;
      }
    }
    if (event.subject_kind == SubjectKind::student ||
        event.subject_kind == SubjectKind::school_class) {
      first_filings_[event.subject] = {submission.id, at};
    }
    const Position event_at{submission.header_at.value + 1 + i};
    if (const auto* report = get_if<MonthlyReportFiled>(&event.facts)) {
      reports.push_back({as<OrganisationId>(event.subject), submission.id, event_at, *report, {}});
    }
    const auto* facts = get_if<RosterLine>(&event.facts);
    if (facts == nullptr) continue;
    RosterSeen seen;
    seen.student = as<StudentId>(event.subject);
    seen.submission = submission.id;
    seen.event_at = Position{submission.header_at.value + 1 + i};
    seen.first_filed = at;
    seen.facts = *facts;
    seen.is_planned = has_plan(state.organisation(facts->school), *facts);
    rosters_of[seen.student].push_back(rosters.size());
    rosters.push_back(std::move(seen));
  }
}

void Dossier::note_officer(const OrganisationId& organisation, OfficerSeen seen) {
  organisations[organisation].officers.push_back(std::move(seen));
}

void Dossier::end_place(const StudentId& student, const Happened& happened) {
  const auto open = open_places_.find(student);
  if (open == open_places_.end()) return;
  places[open->second].ended = happened;
  open_places_.erase(open);
}

void Dossier::note_lag(const LineInEffect& line, const Happened& happened) {
  const auto& event = line.event;
  const auto type = type_of(event);
  if (!is_timely_act(type) || event.effective_on == Date{}) return;
  const auto filed_on = china_date(happened.first_filed);
  if (filed_on <= event.effective_on) return;
  const auto* pack = pack_of(line.submission.packs);
  const auto days = pack == nullptr ? std::nullopt : pack->integer("late_recording_days");
  if (!days || to_days(filed_on) - to_days(event.effective_on) <= *days) return;
  late.push_back({event.subject_kind, event.subject, type, event.effective_on, happened});
}

void Dossier::note_exit(const StateView& state, const LineInEffect& line,
                        const Happened& happened) {
  using enum EventType;
  if (line.event.subject_kind != SubjectKind::student) return;
  const auto student = as<StudentId>(line.event.subject);
  const auto* row = state.student(student);
  if (row == nullptr) return;
  const auto type = type_of(line.event);
  // Who did not leave after all leaves neither a certificate nor a file behind (D-26).
  if (const auto* reversed = get_if<EventReversed>(&line.event.facts)) {
    for (auto& exit : exits) {
      if (exit.happened.event_at == reversed->reverses) exit.left_on = {};
    }
  }
  const bool is_paper = type == stamping_line || type == completion_certified ||
                        type == incomplete_study_certified || type == graduation_proof_issued ||
                        type == file_archived || type == file_handed_over;
  // A consent that takes effect with the withdrawal does not end the status a second time.
  const bool leaves = row->status_at == line.effect_at && row->status_event == type &&
                      row->left_on.ok() && !on_roll(row->status) && on_roll(row->previous_status);
  if (!is_paper && !leaves) return;
  exits.push_back(
      {student, happened, line.event, leaves ? row->left_on : Date{}, row->opening_import});
}

void Dossier::note_study(const StateView& state, const LineInEffect& line,
                         const Happened& happened) {
  using enum EventType;
  const auto& event = line.event;
  const auto type = type_of(event);
  if (const auto* facts = get_if<TermResultRecorded>(&event.facts)) {
    results.push_back({as<StudentId>(event.subject), facts->school_year, facts->term, happened});
    return;
  }
  const bool internship =
      type == internship_applied || type == internship_started || type == internship_closed;
  const bool discipline = type == award_granted || type == sanction_decided ||
                          type == sanction_served || type == appeal_filed ||
                          type == appeal_answered;
  if (!internship && !discipline) return;
  StudySeen seen{line.submission.organisation, happened, event};
  // Events of the school have no line of their own to follow through a return (D-32).
  if (internship) seen.happened.first_filed = line.submission.first_filed_at;
  const auto* school = state.organisation(seen.school);
  for (const auto& id : students_changed_by(event)) {
    const auto* student = state.student(id);
    if (student != nullptr)
      seen.internship_days = std::max<int>(seen.internship_days, student->internship_days);
  }
  const auto* applied = get_if<InternshipApplied>(&event.facts);
  if (school != nullptr && internship) {
    const Date began = applied != nullptr ? applied->from : event.effective_on;
    seen.internship_days_max = school_year_days(*school, began);
    for (const auto& held : school->internships) {
      const auto* closed = get_if<InternshipClosed>(&event.facts);
      if (closed != nullptr && held.internship == closed->internship) {
        seen.internship_days_max = school_year_days(*school, held.from);
      }
    }
  }
  studies.push_back(std::move(seen));
}

void Dossier::in_effect(const StateView& state, const LineInEffect& line) {
  const Happened happened{line.submission.id, line.event_at, line.effect_at,
                          first_filed(line.submission, line.event.subject),
                          china_date(line.recorded_at)};
  note_lag(line, happened);
  note_exit(state, line, happened);
  note_study(state, line, happened);
  note_status(state, line, happened);
  note(state, line, happened);
}

namespace {

/// Forwards each kind of facts to what the dossier keeps of it.
struct Noting {
  Dossier& dossier;
  const StateView& state;
  const LineInEffect& line;
  const Happened& happened;

  [[nodiscard]] StudentId student() const { return as<StudentId>(line.event.subject); }
  [[nodiscard]] OrganisationId organisation() const {
    return as<OrganisationId>(line.event.subject);
  }

  void count(const CountSeen& counted) const {
    auto seen = counted;
    seen.class_id = as<ClassId>(line.event.subject);
    seen.happened = happened;
    if (const auto* row = state.school_class(seen.class_id)) {
      seen.arrived = row->arrived;
      seen.registered = row->registered;
    }
    dossier.counts.push_back(seen);
  }

  void operator()(const OrganisationRegistered&) const {
    auto& seen = dossier.organisations[organisation()];
    seen.registered_on = happened.effect_on;
    seen.registered_at = happened.event_at;
  }
  void operator()(const ClassHeadcountVerified& facts) const {
    CountSeen seen;
    seen.counted = facts.counted;
    seen.counted_on = facts.counted_on;
    count(seen);
  }
  void operator()(const OnSiteVerified& facts) const {
    CountSeen seen;
    seen.counted = facts.counted;
    seen.counted_on = facts.verified_on;
    seen.is_on_site = true;
    seen.found_off_campus = facts.found_off_campus;
    count(seen);
  }
  void operator()(const PresenceConfirmed& facts) const {
    dossier.presences.push_back(
        {as<ClassId>(line.event.subject), happened, line.event.effective_on, facts});
  }
  void operator()(const IdentityReviewed& facts) const {
    dossier.reviews.push_back({student(), happened, facts});
  }
  void operator()(const ExternalRegistrationConfirmed& facts) const {
    dossier.receipts.push_back({student(), happened, facts.confirmed_on, facts.matched});
  }
  void operator()(const SchoolRuleFiled& facts) const {
    dossier.rules.push_back({organisation(), facts.kind, happened});
  }
  void operator()(const TeachingPlanFiled& facts) const {
    dossier.plans.push_back({organisation(), facts.cohort, facts.major_code, happened});
  }
  void operator()(const MonthlyReportFiled&) const {
    for (auto& report : dossier.reports) {
      if (report.event_at == line.event_at) report.effect = happened;
    }
  }
  void operator()(const CommendationRecorded& facts) const {
    dossier.commendations.push_back({organisation(), facts, happened});
  }
  void operator()(const RuleOverridden&) const {
    dossier.overrides.push_back({line.event, happened});
  }
  void operator()(const OpeningStatusImported& facts) const {
    dossier.imports.push_back({student(), happened, facts});
  }
  template <class Facts>
  void operator()(const Facts&) const {}
};

}  // namespace

void Dossier::note(const StateView& state, const LineInEffect& line, const Happened& happened) {
  visit(Noting{*this, state, line, happened}, line.event.facts);
  note_reportable(state, line, happened);
  const auto& event = line.event;
  const auto student = as<StudentId>(event.subject);
  const auto organisation = as<OrganisationId>(event.subject);
  const auto on = happened.effect_on;
  if (holds_alternative<RosterLine>(event.facts)) {
    end_place(student, happened);
    for (const auto index : rosters_of[student]) {
      auto& seen = rosters[index];
      if (seen.event_at != line.event_at) continue;
      seen.effect = happened;
      const auto* row = state.student(student);
      seen.has_photo = row != nullptr && row->photo && row->photo_online;
      seen.is_city_approved = row != nullptr && row->city_approved;
    }
  } else if (const auto* kept = get_if<EntryPlaceRetained>(&event.facts)) {
    open_places_[student] = places.size();
    places.push_back({student, kept->until, happened, std::nullopt});
  } else if (holds_alternative<EntryPlaceRestored>(event.facts) ||
             holds_alternative<EntryPlaceCancelled>(event.facts)) {
    end_place(student, happened);
  } else if (const auto* named = get_if<OfficerDesignated>(&event.facts)) {
    note_officer(organisation, {on, line.event_at, named->officer});
  } else if (const auto* handed = get_if<OfficerHandedOver>(&event.facts)) {
    note_officer(organisation, {on, line.event_at, handed->to_officer});
  } else if (const auto* ended = get_if<RoleEnded>(&event.facts)) {
    const auto* row = state.organisation(ended->organisation);
    const bool was_officer = row != nullptr && ended->role == Role::status_officer &&
                             subject_of(row->officer) == event.subject;
    if (was_officer) note_officer(ended->organisation, {on, line.event_at, {}});
  }
}

void Dossier::note_reportable(const StateView& state, const LineInEffect& line,
                              const Happened& happened) {
  const auto& event = line.event;
  if (event.subject_kind != SubjectKind::student) return;
  const auto* after = state.student(as<StudentId>(event.subject));
  if (after == nullptr) return;
  const auto type = type_of(event);
  // The state before is known from the row after it, as far as the forms ask for it.
  StudentState before;
  const bool moved =
      type == EventType::transfer_completed || type == EventType::custody_transferred;
  before.school =
      moved && !after->former_schools.empty() ? after->former_schools.back() : after->school;
  // Row 67: it stands in the report of the school that answered on the day of its recording.
  before.school = answers_for(state, before.school, happened.effect_on);
  StudentState now;
  now.school = answers_for(state, after->school, happened.effect_on);
  now.status = after->status;
  before.status = after->status_event_at == line.event_at ? after->previous_status : after->status;
  const auto day = event.effective_on.ok() ? event.effective_on : happened.effect_on;
  const auto add = [&](const OrganisationId& school) {
    const auto as_line = reported_as(type, before, now, school);
    if (as_line.form == ReportForm::none) return;
    changes.push_back(
        {school, as_line.form, after->id, type, {line.event_at, line.effect_at, day}, happened});
  };
  add(now.school);
  if (before.school != now.school) add(before.school);
}

}  // namespace xueji::inspection
