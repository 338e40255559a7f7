"""Batches of categories that go, each with all below it.

New categories are not left to the queue: its consumer lives long and remembers the parents that it has seen
(``Catalog\\Model\\CategoryRepository``). Seen on 2.4.7: below a parent that was moved meanwhile, a category is put
where its parent used to be.
"""

from __future__ import annotations

import msgspec

from polycart import api
from polycart.api.category import (
    CategoryDeleteBatchItem,
    CategoryDeleteBatchParams,
)
from polycart.api.results import JobQueued
from polycart.core.errors import ParameterError
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.items import once, prepared
from polycart.platforms.magento2.batches.queue import Row, required, submit
from polycart.platforms.magento2.categories import LIST, TOP
from polycart.platforms.magento2.category_changes import ROOT
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.numbers import native_id


class _Known(msgspec.Struct):
    id: int


async def _there(magento: Magento, ids: list[int]) -> set[int]:
    return {row.id for row in await magento.among(LIST, "entity_id", ids, _Known, "id")}


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
