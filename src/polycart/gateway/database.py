"""The database: opened, migrated, and reached in two ways.

Administrative work runs through SQLAlchemy on one worker thread (``run``, ``read``). What every call needs is compiled
once (``prepare``) and, on SQLite, executed by the driver itself inside the event loop, which costs microseconds.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Delete,
    Engine,
    Insert,
    Select,
    Table,
    Update,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from polycart.core.errors import ServiceUnavailable
from polycart.core.failures import report
from polycart.gateway.absence import LOCKED, DatabaseAway, busy, plainly
from polycart.gateway.migrations import HEAD
from polycart.gateway.presence import Presence

log = logging.getLogger("polycart.gateway")

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

Clause = Select[*tuple[Any, ...]] | Insert | Update | Delete

LOCK_WAIT = 10.0
"""Seconds that a write waits for another process's transaction."""

VIOLATIONS = (sqlite3.IntegrityError, IntegrityError)
"""What a ``Statement`` raises where a constraint stands against it, by the driver or through SQLAlchemy."""

CONNECT_SECONDS = 5
"""Seconds that a database server has to take a connection: calls, and the loop, wait for it."""

CHECKPOINT_EVERY = 256
"""Direct writes between two checkpoints; they run on the worker thread because each may wait for the disk."""

LONGEST_LOG = 4000
"""Pages of the write-ahead log (16 MB) beyond which it is started over."""


class Statement:
    """One statement compiled once; values are given by the names of its bind parameters."""

    __slots__ = ("_clause", "_database", "_fixed", "_sql")

    def __init__(self, database: Database, clause: Clause) -> None:
        self._database = database
        self._clause = clause
        compiled = clause.compile(dialect=sqlite.dialect(paramstyle="named"))
        self._sql = str(compiled)
        self._fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}

    def one(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or ``None``."""
        reader = self._database.reader
        if reader is None:
            with self._database.connected() as connection:
                row = connection.execute(self._clause, values).first()
                return None if row is None else tuple(row)
        try:
            return reader.execute(self._sql, self._fixed | values if self._fixed else values).fetchone()
        except sqlite3.OperationalError as error:
            raise _told(error) from None

    def all(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows; for selections that are small by nature."""
        reader = self._database.reader
        if reader is None:
            with self._database.connected() as connection:
                return [tuple(row) for row in connection.execute(self._clause, values)]
        try:
            return reader.execute(self._sql, self._fixed | values if self._fixed else values).fetchall()
        except sqlite3.OperationalError as error:
            raise _told(error) from None

    def try_write(self, **values: Any) -> int | None:
        """Write in a transaction of its own; gives the rows changed, or ``None`` where another writer is at work."""
        writer = self._database.writer
        if writer is None:
            with self._database.begun() as connection:
                return connection.execute(self._clause, values).rowcount
        try:
            changed = writer.execute(self._sql, self._fixed | values if self._fixed else values).rowcount
        except sqlite3.OperationalError as error:
            if busy(error):
                return None
            raise
        self._database.written()
        return changed

    def write_now(self, **values: Any) -> int:
        """The same for what must be on disk before anything else happens: other writers are waited for, blocking."""
        give_up = time.monotonic() + LOCK_WAIT
        while (changed := self.try_write(**values)) is None:
            if time.monotonic() > give_up:
                raise DatabaseAway(LOCKED)
            time.sleep(0.0005)
        return changed

    async def write(self, **values: Any) -> int:
        """Write in a transaction of its own; gives the rows changed. Other writers are waited for without blocking."""
        changed = self.try_write(**values)
        if changed is not None:
            return changed
        give_up = time.monotonic() + LOCK_WAIT
        pause = 0.001
        while time.monotonic() < give_up:
            await asyncio.sleep(pause)
            changed = self.try_write(**values)
            if changed is not None:
                return changed
            pause = min(pause * 1.5, 0.02)
        raise DatabaseAway(LOCKED)


class Database:
    """An open database; close it when done."""

    def __init__(self, engine: Engine, reader: sqlite3.Connection | None, writer: sqlite3.Connection | None) -> None:
        self.engine = engine
        self.reader = reader
        self.writer = writer
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="polycart-database")
        self.presence = Presence(self)
        self._writes = 0
        self._closed = False
        self._closers: list[Callable[[], None]] = []

    @classmethod
    def open(cls, url: str | URL) -> Database:
        """Open and migrate the database at a SQLAlchemy URL; a SQLite file is made where there is none."""
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            within = {} if "connect_timeout" in parsed.query else {"connect_timeout": CONNECT_SECONDS}
            engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True, connect_args=within)
            with plainly():
                _migrate(engine)
            return cls(engine, None, None)
        if not parsed.database or parsed.database == ":memory:":
            raise ServiceUnavailable("The database must be a file or a server, not memory.")
        path = Path(parsed.database)
        # The write-ahead log and the shared memory file take their mode from the database file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        engine = create_engine(
            parsed,
            hide_parameters=True,
            connect_args={"timeout": LOCK_WAIT, "check_same_thread": False},
        )
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        with plainly():
            _migrate(engine)
        # Readers never wait for writers in WAL mode, except while a log is recovered after a crash.
        reader = _direct(path, wait=1.0)
        writer = _direct(path, wait=0.0)
        writer.execute("PRAGMA wal_autocheckpoint=0")
        return cls(engine, reader, writer)

    def prepare(self, clause: Clause) -> Statement:
        """Compile a statement whose values are ``bindparam`` names."""
        return Statement(self, clause)

    def insert(self, table: Table) -> Any:
        """The dialect's own INSERT, which has ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
        return sqlite.insert(table) if self.writer is not None else postgresql.insert(table)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Give ``work`` a write transaction on the worker thread; it commits when ``work`` returns."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, self._in_transaction, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Give ``work`` a consistent view on the worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, self._in_view, work)

    def soon(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the worker thread, unwaited for."""
        if not self._closed:
            self.worker.submit(_reported, work)

    @contextmanager
    def begun(self) -> Iterator[Connection]:
        """A connection in a write transaction, committed at the end; ``DatabaseAway`` where there is none."""
        with plainly(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def connected(self, **options: Any) -> Iterator[Connection]:
        """A connection to read; ``DatabaseAway`` where there is none."""
        with plainly(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        with self.begun() as connection:
            return work(connection)

    def _in_view(self, work: Callable[[Connection], T]) -> T:
        # What is read in several steps must be of one moment; on SQLite a transaction is that by itself.
        options: dict[str, Any] = {"view": True} if self.reader else {"isolation_level": "REPEATABLE READ"}
        with self.connected(**options) as connection:
            return work(connection)

    def written(self) -> None:
        """Count a direct write; now and then the log is folded into the file."""
        self._writes += 1
        if self._writes % CHECKPOINT_EVERY == 0:
            self.soon(self._checkpoint)

    def _checkpoint(self) -> None:
        connection = self.engine.raw_connection()  # outside of a transaction, where a checkpoint has to be
        try:
            cursor = connection.cursor()
            _, pages, _ = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if pages > LONGEST_LOG:
                # Writers that never pause would make the log grow for ever: they wait while its tail is copied.
                cursor.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        finally:
            connection.close()

    def on_close(self, closer: Callable[[], None]) -> None:
        """Call ``closer`` before the connections go."""
        self._closers.append(closer)

    def close(self) -> None:
        """Finish what the worker was given, then close the connections; a second time does nothing."""
        if self._closed:
            return
        for closer in reversed(self._closers):
            _reported(closer)  # a database that is away must not keep what follows from being closed
        self._closers.clear()
        self._closed = True
        self.presence.close()
        self.worker.shutdown(wait=True)
        for connection in (self.reader, self.writer):
            if connection is not None:
                connection.close()
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"<Database {self.engine.url.render_as_string(hide_password=True)}>"


class Cache(Generic[K, V]):
    """Values that are believed for ``seconds``, since another process may change what they were read from."""

    def __init__(self, seconds: float, *, most: int = 50_000) -> None:
        self._seconds = seconds
        self._most = most
        self._rows: dict[K, tuple[float, V]] = {}

    def get(self, key: K) -> V | None:
        """The value while it is believed."""
        row = self._rows.get(key)
        return row[1] if row is not None and row[0] > time.monotonic() else None

    def last(self, key: K) -> V | None:
        """The value even where it is too old to be believed, to compare with what is read now."""
        row = self._rows.get(key)
        return None if row is None else row[1]

    def put(self, key: K, value: V) -> V:
        """Keep a value; the one kept longest without renewal makes room."""
        self._rows.pop(key, None)
        if len(self._rows) >= self._most:
            del self._rows[next(iter(self._rows))]
        self._rows[key] = (time.monotonic() + self._seconds, value)
        return value

    def drop(self, key: K) -> None:
        """Forget one value."""
        self._rows.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._rows.clear()


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row and give the id that it got."""
    return connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()


async def delete_gently(database: Database, table: Table, where: ColumnElement[bool]) -> int:
    """Delete in short transactions what may be very many rows; gives their number."""

    def work(connection: Connection) -> int:
        return connection.execute(delete(table).where(key.in_(select(key).where(where).limit(500)))).rowcount

    key = next(iter(table.primary_key))
    total = 0
    while step := await database.run(work):
        total += step
    return total


def encoded(value: Any) -> str:
    """A structured value as the JSON text that a column holds."""
    return msgspec.json.encode(value).decode()


def _reported(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:
        report(log, "work behind the calls", error)


def _told(error: sqlite3.OperationalError) -> Exception:
    return DatabaseAway(LOCKED) if busy(error) else error


def _settle(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # transactions are begun in so many words, never by the driver
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=FAST")  # a deleted data key must not linger in the file


def _direct(path: Path, *, wait: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=wait, check_same_thread=False)
    _settle(connection)
    return connection


def _on_connect(connection: Any, record: object) -> None:
    _settle(connection)


def _on_begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another writer came between.
    view = connection.get_execution_options().get("view")
    connection.exec_driver_sql("BEGIN" if view else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    """Bring the schema to ``HEAD``; of several processes that start together one does it and the others wait."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode=WAL").fetchall()
        finally:
            raw.close()
    if _revision(engine) == HEAD:
        return
    from alembic import command  # a third of a second that only a first start pays
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7065737)")
        found = _revision(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise ServiceUnavailable("The database was made by a newer polycart; upgrade this one.")
        if found != HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(bind: Engine | Connection) -> str | None:
    if not inspect(bind).has_table("alembic_version"):
        return None
    clause = "SELECT version_num FROM alembic_version"
    if isinstance(bind, Connection):
        return bind.exec_driver_sql(clause).scalar()
    with bind.connect() as connection:
        return connection.exec_driver_sql(clause).scalar()
