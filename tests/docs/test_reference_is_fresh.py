"""The reference is what the code says now, the same every time it is written."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from polycart.tools import reference
from tests.docs.pages import ROOT

WRITE = """
import sys
from pathlib import Path
from polycart.tools import reference
reference.write(Path(sys.argv[1]))
"""


def test_the_reference_is_fresh() -> None:
    assert reference.stale() == [], "run: .venv/bin/python -m polycart.tools.reference"


def test_make_docs_writes_everything_that_is_generated() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    # What the target needs is taken as done, so that only its own commands are told.
    told = subprocess.run(
        ["make", "-n", "-o", ".venv/.run", "docs"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    generators = [path.stem for path in (ROOT / "src/polycart/tools").glob("[a-z]*.py")]
    assert sorted(re.findall(r"-m polycart\.tools\.(\w+)", told)) == sorted(generators)
    assert "make docs" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


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
