// What is safe to put right in a cell that people typed, and what must be reported instead.
// Nothing here knows what a column means; the caller says how to read it. Thread safety: free
// functions over values. All text is UTF-8; characters outside the BMP survive.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/sheet/workbook.h"

namespace xueji::sheet {

/// How a cell is read.
enum class Reading {
  /// Free text: NFC, without zero-width and control characters (line breaks become spaces),
  /// trimmed of white space, U+3000 included.
  text,
  /// As text, and dots that look alike (‧ • ・ and others) become the middle dot · U+00B7 of names.
  name,
  /// Codes, numbers, dates: as text, full-width ASCII becomes half-width, inner white space goes,
  /// and a whole number stored as "2024.0" loses its fraction.
  code,
};

[[nodiscard]] std::string normalise(std::string_view text, Reading reading);
/// For comparing headers: as code, ASCII in lower case, without the asterisks that mark columns as
/// required.
[[nodiscard]] std::string normalise_header(std::string_view text);

struct Value {
  std::string text;         ///< Normalised; empty for an empty cell.
  bool changed = false;     ///< Normalising changed the text.
  bool is_formula = false;  ///< The text is what the program had cached.
  bool is_number = false;   ///< Stored as a number, so leading zeros are gone.
  bool is_error = false;    ///< An error value such as #N/A.
  /// More than 15 digits stored as a number, or digits in exponent form: programs keep 15
  /// significant digits, so an id number read from here would be a wrong one.
  bool lost_digits = false;
  std::size_t digits = 0;  ///< ASCII digits in `text`: 15 in an id number of the old form.
};

[[nodiscard]] Value read_value(const Cell& cell, Reading reading);

}  // namespace xueji::sheet
