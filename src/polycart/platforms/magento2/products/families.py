"""Which products are the variants and parts of which: read from the parents, as only they tell it."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.core.codecs import plain
from polycart.core.mapping import Map, computed, field
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import SORT
from polycart.platforms.magento2.products.parts import (
    BUNDLE,
    DIFFERENCES,
    PATH,
    VARIANTS,
    BundleOption,
    Selection,
    SuperAttribute,
    by_sku,
)

PARENTS = ("configurable", "bundle")
"""The types that have child items; the members of groups are products of their own (``group_items``)."""

MOST = 20_000
"""Parents that are looked through where a call names none."""


class Kin(msgspec.Struct, kw_only=True):
    """One child of one parent: the attributes that tell variants apart, or the choices of a bundle."""

    parent: int
    child: int
    differs: tuple[str, ...] = ()
    chosen: list[tuple[str, str]] = msgspec.field(default_factory=list[tuple[str, str]])
    quantity: float | None = None
    fixed: bool | None = None


class Parent(msgspec.Struct):
    """A product that has children."""

    id: int = 0
    kind: str = ""
    variants: list[int] = []
    differences: list[SuperAttribute] = []
    bundle: list[BundleOption] = []


def _listed(values: list[Any] | None) -> list[Any]:
    return values or []


class ParentMap(Map[Parent]):
    """A parent, as far as its children go."""

    id = field("id", plain)
    kind = field("type_id", plain)
    variants = computed(_listed, VARIANTS)
    differences = computed(_listed, DIFFERENCES)
    bundle = computed(_listed, BUNDLE)


async def families(magento: Magento, query: dict[str, Any], kinds: tuple[str, ...] = PARENTS) -> list[Kin]:
    """All children of the parents that a query leaves, by parents and within them in a steady order."""
    asked = {"type_id in": kinds, **query, SORT: [("entity_id", "ASC")]}
    parents = await magento.everything(PATH, asked, ParentMap, most=MOST)
    skus = {link.sku for parent in parents for option in parent.bundle for link in option.product_links or ()}
    parts = await by_sku(magento, sorted(skus)) if skus else {}
    found: list[Kin] = []
    for parent in parents:
        differs = tuple(str(each.attribute_id) for each in sorted(parent.differences, key=lambda d: d.position or 0))
        found += [Kin(parent=parent.id, child=child, differs=differs) for child in sorted(parent.variants)]
        found += _bundled(parent, {sku: part.id for sku, part in parts.items()})
    return found


def _bundled(parent: Parent, ids: dict[str, int]) -> list[Kin]:
    """The parts of a bundle; one that can be chosen twice is one child with both choices."""
    kin: dict[int, Kin] = {}
    for option in sorted(parent.bundle, key=lambda option: (option.position or 0, option.option_id)):
        for link in sorted(option.product_links or (), key=_place):
            id = ids.get(link.sku.casefold())
            if id is None:
                continue
            fixed = link.can_change_quantity in (0, False)
            each = kin.setdefault(id, Kin(parent=parent.id, child=id, quantity=link.qty * 1.0, fixed=fixed))
            each.chosen.append((str(option.option_id), str(link.id)))
    return list(kin.values())


def _place(link: Selection) -> tuple[int, int]:
    return link.position or 0, int(link.id)
