// What goes wrong around a command: files in the way, another writer, a vault or head file lost, a
// full disk under the answer.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The lock of a writer, held as by another program.
class HeldLock {
 public:
  explicit HeldLock(const fs::path& log)
      : descriptor_(::open((log / "writer.lock").c_str(), O_RDWR | O_CLOEXEC)) {
    REQUIRE(descriptor_ >= 0);
    REQUIRE(::flock(descriptor_, LOCK_EX | LOCK_NB) == 0);
  }
  ~HeldLock() { release(); }
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  void release() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

}  // namespace

TEST_CASE("an empty sheet never replaces a file, and is only ever an .xlsx", "[cli]") {
  const Desk desk;
  desk.write("filled.xlsx", "filled by hand");
  CHECK(desk.run({"template", "filled.xlsx", "--form", "entry-roster"}).status == 1);
  CHECK(content(desk.path() / "filled.xlsx") == "filled by hand");
  CHECK(desk.run({"template", "roster.csv", "--form", "entry-roster"}).status == 2);
  CHECK_FALSE(fs::exists(desk.path() / "roster.csv"));
  desk.done({"template", "filled.xlsx", "--form", "entry-roster", "--force"});
  CHECK(content(desk.path() / "filled.xlsx") != "filled by hand");
}

TEST_CASE("a marked sheet never replaces a file, and is only ever an .xlsx", "[cli]") {
  const City city;
  city.write("mine.xlsx", "filled by hand");
  const Words check{"submit", "class.json", "--form",   "class",   "--data",
                    "city",   "--key",      "T002.pem", "--check", "--marked"};
  auto words = check;
  words.emplace_back("mine.xlsx");
  CHECK(city.run(words).status == 1);
  CHECK(content(city.path() / "mine.xlsx") == "filled by hand");
  words.emplace_back("--force");
  city.done(words);
  words = check;
  words.emplace_back("mine.csv");
  CHECK(city.run(words).status == 2);
}

TEST_CASE("a writer waits its turn, and says so when the wait is over", "[cli]") {
  const City city;
  HeldLock other(city.path() / "city/log");
  const Words file{"submit", "class.json", "--form", "class",
                   "--data", "city",       "--key",  "T002.pem"};
  auto impatient = file;
  impatient.insert(impatient.end(), {"--wait", "0"});
  const auto refused = city.run(impatient);
  CHECK(refused.status == 3);
  CHECK(refused.err.find("--wait") != std::string::npos);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    other.release();
  });
  const auto outcome = city.run(file);
  later.join();
  INFO(outcome.err);
  CHECK(outcome.status == 0);
}

TEST_CASE("without vault, keyring or master key nothing is verified as whole", "[cli]") {
  const City city;
  const auto failing = [&] {
    const auto outcome = city.run({"verify", "--data", "city"});
    INFO(outcome.out << outcome.err);
    CHECK(outcome.status == 1);
    CHECK(outcome.out.find("vault incomplete") != std::string::npos);
    const auto report =
        boost::json::parse(city.run({"verify", "--data", "city", "--json"}).out).as_object();
    CHECK_FALSE(report.at("verified").as_bool());
    CHECK(report.at("vault_incomplete").as_bool());
    CHECK(report.at("consistent").as_bool());
    city.done({"verify", "--data", "city", "--no-vault"});
  };
  for (const auto* part : {"city/vault", "city/keyring", "city.master"}) {
    INFO(part);
    fs::rename(city.path() / part, city.path() / "aside");
    failing();
    fs::rename(city.path() / "aside", city.path() / part);
  }
  city.done({"verify", "--data", "city"});
}

TEST_CASE("a head file that is older, another's, damaged or gone fails verification", "[cli]") {
  const City city;
  const auto head = city.path() / "city/log/HEAD";
  const auto old = content(head);
  static_cast<void>(city.file_class());
  static_cast<void>(city.json({"submit", "class.json", "--form", "class", "--data", "city", "--key",
                               "T002.pem", "--check"}));
  city.done({"person", "add", "--data", "city", "--key", "city/keys/root.pem", "--name", "演示九",
             "--employer", "S001", "--number", "T009"});
  const auto whole = content(head);
  city.done({"verify", "--data", "city"});
  auto damaged = whole;
  damaged[30] = static_cast<char>(damaged[30] ^ 1);
  for (const auto& bytes : {old, damaged, std::string("not a head file")}) {
    std::ofstream(head, std::ios::binary | std::ios::trunc) << bytes;
    const auto outcome = city.run({"verify", "--data", "city"});
    INFO(outcome.out << outcome.err);
    CHECK(outcome.status == 1);
    CHECK(outcome.out.find("head file") != std::string::npos);
  }
  std::ofstream(head, std::ios::binary | std::ios::trunc) << whole;
  city.done({"verify", "--data", "city"});
}

TEST_CASE("a lost anchor is named, and the log can be looked at with another", "[cli]") {
  const City city;
  fs::rename(city.path() / "city/anchor", city.path() / "kept.anchor");
  const auto outcome = city.run({"roster", "--data", "city"});
  CHECK(outcome.err.find("xueji init") == std::string::npos);
  const auto unanchored = city.run({"verify", "--data", "city"});
  CHECK(unanchored.status == 1);
  CHECK(unanchored.out.find("NOT anchored") != std::string::npos);
  city.done({"verify", "--data", "city", "--anchor", "kept.anchor"});
}

TEST_CASE("an answer that cannot be written is no success", "[cli]") {
  const City city;
  for (const auto& words : {Words{"rules"}, Words{"--help"}, Words{"roster", "--data", "city"}}) {
    const auto outcome = city.run_into("/dev/full", words);
    INFO(outcome.err);
    CHECK(outcome.status == 3);
    CHECK(outcome.err.find("standard output") != std::string::npos);
  }
}

TEST_CASE("the program says its version, and takes the language before the command", "[cli]") {
  const Desk desk;
  CHECK(desk.done({"--version"}).out.find("xueji ") == 0);
  CHECK(desk.done({"--lang", "zh", "pack", "list"}).out.find("规则") != std::string::npos);
}

TEST_CASE("what would silently do nothing, or do the wrong thing, is a usage error", "[cli]") {
  const City city;
  city.write("garbage", "not a note\n");
  const Words wrong[] = {
      {"verify", "--data", "city", "--threads", "-1"},
      {"verify", "--data", "city", "--checkpoint", "garbage"},
      {"verify", "--data", "city", "--since", "garbage"},
      {"roster", "--data", "city", "--json", "--out", "roster.csv"},
      {"template", "roster.xlsx", "--form", "entry-roster", "--policy", "nowhere"},
      {"simulate", "--data", "new", "--violations", "NO_SUCH_CODE"},
      {"org", "change", "S001", "--data", "city", "--key", "city/keys/root.pem"}};
  for (const auto& words : wrong) {
    const auto outcome = city.run(words);
    INFO(words.front() << ": " << outcome.out << outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.err.find("next: ") != std::string::npos);
  }
}

TEST_CASE("a staff number is given once at one employer", "[cli]") {
  const City city;
  const auto outcome = city.run({"person", "add", "--data", "city", "--key", "city/keys/root.pem",
                                 "--name", "演示二", "--employer", "S001", "--number", "T001"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.status == 1);
  city.as_root({"person", "add", "--name", "演示二", "--employer", "C01", "--number", "T001"});
}

TEST_CASE("one student's page says who, where and what, the name masked", "[cli]") {
  const SchoolYear school;
  school.admit();
  const auto list =
      school.json({"roster", "--data", "city", "--school", "S001", "--status", "admitted"});
  const auto id = text(list.as_object().at("students").as_array().at(0), "student");
  const auto page = school.json({"student", id, "--data", "city"});
  CHECK(text(page, "name") == "演*");
  CHECK(text(page, "major").find("计算机应用") != std::string::npos);
}

TEST_CASE("an authority's code asks for the schools below it, and for no others", "[cli]") {
  const SchoolYear school;
  school.admit();
  school.as_root({"org", "add", "C02", "--kind", "county", "--name", "演示二县教育局", "--division",
                  "420323"});
  const auto students = [&](const std::string& code) {
    const auto list =
        school.json({"roster", "--data", "city", "--school", code, "--status", "admitted"});
    return list.as_object().at("students").as_array();
  };
  CHECK_FALSE(students("S001").empty());
  CHECK(students("C01") == students("S001"));
  CHECK(students("C02").empty());
}

TEST_CASE("a year without anything unusual says so", "[cli]") {
  const City city;
  const auto told =
      city.done({"replay", "--data", "city", "--school", "S001", "--year", "2024", "--unusual"});
  CHECK(told.out.empty());
  CHECK(holds(told.err, "nothing unusual"));
  const auto whole = city.done({"replay", "--data", "city", "--school", "S001", "--year", "2024"});
  CHECK_FALSE(holds(whole.err, "nothing unusual"));
}

TEST_CASE("looking often leaves no empty files behind", "[cli]") {
  const SchoolYear school;
  school.admit();
  const auto count = [&] {
    std::size_t logs = 0;
    for (const auto& file : fs::directory_iterator(school.path() / "city/keyring/db"))
      logs += file.path().extension() == ".log" ? 1U : 0U;
    return logs;
  };
  for (int i = 0; i < 4; ++i) {
    school.done({"roster", "--data", "city", "--school", "S001", "--clear", "--purpose", "核对",
                 "--key", "T001.pem"});
  }
  CHECK(count() <= 2);
}

}  // namespace xueji::test
