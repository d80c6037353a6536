// Acts of those above the schools, and about organisations, people and keys: the yearly inspection
// with its findings and answers, a commendation, delegations, roles, a stolen key, a second device,
// a new name, a teaching point, a lost tier, a review that is taken back, and units that merge or
// close. Thread safety: free functions over one world, which must outlive the run.
#pragma once

#include <optional>

#include "tools/simulate/world.h"

namespace xueji::simulate {

/// The inspection of a year, in the January after it (SY-3.3, FJ-45a).
void plan_inspection(World& world, int year);
/// Once each, in the first year.
void plan_city_acts(World& world);

/// Who signs for the principal of a school today by delegation; nothing when it is the principal.
[[nodiscard]] std::optional<Signer> acting_principal(const World& world, OfficeIndex school);
/// The key of a second device, while the officer of a school has one.
[[nodiscard]] std::optional<Signer> other_device(const World& world, OfficeIndex school);

}  // namespace xueji::simulate
