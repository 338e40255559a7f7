"""The demo: one line of JSON once everything answers, real calls, and an end without remains."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from polycart.platforms import platforms
from polycart.sandbox.demo import Demo, samples

POLYCART = [sys.executable, "-W", "error", "-m", "polycart.cli.main"]


@contextmanager
def demo(*options: str, ends_with: int = signal.SIGTERM) -> Iterator[tuple[dict[str, Any], int]]:
    """A demo in a process of its own; its end is tested on the way out."""
    process = subprocess.Popen(
        [*POLYCART, "demo", "--json", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield json.loads(line), process.pid
    finally:
        process.send_signal(ends_with)
        began = time.monotonic()
        try:
            assert process.wait(10) == 0
        finally:
            process.kill()
        assert time.monotonic() - began < 5
        assert process.stderr.read() == ""
        process.stdout.close()
        process.stderr.close()


def _ask(url: str, **headers: str) -> tuple[Any, str]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer), answer.headers["x-request-id"]


def test_every_platform_has_a_store_that_answers_and_can_be_traced() -> None:
    with demo() as (made, _):
        assert made["stores"].keys() == platforms().keys()
        assert Path(made["home"]).exists()
        for store_key in made["stores"].values():
            keys = {"x_api_key": made["api_key"], "x_store_key": store_key}
            answer, request_id = _ask(f"{made['url']}/v1.1/product.list.json?count=5&params=id,name", **keys)
            assert answer["return_code"] == 0, answer
            assert len(answer["result"]["product"]) == 5
            traced = subprocess.run(
                [*POLYCART, "trace", request_id, "--json", "--home", made["home"]],
                capture_output=True, text=True, timeout=20, check=True,
            )  # fmt: skip
            told = json.loads(traced.stdout)
            assert told["method"] == "product.list"
            assert told["exchanges"][0].keys() >= {"method", "url", "status", "ms"}
            assert told["exchanges"][0]["status"] == 200
        pages = ("docs", "openapi.json", "matrix.json", "readyz")
        for page in pages:
            with urllib.request.urlopen(f"{made['url']}/{page}", timeout=10) as found:
                assert found.status == 200
    assert not Path(made["home"]).exists()


def test_a_folder_that_was_used_before_keeps_its_account_and_stores(tmp_path: Path) -> None:
    with demo("--home", str(tmp_path)) as (first, _):
        pass
    with demo("--home", str(tmp_path), ends_with=signal.SIGINT) as (second, _):
        assert (second["api_key"], second["stores"]) == (first["api_key"], first["stores"])
        store_key = next(iter(second["stores"].values()))
        answer, _ = _ask(
            f"{second['url']}/v1.1/category.count.json", x_api_key=second["api_key"], x_store_key=store_key
        )
        assert answer["return_code"] == 0
    assert tmp_path.exists()


def test_the_demo_is_one_process_and_leaves_none() -> None:
    with demo() as (_, pid):
        children = Path(f"/proc/{pid}/task/{pid}/children")
        if not children.exists():
            pytest.skip("the kernel does not tell children")
        assert children.read_text() == ""
    assert not Path(f"/proc/{pid}").exists()


def test_the_end_waits_for_no_call_that_hangs() -> None:
    with demo() as (made, _):
        host, port = made["url"].removeprefix("http://").split(":")
        import socket

        hanging = socket.create_connection((host, int(port)))
        hanging.sendall(b"POST /v1.1/product.add.json HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf")
    hanging.close()


def test_a_port_that_is_taken_is_named() -> None:
    with demo() as (made, _):
        port = made["url"].rpartition(":")[2]
        ran = subprocess.run(
            [*POLYCART, "demo", "--port", port], capture_output=True, text=True, timeout=20, check=False
        )
        assert ran.returncode == 1
        assert f"Port {port}" in ran.stderr
        assert "--port" in ran.stderr


def test_the_samples_work_when_pasted() -> None:
    with demo() as (made, _):
        for title, line in samples(Demo(**made)):
            ran = subprocess.run([*shlex.split(line), "-sS"], capture_output=True, text=True, timeout=20, check=True)
            assert json.loads(ran.stdout)["return_code"] == 0, (title, ran.stdout)
