#include "projections/comparison.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/base/beside.h"
#include "projections/rows.h"

namespace xueji {
namespace {

struct Row {
  ByteView key;
  ByteView value;
};

/// Rows of a reader one by one, read in pieces.
class Cursor {
 public:
  /// From one key up to another, which is left out; nothing as `until` goes to the end.
  Cursor(const KeyValueReader& rows, ByteView from, std::optional<ByteView> until)
      : rows_(rows), from_(to_bytes(from)), until_(until) {}
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  /// To the first row, or on to the next one.
  [[nodiscard]] Status step() {
    if (at_ + 1 < piece_.size()) {
      ++at_;
      return {};
    }
    if (ended_) {
      piece_.clear();
      return {};
    }
    if (const auto last = row()) {
      from_ = to_bytes(last->key);
      from_.push_back(0);  // The next key in byte order.
    }
    return fill();
  }
  /// Nothing at the end; the views hold until the next step.
  [[nodiscard]] std::optional<Row> row() const {
    if (piece_.empty()) return std::nullopt;
    const auto& place = piece_[at_];
    const ByteView bytes(bytes_);
    return Row{bytes.subspan(place.begin, place.key_size),
               bytes.subspan(place.begin + place.key_size, place.value_size)};
  }

 private:
  static constexpr std::size_t rows_per_read = 8192;
  struct Place {
    std::size_t begin;
    std::size_t key_size;
    std::size_t value_size;
  };

  [[nodiscard]] Status fill() {
    at_ = 0;
    ended_ = true;
    piece_.clear();
    bytes_.clear();
    return rows_.scan({.from = from_}, [&](ByteView key, ByteView value) {
      if (until_ && text_of(key) >= text_of(*until_)) return Visit::stop;
      piece_.push_back({bytes_.size(), key.size(), value.size()});
      append(bytes_, key);
      append(bytes_, value);
      ended_ = piece_.size() < rows_per_read;
      return ended_ ? Visit::more : Visit::stop;
    });
  }

  const KeyValueReader& rows_;
  Bytes from_;
  std::optional<ByteView> until_;
  Bytes bytes_;  ///< The rows of a piece, one after the other; their memory is used again.
  std::vector<Place> piece_;
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

namespace {

Result<Comparison> compare_range(const KeyValueReader& old_rows, const KeyValueReader& new_rows,
                                 ByteView from, std::optional<ByteView> until) {
  Comparison comparison;
  const auto differ = [&](RowDifference::Kind kind, const std::optional<Row>& before,
                          const std::optional<Row>& after) {
    ++comparison.different;
    if (comparison.first.size() == differences_shown_max) return;
    comparison.first.push_back({kind, to_bytes(before ? before->key : after->key),
                                before ? to_bytes(before->value) : Bytes{},
                                after ? to_bytes(after->value) : Bytes{}});
  };
  Cursor before(old_rows, from, until);
  Cursor after(new_rows, from, until);
  if (auto read = before.step(); !read) return fail(read.error());
  if (auto read = after.step(); !read) return fail(read.error());
  while (true) {
    const auto was = before.row();
    const auto is = after.row();
    if (!was && !is) return comparison;
    const bool take_old = !is || (was && text_of(was->key) <= text_of(is->key));
    const bool take_new = !was || (is && text_of(is->key) <= text_of(was->key));
    if (take_old && take_new) {
      if (text_of(was->value) != text_of(is->value)) differ(RowDifference::Kind::changed, was, is);
    } else if (take_old) {
      differ(RowDifference::Kind::only_old, was, std::nullopt);
    } else {
      differ(RowDifference::Kind::only_new, std::nullopt, is);
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
}

}  // namespace

Result<Comparison> compare_rows(const KeyValueReader& old_rows, const KeyValueReader& new_rows) {
  // Half of the rows are histories and what sorts behind them.
  const auto middle = view_key(ViewTable::roster);
  auto behind = run_beside([&] { return compare_range(old_rows, new_rows, middle, std::nullopt); });
  auto compared = compare_range(old_rows, new_rows, {}, ByteView(middle));
  auto rest = behind.get();
  if (!compared) return compared;
  if (!rest) return rest;
  compared->old_rows += rest->old_rows;
  compared->new_rows += rest->new_rows;
  compared->different += rest->different;
  for (auto& difference : rest->first) {
    if (compared->first.size() == differences_shown_max) break;
    compared->first.push_back(std::move(difference));
  }
  return compared;
}

}  // namespace xueji
