#include "projections/comparison.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace xueji {
namespace {

using Pair = std::pair<Bytes, Bytes>;
constexpr std::size_t rows_per_read = 4096;

/// Rows of a reader one by one, read in pieces.
class Cursor {
 public:
  explicit Cursor(const KeyValueReader& rows) : rows_(rows) {}

  [[nodiscard]] Status step() {
    if (++at_ < piece_.size()) return {};
    if (ended_) {
      piece_.clear();
      return {};
    }
    Bytes from;
    if (!piece_.empty()) {
      from = std::move(piece_.back().first);
      from.push_back(0);  // The next key in byte order.
    }
    piece_.clear();
    at_ = 0;
    auto scanned = rows_.scan({.from = from}, [&](ByteView key, ByteView value) {
      piece_.emplace_back(to_bytes(key), to_bytes(value));
      return piece_.size() == rows_per_read ? Visit::stop : Visit::more;
    });
    ended_ = piece_.size() < rows_per_read;
    return scanned;
  }
  /// nullptr at the end.
  [[nodiscard]] Pair* row() { return at_ < piece_.size() ? &piece_[at_] : nullptr; }

 private:
  const KeyValueReader& rows_;
  std::vector<Pair> piece_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string describe(const RowDifference& difference) {
  static constexpr const char* words[] = {"missing now", "not there before", "changed"};
  std::string text(1, static_cast<char>(difference.key.empty() ? '?' : difference.key.front()));
  text += ' ';
  if (!difference.key.empty()) text += to_hex(ByteView(difference.key).subspan(1));
  return text + ": " + words[static_cast<std::size_t>(difference.kind)];
}

Result<Comparison> compare_rows(const KeyValueReader& old_rows, const KeyValueReader& new_rows) {
  Comparison comparison;
  const auto differ = [&](RowDifference::Kind kind, Pair* before, Pair* after) {
    ++comparison.different;
    if (comparison.first.size() == differences_shown_max) return;
    comparison.first.push_back({kind, before != nullptr ? before->first : after->first,
                                before != nullptr ? before->second : Bytes{},
                                after != nullptr ? after->second : Bytes{}});
  };
  Cursor before(old_rows);
  Cursor after(new_rows);
  if (auto read = before.step(); !read) return fail(read.error());
  if (auto read = after.step(); !read) return fail(read.error());
  while (before.row() != nullptr || after.row() != nullptr) {
    auto* was = before.row();
    auto* is = after.row();
    const bool take_old = is == nullptr || (was != nullptr && was->first <= is->first);
    const bool take_new = was == nullptr || (is != nullptr && is->first <= was->first);
    if (take_old && take_new) {
      if (was->second != is->second) differ(RowDifference::Kind::changed, was, is);
    } else if (take_old) {
      differ(RowDifference::Kind::only_old, was, nullptr);
    } else {
      differ(RowDifference::Kind::only_new, nullptr, is);
    }
    if (take_old) {
      ++comparison.old_rows;
      if (auto read = before.step(); !read) return fail(read.error());
    }
    if (take_new) {
      ++comparison.new_rows;
      if (auto read = after.step(); !read) return fail(read.error());
    }
  }
  return comparison;
}

}  // namespace xueji
