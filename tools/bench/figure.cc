#include "tools/bench/figure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace xueji::bench {

std::optional<double> Figure::ratio() const {
  if (!limit || *limit <= 0) return std::nullopt;
  return value / *limit;
}

std::string number_text(double value) {
  char out[32];
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  std::snprintf(out, sizeof out, "%.*f", decimals, value);
  std::string text(out);
  const auto point = text.find('.');
  auto at = point == std::string::npos ? text.size() : point;
  while (at > 3) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

Figure at_least(Figure figure, double target) {
  figure.target = ">= " + number_text(target);
  figure.met = figure.value >= target;
  return figure;
}

Figure at_most(Figure figure, double target) {
  figure.target = "<= " + number_text(target);
  figure.met = figure.value <= target;
  return figure;
}

Figure ratio_at_least(Figure figure, double target) {
  figure.target = "ratio >= " + number_text(target);
  figure.met = figure.ratio() && *figure.ratio() >= target;
  return figure;
}

double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const auto rank = std::ceil(part * static_cast<double>(values.size()));
  const auto at = std::min(values.size(), std::max<std::size_t>(1, static_cast<std::size_t>(rank)));
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(at - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace xueji::bench
