// `xueji simulate`: an invented city through the real pipeline. One seed gives one log, byte for
// byte; the truth file beside it lists what an inspection of it must find (TRUTH.md).
//
// Nothing here appends by itself: every act is a submission or a sign-off, signed with the key of
// somebody who holds the role, and judged by the ledger as any other. The forms that a school fills
// for its students are written as spreadsheets and filed from the files.
//
// Reading XLSX starts the running program again (tools/sheet/worker.h): a program that calls this
// must ask run_worker_if_asked first.
// Thread safety: one call at a time for one directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/text.h"
#include "ledger/commit/data_directory.h"
#include "ledger/model/entry.h"
#include "ledger/policy/pack_files.h"

namespace xueji::simulate {

/// How far the run is: 0 … 1, and what happens now.
using Progress = std::function<void(double part, const Text& what)>;

struct SimulationOptions {
  DataDirectory directory;        ///< Must not hold a ledger yet.
  std::filesystem::path master;   ///< Empty: DataDirectory::default_master().
  std::string policy = "shiyan";  ///< Id of a shipped pack.
  PackFiles pack;                 ///< Of another pack; empty: the shipped one.
  std::uint32_t schools = 12;     ///< Schools that own status, 1 … 99.
  /// On the roll when the last intake is registered, cohorts by opening import included.
  std::uint32_t students = 36'683;
  int first_year = 2024;  ///< Of the first intake.
  /// Of intakes, 1 … 3. With three the first of them goes on to its diploma in the summer after.
  int years = 1;
  std::uint64_t seed = 1;
  std::filesystem::path sheets;  ///< Where the spreadsheets go; empty: DIR/sheets.
  /// Finding codes (rules.md §11) to bring about; empty: every one that the policy has a source
  /// for. `{"none"}`: a city without violations (open rosters still stall at the cut-off).
  std::vector<std::string> violations;
  Progress progress;  ///< May be empty.
};

/// How many findings the inspection of a year must show.
struct ExpectedCount {
  int year = 0;
  std::size_t findings = 0;
};

/// A violation that the pack refuses at the door: it was tried, and the ledger named the rule.
struct ShownRefusal {
  std::string code;  ///< Of the finding that cannot come about.
  std::string rule;
};

struct SimulationReport {
  LedgerId ledger;
  Seen head;               ///< Size and root of the tree at the end.
  std::string checkpoint;  ///< Signed note of that head.
  std::size_t organisations = 0;
  std::size_t staff = 0;
  std::size_t key_files = 0;
  std::size_t classes = 0;
  std::size_t on_roll = 0;      ///< Students with a status when the last intake is registered.
  std::size_t submissions = 0;  ///< Accepted.
  std::size_t events = 0;
  std::size_t sign_offs = 0;
  std::size_t refusals = 0;           ///< Acts that the ledger had to refuse, and did.
  std::vector<ShownRefusal> refused;  ///< Those of them that stand for a finding code.
  std::size_t sheets = 0;
  std::vector<ExpectedCount> expected_findings;  ///< Of each year, in order.
  std::filesystem::path truth;
  std::vector<std::string> commands;  ///< Three to try.
};

/// Runs the simulation. Errors: invalid_argument for options that make no city; those of
/// Ledger::create; `refused` when the ledger judged an act otherwise than the simulation meant it,
/// with the ledger's own reasons.
[[nodiscard]] Result<SimulationReport> simulate(const SimulationOptions& options);

}  // namespace xueji::simulate
