#include "ledger/base/result.h"

#include <cstdio>
#include <cstdlib>

namespace xueji {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "xueji: assertion failed: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace xueji
