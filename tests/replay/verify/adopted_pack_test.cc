// A pack that came after genesis, and acts that several must sign, in the hands of an operator who
// holds the checkpoint key.
#include "tests/ledger/commit/adopted_pack.h"

#include "ledger/commit/verification.h"
#include "ledger/crypto/signed_message.h"
#include "ledger/schema/codec.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

constexpr std::int64_t day_ms = 24LL * 3'600'000;

VerifyReport verified(const LogReader& log) {
  auto report = verify_log(log, {});
  INFO((report ? "" : report.error().what.en));
  REQUIRE(report);
  return *std::move(report);
}

/// A city that adopted a changed pack, filed under the old one and the new one.
struct SwitchedCity {
  Office office;
  Digest pack;
  LogImage image;
  std::uint64_t first_chunk = 0;
  std::uint64_t header = 0;  ///< Of the act that adopts the pack.

  SwitchedCity() : office(21) {
    office.set_up();
    const auto files = changed_pack();
    pack = activation_of(files).pack;
    const auto old_class = file_class(office, "旧规则1班");
    REQUIRE(rules_of(adopt(office, files, add_days(china_date(office.clock.now()), 1))).empty());
    office.clock.advance_ms(day_ms);
    office.sign(old_class.submission, "principal", office.signer("SCHOOL/principal"));
    file_class(office, "新规则1班");
    image = LogImage::of(office.ledger->log());
    const auto chunks = image.where([&](const Entry& entry) {
      const auto* chunk = std::get_if<PackChunk>(&entry.body);
      return chunk != nullptr && chunk->pack == pack;
    });
    REQUIRE(chunks.size() > 2);
    first_chunk = chunks.front();
    header = chunks.back() + 1;
  }
  static const SwitchedCity& one() {
    static const SwitchedCity city;
    return city;
  }
};

PackChunk chunk_at(const LogImage& image, std::uint64_t position) {
  return std::get<PackChunk>(image.decoded(position).body);
}

}  // namespace

TEST_CASE("a ledger that changed its pack verifies, each filing by the pack of its time",
          "[verify][pack]") {
  const auto& city = SwitchedCity::one();
  const auto report = verified(city.image);
  INFO(listed(report));
  CHECK(report.differences.empty());
  // The same pack again with its bytes in the log: it is not written twice, and nothing differs.
  CHECK(city.image.count(pack_rows) == 1);
}

TEST_CASE("a forged or missing chunk of an adopted pack is found", "[verify][pack]") {
  const auto& city = SwitchedCity::one();
  auto image = city.image;
  const auto signer = checkpoint_signer_of(city.office);
  SECTION("other bytes under the same digest") {
    auto chunk = chunk_at(image, city.first_chunk + 1);
    chunk.bytes[100] ^= 1;
    image.put_body(city.first_chunk + 1, encode(chunk));
    image.sign_again(signer);
    const auto report = verified(image);
    INFO(listed(report));
    CHECK(has(report, DifferenceKind::content, city.first_chunk));
  }
  SECTION("a chunk of another pack in its place") {
    auto chunk = chunk_at(image, city.first_chunk + 1);
    chunk.pack.bytes[0] ^= 1;
    image.put_body(city.first_chunk + 1, encode(chunk));
    image.sign_again(signer);
    const auto report = verified(image);
    INFO(listed(report));
    CHECK(has(report, DifferenceKind::order, city.first_chunk + 1));
  }
  SECTION("two chunks swapped") {
    auto first = chunk_at(image, city.first_chunk);
    auto second = chunk_at(image, city.first_chunk + 1);
    image.put_body(city.first_chunk, encode(second));
    image.put_body(city.first_chunk + 1, encode(first));
    image.sign_again(signer);
    const auto report = verified(image);
    INFO(listed(report));
    CHECK(has(report, DifferenceKind::order, city.first_chunk));
  }
  SECTION("one chunk gone: what follows stands one place earlier") {
    image.entries.erase(image.entries.begin() + static_cast<std::ptrdiff_t>(city.first_chunk + 1));
    const auto report = verified(image);
    INFO(listed(report));
    CHECK_FALSE(report.differences.empty());
    CHECK(is_first_at(report, city.first_chunk + 1));
  }
  SECTION("the row that says where the pack begins") {
    image.row_of(pack_rows)[7] ^= 1;
    CHECK_FALSE(verified(image).differences.empty());
    image = city.image;
    std::erase_if(image.rows, [](const auto& row) {
      return row.first.first == static_cast<std::uint8_t>(pack_rows);
    });
    CHECK_FALSE(verified(image).differences.empty());
  }
}

TEST_CASE("an act that puts a pack in force which the log does not hold is found",
          "[verify][pack]") {
  const auto& city = SwitchedCity::one();
  auto image = city.image;
  // The administrator himself signs, with the operator's help: the bytes are of nothing.
  auto event = std::get<Event>(image.decoded(city.header + 1).body);
  auto facts = get<PolicyPackActivated>(event.facts);
  facts.pack.bytes[0] ^= 1;
  event.facts = facts;
  image.put_body(city.header + 1, encode(event));
  image.sign_again(checkpoint_signer_of(city.office));
  const auto report = verified(image);
  INFO(listed(report));
  // The chunks belong to no act, the pack named is not there, and the author did not sign it.
  CHECK(has(report, DifferenceKind::order, city.header));
  CHECK(has(report, DifferenceKind::outcome, city.header + 2));
}

TEST_CASE("a second pack of one id and version is found, and a pack out of order",
          "[verify][pack]") {
  Office office(23);
  const auto today = china_date(office.clock.now());
  const auto second = as_version(changed_pack(), "2024.5");
  REQUIRE(rules_of(adopt(office, changed_pack(), add_days(today, 10))).empty());
  REQUIRE(rules_of(adopt(office, second, add_days(today, 20))).empty());
  auto image = LogImage::of(office.ledger->log());
  REQUIRE(verified(image).differences.empty());
  const auto digest = activation_of(second).pack;
  const auto chunks = image.where([&](const Entry& entry) {
    const auto* chunk = std::get_if<PackChunk>(&entry.body);
    return chunk != nullptr && chunk->pack == digest;
  });
  const auto header = chunks.back() + 1;
  auto event = std::get<Event>(image.decoded(header + 1).body);
  SECTION("other bytes under the name of the first") {
    auto reworked = as_version(second, "2024.4");
    auto& about = reworked.files.at("pack.toml");
    about = replaced(about, "report_day = { value = 8,", "report_day = { value = 9,");
    const auto archive = pack_archive(reworked);
    const auto forged = chunks_of(sha256(archive), archive);
    REQUIRE(forged.size() == chunks.size());
    for (std::size_t i = 0; i < chunks.size(); ++i)
      image.put_body(chunks[i], encode(forged[i]));
    event.facts = activation_of(reworked);
    image.put_body(header + 1, encode(event));
    image.sign_again(checkpoint_signer_of(office));
    const auto report = verified(image);
    INFO(listed(report));
    CHECK(has(report, DifferenceKind::content, chunks.front()));
  }
  SECTION("a first day before the one that was recorded earlier") {
    event.effective_on = add_days(today, 5);
    image.put_body(header + 1, encode(event));
    image.sign_again(checkpoint_signer_of(office));
    const auto report = verified(image);
    INFO(listed(report));
    CHECK(has(report, DifferenceKind::outcome, header + 2));
  }
}

TEST_CASE("the verifier counts the signatures of the root again", "[verify][authority]") {
  Office office(22, Founding{.root_keys = 3, .root_threshold = 2});
  const auto& first = office.signer("CITY/authority_administrator");
  const auto& second = office.signer("CITY/administrator-2");
  OrganisationRegistered county;
  county.kind = OrganisationKind::county;
  county.code = "COUNTY";
  county.name = "演示县教育局";
  county.division_code = "420322";
  county.supervisor = office.root;
  auto another_county = county;
  another_county.code = "COUNTY-2";
  const auto filed =
      office.file(Form::organisation, office.root, first,
                  {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
                    china_date(office.clock.now()), county}});
  office.sign(filed.submission, "root-2", second);
  // The third gives his role on to the first, by an act of two.
  DelegationGranted given;
  given.delegation = office.random.draw<DelegationId>();
  given.from_person = office.signer("CITY/administrator-3").person;
  given.role = Role::authority_administrator;
  given.organisation = office.root;
  given.from = china_date(office.clock.now());
  given.until = add_days(given.from, 30);
  const auto delegated =
      office.file(Form::delegation, office.root, second,
                  {{SubjectKind::person, subject_of(first.person), given.from, given}});
  office.sign(delegated.submission, "root-2", first);
  const auto again =
      office.file(Form::organisation, office.root, first,
                  {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
                    china_date(office.clock.now()), another_county}});
  office.sign(again.submission, "root-2", second);
  auto image = LogImage::of(office.ledger->log());
  {
    const auto report = verified(image);
    INFO(listed(report));
    REQUIRE(report.differences.empty());
  }
  // The operator and the first administrator together: his own signature in the second's place.
  const auto at = image
                      .where([](const Entry& entry) {
                        return std::holds_alternative<SignedSignOff>(entry.body);
                      })
                      .back();
  auto sign_off = std::get<SignedSignOff>(image.decoded(at).body).sign_off;
  sign_off.capacity = first.capacity;
  SECTION("in his own name") {}
  SECTION("in the name of the third") {
    sign_off.capacity.delegation = given.delegation;
  }
  sign_off.key = first.key->id();
  auto payload = encode(sign_off);
  const auto signature = first.key->sign(
      message_to_sign(Purpose::sign_off, office.ledger->id(), Suite::sha256_ed25519, payload));
  REQUIRE(signature);
  image.put_body(at, encode(Signed{payload, to_bytes(signature->view()), {}}));
  auto effect = std::get<LedgerRecord>(image.decoded(at + 1).body);
  std::get<TookEffect>(effect.body).sign_off = sha256(payload);
  image.put_body(at + 1, encode(effect));
  image.sign_again(checkpoint_signer_of(office));
  const auto report = verified(image);
  INFO(listed(report));
  CHECK(has(report, DifferenceKind::outcome, at));
  CHECK(has(report, DifferenceKind::authority, at + 1));
}

}  // namespace xueji::test
