// A struct that tells its fields once. From this one description follow the canonical FlatBuffers
// bytes (schema/codec.h), JSON output, printing and the check against xueji.fbs.
//
//   struct ClassOpened {
//     ClassId class_id;
//     std::string name;
//     static constexpr auto fields() {
//       return std::tuple{field(0, "class_id", &ClassOpened::class_id),
//                         field(1, "name", &ClassOpened::name)};
//     }
//   };
//
// Field ids are persisted: append new ones, never renumber, never reuse.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

namespace xueji {

/// How a fact may stand in the log (design §4).
enum class Privacy : std::uint8_t {
  clear,    ///< On the allow-list: codes, dates, ids, counts.
  derived,  ///< A clear verdict derived from personal data; rechecked whenever it can be opened.
};

template <class Struct, class Member>
struct Field {
  using Owner = Struct;
  using Type = Member;
  std::uint16_t id;
  std::string_view name;
  Member Struct::*member;
  Privacy privacy;
};

template <class Struct, class Member>
[[nodiscard]] constexpr Field<Struct, Member> field(std::uint16_t id, std::string_view name,
                                                    Member Struct::*member,
                                                    Privacy privacy = Privacy::clear) {
  return {id, name, member, privacy};
}

template <class T>
concept Described = requires { T::fields(); };

/// Calls `visit(field, value)` for each field of a described struct, in id order.
template <Described T, class Visitor>
constexpr void for_each_field(T& value, Visitor&& visit) {
  std::apply([&](const auto&... f) { (visit(f, value.*(f.member)), ...); },
             std::remove_const_t<T>::fields());
}

}  // namespace xueji
