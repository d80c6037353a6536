// What one run of a command works with: the common options, the ledger opened for reading or
// writing, keys and capacities, and where answers and messages go.
// Not thread-safe: one per process.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/commit/author.h"
#include "ledger/commit/ledger.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/commit/personal_data.h"
#include "ledger/crypto/signing.h"
#include "projections/views.h"
#include "tools/xueji/command.h"
#include "tools/xueji/output.h"

namespace xueji::cli {

struct CommonOptions {
  std::string data;
  std::string key;
  std::string as;
  std::string master;
  std::string lang;
  std::string purpose;
  std::int64_t wait_seconds = 10;  ///< For the writer's lock.
  bool clear = false;
  bool json = false;
};

/// A key and in whose name it signs.
struct Signer {
  std::shared_ptr<SigningKey> key;
  Capacity capacity;
};

class Session {
 public:
  CommonOptions options;
  Language language = Language::english;

  [[nodiscard]] std::string in(const Text& text) const { return text.in(language); }
  /// What, where and what to do next, on standard error.
  void report(const Error& error) const;
  /// A remark beside the answer, on standard error.
  void note(const Text& text) const;
  [[nodiscard]] Output out() const { return Output(language, options.json); }

  /// Errors: invalid_argument without --data; not_found without a ledger there.
  [[nodiscard]] Result<DataDirectory> directory() const;
  [[nodiscard]] std::filesystem::path master_path(const DataDirectory& directory) const;

  /// The ledger as it is now; beside a running writer too. Opened once.
  [[nodiscard]] Result<LedgerView*> view();
  /// The one writer, and a view over its log, which `view` then answers. Waits for another writer
  /// as long as --wait says; then: locked.
  [[nodiscard]] Result<Ledger*> writer();
  /// The projections, caught up with the log. Errors as Views::open.
  [[nodiscard]] Result<Views*> views();
  /// Vault and keyring: the writer's if it is open, else for reading. Errors as PersonalData.
  [[nodiscard]] Result<PersonalData*> personal();
  /// The same for masked names: nullptr, with a remark (once), when the vault does not open.
  [[nodiscard]] PersonalData* personal_if_any();

  /// Now on the ledger's clock: the machine's, or of a simulated ledger one minute after its newest
  /// entry. Errors: those of `view`.
  [[nodiscard]] Result<Instant> now();

  /// Reads --key, asking for the passphrase on the terminal.
  [[nodiscard]] Result<std::shared_ptr<SigningKey>> key();
  [[nodiscard]] Result<std::shared_ptr<SigningKey>> key_from(const std::string& file);
  /// --key and --as; without --as the only role that the key's owner holds, or among several the
  /// only one that `fits`.
  using Fits = std::function<bool(const Signer&)>;
  [[nodiscard]] Result<Signer> signer(const Fits& fits = {});

  /// In whose name and what for clear values of these organisations (none: of all) are shown: asks
  /// for --purpose and --key, and refuses who is not entitled now (check_clear_access).
  [[nodiscard]] Result<AccessPurpose> clear_access(std::span<const OrganisationId> about);

  /// For authoring under the pack in force for this organisation.
  [[nodiscard]] Result<AuthoringContext> authoring(const OrganisationId& organisation);

  /// Errors: not_found, naming what is there.
  [[nodiscard]] Result<const OrganisationState*> organisation(const std::string& code);
  /// By student number, or by the ledger's id. Errors: not_found.
  [[nodiscard]] Result<StudentId> student(const std::string& text);
  /// Staff by number, name or id. Errors: not_found; invalid_argument when several fit.
  [[nodiscard]] Result<PersonId> staff(const std::string& text);
  /// "principal@S001" as role and organisation.
  struct RoleAt {
    Role role{};
    OrganisationId organisation;
  };
  [[nodiscard]] Result<RoleAt> role_at(const std::string& text);

  [[nodiscard]] Random& random() { return random_; }

 private:
  [[nodiscard]] Result<std::unique_ptr<Ledger>> open_writer(const DataDirectory& where);
  [[nodiscard]] Result<std::vector<Capacity>> capacities_of(const PersonId& person);
  [[nodiscard]] tl::unexpected<Error> unclear_capacity(const std::vector<Signer>& held) const;

  bool told_names_closed_ = false;
  SystemRandom random_;
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<LedgerView> view_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<LedgerView> writer_view_;
  std::unique_ptr<PersonalData> personal_;
  std::unique_ptr<Views> views_;  ///< Last: it refers to the log of one of the views above.
};

/// "T001" as a day, or the error that names the option.
[[nodiscard]] Result<Date> date_option(const std::string& name, const std::string& text);
/// Empty text is no date.
[[nodiscard]] Result<Date> optional_date(const std::string& name, const std::string& text);

/// What is wrong with the text of a --month.
[[nodiscard]] Error month_fault(const std::string& text);

/// A code of an enumeration, or the error that lists them.
template <class Enum>
[[nodiscard]] Result<Enum> code_option(const std::string& name, const std::string& text) {
  if (const auto value = from_code<Enum>(text)) return *value;
  std::string codes;
  for (const auto& term : terms_of<Enum>()) {
    if (term.code == "none") continue;
    codes += (codes.empty() ? "" : ", ") + std::string(term.code);
  }
  return fail(ErrorCode::invalid_argument,
              Text{name + " 不接受“" + text + "”", name + " does not take \"" + text + "\""},
              Text{"可用:" + codes, "one of: " + codes});
}

}  // namespace xueji::cli
