// Awards and sanctions: five of them, by due procedure, by persons who differ.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {

const auto case_id = id<CaseId>(1, 31);
const auto reporter = id<PersonId>(501, 7);

/// A school with a published rule of discipline and one student, born 2008-01-01.
struct Discipline {
  World world;
  PersonId principal;
  PersonId reviewer;

  explicit Discipline(const std::string& pack = "fujian") : world(pack) {
    auto& student = world.on_roll(1);
    student.enrolled_from = make_date(2024, 9, 1);
    world.edit_school().rules = {{SchoolRuleKind::discipline, make_date(2024, 9, 10), Position{3}}};
    principal = world.holder(Role::principal, world.school).first;
    reviewer = world.holder(Role::academic_office, world.school).first;
  }
  StudentState& student() { return world.state.edit_student(World::student_id(1)); }
  const SanctionCase& held() { return student().cases.at(0); }

  SanctionProposed proposal() const {
    return {case_id, SanctionKind::demerit, "第3条第2款", make_date(2024, 9, 20), 2, reporter};
  }
  static Personal papers() { return {{P::case_facts, "演示"}, {P::evidence_digests, "ab,cd"}}; }
  SanctionDecided decision(SanctionKind kind = SanctionKind::demerit) const {
    SanctionDecided facts;
    facts.case_id = case_id;
    facts.kind = kind;
    facts.decided_on = make_date(2024, 10, 10);
    facts.minor = true;
    facts.in_student_file = facts.in_office_archive = true;
    facts.decider = principal;
    return facts;
  }
  Personal identity() const {
    return {{P::identity_type, "1"}, {P::identity_number, citizen_id(1)}};
  }
  Verdict decide(const SanctionDecided& facts, Form form = Form::sanction_decision) {
    return world.file(form, {world.of_student(1, facts, identity())});
  }
  Status effect(const Facts& facts) {
    Event event;
    event.subject_kind = SubjectKind::student;
    event.subject = subject_of(World::student_id(1));
    event.effective_on = make_date(2024, 10, 12);
    event.facts = facts;
    return apply_effect(world.state, event, Position{90}, {}, Position{99});
  }
  void propose() { REQUIRE(effect(proposal())); }
  void hear() {
    propose();
    REQUIRE(effect(HearingOffered{case_id, make_date(2024, 10, 8), HearingStatement::defended,
                                  HearingStatement::reserved}));
  }
  void decided(SanctionKind kind = SanctionKind::demerit) {
    hear();
    REQUIRE(effect(decision(kind)));
  }
  static SanctionServed service() {
    return {case_id, make_date(2024, 10, 12), make_date(2024, 10, 14), ServiceMethod::in_person,
            false};
  }
  void served(SanctionKind kind = SanctionKind::demerit) {
    decided(kind);
    REQUIRE(effect(service()));
  }
  SubmittedEvent consent(bool student, bool guardian) const {
    return world.of_student(1, Consent{student, guardian, true, make_date(2024, 10, 15)});
  }
};

}  // namespace

TEST_CASE("a proposal names facts, evidence and a clause; five sanctions and no other",
          "[FJ-27][FJ-28c]") {
  Discipline given;
  const auto file = [&](auto change, const Personal& papers) {
    auto facts = given.proposal();
    change(facts);
    return refusals(
        given.world.file(Form::sanction_proposal, {given.world.of_student(1, facts, papers)}));
  };
  const auto papers = Discipline::papers();
  CHECK(file([](auto&) {}, papers).empty());
  CHECK(file([](auto& f) { f.evidence_count = 0; }, papers) == Rules{"FJ-28c"});
  CHECK(file([](auto&) {}, {{P::evidence_digests, "ab"}}) == Rules{"FJ-28c"});
  CHECK(file([](auto&) {}, {{P::case_facts, "演示"}}) == Rules{"FJ-28c"});
  CHECK(file([](auto& f) { f.rule_clause.clear(); }, papers) == Rules{"FORMAT"});
  for (const auto& term : terms_of<SanctionKind>()) {
    const auto found = file([&](auto& f) { f.kind = term.value; }, papers);
    CHECK(found.empty() == (term.value != SanctionKind::none));
    if (!found.empty()) CHECK(found.contains("FJ-27"));
  }
  CHECK(file([](auto& f) { f.kind = static_cast<SanctionKind>(6); }, papers).contains("FJ-27"));
}

TEST_CASE("the act is one of a student, under a rule that was published by that day",
          "[FJ-27b][FJ-28b]") {
  Discipline given;
  const auto on = [&](Date day) {
    auto facts = given.proposal();
    facts.act_on = day;
    return refusals(given.world.file(Form::sanction_proposal,
                                     {given.world.of_student(1, facts, Discipline::papers())}));
  };
  CHECK(on(make_date(2024, 9, 10)).empty());
  CHECK(on(make_date(2024, 9, 9)) == Rules{"FJ-28b"});
  given.world.edit_school().rules[0].published_on = make_date(2020, 1, 1);
  CHECK(on(make_date(2024, 9, 1)).empty());
  CHECK(on(make_date(2024, 8, 31)) == Rules{"FJ-27b"});
  given.world.edit_school().rules[0].kind = SchoolRuleKind::attendance;
  CHECK(on(make_date(2024, 9, 20)) == Rules{"FJ-28b"});
}

TEST_CASE("no decision before the hearing", "[FJ-28d]") {
  Discipline given;
  given.propose();
  CHECK(refusals(given.decide(given.decision())) == Rules{"FJ-28d"});
  REQUIRE(given.effect(HearingOffered{case_id, make_date(2024, 10, 11),
                                      HearingStatement::no_objection, HearingStatement::waived}));
  CHECK(refusals(given.decide(given.decision())) == Rules{"FJ-28d"});  // Heard a day later.
  REQUIRE(given.effect(HearingOffered{case_id, make_date(2024, 10, 10),
                                      HearingStatement::no_objection, HearingStatement::waived}));
  CHECK(refusals(given.decide(given.decision())).empty());
}

TEST_CASE("the reporter of a case does not decide it, in whatever submission", "[FJ-28c]") {
  Discipline given;
  given.hear();
  CHECK(refusals(given.decide(given.decision())).empty());
  auto facts = given.decision();
  facts.decider = reporter;
  CHECK(refusals(given.decide(facts)) == Rules{"FJ-28c"});
}

TEST_CASE("the decider named signs; another principal's signature is refused", "[FJ-28c]") {
  Discipline given;
  given.hear();
  const auto sign = [&](const PersonId& decider) {
    auto facts = given.decision();
    facts.decider = decider;
    auto& filed = given.world.filed(Form::sanction_decision, 1);
    filed.header = id<Digest>(5, 5);
    SignOffRequest request;
    auto& sign_off = request.signed_off.sign_off;
    sign_off.submission = filed.id;
    sign_off.header = sign_off.previous = filed.header;
    filed.previous = filed.header;
    sign_off.step = "principal";
    sign_off.decision = Decision::approve;
    const auto [person, key] = given.world.holder(Role::principal, given.world.school);
    sign_off.capacity = {person, Role::principal, given.world.school, {}};
    sign_off.key = key;
    const auto events = events_of({given.world.of_student(1, facts, given.identity())});
    return refusals(decide_sign_off_request(given.world.input(), filed, events, request));
  };
  CHECK(sign(given.principal).empty());
  CHECK(sign(given.reviewer) == Rules{"FJ-28c"});
}

TEST_CASE("who is a minor follows from the birth date on the day of the decision",
          "[FJ-28a][SY-3.2d]") {
  for (const auto* pack : {"fujian", "shiyan"}) {
    Discipline given(pack);
    given.hear();
    const Rules rule{given.world.fujian ? "FJ-28a" : "SY-3.2d"};
    given.world.now = start_of(make_date(2026, 1, 5));
    const auto on = [&](Date day, bool minor) {
      auto facts = given.decision();
      facts.decided_on = day;
      facts.minor = minor;
      return refusals(given.decide(facts));
    };
    // Born on 1 January 2008: of age on the birthday itself.
    CHECK(on(make_date(2025, 12, 31), true).empty());
    CHECK(on(make_date(2025, 12, 31), false) == rule);
    CHECK(on(make_date(2026, 1, 1), false).empty());
    CHECK(on(make_date(2026, 1, 1), true) == rule);
  }
}

TEST_CASE("a student born on 29 February is of age on 1 March of a common year", "[FJ-28a]") {
  Discipline given;
  given.hear();
  given.world.now = start_of(make_date(2026, 3, 5));
  const auto on = [&](Date day, bool minor) {
    auto facts = given.decision();
    facts.decided_on = day;
    facts.minor = minor;
    return refusals(
        given.world.file(Form::sanction_decision,
                         {given.world.of_student(
                             1, facts, {{P::identity_type, "A"}, {P::birth_date, "2008-02-29"}})}));
  };
  CHECK(on(make_date(2026, 2, 28), true).empty());
  CHECK(on(make_date(2026, 2, 28), false) == Rules{"FJ-28a"});
  CHECK(on(make_date(2026, 3, 1), false).empty());
}

TEST_CASE("the birth date is shown, and it is that of this student", "[FJ-28a]") {
  Discipline given;
  given.hear();
  const auto file = [&](const Personal& shown) {
    return refusals(given.world.file(Form::sanction_decision,
                                     {given.world.of_student(1, given.decision(), shown)}));
  };
  CHECK(file({}) == Rules{"FJ-28a"});
  CHECK(file({{P::birth_date, "2008-01-01"}}).empty());
  given.world.on_roll(2);
  CHECK(file({{P::identity_type, "1"}, {P::identity_number, citizen_id(2)}}) == Rules{"FJ-28a"});
}

TEST_CASE("a minor is expelled only with a legal basis and the authority's consent", "[FJ-28a]") {
  Discipline given;
  given.hear();
  auto facts = given.decision(SanctionKind::expulsion);
  facts.legal_basis = id<Digest>(4, 4);
  const auto file = [&](bool overridden) {
    const auto event = given.world.of_student(1, facts, given.identity());
    std::vector events{event};
    if (overridden) events.push_back(given.world.override_of(event, "FJ-28a"));
    return refusals(given.world.file(Form::expulsion, events));
  };
  CHECK(file(false) == Rules{"FJ-28a"});
  CHECK(file(true).empty());
  facts.legal_basis = {};
  CHECK(file(true) == Rules{"FJ-28a"});
  // Who is of age needs neither.
  given.world.now = start_of(make_date(2026, 1, 5));
  facts.decided_on = make_date(2026, 1, 2);
  facts.minor = false;
  CHECK(file(false).empty());
}

TEST_CASE("an expulsion goes to the authority, any other sanction stays with the school",
          "[FJ-28c]") {
  Discipline given;
  given.hear();
  given.world.now = start_of(make_date(2026, 1, 5));
  auto facts = given.decision(SanctionKind::expulsion);
  facts.decided_on = make_date(2026, 1, 2);
  facts.minor = false;
  CHECK(refusals(given.decide(facts, Form::expulsion)).empty());
  CHECK(refusals(given.decide(facts, Form::sanction_decision)) == Rules{"FJ-28c"});
  facts.kind = SanctionKind::probation;
  CHECK(refusals(given.decide(facts, Form::expulsion)) == Rules{"FJ-28c"});
  CHECK(refusals(given.decide(facts, Form::sanction_decision)).empty());
  const auto* chain = given.world.pack.chain(Form::expulsion);
  REQUIRE(chain);
  const auto& last = chain->steps[*chain->effect_step()];
  CHECK(last.actor.relation == Relation::supervisor);
}

TEST_CASE("a sanction holds only once it is served on student and guardian", "[FJ-28d]") {
  Discipline given;
  const auto file = [&](auto change) {
    auto facts = Discipline::service();
    change(facts);
    return refusals(given.world.file(Form::sanction_service, {given.world.of_student(1, facts)}));
  };
  given.hear();
  CHECK(file([](auto&) {}) == Rules{"FJ-28d"});  // Nothing is decided.
  REQUIRE(given.effect(given.decision(SanctionKind::expulsion)));
  CHECK(given.student().status == StudentStatus::active);
  CHECK(file([](auto&) {}).empty());
  CHECK(file([](auto& f) { f.to_guardian_on = {}; }) == Rules{"FJ-28d"});
  CHECK(file([](auto& f) { f.to_student_on = make_date(2024, 10, 9); }) == Rules{"FJ-28d"});
  CHECK(file([](auto& f) { f.to_student_on = make_date(2024, 10, 10); }).empty());
  REQUIRE(given.effect(Discipline::service()));
  CHECK(given.held().served_on == make_date(2024, 10, 14));
  CHECK(given.student().status == StudentStatus::expelled);
  CHECK(given.student().left_on == make_date(2024, 10, 12));
}

TEST_CASE("a warning leaves the status as it is; an expelled student on leave is refused",
          "[FJ-28d]") {
  Discipline given;
  given.served(SanctionKind::warning);
  CHECK(given.student().status == StudentStatus::active);
  Discipline away;
  away.decided(SanctionKind::expulsion);
  away.student().status = StudentStatus::on_leave;
  CHECK(refusals(away.world.file(Form::sanction_service,
                                 {away.world.of_student(1, Discipline::service())})) ==
        Rules{"STATE"});
}

TEST_CASE("an appeal follows the service, signed by student or guardian", "[FJ-28e]") {
  Discipline given;
  given.decided();
  const auto file = [&](Date day, bool student, bool guardian) {
    return refusals(given.world.file(
        Form::appeal,
        {given.world.of_student(1, AppealFiled{case_id, day}), given.consent(student, guardian)}));
  };
  CHECK(file(make_date(2024, 10, 16), true, true) == Rules{"FJ-28e"});
  REQUIRE(given.effect(Discipline::service()));
  CHECK(file(make_date(2024, 10, 14), true, false).empty());
  CHECK(file(make_date(2024, 10, 13), true, false) == Rules{"FJ-28e"});
  CHECK(file(make_date(2024, 10, 16), false, true).empty());
  CHECK(file(make_date(2024, 10, 16), false, false) == Rules{"FJ-28e"});
}

TEST_CASE("an expelled student may appeal", "[FJ-28e]") {
  Discipline given;
  given.served(SanctionKind::expulsion);
  CHECK(refusals(given.world.file(
                     Form::appeal,
                     {given.world.of_student(1, AppealFiled{case_id, make_date(2024, 10, 16)}),
                      given.consent(true, true)}))
            .empty());
}

TEST_CASE("neither reporter nor decider answers an appeal, and who answers signs", "[FJ-28e]") {
  Discipline given;
  given.served();
  REQUIRE(given.effect(AppealFiled{case_id, make_date(2024, 10, 16)}));
  AppealAnswered facts{case_id, AppealOutcome::upheld, {}, make_date(2024, 10, 18), given.reviewer};
  const auto file = [&](const PersonId& reviewer) {
    facts.reviewer = reviewer;
    // The first author of the chain is the academic office: given.reviewer.
    return refusals(given.world.file(Form::appeal_answer, {given.world.of_student(1, facts)}));
  };
  CHECK(file(given.reviewer).empty());
  CHECK(file(given.principal) == Rules{"FJ-28e"});
  CHECK(file(reporter) == Rules{"FJ-28e"});
  CHECK(file(id<PersonId>(900, 7)) == Rules{"FJ-28e"});  // Another than who signs.
  given.student().cases[0].reporter = given.reviewer;
  CHECK(file(given.reviewer) == Rules{"FJ-28e"});
}

TEST_CASE("an answer follows the appeal, and changes a sanction to a lighter one only",
          "[FJ-28e][FJ-27]") {
  Discipline given;
  given.served();
  REQUIRE(given.effect(AppealFiled{case_id, make_date(2024, 10, 16)}));
  const auto file = [&](AppealOutcome outcome, SanctionKind kind, Date day) {
    const AppealAnswered facts{case_id, outcome, kind, day, given.reviewer};
    return refusals(given.world.file(Form::appeal_answer, {given.world.of_student(1, facts)}));
  };
  const auto day = make_date(2024, 10, 16);
  CHECK(file(AppealOutcome::changed, SanctionKind::serious_warning, day).empty());
  CHECK(file(AppealOutcome::changed, SanctionKind::demerit, day) == Rules{"FJ-28e"});
  CHECK(file(AppealOutcome::changed, SanctionKind::none, day) == Rules{"FJ-27"});
  CHECK(file(AppealOutcome::revoked, SanctionKind::none, day).empty());
  CHECK(file(AppealOutcome::upheld, SanctionKind::none, make_date(2024, 10, 15)) ==
        Rules{"FJ-28e"});
}

TEST_CASE("the answer closes the appeal: changed, revoked or upheld", "[FJ-28e]") {
  for (const auto outcome :
       {AppealOutcome::upheld, AppealOutcome::changed, AppealOutcome::revoked}) {
    Discipline given;
    given.served();
    const AppealAnswered answer{case_id, outcome, SanctionKind::warning, make_date(2024, 10, 18),
                                given.reviewer};
    CHECK_FALSE(given.effect(answer));  // No appeal is open.
    REQUIRE(given.effect(AppealFiled{case_id, make_date(2024, 10, 16)}));
    CHECK_FALSE(given.effect(AppealFiled{case_id, make_date(2024, 10, 17)}));
    REQUIRE(given.effect(answer));
    CHECK(given.held().answered_on == make_date(2024, 10, 18));
    CHECK(given.held().revoked == (outcome == AppealOutcome::revoked));
    CHECK(given.held().kind ==
          (outcome == AppealOutcome::changed ? SanctionKind::warning : SanctionKind::demerit));
  }
}

TEST_CASE("a sanction is lifted on the student's request after service; an expulsion never",
          "[FJ-29a]") {
  Discipline given;
  given.served(SanctionKind::probation);
  const auto file = [&](Date applied, Date lifted, bool asked) {
    std::vector events{given.world.of_student(1, SanctionLifted{case_id, applied, lifted})};
    if (asked) events.push_back(given.consent(true, false));
    return refusals(given.world.file(Form::sanction_lifting, events));
  };
  const auto day = make_date(2024, 10, 16);
  CHECK(file(day, day, true).empty());
  CHECK(file(day, day, false) == Rules{"FJ-29a"});
  CHECK(file(make_date(2024, 10, 13), day, true) == Rules{"FJ-29a"});
  CHECK(file(day, make_date(2024, 10, 15), true) == Rules{"FJ-29a"});
  given.student().cases[0].kind = SanctionKind::expulsion;
  CHECK(file(day, day, true) == Rules{"FJ-29a"});
  given.student().cases[0].kind = SanctionKind::probation;
  REQUIRE(given.effect(SanctionLifted{case_id, day, day}));
  CHECK(given.held().lifted_on == day);
  CHECK(file(day, day, true) == Rules{"STATE"});
}

TEST_CASE("awards: the pack's titles; papers that are not in both archives are flagged",
          "[FJ-26][FJ-29c]") {
  Discipline given;
  const auto file = [&](AwardGranted facts) {
    return given.world.file(Form::award, {given.world.of_student(1, facts)});
  };
  const auto day = make_date(2024, 10, 1);
  CHECK(refusals(file({AwardTitle::merit_student, day, true, true})).empty());
  CHECK(warnings(file({AwardTitle::merit_student, day, true, true})).empty());
  CHECK(warnings(file({AwardTitle::merit_student, day, true, false})) == Rules{"FJ-29c"});
  CHECK(warnings(file({AwardTitle::merit_student, day, false, true})) == Rules{"FJ-29c"});
  CHECK(refusals(file({static_cast<AwardTitle>(7), day, true, true})).contains("FJ-26"));
  const auto version = given.student().version;
  REQUIRE(given.effect(AwardGranted{AwardTitle::merit_student, day, true, true}));
  CHECK(given.student().version == version + 1);
}

TEST_CASE("a pack that is silent on discipline lets it through with a warning", "[D-18]") {
  Discipline given("shiyan");
  const auto verdict = given.world.file(
      Form::sanction_proposal, {given.world.of_student(1, given.proposal(), Discipline::papers())});
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict) == Rules{"D-18"});
}

TEST_CASE("a case runs in its order: what cannot follow is corruption") {
  Discipline given;
  CHECK_FALSE(given.effect(given.decision()));  // No such case.
  given.propose();
  CHECK_FALSE(given.effect(given.proposal()));
  CHECK_FALSE(given.effect(Discipline::service()));
  CHECK_FALSE(given.effect(AppealFiled{case_id, make_date(2024, 10, 16)}));
  REQUIRE(given.effect(given.decision()));
  CHECK_FALSE(given.effect(given.decision()));
  CHECK_FALSE(given.effect(HearingOffered{case_id, make_date(2024, 10, 8),
                                          HearingStatement::defended, HearingStatement::waived}));
  REQUIRE(given.effect(Discipline::service()));
  CHECK_FALSE(given.effect(Discipline::service()));
  REQUIRE(given.effect(SanctionLifted{case_id, make_date(2024, 10, 16), make_date(2024, 10, 17)}));
  CHECK_FALSE(
      given.effect(SanctionLifted{case_id, make_date(2024, 10, 16), make_date(2024, 10, 17)}));
}
