// The program that reads XLSX starts itself again as the reading worker, so its main answers first.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "tools/sheet/worker.h"

int main(int argc, char** argv) {
  if (const auto status = xueji::sheet::run_worker_if_asked(argc, argv)) return *status;
  return Catch::Session().run(argc, argv);
}
