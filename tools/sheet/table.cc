#include "tools/sheet/table.h"

#include <algorithm>
#include <unordered_map>

#include "tools/sheet/normalise.h"

namespace xueji::sheet {
namespace {

/// Titles and remarks above a header take a few lines at most.
constexpr std::size_t header_rows_searched = 12;

using Names = std::unordered_map<std::string, std::size_t>;

Names names_of(std::span<const WantedColumn> wanted) {
  Names names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    names.emplace(normalise_header(wanted[i].name), i);
  }
  // After all official names, so that no alias takes another column's own name.
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    for (const auto& alias : wanted[i].aliases)
      names.emplace(normalise_header(alias), i);
  }
  return names;
}

std::size_t matches(const Row& row, const Names& names, std::size_t wanted) {
  std::vector<bool> found(wanted);
  for (const auto& cell : row) {
    if (cell.is_empty()) continue;
    const auto name = names.find(normalise_header(cell.text));
    if (name != names.end()) found[name->second] = true;
  }
  return static_cast<std::size_t>(std::count(found.begin(), found.end(), true));
}

Binding bind_row(const Row& row, const Names& names, std::size_t wanted) {
  Binding binding;
  binding.columns.resize(wanted);
  std::unordered_map<std::string, std::size_t> unknown_at;
  for (std::size_t column = 0; column < row.size(); ++column) {
    const std::string key = normalise_header(row[column].text);
    if (key.empty()) continue;
    const HeaderCell here{column, row[column].text};
    const auto name = names.find(key);
    if (name == names.end()) {
      const auto [before, is_new] = unknown_at.emplace(key, column);
      if (is_new) {
        binding.unknown.push_back(here);
      } else {
        binding.duplicates.push_back({{before->second, row[before->second].text}, here});
      }
      continue;
    }
    auto& bound = binding.columns[name->second];
    if (bound) {
      binding.duplicates.push_back({{*bound, row[*bound].text}, here});
    } else {
      bound = column;
    }
  }
  return binding;
}

Error no_header(const Sheet& sheet, std::span<const WantedColumn> wanted) {
  std::string zh;
  std::string en;
  for (const auto& column : wanted.first(std::min<std::size_t>(wanted.size(), 5))) {
    zh += (zh.empty() ? "" : "、") + column.name;
    en += (en.empty() ? "" : ", ") + column.name;
  }
  const std::string in_zh = sheet.name.empty() ? "" : "工作表“" + sheet.name + "”";
  const std::string in_en = sheet.name.empty() ? "" : " in sheet \"" + sheet.name + "\"";
  return make_error(
      ErrorCode::malformed, Text{in_zh + "没有找到表头行", "no header row was found" + in_en},
      Text{"表头应包含:" + zh + " 等;可先用 template 命令生成空表",
           "the headers should include " + en + "; the template command makes an empty sheet"});
}

std::string header_text(const DuplicateColumn& duplicate, std::size_t row, const char* join) {
  return duplicate.first.name + " (" + cell_name(row, duplicate.first.column) + ")" + join +
         duplicate.second.name + " (" + cell_name(row, duplicate.second.column) + ")";
}

}  // namespace

Result<Binding> bind_columns(const Sheet& sheet, std::span<const WantedColumn> wanted) {
  const Names names = names_of(wanted);
  std::size_t best_row = 0;
  std::size_t best = 0;
  std::size_t searched = 0;
  for (std::size_t i = 0; i < sheet.rows.size() && searched < header_rows_searched; ++i) {
    if (sheet.rows[i].empty()) continue;
    ++searched;
    const std::size_t found = matches(sheet.rows[i], names, wanted.size());
    if (found > best) {
      best = found;
      best_row = i;
    }
  }
  if (best == 0) return fail(no_header(sheet, wanted));
  Binding binding = bind_row(sheet.rows[best_row], names, wanted.size());
  binding.header_row = best_row;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].required && !binding.columns[i]) binding.missing.push_back(i);
  }
  return binding;
}

Status check_binding(const Sheet& sheet, const Binding& binding,
                     std::span<const WantedColumn> wanted) {
  if (binding.duplicates.empty() && binding.missing.empty()) return {};
  Text what;
  Text next;
  if (!sheet.name.empty()) {
    what = {"工作表“" + sheet.name + "”:", "sheet \"" + sheet.name + "\": "};
  }
  for (const auto& duplicate : binding.duplicates) {
    what.zh += "列重复:" + header_text(duplicate, binding.header_row, " 与 ") + ";";
    what.en += "duplicate columns: " + header_text(duplicate, binding.header_row, " and ") + "; ";
  }
  if (!binding.duplicates.empty()) {
    next = {"请删除或改名多余的列。", "Remove or rename the extra column. "};
  }
  for (const auto missing : binding.missing) {
    what.zh += "缺少列:" + wanted[missing].name + ";";
    what.en += "missing column: " + wanted[missing].name + "; ";
  }
  if (!binding.missing.empty()) {
    next.zh += "请补上缺少的列,表头应在第 " + std::to_string(binding.header_row + 1) + " 行。";
    next.en +=
        "Add what is missing to the header in row " + std::to_string(binding.header_row + 1) + ".";
  }
  return fail(make_error(ErrorCode::malformed, std::move(what), std::move(next)));
}

std::vector<std::size_t> data_rows(const Sheet& sheet, const Binding& binding) {
  std::vector<std::size_t> rows;
  for (std::size_t row = binding.header_row + 1; row < sheet.rows.size(); ++row) {
    const bool any =
        std::any_of(binding.columns.begin(), binding.columns.end(), [&](const auto& column) {
          return column && !normalise(cell_at(sheet, row, *column).text, Reading::text).empty();
        });
    if (any) rows.push_back(row);
  }
  return rows;
}

const Cell& bound_cell(const Sheet& sheet, const Binding& binding, std::size_t row,
                       std::size_t wanted) {
  static const Cell empty;
  const auto& column = binding.columns[wanted];
  return column ? cell_at(sheet, row, *column) : empty;
}

}  // namespace xueji::sheet
