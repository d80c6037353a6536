// What the sequencer reads to decide: no more than waits, and never past a read that failed
// (design §3 Storage, §9).
#include "ledger/commit/sequencer.h"
#include "tests/ledger/commit/adopted_pack.h"
#include "tests/ledger/commit/watched_log.h"

namespace xueji::test {
namespace {

/// What became of an act: an error at once, or an answer that waits in its group.
struct Outcome {
  std::optional<Error> error;
  Group group;

  [[nodiscard]] bool receipt() const {
    return !group.answers.empty() && group.answers.back().receipt.has_value();
  }
  [[nodiscard]] std::vector<std::string> rules() const {
    std::vector<std::string> rules;
    if (group.answers.empty() || !group.answers.back().refusal) return rules;
    for (const auto& problem : group.answers.back().refusal->verdict.problems) {
      if (problem.severity != Severity::warning) rules.push_back(problem.rule);
    }
    return rules;
  }
};

/// A sequencer of its own over the office's log, which decides and writes nothing.
class Deciding {
 public:
  explicit Deciding(Office& office)
      : log(office.ledger->log()),
        sequencer_(log, office.ledger->personal().vault(), office.clock, office.random),
        keys_(office.ledger->log()) {
    REQUIRE(sequencer_.load());
  }

  [[nodiscard]] Outcome submit(Submission submission) {
    Outcome out;
    sequencer_.submit(verify_submission(sequencer_.ledger(), keys_, std::move(submission)),
                      note_in(out), out.group);
    return out;
  }
  [[nodiscard]] Outcome sign_off(SignOffRequest request) {
    Outcome out;
    sequencer_.sign_off(verify_sign_off(sequencer_.ledger(), keys_, std::move(request)),
                        note_in(out), out.group);
    return out;
  }
  [[nodiscard]] const std::optional<Error>& failure() const { return sequencer_.failure(); }

  WatchedLog log;

 private:
  static std::function<void(Result<Answer>)> note_in(Outcome& out) {
    return [&out](const Result<Answer>& answer) {
      REQUIRE_FALSE(answer);
      out.error = answer.error();
    };
  }
  Sequencer sequencer_;
  KeyDirectory keys_;
};

MonthlyReportFiled empty_report(Office& office) {
  MonthlyReportFiled facts;
  facts.year = 2024;
  facts.month = 8;
  facts.form = ReportForm::status_changes;
  facts.content = sha256(bytes_of("演示"));
  facts.computed_from = office.view->checkpoint().size;
  return facts;
}
Submission report_of(Office& office) {
  REQUIRE(office.view->refresh());
  const auto& school = office.organisations.at("SCHOOL");
  return office.author(Form::monthly_report, school, office.signer("SCHOOL/status_officer"),
                       {{SubjectKind::organisation, subject_of(school),
                         china_date(office.clock.now()), empty_report(office)}});
}

/// The rule of SY-1.4f bound to the principal's signature too.
PackFiles watchful_pack() {
  auto files = changed_pack();
  files.files.at("guards.toml") +=
      "\n[[guard]]\nrule = \"SY-1.4f\"\nguard = \"report_leaves_nothing_pending\"\n"
      "moment = \"step:principal\"\nforms = [\"monthly-report\"]\n";
  return files;
}

}  // namespace

TEST_CASE("what a report looks at is what waits, however much was filed before it",
          "[commit][SY-1.4f]") {
  Office office;
  office.set_up();
  file_class(office, "待签班");  // Waits for the principal, before and after.
  const auto looked_at = [&] {
    auto report = report_of(office);
    Deciding deciding(office);
    deciding.log.visited = 0;
    CHECK(deciding.submit(std::move(report)).receipt());
    return deciding.log.visited;
  };
  const auto before = looked_at();
  for (int i = 0; i < 12; ++i) {
    const auto filed = file_class(office, "班" + std::to_string(i));
    office.sign(filed.submission, "principal", office.signer("SCHOOL/principal"));
  }
  CHECK(looked_at() == before);
}

TEST_CASE("a read that fails while a signature is judged fails that act and no other",
          "[commit][fault]") {
  Office office;
  office.set_up();
  REQUIRE(rules_of(adopt(office, watchful_pack(), china_date(office.clock.now()))).empty());
  file_class(office, "待签班");
  const auto school = office.organisations.at("SCHOOL");
  const auto answer = office.ledger->submit(report_of(office));
  REQUIRE(rules_of(answer).empty());
  const auto report = std::get<Receipt>(*answer).submission;
  const auto signature = office.approval(report, "principal", office.signer("SCHOOL/principal"));
  const auto other_class =
      office.author(Form::school_class, school, office.signer("SCHOOL/status_officer"),
                    class_lines(office, "另一班"));
  std::uint64_t reads = 0;
  {
    Deciding deciding(office);
    deciding.log.calls = 0;
    REQUIRE(deciding.sign_off(signature).receipt());
    reads = deciding.log.calls;
  }
  REQUIRE(reads > 5);
  // Each of its reads in turn.
  std::size_t answered = 0;
  for (std::uint64_t nth = 0; nth < reads; ++nth) {
    INFO("read " << nth << " of " << reads);
    Deciding deciding(office);
    deciding.log.calls = 0;
    deciding.log.fails_at = nth;
    const auto out = deciding.sign_off(signature);
    if (!deciding.failure()) {
      REQUIRE(out.error);
      CHECK(out.error->code == ErrorCode::io);
      CHECK(out.group.entries.empty());
      CHECK(out.group.answers.empty());
    }
    // What was read of entries is not kept: the next act is judged as if nothing had been.
    const auto next = deciding.submit(other_class);
    if (next.error) {
      CHECK(next.error->code == ErrorCode::io);
      continue;
    }
    ++answered;
    CHECK(next.receipt());
  }
  CHECK(answered >= 2);  // The events of the report, and those of what waits.
}

TEST_CASE("when the disk fails behind the effect step the group is not written",
          "[commit][fault]") {
  Office office;
  office.set_up();
  const auto filed = file_class(office, "待签班");
  const auto signature =
      office.approval(filed.submission, "principal", office.signer("SCHOOL/principal"));
  std::uint64_t reads = 0;
  {
    Deciding deciding(office);
    deciding.log.calls = 0;
    const auto out = deciding.sign_off(signature);
    REQUIRE(out.receipt());
    REQUIRE(out.group.answers.back().receipt->in_effect);
    reads = deciding.log.calls;
  }
  std::size_t broken = 0;
  for (std::uint64_t nth = 0; nth < reads; ++nth) {
    INFO("read " << nth << " of " << reads);
    Deciding deciding(office);
    deciding.log.calls = 0;
    deciding.log.fails_at = nth;
    const auto out = deciding.sign_off(signature);
    if (out.error) {
      CHECK(out.group.entries.empty());
      continue;
    }
    REQUIRE(deciding.failure());
    CHECK(deciding.failure()->code == ErrorCode::io);
    ++broken;
  }
  CHECK(broken >= 1);
}

TEST_CASE("a ledger that was made before it kept rows of what waits gets them", "[commit]") {
  Office office;
  office.set_up();
  const auto waiting = file_class(office, "待签班");
  // As such a ledger looks: without any of the rows.
  WatchedLog old(office.ledger->log());
  old.without = undecided_rows;
  Sequencer sequencer(old, office.ledger->personal().vault(), office.clock, office.random);
  REQUIRE(sequencer.load());
  Group group;
  sequencer.confirm_clock(group);
  sequencer.close(group);
  std::map<Bytes, std::optional<Bytes>> made;
  for (const auto& row : group.rows) {
    if (row.space == undecided_rows) made[row.key] = row.value;
  }
  std::map<Bytes, std::optional<Bytes>> kept;
  REQUIRE(office.ledger->log().scan(undecided_rows, {}, [&](ByteView key, ByteView value) {
    kept[to_bytes(key)] = to_bytes(value);
    return Visit::more;
  }));
  CHECK(made == kept);
  const auto* row = office.view->state().submission(waiting.submission);
  CHECK(made.contains(undecided_row_key(row->organisation, row->header_at)));
  CHECK(made.contains(undecided_mark().key));
  // Written once: the next group brings only what changes.
  Group next;
  sequencer.confirm_clock(next);
  sequencer.close(next);
  CHECK(std::none_of(next.rows.begin(), next.rows.end(),
                     [](const Row& one) { return one.space == undecided_rows; }));
}

TEST_CASE("a row of what waits goes with the decision", "[commit]") {
  Office office;
  office.set_up();
  const auto rows = [&] {
    std::size_t count = 0;
    REQUIRE(office.ledger->log().scan(undecided_rows,
                                      {.prefix = office.organisations.at("SCHOOL").view()},
                                      [&](ByteView, ByteView) {
                                        ++count;
                                        return Visit::more;
                                      }));
    return count;
  };
  CHECK(rows() == 0);
  const auto first = file_class(office, "一班");
  const auto second = file_class(office, "二班");
  CHECK(rows() == 2);
  office.sign(first.submission, "principal", office.signer("SCHOOL/principal"));
  CHECK(rows() == 1);
  office.reopen();
  const auto authoring = office.context();
  DraftSignOff draft{.submission = *office.view->state().submission(second.submission),
                     .step = "author",
                     .decision = Decision::withdraw,
                     .capacity = office.signer("SCHOOL/status_officer").capacity};
  auto request = sign_step(authoring, draft, *office.signer("SCHOOL/status_officer").key, nullptr);
  REQUIRE(request);
  REQUIRE(rules_of(office.ledger->sign_off(*std::move(request))).empty());
  CHECK(rows() == 0);
}

}  // namespace xueji::test
