"""What products and variants are written with: the contract's parameters as Shopify's inputs."""

from __future__ import annotations

from typing import Any

from polycart.core.errors import AlreadyExists, ParameterError
from polycart.core.given import allowed, clash, listed, refuse
from polycart.platforms.shopify.connection import Shop
from polycart.platforms.shopify.ids import gids
from polycart.platforms.shopify.locations import weight_unit
from polycart.platforms.shopify.products.children import Sold
from polycart.platforms.shopify.searches import query, quoted
from polycart.platforms.shopify.values import NATIVE_UNITS, spelled

Body = dict[str, Any]

PRICES = ("price", "special_price", "old_price", "cost_price")
NUMBERS = ("sku", "model", "barcode", "upc", "ean", "gtin", "isbn")
ITEM = ("weight", "weight_unit", "manage_stock", "is_virtual", "country_of_origin", "harmonized_system_code")
STOCK = ("quantity", "warehouse_id", "backorder_status")
GOODS = (*PRICES, *NUMBERS, *ITEM, *STOCK, "taxable")
"""Parameters that a variant is written with; for a product, its one variant."""

ABOUT = (
    "name", "description", "status", "brand_name", "manufacturer", "tags", "meta_title", "meta_description", "seo_url",
    "product_class",
)  # fmt: skip
"""Parameters that a product itself is written with."""

STATUSES = {
    "active": "ACTIVE", "enabled": "ACTIVE", "draft": "DRAFT", "disabled": "DRAFT", "archived": "ARCHIVED",
    "unlisted": "UNLISTED",
}  # fmt: skip
POLICIES = {"no": "DENY", "deny": "DENY", "yes": "CONTINUE", "continue": "CONTINUE", "notify": "CONTINUE"}


def given(body: Body) -> Body:
    """The members of an input that have a value."""
    return {name: value for name, value in body.items() if value is not None}


def about(p: Any) -> Body:
    """What is written of the product itself."""
    vendors = {value for value in (p.brand_name, p.manufacturer) if value is not None}
    if len(vendors) > 1:
        raise clash("brand_name", ["manufacturer"])
    seo = given({"title": p.meta_title, "description": p.meta_description})
    return given(
        {
            "title": p.name,
            "descriptionHtml": p.description,
            "status": status(p.status),
            "vendor": next(iter(vendors), None),
            "tags": None if p.tags is None else listed(p.tags),
            "handle": p.seo_url,
            "productType": p.product_class,
            "seo": seo or None,
        }
    )


def status(word: str | None) -> str | None:
    """Shopify's status for the contract's word."""
    if word is not None and word.lower() not in STATUSES:
        raise allowed("status", STATUSES)
    return STATUSES[word.lower()] if word is not None else None


def prices(p: Any) -> Body:
    """The price and the one that is struck out beside it: a special price takes the place of the regular one."""
    if p.special_price is not None and p.old_price is not None:
        raise clash("special_price", ["old_price"])
    for name in PRICES:
        value = getattr(p, name)
        if value is not None and value < 0:
            raise refuse(name, "It must not be negative.")
    body: Body = {}
    if p.special_price is not None:
        body["price"] = spelled(p.special_price)
        if p.price is not None:
            body["compareAtPrice"] = spelled(p.price)
    elif p.price is not None:
        body["price"] = spelled(p.price)
    if p.old_price is not None:
        body["compareAtPrice"] = spelled(p.old_price)
    return body


async def goods(shop: Shop, p: Any) -> Body:
    """What is written of a variant, without its stock."""
    return given(
        {
            **prices(p),
            "barcode": _barcode(p),
            "taxable": p.taxable,
            "inventoryPolicy": _policy(p.backorder_status),
            "inventoryItem": await _item(shop, p) or None,
        }
    )


def sku(p: Any) -> str | None:
    """The number by which a variant is known; Shopify has one, which the contract's model must be, too."""
    if p.sku is not None and p.model is not None and p.sku != p.model:
        raise refuse("model", "Shopify knows products by their SKU alone: give the same or none.")
    return p.sku if p.sku is not None else p.model


def _barcode(p: Any) -> str | None:
    every = {"barcode": p.barcode, "gtin": p.gtin, "upc": p.upc, "ean": p.ean, "isbn": p.isbn}
    found = {name: value for name, value in every.items() if value is not None}
    if len(set(found.values())) > 1:
        name, *others = found
        raise clash(name, others)
    return next(iter(found.values()), None)


def _policy(word: str | None) -> str | None:
    if word is not None and word.lower() not in POLICIES:
        raise allowed("backorder_status", POLICIES)
    return POLICIES[word.lower()] if word is not None else None


async def _item(shop: Shop, p: Any) -> Body:
    tracked = p.manage_stock
    if tracked is None and p.quantity is not None:
        tracked = True
    return given(
        {
            "sku": sku(p),
            "cost": None if p.cost_price is None else spelled(p.cost_price),
            "tracked": tracked,
            "requiresShipping": None if p.is_virtual is None else not p.is_virtual,
            "countryCodeOfOrigin": _country(p.country_of_origin),
            "harmonizedSystemCode": p.harmonized_system_code,
            "measurement": await _measured(shop, p),
        }
    )


def _country(code: str | None) -> str | None:
    if code is not None and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise refuse("country_of_origin", "It must be a country's code of two letters.")
    return code.upper() if code else None


async def _measured(shop: Shop, p: Any) -> Body | None:
    if p.weight is None:
        if p.weight_unit is not None:
            raise refuse("weight_unit", "It must be used with parameter 'weight'.")
        return None
    if p.weight_unit is not None and p.weight_unit.lower() not in NATIVE_UNITS:
        raise allowed("weight_unit", NATIVE_UNITS)
    unit = NATIVE_UNITS[p.weight_unit.lower()] if p.weight_unit else await weight_unit(shop)
    return {"weight": {"value": p.weight, "unit": unit}}


def whole(name: str, value: float) -> int:
    """A number of pieces."""
    if value != int(value):
        raise refuse(name, "Shopify counts whole pieces.")
    return int(value)


def collections(name: str, text: str | None) -> list[str]:
    """The global ids of some categories."""
    return gids("Collection", text, name) if text else []


async def unique(shop: Shop, sku: str | None, *, but: str | None = None) -> None:
    """Refuse a SKU that another variant has; Shopify itself would take it, but then no SKU finds one product."""
    if not sku:
        return
    rows = await shop.everything("productVariants", Sold, query([f"sku:{quoted(sku)}"]))
    if any(row.sku == sku and row.id != but for row in rows):
        raise AlreadyExists(f"A product with sku '{sku}' already exists.")


def kind(word: str | None) -> None:
    """Check the type of a product: with options or without."""
    if word is not None and word not in ("simple", "configurable"):
        raise allowed("type", ("simple", "configurable"))


def single_only(name: str, id: str) -> ParameterError:
    """The error for what a product with options has only in its variants."""
    return refuse(name, f"Product {id} has options: what is sold are its variants.")
