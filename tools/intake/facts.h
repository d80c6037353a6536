// Facts by the names of their fields: filled from cells, and told back as text. Works on any
// described struct, so a new event type needs columns only. Thread safety: pure functions.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ledger/model/event.h"
#include "tools/intake/cell_value.h"

namespace xueji::intake {

template <class T>
void assign(T& member, const CellValue& value) {
  if constexpr (std::is_same_v<T, Date>) {
    member = value.date;
  } else if constexpr (std::is_same_v<T, bool>) {
    member = value.yes;
  } else if constexpr (std::is_same_v<T, std::string>) {
    member = value.text;
  } else if constexpr (std::is_enum_v<T>) {
    member = from_code<T>(value.text).value_or(T{});
  } else if constexpr (std::is_integral_v<T>) {
    // What does not fit becomes 0, which no guard accepts where the field matters.
    member = value.number <= std::numeric_limits<T>::max() ? static_cast<T>(value.number) : T{};
  } else if constexpr (std::is_same_v<T, Bytes>) {
    member = value.bytes;
  } else if constexpr (std::is_same_v<T, Position>) {
    member = Position{value.position};
  } else if constexpr (std::is_same_v<T, std::vector<StudentId>>) {
    member = value.students;
  } else if constexpr (std::is_same_v<T, std::vector<Form>>) {
    member.clear();
    for (const auto& code : value.list) {
      if (const auto form = from_code<Form>(code)) member.push_back(*form);
    }
  } else if constexpr (requires { T::size_bytes; }) {
    if constexpr (T::size_bytes == 16) {
      member = T{value.id};
    } else if (const auto id = T::from(value.bytes)) {
      member = *id;
    }
  }
}

/// Sets the field of this name; false if the struct has none.
template <Described Struct>
bool assign_field(Struct& facts, std::string_view name, const CellValue& value) {
  bool found = false;
  for_each_field(facts, [&](const auto& field, auto& member) {
    if (field.name != name) return;
    assign(member, value);
    found = true;
  });
  return found;
}

/// Facts of this type with nothing stated yet; monostate for none.
[[nodiscard]] Facts empty_facts(EventType type);

/// The names of the fields of this type.
[[nodiscard]] std::vector<std::string_view> fact_names(EventType type);

}  // namespace xueji::intake
