#include "ledger/registry/reportable.h"

#include <algorithm>

#include "ledger/registry/decide.h"
#include "ledger/registry/succession.h"

namespace xueji {
namespace {

/// Whether a line will stand on the form once it takes effect, and belongs to the month or before.
bool is_due(const StateView& state, const Event& event, ReportForm form, Date last_day) {
  if (report_form_of(type_of(event)) != form) return false;
  if (event.effective_on.ok() && event.effective_on > last_day) return false;
  const auto* served = get_if<SanctionServed>(&event.facts);
  if (served == nullptr) return true;
  const auto* student = state.student(as<StudentId>(event.subject));
  return student != nullptr &&
         std::any_of(student->cases.begin(), student->cases.end(), [&](const auto& held) {
           return held.case_id == served->case_id && held.kind == SanctionKind::expulsion;
         });
}

bool stays_struck(const SubmissionState& paper, std::size_t index) {
  return paper.stage == SubmissionStage::open &&
         std::any_of(paper.struck.begin(), paper.struck.end(),
                     [&](const MarkedLine& mark) { return mark.line == index; });
}

}  // namespace

ReportForm report_form_of(EventType type) {
  using enum EventType;
  switch (type) {
    case student_info_changed:
      return ReportForm::info_changes;
    case grade_repeated:
    case leave_granted:
    case leave_extended:
    case study_resumed:
    case entry_place_retained:
    case entry_place_restored:
    case entry_place_cancelled:
    case event_reversed:
    case status_cancelled:
    case transferred_out:
    case transfer_completed:
    case custody_transferred:
    case major_changed:
    case withdrawn:
    case deemed_withdrawn:
    case student_died:
    case sanction_served:
      return ReportForm::status_changes;
    default:
      return ReportForm::none;
  }
}

bool concerns(const StateView& state, const SubmissionState& paper, const OrganisationId& school,
              Date day) {
  bool found = false;
  for_each_concerned(paper, [&](const OrganisationId& one) {
    found = found || one == school || answers_for(state, one, day) == school;
  });
  return found;
}

std::size_t lines_due(const StateView& state, const SubmissionState& paper,
                      std::span<const Event> events, ReportForm form, Date last_day) {
  if (!is_undecided(paper.stage)) return 0;
  std::size_t due = 0;
  for (std::size_t index = 0; index < events.size(); ++index) {
    if (stays_struck(paper, index)) continue;
    if (is_due(state, events[index], form, last_day)) ++due;
  }
  return due;
}

}  // namespace xueji
