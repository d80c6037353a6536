// Internships and results (SY-1.6b, SY-1.6e, SY-1.6j, FJ-18b; D-01, D-03).
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "ledger/registry/succession.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

Subject subject_internship(const OrganisationId& school, const InternshipId& id) {
  return subject_matter(school, "internship:" + to_text(id));
}

/// What the log shows of one internship.
struct InternshipSeen {
  const StudySeen* applied = nullptr;
  const StudySeen* started = nullptr;
  const StudySeen* closed = nullptr;
};

std::map<InternshipId, InternshipSeen> internships(const Case& c) {
  std::map<InternshipId, InternshipSeen> all;
  for (const auto& seen : c.seen.studies) {
    if (const auto* facts = get_if<InternshipApplied>(&seen.event.facts)) {
      all[facts->internship].applied = &seen;
    } else if (const auto* begun = get_if<InternshipStarted>(&seen.event.facts)) {
      all[begun->internship].started = &seen;
    } else if (const auto* ended = get_if<InternshipClosed>(&seen.event.facts)) {
      all[ended->internship].closed = &seen;
    }
  }
  return all;
}

/// One class and one of its terms, for which results are owed.
struct TermOfClass {
  std::int64_t students = 0;
  std::int64_t missing = 0;  ///< Not on file in time.
  bool open = false;         ///< One of them is not on file at all.
  const StudentState* first = nullptr;
  const ResultsSeen* last = nullptr;  ///< The last that came late.
};

/// On the roll, and not on leave, through the end of the term.
bool studied_until(const StudentState& student, Date ends) {
  if (!student.enrolled_from.ok() || student.enrolled_from > ends) return false;
  if (!on_roll(student.status) && (!student.left_on.ok() || student.left_on <= ends)) return false;
  return std::none_of(student.leaves.begin(), student.leaves.end(), [&](const LeavePeriod& leave) {
    return leave.from <= ends && (!leave.ended || leave.until >= ends);
  });
}

/// When results of a term are due.
struct TermOwed {
  std::uint16_t school_year = 0;
  std::uint8_t number = 0;
  Date ends{};
  Date due{};
};
using Recorded = std::map<std::tuple<StudentId, std::uint16_t, std::uint8_t>, const ResultsSeen*>;

Recorded recorded_results(const Case& c) {
  Recorded recorded;
  for (const auto& seen : c.seen.results)
    recorded.try_emplace({seen.student, seen.school_year, seen.term}, &seen);
  return recorded;
}

std::map<ClassId, TermOfClass> classes_of(const TermOwed& owed,
                                          const std::vector<const StudentState*>& students,
                                          const Recorded& recorded, const DayOfStudent& opened) {
  std::map<ClassId, TermOfClass> classes;
  for (const auto* student : students) {
    // Terms before an opening import are not in the ledger.
    const auto import = opened.find(student->id);
    const bool imported_later = import != opened.end() && import->second > owed.ends;
    if (imported_later || !studied_until(*student, owed.ends)) continue;
    auto& of = classes[student->class_id];
    ++of.students;
    const auto found = recorded.find({student->id, owed.school_year, owed.number});
    const auto* seen = found == recorded.end() ? nullptr : found->second;
    if (seen != nullptr && china_date(seen->happened.first_filed) <= owed.due) continue;
    ++of.missing;
    of.open = of.open || seen == nullptr;
    if (of.first == nullptr || student->id < of.first->id) of.first = student;
    const bool later = seen != nullptr && (of.last == nullptr ||
                                           seen->happened.effect_on > of.last->happened.effect_on);
    if (later) of.last = seen;
  }
  return classes;
}

Finding results_finding(const FindingDefinition& definition, const Pack* pack,
                        const OrganisationId& school, const ClassId& class_id, const TermOwed& owed,
                        const TermOfClass& of) {
  const auto name = std::to_string(owed.school_year) + "-" + std::to_string(owed.number);
  auto finding = open_finding(definition, pack, school, subject_class(class_id, "/" + name),
                              add_days(owed.due, 1));
  prove(finding, of.first->status_at, ProofKind::record);
  if (!of.open) {
    finding.closed_on = of.last->happened.effect_on;
    prove(finding, of.last->happened);
  }
  const auto all = number_text(of.students);
  const auto missing = number_text(of.missing);
  finding.facts.push_back({name + " 学期成绩:" + all + " 人中 " + missing + " 人至 " +
                               to_text(owed.due) + " 未登记(期限为假定)",
                           "results of term " + name + ": " + missing + " of " + all +
                               " students not on file by " + to_text(owed.due) +
                               " (days assumed)"});
  return finding;
}

}  // namespace

/// SY-1.6e: only an override lets a late application through; it stays a finding.
void detect_internship_late(const Case& c, const FindingDefinition& definition,
                            std::vector<Finding>& out) {
  for (const auto& [id, seen] : internships(c)) {
    if (seen.applied == nullptr) continue;
    const auto& facts = get<InternshipApplied>(seen.applied->event.facts);
    const auto* pack = c.pack_of(seen.applied->happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("internship_apply_days");
    const auto first = pack == nullptr ? std::nullopt : pack->integer("internship_from_cohort");
    if (!days || (first && facts.cohort < *first)) continue;
    const auto due = add_days(facts.from, -static_cast<int>(*days));
    const auto filed = china_date(seen.applied->happened.first_filed);
    if (filed <= due) continue;
    auto finding = open_finding(definition, pack, seen.applied->school,
                                subject_internship(seen.applied->school, id), filed);
    finding.is_act = true;
    prove(finding, seen.applied->happened);
    finding.facts.push_back({"实习自 " + to_text(facts.from) + " 起,申报于 " + to_text(filed) +
                                 ",最迟应为 " + to_text(due),
                             "the internship begins on " + to_text(facts.from) + ", filed on " +
                                 to_text(filed) + ", the last day was " + to_text(due)});
    out.push_back(std::move(finding));
  }
}

/// SY-1.6b: what was approved kept the limit; the summary shows that it was passed.
void detect_internship_too_long(const Case& c, const FindingDefinition& definition,
                                std::vector<Finding>& out) {
  for (const auto& [id, seen] : internships(c)) {
    if (seen.closed == nullptr || seen.applied == nullptr) continue;
    const auto* pack = c.pack_of(seen.closed->happened.submission);
    const auto years =
        pack == nullptr ? std::nullopt : pack->integer("internship_school_years_max");
    if (!years) continue;
    const auto limit = static_cast<int>(*years) * seen.closed->internship_days_max;
    if (seen.closed->internship_days <= limit) continue;
    auto finding =
        open_finding(definition, pack, seen.closed->school,
                     subject_internship(seen.closed->school, id), seen.closed->happened.effect_on);
    finding.is_act = true;
    prove(finding, seen.applied->happened);
    prove(finding, seen.closed->happened);
    const auto days = number_text(seen.closed->internship_days);
    finding.facts.push_back(
        {"校外实习累计 " + days + " 天,一学年为 " + number_text(limit) + " 天",
         days + " days away from school; a school year has " + number_text(limit)});
    out.push_back(std::move(finding));
  }
}

/// SY-1.6j: the summary comes within the pack's days after the end.
void detect_internship_no_summary(const Case& c, const FindingDefinition& definition,
                                  std::vector<Finding>& out) {
  for (const auto& [id, seen] : internships(c)) {
    if (seen.applied == nullptr || seen.started == nullptr) continue;
    const auto* pack = c.pack_of(seen.applied->happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("internship_summary_days");
    if (!days) continue;
    const auto ended = seen.closed != nullptr
                           ? get<InternshipClosed>(seen.closed->event.facts).ended_on
                           : get<InternshipApplied>(seen.applied->event.facts).until;
    const auto due = add_days(ended, static_cast<int>(*days));
    const auto filed =
        seen.closed != nullptr ? china_date(seen.closed->happened.first_filed) : c.cut_off;
    if (filed <= due) continue;
    auto finding = open_finding(definition, pack, seen.applied->school,
                                subject_internship(seen.applied->school, id), add_days(due, 1));
    prove(finding, seen.applied->happened);
    prove(finding, seen.started->happened);
    if (seen.closed != nullptr) {
      finding.closed_on = seen.closed->happened.effect_on;
      prove(finding, seen.closed->happened);
    }
    finding.facts.push_back(
        {"实习于 " + to_text(ended) + " 结束,至 " + to_text(due) + " 未上报实结",
         "the internship ended on " + to_text(ended) + ", no summary was filed by " +
             to_text(due)});
    out.push_back(std::move(finding));
  }
}

/// FJ-18b, D-03: one finding for each class and term whose results were not on file in time.
void detect_results_missing(const Case& c, const FindingDefinition& definition,
                            std::vector<Finding>& out) {
  const auto recorded = recorded_results(c);
  const auto opened = opening_days(c);
  std::unordered_map<OrganisationId, std::vector<const StudentState*>> students;
  for (const auto& [id, student] : c.state.students()) {
    for (const auto& answers : answering_in_turn(c.state, student.school))
      students[answers].push_back(&student);
  }
  for (const auto& [school, of_school] : students) {
    const auto* row = c.state.organisation(school);
    if (row == nullptr) continue;
    for (const auto& year : row->calendar) {
      for (const auto& term : year.terms) {
        const auto* pack = c.pack_for(school, term.ends);
        const auto days = pack == nullptr ? std::nullopt : pack->integer("results_days");
        if (!days) continue;
        const TermOwed owed{year.school_year, term.number, term.ends,
                            add_days(term.ends, static_cast<int>(*days))};
        if (owed.due >= c.cut_off) continue;
        // Row 67: whoever answered for the student on the last day of the term.
        auto here = of_school;
        std::erase_if(here, [&](const StudentState* student) {
          return answers_for(c.state, student->school, term.ends) != school;
        });
        for (const auto& [class_id, of] : classes_of(owed, here, recorded, opened)) {
          if (of.missing == 0) continue;
          out.push_back(results_finding(definition, pack, school, class_id, owed, of));
        }
      }
    }
  }
}

}  // namespace xueji::inspection
