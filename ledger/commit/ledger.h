// The ledger as a service: the only place that appends (design §2, §3, §8).
//
// submit / sign_off: verify signature → authority → rules → seal personal data → append → answer.
// An answer is a receipt (durable, ordered, provable) or a signed refusal (nothing was appended).
// An Error means that no answer could be given; after ErrorCode::unknown_outcome the act may or may
// not be in the log: reopen and send the same bytes again, which gives the same receipt.
//
// Thread safety: submit, sign_off and the asynchronous forms may be called from any thread; what
// arrives first is decided first. Clock and Random are used by the sequencer thread alone.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/random.h"
#include "ledger/commit/answer.h"
#include "ledger/commit/data_directory.h"
#include "ledger/commit/personal_data.h"
#include "ledger/crypto/signing.h"
#include "ledger/policy/pack.h"
#include "ledger/store/event_log.h"

namespace xueji {

struct LedgerOptions {
  DataDirectory directory;
  std::filesystem::path master;  ///< Empty: DataDirectory::default_master().
  Clock& clock;
  Random& random;
  /// Draws keys and nonces of the vault on the writer's thread; nullptr: `random`, which must then
  /// be thread-safe. A simulation keeps it apart, so that its seeded ids stay in order.
  Random* vault_random = nullptr;
  std::size_t verify_threads = 2;
  std::size_t queue_max = 512;  ///< Submissions and sign-offs that wait; beyond it callers block.
};

/// What `create` puts into genesis.
struct GenesisOptions {
  std::string origin;  ///< C2SP origin, e.g. "xueji.example/shiyan".
  OrganisationKind root_kind{};
  std::string root_code;
  std::string root_name;
  std::string root_division_code;
  OrganisationId root_organisation;
  std::vector<RootKey> root_keys;  ///< At least one; the persons who speak for the root.
  std::vector<RootKey> recovery_keys;
  std::uint8_t root_threshold = 1;      ///< How many root keys an act of the root needs.
  std::uint8_t recovery_threshold = 1;  ///< How many recovery keys replace a root key.
  std::vector<PackFiles> packs;         ///< At least one; the first is in force from the start.
  bool demonstration = false;
};

/// Limits of one commit group: it closes earlier when nothing waits.
inline constexpr std::size_t group_bytes_max = 512U << 10U;
inline constexpr std::size_t group_acts_max = 256;
/// A larger jump of the wall clock against the monotonic one stops appends (design §3 Time).
inline constexpr std::int64_t clock_jump_max_ms = 5 * 60'000;
inline constexpr std::int64_t clock_gap_at_open_max_ms = 30LL * 24 * 3'600'000;
/// How far ahead of the ledger's clock an author's clock may be.
inline constexpr std::int64_t author_clock_ahead_max_ms = 5 * 60'000;

class Ledger {
 public:
  /// What `create` would refuse, said before anything is written. Errors: conflict when there is
  /// already something; invalid_argument (keys, thresholds, origin); the packs' errors; those of a
  /// master key file that is there and does not serve.
  [[nodiscard]] static Status check_creation(const LedgerOptions& options,
                                             const GenesisOptions& genesis);

  /// Makes the directory, keys of its own (checkpoint, master), genesis and pack chunks, the
  /// anchor. Errors: as check_creation, and then nothing was written; io.
  [[nodiscard]] static Status create(const LedgerOptions& options, const GenesisOptions& genesis);

  /// Errors: locked (another writer), not_found, corrupt (head, checkpoint or state contradict the
  /// log), io.
  [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(const LedgerOptions& options);
  ~Ledger();

  [[nodiscard]] Result<Answer> submit(Submission submission);
  [[nodiscard]] Result<Answer> sign_off(SignOffRequest request);
  /// Files the act that adopts a pack, and brings the pack: its chunks and the act become durable
  /// in one write, so that a pack is in the log whole or not at all. A pack that the log holds
  /// already is not written again. Errors: malformed, invalid_argument when this program cannot
  /// enforce the pack; else as submit.
  [[nodiscard]] Result<Answer> adopt_pack(Submission submission, const PackFiles& pack);
  /// `done` runs on a thread of the ledger; it must be short and must not call back.
  using Done = std::function<void(Result<Answer>)>;
  void submit_async(Submission submission, Done done);
  void sign_off_async(SignOffRequest request, Done done);

  /// Ends the reservations of these returned submissions, by `lapsed` records. Filing does the same
  /// by itself when it meets a reservation whose return days are over. Returns how many were ended.
  [[nodiscard]] Result<std::size_t> lapse_returned(const std::vector<SubmissionId>& candidates);

  /// Appends stopped because the clock jumped: an operator confirms the present time.
  [[nodiscard]] Status confirm_clock();

  /// The log, for a LedgerView in this process.
  [[nodiscard]] LogReader& log();
  [[nodiscard]] PersonalData& personal();
  [[nodiscard]] const LedgerId& id() const;

 private:
  class Implementation;
  explicit Ledger(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace xueji
