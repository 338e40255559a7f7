"""Products: created, changed, set as a whole, duplicated and deleted."""

from __future__ import annotations

from typing import Any

from polycart.platforms.shopify.sim import inventory, products, publishing
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.tagging import cleaned
from polycart.platforms.shopify.sim.writes import media, options
from polycart.platforms.shopify.sim.writes.inputs import metafields, seo, wanted

PLAIN = (
    "descriptionHtml", "vendor", "productType", "status", "templateSuffix", "giftCardTemplateSuffix",
    "requiresSellingPlan",
)  # fmt: skip
LONGEST = 255


def checked(shop: Shop, given: Record, product: Record | None, *at: str) -> None:
    """Refuse what a product cannot be called."""
    if product is None or "title" in given:
        title = (given.get("title") or "").strip()
        if not title:
            raise Refused("Title can't be blank", *at, "title")
        if len(title) > LONGEST:
            raise Refused(f"Title is too long (maximum is {LONGEST} characters)", *at, "title")
    wish = products.handle(given["handle"]) if given.get("handle") else None
    taken = shop.find("Product", handle=wish) if wish else None
    if taken is not None and taken is not product:
        raise Refused(f"Handle '{wish}' already in use. Please provide a new handle.", *at, "handle")
    if len(given.get("tags") or ()) > 250:
        raise Refused("Tags cannot be more than 250", *at, "tags")


def fill(shop: Shop, product: Record, given: Record) -> None:
    """Write the plain fields that are given."""
    for name in PLAIN:
        if name in given and (given[name] is not None or name.endswith("Suffix")):
            product[name] = given[name]
    if given.get("title"):
        product["title"] = given["title"].strip()
    if given.get("handle"):
        product["handle"] = products.handle(given["handle"])
    elif not product["handle"]:
        product["handle"] = products.free_handle(shop, "Product", products.handle(product["title"]), product)
    if given.get("tags") is not None:
        product["tags"] = cleaned(given["tags"])
    seo(product, given.get("seo"))


def _joined(shop: Shop, ids: list[str] | None, word: str) -> list[Record]:
    made: list[Record] = []
    for id in ids or ():
        found = wanted(shop, id, "Collection", "Collection does not exist", word)
        if found["ruleSet"] is not None:
            raise Refused("Can't add products to or remove them from a smart collection", word)
        made.append(found)
    return made


def join(product: Record, joined: list[Record], left: list[Record] | None = None) -> None:
    """Put a product into collections and take it out of others."""
    for collection in joined:
        if product not in collection["_products"]:
            collection["_products"].append(product)
    for collection in left or ():
        if product in collection["_products"]:
            collection["_products"].remove(product)


@mutation
def product_create(
    call: Call, *, product: Record | None = None, media: list[Record] | None = None, input: Record | None = None
) -> Record:
    """Create a product with its options and the variant of their first values."""
    shop, given = call.shop, product if product is not None else input
    if given is None:
        raise Refused("Product input is required", "product")
    checked(shop, given, None)
    rows = options.checked(given.get("productOptions") or [], "productOptions")
    joined = _joined(shop, given.get("collectionsToJoin"), "collectionsToJoin")
    made = products.make(shop, {"vendor": shop.root["name"], "isGiftCard": bool(given.get("giftCard"))})
    try:
        write = metafields(shop, made, given.get("metafields"))
        added = _media(shop, made, media)
    except Refused:
        shop.delete(made)
        raise
    fill(shop, made, given)
    for name, values in rows or [(products.TITLE, [products.DEFAULT])]:
        products.add_option(shop, made, name, values)
    values = [option["optionValues"][0] for option in made["options"]]
    variant = products.add_variant(shop, made, values, {"_stock": {"tracked": False}})
    inventory.stock(shop, variant["inventoryItem"], shop.primary)
    write()
    join(made, joined)
    return {"product": made, "shop": shop.root, "_media": added}


def _media(shop: Shop, product: Record, given: list[Record] | None) -> list[Record]:
    return media.attach(shop, product, given, "media") if given else []


@mutation
def product_update(
    call: Call, *, product: Record | None = None, media: list[Record] | None = None, input: Record | None = None,
    identifier: Record | None = None,
) -> Record:  # fmt: skip
    """Change what is given of a product."""
    shop, given = call.shop, product if product is not None else input
    if given is None:
        raise Refused("Product input is required", "product")
    made = _identified(shop, identifier, given)
    checked(shop, given, made)
    joined = _joined(shop, given.get("collectionsToJoin"), "collectionsToJoin")
    left = _joined(shop, given.get("collectionsToLeave"), "collectionsToLeave")
    write = metafields(shop, made, given.get("metafields"))
    _media(shop, made, media)
    fill(shop, made, given)
    write()
    join(made, joined, left)
    shop.touch(made)
    return {"product": made}


def _identified(shop: Shop, identifier: Record | None, given: Record) -> Record:
    """The product that is to be changed."""
    found = find(shop, identifier or {"id": given.get("id")})
    if found is None:
        raise Refused("Product does not exist", "id")
    return found


def find(shop: Shop, identifier: Record) -> Record | None:
    """The product of an identifier."""
    from polycart.platforms.shopify.sim.metafields import held, namespace

    if identifier.get("id"):
        return shop.get("Product", identifier["id"])
    if identifier.get("handle"):
        return shop.find("Product", handle=identifier["handle"])
    custom = identifier.get("customId")
    if not custom:
        return None
    space = namespace(custom.get("namespace"))
    rows = shop.all("Product")
    return next((r for r in rows if (f := held(r, space, custom["key"])) and f["value"] == custom["value"]), None)


@mutation
def product_change_status(call: Call, *, product_id: str, status: str) -> Record:
    """Give a product a status."""
    product = wanted(call.shop, product_id, "Product", "Product does not exist", "productId", code="PRODUCT_NOT_FOUND")
    product["status"] = status
    call.shop.touch(product)
    return {"product": product}


@mutation
def product_delete(call: Call, *, input: Record, synchronous: bool = True) -> Record:
    """Delete a product with its variants and stock."""
    product = wanted(call.shop, input["id"], "Product", "Product does not exist", "id")
    drop(call.shop, product)
    return {"deletedProductId": input["id"], "shop": call.shop.root}


def drop(shop: Shop, product: Record) -> None:
    """Forget a product and all that is its own."""
    for variant in list(product["variants"]):
        products.drop_variant(shop, variant)
    for collection in shop.all("Collection"):
        if product in collection["_products"]:
            collection["_products"].remove(product)
    for option in product["options"]:
        for value in option["optionValues"]:
            shop.delete(value)
        shop.delete(option)
    for row in product["media"]:
        shop.tables["File"].pop(row["id"], None)
        row["_gone"] = True
    for row in product["metafields"]:
        shop.delete(row)
    shop.delete(product)


@mutation
def product_duplicate(
    call: Call,
    *,
    product_id: str,
    new_title: str,
    new_status: str | None = None,
    include_images: bool = False,
    **_: Any,
) -> Record:
    """Make another product like this one."""
    shop = call.shop
    product = wanted(shop, product_id, "Product", "Product does not exist", "productId")
    if not new_title.strip():
        raise Refused("Title can't be blank", "newTitle")
    names = ("descriptionHtml", "vendor", "productType", "templateSuffix", "requiresSellingPlan", "isGiftCard")
    made = products.make(shop, {name: product[name] for name in names} | {"status": new_status or product["status"]})
    fill(shop, made, {"title": new_title, "tags": product["tags"]})
    made["seo"] = dict(product["seo"])
    for option in product["options"]:
        products.add_option(shop, made, option["name"], [value["name"] for value in option["optionValues"]])
    for variant in product["variants"]:
        _copy(shop, made, variant)
    if include_images:
        media.attach(
            shop,
            made,
            [
                {"originalSource": row["image"]["url"], "mediaContentType": "IMAGE", "alt": row["alt"]}
                for row in product["media"]
                if row.get("image")
            ],
        )
    return {"newProduct": made, "shop": shop.root}


def _copy(shop: Shop, made: Record, variant: Record) -> None:
    item = variant["inventoryItem"]
    values = [
        next(value for value in option["optionValues"] if value["name"] == old["name"])
        for option, old in zip(made["options"], variant["_values"], strict=True)
    ]
    fields = {name: variant[name] for name in ("price", "compareAtPrice", "barcode", "taxable", "inventoryPolicy")}
    stock = {name: item[name] for name in ("sku", "tracked", "requiresShipping", "unitCost")}
    copied = products.add_variant(
        shop, made, values, {**fields, "_stock": stock | {"weight": dict(item["measurement"]["weight"])}}
    )
    inventory.stock(shop, copied["inventoryItem"], shop.primary)


# Publications


def _publications(shop: Shop, given: list[Record]) -> list[tuple[str, Any]]:
    made: list[tuple[str, Any]] = []
    for n, each in enumerate(given):
        id = each.get("publicationId")
        if each.get("channelId"):
            channel = wanted(shop, each["channelId"], "Channel", "Channel does not exist", "input", str(n), "channelId")
            id = channel["_publication"]["id"]
        if not id:
            raise Refused("Publication must be given", "input", str(n), "publicationId")
        wanted(
            shop,
            id,
            "Publication",
            "Publication does not exist or is not publishable",
            "input",
            str(n),
            "publicationId",
        )
        made.append((id, each.get("publishDate")))
    return made


def _publishable(call: Call, id: str) -> Record:
    from polycart.platforms.shopify.sim.binding import of_type

    found = of_type(call.shop, id, "Product", "Collection")
    if found is None:
        raise Refused("Resource does not exist", "id")
    return found


@mutation
def publishable_publish(call: Call, *, id: str, input: list[Record]) -> Record:
    """Show a product or a collection in publications."""
    record = _publishable(call, id)
    for publication, at in _publications(call.shop, input):
        publishing.published(record)[publication] = at or call.shop.now()
    call.shop.touch(record)
    return {"publishable": record, "shop": call.shop.root}


@mutation
def publishable_unpublish(call: Call, *, id: str, input: list[Record]) -> Record:
    """Show it there no more."""
    record = _publishable(call, id)
    for publication, _ in _publications(call.shop, input):
        publishing.published(record).pop(publication, None)
    call.shop.touch(record)
    return {"publishable": record, "shop": call.shop.root}
