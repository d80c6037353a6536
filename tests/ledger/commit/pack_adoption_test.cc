// Packs after genesis (design §3, §6; rules.md §12.7): the bytes come with the act that adopts
// them, whole or not at all, and judge what is filed from their first day on.
#include <set>

#include "ledger/crypto/signed_message.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "tests/ledger/commit/adopted_pack.h"

namespace xueji::test {
namespace {

constexpr std::int64_t day_ms = 24LL * 3'600'000;
using Rules = std::vector<std::string>;

std::size_t chunks_in(Office& office) {
  std::size_t count = 0;
  REQUIRE(office.ledger->log().read(Position{}, office.ledger->log().head().size.value,
                                    [&](Position, ByteView bytes) {
                                      const auto split = split_entry(bytes, ErrorCode::corrupt);
                                      REQUIRE(split);
                                      count += split->first.kind == BodyKind::pack_chunk ? 1 : 0;
                                      return Visit::more;
                                    }));
  return count;
}

}  // namespace

TEST_CASE("an adopted pack judges what is filed from its first day on, and nothing before",
          "[commit][pack]") {
  Office office;
  office.set_up();
  const auto before = office.context().pack_digest;
  const auto files = changed_pack();
  const auto tomorrow = add_days(china_date(office.clock.now()), 1);
  REQUIRE(rules_of(adopt(office, files, tomorrow)).empty());
  const auto digest = activation_of(files).pack;
  REQUIRE(office.view->packs().find(digest) != nullptr);
  CHECK(office.view->packs().find(digest)->integer("report_day") == 8);

  // Today the old one is still in force.
  CHECK(office.context().pack_digest == before);
  const auto old_class = file_class(office, "旧规则1班");
  const auto late =
      office.author(Form::school_class, office.organisations.at("SCHOOL"),
                    office.signer("SCHOOL/status_officer"), class_lines(office, "旧规则2班"));
  office.clock.advance_ms(day_ms);
  office.reopen();
  CHECK(office.context().pack_digest == digest);
  CHECK(office.view->packs().all().size() == 2);

  // What was authored under the old pack and arrives after the switch is refused.
  CHECK(rules_of(office.ledger->submit(late)) == Rules{"CHAIN"});
  // What was filed before completes under the chain that it pinned: the principal's signature.
  CHECK(office.view->state().submission(old_class.submission)->packs == std::vector{before});
  office.sign(old_class.submission, "principal", office.signer("SCHOOL/principal"));
  CHECK(office.view->state().submission(old_class.submission)->stage == SubmissionStage::in_effect);
  // What is filed now needs the county too.
  const auto new_class = file_class(office, "新规则1班");
  CHECK(office.view->state().submission(new_class.submission)->packs == std::vector{digest});
  office.sign(new_class.submission, "principal", office.signer("SCHOOL/principal"));
  CHECK(office.view->state().submission(new_class.submission)->stage == SubmissionStage::open);
  office.sign(new_class.submission, "county", office.signer("COUNTY/section_officer"));
  CHECK(office.view->state().submission(new_class.submission)->stage != SubmissionStage::open);
}

TEST_CASE("a pack is in the log whole or not at all, and once", "[commit][pack]") {
  Office office;
  const auto files = changed_pack();
  const auto today = china_date(office.clock.now());
  const auto chunks_before = chunks_in(office);
  const auto size_before = office.view->checkpoint().size.value;
  REQUIRE(rules_of(adopt(office, files, today)).empty());
  const auto archive = pack_archive(files);
  const auto wanted = (archive.size() + pack_chunk_size_bytes - 1) / pack_chunk_size_bytes;
  CHECK(chunks_in(office) == chunks_before + wanted);

  // One write: the log has never stood between the first chunk and `accepted`.
  std::set<std::uint64_t> sizes;
  REQUIRE(office.ledger->log().scan(checkpoint_rows, {}, [&](ByteView key, ByteView) {
    sizes.insert(read_be<std::uint64_t>(key.data()));
    return Visit::more;
  }));
  CHECK(sizes.contains(size_before));
  CHECK(sizes.upper_bound(size_before) != sizes.end());
  CHECK(*sizes.upper_bound(size_before) == size_before + wanted + 3);

  // Again, with its bytes: they are there already.
  REQUIRE(rules_of(adopt(office, files, add_days(today, 1))).empty());
  CHECK(chunks_in(office) == chunks_before + wanted);
  office.reopen();
  CHECK(office.view->packs().find(activation_of(files).pack) != nullptr);
}

TEST_CASE("a view beside the writer finds a pack that was adopted after it had opened",
          "[commit][pack]") {
  Office office;
  auto other = LedgerView::open(office.directory);
  REQUIRE(other);
  const auto files = changed_pack();
  const auto digest = activation_of(files).pack;
  CHECK((*other)->packs().find(digest) == nullptr);
  REQUIRE(rules_of(adopt(office, files, china_date(office.clock.now()))).empty());
  REQUIRE((*other)->refresh());
  CHECK((*other)->packs().find(digest) != nullptr);
  CHECK((*other)->packs().first_chunk(digest).has_value());
}

TEST_CASE("what may not be adopted is refused, and leaves no chunk behind", "[commit][pack]") {
  Office office;
  const auto today = china_date(office.clock.now());
  const auto files = changed_pack();
  const auto chunks = chunks_in(office);
  SECTION("a pack that the log does not hold and the act does not bring") {
    auto act = office.author(
        Form::pack, office.root, office.signer("CITY/authority_administrator"),
        {{SubjectKind::organisation, subject_of(office.root), today, activation_of(files)}});
    CHECK(rules_of(office.ledger->submit(std::move(act))) == Rules{"AUTHORITY"});
  }
  SECTION("another pack than the one that the act names") {
    auto other = files;
    other.files.at("pack.toml") =
        replaced(other.files.at("pack.toml"), "version = \"2024.4\"", "version = \"2024.5\"");
    auto act = office.author(
        Form::pack, office.root, office.signer("CITY/authority_administrator"),
        {{SubjectKind::organisation, subject_of(office.root), today, activation_of(files)}});
    CHECK(rules_of(office.ledger->adopt_pack(std::move(act), other)) == Rules{"AUTHORITY"});
  }
  SECTION("under another version than its own") {
    auto named = activation_of(files);
    named.pack_version = "2099.1";
    auto act = office.author(Form::pack, office.root, office.signer("CITY/authority_administrator"),
                             {{SubjectKind::organisation, subject_of(office.root), today, named}});
    CHECK(rules_of(office.ledger->adopt_pack(std::move(act), files)) == Rules{"AUTHORITY"});
  }
  SECTION("from a day that has passed: nothing is judged again") {
    CHECK(rules_of(adopt(office, files, add_days(today, -1))) == Rules{"AUTHORITY"});
  }
  SECTION("with a guard that this program does not have") {
    auto strange = files;
    auto& guards = strange.files.at("guards.toml");
    guards = replaced(guards, "guard = \"report_month_is_over\"", "guard = \"from_the_future\"");
    const auto answer = adopt(office, strange, today);
    REQUIRE(!answer);
    CHECK(answer.error().code == ErrorCode::invalid_argument);
  }
  CHECK(chunks_in(office) == chunks);
  office.reopen();
  CHECK(office.view->packs().all().size() == 1);
}

TEST_CASE("no pack is adopted that keeps one recorded before from ever coming into force",
          "[commit][pack]") {
  Office office;
  const auto today = china_date(office.clock.now());
  const auto announced = changed_pack();
  const auto hasty = as_version(changed_pack(), "2024.5");
  REQUIRE(rules_of(adopt(office, announced, add_days(today, 90))).empty());
  const auto answer = adopt(office, hasty, add_days(today, 10));
  REQUIRE(rules_of(answer) == Rules{"AUTHORITY"});
  const auto& problem = std::get<Refusal>(*answer).verdict.problems.front();
  CHECK(problem.expected.en == "not before " + to_text(add_days(today, 90)));
  // On the same day it takes the other's place, and later it follows.
  CHECK(rules_of(adopt(office, hasty, add_days(today, 90))).empty());
  CHECK(rules_of(adopt(office, announced, add_days(today, 91))).empty());
  office.clock.advance_ms(90 * day_ms);
  CHECK(office.context().pack_digest == activation_of(hasty).pack);
  office.clock.advance_ms(day_ms);
  CHECK(office.context().pack_digest == activation_of(announced).pack);
}

/// The second administrator of the root signs what was filed.
Result<Answer> second_signs(Office& office, const Result<Answer>& filed) {
  return office.ledger->sign_off(office.approval(std::get<Receipt>(*filed).submission, "root-2",
                                                 office.signer("CITY/administrator-2")));
}

TEST_CASE("the order of packs is that in which they take effect", "[commit][pack][authority]") {
  Office office(2, Founding{.root_keys = 2, .root_threshold = 2});
  const auto today = china_date(office.clock.now());
  const auto late = adopt(office, changed_pack(), add_days(today, 90));
  const auto early = adopt(office, as_version(changed_pack(), "2024.5"), add_days(today, 10));
  REQUIRE(rules_of(late).empty());
  REQUIRE(rules_of(early).empty());
  const auto try_second = [&](const Result<Answer>& filed) {
    auto rules = rules_of(second_signs(office, filed));
    REQUIRE(office.view->refresh());
    return rules;
  };
  SECTION("the later first: the earlier is refused") {
    CHECK(try_second(late).empty());
    CHECK(try_second(early) == Rules{"AUTHORITY"});
  }
  SECTION("the earlier first: both") {
    CHECK(try_second(early).empty());
    CHECK(try_second(late).empty());
  }
}

TEST_CASE("a pack does not judge the days on which it waited for the last signature",
          "[commit][pack][authority]") {
  Office office(14, Founding{.root_keys = 2, .root_threshold = 2});
  const auto before = office.context().pack_digest;
  const auto today = china_date(office.clock.now());
  const auto hasty = adopt(office, changed_pack(), today);
  const auto patient = adopt(office, as_version(changed_pack(), "2024.5"), add_days(today, 1));
  REQUIRE(rules_of(hasty).empty());
  REQUIRE(rules_of(patient).empty());
  const auto try_second = [&](const Result<Answer>& filed) { return second_signs(office, filed); };
  office.clock.advance_ms(day_ms);
  const auto late = try_second(hasty);
  REQUIRE(rules_of(late) == Rules{"AUTHORITY"});
  const auto& problem = std::get<Refusal>(*late).verdict.problems.front();
  CHECK(problem.field == "effective_on");
  CHECK(problem.expected.en.find("file it again") != std::string::npos);
  CHECK(office.context().pack_digest == before);
  // The other's first day is the very day of the signature.
  CHECK(rules_of(try_second(patient)).empty());
  CHECK(office.context().pack_digest == activation_of(as_version(changed_pack(), "2024.5")).pack);
}

TEST_CASE("id and version name one pack", "[commit][pack]") {
  Office office;
  const auto today = china_date(office.clock.now());
  const auto reworked = [](const PackFiles& pack) {
    auto files = pack;
    auto& about = files.files.at("pack.toml");
    about = replaced(about, "report_day = { value = 8,", "report_day = { value = 9,");
    return files;
  };
  const auto chunks = chunks_in(office);
  // As the one of genesis, and as one that was adopted.
  CHECK(rules_of(adopt(office, as_version(changed_pack(), "2024.3"), today)) == Rules{"AUTHORITY"});
  CHECK(chunks_in(office) == chunks);
  REQUIRE(rules_of(adopt(office, changed_pack(), today)).empty());
  const auto answer = adopt(office, reworked(changed_pack()), today);
  REQUIRE(rules_of(answer) == Rules{"AUTHORITY"});
  const auto& problem = std::get<Refusal>(*answer).verdict.problems.front();
  CHECK(problem.expected.en.find("give it a new version") != std::string::npos);
  CHECK(rules_of(adopt(office, as_version(reworked(changed_pack()), "2024.5"), today)).empty());
}

TEST_CASE("genesis does not take two packs of one name and version", "[commit][pack]") {
  TemporaryDirectory home;
  SimulatedClock clock(start_of(make_date(2024, 9, 2)));
  SeededRandom random(7);
  auto genesis = city_genesis(random.draw<OrganisationId>());
  const auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(key);
  genesis.root_keys = {root_key(*key, random.draw<PersonId>())};
  const auto create = [&] {
    return Ledger::create({.directory = {home.path() / "city"},
                           .master = home.path() / "master",
                           .clock = clock,
                           .random = random},
                          genesis);
  };
  SECTION("one name") {
    genesis.packs = {*shipped_pack("shiyan"), as_version(changed_pack(), "2024.3")};
    const auto made = create();
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::invalid_argument);
  }
  SECTION("two versions") {
    genesis.packs = {*shipped_pack("shiyan"), changed_pack()};
    CHECK(create());
  }
}

TEST_CASE("a signature may not ask to hold longer than the pack allows", "[commit][pack]") {
  Office office;
  auto act = [&](std::int64_t days) {
    const auto authoring = office.context();
    OrganisationRegistered facts;
    facts.kind = OrganisationKind::exam_institute;
    facts.code = "E" + std::to_string(days);
    facts.name = "演示考试院";
    facts.division_code = "420300";
    facts.supervisor = office.root;
    auto submission = office.author(
        Form::organisation, office.root, office.signer("CITY/authority_administrator"),
        {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
          china_date(office.clock.now()), facts}});
    auto& header = submission.header;
    header.header.not_after = Instant{authoring.now.ms + days * day_ms};
    header.payload = encode(header.header);
    const auto& key = *office.signer("CITY/authority_administrator").key;
    const auto signature = key.sign(message_to_sign(Purpose::submission, authoring.ledger,
                                                    Suite::sha256_ed25519, header.payload));
    REQUIRE(signature);
    header.signature = to_bytes(signature->view());
    return rules_of(office.ledger->submit(std::move(submission)));
  };
  CHECK(act(30).empty());
  CHECK(act(31) == Rules{"AUTHORITY"});
  CHECK(act(20'000) == Rules{"AUTHORITY"});
}

}  // namespace xueji::test
