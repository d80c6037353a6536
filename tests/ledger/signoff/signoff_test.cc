#include "ledger/signoff/signoff.h"

#include <catch2/catch.hpp>

#include "tests/ledger/registry/town.h"

using namespace xueji;

namespace {

Step step(std::string id, Role role, Relation relation, std::string rule = {}) {
  Step out;
  out.id = std::move(id);
  out.name = {out.id, out.id};
  out.actor = {role, relation};
  if (!rule.empty()) out.rules = {std::move(rule)};
  return out;
}

/// A roster's chain, short: principal, seal, county, exam institute (paper), clerk, deputy
/// (effect), filing.
ChainTemplate roster_chain() {
  ChainTemplate chain;
  chain.form = Form::entry_roster;
  chain.rules = {"SY-1.2c"};
  chain.authors = {{Role::status_officer, Relation::own}};
  chain.steps = {step("principal", Role::principal, Relation::own, "SY-1.2c"),
                 step("seal", Role::seal_keeper, Relation::own, "SY-3.2g"),
                 step("county", Role::section_officer, Relation::supervisor, "SY-1.2e"),
                 step("exam_institute", Role::exam_officer, Relation::exam_institute, "SY-1.2h"),
                 step("clerk", Role::clerk, Relation::city),
                 step("deputy_director", Role::deputy_director, Relation::city, "SY-1.2i"),
                 step("filing", Role::recorder, Relation::city, "SY-1.2i")};
  chain.steps[1].seal = true;
  chain.steps[3].paper = true;
  chain.steps[5].effect = true;
  chain.steps[6].is_filing = true;
  chain.differ = {{"author", "principal"}, {"clerk", "deputy_director"}};
  return chain;
}

/// A filed roster of three lines, signed by these steps so far.
struct Desk {
  MemoryState state = town::build();
  ChainTemplate chain = roster_chain();
  SubmissionState submission;

  Desk() {
    submission.id = town::id<SubmissionId>(0x50);
    submission.form = Form::entry_roster;
    submission.organisation = town::school;
    submission.author = town::officer;
    submission.author_role = Role::status_officer;
    submission.author_organisation = town::school;
    submission.header = town::id<Digest>(0x51);
    submission.previous = submission.header;
    submission.count = 3;
    submission.stage = SubmissionStage::open;
  }

  Desk& given(const std::vector<std::pair<std::string, PersonId>>& signatures) {
    for (const auto& [id, person] : signatures) {
      StepDone done;
      done.step = id;
      done.person = person;
      done.decision = Decision::approve;
      submission.steps.push_back(done);
    }
    submission.previous = town::id<Digest>(static_cast<unsigned char>(0x60 + signatures.size()));
    return *this;
  }
  Desk& up_to(std::string_view step) {
    const std::vector<std::pair<std::string, PersonId>> all{
        {"principal", town::principal},   {"seal", town::keeper},
        {"county", town::county_section}, {"exam_institute", town::examiner},
        {"clerk", town::clerk},           {"deputy_director", town::deputy}};
    std::vector<std::pair<std::string, PersonId>> done;
    for (const auto& one : all) {
      if (one.first == step) break;
      done.push_back(one);
    }
    if (done.size() == all.size()) submission.stage = SubmissionStage::in_effect;
    return given(done);
  }

  [[nodiscard]] SignOff sign(const std::string& id, const PersonId& person, Role role,
                             const OrganisationId& where,
                             Decision decision = Decision::approve) const {
    SignOff out;
    out.submission = submission.id;
    out.header = submission.header;
    out.previous = submission.previous;
    out.step = id;
    out.decision = decision;
    out.capacity.person = person;
    out.capacity.role = role;
    out.capacity.organisation = where;
    out.authored_at = town::noon(town::today);
    return out;
  }
  [[nodiscard]] SignOff principal(Decision decision = Decision::approve) const {
    return sign("principal", town::principal, Role::principal, town::school, decision);
  }
  [[nodiscard]] SignOff county(Decision decision = Decision::approve) const {
    return sign("county", town::county_section, Role::section_officer, town::county, decision);
  }
  [[nodiscard]] SignOff deputy() const {
    return sign("deputy_director", town::deputy, Role::deputy_director, town::city);
  }
  [[nodiscard]] SignOff withdrawal(const PersonId& person, Role role,
                                   const OrganisationId& where) const {
    return sign("author", person, role, where, Decision::withdraw);
  }

  [[nodiscard]] std::vector<Problem> decide(const SignOff& sign_off) const {
    return decide_sign_off(state, chain, submission, sign_off, "SY-1.4b");
  }
};

void accepted(const std::vector<Problem>& problems) {
  for (const auto& problem : problems)
    UNSCOPED_INFO(problem.rule << ": " << problem.message.en);
  CHECK(problems.empty());
}

void refused(const std::vector<Problem>& problems, const std::string& rule,
             const std::string& field) {
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().rule == rule);
  CHECK(problems.front().field == field);
  CHECK_FALSE(problems.front().message.zh.empty());
  CHECK_FALSE(problems.front().expected.en.empty());
}

SubmissionHeader roster_header() {
  SubmissionHeader header;
  header.form = Form::entry_roster;
  header.organisation = town::school;
  header.capacity.person = town::officer;
  header.capacity.role = Role::status_officer;
  header.capacity.organisation = town::school;
  return header;
}

}  // namespace

TEST_CASE("each step in its turn is accepted and the effect step is one", "[SY-1.2c][SY-3.2g]") {
  accepted(Desk{}.up_to("principal").decide(Desk{}.up_to("principal").principal()));
  accepted(Desk{}.up_to("county").decide(Desk{}.up_to("county").county()));
  auto desk = Desk{}.up_to("deputy_director");
  accepted(desk.decide(desk.deputy()));
  CHECK(is_effect_step(desk.chain, "deputy_director"));
  CHECK_FALSE(is_effect_step(desk.chain, "filing"));
  CHECK_FALSE(is_effect_step(desk.chain, "nowhere"));
  CHECK(next_step(desk.chain, desk.submission)->id == "deputy_director");
}

TEST_CASE("a step out of order is refused and names the step that waits", "[SY-1.2i][SY-3.2g]") {
  const auto desk = Desk{}.up_to("seal");
  refused(desk.decide(desk.county()), "SY-1.2e", "step");
  refused(desk.decide(desk.principal()), "SY-1.2c", "step");
  auto unknown = desk.county();
  unknown.step = "mayor";
  refused(desk.decide(unknown), "CHAIN", "step");
}

TEST_CASE("a signature in the wrong role or for a foreign organisation is refused",
          "[SY-1.2c][SY-1.2f]") {
  const auto desk = Desk{}.up_to("county");
  refused(desk.decide(desk.sign("county", town::county_section, Role::clerk, town::county)),
          "SY-1.2e", "capacity.role");
  refused(desk.decide(desk.sign("county", town::county_section, Role::section_officer, town::city)),
          "SY-1.2e", "capacity.organisation");
  auto city_school = Desk{}.up_to("county");
  city_school.submission.organisation = town::other_school;
  accepted(city_school.decide(
      city_school.sign("county", town::county_section, Role::section_officer, town::city)));
}

TEST_CASE("a step whose organisation is not registered is refused, not skipped", "[SY-1.2h]") {
  auto desk = Desk{}.up_to("exam_institute");
  desk.state.edit_organisation(town::city).exam_institute = {};
  refused(desk.decide(desk.sign("exam_institute", town::examiner, Role::exam_officer,
                                town::exam_institute)),
          "SY-1.2h", "capacity.organisation");
}

TEST_CASE("one person does not take two steps that must differ", "[SY-1.2i][D-29]") {
  auto desk = Desk{}.up_to("deputy_director");
  const auto same = desk.sign("deputy_director", town::clerk, Role::deputy_director, town::city);
  refused(desk.decide(same), "SY-1.2i", "capacity.person");
  desk.chain.differ = {{"author", "principal"}};
  accepted(desk.decide(same));
}

TEST_CASE("the author does not approve his own roster as principal", "[SY-1.2c][D-29]") {
  const auto desk = Desk{}.up_to("principal");
  refused(desk.decide(desk.sign("principal", town::officer, Role::principal, town::school)),
          "SY-1.2c", "capacity.person");
}

TEST_CASE("a delegation does not hide one person behind two", "[SY-3.2b][D-29]") {
  auto desk = Desk{}.up_to("principal");
  auto signed_for = desk.sign("principal", town::vice_principal, Role::principal, town::school);
  signed_for.capacity.delegation = town::delegation;
  SECTION("the giver is the author") {
    town::delegate(desk.state, town::vice_principal, town::officer, Role::principal, town::school);
    refused(desk.decide(signed_for), "SY-1.2c", "capacity.person");
  }
  SECTION("the delegate filed on behalf of another") {
    town::delegate(desk.state, town::vice_principal, town::principal, Role::principal,
                   town::school);
    accepted(desk.decide(signed_for));
    desk.submission.author_on_behalf_of = town::vice_principal;
    refused(desk.decide(signed_for), "SY-1.2c", "capacity.person");
  }
}

TEST_CASE("a stale predecessor or other header bytes are refused", "[chain]") {
  const auto desk = Desk{}.up_to("county");
  auto stale = desk.county();
  stale.previous = desk.submission.header;
  refused(desk.decide(stale), "CHAIN", "previous");
  auto other = desk.county();
  other.header = town::id<Digest>(0x99);
  refused(desk.decide(other), "CHAIN", "header");
}

TEST_CASE("struck lines only grow, keep their reason and never fill the whole", "[SY-1.2i]") {
  auto desk = Desk{}.up_to("deputy_director");
  desk.submission.struck = {{1, ReasonCode::identity_wrong}};
  auto sign_off = desk.deputy();
  SECTION("dropped") {
    refused(desk.decide(sign_off), "SY-1.2i", "lines");
  }
  SECTION("another reason") {
    sign_off.lines = {{1, ReasonCode::photo_wrong}};
    refused(desk.decide(sign_off), "SY-1.2i", "lines");
  }
  SECTION("kept and grown") {
    sign_off.lines = {{1, ReasonCode::identity_wrong}, {2, ReasonCode::not_present}};
    accepted(desk.decide(sign_off));
  }
  SECTION("all struck") {
    sign_off.lines = {{1, ReasonCode::identity_wrong},
                      {0, ReasonCode::not_present},
                      {2, ReasonCode::not_present}};
    refused(desk.decide(sign_off), "SY-1.2i", "lines");
  }
  SECTION("no such line") {
    sign_off.lines = {{1, ReasonCode::identity_wrong}, {3, ReasonCode::not_present}};
    refused(desk.decide(sign_off), "SY-1.2i", "lines");
  }
  SECTION("no reason") {
    sign_off.lines = {{1, ReasonCode::identity_wrong}, {2, ReasonCode::none}};
    refused(desk.decide(sign_off), "SY-1.2i", "lines");
  }
  SECTION("twice") {
    sign_off.lines = {{1, ReasonCode::identity_wrong}, {1, ReasonCode::identity_wrong}};
    refused(desk.decide(sign_off), "SY-1.2i", "lines");
  }
}

TEST_CASE("a return names lines; afterwards nothing but a withdrawal is taken", "[SY-1.2g]") {
  auto desk = Desk{}.up_to("county");
  auto returned = desk.county(Decision::return_);
  refused(desk.decide(returned), "SY-1.2e", "lines");
  returned.lines = {{0, ReasonCode::data_wrong}};
  accepted(desk.decide(returned));
  desk.submission.stage = SubmissionStage::returned;
  refused(desk.decide(desk.county()), "CHAIN", "submission");
  CHECK(next_step(desk.chain, desk.submission) == nullptr);
  accepted(desk.decide(desk.withdrawal(town::officer, Role::status_officer, town::school)));
}

TEST_CASE("only the author's side withdraws, and only before the effect", "[chain]") {
  auto desk = Desk{}.up_to("clerk");
  accepted(desk.decide(desk.withdrawal(town::officer, Role::status_officer, town::school)));
  accepted(desk.decide(desk.withdrawal(town::vice_principal, Role::status_officer, town::school)));
  refused(desk.decide(desk.withdrawal(town::principal, Role::principal, town::school)), "CHAIN",
          "capacity");
  refused(
      desk.decide(desk.withdrawal(town::other_officer, Role::status_officer, town::other_school)),
      "CHAIN", "capacity");
  auto in_a_step = desk.withdrawal(town::officer, Role::status_officer, town::school);
  in_a_step.step = "clerk";
  refused(desk.decide(in_a_step), "CHAIN", "step");
  desk.submission.stage = SubmissionStage::in_effect;
  refused(desk.decide(desk.withdrawal(town::officer, Role::status_officer, town::school)), "CHAIN",
          "submission");
}

TEST_CASE("a seal is there exactly where the step wants one, and is the school's own",
          "[SY-3.2g][D-30]") {
  auto desk = Desk{}.up_to("seal");
  auto sealed = desk.sign("seal", town::keeper, Role::seal_keeper, town::school);
  refused(desk.decide(sealed), "SY-3.2g", "seal_key");
  sealed.seal_key = town::seal_of(town::other_school);
  refused(desk.decide(sealed), "AUTHORITY", "seal_key");
  sealed.seal_key = town::seal_of(town::school);
  accepted(desk.decide(sealed));
  auto returned =
      desk.sign("seal", town::keeper, Role::seal_keeper, town::school, Decision::return_);
  returned.lines = {{0, ReasonCode::data_wrong}};
  accepted(desk.decide(returned));
  const auto unsealed = Desk{}.up_to("principal");
  auto principal = unsealed.principal();
  principal.seal_key = town::seal_of(town::school);
  refused(unsealed.decide(principal), "SY-1.2c", "seal_key");
}

TEST_CASE("a paper step is attested by the school's officer with the day on the paper",
          "[SY-1.2h]") {
  auto desk = Desk{}.up_to("exam_institute");
  auto attested = desk.sign("exam_institute", town::officer, Role::status_officer, town::school);
  attested.fields_root = town::id<Digest>(0x55);
  refused(desk.decide(attested), "SY-1.2h", "paper_signed_on");
  attested.paper_signed_on = add_days(town::today, 1);
  refused(desk.decide(attested), "SY-1.2h", "paper_signed_on");
  attested.paper_signed_on = town::today;
  accepted(desk.decide(attested));
  attested.fields_root = {};
  refused(desk.decide(attested), "SY-1.2h", "scan_digest");
  auto by_another =
      desk.sign("exam_institute", town::other_officer, Role::status_officer, town::school);
  by_another.paper_signed_on = town::today;
  by_another.fields_root = town::id<Digest>(0x55);
  refused(desk.decide(by_another), "SY-1.4b", "capacity.person");
  accepted(desk.decide(
      desk.sign("exam_institute", town::examiner, Role::exam_officer, town::exam_institute)));
  desk = Desk{}.up_to("county");
  auto on_paper = desk.county();
  on_paper.paper_signed_on = town::today;
  refused(desk.decide(on_paper), "SY-1.2e", "paper_signed_on");
}

TEST_CASE("after the effect only filing steps sign, and strike nothing", "[SY-1.2i]") {
  const auto decision = GENERATE(Decision::approve, Decision::acknowledge);
  auto desk = Desk{}.up_to("filing");
  auto filing = desk.sign("filing", town::recorder, Role::recorder, town::city, decision);
  accepted(desk.decide(filing));
  filing.lines = {{0, ReasonCode::data_wrong}};
  refused(desk.decide(filing), "SY-1.2i", "lines");
  filing.decision = Decision::return_;
  refused(desk.decide(filing), "CHAIN", "submission");
}

TEST_CASE("a signing step is not merely acknowledged, and a decision is stated", "[SY-1.2e]") {
  const auto desk = Desk{}.up_to("county");
  refused(desk.decide(desk.county(Decision::acknowledge)), "SY-1.2e", "decision");
  refused(desk.decide(desk.county(Decision::none)), "CHAIN", "decision");
}

TEST_CASE("closed submissions take no signature", "[chain]") {
  using enum SubmissionStage;
  const auto stage = GENERATE(none, withdrawn, superseded, lapsed, filed);
  auto desk = Desk{}.up_to("county");
  desk.submission.stage = stage;
  refused(desk.decide(desk.county()), "CHAIN", "submission");
  CHECK(next_step(desk.chain, desk.submission) == nullptr);
}

TEST_CASE("the designated officer files, nobody else", "[SY-1.4b]") {
  auto state = town::build();
  const auto chain = roster_chain();
  accepted(decide_author(state, chain, roster_header(), "SY-1.4b"));
  auto other = roster_header();
  other.capacity.person = town::vice_principal;
  refused(decide_author(state, chain, other, "SY-1.4b"), "SY-1.4b", "capacity.person");
  SECTION("unless for the officer") {
    town::delegate(state, town::vice_principal, town::officer, Role::status_officer, town::school);
    other.capacity.delegation = town::delegation;
    accepted(decide_author(state, chain, other, "SY-1.4b"));
  }
  SECTION("and none is designated") {
    state.edit_organisation(town::school).officer = {};
    const auto problems = decide_author(state, chain, roster_header(), "SY-1.4b");
    refused(problems, "SY-1.4b", "capacity.person");
    CHECK(problems.front().expected.en.find("officer") != std::string::npos);
  }
}

TEST_CASE("a form is filed in its author's role and for his own school", "[SY-1.2c]") {
  const auto state = town::build();
  const auto chain = roster_chain();
  auto header = roster_header();
  header.capacity.person = town::principal;
  header.capacity.role = Role::principal;
  refused(decide_author(state, chain, header, "SY-1.4b"), "SY-1.2c", "capacity");
  header = roster_header();
  header.organisation = town::other_school;
  refused(decide_author(state, chain, header, "SY-1.4b"), "SY-1.2c", "capacity");
  header = roster_header();
  header.form = Form::admission;
  refused(decide_author(state, chain, header, "SY-1.4b"), "CHAIN", "form");
}
