// The catalogue of the 189 rules, and what the software does about each.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
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

/// A word of the catalogue as people read it: in Chinese by its name, in English the code itself.
std::string word_text(const Session& session, const Packs& packs, std::string_view code) {
  const std::string plain(code);
  if (session.language == Language::english) return plain;
  if (const auto reaction = reaction_from_code(code)) return label_of(*reaction).zh;
  struct Word {
    std::string_view code;
    std::string_view zh;
  };
  static constexpr Word words[] = {{"filing", "报送时"},
                                   {"effect", "生效时"},
                                   {"must", "必须"},
                                   {"principle", "原则上"},
                                   {"may", "可以"},
                                   {"soft", "提倡"},
                                   {"guard", "检查"},
                                   {"event", "事项"},
                                   {"projection", "计算"},
                                   {"form", "表册"},
                                   {"deadline", "期限"},
                                   {"finding", "检查发现"},
                                   {"chain", "责任链"},
                                   {"number", "编号"},
                                   {"out", "软件之外"},
                                   {"refused", "拒绝"},
                                   {"needs_override", "须准予例外"},
                                   {"warning", "提醒"},
                                   {"outside_software", "软件之外"},
                                   {"implemented", "已实现"},
                                   {"not_yet", "尚无"}};
  for (const auto& word : words) {
    if (word.code == code) return std::string(word.zh);
  }
  if (const auto form = from_code<Form>(code)) return label_of(*form).zh;
  // "step:county" of a moment, "entry-roster/county" of a chain.
  const auto slash = plain.find('/');
  const bool of_chain = slash != std::string::npos;
  constexpr std::string_view step = "step:";
  if (!of_chain && !code.starts_with(step)) return plain;
  const auto form = of_chain ? from_code<Form>(plain.substr(0, slash)) : std::nullopt;
  if (of_chain && !form) return plain;
  const auto id = plain.substr(of_chain ? slash + 1 : step.size());
  for (const auto* pack : packs.all) {
    for (const auto& chain : pack->chains()) {
      const auto index = chain.step_index(id);
      if (!index || (form && chain.form != *form)) continue;
      return (form ? label_of(*form).zh + " " : "") + chain.steps[*index].name.zh + "环节";
    }
  }
  return plain;
}

std::string words_text(const Session& session, const Packs& packs,
                       const boost::json::array& words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : session.in({"、", " "})) +
           word_text(session, packs, std::string(word.as_string()));
  return out;
}

void print_rules(Session& session, const Packs& packs, const boost::json::array& list) {
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
                    words_text(session, packs, rule.at("reactions").as_array()),
                    words_text(session, packs, rule.at("moments").as_array()),
                    session.in(label_of_status(rule.at("status").as_string())), joined(guards)});
  }
  session.out().table(headers, rows);
}

/// A part of a rule in one piece: "on_site_count_agrees, 报送时, …".
std::string part_text(const Session& session, const Packs& packs, const boost::json::value& value) {
  if (value.is_string()) return word_text(session, packs, std::string(value.as_string()));
  if (value.is_bool()) return session.in(value.as_bool() ? Text{"是", "yes"} : Text{"否", "no"});
  std::string out;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) out += (out.empty() ? "" : session.in({"、", ", "})) + part;
  };
  if (value.is_array()) {
    for (const auto& one : value.as_array())
      add(part_text(session, packs, one));
    return out;
  }
  if (!value.is_object()) return boost::json::serialize(value);
  const auto& object = value.as_object();
  const auto* assumed = object.if_contains("assumed");
  for (const auto& member : object) {
    if (member.key() == "assumed") continue;
    add(part_text(session, packs, member.value()));
  }
  if (assumed != nullptr && assumed->as_bool()) out += session.in({"(推定)", " (assumed)"});
  return out;
}

void print_rule(Session& session, const Packs& packs, const boost::json::object& rule) {
  static const std::map<std::string_view, std::string_view> names = {
      {"id", "规则"},        {"pack", "规则包"},   {"section", "章节"},      {"quote", "原文"},
      {"meaning", "要点"},   {"priority", "次序"}, {"force", "效力"},        {"kinds", "类别"},
      {"reactions", "处理"}, {"moments", "时点"},  {"findings", "检查发现"}, {"parameters", "参数"},
      {"status", "状态"},    {"guards", "守则"},   {"chains", "责任链"},     {"tests", "测试"}};
  for (const auto& field : rule) {
    const auto key = std::string(field.key());
    const auto name = names.find(key);
    const auto& value = field.value();
    const bool verbatim = key == "id" || key == "pack";
    const auto text = verbatim ? std::string(value.as_string()) : part_text(session, packs, value);
    session.out().line(
        {(name == names.end() ? key : std::string(name->second)) + ":" + text, key + ": " + text});
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
    print_rule(session, *packs, list.front().as_object());
  } else {
    print_rules(session, *packs, list);
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
