// The sign-off queue: what waits for whom and since when, what was sent back and why, and what I
// filed.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <optional>
#include <vector>

#include "projections/submissions.h"

namespace xueji {

/// Whose inbox. Every member that is stated narrows the answer; none is the whole ledger's queue.
struct InboxQuery {
  /// Steps that this person may take: by role, or by a delegation to them.
  std::optional<PersonId> person = std::nullopt;
  std::optional<Role> role = std::nullopt;
  /// Steps that wait at this organisation; returned and filed ones of it.
  std::optional<OrganisationId> organisation = std::nullopt;
  Date today{};                 ///< For days held, roles and delegations.
  std::size_t filed_max = 100;  ///< At most so many of what the person filed.
};

/// The owner of a key, for an inbox by key. Errors: not_found.
[[nodiscard]] Result<PersonId> person_of_key(const LedgerView& ledger, const KeyId& key);

struct InboxItem {
  SubmissionState submission;
  WaitingStep waits;
  /// In which capacity the person would sign; person none when the query names none.
  Capacity capacity;
  /// The person took a step (or filed) that this chain keeps apart from the one that waits (D-29).
  bool kept_apart = false;
  [[nodiscard]] bool overdue() const { return waits.days_held > waits.step->hold_days; }
};

struct ReturnedItem {
  SubmissionState submission;
  Capacity returned_by;
  std::string step;
  Position at;
  Instant recorded_at;
  std::vector<MarkedLine> lines;  ///< Lines to correct, each with its reason.
  ReasonCode reason{};            ///< The words, if any, are in the vault.
  Date answer_by{};               ///< Last day on which its reservations are kept for a successor.
};

struct FiledItem {
  SubmissionState submission;
  std::optional<WaitingStep> waits;
};

struct Inbox {
  TreeSize reflects;
  std::vector<InboxItem> items;        ///< Longest waiting first.
  std::vector<ReturnedItem> returned;  ///< Newest first; to the person who filed, or organisation.
  std::vector<FiledItem> filed;        ///< Newest first; empty when the query names no person.
};

/// Errors: corrupt, io.
[[nodiscard]] Result<Inbox> inbox(const Views& views, const LedgerView& ledger,
                                  const InboxQuery& query);

}  // namespace xueji
