#include "tools/bench/bench.h"

#include <algorithm>
#include <functional>

#include "tools/bench/parts.h"

namespace xueji::bench {
namespace {

struct Sizes {
  std::size_t schools = 0;           ///< All, each with `lines_per_school`.
  std::size_t schools_measured = 0;  ///< Filled while the clock runs.
  std::size_t acts = 0;
};

Result<Sizes> sizes_of(const BenchOptions& options) {
  const std::uint64_t entries = options.entries != 0 ? options.entries
                                : options.quick      ? 12'000
                                                     : 60'000;
  constexpr std::uint64_t entries_max = 100'000'000;
  if (entries > entries_max) {
    return fail(ErrorCode::invalid_argument, Text{"最多 1 亿条", "at most 100,000,000 entries"});
  }
  Sizes sizes;
  // Headers, records and sign-offs are about one entry in eighty.
  sizes.schools = std::max<std::size_t>(1, (entries + lines_per_school / 2) / lines_per_school);
  sizes.schools_measured = std::min<std::size_t>(sizes.schools, options.quick ? 4 : 10);
  sizes.acts = options.acts != 0 ? options.acts : options.quick ? 4'000 : 20'000;
  return sizes;
}

Status fill(Run& run, std::size_t schools) {
  // Some at a time: what is on its way is held in memory.
  constexpr std::size_t at_a_time = 20;
  while (run.schools_filled < schools) {
    const auto count = std::min(at_a_time, schools - run.schools_filled);
    if (auto filled = run.city.fill_schools(run.schools_filled, count); !filled) return filled;
    run.schools_filled += count;
  }
  return {};
}

Status note_size(Run& run) {
  run.report.entries = run.city.ledger().log().head().size.value;
  constexpr std::uint64_t design_entries = 10'000'000;
  if (run.report.entries < design_entries) {
    const auto size = number_text(static_cast<double>(run.report.entries));
    run.report.left_out.push_back(
        {"读取类指标取自 " + size + " 条的台账;千万条用 --entries 10000000",
         "the reading figures are taken on a ledger of " + size +
             " entries; for the design's size use --entries 10000000"});
  }
  run.city.close();
  return {};
}

}  // namespace

Result<BenchReport> run_bench(const BenchOptions& options) {
  const auto sizes = sizes_of(options);
  if (!sizes) return fail(sizes.error());
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) return fail(ErrorCode::io, "cannot create " + options.directory.string());
  const auto progress = [&](double part, const Text& what) {
    if (options.progress) options.progress(part, what);
  };
  progress(0, {"建立演示城市", "setting up an invented city"});
  auto city = BenchCity::create(options.directory / "city", sizes->schools);
  if (!city) return fail(city.error());
  BenchReport report;
  Run run{options, **city, report};
  struct Part {
    double share;
    Text what;
    std::function<Status()> measure;
  };
  const Part parts[] = {
      {0.05, {"单事项写入", "single acts"}, [&] { return measure_single_acts(run, sizes->acts); }},
      {0.15,
       {"500 行写入", "500 lines"},
       [&] { return measure_imports(run, sizes->schools_measured); }},
      {0.30, {"填充台账", "filling the ledger"}, [&] { return fill(run, sizes->schools); }},
      {0.50, {"收尾", "closing"}, [&] { return note_size(run); }},
      {0.51, {"重建投影", "rebuilding projections"}, [&] { return measure_rebuild(run); }},
      {0.60, {"核验", "verifying"}, [&] { return measure_verify(run); }},
      {0.70, {"名册", "rosters"}, [&] { return measure_rosters(run); }},
      {0.76, {"证明", "proofs"}, [&] { return measure_proofs(run); }},
      {0.78, {"打开", "opening"}, [&] { return measure_open(run); }},
      {0.80, {"磁盘", "disk"}, [&] { return measure_disk(run); }},
      {0.85, {"使用感受", "what people feel"}, [&] { return measure_felt(run); }},
  };
  for (const auto& part : parts) {
    progress(part.share, part.what);
    if (auto done = part.measure(); !done) return fail(done.error());
  }
  progress(1, {"完成", "done"});
  return report;
}

}  // namespace xueji::bench
