#include "tools/intake/facts.h"

namespace xueji::intake {
namespace {

template <class... T>
Facts empty_of(EventType type, TypeList<T...>) {
  Facts facts;
  (void)((T::type == type && (facts.emplace<T>(), true)) || ...);
  return facts;
}

}  // namespace

Facts empty_facts(EventType type) { return empty_of(type, FactsTypes{}); }

std::vector<std::string_view> fact_names(EventType type) {
  std::vector<std::string_view> names;
  visit(
      [&](const auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
          for_each_field(facts,
                         [&](const auto& field, const auto&) { names.push_back(field.name); });
        }
      },
      empty_facts(type));
  return names;
}

}  // namespace xueji::intake
