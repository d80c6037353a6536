// The registrar's own sheets, with what is wrong shown where it is wrong.
#include <algorithm>
#include <map>
#include <utility>

#include "tools/sheet/write.h"

namespace xueji::sheet {
namespace {

constexpr double width_min = 8;
constexpr double width_max = 40;
/// Spreadsheet programs show longer numbers in exponent form and then lose their end.
constexpr std::size_t number_digits_max = 11;

using Marks = std::map<std::pair<std::size_t, std::size_t>, std::vector<const Problem*>>;

Marks marks_of(std::span<const Problem> problems, std::size_t sheet) {
  Marks marks;
  for (const auto& problem : problems) {
    if (problem.sheet != sheet) continue;
    const std::size_t column = problem.row ? problem.column.value_or(0) : 0;
    marks[{problem.row.value_or(0), column}].push_back(&problem);
  }
  return marks;
}

OutCell copy_of(const Cell& cell) {
  const bool is_short_number = cell.value_kind() == CellKind::number &&
                               cell.text.size() <= number_digits_max &&
                               cell.text.find_first_of("eE") == std::string::npos;
  if (is_short_number) return OutCell(cell.number);
  return cell.is_empty() ? OutCell() : OutCell(cell.text);
}

void mark(OutCell& cell, const std::vector<const Problem*>& problems, Language language) {
  cell.tone = Tone::warning;
  for (const auto* problem : problems) {
    if (problem->severity == Severity::error) cell.tone = Tone::bad;
    if (!cell.note.empty()) cell.note += '\n';
    cell.note += problem->message.in(language);
  }
}

SheetSpec marked_sheet(const Sheet& original, const Marks& marks, Language language) {
  SheetSpec sheet;
  sheet.name = original.name;
  sheet.hidden = original.hidden;
  for (const auto& row : original.rows) {
    auto& cells = sheet.rows.emplace_back();
    for (const auto& cell : row) {
      cells.push_back(copy_of(cell));
      if (sheet.columns.size() < cells.size()) {
        auto& column = sheet.columns.emplace_back();
        column.width = width_min;
        column.as_text = true;
      }
      auto& width = sheet.columns[cells.size() - 1].width;
      width = std::clamp(static_cast<double>(display_width(cell.text)) + 2, width, width_max);
    }
  }
  for (const auto& [place, problems] : marks) {
    const auto [row, column] = place;
    if (sheet.rows.size() <= row) sheet.rows.resize(row + 1);
    if (sheet.rows[row].size() <= column) sheet.rows[row].resize(column + 1);
    mark(sheet.rows[row][column], problems, language);
  }
  return sheet;
}

SheetSpec summary_sheet(const Workbook& original, std::span<const Problem> problems,
                        Language language) {
  const auto say = [language](const char* zh, const char* en) {
    return std::string(language == Language::chinese ? zh : en);
  };
  SheetSpec summary;
  summary.name = say("问题清单", "Problems");
  const std::pair<std::string, double> columns[] = {{say("工作表", "Sheet"), 16},
                                                    {say("单元格", "Cell"), 10},
                                                    {say("程度", "Severity"), 10},
                                                    {say("问题", "Problem"), 90}};
  for (const auto& [header, width] : columns) {
    auto& column = summary.columns.emplace_back();
    column.header = header;
    column.width = width;
  }
  for (const auto& problem : problems) {
    const bool is_error = problem.severity == Severity::error;
    std::string place;
    if (problem.row) {
      place = problem.column ? cell_name(*problem.row, *problem.column)
                             : std::to_string(*problem.row + 1);
    }
    const bool known = problem.sheet < original.sheets.size();
    summary.rows.push_back({OutCell(known ? original.sheets[problem.sheet].name : std::string()),
                            OutCell(place),
                            OutCell(is_error ? say("错误", "error") : say("提醒", "warning"),
                                    is_error ? Tone::bad : Tone::warning),
                            OutCell(problem.message.in(language))});
  }
  return summary;
}

}  // namespace

Status write_marked(const Workbook& original, std::span<const Problem> problems,
                    const std::filesystem::path& path, Language language) {
  WorkbookSpec spec;
  for (std::size_t i = 0; i < original.sheets.size(); ++i) {
    spec.sheets.push_back(marked_sheet(original.sheets[i], marks_of(problems, i), language));
  }
  // Last, so that the file can be corrected and read again with its first sheet as it was.
  spec.sheets.push_back(summary_sheet(original, problems, language));
  return write_xlsx(path, spec);
}

}  // namespace xueji::sheet
