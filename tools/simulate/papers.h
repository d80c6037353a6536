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
  std::optional<DraftEvent> excuse = {};  ///< Goes into the same submission.
  std::optional<Signer> author = {};      ///< Instead of the officer with the usual key.
};
/// Files it, follows it, and after its effect sees to the report and, where the pack asks for it,
/// the upload (FJ-17).
[[nodiscard]] Status change_status(World& world, OfficeIndex school, StudentIndex student,
                                   StatusChange change);

/// A change in effect, for the monthly report of the school (SY-1.4d, SY-1.4e).
void note_change(World& world, OfficeIndex school, EventType type, const SubmissionId& id);

/// The exception of a rule, which goes into the same submission (D-04).
[[nodiscard]] DraftEvent excuse(World& world, OfficeIndex school, std::string rule);
/// The columns that name a class and its major.
void add_class(const World& world, Cells& cells, ClassIndex target);
/// Student, day, reason and evidence: what most papers of a single student hold.
[[nodiscard]] Cells paper_cells(World& world, const Student& student, std::string_view reason_text);

/// FJ-08b: the file of somebody who goes on elsewhere follows them.
[[nodiscard]] Status hand_file_over(World& world, OfficeIndex school, StudentIndex student);
/// FJ-08b: the files of who left are archived.
[[nodiscard]] Status close_files(World& world, OfficeIndex school,
                                 const std::vector<StudentIndex>& students);

void move_to_class(World& world, StudentIndex student, ClassIndex target);

}  // namespace xueji::simulate
