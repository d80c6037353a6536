#include "ledger/crypto/sha256.h"

#include <catch2/catch.hpp>
#include <string>

namespace xueji {
namespace {

std::string hex(const Digest& digest) {
  return to_hex(digest.view());
}
Bytes unhex(const std::string& text) {
  return from_hex(text).value();
}

TEST_CASE("SHA-256 has the vectors of FIPS 180-4") {
  CHECK(hex(sha256(ByteView{})) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256(bytes_of("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(sha256(Bytes(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a message in parts has the digest of the whole") {
  Bytes message;
  for (int i = 0; i < 200; ++i)
    message.push_back(static_cast<std::uint8_t>(i));
  const ByteView whole = message;
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    Sha256 stream;
    stream.update(whole.first(cut)).update(whole.subspan(cut));
    REQUIRE(stream.finish() == sha256(whole));
    REQUIRE(sha256({whole.first(cut), whole.subspan(cut)}) == sha256(whole));
  }
}

TEST_CASE("a stream starts afresh after finish, and a copy goes its own way") {
  Sha256 stream;
  stream.update(bytes_of("ab"));
  Sha256 copy = stream;
  CHECK(stream.update(bytes_of("c")).finish() == sha256(bytes_of("abc")));
  CHECK(copy.update(bytes_of("d")).finish() == sha256(bytes_of("abd")));
  CHECK(stream.finish() == sha256(ByteView{}));
}

TEST_CASE("HMAC-SHA-256 has the vectors of RFC 4231") {
  CHECK(hex(hmac_sha256(Bytes(20, 0x0b), bytes_of("Hi There"))) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac_sha256(Bytes(20, 0xaa), Bytes(50, 0xdd))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hex(hmac_sha256(Bytes(131, 0xaa),
                        bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("one HMAC key serves many messages, also in parts") {
  const HmacSha256 hmac{bytes_of("Jefe")};
  const auto expected = unhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_bytes(hmac.mac(bytes_of("what do ya want for nothing?")).view()) == expected);
  CHECK(to_bytes(hmac.mac({bytes_of("what do ya want "), bytes_of("for nothing?")}).view()) ==
        expected);
}

TEST_CASE("secrets are equal only in every byte and in length") {
  CHECK(equal_secret(bytes_of("abc"), bytes_of("abc")));
  CHECK(equal_secret({}, {}));
  CHECK_FALSE(equal_secret(bytes_of("abc"), bytes_of("abd")));
  CHECK_FALSE(equal_secret(bytes_of("abc"), bytes_of("bbc")));
  CHECK_FALSE(equal_secret(bytes_of("abc"), bytes_of("ab")));
  CHECK_FALSE(equal_secret(bytes_of("abc"), {}));
}

}  // namespace
}  // namespace xueji
