"""Bundles: variants that are made of others."""

from __future__ import annotations

from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop


def _variant(shop: Shop, id: str, *at: str) -> Record:
    found = shop.get("ProductVariant", id)
    if found is None:
        raise Refused("The product variants were not found.", *at, code="PRODUCT_VARIANTS_NOT_FOUND")
    return found


@mutation
def product_variant_relationship_bulk_update(call: Call, *, input: list[Record]) -> Record:
    """Say what variants are made of."""
    shop = call.shop
    plans: list[tuple[Record, Record]] = []
    for n, each in enumerate(input):
        plans.append((_parent(shop, each, str(n)), each))
        _checked(shop, *plans[-1], str(n))
    for parent, each in plans:
        _write(shop, parent, each)
    return {"parentProductVariants": [parent for parent, _ in plans]}


def _parent(shop: Shop, given: Record, n: str) -> Record:
    if given.get("parentProductVariantId"):
        return _variant(shop, given["parentProductVariantId"], "input", n, "parentProductVariantId")
    product = shop.get("Product", given.get("parentProductId"))
    if product is None:
        raise Refused("A parent product or variant is required.", "input", n, code="PARENT_REQUIRED")
    return product["variants"][0]


def _checked(shop: Shop, parent: Record, given: Record, n: str) -> None:
    held = {row["productVariant"]["id"] for row in parent["productVariantComponents"]}
    dropped = set(given.get("productVariantRelationshipsToRemove") or ())
    for each in given.get("productVariantRelationshipsToCreate") or ():
        at = ("input", n, "productVariantRelationshipsToCreate")
        child = _variant(shop, each["id"], *at)
        if child is parent:
            raise Refused("A variant can't be made of itself.", *at, code="CIRCULAR_REFERENCE")
        if child["productVariantComponents"]:
            raise Refused("A bundle can't be part of a bundle.", *at, code="NESTED_PARENT_PRODUCT_VARIANT")
        if each["id"] in held - dropped and not given.get("removeAllProductVariantRelationships"):
            raise Refused("The relationship exists already.", *at, code="DUPLICATE_PRODUCT_VARIANT_RELATIONSHIP")
        if each["quantity"] < 1:
            raise Refused("The quantity must be at least 1.", *at, code="INVALID_QUANTITY")
    for each in given.get("productVariantRelationshipsToUpdate") or ():
        if each["id"] not in held:
            at = ("input", n, "productVariantRelationshipsToUpdate")
            raise Refused("The variants are not parts of it.", *at, code="PRODUCT_VARIANTS_NOT_COMPONENTS")
    if dropped - held:
        at = ("input", n, "productVariantRelationshipsToRemove")
        raise Refused("The variants are not parts of it.", *at, code="PRODUCT_VARIANTS_NOT_COMPONENTS")


def _write(shop: Shop, parent: Record, given: Record) -> None:
    rows: list[Record] = parent["productVariantComponents"]
    dropped = set(given.get("productVariantRelationshipsToRemove") or ())
    if given.get("removeAllProductVariantRelationships"):
        dropped = {row["productVariant"]["id"] for row in rows}
    for row in rows:
        if row["productVariant"]["id"] in dropped:
            shop.delete(row)
    rows = [row for row in rows if row["productVariant"]["id"] not in dropped]
    for each in given.get("productVariantRelationshipsToUpdate") or ():
        next(row for row in rows if row["productVariant"]["id"] == each["id"])["quantity"] = each["quantity"]
    for each in given.get("productVariantRelationshipsToCreate") or ():
        child = shop.tables["ProductVariant"][each["id"]]
        rows.append(shop.insert("ProductVariantComponent", {"productVariant": child, "quantity": each["quantity"]}))
    parent.update(productVariantComponents=rows, requiresComponents=bool(rows))
    product = parent["product"]
    product["bundleComponents"] = [
        {
            "componentProduct": row["productVariant"]["product"],
            "componentVariants": [row["productVariant"]],
            "quantity": row["quantity"],
            "_n": row["_n"],
        }
        for row in rows
    ]
    shop.touch(parent, product)
