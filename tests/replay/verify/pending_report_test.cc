// SY-1.4f: the ledger does not close a month while a change of it lacks an approval, and the
// verifier holds it to that.
#include "ledger/crypto/sha256.h"
#include "ledger/schema/codec.h"
#include "tests/ledger/commit/office.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

/// A student on the roll since September 2024, and what the school files about the month.
struct Month {
  Office office;
  StudentId student;

  Month() : office(31) {
    office.set_up();
    student = office.students(1).front();
    office.registered(office.roster_lines({student}));
  }
  OrganisationId school() { return office.organisations.at("SCHOOL"); }
  const Signer& officer() { return office.signer("SCHOOL/status_officer"); }
  Date today() { return china_date(office.clock.now()); }
  void go_to(Date day) { office.clock.set(Instant{start_of(day).ms + 9 * 3'600'000}); }
  void sign(const SubmissionId& submission, const std::string& step, const std::string& who) {
    office.sign(submission, step, office.signer(who), {},
                step == "seal" ? office.seal.get() : nullptr);
  }
  SubmissionId change_phone(Date day) {
    return office
        .file(Form::info_change, school(), officer(),
              {{SubjectKind::student,
                subject_of(student),
                day,
                StudentInfoChanged{"student_phone", ReasonCode::data_wrong},
                {{PersonalField::new_value, "13800000001"},
                 {PersonalField::document_digest, std::string(64, 'a')}}}})
        .submission;
  }
  std::vector<DraftEvent> report(std::uint8_t month, ReportForm form = ReportForm::info_changes) {
    MonthlyReportFiled facts;
    facts.year = 2024;
    facts.month = month;
    facts.form = form;
    facts.content = sha256(bytes_of("演示"));
    facts.computed_from = office.view->checkpoint().size;
    return {{SubjectKind::organisation, subject_of(school()), today(), facts}};
  }
  /// What the refusal of a report says of SY-1.4f.
  std::vector<Problem> pending_in(const std::vector<DraftEvent>& drafts) {
    auto answer =
        office.ledger->submit(office.author(Form::monthly_report, school(), officer(), drafts));
    REQUIRE(answer);
    std::vector<Problem> found;
    const auto* refusal = std::get_if<Refusal>(&*answer);
    if (refusal == nullptr) return found;
    for (const auto& problem : refusal->verdict.problems) {
      if (problem.rule == "SY-1.4f") found.push_back(problem);
    }
    return found;
  }
  VerifyReport verified() {
    auto report = verify_log(office.ledger->log(), {.vault = &office.ledger->personal().vault()});
    REQUIRE(report);
    return *std::move(report);
  }
};

}  // namespace

TEST_CASE("a month with a change that lacks its approval is not closed; the change is named",
          "[verify][monthly][SY-1.4f]") {
  Month month;
  month.go_to(make_date(2024, 9, 20));
  const auto first = month.change_phone(make_date(2024, 9, 20));
  month.go_to(make_date(2024, 10, 5));

  auto pending = month.pending_in(month.report(9));
  REQUIRE(pending.size() == 1);
  CHECK(pending[0].seen == to_text(first));
  CHECK(pending[0].message.en.find("1 lines") != std::string::npos);
  CHECK(pending[0].message.en.find("principal signs") != std::string::npos);

  // The other form says nothing of it.
  CHECK(month.pending_in(month.report(9, ReportForm::status_changes)).empty());
  // One signature is not all of them; and the process may end in between.
  month.sign(first, "principal", "SCHOOL/principal");
  month.office.reopen();
  pending = month.pending_in(month.report(9));
  REQUIRE(pending.size() == 1);
  CHECK(pending[0].message.en.find("supervising authority reviews") != std::string::npos);
  // Approved: the month can be closed.
  month.sign(first, "authority", "COUNTY/section_officer");
  const auto filed =
      month.office.file(Form::monthly_report, month.school(), month.officer(), month.report(9));
  CHECK_FALSE(filed.in_effect);
  const auto report = month.verified();
  INFO(listed(report));
  CHECK(report.differences.empty());
}

TEST_CASE("rows of what waits are held against the log; a ledger without them is an older one",
          "[verify][monthly]") {
  Month month;
  month.go_to(make_date(2024, 9, 20));
  month.change_phone(make_date(2024, 9, 20));
  auto image = LogImage::of(month.office.ledger->log());
  const auto differences = [&] {
    const auto report = verify_log(image, {});
    REQUIRE(report);
    INFO(listed(*report));
    for (const auto& one : report->differences)
      CHECK(one.kind == DifferenceKind::derived);
    return report->difference_count;
  };
  REQUIRE(image.count(undecided_rows) == 2);  // The mark, and the change that waits.
  CHECK(differences() == 0);
  SECTION("changed") {
    image.row_of(undecided_rows, 1).back() ^= 1;
    CHECK(differences() == 1);
  }
  SECTION("missing") {
    std::erase_if(image.rows, [](const auto& row) {
      return row.first.first == static_cast<std::uint8_t>(undecided_rows) &&
             row.first.second.size() > 1;
    });
    CHECK(differences() == 1);
  }
  SECTION("invented") {
    auto key = undecided_row_key(month.school(), Position{1});
    image.rows[{static_cast<std::uint8_t>(undecided_rows), key}] = Bytes(16, 7);
    CHECK(differences() == 1);
  }
  SECTION("none at all, as before they were kept") {
    std::erase_if(image.rows, [](const auto& row) {
      return row.first.first == static_cast<std::uint8_t>(undecided_rows);
    });
    CHECK(differences() == 0);
  }
}

TEST_CASE("a change of a later month, or one taken back, does not keep the month open",
          "[verify][monthly][SY-1.4f]") {
  Month month;
  month.go_to(make_date(2024, 10, 3));
  const auto later = month.change_phone(make_date(2024, 10, 3));
  month.go_to(make_date(2024, 10, 5));
  CHECK(month.pending_in(month.report(9)).empty());

  month.go_to(make_date(2024, 11, 4));
  REQUIRE(month.pending_in(month.report(10)).size() == 1);
  // Taken back by its author.
  const auto authoring = month.office.context();
  DraftSignOff draft{.submission = *month.office.view->state().submission(later),
                     .step = "author",
                     .decision = Decision::withdraw,
                     .capacity = month.officer().capacity};
  auto request = sign_step(authoring, draft, *month.officer().key, nullptr);
  REQUIRE(request);
  REQUIRE(month.office.ledger->sign_off(*std::move(request)));
  CHECK(month.pending_in(month.report(10)).empty());
}

}  // namespace xueji::test
