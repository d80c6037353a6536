// The list of what differs: counts all, keeps the first ones by position. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "replay/verify/verify.h"

namespace xueji::second_opinion {

class Differences {
 public:
  explicit Differences(std::size_t listed_max) : listed_max_(listed_max == 0 ? 1 : listed_max) {}

  void add(Difference difference);
  void add(DifferenceKind kind, Position at, Text what, std::string rule = {});
  void add_range(DifferenceKind kind, Position first, Position last, Text what);
  /// About the log as a whole.
  void add(DifferenceKind kind, Text what);

  /// Takes over what was noted apart, behind what is here at the same position.
  void absorb(Differences&& others);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// Whether an entry before `at` differs, so that hashes from there on cannot agree.
  [[nodiscard]] bool content_differs_before(std::uint64_t at) const { return first_content_ < at; }
  /// Whether an entry of this range is known to differ, so that its hash cannot agree.
  [[nodiscard]] bool has_content_in(Position first, Position last) const;
  /// In order of position, entries before rows; at most as many as are to be listed.
  [[nodiscard]] std::vector<Difference> take();

 private:
  void keep_first();

  std::size_t listed_max_;
  std::uint64_t count_ = 0;
  std::uint64_t first_content_ = ~std::uint64_t{0};
  std::vector<Difference> kept_;
};

/// "第 12 条", "entry 12".
[[nodiscard]] Text entry_text(Position at);

}  // namespace xueji::second_opinion
