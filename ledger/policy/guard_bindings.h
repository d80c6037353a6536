// guards.toml: which rule of the regulation is kept by which guard of the registry, when, and how
// hard. So each rule has one home in code and one line of data, and a further pack is mostly data.
// Thread safety: plain values.
#pragma once

#include <string>
#include <vector>

#include "ledger/model/verdict.h"
#include "ledger/model/vocabulary.h"
#include "ledger/policy/toml_tree.h"

namespace xueji {

struct GuardBinding {
  std::string rule;         ///< "SY-1.2k".
  std::string guard;        ///< Name in registry/guards.h, e.g. "study_mode_stated".
  Moment moment{};
  std::string step;         ///< For Moment::step: the step's id.
  std::vector<Form> forms;  ///< Forms whose submissions it looks at.
  Severity severity = Severity::refused;
  Role override_role{};     ///< Whose sign-off grants an override; none unless needs_override.
};

/// Reads [[guard]] tables with the keys rule, guard, moment ("filing", "step:ID", "effect"), forms,
/// severity ("refused", "needs_override", "warning") and override_role. Whether the guard exists is
/// the registry's to check (registry/guards.h).
[[nodiscard]] std::vector<GuardBinding> read_guard_bindings(const TomlNode& tree,
                                                            const std::string& file,
                                                            FileProblems& problems);

}  // namespace xueji
