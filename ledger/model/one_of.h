// A sum type whose alternatives carry their number. std::variant nests one union per alternative,
// so every file that copies one pays for the square of their count; here one table of four
// functions per alternative serves all files, and event type 80 costs what event type 8 did.
// Thread safety: a plain value.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "ledger/base/result.h"

namespace xueji {

template <class... T>
struct TypeList {
  static constexpr std::size_t size = sizeof...(T);
};

/// What a sum type can hold, in the order of the numbers 1, 2, …; number 0 is "none of them".
template <class Union>
struct Alternatives;
template <class... T>
struct Alternatives<std::variant<std::monostate, T...>> {
  using Types = TypeList<T...>;
};

namespace one_of {

/// How one alternative is copied, moved, and destroyed.
struct Operations {
  void (*copy)(void* to, const void* from);
  void (*move)(void* to, void* from);
  void (*destroy)(void* value);
};

template <class T>
inline constexpr Operations operations_of{
    [](void* to, const void* from) { ::new (to) T(*static_cast<const T*>(from)); },
    [](void* to, void* from) { ::new (to) T(std::move(*static_cast<T*>(from))); },
    [](void* value) { static_cast<T*>(value)->~T(); }};

template <class List>
struct Table;
template <class... T>
struct Table<TypeList<T...>> {
  static constexpr std::size_t size_bytes = std::max({sizeof(T)...});
  static constexpr std::size_t alignment_bytes = std::max({alignof(T)...});
  static constexpr std::array<const Operations*, sizeof...(T)> operations{&operations_of<T>...};
};

}  // namespace one_of

/// One of the types in `List`, or none. Each has `static constexpr Number type`, its place in the
/// list counted from 1.
template <class Number, class List>
class OneOf {
 public:
  OneOf() = default;
  OneOf(const OneOf& other) { copy_from(other); }
  OneOf(OneOf&& other) noexcept { move_from(other); }
  template <class T>
    requires requires { requires std::is_same_v<decltype(T::type), const Number>; }
  OneOf(T value) {  // NOLINT: converts from any of its alternatives, as a variant does.
    ::new (static_cast<void*>(storage_)) T(std::move(value));
    type_ = T::type;
  }
  OneOf& operator=(const OneOf& other) {
    if (this != &other) {
      reset();
      copy_from(other);
    }
    return *this;
  }
  OneOf& operator=(OneOf&& other) noexcept {
    if (this != &other) {
      reset();
      move_from(other);
    }
    return *this;
  }
  ~OneOf() { reset(); }

  /// `Number{}` when it holds nothing.
  [[nodiscard]] Number type() const { return type_; }
  [[nodiscard]] std::size_t index() const { return static_cast<std::size_t>(type_); }

  void reset() {
    if (index() != 0) operations().destroy(storage_);
    type_ = Number{};
  }
  /// Replaces the content with an empty `T`.
  template <class T>
  T& emplace() {
    reset();
    auto* made = ::new (static_cast<void*>(storage_)) T();
    type_ = T::type;
    return *made;
  }

  /// Null when it holds something else.
  template <class T>
  [[nodiscard]] T* get_if() {
    return type_ == T::type ? std::launder(reinterpret_cast<T*>(storage_)) : nullptr;
  }
  template <class T>
  [[nodiscard]] const T* get_if() const {
    return type_ == T::type ? std::launder(reinterpret_cast<const T*>(storage_)) : nullptr;
  }

 private:
  using Table = one_of::Table<List>;

  [[nodiscard]] const one_of::Operations& operations() const {
    return *Table::operations[index() - 1];
  }
  void copy_from(const OneOf& other) {
    if (other.index() != 0) other.operations().copy(storage_, other.storage_);
    type_ = other.type_;
  }
  void move_from(OneOf& other) noexcept {
    if (other.index() != 0) other.operations().move(storage_, other.storage_);
    type_ = other.type_;
  }

  Number type_{};
  alignas(Table::alignment_bytes) std::byte storage_[Table::size_bytes];
};

template <class Number, class List>
struct Alternatives<OneOf<Number, List>> {
  using Types = List;
};

template <class T, class Number, class List>
[[nodiscard]] T* get_if(OneOf<Number, List>* value) {
  return value->template get_if<T>();
}
template <class T, class Number, class List>
[[nodiscard]] const T* get_if(const OneOf<Number, List>* value) {
  return value->template get_if<T>();
}
/// The caller knows that it holds a `T`; anything else is a defect and stops the program.
template <class T, class Number, class List>
[[nodiscard]] T& get(OneOf<Number, List>& value) {
  auto* held = value.template get_if<T>();
  XUEJI_ASSERT(held != nullptr);
  return *held;
}
template <class T, class Number, class List>
[[nodiscard]] const T& get(const OneOf<Number, List>& value) {
  const auto* held = value.template get_if<T>();
  XUEJI_ASSERT(held != nullptr);
  return *held;
}
template <class T, class Number, class List>
[[nodiscard]] bool holds_alternative(const OneOf<Number, List>& value) {
  return value.type() == T::type;
}

namespace one_of {

template <class Visitor, class Value, class... T>
decltype(auto) visit(Visitor& visitor, Value& value, TypeList<T...>) {
  using Answer = decltype(visitor(std::declval<std::monostate&>()));
  using Call = Answer (*)(Visitor&, Value&);
  static constexpr std::array<Call, sizeof...(T) + 1> calls{
      [](Visitor& called, Value&) -> Answer {
        std::monostate nothing;
        return called(nothing);
      },
      [](Visitor& called, Value& held) -> Answer {
        return called(*held.template get_if<T>());
      }...};
  return calls[value.index()](visitor, value);
}

}  // namespace one_of

/// Calls `visitor` with what `value` holds, or with std::monostate.
template <class Visitor, class Number, class List>
decltype(auto) visit(Visitor&& visitor, OneOf<Number, List>& value) {
  return one_of::visit(visitor, value, List{});
}
template <class Visitor, class Number, class List>
decltype(auto) visit(Visitor&& visitor, const OneOf<Number, List>& value) {
  return one_of::visit(visitor, value, List{});
}

}  // namespace xueji
