// The one place where order arises: decides acts one after the other on the newest state, turns
// accepted ones into entries, and folds them. Pure of threads: the service calls it from one
// thread.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "ledger/base/clock.h"
#include "ledger/base/random.h"
#include "ledger/commit/cached_state.h"
#include "ledger/commit/group.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/commit/personal_data.h"
#include "ledger/commit/verification.h"
#include "ledger/registry/decide.h"
#include "ledger/vault/vault.h"

namespace xueji {

/// Full tiles of groups that are not durable yet, over those in the log's rows.
class TilesWithFlight final : public TileReader {
 public:
  explicit TilesWithFlight(const LogReader& log) : stored_(log) {}
  void add(const FullTile& tile, std::uint64_t group) {
    in_flight_[{tile.level, tile.index}] = {group, tile.hashes};
  }
  /// Forgets the tiles of groups up to `group`: the log has them.
  void forget_to(std::uint64_t group) {
    std::erase_if(in_flight_, [&](const auto& item) { return item.second.first <= group; });
  }
  [[nodiscard]] Result<Bytes> tile(std::uint8_t level, std::uint64_t index) override {
    const auto at = in_flight_.find({level, index});
    return at == in_flight_.end() ? stored_.tile(level, index) : Result<Bytes>(at->second.second);
  }

 private:
  RowTileReader stored_;
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::pair<std::uint64_t, Bytes>> in_flight_;
};

class Sequencer final : private EventSource, private UndecidedSubmissions {
 public:
  Sequencer(LogReader& log, Vault& vault, Clock& clock, Random& random)
      : log_(log), vault_(vault), clock_(clock), random_(random), state_(log), tiles_(log) {}

  /// Reads head, state, packs and right edge. Errors: corrupt, io.
  [[nodiscard]] Status load();

  /// Judges and, if accepted, appends to `group`; always adds one answer to it.
  void submit(VerifiedSubmission verified, std::function<void(Result<Answer>)> done, Group& group);
  void sign_off(VerifiedSignOff verified, std::function<void(Result<Answer>)> done, Group& group);

  /// Writes `lapsed` for returned submissions whose return days are over, among `candidates`.
  std::size_t lapse(const std::vector<SubmissionId>& candidates, Group& group);
  /// Appends a `clock` record; appends go on from the present wall time.
  void confirm_clock(Group& group);

  /// Fills rows, edge and root. The group then belongs to the writer.
  void close(Group& group);
  /// Groups up to that number became durable: what they held may be read from the log from now on.
  void committed(std::uint64_t group);

  [[nodiscard]] const LedgerId& ledger() const { return ledger_; }
  [[nodiscard]] const CachedState& state() const { return state_; }
  [[nodiscard]] const PackShelf& packs() const { return packs_; }
  /// Why the group that is being built must not be written: the disk failed when an act was already
  /// in it by half. Nothing is appended any more; reopen.
  [[nodiscard]] const std::optional<Error>& failure() const { return broken_; }

 private:
  [[nodiscard]] Result<std::vector<Event>> events(Position first,
                                                  std::uint32_t count) const override;

  /// The time that the next entries carry; refuses while the clock waits for confirmation.
  [[nodiscard]] Result<Instant> next_time();
  void each_undecided(const OrganisationId& organisation, const Visitor& visit) const override;
  /// What the rows and the memory of this process say may wait there, and at those that it took
  /// over.
  void find_undecided(const OrganisationId& organisation, std::set<OrganisationId>& looked_at,
                      std::map<Position, SubmissionId>& waiting) const;
  /// Of a submission that has just taken effect.
  void note_mergers(std::span<const Event> events);
  /// What waits in a ledger that was made before it kept rows of it.
  [[nodiscard]] Status load_undecided();
  /// Whatever could not be read since the act began; it is then forgotten.
  [[nodiscard]] std::optional<Error> take_failure();
  [[nodiscard]] DecisionInput decision(const Pack& pack, const PersonDirectory& persons,
                                       Instant now) const {
    return {state_, pack, persons, now, &packs_, this};
  }
  [[nodiscard]] std::vector<Problem> check_times(Instant now, Instant authored_at,
                                                 Instant not_after, const Seen& seen,
                                                 const Pack* pack);
  [[nodiscard]] std::vector<Problem> check_pins(const SubmissionHeader& header, const Pack*& pack,
                                                Instant now);
  [[nodiscard]] const Digest& digest_of(const ChainTemplate& chain);
  [[nodiscard]] bool was_root(const Seen& seen);
  void remember_root(TreeSize size, const Digest& root);
  [[nodiscard]] std::optional<PendingAnswer> repeat_of(const VerifiedSubmission& verified);
  [[nodiscard]] std::optional<PendingAnswer> repeat_of(const SignOffRequest& request);
  [[nodiscard]] Result<Receipt> receipt_at(const SubmissionId& submission, Position position) const;
  /// Of an entry in a group before this one: the writer adds leaf, proof and checkpoint.
  [[nodiscard]] Receipt receipt_in_flight(const SubmissionId& submission, Position position) const;

  /// Whether a submission was returned and the days to correct it are over (pack: return_days).
  [[nodiscard]] bool return_days_over(const SubmissionId& id, Instant now) const;
  void lapse_holders(const VerifiedSubmission& verified, const PersonDirectory& persons,
                     Group& group);
  void accept(VerifiedSubmission& verified, const FilingVerdict& filing, const Pack& pack,
              Instant now, Group& group, PendingAnswer& answer);
  /// The chunks of a pack, right before the submission that adopts it: in one write with it.
  void append_pack(OfferedPack pack, Instant now, Group& group);
  [[nodiscard]] std::vector<PersonId> assign_persons(const VerifiedSubmission& verified,
                                                     const FilingVerdict& filing, Group& group);
  void collect_disclosures(VerifiedSubmission& verified, const std::vector<PersonId>& persons,
                           Group& group);
  void prefetch_rows(const Submission& submission);
  void take_effect(const SubmissionId& id, const Pack& pack, std::span<const Event> events,
                   const Digest& sign_off, Instant now, Group& group, Receipt& receipt);
  void bind_changed_numbers(const SubmissionState& submission, std::span<const Event> events,
                            const std::vector<LapsedLine>& lapsed, Group& group);
  /// One entry: envelope, leaf, fold. `bytes` must be the canonical bytes of `body`, which is as
  /// before afterwards.
  Digest append(BodyKind kind, SubjectKind subject_kind, const SubjectId& subject, ByteView bytes,
                Body& body, Instant now, Group& group);
  void append_record(const SubmissionId& submission, RecordBody body, Instant now, Group& group,
                     Receipt* receipt);
  void refuse(const SubmissionId& submission, const Digest& payload, Verdict verdict,
              PendingAnswer answer, Group& group);
  void fail_act(Error error, PendingAnswer answer, Group& group);

  LogReader& log_;
  Vault& vault_;
  Clock& clock_;
  Random& random_;
  CachedState state_;
  TilesWithFlight tiles_;
  PackShelf packs_;
  TreeBuilder tree_;
  LedgerId ledger_;
  std::int64_t wall_start_ms_ = 0;
  std::int64_t monotonic_start_ms_ = 0;
  bool clock_stopped_ = false;
  std::map<std::uint64_t, Digest> known_roots_;
  std::unordered_map<const ChainTemplate*, Digest> chain_digests_;
  PersonsInFlight persons_in_flight_;
  std::uint64_t group_number_ = 1;  ///< Of the group that is being built.
  std::deque<std::pair<std::uint64_t, std::vector<Event>>> events_in_flight_;
  /// A submission that was undecided when it was noted here; the state says whether it still is.
  struct Undecided {
    OrganisationId organisation;
    SubmissionId submission;
    Position header_at;
  };
  std::deque<Undecided> undecided_in_flight_;  ///< Filed, and not in the log's rows yet.
  std::vector<Undecided> undecided_before_;    ///< Of a ledger that had no such rows when opened.
  bool undecided_rows_missing_ = false;
  /// Who took over whom, as far as the log's rows may not show it.
  std::multimap<OrganisationId, OrganisationId> merged_;
  mutable std::optional<Error> read_failure_;  ///< Of entries and rows, since the act began.
  std::optional<Error> broken_;
};

}  // namespace xueji
