#include "ledger/policy/problems.h"

#include <algorithm>

namespace xueji {

void FileProblems::add(const FilePlace& place, std::string_view zh, std::string_view en) {
  std::string where_zh = place.file;
  std::string where_en = place.file;
  if (place.line > 0) {
    where_zh += " 第" + std::to_string(place.line) + "行";
    where_en += " line " + std::to_string(place.line);
  }
  if (!place.key.empty()) {
    where_zh += " " + place.key;
    where_en += " " + place.key;
  }
  lines_.push_back({where_zh + ":" + std::string(zh), where_en + ": " + std::string(en)});
}

Error FileProblems::as_error() const {
  constexpr std::size_t shown_max = 30;
  Text what;
  for (std::size_t i = 0; i < std::min(lines_.size(), shown_max); ++i) {
    if (i > 0) {
      what.zh += '\n';
      what.en += '\n';
    }
    what.zh += lines_[i].zh;
    what.en += lines_[i].en;
  }
  if (lines_.size() > shown_max) {
    const auto more = std::to_string(lines_.size() - shown_max);
    what.zh += "\n另有 " + more + " 处问题";
    what.en += "\nand " + more + " more problems";
  }
  return make_error(
      ErrorCode::malformed, what,
      {"请按提示修改规则包文件后重试", "Correct the pack files as listed and try again"});
}

}  // namespace xueji
