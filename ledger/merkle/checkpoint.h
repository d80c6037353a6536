// C2SP tlog-checkpoint: the log's head as a signed note.
//   origin \n size \n base64 root \n [extension lines] \n (empty line) signature lines
// Thread safety: free functions over values.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/merkle/note.h"

namespace xueji {

struct Checkpoint {
  std::string origin;  ///< Names the log; not empty, one line.
  TreeSize size;
  Digest root;
  std::vector<std::string> extensions = {};  ///< Not empty, one line each; opaque.

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// The text that is signed. `invalid_argument` for an empty origin or extension line, or a control
/// character in one.
[[nodiscard]] Result<std::string> checkpoint_text(const Checkpoint& checkpoint);
/// Strict inverse: `malformed` for anything that `checkpoint_text` would not have written.
[[nodiscard]] Result<Checkpoint> parse_checkpoint_text(std::string_view text);

/// The whole note. The signer's name should be the origin (tlog-checkpoint, Signatures).
[[nodiscard]] Result<std::string> sign_checkpoint(const Checkpoint& checkpoint,
                                                  const NoteSigner& signer);

/// The checkpoint, if one of `verifiers` signed it and it is of the log `origin`. Errors:
/// `malformed`, or `refused` as `verify_note`, also for another log's checkpoint.
[[nodiscard]] Result<Checkpoint> verify_checkpoint(std::string_view note, std::string_view origin,
                                                   std::span<const NoteVerifier> verifiers);

}  // namespace xueji
