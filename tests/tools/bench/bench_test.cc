// A tiny run of the benchmark: every figure that needs no program of its own is taken.
#include "tools/bench/bench.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

namespace xueji::bench {
namespace {

const Figure* find(const BenchReport& report, std::string_view id) {
  const auto found = std::find_if(report.figures.begin(), report.figures.end(),
                                  [&](const Figure& figure) { return figure.id == id; });
  return found == report.figures.end() ? nullptr : &*found;
}

TEST_CASE("a tiny run takes every figure and holds it against its limit") {
  std::string pattern = (std::filesystem::temp_directory_path() / "xueji-bench-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  double progress = -1;
  const auto report = run_bench({.directory = pattern,
                                 .quick = true,
                                 .entries = 3'000,
                                 .acts = 128,
                                 .progress = [&](double part, const Text&) {
                                   CHECK(part > progress);
                                   progress = part;
                                 }});
  std::error_code ignored;
  std::filesystem::remove_all(pattern, ignored);
  INFO((report ? "" : report.error().what.en));
  REQUIRE(report);
  CHECK(progress == 1);
  CHECK(report->entries > 3'000);
  for (const auto* id : {"append_single", "append_lone_p50", "append_500", "rebuild", "verify"}) {
    INFO(id);
    const auto* figure = find(*report, id);
    REQUIRE(figure != nullptr);
    CHECK(figure->value > 0);
    CHECK(figure->limit.value_or(0) > 0);
    CHECK(figure->met.has_value());
  }
  for (const auto* id : {"append_single_p99", "append_500_rate", "rebuild_rate", "roster_p99",
                         "proof_p99", "open_and_answer", "disk_log", "disk_vault", "inspect_all"}) {
    INFO(id);
    const auto* figure = find(*report, id);
    REQUIRE(figure != nullptr);
    CHECK(figure->value > 0);
    CHECK_FALSE(figure->target.empty());
  }
  const auto* first = find(*report, "proof_first_p99");
  REQUIRE(first != nullptr);
  CHECK(first->value > 0);
  // Nothing was left out in silence: no program was named, and the size is said.
  CHECK(report->left_out.size() == 2);
}

TEST_CASE("a figure misses its target when it is on the wrong side of it") {
  Figure figure{.id = "x", .name = {"甲", "x"}, .value = 5, .unit = "ms"};
  CHECK(at_most(figure, 5).met == true);
  CHECK(at_most(figure, 4.9).met == false);
  CHECK(at_least(figure, 5.1).met == false);
  CHECK(ratio_at_least(figure, 0.1).met == false);
  figure.limit = 10;
  CHECK(ratio_at_least(figure, 0.5).met == true);
  CHECK(ratio_at_least(figure, 0.51).met == false);
}

TEST_CASE("percentiles are nearest ranks") {
  CHECK(percentile({}, 0.5) == 0);
  CHECK(percentile({3, 1, 2}, 0.5) == 2);
  CHECK(percentile({3, 1, 2}, 0.99) == 3);
  CHECK(percentile({3, 1, 2}, 0) == 1);
}

TEST_CASE("numbers are grouped by thousands") {
  CHECK(number_text(1'234'567) == "1,234,567");
  CHECK(number_text(0.731) == "0.731");
  CHECK(number_text(999) == "999");
}

}  // namespace
}  // namespace xueji::bench
