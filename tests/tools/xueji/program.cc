#include "tests/tools/xueji/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace xueji::test {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Desk::Desk() : program(XUEJI_BINARY) {
  std::string pattern = (std::filesystem::temp_directory_path() / "xueji-cli-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

Desk::~Desk() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Outcome Desk::run(const std::vector<std::string>& words) const {
  auto outcome = run_to(path_ / ".out", words);
  outcome.out = text_of(path_ / ".out");
  return outcome;
}

Outcome Desk::run_into(const std::string& file, const std::vector<std::string>& words) const {
  return run_to(file, words);
}

Outcome Desk::run_to(const std::filesystem::path& out,
                     const std::vector<std::string>& words) const {
  std::vector<std::string> all{program.string()};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (auto& word : all)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables{"LANG=en_US.UTF-8", "PATH=/usr/bin:/bin"};
  variables.insert(variables.end(), environment.begin(), environment.end());
  std::vector<char*> envp;
  for (auto& variable : variables)
    envp.push_back(variable.data());
  envp.push_back(nullptr);
  const auto err = path_ / ".err";
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addchdir_np(&actions, path_.c_str());
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), flags, 0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), flags, 0600);
  pid_t child = 0;
  const int started =
      ::posix_spawn(&child, all.front().c_str(), &actions, nullptr, argv.data(), envp.data());
  ::posix_spawn_file_actions_destroy(&actions);
  REQUIRE(started == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  Outcome outcome;
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.err = text_of(err);
  return outcome;
}

Outcome Desk::done(const std::vector<std::string>& words) const {
  auto outcome = run(words);
  std::string line;
  for (const auto& word : words)
    line += " " + word;
  INFO("xueji" << line << "\n" << outcome.out << outcome.err);
  REQUIRE(outcome.status == 0);
  return outcome;
}

boost::json::value Desk::json(std::vector<std::string> words) const {
  words.emplace_back("--json");
  const auto outcome = done(words);
  boost::json::error_code error;
  auto value = boost::json::parse(outcome.out, error);
  INFO(outcome.out);
  REQUIRE_FALSE(error);
  return value;
}

void Desk::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
}

}  // namespace xueji::test
