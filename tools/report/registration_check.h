// Whether the registration form may be filled in (SY-1.2g): each class of it was counted on site,
// and the count is the number on the form. Thread safety: as LedgerView.
#pragma once

#include "tools/report/form_lines.h"

namespace xueji::report {

/// For a class that still has lines on their way: registered + filed = counted, as the guard has
/// it. For a class whose lines are all in effect the guard has seen to it, unless it was
/// overridden: then a later count must agree. Errors: refused, naming each class and both numbers.
[[nodiscard]] Status on_site_counts_agree(const FormLines& lines, const Pack& pack,
                                          const LedgerView& ledger);

}  // namespace xueji::report
