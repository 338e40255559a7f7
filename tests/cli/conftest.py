"""The command as it is run, a simulated shop on a port, and a state folder that is connected to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from polycart.cli.main import main


class Ran(msgspec.Struct):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs ``polycart`` with some arguments, in this process and far from the real state folder."""
    for name in ("POLYCART_URL", "POLYCART_API_KEY", "POLYCART_HOME", "POLYCART_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/nonexistent")

    def run(*arguments: str | Path) -> Ran:
        code = 0
        try:
            main([str(one) for one in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


class Shop(msgspec.Struct):
    """A simulated shop that is running."""

    url: str
    platform: str
    credentials: dict[str, str]

    @property
    def settings(self) -> list[str]:
        """The options that connect it."""
        pairs = {"store_url": self.url, **self.credentials}
        return [word for name, value in pairs.items() for word in ("--set", f"{name}={value}")]


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    """``polycart sandbox`` in a process of its own."""
    command = [sys.executable, "-m", "polycart.cli.main", "sandbox", "WoocommerceApi", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield msgspec.json.decode(process.stdout.readline(), type=Shop)
        finally:
            process.terminate()
            assert process.wait(20) == 0


@pytest.fixture(scope="session")
def home(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with one account and the shop as its store; tests leave it as they found it."""
    return connect(shop, tmp_path_factory.mktemp("home"))


@pytest.fixture
def own_home(shop: Shop, tmp_path: Path) -> Path:
    """Such a folder for one test alone."""
    return connect(shop, tmp_path)


def connect(shop: Shop, folder: Path) -> Path:
    command = [sys.executable, "-m", "polycart.cli.main", "stores", "add", "--platform", shop.platform, *shop.settings]
    command += ["--allow-private-network", "--label", "sim", "--home", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert len(ran.stdout.strip()) == 32
    return folder
