// The operator holds the checkpoint key and signs whatever he put into the log. What he cannot make
// are other people's signatures, and outcomes that the rules give: each forgery must be caught by
// what it contradicts, at its position.
#include "ledger/crypto/sha256.h"
#include "ledger/crypto/signed_message.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

Bytes signed_body(const LedgerId& ledger, Purpose purpose, const SigningKey& key, Bytes payload,
                  Bytes seal_signature = {}) {
  const auto signature = key.sign(message_to_sign(purpose, ledger, Suite::sha256_ed25519, payload));
  REQUIRE(signature);
  return encode(Signed{std::move(payload), to_bytes(signature->view()), std::move(seal_signature)});
}

/// A copy of the city's log in the operator's hands.
struct Operator {
  FinishedCity& city = finished_city();
  LogImage image = city.image;

  std::uint64_t last_header() const {
    return image
        .where([](const Entry& entry) { return std::holds_alternative<SignedHeader>(entry.body); })
        .back();
  }
  std::uint64_t last_sign_off() const {
    return image
        .where([](const Entry& entry) { return std::holds_alternative<SignedSignOff>(entry.body); })
        .back();
  }
  template <class Record>
  std::uint64_t last_record() const {
    return image
        .where([](const Entry& entry) {
          const auto* record = std::get_if<LedgerRecord>(&entry.body);
          return record != nullptr && std::holds_alternative<Record>(record->body);
        })
        .back();
  }
  const SigningKey& key_of(const KeyId& id) const {
    for (const auto& [name, signer] : city.office.signers) {
      if (signer.key->id() == id) return *signer.key;
    }
    FAIL("nobody in the city has this key");
    return *city.office.seal;
  }

  template <class Change>
  std::uint64_t change_header(Change&& change, const SigningKey* with = nullptr) {
    const auto at = last_header();
    auto header = std::get<SignedHeader>(image.decoded(at).body).header;
    const auto& key = with != nullptr ? *with : key_of(header.key);
    change(header);
    image.put_body(at, signed_body(city.image_ledger(), Purpose::submission, key, encode(header)));
    return at;
  }
  template <class Change>
  std::uint64_t change_sign_off(Change&& change, const SigningKey* with = nullptr) {
    const auto at = last_sign_off();
    auto sign_off = std::get<SignedSignOff>(image.decoded(at).body).sign_off;
    const auto& key = with != nullptr ? *with : key_of(sign_off.key);
    change(sign_off);
    image.put_body(at, signed_body(city.image_ledger(), Purpose::sign_off, key, encode(sign_off)));
    return at;
  }
  template <class Record, class Change>
  std::uint64_t change_record(Change&& change) {
    const auto at = last_record<Record>();
    auto record = std::get<LedgerRecord>(image.decoded(at).body);
    change(std::get<Record>(record.body));
    image.put_body(at, encode(record));
    return at;
  }

  VerifyReport verify(VerifyOptions options) {
    image.sign_again(city.checkpoint_signer());
    return city.verify(image, options);
  }
  void check_caught(std::uint64_t at, DifferenceKind kind) {
    const auto report = verify(city.options());
    INFO(listed(report));
    CHECK(is_first_at(report, at));
    CHECK(has(report, kind, at));
  }
};

}  // namespace

TEST_CASE("signing the same log again changes nothing that matters", "[verify]") {
  Operator forger;
  const auto report = forger.verify(forger.city.options());
  INFO(listed(report));
  CHECK(report.verified());
}

TEST_CASE("a forged header is caught", "[verify]") {
  Operator forger;
  SeededRandom random(11);
  const auto stranger = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(stranger);
  SECTION("signed by a stranger's key") {
    const auto at = forger.change_header([](auto&) {}, &*stranger);
    forger.check_caught(at, DifferenceKind::signature);
  }
  SECTION("a stranger's key that was never enrolled") {
    const auto at =
        forger.change_header([&](auto& header) { header.key = stranger->id(); }, &*stranger);
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("in a role that the signer does not hold") {
    const auto at =
        forger.change_header([](auto& header) { header.capacity.role = Role::director; });
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("for another ledger") {
    const auto at = forger.change_header([](auto& header) { header.ledger.bytes[0] ^= 1; });
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("on a checkpoint that never was") {
    const auto at = forger.change_header([](auto& header) { header.seen.root.bytes[0] ^= 1; });
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("on a checkpoint of the future") {
    const auto at = forger.change_header([](auto& header) { header.seen.size.value += 1000; });
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("held back until it had expired") {
    const auto at = forger.change_header([](auto& header) {
      header.authored_at.ms -= 10;
      header.not_after = header.authored_at;
    });
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("under a chain of its own") {
    const auto at = forger.change_header([](auto& header) { header.chain.bytes[0] ^= 1; });
    forger.check_caught(at, DifferenceKind::authority);
  }
  SECTION("over other events") {
    const auto at = forger.change_header([](auto& header) { header.events_root.bytes[0] ^= 1; });
    const auto report = forger.verify(forger.city.options());
    INFO(listed(report));
    CHECK(is_first_at(report, at + 1));
    CHECK(has(report, DifferenceKind::content, at + 1));
  }
}

TEST_CASE("a forged event is caught by the header that signs it", "[verify]") {
  Operator forger;
  const auto at = forger.last_header() + 1;
  auto event = std::get<Event>(forger.image.decoded(at).body);
  event.effective_on = add_days(event.effective_on, 1);
  forger.image.put_body(at, encode(event));
  forger.check_caught(at, DifferenceKind::content);
}

TEST_CASE("a forged sign-off is caught", "[verify][SY-1.2i]") {
  Operator forger;
  SECTION("signed by somebody else") {
    const auto at = forger.change_sign_off([](auto&) {}, forger.city.office.seal.get());
    forger.check_caught(at, DifferenceKind::signature);
  }
  SECTION("out of order") {
    const auto at = forger.change_sign_off([](auto& sign_off) { sign_off.step = "filing"; });
    const auto report = forger.verify(forger.city.options());
    INFO(listed(report));
    CHECK(is_first_at(report, at));
  }
  SECTION("that does not follow the one before") {
    const auto at = forger.change_sign_off([](auto& sign_off) { sign_off.previous.bytes[0] ^= 1; });
    const auto report = forger.verify(forger.city.options());
    INFO(listed(report));
    CHECK(is_first_at(report, at));
  }
  SECTION("that brings a struck line back") {
    const auto at = forger.change_sign_off([](auto& sign_off) { sign_off.lines.clear(); });
    forger.check_caught(at, DifferenceKind::outcome);
  }
  SECTION("by a person who does not hold the role") {
    const auto& clerk = forger.city.office.signer("CITY/clerk");
    const auto at = forger.change_sign_off(
        [&](auto& sign_off) {
          sign_off.key = clerk.key->id();
          sign_off.capacity.person = clerk.person;
        },
        clerk.key.get());
    const auto report = forger.verify(forger.city.options());
    INFO(listed(report));
    CHECK(is_first_at(report, at));
  }
}

TEST_CASE("a recorded outcome that the rules do not give is caught", "[verify]") {
  Operator forger;
  SECTION("rules that were not checked") {
    const auto at =
        forger.change_record<Accepted>([](auto& accepted) { accepted.rules.pop_back(); });
    forger.check_caught(at, DifferenceKind::outcome);
  }
  SECTION("in effect before its signers signed") {
    const auto at =
        forger.change_record<Accepted>([](auto& accepted) { accepted.in_effect = true; });
    forger.check_caught(at, DifferenceKind::outcome);
  }
  SECTION("decided elsewhere") {
    const auto at =
        forger.change_record<Accepted>([](auto& accepted) { accepted.decided_at.value -= 1; });
    forger.check_caught(at, DifferenceKind::outcome);
  }
  SECTION("another header") {
    const auto at =
        forger.change_record<Accepted>([](auto& accepted) { accepted.header.bytes[0] ^= 1; });
    forger.check_caught(at, DifferenceKind::content);
  }
  SECTION("persons where none are assigned") {
    const auto at = forger.change_record<Accepted>(
        [](auto& accepted) { accepted.persons.assign(30, PersonId{{1}}); });
    forger.check_caught(at, DifferenceKind::outcome);
  }
  SECTION("a line lapsed that no rule stops") {
    const auto at = forger.change_record<TookEffect>([](auto& effect) {
      effect.lapsed.push_back({0, "SY-1.5a"});
    });
    forger.check_caught(at, DifferenceKind::outcome);
  }
  SECTION("the effect left out") {
    const auto at = forger.last_record<TookEffect>();
    forger.image.entries.resize(at);
    forger.check_caught(at, DifferenceKind::order);
  }
}

TEST_CASE("a rewritten past is shown by what somebody kept", "[verify]") {
  Operator forger;
  // A time that nothing else contradicts: only those who kept the root can tell.
  auto& entry = forger.image.entries[forger.image.entries.size() - 1];
  entry[16] ^= 1;
  auto options = forger.city.options();
  CHECK(forger.verify(options).counts.entries == forger.image.entries.size());
  options.earlier_checkpoints = {std::string(text_of(forger.city.image.stored_head.record))};
  const auto report = forger.verify(options);
  INFO(listed(report));
  CHECK(has(report, DifferenceKind::anchor, forger.image.entries.size() - 1));
}

TEST_CASE("a submission signed with a revoked key is caught", "[verify]") {
  Office office(3);
  // He signs before his key is revoked; the operator records it afterwards.
  const Signer revoked = office.person("CITY", Role::director);
  const auto today = china_date(office.clock.now());
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::county;
  facts.code = "LATE";
  facts.name = "演示县教育局";
  facts.division_code = "420322";
  facts.supervisor = office.root;
  const auto late =
      office.author(Form::organisation, office.root, revoked,
                    {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
                      today, facts}});
  KeyRevoked revocation{revoked.key->id(), RevocationKind::lost, {}};
  office.file(Form::key, office.root, office.signer("CITY/authority_administrator"),
              {{SubjectKind::person, subject_of(revoked.person), today, revocation}});

  auto image = LogImage::of(office.ledger->log());
  const auto now = office.clock.now();
  const auto at = image.entries.size();
  const auto id = subject_of(late.header.header.submission);
  image.push_body(BodyKind::submission_header, SubjectKind::submission, id,
                  encode(Signed{late.header.payload, late.header.signature, {}}), now);
  image.push_body(BodyKind::event, SubjectKind::organisation, late.events[0].event.subject,
                  late.events[0].bytes, now);
  Accepted accepted;
  accepted.submission = late.header.header.submission;
  accepted.header = sha256(late.header.payload);
  accepted.decided_at = Position{at};
  accepted.in_effect = true;
  image.push_body(BodyKind::ledger_record, SubjectKind::submission, id,
                  encode(LedgerRecord{accepted}), now);
  const auto anchor = read_anchor(office.directory.anchor());
  REQUIRE(anchor);
  image.sign_again(checkpoint_signer_of(office));
  auto report = verify_log(image, {.anchor = *anchor});
  REQUIRE(report);
  INFO(listed(*report));
  CHECK(is_first_at(*report, at));
  CHECK(has(*report, DifferenceKind::authority, at));
}

TEST_CASE("a twin ledger's entries replayed here are caught", "[verify]") {
  Operator forger;
  Office twin(2);
  const auto& admin = twin.signer("CITY/authority_administrator");
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::county;
  facts.code = "TWIN";
  facts.name = "演示县教育局";
  facts.division_code = "420322";
  facts.supervisor = twin.root;
  twin.file(Form::organisation, twin.root, admin,
            {{SubjectKind::organisation, subject_of(twin.random.draw<OrganisationId>()),
              china_date(twin.clock.now()), facts}});
  const auto twin_image = LogImage::of(twin.ledger->log());
  const auto at = forger.image.entries.size();
  const auto now = forger.image.decoded(at - 1).envelope.recorded_at;
  for (auto from = twin_image.entries.size() - 3; from < twin_image.entries.size(); ++from) {
    const auto envelope = twin_image.decoded(from).envelope;
    const auto body = ByteView(twin_image.entries[from]).subspan(envelope_size_bytes);
    forger.image.push_body(envelope.kind, envelope.subject_kind, envelope.subject, body, now);
  }
  forger.check_caught(at, DifferenceKind::authority);
}

TEST_CASE("a disclosure that contradicts its root is a difference", "[verify]") {
  Operator forger;
  const auto at = forger.last_header() + 1;
  auto event = std::get<Event>(forger.image.decoded(at).body);
  REQUIRE_FALSE(event.fields_root.is_none());
  auto options = forger.city.options();
  options.vault = &forger.city.office.ledger->personal().vault();
  const auto before = forger.verify(options);
  CHECK(before.counts.missing == 0);
  event.fields_root.bytes[0] ^= 1;
  forger.image.put_body(at, encode(event));
  // The vault knows disclosures by the event's bytes, so these lines have none any more.
  const auto after = forger.verify(options);
  CHECK(after.counts.missing == 1);
  CHECK(is_first_at(after, at));
}

}  // namespace xueji::test
