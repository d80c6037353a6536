// What one pass over the log keeps for the detectors: the acts that findings are made of, each with
// its positions and days, beside the state at the end. Filled for all schools at once.
// Not thread-safe while it is filled; afterwards an immutable value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "projections/monthly_content.h"
#include "replay/inspection/finding.h"
#include "replay/inspection/log_fold.h"

namespace xueji::inspection {

/// Where and when something took effect.
struct Happened {
  SubmissionId submission;
  Position event_at;
  Position effect_at;
  Instant first_filed;  ///< recorded_at of the first filing of this line (D-32).
  Date effect_on{};     ///< China day of the effect's recording.
};

/// One line of a new-student roster that was filed; `effect` once it took effect.
struct RosterSeen {
  StudentId student;
  SubmissionId submission;
  Position event_at;
  Instant first_filed;
  std::optional<Happened> effect;
  RosterLine facts;
  bool is_planned = false;        ///< At filing the school had a plan of this cohort and major.
  bool has_photo = false;         ///< At the effect: taken online.
  bool is_city_approved = false;  ///< At the effect (SY-1.5e).
};

struct ImportSeen {
  StudentId student;
  Happened happened;
  OpeningStatusImported facts;
};

/// Evidence about a class.
struct CountSeen {
  ClassId class_id;
  Happened happened;
  Date counted_on{};
  std::uint16_t counted = 0;
  std::uint16_t arrived = 0;     ///< Students placed in the class at the effect.
  std::uint16_t registered = 0;  ///< Students of the class on the roll at the effect.
  bool is_on_site = false;       ///< By the authority; otherwise the school's own headcount.
  bool found_off_campus = false;
};

struct PresenceSeen {
  ClassId class_id;
  Happened happened;
  Date confirmed_on{};  ///< Effective day of the confirmation.
  PresenceConfirmed facts;
};

struct ReviewSeen {
  StudentId student;
  Happened happened;
  IdentityReviewed facts;
};

struct ReceiptSeen {
  StudentId student;
  Happened happened;
  Date confirmed_on{};
  bool is_matched = true;
};

struct OverrideSeen {
  Event event;  ///< Facts: RuleOverridden.
  Happened happened;
};

/// A change of a student or class that was recorded after it became effective.
struct LateRecorded {
  SubjectKind kind{};
  SubjectId subject;
  EventType type{};
  Date effective_on{};
  Happened happened;
};

/// A kept entry place, from its grant to its end.
struct PlaceSeen {
  StudentId student;
  Date until{};
  Happened happened;
  std::optional<Happened> ended;
};

/// A leave or an extension of it, until the student came back, left, or extended it again.
struct LeaveSeen {
  StudentId student;
  OrganisationId school;
  Date from{};
  Date until{};  ///< As granted.
  Happened happened;
  std::optional<Happened> ended;
};

/// A change of a status that schools upload (FJ-17) or tell people about (FJ-16a).
struct StatusChangeSeen {
  StudentId student;
  OrganisationId school;  ///< That holds the status after the change.
  EventType type{};
  Date effective_on{};
  Date notified_on{};  ///< Of a withdrawal; absent: nobody was told.
  Happened happened;
};

/// A teaching plan that was put on file.
struct PlanSeen {
  OrganisationId school;
  std::uint16_t cohort = 0;
  std::string major_code;
  Happened happened;
};

/// A school rule that was put on file.
struct RuleFiled {
  OrganisationId school;
  SchoolRuleKind kind{};
  Happened happened;
};

/// A change that belongs on a monthly form of a school (SY-1.4d, SY-1.4e). A student who moves stands
/// on the forms of both schools.
struct ChangeSeen {
  OrganisationId school;
  ReportForm form{};
  StudentId student;
  EventType type{};
  ReportableChange key;
  Happened happened;
};

/// A monthly report that was filed; `effect` once it took effect.
struct ReportSeen {
  OrganisationId organisation;
  SubmissionId submission;
  Position event_at;
  MonthlyReportFiled facts;
  std::optional<Happened> effect;
};

/// What the inspection itself did at an organisation (SY-3.3).
struct CommendationSeen {
  OrganisationId organisation;
  CommendationRecorded facts;
  Happened happened;
};

/// The officer of an organisation from a day on; none from the day on which nobody is left.
struct OfficerSeen {
  Date from{};
  Position at;
  PersonId officer;
};

/// A signature that was recorded.
struct SignatureSeen {
  KeyId key;
  SubmissionId submission;
  std::string step;  ///< "author" for a filing.
  Position at;
  Date signed_on{};
  Role role{};                  ///< As whom; none for a seal.
  OrganisationId organisation;  ///< For which organisation the role is held.
};

/// A signature that the deciders refuse, judged on the state before it.
struct BrokenSignature {
  SignatureSeen signature;
  std::string rule;
  Text why;
};

/// What ended a study, or was done with its papers or its file.
struct ExitSeen {
  StudentId student;
  Happened happened;
  Event event;
  Date left_on{};            ///< Set where this event took the status off the roll.
  bool is_imported = false;  ///< The registration that stands behind it is an opening import.
};

/// An act of an internship, an award or a sanction.
struct StudySeen {
  OrganisationId school;
  Happened happened;
  Event event;
  int internship_days = 0;  ///< The most that a student of this internship has away from school.
  int internship_days_max = 0;  ///< Days of the school year in which it began.
};

/// Results of one term that were put on file.
struct ResultsSeen {
  StudentId student;
  std::uint16_t school_year = 0;
  std::uint8_t term = 0;
  Happened happened;
};

struct OrganisationSeen {
  Date registered_on{};
  Position registered_at;
  std::vector<OfficerSeen> officers;
};

/// The fold's observer.
class Dossier final : public LogObserver {
 public:
  /// `packs` are those of the log, and must outlive the fold.
  explicit Dossier(const PackShelf& packs) : packs_(packs) {}

  void before_filing(const StateView& state, const Envelope& envelope,
                     const SignedHeader& header) override;
  void filed(const StateView& state, const SubmissionState& submission,
             std::span<const Event> events, Instant recorded_at) override;
  void in_effect(const StateView& state, const LineInEffect& line) override;
  void before_sign_off(const StateView& state, const Envelope& envelope,
                       const SignedSignOff& act) override;

  std::vector<RosterSeen> rosters;
  std::vector<ImportSeen> imports;
  std::vector<CountSeen> counts;
  std::vector<PresenceSeen> presences;
  std::vector<ReviewSeen> reviews;
  std::vector<ReceiptSeen> receipts;
  std::vector<OverrideSeen> overrides;
  std::vector<LateRecorded> late;
  std::vector<PlaceSeen> places;
  std::vector<LeaveSeen> leaves;
  std::vector<StatusChangeSeen> status_changes;
  std::vector<RuleFiled> rules;
  std::vector<PlanSeen> plans;
  std::vector<ChangeSeen> changes;  ///< By where they took effect.
  std::vector<ReportSeen> reports;  ///< In order of filing.
  std::vector<CommendationSeen> commendations;
  std::vector<SignatureSeen> signatures;
  std::vector<BrokenSignature> broken;
  std::vector<ExitSeen> exits;
  std::vector<StudySeen> studies;
  std::vector<ResultsSeen> results;
  std::unordered_map<OrganisationId, OrganisationSeen> organisations;
  std::unordered_map<StudentId, std::vector<std::size_t>> rosters_of;  ///< Indexes into `rosters`.

 private:
  void note(const StateView& state, const LineInEffect& line, const Happened& happened);
  void note_reportable(const StateView& state, const LineInEffect& line, const Happened& happened);
  void note_lag(const LineInEffect& line, const Happened& happened);
  void note_study(const StateView& state, const LineInEffect& line, const Happened& happened);
  void note_status(const StateView& state, const LineInEffect& line, const Happened& happened);
  void end_leave(const StudentId& student, const Happened& happened);
  void note_exit(const StateView& state, const LineInEffect& line, const Happened& happened);
  void end_place(const StudentId& student, const Happened& happened);
  void note_officer(const OrganisationId& organisation, OfficerSeen seen);
  [[nodiscard]] const Pack* pack_of(const std::vector<Digest>& packs) const;
  [[nodiscard]] Instant first_filed(const SubmissionState& submission,
                                    const SubjectId& subject) const;

  /// The newest filing that held a subject, and when the subject's line was first filed (D-32).
  struct FirstFiling {
    SubmissionId submission;
    Instant at;
  };
  const PackShelf& packs_;
  std::unordered_map<SubjectId, FirstFiling> first_filings_;
  std::unordered_map<StudentId, std::size_t> open_places_;
  std::unordered_map<StudentId, std::size_t> open_leaves_;
};

/// The plain name of an organisation; its id when it is unknown.
[[nodiscard]] std::string name_of(const StateView& state, const OrganisationId& organisation);

}  // namespace xueji::inspection
