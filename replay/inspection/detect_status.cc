// Chapter 3: terms, leave, study time, and what was owed after a transfer or a withdrawal (FJ-09a,
// FJ-11b, FJ-11c, FJ-13, FJ-15c, FJ-16a, FJ-17; D-03, D-09, D-17).
#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <unordered_map>

#include "ledger/registry/school_terms.h"
#include "ledger/registry/succession.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

// ---- Terms. ------------------------------------------------------------------------------------

/// Since when the ledger could hold a term registration of a student at the present school.
DayOfStudent first_days(const Case& c) {
  auto days = opening_days(c);
  for (const auto& change : c.seen.status_changes) {
    if (change.type == EventType::transfer_completed) {
      auto& known = days[change.student];
      known = known.ok() ? std::max(known, change.effective_on) : change.effective_on;
    }
  }
  return days;
}

/// Students of one class who did not register for one term.
struct Missing {
  Date first_day{};
  Date registered_last{};  ///< Of those who came later.
  bool all_registered = true;
  std::vector<const StudentState*> students;
};

const TermEntry* entry_of(const StudentState& student, const SchoolTerm& term) {
  for (const auto& entry : student.terms) {
    if (entry.school_year == term.school_year && entry.term == term.term.number) return &entry;
  }
  return nullptr;
}

/// Whether the student was in school when the term began, and had come before it.
bool owes_registration(const StudentState& student, const SchoolTerm& term, Date due) {
  constexpr int days_before_entry = 31;  // Who comes within a month of a term comes for it.
  const auto starts = term.term.starts;
  const auto came = entry_day(student);
  const bool was_here = came.ok() && came < add_days(starts, -days_before_entry) &&
                        student.enrolled_from.ok() && student.enrolled_from <= starts;
  const bool left = !on_roll(student.status) && (!student.left_on.ok() || student.left_on <= due);
  const bool away =
      std::any_of(student.leaves.begin(), student.leaves.end(), [&](const LeavePeriod& leave) {
        // Whose leave nobody ended is on leave still, however overdue (LEAVE_OVERDUE).
        return leave.from <= due && (!leave.ended || leave.until >= starts);
      });
  return was_here && !left && !away;
}

/// The day by which the student registers for the term; a deferral moves it.
Date due_of(const TermEntry* entry, const SchoolTerm& term, int days) {
  const auto due = add_days(term.term.starts, days);
  return entry != nullptr && entry->deferred_until.ok() ? std::max(due, entry->deferred_until)
                                                        : due;
}

/// For one school: the classes whose students missed a term of the inspected year.
class TermsOfSchool {
 public:
  TermsOfSchool(const Case& c, const OrganisationState& school, int days)
      : c_(c), school_(school), days_(days) {}

  void take(const StudentState& student, Date first_day_here) {
    for (const auto& year : school_.calendar) {
      for (const auto& one : year.terms)
        take_term(student, {year.school_year, one}, first_day_here);
    }
  }
  void report(const FindingDefinition& definition, const Pack* pack, std::vector<Finding>& out) {
    for (const auto& [key, missing] : missing_) {
      const auto suffix =
          std::to_string(key.second.first) + "-" + std::to_string(key.second.second);
      auto finding = open_finding(definition, pack, school_.id,
                                  subject_class(key.first, "/" + suffix), missing.first_day);
      finding.is_act = true;
      if (missing.all_registered) finding.closed_on = missing.registered_last;
      for (const auto* student : missing.students)
        prove(finding, student->status_at, ProofKind::record);
      const auto count = number_text(static_cast<std::int64_t>(missing.students.size()));
      finding.facts.push_back(
          {count + " 名在读学生未按期注册 " + suffix + " 学期,也未办理暂缓",
           count + " students neither registered for term " + suffix + " in time nor deferred it"});
      out.push_back(std::move(finding));
    }
  }

 private:
  void take_term(const StudentState& student, const SchoolTerm& term, Date first_day_here) {
    // Row 67: a term is that of the school which answered on its first day.
    if (answers_for(c_.state, student.school, term.term.starts) != school_.id) return;
    const auto* entry = entry_of(student, term);
    const auto due = due_of(entry, term, days_);
    const auto first_day = add_days(due, 1);
    if (first_day < c_.from || first_day > c_.cut_off) return;
    if (first_day_here.ok() && first_day_here > term.term.starts) return;
    if (!owes_registration(student, term, due)) return;
    const auto registered = entry == nullptr ? Date{} : entry->registered_on;
    if (registered.ok() && registered <= due) return;
    auto& missing = missing_[{student.class_id, {term.school_year, int{term.term.number}}}];
    missing.first_day = missing.first_day.ok() ? std::min(missing.first_day, first_day) : first_day;
    missing.students.push_back(&student);
    if (registered.ok()) {
      missing.registered_last =
          missing.registered_last.ok() ? std::max(missing.registered_last, registered) : registered;
    } else {
      missing.all_registered = false;
    }
  }

  const Case& c_;
  const OrganisationState& school_;
  int days_;
  std::map<std::pair<ClassId, std::pair<std::uint16_t, int>>, Missing> missing_;
};

// ---- Filing. -----------------------------------------------------------------------------------

const StepDone* signature_of(const SubmissionState& row, std::string_view step) {
  for (const auto& done : row.steps) {
    const bool is_signed =
        done.decision == Decision::approve || done.decision == Decision::acknowledge;
    if (done.step == step && is_signed) return &done;
  }
  return nullptr;
}

/// Papers of these forms that took effect and were not filed within the days of the filing step.
void detect_unfiled(const Case& c, const FindingDefinition& definition,
                    std::initializer_list<Form> forms, std::vector<Finding>& out) {
  for (const auto& [id, row] : c.state.submissions()) {
    if (std::find(forms.begin(), forms.end(), row.form) == forms.end()) continue;
    const auto* pack = c.pack_of(id);
    const auto* chain = pack == nullptr ? nullptr : pack->chain_of(row);
    if (chain == nullptr || row.in_effect_at == no_position) continue;
    const auto effect = chain->effect_step();
    const auto* effect_done = effect ? signature_of(row, chain->steps[*effect].id) : nullptr;
    for (const auto& step : chain->steps) {
      // A step without a rule of the pack is a courtesy (D-18).
      if (!step.is_filing || step.rules.empty() || effect_done == nullptr) continue;
      const auto due = add_days(china_date(effect_done->recorded_at), step.hold_days);
      const auto* done = signature_of(row, step.id);
      const auto last = done == nullptr ? c.cut_off : china_date(done->recorded_at);
      if (last <= due) continue;
      auto finding = open_finding(definition, pack, row.organisation, subject_submission(id),
                                  add_days(due, 1));
      finding.submission = id;
      if (done != nullptr) finding.closed_on = last;
      prove(finding, row.in_effect_at, ProofKind::record);
      const auto days = number_text(step.hold_days);
      finding.facts.push_back(
          {"生效后 " + days + " 天内(假定)未报主管部门备案",
           "not filed with the authority within " + days + " days of its effect (assumed)"});
      out.push_back(std::move(finding));
    }
  }
}

}  // namespace

/// FJ-09a, FJ-09b: one finding for each class and term.
void detect_term_not_registered(const Case& c, const FindingDefinition& definition,
                                std::vector<Finding>& out) {
  std::map<OrganisationId, std::pair<TermsOfSchool, const Pack*>> schools;
  for (const auto& [id, row] : c.state.organisations()) {
    if (row.kind != OrganisationKind::school || row.calendar.empty()) continue;
    const auto* pack = c.pack_for(id, c.cut_off);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("term_registration_days");
    if (!days) continue;
    schools.emplace(id, std::pair(TermsOfSchool(c, row, static_cast<int>(*days)), pack));
  }
  if (schools.empty()) return;
  const auto since = first_days(c);
  for (const auto& [id, student] : c.state.students()) {
    const auto known = since.find(id);
    for (const auto& answers : answering_in_turn(c.state, student.school)) {
      const auto school = schools.find(answers);
      if (school == schools.end()) continue;
      school->second.first.take(student, known == since.end() ? Date{} : known->second);
    }
  }
  for (auto& [id, school] : schools)
    school.first.report(definition, school.second, out);
}

/// SY-1.5d, FJ-08b, row 67: the texts do not forbid to close a school with students on its roll;
/// who stays behind has a status that nobody answers for. A merger takes them along, and so do
/// transfers.
void detect_status_without_school(const Case& c, const FindingDefinition& definition,
                                  std::vector<Finding>& out) {
  std::map<OrganisationId, std::vector<const StudentState*>> left_behind;
  for (const auto& [id, student] : c.state.students()) {
    if (!on_roll(student.status)) continue;
    const auto answers = answers_for(c.state, student.school, c.cut_off);
    const auto* row = c.state.organisation(answers);
    if (row != nullptr && has_ended(*row, c.cut_off)) left_behind[answers].push_back(&student);
  }
  for (const auto& [school, students] : left_behind) {
    const auto ended_on = c.state.organisation(school)->ended_on;
    auto finding = open_finding(definition, c.pack_for(school, c.cut_off), school,
                                subject_organisation(c.state, school), add_days(ended_on, 1));
    for (const auto* student : students)
      prove(finding, student->status_at, ProofKind::record);
    const auto count = number_text(static_cast<std::int64_t>(students.size()));
    finding.facts.push_back(
        {"学校已于 " + to_text(ended_on) + " 撤销,仍有 " + count + " 名在籍学生",
         "the school closed on " + to_text(ended_on) + " and still has " + count +
             " students on its roll"});
    out.push_back(std::move(finding));
  }
}

/// FJ-13a: the leave is over, and nobody came back, extended it or left; whoever means to come back
/// has until the term begins (FJ-14a). A leave that ended before the opening import, and that a
/// later act follows, is history told afterwards: nobody could have acted in the ledger.
void detect_leave_overdue(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  constexpr int holiday_days_max = 70;
  const auto opened = opening_days(c);
  for (const auto& leave : c.seen.leaves) {
    const auto* pack = c.pack_of(leave.happened.submission);
    if (pack == nullptr || !pack->integer("leave_years")) continue;
    auto due = leave.until;
    const auto* school = c.state.organisation(leave.school);
    const auto next = school == nullptr ? std::nullopt : term_from(*school, add_days(due, 1));
    if (next && next->term.starts <= add_days(due, holiday_days_max)) {
      const auto running = term_on(*school, add_days(due, 1));
      const bool in_holidays = !running || running->term.ends <= due;
      if (in_holidays) due = add_days(next->term.starts, -1);
    }
    if (const auto known = opened.find(leave.student); known != opened.end()) {
      if (leave.ended && due < known->second) continue;
      due = std::max(due, known->second);
    }
    const auto last = leave.ended ? china_date(leave.ended->first_filed) : c.cut_off;
    if (last <= due) continue;
    auto finding = open_finding(definition, pack, leave.school, subject_student(leave.student),
                                add_days(due, 1));
    prove(finding, leave.happened);
    if (leave.ended) {
      finding.closed_on = leave.ended->effect_on;
      prove(finding, *leave.ended);
    }
    finding.facts.push_back(
        {"休学至 " + to_text(leave.until) + ",期满未复学、未续休",
         "on leave until " + to_text(leave.until) + ", neither resumed nor extended by then"});
    out.push_back(std::move(finding));
  }
}

/// FJ-13b: only an override lets it happen; the leave that went over the cap is named.
void detect_leave_cap(const Case& c, const FindingDefinition& definition,
                      std::vector<Finding>& out) {
  std::unordered_map<StudentId, const LeaveSeen*> newest;
  for (const auto& leave : c.seen.leaves)
    newest[leave.student] = &leave;
  for (const auto& [id, leave] : newest) {
    const auto* student = c.state.student(id);
    const auto* pack = c.pack_of(leave->happened.submission);
    const auto years = pack == nullptr ? std::nullopt : pack->integer("leave_years_max");
    if (student == nullptr || !years) continue;
    if (!leave_time(*student).exceeds(static_cast<int>(*years))) continue;
    auto finding = open_finding(definition, pack, leave->school, subject_student(id), leave->from);
    if (!on_roll(student->status)) finding.closed_on = student->status_from;
    prove(finding, leave->happened);
    const auto text = number_text(*years);
    finding.facts.push_back({"休学累计超过 " + text + " 年(服兵役不计)",
                             "more than " + text + " years of leave, service not counted"});
    out.push_back(std::move(finding));
  }
}

/// FJ-15c, D-17: the clock only shows it; a person signs a deemed withdrawal.
void detect_study_time(const Case& c, const FindingDefinition& definition,
                       std::vector<Finding>& out) {
  for (const auto& [id, student] : c.state.students()) {
    if (!student.enrolled_from.ok()) continue;
    const auto* pack = c.pack_for(student.school, c.cut_off);
    const auto years = pack == nullptr ? std::nullopt : pack->integer("study_time_more_years");
    const auto months = pack == nullptr ? std::nullopt : pack->integer("study_time_warn_months");
    if (!years || !months) continue;
    const auto ends = study_time_ends(student, static_cast<int>(*years));
    if (!ends.ok()) continue;
    const auto first_day = add_months(ends, -static_cast<int>(*months));
    const bool left = !on_roll(student.status);
    if (first_day > c.cut_off || (left && student.left_on <= first_day)) continue;
    auto finding = open_finding(definition, pack, student.school, subject_student(id), first_day);
    if (left) finding.closed_on = student.status_from;
    prove(finding, student.status_at, ProofKind::record);
    finding.facts.push_back(
        {"最长学习年限至 " + to_text(ends) + " 止(含休学)",
         "the maximum study time ends on " + to_text(ends) + ", leave included"});
    out.push_back(std::move(finding));
  }
}

void detect_transfer_not_filed(const Case& c, const FindingDefinition& definition,
                               std::vector<Finding>& out) {
  detect_unfiled(c, definition, {Form::transfer, Form::transfer_across, Form::transfer_out}, out);
}

/// FJ-16a: told to nobody, or not filed.
void detect_withdrawal_not_filed(const Case& c, const FindingDefinition& definition,
                                 std::vector<Finding>& out) {
  detect_unfiled(c, definition, {Form::withdrawal, Form::deemed_withdrawal}, out);
  for (const auto& change : c.seen.status_changes) {
    const bool withdrew =
        change.type == EventType::withdrawn || change.type == EventType::deemed_withdrawn;
    if (!withdrew || change.notified_on.ok()) continue;
    const auto* pack = c.pack_of(change.happened.submission);
    const auto* chain = pack == nullptr ? nullptr
                                        : pack->chain(change.type == EventType::withdrawn
                                                          ? Form::withdrawal
                                                          : Form::deemed_withdrawal);
    if (chain == nullptr || chain->rules.empty()) continue;
    auto finding = open_finding(definition, pack, change.school, subject_student(change.student),
                                change.happened.effect_on);
    finding.is_act = true;
    prove(finding, change.happened);
    finding.facts.push_back({"退学未通知家长(监护人)或有关单位",
                             "neither guardian nor employer was told of the withdrawal"});
    out.push_back(std::move(finding));
  }
}

/// FJ-17: no receipt after the change within the pack's days.
void detect_change_not_uploaded(const Case& c, const FindingDefinition& definition,
                                std::vector<Finding>& out) {
  std::unordered_map<StudentId, std::vector<const ReceiptSeen*>> receipts;
  for (const auto& receipt : c.seen.receipts)
    receipts[receipt.student].push_back(&receipt);
  for (const auto& change : c.seen.status_changes) {
    const auto* pack = c.pack_of(change.happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("external_confirmation_days");
    if (!days || !pack->lists("changes_uploaded", change.type)) continue;
    const auto due = add_days(change.happened.effect_on, static_cast<int>(*days));
    const ReceiptSeen* got = nullptr;
    for (const auto* receipt : receipts[change.student]) {
      const bool after = receipt->happened.effect_at > change.happened.effect_at;
      if (after && got == nullptr) got = receipt;
    }
    if (due >= c.cut_off || (got != nullptr && got->happened.effect_on <= due)) continue;
    auto subject = subject_student(change.student);
    subject.key += "/" + std::string(code_of(change.type)) + "-" + to_text(change.effective_on);
    auto finding =
        open_finding(definition, pack, change.school, std::move(subject), add_days(due, 1));
    prove(finding, change.happened);
    if (got != nullptr) {
      finding.closed_on = got->happened.effect_on;
      prove(finding, got->happened);
    }
    const auto label = label_of(change.type);
    finding.facts.push_back({"“" + label.zh + "”于 " + to_text(change.happened.effect_on) +
                                 " 生效,至 " + to_text(due) + " 没有上传回执",
                             label.en + " took effect on " + to_text(change.happened.effect_on) +
                                 ", no upload receipt by " + to_text(due)});
    out.push_back(std::move(finding));
  }
}

}  // namespace xueji::inspection
