// What a division code of an earlier revision has become (domain-facts §7: 郧县 420321 is 郧阳区
// 420304 since 2014). A household book and a citizen id keep the code of their day; whether a
// household lies in the area of a school (SY-2.1a, D-19) is asked of the counties as they are now.
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "ledger/policy/code_tables.h"

namespace xueji {

/// The code under which the county of `code` is listed in the newest revision, as far as the table
/// shows it. It names no successors: a county that left the list became the one that came onto the
/// list of the same city at the next revision, if exactly one of these begins with its name, the
/// kind of division left out (郧县: 郧阳区; 建阳市: 建阳区). `code` itself when it is listed still,
/// is unknown, or its name shows nothing (开封县 is 祥符区). Linear in the table.
[[nodiscard]] std::string present_code(const DivisionTable& divisions, std::string_view code);

/// Whether two codes, of whatever revision, are of different counties; of different cities when
/// only the first four digits count.
[[nodiscard]] bool lies_elsewhere(const DivisionTable& divisions, std::string_view code,
                                  std::string_view home, bool by_city);

}  // namespace xueji
