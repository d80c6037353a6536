// One cell, read as its column says: plain values here, references to people and things in
// row_reader. Thread safety: pure functions over values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/base/text.h"
#include "tools/intake/form_columns.h"
#include "tools/sheet/workbook.h"

namespace xueji::intake {

/// What a cell came to mean; which member counts follows from the column's type.
struct CellValue {
  bool stated = false;  ///< The cell held something that could be read.
  std::string text;     ///< Codes, texts; also how dates and numbers are kept as personal values.
  Date date{};
  std::uint32_t number = 0;
  bool yes = false;
  std::array<std::uint8_t, 16> id{};
  Bytes bytes;
  std::vector<std::string> list;
  std::vector<StudentId> students;
  std::uint64_t position = 0;  ///< Of an entry of the ledger.
};

/// Why a cell cannot be read.
struct CellFault {
  Text message;
  Text expected;
};

/// Codes and labels of a choice column, for finding what a registrar wrote.
class ChoiceLookup {
 public:
  ChoiceLookup() = default;
  ChoiceLookup(const Column& column, const Pack& pack);
  /// nullptr when nothing of this code or label is accepted. A number that a spreadsheet stripped
  /// of its leading zeros ("1" for "01") is found too.
  [[nodiscard]] const std::string* find(std::string_view text) const;
  /// A free column: the pack has no such table.
  [[nodiscard]] bool accepts_any() const { return choices_.empty(); }
  /// "男、女 …": labels, at most a dozen, with their codes.
  [[nodiscard]] Text accepted() const;

 private:
  std::vector<Choice> choices_;
  std::unordered_map<std::string, std::string> codes_;
};

struct ReadCell {
  CellValue value;
  std::string text;  ///< Normalised, as typed.
  std::optional<CellFault> fault;
  bool was_changed = false;  ///< White space, full width or look-alike characters put right.
  bool was_formula = false;
};

/// Reads the plain types and the text of references. An empty cell gives an unstated value.
[[nodiscard]] ReadCell read_cell(const sheet::Cell& cell, const Column& column,
                                 const ChoiceLookup& choices);
/// The same for text that does not come from a sheet: a column's fallback.
[[nodiscard]] CellValue value_of_text(std::string_view text, const Column& column,
                                      const ChoiceLookup& choices);

}  // namespace xueji::intake
