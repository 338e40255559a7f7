"""The plan of a migration, read off the two platforms: which calls it makes, which parameters the target takes."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.client.migration.fields import FIELDS, Field
from polycart.client.store import Store
from polycart.core.errors import ParameterError

ALWAYS = frozenset({"id", "store_id", "lang_id", "currency_id", "idempotency_key"})


class Kind(msgspec.Struct, frozen=True):
    """The methods that read, add, change and remove the records of one kind, and what their answers call the id."""

    name: str
    listed: str
    picked_by: str
    add: str
    answers: str
    update: str
    delete: str | None
    updated_by: str = "id"


KINDS: dict[str, Kind] = {
    "category": Kind(
        "category", "category.list", "", "category.add", "category_id", "category.update", "category.delete"
    ),
    "product": Kind(
        "product", "product.list", "product_ids", "product.add", "product_id", "product.update", "product.delete"
    ),
    "customer": Kind(
        "customer", "customer.list", "ids", "customer.add", "customer_id", "customer.update", "customer.delete"
    ),
    "order": Kind("order", "order.list", "ids", "order.add", "order_id", "order.update", None, "order_id"),
}  # fmt: skip
"""What can be migrated, in the order in which one needs the other."""

VARIANT = Kind(
    "variant", "product.child_item.list", "product_ids", "product.variant.add", "product_variant_id",
    "product.variant.update", "product.variant.delete",
)  # fmt: skip


class Side:
    """What one of the two stores can do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[str, frozenset[str] | None] = {}

    def takes(self, name: str) -> frozenset[str]:
        """The parameters that a method honours; none where it is not served."""
        return self._found(name) or frozenset()

    def serves(self, name: str) -> bool:
        """Whether a method is served."""
        return self._found(name) is not None

    def fitting(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Those of some arguments that the method honours."""
        taken = self.takes(name)
        return {key: value for key, value in arguments.items() if key in taken and value is not None}

    def _found(self, name: str) -> frozenset[str] | None:
        if name not in self._known:
            cell = self.store.supports(name)
            served = cell.state in ("native", "emulated")
            # A method of the library's own tells no parameters: it takes all of its contract's.
            told = cell.parameters or [field.encode_name for field in msgspec.structs.fields(api.METHODS[name].params)]
            self._known[name] = frozenset(told) if served else None
        return self._known[name]


def kinds(only: list[str] | None, source: Side, target: Side) -> tuple[list[Kind], dict[str, str]]:
    """The kinds that are migrated, and for each other one why it is not."""
    strange = set(only or ()) - KINDS.keys()
    if strange:
        allowed = ", ".join(f"'{name}'" for name in KINDS)
        raise ParameterError(f"Parameter 'only' is not valid. Allowed values: {allowed}.")
    chosen: list[Kind] = []
    left: dict[str, str] = {}
    for name, kind in KINDS.items():
        if only and name not in only:
            continue
        for side, method in ((source, kind.listed), (target, kind.add)):
            if not side.serves(method):
                left[name] = side.store.supports(method).reason or f"{method} is not served."
                break
        else:
            chosen.append(kind)
    return chosen, left


def ways(kind: Kind, target: Side) -> dict[str, tuple[Field, str | None]]:
    """For each field the parameter of the target's ``add`` that takes it, or ``None`` where it is lost."""
    taken = target.takes(kind.add)
    return {
        name: (field, next((into for into in field.into if into in taken), None))
        for name, field in FIELDS[kind.name].items()
    }
