// What the ledger signed about itself and keeps beside the entries: checkpoints of every commit
// group, head record, full tiles; and what others kept: earlier checkpoints, receipts. All are held
// against the verifier's own tree. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "ledger/merkle/checkpoint.h"
#include "ledger/store/event_log.h"
#include "replay/verify/differences.h"
#include "replay/verify/own_tree.h"

namespace xueji::second_opinion {

/// Who may sign checkpoints of this log.
struct Trusted {
  std::string origin;
  std::vector<NoteVerifier> verifiers;
};

class StoredHeads {
 public:
  StoredHeads(const LogReader& log, const Trusted& trusted, OwnTree& tree, Differences& differences,
              VerifyCounts& counts)
      : log_(log), trusted_(trusted), tree_(tree), differences_(differences), counts_(counts) {}

  /// Compares checkpoints, tiles and head. Errors: io.
  [[nodiscard]] Status compare(const Head& head);

  /// The note of the head when it verifies and agrees with the own tree; else empty.
  [[nodiscard]] const std::string& checkpoint() const { return checkpoint_; }

  void compare_kept_checkpoint(const std::string& note);
  void compare_receipt(const LedgerId& ledger, const Receipt& receipt);

 private:
  [[nodiscard]] Status compare_checkpoints();
  [[nodiscard]] Status compare_tiles();
  void compare_tile(std::uint8_t level, std::uint64_t index, ByteView stored);
  void report_missing_tiles(unsigned level, std::uint64_t full);
  void compare_head(const Head& head);
  void report_divergence();

  const LogReader& log_;
  const Trusted& trusted_;
  OwnTree& tree_;
  Differences& differences_;
  VerifyCounts& counts_;
  std::uint64_t agreed_size_ = 0;    ///< The own tree agrees with signed checkpoints up to here.
  std::uint64_t diverged_size_ = 0;  ///< First signed size at which it does not; 0: none.
  std::string checkpoint_;
};

}  // namespace xueji::second_opinion
