// Loss of power, kill -9 and failing disks: what was acknowledged is there, nothing is
// half-applied.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "ledger/store/rocksdb/internal.h"
#include "tests/ledger/store/faulty_file_system.h"
#include "tests/ledger/store/scratch_directory.h"
#include "tests/ledger/store/workload.h"

namespace xueji::store_test {
namespace {

using rocksdb_store::open_log;
using rocksdb_store::Seams;

constexpr int groups = 12;
constexpr int group_of_flush = 6;

/// What the outside world was told before the end.
struct Told {
  bool opened = false;
  std::uint64_t acknowledged = 0;
  bool clean_error = false;  ///< The last append said that nothing was persisted.
};

/// Opens and appends until something fails. In the middle everything is flushed and compacted, so
/// that the faults also meet table files, manifests and a changing write-ahead log.
Told run(const RocksDbLogOptions& options, const Seams& seams, std::string& problem) {
  Told told;
  const auto log = open_log(options, seams);
  if (!log) return told;
  told.opened = true;
  for (int group = 0; group < groups; ++group) {
    if (group == group_of_flush) (void)(*log)->compact().has_value();
    const auto outcome = append_group(**log);
    told.clean_error = !outcome && outcome.error().code != ErrorCode::unknown_outcome;
    if (!outcome || *outcome != AppendOutcome::committed) break;
    told.acknowledged = (*log)->head().size.value;
  }
  if ((*log)->head().size.value != told.acknowledged) problem = "the head moved without a commit";
  if (!told.clean_error && (*log)->stopped() && append_group(**log).has_value()) {
    problem = "an append was taken after an unknown outcome";
  }
  std::uint64_t visited = 0;
  const auto read = (*log)->read(Position{0}, told.acknowledged, [&](Position, ByteView entry) {
    return text_of(entry) == text_of(entry_at(visited++)) ? Visit::more : Visit::stop;
  });
  if (!read || visited != told.acknowledged) problem = "reads did not go on";
  return told;
}

/// Judges what a fresh process finds.
std::optional<std::string> judge(const RocksDbLogOptions& options, const Told& told) {
  const Seams healthy{std::make_shared<FaultyFileSystem>()};
  const auto log = open_log(options, healthy);
  if (!log) return "does not open: " + log.error().what.en;
  const std::uint64_t size = (*log)->head().size.value;
  const bool expected =
      size == told.acknowledged || (!told.clean_error && size == size_after(told.acknowledged));
  if (!expected) {
    return "acknowledged " + std::to_string(told.acknowledged) + ", found " + std::to_string(size);
  }
  if (auto problem = problem_with(**log)) return problem;
  const auto outcome = append_group(**log);
  if (!outcome || *outcome != AppendOutcome::committed) return "does not take another append";
  return problem_with(**log);
}

std::uint64_t operations_of_a_whole_run() {
  const ScratchDirectory scratch;
  const auto files = std::make_shared<FaultyFileSystem>();
  std::string problem;
  const Told told = run({.directory = scratch / "log", .create = true}, Seams{files}, problem);
  CHECK(told.acknowledged > 0);
  return files->operations();
}

/// Cuts the power at every `stride`-th operation from `first` on and lists what was then wrong.
std::vector<std::string> problems_after_power_loss(const Seams& syncing, std::uint64_t seed,
                                                   std::uint64_t first, std::uint64_t stride) {
  std::vector<std::string> problems;
  const std::uint64_t operations = operations_of_a_whole_run();
  for (std::uint64_t cut = first; cut <= operations + stride; cut += stride) {
    const ScratchDirectory scratch;
    const RocksDbLogOptions options{.directory = scratch / "log", .create = true};
    const auto files = std::make_shared<FaultyFileSystem>();
    files->cut_power_at(cut);
    std::string problem;
    const Told told =
        run(options, Seams{files, syncing.sync_database, syncing.sync_head_file}, problem);
    SeededRandom random(seed + cut);
    files->lose_power(random);
    const auto found = problem.empty() ? judge(options, told) : problem;
    if (found) problems.push_back("power cut at operation " + std::to_string(cut) + ": " + *found);
  }
  return problems;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines)
    all += line + "\n";
  return all;
}

pid_t start_child(const std::filesystem::path& directory, const char* what, int output) {
  const std::string path = directory.string();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(output, STDOUT_FILENO);
    ::execl(STORE_CHILD, STORE_CHILD, what, path.c_str(), nullptr);
    ::_exit(127);
  }
  return child;
}

}  // namespace

TEST_CASE("power loss at any operation loses nothing acknowledged and applies nothing in half") {
  const std::uint64_t first = GENERATE(1U, 2U);
  const std::uint64_t seed = 20260901 + first;
  INFO("seed " << seed);
  const auto problems = problems_after_power_loss(Seams{}, seed, first, 2);
  INFO(joined(problems));
  CHECK(problems.empty());
}

TEST_CASE("the power loss test turns red when syncing is switched off") {
  const bool sync_database = GENERATE(false, true);
  const bool sync_head_file = GENERATE(false, true);
  if (sync_database && sync_head_file) return;
  INFO("database synced " << sync_database << ", head file synced " << sync_head_file);
  CHECK_FALSE(
      problems_after_power_loss({nullptr, sync_database, sync_head_file}, 7, 1, 15).empty());
}

TEST_CASE("an I/O error or a full disk at any operation is never acknowledged, and reads go on") {
  const bool full = GENERATE(false, true);
  const bool lasting = GENERATE(false, true);
  const std::uint64_t operations = operations_of_a_whole_run();
  std::vector<std::string> problems;
  // Each of the four kinds of fault meets every second operation; a kind and its neighbour all.
  for (std::uint64_t at = lasting ? 1 : 2; at <= operations; at += 2) {
    const ScratchDirectory scratch;
    const RocksDbLogOptions options{.directory = scratch / "log", .create = true};
    const auto files = std::make_shared<FaultyFileSystem>();
    files->fail_at(
        at, full ? rocksdb::IOStatus::NoSpace("injected") : rocksdb::IOStatus::IOError("injected"),
        lasting);
    std::string problem;
    const Told told = run(options, Seams{files}, problem);
    const auto found = problem.empty() ? judge(options, told) : problem;
    if (found) problems.push_back("failure at operation " + std::to_string(at) + ": " + *found);
  }
  INFO("full disk " << full << ", lasting " << lasting << "\n" << joined(problems));
  CHECK(problems.empty());
}

TEST_CASE("a nearly full disk refuses the append before anything is written") {
  const ScratchDirectory scratch;
  const RocksDbLogOptions options{.directory = scratch / "log", .create = true};
  const auto files = std::make_shared<FaultyFileSystem>();
  const auto log = open_log(options, Seams{files});
  REQUIRE(log);
  REQUIRE(append_group(**log) == AppendOutcome::committed);
  files->set_free_bytes(options.disk_free_min_bytes);
  const auto before = files->operations();
  const auto refused = append_group(**log);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::io);
  CHECK(files->operations() == before);
  files->set_free_bytes(FaultyFileSystem::never);
  CHECK(append_group(**log) == AppendOutcome::committed);
  CHECK(problem_with(**log) == std::nullopt);
}

TEST_CASE("kill -9 at random instants loses nothing acknowledged") {
  const ScratchDirectory scratch;
  const auto directory = scratch / "log";
  const std::uint64_t seed = 11;
  SeededRandom random(seed);
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const pid_t child = start_child(directory, "append", ends[1]);
    ::close(ends[1]);
    // The first acknowledgement shows that the child is under way; then any instant will do.
    std::uint64_t told = 0;
    REQUIRE(::read(ends[0], &told, sizeof told) == sizeof told);
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(40'000)));
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    do {
      CHECK(told > acknowledged);
      acknowledged = told;
    } while (::read(ends[0], &told, sizeof told) == sizeof told);
    ::close(ends[0]);

    const auto log = open_rocksdb_log({.directory = directory});
    INFO("seed " << seed << ", round " << round << ": " << (log ? "" : log.error().what.en));
    REQUIRE(log);
    const std::uint64_t size = (*log)->head().size.value;
    CHECK((size == acknowledged || size == size_after(acknowledged)));
    CHECK(problem_with(**log) == std::nullopt);
    acknowledged = size;
  }
}

TEST_CASE("a second writer is refused while the first runs, in this process and another") {
  const ScratchDirectory scratch;
  const RocksDbLogOptions options{.directory = scratch / "log", .create = true};
  auto first = open_rocksdb_log(options);
  REQUIRE(first);
  const auto second = open_rocksdb_log(options);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::locked);
  CHECK_THAT(second.error().what.en, Catch::Contains("running process holds"));
  CHECK_THAT(second.error().next.en, Catch::Contains("Reading commands still work"));

  const auto status_of_child = [&] {
    int status = 0;
    const pid_t child = start_child(options.directory, "open", STDOUT_FILENO);
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WEXITSTATUS(status);
  };
  CHECK(status_of_child() == 10 + static_cast<int>(ErrorCode::locked));
  first->reset();
  CHECK(status_of_child() == 0);
}

}  // namespace xueji::store_test
