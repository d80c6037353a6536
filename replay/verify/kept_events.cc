#include "replay/verify/kept_events.h"

#include <algorithm>

#include "ledger/merkle/hash.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"

namespace xueji::second_opinion {
namespace {
constexpr std::size_t events_kept_max = 100'000;
}

void KeptEvents::keep(Position first, std::uint64_t index, std::vector<Event> events) {
  const auto shift = shifts_.empty() ? 0 : shifts_.back().from_position - shifts_.back().index;
  if (first.value - index != shift) shifts_.push_back({first.value, index});
  kept_count_ += events.size();
  order_.push_back(first.value);
  kept_[first.value] = std::move(events);
  while (kept_count_ > events_kept_max && order_.size() > 1) {
    const auto oldest = kept_.find(order_.front());
    order_.pop_front();
    if (oldest == kept_.end()) continue;
    kept_count_ -= oldest->second.size();
    kept_.erase(oldest);
  }
}

const std::vector<Event>* KeptEvents::find(Position first, std::uint32_t count,
                                           std::vector<Event>& scratch) const {
  const auto found = kept_.find(first.value);
  if (found != kept_.end() && found->second.size() == count) return &found->second;
  auto again = read_again(first, count);
  if (!again) return nullptr;
  scratch = *std::move(again);
  return &scratch;
}

Result<std::vector<Event>> KeptEvents::events(Position first, std::uint32_t count) const {
  const auto found = kept_.find(first.value);
  if (found != kept_.end() && found->second.size() == count) return found->second;
  return read_again(first, count);
}

Result<std::vector<Event>> KeptEvents::read_again(Position first, std::uint32_t count) const {
  std::uint64_t index = first.value;
  for (const auto& shift : shifts_) {
    if (shift.from_position <= first.value) {
      index = shift.index + (first.value - shift.from_position);
    }
  }
  std::vector<Event> events;
  events.reserve(count);
  auto read = log_.read(Position{index}, count, [&](Position at, ByteView bytes) {
    if (at.value >= tree_.size().value || leaf_hash(bytes) != tree_.leaf(at.value)) {
      return Visit::stop;
    }
    auto split = split_entry(bytes, ErrorCode::corrupt);
    if (!split || split->first.kind != BodyKind::event) return Visit::stop;
    auto event = decode_trusted<Event>(split->second);
    if (!event) return Visit::stop;
    events.push_back(*std::move(event));
    return Visit::more;
  });
  if (!read) return fail(read.error());
  if (events.size() != count) {
    return fail(ErrorCode::corrupt,
                Text{"从第 " + std::to_string(first.value) + " 条起的事件不完整",
                     "the events from entry " + std::to_string(first.value) + " are not complete"});
  }
  return events;
}

}  // namespace xueji::second_opinion
