#include "tools/sheet/csv.h"

#include <array>
#include <string_view>
#include <utility>

#include "tools/sheet/package.h"

namespace xueji::sheet {
namespace {

constexpr std::size_t survey_lines = 20;

char separator_of(std::string_view text) {
  static constexpr std::array<char, 3> candidates{',', '\t', ';'};
  std::array<std::size_t, 3> counts{};
  std::size_t lines = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' && ++lines == survey_lines) break;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      counts[i] += c == candidates[i] ? 1 : 0;
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (counts[i] > counts[best]) best = i;
  }
  return candidates[best];
}

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator, const ReadLimits& limits)
      : text_(text), separator_(separator), limits_(limits) {}
  Result<Workbook> read();

 private:
  Status read_field(std::string& field);
  Status read_quoted(std::string& field);
  Status add(std::string field);
  Status end_row();
  [[nodiscard]] bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void skip_line_end() {
    at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    ++line_;
  }
  [[nodiscard]] Error broken_line(std::size_t line, const char* zh, const char* en) const {
    const auto number = std::to_string(line);
    return broken_file("第 " + number + " 行" + zh, "line " + number + ": " + en);
  }

  std::string_view text_;
  char separator_;
  const ReadLimits& limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  Sheet sheet_;
  Row row_;
  std::size_t columns_ = 0;  ///< Of the current row, empty ones included.
  std::uint32_t cells_ = 0;
};

Status CsvReader::read_quoted(std::string& field) {
  const std::size_t opened = line_;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\n') ++line_;
    if (text_[at_] != '"') {
      field.push_back(text_[at_]);
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      field.push_back(text_[++at_]);
    } else {
      ++at_;
      if (at_ == text_.size() || text_[at_] == separator_ || at_line_end()) return {};
      return fail(broken_line(line_, "的引号之后还有文字", "text after a closing quote"));
    }
    if (field.size() > limits_.cell_bytes_max) break;
  }
  return fail(broken_line(opened, "的引号没有结束", "a quote is opened and never closed"));
}

Status CsvReader::read_field(std::string& field) {
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted(field);
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && !at_line_end())
    ++at_;
  field = text_.substr(start, at_ - start);
  return {};
}

Status CsvReader::add(std::string field) {
  const std::size_t column = columns_++;
  if (field.empty()) return {};
  const auto refuse = [](std::uint64_t most, const char* zh, const char* en) {
    const auto number = std::to_string(most);
    return fail(too_large(zh + number, "more than " + number + en));
  };
  if (field.size() > limits_.cell_bytes_max) {
    return fail(broken_line(line_, "的一个单元格文字过多", "too much text in one cell"));
  }
  if (column >= limits_.columns_max) return refuse(limits_.columns_max, "列数超过 ", " columns");
  if (++cells_ > limits_.cells_max) return refuse(limits_.cells_max, "单元格超过 ", " cells");
  row_.resize(column + 1);
  Cell& cell = row_.back();
  cell.kind = CellKind::text;
  if (field.size() >= 3 && field.starts_with("=\"") && field.ends_with('"')) {
    cell.kind = CellKind::formula;
    cell.cached = CellKind::text;
    field = field.substr(2, field.size() - 3);
  }
  cell.text = std::move(field);
  return {};
}

Status CsvReader::end_row() {
  if (sheet_.rows.size() >= limits_.rows_max) {
    const auto most = std::to_string(limits_.rows_max);
    return fail(too_large("行数超过 " + most, "more than " + most + " rows"));
  }
  sheet_.rows.push_back(std::exchange(row_, {}));
  columns_ = 0;
  return {};
}

Result<Workbook> CsvReader::read() {
  while (at_ < text_.size()) {
    std::string field;
    if (Status status = read_field(field); !status) return fail(std::move(status.error()));
    if (Status status = add(std::move(field)); !status) return fail(std::move(status.error()));
    if (at_ < text_.size() && text_[at_] == separator_) {
      ++at_;
      if (at_ < text_.size()) continue;
    }
    if (Status status = end_row(); !status) return fail(std::move(status.error()));
    if (at_ < text_.size()) skip_line_end();
  }
  while (!sheet_.rows.empty() && sheet_.rows.back().empty())
    sheet_.rows.pop_back();
  Workbook workbook;
  workbook.sheets.push_back(std::move(sheet_));
  return workbook;
}

}  // namespace

Result<Workbook> read_csv(const std::string& utf8, const ReadLimits& limits) {
  std::string_view text = utf8;
  // The hint is a line of its own, so the rows that people count start after it.
  if (text.size() > 5 && text.starts_with("sep=") && (text[5] == '\r' || text[5] == '\n')) {
    const char separator = text[4];
    text.remove_prefix(text.substr(5).starts_with("\r\n") ? 7 : 6);
    return CsvReader(text, separator, limits).read();
  }
  return CsvReader(text, separator_of(text), limits).read();
}

}  // namespace xueji::sheet
