#include "tools/report/write_file.h"

#include <fstream>
#include <string>
#include <system_error>

namespace xueji::report {

Status make_directory(const std::filesystem::path& directory) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (!failed) return {};
  return fail(ErrorCode::io, Text{"无法建立目录 " + directory.string() + ":" + failed.message(),
                                  "cannot make " + directory.string() + ": " + failed.message()});
}

Status write_whole_file(const std::filesystem::path& path, std::string_view text) {
  auto unfinished = path;
  unfinished += ".unfinished";
  {
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.flush();
    if (!out) {
      return fail(ErrorCode::io, Text{"无法写入 " + path.string(), "cannot write " + path.string()},
                  Text{"检查磁盘空间和目录权限", "check disk space and permissions"});
    }
  }
  std::error_code failed;
  std::filesystem::rename(unfinished, path, failed);
  if (!failed) return {};
  return fail(ErrorCode::io, Text{"无法写入 " + path.string() + ":" + failed.message(),
                                  "cannot write " + path.string() + ": " + failed.message()});
}

}  // namespace xueji::report
