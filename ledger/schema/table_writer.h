// The normative writer (FORMAT.md §4.3): for each table first its children in ascending field id,
// depth first; then the table itself, fields in ascending id. Private to this folder.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <array>

#include "ledger/schema/table_types.h"

namespace xueji::table {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::uoffset_t;
using flatbuffers::voffset_t;

/// Where a child was written; 0: left out.
template <Described T>
[[nodiscard]] uoffset_t write_table(FlatBufferBuilder& builder, const T& value);

[[nodiscard]] constexpr voffset_t slot(std::uint16_t field_id) {
  return static_cast<voffset_t>(4 + 2 * field_id);
}

[[nodiscard]] inline uoffset_t write_byte_string(FlatBufferBuilder& builder, const Bytes& bytes) {
  const uoffset_t child = bytes.empty() ? 0 : builder.CreateVector(bytes.data(), bytes.size()).o;
  const auto start = builder.StartTable();
  if (child != 0) builder.AddOffset(slot(0), flatbuffers::Offset<void>(child));
  return builder.EndTable(start);
}

template <class Element>
[[nodiscard]] uoffset_t write_element(FlatBufferBuilder& builder, const Element& element) {
  if constexpr (std::is_same_v<Element, std::string>) {
    return builder.CreateString(element).o;
  } else if constexpr (std::is_same_v<Element, Bytes>) {
    return write_byte_string(builder, element);
  } else {
    return write_table(builder, element);
  }
}

template <class Element>
[[nodiscard]] uoffset_t write_vector(FlatBufferBuilder& builder,
                                     const std::vector<Element>& elements) {
  if constexpr (std::is_same_v<Element, std::uint8_t>) {
    return builder.CreateVector(elements.data(), elements.size()).o;
  } else if constexpr (is_fixed_id<Element>) {
    builder.StartVector(elements.size() * sizeof(Element), 1);
    builder.PushBytes(elements.data()->bytes.data(), elements.size() * sizeof(Element));
    return builder.EndVector(elements.size());
  } else if constexpr (Scalar<Element>) {
    builder.StartVector(elements.size(), sizeof(Stored<Element>));
    for (auto i = elements.size(); i-- > 0;)
      builder.PushElement(to_stored(elements[i]));
    return builder.EndVector(elements.size());
  } else {
    std::vector<flatbuffers::Offset<void>> offsets;
    offsets.reserve(elements.size());
    for (const auto& element : elements)
      offsets.emplace_back(write_element(builder, element));
    return builder.CreateVector(offsets.data(), offsets.size()).o;
  }
}

/// Writes what a field refers to; 0 when the field has nothing outside its table or is left out.
template <class Member>
[[nodiscard]] uoffset_t write_child(FlatBufferBuilder& builder, const Member& member) {
  if constexpr (std::is_same_v<Member, std::string>) {
    return member.empty() ? 0 : builder.CreateString(member).o;
  } else if constexpr (is_vector<Member>) {
    return member.empty() ? 0 : write_vector(builder, member);
  } else if constexpr (is_union<Member>) {
    using std::visit;
    return visit(
        [&](const auto& table) -> uoffset_t {
          if constexpr (std::is_same_v<std::decay_t<decltype(table)>, std::monostate>) {
            return 0;
          } else {
            return write_table(builder, table);
          }
        },
        member);
  } else if constexpr (Described<Member>) {
    return write_table(builder, member);  // A nested table always stands, even an empty one.
  } else {
    return 0;
  }
}

template <class Member>
void add_field(FlatBufferBuilder& builder, std::uint16_t id, const Member& member,
               uoffset_t child) {
  if constexpr (Scalar<Member>) {
    if (const auto stored = to_stored(member); stored != 0) builder.AddElement(slot(id), stored);
  } else if constexpr (is_fixed_id<Member>) {
    if (!member.is_none()) builder.AddStruct(slot(id), &member);
  } else if constexpr (is_union<Member>) {
    if (child == 0) return;
    builder.AddElement(slot(id), static_cast<std::uint8_t>(member.index()));
    builder.AddOffset(slot(static_cast<std::uint16_t>(id + 1)), flatbuffers::Offset<void>(child));
  } else if (child != 0) {
    builder.AddOffset(slot(id), flatbuffers::Offset<void>(child));
  }
}

template <Described T>
uoffset_t write_table(FlatBufferBuilder& builder, const T& value) {
  return std::apply(
      [&](const auto&... fields) {
        // Braced initialisers are evaluated left to right, which is the prescribed order.
        const std::array children{write_child(builder, value.*(fields.member))...};
        const auto start = builder.StartTable();
        std::size_t next = 0;
        (add_field(builder, fields.id, value.*(fields.member), children[next++]), ...);
        return builder.EndTable(start);
      },
      T::fields());
}

/// A whole buffer: root table, alignment, file identifier.
template <Described T>
[[nodiscard]] ByteView write_buffer(FlatBufferBuilder& builder, const T& value,
                                    std::string_view identifier) {
  builder.Clear();
  builder.Finish(flatbuffers::Offset<void>(write_table(builder, value)), identifier.data());
  return {builder.GetBufferPointer(), builder.GetSize()};
}

}  // namespace xueji::table
