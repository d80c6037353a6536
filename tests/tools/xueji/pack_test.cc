// Packs and root keys from the command line: a county's change of a date goes into a running
// ledger, and two administrators act together.
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  REQUIRE(in);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Version 2024.4 of the pack of Shiyan, reports due on the 8th, in the folder `changed`.
void make_changed_pack(const Desk& desk) {
  desk.write("modes.csv",
             "code,zh,en\nfull_time,全日制,full-time\nflexible,灵活学制,flexible mode\n");
  desk.done({"pack", "import-table", "shiyan", "--table", "study_modes", "--csv", "modes.csv",
             "--version", "2024.4", "--out", "changed"});
  auto about = content_of(desk.path() / "changed/pack.toml");
  const std::string before = "report_day = { value = 5,";
  const auto at = about.find(before);
  REQUIRE(at != std::string::npos);
  about.replace(at, before.size(), "report_day = { value = 8,");
  std::filesystem::remove(desk.path() / "changed/pack.toml");
  desk.write("changed/pack.toml", about);
}

std::string value_of(const boost::json::value& pack, std::string_view name) {
  for (const auto& one : pack.as_object().at("parameters").as_array()) {
    if (text(one, "name") == name) return text(one, "value");
  }
  return {};
}

}  // namespace

TEST_CASE("a pack that a county changed is adopted into a running ledger", "[cli][pack]") {
  const City city;
  const auto old_class = city.file_class();
  make_changed_pack(city);
  city.done({"pack", "check", "changed", "--archive", "changed.pack"});
  // A bare name is a pack's, whatever lies in the directory; the refusal says how to mean the
  // folder.
  const auto bare =
      city.run({"pack", "adopt", "changed", "--data", "city", "--key", "city/keys/root.pem"});
  CHECK(bare.status != 0);
  CHECK((bare.out + bare.err).find("./changed") != std::string::npos);
  city.as_root({"pack", "adopt", "./changed"});

  const auto packs = city.json({"pack", "list", "--data", "city"}).as_array();
  REQUIRE(packs.size() == 3);
  std::string digest;
  for (const auto& one : packs) {
    if (text(one, "version") != "2024.4") continue;
    digest = text(one, "digest");
    CHECK(text(one, "source") == "adopted");
    const auto in_force = one.as_object().at("in_force").as_array();
    REQUIRE(in_force.size() == 1);
    CHECK(text(in_force[0], "organisation") == "CITY");
  }
  const auto shown = city.json({"pack", "show", "shiyan@2024.4", "--data", "city"});
  CHECK(value_of(shown, "report_day") == "8");
  CHECK(text(shown, "digest") == digest);
  CHECK(value_of(city.json({"pack", "show", "shiyan@2024.3", "--data", "city"}), "report_day") ==
        "5");
  // Two versions answer to the bare id.
  CHECK(city.run({"pack", "show", "shiyan", "--data", "city"}).status == 2);
  CHECK(city.run({"pack", "adopt", "shiyan", "--data", "city", "--key", "city/keys/root.pem"})
            .status == 2);

  // What was filed before completes, what is filed now goes by the new one; all of it verifies.
  city.done({"sign", old_class, "--data", "city", "--key", "T001.pem", "--yes"});
  city.done({"verify", "--data", "city"});
  city.done({"views", "rebuild", "--data", "city"});
  city.done({"inbox", "--data", "city", "--key", "T001.pem"});

  // The archive is the same pack: it is not written twice.
  city.as_root({"pack", "adopt", "changed.pack", "--from", "2025-01-01"});
  CHECK(city.json({"pack", "list", "--data", "city"}).as_array().size() == 3);
  CHECK(city.run({"pack", "adopt", "./changed", "--data", "city", "--key", "city/keys/root.pem",
                  "--from", "2020-01-01"})
            .status == 1);
  city.done({"verify", "--data", "city"});
}

TEST_CASE("packs in force are those that apply today or will", "[cli][pack]") {
  const Desk desk;
  desk.done({"init", "--data", "city", "--simulated-from", "2024-08-20"});
  make_changed_pack(desk);
  const auto in_force = [&](std::string_view version) {
    std::vector<std::string> days;
    const auto packs = desk.json({"pack", "list", "--data", "city"});
    for (const auto& one : packs.as_array()) {
      if (text(one, "version") != version) continue;
      for (const auto& active : one.as_object().at("in_force").as_array())
        days.push_back(text(active, "from"));
    }
    return days;
  };
  const auto adopt = [&](const std::string& pack, const std::string& from) {
    desk.done(
        {"pack", "adopt", pack, "--data", "city", "--key", "city/keys/root.pem", "--from", from});
  };
  using Days = std::vector<std::string>;
  adopt("./changed", "2024-12-01");
  CHECK(in_force("2024.3") == Days{"2024-08-20"});
  CHECK(in_force("2024.4") == Days{"2024-12-01"});
  // On its very day it is replaced before it came.
  adopt("shiyan@2024.3", "2024-12-01");
  CHECK(in_force("2024.3") == Days{"2024-08-20", "2024-12-01"});
  CHECK(in_force("2024.4").empty());
}

TEST_CASE("a reworked pack needs a new version; a folder is no shipped pack", "[cli][pack]") {
  const Desk desk;
  desk.done({"init", "--data", "city", "--simulated-from", "2024-08-20"});
  make_changed_pack(desk);
  const Words adopt{"--data", "city", "--key", "city/keys/root.pem"};
  const auto with = [&](Words words) {
    words.insert(words.end(), adopt.begin(), adopt.end());
    return words;
  };
  desk.done({"pack", "check", "changed", "--data", "city"});
  desk.done(with({"pack", "adopt", "./changed/pack.toml"}));
  desk.done({"pack", "check", "changed", "--data", "city"});
  auto about = content_of(desk.path() / "changed/pack.toml");
  const std::string before = "report_day = { value = 8,";
  about.replace(about.find(before), before.size(), "report_day = { value = 9,");
  desk.write("changed/pack.toml", about);
  desk.done({"pack", "check", "changed"});
  const auto checked = desk.run({"pack", "check", "changed", "--data", "city"});
  CHECK(checked.status != 0);
  CHECK((checked.out + checked.err).find("new version") != std::string::npos);
  CHECK(desk.run(with({"pack", "adopt", "./changed"})).status != 0);
  // A folder called as a shipped pack does not take its place.
  std::filesystem::rename(desk.path() / "changed", desk.path() / "fujian");
  desk.done(with({"pack", "adopt", "fujian"}));
  CHECK(text(desk.json({"pack", "show", "fujian", "--data", "city"}), "id") == "fujian");
}

TEST_CASE("init takes a bare name for a shipped pack, and a path for a folder", "[cli][pack]") {
  const Desk desk;
  make_changed_pack(desk);
  // A folder called as a shipped pack does not take its place.
  std::filesystem::rename(desk.path() / "changed", desk.path() / "shiyan");
  const auto version_in = [&](const std::string& data) {
    return text(desk.json({"pack", "show", "shiyan", "--data", data}), "version");
  };
  desk.done({"init", "--data", "one", "--policy", "shiyan", "--simulated-from", "2024-08-20"});
  CHECK(version_in("one") == "2024.3");
  desk.done({"init", "--data", "two", "--policy", "./shiyan", "--simulated-from", "2024-08-20"});
  CHECK(version_in("two") == "2024.4");
  // A folder without the path is no pack, and the refusal says how it is meant.
  std::filesystem::rename(desk.path() / "shiyan", desk.path() / "ours");
  const auto bare = desk.run({"init", "--data", "three", "--policy", "ours"});
  CHECK(bare.status == 2);
  CHECK((bare.out + bare.err).find("./ours") != std::string::npos);
}

TEST_CASE("an init that is refused leaves nothing behind", "[cli][authority]") {
  const Desk desk;
  desk.write("not-a-key.pem", "what?\n");
  std::filesystem::create_directory(desk.path() / "half");
  std::filesystem::create_directory(desk.path() / "half/log");
  const auto listing = [&] {
    std::vector<std::string> names;
    for (const auto& one : std::filesystem::recursive_directory_iterator(desk.path()))
      names.push_back(one.path().string());
    std::sort(names.begin(), names.end());
    return names;
  };
  // What the runs themselves leave beside: their outputs.
  REQUIRE(desk.run({"init", "--data", "city", "--threshold", "2"}).status == 2);
  const auto before = listing();
  const std::vector<Words> refused = {
      {"--data", "city", "--threshold", "0"},
      {"--data", "city", "--root-key", "a.pem", "--threshold", "2"},
      {"--data", "city", "--root-key", "a.pem", "--root-key", "a.pem", "--threshold", "2"},
      {"--data", "city", "--root-key", "a.pem", "--recovery-key", "a.pem"},
      {"--data", "city", "--root-key", "a.pem", "--recovery-key", "b.pem", "--recovery-threshold",
       "2"},
      {"--data", "city", "--root-key", "a.pem", "--root-key", "not-a-key.pem"},
      {"--data", "city", "--root-key", "a.pem", "--root-key", "nowhere/b.pem"},
      {"--data", "city", "--kind", "county", "--root-key", "a.pem", "--root-key", "b.pem",
       "--threshold", "2"},
      {"--data", "city", "--origin", "two words"},
      {"--data", "city", "--policy", "shiyan", "--policy", "shiyan", "--policy", "nowhere"},
      {"--data", "city", "--policy", "./nowhere"},
      {"--data", "city", "--master", "not-a-key.pem"},
      {"--data", "half"},
      {"--data", "city", "--simulated-from", "yesterday"},
  };
  for (const auto& words : refused) {
    Words all{"init"};
    all.insert(all.end(), words.begin(), words.end());
    INFO(words.at(1) << " " << words.back());
    CHECK(desk.run(all).status != 0);
    CHECK(listing() == before);
  }
  desk.done({"init", "--data", "city", "--root-key", "a.pem", "--recovery-key", "b.pem"});
}

TEST_CASE("init says when one lost key would end the root", "[cli][authority]") {
  const Desk desk;
  const std::string note = "the root can never act again";
  const auto made = [&](Words words) {
    words.insert(words.begin(), {"init", "--simulated-from", "2024-08-20"});
    return desk.done(words).out;
  };
  CHECK(made({"--data", "one", "--root-key", "a.pem", "--root-key", "b.pem", "--threshold", "2"})
            .find(note) != std::string::npos);
  CHECK(made({"--data", "two", "--root-key", "a.pem", "--root-key", "b.pem"}).find(note) ==
        std::string::npos);
  CHECK(made({"--data", "three", "--root-key", "a.pem", "--recovery-key", "r.pem"}).find(note) ==
        std::string::npos);
}

TEST_CASE("a shipped pack that genesis does not carry can be adopted later", "[cli][pack]") {
  const Desk desk;
  desk.done({"init", "--data", "city", "--simulated-from", "2024-08-20", "--policy", "shiyan"});
  desk.done({"pack", "adopt", "fujian", "--data", "city", "--key", "city/keys/root.pem"});
  CHECK(desk.json({"pack", "list", "--data", "city"}).as_array().size() == 2);
  desk.done({"verify", "--data", "city"});
}

TEST_CASE("with two root keys every act of the root needs both", "[cli][authority]") {
  const Desk desk;
  CHECK(desk.run({"init", "--data", "city", "--simulated-from", "2024-08-20", "--root-key", "a.pem",
                  "--threshold", "2"})
            .status == 2);
  CHECK_FALSE(std::filesystem::exists(desk.path() / "a.pem"));
  desk.done({"init", "--data", "city", "--simulated-from", "2024-08-20", "--root-key", "a.pem",
             "--root-key", "b.pem", "--threshold", "2"});
  const Words add{"org",        "add",    "C01",    "--kind", "county", "--name", "演示县教育局",
                  "--division", "420322", "--data", "city",   "--key",  "a.pem"};
  const auto filed = text(desk.json(add), "submission");
  // Nobody knows the county yet.
  CHECK(desk.run({"org", "add", "S001", "--name", "演示职校", "--division", "420322", "--under",
                  "C01", "--type", "secondary_vocational", "--data", "city", "--key", "a.pem"})
            .status != 0);
  CHECK(desk.run({"sign", filed, "--data", "city", "--key", "a.pem", "--yes"}).status == 1);
  CHECK(desk.done({"inbox", "--data", "city", "--key", "b.pem"}).out.find(filed) !=
        std::string::npos);
  CHECK(desk.done({"show", filed, "--data", "city", "--key", "b.pem"}).out.find("number 2") !=
        std::string::npos);
  desk.done({"sign", filed, "--data", "city", "--key", "b.pem", "--yes"});
  CHECK(desk.done({"chain", filed, "--data", "city"}).out.find("number 2") != std::string::npos);
  desk.done({"verify", "--data", "city"});
}

TEST_CASE("a lost root key is replaced by two recovery keys", "[cli][authority]") {
  const Desk desk;
  const auto made = desk.done({"init", "--data", "city", "--simulated-from", "2024-08-20",
                               "--root-key", "lost.pem", "--recovery-key", "r1.pem",
                               "--recovery-key", "r2.pem", "--recovery-threshold", "2"});
  const std::string before = "(of person ";
  const auto at = made.out.find(before);
  REQUIRE(at != std::string::npos);
  const auto person = made.out.substr(at + before.size(), 26);
  desk.done({"key", "new", "new.pem"});
  const Words as_recovery{"--data", "city", "--as", "authority_administrator@CITY"};
  const auto with = [&](Words words, const std::string& key) {
    words.insert(words.end(), as_recovery.begin(), as_recovery.end());
    words.insert(words.end(), {"--key", key});
    return words;
  };
  const auto filed = text(
      desk.json(with({"key", "enrol", "new.pem", "--person", person}, "r1.pem")), "submission");
  CHECK(desk.run(with({"sign", filed, "--yes"}, "lost.pem")).status == 1);
  desk.done(with({"sign", filed, "--yes"}, "r2.pem"));
  desk.done({"org", "add", "C01", "--kind", "county", "--name", "演示县教育局", "--division",
             "420322", "--data", "city", "--key", "new.pem"});
  // Recovery keys register nothing.
  CHECK(desk.run(with({"org", "add", "C02", "--kind", "county", "--name", "演示乙县教育局",
                       "--division", "420323"},
                      "r1.pem"))
            .status == 1);
  desk.done({"verify", "--data", "city"});
}

}  // namespace xueji::test
