// The verifier's fold: takes the entries in order, checks each against what the log says so far,
// judges it again by the rules, and evolves its own state. Not thread-safe.
//
//   fold.cc           order, envelopes, genesis and packs, which entry may follow which
//   judge_filing.cc   headers, events, accepted
//   judge_sign_off.cc sign-offs, took_effect, lapsed
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/registry/decide.h"
#include "ledger/registry/memory_state.h"
#include "replay/verify/differences.h"
#include "replay/verify/disclosures.h"
#include "replay/verify/kept_events.h"
#include "replay/verify/own_tree.h"
#include "replay/verify/packs.h"
#include "replay/verify/reading.h"
#include "replay/verify/signatures.h"

namespace xueji::second_opinion {

/// A subject as it stands in envelopes.
struct Subject {
  SubjectKind kind{};
  SubjectId id;
  friend bool operator==(const Subject&, const Subject&) = default;
};
struct SubjectHash {
  std::size_t operator()(const Subject& subject) const noexcept {
    return std::hash<SubjectId>{}(subject.id) ^ static_cast<std::size_t>(subject.kind);
  }
};
/// The newest entry of a subject, and how many it has.
struct ChainEnd {
  Position last = no_position;
  std::uint32_t count = 0;
};
using SubjectChains = std::unordered_map<Subject, ChainEnd, SubjectHash>;

/// What the fold works with; all of it outlives the fold.
struct FoldParts {
  const LogReader& log;
  LedgerId ledger;
  std::uint64_t judged_from;  ///< Entries below were verified before: folded, not judged.
  OwnTree& tree;
  Signatures& signatures;
  Disclosures& disclosures;
  OwnPersons& persons;
  Differences& differences;
  VerifyCounts& counts;
};

class Fold final : private UndecidedSubmissions {
 public:
  explicit Fold(const FoldParts& parts);

  /// The entry at `index` of the store. `found` is consumed. Errors: io.
  [[nodiscard]] Status take(std::uint64_t index, FoundEntry& found);
  /// After the last entry.
  void finish();

  [[nodiscard]] const MemoryState& state() const { return state_; }
  [[nodiscard]] const SubjectChains& chains() const { return chains_; }
  [[nodiscard]] std::map<Digest, OwnPacks::Adopted> adopted_packs() const {
    return packs_.adopted();
  }
  /// Who filed where: organisation and header position, in order of position.
  [[nodiscard]] const std::vector<std::pair<OrganisationId, Position>>& filed() const {
    return filed_;
  }

 private:
  /// A submission whose entries have begun to come; nothing of it is folded before `accepted`, so
  /// that the rules see the state that decided.
  struct Unit {
    Envelope envelope;
    SignedHeader header;
    std::uint64_t index = 0;  ///< Of the header in the store.
    std::vector<SubmittedEvent> events;
    std::vector<Digest> leaves;
    std::vector<Digest> body_digests;
    bool damaged = false;      ///< An event could not be read.
    std::set<Digest> brought;  ///< Packs whose chunks stand right before the header.

    [[nodiscard]] Position at() const { return envelope.position; }
    [[nodiscard]] bool is_complete() const { return events.size() >= header.header.count; }
  };
  /// The effect step was signed: `took_effect` must be the next entry.
  struct DueEffect {
    SubmissionId submission;
    Digest sign_off;
  };

  // ---- fold.cc
  void take_damaged(FoundEntry& found);
  [[nodiscard]] bool settle_position(std::uint64_t index, Envelope& envelope);
  [[nodiscard]] std::optional<std::uint64_t> position_stored_at(std::uint64_t index) const;
  void check_envelope(Envelope& envelope);
  void check_subject(const Envelope& envelope, SubjectKind kind, const SubjectId& subject);
  void take_genesis(Entry entry);
  void check_root_keys(std::span<const RootKey> keys, std::uint16_t suite);
  void take_chunk(Entry entry);
  void take_header(std::uint64_t index, Entry entry);
  void take_event(FoundEntry& found);
  [[nodiscard]] Status take_record(Entry entry);
  [[nodiscard]] Status accept(Entry entry);
  void abandon_unit();
  void fold_unit(Unit& unit);
  void evolve_or_report(const Entry& entry);
  void pass_over();
  void each_undecided(const OrganisationId& organisation, const Visitor& visit) const override;
  /// Keeps `undecided_` in step with the stage that the submission has now.
  void follow_stage(const SubmissionId& id);
  [[nodiscard]] DecisionInput decision(const Pack& pack, Instant now) const {
    return {state_, pack, parts_.persons, now, &packs_, this};
  }
  [[nodiscard]] bool is_judged(Position at) const { return at.value >= parts_.judged_from; }
  void differ(DifferenceKind kind, Position at, Text what, std::string rule = {});

  // ---- judge_filing.cc
  void judge_header(const Unit& unit);
  void check_signed(Position at, Signer signer, const KeyId& key, std::uint16_t suite,
                    ByteView payload, ByteView signature);
  void check_times(Position at, Instant recorded_at, Instant authored_at, Instant not_after,
                   const Seen& seen, const Pack* pack);
  void check_pins(const Unit& unit);
  /// Chunks stand right before the submission that adopts their pack (FORMAT.md §3.2).
  void check_brought(const Unit& unit);
  void check_event(const Unit& unit, std::size_t line);
  void check_new_key(const Event& event, const KeyEnrolled& enrolled, Position at);
  [[nodiscard]] Status open_disclosures(Unit& unit);
  [[nodiscard]] Status judge_filing(Unit& unit, const Accepted& record, Position at);
  void check_persons(const Unit& unit, const Accepted& record,
                     const std::vector<std::optional<PersonId>>* decided, Position at);
  void bind_person(const SubmittedEvent& event, const PersonId& person, Position at);
  void report_problem(DifferenceKind kind, Position at, const Problem& problem);
  void report_disagreements(Position at, const std::vector<Problem>& problems,
                            const std::vector<bool>& unopened);
  void compare_rules(Position at, const std::vector<std::string>& recorded,
                     const std::vector<std::string>& checked);
  void note_effects(const SubmissionId& id);

  // ---- judge_sign_off.cc
  [[nodiscard]] Status take_sign_off(Entry entry);
  [[nodiscard]] Status judge_sign_off(SignedSignOff& act, const SubmissionState& submission,
                                      Position at, Instant recorded_at);
  void take_effect_record(const TookEffect& record, const Entry& entry);
  void judge_effect(const TookEffect& record, Position at, Instant recorded_at);
  void count_root_signatures(const SubmissionId& id, Position at);
  void judge_lapse(const Lapsed& record, Position at, Instant recorded_at);
  [[nodiscard]] const Pack* pack_of(const SubmissionState& submission);

  FoldParts parts_;
  MemoryState state_;
  KeptEvents kept_;
  OwnPacks packs_;
  SubjectChains chains_;
  std::vector<std::pair<OrganisationId, Position>> filed_;
  std::uint64_t next_ = 0;
  Instant recorded_at_;             ///< Newest time so far, as the fold uses it.
  Instant stated_time_;             ///< Of the entry before, as it states it.
  std::set<Digest> missing_packs_;  ///< Reported once each.
  bool packs_closed_ = false;
  std::set<Digest> brought_;  ///< Packs of the chunks before this entry, behind those of genesis.
  /// What nobody decided yet, by whose month it keeps open and where its header stands.
  std::map<OrganisationId, std::map<Position, SubmissionId>> undecided_;
  std::optional<Unit> unit_;
  std::optional<DueEffect> due_effect_;
};

}  // namespace xueji::second_opinion
