// From the words of a command line to a command that runs. Thread safety: one call per process.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tools/xueji/command.h"

namespace xueji::cli {

/// The language of help and messages: --lang anywhere among the words, else LC_ALL, LC_MESSAGES or
/// LANG; Chinese for zh*, else English.
[[nodiscard]] Language language_of(int argc, const char* const* argv);

/// Of this program, as the build names it: "1.0.0".
[[nodiscard]] std::string_view version();

/// Parses, runs, and reports errors on standard error. Returns the exit status.
[[nodiscard]] int run_command_line(std::span<const Command> commands, int argc,
                                   const char* const* argv);

}  // namespace xueji::cli
