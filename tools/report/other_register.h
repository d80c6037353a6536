// Whether a student stands in a list of the skilled-worker school system (SY-1.5c): the one
// question that an inspection asks of the vault. Answers yes or no; no clear value leaves it. An
// inspection with an early cut-off asks the list that was the newest then, not a later one.
#pragma once

#include "ledger/commit/personal_data.h"
#include "replay/inspection/inspect.h"

namespace xueji::report {

/// Empty when no such list was ever imported: then nobody can stand in it. The vault must outlive
/// the answer. Thread safety: as Vault.
[[nodiscard]] Result<inspection::OtherRegister> other_register(Vault& vault);

}  // namespace xueji::report
