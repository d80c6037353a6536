// Figures 3 to 8: what reads the ledger that the appends have filled.
#include <algorithm>
#include <cstdint>

#include "ledger/base/random.h"
#include "ledger/commit/personal_data.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"
#include "ledger/store/rocksdb/rocksdb_log.h"
#include "ledger/store/rocksdb/rocksdb_store.h"
#include "projections/roster.h"
#include "projections/views.h"
#include "replay/verify/verify.h"
#include "tools/bench/limits.h"
#include "tools/bench/parts.h"

namespace xueji::bench {
namespace {

/// Seconds of reading every entry once; `hashed` as a leaf as well.
Result<double> scan_seconds(const LogReader& log, bool hashed) {
  std::uint64_t bytes = 0;
  const Stopwatch watch;
  auto read = log.read(Position{0}, ~std::uint64_t{0}, [&](Position, ByteView entry) {
    bytes += entry.size();
    if (hashed) bytes += leaf_hash(entry).bytes[0];
    return Visit::more;
  });
  if (!read) return fail(read.error());
  const double seconds = watch.seconds();
  XUEJI_ASSERT(bytes > 0);
  return seconds;
}

std::string size_text(std::uint64_t entries) {
  return number_text(static_cast<double>(entries));
}

/// Days from the first import to the day after the last step, over both axes: all, or so many of
/// them evenly spread.
std::vector<AsOf> past_moments(Date first, Date last) {
  constexpr std::int32_t days_max = 75;
  const auto days = to_days(last) - to_days(first) + 1;
  const int apart = static_cast<int>((days + days_max - 1) / days_max);
  std::vector<AsOf> moments;
  for (auto day = first; day <= last; day = add_days(day, apart)) {
    moments.push_back({Axis::recorded, day, std::nullopt});
    moments.push_back({Axis::effective, day, std::nullopt});
  }
  return moments;
}

}  // namespace

Status measure_rebuild(Run& run) {
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  const auto& log = (*view)->log();
  const auto scan = scan_seconds(log, /*hashed=*/false);
  if (!scan) return fail(scan.error());
  // Without any generation, opening is the rebuild; the second one is compared with it.
  std::error_code error;
  std::filesystem::remove_all(run.city.directory().views(), error);
  const Stopwatch watch;
  auto views = Views::open(log, (*view)->packs(), run.city.directory());
  const double seconds = watch.seconds();
  if (!views) return fail(views.error());
  const auto rebuilt = (*views)->rebuild();
  if (!rebuilt) return fail(rebuilt.error());
  if (!rebuilt->compared || !rebuilt->compared->equal()) {
    return fail(ErrorCode::corrupt, "views that were built twice differ");
  }
  const auto entries = static_cast<double>(rebuilt->size.value);
  Figure rate{.id = "rebuild",
              .name = {"重建全部投影", "rebuild all projections"},
              .value = entries / seconds,
              .unit = "entries/s"};
  Figure absolute = rate;
  rate.limit_name = {"逐条读取同样的条目", "raw iteration over the same entries"};
  rate.limit = entries / *scan;
  run.add(ratio_at_least(std::move(rate), 0.25));
  absolute.id = "rebuild_rate";
  run.add(at_least(std::move(absolute), 500'000));
  return {};
}

Status measure_verify(Run& run) {
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  const auto& log = (*view)->log();
  auto anchor = read_anchor(run.city.directory().anchor());
  if (!anchor) return fail(anchor.error());
  const auto scan = scan_seconds(log, /*hashed=*/true);
  if (!scan) return fail(scan.error());
  constexpr double probe_seconds = 0.4;
  constexpr std::size_t header_bytes = 400;
  const auto signature_seconds = 1 / verify_rate(cores(), header_bytes, probe_seconds);
  VerifyOptions options;
  options.anchor = *std::move(anchor);
  options.threads = cores();
  const Stopwatch watch;
  auto report = verify_log(log, options);
  const double seconds = watch.seconds();
  if (!report) return fail(report.error());
  if (!report->verified()) return fail(ErrorCode::corrupt, report->summary());
  const auto& counts = report->counts;
  const double other_hashes =
      static_cast<double>(counts.hashes - std::min(counts.hashes, counts.entries));
  const auto threads = static_cast<double>(cores());
  const double raw_seconds = static_cast<double>(counts.signatures) * signature_seconds +
                             (*scan + other_hashes * node_hash_seconds()) / threads;
  const auto entries = static_cast<double>(counts.entries);
  Figure rate{.id = "verify",
              .name = {"从创世起核验,共 " + size_text(counts.entries) + " 条",
                       "verify from genesis, " + size_text(counts.entries) + " entries"},
              .value = entries / seconds,
              .unit = "entries/s"};
  rate.limit_name = {"同样的签名、摘要和读取的裸成本",
                     "its signatures, hashes and scan at raw cost"};
  rate.limit = entries / raw_seconds;
  run.add(ratio_at_least(std::move(rate), 0.6));

  options.since = (*view)->checkpoint_note();
  const Stopwatch again;
  report = verify_log(log, options);
  if (!report) return fail(report.error());
  run.add({.id = "verify_since",
           .name = {"自最新检查点核验(签名与规则只看其后)", "verify --since the newest checkpoint"},
           .value = again.ms(),
           .unit = "ms"});
  return {};
}

Status measure_rosters(Run& run) {
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  auto views = Views::open((*view)->log(), (*view)->packs(), run.city.directory());
  if (!views) return fail(views.error());
  SystemRandom random;
  auto personal = PersonalData::open_reader(run.city.directory(), run.city.master(),
                                            (*view)->ledger_id(), random);
  if (!personal) return fail(personal.error());
  const auto moments = past_moments(make_date(2024, 1, 3), run.city.today());
  const std::size_t rounds = run.options.quick ? 2 : 8;
  std::vector<double> times;
  std::size_t named = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const auto& moment : moments) {
      const auto& school = run.city.schools()[round % run.schools_filled];
      const Stopwatch watch;
      auto found = roster(**views, {.schools = {school.id}, .as_of = moment});
      if (!found) return fail(found.error());
      if (auto names = add_masked_names(*found, (*personal)->vault()); !names) return names;
      times.push_back(watch.ms());
      named = std::max(named, found->rows.size());
    }
  }
  if (named != lines_per_school) {
    return fail(ErrorCode::corrupt, "no roster of the benchmark shows the whole school");
  }
  Figure figure{.id = "roster_p99",
                .name = {"3,000 人学校任一日名册(两轴,掩码姓名)p99",
                         "roster of a 3,000-student school, any past day, both axes, masked, p99"},
                .value = percentile(times, 0.99),
                .unit = "ms"};
  run.add(at_most(std::move(figure), 50));
  return {};
}

Status measure_proofs(Run& run) {
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  const auto& head = (*view)->checkpoint();
  SeededRandom random(6);
  constexpr std::size_t positions = 2'000;
  std::vector<Position> asked;
  for (std::size_t i = 0; i < positions; ++i)
    asked.push_back(Position{random.below(head.size.value)});
  std::vector<double> first_us;
  std::vector<double> times_us;
  for (std::size_t i = 0; i < 2 * positions; ++i) {
    const auto position = asked[i % positions];
    const Stopwatch watch;
    const auto path = inclusion_proof((*view)->tiles(), position, head.size);
    const double us = watch.seconds() * 1e6;
    if (!path) return fail(path.error());
    // Warm is what was read before.
    (i < positions ? first_us : times_us).push_back(us);
    if (i % 500 != 0) continue;
    const auto entry = (*view)->log().entry(position);
    if (!entry ||
        !verify_inclusion(leaf_hash(*entry), position.value, head.size, *path, head.root)) {
      return fail(ErrorCode::corrupt, "an inclusion proof of the benchmark does not verify");
    }
  }
  Figure figure{
      .id = "proof_p99",
      .name = {"包含证明(再次读取)p99,共 " + size_text(head.size.value) + " 条",
               "inclusion proof, read before, p99, of " + size_text(head.size.value) + " entries"},
      .value = percentile(times_us, 0.99),
      .unit = "us"};
  run.add(at_most(std::move(figure), 200));
  run.add({.id = "proof_first_p99",
           .name = {"其首次读取 p99", "its first reading, p99"},
           .value = percentile(first_us, 0.99),
           .unit = "us"});
  return {};
}

Status measure_open(Run& run) {
  const Stopwatch watch;
  auto view = LedgerView::open(run.city.directory());
  if (!view) return fail(view.error());
  auto views = Views::open((*view)->log(), (*view)->packs(), run.city.directory());
  if (!views) return fail(views.error());
  const auto found = roster(**views, {.schools = {run.city.schools().front().id}});
  if (!found) return fail(found.error());
  Figure figure{.id = "open_and_answer",
                .name = {"打开台账并给出一校名册", "open the ledger and answer with a roster"},
                .value = watch.seconds(),
                .unit = "s"};
  run.add(at_most(std::move(figure), 1));
  return {};
}

Status measure_disk(Run& run) {
  const auto& directory = run.city.directory();
  const auto lines = static_cast<double>(run.schools_filled * lines_per_school + run.lines_waiting);
  auto log = open_rocksdb_log({.directory = directory.log()});
  if (!log) return fail(log.error());
  if (auto done = (*log)->compact(); !done) return done;
  const auto log_bytes = (*log)->size_on_disk_bytes();
  if (!log_bytes) return fail(log_bytes.error());
  double personal_bytes = 0;
  for (const auto& path : {directory.vault(), directory.keyring()}) {
    auto store = open_rocksdb_store({.directory = path});
    if (!store) return fail(store.error());
    if (auto done = (*store)->compact(); !done) return done;
    const auto bytes = (*store)->size_on_disk_bytes();
    if (!bytes) return fail(bytes.error());
    personal_bytes += static_cast<double>(*bytes);
  }
  Figure log_figure{.id = "disk_log",
                    .name = {"每条注册占用:台账、瓦片、索引(已压实)",
                             "disk per registration line: log, tiles, indexes, compacted"},
                    .value = static_cast<double>(*log_bytes) / lines,
                    .unit = "B"};
  run.add(at_most(std::move(log_figure), 700));
  Figure vault_figure{.id = "disk_vault",
                      .name = {"每条注册占用:个人信息库与密钥库(已压实)",
                               "disk per registration line: vault and keyring, compacted"},
                      .value = personal_bytes / lines,
                      .unit = "B"};
  run.add(at_most(std::move(vault_figure), 1'200));
  return {};
}

}  // namespace xueji::bench
