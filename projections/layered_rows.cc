#include "projections/layered_rows.h"

#include <algorithm>
#include <vector>

namespace xueji {
namespace {

bool starts_with(ByteView key, ByteView prefix) {
  return key.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), key.begin());
}

bool less(ByteView a, ByteView b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

void LayeredRows::put(ByteView key, std::optional<ByteView> value) {
  over_[to_bytes(key)] = value ? std::optional(to_bytes(*value)) : std::nullopt;
}

Result<std::optional<Bytes>> LayeredRows::get(ByteView key) const {
  const auto found = over_.find(to_bytes(key));
  if (found != over_.end()) return found->second;
  return base_.get(key);
}

Result<std::vector<std::optional<Bytes>>> LayeredRows::multi_get(
    std::span<const ByteView> keys) const {
  auto values = base_.multi_get(keys);
  if (!values) return values;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = over_.find(to_bytes(keys[i]));
    if (found != over_.end()) (*values)[i] = found->second;
  }
  return values;
}

Status LayeredRows::scan(const ScanRange& range, const RowVisitor& visitor) const {
  using Over = std::pair<const Bytes, std::optional<Bytes>>;
  std::vector<const Over*> over;
  const auto first =
      range.prefix.empty() ? over_.begin() : over_.lower_bound(to_bytes(range.prefix));
  for (auto at = first; at != over_.end() && starts_with(at->first, range.prefix); ++at) {
    const bool before_start =
        !range.from.empty() &&
        (range.descending ? less(range.from, at->first) : less(at->first, range.from));
    if (!before_start) over.push_back(&*at);
  }
  if (range.descending) std::reverse(over.begin(), over.end());
  const auto precedes = [&](ByteView a, ByteView b) {
    return range.descending ? less(b, a) : less(a, b);
  };
  auto next = over.begin();
  bool stopped = false;
  const auto visit_over = [&] {
    const auto& [key, value] = **next++;
    if (value && visitor(key, *value) == Visit::stop) stopped = true;
  };
  auto scanned = base_.scan(range, [&](ByteView key, ByteView value) {
    while (!stopped && next != over.end() && precedes((*next)->first, key))
      visit_over();
    if (stopped) return Visit::stop;
    if (next != over.end() && std::ranges::equal((*next)->first, key)) {
      visit_over();
    } else if (visitor(key, value) == Visit::stop) {
      stopped = true;
    }
    return stopped ? Visit::stop : Visit::more;
  });
  if (!scanned) return scanned;
  while (!stopped && next != over.end())
    visit_over();
  return {};
}

}  // namespace xueji
