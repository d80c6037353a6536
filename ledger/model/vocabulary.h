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
  other_school = 7,             ///< The other school that the lines name: a transfer's (FJ-11b).
  other_supervisor = 8,         ///< The authority of that school (FJ-11c).
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
  not_attending = 16,
  double_status = 17,
  unlawful_entry = 18,
  study_difficulty = 19,
  misconduct = 20,
  household_moved = 21,
  aptitude = 22,
  military_service = 23,
  recorded_in_error = 24,
  other = 99,
};

/// How far a transfer goes (FJ-11b, FJ-11c).
enum class TransferScope : std::uint8_t {
  none = 0,
  in_province = 1,
  out_of_province = 2,
  into_province = 3,
};

/// The five grounds of leave (FJ-12b to FJ-12f).
enum class LeaveGround : std::uint8_t {
  none = 0,
  illness = 1,
  absence = 2,
  unfit_disease = 3,
  work_study = 4,
  state_rule = 5,
};

/// Why a student withdraws; never a punishment (FJ-15a).
enum class WithdrawalGround : std::uint8_t {
  none = 0,
  own_request = 1,
  serious_illness = 2,
  moved_abroad = 3,
  other = 4,
};

/// Why the clock proposes a deemed withdrawal (FJ-15b, FJ-15c).
enum class DeemedGround : std::uint8_t {
  none = 0,
  leave_overdue = 1,
  study_time_exceeded = 2,
};

/// How a paper reached its reader.
enum class ServiceMethod : std::uint8_t {
  none = 0,
  in_person = 1,
  registered_mail = 2,
  electronic = 3,
  left_at_home = 4,
  public_notice = 5,
};

/// Why a status is cancelled.
enum class CancellationGround : std::uint8_t {
  none = 0,
  empty_status = 1,
  double_status = 2,
  unlawful_entry = 3,
  registration_error = 4,
  other = 5,
};

/// Where credit was earned (FJ-22a, FJ-22b, FJ-23b).
enum class CreditSource : std::uint8_t {
  none = 0,
  exemption = 1,
  other_school = 2,
  other_major = 3,
  qualification = 4,
  training = 5,
  self_study_exam = 6,
  distance = 7,
  skill_test = 8,
};

/// What went wrong in an examination (FJ-21a).
enum class Irregularity : std::uint8_t {
  none = 0,
  absent = 1,
  deferral_unapproved = 2,
  cheating = 3,
  assisting = 4,
};

/// What followed from it (FJ-21a).
enum class IrregularityOutcome : std::uint8_t {
  none = 0,
  zero = 1,
  criticism = 2,
  sanction = 3,
};

/// Results that the city records (SY-1.7c).
enum class CityTest : std::uint8_t {
  none = 0,
  spot_exam = 1,
  skills_contest = 2,
};

/// Honours (FJ-26).
enum class AwardTitle : std::uint8_t {
  none = 0,
  merit_student = 1,
  study_model = 2,
  excellent_graduate = 3,
  skill_expert = 4,
  scholarship = 5,
  other = 6,
};

/// The five sanctions (FJ-27).
enum class SanctionKind : std::uint8_t {
  none = 0,
  warning = 1,
  serious_warning = 2,
  demerit = 3,
  probation = 4,
  expulsion = 5,
};

/// What student and guardian said (FJ-28d).
enum class HearingStatement : std::uint8_t {
  none = 0,
  no_objection = 1,
  defended = 2,
  reserved = 3,
  waived = 4,
};

/// Answer to an appeal (FJ-28e).
enum class AppealOutcome : std::uint8_t {
  none = 0,
  upheld = 1,
  changed = 2,
  revoked = 3,
};

/// Papers that end a study.
enum class CertificateKind : std::uint8_t {
  none = 0,
  graduation = 1,
  completion = 2,
  incomplete_study = 3,
  factual_record = 4,
  graduation_proof = 5,
};

/// Where a loss was announced (FJ-37c).
enum class NewspaperLevel : std::uint8_t {
  none = 0,
  below_county = 1,
  county = 2,
  city = 3,
  province = 4,
};

/// The monthly forms (SY-1.4d, SY-1.4e).
enum class ReportForm : std::uint8_t {
  none = 0,
  info_changes = 1,
  status_changes = 2,
};

/// How a finding ended.
enum class FindingOutcome : std::uint8_t {
  none = 0,
  corrected = 1,
  explained = 2,
  referred = 3,
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
  term_registration = 32,
  major_direction = 33,
  custody_transfer = 34,
  info_change = 35,
  change_of_major = 36,
  repetition = 37,
  transfer = 38,
  transfer_across = 39,
  transfer_out = 40,
  leave = 41,
  resumption_notice = 42,
  resumption = 43,
  withdrawal = 44,
  deemed_withdrawal = 45,
  cancellation = 46,
  death = 47,
  term_results = 48,
  credit_recognition = 49,
  exam_irregularity = 50,
  makeup_exam = 51,
  city_results = 52,
  internship = 53,
  internship_start = 54,
  internship_summary = 55,
  award = 56,
  sanction_proposal = 57,
  hearing = 58,
  sanction_decision = 59,
  expulsion = 60,
  sanction_service = 61,
  appeal = 62,
  appeal_answer = 63,
  sanction_lifting = 64,
  graduation_photo = 65,
  graduation_assessment = 66,
  stamping = 67,
  diploma_issue = 68,
  completion = 69,
  incomplete_study = 70,
  admission_violation = 71,
  certificate_void = 72,
  graduation_proof = 73,
  certificate_correction = 74,
  file_closing = 75,
  monthly_report = 76,
  county_report = 77,
  inspection = 78,
  finding = 79,
  finding_answer = 80,
  finding_closing = 81,
  commendation = 82,
  reversal = 83,
  organisation_end = 84,
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
  term_registered = 42,
  term_registration_deferred = 43,
  major_direction_confirmed = 44,
  custody_transferred = 45,
  student_info_changed = 46,
  major_changed = 47,
  grade_repeated = 48,
  transfer_requested = 49,
  transfer_completed = 50,
  transferred_out = 51,
  leave_granted = 52,
  leave_extended = 53,
  resumption_notice_served = 54,
  study_resumed = 55,
  withdrawn = 56,
  deemed_withdrawn = 57,
  status_cancelled = 58,
  student_died = 59,
  term_result_recorded = 60,
  credit_recognised = 61,
  exam_irregularity_recorded = 62,
  makeup_approved = 63,
  city_result_recorded = 64,
  internship_applied = 65,
  internship_started = 66,
  internship_closed = 67,
  award_granted = 68,
  sanction_proposed = 69,
  hearing_offered = 70,
  sanction_decided = 71,
  sanction_served = 72,
  appeal_filed = 73,
  appeal_answered = 74,
  sanction_lifted = 75,
  graduation_photo_collected = 76,
  graduation_assessed = 77,
  stamping_line = 78,
  diploma_issued = 79,
  completion_certified = 80,
  incomplete_study_certified = 81,
  admission_violation_found = 82,
  certificate_recalled = 83,
  certificate_voided = 84,
  graduation_proof_issued = 85,
  certificate_data_corrected = 86,
  file_archived = 87,
  file_handed_over = 88,
  monthly_report_filed = 89,
  inspection_opened = 90,
  finding_raised = 91,
  finding_answered = 92,
  finding_closed = 93,
  inspection_closed = 94,
  commendation_recorded = 95,
  event_reversed = 96,
  organisation_merged = 97,
  organisation_closed = 98,
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
std::span<const Term<TransferScope>> terms_of<TransferScope>();
template <>
std::span<const Term<LeaveGround>> terms_of<LeaveGround>();
template <>
std::span<const Term<WithdrawalGround>> terms_of<WithdrawalGround>();
template <>
std::span<const Term<DeemedGround>> terms_of<DeemedGround>();
template <>
std::span<const Term<ServiceMethod>> terms_of<ServiceMethod>();
template <>
std::span<const Term<CancellationGround>> terms_of<CancellationGround>();
template <>
std::span<const Term<CreditSource>> terms_of<CreditSource>();
template <>
std::span<const Term<Irregularity>> terms_of<Irregularity>();
template <>
std::span<const Term<IrregularityOutcome>> terms_of<IrregularityOutcome>();
template <>
std::span<const Term<CityTest>> terms_of<CityTest>();
template <>
std::span<const Term<AwardTitle>> terms_of<AwardTitle>();
template <>
std::span<const Term<SanctionKind>> terms_of<SanctionKind>();
template <>
std::span<const Term<HearingStatement>> terms_of<HearingStatement>();
template <>
std::span<const Term<AppealOutcome>> terms_of<AppealOutcome>();
template <>
std::span<const Term<CertificateKind>> terms_of<CertificateKind>();
template <>
std::span<const Term<NewspaperLevel>> terms_of<NewspaperLevel>();
template <>
std::span<const Term<ReportForm>> terms_of<ReportForm>();
template <>
std::span<const Term<FindingOutcome>> terms_of<FindingOutcome>();
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
