#include "ledger/merkle/hash.h"

#include <algorithm>
#include <array>

#include "ledger/crypto/sha256.h"

namespace xueji {

Digest leaf_hash(ByteView data) {
  constexpr std::array<std::uint8_t, 1> prefix{0x00};
  return sha256({prefix, data});
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 1 + 2 * Digest::size_bytes> input;
  input[0] = 0x01;
  std::ranges::copy(left.bytes, input.begin() + 1);
  std::ranges::copy(right.bytes, input.begin() + 1 + Digest::size_bytes);
  return sha256(input);
}

const Digest& empty_root() {
  static const Digest root = sha256(ByteView{});
  return root;
}

}  // namespace xueji
