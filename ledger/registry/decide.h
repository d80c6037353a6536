// decide: state, submission, disclosed values and time in; verdicts out (design §5). Pure: reads
// nothing but its arguments. Never invents events. All lines are checked, every problem listed.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/model/state.h"
#include "ledger/model/verdict.h"
#include "ledger/policy/pack.h"

namespace xueji {

/// What the registry asks of the vault's person index without seeing a secret.
class PersonDirectory {
 public:
  virtual ~PersonDirectory() = default;
  /// The person behind an identity number (type code and normalised number), if known.
  [[nodiscard]] virtual std::optional<PersonId> find(std::string_view identity_type,
                                                     std::string_view identity_number) const = 0;
  /// Whether the newest imported list of this kind contains the number (SY-1.5c, FJ-06f).
  [[nodiscard]] virtual bool listed(ExternalListKind kind,
                                    std::string_view identity_number) const = 0;
  /// The personal fields of an event that took effect, held against its `fields_root`: what the
  /// registration form says when a certificate is stamped (SY-1.7a). nullopt: they do not open.
  [[nodiscard]] virtual std::optional<Disclosure> disclosure_at(Position) const {
    return std::nullopt;
  }
};

/// What waits for a signature, as the registry asks for it (SY-1.4f).
class UndecidedSubmissions {
 public:
  virtual ~UndecidedSubmissions() = default;
  /// A submission that waits for a signature, or was returned and may come again; its events.
  using Visitor = std::function<void(const SubmissionState&, std::span<const Event>)>;
  /// Visits everything that `concerns` the organisation (reportable.h) and nobody decided, in order
  /// of position; and maybe more that nobody decided.
  virtual void each_undecided(const OrganisationId& organisation, const Visitor& visit) const = 0;
};

/// Whether an accepted submission neither took effect nor ended without.
[[nodiscard]] constexpr bool is_undecided(SubmissionStage stage) {
  return stage == SubmissionStage::open || stage == SubmissionStage::returned;
}

struct DecisionInput {
  const StateView& state;
  const Pack& pack;  ///< The pack pinned by the header.
  const PersonDirectory& persons;
  Instant now;  ///< recorded_at that the entries will carry.
  /// The packs that the log holds, one that this submission brings included. nullptr: those that
  /// genesis lists.
  const PackDirectory* packs = nullptr;
  /// nullptr: nothing is known to wait (a rehearsal beside the ledger).
  const UndecidedSubmissions* undecided = nullptr;
};

/// Moment "filing": the author may file, the chain and pack are those in force, every guard of
/// every line, reservations held by others. Signature bytes, `seen`, fields roots and formats are
/// the pipeline's. `persons[i]` is the PersonId already known for event i's identity number.
struct FilingVerdict {
  Verdict verdict;
  std::vector<std::optional<PersonId>> persons;
};
[[nodiscard]] FilingVerdict decide_filing(const DecisionInput& input, const Submission& submission);

/// A sign-off: capacity, chain (signoff/), and guards whose moment is this step.
[[nodiscard]] Verdict decide_sign_off_request(const DecisionInput& input,
                                              const SubmissionState& submission,
                                              std::span<const Event> events,
                                              const SignOffRequest& request);

/// Moment "effect": guards of uniqueness, state and authority for each line that is not struck. A
/// line that fails lapses with its rule; the others take effect.
struct EffectVerdict {
  std::vector<LapsedLine> lapsed;
  std::vector<Problem> problems;  ///< Why each lapsed.
  std::vector<std::string> rules_checked;
};
[[nodiscard]] EffectVerdict decide_effect(const DecisionInput& input,
                                          const SubmissionState& submission,
                                          std::span<const Event> events);

/// What filing this submission reserves, and what evolve will release (design §3 Chains).
struct ReservationKey {
  ReservationKind kind;
  Bytes id;
};
[[nodiscard]] std::vector<ReservationKey> reservations_of(std::span<const Event> events,
                                                          std::span<const PersonId> persons);

/// The pack in force for an organisation on a day: the nearest activation at or above it, or at or
/// above who took it over by then (rules.md §10 row 67).
[[nodiscard]] std::optional<ActivatedPack> pack_in_force(const StateView& state,
                                                         const OrganisationId& organisation,
                                                         Date on);

}  // namespace xueji
