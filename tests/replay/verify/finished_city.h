// A roster through its whole chain in the city of the commit tests, as an image, with what its
// auditor holds. Made once for all tests of the program.
#pragma once

#include "ledger/commit/personal_data.h"
#include "replay/verify/verify.h"
#include "tests/ledger/commit/office.h"
#include "tests/replay/verify/log_image.h"

namespace xueji::test {

struct FinishedCity {
  explicit FinishedCity(std::uint64_t seed);

  Office office;
  SubmissionId roster;
  LogImage image;
  TrustAnchor anchor;
  Receipt receipt;               ///< Of the roster's `accepted`.
  std::string early_checkpoint;  ///< A checkpoint from before the roster.

  [[nodiscard]] NoteSigner checkpoint_signer() const;
  [[nodiscard]] const LedgerId& image_ledger() const { return anchor.ledger; }
  [[nodiscard]] VerifyOptions options() const { return {.anchor = anchor}; }
  [[nodiscard]] VerifyReport verify(const LogImage& log) const { return verify(log, options()); }
  [[nodiscard]] VerifyReport verify(const LogImage& log, const VerifyOptions& options) const;
};

/// The checkpoint key that lies in a ledger's directory: what its operator holds.
NoteSigner checkpoint_signer_of(const Office& office);

/// The one and only; tests copy its image.
FinishedCity& finished_city();

/// Every difference, one a line, for failing tests.
std::string listed(const VerifyReport& report);
/// Whether the first difference is this position, or a range that holds it.
bool is_first_at(const VerifyReport& report, std::uint64_t position);
/// Whether any listed difference is of this kind and at this position.
bool has(const VerifyReport& report, DifferenceKind kind, std::uint64_t position);

}  // namespace xueji::test
