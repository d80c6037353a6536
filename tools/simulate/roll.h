// The students and classes of the simulated city, and who comes in with which batch.
// Thread safety: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/model/vocabulary.h"
#include "tools/simulate/city.h"
#include "tools/simulate/people.h"

namespace xueji::simulate {

using StudentIndex = std::size_t;
using ClassIndex = std::size_t;

/// How a student comes in, where that is not the ordinary way.
enum class WayIn : std::uint8_t {
  ordinary,
  never_arrives,    ///< Shiyan: admitted, and neither registered nor cancelled.
  place_expires,    ///< Fujian: a place kept for the ill, and nothing after it.
  place_restored,   ///< Fujian: a kept place that is taken up within the year.
  place_cancelled,  ///< Fujian: a kept place that is given up.
  long_absent,      ///< Fujian, opening import: away for years, at the end of the study time.
  misnumbered,      ///< Fujian, opening import: a number of another entry year.
  joint,            ///< Of a joint programme.
  by_category,      ///< Fujian: registered by a broad category, the direction later (FJ-05a).
};

struct Student {
  Person person;
  StudentId id;  ///< Drawn when the sheet of the admission or import is read.
  ClassIndex class_index = 0;
  bool on_leave = false;  ///< Opening import of a student on leave.
  bool on_roll = false;
  WayIn way{};
  std::uint16_t repeated_from = 0;  ///< Cohort of the entry, of who repeated a grade.
  bool is_struck = false;  ///< Gone before the on-site verification; the county strikes the line.
  bool fails_review = false;  ///< Fujian: the identity review finds a difference.
  int absent_at = -2;         ///< Number of the last confirmation of the class that missed them.
  Date absent_from{};         ///< First day of the unbroken run of absences that ended there.
  int times_absent = 0;
  bool is_ghost = false;  ///< The run is longer than the pack allows.
};

struct SchoolClass {
  ClassId id;
  OfficeIndex school = 0;
  std::string name;
  std::uint16_t cohort = 0;
  Season season{};
  std::string_view major;
  StaffIndex teacher = nobody;
  std::vector<StudentIndex> students;
  bool is_regular = true;  ///< Of an ordinary batch or an opening import.
  int confirmations = 0;   ///< Monthly presence so far.
  bool was_on_internship = false;
};

/// What is special about a batch of new students.
enum class Special : std::uint8_t {
  none,
  late,      ///< Filed after the deadline: an override (Shiyan), let through with a flag (Fujian).
  extended,  ///< Filed after the deadline, inside an extension that was granted before.
  open,      ///< Left waiting at one step.
  diverted,  ///< Shiyan: from ordinary senior high schools (SY-1.1).
};

/// New students of one school who are admitted and registered together.
struct Batch {
  OfficeIndex school = 0;
  std::uint16_t cohort = 0;
  Season season{};
  Special special{};
  std::size_t open_step = 0;  ///< Special::open: index of the step that waits at the end.
  std::size_t number = 0;     ///< Among the batches of its school.
  std::vector<ClassIndex> classes;
};

/// Classes of one school that come in by opening import with one submission.
struct ImportBatch {
  OfficeIndex school = 0;
  std::uint16_t cohort = 0;
  std::vector<ClassIndex> classes;
};

struct RollPlan {
  /// The pack is made for a province (its `supervision`): schools stand under cities, not counties.
  bool is_provincial = false;
  std::uint32_t students = 0;
  int first_year = 0;
  int years = 1;
  std::size_t steps = 0;        ///< Of the roster's chain: one batch stays open at each.
  std::size_t effect_step = 0;  ///< Its index: who waits beyond it is on the roll.
  bool graduates = false;       ///< A cohort in its last year, which leaves in the first summer.
  /// Whether findings of a code shall be brought about.
  std::function<bool(std::string_view code)> wants = [](std::string_view) { return true; };
};

struct Roll {
  std::vector<Student> students;
  std::vector<SchoolClass> classes;
  std::vector<ImportBatch> imports;
  std::vector<Batch> batches;
};

inline constexpr std::size_t class_size = 45;
/// Students of each school who withdraw in each year; they come on top of the roll.
inline constexpr std::size_t withdrawals_per_school = 2;
/// Years of a programme.
inline constexpr int programme_years = 3;
/// Majors of the 2021 catalogue that the schools run.
[[nodiscard]] std::string_view major_name(std::string_view major);
inline constexpr std::string_view major_catalogue = "2021";

/// How many class teachers each school needs, before anybody is drawn.
[[nodiscard]] std::vector<std::size_t> teachers_needed(const RollPlan& plan, std::size_t schools);
/// Draws everybody. When the last intake is registered, exactly `plan.students` stand on the roll;
/// who waits in an open batch, has left or graduated by then comes on top, but for the batch whose
/// filing alone is owed.
[[nodiscard]] Roll draw_roll(const RollPlan& plan, const City& city, PeopleGenerator& people,
                             Random& ids);

}  // namespace xueji::simulate
