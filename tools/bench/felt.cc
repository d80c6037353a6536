// Figure 9: what people wait for, as whole processes of this same program; and the two engines that
// work through a city.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "replay/inspection/inspect.h"
#include "tools/bench/limits.h"
#include "tools/bench/parts.h"
#include "tools/simulate/simulate.h"

namespace xueji::bench {
namespace {

struct Ended {
  double ms = 0;
  double resident_mib = 0;
  int status = 0;
};

/// Runs the program with its output thrown away. Errors: io.
Result<Ended> run_program(const std::filesystem::path& program,
                          const std::vector<std::string>& words) {
  std::vector<std::string> owned{program.string()};
  owned.insert(owned.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (auto& word : owned)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0);
  }
  pid_t child = 0;
  const Stopwatch watch;
  const int error =
      ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail(ErrorCode::io, "cannot start " + program.string());
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) return fail(ErrorCode::io, "lost the child process");
  }
  return Ended{watch.ms(), static_cast<double>(usage.ru_maxrss) / 1024,
               WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

/// The best of three: the machine is the same for each, and the first one warms it.
Status add_process(Run& run, std::string id, Text name, const std::vector<std::string>& words,
                   double target_ms, Ended* last = nullptr) {
  constexpr int rounds = 3;
  std::vector<double> times;
  Ended ended;
  for (int round = 0; round < rounds; ++round) {
    auto done = run_program(run.options.program, words);
    if (!done) return fail(done.error());
    ended = *done;
    times.push_back(done->ms);
  }
  if (ended.status != 0) {
    run.report.left_out.push_back(
        {name.zh + ":命令退出码 " + std::to_string(ended.status),
         name.en + ": the command ended with status " + std::to_string(ended.status)});
    return {};
  }
  Figure figure{
      .id = std::move(id), .name = std::move(name), .value = percentile(times, 0.5), .unit = "ms"};
  run.add(at_most(std::move(figure), target_ms));
  if (last != nullptr) *last = ended;
  return {};
}

Status measure_commands(Run& run) {
  auto& city = run.city;
  const auto data = city.directory().root.string();
  const auto& school = city.schools().front();
  const auto key = [&](const char* file) { return (city.directory().keys() / file).string(); };
  if (auto wrote = city.write_keys(); !wrote) return wrote;
  const auto json = city.import_sheet(0);
  if (!json) return fail(json.error());
  const auto sheet = (run.options.directory / "sheet.json").string();
  std::ofstream(sheet) << *json;
  if (auto opened = city.reopen(); !opened) return opened;
  auto waiting = city.opening_import(0, 500);
  if (!waiting) return fail(waiting.error());
  const auto id = to_text(waiting->header.header.submission);
  auto filed = city.ledger().submit(*std::move(waiting));
  city.close();
  if (!filed) return fail(filed.error());
  run.lines_waiting += 500;

  if (auto done = add_process(run, "check_500", {"--check 500 行", "--check of 500 lines"},
                              {"submit", sheet, "--form", "opening-import", "--check", "--data",
                               data, "--key", key("officer.pem"), "--org", school.code},
                              300);
      !done) {
    return done;
  }
  if (auto done =
          add_process(run, "show_500", {"签前查看 500 行", "showing 500 lines before signing"},
                      {"show", id, "--data", data, "--key", key("principal.pem")}, 500);
      !done) {
    return done;
  }
  Ended roster{};
  if (auto done =
          add_process(run, "city_roster", {"全市名册,整个进程", "city roster, whole process"},
                      {"roster", "--data", data, "--json"}, 300, &roster);
      !done) {
    return done;
  }
  if (roster.resident_mib > 0) {
    Figure resident{.id = "resident",
                    .name = {"其常驻内存", "its resident memory"},
                    .value = roster.resident_mib,
                    .unit = "MiB"};
    run.add(at_most(std::move(resident), 1024));
  }
  return {};
}

Status measure_inspection(Run& run) {
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  const Stopwatch watch;
  const auto inspection =
      inspection::inspect((*view)->log(), {.year = 2024, .cut_off = {}, .school = {}});
  if (!inspection) return fail(inspection.error());
  Figure figure{.id = "inspect_all",
                .name = {"全市年检", "inspect --all of this city"},
                .value = watch.seconds(),
                .unit = "s"};
  run.add(at_most(std::move(figure), 10));
  return {};
}

Status measure_simulation(Run& run) {
  simulate::SimulationOptions options;
  options.directory = {run.options.directory / "simulated"};
  if (run.options.quick) {
    options.schools = 3;
    options.students = 3'000;
  }
  const Stopwatch watch;
  const auto report = simulate::simulate(options);
  if (!report) {
    run.report.left_out.push_back(
        {"模拟:" + report.error().what.zh, "simulate: " + report.error().what.en});
    return {};
  }
  const auto size = number_text(static_cast<double>(report->on_roll));
  Figure figure{.id = "simulate",
                .name = {"模拟全市,在籍 " + size + " 人", "simulate, " + size + " on the roll"},
                .value = watch.seconds(),
                .unit = "s"};
  run.add(at_most(std::move(figure), 60));
  return {};
}

}  // namespace

Status measure_felt(Run& run) {
  if (auto done = measure_inspection(run); !done) return done;
  if (run.options.program.empty()) {
    run.report.left_out.push_back(
        {"整个进程的耗时:没有可运行的程序", "whole processes: there is no program to run"});
    return {};
  }
  if (auto done = measure_commands(run); !done) return done;
  return measure_simulation(run);
}

}  // namespace xueji::bench
