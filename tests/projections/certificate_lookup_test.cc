// The public lookup: three answers, masked, for who knows name and number; never a list.
#include "projections/certificate_lookup.h"

#include "tests/ledger/commit/graduation_office.h"

namespace xueji::test {
namespace {

CertificateFound look(GraduationOffice& grad, const std::string& name, const std::string& number) {
  REQUIRE(grad.office.view->refresh());
  auto found =
      look_up_certificate(*grad.office.view, grad.office.ledger->personal().vault(), name, number);
  INFO((found ? "" : found.error().what.en));
  REQUIRE(found);
  return *std::move(found);
}

constexpr auto number_one = "202411010001";

/// A proof of graduation in the place of the first diploma (FJ-37b).
constexpr auto proof_number = "202411019001";
void issue_proof(GraduationOffice& grad) {
  GraduationProofIssued proof;
  proof.certificate_number = number_one;
  proof.proof_number = proof_number;
  proof.newspaper = "演示县报";
  proof.newspaper_level = NewspaperLevel::county;
  proof.announced_on = proof.issued_on = grad.today();
  proof.photos = 2;
  proof.application_form = true;
  grad.done(Form::graduation_proof, Role::status_officer,
            {grad.act(0, proof), grad.act(0, Consent{true, false, true, grad.today()})});
}

}  // namespace

TEST_CASE("a diploma is valid once it is issued, by name and number together", "[FJ-44]") {
  GraduationOffice grad(2);
  using enum CertificateAnswer;
  CHECK(look(grad, grad.name_of(0), number_one).answer == not_found);
  grad.assess(0);
  grad.stamp(0, number_one);
  CHECK(look(grad, grad.name_of(0), number_one).answer == not_found);  // Stamped, not issued.
  grad.issue(0, number_one);
  const auto found = look(grad, grad.name_of(0), number_one);
  CHECK(found.answer == valid);
  CHECK(found.kind == CertificateKind::graduation);
  CHECK(found.school == "演示毕业学校");
  CHECK(found.dated_on == make_date(2024, 9, 1));
  CHECK(found.masked_name.find(grad.name_of(0)) == std::string::npos);
  CHECK(found.masked_name.find("*") != std::string::npos);

  const auto wrong = look(grad, grad.name_of(1), number_one);
  CHECK(wrong.answer == not_found);
  CHECK(wrong.school.empty());
  CHECK(look(grad, "", number_one).answer == not_found);
  CHECK(look(grad, grad.name_of(0), "202411010002").answer == not_found);
  CHECK(look(grad, grad.name_of(0), "").answer == not_found);
}

TEST_CASE("recalled and void certificates are shown as void", "[FJ-36b][FJ-44]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, number_one);
  grad.issue(0, number_one);
  grad.done(Form::admission_violation, Role::status_officer,
            {grad.act(0, AdmissionViolationFound{grad.today(), ReasonCode::other})});
  CHECK(look(grad, grad.name_of(0), number_one).answer == CertificateAnswer::valid);
  grad.done(Form::certificate_void, Role::status_officer,
            {grad.act(0, CertificateRecalled{number_one, grad.today()}),
             grad.act(0, CertificateVoided{number_one, grad.today()})});
  CHECK(look(grad, grad.name_of(0), number_one).answer == CertificateAnswer::void_);
}

TEST_CASE("a proof of graduation counts like the diploma", "[FJ-37b][FJ-44]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, number_one);
  grad.issue(0, number_one);
  issue_proof(grad);
  const auto found = look(grad, grad.name_of(0), proof_number);
  CHECK(found.answer == CertificateAnswer::valid);
  CHECK(found.kind == CertificateKind::graduation_proof);
  CHECK(look(grad, grad.name_of(0), number_one).answer == CertificateAnswer::valid);
}

TEST_CASE("a proof of graduation falls with the diploma, and is one of a diploma only",
          "[FJ-37b][FJ-36b]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, number_one);
  CHECK(look(grad, grad.name_of(0), proof_number).answer == CertificateAnswer::not_found);
  grad.issue(0, number_one);
  // The number of a proof that nobody issued, and that of another graduate's.
  CHECK(look(grad, grad.name_of(0), proof_number).answer == CertificateAnswer::not_found);
  issue_proof(grad);
  CHECK(look(grad, grad.name_of(0), proof_number).answer == CertificateAnswer::valid);
  CHECK(look(grad, "演示旁人", proof_number).answer == CertificateAnswer::not_found);
  grad.done(Form::admission_violation, Role::status_officer,
            {grad.act(0, AdmissionViolationFound{grad.today(), ReasonCode::other})});
  grad.done(Form::certificate_void, Role::status_officer,
            {grad.act(0, CertificateRecalled{proof_number, grad.today()}),
             grad.act(0, CertificateVoided{proof_number, grad.today()})});
  CHECK(look(grad, grad.name_of(0), proof_number).answer == CertificateAnswer::void_);
}

TEST_CASE("a corrected name is the one that is found", "[FJ-43][FJ-44]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, number_one);
  grad.issue(0, number_one);
  grad.done(Form::certificate_correction, Role::status_officer,
            {grad.act(0,
                      CertificateDataCorrected{number_one, "name", sha256(bytes_of("演示公函")),
                                               grad.today()},
                      {{PersonalField::old_value, grad.name_of(0)},
                       {PersonalField::new_value, "演示更名"},
                       {PersonalField::document_digest, to_text(sha256(bytes_of("演示证明")))}})});
  CHECK(look(grad, "演示更名", number_one).answer == CertificateAnswer::valid);
  CHECK(look(grad, grad.name_of(0), number_one).answer == CertificateAnswer::not_found);
}

TEST_CASE("so many lookups in a minute, and no more", "[FJ-44]") {
  const TemporaryDirectory home;
  const Instant noon{start_of(make_date(2024, 10, 1)).ms + 12 * 3'600'000};
  for (int i = 0; i < lookups_per_minute_max; ++i)
    REQUIRE(count_lookup(home.path(), Instant{noon.ms + i}));
  const auto refused = count_lookup(home.path(), Instant{noon.ms + 59'999});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::unavailable);
  CHECK(count_lookup(home.path(), Instant{noon.ms + 60'000}));
  CHECK_FALSE(count_lookup(home.path() / "nowhere", noon));
}

}  // namespace xueji::test
