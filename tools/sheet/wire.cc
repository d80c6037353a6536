#include "tools/sheet/wire.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

#include "tools/sheet/encoding.h"

namespace xueji::sheet {
namespace {

constexpr std::string_view magic = "XJS1";
constexpr std::size_t message_bytes_max = 4096;

Error broken_answer(std::string_view why) {
  return make_error(
      ErrorCode::malformed,
      Text{"读取表格的子进程给出了无效的结果(" + std::string(why) + ")",
           "the process reading the spreadsheet gave an invalid answer (" + std::string(why) + ")"},
      Text{"请用表格软件打开该文件,另存为新的 .xlsx 再试",
           "open the file in a spreadsheet program, save it as a new .xlsx and try again"});
}

/// Control characters could rewrite the user's terminal, so a message must not carry any.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

/// Walks the answer; after the first violation every read yields zero and `why` says what it was.
class Reader {
 public:
  Reader(ByteView bytes, const ReadLimits& limits) : rest_(bytes), limits_(limits) {}

  Result<Workbook> workbook();

 private:
  template <class Integer>
  Integer integer() {
    if (rest_.size() < sizeof(Integer)) return violated("cut off"), Integer{};
    const auto value = read_le<Integer>(rest_.data());
    rest_ = rest_.subspan(sizeof(Integer));
    return value;
  }
  std::string string(std::size_t size_max) {
    const auto size = integer<std::uint32_t>();
    if (size > size_max) return violated("text too long"), std::string{};
    if (size > rest_.size()) return violated("cut off"), std::string{};
    const std::string_view text = text_of(rest_.first(size));
    rest_ = rest_.subspan(size);
    if (!is_utf8(text)) return violated("text is not UTF-8"), std::string{};
    return std::string(text);
  }
  void violated(const char* what) {
    if (why_ == nullptr) why_ = what;
  }
  CellKind kind() {
    const auto value = integer<std::uint8_t>();
    if (value > static_cast<std::uint8_t>(CellKind::error)) violated("unknown kind of cell");
    return static_cast<CellKind>(value);
  }

  void read_sheet();
  void read_row();
  void read_cell();
  void read_error();
  void read_end();

  ByteView rest_;
  const ReadLimits& limits_;
  const char* why_ = nullptr;
  Workbook workbook_;
  std::optional<Error> reported_;
  bool in_row_ = false;
  bool ended_ = false;
  std::uint32_t cells_ = 0;
  std::uint64_t text_bytes_ = 0;
};

void Reader::read_sheet() {
  Sheet sheet;
  sheet.name = string(sheet_name_bytes_max);
  sheet.hidden = integer<std::uint8_t>() != 0;
  if (workbook_.sheets.size() >= limits_.sheets_max) return violated("too many sheets");
  workbook_.sheets.push_back(std::move(sheet));
  in_row_ = false;
}

void Reader::read_row() {
  const auto row = integer<std::uint32_t>();
  if (workbook_.sheets.empty()) return violated("a row outside a sheet");
  auto& rows = workbook_.sheets.back().rows;
  if (row < rows.size()) return violated("rows out of order");
  if (row >= limits_.rows_max) return violated("too many rows");
  rows.resize(std::size_t{row} + 1);
  in_row_ = true;
}

void Reader::read_cell() {
  const auto column = integer<std::uint32_t>();
  Cell cell;
  cell.kind = kind();
  cell.cached = kind();
  cell.text = string(limits_.cell_bytes_max);
  cell.number = std::bit_cast<double>(integer<std::uint64_t>());
  if (!in_row_) return violated("a cell outside a row");
  if (cell.is_empty()) return violated("an empty cell");
  if ((cell.kind != CellKind::formula && cell.cached != CellKind::empty) ||
      cell.cached == CellKind::formula) {
    return violated("a cached value without a formula");
  }
  if (!std::isfinite(cell.number)) return violated("a number that is not finite");
  auto& row = workbook_.sheets.back().rows.back();
  if (column < row.size()) return violated("columns out of order");
  if (column >= limits_.columns_max) return violated("too many columns");
  if (++cells_ > limits_.cells_max) return violated("too many cells");
  text_bytes_ += cell.text.size();
  if (text_bytes_ > limits_.text_bytes_max) return violated("too much text");
  row.resize(std::size_t{column} + 1);
  row.back() = std::move(cell);
}

void Reader::read_error() {
  const auto code = integer<std::uint8_t>();
  Error error{ErrorCode::malformed, {}, {}};
  error.what.zh = printable(string(message_bytes_max));
  error.what.en = printable(string(message_bytes_max));
  error.next.zh = printable(string(message_bytes_max));
  error.next.en = printable(string(message_bytes_max));
  if (code == static_cast<std::uint8_t>(ErrorCode::io)) error.code = ErrorCode::io;
  reported_ = std::move(error);
  ended_ = true;
}

void Reader::read_end() {
  if (integer<std::uint32_t>() != cells_) violated("the count of cells differs");
  if (workbook_.sheets.empty()) violated("no sheet");
  ended_ = true;
}

Result<Workbook> Reader::workbook() {
  if (rest_.size() < magic.size() || text_of(rest_.first(magic.size())) != magic) {
    return fail(broken_answer("wrong beginning"));
  }
  rest_ = rest_.subspan(magic.size());
  while (why_ == nullptr && !ended_) {
    switch (integer<std::uint8_t>()) {
      case 'S':
        read_sheet();
        break;
      case 'R':
        read_row();
        break;
      case 'C':
        read_cell();
        break;
      case 'E':
        read_error();
        break;
      case 'Z':
        read_end();
        break;
      default:
        violated("unknown record");
        break;
    }
  }
  if (why_ == nullptr && !rest_.empty()) violated("more after the end");
  if (why_ != nullptr) return fail(broken_answer(why_));
  if (reported_) return fail(std::move(*reported_));
  return std::move(workbook_);
}

}  // namespace

// Not appended: g++ 12 at -O3 takes the first growth of an empty vector for an overflow.
WireWriter::WireWriter() : bytes_(to_bytes(bytes_of(magic))) {}

void WireWriter::string(std::string_view text) {
  append_le(bytes_, static_cast<std::uint32_t>(text.size()));
  append(bytes_, bytes_of(text));
}

void WireWriter::sheet(std::string_view name, bool hidden) {
  bytes_.push_back('S');
  string(name);
  bytes_.push_back(hidden ? 1 : 0);
}

void WireWriter::row(std::uint32_t row) {
  bytes_.push_back('R');
  append_le(bytes_, row);
}

void WireWriter::cell(std::uint32_t column, const Cell& cell) {
  bytes_.push_back('C');
  append_le(bytes_, column);
  bytes_.push_back(static_cast<std::uint8_t>(cell.kind));
  bytes_.push_back(static_cast<std::uint8_t>(cell.cached));
  string(cell.text);
  append_le(bytes_, std::bit_cast<std::uint64_t>(cell.number));
}

void WireWriter::error(const Error& error) {
  bytes_.push_back('E');
  bytes_.push_back(static_cast<std::uint8_t>(error.code));
  for (const auto* text : {&error.what.zh, &error.what.en, &error.next.zh, &error.next.en}) {
    string(*text);
  }
}

void WireWriter::end(std::uint32_t cells) {
  bytes_.push_back('Z');
  append_le(bytes_, cells);
}

Bytes WireWriter::take() {
  return std::exchange(bytes_, {});
}

Result<Workbook> read_wire(ByteView answer, const ReadLimits& limits) {
  return Reader(answer, limits).workbook();
}

}  // namespace xueji::sheet
