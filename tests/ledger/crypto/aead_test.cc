#include "ledger/crypto/aead.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

namespace xueji {
namespace {

Bytes unhex(const std::string& text) {
  return from_hex(text).value();
}
AeadNonce nonce_of(const std::string& hex) {
  AeadNonce nonce;
  std::ranges::copy(unhex(hex), nonce.begin());
  return nonce;
}

TEST_CASE("AES-256-GCM has the vectors of the GCM specification") {
  struct Vector {
    std::string key, nonce, associated, plain, cipher, tag;
  };
  const std::string zero_key(64, '0');
  const std::string key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  const auto vector = GENERATE_COPY(  // Test cases 13, 14 and 16.
      Vector{zero_key, "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      Vector{zero_key, "000000000000000000000000", "", "00000000000000000000000000000000",
             "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"},
      Vector{key, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
             "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
             "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
             "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
             "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
             "76fc6ece0f4e1768cddf8853bb2d551b"});
  auto aead = Aead::make().value();
  const auto secret = AeadKey::from(unhex(vector.key)).value();
  const auto sealed =
      aead.seal(secret, nonce_of(vector.nonce), unhex(vector.associated), unhex(vector.plain))
          .value();
  CHECK(to_hex(sealed) == vector.nonce + vector.cipher + vector.tag);
  CHECK(aead.open(secret, unhex(vector.associated), sealed).value() == unhex(vector.plain));
}

TEST_CASE("every changed bit, key, association or length is refused") {
  SeededRandom random{21};
  auto aead = Aead::make().value();
  const auto key = AeadKey::drawn(random);
  const auto associated = bytes_of("ledger|event|subject|field");
  const auto sealed = aead.seal(key, random, associated, bytes_of("张三")).value();
  REQUIRE(aead.open(key, associated, sealed).value() == to_bytes(bytes_of("张三")));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    const auto opened = aead.open(key, associated, changed);
    REQUIRE_FALSE(opened);
    REQUIRE(opened.error().code == ErrorCode::corrupt);
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    REQUIRE_FALSE(aead.open(key, associated, ByteView{sealed}.first(size)));
  }
  auto longer = sealed;
  longer.push_back(0);
  CHECK_FALSE(aead.open(key, associated, longer));
  CHECK_FALSE(aead.open(key, bytes_of("ledger|event|subject|other"), sealed));
  CHECK_FALSE(aead.open(key, {}, sealed));
  CHECK_FALSE(aead.open(AeadKey::drawn(random), associated, sealed));
  // A failure leaves the context fit for use.
  CHECK(aead.open(key, associated, sealed));
}

TEST_CASE("the same value sealed twice looks different") {
  SeededRandom random{22};
  auto aead = Aead::make().value();
  const auto key = AeadKey::drawn(random);
  CHECK(aead.seal(key, random, {}, bytes_of("x")).value() !=
        aead.seal(key, random, {}, bytes_of("x")).value());
}

TEST_CASE("a wrapped key opens into a wiping container") {
  SeededRandom random{23};
  auto aead = Aead::make().value();
  const auto master = AeadKey::drawn(random);
  const auto person = AeadKey::drawn(random);
  const auto wrapped = aead.seal(master, random, bytes_of("person"), person.view()).value();
  const auto opened = aead.open_secret(master, bytes_of("person"), wrapped).value();
  CHECK(to_bytes(opened.view()) == to_bytes(person.view()));
  CHECK_FALSE(aead.open_secret(master, bytes_of("other"), wrapped));
}

TEST_CASE("an encryption key has 32 bytes") {
  CHECK(AeadKey::from(Bytes(16)).error().code == ErrorCode::invalid_argument);
  CHECK(AeadKey::from(Bytes(33)).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("wiping overwrites, and a moved secret leaves nothing behind") {
  Bytes bytes(40, 7);
  wipe(bytes);
  CHECK(bytes == Bytes(40, 0));
  auto secret = SecretBytes::copy_of(bytes_of("secret"));
  const auto moved = std::move(secret);
  CHECK(text_of(moved.view()) == "secret");
  CHECK(secret.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the promise.
}

}  // namespace
}  // namespace xueji
