// The families of guards, one per source file; guards.cc joins them into one table. Internal to
// registry/.
#pragma once

#include <span>
#include <string>

#include "ledger/registry/guards.h"

namespace xueji {

[[nodiscard]] std::span<const Guard> admission_guards();  ///< guards_admission.cc
[[nodiscard]] std::span<const Guard> class_guards();      ///< guards_class.cc
[[nodiscard]] std::span<const Guard> deadline_guards();   ///< guards_deadline.cc
[[nodiscard]] std::span<const Guard> number_guards();     ///< guards_number.cc
[[nodiscard]] std::span<const Guard> person_guards();     ///< guards_person.cc
[[nodiscard]] std::span<const Guard> review_guards();     ///< guards_review.cc
[[nodiscard]] std::span<const Guard> roster_guards();     ///< guards_roster.cc
[[nodiscard]] std::span<const Guard> school_guards();     ///< guards_school.cc

// Built in.
void check_format(const GuardContext& context, std::vector<Problem>& out);
void check_student_state(const GuardContext& context, std::vector<Problem>& out);
void check_belonging(const GuardContext& context, std::vector<Problem>& out);
void check_set_up(const GuardContext& context, std::vector<Problem>& out);

/// Events about one student or one class say so in their subject kind.
[[nodiscard]] SubjectKind subject_kind_of(EventType type);

/// From an ordinary senior high school (SY-1.1, SY-1.5e).
[[nodiscard]] constexpr bool from_ordinary_high(EntryRoute route) {
  return route == EntryRoute::ordinary_high_diversion ||
         route == EntryRoute::ordinary_high_transfer;
}
/// Transfers in are not new registrations (SY-1.3f).
[[nodiscard]] constexpr bool is_new_registration(EntryRoute route) {
  return !from_ordinary_high(route) && route != EntryRoute::other_province_transfer;
}

/// "spring 2024" for a message.
[[nodiscard]] Text intake_text(std::uint16_t cohort, Season season);
/// "第3行" / "line 3": lines count from 1 for people.
[[nodiscard]] Text line_text(std::uint32_t index);
/// The codes of a list parameter, for "expected".
[[nodiscard]] std::string joined(const std::vector<std::string>& codes);
[[nodiscard]] bool contains(const std::vector<std::string>& codes, std::string_view code);
/// An absent date is one that does not exist in the calendar.
[[nodiscard]] inline bool is_set(Date date) {
  return date.ok();
}
/// The tier that holds on a day (D-25).
[[nodiscard]] SchoolTier tier_on(const OrganisationState& school, Date day);

}  // namespace xueji
