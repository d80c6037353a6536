#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <system_error>

#include "tools/sheet/write.h"

namespace xueji::sheet {
namespace {

template <class Visit>
void each_character(std::string_view text, const Visit& visit) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t start = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(data, at, size, c);
    visit(c, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(at - start)));
  }
}

/// Most of what is printed: ids, dates, numbers. Each such byte is shown, one column wide.
bool is_plain(char byte) {
  return byte >= ' ' && byte <= '~';
}

std::size_t width_of(UChar32 c) {
  const auto type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/// Direction overrides and escape sequences could make a line show something else.
bool is_shown(UChar32 c) {
  return !u_iscntrl(c) && u_charType(c) != U_FORMAT_CHAR;
}

std::string shown(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string out;
  each_character(text, [&out](UChar32 c, std::string_view bytes) {
    if (is_shown(c)) out.append(c == 0xfffd ? "\xef\xbf\xbd" : bytes);
    if (c == '\n' || c == '\t') out.push_back(' ');
  });
  return out;
}

bool is_number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc{} && end == text.data() + text.size();
}

void append_csv_field(std::string& out, std::string_view field) {
  const bool runs = !field.empty() &&
                    std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos &&
                    !is_number(field);
  const bool quoted = field.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) out.push_back('"');
  if (runs) out.push_back('\'');
  for (const char c : field) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  if (quoted) out.push_back('"');
}

void append_csv_row(std::string& out, std::span<const std::string> fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_csv_field(out, fields[i]);
  }
  out += "\r\n";
}

/// Text as it is shown, and how many columns it takes.
struct PrintedCell {
  std::string text;
  std::size_t width = 0;
};

PrintedCell cell_of(std::string_view text) {
  auto plain = shown(text);
  const auto width = display_width(plain);
  return {std::move(plain), width};
}

void print_line(std::ostream& out, std::span<const PrintedCell> cells,
                const std::vector<std::size_t>& widths, const TableOptions& options) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto padding = widths[i] - cells[i].width;
    const bool right = std::find(options.right_aligned.begin(), options.right_aligned.end(), i) !=
                       options.right_aligned.end();
    if (i > 0) line.append(options.gap, ' ');
    if (right) line.append(padding, ' ');
    line += cells[i].text;
    if (!right) line.append(padding, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

}  // namespace

std::size_t display_width(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return text.size();
  std::size_t width = 0;
  each_character(text, [&width](UChar32 c, std::string_view) {
    if (is_shown(c)) width += width_of(c);
  });
  return width;
}

void print_table(std::ostream& out, std::span<const std::string> header,
                 std::span<const std::vector<std::string>> rows, const TableOptions& options) {
  std::vector<std::size_t> widths;
  std::vector<PrintedCell> cells;  // Of all lines, one after the other.
  std::vector<std::size_t> ends;
  const auto take = [&](std::span<const std::string> line) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], cells.emplace_back(cell_of(line[i])).width);
    }
    ends.push_back(cells.size());
  };
  take(header);
  for (const auto& row : rows)
    take(row);
  std::size_t begin = 0;
  const auto print_next = [&](std::size_t end) {
    print_line(out, std::span(cells).subspan(begin, end - begin), widths, options);
    begin = end;
  };
  print_next(ends.front());
  std::vector<PrintedCell> rule;
  for (const auto width : widths)
    rule.push_back({std::string(width, '-'), width});
  print_line(out, rule, widths, options);
  for (std::size_t i = 1; i < ends.size(); ++i)
    print_next(ends[i]);
}

std::string csv_text(std::span<const std::string> header,
                     std::span<const std::vector<std::string>> rows) {
  std::string out = "\xef\xbb\xbf";
  append_csv_row(out, header);
  for (const auto& row : rows)
    append_csv_row(out, row);
  return out;
}

Status write_csv(const std::filesystem::path& path, std::span<const std::string> header,
                 std::span<const std::vector<std::string>> rows) {
  auto part = path;
  part += ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  file << csv_text(header, rows);
  file.close();
  std::error_code code;
  if (file) std::filesystem::rename(part, path, code);
  if (!file || code) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    return fail(ErrorCode::io,
                Text{"无法写入文件 " + path.string(), "cannot write " + path.string()},
                Text{"请检查目录是否存在、是否有权限和空间",
                     "check that the folder exists, and its permissions and free space"});
  }
  return {};
}

}  // namespace xueji::sheet
