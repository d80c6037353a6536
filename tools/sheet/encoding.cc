#include "tools/sheet/encoding.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace xueji::sheet {
namespace {

struct Utf8Survey {
  std::size_t multibyte = 0;  ///< Well-formed characters beyond ASCII.
  std::size_t bad = 0;
  std::size_t first_bad_byte = 0;
};

Utf8Survey survey_utf8(std::string_view bytes) {
  Utf8Survey found;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto size = static_cast<std::int64_t>(bytes.size());
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t start = at;
    UChar32 c = 0;
    U8_NEXT(data, at, size, c);
    if (c < 0) {
      if (found.bad++ == 0) found.first_bad_byte = static_cast<std::size_t>(start);
    } else if (c > 0x7f) {
      ++found.multibyte;
    }
  }
  return found;
}

Error undecodable(std::string_view bytes, std::size_t at, std::string_view encoding) {
  const auto before = bytes.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto line_start = before.rfind('\n');
  const auto in_line = line_start == std::string_view::npos ? at + 1 : at - line_start;
  const std::string where_line = std::to_string(line);
  const std::string where_byte = std::to_string(in_line);
  const std::string name(encoding);
  return make_error(ErrorCode::malformed,
                    Text{"文件编码无法识别:第 " + where_line + " 行第 " + where_byte +
                             " 个字节不是有效的 " + name,
                         "the encoding cannot be decoded: line " + where_line + ", byte " +
                             where_byte + " is not valid " + name},
                    Text{"请用表格软件打开,另存为“CSV UTF-8(逗号分隔)”或 .xlsx",
                         "open it in a spreadsheet program and save it as \"CSV UTF-8\" or .xlsx"});
}

struct ConverterClose {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

/// GB18030 assigns four bytes to nearly everything, so a file in yet another encoding may decode to
/// characters that do not exist or to control codes: those are taken as a wrong encoding.
bool is_plausible(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return true;
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
  return u_charType(c) != U_UNASSIGNED;
}

Result<std::string> convert(std::string_view bytes, const char* encoding, bool check_plausible) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, ConverterClose> converter(ucnv_open(encoding, &status));
  if (U_FAILURE(status)) return fail(ErrorCode::io, std::string("ICU has no ") + encoding);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const char* const start = at;
    const UChar32 c = ucnv_getNextUChar(converter.get(), &at, end, &status);
    if (U_FAILURE(status) || (check_plausible && !is_plausible(c))) {
      return fail(undecodable(bytes, static_cast<std::size_t>(start - bytes.data()), encoding));
    }
    std::uint8_t unit[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(unit, length, c);
    out.append(reinterpret_cast<const char*>(unit), length);
  }
  return out;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  return survey_utf8(bytes).bad == 0;
}

Result<std::string> decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return convert(bytes.substr(2), "UTF-16LE", false);
  if (bytes.starts_with("\xfe\xff")) return convert(bytes.substr(2), "UTF-16BE", false);
  const bool marked = bytes.starts_with("\xef\xbb\xbf");
  const auto survey = survey_utf8(bytes);
  if (survey.bad == 0) return std::string(bytes.substr(marked ? 3 : 0));
  // Chinese in GB18030 is hardly ever valid UTF-8, so a file that nearly is one has been damaged.
  if (marked || survey.multibyte > 10 * survey.bad) {
    return fail(undecodable(bytes, survey.first_bad_byte, "UTF-8"));
  }
  return convert(bytes, "GB18030", true);
}

}  // namespace xueji::sheet
