// What a stranger meets first: help, usage errors, missing things.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/tools/xueji/program.h"

namespace xueji::test {
namespace {

/// Every command; one that is missing from --help fails here.
const std::vector<std::vector<std::string>> commands = {{"init"},
                                                        {"key", "new"},
                                                        {"key", "show"},
                                                        {"key", "prove"},
                                                        {"key", "enrol"},
                                                        {"revoke"},
                                                        {"org", "add"},
                                                        {"org", "change"},
                                                        {"org", "list"},
                                                        {"person", "add"},
                                                        {"person", "list"},
                                                        {"role", "grant"},
                                                        {"role", "end"},
                                                        {"officer"},
                                                        {"handover"},
                                                        {"delegate", "grant"},
                                                        {"delegate", "end"},
                                                        {"submit"},
                                                        {"template"},
                                                        {"inbox"},
                                                        {"show"},
                                                        {"sign"},
                                                        {"return"},
                                                        {"withdraw"},
                                                        {"pack", "list"},
                                                        {"pack", "show"},
                                                        {"pack", "check"},
                                                        {"pack", "adopt"},
                                                        {"pack", "import-table"},
                                                        {"clock", "confirm"},
                                                        {"roster"},
                                                        {"student"},
                                                        {"enrolment"},
                                                        {"obligations"},
                                                        {"report"},
                                                        {"chain"},
                                                        {"inspect"},
                                                        {"replay"},
                                                        {"verify"},
                                                        {"access"},
                                                        {"lookup"},
                                                        {"prove"},
                                                        {"receipt"},
                                                        {"checkpoint"},
                                                        {"export-tiles"},
                                                        {"rules"},
                                                        {"views", "list"},
                                                        {"views", "rebuild"},
                                                        {"views", "compare"},
                                                        {"simulate"}};

}  // namespace

TEST_CASE("the help of every command exits 0 and has an example, in both languages", "[cli]") {
  const Desk desk;
  const auto all = desk.done({"--help"});
  for (const auto& command : commands) {
    CHECK(all.out.find(command.front()) != std::string::npos);
    auto words = command;
    words.emplace_back("--help");
    const auto english = desk.done(words);
    CHECK(english.out.find("Examples:\n  xueji " + command.front()) != std::string::npos);
    words.insert(words.end(), {"--lang", "zh"});
    const auto chinese = desk.done(words);
    CHECK(chinese.out.find("示例:\n  xueji " + command.front()) != std::string::npos);
  }
}

TEST_CASE("the commands are grouped by whose work they are", "[cli]") {
  const Desk desk;
  const auto english = desk.done({"--help"}).out;
  for (const auto* group : {"status officer of a school", "principal, county, city", "inspector",
                            "auditor", "administrator"}) {
    CHECK(english.find(group) != std::string::npos);
  }
  CHECK(desk.done({"--help", "--lang", "zh"}).out.find("学籍管理员") != std::string::npos);
}

TEST_CASE("a wrong command line exits 2 and says what to do", "[cli]") {
  const Desk desk;
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"no-such-command"},
      {"roster", "--no-such-option"},
      {"submit"},
      {"submit", "x.csv", "--form", "no-such-form", "--data", "d"},
      {"roster"},
      {"key"},
      {"simulate", "--data", "d", "--schools", "0"},
      {"inspect", "--data", "d", "--year", "2024"},
      {"roster", "--data", "d", "--axis", "sideways"}};
  for (const auto& words : wrong) {
    const auto outcome = desk.run(words);
    INFO((words.empty() ? std::string("nothing") : words.front()) << ": " << outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find("next: ") != std::string::npos);
  }
}

TEST_CASE("an unknown command is named", "[cli]") {
  const Desk desk;
  CHECK(desk.run({"no-such-command"}).err.find("no-such-command") != std::string::npos);
}

TEST_CASE("a usage error speaks the language that was asked for", "[cli]") {
  const Desk desk;
  const auto outcome = desk.run({"roster", "--lang", "zh"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("下一步") != std::string::npos);
}

TEST_CASE("a missing ledger exits 3 with advice", "[cli]") {
  const Desk desk;
  const std::vector<std::vector<std::string>> asking = {{"roster"},
                                                        {"enrolment"},
                                                        {"verify"},
                                                        {"checkpoint"},
                                                        {"checkpoint", "--vkey"},
                                                        {"inbox", "--all"},
                                                        {"org", "list"},
                                                        {"views", "list"},
                                                        {"clock", "confirm"},
                                                        {"obligations"},
                                                        {"inspect", "--all", "--year", "2024"}};
  for (auto words : asking) {
    words.insert(words.end(), {"--data", "nowhere"});
    const auto outcome = desk.run(words);
    INFO(words.front() << ": " << outcome.err);
    CHECK(outcome.status == 3);
    CHECK(outcome.err.find("nowhere") != std::string::npos);
    CHECK(outcome.err.find("xueji init") != std::string::npos);
  }
}

TEST_CASE("the program runs through a link of another name", "[cli]") {
  Desk desk;
  std::filesystem::create_symlink(desk.program, desk.path() / "ledger-tool");
  desk.program = desk.path() / "ledger-tool";
  CHECK(desk.done({"pack", "list"}).out.find("shiyan") != std::string::npos);
}

}  // namespace xueji::test
