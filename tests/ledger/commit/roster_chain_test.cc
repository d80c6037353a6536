// The whole road of a Shiyan roster (rules.md §7), from admission to filed.
#include "ledger/signoff/signoff.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

struct Roster {
  Office office;
  std::vector<StudentId> students;
  SubmissionId submission;

  explicit Roster(std::size_t count) {
    office.set_up();
    students = office.students(count);
    const auto receipt =
        office.file(Form::entry_roster, office.organisations.at("SCHOOL"),
                    office.signer("SCHOOL/status_officer"), office.roster_lines(students));
    CHECK_FALSE(receipt.in_effect);
    submission = receipt.submission;
  }

  [[nodiscard]] StudentStatus status(std::size_t i) {
    return office.view->state().student(students[i])->status;
  }
  void sign_until_deputy(std::vector<MarkedLine> struck = {}) {
    office.sign(submission, "principal", office.signer("SCHOOL/principal"));
    office.sign(submission, "seal", office.signer("SCHOOL/seal_keeper"), {}, office.seal.get());
    office.sign(submission, "county", office.signer("COUNTY/section_officer"));
    office.sign(submission, "exam_institute", office.signer("EXAM/exam_officer"), struck);
    office.sign(submission, "clerk", office.signer("CITY/clerk"), struck);
    office.sign(submission, "section_chief", office.signer("CITY/section_chief"), struck);
  }
};

}  // namespace

TEST_CASE("a roster takes effect at the deputy director's signature and not before",
          "[SY-1.2c][SY-1.2g][SY-1.2h][SY-1.2i][SY-3.2g]") {
  Roster roster(5);
  roster.sign_until_deputy();
  CHECK(roster.status(0) == StudentStatus::pending);
  const auto receipt = roster.office.sign(roster.submission, "deputy_director",
                                          roster.office.signer("CITY/deputy_director"));
  CHECK(receipt.in_effect);
  CHECK(receipt.lapsed.empty());
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(roster.status(i) == StudentStatus::active);
  roster.office.sign(roster.submission, "filing", roster.office.signer("CITY/recorder"));
}

TEST_CASE("a struck line stays out and the rest passes", "[SY-1.2i]") {
  Roster roster(3);
  const std::vector<MarkedLine> struck{{1, ReasonCode::not_present}};
  roster.sign_until_deputy(struck);
  roster.office.sign(roster.submission, "deputy_director",
                     roster.office.signer("CITY/deputy_director"), struck);
  CHECK(roster.status(0) == StudentStatus::active);
  CHECK(roster.status(1) == StudentStatus::pending);
  CHECK(roster.status(2) == StudentStatus::active);
}

TEST_CASE("what a returned roster reserved ends after the return days and not before",
          "[SY-3.2g]") {
  Roster roster(2);
  auto& office = roster.office;
  const auto& principal = office.signer("SCHOOL/principal");
  const auto authoring = office.context();
  const DraftSignOff draft{.submission = *office.view->state().submission(roster.submission),
                           .step = "principal",
                           .decision = Decision::return_,
                           .lines = {{0, ReasonCode::documents_missing}},
                           .capacity = principal.capacity,
                           .reason = ReasonCode::documents_missing};
  auto request = sign_step(authoring, draft, *principal.key, nullptr);
  REQUIRE(request);
  const auto answer = office.ledger->sign_off(*std::move(request));
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<Receipt>(*answer));
  const auto days = *authoring.pack.integer("return_days");
  const auto last_day = add_days(china_date(office.clock.now()), static_cast<int>(days));
  office.clock.set(end_of(last_day));
  CHECK(office.ledger->lapse_returned({roster.submission}) == 0U);
  office.clock.advance_ms(1);
  CHECK(office.ledger->lapse_returned({roster.submission}) == 1U);
  REQUIRE(office.view->refresh());
  CHECK(office.view->state().submission(roster.submission)->stage == SubmissionStage::lapsed);
}

namespace {

/// Students of an ordinary high school who want to come over, with their consents.
struct Diversion {
  Office office;
  std::vector<DraftEvent> drafts;
  SubmissionId submission;

  explicit Diversion(std::size_t count) {
    office.set_up();
    const auto today = china_date(office.clock.now());
    for (std::size_t i = 0; i < count; ++i) {
      GeneralHighStudentAdmitted facts;
      facts.school = office.organisations.at("SCHOOL");
      facts.cohort = 2024;
      facts.season = Season::autumn;
      facts.major_code = office.major_code;
      facts.major_catalogue = office.major_catalogue;
      facts.terms_completed = 3;
      facts.route = EntryRoute::ordinary_high_diversion;
      facts.admitted_on = today;
      const auto birth = make_date(2007, 3, 1 + static_cast<unsigned>(i));
      const auto subject = subject_of(office.random.draw<StudentId>());
      drafts.push_back({SubjectKind::student, subject, today, facts,
                        {{PersonalField::name, "演示分流生"},
                         {PersonalField::identity_type, "1"},
                         {PersonalField::identity_number, invented_id("420322", birth, 901)},
                         {PersonalField::sex, "1"},
                         {PersonalField::birth_date, to_text(birth)}}});
      drafts.push_back({SubjectKind::student, subject, today, Consent{true, true, true, today}});
    }
    submission = file().submission;
  }
  Receipt file() {
    return office.file(Form::ordinary_high_admission, office.organisations.at("SCHOOL"),
                       office.signer("SCHOOL/status_officer"), drafts);
  }
};

}  // namespace

TEST_CASE("an admission that is struck takes its consent with it, and nothing else",
          "[SY-1.1b][SY-1.1c]") {
  Diversion diversion(2);
  auto& office = diversion.office;
  const std::vector<MarkedLine> struck{{0, ReasonCode::documents_missing}};
  office.sign(diversion.submission, "principal", office.signer("SCHOOL/principal"));
  office.sign(diversion.submission, "seal", office.signer("SCHOOL/seal_keeper"), {},
              office.seal.get());
  office.sign(diversion.submission, "county", office.signer("COUNTY/section_officer"), struck);
  office.sign(diversion.submission, "clerk", office.signer("CITY/clerk"), struck);
  office.sign(diversion.submission, "section_chief", office.signer("CITY/section_chief"), struck);
  const auto receipt = office.sign(diversion.submission, "deputy_director",
                                   office.signer("CITY/deputy_director"), struck);
  REQUIRE(receipt.lapsed.size() == 1);
  CHECK(receipt.lapsed.front().line == 1);
  const auto student = [&](std::size_t draft) {
    return office.view->state().student(as<StudentId>(diversion.drafts[draft].subject));
  };
  CHECK(student(0) == nullptr);
  REQUIRE(student(2) != nullptr);
  CHECK(student(2)->city_approved);
}

TEST_CASE("a person held by a returned paper is free after its days, without anybody's help",
          "[SY-1.5a][SY-3.2g]") {
  Diversion diversion(1);
  auto& office = diversion.office;
  const auto& principal = office.signer("SCHOOL/principal");
  const auto authoring = office.context();
  const DraftSignOff draft{.submission = *office.view->state().submission(diversion.submission),
                           .step = "principal",
                           .decision = Decision::return_,
                           .lines = {{0, ReasonCode::documents_missing}},
                           .capacity = principal.capacity,
                           .reason = ReasonCode::documents_missing};
  auto request = sign_step(authoring, draft, *principal.key, nullptr);
  REQUIRE(request);
  const auto returned = office.ledger->sign_off(*std::move(request));
  REQUIRE(returned);
  REQUIRE(std::holds_alternative<Receipt>(*returned));
  REQUIRE(office.view->refresh());
  // The same person under another status: only the person is held.
  const auto subject = subject_of(office.random.draw<StudentId>());
  for (auto& each : diversion.drafts)
    each.subject = subject;
  const auto& officer = office.signer("SCHOOL/status_officer");
  const auto school = office.organisations.at("SCHOOL");
  office.refused(Form::ordinary_high_admission, school, officer, diversion.drafts);
  const auto days = *authoring.pack.integer("return_days");
  const auto last = end_of(add_days(china_date(office.clock.now()), static_cast<int>(days)));
  office.clock.set(last);
  office.refused(Form::ordinary_high_admission, school, officer, diversion.drafts);
  office.clock.advance_ms(1);
  CHECK_FALSE(diversion.file().in_effect);
  CHECK(office.view->state().submission(diversion.submission)->stage == SubmissionStage::lapsed);
}

TEST_CASE("state and proofs of a finished roster survive reopening", "[commit]") {
  Roster roster(4);
  roster.sign_until_deputy();
  roster.office.sign(roster.submission, "deputy_director",
                     roster.office.signer("CITY/deputy_director"));
  const auto before = roster.office.view->checkpoint();
  roster.office.reopen();
  CHECK(roster.office.view->checkpoint() == before);
  CHECK(roster.status(3) == StudentStatus::active);
  const auto history =
      roster.office.view->history(SubjectKind::student, subject_of(roster.students[3]));
  REQUIRE(history);
  CHECK(history->size() == 4);  // Admitted, arrived, photo, roster line.
}

}  // namespace xueji::test
