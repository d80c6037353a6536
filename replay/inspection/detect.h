// What every detector reads, and how it writes a finding down. A detector is a pure function of the
// dossier; the table of definitions names one for each code.
// Thread safety: free functions over immutable values.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "replay/inspection/dossier.h"
#include "replay/inspection/finding.h"

namespace xueji::inspection {

/// Whether the list of the other school system as of a day names the student (SY-1.5c). Asked of
/// the vault; empty when it is not at hand.
using OtherRegister = std::function<bool(const StudentId&, Date list_as_of)>;

struct Case {
  const Dossier& seen;
  const MemoryState& state;
  const PackShelf& packs;
  Date from{};     ///< 1 January of the inspected year.
  Date cut_off{};  ///< Inclusive.
  OtherRegister on_other_register;

  /// The pack that a submission pinned; nullptr when the log does not hold it.
  [[nodiscard]] const Pack* pack_of(const SubmissionId& submission) const;
  /// The pack in force for an organisation on a day; nullptr when there is none.
  [[nodiscard]] const Pack* pack_for(const OrganisationId& organisation, Date on) const;
};

using DayOfStudent = std::unordered_map<StudentId, Date>;

/// The day of the opening import, for those who came by one: what fell due before it, nobody could
/// do in this ledger.
[[nodiscard]] DayOfStudent opening_days(const Case& c);

struct FindingDefinition;
using Detector = void (*)(const Case&, const FindingDefinition&, std::vector<Finding>&);

/// One row of the catalogue of findings (rules.md §11).
struct FindingDefinition {
  std::string_view code;
  Chapter chapter{};
  std::vector<LawfulSource> sources;  ///< Empty: only a broken ledger shows it.
  std::string_view zh;
  std::string_view en;
  Detector detect = nullptr;
  std::vector<std::string_view> decisions{};  ///< D-numbers, named beside the rules of the pack.
};

/// The catalogue, in the order of rules.md §11.
[[nodiscard]] std::span<const FindingDefinition> finding_definitions();
[[nodiscard]] const FindingDefinition* find_definition(std::string_view code);

// ---- Writing a finding down. -------------------------------------------------------------------

/// A finding with its code, chapter, rules and pack set; the rules are those that the pack names
/// for the code (Pack::rules_of_finding), and decisions of the definition.
[[nodiscard]] Finding open_finding(const FindingDefinition& definition, const Pack* pack,
                                   const OrganisationId& organisation, Subject subject,
                                   Date first_day);
void prove(Finding& finding, const Happened& happened);
void prove(Finding& finding, Position at, ProofKind kind);

[[nodiscard]] Subject subject_student(const StudentId& student);
[[nodiscard]] Subject subject_class(const ClassId& school_class, std::string_view suffix = {});
[[nodiscard]] Subject subject_submission(const SubmissionId& submission,
                                         std::string_view suffix = {});
[[nodiscard]] Subject subject_organisation(const StateView& state, const OrganisationId& id);
/// About something of an organisation that has no id of its own: "rule:…", "plan:…", "intake:…".
[[nodiscard]] Subject subject_matter(const OrganisationId& id, std::string key);

[[nodiscard]] int days_between(Date from, Date until);
[[nodiscard]] std::string number_text(std::int64_t value);

// ---- Papers. -----------------------------------------------------------------------------------

/// How long each step of a submission held it, up to the cut-off; the waiting step last.
[[nodiscard]] std::vector<HeldStep> held_steps(const StateView& state, const ChainTemplate& chain,
                                               const SubmissionState& submission, Date cut_off);

// ---- The detectors, by chapter. ----------------------------------------------------------------

void detect_no_officer(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_rules_not_filed(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_chain_broken(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_same_signer(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_device_mismatch(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_override_used(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_signoff_stalled(const Case&, const FindingDefinition&, std::vector<Finding>&);

void detect_late_registration(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_other_year(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_person_without_status(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_status_without_person(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_count_mismatch(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_photo_missing(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_plan_missing(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_study_mode_missing(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_off_campus(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_out_of_area(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_joint_partner(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_ordinary_high(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_duplicate_status(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_admission_unsettled(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_double_system(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_id_mismatch(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_major_not_in_catalogue(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_number_invalid(const Case&, const FindingDefinition&, std::vector<Finding>&);

void detect_monthly_missing(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_monthly_late(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_unreported_change(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_report_differs(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_certificate_owed(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_stamp_outside_window(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_stamp_without_roster(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_certificate_number(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_leaver_file_open(const Case&, const FindingDefinition&, std::vector<Finding>&);

void detect_internship_late(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_internship_too_long(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_internship_no_summary(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_results_missing(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_appeal_unanswered(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_sanction_not_served(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_archive_ref_missing(const Case&, const FindingDefinition&, std::vector<Finding>&);

void detect_late_recording(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_ghost_status(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_not_uploaded(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_place_expired(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_status_without_school(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_term_not_registered(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_leave_overdue(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_leave_cap(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_study_time(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_transfer_not_filed(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_withdrawal_not_filed(const Case&, const FindingDefinition&, std::vector<Finding>&);
void detect_change_not_uploaded(const Case&, const FindingDefinition&, std::vector<Finding>&);

}  // namespace xueji::inspection
