#include "tools/sheet/workbook.h"

#include <algorithm>

namespace xueji::sheet {

const Cell& cell_at(const Sheet& sheet, std::size_t row, std::size_t column) {
  static const Cell empty;
  if (row >= sheet.rows.size() || column >= sheet.rows[row].size()) return empty;
  return sheet.rows[row][column];
}

std::string column_name(std::size_t column) {
  std::string name;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    name.push_back(static_cast<char>('A' + (rest - 1) % 26));
  }
  std::reverse(name.begin(), name.end());
  return name;
}

std::string cell_name(std::size_t row, std::size_t column) {
  return column_name(column) + std::to_string(row + 1);
}

}  // namespace xueji::sheet
