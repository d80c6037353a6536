// The rows that the ledger keeps beside the entries: decision state, subject tails, organisation
// index, places of adopted packs. Each must be byte for byte what the verifier's own fold gives
// (design §3 Storage). Not thread-safe.
#pragma once

#include "ledger/schema/codec.h"
#include "ledger/store/event_log.h"
#include "replay/verify/fold.h"

namespace xueji::second_opinion {

class StoredRows {
 public:
  StoredRows(const LogReader& log, const Fold& fold, Differences& differences, VerifyCounts& counts)
      : log_(log), fold_(fold), differences_(differences), counts_(counts) {}

  /// Errors: io.
  [[nodiscard]] Status compare();

 private:
  [[nodiscard]] Status compare_state();
  [[nodiscard]] Status compare_tails();
  [[nodiscard]] Status compare_index();
  [[nodiscard]] Status compare_undecided();
  [[nodiscard]] Status compare_packs();
  /// The bytes that the fold gives for a key of RowSpace::state; nothing when it has no such row.
  [[nodiscard]] std::optional<ByteView> own_state_row(std::uint8_t table, ByteView id);
  template <class Row>
  [[nodiscard]] std::optional<ByteView> encoded(const Row* row);
  void check(const Text& name, ByteView key, bool is_there, bool is_equal);
  void check_count(const Text& name, std::uint64_t stored, std::uint64_t own);
  [[nodiscard]] std::uint64_t own_state_rows() const;

  const LogReader& log_;
  const Fold& fold_;
  Differences& differences_;
  VerifyCounts& counts_;
  Encoder encoder_;
  Bytes head_;
};

}  // namespace xueji::second_opinion
