// A small invented city whose ledger is filled through the real pipeline: one bureau with many
// administrators, one county, and schools of 3,000 students who come in by opening import, 500
// lines a submission, each line the full national form. Invented people only (演示数据).
//
// Thread safety: belongs to one thread; the ledger's answers come in on its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ledger/commit/author.h"
#include "ledger/commit/ledger.h"
#include "ledger/commit/ledger_view.h"

namespace xueji::bench {

inline constexpr std::size_t lines_per_school = 3'000;
inline constexpr std::size_t administrators = 64;

/// Somebody who signs.
struct Signatory {
  PersonId person;
  std::unique_ptr<SigningKey> key;
  Capacity capacity;
};

struct BenchSchool {
  OrganisationId id;
  std::string code;
  Signatory principal;
  Signatory officer;
  Signatory seal_keeper;
  Signatory teacher;
  std::unique_ptr<SigningKey> seal;
  std::vector<ClassId> classes;
  std::vector<std::string> class_names;
};

/// An opening import on its way.
struct FiledImport {
  std::size_t school = 0;
  SubmissionId id;
  Digest previous;  ///< Of the sign-off before the next one; the header at first.
  Digest header;
};

/// Waits for many answers; the first one that is not a receipt is the error.
class Answers {
 public:
  Answers() = default;
  ~Answers() { static_cast<void>(wait()); }
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  [[nodiscard]] Ledger::Done expect();
  [[nodiscard]] Status wait();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t waiting_ = 0;
  std::optional<Error> failure_;
};

class BenchCity {
 public:
  /// Makes the ledger in `directory`, which must not hold one, with everybody and all keys.
  [[nodiscard]] static Result<std::unique_ptr<BenchCity>> create(
      const std::filesystem::path& directory, std::size_t schools);

  [[nodiscard]] Ledger& ledger() { return *ledger_; }
  [[nodiscard]] const DataDirectory& directory() const { return directory_; }
  [[nodiscard]] const std::filesystem::path& master() const { return master_; }
  [[nodiscard]] const std::vector<BenchSchool>& schools() const { return schools_; }
  [[nodiscard]] Date today() const { return china_date(now_); }

  /// `count` acts with one event and no personal data, the n-th one signed by author n % 64: a
  /// role given to somebody. Errors: invalid_argument when there is nobody left to give one to.
  [[nodiscard]] Result<std::vector<Submission>> single_acts(std::size_t count);

  /// A signed opening import of the next `lines` students of a school, not yet filed.
  [[nodiscard]] Result<Submission> opening_import(std::size_t school, std::size_t lines);
  /// Signs all steps of these imports, each on a later day; they are in effect afterwards.
  [[nodiscard]] Status sign_all(std::vector<FiledImport> imports);
  /// Files imports until each of these schools has `lines_per_school`, and brings them into effect.
  [[nodiscard]] Status fill_schools(std::size_t first, std::size_t count);

  /// Key files of the first school, as the tools read them.
  [[nodiscard]] Status write_keys();
  /// The sheet of a further import of 500 lines, as JSON by field codes.
  [[nodiscard]] Result<std::string> import_sheet(std::size_t school);

  [[nodiscard]] Status reopen();
  void close() { ledger_.reset(); }

 private:
  BenchCity(const std::filesystem::path& directory, Instant start);

  [[nodiscard]] LedgerOptions options();
  [[nodiscard]] Result<AuthoringContext> context();
  [[nodiscard]] Result<Signatory> draw(Role role, const OrganisationId& organisation);
  [[nodiscard]] Status draw_everybody(std::size_t schools);
  [[nodiscard]] Status make_ledger();
  [[nodiscard]] Status file_set_up();
  [[nodiscard]] Status file_classes();
  [[nodiscard]] Status file_in_parts(Form form, const std::vector<DraftEvent>& drafts);
  [[nodiscard]] Result<FiledImport> file(Form form, const OrganisationId& organisation,
                                         const Signatory& who,
                                         const std::vector<DraftEvent>& drafts, Answers& answers);
  [[nodiscard]] Result<Submission> author(Form form, const OrganisationId& organisation,
                                          const Signatory& who,
                                          const std::vector<DraftEvent>& drafts);
  [[nodiscard]] DraftEvent line(std::size_t school);
  [[nodiscard]] PersonalValues next_student();
  [[nodiscard]] Status sign_step_of_all(std::vector<FiledImport>& imports, const Step& step);
  void next_day();

  DataDirectory directory_;
  std::filesystem::path master_;
  SimulatedClock clock_;  ///< Moved only while nothing is on its way.
  Instant now_;
  SystemRandom system_random_;
  SeededRandom random_{20'240'104};
  std::optional<Pack> pack_;
  Digest pack_digest_;
  Seen seen_;
  std::unique_ptr<Ledger> ledger_;
  Signatory root_;
  Signatory chief_;
  Signatory county_officer_;
  OrganisationId county_;
  std::vector<Signatory> administrators_;
  std::vector<PersonId> employees_;
  std::vector<BenchSchool> schools_;
  std::vector<std::string> counties_;
  std::vector<std::size_t> lines_filed_;
  std::uint64_t people_ = 0;
  std::uint64_t roles_given_ = 0;
};

}  // namespace xueji::bench
