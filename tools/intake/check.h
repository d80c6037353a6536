// What the ledger would answer to a sheet, without signing or filing it: read_form, then the rules
// of the pack on the present state, every problem at its cell. Thread safety: free functions; the
// Random of the context belongs to one thread.
#pragma once

#include <string>
#include <vector>

#include "ledger/vault/vault.h"
#include "tools/intake/read_form.h"

namespace xueji::intake {

struct CheckContext {
  const IntakeContext& intake;
  LedgerId ledger;
  Digest pack_digest;
  Capacity capacity;  ///< Who would sign.
  Seen seen;
  Instant now;
  KeyId key = {};  ///< That will sign; judged with the capacity.
  /// The returned submission that the sheet corrects: its reservations pass to the successor.
  SubmissionId supersedes = {};
  /// Opens the students' names, to compare them with those of the sheet; without it nobody does.
  Vault* names = nullptr;
};

struct CheckResult {
  FormReading reading;
  /// The reading's and the rules' problems in one list, sorted by sheet, row, column.
  std::vector<CellProblem> problems;
  /// Sealed, in the order of `reading.drafts`: `sign_submission` takes exactly these, so that what
  /// was checked is what is signed. Empty when a draft could not be sealed.
  std::vector<SubmittedEvent> events;
  std::vector<std::string> rules_checked;

  /// Nothing keeps the sheet from being submitted.
  [[nodiscard]] bool acceptable() const;
};

/// Errors: invalid_argument (the form takes no sheet, or the pack has no chain for it).
[[nodiscard]] Result<CheckResult> check_form(const sheet::Workbook& workbook, Form form,
                                             const CheckContext& context);

/// The rules' problems at the cells that they are about: line → row of the sheet, field → column.
/// Leaves out what `reading` said already about the same cell.
[[nodiscard]] std::vector<CellProblem> problems_at_cells(const FormReading& reading,
                                                         const sheet::Workbook& workbook,
                                                         std::span<const Problem> problems);

}  // namespace xueji::intake
