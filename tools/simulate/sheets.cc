#include "tools/simulate/sheets.h"

#include <algorithm>

#include "ledger/commit/personal_data.h"
#include "tools/sheet/read.h"
#include "tools/sheet/write.h"

namespace xueji::simulate {
namespace {

/// The columns of the form that any row fills, and the text of each cell.
struct SheetTable {
  std::vector<const intake::Column*> columns;
  std::vector<std::vector<std::string>> rows;
};

std::string shown(const intake::Column& column, const std::vector<intake::Choice>& choices,
                  const std::string& value) {
  if (column.type == intake::CellType::yes_no) return value == "true" ? "是" : "否";
  if (column.type != intake::CellType::choice) return value;
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&](const auto& choice) { return choice.code == value; });
  return found == choices.end() ? value : found->label.zh;
}

SheetTable lay_out(const intake::FormSpec& spec, const Pack& pack, const std::vector<Cells>& rows) {
  SheetTable table;
  std::vector<std::vector<intake::Choice>> choices;
  for (const auto& column : spec.columns) {
    const bool filled = std::any_of(
        rows.begin(), rows.end(), [&](const Cells& cells) { return cells.contains(column.field); });
    if (!filled) continue;
    table.columns.push_back(&column);
    choices.push_back(intake::choices_of(column, pack));
  }
  for (const auto& cells : rows) {
    auto& row = table.rows.emplace_back();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto value = cells.find(table.columns[i]->field);
      row.push_back(value == cells.end() ? std::string()
                                         : shown(*table.columns[i], choices[i], value->second));
    }
  }
  return table;
}

Status write_workbook(const std::filesystem::path& file, SheetTable table) {
  sheet::SheetSpec out;
  out.name = "名册";
  for (const auto* column : table.columns) {
    auto& spec = out.columns.emplace_back();
    spec.header = column->header;
    spec.width = column->width;
    spec.as_text = true;
    spec.required = column->required;
  }
  for (auto& row : table.rows) {
    auto& cells = out.rows.emplace_back();
    for (auto& cell : row)
      cells.emplace_back(std::move(cell));
  }
  return sheet::write_xlsx(file, {"演示数据", {std::move(out)}});
}

Status write_text(const std::filesystem::path& file, const SheetTable& table) {
  std::vector<std::string> header;
  for (const auto* column : table.columns)
    header.emplace_back(column->header);
  return sheet::write_csv(file, header, table.rows);
}

/// What intake did not take, for the developer who must find out why the sheet was wrong.
Error unreadable(const std::filesystem::path& file, const intake::FormReading& reading) {
  constexpr std::size_t shown_max = 5;
  std::string text = "the sheet " + file.filename().string() + " was not taken";
  std::size_t shown = 0;
  for (const auto& problem : reading.problems) {
    if (problem.level != intake::Level::refused || ++shown > shown_max) continue;
    text += "; " + intake::place_of(problem) + " " + problem.field + " [" + problem.seen +
            "]: " + problem.message.en + " (" + problem.expected.en + ")";
  }
  return make_error(ErrorCode::malformed, std::move(text));
}

}  // namespace

Result<std::filesystem::path> SheetRoom::write(Form form, const Office& school,
                                               const std::string& name, SheetFormat format,
                                               const std::vector<Cells>& rows) {
  const auto* spec = intake::find_form_spec(form);
  XUEJI_ASSERT(spec != nullptr);
  const auto folder = directory_ / school.code;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::io, "cannot create " + folder.string());
  auto table = lay_out(*spec, desk_.pack(), rows);
  const auto file = folder / (name + (format == SheetFormat::xlsx ? ".xlsx" : ".csv"));
  auto done = format == SheetFormat::xlsx ? write_workbook(file, std::move(table))
                                          : write_text(file, table);
  if (!done) return fail(done.error());
  ++written_;
  return file;
}

Status SheetRoom::catch_up() {
  if (caught_up_ == desk_.now()) return {};
  if (auto settled = desk_.settle(); !settled) return settled;
  if (auto refreshed = view_.refresh(); !refreshed) return refreshed;
  caught_up_ = desk_.now();
  return {};
}

Result<const StateView*> SheetRoom::state() {
  if (auto settled = desk_.settle(); !settled) return fail(settled.error());
  if (auto refreshed = view_.refresh(); !refreshed) return fail(refreshed.error());
  caught_up_ = desk_.now();
  return &view_.state();
}

Result<const intake::Directory*> SheetRoom::directory_of(const OrganisationId& school) {
  const auto known = directories_.find(school);
  if (known != directories_.end()) return &known->second;
  auto read = intake::Directory::read(view_, school, &desk_.ledger().personal().vault());
  if (!read) return fail(read.error());
  return &directories_.emplace(school, *std::move(read)).first->second;
}

Result<std::vector<DraftEvent>> SheetRoom::read(Form form, const Office& school,
                                                const std::filesystem::path& file) {
  auto workbook = sheet::read_workbook(file);
  if (!workbook) return fail(workbook.error());
  if (auto current = catch_up(); !current) return fail(current.error());
  const auto directory = directory_of(school.id);
  if (!directory) return fail(directory.error());
  static const PersonsInFlight none_in_flight;
  const PersonsKnown persons(desk_.ledger().personal().vault().persons(), none_in_flight);
  auto reading = intake::read_form(
      *workbook, form,
      {view_.state(), **directory, persons, desk_.pack(), school.id, desk_.today(), random_});
  if (!reading) return fail(reading.error());
  if (reading->refused()) return fail(unreadable(file, *reading));
  return std::move(reading->drafts);
}

Result<std::vector<DraftEvent>> SheetRoom::through(Form form, const Office& school,
                                                   const std::string& name, SheetFormat format,
                                                   const std::vector<Cells>& rows) {
  auto drafts = events_of(form, school, name, format, rows);
  if (drafts && drafts->size() != rows.size()) {
    return fail(ErrorCode::malformed, "the sheet " + name + " gave " +
                                          std::to_string(drafts->size()) + " events for " +
                                          std::to_string(rows.size()) + " rows");
  }
  return drafts;
}

Result<std::vector<DraftEvent>> SheetRoom::events_of(Form form, const Office& school,
                                                     const std::string& name, SheetFormat format,
                                                     const std::vector<Cells>& rows) {
  const auto file = write(form, school, name, format, rows);
  if (!file) return fail(file.error());
  return read(form, school, *file);
}

}  // namespace xueji::simulate
