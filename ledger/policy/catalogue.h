// The rule catalogue: what each of the 189 rules of the two regulations says, and how the software
// answers it. Data of the build, not of a pack: packs hold parameters, the catalogue holds meaning.
// Thread safety: immutable after first use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/text.h"

namespace xueji {

/// How the software answers a breach, or what it makes of a rule. The first word of several leads.
enum class Reaction : std::uint8_t {
  none,
  reject,     ///< The filing fails; nothing enters the ledger.
  override_,  ///< Fails unless a named role lets it through; always a finding (D-04).
  flag,       ///< Let through; a finding is computed.
  compute,    ///< Derived by replay, never stored as truth.
  render,     ///< A printable form or an export.
  record,     ///< An event type exists for it.
};
[[nodiscard]] std::string_view code_of(Reaction reaction);
[[nodiscard]] std::optional<Reaction> reaction_from_code(std::string_view code);
[[nodiscard]] Text label_of(Reaction reaction);

enum class RuleKind : std::uint8_t {
  guard,
  event,
  projection,
  form,
  deadline,
  finding,
  chain,
  number,
  out,
};
[[nodiscard]] std::string_view code_of(RuleKind kind);
[[nodiscard]] std::optional<RuleKind> rule_kind_from_code(std::string_view code);

/// must 必须 · principle 原则上 (can be overridden) · may 可 · soft.
enum class RuleForce : std::uint8_t { must, principle, may, soft };
[[nodiscard]] std::string_view code_of(RuleForce force);
[[nodiscard]] std::optional<RuleForce> rule_force_from_code(std::string_view code);

struct RuleInfo {
  std::string id;    ///< "SY-1.2k".
  std::string pack;  ///< Id of the shipped pack that it belongs to: "shiyan" or "fujian".
  int priority = 1;  ///< 1 needed first, 2 soon after, 3 soft or outside software.
  Text section;
  std::string quote;  ///< Words of the regulation, Chinese; … marks words left out.
  Text meaning;
  std::vector<RuleKind> kinds;  ///< The first is the main kind.
  RuleForce force = RuleForce::must;
  std::vector<Reaction> reactions;
  std::vector<std::string> parameters;  ///< Names of parameters of the pack that serve it.
  std::vector<std::string> moments;     ///< "filing", "step:<id>" or "effect"; empty: no guard.
  std::vector<std::string> findings;    ///< Finding codes (rules.md §11).
};

/// All 189 rules in the order of the regulations, Shiyan first.
[[nodiscard]] const std::vector<RuleInfo>& rule_catalogue();
/// By id; nullptr for an id that no regulation has.
[[nodiscard]] const RuleInfo* find_rule(std::string_view id);

}  // namespace xueji
