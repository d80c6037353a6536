// Results, credits, irregularities and city tests: what may be filed, and what it does.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {

struct Study {
  World world;

  explicit Study(const std::string& pack = "fujian") : world(pack) {
    world.on_roll(1);
    world.edit_school().calendar = {{2023,
                                     {{1, make_date(2023, 9, 1), make_date(2024, 1, 19), 600},
                                      {2, make_date(2024, 2, 26), make_date(2024, 7, 5), 600}}},
                                    {2024,
                                     {{1, make_date(2024, 9, 2), make_date(2025, 1, 17), 600},
                                      {2, make_date(2025, 2, 17), make_date(2025, 7, 4), 600}}}};
  }
  static TermResultRecorded results(std::uint16_t year = 2023, std::uint8_t term = 2) {
    TermResultRecorded facts;
    facts.school_year = year;
    facts.term = term;
    facts.results = {{"YW01", CourseKind::ordinary, 40, true, false},
                     {"SX01", CourseKind::ordinary, 0, false, false}};
    facts.moral_result = ReviewResult::passed;
    facts.absent_hours = 12;
    facts.term_hours = 600;
    return facts;
  }
  template <class Change>
  Verdict file_results(Change change) {
    auto facts = results();
    change(facts);
    return world.file(Form::term_results, {world.of_student(1, facts)});
  }
  Status effect(const Facts& facts) {
    Event event;
    event.subject_kind = SubjectKind::student;
    event.subject = subject_of(World::student_id(1));
    event.effective_on = make_date(2024, 10, 1);
    event.facts = facts;
    return apply_effect(world.state, event, Position{90}, {}, Position{99});
  }
  const StudentState& student() const { return *world.state.student(World::student_id(1)); }
  const CourseCredit& course(const std::string& code) const {
    for (const auto& one : student().courses) {
      if (one.course_code == code) return one;
    }
    FAIL("no course " << code);
    return student().courses.front();
  }
  ExamIrregularityRecorded cheated(const std::string& course) const {
    return {2024,
            1,
            course,
            Irregularity::cheating,
            IrregularityOutcome::zero,
            make_date(2024, 10, 15)};
  }
};

}  // namespace

TEST_CASE("a term's results hold courses and conduct, each course once", "[FJ-18a][SY-1.7e]") {
  for (const auto* pack : {"fujian", "shiyan"}) {
    Study given(pack);
    const Rules rule{given.world.fujian ? "FJ-18a" : "SY-1.7e"};
    CHECK(refusals(given.file_results([](auto&) {})).empty());
    CHECK(refusals(given.file_results([](auto& f) { f.moral_result = {}; })) == rule);
    CHECK(refusals(given.file_results([](auto& f) { f.results.push_back(f.results[0]); })) == rule);
    CHECK(refusals(given.file_results([](auto& f) { f.results[1].credits_tenths = 1; })) == rule);
    CHECK(refusals(given.file_results([](auto& f) { f.results[0].course_code.clear(); })) == rule);
    CHECK(refusals(given.file_results([](auto& f) { f.term = 3; })) == rule);
  }
}

TEST_CASE("a term that has not begun has no results", "[FJ-18a]") {
  Study given;
  CHECK(refusals(given.file_results([](auto& f) {
          f.school_year = 2024;
          f.term = 2;
        })) == Rules{"FJ-18a"});
  given.world.now = start_of(make_date(2025, 2, 17));
  CHECK(refusals(given.file_results([](auto& f) {
          f.school_year = 2024;
          f.term = 2;
        })).empty());
}

TEST_CASE("hours of absence are at most those of the term", "[FJ-25]") {
  Study given;
  CHECK(refusals(given.file_results([](auto& f) { f.absent_hours = 600; })).empty());
  CHECK(refusals(given.file_results([](auto& f) { f.absent_hours = 601; })) == Rules{"FJ-25"});
}

TEST_CASE("results enter the file by term, and a course keeps its best", "[FJ-18a][FJ-18b]") {
  Study given;
  REQUIRE(given.effect(Study::results()));
  REQUIRE(given.student().terms.size() == 1);
  CHECK(given.student().terms[0].has_results);
  CHECK(given.student().terms[0].absent_hours == 12);
  CHECK(given.student().terms[0].term_hours == 600);
  CHECK_FALSE(given.course("SX01").passed);
  auto later = Study::results(2024, 1);
  later.moral_result = ReviewResult::failed;
  later.results = {{"SX01", CourseKind::ordinary, 40, true, true},
                   {"YW01", CourseKind::ordinary, 0, false, false}};
  REQUIRE(given.effect(later));
  CHECK(given.course("SX01").passed);
  CHECK(given.course("SX01").credits_tenths == 40);
  CHECK(given.course("YW01").passed);  // A failure afterwards takes nothing away.
  CHECK(given.student().moral_result == ReviewResult::failed);
  // An earlier term recorded late says nothing about conduct now, and takes its place in order.
  REQUIRE(given.effect(Study::results(2023, 1)));
  CHECK(given.student().moral_result == ReviewResult::failed);
  REQUIRE(given.student().terms.size() == 3);
  CHECK(given.student().terms[0].term == 1);
  CHECK(given.student().terms[2].school_year == 2024);
}

TEST_CASE("an irregularity lies in its term and is recorded once", "[FJ-21a]") {
  Study given;
  const auto file = [&](const ExamIrregularityRecorded& facts) {
    return refusals(given.world.file(Form::exam_irregularity, {given.world.of_student(1, facts)}));
  };
  auto facts = given.cheated("YW01");
  CHECK(file(facts).empty());
  facts.happened_on = make_date(2024, 9, 1);
  CHECK(file(facts) == Rules{"FJ-21a"});
  facts.happened_on = make_date(2024, 9, 2);
  CHECK(file(facts).empty());
  REQUIRE(given.effect(facts));
  CHECK(file(facts) == Rules{"FJ-21a"});
  facts.kind = Irregularity::assisting;
  CHECK(file(facts).empty());
}

TEST_CASE("a zero takes the credits of the examination, not what was recognised", "[FJ-21a]") {
  Study given;
  REQUIRE(given.effect(Study::results()));
  REQUIRE(given.effect(given.cheated("YW01")));
  CHECK_FALSE(given.course("YW01").passed);
  CHECK(given.course("YW01").credits_tenths == 0);
  REQUIRE(given.effect(CreditRecognised{CreditSource::qualification, "SX01", CourseKind::ordinary,
                                        30, make_date(2024, 10, 2)}));
  REQUIRE(given.effect(given.cheated("SX01")));
  CHECK(given.course("SX01").passed);
  CHECK(given.course("SX01").recognised);
}

TEST_CASE("after an irregularity a result counts only from an approved make-up exam", "[FJ-21b]") {
  Study given;
  REQUIRE(given.effect(given.cheated("SX01")));
  const auto makeup = [](auto& f) {
    f.school_year = 2024;
    f.term = 1;
    f.results = {{"SX01", CourseKind::ordinary, 40, true, true}};
  };
  CHECK(refusals(given.file_results(makeup)) == Rules{"FJ-21b"});
  CHECK(refusals(given.file_results([&](auto& f) {
          makeup(f);
          f.results[0].makeup = false;  // Called otherwise, it is still a second try.
        })) == Rules{"FJ-21b"});
  CHECK(refusals(given.file_results([&](auto& f) {
          makeup(f);
          f.results[0].course_code = "YW01";
        })).empty());
  const MakeupApproved approval{2024, 1, "SX01", make_date(2024, 10, 18)};
  CHECK(
      refusals(given.world.file(Form::makeup_exam, {given.world.of_student(1, approval)})).empty());
  REQUIRE(given.effect(approval));
  CHECK(refusals(given.file_results(makeup)).empty());
}

TEST_CASE("no make-up exam is approved where nothing happened", "[FJ-21b]") {
  Study given;
  const MakeupApproved approval{2024, 1, "SX01", make_date(2024, 10, 18)};
  CHECK(refusals(given.world.file(Form::makeup_exam, {given.world.of_student(1, approval)})) ==
        Rules{"STATE"});
  CHECK_FALSE(given.effect(approval));
}

TEST_CASE("credits are recognised on the student's request and with proof, once",
          "[FJ-22a][FJ-22b]") {
  Study given;
  const CreditRecognised facts{CreditSource::other_school, "YW01", CourseKind::ordinary, 40,
                               make_date(2024, 10, 2)};
  const Personal proof{{P::document_digest, "ab"}};
  const auto file = [&](bool consent, const Personal& personal) {
    std::vector events{given.world.of_student(1, facts, personal)};
    if (consent) {
      events.push_back(
          given.world.of_student(1, Consent{true, false, true, make_date(2024, 10, 1)}));
    }
    return refusals(given.world.file(Form::credit_recognition, events));
  };
  CHECK(file(true, proof).empty());
  CHECK(file(false, proof) == Rules{"FJ-22a"});
  CHECK(file(true, {}) == Rules{"FJ-22a"});
  REQUIRE(given.effect(facts));
  CHECK(given.course("YW01").recognised);
  CHECK(file(true, proof) == Rules{"FJ-22b"});
}

TEST_CASE("self-study and distance learning earn credits for adult entrants only", "[FJ-23b]") {
  Study given;
  CreditRecognised facts{CreditSource::self_study_exam, "YW01", CourseKind::ordinary, 40,
                         make_date(2024, 10, 2)};
  const auto file = [&] {
    return refusals(given.world.file(
        Form::credit_recognition,
        {given.world.of_student(1, facts, {{P::document_digest, "ab"}}),
         given.world.of_student(1, Consent{true, false, true, make_date(2024, 10, 1)})}));
  };
  CHECK(file() == Rules{"FJ-23b"});
  facts.source = CreditSource::qualification;
  CHECK(file().empty());
  facts.source = CreditSource::distance;
  CHECK(file() == Rules{"FJ-23b"});
  given.world.state.edit_student(World::student_id(1)).category = CandidateCategory::employee;
  CHECK(file().empty());
}

TEST_CASE("an adult entrant without a filed plan is let through with a warning", "[FJ-23a]") {
  World world("fujian");
  auto facts = world.roster_facts();
  facts.category = CandidateCategory::migrant_worker;
  facts.route = EntryRoute::certificate;
  auto line = world.line(1, facts);
  auto& student = world.state.edit_student(World::student_id(1));
  student.category = facts.category;
  student.route = facts.route;
  CHECK_FALSE(warnings(world.roster({line})).contains("FJ-23a"));
  world.edit_school().plans.clear();
  CHECK(warnings(world.roster({line})).contains("FJ-23a"));
  student.category = CandidateCategory::junior_graduate;
  CHECK_FALSE(warnings(world.roster({line})).contains("FJ-23a"));
}

TEST_CASE("the spot exam lies in the second term of grade 1, else it is flagged", "[SY-1.7d]") {
  Study given("shiyan");
  given.world.now = Instant{start_of(make_date(2025, 9, 1)).ms};
  const auto file = [&](CityTest test, Date day) {
    return given.world.file(
        Form::city_results,
        {given.world.of_student(1, CityResultRecorded{test, ReviewResult::passed, day})});
  };
  CHECK(refusals(file(CityTest::spot_exam, make_date(2025, 2, 16))).empty());
  CHECK(warnings(file(CityTest::spot_exam, make_date(2025, 2, 16))) == Rules{"SY-1.7d"});
  CHECK(warnings(file(CityTest::spot_exam, make_date(2025, 2, 17))).empty());
  CHECK(warnings(file(CityTest::spot_exam, make_date(2025, 7, 4))).empty());
  CHECK(warnings(file(CityTest::spot_exam, make_date(2025, 7, 5))) == Rules{"SY-1.7d"});
  CHECK(warnings(file(CityTest::skills_contest, make_date(2025, 7, 5))).empty());
}

TEST_CASE("a pass in a city test stays whatever comes later", "[SY-1.7c]") {
  Study given("shiyan");
  const auto record = [&](ReviewResult result) {
    return given.effect(CityResultRecorded{CityTest::spot_exam, result, make_date(2025, 3, 1)});
  };
  REQUIRE(record(ReviewResult::failed));
  CHECK(given.student().spot_exam == ReviewResult::failed);
  REQUIRE(record(ReviewResult::passed));
  REQUIRE(record(ReviewResult::failed));
  CHECK(given.student().spot_exam == ReviewResult::passed);
  CHECK(given.student().skills_contest == ReviewResult::none);
}
