"""What the simulated shop holds: records by resource and id, in the types that the webservice answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from polycart.platforms.prestashop_api.sim.declared import RESOURCES, Field

Record = dict[str, Any]
NO_DATE, NO_MOMENT = "0000-00-00", "0000-00-00 00:00:00"
_DAYS = frozenset({"birthday", "available_date", "from_date", "to_date"})


class Refusal(Exception):
    """What the webservice does not do: a status, and codes with their words."""

    def __init__(self, status: int, *errors: tuple[int, str]) -> None:
        super().__init__(errors[0][1] if errors else str(status))
        self.status = status
        self.errors = errors


class Shop:
    """The records of a shop; ``languages`` are the ids of its languages, the first one its default."""

    def __init__(self, *, url: str, version: str, languages: tuple[int, ...], clock: Callable[[], datetime]) -> None:
        self.url = url.rstrip("/")
        self.version = version
        self.languages = languages
        self.clock = clock
        self.tables: dict[str, dict[int, Record]] = {name: {} for name in RESOURCES}
        self.last: dict[str, int] = dict.fromkeys([*RESOURCES, "images"], 0)
        self.pictures: dict[int, list[int]] = {}
        self.covers: dict[int, int] = {}
        self.one_picture: dict[str, set[int]] = {"categories": set(), "manufacturers": set(), "suppliers": set()}

    def now(self) -> str:
        """This moment in the shop's time zone, which is UTC."""
        return self.clock().strftime("%Y-%m-%d %H:%M:%S")

    def all(self, resource: str, **where: Any) -> Iterator[Record]:
        """The records of a resource whose fields have the given values, in order of id."""
        rows = self.tables[resource]
        wanted = [(name, str(value)) for name, value in where.items()]
        for id in sorted(rows):
            record = rows[id]
            if all(str(record.get(name)) == value for name, value in wanted):
                yield record

    def get(self, resource: str, id: Any) -> Record | None:
        """One record."""
        return self.tables[resource].get(int(id or 0))

    def setting(self, name: str) -> str:
        """The value of a configuration."""
        return next((str(row["value"] or "") for row in self.all("configurations", name=name)), "")

    def number(self, resource: str) -> int:
        """The next id."""
        self.last[resource] += 1
        return self.last[resource]

    def insert(self, resource: str, fields: Record, id: int | None = None) -> Record:
        """Keep a new record; what is not given is as an empty column."""
        number = self.number(resource) if id is None else id
        self.last[resource] = max(self.last[resource], number)
        record: Record = {"id": number, **blank(resource, self.languages)}
        for name, value in fields.items():
            field = RESOURCES[resource].fields.get(name)
            record[name] = value if field is None else kept(field, value, self.languages)
        self.tables[resource][number] = record
        return record

    def texts(self, text: str) -> dict[int, str]:
        """A text in every language."""
        return dict.fromkeys(self.languages, text)


def blank(resource: str, languages: tuple[int, ...]) -> Record:
    """The empty columns of a resource."""
    return {name: kept(field, None, languages) for name, field in RESOURCES[resource].fields.items()}


def texts_of(value: Any) -> dict[Any, Any] | None:
    """A value that is a table, as that of texts by language; ``None`` if it is none."""
    return cast("dict[Any, Any]", value) if isinstance(value, dict) else None


def kept(field: Field, value: Any, languages: tuple[int, ...]) -> Any:
    """A value as the column keeps it: ``ObjectModel::formatValue``."""
    if field.texts:
        texts = texts_of(value)
        if texts is not None:
            return {id: str(texts.get(id, "") or "") for id in languages}
        return dict.fromkeys(languages, "" if value is None else str(value))
    if field.type == "i":
        return whole(value)
    if field.type == "b":
        return "1" if value not in (None, "", "0", 0, False) else "0"
    if field.type == "f":
        return amount(value)
    if field.type == "d":
        return str(value) if value else NO_DATE if field.name in _DAYS else NO_MOMENT
    return "" if value is None and field.type in "sh" else value


def whole(value: Any) -> int:
    """A whole number, read as PHP reads one."""
    text = str(value or 0).strip()
    digits = text[1:] if text[:1] == "-" else text
    end = next((place for place, letter in enumerate(digits) if not letter.isdigit()), len(digits))
    number = int(digits[:end] or 0)
    return -number if text[:1] == "-" else number


def money(value: Any) -> Decimal:
    """An amount to reckon with."""
    try:
        return Decimal(str(value if value not in (None, "") else 0))
    except InvalidOperation:
        return Decimal(0)


def amount(value: Any) -> str:
    """An amount with the six digits of ``decimal(20,6)``."""
    return f"{money(value):.6f}"
