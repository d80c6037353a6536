#include "tools/xueji/output.h"

#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "tools/sheet/write.h"

namespace xueji::cli {

void Output::json(const boost::json::value& value) const {
  std::cout << boost::json::serialize(value) << '\n';
}

void Output::table(std::span<const Text> headers, std::span<const std::vector<std::string>> rows,
                   std::vector<std::size_t> right_aligned) const {
  std::vector<std::string> words;
  for (const auto& header : headers)
    words.push_back(header.in(language_));
  sheet::print_table(std::cout, words, rows, {.right_aligned = std::move(right_aligned)});
}

void Output::list(std::span<const Text> headers, std::span<const std::vector<std::string>> rows,
                  const Text& none, std::vector<std::size_t> right_aligned) const {
  if (rows.empty()) return line(none);
  table(headers, rows, std::move(right_aligned));
}

void Output::line(const Text& text) const {
  std::cout << text.in(language_) << '\n';
}

void Output::plain(std::string_view text) const {
  std::cout << text;
}

namespace {

/// `"a":1,"b":2`: the members of an object without its braces.
std::string members_of(const boost::json::object& object) {
  const auto text = boost::json::serialize(object);
  return text.substr(1, text.size() - 2);
}

}  // namespace

JsonRows::JsonRows(const boost::json::object& before, std::string_view name) {
  std::cout << '{' << members_of(before) << (before.empty() ? "" : ",")
            << boost::json::serialize(boost::json::string(name)) << ":[";
}

void JsonRows::add(const boost::json::value& row) {
  std::cout << (is_first_ ? "" : ",") << boost::json::serialize(row);
  is_first_ = false;
}

void JsonRows::end(const boost::json::object& after) {
  std::cout << ']' << (after.empty() ? "" : ",") << members_of(after) << "}\n";
}

ProgressBar::ProgressBar(Language language)
    : language_(language),
      terminal_(::isatty(STDERR_FILENO) == 1),
      started_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() {
  clear();
}

void ProgressBar::clear() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

void ProgressBar::show(double part, const Text& what) {
  using namespace std::chrono_literals;
  if (part >= 1.0) return clear();
  if (!terminal_ || std::chrono::steady_clock::now() - started_ < 1s) return;
  const int percent = static_cast<int>(std::clamp(part, 0.0, 1.0) * 100);
  if (percent == percent_) return;
  percent_ = percent;
  drawn_ = true;
  constexpr int width = 30;
  const int filled = percent * width / 100;
  std::cerr << "\r\033[K[" << std::string(static_cast<std::size_t>(filled), '#')
            << std::string(static_cast<std::size_t>(width - filled), '.') << "] " << percent << "% "
            << what.in(language_) << std::flush;
}

}  // namespace xueji::cli
