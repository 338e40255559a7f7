"""One round trip for a page: its rows, their number, and what follows them, put together again afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from polycart.core.bridge.tables import Binds, Condition, Follow, Statement, Table, both, read
from polycart.core.mapping import Reader


class _Part(msgspec.Struct, frozen=True):
    """One select of a plan: where it stands, what reads its rows, and whose rows it follows."""

    place: int
    reader: Reader[Any]
    name: str = ""
    follow: Follow | None = None
    parent: int = -1


class Plan:
    """The statements for a selection of fields; ``rows`` puts what they answered together."""

    def __init__(
        self,
        table: Table,
        reader: Reader[Any],
        where: Sequence[Condition],
        *,
        order: Sequence[str] = (),
        binds: Binds | None = None,
        limit: int | None = None,
        offset: int = 0,
        total: bool = False,
    ) -> None:
        self.binds = binds or {}
        self.statements: list[Statement] = []
        self._parts: list[_Part] = []
        columns = _columns(table, reader, *(name.lstrip("-") for name in order[:1]))
        columns = columns or [str(one[0]) for one in where if isinstance(one, list)][:1]  # a row is one
        main = table.select(columns, where, order=order, binds=self.binds, limit=limit, offset=offset)
        self._add(table, main, reader)
        self.counted = len(self.statements) if total else -1
        if total:
            self.statements.append(table.count(where, binds=self.binds))

    def _add(self, table: Table, select: Statement, reader: Reader[Any], **whose: Any) -> None:
        """Take up a select, and after it those that follow its rows and are wanted."""
        place = len(self.statements)
        self.statements.append(select)
        self._parts.append(_Part(place, reader, **whose))
        for name, follow in table.follow.items():
            inner = reader.parts.get(name)
            if inner is None:
                continue
            here, there = follow.keys
            select["keep"] = list(dict.fromkeys([*select.get("keep", []), there]))
            among: list[Condition] = [[here, "in", {"rows": [place, there]}]]
            if follow.where:
                among += both(read(follow.where, self.binds))
            columns = _columns(follow.table, inner, here)
            below = follow.table.select(columns, among, order=follow.order, binds=self.binds)
            self._add(follow.table, below, inner, name=name, follow=follow, parent=place)

    def rows(self, answered: Sequence[bytes]) -> list[Any]:
        """The page's rows, each with what follows it; ``answered`` are the arrays of rows of all statements."""
        read = {part.place: part.reader.many(answered[part.place]) for part in self._parts}
        for part in reversed(self._parts):
            if part.follow is None:
                continue
            here, there = part.follow.keys
            groups: dict[Any, list[Any]] = {}
            for key, row in zip(_keys(answered[part.place], here), read[part.place], strict=True):
                groups.setdefault(key, []).append(row)
            parent = next(one for one in self._parts if one.place == part.parent)
            attribute = _attribute(parent.reader, part.name)
            for key, row in zip(_keys(answered[part.parent], there), read[part.parent], strict=True):
                found = groups.get(key, [])
                setattr(row, attribute, found if part.follow.many else found[0] if found else None)
        return read[0]

    def total(self, answered: Sequence[bytes]) -> int:
        """How many rows meet the conditions in all."""
        return int(msgspec.json.decode(answered[self.counted])[0]["n"])


def _columns(table: Table, reader: Reader[Any], *keys: str) -> list[str]:
    """The columns that a reader needs, and those by which rows find each other."""
    follow = table.follow
    own = [name for name in reader.needs if name not in reader.parts]  # one that nothing follows here stays empty
    own += [follow[name].keys[1] for name in reader.parts if name in follow]
    return list(dict.fromkeys([*own, *keys]))


def _keys(rows: bytes, column: str) -> list[Any]:
    """The values of one column, as text: the same id may be a number in one table and text in another."""
    alias, _, name = column.partition(".")
    decoded = cast("list[Mapping[str, Mapping[str, Any]]]", msgspec.json.decode(rows))
    return [str(row[alias][name]) for row in decoded]


def _attribute(reader: Reader[Any], name: str) -> str:
    """Where in a row what follows it is kept."""
    row: Any = reader.row
    return row.__struct_fields__[row.__struct_encode_fields__.index(name)]
