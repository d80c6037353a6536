// What the ledger answers (design §3 Answers). A receipt proves that the act stands in the log; a
// refusal is a signed note, so that "we refused you because" can be shown later.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "ledger/merkle/checkpoint.h"
#include "ledger/model/entry.h"
#include "ledger/model/verdict.h"

namespace xueji {

/// Everything that a third party needs, with the verifier key, to see that the entry is in the log.
struct Receipt {
  LedgerId ledger;
  SubmissionId submission;
  Position position;          ///< Of `accepted`, or of the sign-off.
  Digest leaf;                ///< Leaf hash of that entry.
  TreeSize size;              ///< Tree size of the checkpoint.
  std::vector<Digest> path;   ///< Inclusion proof for (position, size), RFC 6962 §2.1.1.
  std::string checkpoint;     ///< Signed note (C2SP tlog-checkpoint).
  bool in_effect = false;     ///< The state has changed with this entry.
  std::vector<LapsedLine> lapsed;  ///< Lines whose effect guards failed at this sign-off.
};

struct Refusal {
  std::string note;  ///< Signed note; its text is `refusal_text`.
  Verdict verdict;
};

using Answer = std::variant<Receipt, Refusal>;

/// Lines: "xueji/v1/refusal", ledger id, submission id, digest of the refused header or sign-off
/// bytes, state position, then "RULE line" per problem (line from 1, "-" for the whole).
[[nodiscard]] std::string refusal_text(const LedgerId& ledger, const SubmissionId& submission,
                                       const Digest& payload, TreeSize state,
                                       const Verdict& verdict);

/// The file that `submit` writes beside the sheet and `xueji receipt` checks; text, line based:
/// "xueji/v1/receipt", ledger, submission, position, leaf, "path", one hash per line, "", checkpoint.
[[nodiscard]] std::string receipt_text(const Receipt& receipt);
[[nodiscard]] Result<Receipt> receipt_from_text(std::string_view text);

}  // namespace xueji
