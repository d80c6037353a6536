// The events of submissions, for the fold and the rules: the newest ones in memory, older ones read
// again from the log and held against the leaf hashes of the first reading. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "ledger/registry/evolve.h"
#include "ledger/store/event_log.h"
#include "replay/verify/own_tree.h"

namespace xueji::second_opinion {

class KeptEvents final : public EventSource {
 public:
  KeptEvents(const LogReader& log, const OwnTree& tree) : log_(log), tree_(tree) {}

  /// Keeps the events from position `first`, which stand at `index` in the store.
  void keep(Position first, std::uint64_t index, std::vector<Event> events);

  [[nodiscard]] Result<std::vector<Event>> events(Position first,
                                                  std::uint32_t count) const override;
  /// Without a copy when they are in memory; else they are read into `scratch`. Null on failure.
  [[nodiscard]] const std::vector<Event>* find(Position first, std::uint32_t count,
                                               std::vector<Event>& scratch) const;

 private:
  [[nodiscard]] Result<std::vector<Event>> read_again(Position first, std::uint32_t count) const;

  const LogReader& log_;
  const OwnTree& tree_;
  std::unordered_map<std::uint64_t, std::vector<Event>> kept_;  ///< By first position.
  std::deque<std::uint64_t> order_;
  std::size_t kept_count_ = 0;
  // Where positions and indexes of the store part company: only in a damaged log.
  struct Shift {
    std::uint64_t from_position;
    std::uint64_t index;
  };
  std::vector<Shift> shifts_;
};

}  // namespace xueji::second_opinion
