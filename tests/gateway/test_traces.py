"""Finished traces: soon on disk, found from anywhere, not for ever."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, insert, select

from polycart.core.errors import InternalError
from polycart.core.trace import Exchange
from polycart.gateway import traces as module
from polycart.gateway.tables import traces
from polycart.gateway.traces import Traces

if TYPE_CHECKING:
    from conftest import Installation

EXCHANGE = Exchange(method="GET", url="https://shop.example/products?email=jane@example.org", status=200, ms=12.5)


def add(where: Traces, request_id: str, **more: Any) -> None:
    values = {"account_id": 1, "store_id": None, "method": "product.list", "code": 0, "ms": 20.5, **more}
    where.add(request_id=request_id, **values)


def rows(installation: Installation) -> int:
    with installation.database.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(traces)).scalar_one()


async def test_a_trace_is_found_at_once_with_what_was_sent(installation: Installation) -> None:
    store = await installation.store()
    add(installation.traces, "r1", store_id=store.id, code=107, exchanges=[EXCHANGE])
    found = await installation.traces.get("r1")
    assert found is not None
    assert (found.request_id, found.method, found.code, found.ms, found.store_id) == (
        "r1", "product.list", 107, 20.5, store.id,
    )  # fmt: skip
    assert found.ts == pytest.approx(time.time(), abs=5)
    assert found.exchanges == [
        {"method": "GET", "url": EXCHANGE.url, "status": 200, "ms": 12.5},
    ]
    assert await installation.traces.get("r2") is None


async def test_another_account_s_trace_is_not_shown(installation: Installation) -> None:
    add(installation.traces, "r1", account_id=1)
    assert await installation.traces.get("r1", account_id=1)
    assert await installation.traces.get("r1", account_id=2) is None


async def test_a_trace_is_on_disk_soon_and_other_processes_find_it(installation: Installation) -> None:
    add(installation.traces, "r1")
    await asyncio.sleep(module.FLUSH_EVERY + 0.05)
    child = installation.run("trace", "r1")
    assert await installation.said(child) is True


async def test_traces_go_on_being_written_after_a_pause(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLUSH_EVERY", 0.02)
    for number in range(3):
        add(installation.traces, str(number))
        await asyncio.sleep(0.05)
    await installation.database.read(lambda connection: None)
    assert rows(installation) == 3


async def test_what_waits_is_written_at_the_close(installation: Installation) -> None:
    add(installation.traces, "r1")
    installation.restart()
    assert rows(installation) == 1
    add(installation.traces, "r2")
    await installation.traces.close()
    assert rows(installation) == 2


async def test_nothing_is_lost_when_many_come_in_while_others_are_written(installation: Installation) -> None:
    body = "x" * 20_000
    for number in range(300):
        add(installation.traces, str(number), exchanges=[{"body": body}])
        if number % 7 == 0:
            asyncio.ensure_future(installation.traces.flush())  # noqa: RUF006
            await asyncio.sleep(0)
    await installation.traces.flush()
    assert rows(installation) == 300


async def test_handing_over_a_large_trace_does_not_stop_the_loop(installation: Installation) -> None:
    body = "x" * 200_000
    started = time.process_time()
    for number in range(100):
        add(installation.traces, str(number), exchanges=[{"body": body}])
    assert time.process_time() - started < 0.05
    await installation.traces.flush()


async def test_what_was_sent_for_a_store_is_sealed_and_goes_with_it(installation: Installation) -> None:
    store = await installation.store()
    add(installation.traces, "r1", store_id=store.id, exchanges=[EXCHANGE])
    await installation.traces.flush()
    assert b"jane" not in installation.bytes_on_disk()
    with pytest.raises(InternalError):
        await Traces(installation.database).get("r1")
    await installation.stores.delete(store.id)
    assert await installation.traces.get("r1") is None
    # The trace of the very call that deleted the store comes last: it is kept without what was sent.
    add(installation.traces, "r2", store_id=store.id, exchanges=[EXCHANGE])
    found = await installation.traces.get("r2")
    assert found is not None
    assert found.exchanges == []


async def test_an_id_that_comes_again_does_not_overwrite(installation: Installation) -> None:
    for code in (1, 2):
        add(installation.traces, "r1", code=code)
        await installation.traces.flush()
    found = await installation.traces.get("r1")
    assert found is not None
    assert found.code == 1


async def test_recent_traces_are_listed_by_any_filter_the_newest_first(installation: Installation) -> None:
    for number in range(6):
        add(installation.traces, str(number), account_id=number % 2, method=f"m{number % 3}", code=number // 3)

    async def ids(**filters: Any) -> list[str]:
        return [trace.request_id for trace in await installation.traces.recent(**filters)]

    assert sorted(await ids()) == list("012345")
    assert await ids(count=1) == ["5"]
    assert await ids(account_id=0, method="m1") == ["4"]
    assert await ids(failed=True, account_id=1) == ["5", "3"]
    newest = (await installation.traces.recent(count=2))[-1]
    assert await ids(before=newest.ts, count=2) == ["3", "2"]
    assert newest.exchanges is None
    assert await ids(store_id=7) == []


async def test_traces_are_forgotten_by_age_and_by_number(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        connection.execute(
            insert(traces),
            [
                {
                    "request_id": f"old {n}",
                    "ts": time.time() - 8 * 86400,
                    "method": "x",
                    "code": 0,
                    "ms": 1,
                    "body": b"",
                }
                for n in range(1200)
            ],
        )
    for number in range(10):
        add(installation.traces, str(number))
    await installation.traces.prune()
    assert rows(installation) == 10
    await installation.traces.prune(number=4)
    assert [trace.request_id for trace in await installation.traces.recent()] == ["9", "8", "7", "6"]


async def test_forgetting_happens_by_itself(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        connection.execute(insert(traces).values(request_id="old", ts=1.0, method="x", code=0, ms=1, body=b""))
    add(installation.traces, "new")
    await installation.traces.flush()
    await installation.database.read(lambda connection: None)
    assert [trace.request_id for trace in await installation.traces.recent()] == ["new"]


async def test_a_disk_that_is_too_slow_does_not_fill_the_memory(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACKLOG", 5)
    for number in range(8):
        add(installation.traces, str(number))
    assert installation.traces.dropped == 3
    await installation.traces.flush()
    assert rows(installation) == 5


async def test_a_listing_shows_nothing_of_what_was_sent(installation: Installation) -> None:
    add(installation.traces, "r1", exchanges=[EXCHANGE])
    found = await installation.traces.get("r1")
    assert repr(found) == "<Trace r1 product.list 0>"
