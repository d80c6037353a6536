#include "ledger/authority/authority.h"

#include <catch2/catch.hpp>

#include "tests/ledger/registry/town.h"

using namespace xueji;

namespace {

Capacity as_principal(const PersonId& person = town::principal) {
  Capacity capacity;
  capacity.person = person;
  capacity.role = Role::principal;
  capacity.organisation = town::school;
  return capacity;
}

Capacity delegated() {
  auto capacity = as_principal(town::vice_principal);
  capacity.delegation = town::delegation;
  return capacity;
}

std::optional<Problem> check(const StateView& state, const Capacity& capacity,
                             Date day = town::today, Form form = Form::entry_roster) {
  return check_capacity(state, town::key_of(capacity.person), capacity, form, day, "SY-3.2b");
}

/// A refusal tells a registrar what is wrong and what to do, in both languages.
void says_why(const std::optional<Problem>& problem, const std::string& rule,
              const std::string& field) {
  REQUIRE(problem.has_value());
  CHECK(problem->rule == rule);
  CHECK(problem->field == field);
  CHECK(problem->severity == Severity::refused);
  for (const auto* text : {&problem->message, &problem->expected}) {
    CHECK_FALSE(text->zh.empty());
    CHECK_FALSE(text->en.empty());
  }
}

}  // namespace

TEST_CASE("who holds the role signs with his own key", "[SY-3.2a]") {
  CHECK_FALSE(check(town::build(), as_principal()));
}

TEST_CASE("a key that nobody enrolled signs nothing", "[authority]") {
  const auto state = town::build();
  says_why(
      check_capacity(state, town::id<KeyId>(0x77), as_principal(), Form::entry_roster, town::today),
      "AUTHORITY", "key");
}

TEST_CASE("a revoked key is refused from its revocation on", "[authority]") {
  const auto kind =
      GENERATE(RevocationKind::retired, RevocationKind::lost, RevocationKind::compromised);
  auto state = town::build();
  auto& key = state.edit_key(town::key_of(town::principal));
  key.revoked_at = Position{40};
  key.revocation = kind;
  const auto problem = check(state, as_principal());
  says_why(problem, "AUTHORITY", "key");
  CHECK(problem->message.en.find("40") != std::string::npos);
  CHECK((problem->message.en.find("compromised") != std::string::npos) ==
        (kind == RevocationKind::compromised));
}

TEST_CASE("another person's key, a seal key and a recovery key do not speak for a person",
          "[authority]") {
  auto state = town::build();
  says_why(check_capacity(state, town::key_of(town::officer), as_principal(), Form::entry_roster,
                          town::today),
           "AUTHORITY", "capacity.person");
  says_why(check_capacity(state, town::seal_of(town::school), as_principal(), Form::entry_roster,
                          town::today),
           "AUTHORITY", "key");
  state.edit_key(town::key_of(town::principal)).purpose = KeyPurpose::recovery;
  says_why(check(state, as_principal()), "AUTHORITY", "key");
}

TEST_CASE("a key without an owner does not speak for nobody", "[authority]") {
  auto state = town::build();
  state.edit_key(town::id<KeyId>(0)).purpose = KeyPurpose::personal;
  says_why(check(state, as_principal(PersonId{})), "AUTHORITY", "capacity.person");
}

TEST_CASE("a role at one school gives nothing at another", "[SY-3.2a]") {
  auto capacity = as_principal();
  capacity.organisation = town::other_school;
  says_why(check(town::build(), capacity), "SY-3.2b", "capacity.role");
  capacity.organisation = town::id<OrganisationId>(0x99);
  says_why(check(town::build(), capacity), "AUTHORITY", "capacity.organisation");
}

TEST_CASE("a role holds on its first and its last day and on no other", "[authority]") {
  auto state = town::build();
  auto& role = state.edit_person(town::principal).roles.front();
  role.from = make_date(2024, 9, 1);
  role.until = make_date(2024, 9, 30);
  CHECK(check(state, as_principal(), make_date(2024, 8, 31)));
  CHECK_FALSE(check(state, as_principal(), make_date(2024, 9, 1)));
  CHECK_FALSE(check(state, as_principal(), make_date(2024, 9, 30)));
  CHECK(check(state, as_principal(), make_date(2024, 10, 1)));
}

TEST_CASE("a role that ended is gone whatever its days say", "[authority]") {
  auto state = town::build();
  state.edit_person(town::principal).roles.front().ended_at = Position{30};
  says_why(check(state, as_principal()), "SY-3.2b", "capacity.role");
}

TEST_CASE("the role none is held by nobody", "[authority]") {
  auto state = town::build();
  state.edit_person(town::principal).roles.front().role = Role::none;
  CHECK_FALSE(holds_role(state, town::principal, Role::none, town::school, town::today));
}

TEST_CASE("nobody signs as principal without a recorded delegation", "[SY-3.2b]") {
  auto state = town::build();
  says_why(check(state, as_principal(town::vice_principal)), "SY-3.2b", "capacity.role");
  says_why(check(state, delegated()), "SY-3.2b", "capacity.delegation");
  town::delegate(state, town::vice_principal, town::principal, Role::principal, town::school);
  CHECK_FALSE(check(state, delegated()));
  // The delegation has to be named: without it the signature would be silent about it.
  says_why(check(state, as_principal(town::vice_principal)), "SY-3.2b", "capacity.role");
  CHECK(giver_of(state, delegated()) == town::principal);
  CHECK_FALSE(giver_of(state, as_principal()));
}

TEST_CASE("a delegation gives its role, organisation, forms and days only", "[SY-3.2b]") {
  auto state = town::build();
  town::delegate(state, town::vice_principal, town::principal, Role::principal, town::school);
  CHECK(check(state, delegated(), make_date(2024, 8, 31)));
  CHECK_FALSE(check(state, delegated(), make_date(2024, 9, 1)));
  CHECK_FALSE(check(state, delegated(), make_date(2024, 9, 30)));
  CHECK(check(state, delegated(), make_date(2024, 10, 1)));
  says_why(check(state, delegated(), town::today, Form::admission), "SY-3.2b",
           "capacity.delegation");
  auto wrong = delegated();
  wrong.role = Role::status_officer;
  says_why(check(state, wrong), "AUTHORITY", "capacity.delegation");
  wrong = delegated();
  wrong.organisation = town::other_school;
  says_why(check(state, wrong), "SY-3.2b", "capacity.delegation");
  state.edit_person(town::vice_principal).delegations.front().forms.clear();
  CHECK_FALSE(check(state, delegated(), town::today, Form::admission));
}

TEST_CASE("a delegation dies with its end and with the giver's role", "[SY-3.2b]") {
  auto state = town::build();
  town::delegate(state, town::vice_principal, town::principal, Role::principal, town::school);
  SECTION("ended") {
    state.edit_person(town::vice_principal).delegations.front().ended_at = Position{9};
    says_why(check(state, delegated()), "SY-3.2b", "capacity.delegation");
  }
  SECTION("the giver stepped down") {
    state.edit_person(town::principal).roles.front().ended_at = Position{9};
    says_why(check(state, delegated()), "SY-3.2b", "capacity.delegation");
  }
}

TEST_CASE("only the organisation's own living seal key seals", "[D-30]") {
  auto state = town::build();
  CHECK_FALSE(check_seal(state, town::seal_of(town::school), town::school));
  says_why(check_seal(state, town::seal_of(town::other_school), town::school), "AUTHORITY",
           "seal_key");
  says_why(check_seal(state, town::key_of(town::keeper), town::school), "AUTHORITY", "seal_key");
  says_why(check_seal(state, town::id<KeyId>(0x77), town::school), "AUTHORITY", "seal_key");
  state.edit_key(town::seal_of(town::school)).revoked_at = Position{8};
  says_why(check_seal(state, town::seal_of(town::school), town::school), "AUTHORITY", "seal_key");
}

TEST_CASE("relations are found upward from the school", "[SY-1.2f][FJ-06e]") {
  const auto state = town::build();
  CHECK(resolve(state, Relation::own, town::school) == town::school);
  CHECK(resolve(state, Relation::supervisor, town::school) == town::county);
  CHECK(resolve(state, Relation::supervisor, town::other_school) == town::city);
  CHECK(resolve(state, Relation::city, town::school) == town::city);
  CHECK(resolve(state, Relation::city, town::city) == town::city);
  CHECK(resolve(state, Relation::province, town::school) == town::province);
  CHECK(resolve(state, Relation::exam_institute, town::school) == town::exam_institute);
  CHECK_FALSE(resolve(state, Relation::admissions_office, town::school));
  CHECK_FALSE(resolve(state, Relation::supervisor, town::province));
  CHECK_FALSE(resolve(state, Relation::city, town::province));
  CHECK_FALSE(resolve(state, Relation::own, town::id<OrganisationId>(0x99)));
}

TEST_CASE("a school under the province alone has the province in the city's place",
          "[authority][FJ-06e][FJ-38]") {
  auto state = town::build();
  CHECK(resolve(state, Relation::city, town::school) == town::city);  // Run by its county.
  CHECK(resolve(state, Relation::city, town::other_school) == town::city);
  state.edit_organisation(town::other_school).supervisor = town::province;
  CHECK(resolve(state, Relation::city, town::other_school) == town::province);
  CHECK_FALSE(resolve(state, Relation::city, town::province));
}

TEST_CASE("a cycle of supervisors ends", "[authority]") {
  auto state = town::build();
  CHECK(is_at_or_above(state, town::city, town::school));
  CHECK(is_at_or_above(state, town::school, town::school));
  CHECK_FALSE(is_at_or_above(state, town::school, town::city));
  CHECK_FALSE(is_at_or_above(state, OrganisationId{}, town::province));
  state.edit_organisation(town::province).supervisor = town::school;
  CHECK_FALSE(is_at_or_above(state, town::other_school, town::school));
  state.edit_organisation(town::city).kind = OrganisationKind::county;
  state.edit_organisation(town::province).kind = OrganisationKind::county;
  CHECK_FALSE(resolve(state, Relation::city, town::school));
}

TEST_CASE("clear lists are for who works with files, within reach, with a key and a role that hold",
          "[authority]") {
  auto state = town::build();
  Genesis genesis;
  genesis.root_organisation = town::province;
  state.set_genesis(genesis);
  const auto look = [&](const PersonId& person, Role role, const OrganisationId& place,
                        std::vector<OrganisationId> about) {
    Capacity capacity;
    capacity.person = person;
    capacity.role = role;
    capacity.organisation = place;
    return !check_clear_access(state, town::key_of(person), capacity, about, town::today);
  };
  CHECK(look(town::principal, Role::principal, town::school, {town::school}));
  CHECK(look(town::county_section, Role::section_officer, town::county, {town::school}));
  CHECK(look(town::clerk, Role::clerk, town::city, {town::school, town::other_school}));
  CHECK_FALSE(look(town::principal, Role::principal, town::school, {town::other_school}));
  CHECK_FALSE(
      look(town::principal, Role::principal, town::school, {town::school, town::other_school}));
  CHECK_FALSE(look(town::principal, Role::principal, town::school, {}));
  CHECK_FALSE(look(town::principal, Role::principal, town::other_school, {town::other_school}));
  CHECK_FALSE(look(town::keeper, Role::seal_keeper, town::school, {town::school}));
  CHECK_FALSE(look(town::administrator, Role::authority_administrator, town::city, {town::school}));
  state.edit_key(town::key_of(town::principal)).revoked_at = Position{9};
  CHECK_FALSE(look(town::principal, Role::principal, town::school, {town::school}));
}
