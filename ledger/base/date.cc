#include "ledger/base/date.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace xueji {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t china_offset_ms = 8 * 3'600'000;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Date> checked(std::optional<int> y, std::optional<int> m, std::optional<int> d) {
  if (!y || !m || !d || *y < 1900 || *y > 2999 || *m < 1 || *d < 1) return std::nullopt;
  const Date date = make_date(*y, static_cast<unsigned>(*m), static_cast<unsigned>(*d));
  return date.ok() ? std::optional{date} : std::nullopt;
}

}  // namespace

Date china_date(Instant instant) {
  return from_days(static_cast<std::int32_t>(floor_divide(instant.ms + china_offset_ms, day_ms)));
}

Instant start_of(Date date) {
  return Instant{static_cast<std::int64_t>(to_days(date)) * day_ms - china_offset_ms};
}

Instant end_of(Date date) { return Instant{start_of(date).ms + day_ms - 1}; }

std::int32_t to_days(Date date) {
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

Date from_days(std::int32_t days) { return Date{std::chrono::sys_days{std::chrono::days{days}}}; }

Date make_date(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

Date add_days(Date date, int days) { return from_days(to_days(date) + days); }

Date add_months(Date date, int months) {
  const Date moved = date + std::chrono::months{months};
  return moved.ok() ? moved : Date{moved.year() / moved.month() / std::chrono::last};
}

Date add_years(Date date, int years) { return add_months(date, 12 * years); }

int age_on(Date birth, Date day) {
  int age = static_cast<int>(day.year()) - static_cast<int>(birth.year());
  const bool before_birthday =
      day.month() < birth.month() || (day.month() == birth.month() && day.day() < birth.day());
  return before_birthday ? age - 1 : age;
}

int year_of(Date date) { return static_cast<int>(date.year()); }
unsigned month_of(Date date) { return static_cast<unsigned>(date.month()); }

std::string to_text(Date date) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", year_of(date), month_of(date),
                static_cast<unsigned>(date.day()));
  return out.data();
}

std::string to_text(Instant instant) {
  const Date date = china_date(instant);
  const auto seconds = static_cast<int>((instant.ms - start_of(date).ms) / 1000);
  std::array<char, 48> out{};
  std::snprintf(out.data(), out.size(), "%sT%02d:%02d:%02d+08:00", to_text(date).c_str(),
                seconds / 3600, seconds / 60 % 60, seconds % 60);
  return out.data();
}

std::optional<Date> date_from_text(std::string_view text) {
  if (text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos) {
    return checked(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)));
  }
  static constexpr std::array<std::array<std::string_view, 3>, 4> separators{
      {{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}}};
  for (const auto& [first, second, last] : separators) {
    const auto a = text.find(first);
    if (a == std::string_view::npos) continue;
    const auto b = text.find(second, a + first.size());
    if (b == std::string_view::npos || !text.ends_with(last)) continue;
    const auto day_start = b + second.size();
    if (text.size() < day_start + last.size()) continue;
    return checked(number(text.substr(0, a)),
                   number(text.substr(a + first.size(), b - a - first.size())),
                   number(text.substr(day_start, text.size() - day_start - last.size())));
  }
  return std::nullopt;
}

}  // namespace xueji
