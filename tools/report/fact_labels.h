// What the facts of an event are called where people read them: under the header of the sheet that
// feeds them, else under a name of their own. Thread safety: plain functions.
#pragma once

#include <string_view>

#include "ledger/base/text.h"
#include "ledger/model/event.h"
#include "ledger/model/personal.h"
#include "tools/intake/form_columns.h"

namespace xueji::report {

/// The column that feeds this fact: in the sheet of `spec` (nullptr: none), else in another that
/// files the event; nullptr where no sheet does.
[[nodiscard]] const intake::Column* fact_column(const intake::FormSpec* spec, EventType type,
                                                std::string_view field);
/// The column of this personal field in the sheet of `spec`, else in those that have them all.
[[nodiscard]] const intake::Column* personal_column(const intake::FormSpec* spec, EventType type,
                                                    PersonalField field);

/// The label of a fact by its code, or that of a part of one (a course, a term); `column` is what
/// `fact_column` found. A code that has no Chinese name yet stands as its English words: a test
/// walks all types of events for these.
[[nodiscard]] Text label_of_fact(std::string_view field, const intake::Column* column);

}  // namespace xueji::report
