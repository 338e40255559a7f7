"""One round trip: the records of a resource, their lists, their number, and what their fields will ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from polycart.core.bridge.tables import Binds, Condition, Statement, both, read
from polycart.platforms.prestashop.columns import Columns, flag, join
from polycart.platforms.prestashop.queries import Asked, used
from polycart.platforms.prestashop.sources import Part
from polycart.platforms.prestashop_api.schema import ASSOCIATED

Record = dict[str, Any]


class Reading(msgspec.Struct):
    """The records of one select: where it stands in the plan, and the columns of its fields."""

    columns: Columns
    place: int
    fields: dict[str, str]
    parts: dict[str, tuple[int, Part]]
    counted: int = -1


class Plan:
    """The statements of one request; ``records`` and ``total`` take its answer apart."""

    def __init__(self, binds: Binds) -> None:
        self.binds = binds
        self.statements: list[Statement] = []

    def select(self, columns: Columns, paths: Iterable[str], asked: Asked, *, count: bool = False) -> Reading:
        """Ask for records: the fields and lists that ``paths`` name, those that the shop's version has."""
        names = {"id": None} | {p.partition(".")[0]: None for p in paths if not p.startswith(ASSOCIATED)}
        lists = {p.removeprefix(ASSOCIATED).partition(".")[0]: None for p in paths if p.startswith(ASSOCIATED)}
        fields = {name: column for name in names if (column := columns.of(name)) is not None}
        place = len(self.statements)
        window = {"limit": asked.limit} if asked.limit is not None else {}
        window |= {"offset": asked.offset} if asked.offset else {}
        self.statements.append(self._written(columns, list(fields.values()), asked.where, order=asked.order) | window)
        found = Reading(columns, place, fields, {})
        if count:
            found.counted = len(self.statements)
            self.statements.append(self._written(columns, [{"fn": "count", "as": "n"}], asked.where))
        for name in lists:
            part = columns.source.parts[name]
            if columns.schema.get(part.table) != {}:
                found.parts[name] = (len(self.statements), part)
                self.statements.append(self._listed(found, part))
        return found

    def keep(self, reading: Reading, field: str) -> Any:
        """A reference to the values of a field of all records, for the conditions of further statements."""
        column = reading.fields[field]
        self._keep(reading.place, column)
        return {"rows": [reading.place, column]}

    def keep_part(self, reading: Reading, name: str, field: str) -> Any:
        """A reference to the values of a field in the lists of all records."""
        place, part = reading.parts[name]
        self._keep(place, part.fields[field])
        return {"rows": [place, part.fields[field]]}

    def _keep(self, place: int, column: str) -> None:
        kept = self.statements[place].setdefault("keep", [])
        if column not in kept:
            kept.append(column)

    def _written(
        self, columns: Columns, names: Sequence[Any], where: Sequence[Condition], *, order: Sequence[str] = ()
    ) -> Statement:
        told = {
            name.partition(".")[0] for name in (*names, *(one.lstrip("-") for one in order)) if isinstance(name, str)
        }
        joins = columns.joined(told | used(where), self.binds)
        statement: Statement = {
            "do": "select", "table": columns.source.table, "as": f"{columns.prefix}t",
            "columns": list(dict.fromkeys(names)) if all(isinstance(name, str) for name in names) else list(names),
        }  # fmt: skip
        for word, value in (("joins", joins), ("where", list(where)), ("order", list(order))):
            if value:
                statement[word] = value
        return statement

    def _listed(self, reading: Reading, part: Part) -> Statement:
        """The select of a list: its rows are found by the ids of the records."""
        where: list[Condition] = [[part.of, "in", self.keep(reading, "id")]]
        for text in part.where:
            where += both(read(text, self.binds))
        made = [join(alias, text, self.binds) for alias, text in part.joins.items()]
        names = list(dict.fromkeys([part.of, *part.fields.values()]))
        statement: Statement = {
            "do": "select", "table": part.table, "as": "t", "columns": names, "where": where, "order": list(part.order),
        }  # fmt: skip
        return {**statement, "joins": made} if made else statement


def total(reading: Reading, rows: Sequence[bytes]) -> int:
    """How many records meet the conditions in all."""
    return int(msgspec.json.decode(rows[reading.counted])[0]["n"])


def records(reading: Reading, rows: Sequence[bytes]) -> list[Record]:
    """The records as the webservice would tell them, with their lists under ``associations``."""
    flags = reading.columns.flags(reading.fields)
    fields = [(name, *column.split("."), name in flags) for name, column in reading.fields.items()]
    made: list[Record] = [
        {name: flag(row[alias][column]) if marked else row[alias][column] for name, alias, column, marked in fields}
        for row in msgspec.json.decode(rows[reading.place])
    ]
    for name, (place, part) in reading.parts.items():
        lists = _lists(part, msgspec.json.decode(rows[place]))
        for record in made:
            record.setdefault("associations", {})[name] = lists.get(str(record["id"]), [])
    return made


def _lists(part: Part, rows: Sequence[Any]) -> dict[str, list[Record]]:
    """The items of a list by the ids of their records, each item once."""
    places = [(name, *column.split(".")) for name, column in part.fields.items()]
    alias, _, key = part.of.partition(".")
    found: dict[str, dict[tuple[Any, ...], Record]] = {}
    for row in rows:
        item = {name: row[at][column] for name, at, column in places}
        found.setdefault(str(row[alias][key]), {})[tuple(item.values())] = item
    return {id: list(items.values()) for id, items in found.items()}
