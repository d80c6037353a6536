#!/bin/sh
# Installs what the tests need, builds everything and runs every test.
#
#   sh tests/run.sh                 release build, all tests
#   sh tests/run.sh asan-ubsan      the same under AddressSanitizer and UndefinedBehaviorSanitizer
#   sh tests/run.sh tsan            the concurrent parts under ThreadSanitizer
set -eu
cd "$(dirname "$0")/.."
preset=${1:-tests}
sh tools/dev/install.sh tools/dev/packages tools/dev/packages-tests
cmake --preset "$preset" >/dev/null
cmake --build "build/$preset"
exec ctest --test-dir "build/$preset" --output-on-failure -j "$(nproc)"
