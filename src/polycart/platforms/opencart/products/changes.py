"""Adding, changing and deleting products (admin/model/catalog/product.php), each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polycart import api
from polycart.api.product import (
    ProductAdded,
    ProductAddParams,
    ProductDeleteParams,
    ProductStoreAssignParams,
    ProductUpdateParams,
)
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.bridge.tables import Statement
from polycart.core.errors import MissingParameter
from polycart.core.moments import now
from polycart.core.pictures import Picture, fetched
from polycart.core.undo import Undo
from polycart.platforms.opencart import seo
from polycart.platforms.opencart.category_changes import stores
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V40, Facts
from polycart.platforms.opencart.products import bodies
from polycart.platforms.opencart.products.bodies import NUMBERS, SIZES, SPECIAL, STOCK, TEXTS
from polycart.platforms.opencart.products.brands import brand_of
from polycart.platforms.opencart.products.fields import SIMPLE
from polycart.platforms.opencart.products.variants import inner, objects
from polycart.platforms.opencart.statements import delete, insert, inserts, made, select, update
from polycart.platforms.opencart.values import allowed, missing, number_of, numbers_of

COMMON = (
    *STOCK, *NUMBERS, *SPECIAL, *SIZES, *TEXTS, "price", "prices_inc_tax", "status", "available_for_view",
    "categories_ids", "stores_ids", "manufacturer", "manufacturer_id", "brand_name", "weight_unit", "dimensions_unit",
    "seo_url", "related_products_ids", "tax_class_id", "min_order_quantity", "avail_from", "is_virtual", "tier_prices",
)  # fmt: skip

SIDES = (
    "product_attribute", "product_code", "product_description", "product_discount", "product_filter", "product_image",
    "product_option", "product_option_value", "product_recurring", "product_report", "product_reward",
    "product_special", "product_subscription", "product_to_category", "product_to_download", "product_to_layout",
    "product_to_store", "product_related", "review", "coupon_product",
)  # fmt: skip
"""Tables with rows of a product, which ``deleteProduct`` empties of them; some are not in every version."""

SOMETIMES = ("product_code", "product_recurring", "product_report", "product_special", "product_subscription")


def new_row(cart: Opencart, own: dict[str, Any]) -> dict[str, Any]:
    """A whole row of a product; what is not given is as the shop's own form has it."""
    moment = now()
    row: dict[str, Any] = {
        "model": "", "location": "", "quantity": 0, "stock_status_id": int(cart.setting("config_stock_status_id") or 5),
        "image": "", "manufacturer_id": 0, "shipping": 1, "price": "0.0000", "points": 0, "tax_class_id": 0,
        "date_available": moment[:10], "subtract": 1, "minimum": 1, "sort_order": 1, "status": 1,
        "date_added": moment, "date_modified": moment,
        **cart.fit("product", {"master_id": 0, "variant": "", "override": "", "viewed": 0, "rating": 0}),
        **(dict.fromkeys(("sku", "upc", "ean", "jan", "isbn", "mpn"), "") if cart.known.version < (4, 1) else {}),
    }  # fmt: skip
    return {**row, **own}


def description_rows(known: Facts, product: Any, texts: dict[str, str]) -> list[dict[str, Any]]:
    """The texts of a new product, the same in all languages."""
    blank = {"name": "", "description": "", "tag": "", "meta_title": texts.get("name", ""), "meta_description": "",
             "meta_keyword": ""}  # fmt: skip
    return [{"product_id": product, "language_id": row.language_id, **blank, **texts} for row in known.languages]


async def _pictures(cart: Opencart, p: ProductAddParams) -> list[tuple[str, Picture]]:
    """The pictures of a new product with the paths that they get; the first is the main one."""
    urls = [(p.image_url, "image_url", p.image_name or "picture")] if p.image_url else []
    urls += [(url, "additional_image_urls", "picture") for url in p.additional_image_urls or ()]
    found = [(name, await fetched(cart, url, parameter)) for url, parameter, name in urls]
    return [(f"catalog/{picture.file_name(name)}", picture) for name, picture in found]


@opencart.implements(
    api.product.add, *COMMON, "type", "category_id", "available_for_sale", "group_prices", "image_url", "image_name",
    "additional_image_urls", note="OpenCart needs a model: without one it is the SKU.",
)  # fmt: skip
async def product_add(cart: Opencart, p: ProductAddParams) -> ProductAdded:
    """Add a product with all that belongs to it."""
    known = await cart.writing()
    p = bodies.only(p, cart.call.given)
    if p.type not in (None, SIMPLE):
        raise allowed("type", (SIMPLE,))
    own = await bodies.columns(cart, p, new=True)
    texts = bodies.texts(p)
    chosen, near = bodies.chosen_categories(p), numbers_of("related_products_ids", p.related_products_ids)
    await bodies.known_ids(cart, "category", chosen, "Category")
    await bodies.known_ids(cart, "product", near, "Product")
    await bodies.refuse_taken(cart, p.sku)
    await seo.refuse_taken(cart, seo.PRODUCT, "", p.seo_url)
    brand, makes = await brand_of(cart, p, 0)
    if brand is not None:
        own["manufacturer_id"] = brand
    shown = stores(cart, p.stores_ids)
    pictures = await _pictures(cart, p)
    if pictures:
        own["image"] = pictures[0][0]
    id = made(len(makes))
    statements = [
        *makes,
        insert("product", new_row(cart, own)),
        insert("product_description", *description_rows(known, id, texts)),
        *bodies.code_rows(cart, p, id, new=True),
        *inserts("product_to_store", ({"product_id": id, "store_id": store} for store in shown)),
        *bodies.categories(id, chosen),
        *bodies.related(id, near),
        *await bodies.special(cart, p, id, new=True),
        *await bodies.breaks(cart, id, p.tier_prices or (), p.group_prices or ()),
        *inserts("product_image", (
            {"product_id": id, "image": path, "sort_order": place} for place, (path, _) in enumerate(pictures[1:], 1)
        )),
        *seo.new(cart, seo.PRODUCT, id, p.seo_url or "", shown),
    ]  # fmt: skip
    async with Undo(cart) as undo:
        for path, picture in pictures:
            await cart.put_picture(undo, path, picture.base64)
        results = await cart.save(statements, back=lambda done: _back(cart, done, len(makes)))
    return ProductAdded(product_id=str(results[len(makes)].insert))


def _back(cart: Opencart, done: Sequence[Any], place: int) -> list[Statement]:
    """What takes a product back of which only a part was made."""
    found = deletes(cart, int(done[place].insert)) if len(done) > place else []
    brand = int(done[0].insert) if place else 0
    tables = ("manufacturer", "manufacturer_to_store") if brand else ()
    return found + [delete(table, ["manufacturer_id", "=", brand]) for table in tables]


def deletes(cart: Opencart, id: int) -> list[Statement]:
    """All rows of a product, as ``deleteProduct`` removes them; its variants become products of their own."""
    tables = ["product", *(table for table in SIDES if table not in SOMETIMES or cart.known.has(table))]
    found = [delete(table, ["product_id", "=", id]) for table in tables]
    found.append(delete("product_related", ["related_id", "=", id]))
    found.append(delete(seo.table(cart), *seo.leads_to(cart, seo.PRODUCT, [id])))
    if cart.known.version >= V40:
        found.append(update("product", {"master_id": 0}, ["master_id", "=", id]))
    return found


@opencart.implements(api.product.delete, "id", note="Pictures stay in the shop's folder, as others may show them.")
async def product_delete(cart: Opencart, p: ProductDeleteParams) -> DeletedItems:
    """Delete a product with all that belongs to it."""
    await cart.writing()
    id = number_of("id", p.id)
    if not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", p.id)
    await cart.save(deletes(cart, id))
    return DeletedItems(delete_items=1)


INHERITED = frozenset({
    "model", "price", "image", "manufacturer_id", "shipping", "tax_class_id", "date_available", "weight",
    "weight_class_id", "length", "width", "height", "length_class_id", "subtract", "minimum", "status",
})  # fmt: skip
"""Columns that variants have from their master unless they override them (``editVariants``); stock is their own."""


def handed_down(
    children: Sequence[dict[str, Any]], own: dict[str, Any], texts: dict[str, str], language: int
) -> list[Statement]:
    """What a change of a master changes at its variants."""
    found: list[Statement] = []
    for child in children:
        kept = objects(child["override"])
        said = inner(inner(kept, "product_description"), str(language))
        mine = {name: value for name, value in own.items() if name in INHERITED and name not in kept}
        words = {name: value for name, value in texts.items() if name not in said}
        if mine:
            found.append(update("product", mine, ["product_id", "=", int(child["product_id"])]))
        if words:
            where: list[Any] = [["product_id", "=", int(child["product_id"])], ["language_id", "=", language]]
            found.append(update("product_description", words, *where))
    return found


@opencart.implements(
    api.product.update, "id", *COMMON, "avail", "increase_quantity", "reduce_quantity",
    note="Texts are those of one language. Variants get what they do not override, as in the shop's own form.",
)  # fmt: skip
async def product_update(cart: Opencart, p: ProductUpdateParams) -> UpdatedItems:
    """Change a product."""
    known = await cart.writing()
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    given = p.id
    id = number_of("id", given)
    p = bodies.only(p, cart.call.given)
    own = await bodies.columns(cart, p, new=False) | bodies.delta(p)
    texts = bodies.texts(p)
    if not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", given)
    brand, makes = await brand_of(cart, p, 0)
    if brand is not None:
        own["manufacturer_id"] = brand
    statements = [*makes, *await _changed(cart, p, id, own, texts)]
    if known.version >= V40 and (own or texts):
        columns = ("product_id", "override")
        (children,) = await cart.rows(select("product", columns, ["t.master_id", "=", id]))
        statements += handed_down(children, own, texts, cart.language)
    if statements:
        await cart.save(statements)
    return UpdatedItems(updated_items=1)


async def _changed(
    cart: Opencart, p: ProductUpdateParams, id: int, own: dict[str, Any], texts: dict[str, str]
) -> list[Statement]:
    """The statements for the product itself and its rows in other tables."""
    await bodies.refuse_taken(cart, p.sku, id)
    await seo.refuse_taken(cart, seo.PRODUCT, id, p.seo_url)
    found = [update("product", {**own, "date_modified": now()}, ["product_id", "=", id], exactly=1)]
    if texts:
        row = {"product_id": id, "language_id": cart.language, **texts}
        found.append(insert("product_description", row, update=list(texts)))
    found += bodies.code_rows(cart, p, id, new=False)
    found += await bodies.special(cart, p, id, new=False)
    if p.tier_prices is not None:
        found += await replaced_tiers(cart, id, p.tier_prices)
    if p.categories_ids is not None:
        chosen = numbers_of("categories_ids", p.categories_ids)
        await bodies.known_ids(cart, "category", chosen, "Category")
        found += [delete("product_to_category", ["product_id", "=", id]), *bodies.categories(id, chosen)]
    if p.related_products_ids is not None:
        near = numbers_of("related_products_ids", p.related_products_ids)
        await bodies.known_ids(cart, "product", near, "Product")
        gone = [delete("product_related", [column, "=", id]) for column in ("product_id", "related_id")]
        found += [*gone, *bodies.related(id, near)]
    if p.stores_ids is not None:
        shown = ({"product_id": id, "store_id": store} for store in stores(cart, p.stores_ids))
        found += [delete("product_to_store", ["product_id", "=", id]), *inserts("product_to_store", shown)]
    if p.seo_url is not None:
        found += seo.replaced(cart, seo.PRODUCT, id, p.seo_url)
    return found


async def replaced_tiers(cart: Opencart, id: int, tiers: Sequence[Any]) -> list[Statement]:
    """Other prices from a quantity on for everybody; those of other groups stay."""
    mine: list[Any] = [["product_id", "=", id], ["customer_group_id", "=", bodies.everybody(cart)]]
    if cart.known.version >= (4, 1):
        mine.append(["special", "=", 0])
    return [delete("product_discount", *mine), *await bodies.breaks(cart, id, tiers, ())]


@opencart.implements(api.product.store.assign, "product_id", "store_id")
async def product_store_assign(cart: Opencart, p: ProductStoreAssignParams) -> UpdatedItems:
    """Show a product in a store, too."""
    await cart.writing()
    id = number_of("product_id", p.product_id)
    if not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", p.product_id)
    row = {"product_id": id, "store_id": cart.store}
    await cart.save([insert("product_to_store", row, update=["store_id"])])
    return UpdatedItems(updated_items=1)
