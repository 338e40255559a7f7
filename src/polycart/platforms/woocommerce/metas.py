"""What WordPress keeps beside a record: rows of a key and a value, of which the first of a key counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from polycart.platforms.woocommerce.answers import Row
from polycart.platforms.woocommerce.serialized import Foreign, maybe


class Metas(msgspec.Struct, frozen=True):
    """The meta data of one record."""

    first: dict[str, str | None] = {}
    rows: list[tuple[int, str, str | None]] = []

    def get(self, key: str) -> str | None:
        """The value of a key; ``None`` where there is none."""
        return self.first.get(key)

    def text(self, key: str, default: str = "") -> str:
        """The value of a key as text."""
        value = self.first.get(key)
        return default if value is None else value

    def yes(self, key: str) -> bool:
        """Whether a switch is on, as ``wc_string_to_bool`` reads it."""
        return self.text(key).lower() in {"yes", "1", "true"}

    def told(self, hidden: Callable[[str], bool]) -> list[dict[str, Any]] | None:
        """The pairs that the API tells; ``None`` where a value is one that only PHP can read."""
        try:
            return [{"id": id, "key": key, "value": maybe(value)} for id, key, value in self.rows if not hidden(key)]
        except Foreign:
            return None


NOTHING = Metas()


def grouped(rows: Iterable[Row], alias: str, owner: str, *, id: str = "meta_id") -> dict[int, Metas]:
    """The meta data of each record, out of rows in the order of their ids."""
    found: dict[int, Metas] = {}
    for row in rows:
        one = row[alias]
        metas = found.setdefault(int(one[owner]), Metas(first={}, rows=[]))
        key, value = str(one["meta_key"]), one["meta_value"]
        value = value if value is None or isinstance(value, str) else str(value)
        metas.first.setdefault(key, value)
        metas.rows.append((int(one.get(id) or 0), key, value))
    return found
