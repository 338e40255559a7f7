"""A PostgreSQL server of the tests' own: on a port of the loopback address, in a temporary folder, killed at will.

It runs without fsync. What is killed is processes, and what those have written is the system's by then; only a loss of
power would take it, which nobody tries here.
"""

from __future__ import annotations

import itertools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

NOBODY = "postgres"
"""The server refuses to run as root: Debian's package makes this user for it."""


def programs() -> Path | None:
    """Where initdb and postgres are; Debian keeps them out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def missing() -> str | None:
    """Why there is no server to be had, or ``None``."""
    if programs() is None:
        return "PostgreSQL is not installed; see tests/system-packages.sh"
    if os.getuid() == 0:
        try:
            pwd.getpwnam(NOBODY)
        except KeyError:
            return f"PostgreSQL does not run as root, and there is no user {NOBODY}"
    return None


class Server:
    """A server with its databases; made and started at once, on a port that it keeps."""

    def __init__(self, folder: Path) -> None:
        tools = programs()
        assert tools is not None
        self.folder, self._tools = folder, tools
        self._user = NOBODY if os.getuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._serial = itertools.count(1)
        folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.port = _free_port()
        self._run("initdb", "-D", "data", "-U", "polycart", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}", "-c", "unix_socket_directories="]
        options += ["-c", "max_connections=60", "-F"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._tools / "postgres", "-D", "data", *options],
                stdout=log, stderr=log, user=self._user, cwd=self.folder,
            )  # fmt: skip
        self.answers()

    def answers(self) -> None:
        """Wait until it takes connections."""
        ready = [self._tools / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-U", "polycart", "-q"]
        for _ in range(600):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            assert self._process is not None
            assert self._process.poll() is None, "PostgreSQL ended by itself"
            time.sleep(0.05)
        raise AssertionError("PostgreSQL does not start")

    def kill(self) -> None:
        """End it and everything that it has started, at once."""
        if self._process is None:
            return
        children = self._children()
        for pid in (self._process.pid, *children):
            _sent(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        for pid in children:  # the next one refuses to start while any of these has the memory
            while _runs(pid):
                time.sleep(0.01)

    def crash(self) -> None:
        """Kill one connection's process: the server throws everybody out, and starts anew by itself."""
        for pid in self._children():
            line = Path(f"/proc/{pid}/cmdline")
            if line.exists() and b"polycart" in line.read_bytes():
                _sent(pid, signal.SIGKILL)
                return

    def close(self) -> None:
        """End it in good order."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def create(self, *, template: str = "template0") -> str:
        """Make a database; gives its name."""
        name = f"polycart_{next(self._serial)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take a database away, whoever is connected to it."""
        self.say(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://polycart@127.0.0.1:{self.port}/{name}"

    def say(self, clause: str) -> None:
        """Have something done that is no transaction's."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(clause)  # type: ignore[call-overload]

    def _children(self) -> list[int]:
        assert self._process is not None
        found: list[int] = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = stat.read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == self._process.pid:
                found.append(int(stat.parent.name))
        return found

    def _run(self, tool: str, *words: str) -> None:
        subprocess.run([self._tools / tool, *words], check=True, capture_output=True, user=self._user, cwd=self.folder)


def _free_port() -> int:
    """A port that nobody else is given while the server is away: below those that systems choose from."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 50):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _sent(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
