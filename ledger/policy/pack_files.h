// The files of a policy pack and their one canonical archive, which genesis or the adopting event
// names by its SHA-256. Thread safety: plain values and free functions.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace xueji {

/// Sorted file name → bytes. Names are relative with `/`: pack.toml, chains.toml, codes/NAME.csv.
/// A pack is self-contained: the shared code tables are copied into it.
struct PackFiles {
  std::map<std::string, std::string> files;
  friend bool operator==(const PackFiles&, const PackFiles&) = default;
};

inline constexpr std::size_t pack_file_count_max = 64;
inline constexpr std::size_t pack_size_max_bytes = 4 * 1024 * 1024;

/// The canonical archive:
///   15 bytes "xueji-pack/v1\n\0"
///   32-bit little-endian count of files
///   per file, in ascending byte order of names: 16-bit little-endian length of the name, the name,
///   32-bit little-endian length of the content, the content.
/// Nothing follows. The same files give the same bytes.
[[nodiscard]] Bytes pack_archive(const PackFiles& files);
/// The inverse. Anything that `pack_archive` would not have written is `malformed`: wrong mark,
/// cut-off or trailing bytes, names out of order, twice or outside [a-z0-9_/.-], too many or too
/// big.
[[nodiscard]] Result<PackFiles> pack_from_archive(ByteView archive);

/// Ids of the packs that the binary carries: "fujian", "shiyan".
[[nodiscard]] std::vector<std::string> shipped_pack_ids();
/// Files of a shipped pack, shared code tables included; `not_found` for any other id.
[[nodiscard]] Result<PackFiles> shipped_pack(std::string_view id);
/// Adds each shared code table that `files` does not have itself: what a new pack starts from.
[[nodiscard]] PackFiles with_shared_tables(PackFiles files);
/// All .toml and .csv files of a folder and of its folder `codes`, as they are; `io` when
/// unreadable. Shared tables are not added.
[[nodiscard]] Result<PackFiles> read_pack_folder(const std::filesystem::path& folder);

/// A new version of a pack with one code table replaced (`name` as in codes/NAME.csv). The bytes of
/// all other files stay; pack.toml gets `version`, which must differ from the old one.
/// `invalid_argument` otherwise. The result is not validated: load_pack does that.
[[nodiscard]] Result<PackFiles> with_table(PackFiles files, std::string_view name,
                                           std::string_view csv, std::string_view version);

}  // namespace xueji
