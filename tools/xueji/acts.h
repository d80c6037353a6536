// Filing and signing from the command line, and saying what the ledger answered.
// Not thread-safe: uses the session.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/xueji/session.h"
#include "tools/xueji/sheet_rows.h"

namespace xueji::cli {

/// Files one set-up act in the capacity of --as; prints receipt or refusal. `organisation` none:
/// the organisation of the capacity. `identifiers` are shown with the receipt (what was drawn).
struct Act {
  Form form{};
  OrganisationId organisation;
  std::vector<DraftEvent> drafts;
  std::vector<std::pair<Text, std::string>> identifiers = {};
  std::optional<PackFiles> pack = std::nullopt;  ///< Brought with the act that adopts it.
};
/// The exit status: done, or refused.
[[nodiscard]] Result<int> file_act(Session& session, const Signer& signer, Act act);

/// A rule's id as people read it: our own ("AUTHORITY", "CHAIN §…") in their language.
[[nodiscard]] Text rule_text(const std::string& rule);

/// How an answer is told beside what it says itself.
struct Telling {
  std::string receipt_file = {};  ///< Gets the receipt's text unless empty; never written over.
  std::vector<std::pair<Text, std::string>> identifiers = {};  ///< What was drawn.
  /// What came of the act, where it neither takes effect nor waits for a signature.
  std::optional<Text> outcome = std::nullopt;
  /// Rows of the sheet by event line, for problems of lines; nullptr: lines as they are.
  const SheetRows* rows = nullptr;
};
/// Prints a receipt.
[[nodiscard]] Status print_receipt(Session& session, const Receipt& receipt,
                                   const Telling& telling);
/// Prints every problem of a refusal.
void print_refusal(Session& session, const Refusal& refusal, const SheetRows* rows = nullptr);
/// Either of them; the exit status.
[[nodiscard]] Result<int> print_answer(Session& session, const Answer& answer,
                                       const Telling& telling = {});

/// A submission by its id. Errors: invalid_argument, not_found.
[[nodiscard]] Result<const SubmissionState*> find_submission(Session& session,
                                                             const std::string& id);

}  // namespace xueji::cli
