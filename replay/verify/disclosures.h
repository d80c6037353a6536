// Personal data, as far as the vault opens it: each disclosure is held against its `fields_root`,
// and gives the rules what they need. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/registry/decide.h"
#include "ledger/store/event_log.h"
#include "ledger/vault/vault.h"
#include "replay/verify/differences.h"

namespace xueji::second_opinion {

/// One `fields_root` of the log.
struct Committed {
  Position at;
  DisclosureRef ref;
  Digest fields_root;
};

class Disclosures {
 public:
  /// `vault` may be null: nothing opens.
  Disclosures(const LedgerId& ledger, Vault* vault, Differences& differences, VerifyCounts& counts)
      : ledger_(ledger), vault_(vault), differences_(differences), counts_(counts) {}

  /// Opens and recomputes; parallel to `committed`. Errors: io.
  [[nodiscard]] Result<std::vector<std::optional<Disclosure>>> open(
      std::span<const Committed> committed);

 private:
  [[nodiscard]] bool judge(const Committed& committed, const OpenedDisclosure& opened);

  LedgerId ledger_;
  Vault* vault_;
  Differences& differences_;
  VerifyCounts& counts_;
};

/// Who is behind an identity number, as the opened disclosures of this very log say: the vault's
/// own index is not asked. External lists are asked in the generation that was in force.
class OwnPersons final : public PersonDirectory {
 public:
  /// Without a vault or a log nothing opens.
  explicit OwnPersons(Vault* vault, const LogReader* log = nullptr, const LedgerId& ledger = {})
      : vault_(vault), log_(log), ledger_(ledger) {}

  [[nodiscard]] std::optional<PersonId> find(std::string_view identity_type,
                                             std::string_view identity_number) const override;
  [[nodiscard]] bool listed(ExternalListKind kind, std::string_view identity_number) const override;
  [[nodiscard]] std::optional<Disclosure> disclosure_at(Position at) const override;
  /// How often `disclosure_at` had nothing to show: what a rule said then cannot be rechecked.
  [[nodiscard]] std::uint64_t closed() const { return closed_; }

  /// Remembers who has this number; the person who has it already when that is another one.
  [[nodiscard]] std::optional<PersonId> bind(std::string_view identity_type,
                                             std::string_view identity_number,
                                             const PersonId& person);
  /// A list of this kind took effect.
  void imported(ExternalListKind kind) { ++generations_[kind]; }

 private:
  [[nodiscard]] std::optional<Disclosure> open_at(Position at) const;

  Vault* vault_;
  const LogReader* log_;
  LedgerId ledger_;
  mutable std::uint64_t closed_ = 0;
  std::unordered_map<Digest, PersonId> persons_;  ///< By hash, so that no number lies in memory.
  std::map<ExternalListKind, std::uint32_t> generations_;
};

}  // namespace xueji::second_opinion
