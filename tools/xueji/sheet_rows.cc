#include "tools/xueji/sheet_rows.h"

#include <algorithm>
#include <unordered_map>

namespace xueji::cli {

SheetRows::SheetRows(std::span<const Event> events) {
  std::unordered_map<SubjectId, std::uint32_t> newest_of;  // Row number by subject.
  const auto has_type = [&](std::uint32_t row, EventType type) {
    const auto& lines = lines_[row - 1];
    return std::any_of(lines.begin(), lines.end(),
                       [&](std::uint32_t line) { return type_of(events[line]) == type; });
  };
  for (std::uint32_t line = 0; line < events.size(); ++line) {
    const auto type = type_of(events[line]);
    auto& newest = newest_of[events[line].subject];
    const bool joins =
        newest != 0 && (type == EventType::rule_overridden || !has_type(newest, type));
    if (!joins) {
      lines_.emplace_back();
      newest = count();
    }
    lines_[newest - 1].push_back(line);
    rows_.push_back(newest);
  }
}

}  // namespace xueji::cli
