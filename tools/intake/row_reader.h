// One row of a form: cells to values, names to ids, values to events. Internal to read_form.
// Not thread-safe: keeps what it has looked up.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/intake/cell_value.h"
#include "tools/intake/facts.h"
#include "tools/intake/read_form.h"
#include "tools/sheet/table.h"

namespace xueji::intake {

/// A column with what a whole file needs of it.
struct ReadColumn {
  const Column* column = nullptr;
  ChoiceLookup choices;
  bool required = false;
  PersonalField personal{};
  CellValue fallback;
  std::size_t changed = 0;  ///< Cells put right in this sheet, and the first of them.
  std::size_t changed_first_row = 0;
  std::size_t formulas = 0;
  std::size_t formulas_first_row = 0;
};

/// Which column feeds which field of an event.
struct EventPlan {
  FormEvent event;
  std::vector<std::pair<std::string_view, std::size_t>> facts;
  std::vector<std::pair<PersonalField, std::size_t>> personal;
  std::optional<std::size_t> when_column;
};

class RowReader {
 public:
  RowReader(const FormSpec& spec, const IntakeContext& context, FormReading& out);

  /// What the sheet's header binding asks of it.
  [[nodiscard]] std::vector<sheet::WantedColumn> wanted() const;
  void begin_sheet(const sheet::Sheet& sheet, std::size_t index, const sheet::Binding& binding);
  void read_row(std::size_t row);
  void end_sheet();
  /// Events that several rows make together, and checks over the whole file.
  void finish();

 private:
  struct Group {
    std::size_t draft = 0;
    std::vector<std::string> numbers;
  };

  // Reporting.
  [[nodiscard]] CellProblem problem_at(std::optional<std::size_t> row,
                                       std::optional<std::size_t> column) const;
  void report(std::optional<std::size_t> row, std::optional<std::size_t> column, Level level,
              std::string rule, std::string seen, Text message, Text expected);
  void refuse(std::size_t column, std::string seen, Text message, Text expected,
              std::string rule = "FORMAT");
  [[nodiscard]] std::string rule_of(std::string_view guard) const;
  [[nodiscard]] std::string shown(std::size_t column, const std::string& text) const;

  // Cells.
  void read_cells();
  void read_one_cell(std::size_t column);
  [[nodiscard]] bool is_stated(std::optional<std::size_t> column) const;
  [[nodiscard]] const CellValue* value(std::string_view field) const;
  [[nodiscard]] std::optional<std::size_t> bound(std::string_view field) const;

  // References (references.cc).
  void resolve();
  void resolve_organisation(std::size_t column);
  void resolve_class(std::size_t column);
  void resolve_site(std::size_t column);
  void resolve_person(std::size_t column);
  void resolve_division(std::size_t column);
  void resolve_major();
  void resolve_counties();
  void resolve_county(std::size_t province, std::size_t city, std::size_t county);
  void resolve_identity();
  void note_name();
  void resolve_absentees(std::size_t column);
  [[nodiscard]] std::optional<std::string> checked_number(std::size_t column, std::string_view type,
                                                          const std::string& number);
  [[nodiscard]] std::optional<StudentId> find_student(std::size_t column, std::string_view type,
                                                      const std::string& number);
  [[nodiscard]] OrganisationId school_of_row() const;
  /// `scope` tells apart equal words that are looked for in different places.
  [[nodiscard]] Text near_text(std::string_view kind, std::string_view text,
                               const std::vector<std::string>& names, std::string_view scope = {});

  // Events (events.cc).
  void make_events();
  void make_event(const EventPlan& plan);
  void make_override(const DraftEvent& excused);
  [[nodiscard]] bool subject_of_event(const EventPlan& plan, DraftEvent& draft);
  [[nodiscard]] bool subject_of_class(DraftEvent& draft);
  [[nodiscard]] Date effective_day(const EventPlan& plan) const;
  void derive(DraftEvent& draft);
  // Internships, cases and results (derive_study.cc).
  void derive_study(DraftEvent& draft);
  void find_internship(InternshipId& internship, std::string_view field,
                       bool (*fits)(const InternshipHeld&));
  void find_case(const DraftEvent& draft, CaseId& id, bool (*fits)(const SanctionCase&));
  void derive_minor(SanctionDecided& facts);
  // Findings (derive_control.cc).
  void derive_control(DraftEvent& draft);
  void find_finding(const DraftEvent& draft, FindingId& id, bool (*fits)(const FindingHeld&));
  void add_result(DraftEvent& draft, TermResultRecorded& facts);
  void derive_change(DraftEvent& draft);  ///< status_events.cc
  void derive_leave(LeaveGranted& facts, PersonalValues& personal);
  void add_draft(DraftEvent draft);
  void add_to_group(const EventPlan& plan);
  void add_part(DraftEvent& draft);
  [[nodiscard]] std::string group_key() const;

  const FormSpec& spec_;
  const IntakeContext& context_;
  FormReading& out_;
  std::vector<ReadColumn> columns_;
  std::vector<EventPlan> plans_;
  std::optional<EventPlan> override_plan_;
  std::map<std::string, std::string, std::less<>> rules_;  ///< Rule of each guard of this form.

  const sheet::Sheet* sheet_ = nullptr;
  const sheet::Binding* binding_ = nullptr;
  std::size_t sheet_index_ = 0;
  std::size_t row_ = 0;
  std::vector<CellValue> values_;
  std::vector<std::string> texts_;
  std::vector<bool> faulty_;
  std::optional<StudentId> student_;
  std::optional<ClassId> new_class_;
  bool class_is_new_ = false;
  bool no_subject_ = false;

  std::unordered_map<std::string, Origin> numbers_seen_;
  std::map<std::pair<OrganisationId, std::string>, ClassId> classes_drawn_;
  std::unordered_map<std::string, Text> near_known_;
  std::unordered_map<std::string, std::optional<std::string>> counties_known_;
  std::map<std::string, Group> groups_;
};

}  // namespace xueji::intake
