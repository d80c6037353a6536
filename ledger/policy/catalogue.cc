#include "ledger/policy/catalogue.h"

#include <array>
#include <unordered_map>

#include "ledger/base/result.h"
#include "ledger/policy/embedded.h"
#include "ledger/policy/toml_tree.h"

namespace xueji {
namespace {

struct ReactionTerm {
  Reaction value;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};
constexpr ReactionTerm reactions[] = {
    {Reaction::none, "none", "软件之外", "outside software"},
    {Reaction::reject, "reject", "拒绝", "rejects"},
    {Reaction::override_, "override", "须例外批准", "needs an override"},
    {Reaction::flag, "flag", "提示问题", "flags"},
    {Reaction::compute, "compute", "推算", "computes"},
    {Reaction::render, "render", "出表", "renders"},
    {Reaction::record, "record", "记录", "records"},
};

template <class Enum>
struct Coded {
  Enum value;
  std::string_view code;
};
constexpr Coded<RuleKind> kinds[] = {
    {RuleKind::guard, "guard"},
    {RuleKind::event, "event"},
    {RuleKind::projection, "projection"},
    {RuleKind::form, "form"},
    {RuleKind::deadline, "deadline"},
    {RuleKind::finding, "finding"},
    {RuleKind::chain, "chain"},
    {RuleKind::number, "number"},
    {RuleKind::out, "out"},
};
constexpr Coded<RuleForce> forces[] = {
    {RuleForce::must, "must"},
    {RuleForce::principle, "principle"},
    {RuleForce::may, "may"},
    {RuleForce::soft, "soft"},
};

template <class Table, class Enum>
const auto* find_value(const Table& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return &row;
  }
  // The tables above list every enumerator.
  XUEJI_ASSERT(false);
  return &table[0];
}
template <class Enum, class Table>
std::optional<Enum> find_code(const Table& table, std::string_view code) {
  for (const auto& row : table) {
    if (row.code == code) return row.value;
  }
  return std::nullopt;
}

RuleInfo read_rule(TableReader& reader, std::string_view pack) {
  RuleInfo rule;
  rule.id = reader.text("id");
  rule.pack = pack;
  rule.priority = static_cast<int>(reader.integer("priority"));
  rule.section = reader.bilingual("section");
  rule.quote = reader.text("quote");
  rule.meaning = reader.bilingual("meaning");
  for (const auto& code : reader.texts("kinds")) {
    const auto kind = rule_kind_from_code(code);
    if (!kind) reader.problem("kinds", "未知的类别 " + code, "unknown kind " + code);
    if (kind) rule.kinds.push_back(*kind);
  }
  const auto force = rule_force_from_code(reader.text("force"));
  if (!force) reader.problem("force", "未知的效力", "unknown force");
  rule.force = force.value_or(RuleForce::must);
  for (const auto& code : reader.texts("reactions")) {
    const auto reaction = reaction_from_code(code);
    if (!reaction) reader.problem("reactions", "未知的处理 " + code, "unknown reaction " + code);
    if (reaction) rule.reactions.push_back(*reaction);
  }
  rule.parameters = reader.texts("parameters", TableReader::Need::optional);
  rule.moments = reader.texts("moments", TableReader::Need::optional);
  rule.findings = reader.texts("findings", TableReader::Need::optional);
  return rule;
}

std::vector<RuleInfo> read_catalogue() {
  std::vector<RuleInfo> rules;
  FileProblems problems;
  for (const std::string_view pack : {"shiyan", "fujian"}) {
    const std::string path = "catalogue/" + std::string(pack) + ".toml";
    for (const auto& file : embedded_files()) {
      if (file.path != path) continue;
      const auto tree = parse_toml(path, file.bytes, problems);
      if (!tree) break;
      TableReader reader(*tree, path, "", problems);
      reader.each("rule", TableReader::Need::required,
                  [&](TableReader& rule) { rules.push_back(read_rule(rule, pack)); });
      reader.finish();
    }
  }
  // The catalogue is part of the build: a fault in it is a programmer error.
  XUEJI_ASSERT(problems.empty());
  return rules;
}

}  // namespace

std::string_view code_of(Reaction reaction) {
  return find_value(reactions, reaction)->code;
}
std::optional<Reaction> reaction_from_code(std::string_view code) {
  return find_code<Reaction>(reactions, code);
}
Text label_of(Reaction reaction) {
  const auto* term = find_value(reactions, reaction);
  return {std::string(term->zh), std::string(term->en)};
}
std::string_view code_of(RuleKind kind) {
  return find_value(kinds, kind)->code;
}
std::optional<RuleKind> rule_kind_from_code(std::string_view code) {
  return find_code<RuleKind>(kinds, code);
}
std::string_view code_of(RuleForce force) {
  return find_value(forces, force)->code;
}
std::optional<RuleForce> rule_force_from_code(std::string_view code) {
  return find_code<RuleForce>(forces, code);
}

const std::vector<RuleInfo>& rule_catalogue() {
  static const std::vector<RuleInfo> rules = read_catalogue();
  return rules;
}

const RuleInfo* find_rule(std::string_view id) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const RuleInfo*> by_id;
    for (const auto& rule : rule_catalogue())
      by_id.emplace(rule.id, &rule);
    return by_id;
  }();
  const auto found = index.find(id);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace xueji
