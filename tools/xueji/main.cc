// xueji: one program for everybody who works with the ledger (design §7).
#include <iostream>
#include <iterator>

#include "tools/sheet/worker.h"
#include "tools/xueji/command_line.h"

int main(int argc, char** argv) {
  using namespace xueji::cli;
  // Spreadsheets are unpacked by this same program as a child with limits.
  if (const auto status = xueji::sheet::run_worker_if_asked(argc, argv)) return *status;
  std::vector<Command> commands;
  for (const auto list :
       {init_commands, key_commands, authority_commands, submit_commands, inbox_commands,
        sign_commands, query_commands, lookup_commands, trace_commands, inspect_commands, monthly_commands,
        report_commands,
        proof_commands, verify_commands, access_commands, pack_commands, rules_commands,
        views_commands, simulate_commands, bench_commands}) {
    auto more = list();
    std::move(more.begin(), more.end(), std::back_inserter(commands));
  }
  return run_command_line(commands, argc, argv);
}
