#include "ledger/crypto/secret.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace xueji {

void wipe(std::span<std::uint8_t> bytes) {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

SecretBytes::SecretBytes(std::size_t size_bytes)
    : bytes_(std::make_unique<std::uint8_t[]>(size_bytes)), size_bytes_(size_bytes) {}

SecretBytes SecretBytes::copy_of(ByteView bytes) {
  SecretBytes secret{bytes.size()};
  std::ranges::copy(bytes, secret.writable().begin());
  return secret;
}

SecretBytes SecretBytes::drawn(Random& random, std::size_t size_bytes) {
  SecretBytes secret{size_bytes};
  random.fill(secret.writable());
  return secret;
}

SecretBytes::~SecretBytes() {
  wipe(writable());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_bytes_(std::exchange(other.size_bytes_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    wipe(writable());
    bytes_ = std::move(other.bytes_);
    size_bytes_ = std::exchange(other.size_bytes_, 0);
  }
  return *this;
}

}  // namespace xueji
