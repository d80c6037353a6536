// The enumerations of the registry. Every number here is persisted: append, never renumber.
// Each has a text code (`code_of`, `*_from_code`) used in packs, JSON and on the command line, and
// a label in both languages (`label_of`).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ledger/base/text.h"

namespace xueji {

/// What a code stands for, for tables of them.
template <class Enum>
struct Term {
  Enum value;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

/// The whole table of one enumeration, in number order. Specialised in vocabulary.cc.
template <class Enum>
[[nodiscard]] std::span<const Term<Enum>> terms_of();

template <class Enum>
[[nodiscard]] const Term<Enum>* find_term(Enum value) {
  for (const auto& term : terms_of<Enum>()) {
    if (term.value == value) return &term;
  }
  return nullptr;
}
/// The text code; "unknown" for a number outside the enumeration.
template <class Enum>
[[nodiscard]] std::string_view code_of(Enum value) {
  const auto* term = find_term(value);
  return term ? term->code : "unknown";
}
template <class Enum>
[[nodiscard]] Text label_of(Enum value) {
  const auto* term = find_term(value);
  return term ? Text{std::string(term->zh), std::string(term->en)} : Text{"未知", "unknown"};
}
/// By code, or by the Chinese label as a registrar writes it in a sheet.
template <class Enum>
[[nodiscard]] std::optional<Enum> from_code(std::string_view text) {
  for (const auto& term : terms_of<Enum>()) {
    if (term.code == text || term.zh == text) return term.value;
  }
  return std::nullopt;
}

enum class OrganisationKind : std::uint8_t {
  none = 0,
  province = 1,
  city = 2,
  county = 3,
  exam_institute = 4,
  admissions_office = 5,
  school = 6,
  entrusted_unit = 7,
};

enum class Role : std::uint8_t {
  none = 0,
  authority_administrator = 1,
  status_officer = 2,
  principal = 3,
  seal_keeper = 4,
  class_teacher = 5,
  academic_office = 6,
  school_doctor = 7,
  student_affairs = 8,
  lead_teacher = 9,
  file_keeper = 10,
  section_officer = 11,
  clerk = 12,
  section_chief = 13,
  deputy_director = 14,
  director = 15,
  recorder = 16,
  exam_officer = 17,
  admissions_officer = 18,
  inspector = 19,
  auditor = 20,
  photo_unit = 21,
};

/// A step's organisation seen from the organisation that files (rules.md §7, SY-1.2f, FJ-06e).
enum class Relation : std::uint8_t {
  own = 1,
  supervisor = 2,  ///< The authority at the school's own level: its county bureau or the city.
  city = 3,
  province = 4,
  exam_institute = 5,
  admissions_office = 6,
};

enum class SchoolType : std::uint8_t {
  none = 0,
  secondary_vocational = 1,
  adult_secondary = 2,
  vocational_high = 3,
  college_attached = 4,
  skilled_worker = 5,
};

enum class SchoolTier : std::uint8_t { ordinary = 0, provincial_key = 1, national_key = 2 };

enum class Season : std::uint8_t { none = 0, spring = 1, autumn = 2 };

/// Full-time, flexible (Shiyan) and adult class (Fujian) are codes; labels are per pack (SY-1.2k).
enum class StudyMode : std::uint8_t { none = 0, full_time = 1, flexible = 2, adult_class = 3 };

enum class EntryRoute : std::uint8_t {
  none = 0,
  exam = 1,                    ///< 统招
  certificate = 2,             ///< 免试
  ordinary_high_diversion = 3, ///< 普高分流, SY-1.1c
  ordinary_high_transfer = 4,  ///< 普高转入, SY-1.1e
  other_province_transfer = 5, ///< 外省转入
};

enum class CandidateCategory : std::uint8_t {
  none = 0,
  junior_graduate = 1,
  former_junior_graduate = 2,
  senior_graduate = 3,
  former_senior_graduate = 4,
  veteran = 5,
  employee = 6,
  migrant_worker = 7,
  other_society = 8,
  ordinary_high_student = 9,
};

enum class FeeStatus : std::uint8_t { none = 0, paid = 1, waived = 2, exempt = 3 };

/// How the school itself admitted before the exam institute's step (D-31).
enum class AdmissionBasis : std::uint8_t { none = 0, exam_list = 1, certificate = 2, city_approval = 3 };

/// What status a student holds (rules.md §9).
enum class StudentStatus : std::uint8_t {
  none = 0,
  admitted = 1,
  entry_place_retained = 2,
  pending = 3,
  active = 4,
  on_leave = 5,
  transferred_out = 6,
  withdrawn = 7,
  expelled = 8,
  completed = 9,
  incomplete = 10,
  graduated = 11,
  place_cancelled = 12,
  status_cancelled = 13,
  deceased = 14,
};
/// 在籍: active or on leave.
[[nodiscard]] constexpr bool on_roll(StudentStatus s) {
  return s == StudentStatus::active || s == StudentStatus::on_leave;
}
/// 在校: active only.
[[nodiscard]] constexpr bool in_school(StudentStatus s) { return s == StudentStatus::active; }

enum class ReviewResult : std::uint8_t { none = 0, passed = 1, failed = 2, not_suitable = 3 };

enum class HospitalLevel : std::uint8_t { none = 0, county = 1, grade_2a = 2, grade_3 = 3 };

enum class JointProgramme : std::uint8_t {
  none = 0,
  three_stage = 1,   ///< 三段式
  western = 2,       ///< 面向西部联合办学
  other_joint = 3,
  five_year = 4,     ///< 五年制高职
};

enum class PriorEducation : std::uint8_t {
  none = 0,
  junior_high = 1,
  senior_high = 2,
  ordinary_high_studying = 3,
  equivalent = 4,
  higher = 5,
};

enum class SchoolRuleKind : std::uint8_t {
  none = 0,
  status_management = 1,  ///< 学籍管理实施细则, FJ-45b, SY-3.1a
  credit_system = 2,      ///< FJ-19
  course_assessment = 3,  ///< FJ-20a
  discipline = 4,         ///< FJ-28b
  attendance = 5,         ///< FJ-25
};

enum class CourseKind : std::uint8_t {
  ordinary = 0,
  internship = 1,
  skill_certificate = 2,
  physical_education = 3,
};

enum class ExternalListKind : std::uint8_t {
  none = 0,
  skilled_worker_register = 1,  ///< SY-1.5c
  city_admission_list = 2,      ///< FJ-06f
  city_roster = 3,              ///< FJ-06a
  five_year_plan = 4,           ///< FJ-06f: guidance plan; its count is the school's places.
};

enum class ExternalSystem : std::uint8_t { none = 0, national_status_system = 1, provincial = 2 };

/// Coded reasons: for strikes, returns, overrides, retained places and extensions. The words, if
/// any, are a personal field beside the code (design §4).
enum class ReasonCode : std::uint16_t {
  none = 0,
  identity_wrong = 1,
  not_present = 2,
  duplicate_person = 3,
  documents_missing = 4,
  data_wrong = 5,
  not_admitted = 6,
  photo_wrong = 7,
  class_wrong = 8,
  major_wrong = 9,
  late = 10,
  illness = 11,
  natural_disaster = 12,
  system_outage = 13,
  approved_by_letter = 14,
  personal_request = 15,
  other = 99,
};

enum class Decision : std::uint8_t { none = 0, approve = 1, return_ = 2, withdraw = 3, acknowledge = 4 };

enum class KeyPurpose : std::uint8_t { none = 0, personal = 1, seal = 2, recovery = 3 };

enum class RevocationKind : std::uint8_t { none = 0, retired = 1, lost = 2, compromised = 3 };

/// What a sheet or a command files. Codes are kebab-case, as `xueji submit --form` takes them.
enum class Form : std::uint16_t {
  none = 0,
  organisation = 1,
  person = 2,
  key = 3,
  role = 4,
  delegation = 5,
  pack = 6,
  officer = 7,
  school_rule = 8,
  teaching_plan = 9,
  reporting_window = 10,
  admission = 11,
  arrival = 12,
  entry_photo = 13,
  class_headcount = 14,
  identity_review = 15,
  health_review = 16,
  entry_place = 17,
  on_site_verification = 18,
  out_of_area_review = 19,
  entry_roster = 20,
  student_number = 21,
  external_confirmation = 22,
  ordinary_high_admission = 23,
  opening_import = 24,
  school_calendar = 25,
  school_class = 26,
  presence = 27,
  deadline_extension = 28,
  officer_handover = 29,
  external_list = 30,
  five_year_roster = 31,
};

enum class SubjectKind : std::uint8_t {
  none = 0,
  student = 1,
  organisation = 2,
  person = 3,
  school_class = 4,
  submission = 5,
};

/// The discriminator of the Facts union in xueji.fbs.
enum class EventType : std::uint8_t {
  none = 0,
  organisation_registered = 1,
  organisation_changed = 2,
  teaching_point_registered = 3,
  person_registered = 4,
  key_enrolled = 5,
  key_revoked = 6,
  role_granted = 7,
  role_ended = 8,
  delegation_granted = 9,
  delegation_ended = 10,
  policy_pack_activated = 11,
  officer_designated = 12,
  officer_handed_over = 13,
  school_rule_filed = 14,
  teaching_plan_filed = 15,
  reporting_window_announced = 16,
  school_calendar_set = 17,
  class_opened = 18,
  class_teacher_assigned = 19,
  deadline_extended = 20,
  external_list_imported = 21,
  student_admitted = 22,
  general_high_student_admitted = 23,
  arrival_confirmed = 24,
  entry_photo_uploaded = 25,
  class_headcount_verified = 26,
  identity_reviewed = 27,
  health_reviewed = 28,
  entry_place_retained = 29,
  entry_place_restored = 30,
  entry_place_cancelled = 31,
  on_site_verified = 32,
  out_of_area_reviewed = 33,
  roster_line = 34,
  student_number_assigned = 35,
  file_opened = 36,
  external_registration_confirmed = 37,
  opening_status_imported = 38,
  presence_confirmed = 39,
  consent = 40,
  rule_overridden = 41,
};

// The tables, one per enumeration (vocabulary.cc).
template <>
std::span<const Term<OrganisationKind>> terms_of<OrganisationKind>();
template <>
std::span<const Term<Role>> terms_of<Role>();
template <>
std::span<const Term<Relation>> terms_of<Relation>();
template <>
std::span<const Term<SchoolType>> terms_of<SchoolType>();
template <>
std::span<const Term<SchoolTier>> terms_of<SchoolTier>();
template <>
std::span<const Term<Season>> terms_of<Season>();
template <>
std::span<const Term<StudyMode>> terms_of<StudyMode>();
template <>
std::span<const Term<EntryRoute>> terms_of<EntryRoute>();
template <>
std::span<const Term<CandidateCategory>> terms_of<CandidateCategory>();
template <>
std::span<const Term<FeeStatus>> terms_of<FeeStatus>();
template <>
std::span<const Term<AdmissionBasis>> terms_of<AdmissionBasis>();
template <>
std::span<const Term<StudentStatus>> terms_of<StudentStatus>();
template <>
std::span<const Term<ReviewResult>> terms_of<ReviewResult>();
template <>
std::span<const Term<HospitalLevel>> terms_of<HospitalLevel>();
template <>
std::span<const Term<JointProgramme>> terms_of<JointProgramme>();
template <>
std::span<const Term<PriorEducation>> terms_of<PriorEducation>();
template <>
std::span<const Term<SchoolRuleKind>> terms_of<SchoolRuleKind>();
template <>
std::span<const Term<CourseKind>> terms_of<CourseKind>();
template <>
std::span<const Term<ExternalListKind>> terms_of<ExternalListKind>();
template <>
std::span<const Term<ExternalSystem>> terms_of<ExternalSystem>();
template <>
std::span<const Term<ReasonCode>> terms_of<ReasonCode>();
template <>
std::span<const Term<Decision>> terms_of<Decision>();
template <>
std::span<const Term<KeyPurpose>> terms_of<KeyPurpose>();
template <>
std::span<const Term<RevocationKind>> terms_of<RevocationKind>();
template <>
std::span<const Term<Form>> terms_of<Form>();
template <>
std::span<const Term<SubjectKind>> terms_of<SubjectKind>();
template <>
std::span<const Term<EventType>> terms_of<EventType>();

}  // namespace xueji
