// The policy packs that the log itself carries, put together from their chunks and loaded once.
// Not thread-safe.
#pragma once

#include <map>
#include <optional>

#include "ledger/model/entry.h"
#include "ledger/policy/pack.h"
#include "replay/verify/differences.h"

namespace xueji::second_opinion {

class OwnPacks final : public PackDirectory {
 public:
  explicit OwnPacks(Differences& differences) : differences_(differences) {}

  /// The packs whose chunks follow genesis, in this order.
  void announce(const Genesis& genesis);
  void take(const PackChunk& chunk, Position at);
  /// After the last chunk behind genesis: every announced pack must be whole. `at` is the position
  /// of the first entry that is no chunk.
  void close_genesis(Position at);
  [[nodiscard]] bool expects_chunks() const { return expected_at_ < expected_.size(); }

  /// At the end of the log: chunks that no pack could be made of are differences too.
  void check_all();

  /// Null: the log carries no pack of this digest, or not all of it. Loaded when first asked for.
  [[nodiscard]] const Pack* find(const Digest& digest) const override;
  /// SHA-256 of the template that this filing follows under the pack; nothing without one.
  [[nodiscard]] std::optional<Digest> chain_digest(const Digest& pack,
                                                   const SubmissionHeader& header) const;
  /// Where the chunks of each pack behind genesis begin, and how many there are.
  struct Adopted {
    Position first;
    std::uint32_t chunks = 0;
  };
  [[nodiscard]] std::map<Digest, Adopted> adopted() const;

 private:
  struct Held {
    Bytes archive;
    std::uint32_t chunks = 0;
    Position first;
    bool of_genesis = false;
    bool tried = false;
    std::optional<Pack> pack;
    std::map<const ChainTemplate*, Digest> chains;
  };
  /// Id and version name one pack, so that a record says which rules applied (FORMAT.md §7.3).
  void check_names();

  struct ExpectedChunk {
    Digest pack;
    std::uint16_t index = 0;
  };

  Differences& differences_;
  mutable std::map<Digest, Held> held_;  ///< Loading a pack when asked for it changes nothing else.
  std::optional<Genesis> genesis_;
  std::vector<PackReference> announced_;
  std::vector<ExpectedChunk> expected_;
  std::size_t expected_at_ = 0;
};

}  // namespace xueji::second_opinion
