// What is wrong with the files of a pack: all of it, each problem with file, line and key.
// Thread safety: plain value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace xueji {

/// A place in a data file. `line` is counted from 1; 0 stands for the file as a whole.
struct FilePlace {
  std::string file;
  int line = 0;
  std::string key;
};

class FileProblems {
 public:
  /// Notes one problem. The sentences say what is wrong and what would be accepted.
  void add(const FilePlace& place, std::string_view zh, std::string_view en);
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] std::size_t count() const { return lines_.size(); }
  /// One error `malformed` that lists the problems, one a line, the first 30 in full.
  [[nodiscard]] Error as_error() const;

 private:
  std::vector<Text> lines_;
};

}  // namespace xueji
