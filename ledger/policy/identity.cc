#include "ledger/policy/identity.h"

#include <algorithm>
#include <array>
#include <vector>

namespace xueji {
namespace {

using Kind = NumberFault::Kind;

constexpr std::size_t digits_before_check = 17;
constexpr int weights[digits_before_check] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view check_characters = "10X98765432";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int number_at(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(at, size))
    value = value * 10 + (c - '0');
  return value;
}

tl::unexpected<NumberFault> fault(Kind kind, std::size_t character, Text what, Text expected) {
  return tl::unexpected<NumberFault>(
      NumberFault{kind, character, std::move(what), std::move(expected)});
}

/// UTF-8 split into characters; a stray byte counts as one.
std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    size = std::min(size, text.size() - at);
    characters.push_back(text.substr(at, size));
    at += size;
  }
  return characters;
}

/// The first character that is not a digit (the last of 18 may be X), counted from 1.
std::optional<NumberFault> find_wrong_character(std::string_view text) {
  const auto characters = characters_of(text);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const auto character = characters[i];
    const bool last_of_18 = characters.size() == 18 && i == 17;
    const bool is_x = character == "X" || character == "x";
    if ((character.size() == 1 && is_digit(character[0])) || (last_of_18 && is_x)) continue;
    const auto place = std::to_string(i + 1);
    // The character is shown only when it is no digit, so that no part of the number leaks.
    const std::string seen(character);
    return NumberFault{Kind::character,
                       i + 1,
                       {"身份证号第" + place + "位“" + seen + "”不是数字",
                        "character " + place + " \"" + seen + "\" of the id number is not a digit"},
                       {last_of_18 ? "末位只能是数字或 X" : "该位只能是半角数字 0–9",
                        last_of_18 ? "the last character is a digit or X" : "a digit 0–9"}};
  }
  return std::nullopt;
}

/// Whether a code that no revision lists may stand on the id of someone born before the first one.
bool may_be_older(const std::string& division, Date birth, const DivisionTable& divisions) {
  const auto first = divisions.first_revision();
  if (!birth.ok() || first.size() != 6 || division.ends_with("00")) return false;
  const Date first_day =
      make_date(number_at(first, 0, 4), static_cast<unsigned>(number_at(first, 4, 2)), 1);
  return birth < first_day && divisions.is_known(division.substr(0, 2) + "0000");
}

tl::unexpected<NumberFault> wrong_length(std::size_t size) {
  const auto seen = std::to_string(size);
  return fault(Kind::length, 0,
               {"身份证号有 " + seen + " 位", "the id number has " + seen + " characters"},
               {"应为 18 位(或旧式 15 位)", "18 characters, or 15 in the old form"});
}

}  // namespace

char citizen_id_check_character(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits_before_check; ++i)
    sum += weights[i] * (digits[i] - '0');
  return check_characters[static_cast<std::size_t>(sum % 11)];
}

tl::expected<CitizenId, NumberFault> parse_citizen_id(std::string_view text,
                                                      const DivisionTable& divisions, Date today) {
  if (auto wrong = find_wrong_character(text)) return tl::unexpected<NumberFault>(*wrong);
  if (text.size() != 18 && text.size() != 15) return wrong_length(text.size());

  CitizenId id;
  id.was_old_form = text.size() == 15;
  // The old form leaves out the century and the check character.
  id.number = id.was_old_form ? std::string(text.substr(0, 6)) + "19" + std::string(text.substr(6))
                              : std::string(text);
  id.division = id.number.substr(0, 6);
  const Date birth{std::chrono::year{number_at(id.number, 6, 4)},
                   std::chrono::month{static_cast<unsigned>(number_at(id.number, 10, 2))},
                   std::chrono::day{static_cast<unsigned>(number_at(id.number, 12, 2))}};
  id.division_is_listed = divisions.is_known(id.division);
  if (!id.division_is_listed && !may_be_older(id.division, birth, divisions)) {
    return fault(Kind::division, 1,
                 {"身份证号第1–6位的行政区划代码 " + id.division + " 在任何版本中都不存在",
                  "characters 1–6: no revision of the division codes has " + id.division},
                 {"应为 GB/T 2260 任一版本中的代码", "a code of any revision of GB/T 2260"});
  }
  if (!birth.ok() || year_of(birth) < 1800 || birth > today) {
    const auto last = id.was_old_form ? "12" : "14";
    return fault(Kind::birth_date, 7,
                 {std::string("身份证号第7–") + last + "位不是有效的出生日期",
                  std::string("characters 7–") + last + " are not a valid birth date"},
                 {"应为 1800 年至今确有的日期", "a day that exists, from 1800 until today"});
  }
  id.birth = birth;
  const char check = citizen_id_check_character(id.number);
  if (id.was_old_form) {
    id.number += check;
  } else {
    id.number[17] = id.number[17] == 'x' ? 'X' : id.number[17];
    if (id.number[17] != check) {
      return fault(Kind::check_digit, 18,
                   {std::string("身份证号第18位校验码“") + id.number[17] + "”不符",
                    std::string("character 18: the check character \"") + id.number[17] +
                        "\" does not match"},
                   {std::string("按前17位应为“") + check + "”;请核对是否有一位录错",
                    std::string("after the first 17 digits it is \"") + check +
                        "\"; see whether one digit was mistyped"});
    }
  }
  id.sex = (id.number[16] - '0') % 2 == 1 ? '1' : '2';
  return id;
}

std::string mask_number(std::string_view number) {
  const std::size_t size = number.size();
  const std::size_t first = size >= 12 ? 4 : 0;
  const std::size_t last = size >= 12 ? 4 : size >= 5 ? 2 : 0;
  return std::string(number.substr(0, first)) + std::string(size - first - last, '*') +
         std::string(number.substr(size - last));
}

std::string mask_name(std::string_view name) {
  constexpr std::string_view middle_dots[] = {"·", "•", "・", "."};
  constexpr std::size_t stars_max = 3;
  std::string masked;
  std::size_t stars = 0;
  for (const auto character : characters_of(name)) {
    if (masked.empty()) {
      masked = character;
      continue;
    }
    if (std::find(std::begin(middle_dots), std::end(middle_dots), character) !=
        std::end(middle_dots)) {
      return masked + "·…";
    }
    if (stars++ < stars_max) masked += '*';
  }
  return masked;
}

tl::expected<NumberParts, NumberFault> parse_number(std::string_view text,
                                                    std::string_view format) {
  const auto size = std::to_string(format.size());
  if (text.size() != format.size()) {
    return fault(Kind::length, 0,
                 {"编号有 " + std::to_string(text.size()) + " 位",
                  "the number has " + std::to_string(text.size()) + " characters"},
                 {"应为 " + size + " 位数字", size + " digits"});
  }
  NumberParts parts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) {
      const auto place = std::to_string(i + 1);
      return fault(
          Kind::character, i + 1,
          {"编号第" + place + "位不是数字", "character " + place + " of the number is not a digit"},
          {"该位只能是数字 0–9", "a digit 0–9"});
    }
    const int digit = text[i] - '0';
    if (format[i] == 'Y') parts.year = parts.year * 10 + digit;
    if (format[i] == 'C') parts.county += text[i];
    if (format[i] == 'S') parts.school += text[i];
    if (format[i] == 'N') parts.serial = parts.serial * 10 + digit;
  }
  if (parts.serial == 0) {
    return fault(Kind::sequence, format.find('N') + 1,
                 {"编号的学生序号为 0", "the serial of the number is 0"},
                 {"序号从 1 开始", "serials begin at 1"});
  }
  return parts;
}

tl::expected<std::string, NumberFault> format_number(const NumberParts& parts,
                                                     std::string_view format) {
  struct Part {
    char letter;
    Kind kind;
    std::string digits;
    Text name;
  };
  const Part all[] = {
      {'Y', Kind::year, std::to_string(parts.year), {"年度", "year"}},
      {'C', Kind::county, parts.county, {"县(市、区)代码", "county code"}},
      {'S', Kind::school, parts.school, {"学校代码", "school code"}},
      {'N', Kind::sequence, std::to_string(parts.serial), {"学生序号", "serial"}},
  };
  std::string number(format);
  for (const auto& part : all) {
    const auto first = format.find(part.letter);
    const auto width =
        static_cast<std::size_t>(std::count(format.begin(), format.end(), part.letter));
    const bool pads = part.kind == Kind::sequence || part.kind == Kind::year;
    const bool fits = pads ? part.digits.size() <= width : part.digits.size() == width;
    const bool is_number = std::all_of(part.digits.begin(), part.digits.end(), is_digit);
    const bool is_zero_serial = part.kind == Kind::sequence && parts.serial < 1;
    if (!fits || !is_number || is_zero_serial) {
      const auto digits = std::to_string(width);
      return fault(
          part.kind, first + 1,
          {part.name.zh + " " + part.digits + " 放不进 " + digits + " 位",
           "the " + part.name.en + " " + part.digits + " does not fit " + digits + " digits"},
          {"应为 " + digits + " 位数字", digits + " digits"});
    }
    number.replace(first, width, std::string(width - part.digits.size(), '0') + part.digits);
  }
  return number;
}

}  // namespace xueji
