// One student's paper: the sheet with one row, the receipt of the change where the pack wants its
// upload, and its line in the monthly report. Shared by careers and graduation.
// Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/simulate/student_cells.h"
#include "tools/simulate/world.h"

namespace xueji::simulate {

/// A digest as a sheet states it.
[[nodiscard]] std::string paper_digest(World& world);
/// Student and guardian sign on this day.
void add_consent(World& world, Cells& cells);
/// "award-17": a sheet of its own for each student.
[[nodiscard]] std::string paper_name(std::string_view what, const World& world,
                                     StudentIndex student);

/// An act that no report or upload follows; `student` names the sheet.
[[nodiscard]] Status file_paper(World& world, Form form, OfficeIndex school, const Signer& author,
                                std::string_view name, StudentIndex student,
                                std::vector<Cells> rows);

/// A change of a status that the officer files.
struct StatusChange {
  Form form{};
  EventType type{};  ///< The event that the monthly report counts.
  std::string_view name;
  std::vector<Cells> rows;
  Way way;
  std::function<Status()> in_effect;
  std::optional<OfficeIndex> left = {};  ///< The school that loses the student.
  std::function<void(const SubmissionId&)> filed = {};
};
/// Files it, follows it, and after its effect sees to the report and, where the pack asks for it,
/// the upload (FJ-17).
[[nodiscard]] Status change_status(World& world, OfficeIndex school, StudentIndex student,
                                   StatusChange change);

/// FJ-08b: the files of who left are archived.
[[nodiscard]] Status close_files(World& world, OfficeIndex school,
                                 const std::vector<StudentIndex>& students);

void move_to_class(World& world, StudentIndex student, ClassIndex target);

}  // namespace xueji::simulate
