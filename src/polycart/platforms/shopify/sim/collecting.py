"""Collections: of chosen products, or of those that keep to rules; how their products are ordered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from polycart.platforms.shopify.sim import inventory, products, publishing
from polycart.platforms.shopify.sim.binding import Info, field, located, paged
from polycart.platforms.shopify.sim.metafields import held, namespace
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind, count
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Shop

Get = Callable[[Record], Any]

COLUMNS: dict[str, Get] = {
    "TITLE": lambda row: [row["title"]],
    "TYPE": lambda row: [row["productType"]],
    "VENDOR": lambda row: [row["vendor"]],
    "TAG": lambda row: row["tags"],
    "VARIANT_TITLE": lambda row: [products.title(each) for each in row["variants"]],
    "VARIANT_PRICE": lambda row: [each["price"] for each in row["variants"]],
    "VARIANT_COMPARE_AT_PRICE": lambda row: [each["compareAtPrice"] for each in row["variants"]],
    "VARIANT_WEIGHT": lambda row: [each["inventoryItem"]["measurement"]["weight"]["value"] for each in row["variants"]],
    "VARIANT_INVENTORY": lambda row: [inventory.available(each["inventoryItem"]) for each in row["variants"]],
    "IS_PRICE_REDUCED": lambda row: [each["compareAtPrice"] or None for each in row["variants"]],
}
"""What a rule looks at."""

NUMERIC = frozenset({"VARIANT_PRICE", "VARIANT_COMPARE_AT_PRICE", "VARIANT_WEIGHT", "VARIANT_INVENTORY"})

TEXTUAL: dict[str, Callable[[str, str], bool]] = {
    "EQUALS": lambda held, asked: held == asked,
    "NOT_EQUALS": lambda held, asked: held != asked,
    "CONTAINS": lambda held, asked: asked in held,
    "NOT_CONTAINS": lambda held, asked: asked not in held,
    "STARTS_WITH": lambda held, asked: held.startswith(asked),
    "ENDS_WITH": lambda held, asked: held.endswith(asked),
}
COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "EQUALS": lambda held, asked: held == asked,
    "NOT_EQUALS": lambda held, asked: held != asked,
    "GREATER_THAN": lambda held, asked: held > asked,
    "LESS_THAN": lambda held, asked: held < asked,
}


def make(shop: Shop, fields: Record, serial: int | None = None) -> Record:
    """A collection without products."""
    return shop.insert(
        "Collection",
        {
            "title": "",
            "handle": "",
            "descriptionHtml": "",
            "image": None,
            "sortOrder": "BEST_SELLING",
            "ruleSet": None,
            "templateSuffix": None,
            "seo": {"title": None, "description": None},
            "metafields": [],
            "_products": [],
            "_shop": shop,
            "updatedAt": shop.now(),
            **fields,
        },
        serial,
    )


def number(text: Any) -> Decimal | None:
    """A number of a rule."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def keeps(product: Record, rule: Record) -> bool:
    """Whether a product keeps to a rule."""
    values = COLUMNS[rule["column"]](product)
    relation = rule["relation"]
    if relation in ("IS_SET", "IS_NOT_SET"):
        return any(value is not None for value in values) is (relation == "IS_SET")
    if rule["column"] in NUMERIC:
        asked = number(rule["condition"])
        return any(
            COMPARED[relation](Decimal(str(value)), asked)
            for value in values
            if value is not None and asked is not None
        )
    asked_text = rule["condition"].casefold()
    one = all if relation.startswith("NOT_") else any
    return one(TEXTUAL[relation](str(value).casefold(), asked_text) for value in values)


def members(shop: Shop, collection: Record) -> list[Record]:
    """The products of a collection."""
    rules = collection["ruleSet"]
    if rules is None:
        return collection["_products"]
    kept = shop.kept.get(("members", collection["id"]))
    if kept is None:
        one = any if rules["appliedDisjunctively"] else all
        kept = [row for row in shop.all("Product") if one(keeps(row, rule) for rule in rules["rules"])]
        shop.kept["members", collection["id"]] = kept
    return kept


def _set(shop: Shop, collection: Record) -> set[str]:
    kept = shop.kept.get(("member ids", collection["id"]))
    if kept is None:
        kept = shop.kept["member ids", collection["id"]] = {row["id"] for row in members(shop, collection)}
    return kept


def of(shop: Shop, product: Record) -> list[Record]:
    """The collections that a product is in."""
    kept: dict[str, list[Record]] | None = shop.kept.get("collections")
    if kept is None:
        kept = shop.kept["collections"] = {}
        for collection in shop.all("Collection"):
            for member in members(shop, collection):
                kept.setdefault(member["id"], []).append(collection)
    return kept.get(product["id"], [])


ORDERS = {
    "ALPHA_ASC": ("TITLE", False), "ALPHA_DESC": ("TITLE", True), "CREATED": ("CREATED", False),
    "CREATED_DESC": ("CREATED", True), "PRICE_ASC": ("PRICE", False), "PRICE_DESC": ("PRICE", True),
}  # fmt: skip
"""A collection's own order by the key of its products; those that are not here are in the order they were added."""


@field("Collection", "products")
def _products(
    collection: Record, info: Info, *, sort_key: str = "COLLECTION_DEFAULT", reverse: bool = False, **page: Any
) -> Connection:
    shop = info.context.shop
    if sort_key == "COLLECTION_DEFAULT":
        sort_key, turned = ORDERS.get(collection["sortOrder"], ("MANUAL", False))
        reverse = reverse is not turned
    rows = members(shop, collection)
    return paged(info, rows, "Product", collection["id"], sort_key=sort_key, reverse=reverse, **page)


@field("Collection", "productsCount")
def _count(collection: Record, info: Info) -> Record:
    return count(len(members(info.context.shop, collection)), None)


@field("Collection", "hasProduct")
def _has(collection: Record, info: Info, *, id: str) -> bool:
    located(info, id, "Product")
    return id in _set(info.context.shop, collection)


@field("Product", "collections")
def _collections(product: Record, info: Info, **page: Any) -> Connection:
    return paged(info, of(info.context.shop, product), "Collection", **page)


@field("Product", "inCollection")
def _in(product: Record, info: Info, *, id: str) -> bool:
    found = located(info, id, "Collection")
    return found is not None and product["id"] in _set(info.context.shop, found)


@field("QueryRoot", "collectionByIdentifier")
def _by(_: Any, info: Info, *, identifier: Record) -> Record | None:
    if identifier.get("id"):
        return located(info, identifier["id"], "Collection")
    if identifier.get("handle"):
        return info.context.shop.find("Collection", handle=identifier["handle"])
    custom = identifier["customId"]
    space = namespace(custom.get("namespace"))
    rows = info.context.shop.all("Collection")
    return next((r for r in rows if (f := held(r, space, custom["key"])) and f["value"] == custom["value"]), None)


@field("QueryRoot", "collectionByHandle")
def _by_handle(_: Any, info: Info, *, handle: str) -> Record | None:
    return info.context.shop.find("Collection", handle=handle)


def _number(row: Record) -> int:
    return row["_n"]


def _published(row: Record) -> list[str]:
    return ["any", "published" if publishing.published(row) else "unpublished"]


KINDS["Collection"] = Kind(
    {
        "ID": _number,
        "RELEVANCE": _number,
        "TITLE": lambda row: row["title"],
        "UPDATED_AT": lambda row: row["updatedAt"],
    },
    {
        "id": Field("id", _number),
        "title": Field("text", lambda row: row["title"]),
        "handle": Field("keyword", lambda row: row["handle"]),
        "collection_type": Field("keyword", lambda row: "custom" if row["ruleSet"] is None else "smart"),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
        "published_at": Field("date", lambda row: min(publishing.published(row).values(), default=None)),
        "published_status": Field("keyword", _published),
        "product_id": Field("id", lambda row: [member["_n"] for member in members(row["_shop"], row)]),
    },
    lambda row: [row["title"], row["handle"]],
)
products.PRODUCT["collection_id"] = Field("id", lambda row: [each["_n"] for each in of(row["_shop"], row)])
products.VARIANT["collection"] = Field(
    "id", lambda row: [each["_n"] for each in of(row["product"]["_shop"], row["product"])]
)
