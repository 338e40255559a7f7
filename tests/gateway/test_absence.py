"""A database that goes away while everybody works: restarted, locked, or gone before it has said what it did."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from tests.gateway import postgres
from tests.gateway.hooks import Scene
from tests.gateway.test_backend import Door

from polycart.core.transport import AppTransport, Request
from polycart.gateway import database as databases
from polycart.gateway.absence import DatabaseAway, patiently
from polycart.gateway.changes.claims import Claims, Polled
from polycart.gateway.database import Database
from polycart.gateway.idempotency import Fresh, Replay
from polycart.gateway.jobs.engine import Engine
from polycart.gateway.jobs.jobs import Jobs
from polycart.gateway.tables import outages
from polycart.gateway.webhooks.delivery import DELIVERED, Fate
from polycart.server.run import application

if TYPE_CHECKING:
    from conftest import Installation


class Torn:
    """Does what a database is told to write, but loses the word that it was done, as long as ``torn``."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.torn = True
        self._run = database.run
        monkeypatch.setattr(database, "run", self.run)

    async def run(self, work: Callable[[Any], Any]) -> Any:
        done = await self._run(work)
        if self.torn:
            raise DatabaseAway("The database can't be used just now (Torn).")
        return done


@pytest.mark.timeout(120)
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_restarted_database_costs_time_and_nothing_else(
    tmp_path: Path, engine: str, postgresql: postgres.Server
) -> None:
    line = postgresql.url(postgresql.create())
    door = Door(tmp_path / "home")
    door.backend.jobs = Jobs(door.backend, url=line)
    await door.open()
    server = AppTransport(application(door.backend))

    async def status(path: str) -> int:
        keys = {"x-api-key": door.api_key, "x-store-key": door.store_key}
        request = Request(method="GET", url=f"https://gateway.test{path}", headers=keys)
        return (await server.send(request, within=5)).status

    try:
        assert await status("/readyz") == 200
        postgresql.kill()
        await asyncio.sleep(1.1)  # keys and stores are believed for a second
        answer = await door.call("product.list")
        assert answer["return_code"] == 1
        assert answer["return_message"].startswith("The database can't be used just now (")
        assert [await status(path) for path in ("/feed", "/readyz", "/healthz")] == [503, 503, 200]
        postgresql.start()
        payload = [{"name": "Mug", "sku": "away-1", "price": 1}]
        made = await door.call("product.add.batch", payload=payload)
        assert made["return_code"] == 0, made
        until = time.monotonic() + 30
        while (done := await door.call("batch.job.result", id=made["result"]["job_id"]))["return_code"] == 12:
            assert time.monotonic() < until, "nobody works"
            await asyncio.sleep(0.1)
        assert [item["status"] for item in done["result"]["items"]] == ["success"]
        postgresql.kill()
        began = time.monotonic()
        await door.backend.close()
        assert time.monotonic() - began < 15
    finally:
        postgresql.kill()
        postgresql.start()


async def test_a_batch_whose_database_went_away_is_taken_up_by_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(tmp_path / "home")
    door.backend.jobs = Jobs(door.backend)
    await door.open()
    opened, times = door.backend.batches.open_items, 0

    async def away(batch: Any) -> Any:
        nonlocal times
        times += 1
        if times == 1:
            raise DatabaseAway("away")
        return await opened(batch)

    monkeypatch.setattr(door.backend.batches, "open_items", away)
    try:
        made = await door.call("product.add.batch", payload=[{"name": "Mug", "sku": "away-2", "price": 1}])
        until = time.monotonic() + 30
        while (done := await door.call("batch.job.result", id=made["result"]["job_id"]))["return_code"] == 12:
            assert time.monotonic() < until, "nobody works"
            await asyncio.sleep(0.05)
        assert [item["status"] for item in done["result"]["items"]] == ["success"]
        assert times == 2
    finally:
        await door.backend.close()


@pytest.mark.timeout(60)
async def test_the_engine_begins_anew_beside_jobs_that_outlast_its_connection(postgresql: postgres.Server) -> None:
    line = postgresql.url(postgresql.create())
    held, seen, whole = asyncio.Event(), asyncio.Queue[str](), asyncio.Event()

    async def work(text: str) -> None:
        seen.put_nowait(text)
        if text == "long":
            await held.wait()
            whole.set()

    engine = Engine(line)
    engine.task("any", work, dead=work)
    await engine.start()
    try:
        await engine.put("any", "long")
        assert await asyncio.wait_for(seen.get(), 10) == "long"
        postgresql.kill()
        postgresql.start()
        await patiently_put(engine, "short")
        assert await asyncio.wait_for(seen.get(), 20) == "short"
        held.set()
        await asyncio.wait_for(whole.wait(), 10)
    finally:
        await engine.stop(1.0)


async def patiently_put(engine: Engine, text: str) -> None:
    """Put a job in line as soon as the line is there."""
    for _ in range(100):
        try:
            await engine.put("any", text)
        except Exception:  # of whichever driver has noticed it
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("there is no line")


async def test_a_locked_file_is_said_in_one_sentence_and_waited_for_where_it_has_to_be(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "LOCK_WAIT", 0.05)
    store = await installation.store()
    entry = installation.journal.open(store.id, "r")
    entry.add({"method": "DELETE"})
    holder = sqlite3.connect(installation.path / "polycart.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DatabaseAway, match="locked by another process"):
            entry.add({"method": "DELETE"})
        done = asyncio.create_task(entry.done())
        await asyncio.sleep(0.3)
        assert not done.done()
        holder.execute("ROLLBACK")
        await asyncio.wait_for(done, 5)
    finally:
        holder.close()
    installation.restart()
    assert installation.journal.pending() == []


async def test_an_answer_that_could_not_be_kept_is_kept_later_and_waited_for(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "LOCK_WAIT", 0.05)
    store = await installation.store()
    scope = (store.account_id, store.id, "product.add", "key")
    begun = await installation.idempotency.begin(scope, b"mark")
    assert isinstance(begun, Fresh)
    holder = sqlite3.connect(installation.path / "polycart.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        async with begun:
            begun.keep(b"done")
        again = asyncio.create_task(installation.idempotency.begin(scope, b"mark"))
        await asyncio.sleep(0.3)
        assert not again.done()
        holder.execute("ROLLBACK")
        assert await asyncio.wait_for(again, 5) == Replay(b"done")
    finally:
        holder.close()


async def test_what_is_done_again_and_again_ends_with_the_first_success_and_with_other_errors() -> None:
    tries = 0

    async def work() -> str:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise DatabaseAway("away")
        if tries == 4:
            raise ValueError("other")
        return "done"

    assert await patiently(work) == "done"
    assert tries == 3
    with pytest.raises(ValueError, match="other"):
        await patiently(work)


@pytest.mark.both_databases
async def test_a_store_that_was_claimed_unheard_is_polled_all_the_same(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from polycart.gateway.changes.records import Changes

    store = await installation.store()
    changes = Changes(installation.database, installation.stores)
    await changes.watch(store.id, {"product"}, "feed")
    claims, now = Claims(installation.database), time.time() + 1
    torn = Torn(installation.database, monkeypatch)
    with pytest.raises(DatabaseAway):
        await claims.claim(now, 5)
    torn.torn = False
    assert await claims.claim(now, 5) == []
    await claims.free()
    (claimed,) = await claims.claim(now, 5)
    await claims.free()
    assert await claims.claim(now, 5) == [], "what is under way is left alone"
    await claims.settle([Polled(store_id=store.id, due=now, pause=1.0, states=claimed.states)], now)
    assert len(await claims.claim(now, 5)) == 1


@pytest.mark.both_databases
async def test_a_delivery_that_was_taken_or_settled_unheard_is_made_and_written_down_once(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(migrated, tmp_path / "home")
    scene = await Scene(tmp_path / "home").open()
    try:
        deliveries = scene.backend.deliveries
        await scene.hook(fields="id")
        await scene.happen(*await scene.products(1))
        await deliveries.written(scene.store_id, scene.now)
        torn = Torn(scene.backend.database, monkeypatch)
        asked: dict[str, Any] = {"now": scene.now, "most": 5, "failing": 5, "width": 5, "busy": {}, "full": []}
        with pytest.raises(DatabaseAway):
            await deliveries.take(**asked)
        torn.torn = False
        assert await deliveries.take(**asked) == []
        assert await deliveries.recover(scene.now) == 1
        (taken,) = await deliveries.take(**asked)
        fate = Fate(state=DELIVERED, said="", sent=True, fine=True, status=200)
        torn.torn = True
        with pytest.raises(DatabaseAway):
            await deliveries.settle(taken, fate, began=scene.now, now=scene.now)
        torn.torn = False
        await deliveries.settle(taken, fate, began=scene.now, now=scene.now)
        (row,) = await scene.log()
        assert (row.state, row.attempts) == (DELIVERED, 1)
        assert len(await deliveries.attempts(row.id)) == 1
    finally:
        await scene.close()


async def test_a_delivery_that_could_not_be_read_for_that_is_made_a_second_later(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(migrated, tmp_path / "home")
    scene = await Scene(tmp_path / "home").open()

    def away(id: int) -> None:
        raise DatabaseAway("The database can't be used just now (Gone).")

    try:
        await scene.hook(fields="id")
        await scene.happen(*await scene.products(1))
        with monkeypatch.context() as patched:
            patched.setattr(scene.backend.stores, "get", away)
            await scene.pass_(0)
        (row,) = await scene.log()
        assert (row.state, row.attempts, row.said) == ("open", 0, "The database can't be used just now (Gone).")
        assert await scene.backend.database.read(lambda one: one.execute(select(outages)).all()) == []
        await scene.pass_(1.5)
        assert [row.state for row in await scene.log()] == [DELIVERED]
    finally:
        await scene.close()


async def test_an_undo_that_was_taken_over_unheard_is_not_forgotten(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await installation.store()
    installation.journal.open(store.id, "r").add({"method": "DELETE"})
    installation.restart()
    statement = installation.journal._take
    written = statement.write_now

    def torn(**values: Any) -> int:
        written(**values)
        raise DatabaseAway("away")

    monkeypatch.setattr(type(statement), "write_now", lambda self, **values: torn(**values))
    with pytest.raises(DatabaseAway):
        installation.journal.pending()
    monkeypatch.undo()
    (entry,) = installation.journal.pending()
    assert json.dumps(entry.steps) == '[{"method": "DELETE"}]'
    assert installation.journal.pending() == []
