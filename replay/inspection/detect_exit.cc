// Graduation and leaving: the stamp and its basis, certificate numbers, papers and files that are
// owed (SY-1.7a, SY-1.7f, FJ-08b, FJ-16b, FJ-35b, FJ-41, FJ-42; D-01, D-03, D-34).
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "ledger/registry/school_terms.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

/// The lines of one stamping list that show the same thing.
struct StampedList {
  const ExitSeen* first = nullptr;
  std::int64_t lines = 0;
};

/// Adds the line to its list when it is one that `wanted` asks for.
template <class Wanted>
std::map<SubmissionId, StampedList> stamped_lists(const Case& c, Wanted&& wanted) {
  std::map<SubmissionId, StampedList> lists;
  for (const auto& seen : c.seen.exits) {
    const auto* facts = get_if<StampingLine>(&seen.event.facts);
    if (facts == nullptr || !wanted(seen, *facts)) continue;
    auto& list = lists[seen.happened.submission];
    if (list.first == nullptr) list.first = &seen;
    ++list.lines;
  }
  return lists;
}

/// A finding about a stamping list: an act of the day of its effect.
Finding list_finding(const Case& c, const FindingDefinition& definition, const SubmissionId& id,
                     const StampedList& list) {
  const auto& facts = get<StampingLine>(list.first->event.facts);
  auto finding = open_finding(definition, c.pack_of(id), facts.school, subject_submission(id),
                              list.first->happened.effect_on);
  finding.is_act = true;
  prove(finding, list.first->happened);
  return finding;
}

/// The last day for this line by the pack; nothing where the pack names none.
std::optional<Date> verification_day(const Pack& pack, const StampingLine& facts) {
  if (facts.season == Season::none) return std::nullopt;
  const auto day = pack.month_day(facts.season == Season::spring ? "verification_spring"
                                                                 : "verification_autumn");
  if (!day) return std::nullopt;
  return in_year(*day, facts.graduation_year);
}

bool is_outside_window(const Case& c, const ExitSeen& seen, const StampingLine& facts) {
  const auto* pack = c.pack_of(seen.happened.submission);
  if (pack == nullptr) return false;
  const auto from = pack->month_day("stamping_from");
  const auto until = pack->month_day("stamping_until");
  if (from && until) {
    const auto day = china_date(seen.happened.first_filed);
    return day < in_year(*from, year_of(day)) || day > in_year(*until, year_of(day));
  }
  const auto last = verification_day(*pack, facts);
  return last && seen.happened.effect_on > *last;
}

bool has_digits_of(const std::string& number, std::size_t count) {
  return number.size() == count &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number on a paper of the school; nullptr: this event issues none.
const std::string* number_on(const Event& event) {
  if (const auto* facts = get_if<StampingLine>(&event.facts)) return &facts->certificate_number;
  if (const auto* facts = get_if<CompletionCertified>(&event.facts)) {
    return &facts->certificate_number;
  }
  if (const auto* facts = get_if<IncompleteStudyCertified>(&event.facts)) {
    return &facts->certificate_number;
  }
  return nullptr;
}

/// What was done later about a student who left: the first such act.
using Acts = std::unordered_map<StudentId, const ExitSeen*>;
template <class Wanted>
Acts first_acts(const Case& c, Wanted&& wanted) {
  Acts acts;
  for (const auto& seen : c.seen.exits) {
    if (wanted(type_of(seen.event))) acts.try_emplace(seen.student, &seen);
  }
  return acts;
}

/// A duty towards a leaver that was not done by `due`; nothing when it was, or is not due yet.
std::optional<Finding> owed(const Case& c, const FindingDefinition& definition,
                            const ExitSeen& left, Date due, const Acts& acts) {
  const auto* student = c.state.student(left.student);
  const auto found = acts.find(left.student);
  const auto* done = found == acts.end() ? nullptr : found->second;
  if (student == nullptr || due >= c.cut_off) return std::nullopt;
  if (done != nullptr && done->happened.effect_on <= due) return std::nullopt;
  auto finding = open_finding(definition, c.pack_of(left.happened.submission), student->school,
                              subject_student(left.student), add_days(due, 1));
  prove(finding, left.happened);
  if (done != nullptr) {
    finding.closed_on = done->happened.effect_on;
    prove(finding, done->happened);
  }
  return finding;
}

/// FJ-16b: a school year or more, and nothing failed.
bool earned_certificate(const Case& c, const ExitSeen& left, const Pack& pack) {
  const auto* student = c.state.student(left.student);
  const auto* school = student == nullptr ? nullptr : c.state.organisation(student->school);
  const auto least = pack.integer("incomplete_study_terms");
  if (school == nullptr || !least || student->courses.empty()) return false;
  // Whoever goes after the last day of a term has studied it.
  const int terms = terms_since_entry(*school, *student, left.left_on) +
                    term_index_ahead(*school, left.left_on) - term_index(*school, left.left_on);
  return terms >= *least && student->moral_result != ReviewResult::failed &&
         std::all_of(student->courses.begin(), student->courses.end(),
                     [](const CourseCredit& course) { return course.passed; });
}

}  // namespace

/// SY-1.7f by the day of filing (D-32), FJ-42 by the day on which the stamp was given.
void detect_stamp_outside_window(const Case& c, const FindingDefinition& definition,
                                 std::vector<Finding>& out) {
  const auto lists = stamped_lists(c, [&](const ExitSeen& seen, const StampingLine& facts) {
    return is_outside_window(c, seen, facts);
  });
  for (const auto& [id, list] : lists) {
    auto finding = list_finding(c, definition, id, list);
    const auto filed = to_text(china_date(list.first->happened.first_filed));
    const auto stamped = to_text(list.first->happened.effect_on);
    const auto lines = number_text(list.lines);
    finding.facts.push_back(
        {lines + " 人于 " + filed + " 申报、" + stamped + " 验印,不在规定时间内",
         lines + " graduates, filed on " + filed + " and stamped on " + stamped +
             ", outside the time that the rule names"});
    out.push_back(std::move(finding));
  }
}

/// SY-1.7a, D-34: the opening import stands in for the registration form, and is not proven.
void detect_stamp_without_roster(const Case& c, const FindingDefinition& definition,
                                 std::vector<Finding>& out) {
  const auto lists =
      stamped_lists(c, [](const ExitSeen& seen, const StampingLine&) { return seen.is_imported; });
  for (const auto& [id, list] : lists) {
    auto finding = list_finding(c, definition, id, list);
    const auto lines = number_text(list.lines);
    finding.facts.push_back({lines + " 人的学籍出自期初导入,没有新生注册表;以纸质名册为凭",
                             lines + " graduates rest on the opening import instead of a "
                                     "registration form; look at the paper register"});
    out.push_back(std::move(finding));
  }
}

/// FJ-41.
void detect_certificate_number(const Case& c, const FindingDefinition& definition,
                               std::vector<Finding>& out) {
  for (const auto& seen : c.seen.exits) {
    const auto* number = number_on(seen.event);
    const auto* pack = c.pack_of(seen.happened.submission);
    const auto* student = c.state.student(seen.student);
    if (number == nullptr || pack == nullptr || student == nullptr) continue;
    const auto format = pack->text("certificate_number_format");
    if (format.empty() || has_digits_of(*number, format.size())) continue;
    auto finding = open_finding(definition, pack, student->school, subject_student(seen.student),
                                seen.happened.effect_on);
    finding.is_act = true;
    prove(finding, seen.happened);
    const auto shown = number->empty() ? std::string("-") : *number;
    finding.facts.push_back(
        {"证书编号“" + shown + "”不合格式 " + std::string(format),
         "the number \"" + shown + "\" is not of the form " + std::string(format)});
    out.push_back(std::move(finding));
  }
}

/// FJ-08b, D-03.
void detect_leaver_file_open(const Case& c, const FindingDefinition& definition,
                             std::vector<Finding>& out) {
  const auto closed = first_acts(c, [](EventType type) {
    return type == EventType::file_archived || type == EventType::file_handed_over;
  });
  for (const auto& left : c.seen.exits) {
    const auto* pack = c.pack_of(left.happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("file_closing_days");
    if (!left.left_on.ok() || !days) continue;
    const auto due = add_days(left.happened.effect_on, static_cast<int>(*days));
    auto finding = owed(c, definition, left, due, closed);
    if (!finding) continue;
    const auto label = label_of(type_of(left.event));
    finding->facts.push_back(
        {"“" + label.zh + "”后至 " + to_text(due) + " 档案未归档或移交",
         label.en + ": by " + to_text(due) + " the file was neither archived nor handed over"});
    out.push_back(*std::move(finding));
  }
}

/// FJ-16b, D-03.
void detect_certificate_owed(const Case& c, const FindingDefinition& definition,
                             std::vector<Finding>& out) {
  const auto issued =
      first_acts(c, [](EventType type) { return type == EventType::incomplete_study_certified; });
  for (const auto& left : c.seen.exits) {
    const auto type = type_of(left.event);
    if (type != EventType::withdrawn && type != EventType::deemed_withdrawn) continue;
    const auto* pack = c.pack_of(left.happened.submission);
    const auto days = pack == nullptr ? std::nullopt : pack->integer("certificate_owed_days");
    if (!left.left_on.ok() || !days || !earned_certificate(c, left, *pack)) continue;
    const auto due = add_days(left.happened.effect_on, static_cast<int>(*days));
    auto finding = owed(c, definition, left, due, issued);
    if (!finding) continue;
    finding->facts.push_back(
        {"退学学生学满一学年且成绩合格,至 " + to_text(due) + " 未发肄业证书或学习证明",
         "withdrew after a school year with passing results; no certificate by " + to_text(due)});
    out.push_back(*std::move(finding));
  }
}

}  // namespace xueji::inspection
