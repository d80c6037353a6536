// A command as data: its words, help, options and what it runs. The parser stays in
// command_line.cc, so that a command file needs neither it nor a global.
// Thread safety: plain values, used by one thread.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/text.h"

namespace xueji::cli {

class Session;

/// Whose work a command is: the groups of `xueji --help` (design §1).
enum class Job { set_up, file, sign, look_up, inspect, prove, operate };

/// Which of the common options a command takes.
struct Takes {
  bool data = true;     ///< --data
  bool key = false;     ///< --key, --as
  bool master = false;  ///< --master
  bool clear = false;   ///< --clear, --purpose
  bool json = false;    ///< --json
  bool wait = false;    ///< --wait, where no key is taken.
};

struct Option {
  std::string name;  ///< "--form", or "FILE" for one that stands by itself.
  Text help;
  std::variant<std::string*, bool*, std::int64_t*, std::vector<std::string>*> into;
  bool required = false;
};

struct Command {
  std::string name;  ///< "submit", or "key new" for a command under another one.
  Job job{};
  Text summary;
  std::vector<std::string> examples;  ///< At least one, each a whole line.
  Takes takes = {};
  std::vector<Option> options = {};
  Text remarks = {};  ///< Below the options: lists of forms, codes, and the like.
  /// The exit status of what was done; errors are mapped by exit_status_of.
  std::function<Result<int>(Session&)> run;
};

/// Done and true (findings among the answer are still this).
inline constexpr int exit_done = 0;
/// Refused, or verification failed.
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_environment = 3;

/// The one place where failures become exit statuses (design §7).
[[nodiscard]] int exit_status_of(ErrorCode code);

// The commands, by file.
[[nodiscard]] std::vector<Command> init_commands();
[[nodiscard]] std::vector<Command> key_commands();
[[nodiscard]] std::vector<Command> authority_commands();
[[nodiscard]] std::vector<Command> submit_commands();
[[nodiscard]] std::vector<Command> inbox_commands();
[[nodiscard]] std::vector<Command> sign_commands();
[[nodiscard]] std::vector<Command> pack_commands();
[[nodiscard]] std::vector<Command> query_commands();
[[nodiscard]] std::vector<Command> monthly_commands();  ///< monthly reports, reversals
[[nodiscard]] std::vector<Command> report_commands();
[[nodiscard]] std::vector<Command> trace_commands();
[[nodiscard]] std::vector<Command> inspect_commands();
[[nodiscard]] std::vector<Command> proof_commands();
[[nodiscard]] std::vector<Command> verify_commands();
[[nodiscard]] std::vector<Command> access_commands();
[[nodiscard]] std::vector<Command> lookup_commands();
[[nodiscard]] std::vector<Command> rules_commands();
[[nodiscard]] std::vector<Command> views_commands();
[[nodiscard]] std::vector<Command> simulate_commands();
[[nodiscard]] std::vector<Command> bench_commands();

}  // namespace xueji::cli
