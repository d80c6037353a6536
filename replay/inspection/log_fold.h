// One pass over a prefix of the log: evolves its own state and tells an observer what was filed,
// signed and took effect, in order. Nothing that the ledger derived is read: the state, the packs
// and the root of the prefix come from the entries themselves.
//
// Not thread-safe. Ownership: keeps nothing of the log or the observer after it returns.
#pragma once

#include <span>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "ledger/registry/memory_state.h"
#include "ledger/store/event_log.h"

namespace xueji::inspection {

/// A line that changed the state.
struct LineInEffect {
  const SubmissionState& submission;
  std::uint32_t line;
  const Event& event;
  Position event_at;
  Position effect_at;   ///< Of `accepted` or `took_effect`.
  Instant recorded_at;  ///< Of the effect.
};

/// What the fold tells. Every function may be left out. `state` is as of the entry: before it where
/// the name says so, after it otherwise.
class LogObserver {
 public:
  virtual ~LogObserver() = default;
  /// A header, before it changed anything.
  virtual void before_filing(const StateView& /*state*/, const Envelope& /*envelope*/,
                             const SignedHeader& /*header*/) {}
  /// `accepted` was recorded; the row stands as filed, open or in effect.
  virtual void filed(const StateView& /*state*/, const SubmissionState& /*submission*/,
                     std::span<const Event> /*events*/, Instant /*recorded_at*/) {}
  /// Called after the submission's `accepted` or `took_effect`, line by line.
  virtual void in_effect(const StateView& /*state*/, const LineInEffect& /*line*/) {}
  virtual void before_sign_off(const StateView& /*state*/, const Envelope& /*envelope*/,
                               const SignedSignOff& /*act*/) {}
  virtual void signed_off(const StateView& /*state*/, const Envelope& /*envelope*/,
                          const SignOff& /*act*/) {}
  /// The reservations of a returned submission ended.
  virtual void lapsed(const StateView& /*state*/, const Envelope& /*envelope*/,
                      const SubmissionId& /*submission*/) {}
};

/// What stands at the end of the prefix.
struct FoldedLog {
  MemoryState state;
  LedgerId ledger;
  Seen prefix;  ///< Size and RFC 6962 root of the entries that were read.
};

/// Folds every entry that was recorded by the end of `until` (China day, inclusive).
/// Errors: io; corrupt, naming the position, when an entry cannot follow from those before it;
/// not_found for an empty log.
[[nodiscard]] Result<FoldedLog> fold_log(const LogReader& log, Date until, LogObserver& observer);

}  // namespace xueji::inspection
