// Root and recovery keys with a threshold (design §3 Authority; FORMAT.md §7.3): an act of the root
// counts only with the signatures of that many different administrators.
#include "tests/ledger/commit/adopted_pack.h"

namespace xueji::test {
namespace {

using Rules = std::vector<std::string>;

OrganisationRegistered county(const OrganisationId& under) {
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::county;
  facts.code = "COUNTY";
  facts.name = "演示县教育局";
  facts.division_code = "420322";
  facts.supervisor = under;
  return facts;
}

/// A county registered by one administrator.
Receipt file_county(Office& office, const OrganisationId& id) {
  return office.file(Form::organisation, office.root, office.signer("CITY/authority_administrator"),
                     {{SubjectKind::organisation, subject_of(id), china_date(office.clock.now()),
                       county(office.root)}});
}

Rules try_sign(Office& office, const SubmissionId& id, const std::string& step,
               const std::string& who) {
  auto rules = rules_of(office.ledger->sign_off(office.approval(id, step, office.signer(who))));
  REQUIRE(office.view->refresh());
  return rules;
}

/// A new key for this person, filed in the name of `by`.
std::vector<DraftEvent> new_key(Office& office, const std::string& owner, const SigningKey& key) {
  const auto& person = office.signer(owner);
  KeyEnrolled facts;
  facts.purpose = KeyPurpose::personal;
  facts.public_key = to_bytes(key.public_key().view());
  facts.key = key.id();
  facts.replaces = person.key->id();
  auto proof = prove_possession(office.view->ledger_id(), SubjectKind::person,
                                subject_of(person.person), KeyPurpose::personal, key);
  REQUIRE(proof);
  facts.proof = *std::move(proof);
  return {{SubjectKind::person, subject_of(person.person), china_date(office.clock.now()), facts}};
}

}  // namespace

TEST_CASE("of two root keys one is not enough, and one twice is not two", "[commit][authority]") {
  Office office(1, Founding{.root_keys = 2, .root_threshold = 2});
  const auto id = office.random.draw<OrganisationId>();
  const auto filed = file_county(office, id);
  CHECK_FALSE(filed.in_effect);
  CHECK(office.view->state().organisation(id) == nullptr);
  // The act that was signed once gives nobody anything: the county does not exist yet.
  const auto refusal =
      office.refused(Form::organisation, office.root, office.signer("CITY/authority_administrator"),
                     {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
                       china_date(office.clock.now()), county(id)}});
  CHECK_FALSE(refusal.verdict.problems.empty());

  CHECK(try_sign(office, filed.submission, "root-2", "CITY/authority_administrator") ==
        Rules{"CHAIN"});
  CHECK(office.view->state().organisation(id) == nullptr);
  office.reopen();
  CHECK(try_sign(office, filed.submission, "root-2", "CITY/administrator-2").empty());
  REQUIRE(office.view->state().organisation(id) != nullptr);
  CHECK(office.view->state().organisation(id)->code == "COUNTY");
}

TEST_CASE("two of three root keys are enough, whichever", "[commit][authority]") {
  Office office(2, Founding{.root_keys = 3, .root_threshold = 2});
  const auto id = office.random.draw<OrganisationId>();
  const auto filed = file_county(office, id);
  CHECK(try_sign(office, filed.submission, "root-2", "CITY/administrator-3").empty());
  CHECK(office.view->state().organisation(id) != nullptr);
}

TEST_CASE("an act of the root may be returned by the second administrator", "[commit][authority]") {
  Office office(3, Founding{.root_keys = 2, .root_threshold = 2});
  const auto id = office.random.draw<OrganisationId>();
  const auto filed = file_county(office, id);
  const auto authoring = office.context();
  const auto& second = office.signer("CITY/administrator-2");
  DraftSignOff draft{.submission = *office.view->state().submission(filed.submission),
                     .step = "root-2",
                     .decision = Decision::return_,
                     .lines = {{0, ReasonCode::data_wrong}},
                     .capacity = second.capacity,
                     .reason = ReasonCode::data_wrong};
  auto request = sign_step(authoring, draft, *second.key, nullptr);
  REQUIRE(request);
  CHECK(rules_of(office.ledger->sign_off(*std::move(request))).empty());
  REQUIRE(office.view->refresh());
  CHECK(office.view->state().submission(filed.submission)->stage == SubmissionStage::returned);
}

TEST_CASE("a director of the root cannot act for it alone either", "[commit][authority]") {
  Office office(4, Founding{.root_keys = 2, .root_threshold = 2});
  // The second administrator becomes director too, by an act of both.
  const auto& second = office.signer("CITY/administrator-2");
  const auto today = china_date(office.clock.now());
  const auto granted =
      office.file(Form::role, office.root, office.signer("CITY/authority_administrator"),
                  {{SubjectKind::person, subject_of(second.person), today,
                    RoleGranted{Role::director, office.root, today, {}}}});
  REQUIRE(try_sign(office, granted.submission, "root-2", "CITY/administrator-2").empty());
  auto director = second;
  director.capacity.role = Role::director;
  const auto id = office.random.draw<OrganisationId>();
  const auto filed =
      office.file(Form::organisation, office.root, director,
                  {{SubjectKind::organisation, subject_of(id), today, county(office.root)}});
  CHECK_FALSE(filed.in_effect);
  // His own signature as administrator is of the same hand.
  CHECK(try_sign(office, filed.submission, "root-1", "CITY/administrator-2") == Rules{"CHAIN"});
  CHECK(try_sign(office, filed.submission, "root-1", "CITY/authority_administrator").empty());
  CHECK(office.view->state().organisation(id) == nullptr);
}

TEST_CASE("the role of the root is not given on from another office by one alone",
          "[commit][authority]") {
  Office office(8, Founding{.root_keys = 2, .root_threshold = 2});
  const auto& first = office.signer("CITY/authority_administrator");
  const auto& second = office.signer("CITY/administrator-2");
  const auto today = china_date(office.clock.now());
  const auto below = office.random.draw<OrganisationId>();
  REQUIRE(try_sign(office, file_county(office, below).submission, "root-2", "CITY/administrator-2")
              .empty());
  const auto granted = office.file(Form::role, office.root, first,
                                   {{SubjectKind::person, subject_of(first.person), today,
                                     RoleGranted{Role::director, below, today, {}}}});
  REQUIRE(try_sign(office, granted.submission, "root-2", "CITY/administrator-2").empty());
  auto director = first;
  director.capacity.role = Role::director;
  director.capacity.organisation = below;
  DelegationGranted facts;
  facts.delegation = office.random.draw<DelegationId>();
  facts.from_person = first.person;
  facts.role = Role::authority_administrator;
  facts.organisation = office.root;
  facts.from = today;
  facts.until = add_days(today, 30);
  const auto refusal =
      office.refused(Form::delegation, below, director,
                     {{SubjectKind::person, subject_of(second.person), today, facts}});
  REQUIRE_FALSE(refusal.verdict.problems.empty());
  CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
  CHECK(office.view->state().person(second.person)->delegations.empty());
}

TEST_CASE("a pack is adopted by as many administrators as genesis says",
          "[commit][authority][pack]") {
  Office office(5, Founding{.root_keys = 2, .root_threshold = 2});
  const auto files = changed_pack();
  const auto today = china_date(office.clock.now());
  const auto answer = adopt(office, files, today);
  REQUIRE(rules_of(answer).empty());
  const auto before = office.context().pack_digest;
  CHECK(before != activation_of(files).pack);
  office.reopen();  // The pack is found although nothing is in force by it yet.
  REQUIRE(try_sign(office, std::get<Receipt>(*answer).submission, "root-2", "CITY/administrator-2")
              .empty());
  CHECK(office.context().pack_digest == activation_of(files).pack);
}

TEST_CASE("recovery keys replace a root key together, and do nothing else", "[commit][authority]") {
  Office office(
      6,
      Founding{.root_keys = 1, .root_threshold = 1, .recovery_keys = 3, .recovery_threshold = 2});
  auto key = SigningKey::generate(Suite::sha256_ed25519, office.random);
  REQUIRE(key);
  const auto& first = office.signer("CITY/recovery-1");
  const auto today = china_date(office.clock.now());
  SECTION("one alone changes nothing, a root administrator is no second") {
    const auto filed = office.file(Form::key, office.root, first,
                                   new_key(office, "CITY/authority_administrator", *key));
    CHECK_FALSE(filed.in_effect);
    CHECK(office.view->state().key(key->id()) == nullptr);
    CHECK(try_sign(office, filed.submission, "recovery-2", "CITY/recovery-1") == Rules{"CHAIN"});
    CHECK(try_sign(office, filed.submission, "recovery-2", "CITY/authority_administrator") ==
          Rules{"CHAIN"});
    REQUIRE(try_sign(office, filed.submission, "recovery-2", "CITY/recovery-3").empty());
    REQUIRE(office.view->state().key(key->id()) != nullptr);
    // The new key speaks for the root, the lost one no more.
    auto renewed = office.signer("CITY/authority_administrator");
    const auto registered = [&](const Signer& by) {
      return rules_of(office.ledger->submit(office.author(
          Form::organisation, office.root, by,
          {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()), today,
            county(office.root)}})));
    };
    CHECK(registered(renewed) == Rules{"AUTHORITY"});
    renewed.key = std::make_shared<SigningKey>(*std::move(key));
    CHECK(registered(renewed).empty());
  }
  SECTION("another form is refused") {
    const auto refusal = office.refused(
        Form::organisation, office.root, first,
        {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()), today,
          county(office.root)}});
    CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
  }
  SECTION("a key of somebody who does not speak for the root is refused") {
    office.organisations["CITY"] = office.root;
    office.person("CITY", Role::clerk);
    const auto refusal =
        office.refused(Form::key, office.root, first, new_key(office, "CITY/clerk", *key));
    CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
  }
  SECTION("who holds one gets no role") {
    const auto refusal =
        office.refused(Form::role, office.root, office.signer("CITY/authority_administrator"),
                       {{SubjectKind::person, subject_of(first.person), today,
                         RoleGranted{Role::authority_administrator, office.root, today, {}}}});
    CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
  }
}

TEST_CASE("the root keeps as many administrators as must sign", "[commit][authority]") {
  const auto end_of = [](Office& office, const std::string& who) {
    return std::vector<DraftEvent>{{SubjectKind::person, subject_of(office.signer(who).person),
                                    china_date(office.clock.now()),
                                    RoleEnded{Role::authority_administrator, office.root}}};
  };
  SECTION("two of two: nobody goes, not even with both signatures") {
    Office office(9, Founding{.root_keys = 2, .root_threshold = 2});
    const auto& second = office.signer("CITY/administrator-2");
    const auto filed =
        office.file(Form::role, office.root, office.signer("CITY/authority_administrator"),
                    end_of(office, "CITY/administrator-2"));
    CHECK(try_sign(office, filed.submission, "root-2", "CITY/administrator-2") ==
          Rules{"AUTHORITY"});
    CHECK(office.view->state().submission(filed.submission)->stage == SubmissionStage::open);
    CHECK(office.view->state().person(second.person)->roles.front().ended_at == no_position);
    // The root still acts.
    const auto id = office.random.draw<OrganisationId>();
    CHECK(try_sign(office, file_county(office, id).submission, "root-2", "CITY/administrator-2")
              .empty());
    CHECK(office.view->state().organisation(id) != nullptr);
  }
  SECTION("two of three: one may go, a second may not") {
    Office office(10, Founding{.root_keys = 3, .root_threshold = 2});
    const auto& first = office.signer("CITY/authority_administrator");
    const auto one =
        office.file(Form::role, office.root, first, end_of(office, "CITY/administrator-3"));
    const auto other =
        office.file(Form::role, office.root, first, end_of(office, "CITY/administrator-2"));
    CHECK(try_sign(office, one.submission, "root-2", "CITY/administrator-2").empty());
    const auto& gone = office.signer("CITY/administrator-3");
    CHECK(office.view->state().person(gone.person)->roles.front().ended_at != no_position);
    // The other act was filed while there were three: it is judged by what is now.
    CHECK(try_sign(office, other.submission, "root-2", "CITY/administrator-2") ==
          Rules{"AUTHORITY"});
  }
  SECTION("the only one does not end the own role; one who was appointed later may sign it") {
    Office office(11);
    office.organisations["CITY"] = office.root;
    const auto first = office.signer("CITY/authority_administrator");
    const auto refusal = office.refused(Form::role, office.root, first,
                                        end_of(office, "CITY/authority_administrator"));
    CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
    const auto lines = end_of(office, "CITY/authority_administrator");
    const auto successor = office.person("CITY", Role::authority_administrator);
    CHECK(office.file(Form::role, office.root, successor, lines).in_effect);
    CHECK(office.view->state().person(first.person)->roles.front().ended_at != no_position);
  }
  SECTION("a key is not retired without another; that it is stolen may always be said") {
    Office office(12, Founding{.root_keys = 2, .root_threshold = 2});
    const auto& first = office.signer("CITY/authority_administrator");
    const auto& second = office.signer("CITY/administrator-2");
    const auto today = china_date(office.clock.now());
    const auto revoke = [&](RevocationKind kind) {
      KeyRevoked facts;
      facts.key = second.key->id();
      facts.kind = kind;
      if (kind == RevocationKind::compromised) facts.compromised_from = today;
      const auto filed =
          office.file(Form::key, office.root, first,
                      {{SubjectKind::person, subject_of(second.person), today, facts}});
      return try_sign(office, filed.submission, "root-2", "CITY/administrator-2");
    };
    SECTION("retired") {
      CHECK(revoke(RevocationKind::retired) == Rules{"AUTHORITY"});
    }
    SECTION("stolen") {
      CHECK(revoke(RevocationKind::compromised).empty());
    }
    SECTION("replaced") {
      const auto key = SigningKey::generate(Suite::sha256_ed25519, office.random);
      REQUIRE(key);
      const auto filed =
          office.file(Form::key, office.root, first, new_key(office, "CITY/administrator-2", *key));
      CHECK(try_sign(office, filed.submission, "root-2", "CITY/administrator-2").empty());
    }
  }
}

/// A city whose second administrator is an officer of a county. Returns the county.
OrganisationId root_role_for_a_county_officer(Office& office) {
  const auto county_id =
      office.organisation(OrganisationKind::county, "COUNTY", office.root, "420322");
  office.person("COUNTY", Role::authority_administrator);
  office.person("COUNTY", Role::section_officer);
  office.person("COUNTY", Role::clerk);
  const auto person = office.signer("COUNTY/section_officer").person;
  const auto today = china_date(office.clock.now());
  office.file(Form::role, office.root, office.signer("CITY/authority_administrator"),
              {{SubjectKind::person, subject_of(person), today,
                RoleGranted{Role::authority_administrator, office.root, today, {}}}});
  return county_id;
}

TEST_CASE("who acts for the root gets keys from the root, not from the employer",
          "[commit][authority]") {
  Office office(13);
  const auto county_id = root_role_for_a_county_officer(office);
  const auto& root = office.signer("CITY/authority_administrator");
  const auto& county_admin = office.signer("COUNTY/authority_administrator");
  const auto key = SigningKey::generate(Suite::sha256_ed25519, office.random);
  const auto other = SigningKey::generate(Suite::sha256_ed25519, office.random);
  REQUIRE(key);
  REQUIRE(other);
  const auto refusal = office.refused(Form::key, county_id, county_admin,
                                      new_key(office, "COUNTY/section_officer", *key));
  CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
  CHECK(office.view->state().key(key->id()) == nullptr);
  // Of the others the employer sees to it, of this one the root.
  CHECK(office.file(Form::key, county_id, county_admin, new_key(office, "COUNTY/clerk", *other))
            .in_effect);
  CHECK(office.file(Form::key, office.root, root, new_key(office, "COUNTY/section_officer", *key))
            .in_effect);
}

TEST_CASE("a county does not keep the root from acting by calling its keys stolen",
          "[commit][authority]") {
  Office office(15);
  const auto county_id = root_role_for_a_county_officer(office);
  const auto& root = office.signer("CITY/authority_administrator");
  const auto& county_admin = office.signer("COUNTY/authority_administrator");
  const auto today = china_date(office.clock.now());
  const auto stolen = [&](const std::string& who) {
    KeyRevoked facts;
    facts.key = office.signer(who).key->id();
    facts.kind = RevocationKind::compromised;
    facts.compromised_from = today;
    return std::vector<DraftEvent>{
        {SubjectKind::person, subject_of(office.signer(who).person), today, facts}};
  };
  const auto refusal =
      office.refused(Form::key, county_id, county_admin, stolen("COUNTY/section_officer"));
  CHECK(refusal.verdict.problems.front().rule == "AUTHORITY");
  // Of its other staff it says so, and of this one the root.
  CHECK(office.file(Form::key, county_id, county_admin, stolen("COUNTY/clerk")).in_effect);
  CHECK(office.file(Form::key, office.root, root, stolen("COUNTY/section_officer")).in_effect);
}

TEST_CASE("a key that the employer enrolled does not speak for the root", "[commit][authority]") {
  Office office(16);
  const auto county_id =
      office.organisation(OrganisationKind::county, "COUNTY", office.root, "420322");
  const auto& admin = office.person("COUNTY", Role::authority_administrator);
  const auto today = china_date(office.clock.now());
  // The county enrols a key of its officer, whose secret its administrator may well hold.
  office.person("COUNTY", Role::section_officer);
  auto officer = office.signer("COUNTY/section_officer");
  auto of_county = SigningKey::generate(Suite::sha256_ed25519, office.random);
  REQUIRE(of_county);
  office.file(Form::key, county_id, admin, new_key(office, "COUNTY/section_officer", *of_county));
  officer.key = std::make_shared<SigningKey>(*std::move(of_county));
  office.signers["COUNTY/section_officer"].key = officer.key;
  const auto& root = office.signer("CITY/authority_administrator");
  for (const auto role : {Role::authority_administrator, Role::director}) {
    office.file(Form::role, office.root, root,
                {{SubjectKind::person, subject_of(officer.person), today,
                  RoleGranted{role, office.root, today, {}}}});
  }
  const auto acts = [&](Role role, const std::string& code) {
    officer.capacity.role = role;
    officer.capacity.organisation = office.root;
    auto facts = county(office.root);
    facts.code = code;
    return rules_of(office.ledger->submit(
        office.author(Form::organisation, office.root, officer,
                      {{SubjectKind::organisation, subject_of(office.random.draw<OrganisationId>()),
                        today, facts}})));
  };
  CHECK(acts(Role::authority_administrator, "C1") == Rules{"AUTHORITY"});
  CHECK(acts(Role::director, "C2") == Rules{"AUTHORITY"});
  // With a key from the root both roles hold.
  auto of_root = SigningKey::generate(Suite::sha256_ed25519, office.random);
  REQUIRE(of_root);
  REQUIRE(office.view->refresh());
  office.file(Form::key, office.root, root, new_key(office, "COUNTY/section_officer", *of_root));
  officer.key = std::make_shared<SigningKey>(*std::move(of_root));
  CHECK(acts(Role::authority_administrator, "C3").empty());
  CHECK(acts(Role::director, "C4").empty());
}

TEST_CASE("a threshold that could never be met is refused at genesis", "[commit][authority]") {
  TemporaryDirectory home;
  SimulatedClock clock(start_of(make_date(2024, 9, 2)));
  SeededRandom random(7);
  auto genesis = city_genesis(random.draw<OrganisationId>());
  genesis.packs = {*shipped_pack("shiyan")};
  const auto key_of = [&](const PersonId& person) {
    const auto key = SigningKey::generate(Suite::sha256_ed25519, random);
    REQUIRE(key);
    return root_key(*key, person);
  };
  const auto person = random.draw<PersonId>();
  genesis.root_keys = {key_of(person), key_of(random.draw<PersonId>())};
  const auto refused = [&] {
    const auto made = Ledger::create({.directory = {home.path() / "city"},
                                      .master = home.path() / "master",
                                      .clock = clock,
                                      .random = random},
                                     genesis);
    return !made && made.error().code == ErrorCode::invalid_argument;
  };
  SECTION("more signatures than keys") {
    genesis.root_threshold = 3;
  }
  SECTION("none at all") {
    genesis.root_threshold = 0;
  }
  SECTION("two keys of one person count once") {
    genesis.root_keys[1].person = person;
    genesis.root_threshold = 2;
  }
  SECTION("the same key twice") {
    genesis.root_keys[1].public_key = genesis.root_keys[0].public_key;
  }
  SECTION("more recovery signatures than keys") {
    genesis.recovery_keys = {key_of(random.draw<PersonId>())};
    genesis.recovery_threshold = 2;
  }
  SECTION("a recovery key of a root administrator") {
    genesis.recovery_keys = {key_of(person)};
  }
  SECTION("several must sign for a county, which is nobody's root") {
    genesis.root_kind = OrganisationKind::county;
    genesis.root_threshold = 2;
  }
  CHECK(refused());
  CHECK_FALSE(std::filesystem::exists(home.path() / "city" / "log"));
}

}  // namespace xueji::test
