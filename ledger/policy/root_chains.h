// What several must do together: with a threshold above one in genesis an act of the root counts
// only with the signatures of that many different administrators (design §3 Authority; FORMAT.md
// §7.3). The further signatures are steps of the act's chain, so that they are signed, shown,
// returned and verified like any other. Thread safety: immutable.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string_view>

#include "ledger/model/entry.h"
#include "ledger/policy/chains.h"

namespace xueji {

/// Who filed, as far as the chain depends on it.
struct Filer {
  Role role{};
  OrganisationId organisation;
  PersonId person;
};

/// Ids of the further steps: "root-2", "recovery-2", …
inline constexpr std::string_view root_step_prefix = "root-";
inline constexpr std::string_view recovery_step_prefix = "recovery-";

/// The forms that say who exists and may act: there the root's director speaks for it too.
[[nodiscard]] bool is_set_up_form(Form form);

/// Whether this is a person to whom genesis gave a recovery key: such a person holds no role and
/// does nothing but replace keys of the root, together with the other recovery keys.
[[nodiscard]] bool holds_recovery_key(const Genesis& genesis, const PersonId& person);

/// Why the thresholds of genesis could never be met, or could be met by one person twice; nothing
/// when they are sound: as many different persons as signatures, nobody among root and recovery
/// keys at once, no key twice, and a root that is a city or province when more than one must sign.
[[nodiscard]] std::optional<Text> unsound_thresholds(const Genesis& genesis);

class RootChains {
 public:
  RootChains(const Genesis& genesis, std::span<const ChainTemplate> chains);

  /// The chain of an act of the root; nullptr: this is none, and follows the chain of its form.
  /// Acts of the root are what its administrators file, and what its director files about
  /// organisations, people, keys, roles, delegations and packs; with recovery keys, form `key`.
  [[nodiscard]] const ChainTemplate* find(Form form, const Filer& filer) const;

 private:
  using Chains = std::map<Form, ChainTemplate>;
  OrganisationId root_;
  std::set<PersonId> recovery_persons_;
  Chains of_administrator_;
  Chains of_director_;
  Chains of_recovery_;
};

}  // namespace xueji
