// Variable-length integers for packed rows: seven bits a byte, lowest first; signed numbers zigzag.
// Thread safety: free functions over values; a reader belongs to one thread.
#pragma once

#include <cstdint>

#include "ledger/base/bytes.h"

namespace xueji {

inline void append_varint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}
inline void append_signed(Bytes& out, std::int64_t value) {
  append_varint(out,
                (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

/// Reads what was packed. After any reading beyond the end or of an overlong number `ok` is false,
/// everything read is zero, and nothing more is consumed.
class CompactReader {
 public:
  explicit CompactReader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const std::uint8_t byte = rest_.front();
      rest_ = rest_.subspan(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return damaged();
  }
  std::int64_t signed_varint() {
    const std::uint64_t raw = varint();
    return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
  }
  /// Empty when fewer are left.
  ByteView bytes(std::size_t count) {
    if (count > rest_.size()) {
      damaged();
      return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

 private:
  std::uint64_t damaged() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  ByteView rest_;
  bool ok_ = true;
};

}  // namespace xueji
