// Masked names of staff, wherever an answer shows who acted. Thread safety: as Session; the names
// stay valid by themselves.
#pragma once

#include <functional>
#include <string>

#include "tools/xueji/session.h"

namespace xueji::cli {

/// Of one person: masked ("张*"), empty where nothing names the person. Empty itself where the
/// vault does not open.
using StaffNames = std::function<std::string(const PersonId&)>;

/// Opened, masked, by the vault that the session has; without one a remark says so. Errors: io,
/// corrupt.
[[nodiscard]] Result<StaffNames> masked_staff_names(Session& session);

/// The name with the id beside it; the id alone without a name.
[[nodiscard]] std::string named(const StaffNames& names, const PersonId& person);

}  // namespace xueji::cli
