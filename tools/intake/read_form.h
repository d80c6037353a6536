// From a spreadsheet to the events that it means, with every bad cell named.
// Reads all cells, never stops at the first problem; what is safe is normalised and said as a
// note. Nothing is signed or decided here: check.h does that. Thread safety: free functions; the
// context's Random belongs to one thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/commit/author.h"
#include "ledger/registry/decide.h"
#include "tools/intake/directory.h"
#include "tools/intake/form_columns.h"
#include "tools/sheet/workbook.h"

namespace xueji::intake {

struct IntakeContext {
  const StateView& state;
  const Directory& directory;
  const PersonDirectory& persons;
  const Pack& pack;
  OrganisationId organisation;  ///< Who files.
  Date today{};
  Random& random;    ///< Draws the ids of what comes into being here.
  Digest file = {};  ///< SHA-256 of the file: external lists name it.
};

enum class Level : std::uint8_t {
  note,            ///< Put right by itself; worth a look.
  warning,         ///< Let through; a finding may follow.
  needs_override,  ///< A line with 例外规则 lets it through.
  refused,
};
[[nodiscard]] Text label_of(Level level);

/// One thing found at one place of the workbook; indices from 0.
struct CellProblem {
  std::size_t sheet = 0;
  std::string sheet_name;             ///< Empty for CSV and JSON.
  std::optional<std::size_t> row;     ///< Nothing: the sheet as a whole.
  std::optional<std::size_t> column;  ///< Nothing: the row as a whole.
  std::string header;                 ///< As it stands in the sheet; the official one if absent.
  std::string field;                  ///< Code of the fact or personal field.
  std::string seen;                   ///< Value seen, masked if personal.
  std::string rule;                   ///< Rule id of the pack; "FORMAT" for ours.
  Level level = Level::refused;
  Text message;
  Text expected;
};
/// "名册!C7", "C7", "7", "名册" — as people name the place.
[[nodiscard]] std::string place_of(const CellProblem& problem);

/// Where a draft comes from.
struct Origin {
  std::size_t sheet = 0;
  std::size_t row = 0;
};

/// A row that names a student by number or id, and states a name beside it.
struct NamedStudent {
  StudentId student;
  std::string name;   ///< Personal.
  CellProblem place;  ///< Its cell, as a problem without words.
};

/// How one sheet of the workbook was understood.
struct SheetColumns {
  std::size_t sheet = 0;
  std::size_t header_row = 0;
  /// Parallel to the columns of the form: where each one is, and its header as it stands there.
  std::vector<std::optional<std::size_t>> columns;
  std::vector<std::string> headers;
};

/// Id numbers of an external list: their keyed hashes go to the vault (PersonIndex::import_list).
struct ListedNumbers {
  ExternalListKind kind{};
  Date as_of{};
  std::vector<std::string> numbers;
};

struct FormReading {
  const FormSpec* spec = nullptr;
  std::vector<DraftEvent> drafts;
  std::vector<Origin> origins;        ///< Parallel to `drafts`.
  std::vector<ListedNumbers> lists;   ///< Form external-list only.
  std::vector<NamedStudent> named;    ///< Whether the names fit is the vault's to say (names.h).
  std::vector<CellProblem> problems;  ///< Sorted by sheet, row, column.
  std::vector<SheetColumns> sheets;
  std::size_t rows_read = 0;

  /// Something here keeps the file from being submitted.
  [[nodiscard]] bool refused() const;
};

/// Errors: invalid_argument for a form that takes no sheet. Everything about the sheet is a
/// problem, also a header row that is not there.
[[nodiscard]] Result<FormReading> read_form(const sheet::Workbook& workbook, Form form,
                                            const IntakeContext& context);

/// JSON as a workbook: an array of objects, whose names are headers or field codes. Row n of the
/// sheet (from 1, below the header) is element n − 1. Errors: malformed with the byte offset.
[[nodiscard]] Result<sheet::Workbook> workbook_from_json(std::string_view json);

/// By sheet, row, column, heaviest first.
void sort_problems(std::vector<CellProblem>& problems);

}  // namespace xueji::intake
