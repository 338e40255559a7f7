"""What can be told about, and how it is read: worked out from the contract and from what a platform declares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from polycart.core.calls import ALIASES
from polycart.core.method import Method
from polycart.core.platform import Capability, Platform
from polycart.core.selection import ALL, Selection, from_params, merge, parse
from polycart.gateway.changes.change import ACTIONS, Action
from polycart.gateway.changes.sources import LISTS, sources
from polycart.gateway.contract import methods
from polycart.gateway.webhooks import filterable
from polycart.gateway.webhooks.filterable import Filterable

STEMS = {"productReview": "product.review"}
"""Entities that the contract's webhooks call otherwise than its methods."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of entity of a platform: the method that reads one, and how it is told which.

    ``id`` is the parameter that takes the entity's id, ``parent`` the one (and the field) of what it belongs to.
    ``fields`` are those that the platform fills.
    """

    entity: str
    method: Method[Any, Any]
    id: str
    parent: str | None
    item: type[msgspec.Struct]
    fields: frozenset[str]
    parameters: frozenset[str]

    def filterable(self, action: str) -> dict[str, Filterable]:
        """The fields that conditions of an event can test; of what is gone only ids are known."""
        if action == "delete":
            return {name: Filterable("string") for name in ("id", self.parent) if name is not None}
        return filterable.of(self.item, self.fields or frozenset(self.item.__struct_encode_fields__))

    def selection(self, fields: str, response_fields: str | None) -> Selection:
        """The fields of the entity that a webhook asks for.

        ``response_fields`` may be written as for the method that reads the entity, or with the entity's name in
        between, as the reference shows it: ``{result{product{id}}}``.
        """
        if not response_fields:
            return from_params(fields, None, ALIASES.get(self.method.name, ()))
        tree = parse(response_fields)
        result = tree.of("result")
        named = self.method.items or self.method.resource
        inner = result.of(named) if named in result.fields and named not in self.item.__struct_encode_fields__ else None
        return result if inner is None else inner

    def arguments(self, id: str, parent_id: str, wanted: Selection) -> dict[str, object]:
        """Raw parameters that read one entity with the wanted fields."""
        text = spelled(wanted)
        raw: dict[str, object] = {self.id: id}
        if self.parent is not None and self.parent in self.parameters and parent_id:
            raw[self.parent] = parent_id
        inside = f"{{{self.method.items}{text}}}" if self.method.items else text
        raw["response_fields"] = f"{{result{inside}}}"
        return raw


@cache
def kind_of(platform: Platform[Any], entity: str) -> Kind | None:
    """How an entity of a platform is read; ``None`` where it can't be."""
    stem = STEMS.get(entity, entity)
    known = methods()
    first, _, rest = stem.partition(".")
    parent = f"{first}_id" if rest else None
    for name, ids in ((f"{stem}.info", ("id",)), (f"{stem}.list", ("ids", f"{first}_ids"))):
        handler = platform.handlers.get(name)
        id = next((one for one in ids if handler is not None and one in (*handler.parameters, "id")), None)
        if handler is None or id is None:
            continue
        method = known[name]
        item: type[msgspec.Struct] = method.item if method.items else method.result
        takes = frozenset(field.encode_name for field in msgspec.structs.fields(method.params))
        return Kind(
            entity=entity,
            method=method,
            id=id,
            parent=parent if parent in (*item.__struct_encode_fields__, *takes) else None,
            item=item,
            fields=handler.fields,
            parameters=frozenset(handler.parameters | ({parent} & takes if parent else set())),
        )
    return None


def needed(wanted: Selection, paths: Mapping[str, Any] | set[str]) -> Selection:
    """What has to be read so that the wanted fields can be sent, and those at ``paths`` tested."""
    found = wanted
    for path in paths:
        below = ALL
        for name in reversed(path.split(".")):
            below = Selection({name: below})
        found = merge(found, below)
    return found


def spelled(wanted: Selection) -> str:
    """A selection in the language of ``response_fields``, braces included."""
    if wanted == ALL:
        return "{*}"
    names = [name if below == ALL else f"{name}{spelled(below)}" for name, below in sorted(wanted.fields.items())]
    return "{" + ",".join([*(["*"] if wanted.everything else []), *names]) + "}"


def capability(platform: Platform[Any], cell: Capability) -> Capability:
    """How a platform serves the webhook methods: natively as far as its shops tell of changes by themselves."""
    known = told(platform)
    if not known:
        return Capability(state="absent", reason=f"{platform.title} has nothing that could be told about.")
    whole = sorted(platform.pushes.whole & known.keys()) if platform.pushes is not None else []
    if not whole:
        return cell
    rest = ", ".join(name for name in known if name not in whole)
    reason = f"Shops tell of {', '.join(whole)} by themselves." + (f" Found by asking: {rest}." if rest else "")
    return msgspec.structs.replace(cell, state="native", reason=reason)


@cache
def told(platform: Platform[Any]) -> dict[str, tuple[Kind, tuple[Action, ...]]]:
    """What a platform's stores can tell about: the entities that can be read, and what happens to them.

    It is told by the shop, or found by asking it.
    """
    asked = sources(platform).of
    pushed = platform.pushes.topics if platform.pushes is not None else {}
    found: dict[str, tuple[Kind, tuple[Action, ...]]] = {}
    for entity in LISTS:
        kind = kind_of(platform, entity)
        known = set(asked[entity].actions if entity in asked else ())
        known |= {action for name, action in pushed if name == entity}
        if kind is not None and known:
            found[entity] = (kind, tuple(action for action in ACTIONS if action in known))
    return found
