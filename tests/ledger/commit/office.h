// A small city through the real pipeline, for tests of everything that needs a ledger: one city
// bureau with its staff, one county, one school. Invented people only (演示数据).
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "ledger/commit/author.h"
#include "ledger/commit/ledger.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/signoff/signoff.h"

namespace xueji::test {

/// A directory that goes with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  /// Names a directory of somebody else: it stays.
  explicit TemporaryDirectory(std::filesystem::path borrowed) : path_(std::move(borrowed)) {}
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool owned_ = false;
};

/// Someone who can sign: person, key, and the capacity in which he acts by default.
struct Signer {
  PersonId person;
  std::shared_ptr<SigningKey> key;
  Capacity capacity;
};

/// Genesis of a city bureau, without keys and packs.
[[nodiscard]] GenesisOptions city_genesis(const OrganisationId& root);
[[nodiscard]] RootKey root_key(const SigningKey& key, const PersonId& person);

/// Who holds the root of a new ledger: so many persons with a key each, and how many must sign.
struct Founding {
  std::string pack = "shiyan";
  std::uint8_t root_keys = 1;
  std::uint8_t root_threshold = 1;
  std::uint8_t recovery_keys = 0;
  std::uint8_t recovery_threshold = 1;
};

class Office {
 public:
  /// The administrators are "CITY/authority_administrator", "CITY/administrator-2", …, the holders
  /// of recovery keys "CITY/recovery-1", ….
  Office(std::uint64_t seed, const Founding& founding);
  /// A new ledger under a pack, its root authority only.
  explicit Office(std::uint64_t seed = 1, const std::string& pack = "shiyan");

  /// The ledger that another Office made in `home`, for a second process.
  Office(const std::filesystem::path& home, std::uint64_t seed);

  /// Sets up city staff, exam institute, a county bureau and a school with its staff, calendar,
  /// rules, designated officer, seal key, one class with a teacher, and its teaching plan.
  void set_up();

  [[nodiscard]] AuthoringContext context();
  /// Registers an organisation under `supervisor`; returns its id.
  OrganisationId organisation(OrganisationKind kind, const std::string& code,
                              const OrganisationId& supervisor, const std::string& division);
  /// Registers a person with key and role there; kept under "CODE/role".
  Signer& person(const std::string& organisation_code, Role role);
  /// Draws a seal key of the organisation and registers it.
  std::shared_ptr<SigningKey> enrol_seal(const OrganisationId& of);
  Signer& signer(const std::string& name) { return signers.at(name); }

  [[nodiscard]] Submission author(Form form, const OrganisationId& organisation,
                                  const Signer& signer, const std::vector<DraftEvent>& drafts);
  /// The approval of a step by this signer, with these lines struck, not yet handed in.
  [[nodiscard]] SignOffRequest approval(const SubmissionId& id, const std::string& step,
                                        const Signer& signer, std::vector<MarkedLine> struck = {},
                                        const SigningKey* seal_key = nullptr);
  /// Files and demands a receipt.
  Receipt file(Form form, const OrganisationId& organisation, const Signer& signer,
               const std::vector<DraftEvent>& drafts);
  /// Files a roster of Shiyan and signs it, step by step, until it is in effect.
  SubmissionId registered(const std::vector<DraftEvent>& lines);
  /// Those signatures for a roster that is filed.
  void sign_roster(const SubmissionId& roster);
  /// Files and demands a refusal.
  Refusal refused(Form form, const OrganisationId& organisation, const Signer& signer,
                  const std::vector<DraftEvent>& drafts);
  /// Signs the next step of a submission as `signer`; demands a receipt.
  Receipt sign(const SubmissionId& submission, const std::string& step, const Signer& signer,
               std::vector<MarkedLine> struck = {}, const SigningKey* seal = nullptr);

  /// `count` admitted, arrived, photographed students in the class; then the headcount.
  std::vector<StudentId> students(std::size_t count);
  /// Roster lines for these students, as the status officer would file them.
  std::vector<DraftEvent> roster_lines(const std::vector<StudentId>& students);

  void reopen();
  void close() {
    ledger.reset();
    view.reset();
  }

  TemporaryDirectory home;
  DataDirectory directory;
  SimulatedClock clock;
  SeededRandom random;
  std::unique_ptr<Ledger> ledger;
  std::unique_ptr<LedgerView> view;
  OrganisationId root;
  std::map<std::string, OrganisationId> organisations;
  std::map<std::string, Signer> signers;
  std::shared_ptr<SigningKey> seal;
  ClassId class_id;
  std::map<StudentId, PersonalValues> identities;
  std::string major_code;
  std::string major_catalogue;

 private:
  [[nodiscard]] LedgerOptions options();
  std::uint64_t people_ = 0;
};

/// A valid citizen id number of an invented person: county, birth date, sequence 900–999.
[[nodiscard]] std::string invented_id(const std::string& division, Date birth, int sequence);

}  // namespace xueji::test
