#include "ledger/base/bytes.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "ledger/base/id.h"
#include "ledger/base/random.h"

namespace xueji {
namespace {

TEST_CASE("base64 has the vectors of RFC 4648 §10") {
  const auto [plain, encoded] =
      GENERATE(std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="},
               std::pair{"foo", "Zm9v"}, std::pair{"foob", "Zm9vYg=="},
               std::pair{"fooba", "Zm9vYmE="}, std::pair{"foobar", "Zm9vYmFy"});
  CHECK(to_base64(bytes_of(plain)) == encoded);
  CHECK(from_base64(encoded) == to_bytes(bytes_of(plain)));
}

TEST_CASE("base64 has one spelling only") {
  const auto text =
      GENERATE("Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Z===", "====", "Zg==Zg==", "Zm=v",
               "Zm9v\n", " Zm9v", "Zm-_", "=Zg=", "Zg=a");
  INFO(text);
  CHECK_FALSE(from_base64(text));
}

TEST_CASE("hex is written in lower case and read in either") {
  CHECK(to_hex(Bytes{0x00, 0xab, 0xff}) == "00abff");
  CHECK(from_hex("00ABff") == Bytes{0x00, 0xab, 0xff});
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("0g"));
  CHECK_FALSE(from_hex("0x"));
}

TEST_CASE("base32 returns what was written") {
  constexpr std::uint64_t seed = 7;
  SeededRandom random{seed};
  INFO("seed " << seed);
  for (int i = 0; i < 200; ++i) {
    const auto id = random.draw<StudentId>();
    const auto text = to_text(id);
    CHECK(text.size() == 26);
    CHECK(id_from_text<StudentId>(text) == id);
  }
}

TEST_CASE("base32 forgives look-alikes and case, and nothing else") {
  const Bytes bytes{0x08, 0x42};
  CHECK(to_base32(bytes) == "1110");
  CHECK(from_base32("iLlO", 2) == bytes);
  CHECK_FALSE(from_base32("111u", 2));
  CHECK_FALSE(from_base32("111-", 2));
  CHECK_FALSE(from_base32("1110", 3));
  CHECK_FALSE(from_base32("11100", 2));
}

TEST_CASE("base32 refuses stray bits behind the last byte") {
  CHECK(from_base32("zw", 1) == Bytes{0xff});
  CHECK_FALSE(from_base32("zx", 1));
  CHECK_FALSE(from_base32("zz", 1));
}

TEST_CASE("integers are stored in the byte order that their name says") {
  Bytes out;
  append_le(out, std::uint32_t{0x01020304});
  append_be(out, std::uint16_t{0x0506});
  CHECK(out == Bytes{4, 3, 2, 1, 5, 6});
  CHECK(read_le<std::uint32_t>(out.data()) == 0x01020304);
  CHECK(read_be<std::uint16_t>(out.data() + 4) == 0x0506);
}

TEST_CASE("an id takes exactly its size") {
  CHECK(StudentId::from(Bytes(16, 1)));
  CHECK_FALSE(StudentId::from(Bytes(15, 1)));
  CHECK_FALSE(StudentId::from(Bytes(17, 1)));
  CHECK(StudentId{}.is_none());
}

}  // namespace
}  // namespace xueji
