#include "ledger/base/random.h"

#include <catch2/catch.hpp>
#include <set>

namespace xueji {
namespace {

TEST_CASE("a submission id is a UUID of version 7 and begins with its time") {
  SeededRandom random{1};
  const auto id = new_submission_id(random, Instant{0x0123456789abLL});
  CHECK(to_hex(id.view()).substr(0, 12) == "0123456789ab");
  CHECK(id.bytes[6] >> 4 == 7);
  CHECK(id.bytes[8] >> 6 == 2);
}

TEST_CASE("submission ids sort by time and differ within one millisecond") {
  SeededRandom random{2};
  std::set<SubmissionId> seen;
  for (int i = 0; i < 1000; ++i)
    seen.insert(new_submission_id(random, Instant{1'700'000'000'000}));
  CHECK(seen.size() == 1000);
  CHECK(*seen.rbegin() < new_submission_id(random, Instant{1'700'000'000'001}));
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  SeededRandom first{42};
  SeededRandom second{42};
  SeededRandom other{43};
  const auto id = first.draw<Seed>();
  CHECK(id == second.draw<Seed>());
  CHECK(id != other.draw<Seed>());
}

TEST_CASE("a bounded draw reaches every value and stays below its bound") {
  SeededRandom random{3};
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 500; ++i)
    seen.insert(random.below(7));
  CHECK(seen == std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6});
  CHECK(random.below(1) == 0);
}

TEST_CASE("the system's generator does not repeat itself") {
  SystemRandom random;
  CHECK(random.draw<Seed>() != random.draw<Seed>());
}

TEST_CASE("a jump moves the simulated wall clock alone") {
  SimulatedClock clock{Instant{1000}};
  clock.advance_ms(5);
  CHECK(clock.now() == Instant{1005});
  CHECK(clock.monotonic_ms() == 5);
  clock.jump_ms(-1000);
  CHECK(clock.now() == Instant{5});
  CHECK(clock.monotonic_ms() == 5);
  clock.set(Instant{10});
  CHECK(clock.now() == Instant{10});
  CHECK(clock.monotonic_ms() == 10);
}

}  // namespace
}  // namespace xueji
