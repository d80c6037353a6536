#include "tools/sheet/normalise.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <vector>

namespace xueji::sheet {
namespace {

constexpr UChar32 middle_dot = 0x00b7;
constexpr std::array<UChar32, 9> dots{0x2027, 0x2022, 0x30fb, 0xff65, 0x2219,
                                      0x22c5, 0x2e31, 0x2e33, 0x0387};

bool is_invisible(UChar32 c) {
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

bool is_space(UChar32 c) {
  return u_isUWhiteSpace(c) || u_iscntrl(c);
}

/// One character for text, or -1 to drop it.
UChar32 mapped(UChar32 c, Reading reading) {
  if (is_invisible(c)) return -1;
  if (reading == Reading::code) {
    if (c >= 0xff01 && c <= 0xff5e) return c - 0xfee0;
    if (is_space(c)) return -1;
  }
  if (reading == Reading::name && std::find(dots.begin(), dots.end(), c) != dots.end()) {
    return middle_dot;
  }
  // Tabs and line breaks inside a cell separate words; other controls mean nothing.
  if (u_iscntrl(c)) return is_space(c) && u_isUWhiteSpace(c) ? ' ' : -1;
  return c;
}

icu::UnicodeString trimmed(const icu::UnicodeString& text) {
  std::int32_t begin = 0;
  std::int32_t end = text.length();
  // Every white space character is in the BMP, so code units serve.
  while (begin < end && is_space(text[begin]))
    ++begin;
  while (end > begin && is_space(text[end - 1]))
    --end;
  return text.tempSubStringBetween(begin, end);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_zero_fraction(std::string text) {
  const auto point = text.find('.');
  if (point == std::string::npos || !is_digits(std::string_view(text).substr(0, point)))
    return text;
  if (text.find_first_not_of('0', point + 1) != std::string::npos) return text;
  text.resize(point);
  return text;
}

/// "4.20301E+17" and "4.2030120080101101e17".
bool has_exponent(std::string_view text) {
  const auto e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0) return false;
  const auto mantissa = text.substr(0, e);
  auto exponent = text.substr(e + 1);
  if (exponent.starts_with('+') || exponent.starts_with('-')) exponent.remove_prefix(1);
  const auto is_number = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; };
  return is_digits(exponent) && std::all_of(mantissa.begin(), mantissa.end(), is_number);
}

/// Significant digits and trailing zeros of the whole part alike: from the 16th place on they may
/// be invented. A fraction may be as long as it likes; no code has one.
bool has_too_many_digits(std::string_view number) {
  number = number.substr(0, number.find('.'));
  const auto first = number.find_first_of("123456789");
  return first != std::string_view::npos && number.size() - first > 15;
}

}  // namespace

std::string normalise(std::string_view text, Reading reading) {
  if (is_plain_ascii(text)) {
    return reading == Reading::code ? without_zero_fraction(std::string(text)) : std::string(text);
  }
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = mapped(source.char32At(i), reading);
    if (c >= 0) kept.append(c);
  }
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  const icu::UnicodeString composed = nfc->normalize(trimmed(kept), status);
  std::string out;
  composed.toUTF8String(out);
  return reading == Reading::code ? without_zero_fraction(std::move(out)) : out;
}

std::string normalise_header(std::string_view text) {
  std::string out = normalise(text, Reading::code);
  std::erase(out, '*');
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Value read_value(const Cell& cell, Reading reading) {
  Value value;
  if (cell.is_empty()) return value;
  const CellKind kind = cell.value_kind();
  value.text = normalise(cell.text, reading);
  value.changed = value.text != cell.text;
  value.is_formula = cell.kind == CellKind::formula;
  value.is_number = kind == CellKind::number;
  value.is_error = kind == CellKind::error;
  const bool exponent = (value.is_number || reading == Reading::code) && has_exponent(value.text);
  value.lost_digits = exponent || (value.is_number && has_too_many_digits(value.text));
  value.digits = static_cast<std::size_t>(std::count_if(
      value.text.begin(), value.text.end(), [](char c) { return c >= '0' && c <= '9'; }));
  return value;
}

}  // namespace xueji::sheet
