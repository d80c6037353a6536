// `xueji bench`: the figures of the design's section on speed, each beside the machine's own limit
// of the same run.
// Thread safety: one call at a time for one directory. Uses threads of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "ledger/base/result.h"
#include "tools/bench/figure.h"

namespace xueji::bench {

struct BenchOptions {
  std::filesystem::path directory;  ///< Empty or not there yet; what is left in it is the caller's.
  bool quick = false;               ///< Within a minute instead of ten.
  /// Of the ledger that is read, about; 0: 12,000 quick, 60,000 otherwise. The figures of the
  /// design are stated for 10,000,000.
  std::uint64_t entries = 0;
  std::size_t acts = 0;  ///< Single acts; 0: 4,000 quick, 20,000 otherwise.
  /// This program, for what people feel; empty leaves those figures out. It must then answer
  /// tools/sheet/worker.h, as `xueji` does.
  std::filesystem::path program = {};
  /// Called before every part, with its share of the work done.
  std::function<void(double part, const Text& what)> progress = {};
};

struct BenchReport {
  std::uint64_t entries = 0;  ///< Of the ledger that the reading figures are taken on.
  std::vector<Figure> figures;
  std::vector<Text> left_out;  ///< What was not measured, and why.
};

/// Errors: those of the ledger; invalid_argument for sizes that make no city.
[[nodiscard]] Result<BenchReport> run_bench(const BenchOptions& options);

}  // namespace xueji::bench
