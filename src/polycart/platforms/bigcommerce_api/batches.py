"""Items of batches that BigCommerce does in one request: ten products, fifty variants or categories.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/products (batch update, delete),
…/product-variants (batch update), …/category-trees. What one of these requests refuses is done item by item, so that
each gets its own reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.category import CategoryAdded, CategoryDeleted
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.errors import NotFound, ParameterError, PolycartError
from polycart.core.given import only
from polycart.core.groups import ALONE, Member, Outcome, together
from polycart.platforms.bigcommerce_api import categories
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.products import changes, variant_changes
from polycart.platforms.bigcommerce_api.products.bodies import WHOLE, Body
from polycart.platforms.bigcommerce_api.products.searches import PATH

VARIANTS = "v3/catalog/variants"
BRANDED = {"brand_name", "manufacturer"}
"""What may need a brand to be made first."""


def _ids(members: Sequence[Member]) -> list[int | PolycartError]:
    """The numbers of the items; what is none is that item's own error."""
    made: list[int | PolycartError] = []
    for member in members:
        try:
            made.append(number("id", member.params.id or ""))
        except PolycartError as error:
            made.append(error)
    return made


async def _known(bc: Bigcommerce, path: str, name: str, ids: Iterable[Any], fields: str) -> dict[int, Body]:
    """The records of those ids that there are, by their ids."""
    chosen = sorted({id for id in ids if isinstance(id, int)})
    rows: list[Body] = await bc.records(path, {f"{name}:in": chosen, "include_fields": fields}) if chosen else []
    return {row[name]: row for row in rows}


@together(bigcommerce, api.product.update, *set(WHOLE) - BRANDED, "id", "avail", "retail_price", most=10)
async def products_updated(bc: Bigcommerce, members: Sequence[Member]) -> list[Outcome]:
    """Change products by the batch that takes ten."""
    ids = _ids(members)
    known = await _known(bc, PATH, "id", ids, "inventory_tracking")
    outcomes: list[Outcome] = []
    bodies: list[Body] = []
    for member, id in zip(members, ids, strict=True):
        try:
            if isinstance(id, PolycartError):
                raise id
            if id not in known:
                raise missing("Product", id)
            body = await changes.body_of(bc, only(member.params, member.given), known[id]["inventory_tracking"])
        except (ParameterError, NotFound) as error:
            outcomes.append(error)
        else:
            outcomes.append(UpdatedItems(updated_items=1))
            bodies += [{"id": id, **body}] if body else []
    if bodies:
        await bc.send("PUT", PATH, {"include_fields": "name"}, bodies)
    return outcomes


@together(bigcommerce, api.product.delete, "id", most=50)
async def products_deleted(bc: Bigcommerce, members: Sequence[Member]) -> list[Outcome]:
    """Delete products; the store itself says nothing of ids that it has not."""
    ids = _ids(members)
    known = await _known(bc, PATH, "id", ids, "name")
    if known:
        await bc.delete(PATH, {"id:in": sorted(known)})
    return [
        id if isinstance(id, PolycartError)
        else DeletedItems(delete_items=1) if id in known
        else missing("Product", id)
        for id in ids
    ]  # fmt: skip


@together(
    bigcommerce, api.product.variant.update,
    *set(variant_changes.COMMON) - {"manage_stock"}, "id", "retail_price", most=50,
)  # fmt: skip
async def variants_updated(bc: Bigcommerce, members: Sequence[Member]) -> list[Outcome]:
    """Change variants by the batch that takes fifty; where the stock has to be counted first, it is done alone."""
    ids = _ids(members)
    told = {member.params.product_id for member in members} - {None}
    owners = sorted({number("product_id", each) for each in told})
    query = {"product_id:in": owners, "include_fields": "product_id"}  # variants can't be asked for by several ids
    rows: list[Body] = await bc.records(VARIANTS, query) if owners else []
    known = {row["id"]: row for row in rows}
    counted = {known[id]["product_id"] for id, m in zip(ids, members, strict=True)
               if isinstance(id, int) and id in known and "quantity" in m.given}  # fmt: skip
    products = await _known(bc, PATH, "id", counted, "inventory_tracking")
    outcomes: list[Outcome] = []
    bodies: list[Body] = []
    for member, id in zip(members, ids, strict=True):
        try:
            if isinstance(id, PolycartError):
                raise id
            if member.params.product_id is None:
                outcomes.append(ALONE)
                continue
            owner = known.get(id, {}).get("product_id")
            if owner is None or owner != number("product_id", member.params.product_id):
                raise missing("Variant", id)
            if "quantity" in member.given and products[owner]["inventory_tracking"] != "variant":
                outcomes.append(ALONE)
                continue
            body = await variant_changes.body_of(bc, only(member.params, member.given))
        except (ParameterError, NotFound) as error:
            outcomes.append(error)
        else:
            outcomes.append(UpdatedItems(updated_items=1))
            bodies += [{"id": id, **body}] if body else []
    if bodies:
        await bc.put(VARIANTS, bodies)
    return outcomes


class _Made(msgspec.Struct):
    category_id: int
    name: str = ""
    parent_id: int = 0


class _Answer(msgspec.Struct):
    data: list[_Made] = []


@together(bigcommerce, api.category.add, *categories.COMMON, most=50)
async def categories_added(bc: Bigcommerce, members: Sequence[Member]) -> list[Outcome]:
    """Add categories; of those that the store did not make (207) each is tried alone, which tells why."""
    bodies = [await categories.new_body(bc, only(member.params, member.given)) for member in members]
    parents = await _known(
        bc, categories.PATH, "category_id", (body["parent_id"] for body in bodies if body.get("parent_id")), "name"
    )
    there = [not body.get("parent_id") or body["parent_id"] in parents for body in bodies]
    sent = [body for body, fits in zip(bodies, there, strict=True) if fits]
    made: dict[tuple[str, int], int] = {}
    if sent:
        answer = bc.decoded(await bc.send_batch("POST", categories.PATH, sent), _Answer)
        made = {(row.name, row.parent_id): row.category_id for row in answer.data}
    outcomes: list[Outcome] = []
    for body, fits in zip(bodies, there, strict=True):
        id = made.get((body["name"], body.get("parent_id") or 0))
        if not fits:
            outcomes.append(missing("Category", body["parent_id"]))
        else:
            outcomes.append(ALONE if id is None else CategoryAdded(category_id=str(id)))
    return outcomes


@together(bigcommerce, api.category.delete, "id", most=50)
async def categories_deleted(bc: Bigcommerce, members: Sequence[Member]) -> list[Outcome]:
    """Delete categories; those that have others below them are left to the single method, which says what it thinks."""
    ids = _ids(members)
    known = await _known(bc, categories.PATH, "category_id", ids, "name")
    below: list[Body] = (
        await bc.records(categories.PATH, {"parent_id:in": sorted(known), "include_fields": "parent_id"})
        if known else []
    )  # fmt: skip
    parents = {row["parent_id"] for row in below}
    if free := sorted(known.keys() - parents):
        await bc.delete(categories.PATH, {"category_id:in": free})
    return [
        id if isinstance(id, PolycartError)
        else missing("Category", id) if id not in known
        else ALONE if id in parents
        else CategoryDeleted(delete_items=True)
        for id in ids
    ]  # fmt: skip
