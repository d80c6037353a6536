// How fast this machine is at it, every figure beside the machine's own limit (design §8).
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tools/bench/bench.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct BenchWords {
  std::string directory;
  std::int64_t entries = 0;
  std::int64_t acts = 0;
  bool quick = false;
  bool keep = false;
};

boost::json::object json_of(const bench::Figure& figure, Language language) {
  boost::json::object out{{"id", figure.id},
                          {"name", figure.name.in(language)},
                          {"value", figure.value},
                          {"unit", figure.unit}};
  if (figure.limit) {
    out["limit"] = *figure.limit;
    out["limit_name"] = figure.limit_name.in(language);
  }
  if (const auto ratio = figure.ratio()) out["ratio"] = *ratio;
  if (!figure.target.empty()) out["target"] = figure.target;
  if (figure.met) out["met"] = *figure.met;
  return out;
}

void print_report(Session& session, const bench::BenchReport& report) {
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array figures;
    for (const auto& figure : report.figures)
      figures.push_back(json_of(figure, session.language));
    boost::json::array left_out;
    for (const auto& text : report.left_out) {
      left_out.push_back(boost::json::string(session.in(text)));
    }
    out.json(boost::json::object{{"entries", report.entries},
                                 {"figures", std::move(figures)},
                                 {"left_out", std::move(left_out)}});
    return;
  }
  const Text headers[] = {{"指标", "figure"},    {"实测", "measured"},      {"单位", "unit"},
                          {"本机极限", "limit"}, {"比值", "ratio"},         {"目标", "target"},
                          {"达到", "met"},       {"极限指", "the limit is"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& figure : report.figures) {
    const Text met = !figure.met   ? Text{"", ""}
                     : *figure.met ? Text{"是", "yes"}
                                   : Text{"否", "NO"};
    const auto ratio = figure.ratio();
    rows.push_back({session.in(figure.name), bench::number_text(figure.value), figure.unit,
                    figure.limit ? bench::number_text(*figure.limit) : "",
                    ratio ? bench::number_text(*ratio) : "", figure.target, session.in(met),
                    session.in(figure.limit_name)});
  }
  out.table(headers, rows, {1, 3, 4});
  for (const auto& text : report.left_out)
    out.line(text);
}

/// The place to work in: named, or a new one below the system's directory for such things.
Result<std::filesystem::path> work_directory(const BenchWords& o) {
  if (!o.directory.empty()) {
    std::error_code error;
    if (std::filesystem::exists(o.directory, error)) {
      return fail(ErrorCode::conflict,
                  Text{o.directory + " 已存在", o.directory + " exists already"},
                  Text{"请指定一个新目录", "name a new directory"});
    }
    return std::filesystem::path(o.directory);
  }
  std::string pattern = (std::filesystem::temp_directory_path() / "xueji-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return fail(ErrorCode::io, Text{"无法建立临时目录", "cannot make a temporary directory"});
  }
  return std::filesystem::path(pattern);
}

Result<int> run_bench(Session& session, const BenchWords& o) {
  if (o.entries < 0 || o.acts < 0) {
    return fail(ErrorCode::invalid_argument, Text{"数量不能为负", "sizes are not negative"});
  }
  const auto directory = work_directory(o);
  if (!directory) return fail(directory.error());
  bench::BenchOptions options;
  options.directory = *directory;
  options.quick = o.quick;
  options.entries = static_cast<std::uint64_t>(o.entries);
  options.acts = static_cast<std::size_t>(o.acts);
  std::error_code error;
  options.program = std::filesystem::read_symlink("/proc/self/exe", error);
  ProgressBar bar(session.language);
  options.progress = [&](double part, const Text& what) { bar.show(part, what); };
  const auto report = bench::run_bench(options);
  if (!o.keep) std::filesystem::remove_all(*directory, error);
  if (!report) return fail(report.error());
  print_report(session, *report);
  return exit_done;
}

}  // namespace

std::vector<Command> bench_commands() {
  auto o = std::make_shared<BenchWords>();
  return {
      {.name = "bench",
       .job = Job::operate,
       .summary = {"测速:每项指标与本机极限并列",
                   "the figures of speed, each beside the machine's own limit"},
       .examples = {"xueji bench --quick", "xueji bench --entries 10000000 --json"},
       .takes = {.data = false, .json = true},
       .options = {{"--quick", {"一分钟内完成", "within a minute"}, &o->quick},
                   {"--entries", {"台账条目数", "entries of the ledger that is read"}, &o->entries},
                   {"--acts", {"单事项写入的次数", "single acts"}, &o->acts},
                   {"--dir",
                    {"在何处进行;须为新目录", "where to work; a new directory"},
                    &o->directory},
                   {"--keep", {"保留测速用的台账", "keep the ledger of the run"}, &o->keep}},
       .run = [o](Session& s) { return run_bench(s, *o); }}};
}

}  // namespace xueji::cli
