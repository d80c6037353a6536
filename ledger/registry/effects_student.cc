#include "ledger/registry/effects_student.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace xueji::effects {
namespace {

/// Adds `by` (+1 or −1) unless the count would leave its range.
bool count(std::uint16_t& total, bool counts, int by) {
  if (!counts) return true;
  const int next = int{total} + by;
  if (next < 0 || next > std::numeric_limits<std::uint16_t>::max()) return false;
  total = static_cast<std::uint16_t>(next);
  return true;
}

Status move_counts(const Effect& effect, const Placement& placement, int by) {
  if (placement.class_id.is_none()) return {};
  if (!effect.state.school_class(placement.class_id)) {
    return corrupt(effect.event_at, {"该班级没有建立", "the class is unknown"});
  }
  auto& row = effect.state.edit_class(placement.class_id);
  if (!count(row.arrived, placement.arrived, by) ||
      !count(row.registered, placement.registered, by)) {
    return corrupt(effect.event_at, {"班级人数超出范围", "a count of the class leaves its range"});
  }
  return {};
}

/// Approved events that may explain why a certificate says something else than the registration
/// form: of changed and corrected fields only those that a certificate prints (SY-1.7a, FJ-40).
constexpr EventType explaining[] = {
    EventType::major_direction_confirmed,
    EventType::custody_transferred,
    EventType::major_changed,
    EventType::grade_repeated,
    EventType::transfer_completed,
    EventType::study_resumed,
};
constexpr std::string_view printed[] = {"name", "identity_type", "identity_number", "sex",
                                        "birth_date"};

void note_change(const Effect& effect, StudentState& student) {
  const auto type = type_of(effect.event);
  if (const auto* reversed = get_if<EventReversed>(&effect.event.facts)) {
    std::erase_if(student.changes,
                  [&](const ChangeNoted& change) { return change.at == reversed->reverses; });
    return;
  }
  std::string_view changed;
  if (const auto* info = get_if<StudentInfoChanged>(&effect.event.facts)) changed = info->changed;
  if (const auto* mended = get_if<CertificateDataCorrected>(&effect.event.facts)) {
    changed = mended->changed;
  }
  const bool prints =
      std::find(std::begin(printed), std::end(printed), changed) != std::end(printed);
  const bool moves =
      std::find(std::begin(explaining), std::end(explaining), type) != std::end(explaining);
  // What happened before the registration is in the form itself.
  if ((!prints && !moves) || student.roster_at == no_position) return;
  student.changes.push_back({effect.event_at, type, std::string(changed)});
}

}  // namespace

Placement placement_of(const StudentState& student) {
  const bool here = student.status == StudentStatus::pending || on_roll(student.status);
  if (!here || student.class_id.is_none()) return {};
  return {student.class_id, student.arrived_on.ok(), on_roll(student.status)};
}

Result<StudentState*> student_for_change(const Effect& effect) {
  const auto id = as<StudentId>(effect.event.subject);
  if (effect.event.subject_kind != SubjectKind::student || id.is_none()) {
    return corrupt(effect.event_at, {"对象不是学生学籍", "the subject is not a student status"});
  }
  return &effect.state.edit_student(id);
}

Status settle(const Effect& effect, StudentState& student, const Placement& before) {
  ++student.version;
  note_change(effect, student);
  const Placement after = placement_of(student);
  if (auto left = move_counts(effect, before, -1); !left) return left;
  return move_counts(effect, after, +1);
}

Status set_status(const Effect& effect, StudentState& student, StudentStatus to) {
  const auto event = type_of(effect.event);
  if (!transition_allowed(event, student.status, to)) {
    const Text from = label_of(student.status);
    const Text what = label_of(event);
    return corrupt(effect.event_at, {"学籍状态为“" + from.zh + "”时不可能“" + what.zh + "”",
                                     "a status that is " + std::string(code_of(student.status)) +
                                         " cannot take " + std::string(code_of(event))});
  }
  if (on_roll(to) && !on_roll(student.status) && !student.enrolled_from.ok()) {
    student.enrolled_from = effect.event.effective_on;
  }
  if (on_roll(student.status) && !on_roll(to)) student.left_on = effect.event.effective_on;
  student.previous_status = student.status;
  student.status = to;
  student.status_from = effect.event.effective_on;
  student.status_at = effect.effect_at;
  student.status_event_at = effect.event_at;
  student.status_event = event;
  return {};
}

TermEntry& term_entry(StudentState& student, std::uint16_t school_year, std::uint8_t term) {
  auto& terms = student.terms;
  const auto wanted = std::pair(school_year, term);
  const auto at = std::lower_bound(terms.begin(), terms.end(), wanted,
                                   [](const TermEntry& entry, const auto& of) {
                                     return std::pair(entry.school_year, entry.term) < of;
                                   });
  if (at != terms.end() && std::pair(at->school_year, at->term) == wanted) return *at;
  TermEntry entry;
  entry.school_year = school_year;
  entry.term = term;
  return *terms.insert(at, entry);
}

Status known_student(const Effect& effect) {
  if (effect.state.student(as<StudentId>(effect.event.subject))) return {};
  return corrupt(effect.event_at, {"没有这条学籍", "the student status is unknown"});
}

}  // namespace xueji::effects
