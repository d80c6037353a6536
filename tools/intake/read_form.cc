#include "tools/intake/read_form.h"

#include <algorithm>
#include <tuple>

#include "tools/intake/row_reader.h"
#include "tools/sheet/table.h"

namespace xueji::intake {
namespace {

/// Sheets of our own making that stand beside the data.
constexpr std::string_view companion_sheets[] = {"填表说明", "问题清单", "Problems", "Guide"};
/// The first cell of the example row in an empty sheet begins so.
constexpr std::string_view example_mark = "示例";

CellProblem sheet_problem(const sheet::Workbook& workbook, std::size_t index, Level level,
                          Text message, Text expected) {
  CellProblem problem;
  problem.sheet = index;
  problem.sheet_name = workbook.sheets[index].name;
  problem.rule = "FORMAT";
  problem.level = level;
  problem.message = std::move(message);
  problem.expected = std::move(expected);
  return problem;
}

bool is_companion(const sheet::Sheet& sheet) {
  return sheet.hidden || std::find(std::begin(companion_sheets), std::end(companion_sheets),
                                   sheet.name) != std::end(companion_sheets);
}

bool is_example(const sheet::Sheet& sheet, std::size_t row) {
  return sheet::cell_at(sheet, row, 0).text.starts_with(example_mark);
}

/// Required columns that are really missing: who has the ledger's own id of a student needs no
/// document number.
std::vector<std::size_t> missing_columns(const FormSpec& spec, const sheet::Binding& binding) {
  auto missing = binding.missing;
  const auto own_id = column_of(spec, "student");
  if (own_id && binding.columns[*own_id]) {
    std::erase_if(missing,
                  [&](std::size_t i) { return spec.columns[i].type == CellType::identity_number; });
  }
  return missing;
}

void report_header(const sheet::Workbook& workbook, std::size_t index, const FormSpec& spec,
                   const sheet::Binding& binding, FormReading& out) {
  const auto at_header = [&](Level level, std::optional<std::size_t> column, std::string header,
                             Text message, Text expected) {
    auto problem = sheet_problem(workbook, index, level, std::move(message), std::move(expected));
    problem.row = binding.header_row;
    problem.column = column;
    problem.header = std::move(header);
    problem.seen = column ? problem.header : "";
    out.problems.push_back(std::move(problem));
  };
  for (const auto i : missing_columns(spec, binding)) {
    const std::string header(spec.columns[i].header);
    at_header(Level::refused, std::nullopt, header,
              {"缺少必填列“" + header + "”", "the required column " + header + " is missing"},
              {"加上此列,表头为“" + header + "”", "add it under this header"});
    out.problems.back().field = spec.columns[i].field;
  }
  for (const auto& duplicate : binding.duplicates) {
    const auto first = sheet::column_name(duplicate.first.column);
    at_header(Level::refused, duplicate.second.column, duplicate.second.name,
              {"与" + first + "列重复", "the same column as " + first},
              {"只保留一列", "keep one of them"});
  }
  std::vector<std::string> headers;
  for (const auto& column : spec.columns)
    headers.emplace_back(column.header);
  for (const auto& unknown : binding.unknown) {
    const auto near = near_names(unknown.name, headers, 1);
    at_header(Level::warning, unknown.column, unknown.name,
              {"表单没有此列,未读取", "the form has no such column; it was not read"},
              near.empty() ? Text{"无须此列", "not needed"}
                           : Text{"是否应为“" + near.front() + "”", "perhaps " + near.front()});
  }
}

void read_sheet(const sheet::Workbook& workbook, std::size_t index, const FormSpec& spec,
                RowReader& reader, FormReading& out, bool& has_read) {
  const auto& sheet = workbook.sheets[index];
  if (sheet.rows.empty() || is_companion(sheet)) return;
  const auto wanted = reader.wanted();
  const auto binding = sheet::bind_columns(sheet, wanted);
  if (!binding) {
    const auto level = has_read ? Level::warning : Level::refused;
    out.problems.push_back(
        sheet_problem(workbook, index, level, binding.error().what, binding.error().next));
    return;
  }
  std::size_t found = 0;
  for (const auto& column : binding->columns)
    found += column.has_value() ? 1 : 0;
  if (has_read && found < 2 && spec.columns.size() > 2) {
    out.problems.push_back(
        sheet_problem(workbook, index, Level::warning,
                      {"此工作表没有表头,未读取", "this sheet has no header row and was not read"},
                      {"数据须在有表头的工作表中", "data stand below a header row"}));
    return;
  }
  has_read = true;
  report_header(workbook, index, spec, *binding, out);
  reader.begin_sheet(sheet, index, *binding);
  for (const auto row : sheet::data_rows(sheet, *binding)) {
    if (!is_example(sheet, row)) reader.read_row(row);
  }
  reader.end_sheet();
}

}  // namespace

Text label_of(Level level) {
  switch (level) {
    case Level::note:
      return {"提示", "note"};
    case Level::warning:
      return {"警告", "warning"};
    case Level::needs_override:
      return {"须例外批准", "needs an override"};
    case Level::refused:
      return {"拒绝", "refused"};
  }
  return {"拒绝", "refused"};
}

std::string place_of(const CellProblem& problem) {
  std::string place = problem.sheet_name;
  if (!problem.row) return place;
  if (!place.empty()) place += '!';
  return place + (problem.column ? sheet::cell_name(*problem.row, *problem.column)
                                 : std::to_string(*problem.row + 1));
}

bool FormReading::refused() const {
  return std::any_of(problems.begin(), problems.end(),
                     [](const CellProblem& problem) { return problem.level == Level::refused; });
}

void sort_problems(std::vector<CellProblem>& problems) {
  const auto key = [](const CellProblem& problem) {
    return std::tuple(problem.sheet, problem.row ? *problem.row + 1 : 0,
                      problem.column ? *problem.column + 1 : 0, -static_cast<int>(problem.level));
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

Result<FormReading> read_form(const sheet::Workbook& workbook, Form form,
                              const IntakeContext& context) {
  const auto* spec = find_form_spec(form);
  if (spec == nullptr) {
    return fail(ErrorCode::invalid_argument, Text{"此表单不收表格", "this form takes no sheet"},
                Text{"用 xueji submit --help 查看表单", "xueji submit --help lists the forms"});
  }
  FormReading out;
  out.spec = spec;
  RowReader reader(*spec, context, out);
  bool has_read = false;
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    read_sheet(workbook, i, *spec, reader, out, has_read);
  }
  reader.finish();
  const bool silent = out.rows_read == 0 && !out.refused() && !workbook.sheets.empty();
  if (silent) {
    out.problems.push_back(sheet_problem(workbook, 0, Level::refused,
                                         {"表中没有数据行", "there is no row of data"},
                                         {"在表头下填写", "fill in rows below the header"}));
  }
  sort_problems(out.problems);
  return out;
}

}  // namespace xueji::intake
