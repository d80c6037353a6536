// A TOML document as plain values that know their line, and a strict reader over its tables.
// The parser behind it (toml++) is private to toml_tree.cc. Thread safety: plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/text.h"
#include "ledger/policy/problems.h"

namespace xueji {

struct TomlNode {
  enum class Kind : std::uint8_t { text, integer, boolean, date, array, table, other };
  Kind kind = Kind::other;
  int line = 0;
  std::string text;
  std::int64_t integer = 0;
  bool boolean = false;
  Date date{};
  std::vector<TomlNode> items;                            ///< Of an array.
  std::vector<std::pair<std::string, TomlNode>> members;  ///< Of a table, sorted by key.

  [[nodiscard]] const TomlNode* find(std::string_view key) const;
};

/// The whole document as a table. Nothing when it is not TOML: the problem is noted with its line.
[[nodiscard]] std::optional<TomlNode> parse_toml(std::string_view file, std::string_view text,
                                                 FileProblems& problems);

/// Reads one table key by key. Each wrong type and each missing required key is a problem; `finish`
/// reports the keys that nobody asked for. After a problem the reader gives an empty value.
class TableReader {
 public:
  enum class Need : std::uint8_t { required, optional };

  TableReader(const TomlNode& table, std::string file, std::string path, FileProblems& problems);

  [[nodiscard]] std::string text(std::string_view key, Need need = Need::required);
  [[nodiscard]] std::int64_t integer(std::string_view key, Need need = Need::required);
  [[nodiscard]] bool boolean(std::string_view key);  ///< Absent means false.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key, Need need = Need::required);
  /// A table { zh = "…", en = "…" }.
  [[nodiscard]] Text bilingual(std::string_view key, Need need = Need::required);
  /// Keys zh and en of this very table.
  [[nodiscard]] Text own_label();
  /// The raw node; a problem when it is required and absent.
  [[nodiscard]] const TomlNode* node(std::string_view key, Need need = Need::required);
  /// Calls `read` for each table of an array of tables.
  void each(std::string_view key, Need need, const std::function<void(TableReader&)>& read);

  /// Notes a problem at a key of this table (or at the table itself for an empty key).
  void problem(std::string_view key, std::string_view zh, std::string_view en);
  [[nodiscard]] FilePlace place(std::string_view key) const;
  void finish();

 private:
  const TomlNode* typed(std::string_view key, TomlNode::Kind kind, Need need, const Text& type);

  const TomlNode& table_;
  std::string file_;
  std::string path_;
  FileProblems& problems_;
  std::vector<std::string> asked_;
};

}  // namespace xueji
