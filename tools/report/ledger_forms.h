// A form of a layout, filled from the ledger: which submissions it rests on, its lines, who signed,
// what proves it. Thread safety: as Views and LedgerView. Ownership: refers to both.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "ledger/vault/vault.h"
#include "projections/monthly_report.h"
#include "projections/views.h"
#include "tools/report/form_layout.h"
#include "tools/report/printed_form.h"

namespace xueji::report {

struct FormQuery {
  OrganisationId school;
  std::optional<std::uint16_t> cohort = std::nullopt;
  std::optional<Season> season = std::nullopt;
  std::optional<std::uint16_t> year = std::nullopt;
  std::optional<Month> month = std::nullopt;
  std::optional<StudentId> student = std::nullopt;
};

/// Opens disclosures, clear or to be masked; `fields` are those that will be shown. Answers as
/// Vault::open_sealed.
using OpenDisclosures = std::function<Result<std::vector<OpenedDisclosure>>(
    std::span<const DisclosureRequest> requests, std::span<const PersonalField> fields)>;

struct FormSources {
  const Views& views;
  LedgerView& ledger;
  OpenDisclosures open = {};                               ///< Empty: no personal value is shown.
  bool clear = false;                                      ///< What `open` gives is shown as it is.
  std::function<std::string(const PersonId&)> staff = {};  ///< Masked names of signers.
};

/// Whether the pack has this form; otherwise why not.
[[nodiscard]] Status form_in_pack(const FormLayout& layout, const Pack& pack);

/// Errors: invalid_argument (cohort, season or year is missing), refused (the pack has no such
/// form, or the check before it is not clean: SY-1.2g), not_found (no such lines), corrupt, io.
[[nodiscard]] Result<PrintedForm> ledger_form(const FormLayout& layout, const FormQuery& query,
                                              const FormSources& sources);

/// The receipt of the entry with which a submission took effect, under the newest checkpoint.
/// Errors: corrupt (the entry contradicts the checkpoint), io.
[[nodiscard]] Result<std::string> receipt_of(LedgerView& ledger, const SubmissionState& submission);

}  // namespace xueji::report
