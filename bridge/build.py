"""Builds bridge.php out of its parts: the core in order, then nothing but adapters, then the script itself.

``python bridge/build.py`` writes it to where the library keeps it; ``--check`` says whether it is due.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "polycart" / "core" / "bridge" / "bridge.php"
VERSION = "1.0.0"


def parts() -> list[Path]:
    """The parts in their order: the file that runs comes last."""
    *core, script = sorted((HERE / "core").glob("*.php"))
    return [*core, *sorted((HERE / "adapters").glob("*.php")), script]


def built() -> str:
    """The whole text, which is the same for every shop: keys are in config.php."""
    texts = [path.read_text("utf-8").removeprefix("<?php\n").strip("\n") for path in parts()]
    lines = "\n".join(texts).replace("@VERSION@", VERSION).splitlines()
    return "<?php\n" + "\n".join(line for line in lines if line.strip()) + "\n"


def main() -> int:
    """Write or check."""
    text = built()
    if "--check" in sys.argv:
        return 0 if TARGET.is_file() and TARGET.read_text("utf-8") == text else 1
    TARGET.write_text(text, "utf-8")
    print(f"{TARGET.name}: {len(text.splitlines())} lines")  # noqa: T201 - a command tells what it did
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
