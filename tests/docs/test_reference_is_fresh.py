"""The reference is what the code says now, the same every time it is written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from polycart.tools import reference

WRITE = """
import sys
from pathlib import Path
from polycart.tools import reference
reference.write(Path(sys.argv[1]))
"""


def test_the_reference_is_fresh() -> None:
    assert reference.stale() == [], "run: .venv/bin/python -m polycart.tools.reference"


def test_writing_the_reference_is_deterministic(tmp_path: Path) -> None:
    sums: set[str] = set()
    running = [
        subprocess.Popen([sys.executable, "-c", WRITE, tmp_path / seed], env={**os.environ, "PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    for one in running:
        assert one.wait(timeout=50) == 0
    for seed in ("1", "2"):
        whole = hashlib.sha256()
        for path in sorted((tmp_path / seed).glob("*.md")):
            whole.update(path.name.encode() + path.read_bytes())
        sums.add(whole.hexdigest())
    assert len(sums) == 1


def test_a_page_that_is_gone_is_removed_and_a_changed_one_renewed(tmp_path: Path) -> None:
    reference.write(tmp_path)
    (tmp_path / "gone.md").write_text("old")
    (tmp_path / "tax.md").write_text("old")
    assert reference.stale(tmp_path) == ["gone.md", "tax.md"]
    assert reference.write(tmp_path) == ["gone.md", "tax.md"]
    assert not (tmp_path / "gone.md").exists()
    assert reference.stale(tmp_path) == []


def test_every_page_says_that_it_is_generated() -> None:
    assert all(text.startswith(reference.NOTE) for text in reference.pages().values())
