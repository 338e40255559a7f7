"""Batches of categories: added below parents that there are, and deleted with all below them."""

from __future__ import annotations

import msgspec

from polycart import api
from polycart.api.category import (
    CategoryAddBatchItem,
    CategoryAddBatchParams,
    CategoryAddParams,
    CategoryDeleteBatchItem,
    CategoryDeleteBatchParams,
)
from polycart.api.results import JobQueued
from polycart.core.errors import ParameterError
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.items import honoured, once, prepared
from polycart.platforms.magento2.batches.queue import Row, required, submit
from polycart.platforms.magento2.categories import LIST, TOP
from polycart.platforms.magento2.category_changes import FIELDS, ROOT, new_category, parent_of
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.numbers import native_id


class _Known(msgspec.Struct):
    id: int


async def _there(magento: Magento, ids: list[int]) -> set[int]:
    return {row.id for row in await magento.among(LIST, "entity_id", ids, _Known, "id")}


@magento2.implements(
    api.category.add_batch, "payload",
    note="Worked off by the shop's own queue; a category can't be put below another one of the same batch.",
)  # fmt: skip
async def category_add_batch(magento: Magento, p: CategoryAddBatchParams) -> JobQueued:
    """Put categories to add in line; their texts hold in every store view."""
    honoured(api.category.add_batch.name, p.payload, {*FIELDS, "parent_id"})
    await required(magento)
    known = await _there(magento, goods.numbers(p.payload, "parent_id"))

    async def row(item: CategoryAddBatchItem) -> Row:
        given = goods.single(CategoryAddParams, item)
        given.avail = item.avail is not False
        if item.parent_id is not None:
            parent = parent_of(item.parent_id)
            if parent not in {*known, TOP}:
                raise missing("Category", item.parent_id)
        else:
            at = magento if item.store_id is None else magento.at(await scopes.chosen(magento, item.store_id, None))
            parent = (await scopes.current_group(at)).root_category_id
        given.sort_order = item.sort_order or 0
        return {"category": new_category(given, parent, ordered=item.sort_order is not None)}

    rows = await prepared(p.payload, row)
    return await submit(magento.at(scopes.Scope(code=scopes.EVERYWHERE)), "POST", "categories", rows)


@magento2.implements(
    api.category.delete_batch, "payload",
    note="Worked off by the shop's own queue. Categories that the shop does not have fail the call before anything is "
    "queued; one that went with its parent fails for itself.",
)  # fmt: skip
async def category_delete_batch(magento: Magento, p: CategoryDeleteBatchParams) -> JobQueued:
    """Put categories to delete in line, each with all below it."""
    await required(magento)
    once("id", [item.id for item in p.payload])
    magento = await magento.settled()
    known = await _there(magento, goods.numbers(p.payload, "id"))
    roots = {TOP, *(group.root_category_id for group in await scopes.groups(magento))}

    async def row(item: CategoryDeleteBatchItem) -> Row:
        id = native_id("id").dump(item.id)
        if id in roots:
            raise ParameterError(ROOT)
        if id not in known:
            raise missing("Category", item.id)
        return {"categoryId": id}

    return await submit(magento, "DELETE", "categories/byCategoryId", await prepared(p.payload, row))
