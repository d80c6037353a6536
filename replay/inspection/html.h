// Writing HTML that is safe to open: every value is escaped unless it is markup by type.
// Thread safety: free functions over values.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/text.h"

namespace xueji::inspection {

/// Text that is HTML already. Only this header makes it from other text.
struct Markup {
  std::string html;
};

/// & < > " ' become entities; control characters that HTML forbids are left out.
[[nodiscard]] Markup escaped(std::string_view text);
/// Chinese, with the English beneath it as a small label.
[[nodiscard]] Markup both(const Text& text);
/// Chinese and English in one line.
[[nodiscard]] Markup both_inline(const Text& text);

/// A page or part of one: `{{name}}` stands for the value of that name. A name without a value and
/// a value without a place are programmer errors.
using Values = std::initializer_list<std::pair<std::string_view, Markup>>;
[[nodiscard]] Markup filled(std::string_view page, Values values);

Markup& operator+=(Markup& all, const Markup& more);

}  // namespace xueji::inspection
