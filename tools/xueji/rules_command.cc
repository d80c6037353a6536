// The catalogue of the 189 rules, and what the software does about each.
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "tools/xueji/rule_tests.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct RulesOptions {
  std::string id;
  std::string pack;
};

struct Packs {
  std::vector<Pack> owned;
  std::vector<const Pack*> all;
  [[nodiscard]] const Pack* by_prefix(std::string_view rule) const {
    for (const auto* pack : all) {
      if (rule.starts_with(pack->metadata().rule_prefix + "-")) return pack;
    }
    return nullptr;
  }
};

/// The ledger's packs when one is named; else, and for rules that it has no pack of, the shipped.
Result<Packs> packs_of(Session& session) {
  Packs packs;
  if (!session.options.data.empty()) {
    const auto view = session.view();
    if (!view) return fail(view.error());
    for (const auto& [digest, pack] : (*view)->packs().all())
      packs.all.push_back(&pack);
  }
  const auto ids = shipped_pack_ids();
  packs.owned.reserve(ids.size());
  for (const auto& id : ids) {
    auto files = shipped_pack(id);
    if (!files) return fail(files.error());
    auto pack = load_pack(*files);
    if (!pack) return fail(pack.error());
    packs.owned.push_back(*std::move(pack));
    packs.all.push_back(&packs.owned.back());
  }
  return packs;
}

std::string moment_of(const GuardBinding& guard) {
  switch (guard.moment) {
    case Moment::filing:
      return "filing";
    case Moment::step:
      return "step:" + guard.step;
    case Moment::effect:
      return "effect";
  }
  return "filing";
}

template <class Items, class Show>
boost::json::array list_of(const Items& items, Show show) {
  boost::json::array out;
  for (const auto& item : items)
    out.push_back(boost::json::string(show(item)));
  return out;
}

std::string joined(const boost::json::array& words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : " ") + std::string(word.as_string());
  return out;
}

boost::json::array guards_of(const Pack* pack, const std::string& rule) {
  boost::json::array out;
  if (pack == nullptr) return out;
  for (const auto& guard : pack->guards()) {
    if (guard.rule != rule) continue;
    boost::json::object one{{"guard", guard.guard}, {"moment", moment_of(guard)}};
    one["forms"] = list_of(guard.forms, [](Form form) { return code_of(form); });
    one["severity"] = guard.severity == Severity::warning          ? "warning"
                      : guard.severity == Severity::needs_override ? "needs_override"
                                                                   : "refused";
    if (guard.override_role != Role{}) one["override_role"] = code_of(guard.override_role);
    out.push_back(std::move(one));
  }
  return out;
}

boost::json::array chains_of(const Pack* pack, const std::string& rule) {
  boost::json::array out;
  if (pack == nullptr) return out;
  const auto names = [&](const std::vector<std::string>& rules) {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
  };
  for (const auto& chain : pack->chains()) {
    if (names(chain.rules)) out.push_back(boost::json::string(code_of(chain.form)));
    for (const auto& step : chain.steps) {
      if (!names(step.rules)) continue;
      out.push_back(boost::json::string(std::string(code_of(chain.form)) + "/" + step.id));
    }
  }
  return out;
}

boost::json::array parameters_of(const Pack* pack, const RuleInfo& rule) {
  boost::json::array out;
  if (pack == nullptr) return out;
  for (const auto& name : rule.parameters) {
    const auto* parameter = pack->parameter(name);
    if (parameter == nullptr) continue;
    out.push_back(boost::json::object{
        {"name", name}, {"value", to_text(parameter->value)}, {"assumed", parameter->assumed}});
  }
  return out;
}

boost::json::object json_of(const RuleInfo& rule, const Packs& packs, Language language) {
  const auto* pack = packs.by_prefix(rule.id);
  boost::json::object out{{"id", rule.id},
                          {"pack", rule.pack},
                          {"section", rule.section.in(language)},
                          {"quote", rule.quote},
                          {"meaning", rule.meaning.in(language)},
                          {"priority", rule.priority},
                          {"force", code_of(rule.force)}};
  out["kinds"] = list_of(rule.kinds, [](RuleKind kind) { return code_of(kind); });
  out["reactions"] = list_of(rule.reactions, [](Reaction reaction) { return code_of(reaction); });
  out["moments"] = list_of(rule.moments, [](const std::string& moment) { return moment; });
  out["findings"] = list_of(rule.findings, [](const std::string& code) { return code; });
  out["parameters"] = parameters_of(pack, rule);
  auto guards = guards_of(pack, rule.id);
  auto chains = chains_of(pack, rule.id);
  boost::json::array tests;
  for (const auto& test : rule_tests()) {
    if (test.rule == rule.id) tests.push_back(boost::json::string(test.file));
  }
  const bool outside = !rule.kinds.empty() && rule.kinds.front() == RuleKind::out;
  const bool implemented = !guards.empty() || !chains.empty() || !tests.empty();
  out["status"] = outside ? "outside_software" : implemented ? "implemented" : "not_yet";
  out["guards"] = std::move(guards);
  out["chains"] = std::move(chains);
  out["tests"] = std::move(tests);
  return out;
}

Text label_of_status(std::string_view status) {
  if (status == "outside_software") return {"软件之外", "outside software"};
  if (status == "implemented") return {"已实现", "implemented"};
  return {"尚无", "not yet"};
}

void print_rules(Session& session, const boost::json::array& list) {
  const Text headers[] = {{"规则", "rule"},   {"要点", "meaning"}, {"处理", "reaction"},
                          {"时点", "moment"}, {"状态", "status"},  {"守则", "guards"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& value : list) {
    const auto& rule = value.as_object();
    boost::json::array guards;
    for (const auto& guard : rule.at("guards").as_array()) {
      guards.push_back(guard.as_object().at("guard"));
    }
    rows.push_back({std::string(rule.at("id").as_string()),
                    std::string(rule.at("meaning").as_string()),
                    joined(rule.at("reactions").as_array()), joined(rule.at("moments").as_array()),
                    session.in(label_of_status(rule.at("status").as_string())), joined(guards)});
  }
  session.out().table(headers, rows);
}

void print_rule(Session& session, const boost::json::object& rule) {
  for (const auto& field : rule) {
    const auto& value = field.value();
    const auto text =
        value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
    const auto line = std::string(field.key()) + ": " + text;
    session.out().line({line, line});
  }
}

Result<int> rules(Session& session, const RulesOptions& o) {
  const auto packs = packs_of(session);
  if (!packs) return fail(packs.error());
  boost::json::array list;
  for (const auto& rule : rule_catalogue()) {
    if (!o.id.empty() && rule.id != o.id) continue;
    if (!o.pack.empty() && rule.pack != o.pack) continue;
    list.push_back(json_of(rule, *packs, session.language));
  }
  if (list.empty()) {
    return fail(ErrorCode::not_found,
                Text{"没有这条规则:" + o.id + o.pack, "there is no such rule: " + o.id + o.pack},
                Text{"`xueji rules` 列出全部规则", "`xueji rules` lists them all"});
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(list);
  } else if (!o.id.empty()) {
    print_rule(session, list.front().as_object());
  } else {
    print_rules(session, list);
  }
  return exit_done;
}

}  // namespace

std::vector<Command> rules_commands() {
  auto o = std::make_shared<RulesOptions>();
  return {{.name = "rules",
           .job = Job::inspect,
           .summary = {"规则目录,以及软件如何处理每一条",
                       "the rules, and what the software does about each"},
           .examples = {"xueji rules", "xueji rules SY-1.2k", "xueji rules --pack fujian --json"},
           .takes = {.json = true},
           .options = {{"ID", {"只看这一条", "only this rule"}, &o->id},
                       {"--pack", {"只看这个规则包", "only this pack"}, &o->pack}},
           .run = [o](Session& s) { return rules(s, *o); }}};
}

}  // namespace xueji::cli
