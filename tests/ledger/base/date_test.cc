#include "ledger/base/date.h"

#include <catch2/catch.hpp>
#include <string>

namespace xueji {
namespace {

TEST_CASE("a deadline is met up to the last millisecond of its day in China", "[D-01]") {
  const Date day = make_date(2024, 9, 30);
  CHECK(to_text(end_of(day)) == "2024-09-30T23:59:59+08:00");
  CHECK(china_date(end_of(day)) == day);
  CHECK(china_date(Instant{end_of(day).ms + 1}) == make_date(2024, 10, 1));
  CHECK(china_date(start_of(day)) == day);
  CHECK(china_date(Instant{start_of(day).ms - 1}) == make_date(2024, 9, 29));
  CHECK(end_of(day).ms - start_of(day).ms == 86'400'000 - 1);
}

TEST_CASE("the China day begins at 16:00 UTC of the day before") {
  CHECK(china_date(Instant{16 * 3'600'000 - 1}) == make_date(1970, 1, 1));
  CHECK(china_date(Instant{16 * 3'600'000}) == make_date(1970, 1, 2));
  CHECK(china_date(Instant{-8 * 3'600'000 - 1}) == make_date(1969, 12, 31));
  CHECK(start_of(make_date(1970, 1, 1)) == Instant{-8 * 3'600'000});
}

TEST_CASE("a month later is the same day number, else the last day of that month",
          "[D-01][FJ-11a]") {
  CHECK(add_months(make_date(2024, 1, 31), 1) == make_date(2024, 2, 29));
  CHECK(add_months(make_date(2023, 1, 31), 1) == make_date(2023, 2, 28));
  CHECK(add_months(make_date(2024, 3, 31), -1) == make_date(2024, 2, 29));
  CHECK(add_months(make_date(2024, 11, 15), 3) == make_date(2025, 2, 15));
  CHECK(add_months(make_date(2024, 12, 31), 12) == make_date(2025, 12, 31));
  CHECK(add_months(make_date(2024, 8, 31), 6) == make_date(2025, 2, 28));
}

TEST_CASE("29 February becomes 28 February in a common year", "[D-01]") {
  CHECK(add_years(make_date(2024, 2, 29), 1) == make_date(2025, 2, 28));
  CHECK(add_years(make_date(2024, 2, 29), 4) == make_date(2028, 2, 29));
  CHECK(add_years(make_date(2096, 2, 29), 4) == make_date(2100, 2, 28));
}

TEST_CASE("who was born on 29 February completes a year on 1 March", "[D-01]") {
  const Date birth = make_date(2008, 2, 29);
  CHECK(age_on(birth, make_date(2023, 2, 28)) == 14);
  CHECK(age_on(birth, make_date(2023, 3, 1)) == 15);
  CHECK(age_on(birth, make_date(2024, 2, 28)) == 15);
  CHECK(age_on(birth, make_date(2024, 2, 29)) == 16);
  CHECK(age_on(make_date(2008, 9, 1), make_date(2023, 8, 31)) == 14);
  CHECK(age_on(make_date(2008, 9, 1), make_date(2023, 9, 1)) == 15);
}

TEST_CASE("days are stored as days since 1970, negative before") {
  CHECK(to_days(make_date(1970, 1, 1)) == 0);
  CHECK(to_days(make_date(1969, 12, 31)) == -1);
  CHECK(to_days(make_date(2000, 3, 1)) == 11017);
  for (std::int32_t days = -40'000; days < 60'000; days += 17) {
    REQUIRE(to_days(from_days(days)) == days);
  }
  CHECK(add_days(make_date(2024, 2, 28), 2) == make_date(2024, 3, 1));
}

TEST_CASE("a date is read in the forms that registrars write") {
  const auto text =
      GENERATE("2024-09-01", "20240901", "2024/9/1", "2024.9.1", "2024年9月1日", "2024年09月01日");
  INFO(text);
  CHECK(date_from_text(text) == make_date(2024, 9, 1));
}

TEST_CASE("a day that does not exist and other text is no date") {
  const auto text = GENERATE("2023-02-29", "20230229", "2100-02-29", "2024-04-31", "2024-13-01",
                             "2024-00-10", "2024-01-00", "2024-9", "2024", "", "2024-09-01 ",
                             " 2024-09-01", "2024-9-1日", "2024年9月1", "2024-09/01", "2024--9-1",
                             "2024-9--1", "24-9-1", "９-9-1", "0024-09-01");
  INFO(text);
  CHECK_FALSE(date_from_text(text));
}

TEST_CASE("29 February of a leap year is a date") {
  CHECK(date_from_text("2024-02-29") == make_date(2024, 2, 29));
  CHECK(date_from_text("2000-02-29") == make_date(2000, 2, 29));
  CHECK(to_text(make_date(2024, 2, 29)) == "2024-02-29");
}

}  // namespace
}  // namespace xueji
