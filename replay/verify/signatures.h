// Signatures, verified on the pool in batches while the fold goes on. Which key must have signed is
// settled by the fold; here only the mathematics. Not thread-safe: belongs to the folding thread.
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <unordered_map>
#include <vector>

#include "ledger/crypto/signed_message.h"
#include "ledger/crypto/signing.h"
#include "ledger/model/state.h"
#include "replay/verify/differences.h"
#include "replay/verify/work_pool.h"

namespace xueji::second_opinion {

/// Whose signature it is, for the message when it fails.
enum class Signer { author, signer, seal, new_key };

class Signatures {
 public:
  Signatures(const LedgerId& ledger, WorkPool& pool, Differences& differences)
      : ledger_(ledger), pool_(pool), differences_(differences) {}
  /// Waits for what is still running, since it works on memory of this object.
  ~Signatures();
  Signatures(const Signatures&) = delete;
  Signatures& operator=(const Signatures&) = delete;

  /// A key in parsed form; null when it is malformed, weak or of a suite that is not implemented.
  [[nodiscard]] std::shared_ptr<const VerifyingKey> parsed(std::uint16_t suite, ByteView raw);
  /// The key of a row, parsed once.
  [[nodiscard]] std::shared_ptr<const VerifyingKey> parsed(const KeyState& row);

  /// Queues one check; a failure becomes a difference at `at`.
  void check(Position at, Signer signer, std::shared_ptr<const VerifyingKey> key, Purpose purpose,
             ByteView payload, ByteView signature);
  /// Waits for all, and adds what failed to the differences.
  void finish();

  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  struct Job {
    Position at;
    Signer signer{};
    std::shared_ptr<const VerifyingKey> key;
    std::size_t begin = 0;  ///< Of the signed message in the batch's bytes.
    std::size_t end = 0;
    Signature signature;
    bool holds = false;
  };
  struct JobBatch {
    Bytes messages;
    std::vector<Job> jobs;
    std::future<void> done;
  };

  void post();
  void settle(JobBatch& batch);

  LedgerId ledger_;
  WorkPool& pool_;
  Differences& differences_;
  std::unordered_map<KeyId, std::shared_ptr<const VerifyingKey>> keys_;
  std::unique_ptr<JobBatch> open_;
  std::deque<std::unique_ptr<JobBatch>> running_;
  std::uint64_t count_ = 0;
};

}  // namespace xueji::second_opinion
