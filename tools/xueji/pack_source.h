// What a user means by the name of a policy pack: a bare name is a shipped pack's, or one of the
// ledger; a folder or archive is named by its path. One rule for every command.
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/policy/pack_files.h"

namespace xueji::cli {

/// Whether the text means a file or folder: it has a slash, or ends as one does. A bare name is a
/// pack's, whatever lies in the working directory.
[[nodiscard]] bool is_path(const std::string& text);

/// Adds to "no such pack" how a file or folder of that name is meant.
[[nodiscard]] Error no_pack(Error error, const std::string& text);

/// A pack as its author has it: a folder, also by the pack.toml in it, completed with the shared
/// tables; or an archive. Errors: not_found, malformed.
[[nodiscard]] Result<PackFiles> read_pack(const std::string& given);

/// What is there without a ledger: the folder or archive of a path, or the shipped pack of a name.
/// Errors: not_found, malformed.
[[nodiscard]] Result<PackFiles> find_pack_files(const std::string& text);

}  // namespace xueji::cli
