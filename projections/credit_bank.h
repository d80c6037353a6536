// The credit bank: every course by which a student earned credits, from examinations and from
// recognition, as an account with its sum (FJ-22b). A fold of the student's file.
// Thread safety: a pure function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projections/student_file.h"

namespace xueji {

/// One deposit. A later and better result of the same course replaces what it brought before.
struct CreditDeposit {
  Position event_at;
  Date effective_on{};
  std::string course_code;
  CourseKind kind{};
  CreditSource source{};  ///< None: from an examination of the school.
  std::uint16_t credits_tenths = 0;
  bool counts = true;  ///< It is the best of its course.
};

struct CreditBank {
  std::vector<CreditDeposit> deposits;  ///< In the order of the log.
  std::uint32_t total_tenths = 0;       ///< Of those that count.
  std::uint32_t recognised_tenths = 0;  ///< Of these, by recognition.
};

/// From the events of a file that are in effect.
[[nodiscard]] CreditBank credit_bank(const StudentFile& file);

}  // namespace xueji
