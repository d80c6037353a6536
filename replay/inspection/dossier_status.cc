// What the dossier keeps of ongoing changes: leaves from grant to end, and what schools upload.
#include "replay/inspection/dossier.h"

namespace xueji::inspection {
namespace {

using enum EventType;

/// FJ-17: 转专业, 转学, 休学, 复学, 退学.
bool is_uploaded(EventType type) {
  switch (type) {
    case major_changed:
    case transfer_completed:
    case transferred_out:
    case leave_granted:
    case leave_extended:
    case study_resumed:
    case withdrawn:
    case deemed_withdrawn:
      return true;
    default:
      return false;
  }
}

Date notified_on(const Event& event) {
  if (const auto* facts = get_if<Withdrawn>(&event.facts)) return facts->notified_on;
  if (const auto* facts = get_if<DeemedWithdrawn>(&event.facts)) return facts->notified_on;
  return {};
}

}  // namespace

void Dossier::end_leave(const StudentId& student, const Happened& happened) {
  const auto open = open_leaves_.find(student);
  if (open == open_leaves_.end()) return;
  leaves[open->second].ended = happened;
  open_leaves_.erase(open);
}

void Dossier::note_status(const StateView& state, const LineInEffect& line,
                          const Happened& happened) {
  const auto& event = line.event;
  if (event.subject_kind != SubjectKind::student) return;
  const auto id = as<StudentId>(event.subject);
  const auto* student = state.student(id);
  if (student == nullptr) return;
  const auto type = type_of(event);
  const auto begin = [&](Date from, Date until) {
    end_leave(id, happened);
    open_leaves_[id] = leaves.size();
    leaves.push_back({id, student->school, from, until, happened, std::nullopt});
  };
  if (const auto* granted = get_if<LeaveGranted>(&event.facts)) {
    begin(granted->from, granted->until);
  } else if (const auto* extended = get_if<LeaveExtended>(&event.facts)) {
    begin(extended->from, extended->until);
  } else if (student->status != StudentStatus::on_leave) {
    end_leave(id, happened);
  }
  if (!is_uploaded(type)) return;
  status_changes.push_back(
      {id, student->school, type, event.effective_on, notified_on(event), happened});
}

}  // namespace xueji::inspection
