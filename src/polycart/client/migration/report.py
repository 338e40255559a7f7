"""What came of a migration: how many records, what was lost of them and why, and what was refused."""

from __future__ import annotations

import msgspec

EXAMPLES = 3


class Loss(msgspec.Struct):
    """A field that the target can not take, how many records have a value in it, and some of them."""

    kind: str
    field: str
    reason: str
    records: int = 0
    examples: list[str] = []


class Trouble(msgspec.Struct, frozen=True):
    """What was refused of one record, and why; ``parameter`` is empty where it is the whole record."""

    kind: str
    id: str
    reason: str
    parameter: str = ""


class Count(msgspec.Struct):
    """How many records were read, and what came of them.

    ``found`` were at the target before and are left as they are, ``unclear`` may or may not have been made.
    """

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    found: int = 0
    refused: int = 0
    unclear: int = 0
    deleted: int = 0


class Report(msgspec.Struct):
    """What came of a run; of a dry one, what would come of it as far as the source tells."""

    dry: bool
    run: int | None = None
    counts: dict[str, Count] = {}
    not_migrated: dict[str, str] = {}
    losses: list[Loss] = []
    troubles: list[Trouble] = []
    names: dict[str, list[str]] = {}
    notes: list[str] = []

    def count(self, kind: str) -> Count:
        """The numbers of a kind."""
        return self.counts.setdefault(kind, Count())

    def lose(self, kind: str, field: str, reason: str, id: str) -> None:
        """A record has a value that does not get across."""
        for loss in self.losses:
            if (loss.kind, loss.field, loss.reason) == (kind, field, reason):
                break
        else:
            loss = Loss(kind, field, reason)
            self.losses.append(loss)
        loss.records += 1
        if len(loss.examples) < EXAMPLES:
            loss.examples.append(id)

    def trouble(self, kind: str, id: str, reason: str, parameter: str = "") -> None:
        """A value, or a whole record, was refused."""
        self.troubles.append(Trouble(kind, id, reason, parameter))

    def name(self, what: str, name: str) -> None:
        """A name of the source's that must have a fellow at the target."""
        known = self.names.setdefault(what, [])
        if name not in known:
            known.append(name)

    def note(self, text: str) -> None:
        """Something to know, said once."""
        if text not in self.notes:
            self.notes.append(text)


class Undone(msgspec.Struct):
    """What came of undoing a run: what was deleted or restored, and what remains and why."""

    run: int
    deleted: int = 0
    restored: int = 0
    remains: list[Trouble] = []
