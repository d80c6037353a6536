// How students come under a status: by opening import, and by admission, arrival, photo, headcount,
// verification or review, roster and receipt. Puts the whole way of each batch on the agenda.
// Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// The first office day of a school's year: later where nobody files before an officer is named.
[[nodiscard]] Date school_start(const World& world, OfficeIndex school);
/// Whether this school designates its officer only in February.
[[nodiscard]] bool names_officer_late(const World& world, OfficeIndex school);

void plan_import(World& world, const ImportBatch& batch);
void plan_batch(World& world, const Batch& batch);
/// Classes are opened by the officer, with the principal's signature, `day` on.
void plan_classes(World& world, OfficeIndex school, std::vector<ClassIndex> classes, Date day);

[[nodiscard]] std::size_t on_roll_count(const World& world, const SchoolClass& one);

}  // namespace xueji::simulate
