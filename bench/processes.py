"""Processes of a measurement: started, waited for, weighed by what the kernel says of them, and always ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path

_OPENED = urllib.request.build_opener(
    urllib.request.ProxyHandler({}),
    # Whether our own servers are up is all that is asked this way.
    urllib.request.HTTPSHandler(context=ssl._create_unverified_context()),
)


class Process:
    """A server under measurement, with its children."""

    def __init__(self, command: Iterable[str], *, environment: Mapping[str, str] | None = None, log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        self._log = log

    def wait_until_answers(self, url: str, *, seconds: float = 30.0) -> None:
        """Wait for a first answer at ``url``."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if self._process.poll() is not None:
                break
            try:
                _OPENED.open(url, timeout=5).read()
                return
            except OSError:  # a bad status, too
                time.sleep(0.05)
        said = self._log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{self._process.args} does not answer at {url}:\n{said}")

    @property
    def members(self) -> list[int]:
        """The process and everything that it started."""
        parents: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(stat.parent.name))
        found = [self._process.pid]
        for one in found:
            found += parents.get(one, [])
        return found

    def cpu(self) -> float:
        """Seconds of processor time used so far, by all threads of all members."""
        nanoseconds = 0
        for member in self.members:
            for thread in Path(f"/proc/{member}/task").glob("*/schedstat"):
                try:
                    nanoseconds += int(thread.read_text().split()[0])
                except OSError:
                    continue
        return nanoseconds / 1e9

    def peak(self) -> float:
        """Megabytes of resident memory at the highest, summed over the members."""
        return sum(status(member, "VmHWM") for member in self.members) / 1024

    def stop(self) -> None:
        """End it and its children, politely first."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the session that start_new_session made is ours alone
        self._process.wait()


def status(pid: int, name: str) -> int:
    """A number that ``/proc`` tells of a process, such as ``VmHWM`` in kilobytes; 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def granian(target: str, port: int, *, tls: tuple[Path, Path] | None = None) -> list[str]:
    """The command that serves an ASGI application with one worker; ``tls`` are certificate and key."""
    secure = ["--ssl-certificate", str(tls[0]), "--ssl-keyfile", str(tls[1])] if tls else []
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--http", "1", "--log-level", "warning",
        "--host", "127.0.0.1", "--port", str(port), *secure, target,
    ]  # fmt: skip
