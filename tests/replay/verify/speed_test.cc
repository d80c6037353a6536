// Not part of the default run: how far verification is from its own raw cost, both measured here.
#include <ctime>
#include <iostream>

#include "ledger/merkle/hash.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

/// Processor time of all threads: other work on the machine does not count.
template <class Work>
double seconds(Work&& work) {
  const auto start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// What the counted signatures, hashes and the scan cost by themselves on one core.
double raw_cost(const LogImage& image, const VerifyCounts& counts) {
  SeededRandom random(5);
  const auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(key);
  const auto verifying = VerifyingKey::parse(Suite::sha256_ed25519, key->public_key());
  REQUIRE(verifying);
  const Bytes message(600, 7);
  const auto signature = key->sign(message);
  REQUIRE(signature);
  std::uint64_t held = 0;
  Digest node;
  const auto cost = seconds([&] {
    for (std::uint64_t i = 0; i < counts.signatures; ++i) {
      held += verifying->verify(message, *signature) ? 1 : 0;
    }
    const auto scanned =
        image.read(Position{}, image.entries.size(), [&](Position, ByteView entry) {
          node = leaf_hash(entry);
          return Visit::more;
        });
    REQUIRE(scanned);
    for (auto i = image.entries.size(); i < counts.hashes; ++i)
      node = node_hash(node, node);
  });
  CHECK(held == counts.signatures);
  return cost;
}

}  // namespace

TEST_CASE("verification stays near the raw cost of what it must compute", "[.speed]") {
  Office office(4);
  office.set_up();
  const auto anchor = read_anchor(office.directory.anchor());
  REQUIRE(anchor);
  const auto measure = [&](const char* name) {
    const auto image = LogImage::of(office.ledger->log());
    Result<VerifyReport> report = fail(ErrorCode::unavailable, "not run");
    const auto took = seconds([&] { report = verify_log(image, {.anchor = *anchor}); });
    REQUIRE(report);
    INFO(listed(*report));
    CHECK(report->verified());
    const auto raw = raw_cost(image, report->counts);
    std::cout << name << ": " << image.entries.size() << " entries, " << report->counts.signatures
              << " signatures: " << took << " s; raw " << raw << " s; ratio " << raw / took << "\n";
  };
  measure("set-up alone, its pack included");
  for (int i = 0; i < 6; ++i)
    static_cast<void>(office.students(500));
  measure("with sheets of 500 lines");
}

}  // namespace xueji::test
