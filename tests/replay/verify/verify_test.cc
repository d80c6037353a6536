// What holds on an honest log, what the anchor adds, and the small parts.
#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"
#include "replay/verify/differences.h"
#include "replay/verify/disclosures.h"
#include "replay/verify/own_tree.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {

TEST_CASE("an honest log verifies, with every row, tile and disclosure", "[verify]") {
  auto& city = finished_city();
  auto options = city.options();
  options.vault = &city.office.ledger->personal().vault();
  options.receipts = {city.receipt};
  options.earlier_checkpoints = {city.early_checkpoint};
  const auto report = city.verify(city.image, options);
  INFO(listed(report));
  CHECK(report.verified());
  CHECK(report.size.value == city.image.entries.size());
  CHECK(report.checkpoint == text_of(city.image.stored_head.record));
  const auto& counts = report.counts;
  CHECK(counts.tiles == city.image.count(RowSpace::tile));
  CHECK(counts.tiles >= 1);
  CHECK(counts.sign_offs >= 7);
  CHECK(counts.signatures > counts.submissions + counts.sign_offs);
  CHECK(counts.disclosures > 0);
  CHECK(counts.opened == counts.disclosures);
  CHECK(counts.rows == city.image.count(RowSpace::state) + city.image.count(RowSpace::subject) +
                           city.image.count(RowSpace::organisation_index) +
                           city.image.count(undecided_rows));
  CHECK(report.skipped.empty());
}

TEST_CASE("without an anchor a log is consistent and not anchored", "[verify]") {
  auto& city = finished_city();
  const auto report = city.verify(city.image, VerifyOptions{});
  INFO(listed(report));
  CHECK(report.consistent());
  CHECK_FALSE(report.verified());
  CHECK(report.summary().en.find("NOT anchored") != std::string::npos);
  // Without the vault the report says what it did not look at.
  CHECK_FALSE(report.skipped.empty());
  CHECK(report.counts.opened == 0);
}

TEST_CASE("where the vault is required, a log without it is consistent but not verified",
          "[verify]") {
  auto& city = finished_city();
  auto options = city.options();
  CHECK(city.verify(city.image, options).verified());
  options.vault_required = true;
  const auto report = city.verify(city.image, options);
  INFO(listed(report));
  CHECK(report.consistent());
  CHECK(report.vault_incomplete);
  CHECK_FALSE(report.verified());
  CHECK(report.summary().en.find("vault incomplete") != std::string::npos);
  options.vault = &city.office.ledger->personal().vault();
  CHECK(city.verify(city.image, options).verified());
}

TEST_CASE("a fault beside the log fails verification", "[verify]") {
  auto& city = finished_city();
  auto options = city.options();
  options.faults_beside = {{"头文件不符", "the head file differs"}};
  const auto report = city.verify(city.image, options);
  CHECK_FALSE(report.verified());
  CHECK(report.summary().en.find("the head file differs") != std::string::npos);
}

TEST_CASE("a twin ledger does not pass under this ledger's anchor", "[verify]") {
  auto& city = finished_city();
  Office twin(2);
  const auto image = LogImage::of(twin.ledger->log());
  const auto report = city.verify(image);
  CHECK_FALSE(report.consistent());
  CHECK_FALSE(report.anchored);
  CHECK(has(report, DifferenceKind::anchor, 0));
}

TEST_CASE("verifying from a checkpoint on leaves what lies before and judges the tail",
          "[verify]") {
  auto& city = finished_city();
  auto options = city.options();
  options.since = city.early_checkpoint;
  const auto whole = city.verify(city.image);
  const auto tail = city.verify(city.image, options);
  INFO(listed(tail));
  CHECK(tail.verified());
  CHECK(tail.counts.signatures < whole.counts.signatures);
  CHECK(tail.counts.signatures > 0);
  CHECK(tail.skipped.size() > whole.skipped.size());

  auto image = city.image;
  const auto at = image
                      .where([](const Entry& entry) {
                        return std::holds_alternative<SignedSignOff>(entry.body);
                      })
                      .back();
  image.entries[at][envelope_size_bytes + 60] ^= 1;
  CHECK_FALSE(city.verify(image, options).consistent());

  options.since[options.since.size() / 2] ^= 1;
  CHECK_FALSE(verify_log(city.image, options));
}

TEST_CASE("the own tree gives every root that the log ever had", "[verify]") {
  second_opinion::OwnTree tree;
  std::vector<Digest> leaves;
  for (std::uint64_t i = 0; i < 600; ++i) {
    Bytes entry;
    append_le(entry, i);
    leaves.push_back(leaf_hash(entry));
    tree.append(leaves.back());
  }
  for (std::uint64_t size = 0; size <= leaves.size(); ++size) {
    INFO(size);
    CHECK(tree.root_at(TreeSize{size}) == root_of(std::span(leaves).first(size)));
  }
  CHECK(tree.node(8, 1) == root_of(std::span(leaves).subspan(256, 256)));
}

TEST_CASE("two persons with one identity number are noticed", "[verify][SY-1.5a]") {
  SeededRandom random(7);
  const auto first = random.draw<PersonId>();
  const auto second = random.draw<PersonId>();
  second_opinion::OwnPersons persons(nullptr);
  CHECK_FALSE(persons.bind("1", "42032220080901900X", first));
  CHECK_FALSE(persons.bind("1", "42032220080901900x", first));
  CHECK(persons.bind("1", "42032220080901900X", second) == first);
  CHECK(persons.find("1", "42032220080901900X") == first);
  CHECK_FALSE(persons.find("1", ""));
}

TEST_CASE("the list of differences keeps the first ones by position", "[verify]") {
  second_opinion::Differences differences(3);
  for (std::uint64_t at = 500; at-- > 0;) {
    differences.add(DifferenceKind::bytes, Position{at}, {"", ""});
  }
  differences.add(DifferenceKind::derived, Position{0}, {"", ""});
  CHECK(differences.count() == 501);
  const auto kept = differences.take();
  REQUIRE(kept.size() == 3);
  for (std::uint64_t at = 0; at < 3; ++at)
    CHECK(kept[at].first == Position{at});
}

}  // namespace xueji::test
