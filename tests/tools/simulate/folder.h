// A folder that goes with the test; a ledger's master key lies beside it, so inside this folder.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tools/simulate/simulate.h"

namespace xueji::simulate {

class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "xueji-simulate-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline SimulationOptions small_city(const std::filesystem::path& directory, std::uint64_t seed,
                                    const std::string& policy = "shiyan") {
  SimulationOptions options;
  options.directory = {directory};
  options.policy = policy;
  options.schools = 3;
  options.students = 300;
  options.seed = seed;
  return options;
}

inline SimulationReport run(const SimulationOptions& options) {
  auto report = simulate(options);
  INFO("seed " << options.seed);
  if (!report) FAIL(report.error().what.en);
  return *report;
}

inline std::string text_of_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace xueji::simulate
