#include "ledger/policy/root_chains.h"

#include <algorithm>
#include <array>

namespace xueji {
namespace {

/// Days that a further signature of the root may wait before it counts as stalled (D-03).
constexpr int root_hold_days = 5;

/// What a director may file beside the administrators: who exists and may act.
constexpr std::array set_up_forms = {Form::organisation, Form::person,     Form::key,
                                     Form::role,         Form::delegation, Form::pack};

/// The root seen from any organisation below it: a city or province has only one above it.
Relation relation_of(OrganisationKind root) {
  if (root == OrganisationKind::city) return Relation::city;
  if (root == OrganisationKind::province) return Relation::province;
  return Relation::own;
}

/// How many must sign, and under which ids and names their steps stand.
struct Joint {
  std::string_view prefix;
  Text name;
  int first = 2;  ///< The author's own signature is number one.
  int last = 1;
};

/// The template with one step for each further signature before its own steps. Where it had none,
/// the act takes effect with the last of them.
ChainTemplate with_signatures(ChainTemplate chain, const Joint& joint, Relation relation) {
  std::vector<Step> steps;
  for (int number = joint.first; number <= joint.last; ++number) {
    const auto count = std::to_string(number);
    Step step;
    step.id = std::string(joint.prefix) + count;
    step.name = {joint.name.zh + "(第 " + count + " 位)",
                 joint.name.en + " (number " + count + ")"};
    step.actor = {Role::authority_administrator, relation};
    step.action = StepAction::sign;
    step.hold_days = root_hold_days;
    chain.differ.emplace_back("author", step.id);
    for (const auto& before : steps)
      chain.differ.emplace_back(before.id, step.id);
    steps.push_back(std::move(step));
  }
  if (chain.steps.empty() && !steps.empty()) steps.back().effect = true;
  chain.steps.insert(chain.steps.begin(), steps.begin(), steps.end());
  return chain;
}

std::set<PersonId> persons_of(const std::vector<RootKey>& keys) {
  std::set<PersonId> persons;
  for (const auto& key : keys)
    persons.insert(key.person);
  return persons;
}

}  // namespace

bool is_set_up_form(Form form) {
  return std::find(set_up_forms.begin(), set_up_forms.end(), form) != set_up_forms.end();
}

bool holds_recovery_key(const Genesis& genesis, const PersonId& person) {
  return std::any_of(genesis.recovery_keys.begin(), genesis.recovery_keys.end(),
                     [&](const RootKey& key) { return key.person == person; });
}

std::optional<Text> unsound_thresholds(const Genesis& genesis) {
  const auto roots = persons_of(genesis.root_keys);
  const auto recoverers = persons_of(genesis.recovery_keys);
  const auto count = std::to_string(roots.size());
  if (genesis.root_threshold == 0 || genesis.root_threshold > roots.size()) {
    return Text{"根密钥门限须为 1 到 " + count + "(不同持有人数)",
                "the threshold of root keys is from 1 to " + count + ", the number of persons"};
  }
  const bool none = recoverers.empty() && genesis.recovery_threshold == 0;
  if (!none &&
      (genesis.recovery_threshold == 0 || genesis.recovery_threshold > recoverers.size())) {
    return Text{"恢复密钥门限须为 1 到 " + std::to_string(recoverers.size()) + "(不同持有人数)",
                "the threshold of recovery keys is from 1 to " + std::to_string(recoverers.size()) +
                    ", the number of persons"};
  }
  const auto is_root = [&](const PersonId& person) { return roots.contains(person); };
  if (std::any_of(recoverers.begin(), recoverers.end(), is_root)) {
    return Text{"恢复密钥与根密钥不得同属一人", "nobody holds a root key and a recovery key"};
  }
  std::set<KeyId> keys;
  for (const auto* list : {&genesis.root_keys, &genesis.recovery_keys}) {
    for (const auto& key : *list) {
      if (keys.insert(key.key).second) continue;
      return Text{"同一把密钥列了两次", "the same key stands twice"};
    }
  }
  const bool joint = genesis.root_threshold > 1 || genesis.recovery_threshold > 1;
  if (joint && relation_of(genesis.root_kind) == Relation::own) {
    return Text{"多人门限只适用于市级或省级最高单位",
                "a threshold above one needs a city or a province as root"};
  }
  return std::nullopt;
}

RootChains::RootChains(const Genesis& genesis, std::span<const ChainTemplate> chains)
    : root_(genesis.root_organisation), recovery_persons_(persons_of(genesis.recovery_keys)) {
  const auto relation = relation_of(genesis.root_kind);
  const int threshold = genesis.root_threshold;
  const Text together{"最高主管部门管理员共同签署", "an administrator of the root signs too"};
  const Text recovery{"恢复密钥持有人共同签署", "a holder of a recovery key signs too"};
  for (const auto& chain : chains) {
    if (threshold > 1) {
      of_administrator_.emplace(
          chain.form, with_signatures(chain, {root_step_prefix, together, 2, threshold}, relation));
      if (is_set_up_form(chain.form)) {
        of_director_.emplace(
            chain.form,
            with_signatures(chain, {root_step_prefix, together, 1, threshold}, relation));
      }
    }
    if (chain.form == Form::key && !recovery_persons_.empty()) {
      of_recovery_.emplace(
          chain.form,
          with_signatures(chain, {recovery_step_prefix, recovery, 2, genesis.recovery_threshold},
                          relation));
    }
  }
}

const ChainTemplate* RootChains::find(Form form, const Filer& filer) const {
  if (filer.organisation != root_) return nullptr;
  const Chains* chains = nullptr;
  if (recovery_persons_.contains(filer.person)) {
    chains = &of_recovery_;
  } else if (filer.role == Role::authority_administrator) {
    chains = &of_administrator_;
  } else if (filer.role == Role::director) {
    chains = &of_director_;
  } else {
    return nullptr;
  }
  const auto found = chains->find(form);
  return found == chains->end() ? nullptr : &found->second;
}

}  // namespace xueji
