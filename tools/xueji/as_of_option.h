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
/// Errors: invalid_argument.
[[nodiscard]] Result<AsOf> as_of(const AsOfOptions& options);

}  // namespace xueji::cli
