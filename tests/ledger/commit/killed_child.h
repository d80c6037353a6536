// This test program again, as a process that works on a ledger until it is killed.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace xueji::test {

/// What the child is to do, as it finds it in its environment.
struct ChildTask {
  std::filesystem::path home;
  int pipe = -1;  ///< To tell through what was acknowledged.
  int round = 0;

  static ChildTask of_environment() {
    const char* home = std::getenv("XUEJI_CRASH_HOME");
    const char* pipe = std::getenv("XUEJI_CRASH_PIPE");
    const char* round = std::getenv("XUEJI_CRASH_ROUND");
    REQUIRE((home != nullptr && pipe != nullptr && round != nullptr));
    return {home, std::stoi(pipe), std::stoi(round)};
  }
  /// Ends the child when nobody listens.
  template <class Told>
  void tell(const Told& told) const {
    if (::write(pipe, &told, sizeof told) != static_cast<ssize_t>(sizeof told)) ::_exit(4);
  }
};

/// Runs the test case `tag` of this program in another process, kills it `wait` after it told the
/// first thing, and returns all that it told. RocksDB's threads do not survive a plain fork, so the
/// program starts afresh.
template <class Told>
std::vector<Told> told_before_kill(const char* tag, const std::filesystem::path& home, int round,
                                   std::chrono::microseconds wait) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::setenv("XUEJI_CRASH_HOME", home.c_str(), 1);
    ::setenv("XUEJI_CRASH_PIPE", std::to_string(ends[1]).c_str(), 1);
    ::setenv("XUEJI_CRASH_ROUND", std::to_string(round).c_str(), 1);
    ::execl("/proc/self/exe", "child", tag, nullptr);
    ::_exit(5);
  }
  ::close(ends[1]);
  std::vector<Told> all;
  Told told{};
  REQUIRE(::read(ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told));
  all.push_back(told);
  std::this_thread::sleep_for(wait);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  while (::read(ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told))
    all.push_back(told);
  ::close(ends[0]);
  return all;
}

}  // namespace xueji::test
