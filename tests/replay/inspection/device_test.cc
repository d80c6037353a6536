// The officer's device, as far as a ledger sees one: the key that he signs with (SY-3.2c).
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

/// Enrols a further key for the status officer of the school, in the place of `replaces` or beside
/// the keys that he has, and returns him with that key.
Signer on_further_key(CityYear& city, const KeyId& replaces) {
  auto further = city.office.signer("SCHOOL/status_officer");
  auto key = SigningKey::generate(Suite::sha256_ed25519, city.office.random);
  REQUIRE(key);
  further.key = std::make_shared<SigningKey>(*std::move(key));
  const auto subject = subject_of(further.person);
  auto proof = prove_possession(city.office.view->ledger_id(), SubjectKind::person, subject,
                                KeyPurpose::personal, *further.key);
  REQUIRE(proof);
  KeyEnrolled facts;
  facts.purpose = KeyPurpose::personal;
  facts.public_key = to_bytes(further.key->public_key().view());
  facts.key = further.key->id();
  facts.proof = *std::move(proof);
  facts.replaces = replaces;
  city.office.file(Form::key, city.office.root, city.office.signer("CITY/authority_administrator"),
                   {{SubjectKind::person, subject, city.today(), facts}});
  return further;
}

/// Files the roster of one student as this signer.
SubmissionId file_as(CityYear& city, const Signer& officer) {
  city.students = city.office.students(1);  // Their admission is signed with the usual key.
  return city.office
      .file(Form::entry_roster, city.school(), officer, city.office.roster_lines(city.students))
      .submission;
}

}  // namespace

TEST_CASE("papers on the officer's usual key are not found, one on another key of his is",
          "[SY-3.2c]") {
  CityYear city;
  const auto other = on_further_key(city, {});
  file_as(city, city.office.signer("SCHOOL/status_officer"));
  CHECK(city.found("DEVICE_MISMATCH").empty());

  const auto paper = file_as(city, other);
  const auto found = city.found("DEVICE_MISMATCH");
  REQUIRE(found.size() == 1);
  const auto& finding = found.front();
  CHECK(finding.subject.key == "submission:" + to_text(paper) + "/author");
  CHECK(finding.organisation == city.school());
  CHECK(finding.rules == std::vector<std::string>{"SY-3.2c"});
  CHECK(finding.first_day == city.today());
  CHECK(finding.facts.front().en.find(to_text(other.key->id()).substr(0, 12)) != std::string::npos);
  REQUIRE_FALSE(finding.path.empty());
  CHECK(finding.path.front().person == other.person);
}

TEST_CASE("a key that replaces the usual one on record is the new device", "[SY-3.2c]") {
  CityYear city;
  city.office.students(1);  // The usual key has been in use.
  auto& officer = city.office.signer("SCHOOL/status_officer");
  officer = on_further_key(city, officer.key->id());
  file_as(city, officer);
  CHECK(city.found("DEVICE_MISMATCH").empty());
}

TEST_CASE("a key that follows a new designation of the officer is his device from then on",
          "[SY-3.2c]") {
  CityYear city;
  city.office.students(1);
  auto& officer = city.office.signer("SCHOOL/status_officer");
  const auto before = officer;
  officer = on_further_key(city, {});
  city.office.file(Form::officer, city.school(), city.office.signer("SCHOOL/principal"),
                   {{SubjectKind::organisation, subject_of(city.school()), city.today(),
                     OfficerDesignated{officer.person}}});
  file_as(city, officer);
  CHECK(city.found("DEVICE_MISMATCH").empty());

  const auto paper = file_as(city, before);
  const auto found = city.found("DEVICE_MISMATCH");
  REQUIRE(found.size() == 1);
  CHECK(found.front().submission == paper);
}

}  // namespace xueji::test
