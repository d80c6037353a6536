#include "ledger/vault/rows.h"

namespace xueji::vault_rows {

Bytes joined(std::initializer_list<ByteView> parts) {
  std::size_t size = 0;
  for (const auto part : parts)
    size += part.size();
  Bytes out;
  out.reserve(size);
  for (const auto part : parts)
    append(out, part);
  return out;
}

Bytes key(std::uint8_t row, ByteView rest) {
  return joined({{&row, 1}, rest});
}

}  // namespace xueji::vault_rows
