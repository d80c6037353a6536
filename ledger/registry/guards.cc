#include "ledger/registry/guards.h"

#include <algorithm>

#include "ledger/registry/decide_overrides.h"
#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

std::vector<Guard> collect() {
  std::vector<Guard> all;
  for (const auto family : {admission_guards(), certificate_guards(), class_guards(), control_guards(), deadline_guards(),
                            discipline_guards(), exit_guards(), internship_guards(), leave_guards(), number_guards(),
                            person_guards(),
                            review_guards(), roster_guards(), school_guards(), stamping_guards(), status_guards(),
                            study_guards(), transfer_guards()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  std::sort(all.begin(), all.end(), [](const Guard& a, const Guard& b) { return a.name < b.name; });
  return all;
}

GuardBinding built_in_binding(const char* rule, Moment moment) {
  GuardBinding binding;
  binding.rule = rule;
  binding.moment = moment;
  return binding;
}

std::vector<BuiltInGuard> make_built_in() {
  return {
      {{"well_formed", check_format}, built_in_binding("FORMAT", Moment::filing)},
      {{"belongs_together", check_belonging}, built_in_binding("STATE", Moment::filing)},
      {{"two_schools", check_two_schools}, built_in_binding("STATE", Moment::filing)},
      {{"status_allows", check_student_state}, built_in_binding("STATE", Moment::filing)},
      {{"status_allows", check_student_state}, built_in_binding("STATE", Moment::effect)},
      {{"granted_from_above", check_set_up}, built_in_binding("AUTHORITY", Moment::filing)},
  };
}

bool has_type(const Parameter& parameter, NeededType type) {
  const auto& value = parameter.value;
  switch (type) {
    case NeededType::number:
      return std::holds_alternative<std::int64_t>(value);
    case NeededType::flag:
      return std::holds_alternative<bool>(value);
    case NeededType::text:
      return std::holds_alternative<std::string>(value);
    case NeededType::list:
      return std::holds_alternative<std::vector<std::string>>(value) ||
             std::holds_alternative<std::vector<std::int64_t>>(value);
    case NeededType::month_day:
      return std::holds_alternative<MonthDay>(value);
  }
  return false;
}

Status unusable(const Pack& pack, const GuardBinding& binding, const std::string& zh,
                const std::string& en) {
  const auto& id = pack.metadata().id;
  return fail(ErrorCode::invalid_argument,
              Text{"规则包 " + id + " 的 guards.toml:规则 " + binding.rule + " " + zh,
                   "pack " + id + ", guards.toml, rule " + binding.rule + ": " + en});
}

Status check_parameters(const Pack& pack, const GuardBinding& binding, const Guard& guard) {
  for (const auto& need : guard.parameters) {
    const auto* parameter = pack.parameter(need.name);
    const std::string name(need.name);
    if (!parameter) {
      return unusable(pack, binding, "缺少参数 " + name, "parameter " + name + " is missing");
    }
    if (!has_type(*parameter, need.type)) {
      return unusable(pack, binding, "参数 " + name + " 的类型不符",
                      "parameter " + name + " has another type");
    }
  }
  return {};
}

Status check_steps(const Pack& pack, const GuardBinding& binding) {
  for (const auto form : binding.forms) {
    const auto* chain = pack.chain(form);
    const std::string code(code_of(form));
    if (!chain) {
      return unusable(pack, binding, "所列表单 " + code + " 无签批流程",
                      "form " + code + " has no chain");
    }
    if (binding.moment == Moment::step && !chain->step_index(binding.step)) {
      return unusable(pack, binding, "表单 " + code + " 的流程没有环节 " + binding.step,
                      "the chain of form " + code + " has no step " + binding.step);
    }
    if (binding.severity != Severity::needs_override) continue;
    const auto writes = [&](const auto& author) { return author.role == binding.override_role; };
    if (!grants_override(*chain, binding.override_role, std::nullopt) &&
        std::none_of(chain->authors.begin(), chain->authors.end(), writes)) {
      return unusable(pack, binding, "表单 " + code + " 的流程中没有可准予例外的角色",
                      "nobody in the chain of form " + code + " can grant the override");
    }
  }
  return {};
}

}  // namespace

std::span<const Guard> all_guards() {
  static const std::vector<Guard> all = collect();
  return all;
}

const Guard* find_guard(std::string_view name) {
  const auto all = all_guards();
  const auto found = std::lower_bound(
      all.begin(), all.end(), name,
      [](const Guard& guard, std::string_view wanted) { return guard.name < wanted; });
  return found != all.end() && found->name == name ? &*found : nullptr;
}

std::span<const BuiltInGuard> built_in_guards() {
  static const std::vector<BuiltInGuard> all = make_built_in();
  return all;
}

Status check_guards(const Pack& pack) {
  for (const auto& binding : pack.guards()) {
    const auto* guard = find_guard(binding.guard);
    if (!guard) {
      return unusable(pack, binding, "指向未知的检查 " + binding.guard,
                      "there is no guard " + binding.guard);
    }
    if (auto checked = check_parameters(pack, binding, *guard); !checked) return checked;
    if (auto checked = check_steps(pack, binding); !checked) return checked;
  }
  return {};
}

}  // namespace xueji
