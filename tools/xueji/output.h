// Where answers go: tables for people, JSON alone for programs, progress on a terminal.
// Not thread-safe.
#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/text.h"

namespace xueji::cli {

class Output {
 public:
  Output(Language language, bool json) : language_(language), json_(json) {}

  [[nodiscard]] bool is_json() const { return json_; }
  /// One JSON text and a newline on standard output.
  void json(const boost::json::value& value) const;
  /// A table on standard output; columns of numbers are right-aligned.
  void table(std::span<const Text> headers, std::span<const std::vector<std::string>> rows,
             std::vector<std::size_t> right_aligned = {}) const;
  /// A table of what may be nothing: then `none` says so, what was looked for and what to do.
  void list(std::span<const Text> headers, std::span<const std::vector<std::string>> rows,
            const Text& none, std::vector<std::size_t> right_aligned = {}) const;
  void line(const Text& text) const;
  void plain(std::string_view text) const;

 private:
  Language language_;
  bool json_;
};

/// A JSON object with an array of rows, written row by row: an answer of any length is never held
/// as a whole. The bytes are those of Output::json of the same object. Not copied; ended once.
class JsonRows {
 public:
  /// Opens the object: the members `before`, then the array under `name`.
  JsonRows(const boost::json::object& before, std::string_view name);
  void add(const boost::json::value& row);
  /// Closes the array, and the object after its last members.
  void end(const boost::json::object& after);

 private:
  bool is_first_ = true;
};

/// A bar on standard error when it is a terminal and the work takes longer than a second.
class ProgressBar {
 public:
  explicit ProgressBar(Language language);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// `part` from 0 to 1; at 1 the bar goes.
  void show(double part, const Text& what);

 private:
  void clear();

  Language language_;
  bool terminal_;
  bool drawn_ = false;
  int percent_ = -1;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace xueji::cli
