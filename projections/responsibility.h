// Responsibility: who did what, when, in which capacity, on a submission, an event or a student,
// and how long each step held the paper (`xueji chain`); and who answers for a school, level by
// level (SY-3.3d).
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/submissions.h"

namespace xueji {

/// One act on a submission: its filing, or a sign-off.
struct ResponsibleAct {
  std::string step;  ///< Step id of the chain; "author" for the filing.
  Text name;
  bool filing_step = false;  ///< After the effect (备案).
  Decision decision{};       ///< None for the filing.
  Capacity capacity;         ///< Person, role, organisation, delegation.
  PersonId on_behalf_of;     ///< Who gave the delegation; none without.
  KeyId key;
  KeyId seal_key;  ///< None without a seal.
  Position at;
  Instant authored_at;
  Instant recorded_at;
  std::int32_t days_held = 0;  ///< China days from the act before it; 0 for the filing.
  int hold_days = 0;           ///< What the chain allows; 0 for the filing.
  [[nodiscard]] bool stalled() const { return hold_days > 0 && days_held > hold_days; }
  std::vector<MarkedLine> lines;  ///< Struck by an approval, or named by a return.
  ReasonCode reason{};
  Date paper_signed_on{};  ///< Paper steps only.
};

struct ResponsibilityChain {
  TreeSize reflects;
  SubmissionState submission;
  std::vector<ResponsibleAct> acts;  ///< In the order recorded.
  std::optional<WaitingStep> waits;  ///< The step that waits now.
};

/// Errors: not_found, corrupt, io.
[[nodiscard]] Result<ResponsibilityChain> responsibility_of(const Views& views,
                                                            const LedgerView& ledger,
                                                            const SubmissionId& submission);
/// Of the submission to which the entry belongs: its header, an event, a sign-off, or what the
/// ledger recorded of it. Errors: not_found when it belongs to none, or lies beyond the end.
[[nodiscard]] Result<ResponsibilityChain> responsibility_of(const Views& views,
                                                            const LedgerView& ledger, Position at);
/// Of every submission that holds an event of this status, oldest first.
[[nodiscard]] Result<std::vector<ResponsibilityChain>> responsibility_of(const Views& views,
                                                                         const LedgerView& ledger,
                                                                         const StudentId& student);

/// One rung of the accountability path.
struct Accountable {
  Role role{};
  OrganisationId organisation;
  std::vector<PersonId> persons;  ///< Who held the role then; empty when nobody did.
};

/// Status officer → principal → section of the supervising authority → its director → city section
/// chief → city deputy director, as they were on a day and at a position (SY-3.3d; for a
/// city-district school the supervisor is the city, SY-1.2f). The officer is the designated one
/// (SY-1.4b). Errors: corrupt, io.
[[nodiscard]] Result<std::vector<Accountable>> accountability_path(const Views& views,
                                                                   const LedgerView& ledger,
                                                                   const OrganisationId& school,
                                                                   Date day, Position position);

/// Who held a role at an organisation on a day, as the ledger had it at a position, by role alone
/// (not by delegation). Errors: corrupt, io.
[[nodiscard]] Result<std::vector<PersonId>> holders_of(const Views& views,
                                                       const OrganisationId& organisation,
                                                       Role role, Date day, Position position);

/// The designated status officer at a position; none when there was none (SY-1.4b).
[[nodiscard]] Result<PersonId> designated_officer(const Views& views,
                                                  const OrganisationId& organisation,
                                                  Position position);

}  // namespace xueji
