// Character encodings of text files, over ICU. Thread safety: free functions.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace xueji::sheet {

/// Well-formed UTF-8: no surrogate, nothing over-long, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// The text of a file as UTF-8 without its byte order mark. UTF-8 is recognised by being valid,
/// UTF-16 by its mark; anything else is read as GB18030 (which includes GBK and GB 2312).
/// `malformed` names the first line and byte that cannot be decoded.
[[nodiscard]] Result<std::string> decode_text(std::string_view bytes);

}  // namespace xueji::sheet
