"""Connections: which records of a list a page holds, its cursors, and the totals beside it."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast

from msgspec import Struct

from polycart.platforms.shopify.sim import searching
from polycart.platforms.shopify.sim.state import Failed, Record, Shop

MOST = 250
"""The largest page."""

REACH = 25_000
"""How deep a list may be paged, and how far it is counted: https://shopify.dev/docs/api/usage/limits."""

Key = Callable[[Record], Any]


class Kind(Struct, frozen=True):
    """How the records of a type are sorted and searched."""

    sorts: Mapping[str, Key]
    fields: Mapping[str, searching.Field]
    anywhere: Callable[[Record], Iterable[str]] = lambda record: ()


KINDS: dict[str, Kind] = {}
"""What can be sorted and searched, by type."""


class Call:
    """One request: what it may see, and what it says beside its data."""

    def __init__(self, shop: Shop, *, whole: bool = False) -> None:
        self.shop = shop
        self.whole = whole
        """Whether connections are given whole, as bulk operations do."""
        self.said: list[Record] = []
        """What searches did with their queries: ``extensions.search``."""
        self.reached = 0


class Connection:
    """A page of a list."""

    __slots__ = ("cursor", "nodes", "pageInfo")

    def __init__(self, nodes: Sequence[Any], cursor: Callable[[int], str], before: bool, after: bool) -> None:
        self.nodes = nodes
        self.cursor = cursor
        self.pageInfo = _Info(self, before, after)

    @property
    def edges(self) -> list[Record]:
        """Each record with its cursor."""
        return [{"node": node, "cursor": self.cursor(at)} for at, node in enumerate(self.nodes)]


class _Info:
    __slots__ = ("hasNextPage", "hasPreviousPage", "page")

    def __init__(self, page: Connection, before: bool, after: bool) -> None:
        self.page, self.hasPreviousPage, self.hasNextPage = page, before, after

    @property
    def startCursor(self) -> str | None:  # noqa: N802 (the schema's word)
        return self.page.cursor(0) if self.page.nodes else None

    @property
    def endCursor(self) -> str | None:  # noqa: N802 (the schema's word)
        return self.page.cursor(len(self.page.nodes) - 1) if self.page.nodes else None


class _Sorted(NamedTuple):
    """A list in an order, and what a cursor into it holds of each record."""

    rows: list[Any]
    keys: list[tuple[Any, int]] | None


def _key(value: Any) -> Any:
    """A value that sorts beside others of its field, those that are missing first."""
    if isinstance(value, str):
        value = value.casefold()
    return (0, 0) if value is None else (1, value)


def _plain(value: Any) -> Any:
    """A sort value as a cursor holds it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def page(
    call: Call, rows: Sequence[Any], type: str, *, first: int | None = None, last: int | None = None,
    after: str | None = None, before: str | None = None, reverse: bool = False, sort_key: str | None = None,
    query: str | None = None, name: Any = None, path: Sequence[Any] = (),
) -> Connection:  # fmt: skip
    """A page of ``rows``; ``name`` is under what the sorted and searched list is kept while nothing changes."""
    if first is None and last is None and not call.whole:
        raise Failed("you must provide one of first or last", "BAD_REQUEST")
    for word, size in (("first", first), ("last", last)):
        if size is not None and not call.whole:
            if size < 0:
                raise Failed(f"{word} must be at least 0", "BAD_REQUEST")
            if size > MOST:
                raise Failed(f"{word} cannot exceed {MOST}", "BAD_REQUEST")
    held = _ordered(call, rows, type, sort_key, reverse, query, name, path)
    if call.whole:
        return Connection(held.rows, lambda at: "", False, False)
    start, end = 0, len(held.rows)
    if after is not None:
        start = _place(held, after, sort_key, reverse) + 1
    if before is not None:
        end = max(start, _place(held, before, sort_key, reverse, to=True))
    whole = (start, end)
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    if start >= REACH:
        raise Failed(f"Pagination is limited to {REACH} objects. Narrow the list with a filter.", "BAD_REQUEST")

    def cursor(at: int) -> str:
        row = held.rows[start + at]
        value = held.keys[start + at][0] if held.keys else (1, start + at)
        return _cursor(row, value, sort_key)

    return Connection(
        held.rows[start:end], cursor, start > 0 if last is not None or after is not None else start > whole[0],
        end < len(held.rows) if before is None or first is not None else True,
    )  # fmt: skip


def _ordered(
    call: Call, rows: Sequence[Any], type: str, sort_key: str | None, reverse: bool, query: str | None, name: Any,
    path: Sequence[Any],
) -> _Sorted:  # fmt: skip
    kept = (name, type, sort_key, reverse, query) if name is not None else None
    if kept is not None and kept in call.shop.kept and (not query or (query,) not in call.shop.kept):
        return call.shop.kept[kept]
    found: list[Any] = list(rows)
    if query:
        found = search(call, found, type, query, path)
    keys: list[tuple[Any, int]] | None = None
    get = KINDS[type].sorts.get(sort_key or "") if type in KINDS else None
    if get is not None:
        pairs = sorted(((_key(get(row)), row["_n"]), at) for at, row in enumerate(found))
        if reverse:
            pairs.reverse()
        found, keys = [found[at] for _, at in pairs], [key for key, _ in pairs]
    elif reverse:
        found.reverse()
    made = _Sorted(found, keys)
    if kept is not None:
        call.shop.kept[kept] = made
    return made


def search(call: Call, rows: Sequence[Record], type: str, query: str, path: Sequence[Any]) -> list[Record]:
    """The records that a query finds; what it did not use is said beside the data."""
    kind = KINDS.get(type, Kind({}, {}))
    test, warned, tree = searching.matcher(query, kind.fields, kind.anywhere, call.shop.now())
    if warned:
        call.shop.kept[(query,)] = True  # to be read anew each time, for what it says
        call.said.append({
            "path": list(path), "query": query, "parsed": searching.told(tree),
            "warnings": [each._asdict() for each in warned],
        })  # fmt: skip
    return [row for row in rows if test(row)]


def _number(row: Any) -> int:
    """The number of a record; a text has none."""
    return cast("Record", row).get("_n", 0) if isinstance(row, dict) else 0


def _cursor(row: Any, value: Any, sort_key: str | None) -> str:
    number = _number(row)
    held: Record = {"last_id": number, "last_value": _plain(value[1]) if value[0] else None, "sort": sort_key}
    return base64.b64encode(json.dumps(held, separators=(",", ":")).encode()).decode()


def _place(held: _Sorted, cursor: str, sort_key: str | None, reverse: bool, *, to: bool = False) -> int:
    """Where a cursor points: the place of its record or, where that is gone, of the one before it (``to``: after)."""
    try:
        given = json.loads(base64.b64decode(cursor, validate=True))
        number, value, sort = given["last_id"], given["last_value"], given["sort"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise Failed(f"Invalid cursor: {cursor}", "BAD_REQUEST") from None
    if sort != sort_key:
        raise Failed("Invalid cursor for current pagination sort.", "BAD_REQUEST")
    if held.keys is None:
        place = next((at for at, row in enumerate(held.rows) if _number(row) == number), None)
        return place if place is not None and number else int(value)
    if not held.keys:
        return -1
    sample = next((key[0][1] for key in held.keys if key[0][0]), None)
    if value is not None and isinstance(sample, datetime):
        value = datetime.fromisoformat(value)
    elif value is not None and isinstance(sample, Decimal):
        value = Decimal(value)
    key = ((0, 0) if value is None else (1, value), number)
    if not reverse:
        return bisect_left(held.keys, key) if to else bisect_right(held.keys, key) - 1
    turned = held.keys[::-1]
    size = len(turned)
    return size - bisect_right(turned, key) if to else size - bisect_left(turned, key) - 1


def count(size: int, limit: int | None) -> Record:
    """A total, which is exact up to ``limit``."""
    if limit is not None and size > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": size, "precision": "EXACT"}
