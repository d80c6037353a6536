// Reads verified tables back into structs. Every member is assigned, so C++ initialisers never show
// through. Private to this folder.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <utility>

#include "ledger/schema/table_types.h"

namespace xueji::table {

/// What one reading may still copy, and what stopped it.
struct Reading {
  /// Sharing one long string among many fields would turn a small buffer into a huge value; the
  /// writer never shares, so a value never holds more than its buffer.
  std::size_t budget_bytes;
  bool check_text;  ///< Refuse text that is not UTF-8.
  std::string_view failed_field = {};

  [[nodiscard]] bool spend(std::size_t size) {
    if (size > budget_bytes) return false;
    budget_bytes -= size;
    return true;
  }
};

using flatbuffers::Table;

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// `table` may be null: every field is then absent.
template <Described T>
[[nodiscard]] bool read_table(const Table* table, T& value, Reading& reading);

[[nodiscard]] inline bool read_text(const flatbuffers::String* text, std::string& value,
                                    Reading& reading) {
  value.clear();
  if (text == nullptr) return true;
  if (!reading.spend(text->size())) return false;
  value.assign(text->c_str(), text->size());
  return !reading.check_text || is_utf8(value);
}

[[nodiscard]] inline bool read_bytes(const flatbuffers::Vector<std::uint8_t>* bytes, Bytes& value,
                                     Reading& reading) {
  value.clear();
  if (bytes == nullptr) return true;
  if (!reading.spend(bytes->size())) return false;
  value.assign(bytes->begin(), bytes->end());
  return true;
}

template <class Element>
[[nodiscard]] bool read_element(const Table* element, Element& value, Reading& reading) {
  if constexpr (std::is_same_v<Element, Bytes>) {
    return read_bytes(element->GetPointer<const flatbuffers::Vector<std::uint8_t>*>(4), value,
                      reading);
  } else {
    return read_table(element, value, reading);
  }
}

template <class Element>
[[nodiscard]] bool read_vector(const Table& table, std::uint16_t slot, std::vector<Element>& values,
                               Reading& reading) {
  using flatbuffers::Offset;
  using flatbuffers::Vector;
  using Wire = std::conditional_t<
      std::is_same_v<Element, std::string>, Offset<flatbuffers::String>,
      std::conditional_t<Described<Element> || is_vector<Element>, Offset<Table>, std::uint8_t>>;
  values.clear();
  if constexpr (is_fixed_id<Element>) {
    const auto* ids = table.GetPointer<const Vector<const Element*>*>(slot);
    if (ids == nullptr) return true;
    if (!reading.spend(ids->size() * sizeof(Element))) return false;
    values.resize(ids->size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::memcpy(values[i].bytes.data(), ids->Data() + i * sizeof(Element), sizeof(Element));
    }
    return true;
  } else if constexpr (Scalar<Element>) {
    const auto* numbers = table.GetPointer<const Vector<Stored<Element>>*>(slot);
    if (numbers == nullptr) return true;
    if (!reading.spend(numbers->size() * sizeof(Element))) return false;
    values.resize(numbers->size());
    for (flatbuffers::uoffset_t i = 0; i < numbers->size(); ++i) {
      if (!from_stored(numbers->Get(i), values[i])) return false;
    }
    return true;
  } else {
    const auto* elements = table.GetPointer<const Vector<Wire>*>(slot);
    if (elements == nullptr) return true;
    if (!reading.spend(elements->size() * sizeof(flatbuffers::uoffset_t))) return false;
    values.resize(elements->size());
    for (flatbuffers::uoffset_t i = 0; i < elements->size(); ++i) {
      if constexpr (std::is_same_v<Element, std::string>) {
        if (!read_text(elements->Get(i), values[i], reading)) return false;
      } else {
        if (!read_element(elements->Get(i), values[i], reading)) return false;
      }
    }
    return true;
  }
}

template <class Union, class T>
bool read_alternative(const Table* table, Union& value, Reading& reading) {
  return read_table(table, value.template emplace<T>(), reading);
}

template <class Union>
using ReadAlternative = bool (*)(const Table*, Union&, Reading&);

template <class Union, class... T>
[[nodiscard]] consteval auto readers_of(TypeList<T...>) {
  return std::array<ReadAlternative<Union>, sizeof...(T)>{&read_alternative<Union, T>...};
}

template <class Union>
[[nodiscard]] bool read_union(const Table& table, std::uint16_t type_slot, Union& value,
                              Reading& reading) {
  const auto type = table.GetField<std::uint8_t>(type_slot, 0);
  value = Union{};
  if (type == 0) return true;
  static constexpr auto readers = readers_of<Union>(typename Alternatives<Union>::Types{});
  const auto* content =
      table.GetPointer<const Table*>(static_cast<flatbuffers::voffset_t>(type_slot + 2));
  if (type > readers.size() || content == nullptr) return false;
  return readers[type - 1U](content, value, reading);
}

template <class Member>
[[nodiscard]] bool read_field(const Table& table, std::uint16_t slot, Member& member,
                              Reading& reading) {
  if constexpr (Scalar<Member>) {
    return from_stored(table.GetField<Stored<Member>>(slot, 0), member);
  } else if constexpr (is_fixed_id<Member>) {
    const auto* id = table.GetStruct<const std::uint8_t*>(slot);
    if (id == nullptr) {
      member = Member{};
    } else {
      std::memcpy(member.bytes.data(), id, Member::size_bytes);
    }
    return true;
  } else if constexpr (std::is_same_v<Member, std::string>) {
    return read_text(table.GetPointer<const flatbuffers::String*>(slot), member, reading);
  } else if constexpr (std::is_same_v<Member, Bytes>) {
    return read_bytes(table.GetPointer<const flatbuffers::Vector<std::uint8_t>*>(slot), member,
                      reading);
  } else if constexpr (is_vector<Member>) {
    return read_vector(table, slot, member, reading);
  } else if constexpr (is_union<Member>) {
    return read_union(table, slot, member, reading);
  } else {
    return read_table(table.GetPointer<const Table*>(slot), member, reading);
  }
}

/// A table without fields, in whose place an absent one is read: vtable of 4 bytes, then its
/// offset.
alignas(4) inline constexpr std::array<std::uint8_t, 8> empty_table{4, 0, 4, 0, 4, 0, 0, 0};

template <Described T>
bool read_table(const Table* table, T& value, Reading& reading) {
  const Table& from =
      table != nullptr ? *table : *reinterpret_cast<const Table*>(empty_table.data() + 4);
  return std::apply(
      [&](const auto&... fields) {
        const auto read_one = [&](const auto& f) {
          if (read_field(from, static_cast<std::uint16_t>(4 + 2 * f.id), value.*(f.member),
                         reading)) {
            return true;
          }
          if (reading.failed_field.empty()) reading.failed_field = f.name;
          return false;
        };
        return (read_one(fields) && ...);
      },
      T::fields());
}

}  // namespace xueji::table
