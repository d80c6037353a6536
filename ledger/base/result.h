// Result<T>: what can be expected to fail returns one; it cannot be dropped silently.
// Business refusals are NOT errors: they are verdicts (see registry/). An Error is an environment,
// format or integrity failure. Thread safety: plain value.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "ledger/base/text.h"

namespace xueji {

/// What kind of failure, which decides the exit status of a command (design: 1, 2 or 3).
enum class ErrorCode {
  invalid_argument,  ///< The caller's input is malformed; exit 2.
  malformed,         ///< Bytes from outside do not follow their format; exit 1.
  corrupt,           ///< Stored bytes contradict themselves or a signed head; exit 1.
  not_found,         ///< The thing named is not there; exit 3.
  conflict,          ///< The head moved, or another holder has it; exit 1.
  refused,           ///< Verification or authority failed; exit 1.
  locked,            ///< Another process holds the writer lock; exit 3.
  io,                ///< The environment failed: disk full, permission, device; exit 3.
  unknown_outcome,   ///< A write may or may not have happened; reopen and re-read.
  unavailable,       ///< Too busy or stopped; try again later; exit 3.
};

struct Error {
  ErrorCode code;
  Text what;       ///< What happened and where, with values.
  Text next = {};  ///< What the reader can do about it; may be empty.
};

/// An error with one English sentence used for both languages (internal, developer-facing).
[[nodiscard]] inline Error make_error(ErrorCode code, std::string what) {
  return Error{code, Text{what, what}, {}};
}
[[nodiscard]] inline Error make_error(ErrorCode code, Text what, Text next = {}) {
  return Error{code, std::move(what), std::move(next)};
}

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

/// `return fail(ErrorCode::io, "...")` from any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string what) {
  return tl::unexpected<Error>(make_error(code, std::move(what)));
}
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, Text what, Text next = {}) {
  return tl::unexpected<Error>(make_error(code, std::move(what), std::move(next)));
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// Programmer errors: on in release, never reachable from input.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace xueji

#define XUEJI_ASSERT(expression) \
  ((expression) ? (void)0 : ::xueji::assertion_failed(#expression, __FILE__, __LINE__))
