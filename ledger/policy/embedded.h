// The data files of this folder as they were at build time. Thread safety: constants.
#pragma once

#include <span>
#include <string_view>

namespace xueji {

struct EmbeddedFile {
  std::string_view path;  ///< Relative to ledger/policy, e.g. "packs/shiyan/pack.toml".
  std::string_view bytes;
};

/// Every rule catalogue, pack file and shared code table, sorted by path.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace xueji
