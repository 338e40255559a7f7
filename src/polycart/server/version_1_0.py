"""API v1.0 for products and orders: the answers of v1.1 in the nested shape that its clients were written for.

In v1.0 an object inside an entity is a list of one, and a list is a list of one object that names its items
(``product_options: [{option: [{…, option_value: [{value: [{…}]}]}]}]``); dates are texts, truth is ``"True"`` or
``"False"``, and what only some platforms have stands beside the other fields. It is one table over v1.1 and nothing of
its own: parameters, keys, errors and limits are those of v1.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

import msgspec

from polycart.api import METHODS
from polycart.api.entities import DateTime
from polycart.api.product.entities import ProductOption, ProductOptionItem
from polycart.core.envelope import Answer
from polycart.core.errors import UnknownMethod
from polycart.core.method import Method, Page, present

__all__ = ["answer", "check"]

SERVED = ("product.", "order.")

Change = Callable[[Any], Any]

_RENAMED: Mapping[type, Mapping[str, str]] = {
    ProductOption: {"option_items": "option_value"},
    ProductOptionItem: {"product_option_item_id": "product_option_value_id"},
}
_DROPPED: Mapping[type, frozenset[str]] = {
    ProductOption: frozenset({"description", "available", "used_in_combination"}),
    ProductOptionItem: frozenset({"is_default"}),
}
"""Fields that came with v1.1."""
_ITEMS = {"product_options": "option", "option_value": "value"}
"""What a list calls its items where that is not the list's own name in the singular."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def check(name: str, suffix: str) -> None:
    """Refuse what v1.0 is not served for: XML, and methods of other resources."""
    shown = name[:80]
    if suffix == ".xml":
        raise UnknownMethod(f"XML is not supported: API v1.0 answers in JSON only. Please call /v1.0/{shown}.json")
    if not name.startswith(SERVED):
        raise UnknownMethod(f"API v1.0 is served for products and orders only. Please use /v1.1/{shown}.json")


def answer(name: str, of_v1_1: Answer) -> Answer:
    """The answer to a call of ``name`` in the shape of v1.0; errors look the same in both."""
    method = METHODS.get(name)
    if method is None or of_v1_1.return_code != 0:
        return of_v1_1
    body = cast("dict[str, Any]", _decode(of_v1_1.body))
    if "result" in body:
        body["result"] = _result(method)(body["result"])
    return Answer(_encode(body), of_v1_1.content_type, 0)


@cache
def _result(method: Method[Any, Any]) -> Change:
    """What changes the result of a method: the list of a page stays a plain list."""
    if method.result is not Page:
        return _of(method.result, top=True)
    entity = _of(method.item, top=True)

    def page(result: dict[str, Any]) -> dict[str, Any]:
        items = result.get(method.items)
        return {**result, method.items: [entity(item) for item in items]} if isinstance(items, list) else result  # pyright: ignore[reportUnknownVariableType]

    return page


def _of(kind: Any, *, name: str = "", top: bool = False) -> Change:
    """What changes a value of a type; ``name`` is that of the field that holds it."""
    kind = present(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind is DateTime:
            return _moment
        entity = _entity(kind)
        return entity if top else lambda value: None if value is None else [entity(value)]
    if get_origin(kind) is list:
        inner = present(get_args(kind)[0])
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            entity = _entity(inner)
            item = _ITEMS.get(name, _singular(name))
            return lambda value: [{item: [entity(one) for one in value]}] if value else value
    return _scalar


@cache
def _entity(kind: type[msgspec.Struct]) -> Change:
    """What changes an object of a struct's type; fields that the answer lacks are lacking in it too."""
    changes: dict[str, tuple[str, Change]] | None = None
    renamed, dropped = _RENAMED.get(kind, {}), _DROPPED.get(kind, frozenset())

    def change(value: dict[str, Any] | None) -> dict[str, Any] | None:
        nonlocal changes
        if value is None:
            return None
        if changes is None:  # at first use, for structs may hold themselves
            changes = {}
            hints = get_type_hints(kind)
            for field in msgspec.structs.fields(kind):
                wire = renamed.get(field.encode_name, field.encode_name)
                changes[field.encode_name] = (wire, _of(hints[field.name], name=wire))
        made: dict[str, Any] = {}
        for name, inner in value.items():
            if name in dropped or name == "additional_fields":
                continue
            wire, changed = changes.get(name, (name, _scalar))
            made[wire] = changed(inner)
        for name, inner in (value.get("additional_fields") or {}).items():
            made.setdefault(name, _scalar(inner))
        return made

    return change


def _scalar(value: Any) -> Any:
    return str(value) if isinstance(value, bool) else value


def _moment(value: Mapping[str, Any] | None) -> str | None:
    """A moment as a text, by the clock that it was written in: v1.0 had no place for a time zone."""
    text = (value or {}).get("value")
    return None if not text else text.replace("T", " ")[:19]


def _singular(name: str) -> str:
    """What one of many is called."""
    for ending, one in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + one
    return name
