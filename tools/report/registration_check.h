// Whether the registration form may be filled in (SY-1.2g): each class of it was counted on site,
// and the count is the number on the form. Thread safety: as LedgerView.
#pragma once

#include "tools/report/form_lines.h"

namespace xueji::report {

/// The lines that passed the check stay. For a class with lines on their way to the authority's
/// step registered + filed = counted, as the guard of that step has it. For lines that passed the
/// step, also those struck behind it, the guard has seen to it, unless it was overridden: then a
/// later count must agree. Where a class does not agree, its lines on their way are left out, with
/// a remark, so that what is in effect can be printed. Errors: refused, naming each class and both
/// numbers, when nothing in effect remains or what remains does not agree.
[[nodiscard]] Status keep_checked_lines(FormLines& lines, const Pack& pack,
                                        const LedgerView& ledger);

}  // namespace xueji::report
