#include "ledger/crypto/signing.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ledger/crypto/openssl_raii.h"
#include "ledger/crypto/sha256.h"

namespace xueji {
namespace {

using Coordinate = std::array<std::uint8_t, 32>;

// The y coordinates of the eight points of small order, little-endian; ± x share one y. Their
// spellings with y >= p (p and p + 1) are refused as non-canonical before this table is asked.
constexpr std::array<Coordinate, 5> small_order_ys{{
    {0},  // Order 4.
    {1},  // Order 1, the neutral point.
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},  // Order 2: p − 1.
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},  // Order 8.
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},  // Order 8.
}};

// p = 2^255 − 19, so y >= p means: all bits set but the lowest byte, and that at least 0xed.
bool is_canonical(const Coordinate& y) {
  const bool rest_is_full =
      y[31] == 0x7f &&
      std::all_of(y.begin() + 1, y.begin() + 31, [](std::uint8_t byte) { return byte == 0xff; });
  return !(rest_is_full && y[0] >= 0xed);
}

}  // namespace

KeyId key_id(Suite suite, const PublicKey& key) {
  constexpr std::string_view label{"xueji/v1/key\0", 13};
  const auto number = static_cast<std::uint16_t>(suite);
  const std::array<std::uint8_t, 2> suite_le{static_cast<std::uint8_t>(number & 0xff),
                                             static_cast<std::uint8_t>(number >> 8)};
  return KeyId{sha256({bytes_of(label), suite_le, key.view()}).bytes};
}

Status check_public_key(const PublicKey& key) {
  Coordinate y = key.bytes;
  y[31] &= 0x7f;  // The top bit is the sign of x.
  if (!is_canonical(y)) {
    return fail(ErrorCode::refused, Text{"公钥编码不规范：y 坐标不小于 p",
                                         "Public key is not canonical: its y is p or more"});
  }
  if (std::ranges::find(small_order_ys, y) != small_order_ys.end()) {
    return fail(ErrorCode::refused,
                Text{"公钥是小阶点，任何人都能伪造其签名",
                     "Public key is a point of small order: anybody could forge its signatures"});
  }
  return {};
}

Result<VerifyingKey> VerifyingKey::parse(Suite suite, const PublicKey& key) {
  if (auto status = require_implemented(suite); !status) return fail(status.error());
  if (auto status = check_public_key(key); !status) return fail(status.error());
  openssl::KeyHandle handle{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size())};
  if (!handle) return openssl::failed("parse public key");
  VerifyingKey parsed;
  parsed.suite_ = suite;
  parsed.public_key_ = key;
  parsed.id_ = key_id(suite, key);
  parsed.handle_ = std::move(handle);
  return parsed;
}

bool VerifyingKey::verify(ByteView message, const Signature& signature) const {
  const openssl::DigestContext context{EVP_MD_CTX_new()};
  const bool genuine =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle_.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.bytes.data(), signature.bytes.size(),
                       message.data(), message.size()) == 1;
  if (!genuine) ERR_clear_error();
  return genuine;
}

bool verify(Suite suite, const PublicKey& key, ByteView message, const Signature& signature) {
  const auto parsed = VerifyingKey::parse(suite, key);
  return parsed && parsed->verify(message, signature);
}

void SigningKey::Release::operator()(evp_pkey_st* handle) const {
  EVP_PKEY_free(handle);
}

Result<SigningKey> SigningKey::from_seed(Suite suite, ByteView seed) {
  if (auto status = require_implemented(suite); !status) return fail(status.error());
  if (seed.size() != seed_size_bytes) {
    const std::string size = std::to_string(seed.size());
    return fail(ErrorCode::invalid_argument, Text{"密钥种子应为 32 字节，实为 " + size + " 字节",
                                                  "A key seed has 32 bytes, not " + size});
  }
  SigningKey key;
  key.suite_ = suite;
  key.handle_.reset(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  if (!key.handle_) return openssl::failed("load private key");
  std::size_t size = key.public_key_.bytes.size();
  if (EVP_PKEY_get_raw_public_key(key.handle_.get(), key.public_key_.bytes.data(), &size) != 1 ||
      size != key.public_key_.bytes.size()) {
    return openssl::failed("derive public key");
  }
  key.id_ = key_id(suite, key.public_key_);
  return key;
}

Result<SigningKey> SigningKey::generate(Suite suite, Random& random) {
  return from_seed(suite, SecretBytes::drawn(random, seed_size_bytes).view());
}

Result<Signature> SigningKey::sign(ByteView message) const {
  const openssl::DigestContext context{EVP_MD_CTX_new()};
  Signature signature;
  std::size_t size = signature.bytes.size();
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.bytes.data(), &size, message.data(),
                     message.size()) != 1 ||
      size != signature.bytes.size()) {
    return openssl::failed("sign");
  }
  return signature;
}

Result<SecretBytes> SigningKey::seed() const {
  SecretBytes seed{seed_size_bytes};
  std::size_t size = seed.size();
  if (EVP_PKEY_get_raw_private_key(handle_.get(), seed.writable().data(), &size) != 1 ||
      size != seed_size_bytes) {
    return openssl::failed("export private key");
  }
  return seed;
}

}  // namespace xueji
