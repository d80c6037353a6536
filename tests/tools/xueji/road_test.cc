// The road of a small city through the program alone: set-up, a sheet, its signatures, the answers.
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
TEST_CASE("a sheet is checked, filed, found in the inbox, shown and signed", "[cli]") {
  const City city;
  const auto before = city.json({"checkpoint", "--data", "city"}).as_object().at("size");
  const auto checked = city.json({"submit", "class.json", "--form", "class", "--data", "city",
                                  "--key", "T002.pem", "--check"});
  CHECK(checked.as_object().at("acceptable").as_bool());
  CHECK(city.json({"checkpoint", "--data", "city"}).as_object().at("size") == before);

  const auto submission = city.file_class();
  const auto mine = city.json({"inbox", "--data", "city", "--key", "T001.pem"});
  const auto& waiting = mine.as_object().at("waiting").as_array();
  REQUIRE(waiting.size() == 1);
  CHECK(text(waiting.front(), "submission") == submission);
  const auto officers = city.json({"inbox", "--data", "city", "--key", "T002.pem"});
  CHECK(officers.as_object().at("waiting").as_array().empty());

  const auto shown = city.json({"show", submission, "--data", "city", "--key", "T001.pem"});
  CHECK(shown.as_object().at("lines").as_array().size() == 1);
  const auto signed_off =
      city.json({"sign", submission, "--data", "city", "--key", "T001.pem", "--yes"});
  CHECK(signed_off.as_object().at("in_effect").as_bool());
  const auto again = city.run({"sign", submission, "--data", "city", "--key", "T001.pem", "--yes"});
  CHECK(again.status == 1);

  const auto chain = city.json({"chain", submission, "--data", "city"}).as_array();
  REQUIRE(chain.size() == 1);
  CHECK(chain.front().as_object().at("acts").as_array().size() == 2);
}

TEST_CASE("who is not entitled is refused with exit 1, and nothing is written", "[cli]") {
  const City city;
  const auto submission = city.file_class();
  const auto size = city.json({"checkpoint", "--data", "city"}).as_object().at("size");
  const Words attempts[] = {{"sign", submission, "--data", "city", "--key", "T002.pem", "--yes"},
                            {"org", "add", "S002", "--name", "x", "--division", "420322", "--data",
                             "city", "--key", "T001.pem"},
                            {"return", submission, "--data", "city", "--key", "T002.pem", "--line",
                             "1", "--reason", "data_wrong"}};
  for (const auto& words : attempts) {
    const auto outcome = city.run(words);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.status == 1);
  }
  CHECK(city.json({"checkpoint", "--data", "city"}).as_object().at("size") == size);
}

TEST_CASE("signing without a terminal asks for --yes", "[cli]") {
  const City city;
  const auto outcome = city.run({"sign", city.file_class(), "--data", "city", "--key", "T001.pem"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("--yes") != std::string::npos);
}

TEST_CASE("a returned submission comes back to its author, and can be withdrawn", "[cli]") {
  const City city;
  const auto submission = city.file_class();
  city.done({"return", submission, "--data", "city", "--key", "T001.pem", "--line", "1:class_wrong",
             "--reason", "data_wrong"});
  const auto mine = city.json({"inbox", "--data", "city", "--key", "T002.pem"});
  CHECK(mine.as_object().at("returned").as_array().size() == 1);
  city.done({"withdraw", submission, "--data", "city", "--key", "T002.pem"});
}

TEST_CASE("a bad sheet is refused at its cell and comes back marked", "[cli]") {
  const City city;
  city.write("bad.csv", "班级,入学年份,招生季节,专业代码\n24计算机1班,20x4,秋季,999999\n");
  const auto outcome = city.run({"submit", "bad.csv", "--form", "class", "--data", "city", "--key",
                                 "T002.pem", "--marked", "marked.xlsx"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.status == 1);
  CHECK(outcome.out.find("D2") != std::string::npos);
  CHECK(std::filesystem::exists(city.path() / "marked.xlsx"));
}

TEST_CASE("an empty template is read back and refused for want of rows", "[cli]") {
  const City city;
  city.done({"template", "roster.xlsx", "--form", "entry-roster"});
  const auto outcome = city.run({"submit", "roster.xlsx", "--form", "entry-roster", "--data",
                                 "city", "--key", "T002.pem", "--check"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.status == 1);
  CHECK(outcome.out.find("no row") != std::string::npos);
}

TEST_CASE("verify is true on an honest ledger and false without an anchor", "[cli]") {
  const City city;
  const auto report = city.json({"verify", "--data", "city"}).as_object();
  CHECK(report.at("verified").as_bool());
  CHECK(report.at("difference_count").to_number<int>() == 0);
  std::filesystem::rename(city.path() / "city/anchor", city.path() / "anchor-kept");
  city.write("city/anchor", "");
  CHECK(city.run({"verify", "--data", "city"}).status != 0);
  city.done({"verify", "--data", "city", "--anchor", "anchor-kept"});
}

TEST_CASE("what the command line says wins over the environment, which fills the rest", "[cli]") {
  City city;
  city.environment = {"XUEJI_DATA=nowhere", "XUEJI_KEY=nobody.pem"};
  CHECK(city.run({"enrolment", "--data", "city"}).status == 0);
  CHECK(city.run({"inbox", "--data", "city", "--key", "T001.pem"}).status == 0);
  CHECK(city.run({"enrolment"}).status != 0);
  city.environment = {"XUEJI_DATA=city", "XUEJI_KEY=T001.pem"};
  CHECK(city.run({"enrolment"}).status == 0);
  CHECK(city.run({"inbox"}).status == 0);
  CHECK(city.run({"enrolment", "--data", "nowhere"}).status != 0);
}

TEST_CASE("an inspection before its cut-off judges as of the ledger's day", "[cli]") {
  const City city("2024-08-20");
  const Words inspect = {"inspect", "--data", "city", "--all", "--year"};
  const auto with = [&](const std::string& year) {
    auto words = inspect;
    words.push_back(year);
    return words;
  };
  const auto cut_off = [&](Words words) {
    return text(city.json(std::move(words)).as_object().at("summary").as_object().at("scope"),
                "cut_off");
  };
  CHECK(cut_off(with("2024")) == "2024-08-20");
  CHECK(city.done(with("2024")).err.find("2025-01-31 has not come") != std::string::npos);
  auto early = with("2024");
  early.insert(early.end(), {"--cut-off", "2024-08-01"});
  CHECK(cut_off(early) == "2024-08-01");
  const auto later = city.run(with("2025"));
  CHECK(later.status == 2);
  CHECK(later.err.find("has not begun") != std::string::npos);
}

TEST_CASE("the story of a year is told in JSON too", "[cli]") {
  const City city;
  const auto submission = city.file_class();
  const Words words = {"replay", "--data", "city", "--school", "S001", "--year", "2024"};
  const auto story = city.json(words).as_object();
  CHECK(text(story, "school") == "S001");
  const auto& months = story.at("months").as_array();
  REQUIRE(months.size() == 12);
  const auto& entries = months[7].as_object().at("entries").as_array();
  const auto filed = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return text(entry, "submission") == submission;
  });
  REQUIRE(filed != entries.end());
  CHECK(text(*filed, "scene") == "filed");
  CHECK(text(*filed, "form") == "class");
  CHECK(story.at("waiting").as_array().size() == 1);
}

TEST_CASE("a receipt holds until a bit of it is changed", "[cli]") {
  const City city;
  const auto submission = city.file_class();
  const auto good = city.json({"receipt", "class.receipt", "--data", "city"}).as_object();
  CHECK(text(good, "submission") == submission);
  std::ifstream file(city.path() / "class.receipt");
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  std::size_t at = 0;  // The leaf hash stands in the sixth line.
  for (int line = 1; line < 6; ++line)
    at = bytes.find('\n', at) + 1;
  bytes[at] = bytes[at] == '0' ? '1' : '0';
  city.write("forged.receipt", bytes);
  CHECK(city.run({"receipt", "forged.receipt", "--data", "city"}).status == 1);
}

TEST_CASE("a proof, the verifier key and the tiles are printed for strangers", "[cli]") {
  const City city;
  const auto proof = city.json({"prove", "0", "--data", "city"}).as_object();
  CHECK(proof.at("position").to_number<int>() == 0);
  CHECK(city.run({"prove", "999999", "--data", "city"}).status != 0);
  CHECK(city.done({"checkpoint", "--data", "city", "--vkey"}).out.find("+") != std::string::npos);
  const auto note = city.done({"checkpoint", "--data", "city"}).out;
  city.done({"export-tiles", "public", "--data", "city"});
  CHECK(std::filesystem::exists(city.path() / "public/checkpoint"));
  CHECK(std::filesystem::exists(city.path() / "public/tile/0"));
  CHECK_FALSE(std::filesystem::exists(city.path() / "public/tile/entries"));
  city.done({"export-tiles", "full", "--data", "city", "--entries"});
  CHECK(std::filesystem::exists(city.path() / "full/tile/entries"));
  CHECK(note.find("\n") != std::string::npos);
}

TEST_CASE("reading commands answer in tables and in JSON, names masked", "[cli]") {
  const City city;
  CHECK(city.json({"org", "list", "--data", "city"}).as_array().size() == 3);
  const auto people = city.done({"person", "list", "--data", "city"}).out;
  CHECK(people.find("演示T001") == std::string::npos);
  CHECK(city.json({"enrolment", "--data", "city"}).as_object().contains("on_roll"));
  CHECK(city.json({"roster", "--data", "city"}).as_object().at("students").as_array().empty());
  CHECK(city.json({"obligations", "--data", "city"}).as_object().contains("obligations"));
  CHECK(city.json({"views", "compare", "--data", "city"}).as_object().at("equal").as_bool());
  CHECK(city.json({"pack", "list", "--data", "city"}).as_array().size() == 2);
  CHECK(city.done({"enrolment", "--data", "city", "--lang", "zh"}).out.find("在籍") !=
        std::string::npos);
}

TEST_CASE("clear values need a key and a purpose, and leave a record", "[cli]") {
  const City city;
  const auto without = city.run({"roster", "--data", "city", "--clear", "--key", "T001.pem"});
  CHECK(without.status == 2);
  CHECK(without.err.find("--purpose") != std::string::npos);
  const auto no_key = city.run({"roster", "--data", "city", "--clear", "--purpose", "check"});
  CHECK(no_key.status == 2);
}

TEST_CASE("a key can be revoked, and then signs nothing", "[cli]") {
  const City city;
  const auto id = text(city.json({"key", "show", "T002.pem"}), "id");
  city.as_root({"revoke", id, "--kind", "lost"});
  const auto outcome =
      city.run({"submit", "class.json", "--form", "class", "--data", "city", "--key", "T002.pem"});
  CHECK(outcome.status == 1);
  CHECK(outcome.out.find("revoked") != std::string::npos);
}

TEST_CASE("a pack of the ledger is adopted by its authority", "[cli]") {
  const City city;
  city.as_root({"pack", "adopt", "fujian", "--from", "2025-01-01"});
  CHECK(city.run({"pack", "adopt", "nowhere", "--data", "city", "--key", "city/keys/root.pem"})
            .status == 3);
}

TEST_CASE("init never writes over a ledger", "[cli]") {
  const City city;
  const auto outcome = city.run({"init", "--data", "city"});
  CHECK(outcome.status == 1);
  CHECK(outcome.err.find("city") != std::string::npos);
}

}  // namespace xueji::test
