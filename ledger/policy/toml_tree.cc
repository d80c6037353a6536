#include "ledger/policy/toml_tree.h"

#include <toml++/toml.h>

#include <algorithm>

namespace xueji {
namespace {

TomlNode to_tree(const toml::node& node) {
  TomlNode tree;
  tree.line = static_cast<int>(node.source().begin.line);
  if (const auto* text = node.as_string()) {
    tree.kind = TomlNode::Kind::text;
    tree.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    tree.kind = TomlNode::Kind::integer;
    tree.integer = integer->get();
  } else if (const auto* boolean = node.as_boolean()) {
    tree.kind = TomlNode::Kind::boolean;
    tree.boolean = boolean->get();
  } else if (const auto* date = node.as_date()) {
    tree.kind = TomlNode::Kind::date;
    tree.date = make_date(date->get().year, date->get().month, date->get().day);
  } else if (const auto* array = node.as_array()) {
    tree.kind = TomlNode::Kind::array;
    for (const auto& item : *array)
      tree.items.push_back(to_tree(item));
  } else if (const auto* table = node.as_table()) {
    tree.kind = TomlNode::Kind::table;
    for (const auto& [key, value] : *table) {
      tree.members.emplace_back(std::string(key.str()), to_tree(value));
    }
  }
  return tree;
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<TomlNode> parse_toml(std::string_view file, std::string_view text,
                                   FileProblems& problems) {
  // toml++ reports by exception; it stops here, at the edge of the library.
  try {
    return to_tree(toml::parse(text));
  } catch (const toml::parse_error& error) {
    const std::string why(error.description());
    problems.add({std::string(file), static_cast<int>(error.source().begin.line), ""},
                 "不是合法的 TOML(" + why + ")", "is not valid TOML (" + why + ")");
    return std::nullopt;
  }
}

TableReader::TableReader(const TomlNode& table, std::string file, std::string path,
                         FileProblems& problems)
    : table_(table), file_(std::move(file)), path_(std::move(path)), problems_(problems) {}

FilePlace TableReader::place(std::string_view key) const {
  const auto* member = table_.find(key);
  std::string path = path_;
  if (!path.empty() && !key.empty()) path += '.';
  path += key;
  return {file_, member ? member->line : table_.line, path};
}

void TableReader::problem(std::string_view key, std::string_view zh, std::string_view en) {
  problems_.add(place(key), zh, en);
}

const TomlNode* TableReader::node(std::string_view key, Need need) {
  asked_.emplace_back(key);
  const auto* member = table_.find(key);
  if (!member && need == Need::required) problem(key, "缺少此项", "is missing");
  return member;
}

const TomlNode* TableReader::typed(std::string_view key, TomlNode::Kind kind, Need need,
                                   const Text& type) {
  const auto* member = node(key, need);
  if (!member || member->kind == kind) return member;
  problem(key, "类型不对,应为" + type.zh, "has the wrong type; expected " + type.en);
  return nullptr;
}

std::string TableReader::text(std::string_view key, Need need) {
  const auto* member = typed(key, TomlNode::Kind::text, need, {"文字", "a string"});
  if (member && member->text.empty()) problem(key, "不得为空", "must not be empty");
  return member ? member->text : std::string();
}

std::int64_t TableReader::integer(std::string_view key, Need need) {
  const auto* member = typed(key, TomlNode::Kind::integer, need, {"整数", "an integer"});
  return member ? member->integer : 0;
}

bool TableReader::boolean(std::string_view key) {
  const auto* member =
      typed(key, TomlNode::Kind::boolean, Need::optional, {"true 或 false", "true or false"});
  return member && member->boolean;
}

std::vector<std::string> TableReader::texts(std::string_view key, Need need) {
  std::vector<std::string> values;
  const auto* member = typed(key, TomlNode::Kind::array, need, {"文字列表", "a list of strings"});
  if (!member) return values;
  for (const auto& item : member->items) {
    if (item.kind != TomlNode::Kind::text) {
      problem(key, "列表中应全为文字", "must hold nothing but strings");
      return {};
    }
    values.push_back(item.text);
  }
  return values;
}

Text TableReader::bilingual(std::string_view key, Need need) {
  const auto* member = typed(key, TomlNode::Kind::table, need, {"{ zh, en }", "{ zh, en }"});
  if (!member) return {};
  TableReader reader(*member, file_, place(key).key, problems_);
  Text label = reader.own_label();
  reader.finish();
  return label;
}

Text TableReader::own_label() {
  Text label;
  label.zh = text("zh");
  label.en = text("en");
  return label;
}

void TableReader::each(std::string_view key, Need need,
                       const std::function<void(TableReader&)>& read) {
  const auto* member = typed(key, TomlNode::Kind::array, need, {"表的列表", "a list of tables"});
  if (!member) return;
  std::size_t index = 0;
  for (const auto& item : member->items) {
    const std::string path = place(key).key + '[' + std::to_string(index++) + ']';
    if (item.kind != TomlNode::Kind::table) {
      problems_.add({file_, item.line, path}, "应为表", "must be a table");
      continue;
    }
    TableReader reader(item, file_, path, problems_);
    read(reader);
    reader.finish();
  }
}

void TableReader::finish() {
  for (const auto& [key, value] : table_.members) {
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
      problem(key, "未知的项", "is not a known key");
    }
  }
}

}  // namespace xueji
