#include "ledger/policy/division_history.h"

#include <catch2/catch.hpp>

#include "ledger/policy/pack.h"

using namespace xueji;

namespace {

const DivisionTable& divisions() {
  static const Pack pack = *load_pack(*shipped_pack("shiyan"));
  return pack.divisions();
}

}  // namespace

TEST_CASE("an old code stands for the county that it became", "[SY-2.1a][D-19]") {
  CHECK(present_code(divisions(), "420321") == "420304");  // 郧县, 郧阳区 since 2014.
  CHECK(present_code(divisions(), "350784") == "350703");  // 建阳市, 建阳区.
  CHECK(present_code(divisions(), "420304") == "420304");
}

TEST_CASE("where the table shows no successor a code stays what it is", "[SY-2.1a][D-19]") {
  CHECK(present_code(divisions(), "410224") == "410224");  // 开封县 took another name.
  CHECK(present_code(divisions(), "310108") == "310108");  // 闸北区 went into another district.
  CHECK(present_code(divisions(), "420301") == "420301");  // 市辖区 is no county.
  CHECK(present_code(divisions(), "999999") == "999999");
  CHECK(present_code(divisions(), "420300") == "420300");
  CHECK(present_code(divisions(), "") == "");
}

TEST_CASE("two codes of one county lie in one area, whichever is the old one", "[SY-2.1a][D-19]") {
  CHECK_FALSE(lies_elsewhere(divisions(), "420321", "420304", false));
  CHECK_FALSE(lies_elsewhere(divisions(), "420304", "420321", false));
  CHECK_FALSE(lies_elsewhere(divisions(), "420321", "420321", false));
  CHECK(lies_elsewhere(divisions(), "420321", "420322", false));
  CHECK_FALSE(lies_elsewhere(divisions(), "420321", "420322", true));
  CHECK(lies_elsewhere(divisions(), "420321", "350703", true));
}
