// What an inspection of each simulated year must find: the truth file (TRUTH.md).
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"

namespace xueji::simulate {

/// In which inspections a finding stands.
enum class Standing : std::uint8_t {
  on_its_day,       ///< Done on one day: where the period holds that day.
  until_put_right,  ///< Where the period touches the days on which it stood.
  at_cut_off,       ///< Only where it stands on the last day of the period.
};

/// `code`, `school` and `subject` together are what an inspection is compared by.
struct ExpectedFinding {
  std::string code;     ///< Finding code of rules.md §11.
  std::string rule;     ///< The rule that was broken.
  std::string school;   ///< Code of the school, or of the bureau whose own duty it is.
  std::string subject;  ///< "student:ID", "class:ID/2024-10", …: see TRUTH.md.
  std::string source;   ///< Through which lawful source it came about.
  Date day{};           ///< On which it was recorded; before that no inspection knows of it.
  Standing standing{};
  Date from{};                ///< First day on which it stands.
  std::optional<Date> until;  ///< Put right on this day; nothing: still open.

  void happened_on(Date on) { from = on; }
  void lasts_from(Date first) {
    standing = Standing::until_put_right;
    from = first;
  }
  void stands_from(Date first) {
    standing = Standing::at_cut_off;
    from = first;
  }
};

/// The period that an inspection of a year looks at ends on this day, inclusive (SY-3.3a).
[[nodiscard]] Date cut_off_of(int year);
/// Whether an inspection of that year, on its own cut-off, must find it.
[[nodiscard]] bool is_found_in(const ExpectedFinding& finding, int year);

/// A submission that waits for this step at the end.
struct OpenSubmission {
  std::string school;
  std::string form;
  std::string submission;
  std::string step;
};

struct Truth {
  std::string policy;
  std::uint64_t seed = 0;
  int first_year = 0;
  int years = 1;                          ///< How many are lived through, and inspected.
  std::vector<ExpectedFinding> findings;  ///< Of all years.
  std::vector<OpenSubmission> open;
};

[[nodiscard]] std::string subject_text(const StudentId& student);
[[nodiscard]] std::string subject_text(const ClassId& school_class);
[[nodiscard]] std::string subject_text(const SubmissionId& submission);

/// How many findings an inspection of that year must show.
[[nodiscard]] std::size_t count_in(const Truth& truth, int year);
/// JSON, by year, findings sorted by school, code, subject; the same truth gives the same bytes.
[[nodiscard]] std::string truth_json(Truth truth);

}  // namespace xueji::simulate
