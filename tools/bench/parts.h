// The parts of a run, each a group of figures over the same city. For the sources of this folder.
// Thread safety: free functions, one after the other.
#pragma once

#include <filesystem>
#include <vector>

#include "tools/bench/bench.h"
#include "tools/bench/bench_city.h"

namespace xueji::bench {

struct Run {
  const BenchOptions& options;
  BenchCity& city;
  BenchReport& report;
  std::size_t schools_filled = 0;  ///< Schools whose 3,000 students are in effect.
  std::size_t lines_waiting = 0;   ///< Filed besides, and not signed.

  void add(Figure figure) { report.figures.push_back(std::move(figure)); }
};

/// Durable appends of one event, by 64 authors and by a lone one.
[[nodiscard]] Status measure_single_acts(Run& run, std::size_t acts);
/// Durable appends of 500 lines against the same writes raw. Fills the first schools with them; the
/// ledger is open again afterwards.
[[nodiscard]] Status measure_imports(Run& run, std::size_t schools);

// The figures that read; the ledger is closed for them.
[[nodiscard]] Status measure_rebuild(Run& run);
[[nodiscard]] Status measure_verify(Run& run);
[[nodiscard]] Status measure_rosters(Run& run);
[[nodiscard]] Status measure_proofs(Run& run);
[[nodiscard]] Status measure_open(Run& run);
/// Compacts the stores.
[[nodiscard]] Status measure_disk(Run& run);

/// What people wait for, as whole processes.
[[nodiscard]] Status measure_felt(Run& run);

}  // namespace xueji::bench
