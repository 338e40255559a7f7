"""What becomes of the parameters of a product or a variant; only what the caller gave is written."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart.api.product import (
    ProductAddParams,
    ProductAddTierPrice,
    ProductUpdateParams,
    ProductVariantAddParams,
    ProductVariantUpdateParams,
)
from polycart.core.countries import CODE2, CODE3
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, ParameterError
from polycart.core.given import allowed, clash, refuse
from polycart.platforms.magento2.scopes import StoreConfig

Adding = (ProductAddParams, ProductVariantAddParams)
Changing = (ProductUpdateParams, ProductVariantUpdateParams)
Goods = ProductAddParams | ProductUpdateParams | ProductVariantAddParams | ProductVariantUpdateParams
Body = dict[str, Any]

PRICES = ("price", "old_price", "special_price", "sprice_create", "sprice_expire", "cost_price")
STOCK = ("quantity", "in_stock", "manage_stock", "backorder_status", "low_stock_threshold", "warehouse_id")
RELATIVE = ("increase_quantity", "reduce_quantity")
SEARCH_ENGINES = ("meta_title", "meta_keywords", "meta_description")
SHARED = (
    *PRICES, *STOCK, *SEARCH_ENGINES, "sku", "model", "name", "description", "short_description", "status",
    "is_virtual", "weight", "weight_unit", "tax_class_id", "taxable", "country_of_origin", "manufacturer",
)  # fmt: skip
"""What products and variants have in common, when they are added and when they are changed."""

STATUSES = {"enabled": 1, "disabled": 2, "1": 1, "2": 2}
VISIBLE = {
    "everywhere": 4, "visible": 4, "catalog, search": 4, "catalog": 2, "search": 3, "hidden": 1, "nowhere": 1,
    "not visible individually": 1, "4": 4, "2": 2, "3": 3, "1": 1,
}  # fmt: skip
BACKORDERS = {
    "allow": 1, "yes": 1, "true": 1, "1": 1, "notify": 2, "2": 2, "no": 0, "false": 0, "0": 0, "deny": 0,
}  # fmt: skip
TYPES = ("simple", "virtual", "configurable", "bundle", "grouped", "downloadable")
PARENTS = ("configurable", "bundle", "grouped")
"""Types whose stock is that of other products."""

ALL_GROUPS = 32000
"""The number of "all groups" of customers, and of nobody else."""

POUNDS = {"lbs": 1.0, "lb": 1.0, "kgs": 2.2046226218, "kg": 2.2046226218, "g": 0.0022046226218, "oz": 0.0625}
SKU_LENGTH = 64


class Draft(msgspec.Struct):
    """A product on its way: its own fields, its custom attributes by code, and what its extensions keep."""

    fields: Body = {}
    attributes: Body = {}
    extension: Body = {}

    def body(self) -> Body:
        """As Magento wants it; ``None`` is what was not given, and is not written."""
        given = {name: value for name, value in self.fields.items() if value is not None}
        rows = [
            {"attribute_code": code, "value": value} for code, value in self.attributes.items() if value is not None
        ]
        extension = {name: value for name, value in self.extension.items() if value is not None}
        return {
            **given,
            **({"custom_attributes": rows} if rows else {}),
            **({"extension_attributes": extension} if extension else {}),
        }


def goods(p: Goods, config: StoreConfig) -> Draft:
    """What needs nothing but the parameters and the configuration of the store view."""
    return Draft(
        fields={
            "name": _named(p.name),
            "status": status(p),
            "weight": weight(p, config),
        },
        attributes={
            "description": p.description,
            "short_description": p.short_description,
            **search_engines(p),
            "country_of_manufacture": country(p.country_of_origin),
        },
    )


def _named(name: str | None) -> str | None:
    if name is not None and not name.strip():
        raise refuse("name", "The name of a product can not be empty.")
    return name


def sku_of(p: ProductAddParams | ProductVariantAddParams) -> str:
    """The SKU of a new product, which is its model where only that is given."""
    sku = p.sku if p.sku is not None else p.model
    if not sku:
        raise MissingParameter("Parameter 'sku' is required.")
    name = "sku" if p.sku is not None else "model"
    if p.sku is not None and p.model is not None and p.model != p.sku:  # type: ignore[reportUnnecessaryComparison]
        raise refuse("model", "A product of Magento has one number, its SKU: give the same as 'sku'.")
    return checked_sku(name, sku)


def new_sku_of(p: ProductUpdateParams | ProductVariantUpdateParams) -> str | None:
    """The SKU that a product is to have from now on."""
    if p.sku is not None and p.model is not None and p.sku != p.model:
        raise refuse("model", "A product of Magento has one number, its SKU: give the same as 'sku'.")
    if p.sku is not None:
        return checked_sku("sku", p.sku)
    return None if p.model is None else checked_sku("model", p.model)


def checked_sku(name: str, sku: str) -> str:
    """Magento trims a SKU and refuses a long one (Product\\Attribute\\Backend\\Sku); told before it is asked."""
    if not sku or sku != sku.strip():
        raise refuse(name, "A SKU can not be empty, and can not begin or end with blanks.")
    if len(sku) > SKU_LENGTH:
        raise refuse(name, f"A SKU has at most {SKU_LENGTH} characters.")
    return sku


def slug(text: str) -> str:
    """Text as a part of an address: letters and digits without marks, hyphens between them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def own_url_key(name: str, sku: str) -> str:
    """A ``url_key`` that no other product has, for where the one that Magento makes of the name will not do."""
    number = slug(sku)
    if number.replace("-", "") != sku.lower().replace("-", ""):  # what a slug leaves out may be what differs
        number = "-".join(filter(None, (number, hashlib.sha256(sku.encode()).hexdigest()[:8])))
    return "-".join(filter(None, (slug(name), number)))


_SPELLED = re.compile("[0-9A-Za-z\u00c0-\u024f\u0370-\u0587\u0900-\u097f\u1e00-\u1eff]")


def unspellable(name: str) -> bool:
    """Whether Magento can make no ``url_key`` of a name (Framework\\Filter\\Translit knows no such script).

    It answers "The product was unable to be saved. Please try again." to a product with such a name and no key.
    """
    return _SPELLED.search(name) is None


def status(p: Goods) -> int | None:
    """Being shown and being for sale are one thing: whether the product is enabled."""
    asked: dict[str, bool | None] = {}
    if not isinstance(p, ProductVariantUpdateParams):
        asked["available_for_view"] = p.available_for_view
    if not isinstance(p, ProductUpdateParams):
        asked["available_for_sale"] = p.available_for_sale
    if isinstance(p, Changing):
        asked["avail"] = p.avail
    flags = {name: flag for name, flag in asked.items() if flag is not None}
    if len(set(flags.values())) > 1:
        names = ", ".join(f"'{name}'" for name in flags)
        raise ParameterError(f"Parameters {names} must be equal: what Magento shows can also be bought.")
    wanted = next((1 if flag else 2 for flag in flags.values()), None)
    if p.status is None:
        return wanted
    named = STATUSES.get(p.status.strip().lower())
    if named is None:
        raise allowed("status", STATUSES)
    if wanted is not None and wanted != named:
        raise clash("status", [next(iter(flags))])
    return named


def visibility(word: str | None) -> int | None:
    """Where shoppers find it."""
    if word is None:
        return None
    number = VISIBLE.get(word.strip().lower())
    if number is None:
        raise allowed("visible", VISIBLE)
    return number


def product_type(p: ProductAddParams | ProductUpdateParams) -> str | None:
    """The type, from its name or from the flags that the contract has beside it."""
    given = p.type
    if given is not None and given in ("gift_card", "giftcard"):
        raise refuse("type", "Gift cards are products of Adobe Commerce, and need amounts that the contract has not.")
    if given is not None and given not in TYPES:
        raise allowed("type", TYPES)
    virtual: bool | None = p.is_virtual
    download: bool | None = p.downloadable
    by_flag = "downloadable" if download else "virtual" if virtual else None
    if isinstance(p, ProductAddParams) and p.files and by_flag is None:
        by_flag = "downloadable"
    if given not in (None, "simple", by_flag) and by_flag is not None:
        raise clash("type", ["downloadable" if by_flag == "downloadable" else "is_virtual"])
    if by_flag is None and (virtual is False or download is False):
        return given or "simple"
    return by_flag or given


def prices(p: Goods, config: StoreConfig) -> Draft:
    """Price and special price; ``old_price`` makes the price a special one, a special price of 0 takes it away."""
    old = p.old_price
    if old is None and isinstance(p, ProductAddParams):
        old = p.wholesale_price
    regular, sale = p.price, p.special_price
    if old is not None and (regular is None or old > regular):
        regular, sale = old, regular if sale is None else sale
    retail = None if isinstance(p, ProductVariantAddParams) else p.retail_price
    given = {"price": regular, "special_price": sale, "cost_price": p.cost_price, "retail_price": retail}
    for name, value in given.items():
        _positive(name, value)
    begin, end = p.sprice_create, p.sprice_expire
    taken_away = sale == 0
    if taken_away and isinstance(p, Adding):
        sale, taken_away = None, False
    draft = Draft(
        fields={"price": amount(regular)},
        attributes={
            "special_price": "" if taken_away else amount(sale),
            "special_from_date": _local(begin, config) if begin else "" if taken_away else None,
            "special_to_date": _local(end, config) if end else "" if taken_away else None,
            "cost": amount(p.cost_price),
            "msrp": amount(retail),
        },
    )
    if begin and end and parse_date(begin) > parse_date(end):
        raise refuse("sprice_expire", "The special price ends before it begins.")
    return draft


def _positive(name: str, value: float | None) -> None:
    if value is not None and value < 0:
        raise refuse(name, "It can not be negative.")


def amount(value: float | None) -> float | int | None:
    """A number as it is written: ``136`` rather than ``136.0``."""
    return int(value) if value is not None and value == int(value) else value


def zone(config: StoreConfig) -> ZoneInfo:
    """The time zone of the shop."""
    try:
        return ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _local(text: str, config: StoreConfig) -> str:
    """Days of special prices are days in the shop's time zone (Stdlib\\DateTime\\Timezone::isScopeDateInInterval)."""
    return parse_date(text).astimezone(zone(config)).strftime("%Y-%m-%d %H:%M:%S")


def created(text: str | None, config: StoreConfig) -> str:
    """When a product was created: a given moment in UTC, as it is read, else now by the shop's own clock."""
    moment = parse_date(text).astimezone(UTC) if text else datetime.now(zone(config))
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def weight(p: Goods, config: StoreConfig) -> float | int | None:
    """The weight in the shop's unit; one in another unit is converted."""
    given: float | None = p.weight
    _positive("weight", given)
    if p.weight_unit is None:
        return amount(given)
    unit = p.weight_unit.strip().lower()
    shop = POUNDS.get(config.weight_unit, 1.0)
    if unit not in POUNDS:
        raise allowed("weight_unit", POUNDS)
    if given is None:
        if POUNDS[unit] != shop:
            raise refuse("weight_unit", f"No weight is given in it, and the shop's unit stays '{config.weight_unit}'.")
        return None
    return amount(given if POUNDS[unit] == shop else round(given * POUNDS[unit] / shop, 4))


def search_engines(p: Goods) -> Body:
    """Texts for search engines."""
    return {
        "meta_title": p.meta_title,
        "meta_keyword": p.meta_keywords,
        "meta_description": p.meta_description,
    }


def country(text: str | None) -> str | None:
    """The two letters of a country."""
    if text is None or text == "":
        return text
    code = text.strip().upper()
    code = CODE2.get(code, code)
    if code not in CODE3:
        raise refuse("country_of_origin", "It must be the code of a country, such as 'DE'.")
    return code


def tier_prices(p: Goods) -> list[Body] | None:
    """Prices by quantity, and by customer group and quantity; they take the place of those that there are."""
    tiers: list[ProductAddTierPrice] | None = None
    if not isinstance(p, ProductVariantUpdateParams):
        tiers = p.tier_prices
    groups = p.group_prices if isinstance(p, ProductAddParams) else None
    if tiers is None and groups is None:
        return None
    rows = [tier("tier_prices", price=each.price, quantity=each.quantity) for each in tiers or []]
    rows += [tier("group_prices", price=g.price, quantity=g.qty, group=g.group_id) for g in groups or []]
    return rows


def tier(name: str, *, price: float | None, quantity: float | None, group: str | None = None) -> Body:
    """One row of ``tier_prices``, good for all websites."""
    if price is None or price < 0:
        raise refuse(name, "Each price needs a 'price' that is not negative.")
    if quantity is not None and quantity <= 0:
        raise refuse(name, "The quantity of a price must be greater than 0.")
    number = ALL_GROUPS if group is None else group_id(name, group)
    return {
        "customer_group_id": number,
        "qty": amount(quantity if quantity is not None else 1),
        "value": amount(price),
        "extension_attributes": {"website_id": 0},
    }


def group_id(name: str, text: str) -> int:
    """The number of a customer group."""
    if not text.strip().isdigit():
        raise refuse(name, f"'{text}' is not the id of a customer group.")
    return int(text)


def number(name: str, text: str) -> int:
    """An id as Magento counts; anything else is refused before it is asked."""
    if not (text.isascii() and text.strip().isdigit()) or len(text.strip()) > 18:
        raise refuse(name, f"'{text[:40]}' is not the id of anything in a Magento shop.")
    return int(text)


def merged(*drafts: Draft) -> Draft:
    """Drafts put together; a later one wins."""
    whole = Draft()
    for draft in drafts:
        whole.fields |= draft.fields
        whole.attributes |= draft.attributes
        whole.extension |= draft.extension
    return whole


def backorders(p: Mapping[str, Any] | str | None) -> int | None:
    """The number of a backorder status."""
    if p is None:
        return None
    found = BACKORDERS.get(str(p).strip().lower())
    if found is None:
        raise allowed("backorder_status", BACKORDERS)
    return found
