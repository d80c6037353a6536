#!/usr/bin/env python3
"""Checks of the source tree that need no compiler; prints every violation and exits 1 if any.

1. Dependency edges: each #include "…" stays within tools/dev/edges.
2. The domain folders include no FlatBuffers, RocksDB, OpenSSL or Boost header.
3. Every header has #pragma once and opens with a comment.
4. No banned words (unfinished work, machine paths) in sources.
5. Every folder with sources has a README.md, under tools, ledger, projections and replay.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
DOMAIN = ("ledger/base", "ledger/model", "ledger/policy", "ledger/authority", "ledger/signoff",
          "ledger/registry")
FOREIGN = re.compile(r'#include [<"](flatbuffers|rocksdb|openssl|boost)/')
INCLUDE = re.compile(r'#include "([^"]+)"')
BANNED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|/work/|/tmp/build")
SOURCES = ("ledger", "projections", "replay", "tools", "tests")


def read_edges():
    edges = {}
    for line in (ROOT / "tools/dev/edges").read_text().splitlines():
        if line and not line.startswith("#"):
            folder, _, allowed = line.partition(":")
            edges[folder] = allowed.split()
    return edges


def folder_of(path, edges):
    """The longest folder of the edge list that holds this path."""
    best = ""
    for folder in edges:
        if (path == folder or path.startswith(folder + "/")) and len(folder) > len(best):
            best = folder
    return best


def within(path, folders):
    return any(path == f or path.startswith(f + "/") for f in folders)


def check_file(path, edges, problems):
    name = path.relative_to(ROOT).as_posix()
    folder = folder_of(name, edges)
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}:{number}"
        included = INCLUDE.match(line)
        if included and included.group(1).split("/")[0] in SOURCES:
            if not within(included.group(1), edges.get(folder, []) + [folder]):
                problems.append(f"{where}: {folder} may not include {included.group(1)}")
        if within(name, DOMAIN) and FOREIGN.match(line):
            problems.append(f"{where}: a domain folder includes a foreign header")
        if BANNED.search(line) and name != "tools/dev/check_tree.py":
            problems.append(f"{where}: banned word: {line.strip()[:60]}")
    if path.suffix == ".h":
        if "#pragma once" not in text:
            problems.append(f"{name}: no #pragma once")
        if not text.startswith("//"):
            problems.append(f"{name}: does not open with what it is")


def main():
    edges = read_edges()
    problems = []
    folders = set()
    files = [p for top in SOURCES for p in sorted((ROOT / top).rglob("*")) if p.suffix in (".h", ".cc")]
    for path in files:
        check_file(path, edges, problems)
        folders.add(path.parent)
    for folder in sorted(folders):
        name = folder.relative_to(ROOT).as_posix()
        if not name.startswith("tests") and not (folder / "README.md").exists():
            problems.append(f"{name}: no README.md")
    for problem in problems:
        print(problem)
    print(f"{len(files)} files read, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
