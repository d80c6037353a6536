// What a sheet names by words, found as ids: organisations, classes, teaching points, staff.
// Thread safety: immutable once filled; any number of readers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/model/state.h"
#include "ledger/vault/vault.h"

namespace xueji::intake {

struct StaffEntry {
  PersonId person;
  OrganisationId employer;
  std::string name;    ///< Personal: never printed unmasked. Empty when the vault does not open.
  std::string number;  ///< Staff number; likewise.
};

/// Several things of one name are all returned: the reader asks for more words, never guesses.
class Directory {
 public:
  Directory() = default;
  /// Everything that forms of `organisation` may name: all organisations, the classes of the
  /// schools it files for, staff; of a school its own staff and that of the authorities, not that
  /// of other schools. `vault` opens staff names; without it staff is named by id only.
  /// Errors: io, corrupt.
  [[nodiscard]] static Result<Directory> read(const LedgerView& view,
                                              const OrganisationId& organisation, Vault* vault);

  void add(const OrganisationState& organisation);
  void add(const ClassState& school_class);
  void add(StaffEntry staff);

  [[nodiscard]] const OrganisationState* organisation(const OrganisationId& id) const;
  /// By code, else by full name.
  [[nodiscard]] std::vector<const OrganisationState*> organisations(std::string_view text) const;
  [[nodiscard]] std::span<const OrganisationState> all_organisations() const {
    return organisations_;
  }
  [[nodiscard]] const ClassState* school_class(const ClassId& id) const;
  /// Classes of this name; of any school when `school` is none.
  [[nodiscard]] std::vector<const ClassState*> classes(const OrganisationId& school,
                                                       std::string_view name) const;
  [[nodiscard]] std::vector<std::string> class_names(const OrganisationId& school) const;
  /// By staff number, name, or the id's text form. Those of `preferred` alone when there are any.
  [[nodiscard]] std::vector<PersonId> staff(std::string_view text,
                                            const OrganisationId& preferred) const;
  [[nodiscard]] const StaffEntry* staff(const PersonId& id) const;
  [[nodiscard]] std::span<const StaffEntry> all_staff() const { return staff_; }
  [[nodiscard]] std::vector<std::string> staff_numbers() const;

 private:
  /// `school`: whose forms name them; none for an authority, which names everybody.
  [[nodiscard]] Status add_staff(const LedgerView& view, const OrganisationId& school,
                                 const std::vector<Event>& people, Vault* vault);

  std::vector<OrganisationState> organisations_;
  std::vector<ClassState> classes_;
  std::vector<StaffEntry> staff_;
  std::unordered_map<std::string, std::vector<std::size_t>> classes_by_name_;
  std::unordered_multimap<std::string, std::size_t> organisations_by_text_;
  std::unordered_multimap<std::string, std::size_t> staff_by_text_;
};

/// Up to `count_max` of `names` that look like `text`, the nearest first.
[[nodiscard]] std::vector<std::string> near_names(std::string_view text,
                                                  std::span<const std::string> names,
                                                  std::size_t count_max = 3);

}  // namespace xueji::intake
