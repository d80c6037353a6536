// The templates behind codec.h; each .cc of this folder instantiates its share of the root tables.
// Private to this folder.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "ledger/schema/codec.h"
#include "ledger/schema/table_reader.h"
#include "ledger/schema/table_verifier.h"
#include "ledger/schema/table_writer.h"

namespace xueji {

struct Encoder::Buffers {
  flatbuffers::FlatBufferBuilder builder{1024};
};

namespace table {

/// The bytes at an address aligned to 8, as FlatBuffers need it; copied only when they are not.
class Aligned {
 public:
  explicit Aligned(ByteView bytes) : view_(bytes) {
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 == 0) return;
    std::uint8_t* copy = small_.data();
    if (bytes.size() > small_.size()) {
      large_.resize(bytes.size());  // Memory of operator new is aligned to 16.
      copy = large_.data();
    }
    std::copy(bytes.begin(), bytes.end(), copy);
    view_ = {copy, bytes.size()};
  }
  Aligned(const Aligned&) = delete;
  Aligned& operator=(const Aligned&) = delete;
  [[nodiscard]] ByteView view() const { return view_; }

 private:
  ByteView view_;
  alignas(8) std::array<std::uint8_t, 1024> small_;
  Bytes large_;
};

/// What the format allows for one buffer of this kind; state rows are not part of the log.
template <class T>
inline constexpr std::size_t size_max_bytes = ~std::size_t{0};
template <>
inline constexpr std::size_t size_max_bytes<Event> = event_size_max_bytes;

template <Persisted T>
[[nodiscard]] Result<T> read(ByteView bytes, ErrorCode code, bool strict) {
  const std::string kind(file_identifier<T>);
  const Aligned aligned(bytes);
  if (!is_well_formed<T>(aligned.view())) {
    return fail(code,
                Text{"数据不是格式完好的 " + kind + " 表", "not a well-formed " + kind + " table"});
  }
  Result<T> value{T{}};
  Reading reading{bytes.size(), strict};
  const auto* root = flatbuffers::GetRoot<Table>(aligned.view().data());
  if (!read_table(root, *value, reading)) {
    const std::string field(reading.failed_field);
    return fail(code, Text{kind + " 表的字段 " + field + " 的值不在允许范围内",
                           "field " + field + " of a " + kind + " table holds no allowed value"});
  }
  return value;
}

}  // namespace table

template <Persisted T>
ByteView Encoder::encode(const T& value) {
  return table::write_buffer(buffers_->builder, value, file_identifier<T>);
}

template <Persisted T>
Bytes encode(const T& value) {
  flatbuffers::FlatBufferBuilder builder(1024);
  return to_bytes(table::write_buffer(builder, value, file_identifier<T>));
}

template <Persisted T>
Result<T> decode_trusted(ByteView bytes) {
  return table::read<T>(bytes, ErrorCode::corrupt, false);
}

template <Persisted T>
Result<T> decode(ByteView bytes) {
  const std::string kind(file_identifier<T>);
  if (bytes.size() > table::size_max_bytes<T>) {
    return fail(ErrorCode::malformed,
                Text{kind + " 表过大：" + std::to_string(bytes.size()) + " 字节",
                     kind + " table too large: " + std::to_string(bytes.size()) + " bytes"});
  }
  auto value = table::read<T>(bytes, ErrorCode::malformed, true);
  if (!value) return value;
  // Only a second writing shows unknown fields, other layouts and stray padding for certain.
  flatbuffers::FlatBufferBuilder builder(bytes.size() + 64);
  const auto canonical = table::write_buffer(builder, *value, file_identifier<T>);
  if (!std::ranges::equal(canonical, bytes)) {
    return fail(ErrorCode::malformed,
                Text{kind + " 表不是规范编码（有未知字段或其他布局）",
                     kind + " table is not in the canonical encoding (unknown "
                            "field or another layout)"});
  }
  return value;
}

}  // namespace xueji

#define XUEJI_CODEC(Type)                                              \
  template xueji::Bytes xueji::encode(const xueji::Type&);             \
  template xueji::ByteView xueji::Encoder::encode(const xueji::Type&); \
  template xueji::Result<xueji::Type> xueji::decode(xueji::ByteView);  \
  template xueji::Result<xueji::Type> xueji::decode_trusted(xueji::ByteView);
