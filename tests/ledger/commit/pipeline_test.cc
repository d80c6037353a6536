// The commit pipeline as a whole: what is acknowledged is durable, ordered and provable; what is
// refused leaves nothing behind.
#include <catch2/catch.hpp>
#include <fstream>
#include <future>
#include <set>

#include "ledger/commit/sequencer.h"
#include "ledger/crypto/sha256.h"
#include "ledger/crypto/signed_message.h"
#include "ledger/merkle/root.h"
#include "ledger/schema/codec.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

NoteVerifier anchor_key(const Office& office) {
  const auto anchor = read_anchor(office.directory.anchor());
  REQUIRE(anchor);
  auto verifier = NoteVerifier::parse(anchor->verifier_keys.front());
  REQUIRE(verifier);
  return *std::move(verifier);
}

bool proves_inclusion(const Office& office, const Receipt& receipt) {
  const auto verifier = anchor_key(office);
  const auto checkpoint =
      verify_checkpoint(receipt.checkpoint, "xueji.example/test", std::span(&verifier, 1));
  return checkpoint && checkpoint->size == receipt.size &&
         verify_inclusion(receipt.leaf, receipt.position.value, receipt.size, receipt.path,
                          checkpoint->root);
}

/// A set-up act that needs nothing but the root authority.
std::vector<DraftEvent> new_organisation(Office& office, const std::string& code) {
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::county;
  facts.code = code;
  facts.name = "演示 " + code;
  facts.division_code = "420322";
  facts.supervisor = office.root;
  return {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
           china_date(office.clock.now()), facts}};
}

bool names_rule(const Refusal& refusal, const std::string& rule) {
  for (const auto& problem : refusal.verdict.problems) {
    if (problem.rule == rule) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a receipt proves that the act stands in the log", "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  const auto receipt =
      office.file(Form::organisation, office.root, admin, new_organisation(office, "C1"));
  CHECK(receipt.in_effect);
  CHECK(proves_inclusion(office, receipt));
  auto forged = receipt;
  forged.leaf.bytes[0] ^= 1;
  CHECK_FALSE(proves_inclusion(office, forged));
  const auto again = receipt_from_text(receipt_text(receipt));
  REQUIRE(again);
  CHECK(proves_inclusion(office, *again));
}

TEST_CASE("the same submission again returns the same receipt, also after reopening", "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  const auto submission = office.author(Form::organisation, office.root, admin,
                                        new_organisation(office, "C1"));
  const auto first = office.ledger->submit(submission);
  REQUIRE(first);
  const auto size = office.ledger->log().head().size;
  office.reopen();
  const auto second = office.ledger->submit(submission);
  REQUIRE(second);
  CHECK(receipt_text(std::get<Receipt>(*first)) == receipt_text(std::get<Receipt>(*second)));
  CHECK(office.ledger->log().head().size == size);
}

TEST_CASE("the same id with other bytes is refused", "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  auto submission = office.author(Form::organisation, office.root, admin,
                                  new_organisation(office, "C1"));
  REQUIRE(office.ledger->submit(submission));
  auto other = office.author(Form::organisation, office.root, admin,
                             new_organisation(office, "C2"));
  other.header.header.submission = submission.header.header.submission;
  other.header.payload = encode(other.header.header);
  const auto message = message_to_sign(Purpose::submission, office.ledger->id(),
                                       Suite::sha256_ed25519, other.header.payload);
  other.header.signature = to_bytes(admin.key->sign(message)->view());
  const auto answer = office.ledger->submit(other);
  REQUIRE(answer);
  CHECK(std::holds_alternative<Refusal>(*answer));
}

TEST_CASE("a submission without an id is refused", "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  auto nameless = office.author(Form::organisation, office.root, admin,
                                new_organisation(office, "C1"));
  nameless.header.header.submission = {};
  nameless.header.payload = encode(nameless.header.header);
  const auto message = message_to_sign(Purpose::submission, office.ledger->id(),
                                       Suite::sha256_ed25519, nameless.header.payload);
  nameless.header.signature = to_bytes(admin.key->sign(message)->view());
  const auto answer = office.ledger->submit(nameless);
  REQUIRE(answer);
  CHECK(std::holds_alternative<Refusal>(*answer));
}

TEST_CASE("what is sent again before it is durable gets a receipt that proves it", "[commit]") {
  Office office;
  office.set_up();
  const auto school = office.organisations.at("SCHOOL");
  ClassOpened opened;
  opened.school = school;
  opened.name = "2024级2班";
  opened.cohort = 2024;
  opened.season = Season::autumn;
  opened.major_code = office.major_code;
  opened.major_catalogue = office.major_catalogue;
  const auto filed = office.file(
      Form::school_class, school, office.signer("SCHOOL/status_officer"),
      {{SubjectKind::school_class, subject_of(office.random.draw<ClassId>()),
        china_date(office.clock.now()), opened}});
  const auto& admin = office.signer("CITY/authority_administrator");
  const auto& principal = office.signer("SCHOOL/principal");
  const auto authoring = office.context();
  const DraftSignOff draft{.submission = *office.view->state().submission(filed.submission),
                           .step = "principal",
                           .decision = Decision::approve,
                           .capacity = principal.capacity};
  const auto act = sign_step(authoring, draft, *principal.key, nullptr);
  REQUIRE(act);
  const auto submission = office.author(Form::organisation, office.root, admin,
                                        new_organisation(office, "C1"));
  // Many at once: most repeats meet the first one in a group that is still being written.
  static std::vector<std::promise<Result<Answer>>> answers;
  answers = std::vector<std::promise<Result<Answer>>>(40);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    auto done = [i](Result<Answer> answer) { answers[i].set_value(std::move(answer)); };
    if (i % 2 == 0) {
      office.ledger->submit_async(submission, done);
    } else {
      office.ledger->sign_off_async(*act, done);
    }
  }
  std::set<std::uint64_t> positions;
  for (auto& promise : answers) {
    const auto answer = promise.get_future().get();
    REQUIRE(answer);
    REQUIRE(std::holds_alternative<Receipt>(*answer));
    const auto& receipt = std::get<Receipt>(*answer);
    CHECK(receipt.ledger == office.ledger->id());
    CHECK(proves_inclusion(office, receipt));
    positions.insert(receipt.position.value);
  }
  CHECK(positions.size() == 2);
}

TEST_CASE("a refusal is a signed note that names digest, rules and state, and appends nothing",
          "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  auto drafts = new_organisation(office, "CITY");  // The code is taken by the root.
  const auto before = office.ledger->log().head().size;
  const auto refusal = office.refused(Form::organisation, office.root, admin, drafts);
  CHECK(office.ledger->log().head().size == before);
  const auto verifier = anchor_key(office);
  const auto note = verify_note(refusal.note, std::span(&verifier, 1));
  REQUIRE(note);
  CHECK(note->text.starts_with("xueji/v1/refusal\n" + to_text(office.ledger->id()) + "\n"));
  CHECK(note->text.find("\n" + std::to_string(before.value) + "\n") != std::string::npos);
}

TEST_CASE("changed bytes, a foreign key, a foreign ledger and a stale signature are refused",
          "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  const auto good = office.author(Form::organisation, office.root, admin,
                                  new_organisation(office, "C1"));
  const auto is_refused = [&](const Submission& submission) {
    const auto answer = office.ledger->submit(submission);
    REQUIRE(answer);
    return std::holds_alternative<Refusal>(*answer);
  };
  SECTION("a flipped bit in the header") {
    for (const std::size_t at : {40U, 90U, 150U}) {
      auto bad = good;
      bad.header.payload[at] ^= 1;
      CHECK(is_refused(bad));
    }
  }
  SECTION("a flipped bit in an event") {
    auto bad = good;
    bad.events[0].bytes.back() ^= 1;
    CHECK(is_refused(bad));
  }
  SECTION("another key's signature") {
    auto bad = good;
    const auto stranger = SigningKey::generate(Suite::sha256_ed25519, office.random);
    const auto message = message_to_sign(Purpose::submission, office.ledger->id(),
                                         Suite::sha256_ed25519, bad.header.payload);
    bad.header.signature = to_bytes(stranger->sign(message)->view());
    CHECK(is_refused(bad));
  }
  SECTION("a twin ledger") {
    Office twin(2);
    const auto answer = twin.ledger->submit(good);
    REQUIRE(answer);
    CHECK(std::holds_alternative<Refusal>(*answer));
  }
  SECTION("an expired signature, one millisecond late") {
    office.clock.advance_ms(signature_life_ms + 1);
    CHECK(is_refused(good));
  }
  SECTION("a signature at its last millisecond is taken") {
    office.clock.advance_ms(signature_life_ms);
    CHECK_FALSE(is_refused(good));
  }
}

TEST_CASE("a seen checkpoint that is not on this log is refused", "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  auto authoring = office.context();
  authoring.seen.root.bytes[3] ^= 1;
  auto sealed = seal_event(authoring, new_organisation(office, "C1").front());
  REQUIRE(sealed);
  DraftSubmission draft{Form::organisation, office.root, admin.capacity, {*sealed}, {}};
  auto submission = sign_submission(authoring, draft, *admin.key);
  REQUIRE(submission);
  const auto answer = office.ledger->submit(*submission);
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<Refusal>(*answer));
  CHECK(names_rule(std::get<Refusal>(*answer), "AUTHORITY"));
}

TEST_CASE("a second writer is refused, a reader beside the writer sees what is committed",
          "[commit]") {
  Office office;
  const auto second = Ledger::open({.directory = office.directory,
                                    .master = office.home.path() / "master",
                                    .clock = office.clock,
                                    .random = office.random});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::locked);
  auto reader = LedgerView::open(office.directory);
  REQUIRE(reader);
  const auto& admin = office.signer("CITY/authority_administrator");
  office.file(Form::organisation, office.root, admin, new_organisation(office, "C1"));
  REQUIRE((*reader)->refresh());
  CHECK((*reader)->organisation_by_code("C1") != nullptr);
  CHECK((*reader)->checkpoint().size == office.ledger->log().head().size);
}

TEST_CASE("many authors at once each get their own place, and state survives reopening",
          "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  constexpr int count = 200;
  // Outlives the calls back even when an assertion ends the test early.
  static std::vector<std::promise<Result<Answer>>> answers;
  answers = std::vector<std::promise<Result<Answer>>>(count);
  for (int i = 0; i < count; ++i) {
    office.ledger->submit_async(office.author(Form::organisation, office.root, admin,
                                              new_organisation(office, "N" + std::to_string(i))),
                                [i](Result<Answer> answer) {
                                  answers[static_cast<std::size_t>(i)].set_value(std::move(answer));
                                });
  }
  std::vector<std::uint64_t> positions;
  for (auto& promise : answers) {
    auto answer = promise.get_future().get();
    REQUIRE(answer);
    REQUIRE(std::holds_alternative<Receipt>(*answer));
    const auto& receipt = std::get<Receipt>(*answer);
    CHECK(proves_inclusion(office, receipt));
    positions.push_back(receipt.position.value);
  }
  for (std::size_t i = 1; i < positions.size(); ++i) CHECK(positions[i] == positions[i - 1] + 3);
  office.reopen();
  CHECK(office.view->organisation_by_code("N199") != nullptr);
}

TEST_CASE("a jump of the clock stops appends until it is confirmed", "[commit]") {
  Office office;
  const auto& admin = office.signer("CITY/authority_administrator");
  office.file(Form::organisation, office.root, admin, new_organisation(office, "C1"));
  SECTION("ahead by more than five minutes against the monotonic clock") {
    office.clock.jump_ms(clock_jump_max_ms + 1000);
    const auto answer = office.ledger->submit(
        office.author(Form::organisation, office.root, admin, new_organisation(office, "C2")));
    REQUIRE_FALSE(answer);
    REQUIRE(office.ledger->confirm_clock());
    office.file(Form::organisation, office.root, admin, new_organisation(office, "C3"));
  }
  SECTION("ahead by less is taken") {
    office.clock.jump_ms(clock_jump_max_ms - 1000);
    office.file(Form::organisation, office.root, admin, new_organisation(office, "C2"));
  }
  SECTION("set back: recorded time does not go back") {
    const auto before = office.view->state().recorded_at();
    const auto submission = office.author(Form::organisation, office.root, admin,
                                          new_organisation(office, "C2"));
    office.clock.jump_ms(-60'000);
    const auto answer = office.ledger->submit(submission);
    REQUIRE(answer);
    CHECK(std::holds_alternative<Receipt>(*answer));
    REQUIRE(office.view->refresh());
    CHECK(office.view->state().recorded_at() >= before);
  }
  SECTION("thirty days at open") {
    office.close();
    office.clock.advance_ms(clock_gap_at_open_max_ms + 1000);
    office.reopen();
    const auto answer = office.ledger->submit(
        office.author(Form::organisation, office.root, admin, new_organisation(office, "C2")));
    CHECK_FALSE(answer);
  }
}

TEST_CASE("a log without its head file or with a foreign anchor is not served", "[commit]") {
  Office office;
  office.close();
  {
    auto text = read_file(office.directory.anchor(), 1 << 16);
    REQUIRE(text);
    auto at = text->find("ledger ") + 7;
    (*text)[at] = (*text)[at] == '0' ? '1' : '0';
    std::ofstream(office.directory.anchor()) << *text;
  }
  const auto opened = Ledger::open({.directory = office.directory,
                                    .master = office.home.path() / "master",
                                    .clock = office.clock,
                                    .random = office.random});
  CHECK_FALSE(opened);
}

}  // namespace xueji::test
