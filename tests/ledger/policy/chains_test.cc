#include "ledger/policy/chains.h"

#include <catch2/catch.hpp>
#include <set>

#include "ledger/policy/pack.h"

using namespace xueji;

namespace {

Pack shipped(std::string_view id) {
  auto pack = load_pack(*shipped_pack(id));
  if (!pack) FAIL(pack.error().what.en);
  return *pack;
}

std::vector<std::string> step_ids(const ChainTemplate& chain) {
  std::vector<std::string> ids;
  for (const auto& step : chain.steps)
    ids.push_back(step.id);
  return ids;
}

bool must_differ(const ChainTemplate& chain, const std::string& a, const std::string& b) {
  for (const auto& [first, second] : chain.differ) {
    if ((first == a && second == b) || (first == b && second == a)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("Shiyan's roster goes through school, county, exam institute and four bureau steps",
          "[SY-1.2c][SY-1.2h][SY-1.2i][SY-3.2g]") {
  const Pack pack = shipped("shiyan");
  const auto& chain = *pack.chain(Form::entry_roster);
  CHECK(step_ids(chain) == std::vector<std::string>{"principal", "seal", "county", "exam_institute",
                                                    "clerk", "section_chief", "deputy_director",
                                                    "filing"});
  CHECK(chain.effect_step() == 6);
  CHECK(chain.steps[7].is_filing);
  CHECK_FALSE(chain.steps[6].is_filing);
  CHECK(chain.authors == std::vector<Actor>{{Role::status_officer, Relation::own}});
  CHECK(chain.steps[1].seal);
  CHECK(chain.steps[2].actor == Actor{Role::section_officer, Relation::supervisor});
  CHECK(chain.steps[3].actor == Actor{Role::exam_officer, Relation::exam_institute});
  CHECK(chain.steps[3].action == StepAction::admit);
}

TEST_CASE("clerk, section chief and deputy director must be three people", "[SY-1.2i][D-29]") {
  const Pack pack = shipped("shiyan");
  const auto& chain = *pack.chain(Form::entry_roster);
  CHECK(must_differ(chain, "clerk", "section_chief"));
  CHECK(must_differ(chain, "clerk", "deputy_director"));
  CHECK(must_differ(chain, "section_chief", "deputy_director"));
  CHECK(must_differ(chain, "author", "principal"));
  CHECK(must_differ(chain, "author", "seal"));
  // Principal and seal keeper in one person are a finding, not a refusal.
  CHECK_FALSE(must_differ(chain, "principal", "seal"));
}

TEST_CASE(
    "Fujian's roster takes effect when the city, or for its own school the province, confirms",
    "[FJ-06c][FJ-06e]") {
  const Pack pack = shipped("fujian");
  const auto& chain = *pack.chain(Form::entry_roster);
  CHECK(step_ids(chain) == std::vector<std::string>{"principal", "confirm"});
  CHECK(chain.effect_step() == 1);
  CHECK(chain.steps[1].actor.relation == Relation::city);
}

TEST_CASE(
    "the five-year programme is checked by the admissions office and confirmed by the province",
    "[FJ-06f]") {
  const Pack pack = shipped("fujian");
  const auto& chain = *pack.chain(Form::five_year_roster);
  CHECK(step_ids(chain) == std::vector<std::string>{"principal", "admissions", "province"});
  CHECK(chain.steps[1].actor.relation == Relation::admissions_office);
  CHECK(chain.steps[2].actor.relation == Relation::province);
  CHECK(chain.effect_step() == 2);
}

TEST_CASE("ordinary-high students need the deputy director of the city", "[SY-1.1b][SY-1.5e]") {
  const Pack pack = shipped("shiyan");
  const auto& chain = *pack.chain(Form::ordinary_high_admission);
  REQUIRE(chain.effect_step());
  CHECK(chain.steps[*chain.effect_step()].actor == Actor{Role::deputy_director, Relation::city});
}

TEST_CASE("set-up acts take effect when accepted") {
  for (const auto* id : {"shiyan", "fujian"}) {
    const Pack pack = shipped(id);
    for (const auto form :
         {Form::organisation, Form::person, Form::key, Form::role, Form::delegation, Form::pack}) {
      REQUIRE(pack.chain(form));
      CHECK(pack.chain(form)->takes_effect_when_accepted());
      CHECK_FALSE(pack.chain(form)->effect_step());
    }
  }
}

TEST_CASE(
    "each shipped pack has a chain for every form of its regulation, and a reversal goes the way of "
    "what it takes back") {
  for (const auto* id : {"shiyan", "fujian"}) {
    const Pack pack = shipped(id);
    for (const auto& term : terms_of<Form>()) {
      if (term.value == Form::none) continue;
      CAPTURE(id, term.code);
      const bool fujian = pack.metadata().id == "fujian";
      const bool only_shiyan =
          term.value == Form::monthly_report || term.value == Form::county_report;
      const bool only_fujian = term.value == Form::five_year_roster;
      const bool expected = term.value != Form::reversal && (fujian ? !only_shiyan : !only_fujian);
      CHECK((pack.chain(term.value) != nullptr) == expected);
    }
  }
}

TEST_CASE("canonical bytes differ for every decisive change of a chain") {
  const Pack pack = shipped("shiyan");
  const ChainTemplate original = *pack.chain(Form::entry_roster);
  std::set<Bytes> seen{canonical_bytes(original)};
  const auto changes = std::vector<void (*)(ChainTemplate&)>{
      [](ChainTemplate& c) { c.steps[2].actor.role = Role::clerk; },
      [](ChainTemplate& c) { c.steps[2].actor.relation = Relation::city; },
      [](ChainTemplate& c) { c.steps[2].hold_days += 1; },
      [](ChainTemplate& c) { c.steps[2].paper = !c.steps[2].paper; },
      [](ChainTemplate& c) { c.steps[1].seal = false; },
      [](ChainTemplate& c) { std::swap(c.steps[4], c.steps[5]); },
      [](ChainTemplate& c) { c.steps[6].effect = false; },
      [](ChainTemplate& c) { c.steps[7].is_filing = false; },
      [](ChainTemplate& c) { c.steps.pop_back(); },
      [](ChainTemplate& c) { c.differ.pop_back(); },
      [](ChainTemplate& c) { c.authors.clear(); },
      [](ChainTemplate& c) { c.form = Form::opening_import; },
      [](ChainTemplate& c) { c.rules.pop_back(); },
      [](ChainTemplate& c) { c.steps[0].action = StepAction::file; },
      [](ChainTemplate& c) { c.steps[0].name.zh += "改"; },
  };
  for (const auto change : changes) {
    ChainTemplate changed = original;
    change(changed);
    CHECK(seen.insert(canonical_bytes(changed)).second);
  }
  CHECK(canonical_bytes(original) == canonical_bytes(*shipped("shiyan").chain(Form::entry_roster)));
}

TEST_CASE("canonical bytes of a small chain are these") {
  ChainTemplate chain;
  chain.form = Form::arrival;
  chain.name = {"到", "a"};
  chain.authors = {{Role::clerk, Relation::own}};
  const Bytes bytes = canonical_bytes(chain);
  const auto string = [](std::string_view text) {
    Bytes out;
    append_le(out, static_cast<std::uint32_t>(text.size()));
    append(out, bytes_of(text));
    return out;
  };
  Bytes expected;
  for (const auto* text :
       {"xueji-chain/v1", "arrival", "到", "a", "0", "1", "clerk", "own", "0", "0"}) {
    append(expected, string(text));
  }
  CHECK(to_hex(bytes) == to_hex(expected));
}
