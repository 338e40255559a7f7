"""Migrations, waiting for other writers, and what is believed for a moment."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from polycart.core.errors import ServiceUnavailable
from polycart.gateway import database as module
from polycart.gateway import migrations
from polycart.gateway.database import VIOLATIONS, Cache, Database, delete_gently
from polycart.gateway.tables import meta, metadata, traces

if TYPE_CHECKING:
    from conftest import Installation


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return ScriptDirectory.from_config(config)


def test_the_newest_migration_is_the_one_this_release_works_on() -> None:
    assert scripts().get_current_head() == migrations.HEAD


def test_the_migrations_lead_to_exactly_the_tables_that_the_code_declares(installation: Installation) -> None:
    with installation.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_tables_can_be_made_on_postgresql() -> None:
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_processes_that_start_together_on_nothing_agree_on_schema_and_key(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(Path(__file__).parent / "process.py"), str(tmp_path / "home"), "open"]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0] * 4
    assert len(set(answers)) == 1


def test_a_database_of_a_newer_release_is_left_alone(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ServiceUnavailable, match="newer polycart"):
        Database.open(installation.home.database)


def test_every_file_of_the_database_is_for_its_owner_alone(installation: Installation) -> None:
    files = list(installation.path.glob("polycart.db*"))
    assert {file.name for file in files} >= {"polycart.db", "polycart.db-wal", "polycart.db-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_memory_is_no_place_for_an_installation() -> None:
    with pytest.raises(ServiceUnavailable):
        Database.open("sqlite://")


def test_a_statement_reads_and_writes_what_sqlalchemy_does(installation: Installation) -> None:
    database = installation.database
    add = database.prepare(insert(meta))
    assert add.try_write(name="a", value="1") == 1
    change = database.prepare(update(meta).where(meta.c.name == bindparam("which")).values(value=bindparam("new")))
    assert change.try_write(which="a", new="2") == 1
    assert change.try_write(which="b", new="2") == 0
    find = database.prepare(select(meta.c.value).where(meta.c.name == bindparam("which"), meta.c.value != "gone"))
    assert find.one(which="a") == ("2",)
    assert find.one(which="b") is None
    assert find.all(which="a") == [("2",)]
    with pytest.raises(VIOLATIONS):
        add.try_write(name="a", value="1")
    with pytest.raises(sqlite3.ProgrammingError):
        find.one()


async def test_a_write_waits_for_another_process_without_stopping_the_loop(installation: Installation) -> None:
    child = installation.run("lock", "0.25")
    assert await installation.said(child) == "locked"
    write = installation.database.prepare(insert(meta))
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    assert write.try_write(name="impatient", value="") is None
    assert await write.write(name="patient", value="") == 1
    ticking.cancel()
    assert ticks >= 5


def test_a_write_that_has_to_be_done_now_waits_for_the_lock(installation: Installation) -> None:
    other = installation.another()
    held = other.database.writer
    assert held is not None
    held.execute("BEGIN IMMEDIATE")
    release = other.database.worker.submit(lambda: (time.sleep(0.05), held.execute("COMMIT")))
    assert installation.database.prepare(insert(meta)).write_now(name="now", value="") == 1
    release.result()


async def test_a_lock_that_is_never_given_back_is_an_error_in_one_sentence(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_WAIT", 0.05)
    held = installation.another().database.writer
    assert held is not None
    held.execute("BEGIN IMMEDIATE")
    write = installation.database.prepare(insert(meta))
    with pytest.raises(ServiceUnavailable, match="locked"):
        await write.write(name="x", value="")
    with pytest.raises(ServiceUnavailable, match="locked"):
        write.write_now(name="x", value="")
    held.execute("ROLLBACK")


async def test_the_log_is_folded_into_the_file_while_writes_go_on(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECKPOINT_EVERY", 50)
    monkeypatch.setattr(module, "LONGEST_LOG", 200)
    write = installation.database.prepare(insert(meta))
    for number in range(1000):
        await write.write(name=str(number), value="x" * 500)
        if number % 50 == 0:  # when this comes back the worker has done the checkpoint before it
            await installation.database.read(lambda connection: None)
    # Without checkpoints these rows make a log of nine megabytes.
    assert (installation.path / "polycart.db-wal").stat().st_size < 3_000_000


async def test_a_large_deletion_goes_in_short_transactions(installation: Installation) -> None:
    for number in range(1201):
        installation.traces.add(request_id=str(number), account_id=1, store_id=None, method="x", code=0, ms=1)
    await installation.traces.flush()
    assert await delete_gently(installation.database, traces, traces.c.account_id == 1) == 1201


async def test_a_failure_behind_the_calls_is_logged_and_does_not_stop_what_follows(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    installation.database.soon(lambda: 1 // 0)  # type: ignore[arg-type,return-value]
    assert await installation.database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar()) == 1
    assert "ZeroDivisionError" in caplog.text


def test_a_closed_database_takes_no_more_work_and_closes_twice(installation: Installation) -> None:
    installation.database.close()
    installation.database.soon(lambda: None)
    installation.database.close()
    installation.open()


def test_a_cached_value_is_believed_for_its_time_and_remembered_after_it() -> None:
    cache: Cache[str, int] = Cache(0.02)
    cache.put("a", 1)
    assert cache.get("a") == 1
    time.sleep(0.03)
    assert cache.get("a") is None
    assert cache.last("a") == 1
    cache.drop("a")
    assert cache.last("a") is None


def test_a_full_cache_makes_room_by_what_was_renewed_longest_ago() -> None:
    cache: Cache[str, int] = Cache(60, most=2)
    for name in ("a", "b", "a", "c"):
        cache.put(name, 1)
    assert [cache.get(name) for name in "abc"] == [1, None, 1]
