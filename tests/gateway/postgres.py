"""A PostgreSQL server of the tests' own: on a port of the loopback address, in a temporary folder, and ended again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server while inside; gives the address of an empty database."""
    tools, data, user = programs(), folder / "data", NOBODY if os.getuid() == 0 else None
    assert tools is not None
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(
        [tools / "initdb", "-D", data, "-U", "polycart", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"],
        check=True, capture_output=True, user=user, cwd=folder,
    )  # fmt: skip
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "unix_socket_directories=", "-F"]
    process = subprocess.Popen(
        [tools / "postgres", "-D", data, *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd=folder,
    )  # fmt: skip
    try:
        ready = [tools / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-U", "polycart", "-q"]
        for _ in range(200):
            if subprocess.run(ready, check=False).returncode == 0:
                break
            assert process.poll() is None, "PostgreSQL ended by itself"
            time.sleep(0.1)
        subprocess.run(
            [tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "polycart", "polycart"], check=True
        )
        yield f"postgresql://polycart@127.0.0.1:{port}/polycart"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
