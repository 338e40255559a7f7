"""What a migration remembers: which record of the source became which of the target, attempts, and every step."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from polycart.core.errors import ParameterError

FORMAT = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, started REAL NOT NULL, ended REAL, asked TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS pass (
    run INTEGER NOT NULL, kind TEXT NOT NULL, started REAL NOT NULL, PRIMARY KEY (run, kind));
CREATE TABLE IF NOT EXISTS item (
    kind TEXT NOT NULL, source_id TEXT NOT NULL, state TEXT NOT NULL, target_id TEXT, parent TEXT,
    sent TEXT, before TEXT, PRIMARY KEY (kind, source_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS item_of_target ON item (kind, target_id);
CREATE TABLE IF NOT EXISTS step (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, source_id TEXT NOT NULL,
    target_id TEXT NOT NULL, parent TEXT, before TEXT, undone INTEGER NOT NULL DEFAULT 0);
"""


class Item(msgspec.Struct, frozen=True):
    """What is known of one record.

    ``state``: ``open`` – its adding was begun and may have happened; ``begun`` – it is there, its parts maybe not;
    ``done``; ``found`` – it was at the target before; ``refused``. ``sent`` is what was last sent for it, ``before``
    the ids of the target that looked like it when its adding was begun.
    """

    kind: str
    source_id: str
    state: str
    target_id: str | None = None
    parent: str | None = None
    sent: dict[str, Any] = {}
    before: list[str] = []


class Step(msgspec.Struct, frozen=True):
    """Something that a run did at the target: ``add`` or ``update``, with what was there before where it was kept."""

    id: int
    action: str
    kind: str
    source_id: str
    target_id: str
    parent: str | None
    before: dict[str, Any] | None


class Ledger:
    """One SQLite file for each pair of stores, held by one process at a time; a write counts when it is on disk."""

    def __init__(self, path: Path | None, pair: str) -> None:
        self._lock = FileLock(path.with_name(path.name + ".lock")) if path is not None else None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            if self._lock is not None:
                self._lock.acquire(timeout=0)
        except Timeout:
            raise ParameterError("Another process migrates between these two stores just now.") from None
        self._db = sqlite3.connect(str(path) if path is not None else ":memory:", isolation_level=None)
        try:
            self._prepare(path, pair)
        except BaseException:
            self.close()
            raise

    def _prepare(self, path: Path | None, pair: str) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)
        if path is not None:
            path.chmod(0o600)
        for name, value in (("format", str(FORMAT)), ("pair", pair)):
            self._db.execute("INSERT OR IGNORE INTO about VALUES (?, ?)", (name, value))
            (kept,) = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
            if kept != value:
                raise ParameterError(f"{path} holds the migration of other stores, or one of another polycart.")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
        if self._lock is not None:
            self._lock.release()

    def begin(self, asked: dict[str, Any]) -> int:
        """A new run; one that was cut off is gone on with, so that undoing takes back all of it."""
        text = msgspec.json.encode(asked, order="sorted").decode()
        found = self._db.execute("SELECT id, asked FROM run ORDER BY id DESC LIMIT 1").fetchone()
        if found is not None and found[1] == text and self._open(found[0]):
            return int(found[0])
        ran = self._db.execute("INSERT INTO run (started, asked) VALUES (?, ?)", (time.time(), text))
        return int(ran.lastrowid or 0)

    def _open(self, run: int) -> bool:
        return bool(
            self._db.execute("SELECT 1 FROM run WHERE id = ? AND ended IS NULL AND undone = 0", (run,)).fetchone()
        )

    def end(self, run: int) -> None:
        """The run has gone through all that it was asked."""
        self._db.execute("UPDATE run SET ended = ? WHERE id = ?", (time.time(), run))

    def passed(self, run: int, kind: str, started: float) -> None:
        """All records of a kind, as they were at a moment, have been read and worked on."""
        self._db.execute("INSERT OR REPLACE INTO pass VALUES (?, ?, ?)", (run, kind, started))

    def last_pass(self, kind: str) -> float | None:
        """When the last complete reading of a kind began."""
        query = "SELECT max(pass.started) FROM pass JOIN run ON run.id = run WHERE kind = ? AND undone = 0"
        return self._db.execute(query, (kind,)).fetchone()[0]

    def runs(self) -> list[tuple[int, float, float | None, bool]]:
        """Every run: number, when it began and ended, whether it was undone."""
        rows = self._db.execute("SELECT id, started, ended, undone FROM run ORDER BY id").fetchall()
        return [(id, started, ended, bool(undone)) for id, started, ended, undone in rows]

    def item(self, kind: str, source_id: str) -> Item | None:
        """What is known of a record."""
        query = "SELECT state, target_id, parent, sent, before FROM item WHERE kind = ? AND source_id = ?"
        row = self._db.execute(query, (kind, source_id)).fetchone()
        if row is None:
            return None
        state, target_id, parent, sent, before = row
        return Item(kind, source_id, state, target_id, parent, _read(sent) or {}, _read(before) or [])

    def target(self, kind: str, source_id: str) -> str | None:
        """The id that a record has at the target."""
        found = self.item(kind, source_id)
        return found.target_id if found is not None else None

    def free(self, kind: str, ids: Iterable[str]) -> list[str]:
        """Those of the target's ids that stand for no record of the source yet."""
        query = "SELECT 1 FROM item WHERE kind = ? AND target_id = ?"
        return [id for id in sorted(ids) if self._db.execute(query, (kind, id)).fetchone() is None]

    def made(self, kind: str, target_id: str) -> bool:
        """Whether a run has added the record that the target knows by this id; also one that was taken back."""
        query = "SELECT 1 FROM step WHERE action = 'add' AND kind = ? AND target_id = ?"
        return self._db.execute(query, (kind, target_id)).fetchone() is not None

    def added_in(self, run: int, step: Step) -> bool:
        """Whether a run has added what the step changed, or the product that it belongs to."""
        query = (
            "SELECT 1 FROM step WHERE run = ? AND action = 'add'"
            " AND ((kind = ? AND target_id = ?) OR (kind = 'product' AND target_id = ?))"
        )
        parent = step.parent if step.kind == "variant" else None
        return self._db.execute(query, (run, step.kind, step.target_id, parent)).fetchone() is not None

    def sources(self, kind: str, *states: str) -> list[str]:
        """The ids of the source's records in some states."""
        marks = ", ".join("?" * len(states))
        query = f"SELECT source_id FROM item WHERE kind = ? AND state IN ({marks})"  # noqa: S608 - question marks alone
        return [id for (id,) in self._db.execute(query, (kind, *states))]

    def added(self, run: int, kind: str) -> list[Item]:
        """The records that a run has added and that are still known."""
        query = "SELECT source_id FROM step WHERE run = ? AND kind = ? AND action = 'add' AND undone = 0"
        rows = self._db.execute(query, (run, kind)).fetchall()
        return [item for (id,) in rows if (item := self.item(kind, id)) is not None and item.target_id is not None]

    def parts(self, target_id: str) -> list[Item]:
        """The variants that were added to a product of the target."""
        query = "SELECT source_id FROM item WHERE kind = 'variant' AND parent = ? AND state != 'found'"
        rows = self._db.execute(query, (target_id,)).fetchall()
        return [item for (id,) in rows if (item := self.item("variant", id)) is not None and item.target_id is not None]

    def keep(self, item: Item) -> None:
        """Remember a record."""
        row = (item.kind, item.source_id, item.state, item.target_id, item.parent, _text(item.sent), _text(item.before))
        self._db.execute("INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def forget(self, kind: str, source_id: str) -> None:
        """Forget a record, because it is not at the target any more."""
        self._db.execute("DELETE FROM item WHERE kind = ? AND source_id = ?", (kind, source_id))

    def did(self, run: int, action: str, item: Item, before: dict[str, Any] | None = None) -> None:
        """Remember a step together with what the record has become by it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self.keep(item)
            query = (
                "INSERT INTO step (run, action, kind, source_id, target_id, parent, before)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            kept = None if before is None else _text(before)
            self._db.execute(query, (run, action, item.kind, item.source_id, item.target_id, item.parent, kept))
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def steps(self, run: int) -> list[Step]:
        """The steps of a run that are not taken back, the last one first."""
        query = (
            "SELECT id, action, kind, source_id, target_id, parent, before FROM step"
            " WHERE run = ? AND undone = 0 ORDER BY id DESC"
        )
        rows = self._db.execute(query, (run,)).fetchall()
        return [Step(*row[:6], _read(row[6])) for row in rows]

    def took_back(self, step: Step, *, gone: bool) -> None:
        """A step is taken back; what it had added is not known any more."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE step SET undone = 1 WHERE id = ?", (step.id,))
        if gone:
            self.forget(step.kind, step.source_id)
        self._db.execute("COMMIT")

    def unread(self, run: int) -> None:
        """What was read from a run on counts as unread: what is taken back has to be carried anew by the next run."""
        self._db.execute("DELETE FROM pass WHERE run >= ?", (run,))

    def undid(self, run: int) -> None:
        """A whole run is taken back."""
        self._db.execute("UPDATE run SET undone = 1 WHERE id = ?", (run,))


def _text(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _read(text: str | None) -> Any:
    return None if text is None else msgspec.json.decode(text)
