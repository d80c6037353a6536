// The other process of the store's tests.
//   store_child append DIRECTORY   appends until killed; every acknowledged size goes to stdout
//   (u64) store_child open DIRECTORY     exits 0 if it became the writer, 10 + error code otherwise
#include <unistd.h>

#include <string>

#include "ledger/store/rocksdb/rocksdb_log.h"
#include "tests/ledger/store/workload.h"

int main(int count, char** arguments) {
  using namespace xueji;
  if (count != 3) return 2;
  auto log = open_rocksdb_log({.directory = arguments[2], .create = true});
  if (!log) return 10 + static_cast<int>(log.error().code);
  if (std::string(arguments[1]) == "open") return 0;
  for (;;) {
    const auto outcome = store_test::append_group(**log);
    if (!outcome || *outcome != AppendOutcome::committed) return 1;
    const std::uint64_t acknowledged = (*log)->head().size.value;
    if (::write(STDOUT_FILENO, &acknowledged, sizeof acknowledged) != sizeof acknowledged) return 1;
  }
}
