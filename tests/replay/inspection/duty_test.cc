// Chapter 1 of the inspection: what the duty system shows, and what it does not.
#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

bool proves(const inspection::Finding& finding, Position at) {
  return std::any_of(finding.proofs.begin(), finding.proofs.end(),
                     [&](const inspection::Proof& proof) { return proof.at == at; });
}

/// A second school with a principal and somebody who could be its officer.
struct LateSchool {
  CityYear city;
  OrganisationId id;
  LateSchool() {
    id = city.office.organisation(OrganisationKind::school, "LATE",
                                  city.office.organisations.at("COUNTY"), "420322");
    city.office.person("LATE", Role::principal);
    city.office.person("LATE", Role::status_officer);
  }
  void designate(Date day) {
    city.go_to(day);
    city.office.file(Form::officer, id, city.office.signer("LATE/principal"),
                     {{SubjectKind::organisation, subject_of(id), day,
                       OfficerDesignated{city.office.signer("LATE/status_officer").person}}});
  }
  std::optional<inspection::Finding> finding() {
    for (const auto& one : city.found("NO_OFFICER")) {
      if (one.organisation == id) return one;
    }
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("a school whose officer is named by the end of the month is not found", "[SY-1.4b]") {
  LateSchool school;
  school.designate(make_date(2024, 9, 30));
  CHECK_FALSE(school.finding());
}

TEST_CASE("a month that ended without an officer is found, closed on the day of the designation",
          "[SY-1.4b]") {
  LateSchool school;
  school.designate(make_date(2024, 10, 1));
  const auto finding = school.finding();
  REQUIRE(finding);
  CHECK(finding->first_day == make_date(2024, 9, 2));
  CHECK(finding->closed_on == make_date(2024, 10, 1));
  CHECK(finding->subject.key == "organisation:LATE");
  CHECK(finding->rules == std::vector<std::string>{"SY-1.4b"});
  CHECK(finding->pack_id == "shiyan");
}

TEST_CASE("an organisation that never names an officer stands open, county bureaus too",
          "[SY-1.4b][SY-3.3d]") {
  CityYear city;
  const auto all = city.found("NO_OFFICER");
  REQUIRE(all.size() == 1);
  CHECK(all.front().organisation == city.office.organisations.at("COUNTY"));
  CHECK_FALSE(all.front().closed_on);
  REQUIRE_FALSE(all.front().path.empty());
  CHECK(all.front().path.front().person == city.office.signer("COUNTY/section_officer").person);
}

TEST_CASE("an officer whose role runs out leaves the school without one", "[SY-1.4b]") {
  LateSchool school;
  const auto& officer = school.city.office.signer("LATE/status_officer");
  const auto& admin = school.city.office.signer("CITY/authority_administrator");
  const auto subject = subject_of(officer.person);
  const auto day = school.city.today();
  school.city.office.file(Form::role, school.city.office.root, admin,
                          {{SubjectKind::person, subject, day,
                            RoleEnded{Role::status_officer, school.id}}});
  school.city.office.file(Form::role, school.city.office.root, admin,
                          {{SubjectKind::person, subject, day,
                            RoleGranted{Role::status_officer, school.id, day,
                                        make_date(2024, 11, 10)}}});
  school.designate(make_date(2024, 9, 10));
  CHECK_FALSE([&] {
    for (const auto& one : school.city.found("NO_OFFICER", make_date(2024, 11, 10))) {
      if (one.organisation == school.id) return true;
    }
    return false;
  }());
  const auto finding = school.finding();
  REQUIRE(finding);
  CHECK(finding->first_day == make_date(2024, 11, 11));
  CHECK_FALSE(finding->closed_on);
}

TEST_CASE("a seal key that was stolen before it sealed breaks the chain", "[SY-3.2g]") {
  CityYear city;
  city.register_students(1);
  CHECK(city.found("CHAIN_BROKEN").empty());
  KeyRevoked facts;
  facts.key = city.office.seal->id();
  facts.kind = RevocationKind::compromised;
  facts.compromised_from = city.today();
  city.office.file(Form::key, city.office.root, city.office.signer("CITY/authority_administrator"),
                   {{SubjectKind::organisation, subject_of(city.school()), city.today(), facts}});
  const auto found = city.found("CHAIN_BROKEN");
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "submission:" + to_text(city.roster));
  REQUIRE(found.front().facts.size() == 1);
  CHECK(found.front().facts.front().en.starts_with("step seal"));
}

TEST_CASE("a school rule is due by the end of the year and closed by what comes before the cut-off",
          "[SY-3.1a]") {
  CityYear city;
  const auto file_rule = [&](Date day) {
    city.go_to(day);
    SchoolRuleFiled rule{SchoolRuleKind::status_management, "学籍管理实施细则",
                         sha256(bytes_of("rule")), day};
    const auto receipt = city.office.file(
        Form::school_rule, city.school(), city.office.signer("SCHOOL/status_officer"),
        {{SubjectKind::organisation, subject_of(city.school()), day, rule}});
    city.office.sign(receipt.submission, "principal", city.office.signer("SCHOOL/principal"));
    city.office.sign(receipt.submission, "authority", city.office.signer("COUNTY/section_officer"));
  };
  const auto open = city.found("RULES_NOT_FILED");
  REQUIRE(open.size() == 1);
  CHECK(open.front().subject.key == "rule:status_management");
  CHECK_FALSE(open.front().closed_on);

  SECTION("filed on the last day of the year") {
    file_rule(make_date(2024, 12, 31));
    CHECK(city.found("RULES_NOT_FILED").empty());
  }
  SECTION("filed on the first day of the next") {
    file_rule(make_date(2025, 1, 1));
    const auto late = city.found("RULES_NOT_FILED");
    REQUIRE(late.size() == 1);
    CHECK(late.front().closed_on == make_date(2025, 1, 1));
  }
}

TEST_CASE("principal and keeper of the seal in one person is found, two persons are not",
          "[D-29][SY-3.2g]") {
  CityYear city;
  city.file_roster(2);
  city.sign("principal", "SCHOOL/principal");
  SECTION("one person") {
    auto& principal = city.office.signer("SCHOOL/principal");
    city.office.file(Form::role, city.office.root,
                     city.office.signer("CITY/authority_administrator"),
                     {{SubjectKind::person, subject_of(principal.person), city.today(),
                       RoleGranted{Role::seal_keeper, city.school(), city.today(), {}}}});
    auto both = principal;
    both.capacity.role = Role::seal_keeper;
    city.office.sign(city.roster, "seal", both, {}, city.office.seal.get());
    const auto found = city.found("SAME_SIGNER");
    REQUIRE(found.size() == 1);
    CHECK(found.front().subject.key == "submission:" + to_text(city.roster));
    CHECK(found.front().proofs.size() == 3);  // Header and both signatures.
  }
  SECTION("two persons") {
    city.sign("seal", "SCHOOL/seal_keeper");
    CHECK(city.found("SAME_SIGNER").empty());
  }
}

TEST_CASE("an override is always found, with the rule that it excuses", "[D-04][SY-1.2l]") {
  CityYear city;
  city.students = city.office.students(2);
  city.go_to(make_date(2024, 11, 16));
  RuleOverridden excuse{"SY-1.2l", ReasonCode::approved_by_letter, sha256(bytes_of("letter"))};
  city.refile({{SubjectKind::organisation,
                subject_of(city.school()),
                city.today(),
                excuse,
                {{PersonalField::reason_text, "演示"}}}});
  CHECK(city.found("OVERRIDE_USED").empty());  // Not before it took effect.
  city.sign_all();
  const auto found = city.found("OVERRIDE_USED");
  REQUIRE(found.size() == 1);
  CHECK(found.front().subject.key == "submission:" + to_text(city.roster));
  CHECK(found.front().rules.front() == "SY-1.2l");
  const auto late = city.found("LATE_REGISTRATION");
  REQUIRE(late.size() == 1);
  CHECK(late.front().first_day == make_date(2024, 11, 16));
}

TEST_CASE("a step may hold the paper for its days and not for one more",
          "[SY-3.2e][SY-3.2f][D-03]") {
  CityYear city;
  city.file_roster(2);
  const auto filed = city.today();
  SECTION("signed on the last day allowed") {
    city.go_to(add_days(filed, 5));
    city.sign("principal", "SCHOOL/principal");
    CHECK(city.found("SIGNOFF_STALLED", city.today()).empty());
  }
  SECTION("signed a day later") {
    city.go_to(add_days(filed, 6));
    city.sign("principal", "SCHOOL/principal");
    const auto found = city.found("SIGNOFF_STALLED", city.today());
    REQUIRE(found.size() == 1);
    CHECK(found.front().subject.key == "submission:" + to_text(city.roster) + "/principal");
    CHECK(found.front().first_day == add_days(filed, 6));
    CHECK(found.front().closed_on == city.today());
    REQUIRE(found.front().held.size() == 3);  // Filing, principal, and the seal that waits.
    CHECK(found.front().held[1].days == 6);
    CHECK(found.front().held[1].days_allowed == 5);
    CHECK(proves(found.front(), *found.front().held[1].at));
  }
  SECTION("waiting at the cut-off") {
    CHECK(city.found("SIGNOFF_STALLED", add_days(filed, 5)).empty());
    const auto found = city.found("SIGNOFF_STALLED", add_days(filed, 6));
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found.front().closed_on);
  }
}

TEST_CASE("signatures of a key that was compromised before them are doubted, earlier ones are not",
          "[SY-1.2i][SY-3.2g]") {
  CityYear city;
  city.file_roster(1);
  city.sign("principal", "SCHOOL/principal");
  const auto signed_on = city.today();
  const auto& principal = city.office.signer("SCHOOL/principal");
  const auto revoke = [&](Date from) {
    city.go_to(add_days(signed_on, 3));
    city.office.file(Form::key, city.office.root,
                     city.office.signer("CITY/authority_administrator"),
                     {{SubjectKind::person, subject_of(principal.person), city.today(),
                       KeyRevoked{principal.key->id(), RevocationKind::compromised, from}}});
  };
  CHECK(city.found("CHAIN_BROKEN").empty());
  SECTION("compromised on the day of the signature") {
    revoke(signed_on);
    const auto found = city.found("CHAIN_BROKEN");
    const auto of_roster = std::count_if(
        found.begin(), found.end(), [&](const auto& one) { return one.submission == city.roster; });
    CHECK(of_roster == 1);
  }
  SECTION("compromised on the day after") {
    revoke(add_days(signed_on, 1));
    CHECK(city.found("CHAIN_BROKEN").empty());
  }
}

}  // namespace xueji::test
