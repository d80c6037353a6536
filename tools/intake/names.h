// Whether rows that name a student twice, by number and by name, mean one person. Numbers decide
// who is meant; a name that never was the student's shows that the number is somebody else's.
// Thread safety: a free function; the vault must outlive the call.
#pragma once

#include <vector>

#include "ledger/base/result.h"
#include "ledger/vault/vault.h"
#include "tools/intake/read_form.h"

namespace xueji::intake {

/// A refused problem for each row whose name is none that the student has or had in this ledger.
/// Students whose name the vault does not open are passed over. Errors: io, corrupt.
[[nodiscard]] Result<std::vector<CellProblem>> check_names(const FormReading& reading,
                                                           Vault& vault);

}  // namespace xueji::intake
