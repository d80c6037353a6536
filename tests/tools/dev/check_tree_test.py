"""The tree check finds a forbidden include, a banned word and a folder without README."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
with tempfile.TemporaryDirectory() as scratch:
    copy = pathlib.Path(scratch)
    for folder in ("tools/dev", "ledger/model", "tests"):
        (copy / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "tools/dev/edges", copy / "tools/dev/edges")
    (copy / "ledger/model/bad.h").write_text(
        '// A header.\n#pragma once\n#include "ledger/store/event_log.h"\n'
        "#include <rocksdb/db.h>\n// TO" "DO\n")
    answer = subprocess.run([sys.executable, root / "tools/dev/check_tree.py", copy],
                            capture_output=True, text=True, check=False)
    assert answer.returncode == 1, answer
    for part in ("may not include ledger/store", "foreign header", "banned word", "no README.md"):
        assert part in answer.stdout, (part, answer.stdout)
