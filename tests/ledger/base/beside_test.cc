#include "ledger/base/beside.h"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/ledger/base/no_threads.h"

namespace xueji::test {

TEST_CASE("work beside runs on another thread", "[base]") {
  auto done = run_beside([] { return std::this_thread::get_id(); });
  CHECK(done.get() != std::this_thread::get_id());
}

TEST_CASE("work beside runs in line where no thread can be made", "[base][fault]") {
  const NoThreads none;
  auto done = run_beside([] { return std::this_thread::get_id(); });
  CHECK(done.get() == std::this_thread::get_id());
  auto thrown = run_beside([]() -> int { throw 7; });
  CHECK_THROWS_AS(thrown.get(), int);
}

}  // namespace xueji::test
