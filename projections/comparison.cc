#include "projections/comparison.h"

#include <algorithm>
#include <future>
#include <utility>

#include "ledger/base/beside.h"

namespace xueji {
namespace {

using Pair = std::pair<Bytes, Bytes>;
constexpr std::size_t rows_per_read = 8192;

/// Rows of a reader one by one, read in pieces; the next piece is read while this one is compared.
class Cursor {
 public:
  explicit Cursor(const KeyValueReader& rows) : rows_(rows) {}
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  [[nodiscard]] Status step() {
    if (++at_ < now_.count) return {};
    at_ = 0;
    if (now_.ended) {
      now_.count = 0;
      return {};
    }
    auto read = ahead_read_.valid() ? ahead_read_.get() : fill(ahead_, {});
    if (!read) return read;
    std::swap(now_, ahead_);
    if (now_.ended) return {};
    Bytes from = now_.rows[now_.count - 1].first;
    from.push_back(0);  // The next key in byte order.
    ahead_read_ = run_beside([this, from = std::move(from)] { return fill(ahead_, from); });
    return {};
  }
  /// nullptr at the end.
  [[nodiscard]] const Pair* row() const { return at_ < now_.count ? &now_.rows[at_] : nullptr; }

 private:
  struct Piece {
    std::vector<Pair> rows;  ///< Their memory is used again.
    std::size_t count = 0;
    bool ended = false;
  };

  [[nodiscard]] Status fill(Piece& piece, const Bytes& from) const {
    piece.count = 0;
    auto scanned = rows_.scan({.from = from}, [&](ByteView key, ByteView value) {
      if (piece.count == piece.rows.size()) piece.rows.emplace_back();
      auto& row = piece.rows[piece.count++];
      row.first.assign(key.begin(), key.end());
      row.second.assign(value.begin(), value.end());
      return piece.count == rows_per_read ? Visit::stop : Visit::more;
    });
    piece.ended = piece.count < rows_per_read;
    return scanned;
  }

  const KeyValueReader& rows_;
  Piece now_;
  Piece ahead_;
  std::size_t at_ = 0;
  std::future<Status> ahead_read_;  ///< Last, so that it ends before what it fills.
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
  const auto differ = [&](RowDifference::Kind kind, const Pair* before, const Pair* after) {
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
    const auto* was = before.row();
    const auto* is = after.row();
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
