"""Idempotency keys: once is once, across calls, restarts and processes."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from polycart import api
from polycart.core.errors import ParameterError, StoreBusy, StoreNotFound
from polycart.gateway.idempotency import KEPT, Fresh, KeyReused, Replay, Scope, fingerprint
from polycart.gateway.tables import idempotency

if TYPE_CHECKING:
    from conftest import Installation

MARK = fingerprint({"name": "shirt"})
BODY = b'{"return_code":0,"result":{"product_id":"17","email":"jane@example.org"}}'


async def scope(installation: Installation, key: str = "k", method: str = "product.add") -> Scope:
    store = await installation.store()
    return (store.account_id, store.id, method, key)


async def run(
    installation: Installation, where: Scope, body: bytes = BODY, code: int = 0, *, wrote: bool = False
) -> None:
    begun = await installation.idempotency.begin(where, MARK)
    assert isinstance(begun, Fresh)
    async with begun:
        begun.keep(body, return_code=code, wrote=wrote)


def rows(installation: Installation) -> int:
    with installation.database.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(idempotency)).scalar_one()


async def test_a_repeated_call_gets_the_first_answer(installation: Installation) -> None:
    where = await scope(installation)
    await run(installation, where)
    assert await installation.idempotency.begin(where, MARK) == Replay(BODY, "application/json; charset=utf-8", 0)


async def test_the_answer_outlives_a_restart_and_reaches_another_process(installation: Installation) -> None:
    where = await scope(installation)
    await run(installation, where, b"first", code=113)
    installation.restart()
    again = await installation.idempotency.begin(where, MARK)
    assert isinstance(again, Replay)
    assert (again.body, again.return_code) == (b"first", 113)
    child = installation.run("work", str(where[0]), str(where[1]), "k")
    assert await installation.said(child) == "first"


async def test_another_body_with_the_same_key_is_an_error_in_one_sentence(installation: Installation) -> None:
    where = await scope(installation)
    await run(installation, where)
    with pytest.raises(KeyReused) as caught:
        await installation.idempotency.begin(where, fingerprint({"name": "trousers"}))
    assert isinstance(caught.value, ParameterError)
    assert caught.value.code == 109
    assert caught.value.message.count(".") == 2


@pytest.mark.parametrize("part", range(4))
async def test_a_key_counts_for_its_account_store_and_method_only(installation: Installation, part: int) -> None:
    store, second = (await scope(installation))[:2], await installation.account("second")
    other = await installation.store(second.id, "https://other.example")
    first: Scope = (*store, "product.add", "k")
    elsewhere: list[Scope] = [
        (second.id, first[1], first[2], first[3]),
        (first[0], other.id, first[2], first[3]),
        (*store, "product.update", "k"),
        (*store, "product.add", "K"),
    ]
    await run(installation, first)
    await run(installation, elsewhere[part], b"of its own")


async def test_a_call_in_flight_is_waited_for(installation: Installation) -> None:
    where = await scope(installation)
    begun = await installation.idempotency.begin(where, MARK)
    assert isinstance(begun, Fresh)
    waiting = [asyncio.ensure_future(installation.idempotency.begin(where, MARK)) for _ in range(5)]
    await asyncio.sleep(0.02)
    assert not any(task.done() for task in waiting)
    async with begun:
        begun.keep(BODY)
    answers = await asyncio.gather(*waiting)
    assert [isinstance(answer, Replay) and answer.body for answer in answers] == [BODY] * 5


async def test_many_calls_at_once_do_the_work_once(installation: Installation) -> None:
    where, other, worked = await scope(installation), installation.another(), 0

    async def call(one: Installation) -> bytes:
        nonlocal worked
        begun = await one.idempotency.begin(where, MARK, deadline=time.monotonic() + 10)
        if isinstance(begun, Replay):
            return begun.body
        async with begun:
            worked += 1
            await asyncio.sleep(0.02)
            begun.keep(BODY)
        return BODY

    answers = await asyncio.gather(*(call(one) for one in (installation, other) * 10))
    assert set(answers) == {BODY}
    assert worked == 1


async def test_a_call_in_flight_in_another_process_is_waited_for(installation: Installation) -> None:
    where = await scope(installation)
    child = installation.run("work", str(where[0]), str(where[1]), "k")
    assert await installation.said(child) == "fresh"
    waiting = asyncio.ensure_future(installation.idempotency.begin(where, MARK, deadline=time.monotonic() + 10))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    installation.tell(child, "answer of the other")
    answer = await waiting
    assert isinstance(answer, Replay)
    assert answer.body == b"answer of the other"


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_waiting_ends_at_the_deadline_with_code_7(installation: Installation, elsewhere: bool) -> None:
    where = await scope(installation)
    owner = installation.another() if elsewhere else installation
    begun = await owner.idempotency.begin(where, MARK)
    assert isinstance(begun, Fresh)
    started = time.monotonic()
    with pytest.raises(StoreBusy):
        await installation.idempotency.begin(where, MARK, deadline=started + 0.05)
    assert 0.04 < time.monotonic() - started < 2
    async with begun:
        pass


@pytest.mark.both_databases
async def test_a_killed_run_is_taken_over_at_once(installation: Installation) -> None:
    where = await scope(installation)
    child = installation.run("work", str(where[0]), str(where[1]), "k")
    assert await installation.said(child) == "fresh"
    waiting = asyncio.ensure_future(installation.idempotency.begin(where, MARK, deadline=time.monotonic() + 10))
    await asyncio.sleep(0.02)
    installation.kill(child)
    begun = await waiting
    assert isinstance(begun, Fresh)
    assert begun.taken_over
    async with begun:
        begun.keep(BODY)
    assert isinstance(await installation.idempotency.begin(where, MARK), Replay)


async def test_of_many_waiting_for_a_killed_run_one_takes_over(installation: Installation) -> None:
    where, other = await scope(installation), installation.another()
    child = installation.run("work", str(where[0]), str(where[1]), "k")
    assert await installation.said(child) == "fresh"
    installation.kill(child)
    fresh = 0

    async def call(one: Installation) -> None:
        nonlocal fresh
        begun = await one.idempotency.begin(where, MARK, deadline=time.monotonic() + 10)
        if isinstance(begun, Fresh):
            async with begun:
                fresh += 1
                begun.keep(BODY)

    await asyncio.gather(*(call(one) for one in (installation, other) * 5))
    assert fresh == 1


async def test_a_killed_run_is_not_taken_over_with_another_body(installation: Installation) -> None:
    where = await scope(installation)
    child = installation.run("work", str(where[0]), str(where[1]), "k")
    assert await installation.said(child) == "fresh"
    installation.kill(child)
    with pytest.raises(KeyReused):
        await installation.idempotency.begin(where, fingerprint({"name": "trousers"}))


async def test_a_run_whose_answer_comes_after_it_was_taken_over_does_not_overwrite(installation: Installation) -> None:
    where = await scope(installation)
    slow = await installation.idempotency.begin(where, MARK)
    assert isinstance(slow, Fresh)
    with installation.database.engine.begin() as connection:
        connection.execute(update(idempotency).values(owner="another machine|1||gone"))
    await run(installation.another(), where, b"second")
    async with slow:
        slow.keep(b"first, too late")
    again = await installation.idempotency.begin(where, MARK)
    assert isinstance(again, Replay)
    assert again.body == b"second"


@pytest.mark.parametrize("code", [1, 7, 10, 106, 110])
async def test_a_call_that_did_not_get_through_frees_its_key(installation: Installation, code: int) -> None:
    where = await scope(installation)
    await run(installation, where, b"busy", code)
    assert rows(installation) == 0
    await run(installation, where)


@pytest.mark.parametrize("code", [1, 7, 10, 106, 110])
async def test_a_call_that_may_have_written_keeps_even_such_an_answer(installation: Installation, code: int) -> None:
    where = await scope(installation)
    await run(installation, where, b"timed out", code, wrote=True)
    assert isinstance(await installation.idempotency.begin(where, MARK), Replay)


@pytest.mark.parametrize("code", [0, 9, 100, 105, 107, 109, 112, 113])
async def test_any_other_answer_is_the_answer(installation: Installation, code: int) -> None:
    where = await scope(installation)
    await run(installation, where, b"said", code)
    again = await installation.idempotency.begin(where, MARK)
    assert isinstance(again, Replay)
    assert again.return_code == code


async def test_a_run_that_ends_without_an_answer_frees_its_key(installation: Installation) -> None:
    where = await scope(installation)

    async def work(ending: BaseException) -> None:
        begun = await installation.idempotency.begin(where, MARK)
        assert isinstance(begun, Fresh)
        async with begun:
            raise ending

    for ending in (RuntimeError("bug"), asyncio.CancelledError()):
        with pytest.raises(type(ending)):
            await work(ending)
        assert rows(installation) == 0


async def test_a_run_cancelled_while_it_frees_its_key_in_a_locked_database_frees_it_all_the_same(
    installation: Installation,
) -> None:
    where = await scope(installation)
    inside = asyncio.Event()

    async def work() -> None:
        begun = await installation.idempotency.begin(where, MARK)
        assert isinstance(begun, Fresh)
        async with begun:
            inside.set()
            await asyncio.sleep(5)

    running = asyncio.ensure_future(work())
    await inside.wait()
    other = installation.another().database
    held = other.writer
    assert held is not None
    held.execute("BEGIN IMMEDIATE")
    running.cancel()
    await asyncio.sleep(0.01)
    release = other.worker.submit(lambda: (time.sleep(0.05), held.execute("ROLLBACK")))
    running.cancel()
    await asyncio.wait((running,))
    release.result()
    assert rows(installation) == 0
    with pytest.raises(asyncio.CancelledError):
        await running
    await run(installation, where)


async def test_an_expired_answer_makes_way_even_for_another_body(installation: Installation) -> None:
    where = await scope(installation)
    await run(installation, where)
    with installation.database.engine.begin() as connection:
        connection.execute(update(idempotency).values(expires=time.time() - 1))
    begun = await installation.idempotency.begin(where, fingerprint({"name": "trousers"}))
    assert isinstance(begun, Fresh)
    assert not begun.taken_over
    async with begun:
        begun.keep(b"second")


@pytest.mark.both_databases
async def test_expired_rows_are_purged_and_live_ones_stay(installation: Installation) -> None:
    where = await scope(installation)
    for number in range(3):
        await run(installation, (*where[:3], f"old {number}"))
    with installation.database.engine.begin() as connection:
        connection.execute(update(idempotency).values(expires=time.time() - 1))
    await run(installation, where)
    begun = await installation.idempotency.begin((*where[:3], "running"), MARK)
    assert isinstance(begun, Fresh)
    assert await installation.idempotency.purge() == 3
    assert rows(installation) == 2
    async with begun:
        pass


async def test_purging_happens_by_itself(installation: Installation) -> None:
    where = await scope(installation)
    await run(installation, (*where[:3], "old"))
    with installation.database.engine.begin() as connection:
        connection.execute(update(idempotency).values(expires=time.time() - 1))
    installation.idempotency._next_purge = 0.0
    await run(installation, where)
    await installation.database.read(lambda connection: None)
    assert rows(installation) == 1


async def test_answers_are_not_on_disk_in_the_clear(installation: Installation) -> None:
    where = await scope(installation, "secret-idempotency-key")
    await run(installation, where)
    for _ in range(2):
        disk = installation.bytes_on_disk()
        assert b"jane@example.org" not in disk
        assert b"secret-idempotency-key" not in disk
        installation.restart()


async def test_a_call_that_deletes_its_own_store_ends_well(installation: Installation) -> None:
    where = await scope(installation, method="cart.delete")
    begun = await installation.idempotency.begin(where, MARK)
    assert isinstance(begun, Fresh)
    async with begun:
        await installation.stores.delete(where[1])
        begun.keep(BODY)
    assert rows(installation) == 0
    with pytest.raises(StoreNotFound):
        await installation.idempotency.begin(where, MARK)


async def test_a_row_that_vanishes_while_it_is_waited_for_frees_the_key(installation: Installation) -> None:
    where = await scope(installation)
    begun = await installation.another().idempotency.begin(where, MARK)
    waiting = asyncio.ensure_future(installation.idempotency.begin(where, MARK, deadline=time.monotonic() + 5))
    await asyncio.sleep(0.02)
    with installation.database.engine.begin() as connection:
        connection.execute(delete(idempotency))
    second = await waiting
    assert isinstance(begun, Fresh)
    assert isinstance(second, Fresh)
    for one in (second, begun):
        async with one:
            pass


def test_every_method_tells_how_long_an_answer_is_kept() -> None:
    hours = f"within {KEPT / 3600:.0f} hours"
    for method in api.METHODS.values():
        hints = get_type_hints(method.params, include_extras=True)
        if "idempotency_key" in hints:
            assert hours in repr(hints["idempotency_key"]), method.name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_the_order_of_members_makes_no_difference(parameters: dict[str, object]) -> None:
    assert fingerprint(dict(reversed(parameters.items()))) == fingerprint(parameters)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4), st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_other_parameters_have_another_fingerprint(one: dict[str, object], other: dict[str, object]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (fingerprint(one) == fingerprint(other)) == same
