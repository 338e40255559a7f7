"""Lists: the filters, orders and pages of both versions, each in its own words.

https://developer.bigcommerce.com/docs/start/best-practices#filtering-and-pagination
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from polycart.platforms.bigcommerce_api.sim.state import parsed
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, invalid, told

PAGING = ("page", "limit", "include", "include_fields", "exclude_fields", "sort", "direction")
MOST = 250
Check = Callable[[Json, str], bool]


class Lister(msgspec.Struct, frozen=True, kw_only=True):
    """What one list can be narrowed and sorted by.

    ``filters`` names each query parameter and how a record is held against its value; ``sorts`` gives the key of each
    order. ``key`` is the field that ``include_fields`` never leaves out, ``children`` are those that ``include`` adds.
    """

    filters: dict[str, Check]
    sorts: dict[str, Callable[[Json], Any]] = {}
    key: str = "id"
    children: tuple[str, ...] = ()
    size: int = 50

    def chosen(self, call: Call, rows: Iterable[Json]) -> list[Json]:
        """The records that the query leaves, in its order."""
        found = list(rows)
        unknown = [name for name in call.query if name not in self.filters and name not in PAGING]
        if unknown and call.version == "v3":
            words = f"The filter(s): {', '.join(unknown)} are not valid filter parameter(s)."
            raise Refusal(422, told(422, words, {}))
        for name, check in self.filters.items():
            value = call.query.get(name)
            if value is not None and value != "":
                try:
                    found = [row for row in found if check(row, value)]
                except ValueError as error:
                    raise invalid(call.version, {name: "error.expected.value"}) from error
        return self._sorted(call, found)

    def _sorted(self, call: Call, found: list[Json]) -> list[Json]:
        asked = call.query.get("sort", "")
        name, _, way = asked.partition(":")
        if not name:
            return found
        if name not in self.sorts:
            words = f"The sort parameter {name} is not valid."
            raise invalid(call.version, {"sort": words}, words)
        down = (way or call.query.get("direction", "asc")) == "desc"
        return sorted(found, key=self.sorts[name], reverse=down)

    def window(self, call: Call, *, most: int = MOST) -> tuple[int, int, int]:
        """Page, its size, and where it begins."""
        page = _positive(call, "page", 1)
        limit = min(_positive(call, "limit", min(self.size, most)), most)
        return page, limit, (page - 1) * limit


def _positive(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise invalid(call.version, {name: "error.expected.positive"})
    return int(text)


def page_of(
    lister: Lister,
    call: Call,
    rows: Iterable[Json],
    shown: Callable[[Json], Json],
    *,
    most: int = MOST,
    cut: bool = True,
) -> Answer:
    """A page of v3 with its pagination."""
    found = lister.chosen(call, rows)
    page, limit, start = lister.window(call, most=most)
    chosen = [shown(row) for row in found[start : start + limit]]
    if cut:
        chosen = [fields_of(call, row, lister) for row in chosen]
    pages = -(-len(found) // limit)
    links = {"current": f"?page={page}&limit={limit}"}
    if page > 1:
        links["previous"] = f"?page={page - 1}&limit={limit}"
    if page < pages:
        links["next"] = f"?page={page + 1}&limit={limit}"
    pagination: Json = {"total": len(found), "count": len(chosen), "per_page": limit, "current_page": page}
    pagination |= {"total_pages": pages, "links": links}
    return Answer(body={"data": chosen, "meta": {"pagination": pagination}})


def plain_page(lister: Lister, call: Call, rows: Iterable[Json], shown: Callable[[Json], Json] = dict) -> Answer:
    """A page of v2: a bare array, and nothing at all where there is none."""
    found = lister.chosen(call, rows)
    _, limit, start = lister.window(call)
    chosen = [shown(row) for row in found[start : start + limit]]
    return Answer(body=chosen) if chosen else Answer(status=204)


def fields_of(call: Call, row: Json, lister: Lister) -> Json:
    """A record less what ``include_fields`` and ``exclude_fields`` leave out."""
    if only := call.query.get("include_fields"):
        names = {*only.split(","), lister.key, *lister.children}
        return {name: value for name, value in row.items() if name in names}
    if less := call.query.get("exclude_fields"):
        names = set(less.split(",")) - {lister.key}
        return {name: value for name, value in row.items() if name not in names}
    return row


def same(field: str) -> Check:
    """The field is the value, letters of any case."""
    return lambda row, value: str(row.get(field)).casefold() == value.casefold()


def number(field: str) -> Check:
    """The field is the number."""
    return lambda row, value: float(row.get(field) or 0) == float(value)


def flag(field: str) -> Check:
    """The field is true or false."""
    return lambda row, value: bool(row.get(field)) is (value.lower() in ("true", "1"))


def among(field: str) -> Check:
    """The field is one of several, parted by commas."""
    return lambda row, value: str(row.get(field)).casefold() in {part.strip().casefold() for part in value.split(",")}


def outside(field: str) -> Check:
    """The field is none of several."""
    return lambda row, value: not among(field)(row, value)


def like(field: str) -> Check:
    """The field has one of the texts in it."""
    return lambda row, value: any(
        part.strip().casefold() in str(row.get(field)).casefold() for part in value.split(",")
    )


def least(field: str, *, over: bool = False) -> Check:
    """The number is at least, or above, the value."""
    return lambda row, value: (row.get(field) or 0) > float(value) if over else (row.get(field) or 0) >= float(value)


def greatest(field: str, *, under: bool = False) -> Check:
    """The number is at most, or below, the value."""
    return lambda row, value: (row.get(field) or 0) < float(value) if under else (row.get(field) or 0) <= float(value)


def since(field: str) -> Check:
    """The moment is the value or later."""
    return lambda row, value: bool(row.get(field)) and parsed(str(row[field])) >= parsed(value)


def until(field: str) -> Check:
    """The moment is the value or earlier."""
    return lambda row, value: bool(row.get(field)) and parsed(str(row[field])) <= parsed(value)


def at(field: str) -> Check:
    """The moment is the value."""
    return lambda row, value: bool(row.get(field)) and parsed(str(row[field])) == parsed(value)


def ids(name: str = "id") -> dict[str, Check]:
    """The filters by number that most lists of v3 have."""
    return {
        name: number(name),
        f"{name}:in": among(name),
        f"{name}:not_in": outside(name),
        f"{name}:min": least(name),
        f"{name}:max": greatest(name),
        f"{name}:greater": least(name, over=True),
        f"{name}:less": greatest(name, under=True),
    }


def dates(*names: str) -> dict[str, Check]:
    """The filters by moment that newer lists of v3 have."""
    found: dict[str, Check] = {}
    for name in names:
        found |= {name: at(name), f"{name}:min": since(name), f"{name}:max": until(name)}
    return found
