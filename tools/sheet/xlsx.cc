// Office Open XML workbooks, ECMA-376 part 1 §18. Only what carries values is read.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "tools/sheet/cells.h"

namespace xueji::sheet {
namespace {

constexpr std::string_view main_space = "spreadsheetml";
constexpr std::string_view relationship_space = "relationships";

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Parts name each other relative to their own folder, or absolutely from the root.
std::string resolve(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string path(folder);
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    const auto slash = path.rfind('/', path.empty() ? 0 : path.size() - 2);
    path.erase(slash == std::string::npos ? 0 : slash + 1);
  }
  return path.append(target);
}

std::string folder_of(std::string_view part) {
  const auto slash = part.rfind('/');
  return std::string(part.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
}

std::string relationships_of(std::string_view part) {
  const std::string folder = folder_of(part);
  return folder + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
}

struct Relationship {
  std::string
      type;  ///< The last segment: "worksheet". Strict and transitional files differ before.
  std::string part;
};

class Relationships final : public XmlHandler {
 public:
  explicit Relationships(std::string folder) : folder_(std::move(folder)) {}
  Status start(const XmlName& name, const XmlAttributes& attributes) override {
    if (name.local != "Relationship") return {};
    const auto type = attributes.find("Type").value_or("");
    const auto target = attributes.find("Target").value_or("");
    by_id[std::string(attributes.find("Id").value_or(""))] = {
        std::string(type.substr(type.rfind('/') + 1)), resolve(folder_, target)};
    return {};
  }
  Status end(const XmlName&) override { return {}; }
  Status text(std::string_view) override { return {}; }

  [[nodiscard]] std::string part_of_type(std::string_view type) const {
    for (const auto& [id, relationship] : by_id) {
      if (relationship.type == type) return relationship.part;
    }
    return {};
  }
  std::map<std::string, Relationship> by_id;

 private:
  std::string folder_;
};

struct SheetEntry {
  std::string name;
  std::string relationship;
  bool hidden;
};

class WorkbookPart final : public XmlHandler {
 public:
  Status start(const XmlName& name, const XmlAttributes& attributes) override {
    if (name.local == "workbookPr") {
      const auto value = attributes.find("date1904").value_or("0");
      from_1904 = value == "1" || value == "true";
    } else if (name.local == "sheet") {
      sheets.push_back({std::string(attributes.find("name").value_or("")),
                        std::string(attributes.find("id", relationship_space).value_or("")),
                        attributes.find("state").value_or("visible") != "visible"});
    }
    return {};
  }
  Status end(const XmlName&) override { return {}; }
  Status text(std::string_view) override { return {}; }
  std::vector<SheetEntry> sheets;
  bool from_1904 = false;
};

class Styles final : public XmlHandler {
 public:
  Status start(const XmlName& name, const XmlAttributes& attributes) override {
    if (name.local == "numFmt") {
      const auto id = number_of<std::uint32_t>(attributes.find("numFmtId").value_or(""));
      if (id) own_formats_[*id] = is_date_format(attributes.find("formatCode").value_or(""));
    } else if (name.local == "cellXfs") {
      in_cell_formats_ = true;
    } else if (name.local == "xf" && in_cell_formats_) {
      const auto id = number_of<std::uint32_t>(attributes.find("numFmtId").value_or("0"));
      shows_date_.push_back(is_date(id.value_or(0)));
    }
    return {};
  }
  Status end(const XmlName& name) override {
    if (name.local == "cellXfs") in_cell_formats_ = false;
    return {};
  }
  Status text(std::string_view) override { return {}; }
  [[nodiscard]] bool shows_date(std::uint32_t style) const {
    return style < shows_date_.size() && shows_date_[style];
  }

 private:
  /// §18.8.30: numbers that need no format code, with those of the Chinese locale. Gaps between
  /// the ranges are times of day.
  [[nodiscard]] bool is_date(std::uint32_t format) const {
    static constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 6> ranges{
        {{14, 17}, {22, 22}, {27, 31}, {36, 36}, {50, 54}, {57, 58}}};
    if (const auto own = own_formats_.find(format); own != own_formats_.end()) return own->second;
    return std::any_of(ranges.begin(), ranges.end(), [format](const auto& range) {
      return format >= range.first && format <= range.second;
    });
  }
  std::map<std::uint32_t, bool> own_formats_;
  std::vector<bool> shows_date_;
  bool in_cell_formats_ = false;
};

/// Undoes `_x000D_` (§22.9.2.19), by which control characters are written.
std::string unescape(std::string text) {
  const auto hex = [](std::string_view digits) -> std::optional<unsigned> {
    unsigned value = 0;
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (code != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return value;
  };
  for (std::size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    const auto value = hex(std::string_view(text).substr(at + 2, 4));
    // Beyond ASCII a file has no reason to escape, and halves of surrogate pairs would not be text.
    if (value && *value < 0x80) text.replace(at, 7, 1, static_cast<char>(*value));
  }
  return text;
}

class SharedStrings final : public XmlHandler {
 public:
  Status start(const XmlName& name, const XmlAttributes&) override {
    if (name.local == "si") current_.clear();
    if (name.local == "rPh") ++phonetic_;  // Reading aids are not part of the value.
    if (name.local == "t") in_text_ = phonetic_ == 0;
    return {};
  }
  Status end(const XmlName& name) override {
    if (name.local == "si") strings.push_back(unescape(current_));
    if (name.local == "rPh") --phonetic_;
    if (name.local == "t") in_text_ = false;
    return {};
  }
  Status text(std::string_view piece) override {
    if (in_text_) current_.append(piece);
    return {};
  }
  std::vector<std::string> strings;

 private:
  std::string current_;
  int phonetic_ = 0;
  bool in_text_ = false;
};

struct Parts {
  SharedStrings strings;
  Styles styles;
  bool from_1904 = false;
};

class SheetPart final : public XmlHandler {
 public:
  SheetPart(const Parts& parts, CellSink& sink) : parts_(parts), sink_(sink) {}

  Status start(const XmlName& name, const XmlAttributes& attributes) override {
    if (name.space.find(main_space) == std::string_view::npos) return {};
    if (name.local == "row") return start_row(attributes);
    if (name.local == "c") return start_cell(attributes);
    if (!in_cell_) return {};
    if (name.local == "f") formula_ = true;
    if (name.local == "rPh") ++phonetic_;
    if (name.local == "v") reading_ = &value_;
    if (name.local == "t" && phonetic_ == 0) reading_ = &inline_;
    return {};
  }
  Status end(const XmlName& name) override {
    if (name.space.find(main_space) == std::string_view::npos) return {};
    if (name.local == "v" || name.local == "t") reading_ = nullptr;
    if (name.local == "rPh") --phonetic_;
    if (name.local == "c" && in_cell_) return end_cell();
    return {};
  }
  Status text(std::string_view piece) override {
    if (reading_ != nullptr) reading_->append(piece);
    return {};
  }

 private:
  Status start_row(const XmlAttributes& attributes);
  Status start_cell(const XmlAttributes& attributes);
  Status end_cell();
  Result<Cell> value() const;
  Cell number_or_date() const;
  [[nodiscard]] Error bad_value() const;

  const Parts& parts_;
  CellSink& sink_;
  std::uint64_t row_ = 0;  ///< 1-based; rows and cells without a reference follow the one before.
  std::uint64_t column_ = 0;
  std::string type_;
  std::uint32_t style_ = 0;
  std::string value_;
  std::string inline_;
  std::string* reading_ = nullptr;
  bool formula_ = false;
  bool in_cell_ = false;
  int phonetic_ = 0;
};

/// "BC12" as 1-based row 12 and column 55; nothing for anything else.
std::optional<std::pair<std::uint64_t, std::uint64_t>> place_of(std::string_view reference) {
  std::uint64_t column = 0;
  std::size_t letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z') {
    column = column * 26 + static_cast<std::uint64_t>(reference[letters] - 'A' + 1);
    if (++letters > 4) return std::nullopt;
  }
  const auto row = number_of<std::uint32_t>(reference.substr(letters));
  if (letters == 0 || !row || *row == 0) return std::nullopt;
  return std::pair{std::uint64_t{*row}, column};
}

Status SheetPart::start_row(const XmlAttributes& attributes) {
  const auto reference = attributes.find("r");
  const auto row = reference ? number_of<std::uint32_t>(*reference) : std::nullopt;
  if (reference && (!row || *row == 0)) {
    return fail(broken_file("行号无效", "a row has an invalid number"));
  }
  row_ = row ? *row : row_ + 1;
  column_ = 0;
  return {};
}

Status SheetPart::start_cell(const XmlAttributes& attributes) {
  if (const auto reference = attributes.find("r")) {
    const auto place = place_of(*reference);
    if (!place || place->first != row_) {
      return fail(broken_file("单元格位置无效", "a cell has an invalid place"));
    }
    column_ = place->second;
  } else {
    ++column_;
  }
  if (row_ == 0) return fail(broken_file("单元格不在行内", "a cell lies outside a row"));
  type_ = attributes.find("t").value_or("n");
  style_ = number_of<std::uint32_t>(attributes.find("s").value_or("0")).value_or(0);
  value_.clear();
  inline_.clear();
  reading_ = nullptr;
  formula_ = false;
  phonetic_ = 0;
  in_cell_ = true;
  return {};
}

Error SheetPart::bad_value() const {
  const auto where = cell_name(row_ - 1, column_ - 1);
  return broken_file("单元格 " + where + " 的值无效", "cell " + where + " holds an invalid value");
}

Cell SheetPart::number_or_date() const {
  const auto number = number_of<double>(value_);
  // Such a text would not be a number in any program either; it is shown as it stands.
  if (!number || !std::isfinite(*number)) return {CellKind::error, CellKind::empty, value_, 0};
  if (parts_.styles.shows_date(style_)) {
    if (auto date = date_of_serial(*number, parts_.from_1904)) {
      return {CellKind::date, CellKind::empty, std::move(*date), *number};
    }
  }
  return {CellKind::number, CellKind::empty, value_, *number};
}

Result<Cell> SheetPart::value() const {
  const auto text_cell = [](std::string text) {
    const auto kind = text.empty() ? CellKind::empty : CellKind::text;
    return Cell{kind, CellKind::empty, std::move(text), 0};
  };
  if (type_ == "inlineStr") return text_cell(unescape(inline_));
  if (value_.empty()) return Cell{};
  if (type_ == "s") {
    const auto index = number_of<std::uint32_t>(value_);
    if (!index || *index >= parts_.strings.strings.size()) return fail(bad_value());
    return text_cell(parts_.strings.strings[*index]);
  }
  if (type_ == "n") return number_or_date();
  if (type_ == "str") return text_cell(unescape(value_));
  if (type_ == "b") {
    const bool yes = value_ == "1" || value_ == "true";
    return Cell{CellKind::boolean, CellKind::empty, yes ? "TRUE" : "FALSE", yes ? 1.0 : 0.0};
  }
  if (type_ == "d") return Cell{CellKind::date, CellKind::empty, value_, 0};
  if (type_ == "e") return Cell{CellKind::error, CellKind::empty, value_, 0};
  return fail(bad_value());
}

Status SheetPart::end_cell() {
  in_cell_ = false;
  auto cell = value();
  if (!cell) return fail(std::move(cell.error()));
  if (formula_) {
    cell->cached = cell->kind;
    cell->kind = CellKind::formula;
  }
  return sink_.add(row_ - 1, column_ - 1, *cell);
}

/// The main part as the package names it, else where every program puts it; empty if there is none.
Result<std::string> workbook_part(Package& package) {
  Relationships root{""};
  if (package.has("_rels/.rels")) {
    if (Status status = package.parse("_rels/.rels", root); !status) {
      return fail(std::move(status.error()));
    }
  }
  std::string part = root.part_of_type("officeDocument");
  if (part.empty()) part = "xl/workbook.xml";
  if (part.ends_with(".bin")) {
    return fail(
        make_error(ErrorCode::malformed,
                   Text{"不支持 .xlsb(二进制工作簿)", ".xlsb (binary workbook) is not supported"},
                   Text{"请在表格软件中另存为 .xlsx", "save it as .xlsx"}));
  }
  const bool is_workbook = package.has(part) && part.find("workbook") != std::string::npos;
  return is_workbook ? part : std::string();
}

Status read_parts(Package& package, const Relationships& relationships, Parts& parts) {
  const auto read = [&](std::string_view type, XmlHandler& handler) -> Status {
    const std::string part = relationships.part_of_type(type);
    return part.empty() ? Status{} : package.parse(part, handler);
  };
  if (Status status = read("sharedStrings", parts.strings); !status) return status;
  return read("styles", parts.styles);
}

}  // namespace

Status read_xlsx(Package& package, CellSink& sink) {
  const auto main = workbook_part(package);
  if (!main) return fail(main.error());
  if (main->empty()) {
    return fail(not_a_spreadsheet("压缩包内没有工作簿", "the package holds no workbook"));
  }
  WorkbookPart workbook;
  if (Status status = package.parse(*main, workbook); !status) return status;
  Relationships relationships{folder_of(*main)};
  if (Status status = package.parse(relationships_of(*main), relationships); !status) return status;
  Parts parts;
  parts.from_1904 = workbook.from_1904;
  if (Status status = read_parts(package, relationships, parts); !status) return status;
  bool any = false;
  for (const auto& entry : workbook.sheets) {
    const auto found = relationships.by_id.find(entry.relationship);
    if (found == relationships.by_id.end()) {
      return fail(broken_file("找不到工作表“" + entry.name + "”",
                              "sheet \"" + entry.name + "\" is not in the package"));
    }
    if (found->second.type != "worksheet") continue;  // A chart or a macro sheet has no cells.
    any = true;
    if (Status status = sink.begin_sheet(entry.name, entry.hidden); !status) return status;
    SheetPart part(parts, sink);
    if (Status status = package.parse(found->second.part, part); !status) return status;
  }
  if (!any) return fail(broken_file("没有工作表", "there is no sheet"));
  return {};
}

}  // namespace xueji::sheet
