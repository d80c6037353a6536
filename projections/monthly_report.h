// The two monthly forms (SY-1.4a, SY-1.4c to SY-1.4g, D-02, D-28): what changed at a school in a
// calendar month, computed from the log as it was at some size, with what came too late for the
// report of its own month. A county's form adds up the reports of its schools.
//
// The content that a filed report freezes is the digest of ids, positions and days only (FORMAT.md
// §8.1), so that anybody can compute it from the log without opening personal data.
//
// Thread safety: free functions over values; a Views belongs to one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/vault/vault.h"
#include "projections/monthly_content.h"
#include "projections/submissions.h"

namespace xueji {

/// Where the student stood before or after a change.
struct MonthlyPlace {
  StudentStatus status{};
  OrganisationId school;
  std::string school_name;
  ClassId class_id;
  std::string class_name;
  std::string major_code;
  std::string major_name;  ///< Of the pack's catalogue; empty when it does not know the code.
  std::uint16_t cohort = 0;
};

/// One change; one line of a form.
struct MonthlyLine {
  Position event_at;        ///< The event.
  Position effect_at;       ///< Where it took effect.
  Instant recorded_at;      ///< Of `effect_at`: the day of approval.
  Date effective_on{};      ///< The day of the change.
  bool supplement = false;  ///< Effective in an earlier month, and in no report of it (D-02).
  EventType event{};
  ChangeClass change{};  ///< Form of status changes: the type of change.
  std::string changed;   ///< Form of info changes: code of the personal field.
  ReasonCode reason{};   ///< none: the event states no coded reason.
  Text ground;           ///< The ground that the event states instead of a reason, in words.
  StudentId student;
  std::string number;  ///< Student number; empty where there is none.
  MonthlyPlace before;
  MonthlyPlace after;
  SubmissionId submission;
  PersonId author;                        ///< Who filed the change (经办人).
  std::optional<DisclosureRef> named_by;  ///< The disclosure that names the student.
  DisclosureRef own;                      ///< The disclosure of the change itself.
  // Filled by add_masked_values.
  DisclosureState names = DisclosureState::missing;
  std::string name;             ///< Masked.
  std::string sex;              ///< Code as disclosed; empty when it cannot be opened.
  std::string identity_number;  ///< Masked.
  std::string old_value;        ///< Form of info changes; masked as the field demands.
  std::string new_value;
  std::string evidence;  ///< Digest of the evidence, in hex; empty without one.
};

/// A change of the period that nobody has approved to the end (SY-1.4f).
struct PendingChange {
  SubmissionId submission;
  Form form{};
  Position header_at;
  std::uint32_t lines = 0;  ///< Lines of the submission that belong to the month and form.
  std::string step;         ///< Which step waits; empty: the author must correct it.
};

/// One school in the form of a county.
struct SchoolInCounty {
  OrganisationId school;
  std::string code;
  std::string name;
  bool filed = false;
  Position report_at = no_position;  ///< The school's report.
  std::uint32_t lines = 0;
  std::uint32_t supplements = 0;
  Digest content;
  Instant sealed_at;  ///< As FiledReport.
};

/// How many lines of one type.
struct MonthlyTotal {
  std::string code;  ///< Of a change type, or of a personal field.
  Text label;
  std::uint32_t lines = 0;
  std::uint32_t supplements = 0;
};

/// A report that took effect.
struct FiledReport {
  Position event_at;
  Position effect_at;
  SubmissionId submission;
  MonthlyReportFiled facts;
  Instant filed_at;  ///< Of the header.
  /// When the organisation itself had done its part: a school's seal, a county director's signature
  /// (D-33). The duty counts as met from then on.
  Instant sealed_at;
};

struct MonthlyReport {
  TreeSize computed_from;  ///< Nothing at or after this position counts.
  OrganisationId organisation;
  std::string organisation_code;
  std::string organisation_name;
  OrganisationKind organisation_kind{};  ///< A school, or an authority with its schools below.
  Month period;
  ReportForm form{};
  std::vector<MonthlyLine> lines;  ///< A school's: of the month, then supplements; by effect.
  /// An authority's, by code; without those that had merged or closed before the month and report
  /// nothing of it.
  std::vector<SchoolInCounty> schools;
  std::vector<PendingChange> pending;  ///< Must be empty before the month is closed.
  std::vector<MonthlyTotal> totals;    ///< By code; those of an authority add up its schools.
  std::uint32_t line_count = 0;        ///< Lines of the month; an authority's: of its schools.
  std::uint32_t supplement_count = 0;
  Digest content;  ///< Digest of the canonical content.
  /// The report of this month that is in effect; nothing before one is.
  std::optional<FiledReport> filed;
  [[nodiscard]] bool nil() const { return line_count == 0 && supplement_count == 0; }
};

/// What filing this report states.
[[nodiscard]] MonthlyReportFiled filed_facts(const MonthlyReport& report);

struct MonthlyQuery {
  OrganisationId organisation;
  Month period;
  ReportForm form{};
  /// Computed from the log's first entries; nothing: from all of it, or, where a report of this
  /// month is in effect, from what that report was computed from.
  std::optional<TreeSize> computed_from = std::nullopt;
};

/// Errors: not_found (the organisation), invalid_argument (an organisation without such reports, a
/// size beyond the log), corrupt, io.
[[nodiscard]] Result<MonthlyReport> monthly_report(const Views& views, const LedgerView& ledger,
                                                   const MonthlyQuery& query);

/// Every report of an organisation that is in effect, by position. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<FiledReport>> filed_reports(const Views& views,
                                                             const LedgerView& ledger,
                                                             const OrganisationId& organisation);

/// When the filing organisation had done its own part: its last own signature so far, else the
/// filing.
[[nodiscard]] Instant own_part_done_at(const PackShelf& packs, const SubmissionState& submission);

/// Fills masked names and values in one batch; leaves no access record. Errors: io.
[[nodiscard]] Status add_masked_values(MonthlyReport& report, Vault& vault);

/// The official title of the pack, with year and month; empty where the pack has no such form.
[[nodiscard]] std::string title_of(const Pack& pack, ReportForm form, Month period);

}  // namespace xueji
