"""Where an export keeps what it has: a folder beside the file, with what was asked and each finished part.

Everything in it is written under another name and then renamed, so that whatever is there is whole: a process may be
killed at any moment, and the next one goes on with what is missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from polycart.core.errors import ParameterError

FORMAT = 1


class Asked(msgspec.Struct, frozen=True):
    """What an export is of; two runs with the same one are one export. ``source`` is a digest that names the store."""

    kind: str
    fields: str
    since: str | None
    source: str
    format: int = FORMAT


class Plan(msgspec.Struct, frozen=True):
    """What was asked, and the ids of all that is to be exported, in their order; or the job that reads it in bulk."""

    asked: Asked
    ids: list[str]
    bulk: dict[str, Any] | None = None


class Folder:
    """The folder of one export, held by one process at a time."""

    def __init__(self, out: Path) -> None:
        self.path = out.with_name(out.name + ".part")
        self._lock = FileLock(out.with_name(f".{out.name}.lock"))
        self._plan = self.path / "plan.json"

    def __enter__(self) -> Folder:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise ParameterError(f"Another process exports to {self.path.with_suffix('').name} just now.") from None
        self.path.mkdir(exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def plan(self, asked: Asked) -> Plan | None:
        """The plan of a run before this one; one of something else is refused, for its parts do not fit."""
        if not self._plan.exists():
            return None
        plan = msgspec.json.decode(self._plan.read_bytes(), type=Plan)
        if plan.asked != asked:
            raise ParameterError(
                f"{self.path} holds the parts of another export; remove it, choose another file, or ask for the same."
            )
        return plan

    def keep_plan(self, plan: Plan) -> None:
        """Write the plan down."""
        _write(self._plan, msgspec.json.encode(plan))

    def has(self, number: int) -> bool:
        """Whether a part is finished."""
        return self._part(number).exists()

    def keep(self, number: int, items: Sequence[bytes]) -> None:
        """Write a part, one item a line."""
        _write(self._part(number), b"".join(item + b"\n" for item in items))

    def items(self, number: int) -> list[bytes]:
        """The items of a part."""
        return self._part(number).read_bytes().splitlines()

    def scratch(self) -> Path:
        """Where a job's result is laid out."""
        path = self.path / "bulk"
        path.mkdir(exist_ok=True)
        return path

    def empty(self) -> None:
        """Forget what was planned and fetched."""
        self.remove()
        self.path.mkdir()

    def draft(self) -> Path:
        """Where the whole file is put together."""
        return self.path / "whole"

    def finish(self, out: Path) -> None:
        """Put the whole file in its place, and remove the folder."""
        draft = self.draft()
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(out)
        self.remove()

    def remove(self) -> None:
        """Remove the folder; the plan first, for without it the parts mean nothing."""
        self._plan.unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def _part(self, number: int) -> Path:
        return self.path / f"{number:06}.jsonl"


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
