// What is signed is read under names in both languages: no code of ours stands in their place.
#include "tools/report/fact_labels.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace xueji::report {
namespace {

bool is_chinese(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

void check_label(EventType type, std::string_view field, const Text& label) {
  INFO(code_of(type) << "." << field << ": " << label.zh << " / " << label.en);
  CHECK(is_chinese(label.zh));
  CHECK_FALSE(label.en.empty());
  CHECK_FALSE(is_chinese(label.en));
  CHECK(label.en.find('_') == std::string::npos);
}

template <class T>
struct ElementOf {
  using Type = T;
};
template <class T>
struct ElementOf<std::vector<T>> {
  using Type = T;
};

/// Every field of a struct, and of the parts that it holds.
template <class Struct>
std::size_t check_fields(EventType type) {
  std::size_t count = 0;
  const Struct none{};
  for_each_field(none, [&]<class Member>(const auto& field, const Member&) {
    using Part = typename ElementOf<Member>::Type;
    check_label(type, field.name,
                label_of_fact(field.name, fact_column(nullptr, type, field.name)));
    ++count;
    if constexpr (Described<Part>) count += check_fields<Part>(type);
  });
  return count;
}

}  // namespace

TEST_CASE("every fact of every type of event has a name in both languages", "[report]") {
  const auto count = []<class... T>(TypeList<T...>) {
    return (check_fields<T>(T::type) + ...);
  }(FactsTypes{});
  CHECK(count > 300);
}

TEST_CASE("every personal field of every type of event has a name in both languages", "[report]") {
  const auto check = [](EventType type) {
    for (const auto field : personal_fields_of(type))
      check_label(type, code_of(field), label_of(field));
  };
  [&]<class... T>(TypeList<T...>) { (check(T::type), ...); }(FactsTypes{});
}

}  // namespace xueji::report
