#include "tools/sheet/cells.h"

#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>

#include "ledger/base/date.h"

namespace xueji::sheet {
namespace {

constexpr std::size_t flush_bytes = 256u << 10;

}  // namespace

Status CellSink::begin_sheet(std::string_view name, bool hidden) {
  if (++sheets_ > limits_.sheets_max) {
    const auto most = std::to_string(limits_.sheets_max);
    return fail(too_large("工作表超过 " + most + " 个", "more than " + most + " sheets"));
  }
  if (name.size() > sheet_name_bytes_max) {
    return fail(broken_file("工作表名称过长", "the name of a sheet is too long"));
  }
  sheet_ = name;
  writer_.sheet(name, hidden);
  row_ = -1;
  column_ = -1;
  return {};
}

Status CellSink::add(std::uint64_t row, std::uint64_t column, const Cell& cell) {
  if (cell.is_empty()) return {};
  const auto refuse = [&](std::uint64_t most, const char* zh, const char* en) {
    const auto number = std::to_string(most);
    return fail(too_large("工作表“" + sheet_ + "”" + zh + number,
                          "sheet \"" + sheet_ + "\" has more than " + number + en));
  };
  if (row >= limits_.rows_max) return refuse(limits_.rows_max, "的行数超过 ", " rows");
  if (column >= limits_.columns_max) return refuse(limits_.columns_max, "的列数超过 ", " columns");
  if (++cells_ > limits_.cells_max) return refuse(limits_.cells_max, "的单元格超过 ", " cells");
  text_bytes_ += cell.text.size();
  if (cell.text.size() > limits_.cell_bytes_max || text_bytes_ > limits_.text_bytes_max) {
    const auto where = cell_name(row, column);
    return fail(too_large("工作表“" + sheet_ + "”单元格 " + where + " 的文字过多",
                          "too much text at cell " + where + " of sheet \"" + sheet_ + "\""));
  }
  const auto signed_row = static_cast<std::int64_t>(row);
  const auto signed_column = static_cast<std::int64_t>(column);
  if (signed_row < row_ || (signed_row == row_ && signed_column <= column_)) {
    const auto where = cell_name(row, column);
    return fail(broken_file(
        "工作表“" + sheet_ + "”的单元格 " + where + " 重复或次序颠倒",
        "cell " + where + " of sheet \"" + sheet_ + "\" is there twice or out of order"));
  }
  if (signed_row != row_) writer_.row(static_cast<std::uint32_t>(row));
  row_ = signed_row;
  column_ = signed_column;
  writer_.cell(static_cast<std::uint32_t>(column), cell);
  if (writer_.size_bytes() > flush_bytes) flush();
  return {};
}

void CellSink::end() {
  writer_.end(cells_);
  flush();
}

void CellSink::report(const Error& error) {
  writer_.error(error);
  flush();
}

void CellSink::flush() {
  const Bytes bytes = writer_.take();
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote = write(out_, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    // The parent has gone: nobody is left to tell.
    if (wrote <= 0) _exit(1);
    done += static_cast<std::size_t>(wrote);
  }
}

std::optional<std::string> date_of_serial(double serial, bool from_1904) {
  if (!(serial >= (from_1904 ? 0 : 1)) || serial >= 2'958'466) return std::nullopt;
  auto seconds = static_cast<std::int64_t>(std::llround(serial * 86'400));
  const auto day = static_cast<std::int32_t>(seconds / 86'400);
  seconds %= 86'400;
  if (!from_1904 && day == 60) return std::nullopt;
  const Date epoch = from_1904  ? make_date(1904, 1, 1)
                     : day < 60 ? make_date(1899, 12, 31)
                                : make_date(1899, 12, 30);
  const Date date = from_days(to_days(epoch) + day);
  if (year_of(date) > 9999) return std::nullopt;
  std::string text = to_text(date);
  if (seconds != 0) {
    char time[16];
    std::snprintf(time, sizeof time, "T%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    text += time;
  }
  return text;
}

bool is_date_format(std::string_view code) {
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (quoted) {
      quoted = c != '"';
    } else if (bracketed) {
      bracketed = c != ']';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[') {
      bracketed = true;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;  // The next character is shown, skipped over or repeated: it is no code.
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      return true;
    }
  }
  return false;
}

}  // namespace xueji::sheet
