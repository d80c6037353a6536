#include "tools/report/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace xueji::report {
namespace {

constexpr int quiet_zone_modules = 4;
/// libqrencode: the lowest bit of a module's byte is set where it is dark.
constexpr unsigned char dark = 1;
/// Extended channel interpretation of UTF-8.
constexpr unsigned eci_utf8 = 26;

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
  void operator()(QRinput* input) const { QRinput_free(input); }
};

/// One path: a run of dark modules of a row is one stroke.
std::string path_of(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    const auto* row = code.data + static_cast<std::ptrdiff_t>(y) * code.width;
    for (int x = 0; x < code.width; ++x) {
      if ((row[x] & dark) == 0) continue;
      const int from = x;
      while (x < code.width && (row[x] & dark) != 0)
        ++x;
      path += "M" + std::to_string(from + quiet_zone_modules) + " " +
              std::to_string(y + quiet_zone_modules) + "h" + std::to_string(x - from) + "v1H" +
              std::to_string(from + quiet_zone_modules) + "z";
    }
  }
  return path;
}

}  // namespace

Result<std::string> qr_code_svg(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > qr_code_bytes_max) {
    return fail(ErrorCode::invalid_argument,
                Text{"内容太长,二维码放不下",
                     "too long for a QR code: " + std::to_string(bytes.size()) + " bytes"});
  }
  const std::unique_ptr<QRinput, Free> input(QRinput_new2(0, QR_ECLEVEL_L));
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  // Readers guess the characters of plain bytes, and guess wrong; so the code says UTF-8.
  const bool taken =
      input && QRinput_appendECIheader(input.get(), eci_utf8) == 0 &&
      QRinput_append(input.get(), QR_MODE_8, static_cast<int>(bytes.size()), data) == 0;
  const std::unique_ptr<QRcode, Free> code(taken ? QRcode_encodeInput(input.get()) : nullptr);
  if (!code) return fail(ErrorCode::invalid_argument, "no QR code can hold these bytes");
  const auto side = std::to_string(code->width + 2 * quiet_zone_modules);
  return "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " +
         side + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" +
         side + "H0z\"/><path d=\"" + path_of(*code) + "\"/></svg>";
}

}  // namespace xueji::report
