// How each C++ member type stands on the wire (FORMAT.md §4.2). Private to this folder.
#pragma once

#include <chrono>
#include <type_traits>
#include <variant>

#include "ledger/base/result.h"
#include "ledger/model/describe.h"
#include "ledger/model/entry.h"
#include "ledger/model/one_of.h"

namespace xueji::table {

template <class T>
inline constexpr bool is_fixed_id = false;
template <class Tag, std::size_t size>
inline constexpr bool is_fixed_id<FixedId<Tag, size>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
inline constexpr bool is_union = false;
template <class... T>
inline constexpr bool is_union<std::variant<T...>> = true;
template <class Number, class List>
inline constexpr bool is_union<OneOf<Number, List>> = true;

/// Numbers and everything that is stored as one.
template <class T>
concept Scalar = std::is_integral_v<T> || std::is_enum_v<T> || std::is_same_v<T, Date> ||
    std::is_same_v<T, Instant> || std::is_same_v<T, Position> || std::is_same_v<T, TreeSize>;

/// Dates count days with 1900-01-01 as 1, so that 0 is free to mean "absent".
inline constexpr std::chrono::sys_days date_zero{std::chrono::year{1899} / 12 / 31};
inline constexpr std::int32_t date_days_max = static_cast<std::int32_t>(
    (std::chrono::sys_days{std::chrono::year{2999} / 12 / 31} - date_zero).count());

/// The stored number of a scalar.
template <Scalar T>
[[nodiscard]] auto to_stored(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return static_cast<std::uint8_t>(value ? 1 : 0);
  } else if constexpr (std::is_integral_v<T>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::underlying_type_t<T>>(value);
  } else if constexpr (std::is_same_v<T, Date>) {
    if (value == Date{}) return std::int32_t{0};
    const auto days = static_cast<std::int32_t>((std::chrono::sys_days{value} - date_zero).count());
    XUEJI_ASSERT(value.ok() && days > 0 && days <= date_days_max);
    return days;
  } else if constexpr (std::is_same_v<T, Instant>) {
    return value.ms;
  } else {
    return value.value;
  }
}

template <Scalar T>
using Stored = decltype(to_stored(std::declval<const T&>()));

/// True for a number of the enumeration. Tables without gaps answer at once.
template <class Enum>
[[nodiscard]] bool is_term(Enum value) {
  const auto terms = terms_of<Enum>();
  const auto index =
      static_cast<std::size_t>(value) - static_cast<std::size_t>(terms.front().value);
  return (index < terms.size() && terms[index].value == value) || find_term(value) != nullptr;
}

/// False when the number stands for nothing.
template <Scalar T>
[[nodiscard]] bool from_stored(Stored<T> stored, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    value = stored != 0;
  } else if constexpr (std::is_integral_v<T>) {
    value = stored;
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(stored);
    return is_term(value);
  } else if constexpr (std::is_same_v<T, Date>) {
    if (stored < 0 || stored > date_days_max) return false;
    value = stored == 0 ? Date{} : Date{date_zero + std::chrono::days{stored}};
  } else if constexpr (std::is_same_v<T, Instant>) {
    value.ms = stored;
  } else {
    value.value = stored;
  }
  return true;
}

}  // namespace xueji::table
