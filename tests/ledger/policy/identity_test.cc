#include "ledger/policy/identity.h"

#include <catch2/catch.hpp>

#include "ledger/policy/pack.h"

using namespace xueji;

namespace {

const DivisionTable& divisions() {
  static const Pack pack = *load_pack(*shipped_pack("shiyan"));
  return pack.divisions();
}

const Date today = make_date(2024, 9, 1);

auto parse(std::string_view text) {
  return parse_citizen_id(text, divisions(), today);
}

/// The same 17 digits with the right check character.
std::string with_check(std::string digits) {
  digits += citizen_id_check_character(digits);
  return digits;
}

using Kind = NumberFault::Kind;

void check_fault(std::string_view text, Kind kind, std::size_t character) {
  CAPTURE(text);
  const auto id = parse(text);
  REQUIRE_FALSE(id);
  CHECK(id.error().kind == kind);
  CHECK(id.error().character == character);
  CHECK_FALSE(id.error().what.zh.empty());
  CHECK_FALSE(id.error().what.en.empty());
  CHECK_FALSE(id.error().expected.zh.empty());
  CHECK_FALSE(id.error().expected.en.empty());
}

}  // namespace

TEST_CASE("every single wrong digit of a citizen id is refused", "[SY-3.2d]") {
  const std::string good = "11010519491231002X";
  REQUIRE(parse(good));
  for (std::size_t i = 0; i < 17; ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == good[i]) continue;
      std::string bad = good;
      bad[i] = digit;
      CAPTURE(bad);
      CHECK_FALSE(parse(bad));
    }
  }
  for (char digit = '0'; digit <= '9'; ++digit) {
    check_fault(good.substr(0, 17) + digit, Kind::check_digit, 18);
  }
}

TEST_CASE("every swap of neighbouring unequal digits is refused", "[SY-3.2d]") {
  const std::string good = "440524188001010014";
  REQUIRE(parse(good));
  for (std::size_t i = 0; i + 1 < 18; ++i) {
    if (good[i] == good[i + 1]) continue;
    std::string bad = good;
    std::swap(bad[i], bad[i + 1]);
    CAPTURE(bad);
    CHECK_FALSE(parse(bad));
  }
}

TEST_CASE("the check character of the published examples is recomputed", "[SY-3.2d]") {
  CHECK(citizen_id_check_character("11010519491231002") == 'X');
  CHECK(citizen_id_check_character("44052418800101001") == '4');
}

TEST_CASE("a citizen id gives division, birth date and sex", "[SY-3.2d]") {
  const auto id = parse("11010519491231002X");
  REQUIRE(id);
  CHECK(id->division == "110105");
  CHECK(id->birth == make_date(1949, 12, 31));
  CHECK(id->sex == '2');
  CHECK_FALSE(id->was_old_form);
  CHECK(id->division_is_listed);
  CHECK(parse("11010519491231002x")->number == "11010519491231002X");
  CHECK(parse(with_check("42032120080229901"))->sex == '1');
}

TEST_CASE("each fault names its character and what would be accepted", "[SY-3.2d]") {
  check_fault("", Kind::length, 0);
  check_fault("1101051949123100", Kind::length, 0);
  check_fault("11010519491231002X0", Kind::character, 18);
  check_fault("1101051949123100X2", Kind::character, 17);
  check_fault("11010519491231002Y", Kind::character, 18);
  check_fault("１10105194912310021", Kind::character, 1);
  check_fault(" 1010519491231002X", Kind::character, 1);
  check_fault(with_check("99999920080101901"), Kind::division, 1);
  check_fault(with_check("42030220080230901"), Kind::birth_date, 7);
  check_fault(with_check("42030220070229901"), Kind::birth_date, 7);
  check_fault(with_check("42030220081301901"), Kind::birth_date, 7);
  check_fault(with_check("42030217991231901"), Kind::birth_date, 7);
  check_fault(with_check("42030220240902901"), Kind::birth_date, 7);
  CHECK(parse(with_check("42030220240901901")));
  CHECK(parse(with_check("42030220080229901")));
}

TEST_CASE("the standard's own example of 1880 is a citizen id", "[SY-3.2d]") {
  const auto id = parse("440524188001010014");
  REQUIRE(id);
  CHECK(id->birth == make_date(1880, 1, 1));
  CHECK(id->sex == '1');
  CHECK_FALSE(id->division_is_listed);
}

TEST_CASE("a code that no revision lists holds only for births before December 2002", "[SY-3.2d]") {
  CHECK(parse(with_check("44052420021130901")));
  check_fault(with_check("44052420021201901"), Kind::division, 1);
  check_fault(with_check("99052419800101901"), Kind::division, 1);
}

TEST_CASE("the old form of 15 digits is converted", "[D-35]") {
  const auto id = parse("110105491231002");
  REQUIRE(id);
  CHECK(id->number == "11010519491231002X");
  CHECK(id->was_old_form);
  CHECK(id->sex == '2');
  check_fault("11010549123100X", Kind::character, 15);
  check_fault("110105491331002", Kind::birth_date, 7);
}

TEST_CASE("an id with a code that was later renamed stays valid", "[SY-3.2d]") {
  CHECK(parse(with_check("42032120080101901")));
  CHECK(parse(with_check("42030420080101901")));
}

TEST_CASE("masks show the ends of a number and the first character of a name") {
  CHECK(mask_number("42030220080101123X") == "4203**********123X");
  CHECK(mask_number("123456789012") == "1234****9012");
  CHECK(mask_number("1234567890") == "********90");
  CHECK(mask_number("1234") == "****");
  CHECK(mask_number("").empty());
  CHECK(mask_name("张三") == "张*");
  CHECK(mask_name("欧阳小明") == "欧***");
  CHECK(mask_name("买买提·阿不都热依木") == "买**·…");
  CHECK(mask_name("阿卜杜热西提·买买提") == "阿***·…");
  CHECK(mask_name("𠮷田") == "𠮷*");
  CHECK(mask_name("张") == "张");
  CHECK(mask_name("").empty());
}

TEST_CASE("a student number has ten digits: year, county, school, serial", "[FJ-08c][D-12]") {
  const std::string_view format = "YYCCSSNNNN";
  const auto parts = parse_number("2411070042", format);
  REQUIRE(parts);
  CHECK(*parts == NumberParts{24, "11", "07", 42});
  CHECK(*format_number(*parts, format) == "2411070042");
  CHECK(*format_number({5, "11", "07", 9999}, format) == "0511079999");
  CHECK(format_number({24, "11", "07", 10000}, format).error().kind == Kind::sequence);
  CHECK(format_number({24, "11", "07", 0}, format).error().kind == Kind::sequence);
  CHECK(format_number({2024, "11", "07", 1}, format).error().kind == Kind::year);
  CHECK(format_number({24, "1", "07", 1}, format).error().kind == Kind::county);
  CHECK(format_number({24, "11", "100", 1}, format).error().kind == Kind::school);
  CHECK(format_number({24, "11", "x7", 1}, format).error().kind == Kind::school);
  CHECK(parse_number("241107004", format).error().kind == Kind::length);
  CHECK(parse_number("24110700421", format).error().kind == Kind::length);
  CHECK(parse_number("24110700a2", format).error().character == 9);
  CHECK(parse_number("2411070000", format).error().kind == Kind::sequence);
}

TEST_CASE("a certificate number has twelve digits", "[FJ-41][D-11]") {
  const auto number = format_number({2027, "11", "07", 42}, "YYYYCCSSNNNN");
  REQUIRE(number);
  CHECK(*number == "202711070042");
  CHECK(parse_number(*number, "YYYYCCSSNNNN")->year == 2027);
}
