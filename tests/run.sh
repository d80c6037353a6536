#!/bin/sh
# Installs what the tests need, builds everything and runs every test.
#
#   sh tests/run.sh                 debug build with assertions, all tests
#   sh tests/run.sh asan-ubsan      the same under AddressSanitizer and UndefinedBehaviorSanitizer
#   sh tests/run.sh tsan            the concurrent parts under ThreadSanitizer
set -eu
cd "$(dirname "$0")/.."
preset=${1:-tests}
sh tools/dev/install.sh tools/dev/packages tools/dev/packages-tests
cmake --preset "$preset" >/dev/null
if [ "$preset" = tsan ]; then
  concurrent="test_ledger_base test_ledger_merkle test_ledger_store test_ledger_vault
    test_ledger_commit test_projections test_replay_verify"
  # The crash tests start threads in processes that they fork.
  export TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp die_after_fork=0"
  # shellcheck disable=SC2086  # A list of targets.
  cmake --build build/tsan --target $concurrent
  exec ctest --test-dir build/tsan --output-on-failure -j "$(nproc)" \
    -R "^($(echo $concurrent | tr ' ' '|')):"
fi
cmake --build "build/$preset"
exec ctest --test-dir "build/$preset" --output-on-failure -j "$(nproc)"
