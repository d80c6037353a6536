// Sanctions that were not served, appeals without an answer, papers outside the archives (FJ-28d,
// FJ-28e, FJ-29c; D-03).
#include <map>
#include <string>

#include "ledger/registry/study_days.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

Subject subject_case(const StudySeen& seen, const CaseId& id) {
  auto subject = subject_student(as<StudentId>(seen.event.subject));
  subject.key += "/" + to_text(id);
  return subject;
}

/// The first act of this kind on a case after an entry; nullptr: none.
template <class Facts>
const StudySeen* act_after(const Case& c, const CaseId& id, Position after) {
  for (const auto& seen : c.seen.studies) {
    const auto* facts = get_if<Facts>(&seen.event.facts);
    if (facts != nullptr && facts->case_id == id && seen.happened.event_at > after) return &seen;
  }
  return nullptr;
}

/// A duty on a case that follows one act and ends with another, by its last day.
void add_owed(const Case& c, const FindingDefinition& definition, const StudySeen& owed,
              const CaseId& id, const StudySeen* done, Date due, const Text& what,
              std::vector<Finding>& out) {
  const auto last = done != nullptr ? china_date(done->happened.first_filed) : c.cut_off;
  if (last <= due) return;
  auto finding = open_finding(definition, c.pack_of(owed.happened.submission), owed.school,
                              subject_case(owed, id), add_days(due, 1));
  prove(finding, owed.happened);
  if (done != nullptr) {
    finding.closed_on = done->happened.effect_on;
    prove(finding, done->happened);
  }
  finding.facts.push_back(what);
  out.push_back(std::move(finding));
}

}  // namespace

/// FJ-28e: an answer within the pack's working days after the appeal.
void detect_appeal_unanswered(const Case& c, const FindingDefinition& definition,
                              std::vector<Finding>& out) {
  for (const auto& seen : c.seen.studies) {
    const auto* facts = get_if<AppealFiled>(&seen.event.facts);
    const auto* pack = facts == nullptr ? nullptr : c.pack_of(seen.happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("appeal_answer_working_days");
    if (!days) continue;
    const auto due = working_days_after(facts->filed_on, static_cast<int>(*days));
    add_owed(
        c, definition, seen, facts->case_id,
        act_after<AppealAnswered>(c, facts->case_id, seen.happened.event_at), due,
        {"申诉于 " + to_text(facts->filed_on) + " 提出,至 " + to_text(due) + " 未答复(期限为假定)",
         "appealed on " + to_text(facts->filed_on) + ", not answered by " + to_text(due) +
             " (days assumed)"},
        out);
  }
}

/// FJ-28d: a decision that nobody served holds for nobody.
void detect_sanction_not_served(const Case& c, const FindingDefinition& definition,
                                std::vector<Finding>& out) {
  for (const auto& seen : c.seen.studies) {
    const auto* facts = get_if<SanctionDecided>(&seen.event.facts);
    const auto* pack = facts == nullptr ? nullptr : c.pack_of(seen.happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("sanction_service_days");
    if (!days) continue;
    const auto due = add_days(facts->decided_on, static_cast<int>(*days));
    add_owed(
        c, definition, seen, facts->case_id,
        act_after<SanctionServed>(c, facts->case_id, seen.happened.event_at), due,
        {"处分决定于 " + to_text(facts->decided_on) + ",至 " + to_text(due) + " 未送达(期限为假定)",
         "decided on " + to_text(facts->decided_on) + ", not served by " + to_text(due) +
             " (days assumed)"},
        out);
  }
}

/// FJ-29c: awards and sanctions belong in both archives.
void detect_archive_ref_missing(const Case& c, const FindingDefinition& definition,
                                std::vector<Finding>& out) {
  const auto check = [&](const StudySeen& seen, bool in_file, bool in_archive) {
    const auto* pack = c.pack_of(seen.happened.submission);
    if ((in_file && in_archive) || pack == nullptr) return;
    auto finding =
        open_finding(definition, pack, seen.school,
                     subject_student(as<StudentId>(seen.event.subject)), seen.happened.effect_on);
    if (finding.rules.empty()) return;  // This pack has no such rule.
    finding.is_act = true;
    finding.subject.key += "/" + std::to_string(seen.happened.event_at.value);
    prove(finding, seen.happened);
    const Text where = in_file ? Text{"学校文书档案", "the office archive"}
                               : Text{"本人档案", "the student's file"};
    const auto label = label_of(type_of(seen.event));
    finding.facts.push_back({"“" + label.zh + "”材料未归入" + where.zh,
                             label.en + ": the papers are not in " + where.en});
    out.push_back(std::move(finding));
  };
  for (const auto& seen : c.seen.studies) {
    if (const auto* award = get_if<AwardGranted>(&seen.event.facts)) {
      check(seen, award->in_student_file, award->in_office_archive);
    } else if (const auto* decided = get_if<SanctionDecided>(&seen.event.facts)) {
      check(seen, decided->in_student_file, decided->in_office_archive);
    }
  }
}

}  // namespace xueji::inspection
