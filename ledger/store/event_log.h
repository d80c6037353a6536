// The port through which the ledger is stored: an append-only sequence of opaque entries, rows that
// change together with it, and one head record (design §3 Storage, §9).
//
// Adapters: memory/ (tests, simulation) and rocksdb/ (the embedded default). Nothing above this
// port may assume which one it has.
//
// Thread safety: every reading function may be called from any thread, also while another thread
// appends. Appends are serialised inside; the ledger has one writer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/store/scan.h"

namespace xueji {

/// One room of rows. Persisted as one byte: never renumber. The list may grow; the log itself needs
/// only that a room is a byte other than zero, and keeps `head` for itself.
enum class RowSpace : std::uint8_t {
  head = 1,  ///< The log's own; rows of callers are refused.
  tile = 2,
  subject = 3,
  organisation_index = 4,
  submission = 5,
  reservation = 6,
  state = 7,
  person = 8,
};

/// A row to write with a group of entries.
struct Row {
  RowSpace space;
  Bytes key;                   ///< Encoded by the caller; at most `row_key_bytes_max`.
  std::optional<Bytes> value;  ///< Nothing deletes the row.
};

/// Names a row to read.
struct RowKey {
  RowSpace space;
  ByteView key;
};

/// How far the log goes, and what the caller said about that state (root, signed checkpoint).
struct Head {
  TreeSize size;
  Bytes record;  ///< Opaque; empty while the log is empty.
  friend bool operator==(const Head&, const Head&) = default;
};

inline constexpr std::size_t entry_bytes_max = 65'535;  ///< C2SP tlog-tiles entry bundles.
inline constexpr std::size_t row_key_bytes_max = 4'096;
inline constexpr std::size_t head_record_bytes_max = 16'000;  ///< Fits one slot of the head file.
inline constexpr std::size_t append_bytes_max = 256U << 20U;  ///< Entries and rows of one group.

/// One commit group: all of it becomes durable together, or none of it.
struct AppendRequest {
  TreeSize expected;                  ///< The head's size that the group was computed on.
  std::span<const ByteView> entries;  ///< At least one; each 1 to `entry_bytes_max` bytes.
  std::span<const Row> rows;          ///< Applied in order; the last change of a key wins.
  ByteView head_record;               ///< 1 to `head_record_bytes_max` bytes.
};

enum class AppendOutcome {
  committed,  ///< Durable: entries, rows and head survive a loss of power from now on.
  conflict,   ///< The head's size is not `expected`; nothing was written.
  unknown,    ///< The group may or may not survive. Nothing may be acknowledged; the log refuses
              ///< further appends until it is opened again and re-read.
};

/// Receives an entry. The view lives only until the visitor returns.
using EntryVisitor = std::function<Visit(Position position, ByteView entry)>;

/// The reading half. A reader sees a log that was consistent when it was opened or last refreshed.
class LogReader {
 public:
  virtual ~LogReader() = default;

  [[nodiscard]] virtual Head head() const = 0;

  /// Streams up to `count_max` entries in order, beginning at `from`, never beyond the head.
  /// Returns how many were visited; zero if `from` is at or beyond the head.
  /// Errors: corrupt, naming the first position that is missing; io.
  [[nodiscard]] virtual Result<std::uint64_t> read(Position from, std::uint64_t count_max,
                                                   const EntryVisitor& visitor) const = 0;

  /// Errors: not_found at or beyond the head; corrupt if missing below it; io.
  [[nodiscard]] virtual Result<Bytes> entry(Position position) const = 0;

  /// Nothing if there is no such row. Errors: io, corrupt.
  [[nodiscard]] virtual Result<std::optional<Bytes>> row(RowSpace space, ByteView key) const = 0;

  /// The rows in the order of `keys`, read as one batch. Errors: io, corrupt.
  [[nodiscard]] virtual Result<std::vector<std::optional<Bytes>>> multi_row(
      std::span<const RowKey> keys) const = 0;

  /// Walks the rows of one room; keys come without the room's byte. Rows that are written while the
  /// scan runs may or may not be seen. Errors: io, corrupt.
  [[nodiscard]] virtual Status scan(RowSpace space, const ScanRange& range,
                                    const RowVisitor& visitor) const = 0;

  /// Catches up with the writing process. Does nothing on a log that is itself the writer.
  /// Errors: corrupt if the log went backwards or lost its tail; io.
  [[nodiscard]] virtual Status refresh() = 0;
};

/// The log of the one writer.
class EventLog : public LogReader {
 public:
  /// See AppendOutcome. An Error means that nothing was persisted: invalid_argument (a limit of
  /// AppendRequest is broken), io (no room on the disk, found before anything was written),
  /// unknown_outcome (an earlier append ended `unknown`: reopen).
  [[nodiscard]] virtual Result<AppendOutcome> append(const AppendRequest& request) = 0;

  /// Why the log refuses appends, after an `unknown`; nothing while it accepts them.
  [[nodiscard]] virtual std::optional<Error> stopped() const = 0;
};

/// Checks the limits that every adapter enforces. Errors: invalid_argument, naming the limit.
[[nodiscard]] Status check_limits(const AppendRequest& request);

}  // namespace xueji
