"""Undo steps on disk: what a killed process left half done is known at the next start."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from polycart.core.client import StepLog
from polycart.core.errors import StoreNotFound
from polycart.gateway.tables import journal

if TYPE_CHECKING:
    from conftest import Installation

STEP = {"method": "DELETE", "path": "products/17", "says": "product 17", "json": {"email": "jane@example.org"}}


def rows(installation: Installation) -> int:
    with installation.database.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(journal)).scalar_one()


async def test_a_call_that_ends_well_leaves_nothing(installation: Installation) -> None:
    store = await installation.store()
    entry = installation.journal.open(store.id, "r")
    entry.add(STEP)
    entry.add(STEP)
    assert rows(installation) == 2
    await entry.done()
    assert rows(installation) == 0
    await entry.done()


async def test_nothing_is_written_for_a_call_without_steps(installation: Installation) -> None:
    store = await installation.store()
    entry = installation.journal.open(store.id, "r")
    await entry.done()
    assert rows(installation) == 0


async def test_the_journal_of_a_store_is_what_a_connection_logs_to(installation: Installation) -> None:
    store = await installation.store()
    log: StepLog = installation.journal.of(store.id)
    steps = log.open("r")
    steps.add(STEP)
    assert rows(installation) == 1
    await steps.done()


async def test_the_steps_of_a_killed_process_are_pending_in_their_order(installation: Installation) -> None:
    store = await installation.store()
    child = installation.run("journal", str(store.id), "products/1", "images/2", "images/3")
    assert await installation.said(child) == "noted"
    assert installation.journal.pending() == []
    installation.kill(child)
    (entry,) = installation.journal.pending()
    assert (entry.store_id, entry.request_id) == (store.id, "request-1")
    assert [step["path"] for step in entry.steps] == ["products/1", "images/2", "images/3"]
    await entry.done()
    assert rows(installation) == 0


async def test_two_processes_that_start_together_do_not_both_take_an_entry(installation: Installation) -> None:
    store = await installation.store()
    child = installation.run("journal", str(store.id), "products/1")
    assert await installation.said(child) == "noted"
    installation.kill(child)
    second = installation.run("pending")
    assert await installation.said(second) == ["request-1"]
    assert installation.journal.pending() == []
    # The one that took it is killed as well: it is pending again.
    installation.kill(second)
    assert [entry.request_id for entry in installation.journal.pending()] == ["request-1"]


async def test_an_entry_that_a_closed_server_left_is_pending_after_the_restart(installation: Installation) -> None:
    store = await installation.store()
    installation.journal.open(store.id, "r").add(STEP)
    installation.restart()
    (entry,) = installation.journal.pending()
    assert entry.steps == [STEP]


async def test_an_entry_of_this_process_or_a_living_one_is_not_pending(installation: Installation) -> None:
    store = await installation.store()
    installation.journal.open(store.id, "r").add(STEP)
    assert installation.journal.pending() == []
    assert installation.another().journal.pending() == []


async def test_a_process_killed_while_it_takes_back_goes_on_with_the_rest(installation: Installation) -> None:
    store = await installation.store()
    entry = installation.journal.open(store.id, "r")
    for number in range(3):
        entry.add({"path": number})
    entry.pop()
    installation.restart()
    (again,) = installation.journal.pending()
    assert [step["path"] for step in again.steps] == [0, 1]
    again.add({"path": 9})
    assert rows(installation) == 3


async def test_an_entry_that_could_not_be_worked_off_is_given_back(installation: Installation) -> None:
    store = await installation.store()
    installation.journal.open(store.id, "r").add(STEP)
    installation.restart()
    (entry,) = installation.journal.pending()
    assert installation.journal.pending() == []
    entry.leave()
    assert [entry.steps for entry in installation.another().journal.pending()] == [[STEP]]


async def test_the_oldest_entry_comes_first(installation: Installation) -> None:
    store = await installation.store()
    for name in ("first", "second", "third"):
        installation.journal.open(store.id, name).add(STEP)
    installation.restart()
    assert [entry.request_id for entry in installation.journal.pending()] == ["first", "second", "third"]


async def test_steps_are_not_on_disk_or_in_representations_in_the_clear(installation: Installation) -> None:
    store = await installation.store()
    entry = installation.journal.open(store.id, "r")
    entry.add(STEP)
    assert b"jane@example.org" not in installation.bytes_on_disk()
    assert "jane" not in repr(entry)


async def test_a_step_that_was_altered_is_not_sent(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    store = await installation.store()
    installation.journal.open(store.id, "r").add(STEP)
    with installation.database.engine.begin() as connection:
        connection.execute(update(journal).values(step=b"\x01" + bytes(60)))
    installation.restart()
    with caplog.at_level(logging.WARNING):
        assert installation.journal.pending() == []
    assert "cannot be read" in caplog.text
    assert rows(installation) == 1


async def test_a_step_for_a_deleted_store_is_refused(installation: Installation) -> None:
    store = await installation.store()
    entry = installation.journal.open(store.id, "r")
    entry.add(STEP)
    await installation.another().stores.delete(store.id)
    with pytest.raises(StoreNotFound):
        entry.add(STEP)
    await entry.done()
