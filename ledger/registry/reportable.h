// Which events a school reports monthly, and on which of the two forms (SY-1.4d, SY-1.4e).
#pragma once

#include "ledger/model/event.h"

namespace xueji {

/// The form on which an event of this type stands once it took effect; none: on neither. A sanction
/// that was served stands there only when it ended the status by expulsion.
[[nodiscard]] ReportForm report_form_of(EventType type);

}  // namespace xueji
