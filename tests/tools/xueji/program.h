// The built program, run as a user would: words in, exit status and both outputs back.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace xueji::test {

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

/// A directory of its own, in which the program runs; goes with the object.
class Desk {
 public:
  Desk();
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// Runs `xueji` with these words, without a terminal, in English unless they say otherwise.
  [[nodiscard]] Outcome run(const std::vector<std::string>& words) const;
  /// The same with standard output into this file, whose content is not read back.
  [[nodiscard]] Outcome run_into(const std::string& file,
                                 const std::vector<std::string>& words) const;
  /// The same, demanding success.
  Outcome done(const std::vector<std::string>& words) const;
  /// The same with --json, parsed.
  [[nodiscard]] boost::json::value json(std::vector<std::string> words) const;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const;
  std::filesystem::path program;         ///< What is run; the built binary at first.
  std::vector<std::string> environment;  ///< NAME=VALUE, beside language and PATH.

 private:
  [[nodiscard]] Outcome run_to(const std::filesystem::path& out,
                               const std::vector<std::string>& words) const;

  std::filesystem::path path_;
};

}  // namespace xueji::test
