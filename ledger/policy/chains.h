// Responsibility chains as data: who signs a form, in which order (rules.md §7 and §10).
// Thread safety: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/text.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// What a step does. 审核, 审查, 审批 and 备案 are different acts of different people.
enum class StepAction : std::uint8_t { sign, review, examine, approve, seal, admit, confirm, file };
[[nodiscard]] std::string_view code_of(StepAction action);
[[nodiscard]] std::optional<StepAction> step_action_from_code(std::string_view code);
[[nodiscard]] Text label_of(StepAction action);

/// Who may act: a role, in an organisation seen from the one that the submission is about. For acts
/// of a school that is the school itself, so that `own` is its author.
struct Actor {
  Role role{};
  Relation relation{};
  friend bool operator==(const Actor&, const Actor&) = default;
};

struct Step {
  std::string id;  ///< "county"; goes into sign-offs and into the moments of rules ("step:county").
  Text name;
  Actor actor;
  StepAction action{};
  std::vector<std::string> rules;
  int hold_days = 0;       ///< Held longer than this, the step is a SIGNOFF_STALLED finding.
  bool paper = false;      ///< May be signed on paper and attested by the officer.
  bool seal = false;       ///< Carries a second signature with the school's seal key (D-30).
  bool effect = false;     ///< With this step the submission takes effect.
  bool is_filing = false;  ///< After the effect: an obligation whose absence is a finding.
  friend bool operator==(const Step&, const Step&) = default;
};

struct ChainTemplate {
  Form form{};
  Text name;
  std::vector<std::string> rules;  ///< Empty: the pack is silent on this form (D-18).
  std::vector<Actor> authors;      ///< Any one of them may file.
  std::vector<Step> steps;         ///< In order; empty: takes effect when accepted.
  /// Pairs of step ids, or "author", that one person may not take together (D-29).
  std::vector<std::pair<std::string, std::string>> differ;

  [[nodiscard]] bool takes_effect_when_accepted() const { return steps.empty(); }
  /// Index of the effect step; nothing when it takes effect with `accepted`.
  [[nodiscard]] std::optional<std::size_t> effect_step() const;
  [[nodiscard]] std::optional<std::size_t> step_index(std::string_view id) const;
  friend bool operator==(const ChainTemplate&, const ChainTemplate&) = default;
};

/// The bytes whose SHA-256 a submission header pins as its chain: a sequence of strings, each as
/// 32-bit little-endian length and UTF-8 bytes. In order: "xueji-chain/v1", form code, name zh,
/// name en; count and items of rules; count of authors, then role and relation codes of each; count
/// of steps, then of each: id, name zh, name en, role, relation, action, count and items of rules,
/// hold_days, and paper, seal, effect, is_filing as "0" or "1"; count of pairs, then both ids of
/// each. Counts and numbers are decimal text.
[[nodiscard]] Bytes canonical_bytes(const ChainTemplate& chain);

}  // namespace xueji
