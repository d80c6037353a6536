#include "ledger/registry/evolve.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "ledger/registry/transitions.h"
#include "tests/ledger/registry/town.h"

using namespace xueji;

namespace {

const auto student = town::id<StudentId>(0x40);
const auto person = town::id<PersonId>(0x41);
const auto class_a = town::id<ClassId>(0x42);
const auto class_b = town::id<ClassId>(0x43);
const Date day = town::today;

template <class Facts>
Event event(SubjectKind kind, const SubjectId& subject, Facts facts) {
  Event out;
  out.subject_kind = kind;
  out.subject = subject;
  out.effective_on = day;
  out.facts = std::move(facts);
  return out;
}
template <class Facts>
Event of_student(Facts facts, const StudentId& who = student) {
  return event(SubjectKind::student, subject_of(who), std::move(facts));
}
template <class Facts>
Event of_organisation(Facts facts, const OrganisationId& which = town::school) {
  return event(SubjectKind::organisation, subject_of(which), std::move(facts));
}
template <class Facts>
Event of_person(Facts facts, const PersonId& who = town::officer) {
  return event(SubjectKind::person, subject_of(who), std::move(facts));
}
template <class Facts>
Event of_class(Facts facts, const ClassId& which = class_a) {
  return event(SubjectKind::school_class, subject_of(which), std::move(facts));
}

bool is_corrupt(const Status& status, const std::string& position = {}) {
  return !status && status.error().code == ErrorCode::corrupt &&
         status.error().what.en.find("entry " + position) != std::string::npos;
}

/// The town with two classes, as a state to apply effects to.
struct Effects {
  MemoryState state = town::build();

  Effects() {
    state.edit_class(class_a).school = town::school;
    state.edit_class(class_b).school = town::school;
  }
  Status apply(const Event& e, const PersonId& assigned = {}) {
    return apply_effect(state, e, Position{70}, assigned, Position{80});
  }
  void given(const Event& e, const PersonId& assigned = {}) {
    const auto applied = apply(e, assigned);
    if (!applied) UNSCOPED_INFO(applied.error().what.en);
    REQUIRE(applied);
  }
  [[nodiscard]] const StudentState& row() const { return *state.student(student); }
};

StudentAdmitted admission() {
  StudentAdmitted facts;
  facts.school = town::school;
  facts.cohort = 2024;
  facts.route = EntryRoute::exam;
  return facts;
}
ArrivalConfirmed arrival(const ClassId& where = class_a) {
  ArrivalConfirmed facts;
  facts.class_id = where;
  facts.arrived_on = day;
  return facts;
}
RosterLine roster_line(const ClassId& where = class_a) {
  RosterLine facts;
  facts.school = town::school;
  facts.class_id = where;
  facts.cohort = 2024;
  facts.entered_on = make_date(2024, 9, 1);
  facts.study_mode = StudyMode::full_time;
  return facts;
}
OpeningStatusImported opening(StudentStatus status) {
  OpeningStatusImported facts;
  facts.school = town::school;
  facts.class_id = class_a;
  facts.cohort = 2022;
  facts.status = status;
  return facts;
}
StudentNumberAssigned number(std::string digits) {
  StudentNumberAssigned facts;
  facts.number = std::move(digits);
  facts.entry_year = 2024;
  return facts;
}

/// A log in memory that folds as it grows.
struct Ledger : EventSource {
  MemoryState state;
  std::map<std::uint64_t, Event> stored;
  Instant now = town::noon(day);
  unsigned char digests = 0x90;

  Result<std::vector<Event>> events(Position first, std::uint32_t count) const override {
    std::vector<Event> out;
    for (std::uint64_t at = first.value; at < first.value + count; ++at) {
      const auto found = stored.find(at);
      if (found == stored.end()) return fail(ErrorCode::corrupt, "entry is no event");
      out.push_back(found->second);
    }
    return out;
  }
  Status append(Body body) {
    Entry entry;
    entry.envelope.position = Position{state.size().value};
    entry.envelope.recorded_at = now;
    if (const auto* e = std::get_if<Event>(&body)) stored[entry.envelope.position.value] = *e;
    entry.body = std::move(body);
    return evolve(state, entry, *this);
  }
  Status record(RecordBody body) { return append(LedgerRecord{std::move(body)}); }

  void open() {
    Genesis genesis;
    genesis.root_organisation = town::city;
    genesis.root_kind = OrganisationKind::city;
    genesis.root_code = "420300";
    genesis.created_at = now;
    genesis.root_keys = {{{1, 2}, town::administrator, town::key_of(town::administrator)}};
    genesis.recovery_keys = {{{3, 4}, town::recorder, town::key_of(town::recorder)}};
    PackReference pack;
    pack.id = "shiyan";
    pack.digest = town::id<Digest>(0x0f);
    genesis.packs = {pack};
    REQUIRE(append(genesis));
    REQUIRE(append(PackChunk{}));
    state.edit_organisation(town::school).kind = OrganisationKind::school;
    state.edit_class(class_a).school = town::school;
  }

  SignedHeader header(const SubmissionId& id, std::uint32_t count, const SubmissionId& old = {}) {
    SignedHeader out;
    out.header.submission = id;
    out.header.form = Form::admission;
    out.header.organisation = town::school;
    out.header.count = count;
    out.header.supersedes = old;
    out.header.capacity.person = town::officer;
    out.header.capacity.role = Role::status_officer;
    out.header.capacity.organisation = town::school;
    out.digest = town::id<Digest>(++digests);
    return out;
  }
  /// Header, events and `accepted`.
  Status file(const SubmissionId& id, const std::vector<Event>& lines, bool in_effect = false,
              const SubmissionId& old = {}) {
    const auto head = header(id, static_cast<std::uint32_t>(lines.size()), old);
    if (auto done = append(head); !done) return done;
    for (const auto& line : lines) {
      if (auto done = append(line); !done) return done;
    }
    Accepted accepted;
    accepted.submission = id;
    accepted.header = head.digest;
    accepted.in_effect = in_effect;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      accepted.persons.push_back(
          town::id<PersonId>(static_cast<unsigned char>(lines[i].subject.bytes[0] + 0x60)));
    }
    return record(accepted);
  }
  SignedSignOff sign_off(const SubmissionId& id, Decision decision, std::string step,
                         std::vector<MarkedLine> lines = {}) {
    const auto* row = state.submission(id);
    SignedSignOff out;
    out.sign_off.submission = id;
    out.sign_off.header = row->header;
    out.sign_off.previous = row->previous;
    out.sign_off.decision = decision;
    out.sign_off.step = std::move(step);
    out.sign_off.lines = std::move(lines);
    out.sign_off.capacity.person = town::principal;
    out.digest = town::id<Digest>(++digests);
    return out;
  }
  Status sign(const SubmissionId& id, Decision decision, std::string step,
              std::vector<MarkedLine> lines = {}) {
    return append(sign_off(id, decision, std::move(step), std::move(lines)));
  }
  TookEffect effect(const SubmissionId& id) {
    TookEffect out;
    out.submission = id;
    out.sign_off = state.submission(id)->previous;
    return out;
  }
  [[nodiscard]] SubmissionStage stage(const SubmissionId& id) const {
    return state.submission(id)->stage;
  }
  [[nodiscard]] const Reservation* held(const StudentId& who) const {
    return state.reservation(ReservationKind::student, who.view());
  }
};

const auto first = town::id<SubmissionId>(0x50);
const auto second = town::id<SubmissionId>(0x51);
const auto student_b = town::id<StudentId>(0x44);
const auto student_c = town::id<StudentId>(0x45);

std::vector<Event> three_admissions() {
  return {of_student(admission()), of_student(admission(), student_b),
          of_student(admission(), student_c)};
}

}  // namespace

// ---- Entries. ----------------------------------------------------------------------------------

TEST_CASE("genesis makes the root authority, its people, keys and pack", "[evolve]") {
  Ledger ledger;
  ledger.open();
  const auto& state = ledger.state;
  CHECK(state.size() == TreeSize{2});
  CHECK(state.organisation(town::city)->packs.front().id == "shiyan");
  CHECK(state.identifier(IdentifierKind::organisation_code, "420300"));
  CHECK(state.key(town::key_of(town::administrator))->purpose == KeyPurpose::personal);
  CHECK(state.key(town::key_of(town::recorder))->purpose == KeyPurpose::recovery);
  const auto& roles = state.person(town::administrator)->roles;
  REQUIRE(roles.size() == 1);
  CHECK(roles.front().role == Role::authority_administrator);
  CHECK(roles.front().organisation == town::city);
  CHECK(is_corrupt(ledger.append(Genesis{}), "2"));
}

TEST_CASE("positions are gapless, time never runs back, genesis comes first", "[evolve]") {
  Ledger ledger;
  CHECK(is_corrupt(ledger.append(PackChunk{}), "0"));
  ledger.open();
  Entry entry;
  entry.body = PackChunk{};
  entry.envelope.recorded_at = ledger.now;
  for (const std::uint64_t at : {1, 3}) {
    entry.envelope.position = Position{at};
    CHECK(is_corrupt(evolve(ledger.state, entry, ledger), std::to_string(at)));
  }
  entry.envelope.position = Position{2};
  --entry.envelope.recorded_at.ms;
  CHECK(is_corrupt(evolve(ledger.state, entry, ledger), "2"));
  ++entry.envelope.recorded_at.ms;
  CHECK(evolve(ledger.state, entry, ledger));
}

TEST_CASE("nothing changes until the outcome is recorded", "[evolve][D-32]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, three_admissions()));
  CHECK(ledger.stage(first) == SubmissionStage::open);
  CHECK_FALSE(ledger.state.student(student));
  REQUIRE(ledger.held(student));
  CHECK(ledger.held(student)->holder == first);
  CHECK(ledger.state.reservation(ReservationKind::person, town::id<PersonId>(0xa0).view()));

  REQUIRE(ledger.sign(first, Decision::approve, "principal"));
  CHECK_FALSE(ledger.state.student(student));
  REQUIRE(ledger.record(ledger.effect(first)));
  CHECK(ledger.stage(first) == SubmissionStage::in_effect);
  CHECK(ledger.state.student(student)->status == StudentStatus::admitted);
  CHECK(ledger.state.person(town::id<PersonId>(0xa0))->statuses == std::vector{student});
  CHECK(ledger.state.reservations().empty());
  REQUIRE(ledger.sign(first, Decision::acknowledge, "filing"));
  CHECK(ledger.stage(first) == SubmissionStage::complete);
}

TEST_CASE("an act without later signers takes effect with accepted", "[evolve]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, three_admissions(), true));
  CHECK(ledger.state.student(student_c)->status == StudentStatus::admitted);
  CHECK(ledger.state.student(student_c)->status_at == Position{6});
  CHECK(ledger.state.reservations().empty());
}

TEST_CASE("struck and lapsed lines do not take effect", "[evolve][SY-1.2i]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, three_admissions()));
  REQUIRE(ledger.sign(first, Decision::approve, "a", {{1, ReasonCode::not_admitted}}));
  CHECK(is_corrupt(ledger.sign(first, Decision::approve, "b"), "8"));
  REQUIRE(ledger.sign(first, Decision::approve, "b", {{1, ReasonCode::not_admitted}}));
  auto effect = ledger.effect(first);
  effect.lapsed = {{3, "SY-1.5a"}};
  CHECK(is_corrupt(ledger.record(effect), "9"));
  effect.lapsed = {{2, "SY-1.5a"}};
  REQUIRE(ledger.record(effect));
  CHECK(ledger.state.student(student));
  CHECK_FALSE(ledger.state.student(student_b));
  CHECK_FALSE(ledger.state.student(student_c));
  CHECK(ledger.state.reservations().empty());
}

TEST_CASE("a returned submission keeps its reservations for its successor", "[evolve][D-32]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, three_admissions()));
  const auto filed_at = ledger.now;
  REQUIRE(ledger.sign(first, Decision::return_, "principal", {{0, ReasonCode::data_wrong}}));
  CHECK(ledger.stage(first) == SubmissionStage::returned);
  CHECK(ledger.held(student)->returned_on == day);

  ledger.now.ms += 86'400'000;
  REQUIRE(ledger.file(second, {of_student(admission())}, false, first));
  CHECK(ledger.stage(first) == SubmissionStage::superseded);
  CHECK(ledger.held(student)->holder == second);
  CHECK_FALSE(ledger.held(student)->returned_on.ok());
  CHECK_FALSE(ledger.held(student_b));
  CHECK(ledger.state.submission(second)->first_filed_at == filed_at);
  CHECK(ledger.state.submission(second)->filed_at == ledger.now);
}

TEST_CASE("a successor takes over the time of what was held, and gives its own to what is new",
          "[evolve][D-32]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, {of_student(admission())}));
  const auto filed_at = ledger.held(student)->first_filed_at;
  CHECK(filed_at == ledger.state.submission(first)->filed_at);
  REQUIRE(ledger.sign(first, Decision::return_, "principal", {{0, ReasonCode::data_wrong}}));
  ledger.now.ms += 86'400'000;
  REQUIRE(ledger.file(second, {of_student(admission()), of_student(admission(), student_b)}, false,
                      first));
  CHECK(ledger.held(student)->holder == second);
  CHECK(ledger.held(student)->first_filed_at == filed_at);
  CHECK(ledger.held(student_b)->first_filed_at == ledger.state.submission(second)->filed_at);
  CHECK(ledger.held(student_b)->first_filed_at > filed_at);
}

TEST_CASE("withdrawn and lapsed submissions free what they held", "[evolve]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, three_admissions()));
  SECTION("withdrawn") {
    REQUIRE(ledger.sign(first, Decision::withdraw, "author"));
    CHECK(ledger.stage(first) == SubmissionStage::withdrawn);
  }
  SECTION("lapsed after a return only") {
    const auto at = std::to_string(ledger.state.size().value);
    CHECK(is_corrupt(ledger.record(Lapsed{first}), at));
    REQUIRE(ledger.sign(first, Decision::return_, "principal", {{0, ReasonCode::data_wrong}}));
    REQUIRE(ledger.record(Lapsed{first}));
    CHECK(ledger.stage(first) == SubmissionStage::lapsed);
  }
  CHECK(ledger.state.reservations().empty());
  CHECK(is_corrupt(ledger.file(second, {of_student(admission())}, false, first)));
}

TEST_CASE("what one submission reserves another cannot", "[evolve]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, {of_student(admission())}));
  CHECK(is_corrupt(ledger.file(second, {of_student(admission())})));
}

TEST_CASE("impossible transitions of a submission are corruption", "[evolve]") {
  Ledger ledger;
  ledger.open();
  REQUIRE(ledger.file(first, three_admissions()));
  const auto refuses = [&](Body body) {
    const auto at = std::to_string(ledger.state.size().value);
    return is_corrupt(ledger.append(std::move(body)), at);
  };
  SECTION("the same id twice") {
    CHECK(refuses(ledger.header(first, 1)));
  }
  SECTION("no lines") {
    CHECK(refuses(ledger.header(second, 0)));
  }
  SECTION("accepted twice") {
    Accepted again;
    again.submission = first;
    again.header = ledger.state.submission(first)->header;
    CHECK(refuses(LedgerRecord{again}));
  }
  SECTION("an effect without an approval, and two effects") {
    CHECK(refuses(LedgerRecord{ledger.effect(first)}));
    REQUIRE(ledger.sign(first, Decision::approve, "a"));
    auto other = ledger.effect(first);
    other.sign_off = town::id<Digest>(0x01);
    CHECK(refuses(LedgerRecord{other}));
    REQUIRE(ledger.record(ledger.effect(first)));
    CHECK(refuses(LedgerRecord{ledger.effect(first)}));
    CHECK(refuses(ledger.sign_off(first, Decision::withdraw, "author")));
    CHECK(refuses(ledger.sign_off(first, Decision::return_, "b", {{0, ReasonCode::late}})));
  }
  SECTION("a step signed twice") {
    REQUIRE(ledger.sign(first, Decision::approve, "a"));
    CHECK(refuses(ledger.sign_off(first, Decision::approve, "a")));
  }
  SECTION("a stale predecessor or header, no decision, no digest") {
    auto stale = ledger.sign_off(first, Decision::approve, "a");
    stale.sign_off.previous = town::id<Digest>(0x01);
    CHECK(refuses(stale));
    stale = ledger.sign_off(first, Decision::approve, "a");
    stale.sign_off.header = town::id<Digest>(0x01);
    CHECK(refuses(stale));
    CHECK(refuses(ledger.sign_off(first, Decision::none, "a")));
    stale = ledger.sign_off(first, Decision::approve, "a");
    stale.digest = {};
    CHECK(refuses(stale));
  }
  SECTION("unknown submissions") {
    auto lost = ledger.sign_off(first, Decision::approve, "a");
    lost.sign_off.submission = second;
    CHECK(refuses(lost));
    CHECK(refuses(LedgerRecord{Lapsed{second}}));
    CHECK(refuses(ledger.header(second, 1, town::id<SubmissionId>(0x77))));
  }
  SECTION("a signature before accepted, and accepted out of its place") {
    REQUIRE(ledger.append(ledger.header(second, 1)));
    CHECK(refuses(ledger.sign_off(second, Decision::approve, "a")));
    Accepted early;
    early.submission = second;
    early.header = ledger.state.submission(second)->header;
    CHECK(refuses(LedgerRecord{early}));
    REQUIRE(ledger.append(PackChunk{}));  // Stands where the event should.
    CHECK_FALSE(ledger.record(early));
  }
  SECTION("an empty record") {
    CHECK(refuses(LedgerRecord{}));
  }
}

TEST_CASE("nothing follows a seal", "[evolve]") {
  Ledger ledger;
  ledger.open();
  ClockConfirmed clock;
  clock.last_recorded_at = Instant{ledger.now.ms + 1};
  CHECK(is_corrupt(ledger.record(clock), "2"));
  clock.last_recorded_at = ledger.now;
  REQUIRE(ledger.record(clock));
  REQUIRE(ledger.record(Sealed{}));
  CHECK(is_corrupt(ledger.append(PackChunk{}), "4"));
}

// ---- Students (rules.md §9). -------------------------------------------------------------------

TEST_CASE("from admission to the roll", "[SY-1.2b][SY-1.3b][SY-1.3c]") {
  Effects e;
  e.given(of_student(admission()), person);
  CHECK(e.row().person == person);
  CHECK(e.row().status == StudentStatus::admitted);
  e.given(of_student(arrival()));
  CHECK(e.row().status == StudentStatus::pending);
  CHECK(e.state.school_class(class_a)->arrived == 1);
  e.given(of_student(EntryPhotoUploaded{true, day}));
  e.given(of_student(roster_line()));
  CHECK(e.row().status == StudentStatus::active);
  CHECK(e.row().status_from == day);
  CHECK(e.row().status_at == Position{80});
  CHECK(e.row().roster_at == Position{70});
  CHECK(e.row().entry_year == 2024);
  CHECK(e.row().photo_online);
  CHECK(e.row().version == 4);
  CHECK(e.state.school_class(class_a)->registered == 1);
}

TEST_CASE("counts follow a student who moves", "[SY-1.2a]") {
  Effects e;
  e.given(of_student(admission()), person);
  e.given(of_student(arrival(class_a)));
  e.given(of_student(arrival(class_b)));
  CHECK(e.state.school_class(class_a)->arrived == 0);
  CHECK(e.state.school_class(class_b)->arrived == 1);
  e.given(of_student(roster_line(class_a)));
  CHECK(e.state.school_class(class_a)->arrived == 1);
  CHECK(e.state.school_class(class_a)->registered == 1);
  CHECK(e.state.school_class(class_b)->arrived == 0);
  CHECK(is_corrupt(e.apply(of_student(arrival(town::id<ClassId>(0x77))))));
}

TEST_CASE("a retained place leaves the class and comes back through a new arrival",
          "[FJ-07b][FJ-07d][FJ-07e]") {
  Effects e;
  e.given(of_student(admission()), person);
  e.given(of_student(arrival()));
  EntryPlaceRetained retained;
  retained.until = add_years(day, 1);
  e.given(of_student(retained));
  CHECK(e.row().retained_until == add_years(day, 1));
  CHECK(e.state.school_class(class_a)->arrived == 0);
  SECTION("restored") {
    e.given(of_student(EntryPlaceRestored{}));
    CHECK(e.row().status == StudentStatus::pending);
    CHECK(e.state.school_class(class_a)->arrived == 0);
    e.given(of_student(arrival()));
    CHECK(e.state.school_class(class_a)->arrived == 1);
  }
  SECTION("cancelled") {
    e.given(of_student(EntryPlaceCancelled{}));
    CHECK(e.row().status == StudentStatus::place_cancelled);
  }
}

TEST_CASE("every transition that §9 does not allow is corruption", "[evolve]") {
  using S = StudentStatus;
  // Rows of rules.md §9 that these events can touch, written down apart from the product's table;
  // pending → pending is a student placed anew, which is no change of status.
  const std::set<std::pair<S, S>> lawful{{S::none, S::admitted},
                                         {S::none, S::active},
                                         {S::none, S::on_leave},
                                         {S::admitted, S::entry_place_retained},
                                         {S::admitted, S::pending},
                                         {S::admitted, S::place_cancelled},
                                         {S::entry_place_retained, S::pending},
                                         {S::entry_place_retained, S::place_cancelled},
                                         {S::pending, S::active},
                                         {S::pending, S::entry_place_retained},
                                         {S::pending, S::place_cancelled},
                                         {S::pending, S::pending},
                                         {S::active, S::on_leave},
                                         {S::active, S::transferred_out},
                                         {S::active, S::withdrawn},
                                         {S::active, S::status_cancelled},
                                         {S::active, S::deceased},
                                         {S::on_leave, S::active},
                                         {S::on_leave, S::on_leave},
                                         {S::on_leave, S::withdrawn},
                                         {S::on_leave, S::status_cancelled},
                                         {S::on_leave, S::deceased}};
  const std::vector<std::pair<Event, S>> events{
      {of_student(admission()), S::admitted},
      {of_student(GeneralHighStudentAdmitted{}), S::admitted},
      {of_student(arrival()), S::pending},
      {of_student(EntryPlaceRetained{}), S::entry_place_retained},
      {of_student(EntryPlaceRestored{}), S::pending},
      {of_student(EntryPlaceCancelled{}), S::place_cancelled},
      {of_student(roster_line()), S::active},
      {of_student(opening(S::active)), S::active},
      {of_student(opening(S::on_leave)), S::on_leave},
      {of_student(opening(S::graduated)), S::graduated},
      {of_student(LeaveGranted{}), S::on_leave},
      {of_student(LeaveExtended{}), S::on_leave},
      {of_student(StudyResumed{}), S::active},
      {of_student(TransferredOut{}), S::transferred_out},
      {of_student(Withdrawn{}), S::withdrawn},
      {of_student(DeemedWithdrawn{}), S::withdrawn},
      {of_student(StatusCancelled{}), S::status_cancelled},
      {of_student(StudentDied{}), S::deceased}};
  int allowed = 0;
  for (const auto& [e, to] : events) {
    for (int raw = 0; raw <= static_cast<int>(S::deceased); ++raw) {
      const auto from = static_cast<S>(raw);
      INFO(code_of(type_of(e)) << " from " << code_of(from));
      Effects world;
      world.state.edit_student(student).status = from;
      const auto applied = world.apply(e, person);
      if (applied) {
        CHECK(lawful.contains({from, to}));
        CHECK(world.row().status == to);
        CHECK(transition_allowed(type_of(e), from, to));
        ++allowed;
      } else {
        CHECK(is_corrupt(applied, "70"));
        CHECK_FALSE(transition_allowed(type_of(e), from, to));
        CHECK(world.row().status == from);
      }
    }
  }
  // Sanctions and certificates change a status on conditions of their own; their chapters show them.
  const auto rows = status_transitions();
  const auto listed = std::count_if(rows.begin(), rows.end(), [&](const StatusTransition& row) {
    return std::any_of(events.begin(), events.end(),
                       [&](const auto& one) { return type_of(one.first) == row.event; });
  });
  CHECK(allowed == listed);
}

TEST_CASE("a new status joins the person whom accepted assigned", "[SY-1.5a]") {
  Effects e;
  CHECK(is_corrupt(e.apply(of_student(admission()))));
  Effects again;
  again.given(of_student(opening(StudentStatus::on_leave)), person);
  CHECK(again.row().opening_import);
  CHECK(again.state.school_class(class_a)->registered == 1);
  again.given(of_student(admission(), student_b), person);
  CHECK(again.state.person(person)->statuses == std::vector{student, student_b});
}

TEST_CASE("the city's approval marks an ordinary-high student", "[SY-1.5e][SY-1.1c]") {
  Effects e;
  GeneralHighStudentAdmitted facts;
  facts.route = EntryRoute::ordinary_high_diversion;
  e.given(of_student(facts), person);
  CHECK(e.row().city_approved);
  CHECK(e.row().route == EntryRoute::ordinary_high_diversion);
}

TEST_CASE("a student number is given once and moves its range on", "[FJ-08c]") {
  Effects e;
  e.given(of_student(admission()), person);
  e.given(of_student(admission(), student_b), town::id<PersonId>(0x46));
  e.given(of_student(number("2401020007")));
  CHECK(e.row().number == "2401020007");
  CHECK(e.state.serial("240102")->last == 7);
  CHECK(is_corrupt(e.apply(of_student(number("2401020007"), student_b))));
  e.given(of_student(number("2401020003"), student_b));
  CHECK(e.state.serial("240102")->last == 7);
  CHECK(is_corrupt(e.apply(of_student(number("")))));
}

TEST_CASE("reviews, file, receipt and consent need a known student", "[FJ-06a][FJ-07a][FJ-08a]") {
  IdentityReviewed identity;
  identity.result = ReviewResult::passed;
  HealthReviewed health;
  health.result = ReviewResult::not_suitable;
  ExternalRegistrationConfirmed receipt;
  receipt.matched = false;
  const std::vector<Event> notes{of_student(identity), of_student(health), of_student(receipt),
                                 of_student(FileOpened{}), of_student(Consent{})};
  Effects unknown;
  for (const auto& e : notes)
    CHECK(is_corrupt(unknown.apply(e)));
  Effects e;
  e.given(of_student(admission()), person);
  for (const auto& note : notes)
    e.given(note);
  CHECK(e.row().identity_review == ReviewResult::passed);
  CHECK(e.row().health_review == ReviewResult::not_suitable);
  CHECK(e.row().external_confirmed);
  CHECK_FALSE(e.row().external_matched);
  CHECK(e.row().file_opened);
  CHECK(e.row().version == 6);
  CHECK(e.apply(of_student(RuleOverridden{})));
}

// ---- Who may act, and the duty system. ---------------------------------------------------------

TEST_CASE("organisations: one code, a known supervisor, no cycle, institutes found", "[SY-1.2f]") {
  Effects e;
  const auto office = town::id<OrganisationId>(0x21);
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::admissions_office;
  facts.code = "A1";
  facts.supervisor = town::city;
  e.given(of_organisation(facts, office));
  CHECK(e.state.organisation(town::city)->admissions_office == office);
  CHECK(is_corrupt(e.apply(of_organisation(facts, office))));
  CHECK(is_corrupt(e.apply(of_organisation(facts, town::id<OrganisationId>(0x22)))));
  facts.code = "A2";
  facts.supervisor = town::id<OrganisationId>(0x99);
  CHECK(is_corrupt(e.apply(of_organisation(facts, town::id<OrganisationId>(0x22)))));

  OrganisationChanged moved;
  moved.supervisor = town::county;
  e.given(of_organisation(moved, office));
  CHECK(e.state.organisation(town::city)->admissions_office.is_none());
  CHECK(e.state.organisation(town::county)->admissions_office == office);
  moved.supervisor = town::school;
  CHECK(is_corrupt(e.apply(of_organisation(moved, town::city))));
}

TEST_CASE("tiers hold from their day and stay in order", "[D-25]") {
  Effects e;
  for (const int year : {2020, 2010, 2015}) {
    OrganisationChanged facts;
    facts.tier = SchoolTier::national_key;
    facts.tier_from = make_date(year, 1, 1);
    e.given(of_organisation(facts));
  }
  const auto& tiers = e.state.organisation(town::school)->tiers;
  REQUIRE(tiers.size() == 3);
  CHECK(tiers[0].from < tiers[1].from);
  CHECK(tiers[1].from < tiers[2].from);
}

TEST_CASE("a key has one owner, rotation retires the old one, revocation is once", "[authority]") {
  Effects e;
  const auto fresh = town::id<KeyId>(0x71);
  KeyEnrolled enrol;
  enrol.purpose = KeyPurpose::personal;
  enrol.key = fresh;
  enrol.replaces = town::key_of(town::officer);
  CHECK(is_corrupt(e.apply(of_person(enrol, town::principal))));
  e.given(of_person(enrol));
  CHECK(e.state.key(fresh)->person == town::officer);
  CHECK(e.state.key(town::key_of(town::officer))->revoked_at == Position{80});
  CHECK(is_corrupt(e.apply(of_person(enrol))));
  enrol.key = {};
  CHECK(is_corrupt(e.apply(of_person(enrol))));

  KeyRevoked revoke;
  revoke.key = fresh;
  revoke.kind = RevocationKind::lost;
  CHECK(is_corrupt(e.apply(of_person(revoke, town::principal))));
  e.given(of_person(revoke));
  CHECK(is_corrupt(e.apply(of_person(revoke))));
  revoke.kind = RevocationKind::compromised;
  e.given(of_person(revoke));
  CHECK(e.state.key(fresh)->revocation == RevocationKind::compromised);
  KeyEnrolled seal;
  seal.purpose = KeyPurpose::seal;
  seal.key = town::id<KeyId>(0x72);
  e.given(of_organisation(seal));
  CHECK(e.state.key(seal.key)->organisation == town::school);
}

TEST_CASE("people, roles and delegations begin and end at their positions", "[SY-3.2b]") {
  Effects e;
  const auto newcomer = town::id<PersonId>(0x22);
  const RoleGranted role{Role::principal, town::school, day, {}};
  CHECK(is_corrupt(e.apply(of_person(role, newcomer))));
  e.given(of_person(PersonRegistered{town::school}, newcomer));
  e.given(of_person(role, newcomer));
  CHECK(e.state.person(newcomer)->roles.front().granted_at == Position{80});
  e.given(of_person(RoleEnded{Role::principal, town::school}, newcomer));
  CHECK(e.state.person(newcomer)->roles.front().ended_at == Position{80});
  CHECK(is_corrupt(e.apply(of_person(RoleEnded{Role::principal, town::school}, newcomer))));

  DelegationGranted given;
  given.delegation = town::delegation;
  given.from_person = town::principal;
  given.role = Role::principal;
  given.organisation = town::school;
  e.given(of_person(given, newcomer));
  CHECK(is_corrupt(e.apply(of_person(given, newcomer))));
  e.given(of_person(DelegationEnded{town::delegation}, newcomer));
  CHECK(e.state.person(newcomer)->delegations.front().ended_at == Position{80});
  CHECK(is_corrupt(e.apply(of_person(DelegationEnded{town::delegation}, newcomer))));
}

TEST_CASE("the status officer is designated and handed over by the one who is", "[SY-1.4b]") {
  Effects e;
  e.given(of_organisation(OfficerDesignated{town::principal}));
  CHECK(is_corrupt(e.apply(of_organisation(OfficerDesignated{town::id<PersonId>(0x77)}))));
  CHECK(is_corrupt(e.apply(of_organisation(OfficerHandedOver{town::officer, town::keeper}))));
  e.given(of_organisation(OfficerHandedOver{town::principal, town::keeper}));
  CHECK(e.state.organisation(town::school)->officer == town::keeper);
  CHECK(e.state.organisation(town::school)->officer_since == Position{80});
}

TEST_CASE("what a school files is kept, the newest of its kind where there is one",
          "[SY-1.2j][SY-3.1a][SY-2.1a][SY-1.5c]") {
  Effects e;
  const auto twice = [&](const Event& one) {
    e.given(one);
    e.given(one);
  };
  TeachingPlanFiled plan;
  plan.cohort = 2024;
  plan.major_code = "710205";
  twice(of_organisation(plan));
  twice(of_organisation(SchoolRuleFiled{}));
  twice(of_organisation(SchoolCalendarSet{2024, {}}));
  twice(of_organisation(DeadlineExtended{}));
  twice(of_organisation(ExternalListImported{ExternalListKind::city_roster, day, 5, {}}));
  twice(of_organisation(OutOfAreaReviewed{2024, Season::autumn, 3, ReviewResult::passed, day}));
  twice(of_organisation(PolicyPackActivated{{}, "shiyan", "2"}));
  twice(of_organisation(ReportingWindowAnnounced{}));
  TeachingPointRegistered point;
  point.site = town::id<SiteId>(0x61);
  e.given(of_organisation(point));
  CHECK(is_corrupt(e.apply(of_organisation(point))));
  const auto& row = *e.state.organisation(town::school);
  CHECK(row.plans.size() == 2);
  CHECK(row.rules.size() == 2);
  CHECK(row.calendar.size() == 1);
  CHECK(row.extensions.size() == 2);
  CHECK(row.lists.size() == 1);
  CHECK(row.intakes.size() == 1);
  CHECK(row.packs.size() == 2);
  CHECK(row.packs.back().from == day);
  CHECK(row.sites.size() == 1);
}

TEST_CASE("classes open once and keep their last counts", "[SY-1.2a][SY-1.2e]") {
  Effects e;
  const auto fresh = town::id<ClassId>(0x62);
  ClassOpened opened;
  opened.school = town::school;
  opened.name = "24-1";
  CHECK(is_corrupt(e.apply(of_class(ClassHeadcountVerified{30, day}, fresh))));
  e.given(of_class(opened, fresh));
  CHECK(is_corrupt(e.apply(of_class(opened, fresh))));
  e.given(of_class(ClassTeacherAssigned{town::keeper}, fresh));
  e.given(of_class(ClassHeadcountVerified{30, day}, fresh));
  e.given(of_class(ClassHeadcountVerified{31, day}, fresh));
  e.given(of_class(OnSiteVerified{29, day, true}, fresh));
  e.given(of_class(PresenceConfirmed{}, fresh));
  const auto& row = *e.state.school_class(fresh);
  CHECK(row.teacher == town::keeper);
  CHECK(row.headcount == 31);
  CHECK(row.headcount_at == Position{70});
  CHECK(row.on_site_count == 29);
  CHECK(row.found_off_campus);
}

TEST_CASE("an event on a subject of another kind, or without facts, is corruption", "[evolve]") {
  Effects e;
  auto confused = of_student(admission());
  confused.subject_kind = SubjectKind::person;
  CHECK(is_corrupt(e.apply(confused, person)));
  auto misdirected = of_organisation(OfficerDesignated{town::principal});
  misdirected.subject_kind = SubjectKind::school_class;
  CHECK(is_corrupt(e.apply(misdirected)));
  Event empty;
  CHECK(is_corrupt(e.apply(empty)));
}
