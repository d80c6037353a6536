// OpenDocument spreadsheets, ODF 1.3 part 3 §9 and §19. Only what carries values is read.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tools/sheet/cells.h"

namespace xueji::sheet {
namespace {

constexpr std::string_view table_space = "table:1.0";
constexpr std::string_view text_space = "text:1.0";
constexpr std::string_view office_space = "office:1.0";

std::uint64_t count_of(const std::optional<std::string_view>& attribute) {
  std::uint64_t value = 1;
  if (attribute) std::from_chars(attribute->data(), attribute->data() + attribute->size(), value);
  return value;
}

class Content final : public XmlHandler {
 public:
  Content(CellSink& sink, const ReadLimits& limits) : sink_(sink), limits_(limits) {}
  Status start(const XmlName& name, const XmlAttributes& attributes) override;
  Status end(const XmlName& name) override;
  Status text(std::string_view piece) override {
    if (in_paragraph_ && ignored_ == 0) append(piece);
    return {};
  }
  [[nodiscard]] bool any_sheet() const { return any_sheet_; }

 private:
  /// Comments, pictures and tables inside a cell are not its value.
  static bool is_ignored(const XmlName& name) {
    return name.local == "annotation" || name.local == "frame" || name.local == "shapes" ||
           name.local == "tracked-changes" || name.local == "ruby-text";
  }
  void append(std::string_view piece) {
    // The sink refuses a text that is too long; here it must only not grow without bound.
    if (shown_.size() <= limits_.cell_bytes_max) shown_.append(piece);
  }
  void start_cell(const XmlAttributes& attributes);
  Status start_text(const XmlName& name, const XmlAttributes& attributes);
  Status end_cell();
  Status end_row();
  [[nodiscard]] Cell value() const;

  CellSink& sink_;
  const ReadLimits& limits_;
  bool any_sheet_ = false;
  int ignored_ = 0;
  std::uint64_t row_ = 0;
  std::uint64_t row_repeat_ = 1;
  std::uint64_t column_ = 0;
  std::uint64_t column_repeat_ = 1;
  std::vector<std::pair<std::uint64_t, Cell>> row_cells_;
  bool in_cell_ = false;
  bool in_paragraph_ = false;
  bool any_paragraph_ = false;
  bool formula_ = false;
  std::string type_;
  std::string typed_value_;
  std::string shown_;
};

Status Content::start(const XmlName& name, const XmlAttributes& attributes) {
  if (is_ignored(name)) ++ignored_;
  if (ignored_ > 0) return {};
  if (name.space.find(text_space) != std::string_view::npos) return start_text(name, attributes);
  if (name.space.find(table_space) == std::string_view::npos) return {};
  if (name.local == "table") {
    any_sheet_ = true;
    row_ = 0;
    return sink_.begin_sheet(attributes.find("name", table_space).value_or(""), false);
  }
  if (name.local == "table-row") {
    row_repeat_ = count_of(attributes.find("number-rows-repeated", table_space));
    column_ = 0;
    row_cells_.clear();
  } else if (name.local == "table-cell" || name.local == "covered-table-cell") {
    start_cell(attributes);
  }
  return {};
}

void Content::start_cell(const XmlAttributes& attributes) {
  in_cell_ = true;
  in_paragraph_ = false;
  any_paragraph_ = false;
  shown_.clear();
  column_repeat_ = count_of(attributes.find("number-columns-repeated", table_space));
  formula_ = attributes.find("formula", table_space).has_value();
  type_ = attributes.find("value-type", office_space).value_or("");
  static constexpr std::string_view value_attributes[] = {"value", "date-value", "boolean-value",
                                                          "string-value"};
  typed_value_.clear();
  for (const auto attribute : value_attributes) {
    if (const auto found = attributes.find(attribute, office_space)) typed_value_ = *found;
  }
}

Status Content::start_text(const XmlName& name, const XmlAttributes& attributes) {
  if (!in_cell_) return {};
  if (name.local == "p") {
    if (std::exchange(any_paragraph_, true)) append("\n");
    in_paragraph_ = true;
  } else if (name.local == "s") {
    const auto spaces = count_of(attributes.find("c", text_space));
    append(std::string(std::min<std::uint64_t>(spaces, limits_.cell_bytes_max), ' '));
  } else if (name.local == "tab") {
    append("\t");
  } else if (name.local == "line-break") {
    append("\n");
  }
  return {};
}

Status Content::end(const XmlName& name) {
  if (is_ignored(name)) {
    --ignored_;
    return {};
  }
  if (ignored_ > 0) return {};
  if (name.local == "p" && name.space.find(text_space) != std::string_view::npos) {
    in_paragraph_ = false;
  }
  if (name.space.find(table_space) == std::string_view::npos) return {};
  if (name.local == "table-row") return end_row();
  if (name.local == "table-cell" || name.local == "covered-table-cell") return end_cell();
  return {};
}

Cell Content::value() const {
  Cell cell;
  if (type_ == "float" || type_ == "percentage" || type_ == "currency") {
    const auto* const end = typed_value_.data() + typed_value_.size();
    const auto parsed = std::from_chars(typed_value_.data(), end, cell.number);
    const bool sound = parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(cell.number);
    if (!sound) cell.number = 0;
    cell.kind = sound ? CellKind::number : CellKind::error;
    cell.text = typed_value_;
  } else if (type_ == "date") {
    cell = {CellKind::date, CellKind::empty, typed_value_, 0};
  } else if (type_ == "boolean") {
    const bool yes = typed_value_ == "true";
    cell = {CellKind::boolean, CellKind::empty, yes ? "TRUE" : "FALSE", yes ? 1.0 : 0.0};
  } else {
    cell.text = any_paragraph_ ? shown_ : typed_value_;
    const bool is_error = formula_ && (cell.text.starts_with('#') || cell.text.starts_with("Err:"));
    cell.kind = cell.text.empty() ? CellKind::empty : is_error ? CellKind::error : CellKind::text;
  }
  if (formula_) {
    cell.cached = cell.kind;
    cell.kind = CellKind::formula;
  }
  return cell;
}

Status Content::end_cell() {
  if (!std::exchange(in_cell_, false)) return {};
  const Cell cell = value();
  if (!cell.is_empty()) {
    // One cell beyond the limit is enough for the sink to refuse the sheet.
    const auto copies = std::min<std::uint64_t>(column_repeat_, limits_.columns_max + 1u);
    for (std::uint64_t i = 0; i < copies; ++i)
      row_cells_.emplace_back(column_ + i, cell);
  }
  // Saturating: a forged count must not wrap around to an early column.
  const std::uint64_t far = 1u << 30;
  column_ = std::min(far, column_ + std::min(far, column_repeat_));
  if (row_cells_.size() > limits_.columns_max + 1u) return end_row();
  return {};
}

Status Content::end_row() {
  const auto copies =
      row_cells_.empty() ? 0 : std::min<std::uint64_t>(row_repeat_, limits_.rows_max + 1u);
  for (std::uint64_t i = 0; i < copies; ++i) {
    for (const auto& [column, cell] : row_cells_) {
      if (Status status = sink_.add(row_ + i, column, cell); !status) return status;
    }
  }
  row_cells_.clear();
  const std::uint64_t far = 1u << 30;
  row_ = std::min(far, row_ + std::min(far, row_repeat_));
  return {};
}

/// An encrypted document lists how its parts were encrypted in the manifest, which stays readable.
class Manifest final : public XmlHandler {
 public:
  Status start(const XmlName& name, const XmlAttributes&) override {
    if (name.local == "encryption-data") return fail(has_password());
    return {};
  }
  Status end(const XmlName&) override { return {}; }
  Status text(std::string_view) override { return {}; }
};

}  // namespace

Status read_ods(Package& package, CellSink& sink, const ReadLimits& limits) {
  if (package.has("META-INF/manifest.xml")) {
    Manifest manifest;
    if (Status status = package.parse("META-INF/manifest.xml", manifest); !status) return status;
  }
  Content content(sink, limits);
  if (Status status = package.parse("content.xml", content); !status) return status;
  if (!content.any_sheet()) {
    return fail(not_a_spreadsheet("其中没有工作表", "it is a document without any sheet"));
  }
  return {};
}

}  // namespace xueji::sheet
