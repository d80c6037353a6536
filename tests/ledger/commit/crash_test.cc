// kill -9 at random instants (design §9): everything acknowledged is there, nothing half-applied,
// and the ledger reopens by itself. Lost power is tested one floor below, in tests/ledger/store.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "ledger/merkle/hash.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

struct Acknowledged {
  std::uint64_t position;
  Digest leaf;
};

/// Registers organisations until it is killed; tells each receipt through the pipe.
[[noreturn]] void keep_filing(Office& office, int pipe, const std::string& round) {
  const auto& admin = office.signer("CITY/authority_administrator");
  for (int i = 0;; ++i) {
    OrganisationRegistered facts;
    facts.kind = OrganisationKind::county;
    facts.code = "K" + round + "-" + std::to_string(i);
    facts.name = "演示";
    facts.division_code = "420322";
    facts.supervisor = office.root;
    const auto submission = office.author(
        Form::organisation, office.root, admin,
        {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
          china_date(office.clock.now()), facts}});
    const auto answer = office.ledger->submit(submission);
    if (!answer || !std::holds_alternative<Receipt>(*answer)) ::_exit(3);
    const auto& receipt = std::get<Receipt>(*answer);
    const Acknowledged told{receipt.position.value, receipt.leaf};
    if (::write(pipe, &told, sizeof told) != static_cast<ssize_t>(sizeof told)) ::_exit(4);
  }
}

/// This program again, as the process that will be killed. RocksDB's threads do not survive a plain
/// fork, so it starts afresh.
pid_t start_filing(const Office& office, int pipe, int round) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child != 0) return child;
  ::setenv("XUEJI_CRASH_HOME", office.home.path().c_str(), 1);
  ::setenv("XUEJI_CRASH_PIPE", std::to_string(pipe).c_str(), 1);
  ::setenv("XUEJI_CRASH_ROUND", std::to_string(round).c_str(), 1);
  ::execl("/proc/self/exe", "test_ledger_commit", "[crash-child]", nullptr);
  ::_exit(5);
}

}  // namespace

TEST_CASE("files until it is killed", "[.][crash-child]") {
  const char* home = std::getenv("XUEJI_CRASH_HOME");
  const char* pipe = std::getenv("XUEJI_CRASH_PIPE");
  const char* round = std::getenv("XUEJI_CRASH_ROUND");
  REQUIRE((home != nullptr && pipe != nullptr && round != nullptr));
  Office office(home, static_cast<std::uint64_t>(std::stoi(round)) + 100);
  keep_filing(office, std::stoi(pipe), round);
}

TEST_CASE("everything acknowledged survives kill -9 at a random instant", "[commit][crash]") {
  constexpr int rounds = 8;
  Office office;
  SeededRandom instants(20240901);
  for (int round = 0; round < rounds; ++round) {
    office.close();
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = start_filing(office, ends[1], round);
    ::close(ends[1]);
    Acknowledged first{};
    REQUIRE(::read(ends[0], &first, sizeof first) == static_cast<ssize_t>(sizeof first));
    std::vector<Acknowledged> told{first};
    std::this_thread::sleep_for(std::chrono::microseconds(instants.below(60'000)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    for (Acknowledged next{}; ::read(ends[0], &next, sizeof next) == sizeof next;) {
      told.push_back(next);
    }
    ::close(ends[0]);
    office.reopen();
    INFO("round " << round << ", " << told.size() << " acknowledged");
    for (const auto& [position, leaf] : told) {
      const auto entry = office.ledger->log().entry(Position{position});
      REQUIRE(entry);
      CHECK(leaf_hash(*entry) == leaf);
    }
    // Each act is header, event, accepted: a half-applied one would leave another remainder.
    const auto genesis = 1 + office.view->state().genesis().packs.front().chunks;
    CHECK((office.view->checkpoint().size.value - genesis) % 3 == 0);
  }
}

TEST_CASE("a lost vault leaves the log readable and says what is missing", "[commit][vault]") {
  Office office;
  office.person("CITY", Role::clerk);
  office.close();
  std::filesystem::remove_all(office.directory.vault());
  const auto opened = Ledger::open({.directory = office.directory,
                                    .master = office.home.path() / "master",
                                    .clock = office.clock,
                                    .random = office.random});
  CHECK_FALSE(opened);
  auto view = LedgerView::open(office.directory);
  REQUIRE(view);
  CHECK((*view)->checkpoint().size.value > 0);
  CHECK((*view)->organisation_by_code("CITY") != nullptr);
}

}  // namespace xueji::test
