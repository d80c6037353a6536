// Where every act of the simulation is signed and handed to the ledger: the only way in, and no
// other than a registrar's own tools have. Acts are sent without waiting, in order, so that
// signing, verifying and writing overlap; whoever moves the clock waits first.
// Thread safety: belongs to one thread; the ledger's answers come in on its own.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/random.h"
#include "ledger/commit/author.h"
#include "ledger/commit/ledger.h"
#include "ledger/commit/ledger_view.h"

namespace xueji::simulate {

/// Who signs: a key in a capacity, and the school's seal key beside it where the step wants one.
struct Signer {
  const SigningKey* key = nullptr;
  Capacity capacity;
  const SigningKey* seal = nullptr;
};

/// A submission on its way, as far as its next signer must know it.
struct Filed {
  SubmissionId id;
  Form form{};
  OrganisationId organisation;
  Digest header;
  Digest previous;
  Instant filed_at;
  std::vector<SubmittedEvent> events;
};

/// How one step was held: recorded for the truth about stalled papers.
struct HeldStep {
  SubmissionId submission;
  OrganisationId organisation;
  std::string step;
  Instant since;
  std::optional<Instant> signed_at;  ///< Nothing: still waiting at the end.
  int hold_days = 0;
};

struct DeskCounts {
  std::size_t submissions = 0;
  std::size_t events = 0;
  std::size_t sign_offs = 0;
  std::size_t refusals = 0;
};

class Desk {
 public:
  /// `ledger` must be open and outlive the desk; `pack` is the one that is (to be) in force.
  Desk(Ledger& ledger, SimulatedClock& clock, const Pack& pack, const Digest& pack_digest,
       const Seen& seen, std::uint64_t seed);

  [[nodiscard]] Result<Filed> file(Form form, const OrganisationId& organisation,
                                   const Signer& author, std::vector<DraftEvent> drafts);
  /// Events that are sealed already: lines of a returned submission go again byte for byte.
  [[nodiscard]] Result<Filed> file_sealed(Form form, const OrganisationId& organisation,
                                          const Signer& author, std::vector<SubmittedEvent> events,
                                          const SubmissionId& supersedes = {});
  [[nodiscard]] Result<SubmittedEvent> seal(const DraftEvent& draft);

  /// The next step of a submission. `struck` only grows along the chain.
  struct StepOptions {
    Decision decision = Decision::approve;
    std::vector<MarkedLine> lines = {};
    ReasonCode reason{};
    std::string reason_text = {};
    Date paper_signed_on{};
    std::string paper_signer = {};
    std::string scan_digest = {};  ///< Hex.
  };
  [[nodiscard]] Status sign(Filed& filed, const std::string& step, const Signer& signer);
  [[nodiscard]] Status sign(Filed& filed, const std::string& step, const Signer& signer,
                            const StepOptions& options);

  /// The next act must be refused because of this rule; anything else is a failure.
  void expect_refusal(std::string rule) { expected_refusal_ = std::move(rule); }

  /// Waits for every answer. `refused` names the first act that was judged otherwise than meant.
  [[nodiscard]] Status settle();
  /// Settles, then moves the clock; an earlier or equal time leaves it as it is.
  [[nodiscard]] Status advance(Instant later);

  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] Date today() const { return china_date(now_); }
  [[nodiscard]] const Pack& pack() const { return pack_; }
  [[nodiscard]] const Digest& pack_digest() const { return pack_digest_; }
  [[nodiscard]] const LedgerId& ledger_id() const { return ledger_.id(); }
  [[nodiscard]] Ledger& ledger() { return ledger_; }
  [[nodiscard]] SeededRandom& random() { return random_; }
  [[nodiscard]] const DeskCounts& counts() const { return counts_; }
  /// The newest checkpoint that the desk was given, after `settle`.
  [[nodiscard]] const std::string& checkpoint() const { return checkpoint_; }
  [[nodiscard]] const Seen& seen() const { return seen_; }
  /// Every step of every chain so far, in order of filing; those that still wait without a time.
  [[nodiscard]] std::vector<HeldStep> held_steps() const;

 private:
  struct Progress {
    Form form{};
    OrganisationId organisation;
    std::size_t next = 0;  ///< Index of the step that waits.
    Instant since;
    bool closed = false;  ///< Returned or withdrawn.
    std::vector<HeldStep> done;
  };

  [[nodiscard]] AuthoringContext context();
  [[nodiscard]] Ledger::Done receiver(std::string what);
  void receive(const std::string& what, const std::optional<std::string>& expected,
               Result<Answer> answer);
  void note_step(const SubmissionId& id, const std::string& step, Decision decision);

  Ledger& ledger_;
  SimulatedClock& clock_;
  const Pack& pack_;
  Digest pack_digest_;
  Seen seen_;
  SeededRandom random_;
  Instant now_;
  DeskCounts counts_;
  std::string checkpoint_;
  std::optional<std::string> expected_refusal_;
  std::vector<SubmissionId> order_;
  std::map<SubmissionId, Progress> progress_;

  std::mutex mutex_;
  std::condition_variable answered_;
  std::size_t in_flight_ = 0;
  std::size_t refusals_ = 0;
  TreeSize newest_size_;
  std::string newest_checkpoint_;
  std::optional<Error> failure_;
};

}  // namespace xueji::simulate
