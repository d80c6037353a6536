// The lines of a form: which submissions they stand in, and what their cells hold.
// Thread safety: as Views and LedgerView.
#pragma once

#include <optional>
#include <vector>

#include "projections/history.h"
#include "tools/report/form_values.h"
#include "tools/report/ledger_forms.h"

namespace xueji::report {

struct FormLine {
  StudentId student;
  std::optional<Event> event;  ///< Nothing: a card to be filled in.
  Position event_at = no_position;
  std::optional<std::size_t> submission;  ///< Index in FormLines::submissions.
  FieldTexts texts;
  bool is_open = true;  ///< Its personal values could be opened.
};

struct FormLines {
  std::vector<SubmissionState> submissions;  ///< Those that hold a line, oldest first.
  std::vector<FormLine> lines;               ///< As they were filed.
  std::vector<Text> remarks = {};            ///< What the reader of the form must know beside them.
};

/// Lines of the layout's sources that are in effect or on their way: neither struck nor lapsed, in
/// submissions that were neither returned nor withdrawn nor superseded. Errors: corrupt, io.
[[nodiscard]] Result<FormLines> lines_of(const FormLayout& layout, const FormQuery& query,
                                         const LedgerView& ledger);

/// What changed a status, in the order recorded. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<Change>> changes_of(const Views& views, const StudentId& student,
                                                     const AsOf& as_of);

/// Fills the cells. `columns` are the fields that will be shown. Errors: corrupt, io, and those of
/// `sources.open`.
[[nodiscard]] Status fill_texts(FormLines& lines, const FormLayout& layout,
                                std::span<const std::string> columns, const Pack& pack,
                                const FormSources& sources);

}  // namespace xueji::report
