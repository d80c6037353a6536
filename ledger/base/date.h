// China dates and UTC instants (design §3 Time, D-01).
// A Date is a calendar day in China Standard Time (UTC+8, no daylight saving); a day named as a
// deadline is inclusive until 24:00 of that day. An Instant is UTC milliseconds since 1970.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xueji {

using Date = std::chrono::year_month_day;

struct Instant {
  std::int64_t ms = 0;  ///< UTC milliseconds since 1970-01-01.
  constexpr Instant() = default;
  explicit constexpr Instant(std::int64_t value_ms) : ms(value_ms) {}
  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
};

/// The calendar day in China at this instant.
[[nodiscard]] Date china_date(Instant instant);
/// Midnight (00:00 China time) at which this day begins.
[[nodiscard]] Instant start_of(Date date);
/// The last millisecond of this day in China: deadlines are met up to and including it (D-01).
[[nodiscard]] Instant end_of(Date date);

/// Days since 1970-01-01, the stored form of a date; may be negative.
[[nodiscard]] std::int32_t to_days(Date date);
[[nodiscard]] Date from_days(std::int32_t days);

[[nodiscard]] Date make_date(int year, unsigned month, unsigned day);
[[nodiscard]] Date add_days(Date date, int days);
/// Same day number `months` later, else the last day of that month (D-01, FJ-11a).
[[nodiscard]] Date add_months(Date date, int months);
/// Same day `years` later; 29 February becomes 28 February in a common year.
[[nodiscard]] Date add_years(Date date, int years);
/// Completed years of age (周岁) on `day`: born on 29 February completes a year on 1 March.
[[nodiscard]] int age_on(Date birth, Date day);
[[nodiscard]] int year_of(Date date);
[[nodiscard]] unsigned month_of(Date date);

/// "2024-09-01".
[[nodiscard]] std::string to_text(Date date);
/// "2024-09-01T08:00:00+08:00".
[[nodiscard]] std::string to_text(Instant instant);
/// Accepts 2024-09-01, 20240901, 2024/9/1, 2024.9.1 and 2024年9月1日; nothing for a day that does
/// not exist.
[[nodiscard]] std::optional<Date> date_from_text(std::string_view text);

}  // namespace xueji
