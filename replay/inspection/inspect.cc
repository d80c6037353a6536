#include "replay/inspection/inspect.h"

#include <algorithm>
#include <tuple>

#include "ledger/registry/succession.h"
#include "replay/inspection/accountability.h"

namespace xueji::inspection {
namespace {

/// Place of a code in the catalogue: findings are shown in its order.
std::size_t order_of(std::string_view code) {
  const auto all = finding_definitions();
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const FindingDefinition& one) { return one.code == code; });
  return static_cast<std::size_t>(at - all.begin());
}

bool is_in_period(const Case& c, const Finding& finding) {
  if (finding.first_day > c.cut_off) return false;
  if (finding.is_act) return finding.first_day >= c.from;
  return !finding.closed_on || *finding.closed_on >= c.from;
}

/// What the subject is called, as far as that is public.
std::string label_of_subject(const Case& c, const Subject& subject) {
  if (subject.kind == SubjectKind::school_class) {
    const auto* row = c.state.school_class(as<ClassId>(subject.id));
    const auto month = subject.key.find('/');
    if (row == nullptr) return {};
    return row->name + (month == std::string::npos ? "" : " " + subject.key.substr(month + 1));
  }
  if (subject.kind == SubjectKind::submission) {
    constexpr std::size_t short_id_characters = 13;  // The time half of a UUIDv7.
    const auto* row = c.state.submission(as<SubmissionId>(subject.id));
    if (row == nullptr) return {};
    return label_of(row->form).zh + " " + to_text(row->id).substr(0, short_id_characters);
  }
  if (subject.kind == SubjectKind::organisation && subject.key.starts_with("organisation:")) {
    return name_of(c.state, as<OrganisationId>(subject.id));
  }
  return {};
}

/// Row 67: what was done or put right before a merger stays with the school that is no more; what
/// is open at the cut-off is the business of the one that took over, from the day of the merger on.
/// The day is that on which whoever is charged first answered.
Date charge(const Case& c, Finding& finding) {
  const bool open = !finding.is_act && !finding.closed_on;
  const auto charged =
      answers_for(c.state, finding.organisation, open ? c.cut_off : finding.first_day);
  auto day = finding.first_day;
  for (auto held_by = answers_for(c.state, finding.organisation, day); held_by != charged;
       held_by = answers_for(c.state, finding.organisation, day)) {
    day = c.state.organisation(held_by)->ended_on;
  }
  finding.organisation = charged;
  return day;
}

/// Adds who answers, the paper with all its signatures, and orders the proofs.
void complete(const Case& c, const Accountability& accountability, Finding& finding) {
  const auto day = charge(c, finding);
  finding.subject.label = label_of_subject(c, finding.subject);
  finding.path = accountability.path(finding.organisation, day);
  const auto* row = finding.submission.is_none() ? nullptr : c.state.submission(finding.submission);
  if (row != nullptr) {
    prove(finding, row->header_at, ProofKind::header);
    for (const auto& step : row->steps)
      prove(finding, step.at, ProofKind::sign_off);
    const auto* pack = c.pack_of(finding.submission);
    const auto* chain = pack == nullptr ? nullptr : pack->chain_of(*row);
    if (chain != nullptr) finding.held = held_steps(c.state, *chain, *row, c.cut_off);
  }
  auto& proofs = finding.proofs;
  std::erase_if(proofs, [](const Proof& proof) { return proof.at == no_position; });
  std::stable_sort(proofs.begin(), proofs.end(),
                   [](const Proof& a, const Proof& b) { return a.at < b.at; });
  proofs.erase(std::unique(proofs.begin(), proofs.end(),
                           [](const Proof& a, const Proof& b) { return a.at == b.at; }),
               proofs.end());
}

std::vector<Finding> detect_all(const Case& c) {
  std::vector<Finding> found;
  for (const auto& definition : finding_definitions())
    definition.detect(c, definition, found);
  std::erase_if(found, [&](const Finding& finding) { return !is_in_period(c, finding); });
  const Accountability accountability(c.state, c.seen);
  for (auto& finding : found)
    complete(c, accountability, finding);
  const auto key = [](const Finding& f) {
    return std::tuple(order_of(f.code), f.first_day, std::string_view(f.subject.key),
                      f.proofs.empty() ? Position{} : f.proofs.front().at);
  };
  std::sort(found.begin(), found.end(),
            [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  return found;
}

bool is_inspected(const OrganisationState& row) {
  if (row.kind == OrganisationKind::school) return row.owns_status;
  return row.kind == OrganisationKind::county || row.kind == OrganisationKind::city ||
         row.kind == OrganisationKind::province;
}

InspectedOrganisation summary_of(const Case& c, const OrganisationState& row) {
  InspectedOrganisation one;
  one.id = row.id;
  one.kind = row.kind;
  one.code = row.code;
  one.name = row.name;
  one.supervisor = row.supervisor;
  if (!row.supervisor.is_none()) one.supervisor_name = name_of(c.state, row.supervisor);
  if (const auto* pack = c.pack_for(row.id, c.cut_off)) {
    one.pack_id = pack->metadata().id;
    one.pack_version = pack->metadata().version;
    one.pack_title = pack->metadata().title;
  }
  return one;
}

void count_all(const Case& c, std::unordered_map<OrganisationId, InspectedOrganisation*>& of) {
  const auto at = [&](const OrganisationId& id) -> InspectedOrganisation* {
    const auto found = of.find(id);
    return found == of.end() ? nullptr : found->second;
  };
  for (const auto& [id, student] : c.state.students()) {
    auto* one = at(answers_for(c.state, student.school, c.cut_off));
    if (one == nullptr) continue;
    one->on_roll += on_roll(student.status) ? 1 : 0;
    one->in_school += in_school(student.status) ? 1 : 0;
  }
  const auto in_period = [&](Date day) { return day >= c.from && day <= c.cut_off; };
  for (const auto& line : c.seen.rosters) {
    auto* one = at(line.facts.school);
    if (one != nullptr && line.effect && in_period(line.effect->effect_on)) ++one->registered;
  }
  for (const auto& line : c.seen.imports) {
    auto* one = at(line.facts.school);
    if (one != nullptr && in_period(line.happened.effect_on)) ++one->imported;
  }
  for (const auto& [id, row] : c.state.submissions()) {
    auto* one = at(row.organisation);
    if (one == nullptr) continue;
    one->papers += in_period(china_date(row.filed_at)) ? 1 : 0;
    one->open_papers += row.stage == SubmissionStage::open ? 1 : 0;
  }
}

Status choose_organisations(const Case& c, const InspectionScope& scope, Inspection& out) {
  for (const auto& [id, row] : c.state.organisations()) {
    out.organisation_names.emplace(id, row.name);
    const bool wanted = scope.school.empty() ? is_inspected(row) && !has_ended(row, c.from)
                                             : row.code == scope.school;
    if (wanted) out.organisations.push_back(summary_of(c, row));
  }
  if (out.organisations.empty() && !scope.school.empty()) {
    return fail(ErrorCode::not_found,
                Text{"没有代码为 " + scope.school + " 的单位",
                     "there is no organisation with the code " + scope.school},
                Text{"xueji roster --json 可查看单位代码", "check the code of the school"});
  }
  std::sort(out.organisations.begin(), out.organisations.end(), [](const auto& a, const auto& b) {
    const bool a_school = a.kind == OrganisationKind::school;
    const bool b_school = b.kind == OrganisationKind::school;
    return std::tie(b_school, a.code) < std::tie(a_school, b.code);
  });
  return {};
}

void note_unchecked(const Case& c, Inspection& out) {
  if (!c.on_other_register) {
    out.not_checked.push_back({"DOUBLE_SYSTEM_STATUS(双重学籍)未检查:个人信息库不可用",
                               "DOUBLE_SYSTEM_STATUS was not checked: the vault is not available"});
  }
}

}  // namespace

Result<Inspection> inspect(const LogReader& log, const InspectionScope& scope,
                           const InspectionPorts& ports) {
  Inspection out;
  out.year = scope.year;
  out.from = make_date(scope.year, 1, 1);
  out.cut_off = scope.cut_off.value_or(make_date(scope.year + 1, 1, 31));
  if (!out.from.ok() || !out.cut_off.ok() || out.cut_off < out.from) {
    return fail(ErrorCode::invalid_argument,
                Text{"截止日早于检查年度", "the cut-off is before the inspected year"});
  }
  PackShelf packs;
  if (log.head().size.value == 0) {
    return fail(ErrorCode::not_found, Text{"台账为空", "the ledger is empty"});
  }
  if (auto loaded = packs.load(log); !loaded) return fail(loaded.error());
  Dossier seen(packs);
  auto folded = fold_log(log, out.cut_off, seen);
  if (!folded) return fail(folded.error());
  const Case c{seen, folded->state, packs, out.from, out.cut_off, ports.on_other_register};
  out.ledger = folded->ledger;
  out.prefix = folded->prefix;
  out.origin = folded->state.genesis().origin;
  out.is_demonstration = folded->state.genesis().demonstration;
  if (auto chosen = choose_organisations(c, scope, out); !chosen) return fail(chosen.error());
  std::unordered_map<OrganisationId, InspectedOrganisation*> of;
  for (auto& one : out.organisations)
    of.emplace(one.id, &one);
  count_all(c, of);
  for (auto& finding : detect_all(c)) {
    const auto found = of.find(finding.organisation);
    if (found != of.end()) found->second->findings.push_back(std::move(finding));
  }
  note_unchecked(c, out);
  return out;
}

std::vector<FindingKey> findings_as_keys(const Inspection& inspection) {
  std::vector<FindingKey> keys;
  for (const auto& organisation : inspection.organisations) {
    for (const auto& finding : organisation.findings) {
      keys.push_back({finding.code, organisation.code, finding.subject.key});
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace xueji::inspection
