// How an information change states an identity number: a citizen id stands as it is, the number of
// another document behind the code of its type, "3/E1234567" (SY-1.4d, D-35). Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace xueji {

/// Code of the citizen id among the identity types.
inline constexpr std::string_view citizen_id_type_code = "1";

struct ChangedIdentity {
  std::string type;
  std::string number;
};

/// Reads the value of `new_value`; never fails, the guards judge what was read.
[[nodiscard]] inline ChangedIdentity changed_identity(std::string_view value) {
  const auto slash = value.find('/');
  if (slash == std::string_view::npos) {
    return {std::string(citizen_id_type_code), std::string(value)};
  }
  return {std::string(value.substr(0, slash)), std::string(value.substr(slash + 1))};
}

}  // namespace xueji
