"""What the contract says about parameters together: which exclude, need or stand in for each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from polycart.core.errors import MissingParameter, ParameterError

__all__ = ["Rules", "rules_of"]

# A cursor carries the filters, the page size and the place; beside it only the shape of the answer can be chosen,
# and how it is fetched.
BESIDE_CURSOR = frozenset({
    "page_cursor", "params", "exclude", "response_fields",
    "disable_cache", "enable_cache", "use_latest_api_version", "report_request_id", "disable_report_cache",
})  # fmt: skip

NEEDS: Mapping[str, str] = {
    "find_where": "find_value",
    "find_params": "find_value",
    "request_from_date": "request_to_date",
    "request_to_date": "request_from_date",
}
"""A parameter and the one that it must be used with, in every method that has both."""

ONE_OF: Mapping[str, tuple[str, ...]] = {
    "marketplace.product.find": ("keyword", "asin", "ean", "gtin", "upc", "mpn", "isbn"),
    "order.info": ("id", "order_id"),
    "product.add": ("model", "sku"),
}
"""Methods that need at least one of these parameters."""

ONLY_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "marketplace.product.find": ("keyword", "asin", "ean", "gtin", "upc", "mpn", "isbn"),
}
"""Methods in which these parameters exclude each other."""

CONFLICTS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "order.shipment.add.batch": (("payload", "carrier_id", ("carrier_name", "tracking_link")),),
    "product.add": (("size_chart", "id", ("url",)), ("specifics", "value", ("values",))),
    "product.update": (("specifics", "value", ("values",)),),
    "product.variant.add.batch": (("payload", "product_images_ids", ("images",)),),
    "product.variant.update.batch": (("payload", "product_images_ids", ("images",)),),
}
"""Fields inside an object or the objects of a list that exclude each other (``x-conflictWith`` of the contract)."""


def _listed(names: Iterable[str]) -> str:
    return ",".join(f"'{name}'" for name in names)


def _excluded(name: str, others: Iterable[str]) -> ParameterError:
    return ParameterError(f"Parameter '{name}' can't be used with parameter(s): {_listed(others)}")


class Rules:
    """The rules that concern one method."""

    __slots__ = ("_alternatives", "_conflicts", "_cursor", "_defaults", "_exclusive", "_needs")

    def __init__(self, method: str, defaults: Mapping[str, Any]) -> None:
        self._defaults = defaults
        self._cursor = "page_cursor" in defaults
        self._needs = [(name, other) for name, other in NEEDS.items() if name in defaults and other in defaults]
        self._alternatives = ONE_OF.get(method, ())
        self._exclusive = ONLY_ONE_OF.get(method, ())
        self._conflicts = CONFLICTS.get(method, ())

    def check(self, values: dict[str, Any]) -> None:
        """Raise where the given ``values`` break a rule; an empty cursor is the first page and is taken out."""
        if self._cursor and "page_cursor" in values:
            if values["page_cursor"]:
                self._check_cursor(values)
            else:
                del values["page_cursor"]
        for name, other in self._needs:
            if name in values and not values.get(other):
                raise ParameterError(f"Parameter '{name}' must be used with parameter '{other}'")
        if self._alternatives and not values.get("page_cursor") and not any(map(values.get, self._alternatives)):
            raise MissingParameter(f"One of parameters {', '.join(map(repr, self._alternatives))} is required.")
        if self._exclusive:
            given = [name for name in self._exclusive if name in values]
            if len(given) > 1:
                raise _excluded(given[0], given[1:])
        for owner, name, others in self._conflicts:
            _check_inside(values.get(owner), name, others)

    def _check_cursor(self, values: Mapping[str, Any]) -> None:
        filters = [
            name for name, value in values.items() if name not in BESIDE_CURSOR and value != self._defaults.get(name)
        ]
        if filters:
            raise _excluded("page_cursor", filters)


def _check_inside(value: Any, name: str, others: tuple[str, ...]) -> None:
    """Look for excluding fields in an object, or in each object of a list, whose place is told 1-based."""
    objects = cast("list[Any]", value if isinstance(value, list) else [] if value is None else [value])
    for at, one in enumerate(objects, 1):
        if getattr(one, name, None) is None:
            continue
        found = [other for other in others if getattr(one, other, None) is not None]
        if found:
            place = f"_{at}" if isinstance(value, list) else ""
            raise _excluded(name + place, [other + place for other in found])


def rules_of(method: str, defaults: Mapping[str, Any]) -> Rules | None:
    """The rules of the method, or None where there are none; ``defaults`` holds every parameter with its default."""
    concerned = "page_cursor" in defaults or method in ONE_OF or method in ONLY_ONE_OF or method in CONFLICTS
    needs = any(name in defaults and other in defaults for name, other in NEEDS.items())
    return Rules(method, defaults) if concerned or needs else None
