"""Reading categories: a tree, of which OpenCart keeps every path from the top as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.category import (
    Category,
    CategoryCount,
    CategoryCountParams,
    CategoryFindParams,
    CategoryInfoParams,
    CategoryListParams,
)
from polycart.api.entities import Image
from polycart.core.bridge.tables import Condition, Follow, Table
from polycart.core.codecs import text
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.core.moments import native_moment
from polycart.core.selection import Selection, merge
from polycart.platforms.opencart import seo
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V40
from polycart.platforms.opencart.images import MAIN, image
from polycart.platforms.opencart.products.filters import in_store
from polycart.platforms.opencart.searches import candidates, hits, holding, named
from polycart.platforms.opencart.values import flag, missing, moment, number_of, refused, words

ID = "c.category_id"
WHERE = {"name": "d.name", "description": "d.description"}

PATH = Table(
    "category_path",
    "cp",
    joins={"pd": "LEFT category_description ON pd.category_id = cp.path_id AND pd.language_id = :language"},
)
CATEGORY = Table(
    "category",
    "c",
    joins={"d": "LEFT category_description ON d.category_id = c.category_id AND d.language_id = :language"},
    follow={
        "path": Follow(PATH, "cp.category_id = c.category_id", order=["cp.level"]),
        "stores": Follow(Table("category_to_store", "cs"), "cs.category_id = c.category_id", order=["cs.store_id"]),
    },
)


class StepRow(msgspec.Struct):
    """A step of a category's path."""

    id: int = 0
    name: str | None = None


class StepMap(Map[StepRow]):
    """A step of a category's path."""

    id = field("cp.path_id")
    name = field("pd.name", words)


class StoreRow(msgspec.Struct):
    """A store that shows something."""

    id: int = 0


class _Stores(Map[StoreRow]):
    id = field("cs.store_id")


def _path(steps: Sequence[StepRow]) -> str:
    return "/".join(step.name or "" for step in steps)


def _ids(rows: Sequence[StoreRow]) -> list[str]:
    return [str(row.id) for row in rows]


async def _images(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    return [[image(cart, MAIN, path, place=0, main=True)] if path else [] for (path,) in rows]


def address_key(cart: Opencart, id: Any, steps: Sequence[StepRow]) -> str:
    """What the word of a category's address leads to: its whole path since 4.0, itself before."""
    return "_".join(str(step.id) for step in steps) if cart.known.version >= V40 else str(id)


async def _keywords(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str | None]:
    keys = [address_key(cart, *row) for row in rows]
    found = await seo.words_of(cart, seo.CATEGORY, keys)
    return [found[key].rpartition("/")[2] if key in found else None for key in keys]  # 4.x: desktops/mac


class CategoryMap(Map[Category]):
    """A category; since 4.1 no dates are kept of it."""

    id = field(ID, text)
    parent_id = field("c.parent_id", text)
    created_at = field("c.date_added", moment, until="4.1")
    modified_at = field("c.date_modified", moment, until="4.1")
    name = field("d.name", words)
    description = field("d.description", words)
    stores_ids = computed(_ids, At("stores", _Stores))
    keywords = field("d.meta_keyword", words)
    meta_title = field("d.meta_title", words)
    meta_description = field("d.meta_description", words)
    avail = field("c.status", flag)
    path = computed(_path, At("path", StepMap))
    seo_url = lazy(_keywords, ID, At("path", StepMap))
    sort_order = field("c.sort_order")
    images = lazy(_images, "c.image")
    additional_fields = extras(image="c.image")


FILTERS = (
    "parent_id", "avail", "created_from", "created_to", "modified_from", "modified_to", "find_value", "find_where",
)  # fmt: skip


def _dated(cart: Opencart, p: CategoryListParams | CategoryCountParams) -> list[Condition]:
    bounds = {
        "created_from": ("c.date_added", ">=", p.created_from), "created_to": ("c.date_added", "<=", p.created_to),
        "modified_from": ("c.date_modified", ">=", p.modified_from),
        "modified_to": ("c.date_modified", "<=", p.modified_to),
    }  # fmt: skip
    given = {name: bound for name, bound in bounds.items() if bound[2] is not None}
    if given and not cart.known.has("category", "date_added"):
        raise refused(next(iter(given)), "OpenCart 4.1 keeps no dates of categories.")
    return [[column, operator, native_moment(value)] for column, operator, value in given.values()]


async def selection(cart: Opencart, p: CategoryListParams | CategoryCountParams) -> list[Condition]:
    """The conditions that the parameters make."""
    await cart.facts()
    found: list[Condition] = [["c.status", "=", int(p.avail)], *in_store(cart, "category_to_store", "category_id", "c")]
    found += _dated(cart, p)
    if p.parent_id is not None:
        found.append(["c.parent_id", "=", number_of("parent_id", p.parent_id)])
    if p.find_value:
        found.append(holding(p.find_value, WHERE, p.find_where))
    return found


@opencart.implements(api.category.list, *FILTERS, gives=CategoryMap)
async def category_list(cart: Opencart, p: CategoryListParams) -> Page[Category]:
    """List categories by id."""
    return await cart.window(CATEGORY, CategoryMap, await selection(cart, p), start=p.start, count=p.count, order=[ID])


@opencart.implements(api.category.count, *FILTERS)
async def category_count(cart: Opencart, p: CategoryCountParams) -> CategoryCount:
    """Count categories."""
    return CategoryCount(categories_count=await cart.total(CATEGORY, await selection(cart, p)))


@opencart.implements(api.category.info, "id", gives=CategoryMap)
async def category_info(cart: Opencart, p: CategoryInfoParams) -> Category:
    """Read one category."""
    found = await cart.one(CATEGORY, CategoryMap, [[ID, "=", number_of("id", p.id)]])
    if found is None:
        raise missing("Category", p.id)
    return found


@opencart.implements(
    api.category.find, "find_value", "find_where", "find_params", gives=CategoryMap, emulated=True,
    note="The shop finds candidates by a part of the text; the match is checked here.",
)  # fmt: skip
async def category_find(cart: Opencart, p: CategoryFindParams) -> Page[Category]:
    """Find categories by name or description."""
    chosen = named(p.find_where, WHERE, "find_where") or ["name"]
    where = candidates(p.find_value, WHERE, chosen, p.find_params)
    wanted = merge(cart.wanted, Selection.named(*chosen))
    found = await cart.everything(CATEGORY, CategoryMap, where, order=[ID], wanted=wanted)
    return Page(items=hits(found, chosen, p.find_value, p.find_params))
