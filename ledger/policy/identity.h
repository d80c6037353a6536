// Citizen id numbers (GB 11643-1999), student and certificate numbers, and the masks under which
// people see them. Pure functions. Thread safety: free functions over values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/date.h"
#include "ledger/base/result.h"
#include "ledger/base/text.h"
#include "ledger/policy/code_tables.h"

namespace xueji {

/// Why a number is refused: which character, what is wrong, what would be accepted.
struct NumberFault {
  enum class Kind : std::uint8_t {
    length,
    character,
    division,
    birth_date,
    check_digit,
    sequence,
    year,
    county,
    school,
  };
  Kind kind = Kind::length;
  /// Counted from 1; the first character of the wrong part. 0: the number as a whole.
  std::size_t character = 0;
  Text what;
  Text expected;
  friend bool operator==(const NumberFault&, const NumberFault&) = default;
};

/// A citizen id that holds (domain-facts §7).
struct CitizenId {
  std::string number;              ///< 18 characters, check character X in upper case.
  std::string division;            ///< The first six digits.
  bool division_is_listed = true;  ///< False: older than the first revision of the table.
  Date birth{};
  char sex = '0';             ///< Code of GB/T 2261.1: '1' male, '2' female.
  bool was_old_form = false;  ///< Written with 15 digits (D-35).
  friend bool operator==(const CitizenId&, const CitizenId&) = default;
};

/// The check character of the first 17 digits: '0' … '9' or 'X'. `digits` must be 17 digits.
[[nodiscard]] char citizen_id_check_character(std::string_view digits);

/// Checks form, division, birth date (not after `today`, not before 1800: the standard's own
/// example is of 1880; whether an age is plausible is not asked here) and check character, in this
/// order; the first fault is returned. A division of any revision holds; one that no revision lists
/// holds only on the id of a person born before the first revision (2002-12), in a province that
/// exists: the codes of those years were never republished. A lower-case x is accepted. A number of
/// 15 digits is the old form, whose birth year has two digits of the 20th century: it is converted
/// (D-35). White space and full-width digits are faults here: the importer has normalised them.
[[nodiscard]] tl::expected<CitizenId, NumberFault> parse_citizen_id(std::string_view text,
                                                                    const DivisionTable& divisions,
                                                                    Date today);

/// "4203**********123X": the first and the last four characters stay (domain-facts §10). Numbers of
/// fewer than 12 characters keep only the last two; of fewer than five, none.
[[nodiscard]] std::string mask_number(std::string_view number);
/// "张*", "买**·…": the first character stays, the others of the first part are hidden, up to three
/// stars; what follows a middle dot becomes one ellipsis. UTF-8, any plane.
[[nodiscard]] std::string mask_name(std::string_view name);

/// The parts of a number with a format such as YYCCSSNNNN (FJ-08c) or YYYYCCSSNNNN (FJ-41): Y year,
/// C county code, S school code within the county, N serial.
struct NumberParts {
  int year = 0;  ///< As written: two or four digits.
  std::string county;
  std::string school;
  int serial = 0;
  friend bool operator==(const NumberParts&, const NumberParts&) = default;
};

/// Length and digits after `format`; serial 0 is a fault. Does not look at tables.
[[nodiscard]] tl::expected<NumberParts, NumberFault> parse_number(std::string_view text,
                                                                  std::string_view format);
/// The inverse. A fault of kind `sequence` when the serial does not fit: at most 9,999 a year
/// (D-12); of kind `year`, `county` or `school` when that part does not have its digits.
[[nodiscard]] tl::expected<std::string, NumberFault> format_number(const NumberParts& parts,
                                                                   std::string_view format);

}  // namespace xueji
