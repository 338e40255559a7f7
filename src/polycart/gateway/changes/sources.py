"""How changes of an entity are found in a shop by asking: read off the contract and what its platform declares.

Where a list takes ``modified_from``, a poll asks for what was changed since the last one. Where its entities only tell
when they were changed, or not even that, the whole list is gone through, and must not be long. A list that has to be
told an order is asked about the orders that have changed.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_type_hints

import msgspec

from polycart.api.entities import DateTime
from polycart.core.method import Method, present
from polycart.core.platform import Handler, Platform
from polycart.gateway.changes.change import ACTIONS, Action
from polycart.gateway.contract import methods

Way = Literal["asked", "dated", "compared", "by order"]

LISTS: MappingProxyType[str, str] = MappingProxyType({
    "product": "product.list",
    "product.child_item": "product.child_item.list",
    "order": "order.list",
    "order.shipment": "order.shipment.list",
    "customer": "customer.list",
    "category": "category.list",
    "basket": "order.abandoned.list",
    "subscriber": "subscriber.list",
    "productReview": "product.review.list",
})  # fmt: skip
"""The entities that webhooks are about, and the list of each."""

MODIFIED = ("modified_at", "modified_time")
CREATED = ("create_at", "created_at", "created_time")
PARENT = {"product.child_item": "parent_id", "order.shipment": "order_id", "productReview": "product_id"}
WHOLE = {"customer.list": {"include_guests": True}}
"""What a list has to be told to leave nothing out, where the platform takes it."""

FLEETING = frozenset({"last_login", "ip_address", "orders_count", "last_order_id", "path"})
"""Fields that change without the entity being changed itself, and cost requests of their own in some shops."""

TELLING = frozenset({"tracking_numbers", "items"})
"""What a shipment is about, though it is no simple field; the list is that of one order."""

_SCALARS = (str, int, float, bool, DateTime)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """How one entity of one platform is watched by asking.

    ``fields`` are asked of the list; where its entities do not tell when they were changed, ``compared`` are asked as
    well, and make up a fingerprint. ``ids`` is the parameter that takes several ids, ``info`` the method that takes
    one.
    """

    entity: str
    method: Method[Any, Any]
    way: Way
    fields: tuple[str, ...]
    compared: tuple[str, ...] = ()
    modified: str | None = None
    created: str | None = None
    parent: str | None = None
    ids: str | None = None
    info: str | None = None
    whole: dict[str, Any] = {}

    def undated(self) -> Source:
        """The same for a shop whose version keeps no moments of changes, though others of its platform do."""
        if self.modified is None:
            return self
        way: Way = self.way if self.way == "by order" else "compared"
        fields = tuple(sorted({*self.fields, *self.compared} - {self.modified}))
        return msgspec.structs.replace(self, way=way, modified=None, fields=fields)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What can happen to the entity that a poll tells of."""
        return ACTIONS


class Sources(msgspec.Struct, frozen=True):
    """What of a platform can be watched by asking, and why the rest can't."""

    of: dict[str, Source]
    lacking: dict[str, str]


@cache
def sources(platform: Platform[Any]) -> Sources:
    """The sources of a platform."""
    found: dict[str, Source] = {}
    lacking: dict[str, str] = {}
    for entity, name in LISTS.items():
        handler = platform.handlers.get(name)
        if handler is None:
            lacking[entity] = f"{platform.title} has no {name}: {platform.capability(methods()[name]).reason}"
            continue
        required = [field.encode_name for field in msgspec.structs.fields(handler.method.params) if field.required]
        if not required:
            found[entity] = _source(platform, entity, handler)
        elif required == ["order_id"] and "modified_from" in _parameters(platform, "order.list"):
            found[entity] = _source(platform, entity, handler, by_order=True)
        else:
            lacking[entity] = f"{name} lists those of one {required[0].removesuffix('_id')} at a time."
    return Sources(found, lacking)


def _source(platform: Platform[Any], entity: str, handler: Handler, *, by_order: bool = False) -> Source:
    def first(names: tuple[str, ...]) -> str | None:
        return next((name for name in names if name in handler.fields), None)

    modified, created, parent = first(MODIFIED), first(CREATED), PARENT.get(entity)
    way: Way = "compared"
    if by_order:
        way = "by order"
    elif modified is not None:
        way = "asked" if "modified_from" in handler.parameters else "dated"
    compared = _comparable(handler, TELLING if by_order else frozenset())
    told = [name for name in (modified, created, parent) if name in handler.fields]
    listed = ("ids", f"{entity.rpartition('.')[2]}_ids")
    info = "order.abandoned" if entity == "basket" else handler.method.name.removesuffix(".list")
    return Source(
        entity=entity,
        method=handler.method,
        way=way,
        fields=tuple(sorted({"id", *told, *(compared if modified is None else ())})),
        compared=compared,
        modified=modified,
        created=created,
        parent=parent if parent in handler.fields else None,
        ids=next((name for name in listed if name in handler.parameters), None),
        info=f"{info}.info" if f"{info}.info" in platform.handlers and not by_order else None,
        whole={name: value for name, value in WHOLE.get(handler.method.name, {}).items() if name in handler.parameters},
    )


def _comparable(handler: Handler, more: frozenset[str]) -> tuple[str, ...]:
    """The simple fields that are filled, and ``more``: lists and objects may cost further requests."""
    hints = get_type_hints(handler.method.item)
    simple = (
        field.encode_name
        for field in msgspec.structs.fields(handler.method.item)
        if present(hints[field.name]) in _SCALARS or field.encode_name in more
    )
    return tuple(sorted(name for name in simple if name in handler.fields - FLEETING - {"id", *CREATED, *MODIFIED}))


def _parameters(platform: Platform[Any], name: str) -> frozenset[str]:
    handler = platform.handlers.get(name)
    return handler.parameters if handler is not None else frozenset()
