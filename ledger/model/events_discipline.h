// Awards and sanctions (FJ-26 to FJ-29). Facts only; what is personal stands in the disclosure
// (personal.h).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/model/describe.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// FJ-26, FJ-29c.
struct AwardGranted {
  static constexpr EventType type = EventType::award_granted;
  AwardTitle title{};              ///< Which honour.
  Date awarded_on{};               ///< Day of the award.
  bool in_student_file = false;    ///< Filed in the student's own file.
  bool in_office_archive = false;  ///< Filed in the office archive of the school.
  static constexpr auto fields() {
    using T = AwardGranted;
    return std::tuple{field(0, "title", &T::title), field(1, "awarded_on", &T::awarded_on),
                      field(2, "in_student_file", &T::in_student_file),
                      field(3, "in_office_archive", &T::in_office_archive)};
  }
};

/// Facts and evidence are personal (FJ-27, FJ-27b, FJ-28b, FJ-28c).
struct SanctionProposed {
  static constexpr EventType type = EventType::sanction_proposed;
  CaseId case_id;                   ///< Id of the case.
  SanctionKind kind{};              ///< Sanction proposed.
  std::string rule_clause;          ///< Clause of the school's published rules.
  Date act_on{};                    ///< Day of the act.
  std::uint8_t evidence_count = 0;  ///< Pieces of evidence.
  PersonId reporter;                ///< Who reported.
  static constexpr auto fields() {
    using T = SanctionProposed;
    return std::tuple{field(0, "case_id", &T::case_id),
                      field(1, "kind", &T::kind),
                      field(2, "rule_clause", &T::rule_clause),
                      field(3, "act_on", &T::act_on),
                      field(4, "evidence_count", &T::evidence_count),
                      field(5, "reporter", &T::reporter)};
  }
};

/// FJ-28d.
struct HearingOffered {
  static constexpr EventType type = EventType::hearing_offered;
  CaseId case_id;                         ///< Id of the case.
  Date offered_on{};                      ///< Day on which it was offered.
  HearingStatement student_statement{};   ///< What the student said.
  HearingStatement guardian_statement{};  ///< What the guardian said.
  static constexpr auto fields() {
    using T = HearingOffered;
    return std::tuple{field(0, "case_id", &T::case_id), field(1, "offered_on", &T::offered_on),
                      field(2, "student_statement", &T::student_statement),
                      field(3, "guardian_statement", &T::guardian_statement)};
  }
};

/// FJ-28a, FJ-28c.
struct SanctionDecided {
  static constexpr EventType type = EventType::sanction_decided;
  CaseId case_id;                  ///< Id of the case.
  SanctionKind kind{};             ///< Sanction decided.
  Date decided_on{};               ///< Day of the decision.
  Date until{};                    ///< Last day of the sanction, inclusive; absent: open.
  Digest legal_basis;              ///< Digest of the legal basis to expel a minor; names no person.
  bool minor = false;              ///< The student was under the age of majority on that day.
  bool in_student_file = false;    ///< Filed in the student's own file.
  bool in_office_archive = false;  ///< Filed in the office archive of the school.
  PersonId decider;                ///< Who decided; never the reporter (D-29).
  static constexpr auto fields() {
    using T = SanctionDecided;
    return std::tuple{field(0, "case_id", &T::case_id),
                      field(1, "kind", &T::kind),
                      field(2, "decided_on", &T::decided_on),
                      field(3, "until", &T::until),
                      field(4, "legal_basis", &T::legal_basis),
                      field(5, "minor", &T::minor, Privacy::derived),
                      field(6, "in_student_file", &T::in_student_file),
                      field(7, "in_office_archive", &T::in_office_archive),
                      field(8, "decider", &T::decider)};
  }
};

/// FJ-28d; with it the sanction holds.
struct SanctionServed {
  static constexpr EventType type = EventType::sanction_served;
  CaseId case_id;          ///< Id of the case.
  Date to_student_on{};    ///< Day of service to the student.
  Date to_guardian_on{};   ///< Day of service to the guardian.
  ServiceMethod method{};  ///< How it was served.
  bool refused = false;    ///< Receipt was refused, and this was noted.
  static constexpr auto fields() {
    using T = SanctionServed;
    return std::tuple{field(0, "case_id", &T::case_id),
                      field(1, "to_student_on", &T::to_student_on),
                      field(2, "to_guardian_on", &T::to_guardian_on),
                      field(3, "method", &T::method), field(4, "refused", &T::refused)};
  }
};

/// FJ-28e.
struct AppealFiled {
  static constexpr EventType type = EventType::appeal_filed;
  CaseId case_id;   ///< Id of the case.
  Date filed_on{};  ///< Day of the appeal.
  static constexpr auto fields() {
    using T = AppealFiled;
    return std::tuple{field(0, "case_id", &T::case_id), field(1, "filed_on", &T::filed_on)};
  }
};

/// FJ-28e.
struct AppealAnswered {
  static constexpr EventType type = EventType::appeal_answered;
  CaseId case_id;           ///< Id of the case.
  AppealOutcome outcome{};  ///< The answer.
  SanctionKind kind{};      ///< The sanction that holds after a change.
  Date answered_on{};       ///< Day of the answer.
  PersonId reviewer;        ///< Who answers; neither reporter nor decider (FJ-28e, D-29).
  static constexpr auto fields() {
    using T = AppealAnswered;
    return std::tuple{field(0, "case_id", &T::case_id), field(1, "outcome", &T::outcome),
                      field(2, "kind", &T::kind), field(3, "answered_on", &T::answered_on),
                      field(4, "reviewer", &T::reviewer)};
  }
};

/// FJ-29a, FJ-29b.
struct SanctionLifted {
  static constexpr EventType type = EventType::sanction_lifted;
  CaseId case_id;     ///< Id of the case.
  Date applied_on{};  ///< Day of the student's request.
  Date lifted_on{};   ///< Day of lifting.
  static constexpr auto fields() {
    using T = SanctionLifted;
    return std::tuple{field(0, "case_id", &T::case_id), field(1, "applied_on", &T::applied_on),
                      field(2, "lifted_on", &T::lifted_on)};
  }
};

}  // namespace xueji
