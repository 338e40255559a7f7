"""The job engine in memory and on PostgreSQL, and batches whose processes are killed while they are worked off."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.gateway import postgres
from tests.gateway.battles.ground import Ground

from polycart.core.errors import ServiceUnavailable
from polycart.gateway.jobs import engine as engines
from polycart.gateway.jobs.engine import Engine
from polycart.server.settings import jobs_of


@pytest.fixture
def line(postgresql: postgres.Server) -> Iterator[str]:
    """The address of a PostgreSQL database for one test."""
    name = postgresql.create()
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(params=["memory", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("line") if request.param == "postgresql" else None


class Seen:
    """What a task was given, and what it shall do about it."""

    def __init__(self, failures: int = 0) -> None:
        self.texts: list[str] = []
        self.dead: list[str] = []
        self.failures = failures
        self.secret = "hunter2 in the words of an error"
        self.enough = asyncio.Event()

    async def work(self, text: str) -> None:
        self.texts.append(text)
        if len(self.texts) <= self.failures:
            raise RuntimeError(self.secret)
        self.enough.set()

    async def bury(self, text: str) -> None:
        self.dead.append(text)
        self.enough.set()


@asynccontextmanager
async def running(url: str | None, name: str, seen: Seen) -> AsyncIterator[Engine]:
    engine = Engine(url)
    engine.task(name, seen.work, dead=seen.bury)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop(1.0)


async def test_a_job_is_done_soon_after_it_was_put_in_line(url: str | None) -> None:
    seen = Seen()
    async with running(url, "one", seen) as engine:
        await engine.put("one", "text")
        await asyncio.wait_for(seen.enough.wait(), 10)
    assert seen.texts == ["text"]


async def test_a_job_that_fails_is_tried_again_and_told_of_without_its_words(
    url: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    seen = Seen(failures=1)
    async with running(url, "two", seen) as engine:
        await engine.put("two", "text")
        await asyncio.wait_for(seen.enough.wait(), 20)
    assert seen.texts == ["text", "text"]
    assert seen.dead == []
    assert "RuntimeError" in caplog.text
    assert "hunter2" not in caplog.text


async def test_a_job_that_keeps_failing_is_a_dead_letter(url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ATTEMPTS", 2)
    seen = Seen(failures=99)
    async with running(url, "three", seen) as engine:
        await engine.put("three", "text")
        await asyncio.wait_for(seen.enough.wait(), 20)
        await asyncio.sleep(0.3)
    assert seen.dead == ["text"]
    assert seen.texts == ["text", "text"]


async def test_what_is_in_line_once_is_not_put_there_twice(url: str | None) -> None:
    started, gate = asyncio.Event(), asyncio.Event()
    texts: list[str] = []

    async def work(text: str) -> None:
        texts.append(text)
        started.set()
        await gate.wait()

    engine = Engine(url)
    engine.task("four", work, dead=work)
    await engine.start()
    try:
        for _ in range(3):
            await engine.put("four", "same", once=True)
        await asyncio.wait_for(started.wait(), 10)
        await engine.put("four", "same", once=True)
        await engine.put("four", "other", once=True)
        gate.set()
        for _ in range(200):
            if len(texts) == 2:
                break
            await asyncio.sleep(0.05)
    finally:
        await engine.stop(1.0)
    assert sorted(texts) == ["other", "same"]


async def test_two_workers_do_each_job_once(line: str) -> None:
    first, second = Seen(), Seen()
    async with running(line, "five", first) as engine, running(line, "five", second):
        for number in range(40):
            await engine.put("five", str(number))
        for _ in range(200):
            if len(first.texts) + len(second.texts) == 40:
                break
            await asyncio.sleep(0.05)
    assert sorted(first.texts + second.texts, key=int) == [str(number) for number in range(40)]


async def test_a_process_that_only_puts_in_line_needs_no_worker_of_its_own(line: str) -> None:
    sender = Engine(line)
    seen = Seen()
    async with running(line, "six", seen):
        await sender.put("six", "text")
        await asyncio.wait_for(seen.enough.wait(), 10)
    await sender.stop(1.0)
    assert seen.texts == ["text"]


async def test_something_is_done_at_its_times(url: str | None) -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    engine = Engine(url)
    engine.every("often", "* * * * * *", work)  # each second
    await engine.start()
    try:
        await asyncio.wait_for(done.wait(), 15)
    finally:
        await engine.stop(1.0)


async def test_work_that_does_not_end_is_cut_off_when_the_engine_stops() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def work(text: str) -> None:
        started.set()
        try:
            await asyncio.sleep(600)
        finally:
            ended.set()

    engine = Engine()
    engine.task("long", work, dead=work)
    await engine.start()
    await engine.put("long", "text")
    await asyncio.wait_for(started.wait(), 10)
    await engine.stop(0.1)
    assert ended.is_set()


async def test_a_queue_that_does_not_answer_is_said_in_one_sentence() -> None:
    with pytest.raises(ServiceUnavailable, match="POLYCART_JOBS does not answer") as caught:
        await Engine("postgresql://polycart:hunter2@127.0.0.1:1/none").start()
    assert "hunter2" not in caught.value.message


def test_the_setting_is_one_of_three() -> None:
    assert jobs_of({}) == (None, True)
    assert jobs_of({"POLYCART_JOBS": "embedded"}) == (None, True)
    assert jobs_of({"POLYCART_JOBS": "worker"}) == (None, False)
    assert jobs_of({"POLYCART_JOBS": "postgresql://db/queue"}) == ("postgresql://db/queue", False)
    with pytest.raises(ServiceUnavailable, match="POLYCART_JOBS is none of"):
        jobs_of({"POLYCART_JOBS": "redis://localhost"})


def test_a_worker_of_the_command_line_works_off_what_there_is_and_ends(tmp_path: Path) -> None:
    done: Any = asyncio.run(_by_command_line(tmp_path))
    assert done["listed"][0]["done"] == "100 %"
    assert done["listed"][0]["succeeded"] == 3
    assert done["shown"]["status"] == "processed"
    assert [item["status"] for item in done["shown"]["items"]] == ["success"] * 3
    assert "3 of 3 item(s) succeeded" in done["waited"]
    assert done["cancelled"] == "2 item(s) will not be sent.\n"


async def _by_command_line(folder: Path) -> dict[str, Any]:
    import msgspec

    fight = Ground(folder, seed=1, victims=(), slowest=0.0)
    try:
        await fight.open()

        def polycart(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
            ran = subprocess.run(
                [sys.executable, "-m", "polycart.cli.main", *words, "--home", str(fight.home)],
                env=fight.environment, capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            assert ran.returncode == code, ran.stderr
            return ran

        payload = [{"name": f"Mug {at}", "sku": f"mug-{at}", "price": 1} for at in range(3)]
        batch = folder / "batch.json"
        batch.write_bytes(msgspec.json.encode({"payload": payload}))
        polycart("call", "product.add.batch", f"@{batch}", "--json")
        polycart("worker", "--once")
        listed = msgspec.json.decode(polycart("jobs", "list", "--json").stdout)
        job = str(listed[0]["id"])
        shown = msgspec.json.decode(polycart("jobs", "show", job, "--json").stdout)
        waited = polycart("jobs", "wait", job).stderr
        batch.write_bytes(msgspec.json.encode({"payload": [{"id": "1"}, {"id": "2"}]}))
        polycart("call", "product.delete.batch", f"@{batch}", "--json")
        cancelled = polycart("jobs", "cancel", str(int(job) + 1)).stdout
        polycart("jobs", "show", "999", code=1)
        return {"listed": listed, "shown": shown, "waited": waited, "cancelled": cancelled}
    finally:
        await fight.end()


def test_a_worker_may_open_as_many_files_as_the_system_lets_it() -> None:
    code = (
        "import resource; from polycart.gateway.jobs.files import WANTED, allow_many\n"
        "_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))\n"
        "print(allow_many(), resource.getrlimit(resource.RLIMIT_NOFILE)[0], min(WANTED, hard))\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))\n"
        "print(allow_many())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second = ran.stdout.splitlines()
    assert len(set(first.split())) == 1
    assert int(first.split()[0]) > 256
    assert second == "300"
    assert "lets this process open 300 files" in ran.stderr
