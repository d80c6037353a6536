#include "tools/sheet/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "tools/sheet/cells.h"
#include "tools/sheet/package.h"
#include "tools/sheet/sandbox.h"
#include "tools/sheet/wire.h"

namespace xueji::sheet {
namespace {

constexpr std::string_view worker_argument = "__sheet-worker";
constexpr std::string_view format_argument = "zip";
constexpr int exit_usage = 2;

Error out_of_memory() {
  return too_large("读取所需的内存超过限制", "reading it takes more memory than is allowed");
}
Error out_of_time() {
  return too_large("读取所需的时间超过限制", "reading it takes more time than is allowed");
}

/// The order is that of the arguments; both sides are the same program, so nothing else reads them.
std::vector<std::uint64_t> numbers_of(const ReadLimits& l) {
  return {l.unpacked_bytes_max, l.package_entries_max,
          l.sheets_max,         l.rows_max,
          l.columns_max,        l.cells_max,
          l.cell_bytes_max,     l.text_bytes_max,
          l.memory_bytes_max,   static_cast<std::uint64_t>(l.cpu_max.count())};
}

std::string limits_to_argument(const ReadLimits& limits) {
  std::string text;
  for (const auto number : numbers_of(limits))
    text += std::to_string(number) + ",";
  return text;
}

std::optional<ReadLimits> limits_from_argument(std::string_view text) {
  std::array<std::uint64_t, 10> n{};
  for (auto& number : n) {
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (code != std::errc{} || used >= text.size() || *end != ',') return std::nullopt;
    text.remove_prefix(used + 1);
  }
  const auto narrow = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  ReadLimits limits;
  limits.unpacked_bytes_max = n[0];
  limits.package_entries_max = narrow(n[1]);
  limits.sheets_max = narrow(n[2]);
  limits.rows_max = narrow(n[3]);
  limits.columns_max = narrow(n[4]);
  limits.cells_max = narrow(n[5]);
  limits.cell_bytes_max = narrow(n[6]);
  limits.text_bytes_max = n[7];
  limits.memory_bytes_max = n[8];
  limits.cpu_max = std::chrono::seconds(n[9]);
  return limits;
}

Status read_package(const ReadLimits& limits, CellSink& sink) {
  auto package = Package::open(STDIN_FILENO, limits);
  if (!package) return fail(std::move(package.error()));
  // "mimetype" and content.xml are required of every OpenDocument package and foreign to OOXML.
  if (package->has("content.xml") && package->has("mimetype")) {
    return read_ods(*package, sink, limits);
  }
  return read_xlsx(*package, sink);
}

int run_worker(const ReadLimits& limits) {
  CellSink sink(STDOUT_FILENO, limits);
  if (!enter_sandbox(limits)) {
    sink.report(make_error(
        ErrorCode::io,
        Text{"系统不允许建立安全的读取环境", "the system refuses to confine the reading process"},
        Text{"请改用 CSV 文件", "use a CSV file instead"}));
    return 1;
  }
  try {
    if (const Status status = read_package(limits, sink); !status) {
      sink.report(status.error());
      return 1;
    }
    sink.end();
    return 0;
  } catch (const std::bad_alloc&) {
    sink.report(out_of_memory());
    return 1;
  }
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close_now(); }
  void close_now() {
    if (number_ >= 0) close(std::exchange(number_, -1));
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Error cannot_start(int code) {
  const std::string why = std::generic_category().message(code);
  return make_error(ErrorCode::unavailable,
                    Text{"无法启动读取表格的子进程:" + why,
                         "the process that reads spreadsheets cannot be started: " + why},
                    Text{"请稍后再试,或改用 CSV 文件", "try again later, or use a CSV file"});
}

/// Starts the worker with the file as standard input, the pipe as standard output, and nothing
/// else of ours: no other descriptor, no environment beyond where to find libraries.
Result<pid_t> start(const ReadLimits& limits, int file, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::string arguments[] = {"xueji", std::string(worker_argument), std::string(format_argument),
                             limits_to_argument(limits)};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                  arguments[3].data(), nullptr};
  const char* path = std::getenv("LD_LIBRARY_PATH");
  std::string libraries = std::string("LD_LIBRARY_PATH=") + (path == nullptr ? "" : path);
  char* environment[] = {path == nullptr ? nullptr : libraries.data(), nullptr};
  pid_t child = -1;
  const int code =
      posix_spawn(&child, limits.worker_program.c_str(), &actions, &attributes, argv, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (code != 0) return fail(cannot_start(code));
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

/// Reads until the worker closes its end; nothing if it takes too long or says too much.
std::optional<Bytes> read_answer(int pipe, const ReadLimits& limits) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + limits.wall_max;
  constexpr std::uint64_t record_bytes =
      32;  // Of a cell without its text, with its share of a row.
  const std::uint64_t most = limits.text_bytes_max + limits.cells_max * record_bytes + (1u << 20);
  Bytes answer;
  constexpr std::size_t piece_bytes = 1u << 18;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready{pipe, POLLIN, 0};
    const int count = left <= 0 ? 0 : poll(&ready, 1, static_cast<int>(left));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || answer.size() > most) return std::nullopt;
    const std::size_t size = answer.size();
    answer.resize(size + piece_bytes);
    const auto got = read(pipe, answer.data() + size, piece_bytes);
    answer.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && errno != EINTR) return std::nullopt;
    if (got == 0) return answer;
  }
}

}  // namespace

std::optional<int> run_worker_if_asked(int argc, const char* const* argv) {
  if (argc < 2 || argv[1] != worker_argument) return std::nullopt;
  if (argc != 4 || argv[2] != format_argument) return exit_usage;
  const auto limits = limits_from_argument(argv[3]);
  return limits ? run_worker(*limits) : exit_usage;
}

Result<Workbook> read_in_worker(int file, const ReadLimits& limits) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(cannot_start(errno));
  const Descriptor from_child(ends[0]);
  Descriptor to_parent(ends[1]);
  const auto child = start(limits, file, to_parent.number());
  if (!child) return fail(child.error());
  to_parent.close_now();
  const auto answer = read_answer(from_child.number(), limits);
  // A worker that has closed its output has nothing left to do; one that has not shall stop.
  kill(*child, SIGKILL);
  const int status = wait_for(*child);
  if (!answer) return fail(out_of_time());
  const bool exhausted = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
  if (exhausted) return fail(out_of_time());
  return read_wire(*answer, limits);
}

}  // namespace xueji::sheet
