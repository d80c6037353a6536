#include "tools/report/write_reports.h"

#include <charconv>

#include "tools/report/write_file.h"
#include "tools/sheet/write.h"

namespace xueji::report {
namespace {

using inspection::InspectedOrganisation;
using inspection::Inspection;
using inspection::ReportNames;
using inspection::ReportTables;

sheet::OutCell cell_of(const std::string& text, bool is_number) {
  double number = 0;
  const auto* end = text.data() + text.size();
  if (is_number && std::from_chars(text.data(), end, number).ptr == end && !text.empty()) {
    return sheet::OutCell(number);
  }
  return sheet::OutCell(text);
}

sheet::WorkbookSpec workbook_of(const ReportTables& tables) {
  sheet::WorkbookSpec book;
  book.title = tables.title;
  for (const auto& table : tables.tables) {
    sheet::SheetSpec sheet;
    sheet.name = table.name;
    sheet.title = tables.title + " " + table.name;
    for (const auto& column : table.columns) {
      sheet::ColumnSpec spec;
      spec.header = column.header.zh;
      spec.width = column.width;
      spec.as_text = !column.is_number;
      spec.note = column.header.en;
      sheet.columns.push_back(std::move(spec));
    }
    for (const auto& row : table.rows) {
      std::vector<sheet::OutCell> cells;
      for (std::size_t i = 0; i < row.size(); ++i) {
        cells.push_back(cell_of(row[i], table.columns[i].is_number));
      }
      sheet.rows.push_back(std::move(cells));
    }
    book.sheets.push_back(std::move(sheet));
  }
  return book;
}

/// Writes files of one stem; counts them.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& directory) : directory_(directory) {}

  Status text(const std::string& name, const std::string& content) {
    ++files;
    return write_whole_file(directory_ / name, content);
  }
  Status tables(const std::string& name, const ReportTables& all) {
    ++files;
    return sheet::write_xlsx(directory_ / name, workbook_of(all));
  }
  std::size_t files = 0;

 private:
  const std::filesystem::path& directory_;
};

Status write_one(Writer& writer, const Inspection& inspection, const InspectedOrganisation& one,
                 const ReportNames& names) {
  const auto stem = inspection::file_stem_of(one);
  auto done = writer.text(stem + ".html", inspection::report_html(inspection, one, names));
  if (!done) return done;
  done = writer.tables(stem + ".xlsx", inspection::report_tables(inspection, one, names));
  if (!done) return done;
  return writer.text(stem + ".json", report_json(inspection, one, names));
}

}  // namespace

Result<WrittenReports> write_reports(const std::filesystem::path& directory,
                                     const Inspection& inspection, const ReportNames& names,
                                     const Progress& progress) {
  if (auto made = make_directory(directory); !made) return fail(made.error());
  Writer writer(directory);
  WrittenReports written;
  written.summary = directory / "index.html";
  const auto all = inspection.organisations.size();
  for (std::size_t i = 0; i < all; ++i) {
    if (progress) progress(i, all);
    const auto& one = inspection.organisations[i];
    if (!inspection::has_report(one)) continue;
    if (auto done = write_one(writer, inspection, one, names); !done) return fail(done.error());
    ++written.documents;
  }
  auto done = writer.tables("summary.xlsx", inspection::summary_tables(inspection, names));
  if (!done) return fail(done.error());
  if (done = writer.text("summary.json", summary_json(inspection)); !done)
    return fail(done.error());
  // The page that links to the others comes last: it never points at what is not there.
  done = writer.text("index.html", inspection::summary_html(inspection));
  if (!done) return fail(done.error());
  if (progress) progress(all, all);
  written.files = writer.files;
  return written;
}

}  // namespace xueji::report
