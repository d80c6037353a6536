// Graduation and leaving through the real pipeline, and what the inspection finds of it.
#include "replay/inspection/inspect.h"
#include "tests/ledger/commit/graduation_office.h"

namespace xueji::test {
namespace {

std::vector<inspection::Finding> found(GraduationOffice& grad, const std::string& code,
                                       Date cut_off) {
  const auto done = inspection::inspect(grad.office.ledger->log(), {2024, cut_off, {}}, {});
  INFO((done ? "" : done.error().what.en));
  REQUIRE(done);
  std::vector<inspection::Finding> all;
  for (const auto& one : done->organisations) {
    for (const auto& finding : one.findings) {
      if (finding.code == code) all.push_back(finding);
    }
  }
  return all;
}

constexpr auto number_one = "202411010001";

}  // namespace

TEST_CASE("a stamp on the opening import is told, with the day of the late verification",
          "[SY-1.7a][FJ-35b][FJ-42]") {
  GraduationOffice grad(2);
  grad.assess(0);
  CHECK(found(grad, "STAMP_WITHOUT_ROSTER_LINE", make_date(2024, 12, 31)).empty());
  CHECK(found(grad, "STAMP_OUTSIDE_WINDOW", make_date(2024, 12, 31)).empty());
  const auto list = grad.stamp(0, number_one);
  const auto basis = found(grad, "STAMP_WITHOUT_ROSTER_LINE", make_date(2024, 12, 31));
  REQUIRE(basis.size() == 1);
  CHECK(basis.front().subject.key == "submission:" + to_text(list));
  CHECK(basis.front().first_day == grad.today());
  CHECK_FALSE(basis.front().proofs.empty());
  const auto late =
      found(grad, "STAMP_OUTSIDE_WINDOW", make_date(2024, 12, 31));  // After 20 August.
  REQUIRE(late.size() == 1);
  CHECK(late.front().rules == std::vector<std::string>{"FJ-42"});
  CHECK(late.front().submission == list);
}

TEST_CASE("the file of a leaver is owed after thirty days, until it is archived", "[FJ-08b]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, number_one);
  const auto due = add_days(grad.today(), 30);
  CHECK(found(grad, "LEAVER_FILE_OPEN", due).empty());
  const auto open = found(grad, "LEAVER_FILE_OPEN", add_days(due, 1));
  REQUIRE(open.size() == 1);
  CHECK(open.front().first_day == add_days(due, 1));
  CHECK_FALSE(open.front().closed_on);
  CHECK(open.front().subject.key == "student:" + to_text(grad.students[0]));
  grad.go_to(add_days(due, 5));
  grad.done(Form::file_closing, Role::file_keeper,
            {grad.act(0, FileArchived{grad.signer(Role::file_keeper).person, grad.today()})});
  const auto closed = found(grad, "LEAVER_FILE_OPEN", add_days(due, 10));
  REQUIRE(closed.size() == 1);
  CHECK(closed.front().closed_on == grad.today());
}

TEST_CASE("a file archived on the last day is none to find", "[FJ-08b]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, number_one);
  grad.go_to(add_days(grad.today(), 30));
  grad.done(Form::file_closing, Role::file_keeper,
            {grad.act(0, FileArchived{grad.signer(Role::file_keeper).person, grad.today()})});
  CHECK(found(grad, "LEAVER_FILE_OPEN", make_date(2024, 12, 31)).empty());
}

TEST_CASE("a school's paper whose number is in another form is found; a diploma's is refused",
          "[FJ-41]") {
  GraduationOffice grad(2);
  grad.done(Form::incomplete_study, Role::status_officer,
            {grad.act(0, IncompleteStudyCertified{CertificateKind::incomplete_study, number_one, 6,
                                                  grad.today()})});
  CHECK(found(grad, "CERT_NUMBER_INVALID", make_date(2024, 12, 31)).empty());
  grad.done(Form::incomplete_study, Role::status_officer,
            {grad.act(1, IncompleteStudyCertified{CertificateKind::incomplete_study, "肄-2", 6,
                                                  grad.today()})});
  const auto odd = found(grad, "CERT_NUMBER_INVALID", make_date(2024, 12, 31));
  REQUIRE(odd.size() == 1);
  CHECK(odd.front().subject.key == "student:" + to_text(grad.students[1]));
  CHECK(odd.front().facts.front().en.find("肄-2") != std::string::npos);
}

TEST_CASE("who withdrew after years with passing results is owed a certificate", "[FJ-16b]") {
  GraduationOffice grad(2);
  TermResultRecorded results;
  results.school_year = 2023;
  results.term = 2;
  results.results = {{"语文", CourseKind::ordinary, 100, true, false}};
  results.moral_result = ReviewResult::passed;
  auto failed = results;
  failed.results = {{"语文", CourseKind::ordinary, 0, false, false}};
  grad.done(Form::term_results, Role::academic_office, {grad.act(0, results), grad.act(1, failed)});
  for (const std::size_t student : {0U, 1U}) {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = grad.today();
    grad.done(
        Form::withdrawal, Role::status_officer,
        {grad.act(student, facts), grad.act(student, Consent{true, true, true, grad.today()})});
  }
  const auto due = add_days(grad.today(), 30);
  CHECK(found(grad, "CERTIFICATE_OWED", due).empty());
  const auto owed = found(grad, "CERTIFICATE_OWED", add_days(due, 1));
  REQUIRE(owed.size() == 1);  // Not the one who failed.
  CHECK(owed.front().subject.key == "student:" + to_text(grad.students[0]));
  CHECK(owed.front().first_day == add_days(due, 1));
  grad.go_to(add_days(due, 3));
  grad.done(Form::incomplete_study, Role::status_officer,
            {grad.act(0, IncompleteStudyCertified{CertificateKind::factual_record, number_one, 6,
                                                  grad.today()})});
  const auto closed = found(grad, "CERTIFICATE_OWED", add_days(due, 10));
  REQUIRE(closed.size() == 1);
  CHECK(closed.front().closed_on == grad.today());
}

TEST_CASE("the entrusted unit files the graduation photo, and the city confirms it", "[SY-2.3b]") {
  GraduationOffice grad(1);
  auto& office = grad.office;
  const auto unit =
      office.organisation(OrganisationKind::entrusted_unit, "PHOTO", office.root, "420300");
  const auto& photographer = office.person("CITY", Role::photo_unit);
  const auto filed = office.file(
      Form::graduation_photo, grad.school, photographer,
      {grad.act(0, GraduationPhotoCollected{grad.today(), unit},
                {{PersonalField::photo_digest, to_text(sha256(bytes_of("演示相片")))}})});
  office.sign(filed.submission, "city", office.signer("CITY/section_officer"));
  REQUIRE(office.view->refresh());
  CHECK(office.view->state().student(grad.students[0])->graduation_photo);
}

TEST_CASE("the pipeline compares with the registration form in the vault", "[SY-1.7a][FJ-35b]") {
  GraduationOffice grad(1);
  grad.assess(0);
  auto values = grad.printed(0);
  for (auto& [field, value] : values) {
    if (field == PersonalField::name) value = "演示另名";
  }
  const auto refusal =
      grad.office.refused(Form::stamping, grad.school, grad.signer(Role::status_officer),
                          {grad.act(0, grad.line(0, number_one), values)});
  bool by_name = false;
  for (const auto& problem : refusal.verdict.problems) {
    by_name = by_name || (problem.rule == "FJ-35b" && problem.field == "name");
  }
  CHECK(by_name);
}

}  // namespace xueji::test
