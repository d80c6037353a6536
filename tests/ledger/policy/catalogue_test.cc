#include "ledger/policy/catalogue.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "ledger/policy/pack.h"

using namespace xueji;

namespace {

Pack shipped(std::string_view id) {
  auto files = shipped_pack(id);
  REQUIRE(files);
  auto pack = load_pack(*files);
  if (!pack) FAIL(pack.error().what.en);
  return *pack;
}

std::map<RuleKind, int> count_main_kinds(std::string_view prefix) {
  std::map<RuleKind, int> counts;
  for (const auto& rule : rule_catalogue()) {
    if (rule.id.starts_with(prefix)) ++counts[rule.kinds.at(0)];
  }
  return counts;
}

}  // namespace

TEST_CASE("the catalogue holds 189 rules, 78 of Shiyan and 111 of Fujian, each id once") {
  std::set<std::string> ids;
  std::map<std::string, int> per_pack;
  for (const auto& rule : rule_catalogue()) {
    ids.insert(rule.id);
    ++per_pack[rule.pack];
    CHECK(rule.id.starts_with(rule.pack == "shiyan" ? "SY-" : "FJ-"));
  }
  CHECK(rule_catalogue().size() == 189);
  CHECK(ids.size() == 189);
  CHECK(per_pack["shiyan"] == 78);
  CHECK(per_pack["fujian"] == 111);
}

TEST_CASE("the rules count by kind as the catalogue of the project says") {
  using enum RuleKind;
  CHECK(count_main_kinds("SY-") == std::map<RuleKind, int>{{guard, 28},
                                                           {chain, 11},
                                                           {event, 8},
                                                           {deadline, 8},
                                                           {finding, 11},
                                                           {projection, 3},
                                                           {form, 5},
                                                           {out, 4}});
  CHECK(count_main_kinds("FJ-") == std::map<RuleKind, int>{{guard, 46},
                                                           {chain, 16},
                                                           {event, 19},
                                                           {deadline, 9},
                                                           {finding, 5},
                                                           {projection, 5},
                                                           {form, 2},
                                                           {number, 3},
                                                           {out, 6}});
}

TEST_CASE("any mention of a kind and the priorities count as the catalogue of the project says") {
  std::map<RuleKind, int> mentions;
  std::map<int, int> priorities;
  for (const auto& rule : rule_catalogue()) {
    for (const auto kind : rule.kinds)
      ++mentions[kind];
    ++priorities[rule.priority];
  }
  using enum RuleKind;
  CHECK(mentions == std::map<RuleKind, int>{{guard, 90},
                                            {chain, 37},
                                            {event, 44},
                                            {deadline, 21},
                                            {finding, 32},
                                            {projection, 13},
                                            {form, 11},
                                            {number, 5},
                                            {out, 13}});
  CHECK(priorities == std::map<int, int>{{1, 119}, {2, 54}, {3, 16}});
}

TEST_CASE("every rule says something in both languages, quotes the text and has a reaction") {
  for (const auto& rule : rule_catalogue()) {
    CAPTURE(rule.id);
    CHECK_FALSE(rule.quote.empty());
    CHECK_FALSE(rule.meaning.zh.empty());
    CHECK_FALSE(rule.meaning.en.empty());
    CHECK_FALSE(rule.section.zh.empty());
    CHECK_FALSE(rule.reactions.empty());
  }
}

TEST_CASE("every guard names its moments, and every step that it names exists in its pack") {
  for (const auto& rule : rule_catalogue()) {
    CAPTURE(rule.id);
    const bool is_guard =
        std::find(rule.kinds.begin(), rule.kinds.end(), RuleKind::guard) != rule.kinds.end();
    if (is_guard) CHECK_FALSE(rule.moments.empty());
  }
  for (const auto* id : {"shiyan", "fujian"}) {
    const Pack pack = shipped(id);
    std::set<std::string> known{"filing", "effect"};
    for (const auto& chain : pack.chains()) {
      for (const auto& step : chain.steps)
        known.insert("step:" + step.id);
    }
    for (const auto& rule : rule_catalogue()) {
      if (rule.pack != id) continue;
      for (const auto& moment : rule.moments) {
        CAPTURE(rule.id, moment);
        CHECK(known.contains(moment));
      }
    }
  }
}

TEST_CASE("rules and parameters of a pack name each other, and no other pack's") {
  for (const auto* id : {"shiyan", "fujian"}) {
    const Pack pack = shipped(id);
    std::set<std::pair<std::string, std::string>> from_pack;
    for (const auto& parameter : pack.parameters()) {
      for (const auto& rule : parameter.rules)
        from_pack.emplace(rule, parameter.name);
    }
    std::set<std::pair<std::string, std::string>> from_catalogue;
    for (const auto& rule : rule_catalogue()) {
      if (rule.pack != id) continue;
      for (const auto& name : rule.parameters)
        from_catalogue.emplace(rule.id, name);
    }
    CHECK(from_pack == from_catalogue);
  }
}

TEST_CASE("a rule is found by its id alone") {
  REQUIRE(find_rule("SY-1.2k"));
  CHECK(find_rule("SY-1.2k")->quote == "新生名册必须注明全日制或灵活学制");
  CHECK(find_rule("SY-9.9z") == nullptr);
  CHECK(find_rule("") == nullptr);
}
