#include "ledger/store/event_log.h"

#include <string>

namespace xueji {

Bytes end_of_prefix(ByteView prefix) {
  Bytes end = to_bytes(prefix);
  while (!end.empty() && end.back() == 0xff)
    end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

namespace {

tl::unexpected<Error> out_of_limit(const std::string& what, std::size_t bytes, std::size_t max) {
  return fail(ErrorCode::invalid_argument, "append: " + what + " has " + std::to_string(bytes) +
                                               " bytes, allowed are 1 to " + std::to_string(max));
}

}  // namespace

Status check_limits(const AppendRequest& request) {
  if (request.entries.empty()) {
    return fail(ErrorCode::invalid_argument, "append: a group without entries");
  }
  const std::size_t record_bytes = request.head_record.size();
  if (record_bytes == 0 || record_bytes > head_record_bytes_max) {
    return out_of_limit("the head record", record_bytes, head_record_bytes_max);
  }
  std::size_t total_bytes = record_bytes;
  for (std::size_t i = 0; i < request.entries.size(); ++i) {
    const std::size_t bytes = request.entries[i].size();
    if (bytes == 0 || bytes > entry_bytes_max) {
      return out_of_limit("entry " + std::to_string(i) + " of the group", bytes, entry_bytes_max);
    }
    total_bytes += bytes;
  }
  for (const Row& row : request.rows) {
    if (row.space == RowSpace::head || row.space == RowSpace{0}) {
      return fail(ErrorCode::invalid_argument, "append: a row in a room that belongs to the log");
    }
    if (row.key.size() > row_key_bytes_max) {
      return out_of_limit("a row key", row.key.size(), row_key_bytes_max);
    }
    total_bytes += row.key.size() + (row.value ? row.value->size() : 0);
  }
  if (total_bytes > append_bytes_max)
    return out_of_limit("the group", total_bytes, append_bytes_max);
  return {};
}

}  // namespace xueji
