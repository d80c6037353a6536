// Enrolment: how many are on the roll and in school, by school, class, cohort, major, status and
// study mode, on any past day of both axes and at month ends. Adds up counters (counters.h): a
// whole city takes one scan and no student is looked at.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <optional>
#include <vector>

#include "projections/counters.h"
#include "projections/views.h"

namespace xueji {

/// By what counts are kept apart. What is not kept apart is none or zero in the group.
struct EnrolmentGrouping {
  bool school = true;
  bool class_id = false;
  bool cohort = false;  ///< With its season.
  bool major = false;
  bool study_mode = false;
  bool status = false;
};

struct EnrolmentQuery {
  std::vector<OrganisationId> schools = {};  ///< Empty: every school.
  std::optional<std::uint16_t> cohort = std::nullopt;
  std::string major_code = {};
  EnrolmentGrouping by = {};
  /// One column of the answer each; empty means now.
  std::vector<AsOf> moments = {};
};

struct EnrolmentCount {
  std::int64_t on_roll = 0;    ///< 在籍: active and on leave.
  std::int64_t in_school = 0;  ///< 在校: active.
  std::int64_t all = 0;        ///< Every status asked for by `by.status`, also before and after.
  friend bool operator==(const EnrolmentCount&, const EnrolmentCount&) = default;
};

struct EnrolmentLine {
  CountedGroup group;
  std::vector<EnrolmentCount> counts;  ///< One per moment.
};

struct Enrolment {
  TreeSize reflects;
  std::vector<AsOf> moments;
  std::vector<EnrolmentLine> lines;    ///< In the order of the groups; without lines of all zeros.
  std::vector<EnrolmentCount> totals;  ///< One per moment.
};

/// Errors: invalid_argument (a position on the effective axis: counters know only what is known
/// now; ask for the roster instead), corrupt, io.
[[nodiscard]] Result<Enrolment> enrolment(const Views& views, const EnrolmentQuery& query);

/// The last day of each month of a year, up to `until`: moments for a table by month.
[[nodiscard]] std::vector<AsOf> month_ends(int year, Axis axis, Date until);

}  // namespace xueji
