// The base beneath a pack (D-18): rules of a higher level for what the pack itself is silent on. A
// pack asks for one with a line `base = "ID"` in its pack.toml; the base's files then travel in it
// as base/pack.toml and base/guards.toml, under the pack's own digest, so that a ledger holds what
// it was judged by. A base is never adopted alone. Thread safety: free functions over values.
#pragma once

#include <string>
#include <string_view>

namespace xueji {

/// Rule ids of every base begin with "NA-", those of no pack do: whoever reads a rule id sees that
/// its text was not verified. load_pack holds both to it.
inline constexpr std::string_view unverified_rule_prefix = "NA";
[[nodiscard]] constexpr bool is_unverified(std::string_view rule) {
  return rule.starts_with(unverified_rule_prefix) &&
         rule.substr(unverified_rule_prefix.size()).starts_with('-');
}

/// The base that a pack.toml asks for with its line `base = "ID"`; empty without one.
[[nodiscard]] std::string base_asked_for(std::string_view pack_toml);

}  // namespace xueji
