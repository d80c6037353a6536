// The low-level functions are deprecated in OpenSSL 3 but not slower to reach than the hardware:
// EVP would add an allocation, a lookup and several indirect calls to each hash of one to three
// blocks.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ledger/crypto/sha256.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <new>
#include <type_traits>

#include "ledger/base/result.h"

namespace xueji {
namespace {

constexpr std::size_t block_size_bytes = 64;

static_assert(std::is_trivially_copyable_v<SHA256_CTX> && alignof(SHA256_CTX) <= 8);

template <std::size_t size>
SHA256_CTX* context(std::array<std::byte, size>& state) {
  static_assert(size == sizeof(SHA256_CTX));
  return std::launder(reinterpret_cast<SHA256_CTX*>(state.data()));
}

}  // namespace

void Sha256::start() {
  auto* fresh = ::new (static_cast<void*>(state_.data())) SHA256_CTX;
  XUEJI_ASSERT(SHA256_Init(fresh) == 1);
}

Sha256& Sha256::update(ByteView data) {
  XUEJI_ASSERT(SHA256_Update(context(state_), data.data(), data.size()) == 1);
  return *this;
}

Digest Sha256::finish() {
  Digest digest;
  XUEJI_ASSERT(SHA256_Final(digest.bytes.data(), context(state_)) == 1);
  start();
  return digest;
}

Digest sha256(ByteView data) {
  return sha256({data});
}

Digest sha256(std::initializer_list<ByteView> parts) {
  SHA256_CTX context;
  Digest digest;
  XUEJI_ASSERT(SHA256_Init(&context) == 1);
  for (const auto part : parts) {
    XUEJI_ASSERT(SHA256_Update(&context, part.data(), part.size()) == 1);
  }
  XUEJI_ASSERT(SHA256_Final(digest.bytes.data(), &context) == 1);
  return digest;
}

HmacSha256::HmacSha256(ByteView key) {
  std::array<std::uint8_t, block_size_bytes> block{};
  if (key.size() > block.size()) {
    const Digest shortened = sha256(key);
    std::ranges::copy(shortened.bytes, block.begin());
  } else {
    std::ranges::copy(key, block.begin());
  }
  for (auto& byte : block)
    byte ^= 0x36;
  inner_.update(block);
  for (auto& byte : block)
    byte ^= 0x36 ^ 0x5c;
  outer_.update(block);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacSha256::~HmacSha256() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

Digest HmacSha256::mac(std::initializer_list<ByteView> parts) const {
  Sha256 inner = inner_;
  for (const auto part : parts)
    inner.update(part);
  const Digest inner_digest = inner.finish();
  Sha256 outer = outer_;
  return outer.update(inner_digest.view()).finish();
}

Digest hmac_sha256(ByteView key, ByteView data) {
  return HmacSha256{key}.mac(data);
}

bool equal_secret(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace xueji
