// Obligations of the entry season: who owes what by when, as of a day (rules.md §8). Computed from
// the calendar of the pack in force and what the ledger had recorded by the end of that day;
// deadlines are inclusive (D-01), and a filing counts from the day it was first filed (D-32).
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/submissions.h"

namespace xueji {

enum class ObligationKind : std::uint8_t {
  e_registration,          ///< SY-1.2l, FJ-06c: the roster of an intake.
  identity_review,         ///< FJ-06a.
  class_headcount,         ///< SY-1.2a, SY-1.2b.
  on_site_verification,    ///< SY-1.2e; days are assumed (D-03).
  out_of_area_review,      ///< SY-2.1a.
  teaching_plan,           ///< SY-1.2j.
  reporting_window,        ///< SY-1.2m: only once announced.
  officer,                 ///< SY-1.4b, FJ-08b.
  school_rule,             ///< SY-3.1a, FJ-45b.
  external_confirmation,   ///< SY-1.3d, FJ-06d.
  retained_place,          ///< FJ-07e: a person signs, the clock only proposes (D-17).
  presence,                ///< SY-1.5d.
  term_registration,       ///< FJ-09a, FJ-09b: the running term, by class.
  resumption,              ///< FJ-14a: before the term that follows the leave.
  leave_end,               ///< FJ-13a: resume, extend, or have it deemed a withdrawal (D-17).
  study_time,              ///< FJ-15c: the maximum study time ends.
  signature,               ///< A step of a chain that waits (SIGNOFF_STALLED when held too long).
  filing,                  ///< A filing step (备案) owed after the effect.
  monthly_report,          ///< SY-1.4c: one form of one month, nil included.
  inspection,              ///< SY-3.3a: of the year before, in January.
  internship_application,  ///< SY-1.6e: days before the first day.
  internship_summary,      ///< SY-1.6j: days after the last day.
  spot_exam,               ///< SY-1.7d: of a cohort, in grade 1, second term.
  term_results,            ///< FJ-18b; days are assumed (D-03).
  sanction_service,        ///< FJ-28d; days are assumed (D-03).
  appeal_answer,           ///< FJ-28e: working days, assumed (D-03).
  graduation_photo,        ///< SY-2.3b: of an intake, in the term that the pack names.
  stamping,                ///< SY-1.7f: of an intake in its last year.
  verification,            ///< FJ-42: the certificates of a season.
  correction,              ///< A returned submission that has no successor yet (SY-3.2g).
};
[[nodiscard]] std::string_view code_of(ObligationKind kind);
[[nodiscard]] Text label_of(ObligationKind kind);

enum class ObligationState : std::uint8_t { open, warn, overdue, done };
[[nodiscard]] std::string_view code_of(ObligationState state);
[[nodiscard]] Text label_of(ObligationState state);

/// What moved a deadline.
struct MovedBy {
  Position event_at;  ///< Of the DeadlineExtended.
  Date was{};         ///< The day before it.
  ReasonCode reason{};
};

struct Obligation {
  ObligationKind kind{};
  ObligationState state{};
  OrganisationId school;   ///< The school (or authority) that it is about.
  OrganisationId owed_by;  ///< Whose act is missing.
  Role role{};             ///< In which role.
  PersonId person;         ///< The designated officer, author or class teacher if known.
  std::vector<std::string> rules;
  Date due{};                ///< Last day, inclusive; absent when the text and pack give none.
  bool due_assumed = false;  ///< The days are ours, not the text's (D-03).
  std::optional<MovedBy> moved_by;
  std::uint16_t cohort = 0;  ///< Of the intake; 0 when it is about none.
  Season season{};
  ClassId class_id;
  StudentId student;
  SubmissionId submission;
  std::string detail;      ///< A major code, a rule kind's code, a step id or a form's code.
  std::uint32_t owed = 0;  ///< How many students or acts are missing.
  std::uint32_t done = 0;  ///< How many are there.
};

struct ObligationsQuery {
  std::vector<OrganisationId> organisations = {};        ///< Schools and authorities; empty: all.
  std::optional<OrganisationId> owed_by = std::nullopt;  ///< Only what this organisation owes.
  Date as_of{};                                          ///< Must be a day.
  bool with_done = false;                                ///< Also what is done.
};

struct Obligations {
  TreeSize reflects;
  Date as_of{};
  std::vector<Obligation> items;  ///< Overdue first, then by due day.
  /// Organisations for which no pack was in force: nothing could be computed for them.
  std::vector<OrganisationId> without_pack;
};

/// Supervisors, names and packs are those known now; everything else is as recorded by that day.
/// Errors: invalid_argument (no day), corrupt, io.
[[nodiscard]] Result<Obligations> obligations(const Views& views, const LedgerView& ledger,
                                              const ObligationsQuery& query);

}  // namespace xueji
