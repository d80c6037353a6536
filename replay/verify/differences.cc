#include "replay/verify/differences.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace xueji::second_opinion {
namespace {

/// Kinds after which the bytes at hand are known not to be those that were appended.
bool changes_bytes(DifferenceKind kind) {
  return kind == DifferenceKind::bytes || kind == DifferenceKind::order ||
         kind == DifferenceKind::content || kind == DifferenceKind::signature;
}

auto rank(const Difference& difference) {
  const bool beside = difference.kind == DifferenceKind::derived;
  const auto first = difference.first.value_or(no_position);
  const auto last = difference.last.value_or(first);
  return std::tuple{beside, first, last};
}

}  // namespace

void Differences::add(Difference difference) {
  ++count_;
  if (difference.first && changes_bytes(difference.kind)) {
    first_content_ = std::min(first_content_, difference.first->value);
  }
  kept_.push_back(std::move(difference));
  if (kept_.size() >= 2 * listed_max_ + 64) keep_first();
}

void Differences::add(DifferenceKind kind, Position at, Text what, std::string rule) {
  add(Difference{kind, at, at, std::move(rule), std::move(what)});
}

void Differences::add_range(DifferenceKind kind, Position first, Position last, Text what) {
  add(Difference{kind, first, last, {}, std::move(what)});
}

void Differences::add(DifferenceKind kind, Text what) {
  add(Difference{kind, std::nullopt, std::nullopt, {}, std::move(what)});
}

void Differences::absorb(Differences&& others) {
  auto kept = others.take();
  first_content_ = std::min(first_content_, others.first_content_);
  count_ += others.count_ - kept.size();  // What was not kept is only counted.
  for (auto& difference : kept)
    add(std::move(difference));
}

void Differences::keep_first() {
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const auto& a, const auto& b) { return rank(a) < rank(b); });
  if (kept_.size() > listed_max_) kept_.resize(listed_max_);
}

bool Differences::has_content_in(Position first, Position last) const {
  return std::any_of(kept_.begin(), kept_.end(), [&](const Difference& difference) {
    return difference.first && changes_bytes(difference.kind) && *difference.first <= last &&
           difference.last.value_or(*difference.first) >= first;
  });
}

std::vector<Difference> Differences::take() {
  keep_first();
  return std::exchange(kept_, {});
}

Text entry_text(Position at) {
  const auto number = std::to_string(at.value);
  return {"第 " + number + " 条", "entry " + number};
}

}  // namespace xueji::second_opinion
