// Takes from the current process everything that unpacking a file does not need. Linux.
#pragma once

#include "tools/sheet/read.h"

namespace xueji::sheet {

/// From here on the process has the memory and CPU of the limits, no core dump, no new privileges,
/// and a system call filter under which opening files, sockets, new processes and signals to others
/// fail with EPERM; descriptors that are open stay usable. Cannot be undone. False if the system
/// refused any part: then nothing hostile may be read. Under a sanitizer, whose own shadow memory
/// and system calls do not fit in, only the CPU limit and the lock on privileges are set.
[[nodiscard]] bool enter_sandbox(const ReadLimits& limits);

}  // namespace xueji::sheet
