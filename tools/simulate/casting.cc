#include "tools/simulate/casting.h"

namespace xueji::simulate {
namespace {

/// Who has a way of their own (roll.h) plays no part beside it.
bool is_free(const Student& student) {
  return !student.is_struck && !student.fails_review && student.way == WayIn::ordinary;
}

}  // namespace

std::vector<ClassIndex> stage(const World& world, OfficeIndex school, int cohort) {
  std::vector<ClassIndex> classes;
  for (ClassIndex i = 0; i < world.roll.classes.size(); ++i) {
    const auto& one = world.roll.classes[i];
    const bool fits = one.school == school && one.cohort == cohort && one.is_regular &&
                      one.season == Season::autumn;
    if (fits && classes.size() < 2) classes.push_back(i);
  }
  return classes;
}

std::optional<Cast> cast(const World& world, OfficeIndex school, int year, const Part& part) {
  constexpr std::size_t kept_free = 5;  // The first of a class have parts elsewhere.
  const auto classes = stage(world, school, year - part.years_before);
  if (part.class_number >= classes.size()) return std::nullopt;
  std::vector<StudentIndex> students;
  for (const auto index : world.roll.classes[classes[part.class_number]].students) {
    if (is_free(world.roll.students[index])) students.push_back(index);
  }
  const auto kept = part.class_number == 0 ? kept_free : 0;
  if (part.from_end + kept >= students.size()) return std::nullopt;
  return Cast{school, students[students.size() - 1 - part.from_end]};
}

Student& student_of(World& world, const Cast& who) {
  return world.roll.students[who.student];
}

}  // namespace xueji::simulate
