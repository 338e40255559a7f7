"""Products and their variants: how they are made, what is told of them, how they are sorted and searched."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

from polycart.platforms.shopify.sim import inventory, publishing
from polycart.platforms.shopify.sim import pictures as pictured
from polycart.platforms.shopify.sim.binding import Info, field, located, paged
from polycart.platforms.shopify.sim.metafields import held, namespace
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind, count
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Shop

TITLE, DEFAULT = "Title", "Default Title"
"""The option of a product that has none, and its value."""


def handle(text: str) -> str:
    """A title as it stands in an address."""
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-_") or "untitled"


def free_handle(shop: Shop, type: str, wanted: str, own: Record | None = None) -> str:
    """A handle that no other record has: a number is added."""
    taken = shop.kept.get(("handles", type))
    if taken is None:
        taken = shop.kept["handles", type] = {row["handle"] for row in shop.all(type) if row is not own}
    made, at = wanted, 0
    while made in taken:
        at += 1
        made = f"{wanted}-{at}"
    return made


def summary(html: str) -> str:
    """The text of HTML."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))).strip()


# Making


def make(shop: Shop, fields: Record, serial: int | None = None) -> Record:
    """A product without variants."""
    now = shop.now()
    return shop.insert(
        "Product",
        {
            "title": "",
            "handle": "",
            "descriptionHtml": "",
            "vendor": "",
            "productType": "",
            "tags": [],
            "status": "ACTIVE",
            "templateSuffix": None,
            "giftCardTemplateSuffix": None,
            "isGiftCard": False,
            "requiresSellingPlan": False,
            "category": None,
            "seo": {"title": None, "description": None},
            "options": [],
            "variants": [],
            "media": [],
            "metafields": [],
            "bundleComponents": [],
            "_shop": shop,
            "createdAt": now,
            "updatedAt": now,
            **fields,
        },
        serial,
    )


def add_option(shop: Shop, product: Record, name: str, values: list[str]) -> Record:
    """An option of a product."""
    option = shop.insert("ProductOption", {
        "name": name, "position": len(product["options"]) + 1, "optionValues": [], "_product": product,
    })  # fmt: skip
    for value in values:
        add_value(shop, option, value)
    product["options"].append(option)
    return option


def add_value(shop: Shop, option: Record, name: str) -> Record:
    """A value of an option."""
    made = shop.insert("ProductOptionValue", {"name": name, "linkedMetafieldValue": None, "_option": option})
    option["optionValues"].append(made)
    return made


def value_of(option: Record, name: str) -> Record | None:
    """The value of an option by its name."""
    rows: list[Record] = option["optionValues"]
    return next((row for row in rows if row["name"] == name), None)


def add_variant(shop: Shop, product: Record, values: list[Record], fields: Record, serial: int | None = None) -> Record:
    """A variant of a product, with its inventory item."""
    now = shop.now()
    stock: Record = fields.pop("_stock", {})
    variant = shop.insert("ProductVariant", {
        "barcode": None, "price": Decimal(0), "compareAtPrice": None, "taxable": True, "taxCode": None,
        "inventoryPolicy": "DENY", "requiresComponents": False, "media": [], "metafields": [],
        "position": len(product["variants"]) + 1, "product": product, "_values": values, "createdAt": now,
        "updatedAt": now, "showUnitPrice": False, "unitPrice": None, "unitPriceMeasurement": None,
        "productVariantComponents": [], **fields,
    }, serial)  # fmt: skip
    variant["inventoryItem"] = inventory.make_item(shop, variant, stock, serial)
    product["variants"].append(variant)
    return variant


def drop_variant(shop: Shop, variant: Record) -> None:
    """Forget a variant and its stock."""
    product = variant["product"]
    product["variants"].remove(variant)
    for at, other in enumerate(product["variants"], 1):
        other["position"] = at
    inventory.drop_item(shop, variant["inventoryItem"])
    shop.delete(variant)


# Reading a product


def price_range(product: Record, name: str) -> list[Decimal]:
    """The prices of a product's variants under a name, smallest first."""
    return sorted(variant[name] for variant in product["variants"] if variant[name] is not None)


@field("Product", "priceRangeV2")
def _prices(product: Record, info: Info) -> Record:
    found = price_range(product, "price") or [Decimal(0)]
    return {"minVariantPrice": found[0], "maxVariantPrice": found[-1]}


@field("Product", "compareAtPriceRange")
def _compared(product: Record, info: Info) -> Record | None:
    found = price_range(product, "compareAtPrice")
    return {"minVariantCompareAtPrice": found[0], "maxVariantCompareAtPrice": found[-1]} if found else None


@field("Product", "description")
@field("Collection", "description")
def _description(record: Record, info: Info, *, truncate_at: int | None = None) -> str:
    text = summary(record["descriptionHtml"])
    return text if truncate_at is None or len(text) <= truncate_at else text[: max(0, truncate_at - 3)] + "..."


@field("Product", "bodyHtml")
def _body(product: Record, info: Info) -> str:
    return product["descriptionHtml"]


def total(product: Record) -> int:
    """What there is of a product, of the variants whose stock is tracked."""
    return sum(inventory.available(v["inventoryItem"]) for v in product["variants"] if v["inventoryItem"]["tracked"])


@field("Product", "totalInventory")
def _total(product: Record, info: Info) -> int:
    return total(product)


@field("Product", "totalVariants")
def _variants(product: Record, info: Info) -> int:
    return len(product["variants"])


@field("Product", "tracksInventory")
def _tracks(product: Record, info: Info) -> bool:
    return any(variant["inventoryItem"]["tracked"] for variant in product["variants"])


def only_default(product: Record) -> bool:
    """Whether the product has no options of its own."""
    return len(product["variants"]) == 1 and [row["name"] for row in product["variants"][0]["_values"]] == [DEFAULT]


@field("Product", "hasOnlyDefaultVariant")
def _only(product: Record, info: Info) -> bool:
    return only_default(product)


def out_somewhere(product: Record) -> bool:
    """Whether a variant is sold out."""
    return any(not _sells(variant) for variant in product["variants"])


@field("Product", "hasOutOfStockVariants")
def _out(product: Record, info: Info) -> bool:
    return out_somewhere(product)


@field("Product", "hasVariantsThatRequiresComponents")
def _components(product: Record, info: Info) -> bool:
    return any(variant["requiresComponents"] for variant in product["variants"])


@field("Product", "onlineStoreUrl")
def _url(product: Record, info: Info) -> str | None:
    shop = info.context.shop
    shown = publishing.is_published(product, shop, publishing.store(shop)["id"])
    return f"{shop.url}/products/{product['handle']}" if shown else None


@field("Product", "onlineStorePreviewUrl")
def _preview(product: Record, info: Info) -> str:
    return f"{info.context.shop.url}/products_preview?preview_key={product['_n']:x}"


def pictures(record: Record, shop: Shop) -> list[Record]:
    """The images of a product or variant that are ready."""
    return [row["image"] for row in record["media"] if pictured.state(shop, row) == "READY" and row.get("image")]


@field("Product", "featuredMedia")
def _featured(product: Record, info: Info) -> Record | None:
    return product["media"][0] if product["media"] else None


@field("Product", "images")
def _images(product: Record, info: Info, **page: Any) -> Connection:
    page.pop("sort_key", None)
    return paged(info, pictures(product, info.context.shop), "Image", **page)


@field("Product", "featuredImage")
def _featured_image(product: Record, info: Info) -> Record | None:
    return next(iter(pictures(product, info.context.shop)), None)


@field("Product", "productCategory")
def _category(product: Record, info: Info) -> Record | None:
    return {"productTaxonomyNode": product["category"]} if product["category"] else None


@field("Product", "defaultCursor")
@field("ProductVariant", "defaultCursor")
def _cursor(record: Record, info: Info) -> str:
    return str(record["_n"])


@field("ProductOption", "values")
def _values(option: Record, info: Info) -> list[str]:
    return [row["name"] for row in option["optionValues"] if _used(row)]


def _used(value: Record) -> bool:
    return any(value in variant["_values"] for variant in value["_option"]["_product"]["variants"])


@field("ProductOptionValue", "hasVariants")
def _has(value: Record, info: Info) -> bool:
    return _used(value)


# Reading a variant


def title(variant: Record) -> str:
    """The values of a variant."""
    return " / ".join(row["name"] for row in variant["_values"])


@field("ProductVariant", "title")
def _title(variant: Record, info: Info) -> str:
    return title(variant)


@field("ProductVariant", "displayName")
def _display(variant: Record, info: Info) -> str:
    return f"{variant['product']['title']} - {title(variant)}"


@field("ProductVariant", "sku")
def _sku(variant: Record, info: Info) -> str | None:
    return variant["inventoryItem"]["sku"]


@field("ProductVariant", "selectedOptions")
def _selected(variant: Record, info: Info) -> list[Record]:
    return [{"name": row["_option"]["name"], "value": row["name"], "optionValue": row} for row in variant["_values"]]


@field("ProductVariant", "inventoryQuantity")
@field("ProductVariant", "sellableOnlineQuantity")
def _quantity(variant: Record, info: Info) -> int:
    return inventory.available(variant["inventoryItem"])


def _sells(variant: Record) -> bool:
    item = variant["inventoryItem"]
    return variant["inventoryPolicy"] == "CONTINUE" or not item["tracked"] or inventory.available(item) > 0


@field("ProductVariant", "availableForSale")
def _for_sale(variant: Record, info: Info) -> bool:
    return variant["product"]["status"] == "ACTIVE" and _sells(variant)


@field("ProductVariant", "image")
def _image(variant: Record, info: Info) -> Record | None:
    return next(iter(pictures(variant, info.context.shop)), None)


# Pictures


@field("Image", "url")
def _image_url(image: Record, info: Info, *, transform: Record | None = None) -> str:
    sizes = (
        [
            f"{word}={transform[name]}"
            for word, name in (("width", "maxWidth"), ("height", "maxHeight"))
            if name in transform
        ]
        if transform
        else []
    )
    return image["url"] + ("&" + "&".join(sizes) if sizes else "")


@field("Image", "src")
@field("Image", "originalSrc")
def _image_src(image: Record, info: Info) -> str:
    return image["url"]


# Looking up


@field("QueryRoot", "productByIdentifier")
def _by(_: Any, info: Info, *, identifier: Record) -> Record | None:
    if identifier.get("id"):
        return located(info, identifier["id"], "Product")
    if identifier.get("handle"):
        return info.context.shop.find("Product", handle=identifier["handle"])
    return _by_metafield(info, "Product", identifier["customId"])


@field("QueryRoot", "productVariantByIdentifier")
def _variant_by(_: Any, info: Info, *, identifier: Record) -> Record | None:
    if identifier.get("id"):
        return located(info, identifier["id"], "ProductVariant")
    return _by_metafield(info, "ProductVariant", identifier["customId"])


def _by_metafield(info: Info, type: str, custom: Record) -> Record | None:
    space = namespace(custom.get("namespace"))
    for row in info.context.shop.all(type):
        found = held(row, space, custom["key"])
        if found is not None and found["value"] == custom["value"]:
            return row
    return None


@field("QueryRoot", "productByHandle")
def _by_handle(_: Any, info: Info, *, handle: str) -> Record | None:
    return info.context.shop.find("Product", handle=handle)


def _texts(name: str) -> Any:
    """The different words that products have."""

    def resolve(_: Any, info: Info, **page: Any) -> Connection:
        found = {
            word for row in info.context.shop.all("Product") for word in (row[name] if name == "tags" else [row[name]])
        }
        return paged(info, sorted(word for word in found if word), "String", **page)

    return resolve


field("QueryRoot", "productTags")(_texts("tags"))
field("QueryRoot", "productTypes")(_texts("productType"))
field("QueryRoot", "productVendors")(_texts("vendor"))


@field("Product", "variantsCount")
def _variants_count(product: Record, info: Info) -> Record:
    return count(len(product["variants"]), None)


# Sorting and searching


def _published(row: Record) -> datetime | None:
    moments = list(publishing.published(row).values())
    return min(moments, default=None) if row["status"] == "ACTIVE" else None


def _status(row: Record) -> list[str]:
    shown = _published(row) is not None
    return ["any", "published" if shown else "unpublished", "online_store:visible" if shown else "online_store:hidden"]


def _number(row: Record) -> int:
    return row["_n"]


def _skus(row: Record) -> list[str]:
    return [variant["inventoryItem"]["sku"] or "" for variant in row["variants"]]


PRODUCT = {
    "id": Field("id", _number),
    "title": Field("text", lambda row: row["title"]),
    "handle": Field("keyword", lambda row: row["handle"]),
    "vendor": Field("keyword", lambda row: row["vendor"]),
    "product_type": Field("keyword", lambda row: row["productType"]),
    "status": Field("keyword", lambda row: row["status"]),
    "tag": Field("keyword", lambda row: row["tags"]),
    "sku": Field("keyword", _skus),
    "barcode": Field("keyword", lambda row: [variant["barcode"] or "" for variant in row["variants"]]),
    "price": Field("number", lambda row: min(price_range(row, "price"), default=None)),
    "is_price_reduced": Field(
        "bool", lambda row: any((v["compareAtPrice"] or 0) > v["price"] for v in row["variants"])
    ),
    "inventory_total": Field("number", total),
    "out_of_stock_somewhere": Field("bool", out_somewhere),
    "tracks_inventory": Field("bool", lambda row: any(v["inventoryItem"]["tracked"] for v in row["variants"])),
    "gift_card": Field("bool", lambda row: row["isGiftCard"]),
    "has_only_default_variant": Field("bool", only_default),
    "bundles": Field("bool", lambda row: bool(row["bundleComponents"])),
    "variant_id": Field("id", lambda row: [variant["_n"] for variant in row["variants"]]),
    "variant_title": Field("text", lambda row: [title(variant) for variant in row["variants"]]),
    "created_at": Field("date", lambda row: row["createdAt"]),
    "updated_at": Field("date", lambda row: row["updatedAt"]),
    "published_at": Field("date", _published),
    "published_status": Field("keyword", _status),
    "publication_ids": Field("id", lambda row: [int(id.rpartition("/")[2]) for id in publishing.published(row)]),
    "category_id": Field("keyword", lambda row: row["category"] and row["category"]["id"].rpartition("/")[2]),
}

VARIANT = {
    "id": Field("id", _number),
    "title": Field("text", title),
    "sku": Field("keyword", lambda row: row["inventoryItem"]["sku"] or ""),
    "barcode": Field("keyword", lambda row: row["barcode"] or ""),
    "product_id": Field("id", lambda row: row["product"]["_n"]),
    "product_ids": Field("id", lambda row: row["product"]["_n"]),
    "product_status": Field("keyword", lambda row: row["product"]["status"]),
    "product_type": Field("keyword", lambda row: row["product"]["productType"]),
    "vendor": Field("keyword", lambda row: row["product"]["vendor"]),
    "tag": Field("keyword", lambda row: row["product"]["tags"]),
    "taxable": Field("bool", lambda row: row["taxable"]),
    "managed": Field("bool", lambda row: row["inventoryItem"]["tracked"]),
    "gift_card": Field("bool", lambda row: row["product"]["isGiftCard"]),
    "requires_components": Field("bool", lambda row: row["requiresComponents"]),
    "inventory_quantity": Field("number", lambda row: inventory.available(row["inventoryItem"])),
    "location_id": Field(
        "id", lambda row: [level["location"]["_n"] for level in row["inventoryItem"]["_levels"] if level["isActive"]]
    ),
    "option1": Field("keyword", lambda row: [v["name"] for v in row["_values"][:1]]),
    "option2": Field("keyword", lambda row: [v["name"] for v in row["_values"][1:2]]),
    "option3": Field("keyword", lambda row: [v["name"] for v in row["_values"][2:3]]),
    "updated_at": Field("date", lambda row: row["updatedAt"]),
}

KINDS["Product"] = Kind(
    {
        "ID": _number,
        "RELEVANCE": _number,
        "CREATED": lambda row: row["createdAt"],
        "CREATED_AT": lambda row: row["createdAt"],
        "UPDATED_AT": lambda row: row["updatedAt"],
        "PUBLISHED_AT": _published,
        "TITLE": lambda row: row["title"],
        "VENDOR": lambda row: row["vendor"],
        "PRODUCT_TYPE": lambda row: row["productType"],
        "INVENTORY_TOTAL": total,
        "PRICE": lambda row: min(price_range(row, "price"), default=Decimal(0)),
    },
    PRODUCT,
    lambda row: [row["title"], row["vendor"], row["productType"], row["handle"], *row["tags"], *_skus(row)],
)
KINDS["ProductVariant"] = Kind(
    {
        "ID": _number,
        "RELEVANCE": _number,
        "POPULAR": _number,
        "POSITION": lambda row: row["position"],
        "TITLE": title,
        "NAME": title,
        "FULL_TITLE": lambda row: f"{row['product']['title']} - {title(row)}",
        "SKU": lambda row: row["inventoryItem"]["sku"],
        "INVENTORY_QUANTITY": lambda row: inventory.available(row["inventoryItem"]),
        "INVENTORY_LEVELS_AVAILABLE": lambda row: inventory.available(row["inventoryItem"]),
        "INVENTORY_POLICY": lambda row: row["inventoryPolicy"],
        "INVENTORY_MANAGEMENT": lambda row: row["inventoryItem"]["tracked"],
    },
    VARIANT,
    lambda row: [row["product"]["title"], title(row), row["inventoryItem"]["sku"] or "", row["barcode"] or ""],
)
