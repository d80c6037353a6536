// Chapter 1, the duty system (SY-1.4b, SY-3.1a, SY-1.2i, SY-3.2e to g; D-04, D-29).
#include <algorithm>
#include <map>
#include <set>

#include "ledger/registry/succession.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

/// The last day of the month of `day`.
Date month_end(Date day) {
  return Date{day.year() / day.month() / std::chrono::last};
}

/// A time during which nobody was designated.
struct Gap {
  Date from{};
  Position proof;
  std::optional<Date> until;  ///< The day on which somebody was designated.
};

/// The last day of the role under which a person was named officer there; nothing while it is
/// open-ended.
std::optional<Date> last_day_of_role(const StateView& state, const PersonId& person,
                                     const OrganisationId& organisation) {
  const auto* row = state.person(person);
  std::optional<Date> last;
  if (row == nullptr) return last;
  for (const auto& held : row->roles) {
    const bool fits = held.organisation == organisation && held.ended_at == no_position &&
                      (held.role == Role::status_officer || held.role == Role::section_officer);
    if (!fits) continue;
    if (!held.until.ok()) return std::nullopt;
    last = last ? std::max(*last, held.until) : held.until;
  }
  return last;
}

/// The officers in order, with a "nobody" where a role ran out before the next designation.
std::vector<OfficerSeen> officers_of(const Case& c, const OrganisationId& id,
                                     const OrganisationSeen& seen) {
  std::vector<OfficerSeen> all;
  for (std::size_t i = 0; i < seen.officers.size(); ++i) {
    const auto& officer = seen.officers[i];
    all.push_back(officer);
    if (officer.officer.is_none()) continue;
    const auto last = last_day_of_role(c.state, officer.officer, id);
    const bool is_last = i + 1 == seen.officers.size();
    if (!last || *last >= c.cut_off) continue;
    const auto nobody_from = std::max(add_days(*last, 1), officer.from);
    if (!is_last && seen.officers[i + 1].from <= nobody_from) continue;
    all.push_back({nobody_from, officer.at, {}});
  }
  return all;
}

std::vector<Gap> gaps_of(const OrganisationSeen& seen, const std::vector<OfficerSeen>& officers) {
  std::vector<Gap> gaps;
  std::optional<Gap> open = Gap{seen.registered_on, seen.registered_at, std::nullopt};
  for (const auto& officer : officers) {
    if (officer.officer.is_none()) {
      if (!open) open = Gap{officer.from, officer.at, std::nullopt};
      continue;
    }
    if (!open) continue;
    open->until = officer.from;
    gaps.push_back(*open);
    open.reset();
  }
  if (open) gaps.push_back(*open);
  return gaps;
}

bool files_for_itself(const OrganisationState& row) {
  return row.kind != OrganisationKind::school || row.owns_status;
}

}  // namespace

/// SY-1.4b names no day from which the officer must be there; the duties of the officer are monthly
/// ones (SY-1.4c), so a gap is a finding when a month ends within it.
void detect_no_officer(const Case& c, const FindingDefinition& definition,
                       std::vector<Finding>& out) {
  for (const auto& [id, seen] : c.seen.organisations) {
    const auto* row = c.state.organisation(id);
    if (row == nullptr || !files_for_itself(*row)) continue;
    const auto* pack = c.pack_for(id, c.cut_off);
    if (pack == nullptr || !pack->lists("officer_required", row->kind)) continue;
    for (auto gap : gaps_of(seen, officers_of(c, id, seen))) {
      if (row->ended_on.ok()) {  // Row 67: an organisation that is no more lacks no officer.
        if (gap.from >= row->ended_on) continue;
        gap.until = std::min(gap.until.value_or(row->ended_on), row->ended_on);
      }
      const auto first = std::max(gap.from, c.from);
      const auto last = gap.until ? add_days(*gap.until, -1) : c.cut_off;
      if (month_end(first) > last) continue;
      auto finding =
          open_finding(definition, pack, id, subject_organisation(c.state, id), gap.from);
      finding.closed_on = gap.until;
      prove(finding, gap.proof, ProofKind::event);
      const auto days = number_text(days_between(gap.from, gap.until.value_or(c.cut_off)));
      finding.facts.push_back(
          {"自 " + to_text(gap.from) + " 起 " + days + " 天没有指定学籍管理专人",
           "no status officer was designated for " + days + " days from " + to_text(gap.from)});
      out.push_back(std::move(finding));
    }
  }
}

void detect_rules_not_filed(const Case& c, const FindingDefinition& definition,
                            std::vector<Finding>& out) {
  const auto due = std::min(add_days(add_years(c.from, 1), -1), c.cut_off);
  for (const auto& [id, seen] : c.seen.organisations) {
    const auto* row = c.state.organisation(id);
    if (row == nullptr || row->kind != OrganisationKind::school || !row->owns_status) continue;
    const auto* pack = c.pack_for(id, c.cut_off);
    if (pack == nullptr || seen.registered_on > due || has_ended(*row, due)) continue;
    for (const auto& code : pack->texts("school_rules_required")) {
      const auto kind = from_code<SchoolRuleKind>(code).value_or(SchoolRuleKind::none);
      std::optional<RuleFiled> filed;
      for (const auto& rule : c.seen.rules) {
        const bool first = rule.school == id && rule.kind == kind &&
                           (!filed || rule.happened.effect_on < filed->happened.effect_on);
        if (first) filed = rule;
      }
      // The text names no day: what is on file by the end of the year is in time.
      if (filed && filed->happened.effect_on <= due) continue;
      auto finding = open_finding(definition, pack, id, subject_matter(id, "rule:" + code),
                                  seen.registered_on);
      prove(finding, seen.registered_at, ProofKind::event);
      if (filed) {
        finding.closed_on = filed->happened.effect_on;
        prove(finding, filed->happened);
      }
      const auto label = label_of(kind);
      finding.facts.push_back({"至 " + to_text(due) + " 没有备案“" + label.zh + "”",
                               "by " + to_text(due) + " no " + label.en + " was on file"});
      out.push_back(std::move(finding));
    }
  }
}

/// What the deciders refuse can stand in the log only through a forged one; a key that was later
/// declared compromised can sign lawfully and be doubted afterwards.
void detect_chain_broken(const Case& c, const FindingDefinition& definition,
                         std::vector<Finding>& out) {
  std::map<SubmissionId, std::vector<BrokenSignature>> broken;
  for (const auto& one : c.seen.broken)
    broken[one.signature.submission].push_back(one);
  for (const auto& signature : c.seen.signatures) {
    const auto* key = c.state.key(signature.key);
    const bool is_doubted = key != nullptr && key->revocation == RevocationKind::compromised &&
                            key->compromised_from != Date{} &&
                            signature.signed_on >= key->compromised_from;
    if (!is_doubted) continue;
    const auto day = to_text(key->compromised_from);
    broken[signature.submission].push_back(
        {signature,
         "AUTHORITY",
         {"所用密钥后来申报自 " + day + " 起已泄露",
          "the key was later declared compromised from " + day}});
  }
  for (const auto& [id, all] : broken) {
    const auto* row = c.state.submission(id);
    if (row == nullptr) continue;
    auto day = all.front().signature.signed_on;
    for (const auto& one : all)
      day = std::min(day, one.signature.signed_on);
    auto finding =
        open_finding(definition, c.pack_of(id), row->organisation, subject_submission(id), day);
    finding.is_act = true;
    finding.submission = id;
    for (const auto& one : all) {
      prove(finding, one.signature.at,
            one.signature.step == "author" ? ProofKind::header : ProofKind::sign_off);
      finding.facts.push_back({"环节“" + one.signature.step + "”:" + one.why.zh,
                               "step " + one.signature.step + ": " + one.why.en});
    }
    out.push_back(std::move(finding));
  }
}

/// D-29: principal and keeper of the seal in one person, delegations included.
void detect_same_signer(const Case& c, const FindingDefinition& definition,
                        std::vector<Finding>& out) {
  for (const auto& [id, row] : c.state.submissions()) {
    const auto* pack = c.pack_of(id);
    const auto* chain = pack == nullptr ? nullptr : pack->chain_of(row);
    if (chain == nullptr) continue;
    const StepDone* principal = nullptr;
    const StepDone* seal = nullptr;
    for (const auto& done : row.steps) {
      const auto index = chain->step_index(done.step);
      if (!index || done.decision != Decision::approve) continue;
      const auto& step = chain->steps[*index];
      if (step.actor.role == Role::principal) principal = &done;
      if (step.action == StepAction::seal) seal = &done;
    }
    if (principal == nullptr || seal == nullptr) continue;
    const std::set<PersonId> first{principal->person, principal->on_behalf_of};
    const auto is_same = [&](const PersonId& one) { return !one.is_none() && first.contains(one); };
    if (!is_same(seal->person) && !is_same(seal->on_behalf_of)) continue;
    auto finding = open_finding(definition, pack, row.organisation, subject_submission(id),
                                china_date(seal->recorded_at));
    finding.is_act = true;
    finding.submission = id;
    prove(finding, principal->at, ProofKind::sign_off);
    prove(finding, seal->at, ProofKind::sign_off);
    finding.facts.push_back({"校长签字与学校盖章为同一人所为",
                             "one person signed as principal and set the school's seal"});
    out.push_back(std::move(finding));
  }
}

/// D-04: an override is always a finding; one for each paper, however many rules it excuses.
void detect_override_used(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  std::map<SubmissionId, std::size_t> place;
  for (const auto& used : c.seen.overrides) {
    const auto& id = used.happened.submission;
    const auto* row = c.state.submission(id);
    if (row == nullptr) continue;
    const auto [at, is_new] = place.try_emplace(id, out.size());
    if (is_new) {
      auto finding = open_finding(definition, c.pack_of(id), row->organisation,
                                  subject_submission(id), china_date(row->filed_at));
      finding.is_act = true;
      out.push_back(std::move(finding));
    }
    auto& finding = out[at->second];
    const auto& facts = get<RuleOverridden>(used.event.facts);
    prove(finding, used.happened);
    const bool is_named =
        std::find(finding.rules.begin(), finding.rules.end(), facts.rule) != finding.rules.end();
    if (!is_named) finding.rules.insert(finding.rules.begin(), facts.rule);
    const auto reason = label_of(facts.reason);
    finding.facts.push_back({"对 " + facts.rule + " 作了例外,事由:" + reason.zh,
                             facts.rule + " was overridden; reason: " + reason.en});
  }
}

/// SY-3.2e, SY-3.2f, D-03: one finding for each step, whoever holds it.
void detect_signoff_stalled(const Case& c, const FindingDefinition& definition,
                            std::vector<Finding>& out) {
  for (const auto& [id, row] : c.state.submissions()) {
    const auto* pack = c.pack_of(id);
    const auto* chain = pack == nullptr ? nullptr : pack->chain_of(row);
    if (chain == nullptr || chain->steps.empty()) continue;
    if (row.stage == SubmissionStage::filed) continue;
    for (const auto& step : held_steps(c.state, *chain, row, c.cut_off)) {
      if (!step.is_late()) continue;
      auto finding =
          open_finding(definition, pack, row.organisation, subject_submission(id, "/" + step.step),
                       add_days(step.since, step.days_allowed + 1));
      finding.submission = id;
      finding.closed_on = step.until;
      if (step.at) prove(finding, *step.at, ProofKind::sign_off);
      const auto holder = name_of(c.state, step.organisation);
      const auto days = number_text(step.days);
      const auto allowed = number_text(step.days_allowed);
      finding.facts.push_back({holder + "(" + label_of(step.role).zh + ")在“" + step.name.zh +
                                   "”环节压件 " + days + " 天,规定 " + allowed + " 天",
                               holder + " (" + label_of(step.role).en + ") held the paper " + days +
                                   " days at the step \"" + step.name.en + "\"; allowed " +
                                   allowed});
      out.push_back(std::move(finding));
    }
  }
}

}  // namespace xueji::inspection
