"""The stream of changes: each change told once, in order, and every reader's place in it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, func, select

from polycart.core.errors import CredentialsRefused, ParameterError, StoreNotFound
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.claims import Claims
from polycart.gateway.changes.known import Known, Verdict, judge
from polycart.gateway.changes.records import Changes, Lost, NotKept
from polycart.gateway.tables import changes as kept
from polycart.gateway.tables import known

if TYPE_CHECKING:
    from conftest import Installation

T = 1_700_000_000.0


def change(action: str = "update", id: str = "1", moment: float = T, **more: Any) -> Change:
    more.setdefault("entity", "product")
    more.setdefault("source", "poll" if more.get("fingerprint") else "push")
    return Change(action=action, entity_id=id, moment=moment, **more)  # type: ignore[arg-type]


async def watched(installation: Installation, *entities: str) -> tuple[Changes, int]:
    store = await installation.store()
    changes = Changes(installation.database, installation.stores)
    await changes.watch(store.id, entities or {"product"}, "webhooks")
    return changes, store.id


def told(found: list[Change]) -> list[tuple[str, str]]:
    return [(one.action, one.entity_id) for one in found]


async def test_what_nobody_watches_is_not_kept(installation: Installation) -> None:
    store = await installation.store()
    changes = Changes(installation.database, installation.stores)
    assert await changes.record(store.id, [change("add")]) == []
    await changes.watch(store.id, {"order"}, "feed")
    assert await changes.record(store.id, [change("add")]) == []
    assert changes.last(store.id) == 0


@pytest.mark.both_databases
async def test_changes_are_read_in_the_order_in_which_they_were_recorded(installation: Installation) -> None:
    changes, store = await watched(installation, "product", "order")
    first = await changes.record(store, [change("add", "7", fingerprint="a"), change("add", "8", entity="order")])
    second = await changes.record(store, [change("update", "7", T + 5, fingerprint="b")])
    everything = await changes.after(store, 0, 10)
    assert everything == [*first, *second]
    assert [one.seq for one in everything] == sorted({one.seq for one in everything})
    assert await changes.after(store, first[-1].seq, 10) == second
    assert await changes.after(store, 0, 2) == first
    assert told(await changes.after(store, 0, 10, {"order"})) == [("add", "8")]
    assert changes.last(store) == second[-1].seq


@pytest.mark.parametrize("action", ["add", "update", "delete"])
async def test_a_push_and_a_poll_of_one_change_give_one_event_in_either_order(
    installation: Installation, action: str
) -> None:
    changes, store = await watched(installation)
    ids = ("1", "2")
    if action != "add":
        await changes.record(store, [change("add", id, T, fingerprint="old") for id in ids], quietly=True)
    polled = {"fingerprint": "new"} if action != "delete" else {"source": "poll"}
    pushes = [change(action, id, T + 9) for id in ids]
    polls = [change(action, id, T + 9, **polled) for id in ids]
    found = [*await changes.record(store, [pushes[0]]), *await changes.record(store, [polls[0]])]
    found += [*await changes.record(store, [polls[1]]), *await changes.record(store, [pushes[1]])]
    assert told(found) == [(action, "1"), (action, "2")]
    assert [one.source for one in found] == ["push", "poll"]


async def test_what_was_there_when_watching_began_is_no_news_and_what_comes_after_is(
    installation: Installation,
) -> None:
    changes, store = await watched(installation)
    assert await changes.record(store, [change("add", "1", fingerprint="a")], quietly=True) == []
    assert await changes.record(store, [change("update", "1", fingerprint="a")]) == []
    assert told(await changes.record(store, [change("add", "1", T + 1, fingerprint="b")])) == [("update", "1")]
    assert told(await changes.record(store, [change("add", "2", T + 1, fingerprint="c")])) == [("add", "2")]


SEEN = Known(entity_id="1", fingerprint="a", moment=T)
TOLD = Known(entity_id="1", fingerprint="a", moment=T, action="update", told=True, seen=50.0)
GONE = Known(entity_id="1", fingerprint="a", moment=T, action="delete", told=True)


@pytest.mark.parametrize(
    ("known", "one", "asked", "news", "doubt"),
    [
        (None, change("update"), None, "update", False),
        (None, change("delete"), None, "delete", False),
        (SEEN, change("update", moment=T + 2), None, "update", False),
        (SEEN, change("update", moment=T), None, "", True),  # seen in that second; there may be more in it
        (SEEN, change("update", moment=T - 60), None, "", False),
        (SEEN, change("add", moment=T + 2), None, "", False),
        (TOLD, change("update", moment=T), None, "update", False),  # two pushes are two changes
        (TOLD, change("update", moment=T, fingerprint="b"), None, "", False),
        (TOLD, change("update", moment=T + 9, fingerprint="b"), None, "update", False),
        (TOLD, change("update", moment=T + 9, fingerprint="b"), 40.0, "", True),  # the page is older than the push
        (TOLD, change("update", moment=T + 9, fingerprint="b"), 60.0, "update", False),
        (Known(entity_id="1", action="update", told=True), change("add"), None, "add", False),  # delivered out of order
        (GONE, change("delete", moment=T + 2), None, "", False),
        (GONE, change("update", moment=T - 1), None, "", False),
        (GONE, change("add", moment=T + 2), None, "add", False),
        (GONE, change("update", moment=T - 9, fingerprint="a"), None, "add", False),
    ],
)
def test_a_change_is_news_or_not(known: Known | None, one: Change, asked: float | None, news: str, doubt: bool) -> None:
    verdict = judge(known, one, now=100.0, asked=asked)
    assert (verdict.news, verdict.doubt) == (news, doubt)


def test_what_a_push_told_is_settled_by_the_next_poll() -> None:
    after = judge(TOLD, change("update", moment=T, fingerprint="b"), now=100.0).known
    assert after is not None
    assert (after.fingerprint, after.told, after.moment) == ("b", False, T)
    assert judge(after, change("update", moment=T, fingerprint="b"), now=101.0) == Verdict()


async def test_a_reader_stays_where_it_was_and_never_goes_back(installation: Installation) -> None:
    changes, store = await watched(installation)
    made = await changes.record(store, [change("add", str(id), fingerprint="a") for id in range(5)])
    assert changes.position(store, "erp") == 0
    assert await changes.acknowledge(store, "erp", made[3].seq) == made[3].seq
    assert await changes.acknowledge(store, "erp", made[1].seq) == made[3].seq
    assert await changes.behind("erp") == [store]
    installation.restart()
    changes = Changes(installation.database, installation.stores)
    assert changes.position(store, "erp") == made[3].seq
    assert told(await changes.after(store, changes.position(store, "erp"), 10)) == [("add", "4")]
    await changes.acknowledge(store, "erp", made[4].seq)
    assert await changes.behind("erp") == []
    with pytest.raises(ParameterError, match="The last change of this store is"):
        await changes.acknowledge(store, "erp", made[4].seq + 1)


@pytest.mark.both_databases
async def test_a_reader_moves_in_one_step_with_what_it_writes_itself(installation: Installation) -> None:
    changes, store = await watched(installation)
    [made] = await changes.record(store, [change("add")])

    def fails(connection: Any) -> None:
        changes.acknowledged(connection, store, "webhooks", made.seq)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await installation.database.run(fails)
    assert changes.position(store, "webhooks") == 0


@pytest.mark.both_databases
async def test_a_reader_behind_what_is_kept_is_told_so(installation: Installation) -> None:
    changes, store = await watched(installation)
    old = await changes.record(store, [change("add", "1"), change("add", "2")])
    await changes.acknowledge(store, "erp", old[0].seq)
    assert await changes.purge(kept=60.0, now=time.time() + 30) == 0
    assert await changes.purge(kept=60.0, now=time.time() + 90) == 2
    [new] = await changes.record(store, [change("add", "3")])
    with pytest.raises(NotKept, match=f"Changes up to {old[1].seq} are not kept any more"):
        await changes.after(store, changes.position(store, "erp"), 10)
    assert await changes.after(store, old[1].seq, 10) == [new]
    assert changes.position(store, "another") == old[1].seq  # a new one begins with the oldest that is kept


@pytest.mark.both_databases
async def test_what_nobody_watches_any_more_is_forgotten(installation: Installation) -> None:
    changes, store = await watched(installation, "product", "order")
    await changes.watch(store, {"product"}, "feed")
    await changes.record(store, [change("add"), change("add", entity="order")])
    heard: list[int] = []

    async def hear(store_id: int) -> None:
        heard.append(store_id)

    changes.on_watch.append(hear)
    await changes.unwatch(store, "webhooks")
    assert changes.watched(store) == {"product"}
    clause = select(known.c.entity).where(known.c.store_id == store)
    assert await installation.database.read(lambda one: one.execute(clause).scalars().all()) == ["product"]
    await changes.watch(store, set(), "feed")
    assert changes.watched(store) == frozenset()
    assert await installation.database.read(lambda one: one.execute(clause).scalars().all()) == []
    assert heard == [store, store]


@pytest.mark.both_databases
async def test_everything_goes_with_its_store(installation: Installation) -> None:
    changes, store = await watched(installation)
    [made] = await changes.record(store, [change("add")])
    await changes.acknowledge(store, "erp", made.seq)
    await installation.stores.delete(store)
    rows = select(func.count()).select_from(kept)
    assert await installation.database.read(lambda one: one.execute(rows).scalar()) == 0
    assert (changes.last(store), changes.position(store, "erp")) == (0, 0)
    assert await changes.record(store, [change("add")]) == []
    with pytest.raises(StoreNotFound):
        await changes.watch(store, {"product"}, "feed")


async def test_who_waits_is_woken_by_news_of_its_store(installation: Installation) -> None:
    changes, store = await watched(installation)
    with changes.subscribe() as any_store, changes.subscribe(store) as mine, changes.subscribe(store + 1) as other:
        waiting = asyncio.create_task(mine.wait(10))
        await changes.record(store, [change("add")])
        assert await waiting
        assert await any_store.wait(10)
        assert not await other.wait(0)
        await changes.record(store, [change("add")])  # known already
        assert not await mine.wait(0)


@pytest.mark.both_databases
async def test_hooks_are_told_how_often_in_a_row_a_shop_was_lost_and_once_that_it_is_found(
    installation: Installation,
) -> None:
    changes, store = await watched(installation)
    heard: list[tuple[str, int]] = []

    async def lost(store_id: int, error: Exception, how: Lost) -> None:
        assert (store_id, how.code, how.message) == (store, 100, "The shop refuses the key.")
        heard.append(("lost", how.failures))

    async def found(store_id: int) -> None:
        heard.append(("found", store_id))

    changes.on_lost.append(lost)
    changes.on_found.append(found)
    await changes.found(store)
    for _ in range(2):
        await changes.lost(store, CredentialsRefused("The shop refuses the key."))
    state = changes.connection(store)
    assert state is not None
    assert state.failures == 2
    await changes.found(store)
    await changes.found(store)
    assert heard == [("lost", 1), ("lost", 2), ("found", store)]
    assert changes.connection(store) is None


@pytest.mark.both_databases
async def test_two_processes_that_record_the_same_change_make_one_of_it(installation: Installation) -> None:
    changes, store = await watched(installation)
    other = installation.another()
    theirs = Changes(other.database, other.stores)
    some = [change("add", str(id), fingerprint="a") for id in range(50)]
    mine, yours = await asyncio.gather(changes.record(store, some), theirs.record(store, some))
    assert len(mine) + len(yours) == 50
    assert len(await changes.after(store, 0, 100)) == 50


async def test_what_is_due_or_behind_is_found_without_looking_at_every_store(installation: Installation) -> None:
    if installation.database.writer is None:
        pytest.skip("plans are read as SQLite tells them")
    asked: list[str] = []

    @event.listens_for(installation.database.engine, "before_cursor_execute")
    def _(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    changes, claims = Changes(installation.database, installation.stores), Claims(installation.database)
    await changes.behind("webhooks")
    await claims.claim(T, 10)
    await claims.free()
    selections = [one for one in asked if "FROM streams" in one or "FROM consumers" in one]
    assert len(selections) == 3
    with installation.database.connected() as connection:
        for one in selections:
            values = (T, False, 1, 0) if "due" in one else ("webhooks", 10, 0) if "consumers" in one else ()
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values[: one.count("?")]).all()
            assert any("USING" in row.detail and "INDEX ix_" in row.detail for row in plan), (one, plan)
            assert not any(row.detail.startswith("SCAN") and "INDEX" not in row.detail for row in plan), (one, plan)


async def test_a_reader_is_behind_until_it_has_acknowledged_everything(installation: Installation) -> None:
    changes, store = await watched(installation)
    assert await changes.behind("webhooks") == []  # it has no place in the stream yet
    await changes.acknowledge(store, "webhooks", 0)
    assert await changes.behind("webhooks") == []
    first, second = await changes.record(store, [change("add", "1"), change("add", "2")])
    assert await changes.behind("webhooks") == [store]
    await changes.acknowledge(store, "webhooks", first.seq)
    assert await changes.behind("webhooks") == [store]
    assert await changes.behind("feed:x") == []
    await changes.acknowledge(store, "webhooks", second.seq)
    assert await changes.behind("webhooks") == []
    await changes.acknowledge(store, "feed:x", first.seq)
    assert await changes.behind("feed:x") == [store]
