// forms.toml as it was built in. Thread safety: free function.
#pragma once

#include <string_view>

namespace xueji::report {

[[nodiscard]] std::string_view embedded_forms();

}  // namespace xueji::report
