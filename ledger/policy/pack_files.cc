#include "ledger/policy/pack_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "ledger/policy/base_pack.h"
#include "ledger/policy/embedded.h"

namespace xueji {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view archive_mark = "xueji-pack/v1\n\0"sv;

bool is_file_name(std::string_view name) {
  if (name.empty() || name.size() > 100 || name.front() == '/' || name.back() == '/') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '/' || c == '.' ||
           c == '-';
  });
}

tl::unexpected<Error> broken_archive(std::string_view zh, std::string_view en) {
  return fail(ErrorCode::malformed, Text{"规则包归档损坏:" + std::string(zh),
                                         "The pack archive is damaged: " + std::string(en)});
}

/// Takes pieces from the front of an archive; nothing once the bytes run out.
class ArchiveReader {
 public:
  explicit ArchiveReader(ByteView bytes) : rest_(bytes) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::optional<std::string_view> take(std::size_t size_bytes) {
    if (rest_.size() < size_bytes) return std::nullopt;
    const auto piece = text_of(rest_.first(size_bytes));
    rest_ = rest_.subspan(size_bytes);
    return piece;
  }
  template <class Integer>
  [[nodiscard]] std::optional<Integer> take_number() {
    const auto piece = take(sizeof(Integer));
    if (!piece) return std::nullopt;
    return read_le<Integer>(bytes_of(*piece).data());
  }

 private:
  ByteView rest_;
};

}  // namespace

Bytes pack_archive(const PackFiles& files) {
  Bytes out = to_bytes(bytes_of(archive_mark));
  append_le(out, static_cast<std::uint32_t>(files.files.size()));
  for (const auto& [name, content] : files.files) {
    append_le(out, static_cast<std::uint16_t>(name.size()));
    append(out, bytes_of(name));
    append_le(out, static_cast<std::uint32_t>(content.size()));
    append(out, bytes_of(content));
  }
  return out;
}

Result<PackFiles> pack_from_archive(ByteView archive) {
  if (archive.size() > pack_size_max_bytes) {
    return broken_archive("超过 4 MiB", "it is larger than 4 MiB");
  }
  ArchiveReader reader(archive);
  if (reader.take(archive_mark.size()) != archive_mark) {
    return broken_archive("开头标记不符", "it does not begin with the mark of a pack archive");
  }
  const auto count = reader.take_number<std::uint32_t>();
  if (!count || *count > pack_file_count_max) {
    return broken_archive("文件数不合法", "its file count is missing or above 64");
  }
  PackFiles result;
  std::string previous;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto name_size = reader.take_number<std::uint16_t>();
    const auto name = name_size ? reader.take(*name_size) : std::nullopt;
    const auto content_size = name ? reader.take_number<std::uint32_t>() : std::nullopt;
    const auto content = content_size ? reader.take(*content_size) : std::nullopt;
    if (!content) return broken_archive("内容被截断", "it is cut off");
    if (!is_file_name(*name)) return broken_archive("文件名不合法", "a file name is not allowed");
    if (i > 0 && *name <= previous) {
      return broken_archive("文件名未按顺序或重复", "file names are out of order or repeated");
    }
    previous = *name;
    result.files.emplace(*name, *content);
  }
  if (!reader.at_end()) return broken_archive("末尾有多余字节", "bytes follow its last file");
  return result;
}

std::vector<std::string> shipped_pack_ids() {
  std::set<std::string> ids;
  constexpr auto folder = "packs/"sv;
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with(folder)) continue;
    const auto rest = file.path.substr(folder.size());
    ids.emplace(rest.substr(0, rest.find('/')));
  }
  return {ids.begin(), ids.end()};
}

std::string base_asked_for(std::string_view pack_toml) {
  constexpr auto key = "base = \""sv;
  const auto at = pack_toml.starts_with(key) ? 0 : pack_toml.find("\n" + std::string(key));
  if (at == std::string_view::npos) return {};
  const auto from = pack_toml.find('"', at) + 1;
  const auto until = pack_toml.find('"', from);
  if (until == std::string_view::npos) return {};
  return std::string(pack_toml.substr(from, until - from));
}

PackFiles with_shared_tables(PackFiles files) {
  const auto own = files.files.find("pack.toml");
  const auto base = own == files.files.end() ? std::string() : base_asked_for(own->second);
  const auto folder = "bases/" + base + "/";
  for (const auto& file : embedded_files()) {
    if (file.path.starts_with("codes/")) files.files.emplace(file.path, file.bytes);
    if (!base.empty() && file.path.starts_with(folder)) {
      files.files.emplace("base/" + std::string(file.path.substr(folder.size())), file.bytes);
    }
  }
  return files;
}

Result<PackFiles> shipped_pack(std::string_view id) {
  const std::string folder = "packs/" + std::string(id) + "/";
  PackFiles files;
  for (const auto& file : embedded_files()) {
    if (file.path.starts_with(folder)) {
      files.files.emplace(file.path.substr(folder.size()), file.bytes);
    }
  }
  if (files.files.empty()) {
    std::string known;
    for (const auto& pack : shipped_pack_ids())
      known += (known.empty() ? "" : ", ") + pack;
    return fail(ErrorCode::not_found,
                Text{"没有内置规则包 " + std::string(id), "no shipped pack " + std::string(id)},
                Text{"可用:" + known, "available: " + known});
  }
  return with_shared_tables(std::move(files));
}

Result<PackFiles> read_pack_folder(const std::filesystem::path& folder) {
  PackFiles result;
  std::uintmax_t total_bytes = 0;
  for (const auto& part : {std::string(), std::string("codes/")}) {
    std::error_code failed;
    const auto entries = std::filesystem::directory_iterator(folder / part, failed);
    if (failed && part.empty()) {
      return fail(ErrorCode::io, Text{"无法读取目录 " + folder.string(),
                                      "cannot read the folder " + folder.string()});
    }
    if (failed) continue;  // A pack without tables of its own has no folder `codes`.
    for (const auto& entry : entries) {
      const auto extension = entry.path().extension();
      if (extension != ".toml" && extension != ".csv") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::string content{std::istreambuf_iterator<char>(in), {}};
      total_bytes += content.size();
      const std::string name = part + entry.path().filename().string();
      if (in.bad() || !in.is_open() || !is_file_name(name) || total_bytes > pack_size_max_bytes) {
        return fail(ErrorCode::io,
                    Text{"无法读取 " + entry.path().string() + "(或文件名不合法,或总量超过 4 MiB)",
                         "cannot read " + entry.path().string() +
                             " (or its name is not allowed, or the pack exceeds 4 MiB)"});
      }
      result.files.emplace(name, std::move(content));
    }
  }
  return result;
}

Result<PackFiles> with_table(PackFiles files, std::string_view name, std::string_view csv,
                             std::string_view version) {
  constexpr auto key = "version = \""sv;
  auto& text = files.files["pack.toml"];
  auto at = text.starts_with(key) ? std::size_t{0} : text.find("\n" + std::string(key));
  const auto end = at == std::string::npos ? at : text.find('"', at + key.size() + 1);
  if (end == std::string::npos) {
    return fail(ErrorCode::invalid_argument,
                Text{"pack.toml 缺少 version 行", "pack.toml has no line version = \"…\""});
  }
  if (at > 0) ++at;
  const auto start = at + key.size();
  if (version.empty() || version.find_first_of("\"\\\n") != std::string_view::npos ||
      text.substr(start, end - start) == version) {
    return fail(ErrorCode::invalid_argument, Text{"新版本号须非空且不同于原版本号",
                                                  "the new version must differ from the old one"});
  }
  text.replace(start, end - start, version);
  files.files["codes/" + std::string(name) + ".csv"] = csv;
  return files;
}

}  // namespace xueji
