"""Adding, changing and deleting variants.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/product-variants
"""

from __future__ import annotations

from typing import Any, cast

from polycart import api
from polycart.api.product import (
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantDeleteParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import DeletedFlag, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.given import only, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.products.bodies import (
    MEASURES,
    NUMBERS,
    PRICES,
    RELATIVE,
    SHIPPING,
    STOCK,
    Body,
    goods,
)
from polycart.platforms.bigcommerce_api.products.changes import ADJUST, LOCATION
from polycart.platforms.bigcommerce_api.products.choices import OptionRow
from polycart.platforms.bigcommerce_api.products.searches import PATH
from polycart.platforms.bigcommerce_api.sparse import asked

COMMON = (*PRICES, *MEASURES, *NUMBERS, *SHIPPING, *STOCK, "product_id", "available_for_sale")
NEW_TYPE = "dropdown"
"""How shoppers choose a value of an option that is made with a variant."""

Variant = ProductVariantAddParams | ProductVariantUpdateParams


async def options_of(bc: Bigcommerce, product: int) -> list[OptionRow]:
    """The options of a product, which variants are made of."""
    return await bc.records(f"{PATH}/{product}/options", None, OptionRow)


async def chosen(
    bc: Bigcommerce, undo: Undo, product: int, known: list[OptionRow], choices: list[tuple[str, str]]
) -> list[Body]:
    """The values of options by their names; what the product does not offer yet is added to it."""
    made: list[Body] = []
    for name, label in choices:
        option = next((row for row in known if row.display_name.casefold() == name.casefold()), None)
        path = f"{PATH}/{product}/options"
        if option is None:
            body: Body = {"product_id": product, "display_name": name, "type": NEW_TYPE, "sort_order": len(known)}
            body["option_values"] = [{"label": label, "sort_order": 0}]
            new = await bc.post(path, body)
            undo(Step(method="DELETE", path=f"{path}/{new['id']}", says=f"Option {new['id']}"))
            made.append({"option_id": new["id"], "id": new["option_values"][0]["id"]})
            continue
        value = next((row.id for row in option.option_values if row.label.casefold() == label.casefold()), None)
        if value is None:
            place = len(option.option_values)
            new = await bc.post(f"{path}/{option.id}/values", {"label": label, "sort_order": place})
            value = new["id"]
            undo(Step(method="DELETE", path=f"{path}/{option.id}/values/{value}", says=f"Option value {value}"))
        made.append({"option_id": option.id, "id": value})
    return made


async def body_of(bc: Bigcommerce, p: ProductVariantUpdateParams) -> Body:
    """What a change of a variant is written with."""
    body = await _body(bc, p, {})
    if p.retail_price is not None:
        body["retail_price"] = p.retail_price
    return body


async def _body(bc: Bigcommerce, p: Variant, product: Body) -> Body:
    body = await goods(bc, p)
    for_sale = cast("bool | None", p.available_for_sale)  # None where an update was not given it
    if for_sale is not None:
        body["purchasing_disabled"] = not for_sale
    if p.quantity is not None:
        if p.quantity < 0 or int(p.quantity) != p.quantity:
            raise refuse("quantity", "It must be a whole number that is not negative.")
        if p.manage_stock is False:
            raise refuse("quantity", "It can not be given where 'manage_stock' is false.")
        body["inventory_level"] = int(p.quantity)
    return body


async def _tracked(bc: Bigcommerce, undo: Undo, p: Variant, product: Body) -> None:
    """Let the store count each variant, where it has to know how many there are of this one, or not at all."""
    wanted = "variant" if p.manage_stock or p.quantity is not None else None if p.manage_stock is None else "none"
    if wanted is None or product["inventory_tracking"] == wanted:
        return
    path = f"{PATH}/{product['id']}"
    before = {"inventory_tracking": product["inventory_tracking"]}
    undo(Step(method="PUT", path=path, json=before, says=f"How the stock of product {product['id']} is counted"))
    await bc.put(path, {"inventory_tracking": wanted})


async def _product(bc: Bigcommerce, id: int, told: str) -> Body:
    try:
        return await bc.get(f"{PATH}/{id}", asked(PATH, ("inventory_tracking",)).query)
    except NotFound as error:
        raise missing("Product", told, error) from error


def _pairs(parameter: str, given: list[tuple[str | None, str | None]]) -> list[tuple[str, str]]:
    pairs = [(name, value) for name, value in given if name and value]
    if len(pairs) < len(given):
        raise refuse(parameter, "Each needs a name and a value.")
    return pairs


def _taken(error: AlreadyExists, body: Body) -> AlreadyExists:
    if "sku" in (error.native.message or "").casefold() if error.native else False:
        return AlreadyExists(f"Variant with sku = '{body.get('sku')}' already exist.", native=error.native)
    return error


@bigcommerce.implements(api.product.variant.add, *COMMON, "attributes")
async def product_variant_add(bc: Bigcommerce, p: ProductVariantAddParams) -> ProductVariantAdded:
    """Add a variant; options and values that its product does not offer yet are added to the product, too."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    id = number("product_id", p.product_id)
    p = only(p, bc.call.given)
    if any(each.attribute_price for each in p.attributes or ()):
        raise refuse("attributes", "A BigCommerce option has no price: give the variant's own.")
    choices = _pairs("attributes", [(each.attribute_name, each.attribute_value) for each in p.attributes or ()])
    product = await _product(bc, id, str(id))
    body = await _body(bc, p, product)
    async with Undo(bc) as undo:
        known = await options_of(bc, id)
        body["option_values"] = await chosen(bc, undo, id, known, choices)
        await _tracked(bc, undo, p, product)
        try:
            made = await bc.post(f"{PATH}/{id}/variants", body)
        except AlreadyExists as error:
            raise _taken(error, body) from error
    return ProductVariantAdded(product_variant_id=str(made["id"]))


async def place_of(bc: Bigcommerce, id: str, product_id: str | None) -> tuple[int, int]:
    """The numbers of a variant and its product."""
    variant = number("id", id)
    if product_id is not None:
        return variant, number("product_id", product_id)
    found: list[Any] = await bc.records("v3/catalog/variants", {"id": variant, "include_fields": "product_id"})
    if not found:
        raise missing("Variant", id)
    return variant, found[0]["product_id"]


@bigcommerce.implements(api.product.variant.update, *COMMON, *RELATIVE, "id", "options", "retail_price")
async def product_variant_update(bc: Bigcommerce, p: ProductVariantUpdateParams) -> UpdatedItems:
    """Change a variant; a relative quantity takes a request of its own, which the store reckons by itself."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    told = p.id
    id, owner = await place_of(bc, p.id, p.product_id)
    path = f"{PATH}/{owner}/variants/{id}"
    p = only(p, bc.call.given)
    more = int((p.increase_quantity or 0) - (p.reduce_quantity or 0))
    if more and p.quantity is not None:
        raise refuse("quantity", "It can not be used together with 'increase_quantity' or 'reduce_quantity'.")
    choices = _pairs("options", [(each.option_name, each.option_value) for each in p.options or ()])
    try:
        held = await bc.get(path)
    except NotFound as error:
        raise missing("Variant", told, error) from error
    product = await _product(bc, owner, str(owner)) if p.quantity is not None or p.manage_stock is not None else {}
    body = await body_of(bc, p)
    async with Undo(bc) as undo:
        if choices:
            picked = await chosen(bc, undo, owner, await options_of(bc, owner), choices)
            kept = [{"option_id": c["option_id"], "id": c["id"]} for c in held["option_values"]]
            new = {c["option_id"] for c in picked}
            body["option_values"] = [*(c for c in kept if c["option_id"] not in new), *picked]
        if product:
            await _tracked(bc, undo, p, product)
        if body:
            if more:
                before = {name: held.get(name) for name in body if name != "option_values"}
                undo(Step(method="PUT", path=path, json=before, says=f"A change of variant {id}"))
            try:
                await bc.put(path, body)
            except AlreadyExists as error:
                raise _taken(error, body) from error
        if more:
            items = [{"location_id": LOCATION, "variant_id": id, "quantity": more}]
            await bc.post(ADJUST, {"reason": "polycart", "items": items})
    return UpdatedItems(updated_items=1)


@bigcommerce.implements(api.product.variant.delete, "id", "product_id")
async def product_variant_delete(bc: Bigcommerce, p: ProductVariantDeleteParams) -> DeletedFlag:
    """Delete a variant."""
    id, owner = await place_of(bc, p.id, p.product_id)
    path = f"{PATH}/{owner}/variants/{id}"
    try:
        await bc.get(path, {"include_fields": "sku"})
    except NotFound as error:
        raise missing("Variant", p.id, error) from error
    await bc.delete(path)
    return DeletedFlag(deleted=True)
