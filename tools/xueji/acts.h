// Filing and signing from the command line, and saying what the ledger answered.
// Not thread-safe: uses the session.
#pragma once

#include <string>
#include <vector>

#include "tools/xueji/session.h"

namespace xueji::cli {

/// Files one set-up act in the capacity of --as; prints receipt or refusal. `organisation` none:
/// the organisation of the capacity. `identifiers` are shown with the receipt (what was drawn).
struct Act {
  Form form{};
  OrganisationId organisation;
  std::vector<DraftEvent> drafts;
  std::vector<std::pair<Text, std::string>> identifiers = {};
};
/// The exit status: done, or refused.
[[nodiscard]] Result<int> file_act(Session& session, const Signer& signer, Act act);

/// Prints a receipt; `receipt_file` gets its text unless empty (never over an existing file).
[[nodiscard]] Status print_receipt(Session& session, const Receipt& receipt,
                                   const std::string& receipt_file,
                                   const std::vector<std::pair<Text, std::string>>& identifiers);
/// Prints every problem of a refusal.
void print_refusal(Session& session, const Refusal& refusal);
/// Either of them; the exit status.
[[nodiscard]] Result<int> print_answer(
    Session& session, const Answer& answer, const std::string& receipt_file = {},
    const std::vector<std::pair<Text, std::string>>& identifiers = {});

/// A submission by its id. Errors: invalid_argument, not_found.
[[nodiscard]] Result<const SubmissionState*> find_submission(Session& session,
                                                             const std::string& id);

}  // namespace xueji::cli
