// Rules whose other side, or whose very day, nothing else shows: removing one of these guards from
// its pack, or moving one of these days by one, must be noticed.
#include <catch2/catch.hpp>

#include "ledger/policy/identity.h"
#include "ledger/registry/evolve.h"
#include "ledger/registry/reportable.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {

template <class Change>
Verdict admission(World& world, Change change) {
  auto facts = world.admission_facts();
  change(facts);
  return world.file(Form::admission, {world.of_student(1, facts, world.personal(1))});
}
/// What of the line lapses when its roster takes effect.
std::set<std::string> lapses(World& world, Form form, const SubmittedEvent& line) {
  std::set<std::string> rules;
  const auto effect = decide_effect(world.input(), world.filed(form, 1), events_of({line}));
  for (const auto& one : effect.lapsed)
    rules.insert(one.rule);
  return rules;
}

}  // namespace

// ---- Ways in. ----------------------------------------------------------------------------------

TEST_CASE("an admission names a way in that the pack knows [SY-1.1c][FJ-03b]") {
  World world("shiyan");
  const auto by = [&](EntryRoute route) {
    return refusals(admission(world, [&](auto& facts) { facts.route = route; }));
  };
  CHECK(by(EntryRoute::exam).empty());
  CHECK(by(EntryRoute::none) == Rules{"FORMAT", "SY-1.1c"});
  World fujian("fujian");
  const auto there = [&](EntryRoute route) {
    return refusals(admission(fujian, [&](auto& facts) { facts.route = route; }));
  };
  CHECK(there(EntryRoute::exam).empty());
  CHECK(there(EntryRoute::ordinary_high_diversion) == Rules{"FJ-03b"});
}

TEST_CASE("an admission states what it rests on, and of whom [SY-1.3b][SY-3.2d]") {
  World world("shiyan");
  CHECK(refusals(admission(world, [](auto& facts) { facts.basis = AdmissionBasis::none; })) ==
        Rules{"SY-1.3b"});
  CHECK(refusals(admission(world, [](auto& facts) { facts.category = CandidateCategory::none; })) ==
        Rules{"SY-3.2d"});
  CHECK(refusals(admission(world, [](auto&) {})).empty());
}

TEST_CASE("Fujian registers nobody whom the school did not admit [FJ-03b]") {
  World world("fujian");
  const auto line = world.line(1);
  CHECK(refusals(world.roster({line})).empty());
  world.state.edit_student(World::student_id(1)).admitted_on = {};
  CHECK(refusals(world.roster({line})) == Rules{"FJ-03b"});
}

TEST_CASE("coded personal values are codes of their tables [SY-3.2d][FJ-39]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-3.2d"}, std::pair{"fujian", "FJ-39"}}) {
    World world(name);
    world.student(1);
    const auto line = [&](P field, const std::string& value) {
      auto values = world.personal(1);
      values[field] = value;
      return refusals(world.roster({world.of_student(1, world.roster_facts(), values)}));
    };
    INFO(name);
    CHECK(line(P::ethnic_group, "01").empty());
    CHECK(line(P::ethnic_group, "60") == Rules{rule});
    CHECK(line(P::political_status, "77") == Rules{rule});
    CHECK(line(P::household_county, "429999").contains(rule));
  }
}

TEST_CASE("Shiyan: what is missing from the annex is refused or flagged [SY-A1][SY-3.2d]") {
  World world("shiyan");
  world.student(1);
  const auto without = [&](P field) {
    auto values = world.personal(1);
    values.erase(field);
    return world.roster({world.of_student(1, world.roster_facts(), values)});
  };
  CHECK(refusals(without(P::sex)) == Rules{"SY-A1"});
  const auto flagged = without(P::previous_school);
  CHECK(refusals(flagged).empty());
  CHECK(warnings(flagged).contains("SY-3.2d"));
  CHECK_FALSE(warnings(without(P::family_economy)).contains("SY-3.2d"));
}

TEST_CASE("a plan has courses with hours [SY-1.2j]") {
  World world("shiyan");
  TeachingPlanFiled facts;
  facts.cohort = 2024;
  facts.major_code = "610101";
  facts.major_catalogue = "2021";
  facts.document = id<Digest>(5);
  facts.courses = {{"语文", CourseKind::ordinary, true, 100, 6}};
  const auto file = [&] {
    return refusals(world.file(Form::teaching_plan, {world.of_school(facts)}));
  };
  CHECK(file().empty());
  facts.courses[0].hours = 0;
  CHECK(file() == Rules{"SY-1.2j"});
}

TEST_CASE("each form of Fujian that names a major takes it from the catalogue [FJ-05b]") {
  World world("fujian");
  TeachingPlanFiled plan;
  plan.cohort = 2024;
  plan.major_code = "610101";
  plan.major_catalogue = "2021";
  plan.document = id<Digest>(5);
  plan.courses = {{"顶岗实习", CourseKind::internship, true, 600, 30},
                  {"职业技能证书", CourseKind::skill_certificate, true, 60, 4},
                  {"体育", CourseKind::physical_education, true, 120, 6}};
  const auto file = [&] {
    return refusals(world.file(Form::teaching_plan, {world.of_school(plan)}));
  };
  CHECK(file().empty());
  plan.major_code = "619999";
  CHECK(file() == Rules{"FJ-05b"});
}

TEST_CASE("the intake that a month of Shiyan belongs to: June is spring, July autumn [SY-1.2l]") {
  const auto& pack = World("shiyan").pack;
  CHECK(pack.season_of(make_date(2024, 1, 1)) == Season::spring);
  CHECK(pack.season_of(make_date(2024, 6, 30)) == Season::spring);
  CHECK(pack.season_of(make_date(2024, 7, 1)) == Season::autumn);
  CHECK(pack.season_of(make_date(2024, 12, 31)) == Season::autumn);
  const auto& fujian = World("fujian").pack;
  CHECK(fujian.season_of(make_date(2024, 1, 1)) == Season::spring);
  CHECK(fujian.season_of(make_date(2024, 5, 31)) == Season::spring);
  CHECK(fujian.season_of(make_date(2024, 6, 1)) == Season::autumn);
}

TEST_CASE(
    "Fujian's days of the spring intake: review by 15, roster by 31 August [FJ-06a][FJ-06c]") {
  World world("fujian");
  auto& student = world.student(1);
  student.season = Season::spring;
  student.admitted_on = make_date(2024, 3, 1);
  IdentityReviewed review;
  review.result = ReviewResult::passed;
  review.against_city_roster = review.name_agrees = review.sex_agrees = true;
  review.birth_month_agrees = review.identity_number_agrees = review.household_agrees = true;
  review.reviewed_on = make_date(2024, 8, 1);
  const auto reviewed_late = [&] {
    auto event = world.of_student(1, review);
    event.event.effective_on = make_date(2024, 8, 1);
    return warnings(world.file(Form::identity_review, {event})).contains("FJ-06a");
  };
  world.now = end_of(make_date(2024, 8, 15));
  CHECK_FALSE(reviewed_late());
  world.now.ms += 1;
  CHECK(reviewed_late());
  // Late admissions of autumn have until the end of the year (D-16).
  student.season = Season::autumn;
  student.admitted_on = make_date(2024, 12, 6);
  world.now = end_of(make_date(2024, 12, 31));
  CHECK_FALSE(reviewed_late());
  world.now.ms += 1;
  CHECK(reviewed_late());

  auto facts = world.roster_facts();
  facts.season = Season::spring;
  facts.entered_on = make_date(2024, 3, 1);
  auto line = world.line(2, facts);
  world.state.edit_student(World::student_id(2)).season = Season::spring;
  line.event.effective_on = make_date(2024, 8, 1);
  const auto filed_late = [&] { return warnings(world.roster({line})).contains("FJ-06c"); };
  world.now = end_of(make_date(2024, 8, 31));
  CHECK_FALSE(filed_late());
  world.now.ms += 1;
  CHECK(filed_late());
}

TEST_CASE("what changed between filing and effect is judged again [FJ-06b][FJ-38][FJ-08c]") {
  World world("fujian");
  auto line = world.line(1);
  CHECK(lapses(world, Form::entry_roster, line).empty());
  auto& student = world.state.edit_student(World::student_id(1));
  student.identity_review = ReviewResult::failed;
  CHECK(lapses(world, Form::entry_roster, line) == Rules{"FJ-06b"});
  student.identity_review = ReviewResult::passed;
  world.organisation(world.other_school, OrganisationKind::school, "350102", world.county);
  auto& other = world.state.edit_student(World::student_id(77));
  other.status = StudentStatus::active;
  other.school = world.other_school;
  world.state.edit_person(World::person_id(1)).statuses.push_back(World::student_id(77));
  CHECK(lapses(world, Form::entry_roster, line) == Rules{"FJ-38"});

  world.on_roll(3);
  const auto number = world.of_student(3, StudentNumberAssigned{2024, "2411010001"});
  CHECK(lapses(world, Form::student_number, number).empty());
  world.state.edit_identifier(IdentifierKind::student_number, "2411010001").holder =
      subject_of(World::student_id(9));
  CHECK(lapses(world, Form::student_number, number) == Rules{"FJ-08c"});
}

TEST_CASE("Fujian takes the receipts of the two systems and of no other [FJ-06d]") {
  World world("fujian");
  world.on_roll(1);
  ExternalRegistrationConfirmed facts{ExternalSystem::provincial, world.today(), true};
  const auto file = [&] {
    return refusals(world.file(Form::external_confirmation, {world.of_student(1, facts)}));
  };
  CHECK(file().empty());
  facts.system = ExternalSystem::none;
  CHECK(file() == Rules{"FORMAT", "FJ-06d"});
}

TEST_CASE("Fujian: the keeper of the files is an officer of the school [FJ-08b]") {
  World world("fujian");
  const auto designate = [&](Role role) {
    const auto person = world.holder(role, world.school).first;
    return refusals(world.file(Form::officer, {world.of_school(OfficerDesignated{person})}));
  };
  CHECK(designate(Role::status_officer).empty());
  CHECK(designate(Role::class_teacher) == Rules{"FJ-08b"});
}

TEST_CASE("Fujian: terms stand in order, the last day of August included [FJ-09a]") {
  World world("fujian");
  SchoolCalendarSet facts{2024,
                          {{1, make_date(2024, 9, 1), make_date(2025, 1, 15), 560},
                           {2, make_date(2025, 2, 20), make_date(2025, 8, 31), 560}}};
  const auto file = [&] {
    return refusals(world.file(Form::school_calendar, {world.of_school(facts)}));
  };
  CHECK(file().empty());
  facts.terms[1].ends = make_date(2025, 9, 1);
  CHECK(file() == Rules{"FJ-09a"});
  facts.terms[1].ends = make_date(2025, 7, 5);
  facts.terms[1].hours = 0;
  CHECK(file() == Rules{"FJ-09a"});
}

TEST_CASE("Fujian imports who entered before the ledger began, not on its first day [FJ-39]") {
  World world("fujian");
  auto facts = world.import_facts(make_date(2023, 12, 31));
  const auto import = [&] {
    return refusals(
        world.file(Form::opening_import, {world.of_student(50, facts, world.personal(50))}));
  };
  CHECK(import().empty());
  facts.entered_on = make_date(2024, 1, 1);  // The day of the genesis.
  CHECK(import() == Rules{"FJ-39"});
}

// ---- Whose name, whose number, whose county. ---------------------------------------------------

TEST_CASE(
    "the household county decides what is out of area, not the county in the id number "
    "[SY-2.1a]") {
  // 420321 was 郧县 until it became 郧阳区 420304, where the school is; an id keeps its digits.
  World world("shiyan");
  world.student(1);
  auto values = world.personal(1);
  values[P::identity_number] = citizen_id(1, "420321");
  world.persons.known[citizen_id(1, "420321")] = World::person_id(1);
  auto facts = world.roster_facts();
  const auto file = [&] { return refusals(world.roster({world.of_student(1, facts, values)})); };
  CHECK(file().empty());
  facts.out_of_area = true;
  CHECK(file() == Rules{"SY-2.1a"});
}

TEST_CASE(
    "names with a dot or a rare character and an id that ends in X are registered "
    "[SY-3.2d][FJ-39]") {
  for (const auto* pack : {"shiyan", "fujian"}) {
    World world(pack);
    for (const auto* name : {"买买提·阿不都热依木", "𠮷田𡈽", "欧阳娜娜"}) {
      world.student(1);
      auto values = world.personal(1);
      values[P::name] = name;
      INFO(pack << " " << name);
      CHECK(refusals(world.roster({world.of_student(1, world.roster_facts(), values)})).empty());
    }
    unsigned with_x = 1;
    while (!citizen_id(with_x).ends_with('X'))
      with_x += 1;
    auto line = world.line(with_x);
    CHECK(refusals(world.roster({line})).empty());
    auto values = world.personal(with_x);
    values[P::identity_number].back() = '0';
    CHECK_FALSE(
        refusals(world.roster({world.of_student(with_x, world.roster_facts(), values)})).empty());
  }
}

// ---- Leave. ------------------------------------------------------------------------------------

namespace {
LeaveGranted leave_of(Date from, Date until) {
  LeaveGranted facts;
  facts.ground = LeaveGround::illness;
  facts.hospital = HospitalLevel::grade_2a;
  facts.from = from;
  facts.until = until;
  facts.absent_hours = 201;
  facts.term_hours = 600;
  return facts;
}
}  // namespace

TEST_CASE(
    "a leave that starts on 29 February ends with 27 February, one of 1 March with 28 or 29 "
    "[FJ-13a]") {
  StatusWorld world;
  world.row().arrived_on = make_date(2022, 9, 1);
  world.state.edit_organisation(world.school)
      .calendar.push_back({2023, {{2, make_date(2024, 2, 19), make_date(2024, 7, 5), 600}}});
  const auto leave = [&](Date from, Date until) {
    return world.refused(
        Form::leave, {world.act(leave_of(from, until), StatusWorld::document()), world.consent()});
  };
  CHECK(leave(make_date(2024, 2, 29), make_date(2025, 2, 27)).empty());
  CHECK(leave(make_date(2024, 2, 29), make_date(2025, 2, 28)) == Rules{"FJ-13a"});
  CHECK(leave(make_date(2024, 3, 1), make_date(2025, 2, 28)).empty());
  CHECK(leave(make_date(2024, 3, 1), make_date(2025, 3, 1)) == Rules{"FJ-13a"});
  // A year that ends in a leap year has its 29 February.
  CHECK(leave(make_date(2023, 3, 1), make_date(2024, 2, 29)).empty());
  CHECK(leave(make_date(2023, 3, 1), make_date(2024, 3, 1)) == Rules{"FJ-13a"});
}

TEST_CASE("the fifth year of leave is an exception, as a new leave and as an extension [FJ-13b]") {
  StatusWorld world;
  auto& student = world.row();
  const auto year = [](int of, bool ended) {
    return LeavePeriod{LeaveGround::illness, make_date(of, 3, 1),
                       add_days(make_date(of + 1, 3, 1), -1), ended};
  };
  student.leaves = {year(2021, true), year(2022, true), year(2023, true), year(2024, true)};
  const auto line =
      world.act(leave_of(make_date(2025, 3, 10), make_date(2026, 3, 9)), StatusWorld::document());
  CHECK(world.refused(Form::leave, {line, world.consent()}) == Rules{"FJ-13b"});
  CHECK(world.refused(Form::leave, {line, world.consent(), world.override_of(line, "FJ-13b")})
            .empty());
  // On leave for the fourth year: three are extended into the fourth, four are not into the fifth.
  student.status = StudentStatus::on_leave;
  student.leaves.back().ended = false;
  LeaveExtended more{LeaveGround::illness, make_date(2025, 3, 1), make_date(2026, 2, 28)};
  const auto extend = [&] {
    return world.refused(Form::leave, {world.act(more), world.consent()});
  };
  CHECK(extend() == Rules{"FJ-13b"});
  student.leaves.erase(student.leaves.begin());
  CHECK(extend().empty());
}

TEST_CASE("who withdrew while a resumption was signed does not resume [FJ-16c]") {
  StatusWorld world;
  world.on_leave();
  world.go_to(make_date(2026, 3, 2));
  StudyResumed facts;
  facts.class_id = world.next_class;
  facts.cohort = 2025;
  facts.applied_on = make_date(2026, 3, 1);
  const auto line = world.act(facts, StatusWorld::document());
  CHECK(lapses(world, Form::resumption, line).empty());
  world.row().status = StudentStatus::withdrawn;
  // The state model speaks first: one reason is enough for a line to lapse.
  CHECK(lapses(world, Form::resumption, line) == Rules{"STATE"});
}

// ---- Graduation. -------------------------------------------------------------------------------

TEST_CASE("Shiyan: the days of a diploma stand in order [SY-1.7a]") {
  World world("shiyan");
  world.now = Instant{start_of(make_date(2027, 6, 10)).ms};
  world.on_roll(1).entry_year = 2024;
  StampingLine line;
  line.school = world.school;
  line.cohort = 2024;
  line.graduation_year = 2027;
  line.kind = CertificateKind::graduation;
  line.study_from = make_date(2024, 9, 1);
  line.study_until = make_date(2027, 6, 30);
  line.issue_on = make_date(2027, 7, 1);
  // The line lacks its registration, which is refused under the same rule: look at the fields.
  const auto fields = [&] {
    std::set<std::string> out;
    for (const auto& problem :
         world.file(Form::stamping, {world.of_student(1, line, world.personal(1))}).problems) {
      if (problem.rule == "SY-1.7a") out.insert(problem.field);
    }
    return out;
  };
  CHECK_FALSE(fields().contains("study_until"));
  CHECK_FALSE(fields().contains("graduation_year"));
  line.study_until = line.study_from;
  CHECK(fields().contains("study_until"));
  line.study_until = make_date(2027, 6, 30);
  line.issue_on = make_date(2028, 1, 1);
  CHECK(fields().contains("graduation_year"));
}

TEST_CASE("Fujian: the summary of an internship judges everybody who went [FJ-20b]") {
  World world("fujian");
  for (const unsigned number : {1U, 2U})
    world.on_roll(number);
  InternshipHeld held;
  held.internship = id<InternshipId>(1, 21);
  held.students = {World::student_id(1), World::student_id(2)};
  held.approved_on = make_date(2024, 9, 2);
  held.started_on = make_date(2024, 9, 2);
  world.edit_school().internships = {held};
  InternshipClosed facts{held.internship, make_date(2024, 10, 18), id<Digest>(3, 3), {}, {}};
  const auto file = [&] {
    return refusals(world.file(Form::internship_summary, {world.of_school(facts)}));
  };
  facts.passed = held.students;
  CHECK(file().empty());
  facts.passed.pop_back();
  CHECK(file() == Rules{"FJ-20b"});
}

// ---- Inspection, reversals, ends. --------------------------------------------------------------

TEST_CASE("a finding in Fujian is answered before it is closed [FJ-45a]") {
  StatusWorld world;
  world.state.set_head(TreeSize{500}, world.now);
  FindingHeld held;
  held.finding = id<FindingId>(1, 11);
  held.raised_at = Position{400};
  world.edit_school().findings = {held};
  FindingClosed closing;
  closing.finding = held.finding;
  closing.outcome = FindingOutcome::corrected;
  closing.closed_on = world.today();
  const auto close = [&] {
    return world.refused(Form::finding_closing, {world.of_school(closing)});
  };
  CHECK(close().contains("FJ-45a"));
  world.edit_school().findings.front().answered_on = world.today();
  CHECK(close().empty());
}

namespace {
/// A withdrawal that was recorded at entry 70 and is taken back.
struct Reversal : StatusWorld {
  explicit Reversal(const std::string& pack) : StatusWorld(pack) {
    state.set_head(TreeSize{500}, now);
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = today();
    REQUIRE(apply_effect(state, act(facts, document()).event, Position{70}, {}, Position{80}));
  }
  SubmittedEvent taken_back() const {
    return act(EventReversed{Position{70}, StudentStatus::active, ReasonCode::recorded_in_error},
               document());
  }
};
}  // namespace

TEST_CASE(
    "a reversal is judged again when it takes effect: one status, whatever happened since "
    "[SY-1.5a][FJ-38]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-1.5a"}, std::pair{"fujian", "FJ-38"}}) {
    Reversal world(name);
    const auto line = world.taken_back();
    CHECK(lapses(world, Form::withdrawal, line).empty());
    world.on_roll(2).person = world.row(1).person;
    world.state.edit_person(world.row(1).person).statuses = {Reversal::student_id(1),
                                                             Reversal::student_id(2)};
    CHECK(lapses(world, Form::withdrawal, line).contains(rule));
  }
}

TEST_CASE("Shiyan takes back the newest change only, and restores what held before it [D-26]") {
  Reversal world("shiyan");
  auto line = world.taken_back();
  CHECK(world.refused(Form::withdrawal, {line}).empty());
  get_if<EventReversed>(&line.event.facts)->reverses = Position{71};
  CHECK(world.refused(Form::withdrawal, {line}).contains("D-26"));
  line = world.taken_back();
  get_if<EventReversed>(&line.event.facts)->restored = StudentStatus::on_leave;
  CHECK(world.refused(Form::withdrawal, {line}).contains("D-26"));
}

TEST_CASE("a school of Fujian merges into one that goes on [D-26]") {
  StatusWorld world;
  const auto merge = [&](const OrganisationId& into) {
    return world.refused(Form::organisation_end,
                         {world.of_school(OrganisationMerged{into, world.today()})});
  };
  CHECK(merge(world.other_school).empty());
  world.state.edit_organisation(world.other_school).ended_on = world.today();
  CHECK(merge(world.other_school).contains("D-26"));
}

// ---- Monthly reports. --------------------------------------------------------------------------

namespace {
/// One submission of the school that nobody decided.
class OneUndecided final : public UndecidedSubmissions {
 public:
  OneUndecided(SubmissionState paper, std::vector<Event> events)
      : paper_(std::move(paper)), events_(std::move(events)) {}
  void each_undecided(const OrganisationId&, const Visitor& visit) const override {
    visit(paper_, events_);
  }

 private:
  SubmissionState paper_;
  std::vector<Event> events_;
};
}  // namespace

TEST_CASE("a service keeps a month open when it is that of an expulsion [SY-1.4e][SY-1.4f]") {
  StatusWorld world("shiyan");
  SanctionServed facts;
  facts.case_id = id<CaseId>(3, 6);
  const auto line = world.act(facts).event;
  SubmissionState paper;
  paper.id = id<SubmissionId>(9, 4);
  paper.organisation = world.school;
  paper.stage = SubmissionStage::open;
  SanctionCase held;
  held.case_id = facts.case_id;
  world.row().cases = {held};
  const auto due = [&](SanctionKind kind) {
    world.row().cases.front().kind = kind;
    return lines_due(world.state, paper, {&line, 1}, ReportForm::status_changes, world.today());
  };
  CHECK(due(SanctionKind::expulsion) == 1);
  CHECK(due(SanctionKind::demerit) == 0);
  paper.stage = SubmissionStage::in_effect;
  CHECK(due(SanctionKind::expulsion) == 0);
}

TEST_CASE(
    "a month waits for what others file about its students, and for schools taken over [SY-1.4f]") {
  StatusWorld world("shiyan");
  SubmissionState paper;
  paper.organisation = world.other_school;
  CHECK(concerns(world.state, paper, world.other_school, world.today()));
  CHECK_FALSE(concerns(world.state, paper, world.school, world.today()));
  paper.other_school = world.school;
  CHECK(concerns(world.state, paper, world.school, world.today()));
  // From the day of the merger on.
  paper.other_school = {};
  auto& merged = world.state.edit_organisation(world.other_school);
  merged.merged_into = world.school;
  merged.ended_on = world.today();
  CHECK(concerns(world.state, paper, world.school, world.today()));
  CHECK_FALSE(concerns(world.state, paper, world.school, add_days(world.today(), -1)));
}

TEST_CASE("a month is not closed while a change of it waits, its last day included [SY-1.4f]") {
  StatusWorld world("shiyan");
  world.go_to(make_date(2025, 4, 2));
  world.state.set_head(TreeSize{500}, world.now);
  MonthlyReportFiled facts;
  facts.year = 2025;
  facts.month = 3;
  facts.form = ReportForm::status_changes;
  facts.content = id<Digest>(7, 7);
  facts.computed_from = TreeSize{400};
  const auto close = [&](Date effective_on, ReportForm form,
                         SubmissionStage stage = SubmissionStage::open,
                         std::vector<MarkedLine> struck = {}) {
    auto change = world.act(Withdrawn{});
    change.event.effective_on = effective_on;
    SubmissionState paper;
    paper.id = id<SubmissionId>(9, 4);
    paper.form = Form::withdrawal;
    paper.organisation = world.school;
    paper.stage = stage;
    paper.struck = std::move(struck);
    const OneUndecided waiting(paper, {change.event});
    facts.form = form;
    auto input = world.input();
    input.undecided = &waiting;
    const auto report = world.submit(Form::monthly_report, {world.of_school(facts)});
    return refusals(decide_filing(input, report).verdict);
  };
  CHECK(close(make_date(2025, 3, 31), ReportForm::status_changes) == Rules{"SY-1.4f"});
  CHECK(close(make_date(2025, 4, 1), ReportForm::status_changes).empty());
  CHECK(close(make_date(2025, 3, 31), ReportForm::info_changes).empty());
  // A line that was struck never takes effect; of a returned paper it may come again.
  const std::vector<MarkedLine> first{{0, ReasonCode::data_wrong}};
  const auto last = make_date(2025, 3, 31);
  CHECK(close(last, ReportForm::status_changes, SubmissionStage::open, first).empty());
  CHECK(close(last, ReportForm::status_changes, SubmissionStage::returned, first) ==
        Rules{"SY-1.4f"});
}
