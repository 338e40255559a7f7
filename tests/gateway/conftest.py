"""One installation in a temporary folder, opened as a server opens it, and closed and opened again at will."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.gateway import postgres

from polycart.gateway.accounts import Account, Accounts
from polycart.gateway.database import Database
from polycart.gateway.home import Home
from polycart.gateway.idempotency import Idempotency
from polycart.gateway.journal import Journal
from polycart.gateway.stores import Store, Stores
from polycart.gateway.traces import Traces
from polycart.gateway.vault import Vault

ENGINE = os.environ.get("POLYCART_TEST_DATABASE", "sqlite")
"""``postgresql`` runs every test of this folder on that database, as far as it is not about SQLite alone."""

PROCESS = Path(__file__).parent / "process.py"


class Installation:
    """Everything on one home folder; ``restart`` closes it and opens it again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.others: list[Installation] = []
        self.children: list[subprocess.Popen[str]] = []
        self.open()

    def open(self) -> None:
        self.home = Home.open(self.path)
        self.database = Database.open(self.home.database)
        self.vault = Vault.open(self.home, self.database)
        self.accounts = Accounts(self.database)
        self.stores = Stores(self.database, self.vault)
        self.idempotency = Idempotency(self.database, self.stores)
        self.journal = Journal(self.database, self.stores)
        self.traces = Traces(self.database, self.stores)

    def restart(self) -> None:
        self.database.close()
        self.open()

    def another(self) -> Installation:
        """A second server on the same folder."""
        other = Installation(self.path)
        self.others.append(other)
        return other

    def run(self, *words: str) -> subprocess.Popen[str]:
        """Start another process on the same folder; see process.py for what it does."""
        child = subprocess.Popen(
            [sys.executable, "-W", "error", str(PROCESS), str(self.path), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": ""},
        )
        self.children.append(child)
        return child

    async def said(self, child: subprocess.Popen[str]) -> Any:
        """The next line that another process prints, as JSON; the loop goes on meanwhile."""
        assert child.stdout is not None
        line = await asyncio.to_thread(child.stdout.readline)
        assert line, "the other process said nothing"
        return json.loads(line)

    def tell(self, child: subprocess.Popen[str], word: str) -> None:
        """Give another process the word it waits for."""
        assert child.stdin is not None
        child.stdin.write(word + "\n")
        child.stdin.flush()

    def kill(self, child: subprocess.Popen[str]) -> None:
        """End another process at once, with no chance to tidy up."""
        child.kill()
        child.wait()

    async def account(self, name: str = "acme") -> Account:
        return await self.accounts.create(name)

    async def store(self, account_id: int | None = None, url: str = "https://shop.example", **more: Any) -> Store:
        if account_id is None:
            account_id = (await self.account()).id
        settings = more.pop("settings", {"wc_consumer_secret": "hunter2-hunter2"})
        store, _ = await self.stores.add(account_id, "woocommerce", url, settings, **more)
        return store

    def bytes_on_disk(self) -> bytes:
        return b"".join(file.read_bytes() for file in sorted(self.path.iterdir()))

    def close(self) -> None:
        for child in self.children:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()
        for one in (*self.others, self):
            one.database.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked on both databases, where nothing else is asked for."""
    if ENGINE == "sqlite" and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The database that state folders have in this test, with nothing else in the environment."""
    for name in [name for name in os.environ if name.startswith("POLYCART_")]:
        monkeypatch.delenv(name)
    kind = getattr(request, "param", ENGINE)
    if kind == "sqlite":
        yield kind
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    known = "migrated" in request.fixturenames
    name = server.create(template=request.getfixturevalue("template") if known else "template0")
    monkeypatch.setenv("POLYCART_DATABASE", server.url(name).replace("postgresql://", "postgresql+psycopg://"))
    yield kind
    server.drop(name)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """A server for all tests of this process."""
    if (reason := postgres.missing()) is not None:
        pytest.skip(reason)
    # Not in pytest's own folder: that is shut to the server's user whenever another run of pytest begins.
    with tempfile.TemporaryDirectory(prefix="polycart-postgresql-") as folder:
        server = postgres.Server(Path(folder))
        yield server
        server.close()


@pytest.fixture(scope="session")
def template(postgresql: postgres.Server, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that goes with the folder ``migrated``, to be copied."""
    name = postgresql.create()
    home = shutil.copytree(migrated, tmp_path_factory.mktemp("template") / "home")
    with pytest.MonkeyPatch.context() as environment:
        url = postgresql.url(name).replace("postgresql://", "postgresql+psycopg://")
        environment.setenv("POLYCART_DATABASE", url)
        Installation(home).close()
    return name


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder after its first start, to be copied: migrating takes longer than most tests."""
    made = Installation(tmp_path_factory.mktemp("migrated") / "home")
    made.close()
    return made.path


@pytest.fixture
def installation(tmp_path: Path, migrated: Path) -> Iterator[Installation]:
    shutil.copytree(migrated, tmp_path / "home")
    made = Installation(tmp_path / "home")
    yield made
    made.close()
