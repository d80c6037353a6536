#include "ledger/policy/chains.h"

#include "ledger/base/result.h"

namespace xueji {
namespace {

struct ActionTerm {
  StepAction value;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};
constexpr ActionTerm actions[] = {
    {StepAction::sign, "sign", "签字", "signs"},
    {StepAction::review, "review", "审核", "reviews"},
    {StepAction::examine, "examine", "审查", "examines"},
    {StepAction::approve, "approve", "审批", "approves"},
    {StepAction::seal, "seal", "盖章", "seals"},
    {StepAction::admit, "admit", "录取", "admits"},
    {StepAction::confirm, "confirm", "核准", "confirms"},
    {StepAction::file, "file", "备案", "files"},
};

const ActionTerm& term_of(StepAction action) {
  for (const auto& term : actions) {
    if (term.value == action) return term;
  }
  // The table lists every enumerator.
  XUEJI_ASSERT(false);
  return actions[0];
}

class CanonicalWriter {
 public:
  CanonicalWriter& operator<<(std::string_view text) {
    append_le(bytes_, static_cast<std::uint32_t>(text.size()));
    append(bytes_, bytes_of(text));
    return *this;
  }
  CanonicalWriter& operator<<(std::size_t number) { return *this << std::to_string(number); }
  CanonicalWriter& operator<<(bool flag) { return *this << std::string_view(flag ? "1" : "0"); }
  CanonicalWriter& operator<<(const char* text) { return *this << std::string_view(text); }
  CanonicalWriter& operator<<(const std::string& text) { return *this << std::string_view(text); }
  CanonicalWriter& operator<<(const std::vector<std::string>& items) {
    *this << items.size();
    for (const auto& item : items)
      *this << item;
    return *this;
  }
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

}  // namespace

std::string_view code_of(StepAction action) {
  return term_of(action).code;
}

std::optional<StepAction> step_action_from_code(std::string_view code) {
  for (const auto& term : actions) {
    if (term.code == code) return term.value;
  }
  return std::nullopt;
}

Text label_of(StepAction action) {
  const auto& term = term_of(action);
  return {std::string(term.zh), std::string(term.en)};
}

std::optional<std::size_t> ChainTemplate::effect_step() const {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].effect) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> ChainTemplate::step_index(std::string_view id) const {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].id == id) return i;
  }
  return std::nullopt;
}

Bytes canonical_bytes(const ChainTemplate& chain) {
  CanonicalWriter out;
  out << "xueji-chain/v1" << code_of(chain.form) << chain.name.zh << chain.name.en << chain.rules;
  out << chain.authors.size();
  for (const auto& author : chain.authors)
    out << code_of(author.role) << code_of(author.relation);
  out << chain.steps.size();
  for (const auto& step : chain.steps) {
    out << step.id << step.name.zh << step.name.en << code_of(step.actor.role)
        << code_of(step.actor.relation) << code_of(step.action) << step.rules
        << std::to_string(step.hold_days) << step.paper << step.seal << step.effect
        << step.is_filing;
  }
  out << chain.differ.size();
  for (const auto& [first, second] : chain.differ)
    out << first << second;
  return out.take();
}

}  // namespace xueji
