"""Adding, changing and deleting variants (``addVariant``, ``editVariant`` of admin/model/catalog/product.php)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from polycart import api
from polycart.api.product import (
    ProductVariantAddAttribute,
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantDeleteParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import DeletedFlag, UpdatedItems
from polycart.core.bridge.tables import Statement
from polycart.core.errors import AlreadyExists, MissingParameter
from polycart.core.moments import now
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.products import bodies
from polycart.platforms.opencart.products.bodies import NUMBERS, SIZES, SPECIAL, STOCK
from polycart.platforms.opencart.products.changes import INHERITED, deletes
from polycart.platforms.opencart.products.choices import settled
from polycart.platforms.opencart.products.variants import overriding
from polycart.platforms.opencart.statements import insert, inserts, made, select, update
from polycart.platforms.opencart.values import missing, number_of, refused, unescaped

COMMON = (
    *STOCK, *NUMBERS, *SPECIAL, *SIZES, "name", "description", "meta_title", "meta_description", "meta_keywords",
    "price", "prices_inc_tax", "status", "weight_unit", "tax_class_id", "is_virtual",
)  # fmt: skip

COPIED = (
    "location", "stock_status_id", "image", "manufacturer_id", "shipping", "price", "points", "tax_class_id",
    "date_available", "weight", "weight_class_id", "length", "width", "height", "length_class_id", "subtract",
    "minimum", "sort_order", "status",
)  # fmt: skip
"""Columns that a new variant has from its master where nothing else is given; a stock it has of its own."""

TEXTS = ("name", "description", "tag", "meta_title", "meta_description", "meta_keyword")


async def _master(cart: Opencart, given: str | None) -> tuple[int, list[list[dict[str, Any]]]]:
    """A product that can have variants, with all that a variant takes over from it."""
    if given is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    id = number_of("product_id", given)
    mine = ["t.product_id", "=", id]
    found = await cart.rows(
        select("product", ("product_id", "master_id", *COPIED), mine),
        select("product_description", ("language_id", *TEXTS), mine),
        select("product_to_category", ("category_id",), mine),
        select("product_to_store", ("store_id",), mine),
        select("product_image", ("image", "sort_order"), mine),
        select("product", ("product_id", "variant"), ["t.master_id", "=", id]),
    )
    if not found[0]:
        raise missing("Product", given)
    if int(found[0][0]["master_id"]):
        raise refused("product_id", "A variant can not have variants.")
    return id, found


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


async def _choices(cart: Opencart, id: int, given: Sequence[ProductVariantAddAttribute]) -> dict[str, str]:
    """The values that a variant settles, by the names of options and values at the master."""
    if not given:
        raise MissingParameter("Parameter 'attributes' is required.")
    options, values = await cart.rows(named_options(cart, id), named_values(cart, id))
    found: dict[str, str] = {}
    for each in given:
        if not each.attribute_name or each.attribute_value is None:
            raise refused("attributes", "Each needs 'attribute_name' and 'attribute_value'.")
        option = next((row for row in options if _same(row["name"], each.attribute_name)), None)
        if option is None:
            raise refused("attributes", f"The product has no option '{each.attribute_name}'.")
        po = option["product_option_id"]
        value = next(
            (row for row in values if row["product_option_id"] == po and _same(row["name"], each.attribute_value)), None
        )
        if value is None:
            raise refused("attributes", f"The product offers no value '{each.attribute_value}'.")
        found[str(po)] = str(value["product_option_value_id"])
    return found


def _same(kept: str | None, given: str) -> bool:
    return (unescaped(kept) or "").casefold() == given.strip().casefold()


def named_options(cart: Opencart, id: int) -> Statement:
    """The options of a product with their names and types."""
    return {
        "do": "select", "table": "option_description", "as": "t",
        "joins": [
            {"table": "product_option", "as": "po", "on": [["po.option_id", "=", {"c": "t.option_id"}]]},
            {"table": "option", "as": "o", "on": [["o.option_id", "=", {"c": "t.option_id"}]]},
        ],
        "columns": ["t.name", "po.product_option_id", "o.type"],
        "where": [["po.product_id", "=", id], ["t.language_id", "=", cart.language]],
    }  # fmt: skip


def named_values(cart: Opencart, id: int) -> Statement:
    """The values that a product offers, with their names."""
    on: list[Any] = [["v.option_value_id", "=", {"c": "t.option_value_id"}]]
    return {
        "do": "select", "table": "option_value_description", "as": "t",
        "joins": [{"table": "product_option_value", "as": "v", "on": on}],
        "columns": ["t.name", "v.product_option_id", "v.product_option_value_id"],
        "where": [["v.product_id", "=", id], ["t.language_id", "=", cart.language]],
    }  # fmt: skip


def _row(cart: Opencart, master: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The row of a new variant."""
    moment = now()
    older = dict.fromkeys(("sku", "upc", "ean", "jan", "isbn", "mpn"), "") if cart.known.version < (4, 1) else {}
    copied = {name: master[name] for name in COPIED}
    return {
        **older, **copied, "rating": 0, "quantity": 0, "model": "", "date_added": moment, "date_modified": moment,
        **own, "master_id": int(master["product_id"]),
    }  # fmt: skip


@opencart.implements(api.product.variant.add, "model", "product_id", "attributes", *COMMON)
async def product_variant_add(cart: Opencart, p: ProductVariantAddParams) -> ProductVariantAdded:
    """Add a variant: what is not given it has from its master, and with the master it changes."""
    known = await cart.writing()
    cart.needs_variants()
    p = bodies.only(p, cart.call.given)
    id, (masters, descriptions, categories, stores, pictures, children) = await _master(cart, p.product_id)
    chosen = await _choices(cart, id, p.attributes or ())
    if any(settled(child["variant"]) == {po: [value] for po, value in chosen.items()} for child in children):
        raise AlreadyExists("A variant with these attributes already exists.")
    own = await bodies.columns(cart, p, new=False)
    await bodies.refuse_taken(cart, p.sku)
    texts = bodies.texts(p)
    override: dict[str, Any] = {name: "1" for name in own if name in INHERITED}
    if texts:
        override["product_description"] = {str(row.language_id): dict.fromkeys(texts, "1") for row in known.languages}
    row = _row(cart, masters[0], own)
    row |= {"variant": _json(chosen), "override": _json(override)}
    statements = [
        insert("product", row),
        *inserts("product_description", ({"product_id": made(), **each, **texts} for each in descriptions)),
        *bodies.code_rows(cart, p, made(), new=True),
        *inserts("product_to_category", ({"product_id": made(), **each} for each in categories)),
        *inserts("product_to_store", ({"product_id": made(), **each} for each in stores)),
        *inserts("product_image", ({"product_id": made(), **each} for each in pictures)),
        *await bodies.special(cart, p, made(), new=True),
    ]
    results = await cart.save(statements, back=lambda done: deletes(cart, int(done[0].insert)))
    return ProductVariantAdded(product_variant_id=str(results[0].insert))


async def known_variant(cart: Opencart, given: str | None, product_id: str | None) -> int:
    """The id of a variant, of that product where one is named."""
    await cart.writing()
    cart.needs_variants()
    if given is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = number_of("id", given)
    where: list[Any] = [["t.product_id", "=", id], ["t.master_id", ">", 0]]
    if product_id is not None:
        where.append(["t.master_id", "=", number_of("product_id", product_id)])
    if not await cart.has("product", *where):
        raise missing("Variant", given)
    return id


@opencart.implements(api.product.variant.update, "id", "product_id", *COMMON, "increase_quantity", "reduce_quantity")
async def product_variant_update(cart: Opencart, p: ProductVariantUpdateParams) -> UpdatedItems:
    """Change a variant; what is changed it has of its own from then on."""
    id = await known_variant(cart, p.id, p.product_id)
    p = bodies.only(p, cart.call.given)
    own = await bodies.columns(cart, p, new=False) | bodies.delta(p)
    await bodies.refuse_taken(cart, p.sku, id)
    texts = bodies.texts(p)
    statements = [update("product", {**own, "date_modified": now()}, ["product_id", "=", id], exactly=1)]
    if texts:
        row = {"product_id": id, "language_id": cart.language, **texts}
        statements.append(insert("product_description", row, update=list(texts)))
    statements += bodies.code_rows(cart, p, id, new=False)
    statements += await bodies.special(cart, p, id, new=False)
    statements += await overriding(cart, id, [name for name in own if name in INHERITED], list(texts))
    await cart.save(statements)
    return UpdatedItems(updated_items=1)


@opencart.implements(api.product.variant.delete, "id", "product_id")
async def product_variant_delete(cart: Opencart, p: ProductVariantDeleteParams) -> DeletedFlag:
    """Delete a variant with all that belongs to it."""
    id = await known_variant(cart, p.id, p.product_id)
    await cart.save(deletes(cart, id))
    return DeletedFlag(deleted=True)
