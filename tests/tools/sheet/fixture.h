// Files that tests make for themselves, in a folder that goes when the test ends.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/sheet/read.h"

namespace xueji::sheet::fixture {

class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }
  /// Writes the bytes under the name and returns the path.
  std::filesystem::path file(std::string_view name, std::string_view bytes) const;
  /// An executable shell script: a worker that misbehaves.
  std::filesystem::path script(std::string_view name, std::string_view commands) const;

 private:
  std::filesystem::path path_;
};

using Parts = std::vector<std::pair<std::string, std::string>>;
/// A ZIP package of these parts.
void zip(const std::filesystem::path& path, const Parts& parts);
/// The parts of a workbook with one sheet "S1", whose sheetData has this content; the shared
/// strings and cell formats (cellXfs) have these.
Parts xlsx_parts(const std::string& rows, const std::string& strings = "",
                 const std::string& formats = "<xf numFmtId=\"0\"/>");
Parts ods_parts(const std::string& tables);

/// The message of a failed read in both languages, or "" if it succeeded.
std::string refusal(const std::filesystem::path& path, const ReadLimits& limits = {});

std::string read_bytes(const std::filesystem::path& path);

}  // namespace xueji::sheet::fixture
