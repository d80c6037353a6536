// Who plays which part in which year. Everybody is cast before anything happens: a class that loses
// a student casts nobody anew. Thread safety: free functions over one world.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// One student of a cohort of a school: of its first or second class, counted from the end, where
/// nobody has a part in the findings about classes.
struct Part {
  int years_before = 1;  ///< The cohort entered this many years before.
  std::size_t class_number = 0;
  std::size_t from_end = 0;
};

struct Cast {
  OfficeIndex school = 0;
  StudentIndex student = 0;
};

/// The first two ordinary autumn classes of a cohort, which the parts are cast from.
[[nodiscard]] std::vector<ClassIndex> stage(const World& world, OfficeIndex school, int cohort);
/// Nothing where the class is too small for the part.
[[nodiscard]] std::optional<Cast> cast(const World& world, OfficeIndex school, int year,
                                       const Part& part);
[[nodiscard]] Student& student_of(World& world, const Cast& who);

/// Calls `plan(cast)` for every school that has somebody for the part.
template <class Plan>
void each_school(World& world, int year, const Part& part, Plan&& plan) {
  for (const auto school : world.city.schools()) {
    if (const auto who = cast(world, school, year, part)) plan(*who);
  }
}

// Parts of the cohort that entered the year before.
inline constexpr Part takes_leave{1, 0, 0};
inline constexpr Part never_comes_back{1, 0, 1};
inline constexpr Part changes_address{1, 0, 2};
inline constexpr Part wins_award{1, 0, 3};
inline constexpr Part is_warned{1, 0, 4};
inline constexpr Part changes_major{1, 0, 5};
inline constexpr Part withdraws_in_spring{1, 1, 0};
inline constexpr Part withdraws_in_autumn{1, 1, 1};
inline constexpr Part is_reported_late{1, 1, 2};
inline constexpr Part appeals{1, 1, 3};
inline constexpr Part waits_for_an_answer{1, 1, 4};
inline constexpr Part is_never_told{1, 1, 5};
inline constexpr Part moves_away{1, 1, 6};
inline constexpr Part stays_on_leave{1, 1, 7};

// Parts of the cohort that entered two years before, each played at one school (exits.h,
// study_acts.h).
inline constexpr Part leaves_the_city{2, 1, 1};
inline constexpr Part dies{2, 1, 2};
inline constexpr Part is_cancelled{2, 1, 3};
inline constexpr Part is_withdrawn_in_error{2, 1, 4};
inline constexpr Part repeats{2, 1, 5};
inline constexpr Part cheats{2, 1, 6};
inline constexpr Part earns_credits_elsewhere{2, 1, 7};
inline constexpr Part registers_later{2, 1, 8};

}  // namespace xueji::simulate
