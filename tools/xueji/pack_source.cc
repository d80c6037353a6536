#include "tools/xueji/pack_source.h"

#include <filesystem>
#include <utility>

#include "ledger/commit/data_directory.h"
#include "ledger/policy/pack.h"

namespace xueji::cli {

bool is_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".toml") || text.ends_with(".pack");
}

Error no_pack(Error error, const std::string& text) {
  std::error_code ignored;
  if (error.code != ErrorCode::not_found || !std::filesystem::exists(text, ignored)) return error;
  error.next = {"若指当前目录中的文件或文件夹,请写 ./" + text + ";" + error.next.zh,
                "for the file or folder in this directory say ./" + text + "; " + error.next.en};
  return error;
}

Result<PackFiles> read_pack(const std::string& given) {
  std::error_code error;
  auto path = given;
  if (const std::filesystem::path file(given); file.filename() == "pack.toml") {
    path = file.has_parent_path() ? file.parent_path().string() : ".";
  }
  if (std::filesystem::is_directory(path, error)) {
    auto files = read_pack_folder(path);
    if (!files) return fail(files.error());
    return with_shared_tables(*std::move(files));
  }
  const auto archive = read_file(path, pack_size_max_bytes);
  if (!archive) return fail(archive.error());
  return pack_from_archive(bytes_of(*archive));
}

Result<PackFiles> find_pack_files(const std::string& text) {
  if (is_path(text)) return read_pack(text);
  auto files = shipped_pack(text);
  if (!files) return fail(no_pack(files.error(), text));
  return files;
}

}  // namespace xueji::cli
