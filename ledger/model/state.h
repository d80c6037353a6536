// Decision state: one row per subject, each a plain value that folds from the log (design §3
// Storage, §5). Rows are derived data: they are stored beside the log in the same write, and
// replay/verify folds them again by itself. Described structs, so the codec stores them.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/model/entry.h"

namespace xueji {

struct TeachingPoint {
  SiteId site;
  std::string name;
  std::string division_code;
  static constexpr auto fields() {
    using T = TeachingPoint;
    return std::tuple{field(0, "site", &T::site), field(1, "name", &T::name),
                      field(2, "division_code", &T::division_code)};
  }
};

struct TierPeriod {
  SchoolTier tier{};
  Date from{};
  static constexpr auto fields() {
    return std::tuple{field(0, "tier", &TierPeriod::tier), field(1, "from", &TierPeriod::from)};
  }
};

struct FiledRule {
  SchoolRuleKind kind{};
  Date published_on{};
  Position at;
  static constexpr auto fields() {
    using T = FiledRule;
    return std::tuple{field(0, "kind", &T::kind), field(1, "published_on", &T::published_on),
                      field(2, "at", &T::at)};
  }
};

struct FiledPlan {
  std::uint16_t cohort = 0;
  std::string major_code;
  Position at;
  static constexpr auto fields() {
    using T = FiledPlan;
    return std::tuple{field(0, "cohort", &T::cohort), field(1, "major_code", &T::major_code),
                      field(2, "at", &T::at)};
  }
};

struct CalendarYear {
  std::uint16_t school_year = 0;
  std::vector<CalendarTerm> terms;
  static constexpr auto fields() {
    return std::tuple{field(0, "school_year", &CalendarYear::school_year),
                      field(1, "terms", &CalendarYear::terms)};
  }
};

/// One intake of one school: counts that its guards need.
struct IntakeReview {
  std::uint16_t cohort = 0;
  Season season{};
  std::uint16_t out_of_area_counted = 0;
  ReviewResult out_of_area_result{};
  Position at;
  std::uint16_t out_of_area_registered = 0;  ///< Roster lines in effect: a split roster adds up.
  std::uint16_t five_year_registered = 0;    ///< The same, of the five-year programme (FJ-06f).
  static constexpr auto fields() {
    using T = IntakeReview;
    return std::tuple{field(0, "cohort", &T::cohort),
                      field(1, "season", &T::season),
                      field(2, "out_of_area_counted", &T::out_of_area_counted),
                      field(3, "out_of_area_result", &T::out_of_area_result),
                      field(4, "at", &T::at),
                      field(5, "out_of_area_registered", &T::out_of_area_registered),
                      field(6, "five_year_registered", &T::five_year_registered)};
  }
};

struct Extension {
  std::string rule;
  std::uint16_t cohort = 0;
  Season season{};
  Date until{};
  static constexpr auto fields() {
    using T = Extension;
    return std::tuple{field(0, "rule", &T::rule), field(1, "cohort", &T::cohort),
                      field(2, "season", &T::season), field(3, "until", &T::until)};
  }
};

/// The newest list of each kind that an authority imported (SY-1.5c).
struct ImportedList {
  ExternalListKind kind{};
  Date as_of{};
  std::uint32_t count = 0;
  Position at;
  static constexpr auto fields() {
    using T = ImportedList;
    return std::tuple{field(0, "kind", &T::kind), field(1, "as_of", &T::as_of),
                      field(2, "count", &T::count), field(3, "at", &T::at)};
  }
};

struct ActivatedPack {
  Digest pack;
  std::string id;
  std::string version;
  Date from{};
  static constexpr auto fields() {
    using T = ActivatedPack;
    return std::tuple{field(0, "pack", &T::pack), field(1, "id", &T::id),
                      field(2, "version", &T::version), field(3, "from", &T::from)};
  }
};

/// One term of one status (FJ-09a, FJ-18b).
struct TermEntry {
  std::uint16_t school_year = 0;   ///< Year in which the school year began.
  std::uint8_t term = 0;           ///< 1 autumn, 2 spring.
  Date registered_on{};            ///< Day of registration; absent: not registered.
  Date deferred_until{};           ///< Last day of a deferral.
  bool has_results = false;        ///< Results are recorded.
  std::uint16_t absent_hours = 0;  ///< Hours absent in the term, with leave.
  std::uint16_t term_hours = 0;    ///< Planned hours of the term.
  static constexpr auto fields() {
    using T = TermEntry;
    return std::tuple{field(0, "school_year", &T::school_year),
                      field(1, "term", &T::term),
                      field(2, "registered_on", &T::registered_on),
                      field(3, "deferred_until", &T::deferred_until),
                      field(4, "has_results", &T::has_results),
                      field(5, "absent_hours", &T::absent_hours),
                      field(6, "term_hours", &T::term_hours)};
  }
};

/// One leave, extended or not (FJ-13a, FJ-13b).
struct LeavePeriod {
  LeaveGround ground{};  ///< Which of the five grounds.
  Date from{};           ///< First day of leave.
  Date until{};          ///< Last day of leave, inclusive; the day before resumption once it ended.
  bool ended = false;    ///< The leave is over.
  static constexpr auto fields() {
    using T = LeavePeriod;
    return std::tuple{field(0, "ground", &T::ground), field(1, "from", &T::from),
                      field(2, "until", &T::until), field(3, "ended", &T::ended)};
  }
};

/// The best result of one course.
struct CourseCredit {
  std::string course_code;           ///< Course.
  CourseKind kind{};                 ///< What the course is.
  std::uint16_t credits_tenths = 0;  ///< Credits earned, in tenths.
  bool passed = false;               ///< The result is a pass.
  bool recognised = false;           ///< By recognition, not by examination.
  static constexpr auto fields() {
    using T = CourseCredit;
    return std::tuple{field(0, "course_code", &T::course_code), field(1, "kind", &T::kind),
                      field(2, "credits_tenths", &T::credits_tenths),
                      field(3, "passed", &T::passed), field(4, "recognised", &T::recognised)};
  }
};

/// An irregularity and the way out of it (FJ-21a, FJ-21b).
struct IrregularityNoted {
  std::uint16_t school_year = 0;  ///< Year in which the school year began.
  std::uint8_t term = 0;          ///< 1 autumn, 2 spring.
  std::string course_code;        ///< Course of the examination.
  Irregularity kind{};            ///< What went wrong.
  bool makeup_approved = false;   ///< A make-up exam was approved.
  static constexpr auto fields() {
    using T = IrregularityNoted;
    return std::tuple{field(0, "school_year", &T::school_year), field(1, "term", &T::term),
                      field(2, "course_code", &T::course_code), field(3, "kind", &T::kind),
                      field(4, "makeup_approved", &T::makeup_approved)};
  }
};

/// One disciplinary case (FJ-27 to FJ-29).
struct SanctionCase {
  CaseId case_id;        ///< Id of the case.
  SanctionKind kind{};   ///< Sanction proposed, then decided, then what an appeal left.
  PersonId reporter;     ///< Who reported.
  PersonId decider;      ///< Who decided.
  Position proposed_at;  ///< Entry of the proposal.
  Date heard_on{};       ///< Day of the hearing.
  Date decided_on{};     ///< Day of the decision.
  Date served_on{};      ///< Day from which it holds: served to student and guardian.
  Date appealed_on{};    ///< Day of an open or answered appeal.
  Date answered_on{};    ///< Day of the answer.
  bool revoked = false;  ///< Revoked on appeal.
  Date lifted_on{};      ///< Day of lifting.
  static constexpr auto fields() {
    using T = SanctionCase;
    return std::tuple{
        field(0, "case_id", &T::case_id),         field(1, "kind", &T::kind),
        field(2, "reporter", &T::reporter),       field(3, "decider", &T::decider),
        field(4, "proposed_at", &T::proposed_at), field(5, "heard_on", &T::heard_on),
        field(6, "decided_on", &T::decided_on),   field(7, "served_on", &T::served_on),
        field(8, "appealed_on", &T::appealed_on), field(9, "answered_on", &T::answered_on),
        field(10, "revoked", &T::revoked),        field(11, "lifted_on", &T::lifted_on)};
  }
};

/// One certificate.
struct CertificateHeld {
  CertificateKind kind{};  ///< Which paper.
  std::string number;      ///< Its number.
  Position stamped_at;     ///< Position of the stamp's effect; absent for papers without a stamp.
  Date issued_on{};        ///< Day of issue; absent: not yet issued.
  Date recalled_on{};      ///< Day of the recall.
  Date voided_on{};        ///< Day on which it was declared void.
  Date dated_on{};         ///< Day of issue that is printed on it.
  static constexpr auto fields() {
    using T = CertificateHeld;
    return std::tuple{field(0, "kind", &T::kind),
                      field(1, "number", &T::number),
                      field(2, "stamped_at", &T::stamped_at),
                      field(3, "issued_on", &T::issued_on),
                      field(4, "recalled_on", &T::recalled_on),
                      field(5, "voided_on", &T::voided_on),
                      field(6, "dated_on", &T::dated_on)};
  }
};

/// An approved event after the registration that may explain why a certificate says something else
/// than the registration form (SY-1.7a).
struct ChangeNoted {
  Position at;          ///< Its entry.
  EventType event{};    ///< What kind it was.
  std::string changed;  ///< Code of the personal field; empty for other changes.
  static constexpr auto fields() {
    using T = ChangeNoted;
    return std::tuple{field(0, "at", &T::at), field(1, "event", &T::event),
                      field(2, "changed", &T::changed)};
  }
};

/// One internship of a school (SY-1.6).
struct InternshipHeld {
  InternshipId internship;          ///< Id of the internship.
  std::uint16_t cohort = 0;         ///< Year of the intake (级).
  Date from{};                      ///< First day.
  Date until{};                     ///< Last day, inclusive.
  Position approved_at;             ///< Position of the approval.
  Date started_on{};                ///< First day as it was.
  Date closed_on{};                 ///< Day of the summary's effect.
  Date ended_on{};                  ///< Last day as it was.
  std::vector<StudentId> students;  ///< Who goes.
  Date approved_on{};               ///< China day of the approval.
  bool off_campus = false;          ///< Away from the school.
  static constexpr auto fields() {
    using T = InternshipHeld;
    return std::tuple{field(0, "internship", &T::internship),
                      field(1, "cohort", &T::cohort),
                      field(2, "from", &T::from),
                      field(3, "until", &T::until),
                      field(4, "approved_at", &T::approved_at),
                      field(5, "started_on", &T::started_on),
                      field(6, "closed_on", &T::closed_on),
                      field(7, "ended_on", &T::ended_on),
                      field(8, "students", &T::students),
                      field(9, "approved_on", &T::approved_on),
                      field(10, "off_campus", &T::off_campus)};
  }
};

/// One monthly report (SY-1.4c).
struct ReportHeld {
  std::uint16_t year = 0;  ///< Calendar year of the period.
  std::uint8_t month = 0;  ///< Month of the period, 1 to 12.
  ReportForm form{};       ///< Which of the two forms.
  Position at;             ///< Its entry.
  static constexpr auto fields() {
    using T = ReportHeld;
    return std::tuple{field(0, "year", &T::year), field(1, "month", &T::month),
                      field(2, "form", &T::form), field(3, "at", &T::at)};
  }
};

/// One yearly inspection (SY-3.3a).
struct InspectionHeld {
  std::uint16_t year = 0;  ///< Calendar year inspected.
  Date opened_on{};        ///< First day.
  Date closed_on{};        ///< Last day.
  static constexpr auto fields() {
    using T = InspectionHeld;
    return std::tuple{field(0, "year", &T::year), field(1, "opened_on", &T::opened_on),
                      field(2, "closed_on", &T::closed_on)};
  }
};

/// One finding that was raised.
struct FindingHeld {
  FindingId finding;         ///< Id of the finding.
  std::string code;          ///< Finding code.
  std::uint16_t year = 0;    ///< Calendar year inspected.
  Position raised_at;        ///< Its entry.
  Date answered_on{};        ///< Day of the answer.
  Date closed_on{};          ///< Day of closing.
  FindingOutcome outcome{};  ///< How it ended.
  static constexpr auto fields() {
    using T = FindingHeld;
    return std::tuple{field(0, "finding", &T::finding),
                      field(1, "code", &T::code),
                      field(2, "year", &T::year),
                      field(3, "raised_at", &T::raised_at),
                      field(4, "answered_on", &T::answered_on),
                      field(5, "closed_on", &T::closed_on),
                      field(6, "outcome", &T::outcome)};
  }
};

struct OrganisationState {
  OrganisationId id;
  OrganisationKind kind{};
  std::string code;
  std::string name;
  std::string division_code;
  OrganisationId supervisor;
  SchoolType school_type{};
  std::vector<TierPeriod> tiers;  ///< By `from`, ascending.
  std::string number_county_code;
  std::string number_school_code;
  bool owns_status = true;
  std::vector<TeachingPoint> sites;
  PersonId officer;  ///< None: nobody is designated (SY-1.4b).
  Position officer_since;
  std::vector<FiledRule> rules;
  std::vector<FiledPlan> plans;
  std::vector<CalendarYear> calendar;
  std::vector<IntakeReview> intakes;
  std::vector<Extension> extensions;
  std::vector<ImportedList> lists;
  std::vector<ActivatedPack> packs;  ///< By position; the last whose `from` has come applies.
  OrganisationId exam_institute;     ///< The first registered directly under this organisation.
  OrganisationId admissions_office;  ///< Likewise.
  Position sealed_at = no_position;  ///< Root organisation only: nothing may follow this entry.
  std::vector<InternshipHeld> internships;  ///< In order of approval.
  std::vector<ReportHeld> reports;          ///< In order.
  std::vector<InspectionHeld> inspections;  ///< In order.
  std::vector<FindingHeld> findings;        ///< In order.
  Date ended_on{};                          ///< Last day of the organisation.
  OrganisationId merged_into;               ///< Who took over.
  static constexpr auto fields() {
    using T = OrganisationState;
    return std::tuple{field(0, "id", &T::id),
                      field(1, "kind", &T::kind),
                      field(2, "code", &T::code),
                      field(3, "name", &T::name),
                      field(4, "division_code", &T::division_code),
                      field(5, "supervisor", &T::supervisor),
                      field(6, "school_type", &T::school_type),
                      field(7, "tiers", &T::tiers),
                      field(8, "number_county_code", &T::number_county_code),
                      field(9, "number_school_code", &T::number_school_code),
                      field(10, "owns_status", &T::owns_status),
                      field(11, "sites", &T::sites),
                      field(12, "officer", &T::officer),
                      field(13, "officer_since", &T::officer_since),
                      field(14, "rules", &T::rules),
                      field(15, "plans", &T::plans),
                      field(16, "calendar", &T::calendar),
                      field(17, "intakes", &T::intakes),
                      field(18, "extensions", &T::extensions),
                      field(19, "lists", &T::lists),
                      field(20, "packs", &T::packs),
                      field(21, "exam_institute", &T::exam_institute),
                      field(22, "admissions_office", &T::admissions_office),
                      field(23, "sealed_at", &T::sealed_at),
                      field(24, "internships", &T::internships),
                      field(25, "reports", &T::reports),
                      field(26, "inspections", &T::inspections),
                      field(27, "findings", &T::findings),
                      field(28, "ended_on", &T::ended_on),
                      field(29, "merged_into", &T::merged_into)};
  }
};

struct RoleHeld {
  Role role{};
  OrganisationId organisation;
  Date from{};
  Date until{};
  Position granted_at;
  Position ended_at = no_position;
  static constexpr auto fields() {
    using T = RoleHeld;
    return std::tuple{field(0, "role", &T::role),
                      field(1, "organisation", &T::organisation),
                      field(2, "from", &T::from),
                      field(3, "until", &T::until),
                      field(4, "granted_at", &T::granted_at),
                      field(5, "ended_at", &T::ended_at)};
  }
};

struct DelegationHeld {
  DelegationId delegation;
  PersonId from_person;
  Role role{};
  OrganisationId organisation;
  std::vector<Form> forms;
  Date from{};
  Date until{};
  Position granted_at;
  Position ended_at = no_position;
  static constexpr auto fields() {
    using T = DelegationHeld;
    return std::tuple{field(0, "delegation", &T::delegation),
                      field(1, "from_person", &T::from_person),
                      field(2, "role", &T::role),
                      field(3, "organisation", &T::organisation),
                      field(4, "forms", &T::forms),
                      field(5, "from", &T::from),
                      field(6, "until", &T::until),
                      field(7, "granted_at", &T::granted_at),
                      field(8, "ended_at", &T::ended_at)};
  }
};

/// A person: staff (roles, delegations) or student (statuses), possibly both.
struct PersonState {
  PersonId id;
  OrganisationId employer;
  std::vector<RoleHeld> roles;
  std::vector<DelegationHeld> delegations;
  std::vector<StudentId> statuses;  ///< Every status the person ever got; uniqueness is SY-1.5a.
  static constexpr auto fields() {
    using T = PersonState;
    return std::tuple{field(0, "id", &T::id), field(1, "employer", &T::employer),
                      field(2, "roles", &T::roles), field(3, "delegations", &T::delegations),
                      field(4, "statuses", &T::statuses)};
  }
};

struct KeyState {
  KeyId id;
  KeyPurpose purpose{};
  std::uint16_t suite = 1;
  Bytes public_key;
  PersonId person;              ///< Owner of a personal key.
  OrganisationId organisation;  ///< Owner of a seal key.
  Position enrolled_at;
  Position revoked_at = no_position;
  RevocationKind revocation{};
  Date compromised_from{};
  static constexpr auto fields() {
    using T = KeyState;
    return std::tuple{field(0, "id", &T::id),
                      field(1, "purpose", &T::purpose),
                      field(2, "suite", &T::suite),
                      field(3, "public_key", &T::public_key),
                      field(4, "person", &T::person),
                      field(5, "organisation", &T::organisation),
                      field(6, "enrolled_at", &T::enrolled_at),
                      field(7, "revoked_at", &T::revoked_at),
                      field(8, "revocation", &T::revocation),
                      field(9, "compromised_from", &T::compromised_from)};
  }
};

struct ClassState {
  ClassId id;
  OrganisationId school;
  std::string name;
  std::uint16_t cohort = 0;
  Season season{};
  std::string major_code;
  std::string major_catalogue;
  SiteId site;
  PersonId teacher;
  std::uint16_t arrived = 0;     ///< Students placed by ArrivalConfirmed.
  std::uint16_t registered = 0;  ///< Students whose roster line took effect, on roll now.
  std::uint16_t headcount = 0;   ///< Last ClassHeadcountVerified.
  Date headcount_on{};
  Position headcount_at = no_position;
  std::uint16_t on_site_count = 0;  ///< Last OnSiteVerified.
  Date on_site_on{};
  Position on_site_at = no_position;
  bool found_off_campus = false;
  static constexpr auto fields() {
    using T = ClassState;
    return std::tuple{field(0, "id", &T::id),
                      field(1, "school", &T::school),
                      field(2, "name", &T::name),
                      field(3, "cohort", &T::cohort),
                      field(4, "season", &T::season),
                      field(5, "major_code", &T::major_code),
                      field(6, "major_catalogue", &T::major_catalogue),
                      field(7, "site", &T::site),
                      field(8, "teacher", &T::teacher),
                      field(9, "arrived", &T::arrived),
                      field(10, "registered", &T::registered),
                      field(11, "headcount", &T::headcount),
                      field(12, "headcount_on", &T::headcount_on),
                      field(13, "headcount_at", &T::headcount_at),
                      field(14, "on_site_count", &T::on_site_count),
                      field(15, "on_site_on", &T::on_site_on),
                      field(16, "on_site_at", &T::on_site_at),
                      field(17, "found_off_campus", &T::found_off_campus)};
  }
};

struct StudentState {
  StudentId id;
  PersonId person;
  StudentStatus status{};
  OrganisationId school;  ///< Custody school.
  ClassId class_id;
  std::uint16_t cohort = 0;
  Season season{};
  std::string major_code;
  std::string major_catalogue;
  StudyMode study_mode{};
  std::uint8_t programme_years = 0;
  EntryRoute route{};
  CandidateCategory category{};
  AdmissionBasis basis{};
  PriorEducation prior_education{};
  JointProgramme joint{};
  Date admitted_on{};
  Date arrived_on{};
  FeeStatus fee{};
  Date attending_from{};
  bool photo = false;
  bool photo_online = false;
  ReviewResult identity_review{};
  ReviewResult health_review{};
  Date retained_until{};
  SiteId site;
  bool off_main_campus = false;
  bool out_of_area = false;
  std::string number;
  std::uint16_t entry_year = 0;
  bool file_opened = false;
  bool external_confirmed = false;
  bool external_matched = true;
  bool opening_import = false;
  bool city_approved = false;         ///< GeneralHighStudentAdmitted took effect.
  Date status_from{};                 ///< Effective day of the present status.
  Position status_at = no_position;   ///< Position of `took_effect` (or `accepted`) behind it.
  Position roster_at = no_position;   ///< Position of the roster line, or of the opening import.
  std::uint32_t version = 0;          ///< Grows with every effect on this status.
  Date enrolled_from{};               ///< First day on the roll.
  std::vector<TermEntry> terms;       ///< By school year and term.
  std::vector<LeavePeriod> leaves;    ///< In order.
  Date notice_served_on{};            ///< Resumption notice of the present leave.
  std::vector<CourseCredit> courses;  ///< By course code.
  std::vector<IrregularityNoted> irregularities;  ///< In order.
  ReviewResult moral_result{};                    ///< Of the newest term.
  ReviewResult spot_exam{};                       ///< City spot exam.
  ReviewResult skills_contest{};                  ///< School skills contest.
  std::uint16_t internship_days = 0;              ///< Days of internship approved off campus.
  ReviewResult internship_result{};               ///< Result of the internship.
  bool internship_summary = false;                ///< The summary of the student's batch is filed.
  std::vector<SanctionCase> cases;                ///< In order of proposal.
  bool graduation_photo = false;                  ///< The graduation photo is collected.
  Position assessed_at = no_position;             ///< Last graduation assessment; absent: none.
  bool assessment_passed = false;                 ///< Every condition of it was met.
  bool appraisal_form = false;                    ///< The appraisal form is filled.
  bool early_graduation = false;                  ///< Early graduation was approved.
  bool plan_complete = false;                     ///< Every part of the teaching plan was taken.
  std::vector<CertificateHeld> certificates;      ///< In order.
  bool admission_violation = false;               ///< Entry was against the rules.
  bool direction_confirmed = false;               ///< The major direction is confirmed.
  Date file_closed_on{};  ///< Day on which the file was archived or handed over.
  std::vector<OrganisationId> former_schools;  ///< Schools that had custody before, in order.
  Date left_on{};                              ///< Day on which the status left the roll.
  StudentStatus
      previous_status{};  ///< The status before the present one; what a reversal restores.
  std::vector<ChangeNoted> changes;  ///< Approved changes since the registration, in order.
  Position status_event_at = no_position;  ///< The event behind the present status.
  EventType status_event{};                ///< Its type: a reversal takes the way of its form.
  static constexpr auto fields() {
    using T = StudentState;
    return std::tuple{field(0, "id", &T::id),
                      field(1, "person", &T::person),
                      field(2, "status", &T::status),
                      field(3, "school", &T::school),
                      field(4, "class_id", &T::class_id),
                      field(5, "cohort", &T::cohort),
                      field(6, "season", &T::season),
                      field(7, "major_code", &T::major_code),
                      field(8, "major_catalogue", &T::major_catalogue),
                      field(9, "study_mode", &T::study_mode),
                      field(10, "programme_years", &T::programme_years),
                      field(11, "route", &T::route),
                      field(12, "category", &T::category),
                      field(13, "basis", &T::basis),
                      field(14, "prior_education", &T::prior_education),
                      field(15, "joint", &T::joint),
                      field(16, "admitted_on", &T::admitted_on),
                      field(17, "arrived_on", &T::arrived_on),
                      field(18, "fee", &T::fee),
                      field(19, "attending_from", &T::attending_from),
                      field(20, "photo", &T::photo),
                      field(21, "photo_online", &T::photo_online),
                      field(22, "identity_review", &T::identity_review),
                      field(23, "health_review", &T::health_review),
                      field(24, "retained_until", &T::retained_until),
                      field(25, "site", &T::site),
                      field(26, "off_main_campus", &T::off_main_campus),
                      field(27, "out_of_area", &T::out_of_area),
                      field(28, "number", &T::number),
                      field(29, "entry_year", &T::entry_year),
                      field(30, "file_opened", &T::file_opened),
                      field(31, "external_confirmed", &T::external_confirmed),
                      field(32, "external_matched", &T::external_matched),
                      field(33, "opening_import", &T::opening_import),
                      field(34, "city_approved", &T::city_approved),
                      field(35, "status_from", &T::status_from),
                      field(36, "status_at", &T::status_at),
                      field(37, "roster_at", &T::roster_at),
                      field(38, "version", &T::version),
                      field(39, "enrolled_from", &T::enrolled_from),
                      field(40, "terms", &T::terms),
                      field(41, "leaves", &T::leaves),
                      field(42, "notice_served_on", &T::notice_served_on),
                      field(43, "courses", &T::courses),
                      field(44, "irregularities", &T::irregularities),
                      field(45, "moral_result", &T::moral_result),
                      field(46, "spot_exam", &T::spot_exam),
                      field(47, "skills_contest", &T::skills_contest),
                      field(48, "internship_days", &T::internship_days),
                      field(49, "internship_result", &T::internship_result),
                      field(50, "internship_summary", &T::internship_summary),
                      field(51, "cases", &T::cases),
                      field(52, "graduation_photo", &T::graduation_photo),
                      field(53, "assessed_at", &T::assessed_at),
                      field(54, "assessment_passed", &T::assessment_passed),
                      field(55, "appraisal_form", &T::appraisal_form),
                      field(56, "early_graduation", &T::early_graduation),
                      field(57, "plan_complete", &T::plan_complete),
                      field(58, "certificates", &T::certificates),
                      field(59, "admission_violation", &T::admission_violation),
                      field(60, "direction_confirmed", &T::direction_confirmed),
                      field(61, "file_closed_on", &T::file_closed_on),
                      field(62, "former_schools", &T::former_schools),
                      field(63, "left_on", &T::left_on),
                      field(64, "previous_status", &T::previous_status),
                      field(65, "changes", &T::changes),
                      field(66, "status_event_at", &T::status_event_at),
                      field(67, "status_event", &T::status_event)};
  }
};

/// Where a filed submission stands.
enum class SubmissionStage : std::uint8_t {
  none = 0,
  open = 1,       ///< Waiting for its next signer.
  in_effect = 2,  ///< Took effect; filing steps may still be owed.
  returned = 3,
  withdrawn = 4,
  superseded = 5,
  lapsed = 6,
  complete = 7,  ///< In effect, and a filing step (备案) was signed after that.
  filed = 8,     ///< Header recorded, its `accepted` not yet: signs nothing, reserves nothing.
};

struct StepDone {
  std::string step;
  PersonId person;
  Decision decision{};
  Instant recorded_at;
  Position at;
  PersonId on_behalf_of;  ///< Who gave the delegation under which `person` signed; none without.
  static constexpr auto fields() {
    using T = StepDone;
    return std::tuple{field(0, "step", &T::step),
                      field(1, "person", &T::person),
                      field(2, "decision", &T::decision),
                      field(3, "recorded_at", &T::recorded_at),
                      field(4, "at", &T::at),
                      field(5, "on_behalf_of", &T::on_behalf_of)};
  }
};

struct SubmissionState {
  SubmissionId id;
  Form form{};
  OrganisationId organisation;
  PersonId author;
  Digest header;    ///< Digest of the signed header bytes.
  Digest previous;  ///< What the next sign-off must name.
  Digest chain;
  std::vector<Digest> packs;
  Position header_at;  ///< The events follow at header_at + 1 … + count.
  std::uint32_t count = 0;
  Instant filed_at;        ///< recorded_at of the header.
  Instant first_filed_at;  ///< Of the first submission in a chain of resubmissions (D-32).
  SubmissionStage stage{};
  std::vector<StepDone> steps;  ///< In order.
  std::vector<MarkedLine> struck;
  std::vector<LapsedLine> lapsed;
  std::vector<PersonId> persons;  ///< From `accepted`.
  SubmissionId supersedes;
  Position in_effect_at = no_position;
  Role author_role{};
  OrganisationId author_organisation;
  PersonId author_on_behalf_of;  ///< Who gave the author's delegation; none without one.
  OrganisationId other_school;  ///< The other school that the lines name (FJ-11b); none without.
  static constexpr auto fields() {
    using T = SubmissionState;
    return std::tuple{field(0, "id", &T::id),
                      field(1, "form", &T::form),
                      field(2, "organisation", &T::organisation),
                      field(3, "author", &T::author),
                      field(4, "header", &T::header),
                      field(5, "previous", &T::previous),
                      field(6, "chain", &T::chain),
                      field(7, "packs", &T::packs),
                      field(8, "header_at", &T::header_at),
                      field(9, "count", &T::count),
                      field(10, "filed_at", &T::filed_at),
                      field(11, "first_filed_at", &T::first_filed_at),
                      field(12, "stage", &T::stage),
                      field(13, "steps", &T::steps),
                      field(14, "struck", &T::struck),
                      field(15, "lapsed", &T::lapsed),
                      field(16, "persons", &T::persons),
                      field(17, "supersedes", &T::supersedes),
                      field(18, "in_effect_at", &T::in_effect_at),
                      field(19, "author_role", &T::author_role),
                      field(20, "author_organisation", &T::author_organisation),
                      field(21, "author_on_behalf_of", &T::author_on_behalf_of),
                      field(22, "other_school", &T::other_school)};
  }
};

/// What is reserved between filing and outcome (design §3 Chains). Persisted in row keys.
enum class ReservationKind : std::uint8_t {
  student = 1,  ///< The student's version: 16-byte StudentId.
  person = 2,   ///< The person as holder of a status: 16-byte PersonId.
  number = 3,   ///< A student number: its digits.
  organisation_code = 4,
  key = 5,          ///< 32-byte KeyId.
  certificate = 6,  ///< A certificate number: its digits.
};

struct Reservation {
  ReservationKind kind{};
  Bytes id;
  SubmissionId holder;
  /// China day on which the holder was returned, empty while it is open. The pack's return days
  /// run from it; the reservation stays until a `lapsed` record or a successor.
  Date returned_on{};
  /// When what it stands for was first filed: a successor takes the time over for what the returned
  /// submission held already (D-32).
  Instant first_filed_at;
  static constexpr auto fields() {
    using T = Reservation;
    return std::tuple{field(0, "kind", &T::kind), field(1, "id", &T::id),
                      field(2, "holder", &T::holder), field(3, "returned_on", &T::returned_on),
                      field(4, "first_filed_at", &T::first_filed_at)};
  }
};

/// Unique clear identifiers, by value, never given twice.
enum class IdentifierKind : std::uint8_t {
  organisation_code = 1,
  student_number = 2,
  certificate_number = 3,
};

struct IdentifierState {
  IdentifierKind kind{};
  std::string value;
  SubjectId holder;
  static constexpr auto fields() {
    using T = IdentifierState;
    return std::tuple{field(0, "kind", &T::kind), field(1, "value", &T::value),
                      field(2, "holder", &T::holder)};
  }
};

/// The last serial given in a numbering range: scope = year ‖ county ‖ school digits, the year with
/// two digits for student numbers (FJ-08c) and four for certificates (FJ-41).
struct SerialState {
  std::string scope;
  std::uint32_t last = 0;
  static constexpr auto fields() {
    return std::tuple{field(0, "scope", &SerialState::scope), field(1, "last", &SerialState::last)};
  }
};

template <>
std::span<const Term<SubmissionStage>> terms_of<SubmissionStage>();
template <>
std::span<const Term<ReservationKind>> terms_of<ReservationKind>();
template <>
std::span<const Term<IdentifierKind>> terms_of<IdentifierKind>();

/// Read access to decision state. An implementation may load rows lazily; a returned pointer is
/// valid until the next non-const call on the same object. nullptr: no such row.
class StateView {
 public:
  virtual ~StateView() = default;
  [[nodiscard]] virtual const OrganisationState* organisation(const OrganisationId& id) const = 0;
  [[nodiscard]] virtual const PersonState* person(const PersonId& id) const = 0;
  [[nodiscard]] virtual const KeyState* key(const KeyId& id) const = 0;
  [[nodiscard]] virtual const ClassState* school_class(const ClassId& id) const = 0;
  [[nodiscard]] virtual const StudentState* student(const StudentId& id) const = 0;
  [[nodiscard]] virtual const SubmissionState* submission(const SubmissionId& id) const = 0;
  [[nodiscard]] virtual const Reservation* reservation(ReservationKind kind, ByteView id) const = 0;
  [[nodiscard]] virtual const IdentifierState* identifier(IdentifierKind kind,
                                                          std::string_view value) const = 0;
  [[nodiscard]] virtual const SerialState* serial(std::string_view scope) const = 0;
  /// The root authority and pack of genesis.
  [[nodiscard]] virtual const Genesis& genesis() const = 0;
  /// Entries folded so far.
  [[nodiscard]] virtual TreeSize size() const = 0;
  /// recorded_at of the newest entry.
  [[nodiscard]] virtual Instant recorded_at() const = 0;
};

/// Write access for evolve. `edit_*` returns the row, created empty when it is not there.
class StateEdit : public StateView {
 public:
  virtual OrganisationState& edit_organisation(const OrganisationId& id) = 0;
  virtual PersonState& edit_person(const PersonId& id) = 0;
  virtual KeyState& edit_key(const KeyId& id) = 0;
  virtual ClassState& edit_class(const ClassId& id) = 0;
  virtual StudentState& edit_student(const StudentId& id) = 0;
  virtual SubmissionState& edit_submission(const SubmissionId& id) = 0;
  virtual Reservation& edit_reservation(ReservationKind kind, ByteView id) = 0;
  virtual void drop_reservation(ReservationKind kind, ByteView id) = 0;
  virtual IdentifierState& edit_identifier(IdentifierKind kind, std::string_view value) = 0;
  virtual SerialState& edit_serial(std::string_view scope) = 0;
  virtual void set_genesis(const Genesis& genesis) = 0;
  virtual void set_head(TreeSize size, Instant recorded_at) = 0;
};

}  // namespace xueji
