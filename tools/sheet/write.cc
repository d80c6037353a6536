#include "tools/sheet/write.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
/// libxlsxwriter 1.1.4 forgets one copy of the range of a drop-down list; not ours to free.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libxlsxwriter.so";
}
#endif

namespace xueji::sheet {
namespace {

constexpr std::size_t sheet_name_units_max = 31;
constexpr std::size_t cell_units_max = 32'767;
constexpr std::size_t note_characters_max = 2'000;
/// Of 255 that Excel takes; the codes for place and page number need some.
constexpr std::size_t page_text_units_max = 200;
/// Excel's own limit for a list that is written into the cell's rule.
constexpr std::size_t inline_list_bytes_max = 255;
/// 2000-01-01 UTC: the creation date of every file, so that equal content gives equal bytes.
constexpr std::time_t created_at = 946'684'800;
constexpr std::size_t tone_count = 8;

struct ToneStyle {
  Tone tone;
  std::uint32_t background;  ///< RGB; 0 for none.
  std::uint32_t text;
  bool bold;
};
constexpr std::array<ToneStyle, tone_count> tone_styles{{
    {Tone::plain, 0, 0x000000, false},
    {Tone::header, 0xD9E2EC, 0x000000, true},
    {Tone::required_header, 0xFFE699, 0x000000, true},
    {Tone::title, 0, 0x000000, true},
    {Tone::good, 0xE2F0D9, 0x000000, false},
    {Tone::warning, 0xFFF2CC, 0x000000, false},
    {Tone::bad, 0xF8CBAD, 0x9C0006, false},
    {Tone::muted, 0, 0x7F7F7F, false},
}};

/// Units as Excel counts them: UTF-16.
std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/// At most this many units, never cutting a character in two.
std::string cut(std::string_view text, std::size_t units_max) {
  std::size_t units = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) == 0x80) continue;
    units += byte >= 0xf0 ? 2 : 1;
    if (units > units_max) return std::string(text.substr(0, i));
  }
  return std::string(text);
}

class SheetNames {
 public:
  std::string legal(std::string_view wanted) {
    std::string name(wanted);
    for (char& c : name) {
      if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = '_';
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    if (name.empty()) name = "Sheet1";
    std::string unique = cut(name, sheet_name_units_max);
    for (int i = 2; !taken_.insert(lower(unique)).second; ++i) {
      const std::string suffix = "_" + std::to_string(i);
      unique = cut(name, sheet_name_units_max - suffix.size()) + suffix;
    }
    return unique;
  }

 private:
  static std::string lower(std::string text) {
    for (char& c : text)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  }
  std::set<std::string> taken_;
};

lxw_row_t row_index(std::size_t row) {
  return static_cast<lxw_row_t>(row);
}
lxw_col_t column_index(std::size_t column) {
  return static_cast<lxw_col_t>(column);
}

Error cannot_write(const std::filesystem::path& path, std::string_view why) {
  return make_error(ErrorCode::io,
                    Text{"无法写入文件 " + path.string() + ":" + std::string(why),
                         "cannot write " + path.string() + ": " + std::string(why)},
                    Text{"请检查目录是否存在、是否有权限和空间",
                         "check that the folder exists, and its permissions and free space"});
}

class XlsxWriter {
 public:
  XlsxWriter(const std::filesystem::path& path, const WorkbookSpec& spec)
      : spec_(spec), book_(workbook_new(path.c_str())) {
    for (const auto& style : tone_styles) {
      for (const bool as_text : {false, true})
        formats_[index(style.tone, as_text)] = make(style, as_text);
    }
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;
  ~XlsxWriter() {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }

  Status write() {
    lxw_doc_properties properties{};
    std::string title = spec_.title;
    properties.title = title.data();
    properties.created = created_at;
    note_error(workbook_set_properties(book_, &properties));
    for (const auto& sheet : spec_.sheets) {
      auto* out = workbook_add_worksheet(book_, names_.legal(sheet.name).c_str());
      if (out == nullptr) return fail(ErrorCode::invalid_argument, "a sheet cannot be added");
      if (sheet.hidden && &sheet != &spec_.sheets.front()) worksheet_hide(out);
      if (Status status = write_sheet(out, sheet); !status) return status;
    }
    if (lists_ != nullptr) worksheet_hide(lists_);
    note_error(workbook_close(std::exchange(book_, nullptr)));
    if (error_ != LXW_NO_ERROR) return fail(ErrorCode::io, lxw_strerror(error_));
    return {};
  }

 private:
  static std::size_t index(Tone tone, bool as_text) {
    return static_cast<std::size_t>(tone) * 2 + (as_text ? 1 : 0);
  }
  lxw_format* make(const ToneStyle& style, bool as_text) {
    auto* format = workbook_add_format(book_);
    if (style.background != 0) format_set_bg_color(format, style.background);
    if (style.text != 0) format_set_font_color(format, style.text);
    if (style.bold) format_set_bold(format);
    const bool is_header = style.tone == Tone::header || style.tone == Tone::required_header;
    if (is_header) {
      format_set_text_wrap(format);
      format_set_bottom(format, LXW_BORDER_THIN);
    }
    if (style.tone == Tone::title) format_set_font_size(format, 14);
    if (as_text) format_set_num_format(format, "@");
    return format;
  }
  void note_error(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }

  Status write_sheet(lxw_worksheet* out, const SheetSpec& sheet);
  void centre_title(lxw_worksheet* out, std::size_t row, std::size_t columns);
  void set_up_print(lxw_worksheet* out, const SheetSpec& sheet, std::size_t header_rows);
  Status write_cell(lxw_worksheet* out, std::size_t row, std::size_t column, const OutCell& cell);
  void write_note(lxw_worksheet* out, std::size_t row, std::size_t column, const std::string& note);
  void write_choices(lxw_worksheet* out, std::size_t first, std::size_t last, std::size_t column,
                     const std::vector<std::string>& choices);
  std::string list_range(const std::vector<std::string>& choices);

  const WorkbookSpec& spec_;
  lxw_workbook* book_;
  std::array<lxw_format*, tone_count * 2> formats_{};
  SheetNames names_;
  lxw_worksheet* lists_ = nullptr;
  std::string lists_name_;
  std::map<std::vector<std::string>, std::string> list_ranges_;
  lxw_error error_ = LXW_NO_ERROR;
};

Status XlsxWriter::write_cell(lxw_worksheet* out, std::size_t row, std::size_t column,
                              const OutCell& cell) {
  const auto at_row = row_index(row);
  const auto at_column = column_index(column);
  if (const auto* text = std::get_if<std::string>(&cell.value)) {
    if (utf16_units(*text) > cell_units_max) {
      const auto where = cell_name(row, column);
      return fail(ErrorCode::invalid_argument,
                  Text{"单元格 " + where + " 的文字过多,XLSX 无法保存",
                       "the text of cell " + where + " is too long for XLSX"});
    }
    auto* format = formats_[index(cell.tone, true)];
    note_error(worksheet_write_string(out, at_row, at_column, text->c_str(), format));
  } else if (const auto* number = std::get_if<double>(&cell.value)) {
    auto* format = formats_[index(cell.tone, false)];
    note_error(worksheet_write_number(out, at_row, at_column, *number, format));
  } else if (cell.tone != Tone::plain) {
    note_error(worksheet_write_blank(out, at_row, at_column, formats_[index(cell.tone, true)]));
  }
  if (!cell.note.empty()) write_note(out, row, column, cell.note);
  return {};
}

void XlsxWriter::write_note(lxw_worksheet* out, std::size_t row, std::size_t column,
                            const std::string& note) {
  const std::string text = cut(note, note_characters_max);
  lxw_comment_options options{};
  constexpr std::size_t line_pixels = 20;
  constexpr std::size_t columns_per_line = 30;
  const auto lines = display_width(text) / columns_per_line + 2 +
                     static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  options.width = 240;
  options.height = static_cast<std::uint16_t>(std::min<std::size_t>(lines * line_pixels, 600));
  note_error(worksheet_write_comment_opt(out, row_index(row), column_index(column), text.c_str(),
                                         &options));
}

/// The range on a hidden sheet that holds these choices; equal lists share one.
std::string XlsxWriter::list_range(const std::vector<std::string>& choices) {
  const auto known = list_ranges_.find(choices);
  if (known != list_ranges_.end()) return known->second;
  if (lists_ == nullptr) {
    lists_name_ = names_.legal("_lists");
    lists_ = workbook_add_worksheet(book_, lists_name_.c_str());
  }
  const std::size_t column = list_ranges_.size();
  for (std::size_t i = 0; i < choices.size(); ++i) {
    note_error(worksheet_write_string(lists_, row_index(i), column_index(column),
                                      choices[i].c_str(), formats_[index(Tone::plain, true)]));
  }
  const std::string letters = column_name(column);
  std::string range = "='" + lists_name_ + "'!$" + letters + "$1:$" + letters + "$" +
                      std::to_string(choices.size());
  list_ranges_.emplace(choices, range);
  return range;
}

void XlsxWriter::write_choices(lxw_worksheet* out, std::size_t first, std::size_t last,
                               std::size_t column, const std::vector<std::string>& choices) {
  lxw_data_validation rule{};
  std::size_t bytes = 0;
  bool has_comma = false;
  std::vector<std::string> copies = choices;
  std::vector<char*> list;
  for (auto& choice : copies) {
    // In bytes: the library copies the list into a buffer that it sized by characters.
    bytes += choice.size() + 1;
    has_comma = has_comma || choice.find(',') != std::string::npos;
    list.push_back(choice.data());
  }
  list.push_back(nullptr);
  std::string range;
  if (bytes > inline_list_bytes_max || has_comma) {
    range = list_range(choices);
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = range.data();
  } else {
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = list.data();
  }
  // The registry decides what is right; the list helps and does not stand in the way.
  rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  note_error(worksheet_data_validation_range(out, row_index(first), column_index(column),
                                             row_index(last), column_index(column), &rule));
}

/// "&" begins a code in a page's head and foot.
std::string plain_page_text(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '&' ? std::string("&&") : std::string(1, c);
  return cut(out, page_text_units_max);
}

/// One cell across all columns; its text is written afterwards, which keeps the merged range.
void XlsxWriter::centre_title(lxw_worksheet* out, std::size_t row, std::size_t columns) {
  auto* format = formats_[index(Tone::title, true)];
  format_set_align(format, LXW_ALIGN_CENTER);
  note_error(worksheet_merge_range(out, row_index(row), 0, row_index(row),
                                   column_index(columns - 1), "", format));
}

void XlsxWriter::set_up_print(lxw_worksheet* out, const SheetSpec& sheet, std::size_t header_rows) {
  constexpr std::uint8_t a4 = 9;
  worksheet_set_paper(out, a4);
  if (sheet.print->landscape) worksheet_set_landscape(out);
  worksheet_fit_to_pages(out, 1, 0);
  worksheet_gridlines(out, LXW_SHOW_ALL_GRIDLINES);
  worksheet_center_horizontally(out);
  note_error(worksheet_set_header(out, ("&L" + plain_page_text(sheet.print->head)).c_str()));
  note_error(worksheet_set_footer(out, "&C&P / &N"));
  if (header_rows > 0) {
    note_error(worksheet_repeat_rows(out, 0, row_index(header_rows - 1)));
  }
}

Status XlsxWriter::write_sheet(lxw_worksheet* out, const SheetSpec& sheet) {
  std::size_t row = 0;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const auto& column = sheet.columns[i];
    auto* format = column.as_text ? formats_[index(Tone::plain, true)] : nullptr;
    const auto at = column_index(i);
    note_error(worksheet_set_column(out, at, at, column.width, format));
  }
  if (!sheet.title.empty()) {
    if (sheet.print && sheet.columns.size() > 1) centre_title(out, row, sheet.columns.size());
    if (Status status = write_cell(out, row++, 0, {sheet.title, Tone::title}); !status)
      return status;
  }
  for (const auto& line : sheet.head_lines) {
    if (Status status = write_cell(out, row++, 0, {line}); !status) return status;
  }
  const bool has_header = std::any_of(sheet.columns.begin(), sheet.columns.end(),
                                      [](const auto& column) { return !column.header.empty(); });
  for (std::size_t i = 0; has_header && i < sheet.columns.size(); ++i) {
    const auto& column = sheet.columns[i];
    const Tone tone = column.required ? Tone::required_header : Tone::header;
    const OutCell header(column.header, tone, column.note);
    if (Status status = write_cell(out, row, i, header); !status) return status;
  }
  if (has_header) ++row;
  if (sheet.print) set_up_print(out, sheet, row);
  if (row > 0 || sheet.frozen_columns > 0) {
    worksheet_freeze_panes(out, row_index(row), column_index(sheet.frozen_columns));
  }
  const std::size_t listed_rows = std::max(sheet.rows.size(), sheet.entry_rows);
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const auto& choices = sheet.columns[i].choices;
    if (!choices.empty() && listed_rows > 0) {
      write_choices(out, row, row + listed_rows - 1, i, choices);
    }
  }
  for (const auto& cells : sheet.rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (Status status = write_cell(out, row, i, cells[i]); !status) return status;
    }
    ++row;
  }
  for (const auto& line : sheet.foot_lines) {
    if (Status status = write_cell(out, row++, 0, {line}); !status) return status;
  }
  return {};
}

}  // namespace

Status write_xlsx(const std::filesystem::path& path, const WorkbookSpec& spec) {
  if (spec.sheets.empty()) return fail(ErrorCode::invalid_argument, "a workbook needs a sheet");
  auto part = path;
  part += ".part";
  // Tried first, because libxlsxwriter would report it on standard error, and late.
  if (!std::ofstream(part)) return fail(cannot_write(path, std::generic_category().message(errno)));
  std::error_code code;
  Status status = XlsxWriter(part, spec).write();
  if (status) std::filesystem::rename(part, path, code);
  if (status && !code) return {};
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  if (status) return fail(cannot_write(path, code.message()));
  if (status.error().code != ErrorCode::io) return status;
  return fail(cannot_write(path, status.error().what.en));
}

}  // namespace xueji::sheet
