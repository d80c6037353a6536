// Work beside the caller's own: on a thread of its own, or, where the system gives none, in line.
// So that a machine without threads to spare is slower, and answers all the same. Thread safety:
// may be called from any thread.
#pragma once

#include <future>
#include <system_error>
#include <type_traits>
#include <utility>

namespace xueji {

/// Starts `work`, which must be safe to run beside whatever the caller does until it asks for the
/// result. Without a thread to be had, `work` has run when this returns. What `work` throws comes
/// with the result.
template <class Work>
[[nodiscard]] std::future<std::invoke_result_t<Work&>> run_beside(Work work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    std::packaged_task<std::invoke_result_t<Work&>()> here(std::move(work));
    auto done = here.get_future();
    here();
    return done;
  }
}

}  // namespace xueji
