// Bytes and their text forms. Thread safety: free functions over values.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xueji {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Accepts upper and lower case; nothing for odd length or a non-hex character.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// RFC 4648 base64 with padding (signed notes need the standard alphabet).
[[nodiscard]] std::string to_base64(ByteView bytes);
/// Strict: canonical padding, no white space, no stray trailing bits.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

/// Crockford base32, lower case, no padding: ids that people read aloud and type.
[[nodiscard]] std::string to_base32(ByteView bytes);
/// Accepts either case and the look-alikes o→0, i/l→1; nothing on any other character.
[[nodiscard]] std::optional<Bytes> from_base32(std::string_view text, std::size_t size_bytes);

/// Little- and big-endian integers at the end of a buffer.
template <class Integer>
void append_le(Bytes& out, Integer value) {
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
  }
}
template <class Integer>
void append_be(Bytes& out, Integer value) {
  for (std::size_t i = sizeof(Integer); i-- > 0;) {
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
  }
}
template <class Integer>
[[nodiscard]] Integer read_le(const std::uint8_t* in) {
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Integer); i-- > 0;) value = (value << 8) | in[i];
  return static_cast<Integer>(value);
}
template <class Integer>
[[nodiscard]] Integer read_be(const std::uint8_t* in) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value = (value << 8) | in[i];
  return static_cast<Integer>(value);
}
inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

}  // namespace xueji
