"""One demo and one simulated shop for all examples, as a reader starts them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

POLYCART = [sys.executable, "-m", "polycart.cli.main"]


@contextmanager
def started(*words: str) -> Iterator[dict[str, Any]]:
    """A command that runs until it is told to stop; gives what its first line says."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("POLYCART_")}
    child = subprocess.Popen([*POLYCART, *words, "--json"], stdout=subprocess.PIPE, text=True, env=clean)
    try:
        assert child.stdout is not None
        yield json.loads(child.stdout.readline())
    finally:
        child.terminate()
        child.communicate(timeout=15)


@pytest.fixture(scope="session")
def demo() -> Iterator[dict[str, Any]]:
    with started("demo", "--port", "0") as told:
        yield told


SANDBOXES = {
    "WoocommerceApi": "http://127.0.0.1:8090",
    "Magento2Api": "http://127.0.0.1:8091",
    "PrestashopApi": "http://127.0.0.1:8092",
    "BigcommerceApi": "http://127.0.0.1:8094",
    "Shopify": "http://127.0.0.1:8095",
}
"""The simulated shops that pages connect, by the addresses that they call them by."""


@pytest.fixture(scope="session")
def sandboxes() -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        yield {usual: stack.enter_context(started("sandbox", cart_id))["url"] for cart_id, usual in SANDBOXES.items()}


@pytest.fixture
def state(demo: dict[str, Any], tmp_path: Path) -> Path:
    """A copy of the demo's state folder, which nobody else uses."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    with sqlite3.connect(f"{demo['home']}/polycart.db") as source, sqlite3.connect(folder / "polycart.db") as target:
        source.backup(target)
    source.close()
    target.close()
    (folder / "master.key").write_text((Path(demo["home"]) / "master.key").read_text())
    for file in folder.iterdir():
        file.chmod(0o600)
    return folder
