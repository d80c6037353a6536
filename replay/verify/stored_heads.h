// What the ledger signed about itself and keeps beside the entries: checkpoints of every commit
// group, head record, full tiles; and what others kept: earlier checkpoints, receipts. All are held
// against the verifier's own tree. Not thread-safe.
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/merkle/checkpoint.h"
#include "ledger/store/event_log.h"
#include "replay/verify/differences.h"
#include "replay/verify/own_tree.h"
#include "replay/verify/work_pool.h"

namespace xueji::second_opinion {

/// Who may sign checkpoints of this log.
struct Trusted {
  std::string origin;
  std::vector<NoteVerifier> verifiers;
};

class StoredHeads {
 public:
  StoredHeads(const LogReader& log, const Trusted& trusted, OwnTree& tree, WorkPool& pool,
              Differences& differences, VerifyCounts& counts)
      : log_(log),
        trusted_(trusted),
        tree_(tree),
        pool_(pool),
        differences_(differences),
        counts_(counts) {}
  /// Waits for what is still running, since it works on memory of this object.
  ~StoredHeads();
  StoredHeads(const StoredHeads&) = delete;
  StoredHeads& operator=(const StoredHeads&) = delete;

  /// Compares the head, and has the pool begin with the checkpoints. Errors: io.
  [[nodiscard]] Status begin(const Head& head);
  /// Compares checkpoints and tiles. `of_entries`: what is known to be wrong with the entries
  /// themselves, all signatures included. Errors: io.
  [[nodiscard]] Status finish(const Differences& of_entries);

  /// After `begin`: the note of the head when it verifies and agrees with the own tree; else empty.
  [[nodiscard]] const std::string& checkpoint() const { return checkpoint_; }

  void compare_kept_checkpoint(const std::string& note);
  void compare_receipt(const LedgerId& ledger, const Receipt& receipt);

 private:
  /// Stored checkpoints whose signatures the pool verifies.
  struct Batch {
    std::vector<std::uint64_t> sizes;  ///< Under which they are stored.
    std::vector<std::string> notes;
    std::vector<std::optional<Checkpoint>> verified;
    std::future<void> done;
  };

  [[nodiscard]] Status post_checkpoints();
  void post();
  void settle(Batch& batch);
  void compare_checkpoint(std::uint64_t size, const std::optional<Checkpoint>& checkpoint);
  [[nodiscard]] Status compare_tiles();
  void compare_tile(std::uint8_t level, std::uint64_t index, ByteView stored);
  void report_missing_tiles(unsigned level, std::uint64_t full);
  void compare_head(const Head& head);
  void report_divergence(const Differences& of_entries);

  const LogReader& log_;
  const Trusted& trusted_;
  OwnTree& tree_;
  WorkPool& pool_;
  Differences& differences_;
  VerifyCounts& counts_;
  std::uint64_t agreed_size_ = 0;    ///< The own tree agrees with signed checkpoints up to here.
  std::uint64_t diverged_size_ = 0;  ///< First signed size at which it does not; 0: none.
  std::string checkpoint_;
  std::optional<bool> head_agrees_;  ///< Of a head that verifies and has the tree's size.
  std::unique_ptr<Batch> open_;
  std::deque<std::unique_ptr<Batch>> running_;
};

}  // namespace xueji::second_opinion
