// What stands in the sheets of a student: cells by field, for every form that names students.
// Thread safety: free functions over one world.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// Name and identity: by these a student is found.
[[nodiscard]] Cells who_cells(const Student& student);
[[nodiscard]] Cells admission_cells(const World& world, const Student& student);
/// From an ordinary senior high school, after three terms there (SY-1.1a).
[[nodiscard]] Cells diversion_cells(const World& world, const Student& student);
[[nodiscard]] Cells arrival_cells(const World& world, const Student& student, Date arrived_on,
                                  Date attending_from);
[[nodiscard]] Cells photo_cells(World& world, const Student& student);
/// The national columns: name, identity, household, home, class, major.
[[nodiscard]] Cells roster_cells(World& world, const Student& student);
[[nodiscard]] Cells import_cells(World& world, const Student& student, const Digest& paper_register,
                                 const std::string& number);
[[nodiscard]] Cells identity_review_cells(const World& world, const Student& student);
[[nodiscard]] Cells health_review_cells(const World& world, const Student& student);
[[nodiscard]] Cells confirmation_cells(const World& world, const Student& student, bool matched);

}  // namespace xueji::simulate
