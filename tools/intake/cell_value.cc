#include "tools/intake/cell_value.h"

#include <algorithm>
#include <charconv>

#include "tools/sheet/normalise.h"

namespace xueji::intake {
namespace {

using enum CellType;

constexpr std::size_t labels_shown_max = 12;
constexpr std::string_view list_separators[] = {"、", ",", "，", ";", "；", "/", " ", "\n"};

sheet::Reading reading_of(CellType type) {
  switch (type) {
    case text:
    case checked_only:
    case choices:
    case identity_list:
      return sheet::Reading::text;
    case CellType::name:
    case organisation:
    case school_class:
    case site:
    case person:
      return sheet::Reading::name;
    default:
      return sheet::Reading::code;
  }
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint32_t> number_from(std::string_view text) {
  for (const std::string_view unit : {"年级", "级", "年", "届", "人", "学时", "学分", "月"}) {
    if (text.size() > unit.size() && text.ends_with(unit)) {
      text.remove_suffix(unit.size());
      break;
    }
  }
  static constexpr std::string_view numerals[] = {"一", "二", "三", "四", "五", "六"};
  for (std::uint32_t i = 0; i < std::size(numerals); ++i) {
    if (text == numerals[i]) return i + 1;
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> yes_or_no(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const std::string_view word : {"是", "有", "√", "✓", "y", "yes", "true", "1"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"否", "无", "不", "×", "n", "no", "false", "0"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

/// "2024-09", "202409", "2024/9", "2024年9月": the first day of that month.
std::optional<Date> month_from(std::string_view text) {
  if (const auto whole = date_from_text(text)) return whole;
  if (text.size() == 6 && is_digits(text)) return date_from_text(std::string(text) + "01");
  if (text.ends_with("月")) return date_from_text(std::string(text) + "1日");
  for (const char separator : {'-', '/', '.'}) {
    if (text.find(separator) != std::string_view::npos) {
      return date_from_text(std::string(text) + separator + "1");
    }
  }
  return std::nullopt;
}

/// A day at midnight is how spreadsheets print dates: "2024-09-01 00:00:00", "2024-09-01T00:00".
std::string_view without_midnight(std::string_view text) {
  const auto at = text.find_first_of(" T");
  if (at == std::string_view::npos || at < 8) return text;
  const auto rest = text.substr(at + 1);
  return rest.find_first_not_of("0:.") == std::string_view::npos ? text.substr(0, at) : text;
}

/// 1954 to 2064 as days since 1900, the way spreadsheets store dates.
bool looks_like_serial_day(std::string_view text) {
  return is_digits(text) && text.size() == 5 && text >= "20000" && text <= "60000";
}

Text date_forms() {
  return {"如 2024-09-01、2024/9/1、2024年9月1日、20240901", "e.g. 2024-09-01 or 20240901"};
}

std::optional<CellFault> read_date(CellValue& value, std::string_view text, bool is_number,
                                   bool month_only) {
  text = without_midnight(text);
  // A spreadsheet number 2024.1 may have been typed as 2024.10.
  const bool lost_zero = is_number && text.find('.') != std::string_view::npos;
  const auto date = lost_zero ? std::nullopt : month_only ? month_from(text) : date_from_text(text);
  if (!date) {
    if (looks_like_serial_day(text)) {
      return CellFault{{"单元格里是日期序号,不是日期", "a serial day number, not a date"},
                       {"把该列设为日期格式,或写成 2024-09-01",
                        "format the column as dates, or write 2024-09-01"}};
    }
    return CellFault{{"不是有效日期", "not a day that exists"},
                     month_only ? Text{"如 202409、2024-09、2024年9月", "e.g. 202409 or 2024-09"}
                                : date_forms()};
  }
  value.date = *date;
  value.text = to_text(*date);
  return std::nullopt;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size();) {
    std::size_t skip = 0;
    for (const auto separator : list_separators) {
      if (text.substr(i).starts_with(separator)) skip = separator.size();
    }
    if (skip == 0) {
      parts.back() += text[i++];
    } else {
      parts.emplace_back();
      i += skip;
    }
  }
  std::erase(parts, std::string());
  return parts;
}

std::optional<CellFault> read_choice(CellValue& value, std::string_view text,
                                     const ChoiceLookup& choices) {
  if (choices.accepts_any()) {
    value.text = text;
    return std::nullopt;
  }
  const auto* found = choices.find(text);
  if (found == nullptr) {
    return CellFault{{"不在代码表内", "not in the code table"}, choices.accepted()};
  }
  value.text = *found;
  return std::nullopt;
}

std::optional<CellFault> read_choices(CellValue& value, std::string_view text,
                                      const ChoiceLookup& choices) {
  for (const auto& part : split_list(text)) {
    const auto* found = choices.find(part);
    if (found == nullptr) {
      return CellFault{{"“" + part + "”不在代码表内", "\"" + part + "\" is not in the code table"},
                       choices.accepted()};
    }
    value.list.push_back(*found);
  }
  return std::nullopt;
}

std::optional<CellFault> read_bytes(CellValue& value, std::string_view text, bool is_digest) {
  auto raw = from_hex(text);
  if (!raw && !is_digest) raw = from_base64(text);
  if (!raw || (is_digest && raw->size() != Digest::size_bytes)) {
    return CellFault{{"不是有效的摘要或编码", "not a digest or encoding"},
                     is_digest
                         ? Text{"64位十六进制数字(SHA-256)", "64 hexadecimal digits (SHA-256)"}
                         : Text{"十六进制或base64", "hexadecimal or base64"}};
  }
  value.text = to_hex(*raw);
  value.bytes = *std::move(raw);
  return std::nullopt;
}

/// One decimal at most: credits are kept in tenths.
std::optional<CellFault> read_tenths(CellValue& value, std::string_view text) {
  constexpr unsigned tenths_max = 65'535;
  const auto point = text.find('.');
  const auto whole = number_from(text.substr(0, point));
  const auto rest =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const bool is_tenth = rest.size() == 1 && rest[0] >= '0' && rest[0] <= '9';
  if (!whole || !is_tenth || *whole > tenths_max / 10) {
    return CellFault{{"不是学分数", "not a number of credits"},
                     {"至多一位小数,如 168.5", "one decimal at most, e.g. 168.5"}};
  }
  value.number = *whole * 10 + static_cast<std::uint32_t>(rest[0] - '0');
  value.text = std::to_string(value.number);
  return std::nullopt;
}

std::optional<CellFault> read_position(CellValue& value, std::string_view text) {
  const bool digits =
      !text.empty() && text.size() <= 18 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) {
    return CellFault{{"不是台账位置", "not a position of the ledger"},
                     {"整数,如 412", "a whole number, e.g. 412"}};
  }
  value.position = std::stoull(std::string(text));
  value.text = text;
  return std::nullopt;
}

/// `text` is normalised and not empty.
std::optional<CellFault> read_plain(CellValue& value, std::string_view text, bool is_number,
                                    const Column& column, const ChoiceLookup& choices) {
  value.text = text;
  switch (column.type) {
    case choice:
      return read_choice(value, text, choices);
    case CellType::choices:
      return read_choices(value, text, choices);
    case whole_number: {
      const auto number = number_from(text);
      if (!number || *number > 65'535) {
        return CellFault{{"不是整数", "not a whole number"},
                         {"整数,如 3", "a whole number, e.g. 3"}};
      }
      value.number = *number;
      value.text = std::to_string(*number);
      return std::nullopt;
    }
    case tenths:
      return read_tenths(value, text);
    case CellType::position:
      return read_position(value, text);
    case month:
      return read_date(value, text, is_number, true);
    case date:
      return read_date(value, text, is_number, false);
    case yes_no: {
      const auto yes = yes_or_no(std::string(text));
      if (!yes) return CellFault{{"只能填是或否", "neither yes nor no"}, {"是 或 否", "是 or 否"}};
      value.yes = *yes;
      value.text = *yes ? "1" : "0";
      return std::nullopt;
    }
    case digest:
      return read_bytes(value, text, true);
    case CellType::bytes:
      return read_bytes(value, text, false);
    case identity_list:
      value.list = split_list(text);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

CellFault lost_digits_fault() {
  return {
      {"号码存成了数字,后几位已经丢失,不能补回", "stored as a number: its last digits are lost"},
      {"把整列设为“文本”格式,再从原始材料重新录入(或在号码前加英文单引号 ')",
       "format the column as text, then enter the numbers again from the source"}};
}

}  // namespace

ChoiceLookup::ChoiceLookup(const Column& column, const Pack& pack)
    : choices_(choices_of(column, pack)) {
  for (const auto& choice : choices_) {
    codes_.emplace(choice.code, choice.code);
    codes_.emplace(sheet::normalise(choice.label.zh, sheet::Reading::code), choice.code);
    codes_.emplace(sheet::normalise(choice.label.en, sheet::Reading::code), choice.code);
  }
  // A pack may word its labels otherwise than the vocabulary: both are understood.
  if (column.vocabulary == nullptr) return;
  for (const auto& term : column.vocabulary()) {
    const auto known = codes_.find(term.code);
    if (known != codes_.end()) codes_.emplace(term.label.zh, term.code);
  }
}

const std::string* ChoiceLookup::find(std::string_view text) const {
  auto found = codes_.find(std::string(text));
  if (found == codes_.end() && is_digits(text)) found = codes_.find("0" + std::string(text));
  return found == codes_.end() ? nullptr : &found->second;
}

Text ChoiceLookup::accepted() const {
  Text out;
  for (std::size_t i = 0; i < choices_.size() && i < labels_shown_max; ++i) {
    const auto& choice = choices_[i];
    out.zh += (i == 0 ? "" : "、") + choice.label.zh;
    auto words = choice.code;
    std::replace(words.begin(), words.end(), '_', ' ');
    // "spring" alone: its English name is the code itself.
    out.en += (i == 0 ? "" : ", ") + choice.code +
              (words == choice.label.en ? std::string() : " " + choice.label.en);
  }
  if (choices_.size() > labels_shown_max) {
    out.zh += " 等" + std::to_string(choices_.size()) + "项";
    out.en += ", … (" + std::to_string(choices_.size()) + " in all)";
  }
  return out;
}

ReadCell read_cell(const sheet::Cell& cell, const Column& column, const ChoiceLookup& choices) {
  ReadCell read;
  if (cell.is_empty()) return read;
  const bool is_day = column.type == date || column.type == month;
  // The time of day must go before white space does.
  const auto raw = is_day ? std::string(without_midnight(cell.text)) : std::string();
  const auto value =
      is_day ? sheet::read_value({cell.kind, cell.cached, raw, cell.number}, sheet::Reading::code)
             : sheet::read_value(cell, reading_of(column.type));
  read.text = value.text;
  read.was_formula = value.is_formula;
  if (value.is_error) {
    read.fault = CellFault{{"公式出错:" + value.text, "formula error " + value.text},
                           {"改成实际内容", "the value itself"}};
    return read;
  }
  if (value.text.empty()) return read;
  read.was_changed = value.changed && !value.is_number;
  if (value.lost_digits) {
    read.fault = lost_digits_fault();
    return read;
  }
  read.fault = read_plain(read.value, value.text, value.is_number, column, choices);
  read.value.stated = !read.fault;
  return read;
}

CellValue value_of_text(std::string_view text, const Column& column, const ChoiceLookup& choices) {
  CellValue value;
  if (text.empty()) return value;
  value.stated = !read_plain(value, text, false, column, choices);
  return value;
}

}  // namespace xueji::intake
