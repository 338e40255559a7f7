"""Adding, changing and deleting variants.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/productVariantsBulkCreate
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantDeleteParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import DeletedFlag, UpdatedItems
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter
from polycart.core.given import only, refuse
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import Coded, Id, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing, number
from polycart.platforms.shopify.locations import location
from polycart.platforms.shopify.products import stock
from polycart.platforms.shopify.products.bodies import GOODS, goods, sku, unique, whole
from polycart.platforms.shopify.products.changes import Variant
from polycart.platforms.shopify.values import amount, spelled


class Made(Coded):
    """The variants that a mutation made or changed."""

    product_variants: list[Id] | None = None


class Gone(Coded):
    """The answer of a mutation that deletes variants."""


class Owned(Variant):
    """A variant and its product."""

    product: Id | None = None


class Choice(Row):
    """An option of a product, by its name."""

    id: str
    name: str = ""


class Choices(Row):
    """The options of a product."""

    id: str
    options: list[Choice] = []


def removal(product: str, variant: str) -> dict[str, Of]:
    """The arguments that delete a variant."""
    return {"productId": Of("ID!", product), "variantsIds": Of("[ID!]!", [variant])}


@shopify.implements(api.product.variant.add, *GOODS, "product_id", "attributes")
async def variant_add(shop: Shop, p: ProductVariantAddParams) -> ProductVariantAdded:
    """Add a variant with its stock; the product must have the options, and gets the values that are new."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    id = gid("Product", p.product_id, "product_id")
    p = only(p, shop.call.given)
    body = await goods(shop, p)
    body["optionValues"] = await _choices(shop, id, p.attributes)
    if "quantity" in shop.call.given:
        place = await location(shop, p.warehouse_id)
        body["inventoryQuantities"] = [{"locationId": place, "availableQuantity": whole("quantity", p.quantity)}]
    await unique(shop, sku(p))
    values = {"productId": Of("ID!", id), "variants": Of("[ProductVariantsBulkInput!]!", [body])}
    with known("Product", id):
        made = await shop.mutate("productVariantsBulkCreate", values, Made)
    return ProductVariantAdded(product_variant_id=number(made.product_variants[0].id if made.product_variants else ""))


async def _choices(shop: Shop, id: str, attributes: Any) -> list[dict[str, str]]:
    """The value of each option of the product."""
    product = await shop.look("product", Choices, {"id": Of("ID!", id)})
    if product is None:
        raise missing("Product", id)
    options = {option.name.casefold(): option.name for option in product.options}
    chosen: dict[str, str] = {}
    for one in attributes or ():
        name = options.get((one.attribute_name or "").casefold())
        if name is None:
            names = ", ".join(f"'{each}'" for each in options.values())
            raise refuse("attributes", f"The product's options are {names}; 'attribute_name' must be one of them.")
        if one.attribute_value is None or one.attribute_price:
            raise refuse("attributes", "An option needs 'attribute_value' and has no price of its own.")
        chosen[name] = one.attribute_value
    lacking = [name for name in options.values() if name not in chosen]
    if lacking:
        raise refuse("attributes", f"A value is needed for option '{lacking[0]}', too.")
    return [{"optionName": name, "name": value} for name, value in chosen.items()]


@shopify.implements(
    api.product.variant.update, *GOODS, "id", "product_id", "increase_quantity", "reduce_quantity", "options"
)
async def variant_update(shop: Shop, p: ProductVariantUpdateParams) -> UpdatedItems:
    """Change a variant: its stock against what is there, then all else at once."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = gid("ProductVariant", p.id, "id")
    p = only(p, shop.call.given)
    asked = stock.wanted(p)
    present = await shop.look("productVariant", Owned, {"id": Of("ID!", id)})
    parent = gid("Product", p.product_id, "product_id") if p.product_id is not None else None
    if present is None or present.product is None or parent not in (None, present.product.id):
        raise missing("Variant", id)
    body = await goods(shop, p)
    if p.special_price is not None and p.price is None:
        now, before = amount(present.price) or 0.0, amount(present.compare_at_price)
        body["compareAtPrice"] = spelled(before if before is not None and before > now else now)
    if p.options:
        body["optionValues"] = [{"optionName": one.option_name, "name": one.option_value} for one in p.options]
    await unique(shop, sku(p), but=id)
    async with Undo(shop) as undo:
        if asked is not None and present.inventory_item:
            await stock.change(shop, undo, present.inventory_item.id, asked, p.warehouse_id)
        with known("Variant", id):
            if body:
                values = {
                    "productId": Of("ID!", present.product.id),
                    "variants": Of("[ProductVariantsBulkInput!]!", [{"id": id, **body}]),
                }
                await shop.mutate("productVariantsBulkUpdate", values, Made)
    return UpdatedItems(updated_items=1)


@shopify.implements(api.product.variant.delete, "id", "product_id")
async def variant_delete(shop: Shop, p: ProductVariantDeleteParams) -> DeletedFlag:
    """Delete a variant of a product."""
    id, parent = gid("ProductVariant", p.id, "id"), gid("Product", p.product_id, "product_id")
    present = await shop.look("productVariant", Owned, {"id": Of("ID!", id)})
    if present is None or present.product is None or present.product.id != parent:
        raise missing("Variant", id)
    with known("Variant", id):
        await shop.mutate("productVariantsBulkDelete", removal(parent, id), Gone)
    return DeletedFlag(deleted=True)
