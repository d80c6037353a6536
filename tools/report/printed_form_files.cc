#include <fstream>
#include <system_error>

#include "tools/report/printed_form.h"
#include "tools/report/write_file.h"
#include "tools/sheet/write.h"

namespace xueji::report {
namespace {

/// Millimetres of paper in characters of the default font.
constexpr double characters_per_mm = 0.55;
constexpr double serial_characters = 6;

std::string head_line(const PrintedForm& form) {
  std::string line;
  for (const auto& one : form.head)
    line += (line.empty() ? "" : "   ") + one.label.zh + ":" + one.value;
  return line;
}

/// Signature places, approvals and remarks below the table.
std::vector<std::string> foot_lines(const PrintedForm& form) {
  std::vector<std::string> lines;
  std::string places;
  for (const auto& place : form.places)
    places += (places.empty() ? "" : "      ") + place.label.zh + ":";
  if (!places.empty()) lines.push_back(places);
  for (const auto& approval : form.approvals) {
    lines.push_back("电子签批:" + approval.stage + " " + approval.submission);
    for (const auto& one : approval.signatures) {
      lines.push_back(one.step + " " + one.organisation + " " + one.role + " " + one.person + " " +
                      one.on + " #" + std::to_string(one.at.value) +
                      (one.has_seal ? " 已盖章" : ""));
    }
  }
  for (const auto& remark : form.remarks)
    lines.push_back(remark.zh);
  if (form.is_masked) lines.emplace_back("脱敏副本:个人信息已遮盖,不作报送原件。");
  if (form.is_layout_assumed) lines.push_back(layout_assumed_text().zh);
  if (form.checkpoint.size.value > 0) {
    lines.push_back("检查点 " + form.checkpoint.origin + " size " +
                    std::to_string(form.checkpoint.size.value) + " root " +
                    to_text(form.checkpoint.root));
  }
  return lines;
}

sheet::SheetSpec printed_sheet(const PrintedForm& form) {
  sheet::SheetSpec sheet;
  sheet.title = form.title.zh;
  sheet.head_lines = {head_line(form)};
  sheet.foot_lines = foot_lines(form);
  sheet.print =
      sheet::PagePrint{form.is_landscape, form.running_head + (form.is_masked ? " 脱敏副本" : "") +
                                              (form.is_final ? "" : " 未生效") +
                                              (form.is_demonstration ? " 演示数据" : "")};
  return sheet;
}

sheet::ColumnSpec text_column(const std::string& header, double width) {
  sheet::ColumnSpec column;
  column.header = header;
  column.width = width;
  column.as_text = true;
  return column;
}

sheet::SheetSpec sheet_of(const PrintedForm& form, const PrintedTable& table) {
  auto sheet = printed_sheet(form);
  sheet.name = table.caption.empty() ? form.title.zh : table.caption;
  if (table.is_numbered) sheet.columns.push_back(text_column("序号", serial_characters));
  for (const auto& column : table.columns) {
    sheet.columns.push_back(text_column(column.header.zh, column.width_mm * characters_per_mm));
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    auto& row = sheet.rows.emplace_back();
    if (table.is_numbered) row.emplace_back(std::to_string(i + 1));
    for (const auto& cell : table.rows[i])
      row.emplace_back(cell);
  }
  if (table.rows.empty() && !table.if_empty.zh.empty()) {
    sheet.rows.push_back({sheet::OutCell(table.if_empty.zh)});
  }
  return sheet;
}

/// Cards as rows: a column for each box of the first card; all cards have the same boxes.
sheet::SheetSpec sheet_of_cards(const PrintedForm& form) {
  constexpr double box_characters = 16;
  auto sheet = printed_sheet(form);
  sheet.name = form.title.zh;
  sheet.columns.push_back(text_column("序号", serial_characters));
  for (const auto& section : form.cards.front().sections) {
    for (const auto& box : section.boxes)
      sheet.columns.push_back(text_column(box.label.zh, box_characters));
  }
  for (std::size_t i = 0; i < form.cards.size(); ++i) {
    auto& row = sheet.rows.emplace_back();
    row.emplace_back(std::to_string(i + 1));
    for (const auto& section : form.cards[i].sections) {
      for (const auto& box : section.boxes)
        row.emplace_back(box.value);
    }
  }
  return sheet;
}

sheet::WorkbookSpec workbook_of(const PrintedForm& form) {
  sheet::WorkbookSpec book;
  book.title = form.title.zh;
  for (const auto& table : form.tables)
    book.sheets.push_back(sheet_of(form, table));
  if (!form.cards.empty()) book.sheets.push_back(sheet_of_cards(form));
  return book;
}

}  // namespace

Result<WrittenForm> write_form(const std::filesystem::path& directory, const PrintedForm& form) {
  const auto page = form_html(form);
  if (!page) return fail(page.error());
  if (auto made = make_directory(directory); !made) return fail(made.error());
  WrittenForm written{directory / (form.stem + ".html"), directory / (form.stem + ".xlsx")};
  if (auto done = write_whole_file(written.html, *page); !done) return fail(done.error());
  if (auto done = sheet::write_xlsx(written.xlsx, workbook_of(form)); !done) {
    return fail(done.error());
  }
  return written;
}

}  // namespace xueji::report
