#include "tools/bench/bench.h"

#include <algorithm>
#include <functional>

#include "ledger/commit/ledger_view.h"
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

/// What people feel, and what holds every status in memory, is measured on a city of the size of
/// the real one. The ledger then grows on to the size of the figures that are stated for it.
constexpr std::size_t city_schools_max = 12;

/// Fills schools up to that many, and closes the ledger. Tells how far it is between two shares.
Status fill(Run& run, std::size_t schools, double share, double share_end) {
  // Some at a time: what is on its way is held in memory.
  constexpr std::size_t at_a_time = 20;
  const auto first = run.schools_filled;
  if (first < schools) {
    if (auto opened = run.city.reopen(); !opened) return opened;
  }
  while (run.schools_filled < schools) {
    const auto count = std::min(at_a_time, schools - run.schools_filled);
    if (auto filled = run.city.fill_schools(run.schools_filled, count); !filled) return filled;
    run.schools_filled += count;
    if (!run.options.progress || run.schools_filled == schools) continue;
    const auto done = static_cast<double>(run.schools_filled - first);
    const auto lines = number_text(static_cast<double>(run.schools_filled * lines_per_school));
    run.options.progress(
        share + (share_end - share) * done / static_cast<double>(schools - first),
        {"填充台账,已 " + lines + " 行", "filling the ledger, " + lines + " lines"});
  }
  run.city.close();
  return {};
}

Status note_size(Run& run) {
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  run.report.entries = (*view)->log().head().size.value;
  constexpr std::uint64_t design_entries = 10'000'000;
  if (run.report.entries < design_entries) {
    const auto size = number_text(static_cast<double>(run.report.entries));
    run.report.left_out.push_back(
        {"读取类指标取自 " + size + " 条的台账;千万条用 --entries 10000000",
         "the reading figures are taken on a ledger of " + size +
             " entries; for the design's size use --entries 10000000"});
  }
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
  const auto city_schools = std::min(sizes->schools, city_schools_max);
  const Part parts[] = {
      {0.05, {"单事项写入", "single acts"}, [&] { return measure_single_acts(run, sizes->acts); }},
      {0.15,
       {"500 行写入", "500 lines"},
       [&] { return measure_imports(run, sizes->schools_measured); }},
      {0.25, {"填充城市", "filling the city"}, [&] { return fill(run, city_schools, 0.25, 0.35); }},
      {0.35, {"核验", "verifying"}, [&] { return measure_verify(run); }},
      {0.40, {"使用感受", "what people feel"}, [&] { return measure_felt(run); }},
      {0.50,
       {"填充台账", "filling the ledger"},
       [&] { return fill(run, sizes->schools, 0.50, 0.80); }},
      {0.80, {"收尾", "closing"}, [&] { return note_size(run); }},
      {0.81, {"重建投影", "rebuilding projections"}, [&] { return measure_rebuild(run); }},
      {0.90, {"名册", "rosters"}, [&] { return measure_rosters(run); }},
      {0.94, {"证明", "proofs"}, [&] { return measure_proofs(run); }},
      {0.95, {"打开", "opening"}, [&] { return measure_open(run); }},
      {0.96, {"磁盘", "disk"}, [&] { return measure_disk(run); }},
  };
  for (const auto& part : parts) {
    progress(part.share, part.what);
    if (auto done = part.measure(); !done) return fail(done.error());
  }
  progress(1, {"完成", "done"});
  return report;
}

}  // namespace xueji::bench
