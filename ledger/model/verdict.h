// What a decider answers: all problems of all lines, each naming its rule (design §5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/text.h"

namespace xueji {

/// Persisted nowhere; text codes in packs: filing, step:<id>, effect.
enum class Moment : std::uint8_t { filing, step, effect };

enum class Severity : std::uint8_t {
  refused,         ///< Nothing lets it through.
  needs_override,  ///< A RuleOverridden event in the same submission lets it through (D-04).
  warning,         ///< Let through; a finding may follow.
};

struct Problem {
  std::string rule;                   ///< "SY-1.2k"; "FORMAT", "AUTHORITY" or "CHAIN" + § for ours.
  Severity severity = Severity::refused;
  std::optional<std::uint32_t> line;  ///< Event index from 0; nullopt: the whole submission.
  std::string field;                  ///< Code of the fact or personal field; may be empty.
  std::string seen;                   ///< Value seen, masked if personal.
  Text message;                       ///< What is wrong.
  Text expected;                      ///< What would be accepted, or what to do next.
};

struct Verdict {
  std::vector<Problem> problems;
  std::vector<std::string> rules_checked;  ///< Sorted, unique.

  [[nodiscard]] bool refused() const {
    for (const auto& problem : problems) {
      if (problem.severity != Severity::warning) return true;
    }
    return false;
  }
};

}  // namespace xueji
