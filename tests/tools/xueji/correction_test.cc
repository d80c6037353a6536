// What is sent back and filed again, what is struck, and who sees what of it.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

const boost::json::array& array(const boost::json::value& value, std::string_view name) {
  return value.as_object().at(name).as_array();
}

}  // namespace

TEST_CASE("the correction of a returned submission takes over its students", "[cli][D-32]") {
  const SchoolYear school;
  school.admit();
  const auto first = school.file_arrival();
  school.done({"return", first, "--data", "city", "--key", "T002.pem", "--line", "2:identity_wrong",
               "--reason", "data_wrong", "--text", "身份证号对不上"});
  const Words again{"submit", "arrival.csv", "--form", "arrival",
                    "--data", "city",        "--key",  "T003.pem"};
  auto without = again;
  CHECK(school.run(without).status == 1);
  auto with = again;
  with.insert(with.end(), {"--supersedes", first});
  auto checked = with;
  checked.emplace_back("--check");
  CHECK(school.json(checked).as_object().at("acceptable").as_bool());
  const auto second = text(school.json(with), "submission");
  school.done({"sign", second, "--data", "city", "--key", "T002.pem", "--yes"});
}

TEST_CASE("a check says of a withdrawn paper what filing says: it cannot be corrected", "[cli]") {
  const SchoolYear school;
  school.admit();
  const auto first = school.file_arrival();
  const auto withdrawn =
      school.done({"withdraw", first, "--data", "city", "--key", "T003.pem"}).out;
  CHECK(withdrawn.find("withdrawn") != std::string::npos);
  CHECK(withdrawn.find("waits for") == std::string::npos);
  const Words again{"submit", "arrival.csv", "--form",   "arrival",      "--data",
                    "city",   "--key",       "T003.pem", "--supersedes", first};
  auto checked = again;
  checked.emplace_back("--check");
  CHECK(school.run(checked).status == 1);
  CHECK(school.run(again).status == 1);
}

TEST_CASE("the author reads his returned paper: which lines, why, in what words, names clear",
          "[cli]") {
  const SchoolYear school;
  school.admit();
  const auto id = school.file_arrival();
  const auto returned =
      school.done({"return", id, "--data", "city", "--key", "T002.pem", "--line",
                   "2:identity_wrong", "--reason", "data_wrong", "--text", "身份证号对不上"});
  CHECK(returned.out.find("sent back") != std::string::npos);
  CHECK(returned.out.find("waits for") == std::string::npos);

  const auto mine = school.json({"show", id, "--data", "city", "--key", "T003.pem"});
  CHECK(mine.as_object().at("clear").as_bool());
  const auto& lines = array(mine, "lines");
  REQUIRE(lines.size() == 2);
  CHECK(text(lines[1], "name") == "演二");
  CHECK(text(lines[1], "identity_number") == "420322200904139021");
  CHECK(text(lines[1], "class") == "24计算机1班");
  CHECK_FALSE(array(lines[1], "unusual").empty());
  CHECK(array(lines[0], "unusual").empty());
  const auto& act = array(mine, "acts").at(0);
  CHECK(text(act, "reason") == "data_wrong");
  CHECK(text(act, "text") == "身份证号对不上");
  CHECK(array(act, "lines").at(0).as_object().at("line").to_number<int>() == 2);
  CHECK(text(array(act, "lines").at(0), "reason") == "identity_wrong");

  // The principal neither signs this form nor filed it: masked, and without the words.
  const auto theirs = school.json({"show", id, "--data", "city", "--key", "T001.pem"});
  CHECK_FALSE(theirs.as_object().at("clear").as_bool());
  CHECK(text(array(theirs, "lines")[1], "name") == "演*");
  CHECK(text(array(theirs, "acts").at(0), "text").empty());

  const auto chain = school.json({"chain", id, "--data", "city"}).as_array();
  const auto& last = array(chain.at(0), "acts").back();
  CHECK(array(last, "lines").at(0).as_object().at("line").to_number<int>() == 2);
  const auto inbox = school.json({"inbox", "--data", "city", "--key", "T003.pem"});
  const auto& item = array(inbox, "returned").at(0);
  CHECK(array(item, "lines").at(0).as_object().at("line").to_number<int>() == 2);
}

TEST_CASE("a struck line wants a reason, a returned one has that of the return", "[cli][SY-1.2i]") {
  const SchoolYear school;
  school.admit();
  const auto id = school.file_arrival();
  const auto size = school.json({"checkpoint", "--data", "city"}).as_object().at("size");
  const Words wrong[] = {
      {"sign", id, "--data", "city", "--key", "T002.pem", "--yes", "--strike", "2"},
      {"sign", id, "--data", "city", "--key", "T002.pem", "--yes", "--strike", "3:not_present"},
      {"return", id, "--data", "city", "--key", "T002.pem", "--line", "2"},
      {"return", id, "--data", "city", "--key", "T002.pem", "--line", "2:", "--reason",
       "data_wrong"}};
  for (const auto& words : wrong) {
    const auto outcome = school.run(words);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.status == 2);
  }
  CHECK(school.json({"checkpoint", "--data", "city"}).as_object().at("size") == size);
  school.done(
      {"sign", id, "--data", "city", "--key", "T002.pem", "--yes", "--strike", "2:not_present"});
  const auto shown = school.json({"show", id, "--data", "city", "--key", "T003.pem"});
  CHECK_FALSE(array(array(shown, "lines")[1], "unusual").empty());
  CHECK(array(array(shown, "lines")[0], "unusual").empty());
}

TEST_CASE("nobody is admitted twice by sending a sheet twice", "[cli][SY-1.5a]") {
  const SchoolYear school;
  school.admit();
  const Words again{"submit", "admission.csv", "--form", "admission",
                    "--data", "city",          "--key",  "T002.pem"};
  const auto outcome = school.run(again);
  INFO(outcome.out << outcome.err);
  CHECK(outcome.status == 1);
  CHECK(outcome.out.find("SY-1.5a") != std::string::npos);
  auto checked = again;
  checked.emplace_back("--check");
  CHECK(school.run(checked).status == 1);
}

}  // namespace xueji::test
