// Who answers for a field that later had to be put right: the entry that stated the replaced value,
// who entered it and who signed it (SY-1.7b). A fold of the student's file; it opens no value.
// Thread safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "projections/student_file.h"

namespace xueji {

/// One change or correction of a personal field, and where the value before it came from.
struct FieldAttribution {
  std::string field;      ///< Code of the personal field.
  Position corrected_at;  ///< The change or correction.
  ReasonCode reason{};    ///< Of a change; none for a correction of certificate data.
  TimelineEntry stated;   ///< The first entry in effect whose form carries the field, since the
                          ///< change before this one. Its author entered, its signers signed.
};

/// From the events of a file that are in effect, in the order of the log. A change of a field that
/// no event of the file carries has nobody to name and is left out.
[[nodiscard]] std::vector<FieldAttribution> field_attributions(const StudentFile& file);

}  // namespace xueji
