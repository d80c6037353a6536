#include "ledger/policy/guard_bindings.h"

#include <algorithm>

#include "ledger/policy/catalogue.h"

namespace xueji {
namespace {

using Need = TableReader::Need;

void read_moment(TableReader& reader, GuardBinding& binding) {
  constexpr std::string_view step_prefix = "step:";
  const auto moment = reader.text("moment");
  if (moment == "filing") {
    binding.moment = Moment::filing;
  } else if (moment == "effect") {
    binding.moment = Moment::effect;
  } else if (moment.starts_with(step_prefix) && moment.size() > step_prefix.size()) {
    binding.moment = Moment::step;
    binding.step = moment.substr(step_prefix.size());
  } else {
    reader.problem("moment", "应为 filing、effect 或 step:环节", "must be filing, effect or step:ID");
  }
}

void read_severity(TableReader& reader, GuardBinding& binding) {
  const auto severity = reader.text("severity", Need::optional);
  const auto role = reader.text("override_role", Need::optional);
  if (severity == "needs_override") {
    binding.severity = Severity::needs_override;
    const auto known = from_code<Role>(role);
    if (!known || *known == Role::none) {
      reader.problem("override_role", "可例外的规则须写明由谁准予",
                     "an overridable rule names the role that grants it");
    } else {
      binding.override_role = *known;
    }
    return;
  }
  if (!role.empty()) {
    reader.problem("override_role", "只用于 needs_override", "goes with needs_override only");
  }
  if (severity == "warning") {
    binding.severity = Severity::warning;
  } else if (!severity.empty() && severity != "refused") {
    reader.problem("severity", "应为 refused、needs_override 或 warning",
                   "must be refused, needs_override or warning");
  }
}

}  // namespace

std::vector<GuardBinding> read_guard_bindings(const TomlNode& tree, const std::string& file,
                                              FileProblems& problems) {
  std::vector<GuardBinding> bindings;
  TableReader reader(tree, file, "", problems);
  reader.each("guard", Need::required, [&](TableReader& item) {
    GuardBinding binding;
    binding.rule = item.text("rule");
    binding.guard = item.text("guard");
    read_moment(item, binding);
    for (const auto& code : item.texts("forms")) {
      const auto form = from_code<Form>(code);
      if (!form || *form == Form::none) {
        item.problem("forms", "未知的表单 " + code, "unknown form " + code);
      } else {
        binding.forms.push_back(*form);
      }
    }
    read_severity(item, binding);
    bindings.push_back(std::move(binding));
  });
  reader.finish();
  return bindings;
}

}  // namespace xueji
