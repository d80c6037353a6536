// A policy pack, loaded and checked: the parameters, chains and code tables of one jurisdiction.
// Everything in it is data and stands under the pack's digest. Thread safety: immutable once
// loaded.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/result.h"
#include "ledger/base/text.h"
#include "ledger/model/vocabulary.h"
#include "ledger/policy/chains.h"
#include "ledger/policy/code_tables.h"
#include "ledger/policy/guard_bindings.h"
#include "ledger/policy/pack_files.h"
#include "ledger/policy/parameters.h"
#include "ledger/policy/root_chains.h"

namespace xueji {

struct SubmissionState;

/// What a pack says about itself (SY-0, FJ-01, FJ-46).
struct PackMetadata {
  std::string id;       ///< "shiyan".
  std::string version;  ///< "2024.1".
  Text title;
  Text issuer;
  std::string rule_prefix;  ///< "SY": its rule ids begin with "SY-".
  /// Kinds of authority that may supervise a school under this pack (SY-1.2f, FJ-06e).
  std::vector<OrganisationKind> supervision;
  Date effective_from{};
  bool effective_from_assumed = false;  ///< Not in the text: editable (D-22, D-23).
  std::optional<Date> effective_until;  ///< Inclusive; nothing while in force.
  std::vector<Text> legal_basis;
  std::vector<Text> remarks;
};

/// Which rules a finding of an inspection names under this pack. What is found, and how, is the
/// inspection's (replay/inspection/definitions.cc); whose rule it breaks is the pack's.
struct FindingRules {
  std::string code;                ///< "NO_OFFICER"; one of rules.md §11.
  std::vector<std::string> rules;  ///< "SY-1.4b"; at least one.
};

class Pack {
 public:
  [[nodiscard]] const PackMetadata& metadata() const { return metadata_; }
  /// Whether the pack is in force on that day, by its own dates.
  [[nodiscard]] bool is_effective_on(Date day) const;

  // Parameters. The name must be one of known_parameters() and of the type asked for: anything else
  // is a programmer error. Absence means that this pack has no such rule.
  [[nodiscard]] const Parameter* parameter(std::string_view name) const;
  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::span<const std::int64_t> integers(std::string_view name) const;
  [[nodiscard]] bool is_on(std::string_view name) const;             ///< Absent means off.
  [[nodiscard]] std::string_view text(std::string_view name) const;  ///< Absent means empty.
  [[nodiscard]] std::optional<MonthDay> month_day(std::string_view name) const;
  [[nodiscard]] std::optional<Date> date(std::string_view name) const;
  [[nodiscard]] Reaction reaction(std::string_view name) const;  ///< Absent means none.
  [[nodiscard]] Role role(std::string_view name) const;          ///< Absent means none.
  [[nodiscard]] std::span<const std::string> texts(std::string_view name) const;
  /// The rule that a parameter serves first; `otherwise` when this pack has none.
  [[nodiscard]] std::string_view rule_of(std::string_view name, std::string_view otherwise) const;
  /// Whether the list `name` holds the code of `value`.
  template <class Enum>
  [[nodiscard]] bool lists(std::string_view name, Enum value) const {
    for (const auto& code : texts(name)) {
      if (code == code_of(value)) return true;
    }
    return false;
  }

  /// The season of an intake by its day of admission (FJ-03c).
  [[nodiscard]] Season season_of(Date admitted_on) const;
  /// The last day of registration of an intake, inclusive (SY-1.2l, FJ-06c).
  [[nodiscard]] Date registration_deadline(int cohort_year, Season season) const;
  /// The last day of the identity review; later for late admissions (FJ-06a, D-16). Nothing when
  /// the pack knows no such review.
  [[nodiscard]] std::optional<Date> identity_review_deadline(int cohort_year, Season season,
                                                             Date admitted_on) const;

  /// The template of a form; nullptr when this pack does not have the form.
  [[nodiscard]] const ChainTemplate* chain(Form form) const;
  [[nodiscard]] std::span<const ChainTemplate> chains() const { return chains_; }

  /// Takes the thresholds of the ledger's genesis over: from then on the chains of the root's acts
  /// carry the signatures that genesis demands (root_chains.h). Without it every act follows the
  /// chain of its form.
  void demand_root_signatures(const Genesis& genesis);
  /// The chain that a paper follows: that of its form, or of an act of the root the one with the
  /// signatures that genesis demands. nullptr when this pack does not have the form.
  [[nodiscard]] const ChainTemplate* chain_of(Form form, const Filer& filer) const;
  [[nodiscard]] const ChainTemplate* chain_of(const SubmissionHeader& header) const;
  [[nodiscard]] const ChainTemplate* chain_of(const SubmissionState& submission) const;

  /// Which rules are kept by which guards, in file order.
  [[nodiscard]] std::span<const GuardBinding> guards() const { return guards_; }

  /// The rules of this pack that a finding of an inspection names (findings.toml); empty when it
  /// lists none for the code. Inspections skip codes that only some regulations know (rules.md §11)
  /// when they have no rule.
  [[nodiscard]] std::span<const std::string> rules_of_finding(std::string_view code) const;

  /// "ethnic_groups", "sexes", "study_modes", …; nullptr when the pack has no such table.
  [[nodiscard]] const CodeTable* table(std::string_view name) const;
  [[nodiscard]] const DivisionTable& divisions() const { return *divisions_; }
  [[nodiscard]] const MajorTable& majors() const { return *majors_; }
  /// Two-digit county codes of student numbers; nullptr when the pack has none (FJ-A2).
  [[nodiscard]] const CountyCodeTable* county_codes() const { return county_codes_.get(); }
  /// The label of a study mode under this pack: 全日制, 灵活学制, 成人班 (SY-1.2k, FJ-39).
  [[nodiscard]] Text study_mode_label(StudyMode mode) const;

 private:
  friend Result<Pack> load_pack(const PackFiles& files);
  Pack() = default;

  PackMetadata metadata_;
  std::vector<Parameter> parameters_;  ///< By name.
  std::vector<ChainTemplate> chains_;  ///< In file order, one per form.
  std::shared_ptr<const RootChains> root_chains_;
  std::vector<GuardBinding> guards_;
  std::vector<FindingRules> finding_rules_;
  std::map<std::string, CodeTable, std::less<>> tables_;
  std::shared_ptr<const DivisionTable> divisions_;
  std::shared_ptr<const MajorTable> majors_;
  std::shared_ptr<const CountyCodeTable> county_codes_;
};

/// Whose rule it is that only the principal signs as principal (SY-3.2b), and only the designated
/// officer files (SY-1.4b, FJ-08b); "AUTHORITY" and "CHAIN" where the pack has no such rule.
[[nodiscard]] std::string_view principal_rule_of(const Pack& pack);
[[nodiscard]] std::string_view officer_rule_of(const Pack& pack);

/// Packs by digest: those that a ledger holds whole.
class PackDirectory {
 public:
  virtual ~PackDirectory() = default;
  /// nullptr: the log does not hold this pack, or not all of it.
  [[nodiscard]] virtual const Pack* find(const Digest& digest) const = 0;
};

/// Loads and checks a pack. Nothing is guessed: unknown files and keys, missing or mistyped
/// parameters, codes outside the vocabulary, rule ids that the catalogue does not have, chains
/// without exactly one effect step, and tables that contradict the parameters are all listed in one
/// `malformed` error, each with file, line and key, in Chinese and English.
[[nodiscard]] Result<Pack> load_pack(const PackFiles& files);

}  // namespace xueji
