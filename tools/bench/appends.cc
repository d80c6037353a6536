// Figures 1 and 2: durable appends.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "tools/bench/captured_writes.h"
#include "tools/bench/limits.h"
#include "tools/bench/parts.h"

namespace xueji::bench {
namespace {

/// 64 authors, each with at most one act on its way: whoever has an answer sends the next one.
class Authors {
 public:
  Authors(Ledger& ledger, std::size_t authors) : ledger_(ledger) {
    for (std::size_t i = 0; i < authors; ++i)
      free_.push_back(i);
    started_.resize(authors);
  }

  /// Submits all and waits. Errors: the first act without a receipt.
  [[nodiscard]] Status run(std::vector<Submission> acts) {
    const auto authors = started_.size();
    for (auto& act : acts) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !free_.empty(); });
      const auto author = free_.front();
      free_.pop_front();
      lock.unlock();
      started_[author] = Stopwatch();
      ledger_.submit_async(std::move(act), [this, author](Result<Answer> answer) {
        const double ms = started_[author].ms();
        const std::lock_guard guard(mutex_);
        latencies_ms_.push_back(ms);
        if (!failure_ && !answer) failure_ = answer.error();
        if (!failure_ && std::holds_alternative<Refusal>(*answer)) {
          failure_ = make_error(ErrorCode::refused, "the ledger refused an act of the benchmark");
        }
        free_.push_back(author);
        changed_.notify_one();
      });
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return free_.size() == authors; });
    if (failure_) return fail(*failure_);
    return {};
  }

  [[nodiscard]] const std::vector<double>& latencies_ms() const { return latencies_ms_; }

 private:
  Ledger& ledger_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::size_t> free_;
  std::vector<Stopwatch> started_;
  std::vector<double> latencies_ms_;
  std::optional<Error> failure_;
};

void add_latency(Run& run, std::string id, Text name, double ms, std::optional<double> target_ms) {
  Figure figure{.id = std::move(id), .name = std::move(name), .value = ms, .unit = "ms"};
  run.add(target_ms ? at_most(std::move(figure), *target_ms) : std::move(figure));
}

}  // namespace

Status measure_single_acts(Run& run, std::size_t acts) {
  constexpr std::size_t rounds = 4;
  constexpr std::size_t lone_acts = 200;
  constexpr double probe_seconds = 0.4;
  constexpr std::size_t header_bytes = 400;
  auto& city = run.city;
  Authors many(city.ledger(), administrators);
  double seconds = 0;
  std::vector<double> raw{verify_rate(cores(), header_bytes, probe_seconds)};
  for (std::size_t round = 0; round < rounds; ++round) {
    auto signed_acts = city.single_acts(acts / rounds);
    if (!signed_acts) return fail(signed_acts.error());
    const Stopwatch watch;
    if (auto done = many.run(*std::move(signed_acts)); !done) return done;
    seconds += watch.seconds();
    raw.push_back(verify_rate(cores(), header_bytes, probe_seconds));
  }
  Figure rate{.id = "append_single",
              .name = {"单事项写入,64 人", "durable appends, N = 1, 64 authors"},
              .value = static_cast<double>(acts / rounds * rounds) / seconds,
              .unit = "acts/s"};
  rate.limit_name = {"验签速率 × 核数", "raw Ed25519 verify on all cores"};
  rate.limit = percentile(raw, 0.5);
  run.add(ratio_at_least(std::move(rate), 0.6));
  add_latency(run, "append_single_p50", {"其应答时间 p50", "its answer, p50"},
              percentile(many.latencies_ms(), 0.5), std::nullopt);
  add_latency(run, "append_single_p99", {"其应答时间 p99", "its answer, p99"},
              percentile(many.latencies_ms(), 0.99), 20);

  auto lone = city.single_acts(lone_acts);
  if (!lone) return fail(lone.error());
  Authors one(city.ledger(), 1);
  if (auto done = one.run(*std::move(lone)); !done) return done;
  Figure alone{.id = "append_lone_p50",
               .name = {"单人写入的应答时间 p50", "a lone author's answer, p50"},
               .value = percentile(one.latencies_ms(), 0.5),
               .unit = "ms"};
  const auto sync = sync_latency_ms(city.directory().root, 100);
  if (!sync) return fail(sync.error());
  alone.limit_name = {"fdatasync 中位数", "raw fdatasync, median"};
  alone.limit = *sync;
  run.add(at_most(std::move(alone), 2));
  return {};
}

Status measure_imports(Run& run, std::size_t schools) {
  constexpr std::size_t lines = 500;
  auto& city = run.city;
  std::vector<Submission> submissions;
  std::vector<FiledImport> imports;
  for (std::size_t n = 0; n < lines_per_school / lines; ++n) {
    for (std::size_t school = 0; school < schools; ++school) {
      auto submission = city.opening_import(school, lines);
      if (!submission) return fail(submission.error());
      const auto& header = submission->header;
      imports.push_back({school, header.header.submission, header.digest, header.digest});
      submissions.push_back(*std::move(submission));
    }
  }
  const auto before = city.ledger().log().head().size;
  const auto events = submissions.size() * lines;
  Answers answers;
  const Stopwatch watch;
  for (auto& submission : submissions) {
    city.ledger().submit_async(std::move(submission), answers.expect());
  }
  if (auto answered = answers.wait(); !answered) return answered;
  const double seconds = watch.seconds();
  city.close();
  auto groups = capture_writes(city.directory(), before);
  if (!groups) return fail(groups.error());
  const auto raw_directory = run.options.directory / "raw";
  const auto raw_seconds = replay_raw(raw_directory, *groups);
  std::error_code ignored;
  std::filesystem::remove_all(raw_directory, ignored);
  if (!raw_seconds) return fail(raw_seconds.error());
  if (auto opened = city.reopen(); !opened) return opened;

  Figure rate{.id = "append_500",
              .name = {"每批 500 行写入", "durable appends, N = 500"},
              .value = static_cast<double>(events) / seconds,
              .unit = "events/s"};
  Figure absolute = rate;
  rate.limit_name = {"同样写入的裸速率", "the identical write batches raw"};
  rate.limit = static_cast<double>(events) / *raw_seconds;
  run.add(ratio_at_least(std::move(rate), 0.5));
  absolute.id = "append_500_rate";
  run.add(at_least(std::move(absolute), 40'000));
  run.schools_filled = schools;
  return city.sign_all(std::move(imports));
}

}  // namespace xueji::bench
