"""The pages of the documentation, and the blocks in them."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *DOCS.rglob("*.md")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
WRITTEN = [path for path in PAGES if REFERENCE not in path.parents]
"""The pages that people write; the others are generated."""

_FENCE = re.compile(r"^```(?P<language>\w*) ?(?P<note>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(msgspec.Struct, frozen=True):
    """A fenced block: its language, the word after it (``run``), its text and the line that it begins in."""

    language: str
    note: str
    text: str
    line: int


def name_of(path: Path) -> str:
    """A page as it is named in test ids."""
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = path.read_text("utf-8")
    return [
        Block(found["language"], found["note"], found["text"], text.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(text)
    ]


def prose(path: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as they are made where Markdown is shown."""
    found: set[str] = set()
    for title in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "").lower()
        found.add("".join(letter for letter in plain if letter.isalnum() or letter in "-_ ").replace(" ", "-"))
    return found
