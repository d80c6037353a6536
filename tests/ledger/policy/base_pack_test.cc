// The base beneath a pack (D-18).
#include "ledger/policy/base_pack.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/policy/pack.h"

using namespace xueji;

namespace {

constexpr std::string_view base_line = "base = \"national\"\n";

/// Shiyan's pack with a further line in its pack.toml, completed as a pack in a folder is.
PackFiles shiyan_with(std::string_view line) {
  auto files = *shipped_pack("shiyan");
  auto& text = files.files.at("pack.toml");
  text.insert(text.find("id = "), line);
  return with_shared_tables(std::move(files));
}

std::size_t unverified_guards(const Pack& pack) {
  const auto all = pack.guards();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const GuardBinding& one) { return is_unverified(one.rule); }));
}

std::string refusal_of(const PackFiles& files) {
  const auto pack = load_pack(files);
  return pack ? "" : pack.error().what.en;
}

}  // namespace

TEST_CASE("a pack without a base has no rule of one", "[D-18]") {
  for (const auto& id : shipped_pack_ids()) {
    const auto pack = load_pack(*shipped_pack(id));
    REQUIRE(pack);
    CHECK(unverified_guards(*pack) == 0);
  }
  CHECK(load_pack(*shipped_pack("shiyan"))->parameter("sanction_kinds") == nullptr);
}

TEST_CASE("the national base is no pack of its own", "[D-18]") {
  const auto ids = shipped_pack_ids();
  CHECK(std::find(ids.begin(), ids.end(), "national") == ids.end());
  CHECK_FALSE(shipped_pack("national"));
}

TEST_CASE("one line in a pack lays the national base beneath it", "[D-18]") {
  const auto files = shiyan_with(base_line);
  CHECK(files.files.contains("base/pack.toml"));
  CHECK(files.files.contains("base/guards.toml"));
  const auto pack = load_pack(files);
  INFO((pack ? "" : pack.error().what.en));
  REQUIRE(pack);
  CHECK(unverified_guards(*pack) > 0);
  REQUIRE(pack->parameter("sanction_kinds") != nullptr);
  CHECK(pack->parameter("sanction_kinds")->assumed);
  // What the pack says itself stays as it was, and its own digest covers what was laid beneath.
  const auto alone = *load_pack(*shipped_pack("shiyan"));
  CHECK(pack->guards().size() == alone.guards().size() + unverified_guards(*pack));
  for (const auto& own : alone.parameters()) {
    REQUIRE(pack->parameter(own.name) != nullptr);
    CHECK(pack->parameter(own.name)->value == own.value);
  }
  CHECK(pack_archive(files) != pack_archive(*shipped_pack("shiyan")));
  CHECK(*pack_from_archive(pack_archive(files)) == files);
}

TEST_CASE("what a pack rules itself is not ruled by its base too", "[D-18]") {
  auto files = *shipped_pack("fujian");
  auto& text = files.files.at("pack.toml");
  text.insert(text.find("id = "), base_line);
  const auto pack = load_pack(with_shared_tables(std::move(files)));
  INFO((pack ? "" : pack.error().what.en));
  REQUIRE(pack);
  // Articles 10 to 29 bind every one of those guards but the one on hospitals: article 12 asks
  // more.
  CHECK(unverified_guards(*pack) == 1);
  CHECK(pack->text("hospital_level_entry") == "grade_2a");
}

TEST_CASE("a base that is unknown, missing, unasked for or not marked is refused", "[D-18]") {
  CHECK(refusal_of(shiyan_with("base = \"regional\"\n")).find("base/pack.toml") !=
        std::string::npos);
  auto files = shiyan_with(base_line);
  auto unasked = *shipped_pack("shiyan");
  unasked.files["base/pack.toml"] = files.files.at("base/pack.toml");
  unasked.files["base/guards.toml"] = files.files.at("base/guards.toml");
  CHECK(refusal_of(unasked).find("carries one") != std::string::npos);
  auto verified = files;
  auto& text = verified.files.at("base/pack.toml");
  text.replace(text.find("unverified = true"), 17, "unverified = false");
  CHECK(refusal_of(verified).find("unverified = true") != std::string::npos);
  auto borrowed = files;
  auto& guards = borrowed.files.at("base/guards.toml");
  guards.replace(guards.find("NA-13"), 5, "SY-13");
  CHECK(refusal_of(borrowed).find("must begin with NA-") != std::string::npos);
}

TEST_CASE("a rule id says whether it is verified", "[D-18]") {
  CHECK(is_unverified("NA-17"));
  CHECK_FALSE(is_unverified("SY-1.2a"));
  CHECK_FALSE(is_unverified("NAME-1"));
  CHECK_FALSE(is_unverified("NA"));
}
