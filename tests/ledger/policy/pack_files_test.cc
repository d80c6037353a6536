#include "ledger/policy/pack_files.h"

#include <catch2/catch.hpp>

#include "ledger/policy/pack.h"

using namespace xueji;

TEST_CASE("an archive with one byte cut, added, or out of order is refused") {
  const PackFiles files{{{"a.toml", "1"}, {"b/c.csv", ""}}};
  const Bytes archive = pack_archive(files);
  REQUIRE(pack_from_archive(archive));
  CHECK(*pack_from_archive(archive) == files);
  for (std::size_t size = 0; size < archive.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(pack_from_archive(ByteView(archive).first(size)));
  }
  Bytes longer = archive;
  longer.push_back(0);
  CHECK_FALSE(pack_from_archive(longer));
}

TEST_CASE("an archive whose names are out of order, twice or climbing is refused") {
  const auto forged = [](std::string_view first, std::string_view second) {
    Bytes archive = pack_archive(PackFiles{});
    archive[archive.size() - 4] = 2;
    for (const auto name : {first, second}) {
      append_le(archive, static_cast<std::uint16_t>(name.size()));
      append(archive, bytes_of(name));
      append_le(archive, std::uint32_t{0});
    }
    return pack_from_archive(archive);
  };
  CHECK(forged("a", "b"));
  CHECK_FALSE(forged("b", "a"));
  CHECK_FALSE(forged("a", "a"));
  CHECK_FALSE(forged("../a", "b"));
  CHECK_FALSE(forged("/a", "b"));
  CHECK_FALSE(forged("", "b"));
  CHECK_FALSE(forged("A", "b"));
}

TEST_CASE("a huge count or length in an archive is refused, not allocated") {
  Bytes archive = pack_archive(PackFiles{});
  for (std::size_t i = 1; i <= 4; ++i)
    archive[archive.size() - i] = 0xFF;
  CHECK_FALSE(pack_from_archive(archive));
  CHECK_FALSE(pack_from_archive(Bytes(pack_size_max_bytes + 1)));
}

TEST_CASE("the archive of the empty pack is these bytes") {
  CHECK(to_hex(pack_archive(PackFiles{})) == "7875656a692d7061636b2f76310a0000000000");
  CHECK(to_hex(pack_archive(PackFiles{{{"a", "b"}}})) ==
        "7875656a692d7061636b2f76310a00"
        "01000000"
        "010061"
        "0100000062");
}

TEST_CASE("shipped packs load again from their archive, and are self-contained") {
  CHECK(shipped_pack_ids() == std::vector<std::string>{"fujian", "shiyan"});
  for (const auto& id : shipped_pack_ids()) {
    const auto files = shipped_pack(id);
    REQUIRE(files);
    const Bytes archive = pack_archive(*files);
    CHECK(archive.size() < 400'000);
    const auto again = pack_from_archive(archive);
    REQUIRE(again);
    CHECK(*again == *files);
    const auto pack = load_pack(*again);
    if (!pack) FAIL(pack.error().what.en);
    CHECK(pack->divisions().is_known("420304"));
  }
  CHECK_FALSE(shipped_pack("hunan"));
  CHECK(shipped_pack("hunan").error().code == ErrorCode::not_found);
}

TEST_CASE("replacing a table makes a new version and leaves the other files") {
  const auto files = *shipped_pack("shiyan");
  const auto next = with_table(files, "sexes", "code,zh,en\n1,男,male\n", "2025.1");
  REQUIRE(next);
  const auto pack = load_pack(*next);
  REQUIRE(pack);
  CHECK(pack->metadata().version == "2025.1");
  CHECK(pack->table("sexes")->codes().size() == 1);
  CHECK(next->files.at("chains.toml") == files.files.at("chains.toml"));
  CHECK(pack_archive(*next) != pack_archive(files));
  CHECK_FALSE(with_table(files, "sexes", "", "2024.3"));
  CHECK_FALSE(with_table(files, "sexes", "", ""));
  CHECK_FALSE(with_table(PackFiles{}, "sexes", "", "2"));
}

TEST_CASE("a folder that is not there is an error of the environment") {
  const auto files = read_pack_folder("/no/such/folder");
  REQUIRE_FALSE(files);
  CHECK(files.error().code == ErrorCode::io);
}
