"""Which column a field of a resource is in this shop: versions differ, so the shop's own tables decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from polycart.core.bridge.tables import Binds, Condition, both, read
from polycart.platforms.prestashop.sources import SHOPPED, THING, WORDED, Source

Schema = Mapping[str, Mapping[str, str] | None]
"""The types of columns by their names, by table without prefix.

A table that the shop's version lacks has none; one that may not be read is ``None``: whatever needs it is asked for all
the same, so that the bridge says which of its owner's switches is off.
"""


class Columns(msgspec.Struct, frozen=True):
    """A resource in the tables of one shop; ``prefix`` keeps its aliases apart where it stands inside another query."""

    source: Source
    schema: Schema
    prefix: str = ""

    def of(self, field: str) -> str | None:
        """The column that a field is kept in, with its alias; ``None`` where this version of the shop has none."""
        if field == "id":
            return f"{self.prefix}{THING}.{self.source.key}"
        places = [*self.source.places.get(field, ()), *(f"{alias}.{field}" for alias in (SHOPPED, WORDED, THING))]
        for place in places:
            alias, _, column = place.partition(".")
            if column in self._held(alias):
                return f"{self.prefix}{place}"
        return None

    def flags(self, fields: Mapping[str, str]) -> set[str]:
        """Which of some fields, given with their columns, are flags."""
        found = {name for name, column in fields.items() if self._kind(column) == "tinyint"}
        return (found - self.source.numbers) | (self.source.flags & fields.keys())

    def _kind(self, column: str) -> str:
        alias, _, name = column.removeprefix(self.prefix).partition(".")
        return self._held(alias).get(name, "")

    def must(self, binds: Binds) -> Iterator[Condition]:
        """Conditions that all its rows meet: what is not in the shop of the view is not seen."""
        if SHOPPED in self.joins:
            yield [f"{self.prefix}{SHOPPED}.id_shop", "=", binds["shop"]]
        for text in self.source.where:
            yield from both(read(self._renamed(text), binds))

    @property
    def joins(self) -> dict[str, str]:
        """The tables beside its own, by their aliases: what they are joined on, in words."""
        source, found = self.source, dict(self.source.joins)
        if source.shop and "id_shop" in (self.schema.get(f"{source.table}_shop") or ()):
            found[SHOPPED] = f"{source.table}_shop ON s.{source.key} = t.{source.key} AND s.id_shop = :shop"
        texts = self.schema.get(f"{source.table}_lang") if source.texts else None
        if texts:
            shop = " AND l.id_shop = :shop" if "id_shop" in texts else ""
            table = f"{source.table}_lang"
            found[WORDED] = f"LEFT {table} ON l.{source.key} = t.{source.key} AND l.id_lang = :language{shop}"
        return found

    def joined(self, used: Iterable[str], binds: Binds) -> list[dict[str, Any]]:
        """The joins for the aliases in use, as a statement holds them."""
        made: list[dict[str, Any]] = []
        wanted = set(used)
        for alias, text in self.joins.items():
            if f"{self.prefix}{alias}" in wanted:
                made.append(join(f"{self.prefix}{alias}", self._renamed(text), binds))
        return made

    def _held(self, alias: str) -> Mapping[str, str]:
        """The columns behind an alias; none where there is no such table."""
        if alias == THING:
            return self.schema.get(self.source.table) or {}
        return (self.schema.get(_table(self.joins[alias])) or {}) if alias in self.joins else {}

    def _renamed(self, text: str) -> str:
        """A condition with the aliases of this query."""
        if not self.prefix:
            return text
        known = {THING, *self.joins}
        return " ".join(
            f"{self.prefix}{word}" if "." in word and word.partition(".")[0] in known else word
            for word in text.split(" ")
        )


def _table(on: str) -> str:
    return on.removeprefix("LEFT ").partition(" ")[0]


def join(alias: str, text: str, binds: Binds) -> dict[str, Any]:
    """A join as a statement holds it, from ``LEFT table ON conditions``."""
    left = {"left": True} if text.startswith("LEFT ") else {}
    return {"table": _table(text), "as": alias, "on": both(read(text.partition(" ON ")[2], binds)), **left}


def flag(value: Any) -> str:
    """A flag as the webservice answers it: a text, which is empty where nothing is kept."""
    return "" if value is None else str(value)
