"""Adding, changing and deleting products.

https://devdocs.prestashop-project.org/8/webservice/resources/products/
"""

from __future__ import annotations

from typing import Any, cast

from polycart import api
from polycart.api.product import ProductAdded, ProductAddParams, ProductDeleteParams, ProductUpdateParams
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, ParameterError
from polycart.core.pictures import fetched
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of, numbers_of
from polycart.platforms.prestashop_api.pictures import upload
from polycart.platforms.prestashop_api.products.bodies import (
    NUMBERS,
    SPECIAL,
    STOCK,
    allowed,
    delta,
    known_ids,
    measures,
    numbers,
    only,
    positive,
    price_body,
    refuse,
    stock_fields,
    write_special,
    write_stock,
)
from polycart.platforms.prestashop_api.products.brands import PATH as BRANDS
from polycart.platforms.prestashop_api.products.brands import brand_named
from polycart.platforms.prestashop_api.products.fields import CONFIGURABLE, SIMPLE, VIRTUAL
from polycart.platforms.prestashop_api.products.filters import PATH
from polycart.platforms.prestashop_api.products.placing import categories_body, categories_of, home
from polycart.platforms.prestashop_api.searches import exactly

COMMON = (
    *STOCK, *NUMBERS, *SPECIAL, "name", "description", "short_description", "price", "cost_price", "prices_inc_tax",
    "status", "visible", "available_for_view", "categories_ids", "manufacturer", "manufacturer_id", "brand_name",
    "weight", "weight_unit", "width", "height", "length", "dimensions_unit", "meta_title", "meta_keywords",
    "meta_description", "seo_url", "tags", "related_products_ids", "tax_class_id", "condition", "min_order_quantity",
    "low_stock_threshold", "measure_unit", "avail_from", "is_virtual",
)  # fmt: skip
NATIVE_TYPES = {SIMPLE: "standard", VIRTUAL: "virtual", CONFIGURABLE: "combinations"}
STATUSES = {"enabled": 1, "active": 1, "publish": 1, "disabled": 0, "inactive": 0, "draft": 0}
VISIBLE = {"everywhere": "both", "both": "both", "catalog": "catalog", "search": "search", "nowhere": "none",
           "hidden": "none", "none": "none"}  # fmt: skip
CONDITIONS = {"new": "new", "used": "used", "refurbished": "refurbished"}


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


@prestashop.implements(
    api.product.add, *COMMON, "type", "category_id", "available_for_sale", "tier_prices", "group_prices", "image_url",
    "image_name", "additional_image_urls",
)  # fmt: skip
async def product_add(shop: Prestashop, p: ProductAddParams) -> ProductAdded:
    """Add a product; its stock, prices and pictures follow in requests of their own."""
    p = only(p, shop.call.given)
    await shop.zoned()
    body = {**_new(p), **await _body(shop, p, new=True)}
    stock, prices = await stock_fields(shop, p), _prices(p)
    categories = list(dict.fromkeys([
        *numbers_of("category_id", p.category_id or ""), *numbers_of("categories_ids", p.categories_ids or ""),
    ]))  # fmt: skip
    await known_ids(shop, "categories", categories, "Category")
    body |= _linked(body, categories_body(categories or [await home(shop)], 0))
    await _unused(shop, body.get("reference"))
    urls = [*([(p.image_url, p.image_name or "picture")] if p.image_url else []),
            *((url, "picture") for url in p.additional_image_urls or ())]  # fmt: skip
    pictures = [(await fetched(shop, url, "image_url"), name) for url, name in urls]
    async with Undo(shop) as undo:
        body |= await _brand(shop, undo, p)
        body |= _linked(body, await _tags(shop, undo, p.tags))
        id = await shop.add_undoable(undo, PATH, body, f"Product {p.name}")
        # Deleting the product deletes all that follows along with it.
        for price in prices:
            await shop.add("specific_prices", {**price, "id_product": id})
        await write_special(shop, undo, p, id, known=False)
        await write_stock(shop, id, 0, stock)
        for picture, name in pictures:
            await upload(shop, f"images/{PATH}/{id}", picture, name)
    return ProductAdded(product_id=str(id))


async def _unused(shop: Prestashop, reference: str | None) -> None:
    """A second product of the same reference is refused, though the shop would take it."""
    if reference and await shop.ids(PATH, {"filter[reference]": exactly(reference)}):
        raise AlreadyExists(f"Product with sku = '{reference}' already exist.")


def _new(p: ProductAddParams) -> Body:
    """What a new product has where nothing else is asked for; ``state`` 0 are drafts that the back office hides."""
    kind = p.type or SIMPLE
    if kind not in NATIVE_TYPES:
        raise allowed("type", NATIVE_TYPES)
    if p.is_virtual and kind not in (SIMPLE, VIRTUAL):
        raise ParameterError("Parameter 'is_virtual' can't be used with parameter(s): 'type'")
    virtual = bool(p.is_virtual) or kind == VIRTUAL
    sale = cast("bool | None", p.available_for_sale)
    return {
        "state": 1, "active": 1, "show_price": 1, "minimal_quantity": 1, "condition": "new", "visibility": "both",
        "available_for_order": 1 if sale is None else sale, "is_virtual": virtual,
        "product_type": NATIVE_TYPES[VIRTUAL if virtual else kind],
    }  # fmt: skip


def _prices(p: ProductAddParams) -> list[Body]:
    """Prices from a quantity on, and for groups."""
    tiers = [(tier.price, tier.quantity, 0) for tier in p.tier_prices or ()]
    groups = [(each.price, each.qty, number_of("group_prices", each.group_id or "0")) for each in p.group_prices or ()]
    made: list[Body] = []
    for price, quantity, group in [*tiers, *groups]:
        name = "group_prices" if group else "tier_prices"
        if price is None or price < 0 or (quantity or 1) < 1:
            raise refuse(name, "Each needs a price, and a quantity from 1 on.")
        made.append(price_body(price, product=0, group=group, quantity=int(quantity or 1)))
    return made


async def _body(shop: Prestashop, p: ProductAddParams | ProductUpdateParams, *, new: bool) -> Body:
    """What adding and changing have in common."""
    texts = {
        "name": p.name, "description": p.description, "description_short": p.short_description,
        "meta_title": p.meta_title, "meta_keywords": p.meta_keywords, "meta_description": p.meta_description,
        "link_rewrite": p.seo_url,
    }  # fmt: skip
    write = shop.everywhere if new else shop.here
    body: Body = {name: await write(value) for name, value in texts.items() if value is not None}
    if p.prices_inc_tax:
        raise refuse("prices_inc_tax", "PrestaShop keeps prices without tax.")
    least: float | None = p.min_order_quantity
    if least is not None and (least < 1 or least != int(least)):
        raise refuse("min_order_quantity", "It must be a whole number from 1 on.")
    body |= {
        **numbers(p), **await measures(shop, p), "price": positive("price", p.price),
        "wholesale_price": positive("cost_price", p.cost_price), "unity": p.measure_unit,
        "minimal_quantity": None if least is None else int(least), "active": _shown(p),
        "low_stock_threshold": None if p.low_stock_threshold is None else int(p.low_stock_threshold),
        "visibility": _word("visible", VISIBLE, p.visible), "condition": _word("condition", CONDITIONS, p.condition),
        "available_date": None if p.avail_from is None else p.avail_from[:10],
        "id_tax_rules_group": await _tax_class(shop, p.tax_class_id),
    }  # fmt: skip
    if p.related_products_ids is not None:
        ids = numbers_of("related_products_ids", p.related_products_ids)
        await known_ids(shop, PATH, ids, "Product")
        body["associations"] = {"accessories": associated("accessories", [{"id": id} for id in ids])}
    return {name: value for name, value in body.items() if value is not None}


def _shown(p: ProductAddParams | ProductUpdateParams) -> bool | None:
    """Being shown is the status."""
    flags: dict[str, bool] = {}
    view: Any = p.available_for_view
    if view is not None:
        flags["available_for_view"] = view
    if p.status is not None:
        flags["status"] = bool(_word("status", STATUSES, p.status))
    avail = cast("bool | None", p.avail) if isinstance(p, ProductUpdateParams) else None
    if avail is not None:
        flags["avail"] = avail
    if len(set(flags.values())) > 1:
        listed = ", ".join(f"'{name}'" for name in flags)
        raise ParameterError(f"Parameters {listed} must be equal: what PrestaShop shows is active.")
    return next(iter(flags.values()), None)


def _word(name: str, table: dict[str, Any], given: str | None) -> Any:
    if given is None:
        return None
    if given.lower() not in table:
        raise allowed(name, table)
    return table[given.lower()]


async def _tax_class(shop: Prestashop, given: str | None) -> int | None:
    """A tax rules group, or 0 for no tax."""
    if given is None:
        return None
    id = number_of("tax_class_id", given)
    if id:
        await known_ids(shop, "tax_rule_groups", [id], "Tax class")
    return id


def _linked(body: Body, more: Body) -> Body:
    """More fields, with their associations beside those that there are."""
    inner = {**body.get("associations", {}), **more.get("associations", {})}
    return {**more, **({"associations": inner} if inner else {})}


async def _brand(shop: Prestashop, undo: Undo, p: ProductAddParams | ProductUpdateParams) -> Body:
    """The manufacturer, who is made where there is none of the name."""
    name = p.brand_name if p.brand_name is not None else p.manufacturer
    if p.brand_name is not None and p.manufacturer is not None and p.brand_name != p.manufacturer:
        raise ParameterError("Parameter 'brand_name' can't be used with parameter(s): 'manufacturer'")
    if p.manufacturer_id is not None:
        if name is not None:
            raise ParameterError("Parameter 'manufacturer_id' can't be used with parameter(s): 'brand_name'")
        id = number_of("manufacturer_id", p.manufacturer_id)
        await known_ids(shop, BRANDS, [id], "Manufacturer")
        return {"id_manufacturer": id}
    if name is None:
        return {}
    found = await brand_named(shop, name)
    if found is None:
        found = await shop.add_undoable(undo, BRANDS, {"name": name, "active": 1}, f"Manufacturer {name}")
    return {"id_manufacturer": found}


async def _tags(shop: Prestashop, undo: Undo, given: str | None) -> Body:
    """Tags by their texts, of which each language has its own; those that are not there yet are made."""
    if given is None:
        return {}
    language = await shop.language()
    ids: list[int] = []
    for name in dict.fromkeys(_listed(given)):
        found = await shop.ids("tags", {"filter[name]": exactly(name), "filter[id_lang]": language})
        ids.append(
            found[0]
            if found
            else await shop.add_undoable(undo, "tags", {"id_lang": language, "name": name}, f"Tag {name}")
        )
    return {"associations": {"tags": associated("tags", [{"id": id} for id in ids])}}


@prestashop.implements(
    api.product.update, "id", *COMMON, "avail", "increase_quantity", "reduce_quantity", "on_sale",
)  # fmt: skip
async def product_update(shop: Prestashop, p: ProductUpdateParams) -> UpdatedItems:
    """Change a product: its texts in the language of the view, then its special price, then its stock."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    given = p.id
    id = number_of("id", given)
    p = only(p, shop.call.given)
    await shop.zoned()
    body = await _body(shop, p, new=False)
    flag = cast("bool | None", p.on_sale)
    if flag is not None:
        body["on_sale"] = flag
    virtual = cast("bool | None", p.is_virtual)
    if virtual is not None:
        body["is_virtual"] = virtual
    stock, more = await stock_fields(shop, p), delta(p)
    if not await shop.ids(PATH, {"filter[id]": id}):
        raise missing("Product", given)
    if p.categories_ids is not None:
        chosen = numbers_of("categories_ids", p.categories_ids)
        await known_ids(shop, "categories", chosen, "Category")
        _, _, main = await categories_of(shop, given)
        body |= _linked(body, categories_body(chosen, main))
    if body.get("reference"):
        twins = await shop.ids(PATH, {"filter[reference]": exactly(body["reference"])})
        if any(twin != id for twin in twins):
            raise AlreadyExists(f"Product with sku = '{body['reference']}' already exist.")
    async with Undo(shop) as undo:
        body |= await _brand(shop, undo, p)
        body |= _linked(body, await _tags(shop, undo, p.tags))
        if body:
            await shop.change_undoable(undo, PATH, id, body, f"The change of product {id}")
        ended = await write_special(shop, undo, p, id)
        await write_stock(shop, id, 0, stock, more=more, undo=undo)
        if ended is not None:
            await shop.remove("specific_prices", ended.id)
    return UpdatedItems(updated_items=1)


@prestashop.implements(api.product.delete, "id")
async def product_delete(shop: Prestashop, p: ProductDeleteParams) -> DeletedItems:
    """Delete a product with its combinations, pictures, prices and stock."""
    try:
        await shop.remove(PATH, number_of("id", p.id))
    except NotFound as error:
        raise missing("Product", p.id, error) from error
    return DeletedItems(delete_items=1)
