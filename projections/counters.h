// Counts of students that never look at students: per school, class, cohort, major, study mode and
// status the steps by which the count rose and fell, on both axes (rows E). Counting a city on a
// day adds up steps.
//
// Thread safety: plain values and free functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/model/state.h"
#include "projections/as_of.h"

namespace xueji {

/// What a counter counts.
struct CountedGroup {
  OrganisationId school;
  ClassId class_id;
  std::uint16_t cohort = 0;
  Season season{};
  StudentStatus status{};
  StudyMode study_mode{};
  std::string major_code;
  friend auto operator<=>(const CountedGroup&, const CountedGroup&) = default;
};

/// Appends the key of the counter to which a student in this state belongs, without the table's
/// letter: school ‖ class ‖ cohort ‖ season ‖ status ‖ study mode ‖ major. Nothing is appended for
/// a status that does not exist.
void append_group_key(Bytes& out, const StudentState& state);
[[nodiscard]] Result<CountedGroup> decode_group_key(ByteView key);

class Counter {
 public:
  /// `position` never goes back; `day` is its China day.
  void add_recorded(Position position, Date day, std::int32_t by);
  /// Any day, in any order.
  void add_effective(Date day, std::int32_t by);

  /// The count as of a question. On the effective axis `as_of.position` must be absent: counters
  /// know only what is known now.
  [[nodiscard]] std::int64_t count(const AsOf& as_of) const;

  [[nodiscard]] Bytes encode() const;
  [[nodiscard]] static Result<Counter> decode(ByteView bytes);

 private:
  struct Recorded {
    std::uint64_t position = 0;
    std::int32_t day = 0;
    std::int32_t by = 0;
  };
  struct Effective {
    std::int32_t day = 0;
    std::int32_t by = 0;
  };
  std::vector<Recorded> recorded_;    ///< By position.
  std::vector<Effective> effective_;  ///< By day.
};

/// From when on a student counts where, on the effective axis as known now: one element per day on
/// which the group changes, in order. The key is empty where the student does not count.
struct EffectiveGroup {
  Date from{};
  Bytes key;
};
/// Errors: corrupt.
[[nodiscard]] Result<std::vector<EffectiveGroup>> effective_groups(const StudentId& student,
                                                                   ByteView history);

}  // namespace xueji
