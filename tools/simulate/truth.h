// What an inspection of the simulated year must find: the truth file (TRUTH.md).
// Thread safety: plain values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/base/result.h"

namespace xueji::simulate {

/// `code`, `school` and `subject` together are what an inspection is compared by.
struct ExpectedFinding {
  std::string code;     ///< Finding code of rules.md §11.
  std::string rule;     ///< The rule that was broken.
  std::string school;   ///< Code of the school, or of the bureau whose own duty it is.
  std::string subject;  ///< "student:ID", "class:ID/2024-10", …: see TRUTH.md.
  std::string source;   ///< Through which lawful source it came about.
  Date day{};           ///< On which it came about.
};

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
  int year = 0;    ///< The year that is inspected.
  Date cut_off{};  ///< Inclusive.
  std::vector<ExpectedFinding> findings;
  std::vector<OpenSubmission> open;
};

[[nodiscard]] std::string subject_text(const StudentId& student);
[[nodiscard]] std::string subject_text(const ClassId& school_class);
[[nodiscard]] std::string subject_text(const SubmissionId& submission);

/// JSON, findings sorted by school, code, subject; the same truth gives the same bytes.
[[nodiscard]] std::string truth_json(Truth truth);

}  // namespace xueji::simulate
