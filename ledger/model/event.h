// The events: one struct of clear facts per type (rules.md §10). Facts are codes, dates, ids and
// counts only; whatever is personal stands in the event's disclosure (personal.h).
//
// To add a type: number it in vocabulary.h (EventType), write its struct here or in the events_*.h of
// its chapter and its table in schema/xueji.fbs, append it to FactsTypes, list its personal fields in
// personal.cc, decide and evolve it in registry/.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/model/describe.h"
#include "ledger/model/events_control.h"
#include "ledger/model/events_discipline.h"
#include "ledger/model/events_exit.h"
#include "ledger/model/events_status.h"
#include "ledger/model/events_study.h"
#include "ledger/model/one_of.h"
#include "ledger/model/personal.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// Raw bytes of a public key (32 for Ed25519).
using PublicKeyBytes = Bytes;

// ---- Authority: who exists and may act (design §3 Authority). -------------------------------

/// Subject: the organisation. Filed by the authority above it.
struct OrganisationRegistered {
  static constexpr EventType type = EventType::organisation_registered;
  OrganisationKind kind{};
  std::string code;           ///< Unique; what `--school CODE` takes.
  std::string name;           ///< Public name of the body, Chinese.
  std::string division_code;  ///< GB/T 2260 county or city where it sits.
  OrganisationId supervisor;  ///< Authority at its own level (SY-1.2f, FJ-06e).
  SchoolType school_type{};
  SchoolTier tier{};
  Date tier_from{};                ///< The tier holds from this day (D-25).
  std::string number_county_code;  ///< Fujian annex 2, two digits (FJ-08c).
  std::string number_school_code;  ///< Two digits within the county (FJ-08c).
  bool owns_status = true;         ///< False: present only as a partner or cross-check.
  static constexpr auto fields() {
    using T = OrganisationRegistered;
    return std::tuple{field(0, "kind", &T::kind),
                      field(1, "code", &T::code),
                      field(2, "name", &T::name),
                      field(3, "division_code", &T::division_code),
                      field(4, "supervisor", &T::supervisor),
                      field(5, "school_type", &T::school_type),
                      field(6, "tier", &T::tier),
                      field(7, "tier_from", &T::tier_from),
                      field(8, "number_county_code", &T::number_county_code),
                      field(9, "number_school_code", &T::number_school_code),
                      field(10, "owns_status", &T::owns_status)};
  }
};

/// Subject: the organisation. Changes tier or supervisor from a day on (D-25).
struct OrganisationChanged {
  static constexpr EventType type = EventType::organisation_changed;
  SchoolTier tier{};
  Date tier_from{};
  OrganisationId supervisor;
  std::string name;
  static constexpr auto fields() {
    using T = OrganisationChanged;
    return std::tuple{field(0, "tier", &T::tier), field(1, "tier_from", &T::tier_from),
                      field(2, "supervisor", &T::supervisor), field(3, "name", &T::name)};
  }
};

/// Subject: the school. A place of study off the main campus (SY-2.2a, SY-2.2b).
struct TeachingPointRegistered {
  static constexpr EventType type = EventType::teaching_point_registered;
  SiteId site;
  std::string name;  ///< At most 100 characters (national import rule).
  std::string division_code;
  static constexpr auto fields() {
    using T = TeachingPointRegistered;
    return std::tuple{field(0, "site", &T::site), field(1, "name", &T::name),
                      field(2, "division_code", &T::division_code)};
  }
};

/// Subject: the staff person. Name and phone are personal.
struct PersonRegistered {
  static constexpr EventType type = EventType::person_registered;
  OrganisationId employer;
  static constexpr auto fields() {
    return std::tuple{field(0, "employer", &PersonRegistered::employer)};
  }
};

/// Subject: the owner (person, or organisation for a seal key). `proof` is the new key's signature
/// over the enrolment message: purpose "enrolment", bytes owner ‖ purpose ‖ public key.
struct KeyEnrolled {
  static constexpr EventType type = EventType::key_enrolled;
  KeyPurpose purpose{};
  std::uint16_t suite = 1;
  Bytes public_key;
  Bytes proof;
  KeyId replaces;  ///< The key that this one follows (rotation); none otherwise.
  KeyId key;       ///< Of `public_key` in `suite`; commit and verify recompute it.
  static constexpr auto fields() {
    using T = KeyEnrolled;
    return std::tuple{field(0, "purpose", &T::purpose),       field(1, "suite", &T::suite),
                      field(2, "public_key", &T::public_key), field(3, "proof", &T::proof),
                      field(4, "replaces", &T::replaces),     field(5, "key", &T::key)};
  }
};

/// Subject: the owner. From this position the key signs nothing; a compromised key is also doubted
/// from `compromised_from`.
struct KeyRevoked {
  static constexpr EventType type = EventType::key_revoked;
  KeyId key;
  RevocationKind kind{};
  Date compromised_from{};
  static constexpr auto fields() {
    using T = KeyRevoked;
    return std::tuple{field(0, "key", &T::key), field(1, "kind", &T::kind),
                      field(2, "compromised_from", &T::compromised_from)};
  }
};

/// Subject: the person. Held from this position until ended, at most until `until`.
struct RoleGranted {
  static constexpr EventType type = EventType::role_granted;
  Role role{};
  OrganisationId organisation;
  Date from{};
  Date until{};  ///< Inclusive; absent: open-ended.
  static constexpr auto fields() {
    using T = RoleGranted;
    return std::tuple{field(0, "role", &T::role), field(1, "organisation", &T::organisation),
                      field(2, "from", &T::from), field(3, "until", &T::until)};
  }
};

/// Subject: the person.
struct RoleEnded {
  static constexpr EventType type = EventType::role_ended;
  Role role{};
  OrganisationId organisation;
  static constexpr auto fields() {
    using T = RoleEnded;
    return std::tuple{field(0, "role", &T::role), field(1, "organisation", &T::organisation)};
  }
};

/// Subject: the person who receives. The holder of a role lets another sign for it (SY-3.2b).
struct DelegationGranted {
  static constexpr EventType type = EventType::delegation_granted;
  DelegationId delegation;
  PersonId from_person;
  Role role{};
  OrganisationId organisation;
  std::vector<Form> forms;  ///< Empty: every form.
  Date from{};
  Date until{};
  static constexpr auto fields() {
    using T = DelegationGranted;
    return std::tuple{field(0, "delegation", &T::delegation),
                      field(1, "from_person", &T::from_person),
                      field(2, "role", &T::role),
                      field(3, "organisation", &T::organisation),
                      field(4, "forms", &T::forms),
                      field(5, "from", &T::from),
                      field(6, "until", &T::until)};
  }
};

/// Subject: the person who had received.
struct DelegationEnded {
  static constexpr EventType type = EventType::delegation_ended;
  DelegationId delegation;
  static constexpr auto fields() {
    return std::tuple{field(0, "delegation", &DelegationEnded::delegation)};
  }
};

/// Subject: the authority. The pack applies to it and to all organisations below it (rows 1).
struct PolicyPackActivated {
  static constexpr EventType type = EventType::policy_pack_activated;
  Digest pack;
  std::string pack_id;
  std::string pack_version;
  static constexpr auto fields() {
    using T = PolicyPackActivated;
    return std::tuple{field(0, "pack", &T::pack), field(1, "pack_id", &T::pack_id),
                      field(2, "pack_version", &T::pack_version)};
  }
};

// ---- Duty system. ----------------------------------------------------------------------------

/// Subject: the organisation. The one active status officer (SY-1.4b).
struct OfficerDesignated {
  static constexpr EventType type = EventType::officer_designated;
  PersonId officer;
  static constexpr auto fields() {
    return std::tuple{field(0, "officer", &OfficerDesignated::officer)};
  }
};

/// Subject: the organisation (row 68).
struct OfficerHandedOver {
  static constexpr EventType type = EventType::officer_handed_over;
  PersonId from_officer;
  PersonId to_officer;
  static constexpr auto fields() {
    using T = OfficerHandedOver;
    return std::tuple{field(0, "from_officer", &T::from_officer),
                      field(1, "to_officer", &T::to_officer)};
  }
};

/// Subject: the school (SY-3.1a, FJ-45b).
struct SchoolRuleFiled {
  static constexpr EventType type = EventType::school_rule_filed;
  SchoolRuleKind kind{};
  std::string title;
  Digest document;
  Date published_on{};
  static constexpr auto fields() {
    using T = SchoolRuleFiled;
    return std::tuple{field(0, "kind", &T::kind), field(1, "title", &T::title),
                      field(2, "document", &T::document),
                      field(3, "published_on", &T::published_on)};
  }
};

struct PlanCourse {
  std::string name;
  CourseKind kind{};
  bool required = false;
  std::uint16_t hours = 0;
  std::uint16_t credits = 0;
  static constexpr auto fields() {
    using T = PlanCourse;
    return std::tuple{field(0, "name", &T::name), field(1, "kind", &T::kind),
                      field(2, "required", &T::required), field(3, "hours", &T::hours),
                      field(4, "credits", &T::credits)};
  }
};

/// Subject: the school (SY-1.2j, FJ-20b).
struct TeachingPlanFiled {
  static constexpr EventType type = EventType::teaching_plan_filed;
  std::uint16_t cohort = 0;
  std::string major_code;
  std::string major_catalogue;
  std::vector<PlanCourse> courses;
  Digest document;
  static constexpr auto fields() {
    using T = TeachingPlanFiled;
    return std::tuple{field(0, "cohort", &T::cohort), field(1, "major_code", &T::major_code),
                      field(2, "major_catalogue", &T::major_catalogue),
                      field(3, "courses", &T::courses), field(4, "document", &T::document)};
  }
};

/// Subject: the authority (SY-1.2m).
struct ReportingWindowAnnounced {
  static constexpr EventType type = EventType::reporting_window_announced;
  Form form{};
  std::uint16_t cohort = 0;
  Season season{};
  Date opens{};
  Date closes{};
  static constexpr auto fields() {
    using T = ReportingWindowAnnounced;
    return std::tuple{field(0, "form", &T::form), field(1, "cohort", &T::cohort),
                      field(2, "season", &T::season), field(3, "opens", &T::opens),
                      field(4, "closes", &T::closes)};
  }
};

struct CalendarTerm {
  std::uint8_t number = 0;  ///< 1 = autumn half, 2 = spring half.
  Date starts{};
  Date ends{};
  std::uint16_t hours = 0;  ///< Total lesson hours; base of "one third" (FJ-12c).
  static constexpr auto fields() {
    using T = CalendarTerm;
    return std::tuple{field(0, "number", &T::number), field(1, "starts", &T::starts),
                      field(2, "ends", &T::ends), field(3, "hours", &T::hours)};
  }
};

/// Subject: the school (row 63).
struct SchoolCalendarSet {
  static constexpr EventType type = EventType::school_calendar_set;
  std::uint16_t school_year = 0;  ///< The year in which it starts (September).
  std::vector<CalendarTerm> terms;
  static constexpr auto fields() {
    using T = SchoolCalendarSet;
    return std::tuple{field(0, "school_year", &T::school_year), field(1, "terms", &T::terms)};
  }
};

/// Subject: the class (row 64).
struct ClassOpened {
  static constexpr EventType type = EventType::class_opened;
  OrganisationId school;
  std::string name;
  std::uint16_t cohort = 0;
  Season season{};
  std::string major_code;
  std::string major_catalogue;
  SiteId site;  ///< None: main campus.
  static constexpr auto fields() {
    using T = ClassOpened;
    return std::tuple{field(0, "school", &T::school),
                      field(1, "name", &T::name),
                      field(2, "cohort", &T::cohort),
                      field(3, "season", &T::season),
                      field(4, "major_code", &T::major_code),
                      field(5, "major_catalogue", &T::major_catalogue),
                      field(6, "site", &T::site)};
  }
};

/// Subject: the class.
struct ClassTeacherAssigned {
  static constexpr EventType type = EventType::class_teacher_assigned;
  PersonId teacher;
  static constexpr auto fields() {
    return std::tuple{field(0, "teacher", &ClassTeacherAssigned::teacher)};
  }
};

/// Subject: the organisation that gets more time (row 66).
struct DeadlineExtended {
  static constexpr EventType type = EventType::deadline_extended;
  std::string rule;
  std::uint16_t cohort = 0;
  Season season{};
  Date until{};
  ReasonCode reason{};
  static constexpr auto fields() {
    using T = DeadlineExtended;
    return std::tuple{field(0, "rule", &T::rule), field(1, "cohort", &T::cohort),
                      field(2, "season", &T::season), field(3, "until", &T::until),
                      field(4, "reason", &T::reason)};
  }
};

/// Subject: the authority. The keyed hashes themselves stay in the vault (row 69, SY-1.5c).
struct ExternalListImported {
  static constexpr EventType type = EventType::external_list_imported;
  ExternalListKind kind{};
  Date as_of{};
  std::uint32_t count = 0;
  Digest content;  ///< Digest of the imported file.
  static constexpr auto fields() {
    using T = ExternalListImported;
    return std::tuple{field(0, "kind", &T::kind), field(1, "as_of", &T::as_of),
                      field(2, "count", &T::count), field(3, "content", &T::content)};
  }
};

// ---- Entry into status. Subject of each: the student status. -----------------------------------

/// The school's own admission, before the roster (D-31; SY-1.3b, FJ-03b). The StudentId is drawn
/// here by the author.
struct StudentAdmitted {
  static constexpr EventType type = EventType::student_admitted;
  OrganisationId school;
  std::uint16_t cohort = 0;
  Season season{};
  std::string major_code;
  std::string major_catalogue;
  EntryRoute route{};
  CandidateCategory category{};
  AdmissionBasis basis{};
  PriorEducation prior_education{};
  Date admitted_on{};
  JointProgramme joint{};
  static constexpr auto fields() {
    using T = StudentAdmitted;
    return std::tuple{field(0, "school", &T::school),
                      field(1, "cohort", &T::cohort),
                      field(2, "season", &T::season),
                      field(3, "major_code", &T::major_code),
                      field(4, "major_catalogue", &T::major_catalogue),
                      field(5, "route", &T::route),
                      field(6, "category", &T::category),
                      field(7, "basis", &T::basis),
                      field(8, "prior_education", &T::prior_education),
                      field(9, "admitted_on", &T::admitted_on),
                      field(10, "joint", &T::joint)};
  }
};

/// From an ordinary senior high school, with the city's approval as effect (SY-1.1a–e, SY-1.5e).
struct GeneralHighStudentAdmitted {
  static constexpr EventType type = EventType::general_high_student_admitted;
  OrganisationId school;
  std::uint16_t cohort = 0;
  Season season{};
  std::string major_code;
  std::string major_catalogue;
  std::uint8_t terms_completed = 0;  ///< Completed terms of ordinary high school (D-06).
  EntryRoute route{};                ///< Diversion from 3 terms on, transfer below (SY-1.1e).
  Date admitted_on{};
  static constexpr auto fields() {
    using T = GeneralHighStudentAdmitted;
    return std::tuple{field(0, "school", &T::school),
                      field(1, "cohort", &T::cohort),
                      field(2, "season", &T::season),
                      field(3, "major_code", &T::major_code),
                      field(4, "major_catalogue", &T::major_catalogue),
                      field(5, "terms_completed", &T::terms_completed),
                      field(6, "route", &T::route),
                      field(7, "admitted_on", &T::admitted_on)};
  }
};

/// Arrived, paid (or waived), attending, placed in a class (SY-1.2b, SY-1.3c).
struct ArrivalConfirmed {
  static constexpr EventType type = EventType::arrival_confirmed;
  ClassId class_id;
  Date arrived_on{};
  FeeStatus fee{};
  Date attending_from{};
  static constexpr auto fields() {
    using T = ArrivalConfirmed;
    return std::tuple{field(0, "class_id", &T::class_id), field(1, "arrived_on", &T::arrived_on),
                      field(2, "fee", &T::fee), field(3, "attending_from", &T::attending_from)};
  }
};

/// The digest of the photo is personal (SY-1.3a, SY-2.3a).
struct EntryPhotoUploaded {
  static constexpr EventType type = EventType::entry_photo_uploaded;
  bool taken_online = false;
  Date taken_on{};
  static constexpr auto fields() {
    using T = EntryPhotoUploaded;
    return std::tuple{field(0, "taken_online", &T::taken_online),
                      field(1, "taken_on", &T::taken_on)};
  }
};

/// Subject: the class (SY-1.2a, SY-1.2b).
struct ClassHeadcountVerified {
  static constexpr EventType type = EventType::class_headcount_verified;
  std::uint16_t counted = 0;
  Date counted_on{};
  static constexpr auto fields() {
    using T = ClassHeadcountVerified;
    return std::tuple{field(0, "counted", &T::counted), field(1, "counted_on", &T::counted_on)};
  }
};

/// Five items against the city roster or the original certificate (FJ-06a, FJ-06b).
struct IdentityReviewed {
  static constexpr EventType type = EventType::identity_reviewed;
  ReviewResult result{};
  bool against_city_roster = false;
  bool against_certificate = false;
  bool name_agrees = false;
  bool sex_agrees = false;
  bool birth_month_agrees = false;
  bool identity_number_agrees = false;
  bool household_agrees = false;
  Date reviewed_on{};
  static constexpr auto fields() {
    using T = IdentityReviewed;
    return std::tuple{field(0, "result", &T::result),
                      field(1, "against_city_roster", &T::against_city_roster),
                      field(2, "against_certificate", &T::against_certificate),
                      field(3, "name_agrees", &T::name_agrees),
                      field(4, "sex_agrees", &T::sex_agrees),
                      field(5, "birth_month_agrees", &T::birth_month_agrees),
                      field(6, "identity_number_agrees", &T::identity_number_agrees),
                      field(7, "household_agrees", &T::household_agrees),
                      field(8, "reviewed_on", &T::reviewed_on)};
  }
};

/// Pass or fail only; the hospital paper's digest is personal (FJ-07a).
struct HealthReviewed {
  static constexpr EventType type = EventType::health_reviewed;
  ReviewResult result{};
  HospitalLevel hospital{};
  Date reviewed_on{};
  static constexpr auto fields() {
    using T = HealthReviewed;
    return std::tuple{field(0, "result", &T::result), field(1, "hospital", &T::hospital),
                      field(2, "reviewed_on", &T::reviewed_on)};
  }
};

/// FJ-07b.
struct EntryPlaceRetained {
  static constexpr EventType type = EventType::entry_place_retained;
  HospitalLevel hospital{};
  Date from{};
  Date until{};
  static constexpr auto fields() {
    using T = EntryPlaceRetained;
    return std::tuple{field(0, "hospital", &T::hospital), field(1, "from", &T::from),
                      field(2, "until", &T::until)};
  }
};

/// FJ-07d.
struct EntryPlaceRestored {
  static constexpr EventType type = EventType::entry_place_restored;
  HospitalLevel hospital{};
  Date applied_on{};
  ReviewResult school_review{};
  static constexpr auto fields() {
    using T = EntryPlaceRestored;
    return std::tuple{field(0, "hospital", &T::hospital), field(1, "applied_on", &T::applied_on),
                      field(2, "school_review", &T::school_review)};
  }
};

/// FJ-07e; a person signs, the clock only proposes (D-17).
struct EntryPlaceCancelled {
  static constexpr EventType type = EventType::entry_place_cancelled;
  ReasonCode reason{};
  static constexpr auto fields() {
    return std::tuple{field(0, "reason", &EntryPlaceCancelled::reason)};
  }
};

/// Subject: the class. The authority counts on site (SY-1.2e, SY-2.2c).
struct OnSiteVerified {
  static constexpr EventType type = EventType::on_site_verified;
  std::uint16_t counted = 0;
  Date verified_on{};
  bool found_off_campus = false;  ///< The class was found studying away from the main campus.
  static constexpr auto fields() {
    using T = OnSiteVerified;
    return std::tuple{field(0, "counted", &T::counted), field(1, "verified_on", &T::verified_on),
                      field(2, "found_off_campus", &T::found_off_campus)};
  }
};

/// Subject: the school (SY-2.1a).
struct OutOfAreaReviewed {
  static constexpr EventType type = EventType::out_of_area_reviewed;
  std::uint16_t cohort = 0;
  Season season{};
  std::uint16_t counted = 0;
  ReviewResult result{};
  Date reviewed_on{};
  static constexpr auto fields() {
    using T = OutOfAreaReviewed;
    return std::tuple{field(0, "cohort", &T::cohort), field(1, "season", &T::season),
                      field(2, "counted", &T::counted), field(3, "result", &T::result),
                      field(4, "reviewed_on", &T::reviewed_on)};
  }
};

/// One line of the new-student roster (SY-1.2g…k, FJ-06c, FJ-39): the national import columns.
struct RosterLine {
  static constexpr EventType type = EventType::roster_line;
  OrganisationId school;
  ClassId class_id;
  std::uint16_t cohort = 0;
  Season season{};
  std::uint8_t grade = 0;
  Date entered_on{};  ///< 入学年月; day 1 when only the month is known.
  std::string major_code;
  std::string major_catalogue;
  StudyMode study_mode{};
  std::uint8_t programme_years = 0;
  EntryRoute route{};
  CandidateCategory category{};
  std::string student_category;  ///< 学生类别, code of the national list.
  SiteId site;                   ///< None: main campus.
  bool off_main_campus = false;  ///< 不在校本部学习, as declared (SY-2.2c).
  JointProgramme joint{};
  std::string joint_partner_code;
  bool out_of_area = false;  ///< Household county ≠ county of the school (D-19).
  static constexpr auto fields() {
    using T = RosterLine;
    return std::tuple{field(0, "school", &T::school),
                      field(1, "class_id", &T::class_id),
                      field(2, "cohort", &T::cohort),
                      field(3, "season", &T::season),
                      field(4, "grade", &T::grade),
                      field(5, "entered_on", &T::entered_on),
                      field(6, "major_code", &T::major_code),
                      field(7, "major_catalogue", &T::major_catalogue),
                      field(8, "study_mode", &T::study_mode),
                      field(9, "programme_years", &T::programme_years),
                      field(10, "route", &T::route),
                      field(11, "category", &T::category),
                      field(12, "student_category", &T::student_category),
                      field(13, "site", &T::site),
                      field(14, "off_main_campus", &T::off_main_campus),
                      field(15, "joint", &T::joint),
                      field(16, "joint_partner_code", &T::joint_partner_code),
                      field(17, "out_of_area", &T::out_of_area, Privacy::derived)};
  }
};

/// FJ-08a, FJ-08c.
struct StudentNumberAssigned {
  static constexpr EventType type = EventType::student_number_assigned;
  std::uint16_t entry_year = 0;
  std::string number;  ///< Ten digits YYCCSSNNNN in Fujian.
  static constexpr auto fields() {
    using T = StudentNumberAssigned;
    return std::tuple{field(0, "entry_year", &T::entry_year), field(1, "number", &T::number)};
  }
};

/// FJ-08a.
struct FileOpened {
  static constexpr EventType type = EventType::file_opened;
  bool paper = false;
  bool electronic = false;
  PersonId keeper;
  static constexpr auto fields() {
    using T = FileOpened;
    return std::tuple{field(0, "paper", &T::paper), field(1, "electronic", &T::electronic),
                      field(2, "keeper", &T::keeper)};
  }
};

/// The national number and the receipt digest are personal (SY-1.3d, FJ-06d).
struct ExternalRegistrationConfirmed {
  static constexpr EventType type = EventType::external_registration_confirmed;
  ExternalSystem system{};
  Date confirmed_on{};
  bool matched = true;  ///< False: the external system reports another active status (DUPLICATE).
  static constexpr auto fields() {
    using T = ExternalRegistrationConfirmed;
    return std::tuple{field(0, "system", &T::system), field(1, "confirmed_on", &T::confirmed_on),
                      field(2, "matched", &T::matched)};
  }
};

/// A student who was on the roll before the ledger began (row 62, D-34).
struct OpeningStatusImported {
  static constexpr EventType type = EventType::opening_status_imported;
  OrganisationId school;
  ClassId class_id;
  std::uint16_t cohort = 0;
  Season season{};
  Date entered_on{};
  std::string major_code;
  std::string major_catalogue;
  StudyMode study_mode{};
  std::uint8_t programme_years = 0;
  StudentStatus status{};
  std::string number;     ///< Student number held so far, if any.
  Digest paper_register;  ///< Digest of the scanned paper register; stands in for SY-1.7a.
  SiteId site;
  static constexpr auto fields() {
    using T = OpeningStatusImported;
    return std::tuple{field(0, "school", &T::school),
                      field(1, "class_id", &T::class_id),
                      field(2, "cohort", &T::cohort),
                      field(3, "season", &T::season),
                      field(4, "entered_on", &T::entered_on),
                      field(5, "major_code", &T::major_code),
                      field(6, "major_catalogue", &T::major_catalogue),
                      field(7, "study_mode", &T::study_mode),
                      field(8, "programme_years", &T::programme_years),
                      field(9, "status", &T::status),
                      field(10, "number", &T::number),
                      field(11, "paper_register", &T::paper_register),
                      field(12, "site", &T::site)};
  }
};

/// Subject: the class. Who was not there, by status (row 65, SY-1.5d).
struct PresenceConfirmed {
  static constexpr EventType type = EventType::presence_confirmed;
  std::uint16_t year = 0;
  std::uint8_t month = 0;
  std::uint16_t present = 0;
  std::vector<StudentId> absentees;
  std::uint16_t unregistered_present = 0;  ///< People in class who have no status (SY-1.2d).
  static constexpr auto fields() {
    using T = PresenceConfirmed;
    return std::tuple{field(0, "year", &T::year), field(1, "month", &T::month),
                      field(2, "present", &T::present), field(3, "absentees", &T::absentees),
                      field(4, "unregistered_present", &T::unregistered_present)};
  }
};

/// Consent of a student or guardian, attested by the officer; the form's digest is personal.
struct Consent {
  static constexpr EventType type = EventType::consent;
  bool by_student = false;
  bool by_guardian = false;
  bool on_paper = false;
  Date signed_on{};
  static constexpr auto fields() {
    using T = Consent;
    return std::tuple{field(0, "by_student", &T::by_student),
                      field(1, "by_guardian", &T::by_guardian), field(2, "on_paper", &T::on_paper),
                      field(3, "signed_on", &T::signed_on)};
  }
};

/// Subject: that of the line which it excuses (D-04). Granted by the sign-off of the role that the
/// pack names; always a finding (OVERRIDE_USED).
struct RuleOverridden {
  static constexpr EventType type = EventType::rule_overridden;
  std::string rule;
  ReasonCode reason{};
  Digest evidence;  ///< Digest of the letter; the letter names no person.
  static constexpr auto fields() {
    using T = RuleOverridden;
    return std::tuple{field(0, "rule", &T::rule), field(1, "reason", &T::reason),
                      field(2, "evidence", &T::evidence)};
  }
};

/// The types of facts, in the order of their numbers from 1 on.
using FactsTypes = TypeList<
    OrganisationRegistered, OrganisationChanged, TeachingPointRegistered, PersonRegistered,
    KeyEnrolled, KeyRevoked, RoleGranted, RoleEnded, DelegationGranted, DelegationEnded,
    PolicyPackActivated, OfficerDesignated, OfficerHandedOver, SchoolRuleFiled, TeachingPlanFiled,
    ReportingWindowAnnounced, SchoolCalendarSet, ClassOpened, ClassTeacherAssigned,
    DeadlineExtended, ExternalListImported, StudentAdmitted, GeneralHighStudentAdmitted,
    ArrivalConfirmed, EntryPhotoUploaded, ClassHeadcountVerified, IdentityReviewed, HealthReviewed,
    EntryPlaceRetained, EntryPlaceRestored, EntryPlaceCancelled, OnSiteVerified, OutOfAreaReviewed,
    RosterLine, StudentNumberAssigned, FileOpened, ExternalRegistrationConfirmed,
    OpeningStatusImported, PresenceConfirmed, Consent, RuleOverridden, TermRegistered,
    TermRegistrationDeferred, MajorDirectionConfirmed, CustodyTransferred, StudentInfoChanged,
    MajorChanged, GradeRepeated, TransferRequested, TransferCompleted, TransferredOut, LeaveGranted,
    LeaveExtended, ResumptionNoticeServed, StudyResumed, Withdrawn, DeemedWithdrawn,
    StatusCancelled, StudentDied, TermResultRecorded, CreditRecognised, ExamIrregularityRecorded,
    MakeupApproved, CityResultRecorded, InternshipApplied, InternshipStarted, InternshipClosed,
    AwardGranted, SanctionProposed, HearingOffered, SanctionDecided, SanctionServed, AppealFiled,
    AppealAnswered, SanctionLifted, GraduationPhotoCollected, GraduationAssessed, StampingLine,
    DiplomaIssued, CompletionCertified, IncompleteStudyCertified, AdmissionViolationFound,
    CertificateRecalled, CertificateVoided, GraduationProofIssued, CertificateDataCorrected,
    FileArchived, FileHandedOver, MonthlyReportFiled, InspectionOpened, FindingRaised,
    FindingAnswered, FindingClosed, InspectionClosed, CommendationRecorded, EventReversed,
    OrganisationMerged, OrganisationClosed>;
using Facts = OneOf<EventType, FactsTypes>;

/// One act on one subject. Names no submission, so an unchanged line of a resubmission is the same
/// bytes (design §3 Chains).
struct Event {
  SubjectKind subject_kind{};
  SubjectId subject;
  Date effective_on{};  ///< China date from which it holds.
  Digest fields_root;   ///< None when the form has no personal fields.
  Facts facts;
  static constexpr auto fields() {
    return std::tuple{field(0, "subject_kind", &Event::subject_kind),
                      field(1, "subject", &Event::subject),
                      field(2, "effective_on", &Event::effective_on),
                      field(3, "fields_root", &Event::fields_root),
                      // A union takes two ids: 4 is its type, 5 its table.
                      field(4, "facts", &Event::facts)};
  }
};
inline constexpr std::size_t event_size_max_bytes = 16 * 1024;

[[nodiscard]] inline EventType type_of(const Event& event) {
  return event.facts.type();
}

}  // namespace xueji
