#include "tools/intake/facts.h"

#include <utility>

namespace xueji::intake {
namespace {

template <std::size_t... index>
Facts empty_of(EventType type, std::index_sequence<index...>) {
  Facts facts;
  const auto consider = [&]<std::size_t i>() {
    using Alternative = std::variant_alternative_t<i, Facts>;
    if constexpr (requires { Alternative::type; }) {
      if (Alternative::type == type) facts = Alternative{};
    }
  };
  (consider.template operator()<index>(), ...);
  return facts;
}

}  // namespace

Facts empty_facts(EventType type) {
  return empty_of(type, std::make_index_sequence<std::variant_size_v<Facts>>{});
}

std::vector<std::string_view> fact_names(EventType type) {
  std::vector<std::string_view> names;
  std::visit(
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
