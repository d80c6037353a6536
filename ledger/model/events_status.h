// Ongoing student status: term registration, changes, transfer, leave, resumption, withdrawal
// (FJ-04 to FJ-17, SY-1.4). Facts only; what is personal stands in the disclosure (personal.h).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/model/describe.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// FJ-09a.
struct TermRegistered {
  static constexpr EventType type = EventType::term_registered;
  std::uint16_t school_year = 0;  ///< Year in which the school year began.
  std::uint8_t term = 0;          ///< 1 autumn, 2 spring.
  Date registered_on{};           ///< Day of registration.
  static constexpr auto fields() {
    using T = TermRegistered;
    return std::tuple{field(0, "school_year", &T::school_year), field(1, "term", &T::term),
                      field(2, "registered_on", &T::registered_on)};
  }
};

/// FJ-09b.
struct TermRegistrationDeferred {
  static constexpr EventType type = EventType::term_registration_deferred;
  std::uint16_t school_year = 0;  ///< Year in which the school year began.
  std::uint8_t term = 0;          ///< 1 autumn, 2 spring.
  Date until{};                   ///< Last day of the deferral, inclusive.
  ReasonCode reason{};            ///< Reason, coded.
  static constexpr auto fields() {
    using T = TermRegistrationDeferred;
    return std::tuple{field(0, "school_year", &T::school_year), field(1, "term", &T::term),
                      field(2, "until", &T::until), field(3, "reason", &T::reason)};
  }
};

/// From the broad category to the direction, once; not a change of major (FJ-05a).
struct MajorDirectionConfirmed {
  static constexpr EventType type = EventType::major_direction_confirmed;
  std::string major_code;       ///< Code of the direction.
  std::string major_catalogue;  ///< Version of the catalogue of majors that the code is of.
  Date confirmed_on{};          ///< Day of the confirmation.
  static constexpr auto fields() {
    using T = MajorDirectionConfirmed;
    return std::tuple{field(0, "major_code", &T::major_code),
                      field(1, "major_catalogue", &T::major_catalogue),
                      field(2, "confirmed_on", &T::confirmed_on)};
  }
};

/// The receiving school takes over the status (FJ-04a, FJ-04b, FJ-04c).
struct CustodyTransferred {
  static constexpr EventType type = EventType::custody_transferred;
  OrganisationId from;         ///< School that hands over.
  OrganisationId to;           ///< School that receives.
  ClassId class_id;            ///< Class at the receiving school.
  JointProgramme programme{};  ///< The joint programme that asks for it.
  std::uint8_t grade = 0;      ///< Grade from which the receiving school is responsible.
  static constexpr auto fields() {
    using T = CustodyTransferred;
    return std::tuple{field(0, "from", &T::from), field(1, "to", &T::to),
                      field(2, "class_id", &T::class_id), field(3, "programme", &T::programme),
                      field(4, "grade", &T::grade)};
  }
};

/// One personal field; old and new value are personal (SY-1.4d).
struct StudentInfoChanged {
  static constexpr EventType type = EventType::student_info_changed;
  std::string changed;  ///< Code of the personal field that changed (§6.3).
  ReasonCode reason{};  ///< Reason, coded.
  static constexpr auto fields() {
    using T = StudentInfoChanged;
    return std::tuple{field(0, "changed", &T::changed), field(1, "reason", &T::reason)};
  }
};

/// FJ-10a.
struct MajorChanged {
  static constexpr EventType type = EventType::major_changed;
  ClassId class_id;             ///< The new class.
  std::string major_code;       ///< Code of the new major.
  std::string major_catalogue;  ///< Version of the catalogue of majors that the code is of.
  std::uint8_t grade = 0;       ///< Grade of the student on that day.
  ReasonCode reason{};          ///< Reason, coded.
  static constexpr auto fields() {
    using T = MajorChanged;
    return std::tuple{field(0, "class_id", &T::class_id), field(1, "major_code", &T::major_code),
                      field(2, "major_catalogue", &T::major_catalogue),
                      field(3, "grade", &T::grade), field(4, "reason", &T::reason)};
  }
};

/// FJ-24, D-14.
struct GradeRepeated {
  static constexpr EventType type = EventType::grade_repeated;
  ClassId class_id;          ///< The new class.
  std::uint16_t cohort = 0;  ///< Cohort that the student joins.
  ReasonCode reason{};       ///< Reason, coded.
  static constexpr auto fields() {
    using T = GradeRepeated;
    return std::tuple{field(0, "class_id", &T::class_id), field(1, "cohort", &T::cohort),
                      field(2, "reason", &T::reason)};
  }
};

/// The application of student and guardian (FJ-10b, FJ-11a).
struct TransferRequested {
  static constexpr EventType type = EventType::transfer_requested;
  OrganisationId from_school;  ///< School that the student leaves; absent when outside this ledger.
  OrganisationId to_school;    ///< School that the student joins; absent when outside this ledger.
  TransferScope scope{};       ///< Within the province or across.
  Date applied_on{};           ///< Day of the application.
  ReasonCode reason{};         ///< Reason, coded.
  static constexpr auto fields() {
    using T = TransferRequested;
    return std::tuple{field(0, "from_school", &T::from_school),
                      field(1, "to_school", &T::to_school), field(2, "scope", &T::scope),
                      field(3, "applied_on", &T::applied_on), field(4, "reason", &T::reason)};
  }
};

/// Both schools are in this ledger: the status moves as a whole (FJ-11b, FJ-11c, FJ-08d).
struct TransferCompleted {
  static constexpr EventType type = EventType::transfer_completed;
  OrganisationId to_school;     ///< School that receives.
  ClassId class_id;             ///< Class at the receiving school.
  std::uint16_t cohort = 0;     ///< Year of the intake (级).
  std::string major_code;       ///< Code of the major.
  std::string major_catalogue;  ///< Version of the catalogue of majors that the code is of.
  static constexpr auto fields() {
    using T = TransferCompleted;
    return std::tuple{field(0, "to_school", &T::to_school), field(1, "class_id", &T::class_id),
                      field(2, "cohort", &T::cohort), field(3, "major_code", &T::major_code),
                      field(4, "major_catalogue", &T::major_catalogue)};
  }
};

/// To a school outside this ledger (FJ-11c).
struct TransferredOut {
  static constexpr EventType type = EventType::transferred_out;
  TransferScope scope{};  ///< Within the province or across.
  Date left_on{};         ///< Day on which the student left.
  Digest reference;       ///< Digest of the other side's approval; the letter names no person.
  static constexpr auto fields() {
    using T = TransferredOut;
    return std::tuple{field(0, "scope", &T::scope), field(1, "left_on", &T::left_on),
                      field(2, "reference", &T::reference)};
  }
};

/// FJ-12a to FJ-12f, FJ-13a, FJ-13c.
struct LeaveGranted {
  static constexpr EventType type = EventType::leave_granted;
  LeaveGround ground{};            ///< Which of the five grounds.
  HospitalLevel hospital{};        ///< Level of the hospital that gave the diagnosis.
  Date from{};                     ///< First day of leave.
  Date until{};                    ///< Last day of leave, inclusive.
  std::uint16_t absent_hours = 0;  ///< Hours of leave taken or expected in the term.
  std::uint16_t term_hours = 0;    ///< Planned hours of the term.
  bool agreement = false;          ///< The school and the student signed an agreement (ground 4).
  Date guardian_notified_on{};     ///< Day on which the guardian was told (ground 3).
  Date service_from{};             ///< First day of military service.
  Date service_until{};            ///< Last day of military service, inclusive.
  bool of_age = false;             ///< Sixteen on the first day of leave (ground 4).
  static constexpr auto fields() {
    using T = LeaveGranted;
    return std::tuple{field(0, "ground", &T::ground),
                      field(1, "hospital", &T::hospital),
                      field(2, "from", &T::from),
                      field(3, "until", &T::until),
                      field(4, "absent_hours", &T::absent_hours),
                      field(5, "term_hours", &T::term_hours),
                      field(6, "agreement", &T::agreement),
                      field(7, "guardian_notified_on", &T::guardian_notified_on),
                      field(8, "service_from", &T::service_from),
                      field(9, "service_until", &T::service_until),
                      field(10, "of_age", &T::of_age, Privacy::derived)};
  }
};

/// FJ-13a, FJ-13b.
struct LeaveExtended {
  static constexpr EventType type = EventType::leave_extended;
  LeaveGround ground{};  ///< Which of the five grounds.
  Date from{};           ///< First day of the extension.
  Date until{};          ///< Last day of the extension, inclusive.
  static constexpr auto fields() {
    using T = LeaveExtended;
    return std::tuple{field(0, "ground", &T::ground), field(1, "from", &T::from),
                      field(2, "until", &T::until)};
  }
};

/// FJ-15b.
struct ResumptionNoticeServed {
  static constexpr EventType type = EventType::resumption_notice_served;
  Date served_on{};        ///< Day of service.
  ServiceMethod method{};  ///< How it was served.
  static constexpr auto fields() {
    using T = ResumptionNoticeServed;
    return std::tuple{field(0, "served_on", &T::served_on), field(1, "method", &T::method)};
  }
};

/// FJ-14a, FJ-14b, FJ-14c.
struct StudyResumed {
  static constexpr EventType type = EventType::study_resumed;
  ClassId class_id;                  ///< Class that the student joins.
  std::uint16_t cohort = 0;          ///< Cohort that the student joins.
  Date applied_on{};                 ///< Day of the application.
  bool progress_proven = false;      ///< Results prove the progress of the original cohort.
  bool progress_recognised = false;  ///< The school recognises them.
  static constexpr auto fields() {
    using T = StudyResumed;
    return std::tuple{field(0, "class_id", &T::class_id), field(1, "cohort", &T::cohort),
                      field(2, "applied_on", &T::applied_on),
                      field(3, "progress_proven", &T::progress_proven),
                      field(4, "progress_recognised", &T::progress_recognised)};
  }
};

/// FJ-15a, FJ-15d, FJ-16a.
struct Withdrawn {
  static constexpr EventType type = EventType::withdrawn;
  WithdrawalGround ground{};  ///< Why.
  HospitalLevel hospital{};   ///< Level of the hospital that gave the diagnosis.
  Date notified_on{};         ///< Day on which guardian or employer was told.
  static constexpr auto fields() {
    using T = Withdrawn;
    return std::tuple{field(0, "ground", &T::ground), field(1, "hospital", &T::hospital),
                      field(2, "notified_on", &T::notified_on)};
  }
};

/// The clock proposes, a person signs (FJ-15b, FJ-15c, D-17).
struct DeemedWithdrawn {
  static constexpr EventType type = EventType::deemed_withdrawn;
  DeemedGround ground{};  ///< Why.
  Date notified_on{};     ///< Day on which guardian or employer was told.
  static constexpr auto fields() {
    using T = DeemedWithdrawn;
    return std::tuple{field(0, "ground", &T::ground), field(1, "notified_on", &T::notified_on)};
  }
};

/// SY-1.5d.
struct StatusCancelled {
  static constexpr EventType type = EventType::status_cancelled;
  CancellationGround ground{};  ///< Why.
  Date absent_since{};          ///< First day without evidence of presence, for an empty status.
  static constexpr auto fields() {
    using T = StatusCancelled;
    return std::tuple{field(0, "ground", &T::ground), field(1, "absent_since", &T::absent_since)};
  }
};

/// Row 37; not in the regulations.
struct StudentDied {
  static constexpr EventType type = EventType::student_died;
  Date died_on{};  ///< Day of death.
  static constexpr auto fields() {
    using T = StudentDied;
    return std::tuple{field(0, "died_on", &T::died_on)};
  }
};

}  // namespace xueji
