// A QR code as inline SVG, so that a printed form carries its receipt without any other file.
// Thread safety: free function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace xueji::report {

/// Bytes that a code of the lowest correction level holds (version 40), marked as UTF-8.
inline constexpr std::size_t qr_code_bytes_max = 2952;

/// `<svg …>` with a quiet zone of four modules (ISO/IEC 18004), as wide as the element around it.
/// UTF-8 stands in it as it is. Errors: invalid_argument for no bytes or too many.
[[nodiscard]] Result<std::string> qr_code_svg(std::string_view bytes);

}  // namespace xueji::report
