// The families of guards, one per source file; guards.cc joins them into one table. Internal to
// registry/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_set>

#include "ledger/registry/guards.h"

namespace xueji {

[[nodiscard]] std::span<const Guard> admission_guards();    ///< guards_admission.cc
[[nodiscard]] std::span<const Guard> certificate_guards();  ///< guards_certificate.cc
[[nodiscard]] std::span<const Guard> class_guards();        ///< guards_class.cc
[[nodiscard]] std::span<const Guard> control_guards();      ///< guards_control.cc
[[nodiscard]] std::span<const Guard> deadline_guards();     ///< guards_deadline.cc
[[nodiscard]] std::span<const Guard> discipline_guards();   ///< guards_discipline.cc
[[nodiscard]] std::span<const Guard> exit_guards();         ///< guards_exit.cc
[[nodiscard]] std::span<const Guard> leave_guards();        ///< guards_leave.cc
[[nodiscard]] std::span<const Guard> internship_guards();   ///< guards_internship.cc
[[nodiscard]] std::span<const Guard> number_guards();       ///< guards_number.cc
[[nodiscard]] std::span<const Guard> person_guards();       ///< guards_person.cc
[[nodiscard]] std::span<const Guard> review_guards();       ///< guards_review.cc
[[nodiscard]] std::span<const Guard> roster_guards();       ///< guards_roster.cc
[[nodiscard]] std::span<const Guard> school_guards();       ///< guards_school.cc
[[nodiscard]] std::span<const Guard> stamping_guards();     ///< guards_stamping.cc
[[nodiscard]] std::span<const Guard> status_guards();       ///< guards_status.cc
[[nodiscard]] std::span<const Guard> study_guards();        ///< guards_study.cc

[[nodiscard]] std::span<const Guard> transfer_guards();  ///< guards_transfer.cc

// Built in.
void check_format(const GuardContext& context, std::vector<Problem>& out);
void check_student_state(const GuardContext& context, std::vector<Problem>& out);
void check_belonging(const GuardContext& context, std::vector<Problem>& out);
void check_two_schools(const GuardContext& context, std::vector<Problem>& out);
void check_set_up(const GuardContext& context, std::vector<Problem>& out);

/// Who has signed an act so far, the author first, and in whose name it was filed.
struct ActedBy {
  std::vector<PersonId> signers;
  OrganisationId organisation;
};
/// Judged at filing and with the signature that makes the act take effect: keys of who acts for the
/// root, and that no activation of a pack starts before one that is recorded already.
void check_taking_effect(const GuardContext& context, const ActedBy& by, std::vector<Problem>& out);
/// Likewise: the root keeps as many administrators as must sign its acts.
void check_root_stays(const GuardContext& context, const ActedBy& by, std::vector<Problem>& out);

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

/// Who agreed or applied, as the Consent events of the submission attest.
struct Consents {
  std::unordered_set<SubjectId> by_student;
  std::unordered_set<SubjectId> by_guardian;

  [[nodiscard]] bool both(const SubjectId& subject) const {
    return by_student.contains(subject) && by_guardian.contains(subject);
  }
};
[[nodiscard]] Consents consents_of(const GuardContext& context);

/// A number of digits read by a format such as YYCCSSNNNN or YYYYCCSSNNNN (FJ-08c, FJ-41).
struct ReadNumber {
  std::string year;
  std::string county;
  std::string school;
  std::string serial;
};
/// nullopt: another length, or something else than digits.
[[nodiscard]] std::optional<ReadNumber> read_number(const std::string& number,
                                                    const std::string& format);

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
