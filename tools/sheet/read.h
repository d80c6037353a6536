// Reading a spreadsheet that somebody sent: hostile until proven harmless.
// The format is recognised by content, never by the file's name. CSV is decoded and split here.
// XLSX and ODS are packages that a parser must unpack, so that happens in a child process with
// limits on memory, CPU and time and with no way to the file system or the network; what it says
// is checked again by the parent. Thread safety: free functions; concurrent calls are fine.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "ledger/base/result.h"
#include "tools/sheet/workbook.h"

namespace xueji::sheet {

struct ReadLimits {
  std::uint64_t file_bytes_max = 64u << 20;
  /// Sum over the package as its directory declares it, and as it turns out when unpacked.
  std::uint64_t unpacked_bytes_max = 512u << 20;
  std::uint32_t package_entries_max = 4096;
  std::uint32_t sheets_max = 64;
  std::uint32_t rows_max = 100'000;  ///< Of one sheet.
  std::uint32_t columns_max = 512;
  std::uint32_t cells_max = 4'000'000;        ///< Not empty, of the whole workbook.
  std::uint32_t cell_bytes_max = 128u << 10;  ///< Excel itself stops at 32,767 characters.
  std::uint64_t text_bytes_max = 256u << 20;  ///< Of all cells together.
  /// Of the child, beyond what the program occupies before it reads anything.
  std::uint64_t memory_bytes_max = 512u << 20;
  std::chrono::seconds cpu_max{20};
  std::chrono::milliseconds wall_max{30'000};
  /// The program that answers to `run_worker_if_asked` (worker.h). The default is the running one,
  /// found independently of its name and of the directory from which it was started.
  std::filesystem::path worker_program = "/proc/self/exe";
};

/// Reads CSV (UTF-8, UTF-16 with a byte order mark, GB18030; comma, tab or semicolon), XLSX or ODS.
/// Errors: `not_found` and `io` for the file itself; `malformed` for everything about its content
/// (an old .xls, a password, another kind of file, empty, undecodable with line and byte, too
/// large, broken), each saying what to do next; `unavailable` if the child cannot be started.
[[nodiscard]] Result<Workbook> read_workbook(const std::filesystem::path& path,
                                             const ReadLimits& limits = {});

}  // namespace xueji::sheet
