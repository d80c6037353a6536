#include "tools/intake/template.h"

#include <algorithm>

#include "tools/sheet/write.h"

namespace xueji::intake {
namespace {

/// Drop-downs and text format reach a year's intake of a large school.
constexpr std::size_t entry_rows = 2'000;

std::vector<std::string> labels_of(const Column& column, const Pack& pack) {
  std::vector<std::string> labels;
  if (column.type == CellType::yes_no) return {"是", "否"};
  if (column.type != CellType::choice) return labels;
  for (const auto& choice : choices_of(column, pack))
    labels.push_back(choice.label.zh);
  return labels;
}

/// What must be filled: a major may be named in either of its columns.
bool shows_required(const FormSpec& spec, const Column& column, const Pack& pack) {
  if (column.type == CellType::major_code) return false;
  if (column.type == CellType::major_name) return true;
  return is_required(spec, column, pack) && column.fallback.empty();
}

sheet::SheetSpec entry_sheet(const FormSpec& spec, const Pack& pack, Language language) {
  sheet::SheetSpec sheet;
  sheet.name = label_of(spec.form).zh;
  sheet.frozen_columns = 1;
  sheet.entry_rows = entry_rows;
  auto& example = sheet.rows.emplace_back();
  for (const auto& column : spec.columns) {
    sheet::ColumnSpec out;
    out.header = column.header;
    out.width = column.width;
    out.as_text = true;
    out.required = shows_required(spec, column, pack);
    out.choices = labels_of(column, pack);
    out.note = column.help.in(language);
    sheet.columns.push_back(std::move(out));
    std::string shown(column.example);
    if (example.empty()) shown = "示例 " + shown;
    example.emplace_back(std::move(shown), sheet::Tone::muted);
  }
  return sheet;
}

std::string accepted_in(const Column& column, const Pack& pack, Language language) {
  std::string out;
  for (const auto& choice : choices_of(column, pack)) {
    if (!out.empty()) out += language == Language::chinese ? "、" : ", ";
    out += language == Language::chinese ? choice.label.zh : choice.label.en;
    if (choice.code != choice.label.zh) out += "(" + choice.code + ")";
  }
  return out;
}

sheet::SheetSpec guide_sheet(const FormSpec& spec, const Pack& pack, Language language) {
  const auto pick = [&](std::string_view zh, std::string_view en) {
    return std::string(language == Language::chinese ? zh : en);
  };
  sheet::SheetSpec sheet;
  // The name by which the import knows that this sheet holds no data.
  sheet.name = "填表说明";
  sheet.title = pick("列的顺序不限;带“示例”的行不导入;日期写成 2024-09-01",
                     "columns in any order; the row marked 示例 is not imported");
  sheet.columns = {{pick("栏目", "column"), 22, true, false, {}, ""},
                   {pick("必填", "required"), 8, true, false, {}, ""},
                   {pick("说明", "meaning"), 44, true, false, {}, ""},
                   {pick("可填内容", "accepted"), 60, true, false, {}, ""},
                   {pick("字段代码", "field code"), 26, true, false, {}, ""}};
  for (const auto& column : spec.columns) {
    const bool required = shows_required(spec, column, pack);
    sheet.rows.push_back({sheet::OutCell(std::string(column.header)),
                          sheet::OutCell(required ? pick("是", "yes") : std::string()),
                          sheet::OutCell(column.help.in(language)),
                          sheet::OutCell(accepted_in(column, pack, language)),
                          sheet::OutCell(std::string(column.field))});
  }
  return sheet;
}

}  // namespace

Status write_template(Form form, const Pack& pack, Language language,
                      const std::filesystem::path& path) {
  const auto* spec = find_form_spec(form);
  if (spec == nullptr) {
    return fail(ErrorCode::invalid_argument, Text{"此表单不收表格", "this form takes no sheet"});
  }
  sheet::WorkbookSpec workbook;
  workbook.title = label_of(form).zh;
  workbook.sheets.push_back(entry_sheet(*spec, pack, language));
  workbook.sheets.push_back(guide_sheet(*spec, pack, language));
  return sheet::write_xlsx(path, workbook);
}

}  // namespace xueji::intake
