// The views over a ledger that the real pipeline wrote.
#include "tests/ledger/commit/office.h"

#include <fstream>

#include "ledger/store/rocksdb/rocksdb_store.h"
#include "projections/enrolment.h"
#include "projections/inbox.h"
#include "projections/obligations.h"
#include "projections/responsibility.h"
#include "projections/student_file.h"

namespace xueji::test {
namespace {

/// A school with five pending students, and their roster filed.
struct Filed {
  Office office;
  std::vector<StudentId> students;
  SubmissionId submission;
  OrganisationId school;

  Filed() {
    office.set_up();
    school = office.organisations.at("SCHOOL");
    students = office.students(5);
    later(10);
    submission = office.file(Form::entry_roster, school, officer(), office.roster_lines(students))
                     .submission;
  }

  [[nodiscard]] const Signer& officer() { return office.signer("SCHOOL/status_officer"); }
  void later(int days) { office.clock.advance_ms(days * 24LL * 3'600'000); }
  [[nodiscard]] Date today() { return china_date(office.clock.now()); }
  void sign(const std::string& step, const std::string& who, std::vector<MarkedLine> struck = {}) {
    office.sign(submission, step, office.signer(who), std::move(struck),
                step == "seal" ? office.seal.get() : nullptr);
  }
  void sign_all() { office.sign_roster(submission); }
  void send_back(const std::string& step, const std::string& who, std::vector<MarkedLine> lines) {
    const auto& signer = office.signer(who);
    // First: it refreshes the view, and the draft refers to a row of it.
    const auto authoring = office.context();
    DraftSignOff draft{.submission = *office.view->state().submission(submission),
                       .step = step,
                       .decision = Decision::return_,
                       .lines = std::move(lines),
                       .capacity = signer.capacity,
                       .reason = ReasonCode::documents_missing};
    auto request = sign_step(authoring, draft, *signer.key, nullptr);
    REQUIRE(request);
    auto answer = office.ledger->sign_off(*std::move(request));
    REQUIRE(answer);
    if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
      FAIL(refusal->verdict.problems.front().rule + " " +
           refusal->verdict.problems.front().message.en);
    }
    REQUIRE(office.view->refresh());
  }
  [[nodiscard]] std::unique_ptr<Views> open() {
    auto views = Views::open(office.view->log(), office.view->packs(), office.directory);
    INFO((views ? "" : views.error().what.en));
    REQUIRE(views);
    return *std::move(views);
  }
};

const Obligation* find(const Obligations& all, ObligationKind kind) {
  for (const auto& one : all.items) {
    if (one.kind == kind) return &one;
  }
  return nullptr;
}

Obligations owed(Filed& filed, const Views& views, Date day, bool with_done = false) {
  auto answer =
      obligations(views, *filed.office.view,
                  {.organisations = {filed.school}, .as_of = day, .with_done = with_done});
  INFO((answer ? "" : answer.error().what.en));
  REQUIRE(answer);
  return *std::move(answer);
}

}  // namespace

TEST_CASE("a roster shows masked names from the vault and keeps none in the views",
          "[views][privacy]") {
  Filed filed;
  filed.sign_all();
  auto views = filed.open();
  auto listed = roster(*views, {.schools = {filed.school}});
  REQUIRE(listed);
  REQUIRE(listed->rows.size() == 5);
  auto& vault = filed.office.ledger->personal().vault();
  REQUIRE(add_masked_names(*listed, vault));
  for (const auto& row : listed->rows) {
    CHECK(row.names == DisclosureState::opened);
    CHECK(row.name.starts_with("演*"));
    CHECK(row.identity_number.starts_with("4203**********"));
  }
  std::uint64_t rows = 0;
  REQUIRE(views->rows().scan({}, [&](ByteView, ByteView value) {
    ++rows;
    CHECK(text_of(value).find("演示学生") == std::string_view::npos);
    return Visit::more;
  }));
  CHECK(rows > 30);
  const AccessPurpose purpose{filed.officer().person, Role::status_officer, "核对名册"};
  REQUIRE(add_clear_names(*listed, vault, purpose, filed.office.clock.now()));
  CHECK(listed->rows.front().name.starts_with("演示学生"));
  const auto records = vault.access_log().read(0, 10);
  REQUIRE(records);
  REQUIRE(records->size() == 1);
  CHECK(records->front().opened.size() == 5);
}

TEST_CASE("deleting the views loses nothing", "[views]") {
  Filed filed;
  filed.sign_all();
  Bytes before;
  const auto dump = [](const Views& views) {
    Bytes all;
    REQUIRE(views.rows().scan({}, [&](ByteView key, ByteView value) {
      append(all, key);
      append(all, value);
      return Visit::more;
    }));
    return all;
  };
  {
    auto views = filed.open();
    CHECK(views->access() == ViewsAccess::writer);
    before = dump(*views);
  }
  std::filesystem::remove_all(filed.office.directory.views());
  auto views = filed.open();
  CHECK(dump(*views) == before);
}

TEST_CASE("views catch up with the log, and a rebuild finds the same rows", "[views]") {
  Filed filed;
  auto views = filed.open();
  const auto size = views->size();
  filed.sign_all();
  REQUIRE(views->catch_up());
  CHECK(views->size() > size);
  CHECK(views->size() == filed.office.view->log().head().size);
  const auto old = views->generation();
  const auto report = views->rebuild();
  INFO((report ? "" : report.error().what.en));
  REQUIRE(report);
  REQUIRE(report->compared);
  if (!report->compared->equal()) FAIL(describe(report->compared->first.front()));
  CHECK(views->generation() != old);
  CHECK_FALSE(std::filesystem::exists(filed.office.directory.views() / old));
  CHECK(roster(*views, {})->rows.size() == 5);
}

TEST_CASE("a tampered row is found by the rebuild, and is gone after it", "[views]") {
  Filed filed;
  filed.sign_all();
  std::string generation;
  Bytes key;
  {
    auto views = filed.open();
    generation = views->generation();
    const auto prefix = view_key(ViewTable::roster);
    REQUIRE(views->rows().scan({.prefix = prefix}, [&](ByteView k, ByteView) {
      key = to_bytes(k);
      return Visit::stop;
    }));
  }
  {
    auto store = open_rocksdb_store({.directory = filed.office.directory.views() / generation});
    REQUIRE(store);
    REQUIRE((*store)->write(std::vector<KeyChange>{{key, std::nullopt}}, Durability::synced));
  }
  auto views = filed.open();
  CHECK(roster(*views, {})->rows.size() == 4);
  const auto compared = views->compare();
  REQUIRE(compared);
  CHECK(compared->different == 1);
  const auto report = views->rebuild();
  REQUIRE(report);
  REQUIRE(report->compared);
  REQUIRE(report->compared->different == 1);
  CHECK(report->compared->first.front().key == key);
  CHECK(roster(*views, {})->rows.size() == 5);
}

TEST_CASE("a second process reads beside the writer and answers at the log's head", "[views]") {
  Filed filed;
  auto writer = filed.open();
  filed.sign_all();
  auto reader = filed.open();
  CHECK(reader->access() == ViewsAccess::reader);
  CHECK(reader->size() == filed.office.view->log().head().size);
  CHECK(writer->size() < reader->size());
  CHECK(roster(*reader, {})->rows.size() == 5);
  CHECK(roster(*writer, {})->rows.empty());
  CHECK(reader->rebuild().error().code == ErrorCode::unavailable);
  REQUIRE(writer->catch_up());
  REQUIRE(writer->rebuild());
  // The generation that it read is gone; it goes on with the new one.
  REQUIRE(reader->catch_up());
  CHECK(reader->generation() == writer->generation());
  CHECK(roster(*reader, {})->rows.size() == 5);
}

TEST_CASE("the inbox shows the step that waits to the one who may take it", "[views][SY-1.2i]") {
  Filed filed;
  auto views = filed.open();
  auto& view = *filed.office.view;
  const auto ask = [&](const std::string& who) {
    auto answer =
        inbox(*views, view, {.person = filed.office.signer(who).person, .today = filed.today()});
    REQUIRE(answer);
    return *std::move(answer);
  };
  filed.later(3);
  const auto principal = ask("SCHOOL/principal");
  REQUIRE(principal.items.size() == 1);
  CHECK(principal.items.front().submission.id == filed.submission);
  CHECK(principal.items.front().waits.step->id == "principal");
  CHECK(principal.items.front().waits.days_held == 3);
  CHECK_FALSE(principal.items.front().overdue());
  CHECK(ask("COUNTY/section_officer").items.empty());
  const auto officer = ask("SCHOOL/status_officer");
  CHECK(officer.items.empty());
  REQUIRE_FALSE(officer.filed.empty());
  CHECK(officer.filed.front().submission.id == filed.submission);
  REQUIRE(officer.filed.front().waits);
  filed.sign("principal", "SCHOOL/principal");
  REQUIRE(views->catch_up());
  CHECK(ask("SCHOOL/principal").items.empty());
  CHECK(ask("SCHOOL/seal_keeper").items.size() == 1);
}

TEST_CASE("the inbox shows a step of recovery to holders of recovery keys, and to nobody else",
          "[views][authority]") {
  Office office(41, Founding{.recovery_keys = 2, .recovery_threshold = 2});
  const auto& lost = office.signer("CITY/authority_administrator");
  const auto today = china_date(office.clock.now());
  KeyRevoked facts;
  facts.key = lost.key->id();
  facts.kind = RevocationKind::compromised;
  facts.compromised_from = today;
  const auto filed = office.file(Form::key, office.root, office.signer("CITY/recovery-1"),
                                 {{SubjectKind::person, subject_of(lost.person), today, facts}});
  REQUIRE_FALSE(filed.in_effect);
  auto views = Views::in_memory(office.view->log(), office.view->packs());
  REQUIRE(views);
  const auto items = [&](const std::string& who) {
    auto answer =
        inbox(**views, *office.view, {.person = office.signer(who).person, .today = today});
    REQUIRE(answer);
    return answer->items;
  };
  CHECK(items("CITY/authority_administrator").empty());
  const auto second = items("CITY/recovery-2");
  REQUIRE(second.size() == 1);
  CHECK(second.front().waits.step->id == "recovery-2");
  CHECK_FALSE(second.front().kept_apart);
  CHECK(second.front().capacity.person == office.signer("CITY/recovery-2").person);
}

TEST_CASE("the inbox holds the filing step until it is signed", "[views][SY-1.2i]") {
  Filed filed;
  filed.sign_all();
  auto views = filed.open();
  const auto recorder = [&] {
    auto answer =
        inbox(*views, *filed.office.view,
              {.person = filed.office.signer("CITY/recorder").person, .today = filed.today()});
    REQUIRE(answer);
    return answer->items.size();
  };
  CHECK(recorder() == 1);
  filed.sign("filing", "CITY/recorder");
  REQUIRE(views->catch_up());
  CHECK(recorder() == 0);
}

TEST_CASE("a returned submission names its lines, reasons and last day", "[views][SY-3.2g]") {
  Filed filed;
  filed.sign("principal", "SCHOOL/principal");
  filed.sign("seal", "SCHOOL/seal_keeper");
  filed.send_back("county", "COUNTY/section_officer", {{2, ReasonCode::documents_missing}});
  auto views = filed.open();
  const auto answer =
      inbox(*views, *filed.office.view, {.person = filed.officer().person, .today = filed.today()});
  REQUIRE(answer);
  REQUIRE(answer->returned.size() == 1);
  const auto& item = answer->returned.front();
  CHECK(item.step == "county");
  REQUIRE(item.lines.size() == 1);
  CHECK(item.lines.front() == MarkedLine{2, ReasonCode::documents_missing});
  CHECK(item.answer_by == add_days(filed.today(), 10));
  CHECK(item.returned_by.person == filed.office.signer("COUNTY/section_officer").person);
  const auto all = owed(filed, *views, add_days(filed.today(), 11));
  const auto* correction = find(all, ObligationKind::correction);
  REQUIRE(correction != nullptr);
  CHECK(correction->state == ObligationState::overdue);
}

TEST_CASE("views that were written out many times while they were built equal those built at once",
          "[views]") {
  Office office;
  office.set_up();
  const auto students = office.students(3);
  office.file(Form::entry_roster, office.organisations.at("SCHOOL"),
              office.signer("SCHOOL/status_officer"), office.roster_lines(students));
  const auto& log = office.view->log();
  const auto spilled =
      Views::open(log, office.view->packs(), office.directory, {.rows_held_max = 5});
  REQUIRE(spilled);
  REQUIRE((*spilled)->access() == ViewsAccess::writer);
  const auto at_once = Views::in_memory(log, office.view->packs());
  REQUIRE(at_once);
  const auto compared = compare_rows((*spilled)->rows(), (*at_once)->rows());
  REQUIRE(compared);
  CHECK(compared->equal());
}

TEST_CASE("e-registration is owed, warned of, overdue and done on the right days",
          "[views][SY-1.2l]") {
  Office office;
  office.set_up();
  const auto students = office.students(3);
  auto opened = Views::open(office.view->log(), office.view->packs(), office.directory);
  REQUIRE(opened);
  auto& views = **opened;
  const auto school = office.organisations.at("SCHOOL");
  const auto on = [&](Date day, bool with_done = false) {
    auto answer = obligations(views, *office.view,
                              {.organisations = {school}, .as_of = day, .with_done = with_done});
    REQUIRE(answer);
    const auto* found = find(*answer, ObligationKind::e_registration);
    REQUIRE(found != nullptr);
    return *found;
  };
  const auto first = on(make_date(2024, 10, 30));
  CHECK(first.state == ObligationState::open);
  CHECK(first.due == make_date(2024, 11, 15));
  CHECK(first.owed == 3);
  CHECK(first.person == office.signer("SCHOOL/status_officer").person);
  CHECK(std::find(first.rules.begin(), first.rules.end(), "SY-1.2l") != first.rules.end());
  CHECK(on(make_date(2024, 10, 31)).state == ObligationState::warn);
  CHECK(on(make_date(2024, 11, 15)).state == ObligationState::warn);
  CHECK(on(make_date(2024, 11, 16)).state == ObligationState::overdue);

  DeadlineExtended extension{"SY-1.2l", 2024, Season::autumn, make_date(2024, 11, 25),
                             ReasonCode::system_outage};
  const auto today = china_date(office.clock.now());
  office.file(Form::deadline_extension, office.root, office.signer("CITY/deputy_director"),
              {{SubjectKind::organisation, subject_of(school), today, extension}});
  REQUIRE(views.catch_up());
  const auto moved = on(make_date(2024, 11, 16));
  CHECK(moved.state == ObligationState::warn);
  CHECK(moved.due == make_date(2024, 11, 25));
  REQUIRE(moved.moved_by);
  CHECK(moved.moved_by->was == make_date(2024, 11, 15));
  CHECK(moved.moved_by->reason == ReasonCode::system_outage);
  CHECK(on(make_date(2024, 11, 26)).state == ObligationState::overdue);

  office.clock.advance_ms(10 * 24LL * 3'600'000);
  office.file(Form::entry_roster, school, office.signer("SCHOOL/status_officer"),
              office.roster_lines(students));
  REQUIRE(views.catch_up());
  CHECK(on(make_date(2024, 11, 26), true).state == ObligationState::done);
  // The day before the filing it was still owed.
  CHECK(on(add_days(china_date(office.clock.now()), -1)).owed == 3);
}

TEST_CASE("what a school lacks is listed until it is there", "[views][SY-1.4b][SY-3.1a][SY-1.2e]") {
  Filed filed;
  auto views = filed.open();
  const auto all = owed(filed, *views, filed.today());
  const auto* rule = find(all, ObligationKind::school_rule);
  REQUIRE(rule != nullptr);
  CHECK(rule->detail == "status_management");
  CHECK(rule->role == Role::status_officer);
  CHECK(find(all, ObligationKind::officer) == nullptr);
  CHECK(find(all, ObligationKind::teaching_plan) == nullptr);
  CHECK(find(all, ObligationKind::class_headcount) == nullptr);
  const auto done = owed(filed, *views, filed.today(), true);
  for (const auto kind : {ObligationKind::officer, ObligationKind::teaching_plan,
                          ObligationKind::class_headcount, ObligationKind::on_site_verification}) {
    const auto* one = find(done, kind);
    CAPTURE(code_of(kind));
    REQUIRE(one != nullptr);
    CHECK(one->state == ObligationState::done);
  }
  // A new school has nobody yet: that is overdue from the first day.
  filed.school = filed.office.organisation(OrganisationKind::school, "BARE",
                                           filed.office.organisations.at("COUNTY"), "420322");
  REQUIRE(views->catch_up());
  const auto bare = owed(filed, *views, filed.today());
  const auto* officer = find(bare, ObligationKind::officer);
  REQUIRE(officer != nullptr);
  CHECK(officer->state == ObligationState::overdue);
  CHECK(officer->role == Role::principal);
}

TEST_CASE("a step held too long is overdue at whoever holds it", "[views][SY-3.2e]") {
  Filed filed;
  filed.sign("principal", "SCHOOL/principal");
  filed.sign("seal", "SCHOOL/seal_keeper");
  auto views = filed.open();
  const auto on = [&](int days) {
    const auto all = owed(filed, *views, add_days(filed.today(), days));
    for (const auto& one : all.items) {
      if (one.kind == ObligationKind::signature) return one;
    }
    FAIL("no signature is owed");
    return Obligation{};
  };
  CHECK(on(10).state == ObligationState::open);
  CHECK(on(11).state == ObligationState::overdue);
  CHECK(on(11).owed_by == filed.office.organisations.at("COUNTY"));
  CHECK(on(11).role == Role::section_officer);
}

TEST_CASE("external receipts and presence are owed some days after registration",
          "[views][SY-1.3d][SY-1.5d]") {
  Filed filed;
  filed.sign_all();
  auto views = filed.open();
  const auto day = filed.today();
  const auto state = [&](ObligationKind kind, int days) {
    const auto all = owed(filed, *views, add_days(day, days));
    const auto* one = find(all, kind);
    REQUIRE(one != nullptr);
    CHECK(one->owed == 5);
    return one->state;
  };
  CHECK(state(ObligationKind::external_confirmation, 14) == ObligationState::open);
  CHECK(state(ObligationKind::external_confirmation, 30) == ObligationState::warn);
  CHECK(state(ObligationKind::external_confirmation, 31) == ObligationState::overdue);
  CHECK(state(ObligationKind::presence, 31) == ObligationState::overdue);
  CHECK(find(owed(filed, *views, add_days(day, 1)), ObligationKind::filing) != nullptr);
}

TEST_CASE("the chain tells who acted in which capacity and how long each step held the paper",
          "[views][SY-1.2i][SY-3.3d]") {
  Filed filed;
  filed.later(2);
  filed.sign("principal", "SCHOOL/principal");
  filed.later(7);
  filed.sign("seal", "SCHOOL/seal_keeper");
  auto views = filed.open();
  const auto chain = responsibility_of(*views, *filed.office.view, filed.submission);
  REQUIRE(chain);
  REQUIRE(chain->acts.size() == 3);
  CHECK(chain->acts[0].step == "author");
  CHECK(chain->acts[0].capacity == filed.officer().capacity);
  CHECK(chain->acts[1].step == "principal");
  CHECK(chain->acts[1].days_held == 2);
  CHECK_FALSE(chain->acts[1].stalled());
  CHECK(chain->acts[1].key == filed.office.signer("SCHOOL/principal").key->id());
  CHECK(chain->acts[2].days_held == 7);
  CHECK(chain->acts[2].stalled());
  CHECK(chain->acts[2].seal_key == filed.office.seal->id());
  REQUIRE(chain->waits);
  CHECK(chain->waits->step->id == "county");
  const Position third{chain->submission.header_at.value + 3};
  const auto by_event = responsibility_of(*views, *filed.office.view, third);
  REQUIRE(by_event);
  CHECK(by_event->submission.id == filed.submission);
  CHECK_FALSE(responsibility_of(*views, *filed.office.view, Position{0}));
  const auto of_student = responsibility_of(*views, *filed.office.view, filed.students[0]);
  REQUIRE(of_student);
  CHECK(of_student->size() == 4);
}

TEST_CASE("the accountability path goes from the officer to the city as it was then",
          "[views][SY-3.3d]") {
  Filed filed;
  auto views = filed.open();
  const auto day = filed.today();
  const auto path =
      accountability_path(*views, *filed.office.view, filed.school, day, views->position());
  REQUIRE(path);
  REQUIRE(path->size() == 6);
  const std::pair<Role, std::string> expected[] = {
      {Role::status_officer, "SCHOOL/status_officer"},
      {Role::principal, "SCHOOL/principal"},
      {Role::section_officer, "COUNTY/section_officer"},
      {Role::director, ""},
      {Role::section_chief, "CITY/section_chief"},
      {Role::deputy_director, "CITY/deputy_director"}};
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK((*path)[i].role == expected[i].first);
    if (expected[i].second.empty()) {
      CHECK((*path)[i].persons.empty());
    } else {
      REQUIRE((*path)[i].persons.size() == 1);
      CHECK((*path)[i].persons.front() == filed.office.signer(expected[i].second).person);
    }
  }
  const auto before =
      accountability_path(*views, *filed.office.view, filed.school, day, Position{10});
  REQUIRE(before);
  CHECK(before->front().persons.empty());
}

TEST_CASE("the student file holds every event with signers and outcome", "[views]") {
  Filed filed;
  const std::vector<MarkedLine> struck{{1, ReasonCode::not_present}};
  filed.sign("principal", "SCHOOL/principal");
  filed.sign("seal", "SCHOOL/seal_keeper");
  filed.sign("county", "COUNTY/section_officer");
  filed.sign("exam_institute", "EXAM/exam_officer", struck);
  filed.sign("clerk", "CITY/clerk", struck);
  filed.sign("section_chief", "CITY/section_chief", struck);
  filed.sign("deputy_director", "CITY/deputy_director", struck);
  auto views = filed.open();
  const auto file = student_file(*views, *filed.office.view, filed.students[0]);
  REQUIRE(file);
  REQUIRE(file->student);
  CHECK(file->student->state.status == StudentStatus::active);
  REQUIRE(file->timeline.size() == 4);
  const auto& line = file->timeline.back();
  CHECK(type_of(line.event) == EventType::roster_line);
  CHECK(line.outcome == LineOutcome::in_effect);
  CHECK(line.signers.size() == 7);
  CHECK(line.effect_at == file->student->status_by.effect_at);
  CHECK(file->others.empty());
  const auto other = student_file(*views, *filed.office.view, filed.students[1]);
  REQUIRE(other);
  CHECK(other->timeline.back().outcome == LineOutcome::struck);
  CHECK(other->timeline.back().struck_reason == ReasonCode::not_present);
  CHECK(other->student->state.status == StudentStatus::pending);
  StudentId nobody;
  nobody.bytes.fill(0xee);
  CHECK(student_file(*views, *filed.office.view, nobody).error().code == ErrorCode::not_found);
}

}  // namespace xueji::test
