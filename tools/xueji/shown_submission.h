// A submission as somebody looks at it before signing: its lines with what is personal, which are
// unusual, and whether everything could be opened and fits the log. Not thread-safe.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "ledger/vault/vault.h"
#include "tools/xueji/session.h"

namespace xueji::cli {

struct ShownLine {
  std::uint32_t line = 0;  ///< From 0.
  Event event;
  DisclosureState state = DisclosureState::opened;  ///< Also for events without personal fields.
  std::string name;             ///< Masked, or clear for the holder of the step.
  std::string identity_number;  ///< Likewise.
  std::vector<Text> unusual;    ///< Why the line deserves a second look.
};

struct ShownSubmission {
  const SubmissionState* submission = nullptr;
  std::optional<Text> waits_for;  ///< Name of the step that waits.
  bool clear = false;             ///< Clear values were opened, and the access is on record.
  std::vector<ShownLine> lines;
};

/// Opens all lines and recomputes their roots. With a signer who holds the step that waits and the
/// writer open, values are clear and the access is recorded; else they are masked.
[[nodiscard]] Result<ShownSubmission> show_submission(Session& session,
                                                      const SubmissionState& submission,
                                                      const std::optional<Signer>& signer);

/// Refused when a line could not be opened or does not fit its root: it must not be signed.
[[nodiscard]] Status require_whole(const ShownSubmission& shown);

/// Whether the signer may take the step that waits, by role or delegation.
[[nodiscard]] bool holds_step(const LedgerView& view, const SubmissionState& submission,
                              const Signer& signer);

void print_submission(Session& session, const ShownSubmission& shown, std::ostream& out);

}  // namespace xueji::cli
