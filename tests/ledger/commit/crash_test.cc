// kill -9 at random instants (design §9): everything acknowledged is there, nothing half-applied,
// and the ledger reopens by itself. Lost power is tested one floor below, in tests/ledger/store.
#include "ledger/merkle/hash.h"
#include "tests/ledger/commit/killed_child.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

struct Acknowledged {
  std::uint64_t position;
  Digest leaf;
};

/// Registers organisations until it is killed; tells each receipt through the pipe.
[[noreturn]] void keep_filing(Office& office, const ChildTask& task) {
  const auto& admin = office.signer("CITY/authority_administrator");
  for (int i = 0;; ++i) {
    OrganisationRegistered facts;
    facts.kind = OrganisationKind::county;
    facts.code = "K" + std::to_string(task.round) + "-" + std::to_string(i);
    facts.name = "演示";
    facts.division_code = "420322";
    facts.supervisor = office.root;
    const auto submission =
        office.author(Form::organisation, office.root, admin,
                      {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
                        china_date(office.clock.now()), facts}});
    const auto answer = office.ledger->submit(submission);
    if (!answer || !std::holds_alternative<Receipt>(*answer)) ::_exit(3);
    const auto& receipt = std::get<Receipt>(*answer);
    task.tell(Acknowledged{receipt.position.value, receipt.leaf});
  }
}

}  // namespace

TEST_CASE("files until it is killed", "[.][crash-child]") {
  const auto task = ChildTask::of_environment();
  Office office(task.home, static_cast<std::uint64_t>(task.round) + 100);
  keep_filing(office, task);
}

TEST_CASE("everything acknowledged survives kill -9 at a random instant", "[commit][crash]") {
  constexpr int rounds = 8;
  Office office;
  SeededRandom instants(20240901);
  for (int round = 0; round < rounds; ++round) {
    office.close();
    const auto told =
        told_before_kill<Acknowledged>("[crash-child]", office.home.path(), round,
                                       std::chrono::microseconds(instants.below(60'000)));
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
