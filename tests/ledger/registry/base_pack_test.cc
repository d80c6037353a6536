// Acts on which Shiyan's notice is silent, with and without the national base beneath it (D-18).
#include <catch2/catch.hpp>

#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;

namespace {

struct Silent : StatusWorld {
  Pack with_base;

  Silent() : StatusWorld("shiyan"), with_base(based()) {}

  static Pack based() {
    auto files = *shipped_pack("shiyan");
    auto& text = files.files.at("pack.toml");
    text.insert(text.find("id = "), "base = \"national\"\n");
    auto pack = load_pack(with_shared_tables(std::move(files)));
    REQUIRE(pack);
    const auto enforced = check_guards(*pack);
    INFO((enforced ? "" : enforced.error().what.en));
    REQUIRE(enforced);
    return *std::move(pack);
  }
  Verdict judged(bool base, Form form, std::vector<SubmittedEvent> events) {
    return decide_filing({state, base ? with_base : pack, persons, now},
                         submit(form, std::move(events)))
        .verdict;
  }
  LeaveGranted leave() const {
    LeaveGranted facts;
    facts.ground = LeaveGround::illness;
    facts.hospital = HospitalLevel::county;
    facts.from = today();
    facts.until = add_days(add_years(today(), 1), -1);
    return facts;
  }
};

const Problem* problem_of(const Verdict& verdict, std::string_view rule) {
  for (const auto& problem : verdict.problems) {
    if (problem.rule == rule) return &problem;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("without a base an act that the pack is silent on passes with a warning", "[D-18]") {
  Silent world;
  auto facts = world.leave();
  facts.hospital = HospitalLevel::none;
  facts.ground = LeaveGround::work_study;
  const auto verdict = world.judged(false, Form::leave, {world.act(facts, world.document())});
  CHECK(refusals(verdict).empty());
  REQUIRE(problem_of(verdict, "D-18") != nullptr);
  CHECK(problem_of(verdict, "D-18")->message.en == "no rule in this pack");
}

TEST_CASE("with the national base it is judged, and told to be unverified", "[D-18]") {
  Silent world;
  auto facts = world.leave();
  facts.ground = LeaveGround::work_study;
  const auto unasked = world.judged(true, Form::leave, {world.act(facts, world.document())});
  CHECK(refusals(unasked) == Rules{"NA-17"});
  CHECK(problem_of(unasked, "NA-17")->message.zh.find("未核实") != std::string::npos);
  CHECK(problem_of(unasked, "NA-17")->message.en.find("not verified") != std::string::npos);
  // What the base lets through says so too.
  const auto asked =
      world.judged(true, Form::leave, {world.act(facts, world.document()), world.consent()});
  CHECK(refusals(asked).empty());
  REQUIRE(problem_of(asked, "D-18") != nullptr);
  CHECK(problem_of(asked, "D-18")->message.en.find("nobody verified") != std::string::npos);
}

TEST_CASE("a diagnosis is of a hospital of the county or above, says the base", "[D-18]") {
  Silent world;
  auto facts = world.leave();
  const auto sick = [&](bool base, HospitalLevel level) {
    facts.hospital = level;
    return refusals(world.judged(base, Form::leave, {world.act(facts, world.document())}));
  };
  CHECK(sick(true, HospitalLevel::none) == Rules{"NA-17"});
  CHECK(sick(true, HospitalLevel::county).empty());
  CHECK(sick(false, HospitalLevel::none).empty());
}

TEST_CASE("a transfer in the first term is refused by the base only", "[D-18]") {
  Silent world;
  world.row().school = world.other_school;
  world.row().class_id = world.other_class;
  world.row().arrived_on = make_date(2025, 2, 17);
  const auto request = world.transfer_request();
  const auto completion = world.transfer_completion();
  const auto transfer = [&](bool base) {
    return refusals(world.judged(
        base, Form::transfer,
        {world.act(request, world.document()), world.consent(), world.act(completion)}));
  };
  CHECK(transfer(false).empty());
  CHECK(transfer(true) == Rules{"NA-13"});
  world.row().arrived_on = make_date(2024, 9, 2);
  CHECK(transfer(true).empty());
}

TEST_CASE("what the notice itself rules is judged by it alone", "[D-18]") {
  Silent world;
  const auto roster = world.judged(true, Form::entry_roster, {world.line(7)});
  CHECK(problem_of(roster, "D-18") == nullptr);
  for (const auto& problem : roster.problems)
    CHECK_FALSE(problem.rule.starts_with("NA-"));
}
