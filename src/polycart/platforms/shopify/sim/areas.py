"""All modules of this folder, imported once: what they register is what the schema answers with."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path


@cache
def registered() -> int:
    """How many modules there are; who asks has imported them."""
    home = __name__.rpartition(".")[0]
    names = [found.name for found in pkgutil.walk_packages([str(Path(__file__).parent)], f"{home}.")]
    return len([importlib.import_module(name) for name in names])
