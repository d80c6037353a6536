// JSON as a sheet, so that both ways in share every check.
#include <boost/json.hpp>
#include <unordered_map>

#include "tools/intake/read_form.h"

namespace xueji::intake {
namespace {

namespace json = boost::json;

constexpr std::size_t elements_max = 100'000;

sheet::Cell cell_of(const json::value& value) {
  sheet::Cell cell;
  switch (value.kind()) {
    case json::kind::null:
      return cell;
    case json::kind::string:
      cell.kind = sheet::CellKind::text;
      cell.text = std::string(value.get_string());
      return cell;
    case json::kind::bool_:
      cell.kind = sheet::CellKind::boolean;
      cell.text = value.get_bool() ? "TRUE" : "FALSE";
      cell.number = value.get_bool() ? 1 : 0;
      return cell;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      cell.kind = sheet::CellKind::number;
      cell.text = json::serialize(value);
      cell.number = value.to_number<double>();
      return cell;
    default:
      // Lists and objects inside a row mean nothing here; as text they are refused by the column.
      cell.kind = sheet::CellKind::text;
      cell.text = json::serialize(value);
      return cell;
  }
}

}  // namespace

Result<sheet::Workbook> workbook_from_json(std::string_view text) {
  json::error_code error;
  json::stream_parser parser;
  const auto consumed = parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error || consumed != text.size()) {
    const auto at = std::to_string(consumed);
    return fail(ErrorCode::malformed,
                Text{"第 " + at + " 字节处不是合法的 JSON", "not JSON at byte " + at},
                Text{"应为对象数组", "an array of objects is expected"});
  }
  const auto value = parser.release();
  if (!value.is_array() || value.get_array().size() > elements_max) {
    return fail(ErrorCode::malformed,
                Text{"JSON 应为对象数组,最多 100000 个",
                     "the JSON file is not an array of at most 100,000 objects"},
                Text{"一行一个对象:[{\"列名\": \"值\"}, …]",
                     "one object for each row: [{\"column\": \"value\"}, …]"});
  }
  sheet::Workbook workbook;
  auto& sheet = workbook.sheets.emplace_back();
  std::unordered_map<std::string, std::size_t> columns;
  sheet.rows.emplace_back();
  for (const auto& element : value.get_array()) {
    auto& row = sheet.rows.emplace_back();
    if (!element.is_object()) {
      const auto at = std::to_string(sheet.rows.size() - 1);
      return fail(ErrorCode::malformed,
                  Text{"第 " + at + " 个元素不是对象", "element " + at + " is not an object"});
    }
    for (const auto& [key, member] : element.get_object()) {
      const auto [at, is_new] = columns.emplace(std::string(key), columns.size());
      if (is_new) {
        sheet.rows.front().push_back(
            {sheet::CellKind::text, sheet::CellKind::empty, std::string(key), 0});
      }
      if (row.size() <= at->second) row.resize(at->second + 1);
      row[at->second] = cell_of(member);
    }
  }
  return workbook;
}

}  // namespace xueji::intake
