"""Adding, changing and deleting products."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductAdded,
    ProductAddParams,
    ProductDeleteParams,
    ProductStoreAssignParams,
    ProductUpdateParams,
)
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, ParameterError, Throttled
from polycart.core.given import listed, only, refuse
from polycart.core.transport import NeverSent
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import fetching, scopes
from polycart.platforms.magento2.connection import Magento, magento2, missing, segment
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.products import choices, inventory, references
from polycart.platforms.magento2.products.bodies import (
    PARENTS,
    RELATIVE,
    SHARED,
    Body,
    Draft,
    created,
    goods,
    merged,
    new_sku_of,
    own_url_key,
    prices,
    product_type,
    sku_of,
    tier_prices,
    unspellable,
    visibility,
)
from polycart.platforms.magento2.products.references import Known

COMMON = (
    *SHARED, "type", "visible", "downloadable", "available_for_view", "stores_ids", "retail_price", "tier_prices",
    "min_order_quantity", "max_order_quantity", "manufacturer_id", "brand_name", "categories_ids",
    "related_products_ids", "up_sell_products_ids", "cross_sell_products_ids", "seo_url", "specifics",
)  # fmt: skip

OPTIONAL = {
    "manufacturer": "manufacturer", "cost": "cost_price", "msrp": "retail_price",
    "country_of_manufacture": "country_of_origin",
}  # fmt: skip
"""Attributes that a merchant's own sets may do without, by the parameters that write them."""

URL_KEY_TAKEN = "URL key for specified store already exists."
ROLES = ["image", "small_image", "thumbnail"]
"""What the main picture is used for: the product page, lists, and baskets."""


class _Found(msgspec.Struct):
    items: list[Known] | None = None


class Linked(msgspec.Struct):
    product_links: list[Body] | None = None


class _Shown(msgspec.Struct):
    website_ids: list[int] = []


class _Extended(msgspec.Struct):
    extension_attributes: _Shown | list[Any] | None = None


@magento2.implements(
    api.product.add, *COMMON, "available_for_sale", "wholesale_price", "group_prices", "category_id", "created_at",
    "attribute_set_name", "image_url", "image_name", "additional_image_urls", "files",
)  # fmt: skip
async def product_add(magento: Magento, p: ProductAddParams) -> ProductAdded:
    """Add a product with all that belongs to it in one request, and its stock to the source that is sold from first.

    Magento takes a product whose SKU it has for a change of that product, so it is looked for first.
    """
    p = only(p, magento.call.given)
    sku = sku_of(p)
    await inventory.facts(magento)
    magento = await magento.settled()
    async with magento.connection.turn(f"sku:{sku.lower()}"):
        await free(magento, sku)
        set_id = await choices.attribute_set(magento, p.attribute_set_name)
        type_id = product_type(p) or "simple"
        stock = await inventory.told(magento, p)
        async with Undo(magento) as undo:
            draft = await drafted(magento, undo, p, sku=sku, type_id=type_id, set_id=set_id)
            draft.extension["stock_item"] = stock_item(p, stock, type_id)
            made = await create(magento, undo, draft)
            if stock is not None and type_id not in PARENTS:
                await inventory.place(magento, undo, sku, stock)
    return ProductAdded(product_id=str(made))


def stock_item(p: ProductAddParams, stock: inventory.Stock | None, type_id: str) -> Body | None:
    """The stock item of a new product; parents have no quantity of their own."""
    item = inventory.new_item(p, stock)
    if type_id not in PARENTS:
        return item
    if stock is not None and stock.quantity:
        raise refuse("quantity", f"A product of the type '{type_id}' has no stock of its own: its parts have.")
    return {**(item or {}), "is_in_stock": stock is None or stock.in_stock is not False}


async def drafted(
    magento: Magento, undo: Undo, p: ProductAddParams, *, sku: str, type_id: str, set_id: int
) -> Draft:  # fmt: skip
    """The product that is to be added, all but its stock."""
    config = await scopes.current_config(magento)
    draft = merged(await _described(magento, undo, p, sku=sku, type_id=type_id, set_id=set_id), prices(p, config))
    draft.fields |= {
        "sku": sku, "attribute_set_id": set_id, "type_id": type_id, "created_at": created(p.created_at, config),
        "media_gallery_entries": await _pictures(magento, p),
    }  # fmt: skip
    rows = [row for rows in (await references.links(magento, p, sku)).values() for row in rows]
    rows += draft.fields.get("product_links") or []
    draft.fields["product_links"] = rows or None
    if p.name is not None and p.seo_url is None and unspellable(p.name):  # type: ignore[reportUnnecessaryComparison]
        draft.attributes["url_key"] = own_url_key(p.name, sku)
    if type_id == "bundle":
        dynamic = draft.fields.get("price") is None
        draft.attributes |= {"price_type": int(not dynamic), "sku_type": 1, "weight_type": 1, "price_view": 0}
    if p.files:
        if type_id != "downloadable":
            raise refuse("files", f"A product of the type '{type_id}' has no files.")
        draft.extension["downloadable_product_links"] = [
            await _file(magento, file.url, file.name, place) for place, file in enumerate(p.files, 1)
        ]
    return draft


async def _described(
    magento: Magento, undo: Undo, p: ProductAddParams | ProductUpdateParams, *, sku: str, type_id: str, set_id: int
) -> Draft:
    """What adding and changing have in common, but prices and stock."""
    config = await scopes.current_config(magento)
    draft = goods(p, config)
    draft.fields |= {"visibility": visibility(p.visible), "tier_prices": tier_prices(p)}
    draft.attributes |= {
        "url_key": p.seo_url,
        "tax_class_id": await references.tax_class(magento, p.tax_class_id, p.taxable),
        "manufacturer": await _manufacturer(magento, undo, p),
    }
    draft.extension |= {
        "category_links": await references.categories(magento, p),
        "website_ids": await references.websites(magento, "stores_ids", p.stores_ids),
    }
    await choices.held(magento, set_id, OPTIONAL, {**draft.attributes, **prices(p, config).attributes})
    made = await references.specifics(magento, undo, p.specifics or [], sku=sku, type_id=type_id, set_id=set_id)
    return merged(draft, made)


async def _manufacturer(magento: Magento, undo: Undo, p: ProductAddParams | ProductUpdateParams) -> str | None:
    name = p.manufacturer if p.manufacturer is not None else p.brand_name
    if p.brand_name is not None and p.brand_name != name:
        raise refuse("brand_name", "Magento keeps one maker of a product: give the same as 'manufacturer'.")
    parameter = "manufacturer_id" if name is None else "manufacturer" if p.manufacturer is not None else "brand_name"
    return await choices.manufacturer(magento, undo, name=name, id=p.manufacturer_id, parameter=parameter)


async def _pictures(magento: Magento, p: ProductAddParams) -> list[Body] | None:
    urls = [("image_url", p.image_url)] if p.image_url else []
    urls += [("additional_image_urls", url) for url in p.additional_image_urls or []]
    if p.image_name is not None and not p.image_url:
        raise refuse("image_name", "It is the name of the picture at 'image_url', which is not given.")
    entries: list[Body] = []
    for place, (parameter, url) in enumerate(urls, 1):
        name = p.image_name if parameter == "image_url" else None
        content = await fetching.picture(magento, parameter, url=url, name=name)
        roles = ROLES if parameter == "image_url" else []
        entries.append(entry(content, position=place, roles=roles))
    return entries or None


def entry(content: fetching.Content, *, position: int, roles: list[str], label: str | None = None) -> Body:
    """A picture as the media gallery takes it."""
    return {
        "media_type": "image", "label": label, "position": position, "disabled": False, "types": roles,
        "content": {"base64_encoded_data": content.data, "type": content.type, "name": content.name},
    }  # fmt: skip


async def _file(magento: Magento, url: str, name: str, place: int) -> Body:
    """Magento links to files of domains that its configuration lists; a copy in the shop needs no such list."""
    content = await fetching.file(magento, "files", url, name)
    return {
        "title": name, "sort_order": place, "is_shareable": 2, "price": 0, "number_of_downloads": 0,
        "link_type": "file", "link_file_content": {"file_data": content.data, "name": content.name},
    }  # fmt: skip


async def free(magento: Magento, sku: str) -> None:
    """Raise ``AlreadyExists`` where the shop has a product with the SKU, in capitals or small letters alike."""
    query = {"searchCriteria[pageSize]": 1, "searchCriteria[currentPage]": 1, **written({"sku eq": sku})}
    if (await magento.get("products", query, type=_Found)).items:
        raise AlreadyExists(f"Product with sku = '{sku}' already exist.")


async def create(magento: Magento, undo: Undo, draft: Draft) -> int:
    """Make a product; answers its id.

    Magento makes the ``url_key`` of the name, and refuses a second product of the same name: such a one gets a key of
    its own, as long as the caller has not chosen one.
    """
    sku = draft.fields["sku"]
    step = Step(method="DELETE", path=magento.scoped(f"products/{segment(sku)}"), says=f"Product {sku}")
    undo(step)
    try:
        try:
            made = await magento.post("products", {"product": draft.body()})
        except AlreadyExists as error:
            if _code(error) != URL_KEY_TAKEN or draft.attributes.get("url_key") is not None:
                raise taken(error, draft) from error
            draft.attributes["url_key"] = own_url_key(draft.fields["name"], sku)
            made = await magento.post("products", {"product": draft.body()})
    except (Throttled, NeverSent):
        undo.spare(step)
        raise
    return int(made["id"])


def _code(error: AlreadyExists) -> str | None:
    return error.native.code if error.native else None


def taken(error: AlreadyExists, draft: Draft) -> AlreadyExists:
    """Say which address is taken."""
    if _code(error) != URL_KEY_TAKEN or not draft.attributes.get("url_key"):
        return error
    return AlreadyExists(f"Product with seo_url = '{draft.attributes['url_key']}' already exist.", native=error.native)


@magento2.implements(api.product.update, *COMMON, *RELATIVE, "id", "avail")
async def product_update(magento: Magento, p: ProductUpdateParams) -> UpdatedItems:
    """Change a product in one request; only stock in other sources than the first, and lists, take others."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id, p = p.id, only(p, magento.call.given)
    magento = await magento.settled()
    old = await references.product(magento, id)
    stock = await changed_stock(magento, p, old)
    async with inventory.in_turn(magento, old.sku, stock), Undo(magento) as undo:
        draft = await changed_draft(magento, undo, p, old)
        await change(magento, undo, old, draft, stock, new_sku_of(p))
    return UpdatedItems(updated_items=1)


async def changed_stock(magento: Magento, p: ProductUpdateParams, old: Known) -> inventory.Stock | None:
    """What is said of a product's stock."""
    stock = await inventory.told(magento, p)
    if stock is not None and old.type_id in PARENTS and (stock.quantity or stock.delta or stock.chosen):
        raise refuse("quantity", f"Product {old.id} has no stock of its own: its parts have.")
    return stock


async def changed_draft(magento: Magento, undo: Undo, p: ProductUpdateParams, old: Known) -> Draft:
    """What is to be different; the lists of a product are written whole."""
    type_id = product_type(p)
    if type_id is not None and type_id != old.type_id:
        if {type_id, old.type_id} & {*PARENTS, "downloadable"}:
            raise refuse("type", f"A product of the type '{old.type_id}' can not become one of the type '{type_id}'.")
    else:
        type_id = None
    config = await scopes.current_config(magento)
    kind = type_id or old.type_id
    described = await _described(magento, undo, p, sku=old.sku, type_id=kind, set_id=old.attribute_set_id)
    draft = merged(described, prices(p, config))
    draft.fields["type_id"] = type_id
    if old.type_id in PARENTS and old.type_id != "bundle" and draft.fields.get("price") is not None:
        raise refuse("price", f"Product {old.id} has no price of its own: its parts have.")
    replaced = await references.links(magento, p, old.sku)
    groups = draft.fields.get("product_links")
    if replaced or groups is not None:
        kinds = {*replaced, *(["associated"] if groups else [])}
        product = await references.part(magento, old.sku, "product_links", Linked)
        kept = [row for row in product.product_links or [] if row["link_type"] not in kinds]
        draft.fields["product_links"] = [*kept, *(row for rows in replaced.values() for row in rows), *(groups or [])]
    draft.extension["stock_item"] = inventory.settings(p) or None
    return draft


async def change(
    magento: Magento, undo: Undo, old: Known, draft: Draft, stock: inventory.Stock | None, sku: str | None = None
) -> None:
    """Change a product: its stock in a source first, then the product in one request, which is all or nothing.

    The SKU in the address is the one that the product has afterwards, where the id in the body tells which it is.
    """
    renamed = sku is not None and sku != old.sku
    if renamed and (sku or "").lower() != old.sku.lower():
        await free(magento, sku or "")
    if stock is not None:
        item = await inventory.change(magento, undo, old.sku, stock, own=old.type_id in PARENTS)
        if item:
            draft.extension["stock_item"] = {**(draft.extension.get("stock_item") or {}), **item}
    body = draft.body()
    if not body and not renamed:
        return
    if renamed:
        body["id"] = old.id
        await inventory.follow(magento, undo, old.sku, sku or "")
    try:
        await magento.put(f"products/{segment(sku if renamed and sku else old.sku)}", {"product": body})
    except AlreadyExists as error:
        raise taken(error, draft) from error
    except NotFound as error:
        raise missing("Product", str(old.id), error) from error


@magento2.implements(api.product.delete, "id")
async def product_delete(magento: Magento, p: ProductDeleteParams) -> DeletedItems:
    """Delete a product for good; the children of a configurable stay, as they do in the back office."""
    magento = await magento.settled()
    old = await references.product(magento, p.id)
    try:
        await magento.delete(f"products/{segment(old.sku)}")
    except NotFound as error:
        raise missing("Product", p.id, error) from error
    return DeletedItems(delete_items=1)


@magento2.implements(api.product.store.assign, "product_id")
async def product_store_assign(magento: Magento, p: ProductStoreAssignParams) -> UpdatedItems:
    """Show a product in the website of a store, beside those where it is shown already."""
    sites = await references.websites(magento, "store_id", p.store_id)
    if not sites or len(listed(p.store_id)) != 1:
        raise ParameterError("Parameter 'store_id' is not valid. It must be the id of one store.")
    magento = await magento.settled()
    old = await references.product(magento, p.product_id, "product_id")
    extension = (
        await references.part(magento, old.sku, "extension_attributes[website_ids]", _Extended)
    ).extension_attributes
    shown = extension.website_ids if isinstance(extension, _Shown) else []
    if sites[0] in shown:
        return UpdatedItems(updated_items=0)
    body = {"extension_attributes": {"website_ids": [*shown, sites[0]]}}
    await magento.put(f"products/{segment(old.sku)}", {"product": body})
    return UpdatedItems(updated_items=1)
