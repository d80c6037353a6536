#include "ledger/crypto/signing.h"

#include <openssl/evp.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/crypto/signed_message.h"

namespace xueji {
namespace {

constexpr auto suite = Suite::sha256_ed25519;

Bytes unhex(const std::string& text) {
  return from_hex(text).value();
}
PublicKey public_key(const std::string& hex) {
  return PublicKey::from(unhex(hex)).value();
}
Signature signature(const std::string& hex) {
  return Signature::from(unhex(hex)).value();
}

// What OpenSSL alone says, without our checks of the key.
bool openssl_accepts(const PublicKey& key, ByteView message, const Signature& sig) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> handle{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()),
      EVP_PKEY_free};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free};
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1 &&
         EVP_DigestVerify(context.get(), sig.bytes.data(), sig.bytes.size(), message.data(),
                          message.size()) == 1;
}

struct Vector {
  const char* seed;
  const char* key;
  const char* message;
  const char* signature;
};

// RFC 8032 §7.1, tests 1 to 3.
const std::vector<Vector> rfc8032{
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST_CASE("Ed25519 has the vectors of RFC 8032") {
  for (const auto& vector : rfc8032) {
    const auto key = SigningKey::from_seed(suite, unhex(vector.seed)).value();
    CHECK(key.public_key() == public_key(vector.key));
    CHECK(key.sign(unhex(vector.message)).value() == signature(vector.signature));
    CHECK(verify(suite, key.public_key(), unhex(vector.message), signature(vector.signature)));
    CHECK(to_bytes(key.seed().value().view()) == unhex(vector.seed));
  }
}

TEST_CASE("every flipped bit of key, message or signature is refused") {
  const auto& vector = rfc8032[2];
  const auto key = public_key(vector.key);
  const auto message = unhex(vector.message);
  const auto sig = signature(vector.signature);
  REQUIRE(verify(suite, key, message, sig));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    auto changed = sig;
    changed.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    REQUIRE_FALSE(verify(suite, key, message, changed));
  }
  for (std::size_t bit = 0; bit < 256; ++bit) {
    auto changed = key;
    changed.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    REQUIRE_FALSE(verify(suite, changed, message, sig));
  }
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    auto changed = message;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    REQUIRE_FALSE(verify(suite, key, changed, sig));
  }
}

TEST_CASE("a signature whose S is not canonical is refused") {
  // S + L, where L = 2^252 + 27742317777372353535851937790883648493 is the order of the group:
  // the same signature to a verifier that does not look.
  const auto order = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  for (const auto& vector : rfc8032) {
    auto sig = signature(vector.signature);
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
      carry += static_cast<unsigned>(sig.bytes[32 + i]) + order[i];
      sig.bytes[32 + i] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    REQUIRE(carry == 0);
    CHECK_FALSE(verify(suite, public_key(vector.key), unhex(vector.message), sig));
  }
}

// All spellings of the eight points of small order that fit 32 bytes, both signs of x.
const std::vector<std::string> small_order_keys{
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
};

TEST_CASE("a key of small order, under which anybody can sign, is refused") {
  // R = the neutral point and S = 0 verify whenever hash * key is neutral too, which for a key of
  // order 8 or less is at least every eighth message.
  Signature forged;
  forged.bytes[0] = 1;
  for (const auto& hex : small_order_keys) {
    INFO(hex);
    const auto key = public_key(hex);
    bool forged_under_openssl = false;
    for (int attempt = 0; attempt < 200 && !forged_under_openssl; ++attempt) {
      const auto message = std::to_string(attempt);
      forged_under_openssl = openssl_accepts(key, bytes_of(message), forged);
      REQUIRE_FALSE(verify(suite, key, bytes_of(message), forged));
    }
    // Shows that the danger is real, so that the check above could fail.
    CHECK(forged_under_openssl);
    const auto status = check_public_key(key);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::refused);
    CHECK_FALSE(VerifyingKey::parse(suite, key));
  }
}

TEST_CASE("a key whose y is p or more is refused, and p - 2 is not") {
  auto key = public_key("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
  for (unsigned low = 0xed; low <= 0xff; ++low) {
    key.bytes[0] = static_cast<std::uint8_t>(low);
    for (const auto sign : {std::uint8_t{0x7f}, std::uint8_t{0xff}}) {
      key.bytes[31] = sign;
      CHECK_FALSE(check_public_key(key));
    }
  }
  key.bytes[0] = 0xeb;
  CHECK(check_public_key(key));
  key.bytes[0] = 0xff;
  key.bytes[30] = 0xfe;
  CHECK(check_public_key(key));
}

TEST_CASE("bytes that are no point of the curve verify nothing") {
  const auto& vector = rfc8032[0];
  const auto key = public_key("0200000000000000000000000000000000000000000000000000000000000000");
  CHECK_FALSE(verify(suite, key, {}, signature(vector.signature)));
}

TEST_CASE("a parsed key verifies from several threads at once") {
  SeededRandom random{11};
  const auto signer = SigningKey::generate(suite, random).value();
  const auto key = VerifyingKey::parse(suite, signer.public_key()).value();
  const auto sig = signer.sign(bytes_of("one")).value();
  std::vector<int> genuine(4, 0);
  {
    std::vector<std::jthread> threads;
    for (auto& count : genuine) {
      threads.emplace_back([&key, &sig, &count] {
        for (int i = 0; i < 50; ++i) {
          count += key.verify(bytes_of("one"), sig) ? 1 : 0;
          count += key.verify(bytes_of("two"), sig) ? 100 : 0;
        }
      });
    }
  }
  CHECK(genuine == std::vector<int>(4, 50));
}

TEST_CASE("a key id is the hash of label, suite and key") {
  const auto key = public_key(rfc8032[0].key);
  Bytes bytes = to_bytes(bytes_of("xueji/v1/key"));
  append(bytes, Bytes{0, 1, 0});
  append(bytes, key.view());
  CHECK(to_hex(key_id(suite, key).view()) == to_hex(sha256(bytes).view()));
  CHECK(key_id(Suite::sm3_sm2, key) != key_id(suite, key));
  CHECK(VerifyingKey::parse(suite, key).value().id() == key_id(suite, key));
}

TEST_CASE("suite 2 is known and refused, other numbers are malformed") {
  CHECK(suite_from(1).value() == Suite::sha256_ed25519);
  CHECK(suite_from(2).value() == Suite::sm3_sm2);
  CHECK(suite_from(0).error().code == ErrorCode::malformed);
  CHECK(suite_from(3).error().code == ErrorCode::malformed);
  const auto key = public_key(rfc8032[0].key);
  const auto parsed = VerifyingKey::parse(Suite::sm3_sm2, key);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::refused);
  CHECK(parsed.error().what.zh.find("SM2") != std::string::npos);
  CHECK_FALSE(SigningKey::from_seed(Suite::sm3_sm2, Bytes(32)));
}

TEST_CASE("a seed has 32 bytes") {
  CHECK(SigningKey::from_seed(suite, Bytes(31)).error().code == ErrorCode::invalid_argument);
  CHECK(SigningKey::from_seed(suite, Bytes(33)).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("signed bytes name purpose, ledger, suite and length") {
  LedgerId ledger;
  ledger.bytes.fill(0xaa);
  const auto bytes = message_to_sign(Purpose::sign_off, ledger, suite, bytes_of("hi"));
  CHECK(to_hex(bytes) == to_hex(bytes_of("xueji/v1/sign-off")) + "00" + to_hex(Bytes(32, 0xaa)) +
                             "0100" + "02000000" + "6869");
  Bytes reused{1, 2};
  append_message_to_sign(reused, Purpose::sign_off, ledger, suite, bytes_of("hi"));
  CHECK(Bytes(reused.begin() + 2, reused.end()) == bytes);
}

TEST_CASE("a signature for one purpose, ledger or suite is none for another") {
  SeededRandom random{5};
  const auto signer = SigningKey::generate(suite, random).value();
  const auto ledger = random.draw<LedgerId>();
  const auto twin = random.draw<LedgerId>();
  const auto message = bytes_of("message");
  const auto sig =
      signer.sign(message_to_sign(Purpose::submission, ledger, suite, message)).value();
  const auto accepted = [&](Purpose purpose, const LedgerId& at, Suite with) {
    return verify(suite, signer.public_key(), message_to_sign(purpose, at, with, message), sig);
  };
  CHECK(accepted(Purpose::submission, ledger, suite));
  for (const auto other :
       {Purpose::sign_off, Purpose::enrolment, Purpose::login, Purpose::refusal}) {
    CHECK_FALSE(accepted(other, ledger, suite));
  }
  CHECK_FALSE(accepted(Purpose::submission, twin, suite));
  CHECK_FALSE(accepted(Purpose::submission, ledger, Suite::sm3_sm2));
}

TEST_CASE("the words of the purposes are frozen") {
  CHECK(name_of(Purpose::submission) == "submission");
  CHECK(name_of(Purpose::sign_off) == "sign-off");
  CHECK(name_of(Purpose::enrolment) == "enrolment");
  CHECK(name_of(Purpose::login) == "login");
  CHECK(name_of(Purpose::refusal) == "refusal");
}

}  // namespace
}  // namespace xueji
