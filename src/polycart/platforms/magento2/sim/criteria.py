"""Search criteria: conditions, order and pages as the vendor's collections apply them, and their echo.

Groups are joined by AND, the filters in a group by OR. A page past the end is empty and keeps the total.
https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast

from polycart.platforms.magento2.sim.inputs import NUMERIC
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Json, Refusal, rows

Read = Callable[[Json, str], Any]
Show = Callable[[Json], Json]
Order = tuple[int, float, str]
DATE = re.compile(r"\d{4}-\d\d-\d\d$")
LEADING = re.compile(NUMERIC.pattern.rstrip("$").removesuffix(r"\s*"))
"""The number that a text begins with, which is what the database takes a text for beside a number."""
LIKE = re.compile(r"\\?.", re.DOTALL)
INTERNAL = "Internal Error. Details are available in Magento log file. Report ID: webapi-66f0c0ffee000"
DIRECTION = "The sort order has to be specified as %1 for ascending order or %2 for descending order."


def searched(
    shop: Shop,
    criteria: Json | None,
    records: Iterable[Json],
    read: Read | None = None,
    show: Show | None = None,
    *,
    columns: Iterable[str] | None = None,
) -> Json:
    """The answer to a search: `items`, `search_criteria` and `total_count`.

    `read` gives the value of a record by the name of a field (by default its key), `show` the record as it is told.
    `columns` are the fields that there are: another one is an error of the database.
    """
    asked = criteria or {}
    if columns is not None and fields(asked) - set(columns):
        raise Refusal(500, INTERNAL)
    found = matching(asked, records, read or plain)
    items = page(shop, asked, found)
    return {
        "items": [show(item) for item in items] if show else items,
        "search_criteria": echoed(asked),
        "total_count": len(found),
    }


def plain(record: Json, field: str) -> Any:
    """The value under a key."""
    return record.get(field)


def echoed(criteria: Json) -> Json:
    """The criteria as they are told back: only what was set, conditions always."""
    groups: list[Json] = []
    for group in rows(criteria.get("filter_groups")):
        filters: list[Json] = []
        for one in rows(group.get("filters")):
            told = {name: one[name] for name in ("field", "value") if one.get(name) is not None}
            filters.append(told | {"condition_type": one.get("condition_type") or "eq"})
        groups.append({"filters": filters})
    made: Json = {"filter_groups": groups}
    if criteria.get("sort_orders"):
        made["sort_orders"] = criteria["sort_orders"]
    return made | {name: criteria[name] for name in ("page_size", "current_page") if criteria.get(name) is not None}


def fields(criteria: Json | None) -> set[str]:
    """The names of all fields that are filtered by."""
    groups = rows((criteria or {}).get("filter_groups"))
    return {str(one.get("field")) for group in groups for one in rows(group.get("filters"))}


def sorts(criteria: Json | None) -> list[tuple[str, bool]]:
    """The fields of the order with whether each descends; a direction that is none is refused."""
    made: list[tuple[str, bool]] = []
    for order in rows((criteria or {}).get("sort_orders")):
        direction = str(order.get("direction") or "DESC").upper()
        if direction not in ("ASC", "DESC"):
            raise Refusal(400, DIRECTION, ["ASC", "DESC"])
        made.append((str(order.get("field")), direction == "DESC"))
    return made


def matching(criteria: Json, records: Iterable[Json], read: Read) -> list[Json]:
    """All records that the criteria select, in their order."""
    orders = sorts(criteria)
    found = list(records)
    for group in rows(criteria.get("filter_groups")):
        tests = [_test(one) for one in rows(group.get("filters"))]
        if tests:
            found = [r for r in found if any(test(read(r, field)) for field, test in tests)]
    for field, descending in reversed(orders):
        found.sort(key=lambda r: ordered(read(r, field)), reverse=descending)
    return found


def page(shop: Shop, criteria: Json, found: list[Json]) -> list[Json]:
    """The window that is asked for; a size of 0 has no end."""
    size, number = criteria.get("page_size") or 0, max(criteria.get("current_page") or 1, 1)
    if size <= 0:
        return found
    start = (number - 1) * size
    start -= shop.faults.takes_shift(start)
    return found[start : start + size]


def ordered(value: Any) -> Order:
    """A value as the database sorts it: nothing first, then numbers, then text without regard to case."""
    if isinstance(value, list):
        value = cast("list[Any]", value)[0] if value else None
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, (int, float)) or (isinstance(value, str) and NUMERIC.match(value)):
        return (1, float(value), "")
    return (2, 0.0, str(value).casefold())


def _test(one: Json) -> tuple[str, Callable[[Any], bool]]:
    condition, value = str(one.get("condition_type") or "eq"), one.get("value")
    test = condition_of(condition, "" if value is None else str(value))

    def tested(held: Any) -> bool:
        """A list is what a joined table gives: one fitting row is enough."""
        if isinstance(held, list) and condition not in ("null", "notnull"):
            return any(test(item) for item in cast("list[Any]", held))
        return test(held)

    return str(one.get("field")), tested


@lru_cache(maxsize=512)
def condition_of(condition: str, value: str) -> Callable[[Any], bool]:
    """A condition as a test of one value; an unknown one fits nothing, as the database finds."""
    if condition in ("null", "notnull"):
        return (lambda v: v is None) if condition == "null" else (lambda v: v is not None)
    if condition in ("in", "nin"):
        listed, inside = _listed([part.strip() for part in value.split(",")]), condition == "in"
        return lambda v: v is not None and listed(v) is inside
    if condition in ("like", "nlike"):
        pattern = "".join(_like(each) for each in LIKE.findall(value))
        expression = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        fits = condition == "like"
        return lambda v: v is not None and bool(expression.fullmatch(_text(v))) is fits
    if condition == "regexp":
        sought = re.compile(value, re.IGNORECASE)
        return lambda v: v is not None and sought.search(_text(v)) is not None
    if condition in ("finset", "nfinset"):
        inside = condition == "finset"
        return lambda v: v is not None and (value.casefold() in _text(v).casefold().split(",")) is inside
    signs: dict[str, Callable[[int], bool]] = {
        "eq": lambda c: c == 0,
        "seq": lambda c: c == 0,
        "is": lambda c: c == 0,
        "neq": lambda c: c != 0,
        "sneq": lambda c: c != 0,
        "gt": lambda c: c > 0,
        "gteq": lambda c: c >= 0,
        "moreq": lambda c: c >= 0,
        "from": lambda c: c >= 0,
        "lt": lambda c: c < 0,
        "lteq": lambda c: c <= 0,
        "to": lambda c: c <= 0,
    }
    sign = signs.get(condition)
    return (lambda v: False) if sign is None else (lambda v: v is not None and sign(compared(v, value)))


def _listed(wanted: list[str]) -> Callable[[Any], bool]:
    """Whether a value equals one of a list: as ``compared`` tells, but by looking it up, for lists are long."""
    texts = {each.casefold().rstrip() for each in wanted}
    texts |= {f"{each} 00:00:00" for each in wanted if DATE.match(each)}
    numbers = {float(each) for each in wanted if NUMERIC.match(each)}
    leading = {float(found[0]) if (found := LEADING.match(each)) else 0.0 for each in wanted}

    def test(held: Any) -> bool:
        if isinstance(held, (int, float)):
            return float(held) in leading
        text = _text(held)
        return text.casefold().rstrip() in texts or bool(NUMERIC.match(text) and float(text) in numbers)

    return test


def _like(part: str) -> str:
    """A part of a pattern of the database as a regular expression; a backslash takes the next one by its word."""
    if part in ("%", "_"):
        return ".*" if part == "%" else "."
    return re.escape(part[1:] if len(part) > 1 else part)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def compared(held: Any, value: str) -> int:
    """The sign of a comparison as the database makes it: numbers as numbers, a bare date as its midnight."""
    if isinstance(held, (int, float)):
        found = LEADING.match(value)
        left, right = float(held), float(found[0]) if found else 0.0
        return (left > right) - (left < right)
    text = _text(held)
    if DATE.match(value) and len(text) > len(value):
        value += " 00:00:00"
    if NUMERIC.match(text) and NUMERIC.match(value) and float(text) == float(value):
        return 0
    if NUMERIC.match(text) and NUMERIC.match(value) and "." in text:
        return (float(text) > float(value)) - (float(text) < float(value))
    left, right = text.casefold().rstrip(), value.casefold().rstrip()
    return (left > right) - (left < right)
