// The parameters that a pack may set: dates, numbers, switches, lists. The table of known
// parameters is code, because a rule reads each by name; their values are data of the pack. Thread
// safety: plain values; the table is constant.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/text.h"
#include "ledger/model/vocabulary.h"
#include "ledger/policy/catalogue.h"

namespace xueji {

/// A day of any year, e.g. a deadline on 15 November.
using MonthDay = std::chrono::month_day;
/// "11-15"; nothing for a day that no year has.
[[nodiscard]] std::optional<MonthDay> month_day_from_text(std::string_view text);
[[nodiscard]] std::string to_text(MonthDay day);
/// That day in one year; 29 February becomes 28 February in a common year.
[[nodiscard]] Date in_year(MonthDay day, int year);

using ParameterValue = std::variant<std::int64_t, bool, std::string, MonthDay, Date, Reaction, Role,
                                    std::vector<std::int64_t>, std::vector<std::string>>;

struct Parameter {
  std::string name;
  ParameterValue value;
  std::string unit;  ///< As in the pack file: "days", "month-day", "switch", "codes", …
  std::vector<std::string> rules;  ///< Empty: the regulation is silent, the value is ours.
  Text label;
  bool assumed = false;  ///< Not in the text; shown with the word "assumed" (D-03).
  int line = 0;          ///< In pack.toml.
};

/// The value as plain text: "11-15", "3", "true", a code; items of lists are joined by ", ".
[[nodiscard]] std::string to_text(const ParameterValue& value);

enum class ParameterType : std::uint8_t {
  integer,
  integers,
  boolean,
  text,
  month_day,
  date,
  reaction,
  role,
  texts,
};

struct KnownParameter {
  std::string_view name;
  ParameterType type;
  std::string_view unit;
  bool required = false;  ///< Otherwise absence means: this pack has no such rule.
  /// For codes and fields: whether a code is in the vocabulary; nullptr accepts any text.
  bool (*is_known_code)(std::string_view) = nullptr;
  std::int64_t least = 0;  ///< For integers, inclusive.
  std::int64_t most = 0;
};

/// Every parameter that a pack file may hold.
[[nodiscard]] std::span<const KnownParameter> known_parameters();
[[nodiscard]] const KnownParameter* find_known_parameter(std::string_view name);

}  // namespace xueji
