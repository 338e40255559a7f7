"""What a page shows is what happens: its commands and its Python are run, and the answers that it prints compared."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, Block, blocks, name_of

SCRIPTS = [path for path in PAGES if any((block.language, block.note) == ("sh", "run") for block in blocks(path))]
PROGRAMS = [path for path in PAGES if any(block.language == "python" for block in blocks(path))]
SECONDS = 90
Place = Callable[[str], str]


@pytest.fixture
def place(demo: dict[str, Any], sandboxes: dict[str, str], state: Path) -> Place:
    """Puts the addresses and folders of this test into an example, where it names the usual ones."""
    usual = {
        "http://127.0.0.1:8080": demo["url"],
        **sandboxes,
        "/var/lib/polycart": str(state),
    }

    def put(text: str) -> str:
        for name, value in usual.items():
            text = text.replace(name, value)
        return text

    return put


@pytest.fixture
def environment(demo: dict[str, Any], tmp_path: Path) -> dict[str, str]:
    """The shell of a reader who has followed the page so far."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("POLYCART_")}
    return clean | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "URL": demo["url"],
        "API_KEY": demo["api_key"],
        "STORE_KEY": demo["stores"]["WoocommerceApi"],
        "POLYCART_HOME": demo["home"],
    }


def agrees(told: Any, answered: Any) -> bool:
    """Whether an answer is what the page shows; an ellipsis stands for any text."""
    if isinstance(told, dict) and isinstance(answered, dict):
        return told.keys() == answered.keys() and all(agrees(told[name], answered[name]) for name in told)
    if isinstance(told, list) and isinstance(answered, list):
        return len(told) == len(answered) and all(map(agrees, told, answered))
    return told == answered or (told == "…" and isinstance(answered, str) and answered != "")


def shown(known: list[Block]) -> list[tuple[Block, Any]]:
    """The blocks to run, each with the answer that the page prints right after it."""
    pairs = [*zip(known, [*known[1:], None], strict=True)]
    return [
        (block, json.loads(after.text) if after is not None and after.language == "json" else None)
        for block, after in pairs
        if (block.language, block.note) == ("sh", "run")
    ]


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_the_commands_of_a_page_do_what_it_says(
    path: Path, place: Place, environment: dict[str, str], tmp_path: Path
) -> None:
    known = shown(blocks(path))
    script = "".join(f"{place(block.text)}\nprintf '\\n@@@\\n'\n" for block, _ in known)
    ran = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    said = ran.stdout.split("\n@@@\n")
    assert ran.returncode == 0, f"after {len(said) - 1} blocks: {ran.stdout[-500:]}\n{ran.stderr[-2000:]}"
    for (block, told), answered in zip(known, said, strict=False):
        if told is not None:
            assert agrees(told, json.loads(answered)), f"line {block.line} answers {answered[:1000]}"
        assert '"return_code":9,' not in answered


@pytest.mark.parametrize("path", PROGRAMS, ids=name_of)
def test_the_python_of_a_page_runs(path: Path, place: Place, environment: dict[str, str], tmp_path: Path) -> None:
    parts = [place(block.text) for block in blocks(path) if block.language == "python"]
    lead = "import os\nAPI_KEY, STORE_KEY = os.environ['API_KEY'], os.environ['STORE_KEY']\n"
    program = tmp_path / "page.py"
    program.write_text(lead + "\n".join(parts), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", program],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout.strip()


def test_every_tutorial_has_something_that_is_run() -> None:
    tutorials = set((DOCS / "tutorials").glob("*.md"))
    assert tutorials <= {*SCRIPTS, *PROGRAMS}
    assert ROOT / "README.md" in SCRIPTS
    assert ROOT / "README.md" in PROGRAMS


def test_the_readme_shows_what_the_demo_prints(capsys: pytest.CaptureFixture[str]) -> None:
    from polycart.cli.serving import _welcome
    from polycart.platforms import platforms
    from polycart.sandbox.demo import Demo

    stores = dict.fromkeys(platforms(), "1" * 32)
    _welcome(Demo("http://127.0.0.1:8080", "0" * 32, "somewhere", stores))
    printed = capsys.readouterr().out
    text = next(block.text for block in blocks(ROOT / "README.md") if block.language == "text")
    for line in text.splitlines():
        pattern = re.escape(line).replace("…", "[^ ]+")
        assert re.search(f"^{pattern}$", printed, re.MULTILINE), line
    assert printed.count("\ncurl ") == 3
