// --as-of DAY and --axis, as rosters and counts take them. Thread safety: plain functions.
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "projections/as_of.h"
#include "tools/xueji/command.h"

namespace xueji::cli {

struct AsOfOptions {
  std::string day;
  std::string axis = "recorded";
};

/// The two options, writing into `into`.
[[nodiscard]] std::vector<Option> as_of_options(AsOfOptions& into);
/// A day that the ledger has not reached is answered as it is now, with a remark. Errors:
/// invalid_argument, and those of Session::now.
[[nodiscard]] Result<AsOf> as_of(Session& session, const AsOfOptions& options);
/// That remark, where `day` is after the ledger's own. Errors: those of Session::now.
[[nodiscard]] Status note_day_to_come(Session& session, Date day);

}  // namespace xueji::cli
