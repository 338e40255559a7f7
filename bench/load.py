"""A closed loop of requests on some connections, by wrk where it is installed, else by a client of our own."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

WRK = shutil.which("wrk")


class Load(msgspec.Struct, frozen=True):
    """What a loop of requests came to; times in milliseconds."""

    requests: int
    per_second: float
    p50: float
    p99: float


def run(url: str, headers: Mapping[str, str], *, connections: int, seconds: float) -> Load:
    """Ask for ``url`` again and again on each of the connections; an answer that is not good is an error."""
    measured = _by_wrk(url, headers, connections, seconds) if WRK else _by_own(url, headers, connections, seconds)
    if not measured.requests:
        raise RuntimeError(f"{url} gave no answer")
    return measured


_SCRIPT = """
done = function(summary, latency, requests)
  io.write(string.format("%d %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


def _by_wrk(url: str, headers: Mapping[str, str], connections: int, seconds: float) -> Load:
    # wrk takes whole seconds only, and would measure its own start: the loop is ended by a signal.
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{connections}", "-d60s", "--timeout", "20s", "-s", "/dev/stdin", *named, url]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        process.communicate(_SCRIPT, timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(2)
    said, complained = process.communicate(timeout=30)
    if process.returncode or complained:
        raise RuntimeError(f"wrk failed: {complained or said}")
    requests, microseconds, p50, p99, wrong, broken = map(int, said.split()[-6:])
    if wrong or broken:
        raise RuntimeError(f"{url}: {wrong} answers with a bad status, {broken} connections broken")
    return Load(requests, requests / microseconds * 1e6, p50 / 1000, p99 / 1000)


def _by_own(url: str, headers: Mapping[str, str], connections: int, seconds: float) -> Load:
    command = [sys.executable, "-m", "bench.load", json.dumps([url, dict(headers), connections, seconds])]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return msgspec.json.decode(said, type=Load)


class _Connection(asyncio.Protocol):
    """Asks again as soon as the answer is whole; it needs a Content-Length, which all servers here send."""

    _LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

    def __init__(self, request: bytes, times: list[float], until: float) -> None:
        self.request, self.times, self.until = request, times, until
        self.head = b""
        self.missing = -1
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.head, self.missing = b"", -1
        self.started = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.head += data
            head, found, body = self.head.partition(b"\r\n\r\n")
            if not found:
                return
            length = self._LENGTH.search(head)
            if not head.startswith(b"HTTP/1.1 200") or length is None:
                self.done.set_exception(RuntimeError(head.decode("latin-1")[:200]))
                self.transport.close()
                return
            self.missing = int(length[1]) - len(body)
        else:
            self.missing -= len(data)
        if self.missing == 0:
            now = time.perf_counter()
            self.times.append(now - self.started)
            if now < self.until:
                self._ask()
            else:
                self.done.set_result(None)
                self.transport.close()


async def _loop(url: str, headers: Mapping[str, str], connections: int, seconds: float) -> Load:
    parts = urlsplit(url)
    named = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n{named}\r\n".encode()
    times: list[float] = []
    start = time.perf_counter()
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: _Connection(request, times, start + seconds), parts.hostname, parts.port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.done for _, protocol in opened))
    took = time.perf_counter() - start
    times.sort()
    return Load(len(times), len(times) / took, times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000)


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(_loop(*json.loads(sys.argv[1])))).decode())
