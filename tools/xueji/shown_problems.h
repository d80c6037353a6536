// Problems of a sheet as every command shows them: a table for people, objects for programs; and
// where a marked copy may be written. Thread safety: as Session.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "tools/intake/read_form.h"
#include "tools/xueji/session.h"

namespace xueji::cli {

/// Whether an XLSX may be written here: under its own suffix, and never over a file that somebody
/// may have filled, unless asked to. Errors: invalid_argument, refused.
[[nodiscard]] Status check_target(const std::string& file, bool force);

/// Place, header, field, value seen, rule, level, message, expected; row and column from 1.
[[nodiscard]] boost::json::object json_of(const intake::CellProblem& problem, Language language);

/// A table; nothing without problems.
void print_problems(Session& session, std::span<const intake::CellProblem> problems);

}  // namespace xueji::cli
