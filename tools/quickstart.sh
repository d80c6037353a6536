#!/bin/sh
# From a fresh clone to an inspector's report: installs what is missing, builds, simulates a city
# (演示数据, invented people), verifies its ledger, counts the roll and runs the January inspection.
#
#   sh tools/quickstart.sh            the default city (36,683 students on roll)
#   sh tools/quickstart.sh --small    3 schools, 600 students: a look in a minute
set -eu
cd "$(dirname "$0")/.."
size=""
case "${1:-}" in
  --small) size="--schools 3 --students 600" ;;
  "") ;;
  *) echo "usage: sh tools/quickstart.sh [--small]" >&2; exit 2 ;;
esac
sh tools/dev/install.sh tools/dev/packages
cmake --preset release -DXUEJI_TESTS=OFF >/dev/null
cmake --build build/release
xueji=build/release/tools/xueji/xueji
data=demo/city
rm -rf demo
mkdir -p demo
echo "== simulate"
# shellcheck disable=SC2086
$xueji simulate --data $data --policy shiyan --from 2024 $size
echo "== verify"
$xueji verify --data $data
echo "== roster counts"
$xueji enrolment --data $data
echo "== January inspection of 2024"
$xueji inspect --data $data --all --year 2024 --out demo/inspection
echo
echo "checkpoint:"
$xueji checkpoint --data $data
echo "inspection report: $(pwd)/demo/inspection/index.html"
