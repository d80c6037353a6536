// A log whose whole content follows from its size, so that any survivor can be judged alone.
#pragma once

#include <optional>
#include <string>

#include "ledger/store/event_log.h"

namespace xueji::store_test {

inline Bytes entry_at(std::uint64_t position) {
  const std::string text = "entry " + std::to_string(position) + " ";
  Bytes entry = to_bytes(bytes_of(text));
  entry.resize(text.size() + position * 37 % 600, static_cast<std::uint8_t>(position));
  return entry;
}
inline Bytes record_at(std::uint64_t size) {
  return size == 0 ? Bytes{} : to_bytes(bytes_of("root of " + std::to_string(size)));
}
inline Bytes number(std::uint64_t value) {
  Bytes out;
  append_be(out, value);
  return out;
}
/// Groups are 1 to 5 entries, by the size that they begin at.
inline std::uint64_t size_after(std::uint64_t size) {
  return size + 1 + size * 7 % 5;
}

/// Appends the group that follows the head: per entry a row, and two rows that every group
/// rewrites.
inline Result<AppendOutcome> append_group(EventLog& log) {
  const std::uint64_t size = log.head().size.value;
  const std::uint64_t after = size_after(size);
  std::vector<Bytes> entries;
  std::vector<Row> rows;
  for (std::uint64_t position = size; position < after; ++position) {
    entries.push_back(entry_at(position));
    rows.push_back({RowSpace::subject, number(position), entry_at(position)});
  }
  rows.push_back({RowSpace::state, to_bytes(bytes_of("size")), number(after)});
  rows.push_back({RowSpace::tile, to_bytes(bytes_of("size")), number(after)});
  const std::vector<ByteView> views(entries.begin(), entries.end());
  const Bytes record = record_at(after);
  return log.append({TreeSize{size}, views, rows, record});
}

/// What is wrong with the log, or nothing: entries, rows and head must all tell of the same size.
inline std::optional<std::string> problem_with(const LogReader& log) {
  const Head head = log.head();
  const std::uint64_t size = head.size.value;
  const std::string at = " at size " + std::to_string(size);
  if (head.record != record_at(size)) return "head record differs" + at;

  bool same = true;
  const auto visited = log.read(Position{0}, size + 10, [&](Position position, ByteView entry) {
    const Bytes expected = entry_at(position.value);
    same = same && text_of(entry) == text_of(expected);
    return Visit::more;
  });
  if (!visited) return visited.error().what.en;
  if (!same || *visited != size) return "entries differ" + at;

  std::uint64_t rows = 0;
  const auto scanned = log.scan(RowSpace::subject, {}, [&](ByteView key, ByteView value) {
    same =
        same && text_of(key) == text_of(number(rows)) && text_of(value) == text_of(entry_at(rows));
    ++rows;
    return Visit::more;
  });
  if (!scanned) return scanned.error().what.en;
  if (!same || rows != size) return "rows differ: " + std::to_string(rows) + at;

  const ByteView key = bytes_of("size");
  const RowKey keys[] = {{RowSpace::state, key}, {RowSpace::tile, key}};
  const auto sizes = log.multi_row(keys);
  if (!sizes) return sizes.error().what.en;
  const std::optional<Bytes> expected = size == 0 ? std::nullopt : std::optional(number(size));
  if ((*sizes)[0] != expected || (*sizes)[1] != expected) return "a rewritten row differs" + at;
  return std::nullopt;
}

}  // namespace xueji::store_test
