// kill -9 while packs are adopted by two administrators (design §9): the chunks of a pack and the
// act that brings it, the second signature and the activation with it, are there whole or not at
// all.
#include "ledger/merkle/hash.h"
#include "tests/ledger/commit/adopted_pack.h"
#include "tests/ledger/commit/killed_child.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

/// An adoption that was answered: filed, or signed by the second and so in force.
struct Answered {
  std::uint64_t position;
  Digest leaf;
  Digest pack;
  bool in_force;
};

[[noreturn]] void keep_adopting(Office& office, const ChildTask& task) {
  for (int i = 0;; ++i) {
    const auto version = "2024." + std::to_string(100 + task.round) + "." + std::to_string(i);
    const auto files = as_version(changed_pack(), version);
    const auto pack = activation_of(files).pack;
    const auto filed = adopt(office, files, china_date(office.clock.now()));
    if (!filed || !std::holds_alternative<Receipt>(*filed)) ::_exit(3);
    const auto& receipt = std::get<Receipt>(*filed);
    task.tell(Answered{receipt.position.value, receipt.leaf, pack, false});
    const auto signed_off =
        office.sign(receipt.submission, "root-2", office.signer("CITY/administrator-2"));
    task.tell(Answered{signed_off.position.value, signed_off.leaf, pack, true});
  }
}

}  // namespace

TEST_CASE("adopts packs until it is killed", "[.][crash-adoption-child]") {
  const auto task = ChildTask::of_environment();
  Office office(task.home, static_cast<std::uint64_t>(task.round) + 300);
  keep_adopting(office, task);
}

TEST_CASE("packs and what puts them in force survive kill -9 at a random instant, whole",
          "[verify][pack][crash]") {
  constexpr int rounds = 4;
  Office office(24, Founding{.root_keys = 2, .root_threshold = 2});
  SeededRandom instants(20241201);
  for (int round = 0; round < rounds; ++round) {
    office.close();
    const auto told =
        told_before_kill<Answered>("[crash-adoption-child]", office.home.path(), round,
                                   std::chrono::microseconds(instants.below(250'000)));
    office.reopen();
    INFO("round " << round << ", " << told.size() << " answered");
    const auto& root = *office.view->state().organisation(office.root);
    for (const auto& one : told) {
      const auto entry = office.ledger->log().entry(Position{one.position});
      REQUIRE(entry);
      CHECK(leaf_hash(*entry) == one.leaf);
      CHECK(office.view->packs().find(one.pack) != nullptr);
      const auto activated =
          std::any_of(root.packs.begin(), root.packs.end(),
                      [&](const ActivatedPack& held) { return held.pack == one.pack; });
      if (one.in_force) CHECK(activated);
    }
    // Every pack of the log is whole, and whatever is in force has its pack.
    for (const auto& held : root.packs)
      CHECK(office.view->packs().find(held.pack) != nullptr);
    const auto report = verify_log(office.ledger->log(), {});
    REQUIRE(report);
    INFO(listed(*report));
    CHECK(report->differences.empty());
  }
}

}  // namespace xueji::test
