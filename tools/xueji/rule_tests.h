// Which test file shows which rule, collected from the tags of the tests at build time
// (rule_tests.cmake). Thread safety: constant.
#pragma once

#include <span>
#include <string_view>

namespace xueji::cli {

struct RuleTest {
  std::string_view rule;  ///< "SY-1.2k".
  std::string_view file;  ///< "tests/ledger/registry/roster_guard_test.cc".
};

[[nodiscard]] std::span<const RuleTest> rule_tests();

}  // namespace xueji::cli
