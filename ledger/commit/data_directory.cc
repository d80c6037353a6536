#include "ledger/commit/data_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace xueji {

std::filesystem::path DataDirectory::default_master() const {
  auto path = std::filesystem::absolute(root).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  path += ".master";
  return path;
}

Status DataDirectory::require_ledger() const {
  if (auto there = require_log(); !there) return there;
  std::error_code ignored;
  if (std::filesystem::exists(anchor(), ignored)) return {};
  const auto file = anchor().string();
  return fail(
      ErrorCode::not_found,
      Text{"台账缺少信任锚文件 " + file, "the ledger's trust anchor " + file + " is missing"},
      Text{"从备份取回该文件;`xueji verify --anchor 文件` 可先核验台账",
           "bring the file back from a backup; `xueji verify --anchor FILE` looks at the "
           "log meanwhile"});
}

Status DataDirectory::require_log() const {
  std::error_code ignored;
  if (std::filesystem::exists(log(), ignored)) return {};
  const auto name = root.string();
  return fail(ErrorCode::not_found,
              Text{"目录 " + name + " 中没有学籍台账", "there is no ledger in " + name},
              Text{"用 `xueji init --data " + name + "` 新建,或用 --data 指定已有台账",
                   "create one with `xueji init --data " + name + "`, or name another --data"});
}

std::string anchor_text(const TrustAnchor& anchor) {
  std::string text =
      "xueji/v1/anchor\nledger " + to_text(anchor.ledger) + "\norigin " + anchor.origin + "\n";
  for (const auto& key : anchor.verifier_keys)
    text += "checkpoint-key " + key + "\n";
  return text;
}

Result<TrustAnchor> anchor_from_text(std::string_view text) {
  TrustAnchor anchor;
  bool titled = false;
  bool has_ledger = false;
  const auto bad = [](std::string_view line) {
    return fail(ErrorCode::malformed,
                Text{"信任锚文件有误:" + std::string(line),
                     "the trust anchor has a bad line: " + std::string(line)});
  };
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return bad(text);
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (!titled) {
      if (line != "xueji/v1/anchor") return bad(line);
      titled = true;
    } else if (line.starts_with("ledger ")) {
      const auto id = id_from_text<LedgerId>(line.substr(7));
      if (!id || has_ledger) return bad(line);
      anchor.ledger = *id;
      has_ledger = true;
    } else if (line.starts_with("origin ")) {
      anchor.origin = line.substr(7);
    } else if (line.starts_with("checkpoint-key ")) {
      anchor.verifier_keys.emplace_back(line.substr(15));
    } else {
      return bad(line);
    }
  }
  if (!has_ledger || anchor.origin.empty() || anchor.verifier_keys.empty()) {
    return bad("incomplete");
  }
  return anchor;
}

Result<TrustAnchor> read_anchor(const std::filesystem::path& file) {
  auto text = read_file(file, 64 * 1024);
  if (!text) return fail(text.error());
  return anchor_from_text(*text);
}

Status write_new_file(const std::filesystem::path& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    const auto code = errno == EEXIST ? ErrorCode::conflict : ErrorCode::io;
    return fail(code, "cannot create " + file.string() + ": " + std::strerror(errno));
  }
  std::size_t done = 0;
  bool ok = true;
  while (ok && done < text.size()) {
    const auto wrote = ::write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    ok = wrote > 0;
    if (ok) done += static_cast<std::size_t>(wrote);
  }
  ok = ok && ::fsync(descriptor) == 0;
  const int saved = errno;
  ::close(descriptor);
  if (ok) return {};
  ::unlink(file.c_str());
  return fail(ErrorCode::io, "cannot write " + file.string() + ": " + std::strerror(saved));
}

Result<std::string> read_file(const std::filesystem::path& file, std::size_t size_max_bytes) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return fail(ErrorCode::not_found,
                Text{"打不开文件 " + file.string(), "cannot open " + file.string()},
                Text{"检查文件名和读取权限", "check the name, and that it may be read"});
  }
  std::string text;
  std::string block(64 * 1024, '\0');
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > size_max_bytes) {
      return fail(ErrorCode::invalid_argument,
                  Text{"文件过大:" + file.string(), "the file is too large: " + file.string()});
    }
  }
  if (in.bad()) return fail(ErrorCode::io, "cannot read " + file.string());
  return text;
}

}  // namespace xueji
