"""Real PHP, MariaDB and FTP for the tests of the bridge: on loopback, with folders of their own, ended afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PHP = shutil.which("php")
MARIADB = shutil.which("mariadbd") or next(
    (str(path) for path in (Path("/usr/sbin/mariadbd"), Path("/usr/sbin/mysqld")) if path.exists()), None
)
MISSING = ", ".join(name for name, found in (("php", PHP), ("mariadbd", MARIADB)) if not found)
PASSWORD = "the-password-of-the-shop"
FTP_USER, FTP_PASSWORD = "shop", "the password: of ftp"


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextmanager
def process(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; the whole group is ended."""
    child = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, **environment},
    )
    try:
        yield child
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(timeout=10)


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


class Database:
    """A MariaDB that nobody else uses."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.socket = folder / "s"

    def sql(self, text: str, database: str = "shop") -> list[list[str]]:
        """Run SQL as root; answers the rows as text."""
        ran = subprocess.run(
            ["mariadb", f"--socket={self.socket}", "-uroot", "-N", "-B", "--default-character-set=utf8mb4", database],
            input=text.encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr.decode()
        return [line.split("\t") for line in ran.stdout.decode().splitlines()]

    def one(self, text: str, database: str = "shop") -> str:
        return self.sql(text, database)[0][0]


@contextmanager
def database(script: str = "") -> Iterator[Database]:
    """A new database in which a script was run; the test is skipped where there is no PHP or MariaDB."""
    if MISSING:
        pytest.skip(f"not installed: {MISSING}")
    folder = Path(tempfile.mkdtemp(prefix="pcb"))  # short, for the path of a socket is limited
    try:
        with _running(folder) as found:
            found.sql(script)
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[Database]:
    assert MARIADB
    data = folder / "data"
    options = [f"--datadir={data}", "--user=root"] if os.getuid() == 0 else [f"--datadir={data}"]
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", *options, "--auth-root-authentication-method=normal",
         "--skip-test-db", "--skip-name-resolve"], check=True, capture_output=True,
    )  # fmt: skip
    port = free_port()
    found = Database(folder, port)
    with process(
        MARIADB, "--no-defaults", *options, f"--socket={found.socket}", f"--port={port}", "--bind-address=127.0.0.1",
        f"--pid-file={folder / 'pid'}", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=64M", "--performance-schema=OFF",
    ):  # fmt: skip
        wait_for(port)
        found.sql(
            "CREATE DATABASE shop CHARACTER SET utf8mb4; CREATE DATABASE elsewhere;"
            f"CREATE USER 'shop'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';"
            "GRANT ALL ON shop.* TO 'shop'@'127.0.0.1'; GRANT ALL ON elsewhere.* TO 'shop'@'127.0.0.1'",
            "mysql",
        )
        yield found


@contextmanager
def php(folder: Path, *, workers: int = 4) -> Iterator[str]:
    """PHP's own web server over a folder; gives its address."""
    assert PHP
    port = free_port()
    settings = ["-d", "opcache.enable_cli=1", "-d", "display_errors=1", "-d", "opcache.validate_timestamps=1",
                "-d", "opcache.revalidate_freq=0"]  # fmt: skip
    words = [PHP, *settings, "-S", f"127.0.0.1:{port}", "-t", str(folder)]
    with process(*words, PHP_CLI_SERVER_WORKERS=str(workers)):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def ftp(folder: Path, *options: str) -> Iterator[int]:
    """An FTP server over a folder; gives its port. Its options are those of ``ftpd.py``."""
    port = free_port()
    program = str(Path(__file__).with_name("ftpd.py"))
    with process(sys.executable, "-W", "ignore", program, str(port), str(folder), FTP_USER, FTP_PASSWORD, *options):
        wait_for(port)
        yield port
