// Loading: files → tree → typed values → cross-checks. Every problem is collected, none is
// repaired.
#include <algorithm>
#include <array>
#include <set>

#include "ledger/policy/base_pack.h"
#include "ledger/policy/catalogue.h"
#include "ledger/policy/pack.h"
#include "ledger/policy/root_chains.h"
#include "ledger/policy/toml_tree.h"

namespace xueji {
namespace {

using Need = TableReader::Need;

constexpr std::string_view pack_file = "pack.toml";
constexpr std::string_view chains_file = "chains.toml";
constexpr std::string_view guards_file = "guards.toml";
constexpr std::string_view findings_file = "findings.toml";
constexpr std::string_view base_pack_file = "base/pack.toml";
constexpr std::string_view base_guards_file = "base/guards.toml";

/// The lists of codes that every pack carries, as codes/NAME.csv with the header code,zh,en.
constexpr std::string_view code_tables[] = {
    "candidate_categories", "change_reasons",  "change_types",       "entry_routes",
    "ethnic_groups",        "health_statuses", "household_types",    "identity_types",
    "political_statuses",   "sexes",           "student_categories", "student_states",
    "study_modes",
};

std::string table_path(std::string_view name) {
  return "codes/" + std::string(name) + ".csv";
}

/// Rule ids carry the pack's prefix, and must be in the catalogue if the catalogue knows the
/// prefix.
void check_rules(TableReader& reader, const std::vector<std::string>& rules,
                 const std::string& prefix) {
  const auto& catalogue = rule_catalogue();
  const std::string start = prefix + "-";
  const bool catalogued =
      std::any_of(catalogue.begin(), catalogue.end(),
                  [&](const RuleInfo& rule) { return rule.id.starts_with(start); });
  for (const auto& id : rules) {
    if (!id.starts_with(start)) {
      reader.problem("rules", "规则 " + id + " 不属于本规则包(应以 " + start + " 开头)",
                     "rule " + id + " is not of this pack (its ids begin with " + start + ")");
    } else if (catalogued && !find_rule(id)) {
      reader.problem("rules", "规则目录中没有 " + id, "the catalogue has no rule " + id);
    }
  }
}

/// A text that must be a code of `Enum`.
template <class Enum>
Enum read_code(TableReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  for (const auto& term : terms_of<Enum>()) {
    if (!text.empty() && term.code == text && term.value != Enum{}) return term.value;
  }
  std::string known;
  for (const auto& term : terms_of<Enum>()) {
    if (term.value == Enum{}) continue;
    known += (known.empty() ? "" : ", ") + std::string(term.code);
  }
  if (!text.empty()) {
    reader.problem(key, "未知的代码 " + text + ",可用:" + known,
                   "unknown code " + text + "; accepted: " + known);
  }
  return Enum{};
}

// ---- pack.toml --------------------------------------------------------------------------------

PackMetadata read_metadata(TableReader& reader) {
  PackMetadata metadata;
  metadata.id = reader.text("id");
  metadata.version = reader.text("version");
  metadata.title = reader.own_label();
  metadata.issuer = reader.bilingual("issuer");
  metadata.rule_prefix = reader.text("rule_prefix");
  for (const auto& code : reader.texts("supervision")) {
    const auto kind = from_code<OrganisationKind>(code);
    if (!kind) reader.problem("supervision", "未知的机构类别 " + code, "unknown kind " + code);
    if (kind) metadata.supervision.push_back(*kind);
  }
  if (const auto* from = reader.node("effective_from")) {
    const auto* value = from->find("value");
    const auto* assumed = from->find("assumed");
    const bool ok = value && value->kind == TomlNode::Kind::date &&
                    from->members.size() == (assumed ? 2U : 1U) &&
                    (!assumed || assumed->kind == TomlNode::Kind::boolean);
    if (!ok) {
      reader.problem("effective_from", "应为 { value = 日期, assumed = true/false }",
                     "must be { value = a date, assumed = true or false }");
    } else {
      metadata.effective_from = value->date;
      metadata.effective_from_assumed = assumed && assumed->boolean;
    }
  }
  if (const auto* until = reader.node("effective_until", Need::optional)) {
    if (until->kind == TomlNode::Kind::date) {
      metadata.effective_until = until->date;
    } else {
      reader.problem("effective_until", "应为日期", "must be a date");
    }
  }
  const auto read_label = [](std::vector<Text>& into) {
    return [&into](TableReader& item) { into.push_back(item.own_label()); };
  };
  reader.each("legal_basis", Need::required, read_label(metadata.legal_basis));
  reader.each("remarks", Need::optional, read_label(metadata.remarks));
  return metadata;
}

/// Turns the node of a parameter into the type that known_parameters() promises; nothing if it
/// cannot.
std::optional<ParameterValue> read_value(const TomlNode& node, const KnownParameter& known) {
  using Kind = TomlNode::Kind;
  const auto in_range = [&](std::int64_t n) { return n >= known.least && n <= known.most; };
  const auto all_of = [&](Kind kind) {
    return node.kind == Kind::array &&
           std::all_of(node.items.begin(), node.items.end(),
                       [&](const TomlNode& item) { return item.kind == kind; });
  };
  switch (known.type) {
    case ParameterType::integer:
      if (node.kind == Kind::integer && in_range(node.integer)) return node.integer;
      return std::nullopt;
    case ParameterType::integers: {
      if (!all_of(Kind::integer) || node.items.empty()) return std::nullopt;
      std::vector<std::int64_t> numbers;
      for (const auto& item : node.items) {
        if (!in_range(item.integer)) return std::nullopt;
        numbers.push_back(item.integer);
      }
      return numbers;
    }
    case ParameterType::boolean:
      if (node.kind == Kind::boolean) return node.boolean;
      return std::nullopt;
    case ParameterType::text:
      if (node.kind != Kind::text || node.text.empty()) return std::nullopt;
      if (known.is_known_code && !known.is_known_code(node.text)) return std::nullopt;
      return node.text;
    case ParameterType::month_day:
      if (const auto day = month_day_from_text(node.text)) return *day;
      return std::nullopt;
    case ParameterType::date:
      if (node.kind == Kind::date) return node.date;
      return std::nullopt;
    case ParameterType::reaction:
      if (const auto reaction = reaction_from_code(node.text)) return *reaction;
      return std::nullopt;
    case ParameterType::role:
      for (const auto& term : terms_of<Role>()) {
        if (term.code == node.text && term.value != Role::none) return term.value;
      }
      return std::nullopt;
    case ParameterType::texts: {
      if (!all_of(Kind::text)) return std::nullopt;
      std::vector<std::string> items;
      for (const auto& item : node.items) {
        if (known.is_known_code && !known.is_known_code(item.text)) return std::nullopt;
        if (std::find(items.begin(), items.end(), item.text) != items.end()) return std::nullopt;
        items.push_back(item.text);
      }
      return items;
    }
  }
  return std::nullopt;
}

Text expected_value(const KnownParameter& known) {
  const auto range = std::to_string(known.least) + "…" + std::to_string(known.most);
  switch (known.type) {
    case ParameterType::integer:
      return {range + " 之间的整数", "an integer within " + range};
    case ParameterType::integers:
      return {range + " 之间的整数列表", "a list of integers within " + range};
    case ParameterType::boolean:
      return {"true 或 false", "true or false"};
    case ParameterType::text:
      return known.is_known_code ? Text{"词汇表中的代码", "a code of the vocabulary"}
                                 : Text{"非空文字", "a text"};
    case ParameterType::month_day:
      return {"\"月-日\",如 \"11-15\"", "\"month-day\", e.g. \"11-15\""};
    case ParameterType::date:
      return {"日期,如 2015-09-01", "a date, e.g. 2015-09-01"};
    case ParameterType::reaction:
      return {"reject、override、flag 等处理代码", "a reaction such as reject, override or flag"};
    case ParameterType::role:
      return {"角色代码", "the code of a role"};
    case ParameterType::texts:
      return {"不重复的代码列表", "a list of codes of the vocabulary, none twice"};
  }
  return {};
}

void read_parameter(TableReader& reader, const std::string& name, const std::string& prefix,
                    std::vector<Parameter>& into) {
  const auto* known = find_known_parameter(name);
  if (!known) {
    reader.problem("", "未知的参数", "is not a known parameter");
    return;
  }
  Parameter parameter;
  parameter.name = name;
  parameter.unit = reader.text("unit");
  parameter.rules = reader.texts("rules");
  parameter.label = reader.own_label();
  parameter.assumed = reader.boolean("assumed");
  parameter.line = reader.place("value").line;
  check_rules(reader, parameter.rules, prefix);
  if (!parameter.unit.empty() && parameter.unit != known->unit) {
    reader.problem("unit", "单位应为 " + std::string(known->unit),
                   "must be " + std::string(known->unit));
  }
  const auto* node = reader.node("value");
  reader.finish();
  if (!node) return;
  const auto value = read_value(*node, *known);
  if (!value) {
    const auto expected = expected_value(*known);
    reader.problem("value", "取值不对,应为" + expected.zh,
                   "is not accepted; expected " + expected.en);
    return;
  }
  parameter.value = *value;
  into.push_back(std::move(parameter));
}

std::vector<Parameter> read_parameters(TableReader& reader, const PackMetadata& metadata,
                                       FileProblems& problems) {
  std::vector<Parameter> parameters;
  const auto* table = reader.node("parameters");
  if (!table) return parameters;
  for (const auto& [name, node] : table->members) {
    TableReader one(node, std::string(pack_file), "parameters." + name, problems);
    read_parameter(one, name, metadata.rule_prefix, parameters);
  }
  for (const auto& known : known_parameters()) {
    if (known.required && !table->find(known.name)) {
      problems.add({std::string(pack_file), table->line, "parameters." + std::string(known.name)},
                   "缺少此参数", "is missing");
    }
  }
  std::sort(parameters.begin(), parameters.end(),
            [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
  return parameters;
}

// ---- chains.toml ------------------------------------------------------------------------------

Actor read_actor(TableReader& reader) {
  return {read_code<Role>(reader, "role"), read_code<Relation>(reader, "relation")};
}

Step read_step(TableReader& reader, const std::string& prefix) {
  Step step;
  step.id = reader.text("id");
  step.name = reader.own_label();
  step.actor = read_actor(reader);
  const auto action = step_action_from_code(reader.text("action"));
  if (!action) reader.problem("action", "未知的动作", "is not a known action");
  step.action = action.value_or(StepAction::sign);
  step.rules = reader.texts("rules");
  check_rules(reader, step.rules, prefix);
  const auto days = reader.integer("hold_days");
  if (days < 1 || days > 365) {
    reader.problem("hold_days", "应为 1…365", "must be within 1…365");
  } else {
    step.hold_days = static_cast<int>(days);
  }
  step.paper = reader.boolean("paper");
  step.seal = reader.boolean("seal");
  step.effect = reader.boolean("effect");
  step.is_filing = reader.boolean("filing");
  if (step.id == "author") {
    reader.problem("id", "author 保留给申报人", "\"author\" stands for the author");
  }
  if (step.id.starts_with(root_step_prefix) || step.id.starts_with(recovery_step_prefix)) {
    reader.problem("id", "root-、recovery- 开头的环节由创世记录规定",
                   "steps \"root-…\" and \"recovery-…\" are those that genesis demands");
  }
  if (step.seal != (step.action == StepAction::seal)) {
    reader.problem("seal", "seal = true 与 action = \"seal\" 须同时出现",
                   "seal = true and action = \"seal\" go together");
  }
  return step;
}

/// Exactly one effect step, filing steps after it and no others, step ids unique.
void check_steps(TableReader& reader, const ChainTemplate& chain) {
  std::set<std::string> ids;
  std::size_t effects = 0;
  for (const auto& step : chain.steps) {
    if (!ids.insert(step.id).second) {
      reader.problem("steps", "环节 " + step.id + " 重复", "step " + step.id + " stands twice");
    }
    if (step.is_filing != (effects > 0)) {
      reader.problem("steps", "环节 " + step.id + ":生效环节之后且仅其后须标 filing = true",
                     "step " + step.id +
                         ": filing = true marks the steps after the effect, all of "
                         "them and no others");
    }
    if (step.effect) ++effects;
  }
  if (!chain.steps.empty() && effects != 1) {
    const auto found = std::to_string(effects);
    reader.problem("steps", "须恰有一个生效环节,现有 " + found + " 个",
                   "needs exactly one step with effect = true, has " + found);
  }
}

void read_differ(TableReader& reader, ChainTemplate& chain) {
  const auto* pairs = reader.node("differ", Need::optional);
  if (!pairs) return;
  const auto is_holder = [&](const TomlNode& item) {
    return item.kind == TomlNode::Kind::text &&
           (item.text == "author" || chain.step_index(item.text).has_value());
  };
  for (const auto& pair : pairs->items) {
    if (pair.items.size() != 2 || !is_holder(pair.items[0]) || !is_holder(pair.items[1]) ||
        pair.items[0].text == pair.items[1].text) {
      reader.problem("differ", "每项须为两个不同的环节(或 author)",
                     "each item must name two different steps (or \"author\")");
      continue;
    }
    chain.differ.emplace_back(pair.items[0].text, pair.items[1].text);
  }
  if (pairs->kind != TomlNode::Kind::array) {
    reader.problem("differ", "应为列表", "must be a list of pairs");
  }
}

ChainTemplate read_chain(TableReader& reader, const std::string& prefix) {
  ChainTemplate chain;
  chain.form = read_code<Form>(reader, "form");
  chain.name = reader.own_label();
  chain.rules = reader.texts("rules");
  check_rules(reader, chain.rules, prefix);
  reader.each("authors", Need::required,
              [&](TableReader& author) { chain.authors.push_back(read_actor(author)); });
  if (chain.authors.empty()) reader.problem("authors", "至少一项", "needs at least one");
  reader.each("steps", Need::optional,
              [&](TableReader& step) { chain.steps.push_back(read_step(step, prefix)); });
  const auto effect = reader.text("effect", Need::optional);
  if (chain.steps.empty() != (effect == "accepted")) {
    reader.problem("effect", "没有后续环节的须写 effect = \"accepted\",有环节的不写",
                   "effect = \"accepted\" stands for a chain without steps, and only for it");
  }
  check_steps(reader, chain);
  read_differ(reader, chain);
  return chain;
}

std::vector<ChainTemplate> read_chains(const PackFiles& files, const std::string& prefix,
                                       FileProblems& problems) {
  std::vector<ChainTemplate> chains;
  const auto tree = parse_toml(chains_file, files.files.at(std::string(chains_file)), problems);
  if (!tree) return chains;
  TableReader reader(*tree, std::string(chains_file), "", problems);
  std::set<Form> forms;
  reader.each("chain", Need::required, [&](TableReader& one) {
    chains.push_back(read_chain(one, prefix));
    if (!forms.insert(chains.back().form).second) {
      one.problem("form", "同一表单有两条流程", "has two chains");
    }
  });
  reader.finish();
  return chains;
}

// ---- The rules of findings --------------------------------------------------------------------

bool is_finding_code(std::string_view code) {
  const auto& catalogue = rule_catalogue();
  return std::any_of(catalogue.begin(), catalogue.end(), [&](const RuleInfo& rule) {
    return std::find(rule.findings.begin(), rule.findings.end(), code) != rule.findings.end();
  });
}

/// Shipped packs before version 2024.3 carried no findings.toml; a pack of the same id and rules
/// that has none answers with the one that ships today.
std::optional<std::string> finding_rules_text(const PackFiles& files, const PackMetadata& pack) {
  const std::string name(findings_file);
  if (const auto own = files.files.find(name); own != files.files.end()) return own->second;
  for (const auto& rule : rule_catalogue()) {
    if (rule.pack != pack.id || !rule.id.starts_with(pack.rule_prefix + "-")) continue;
    return shipped_pack(pack.id)->files.at(name);
  }
  return std::nullopt;
}

std::vector<FindingRules> read_finding_rules(const PackFiles& files, const PackMetadata& pack,
                                             FileProblems& problems) {
  std::vector<FindingRules> all;
  const auto text = finding_rules_text(files, pack);
  const auto tree = text ? parse_toml(findings_file, *text, problems) : std::nullopt;
  if (!tree) return all;
  TableReader reader(*tree, std::string(findings_file), "", problems);
  reader.each("finding", Need::required, [&](TableReader& item) {
    FindingRules row{item.text("code"), item.texts("rules")};
    const auto is_same = [&](const FindingRules& other) { return other.code == row.code; };
    if (!is_finding_code(row.code)) {
      item.problem("code", "没有检查问题 " + row.code, "there is no finding " + row.code);
    } else if (std::any_of(all.begin(), all.end(), is_same)) {
      item.problem("code", row.code + " 重复", row.code + " is listed twice");
    }
    if (row.rules.empty()) item.problem("rules", "至少写一条规则", "names at least one rule");
    check_rules(item, row.rules, pack.rule_prefix);
    all.push_back(std::move(row));
  });
  reader.finish();
  return all;
}

// ---- Code tables and cross-checks -------------------------------------------------------------

/// The records of codes/NAME.csv; a required table that is absent is a problem.
std::vector<CsvRecord> read_table(const PackFiles& files, std::string_view name,
                                  std::span<const std::string_view> header,
                                  FileProblems& problems) {
  const auto path = table_path(name);
  const auto found = files.files.find(path);
  if (found == files.files.end()) {
    problems.add({path, 0, ""}, "规则包缺少此文件", "is missing from the pack");
    return {};
  }
  return read_csv(path, found->second, header, problems);
}

void check_file_names(const PackFiles& files, FileProblems& problems) {
  std::set<std::string> known{
      std::string(pack_file),     std::string(chains_file),    std::string(guards_file),
      std::string(findings_file), table_path("divisions"),     table_path("majors"),
      table_path("county_codes"), std::string(base_pack_file), std::string(base_guards_file)};
  for (const auto name : code_tables)
    known.insert(table_path(name));
  for (const auto& [name, content] : files.files) {
    if (!known.contains(name))
      problems.add({name, 0, ""}, "不是规则包的文件", "is not a pack file");
  }
  for (const auto name : {pack_file, chains_file, guards_file}) {
    if (!files.files.contains(std::string(name))) {
      problems.add({std::string(name), 0, ""}, "规则包缺少此文件", "is missing from the pack");
    }
  }
}

void add_parameter_problem(const Parameter& parameter, const Text& text, FileProblems& problems) {
  problems.add({std::string(pack_file), parameter.line, "parameters." + parameter.name}, text.zh,
               text.en);
}

/// Lists that name rows of a code table, and the catalogue versions that the majors must hold.
void check_parameters_against_tables(const Pack& pack, FileProblems& problems) {
  constexpr std::pair<std::string_view, std::string_view> rows_of[] = {
      {"study_modes", "study_modes"},
      {"entry_routes", "entry_routes"},
      {"candidate_categories", "candidate_categories"},
  };
  for (const auto& [name, table] : rows_of) {
    for (const auto& code : pack.texts(name)) {
      if (pack.table(table)->find(code)) continue;
      add_parameter_problem(
          *pack.parameter(name),
          {table_path(table) + " 中没有 " + code, table_path(table) + " has no row " + code},
          problems);
    }
  }
  for (const auto& version : pack.texts("major_catalogue_versions")) {
    if (pack.majors().has_version(version)) continue;
    add_parameter_problem(
        *pack.parameter("major_catalogue_versions"),
        {"codes/majors.csv 中没有版本 " + version, "codes/majors.csv has no version " + version},
        problems);
  }
  if (!pack.text("student_number_format").empty() && !pack.county_codes()) {
    add_parameter_problem(*pack.parameter("student_number_format"),
                          {"编号需要 codes/county_codes.csv", "needs codes/county_codes.csv"},
                          problems);
  }
}

void check_chains_against_parameters(const Pack& pack, FileProblems& problems) {
  const auto role = pack.role("override_role");
  for (const auto form : {Form::entry_roster, Form::five_year_roster}) {
    const auto* chain = pack.chain(form);
    if (!chain) continue;
    const bool signs = std::any_of(chain->steps.begin(), chain->steps.end(),
                                   [&](const Step& step) { return step.actor.role == role; });
    if (signs) continue;
    add_parameter_problem(*pack.parameter("override_role"),
                          {"该角色不在 " + std::string(code_of(form)) + " 的流程中",
                           "this role signs no step of the chain of " + std::string(code_of(form))},
                          problems);
  }
}

// ---- The base beneath the pack (D-18). ---------------------------------------------------------

struct Base {
  std::vector<Parameter> parameters;
  std::vector<GuardBinding> guards;
};

Base read_base(const PackFiles& files, const std::string& id, FileProblems& problems) {
  Base base;
  for (const auto name : {base_pack_file, base_guards_file}) {
    if (files.files.contains(std::string(name))) continue;
    problems.add({std::string(name), 0, ""}, "缺少基础规则包 " + id + " 的文件",
                 "the files of the base " + id + " are missing");
    return base;
  }
  const std::string pack_name(base_pack_file);
  const std::string guards_name(base_guards_file);
  const auto tree = parse_toml(base_pack_file, files.files.at(pack_name), problems);
  const auto guards = parse_toml(base_guards_file, files.files.at(guards_name), problems);
  if (!tree || !guards) return base;
  TableReader reader(*tree, pack_name, "", problems);
  const auto own_id = reader.text("id");
  (void)reader.text("version");
  (void)reader.own_label();
  const auto prefix = reader.text("rule_prefix");
  if (own_id != id) {
    reader.problem("id", "不是所要的 " + id, "is not the base " + id + " that was asked for");
  }
  // A base that somebody verified would be a pack: what is laid beneath others says that it is not.
  if (!reader.boolean("unverified") || prefix != unverified_rule_prefix) {
    reader.problem("unverified", "基础规则包须标 unverified = true,规则前缀为 NA",
                   "a base is marked unverified = true, and its rule prefix is NA");
  }
  if (const auto* table = reader.node("parameters")) {
    for (const auto& [name, node] : table->members) {
      TableReader one(node, pack_name, "parameters." + name, problems);
      read_parameter(one, name, prefix, base.parameters);
    }
  }
  reader.finish();
  base.guards = read_guard_bindings(*guards, guards_name, problems);
  for (const auto& binding : base.guards) {
    if (is_unverified(binding.rule)) continue;
    problems.add({guards_name, 0, binding.rule}, "规则编号须以 NA- 开头", "must begin with NA-");
  }
  return base;
}

/// What the pack says itself stands; the base fills what it leaves out.
void lay_beneath(Base base, const Pack& pack, std::vector<Parameter>& parameters,
                 std::vector<GuardBinding>& guards) {
  const auto own = guards;
  for (auto& binding : base.guards) {
    std::erase_if(binding.forms, [&](Form form) {
      return pack.chain(form) == nullptr ||
             std::any_of(own.begin(), own.end(), [&](const GuardBinding& one) {
               return one.guard == binding.guard &&
                      std::find(one.forms.begin(), one.forms.end(), form) != one.forms.end();
             });
    });
    if (!binding.forms.empty()) guards.push_back(std::move(binding));
  }
  for (auto& parameter : base.parameters) {
    if (pack.parameter(parameter.name) != nullptr) continue;
    parameter.assumed = true;
    parameters.push_back(std::move(parameter));
  }
  std::sort(parameters.begin(), parameters.end(),
            [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
}

}  // namespace

Result<Pack> load_pack(const PackFiles& files) {
  FileProblems problems;
  check_file_names(files, problems);
  if (!problems.empty()) return fail(problems.as_error());
  const auto tree = parse_toml(pack_file, files.files.at(std::string(pack_file)), problems);
  if (!tree) return fail(problems.as_error());

  Pack pack;
  TableReader reader(*tree, std::string(pack_file), "", problems);
  pack.metadata_ = read_metadata(reader);
  pack.parameters_ = read_parameters(reader, pack.metadata_, problems);
  const auto base = reader.text("base", Need::optional);
  if (pack.metadata_.rule_prefix == unverified_rule_prefix) {
    reader.problem("rule_prefix", "NA 保留给未核实的基础规则包", "NA is kept for bases (D-18)");
  }
  if (base.empty() && files.files.contains(std::string(base_pack_file))) {
    reader.problem("base", "带有基础规则包而未写明 base", "names no base, yet carries one");
  }
  reader.finish();
  pack.chains_ = read_chains(files, pack.metadata_.rule_prefix, problems);

  const auto guards = parse_toml(guards_file, files.files.at(std::string(guards_file)), problems);
  if (guards) pack.guards_ = read_guard_bindings(*guards, std::string(guards_file), problems);

  pack.finding_rules_ = read_finding_rules(files, pack.metadata_, problems);

  if (!base.empty()) {
    auto beneath = read_base(files, base, problems);
    auto parameters = pack.parameters_;
    lay_beneath(std::move(beneath), pack, parameters, pack.guards_);
    pack.parameters_ = std::move(parameters);
  }

  for (const auto name : code_tables) {
    const auto records = read_table(files, name, code_table_header, problems);
    pack.tables_.emplace(name, CodeTable(table_path(name), records, problems));
  }
  const auto divisions = table_path("divisions");
  pack.divisions_ = std::make_shared<DivisionTable>(
      divisions, read_table(files, "divisions", division_header, problems), problems);
  pack.majors_ = std::make_shared<MajorTable>(
      table_path("majors"), read_table(files, "majors", major_header, problems), problems);
  if (files.files.contains(table_path("county_codes"))) {
    pack.county_codes_ = std::make_shared<CountyCodeTable>(
        table_path("county_codes"), read_table(files, "county_codes", county_code_header, problems),
        problems);
  }
  // The cross-checks read typed values, so they wait until everything by itself is sound.
  if (problems.empty()) {
    check_parameters_against_tables(pack, problems);
    check_chains_against_parameters(pack, problems);
  }
  if (!problems.empty()) return fail(problems.as_error());
  return pack;
}

}  // namespace xueji
