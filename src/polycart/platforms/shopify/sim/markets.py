"""Markets, their catalogs and price lists, and what a variant costs in a country."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, mutation, paged
from polycart.platforms.shopify.sim.countries import country_name
from polycart.platforms.shopify.sim.paging import KINDS, Call, Connection, Kind, search
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, inner
from polycart.platforms.shopify.sim.writes.inputs import wanted

Price = tuple[Decimal, Decimal | None]
"""A fixed price and the one it is compared with."""


def seed(shop: Shop) -> None:
    """The home market and one abroad, which has prices of its own currency."""
    home = make(shop, "United States", "us", ("US",), shop.currency, 1)
    make(shop, "Europe", "europe", ("AT", "BE", "DE", "ES", "FR", "IT", "NL"), "EUR", 2)
    home["primary"] = True
    catalog = shop.insert(
        "MarketCatalog",
        {
            "title": "Europe",
            "status": "ACTIVE",
            "markets": [shop.seeded("Market", 2)],
            "publication": None,
            "priceList": None,
        },
        1,
    )
    shop.seeded("Market", 2)["catalogs"].append(catalog)
    prices(shop, "Europe", "EUR", catalog, "PERCENTAGE_DECREASE", 8.0, 1)
    companies = shop.insert(
        "CompanyLocationCatalog", {"title": "Wholesale", "status": "ACTIVE", "publication": None, "priceList": None}, 1
    )
    wholesale = prices(shop, "Wholesale", shop.currency, companies, "PERCENTAGE_DECREASE", 20.0, 2)
    for variant in (shop.all("ProductVariant")[40], shop.all("ProductVariant")[-1]):
        wholesale["_fixed"][variant["id"]] = (Decimal("9.00"), None)
        _break(shop, wholesale, variant["id"], 10, Decimal("8.00"))


def _break(shop: Shop, row: Record, variant: str, quantity: int, amount: Decimal) -> None:
    """A price from a quantity on; one for the same quantity takes the place of the one before."""
    rows: list[Record] = row["_breaks"].setdefault(variant, [])
    for each in [each for each in rows if each["minimumQuantity"] == quantity]:
        rows.remove(each)
        shop.delete(each)
    made: Record = {
        "minimumQuantity": quantity, "price": {"amount": amount, "currencyCode": row["currency"]}, "priceList": row,
        "variant": shop.tables["ProductVariant"][variant],
    }  # fmt: skip
    rows.append(shop.insert("QuantityPriceBreak", made))
    rows.sort(key=lambda each: each["minimumQuantity"])


def make(
    shop: Shop, name: str, handle: str, countries: tuple[str, ...], currency: str, serial: int | None = None
) -> Record:
    """A market of countries."""
    base: Record = {"currencyCode": currency, "currencyName": currency, "enabled": True, "_n": 1}
    regions = [
        shop.insert("MarketRegionCountry", {"code": code, "name": country_name(code), "currency": base})
        for code in countries
    ]
    return shop.insert(
        "Market",
        {
            "name": name,
            "handle": handle,
            "status": "ACTIVE",
            "enabled": True,
            "primary": False,
            "type": "REGION",
            "currencySettings": {"baseCurrency": base, "localCurrencies": False, "roundingEnabled": True},
            "regions": regions,
            "catalogs": [],
            "metafields": [],
            "conditions": {
                "conditionTypes": ["REGION"],
                "regionsCondition": {"applicationLevel": "SPECIFIED", "regions": regions},
            },
        },
        serial,
    )


def prices(
    shop: Shop, name: str, currency: str, catalog: Record | None, type: str, value: float, serial: int | None = None
) -> Record:
    """A price list, relative to the shop's own prices but for those that are fixed."""
    made = shop.insert(
        "PriceList",
        {
            "name": name,
            "currency": currency,
            "catalog": catalog,
            "_fixed": {},
            "_breaks": {},
            "parent": {"adjustment": {"type": type, "value": value}, "settings": {"compareAtMode": "ADJUSTED"}},
        },
        serial,
    )
    if catalog is not None:
        catalog["priceList"] = made
    return made


def _relative(row: Record, amount: Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    adjustment = row["parent"]["adjustment"]
    sign = 1 if adjustment["type"] == "PERCENTAGE_INCREASE" else -1
    return (amount * (100 + sign * Decimal(str(adjustment["value"]))) / 100).quantize(Decimal("0.01"))


def price_in(row: Record, variant: Record) -> Record:
    """What a variant costs by a price list."""
    fixed: Price | None = row["_fixed"].get(variant["id"])
    price, compared = fixed or (_relative(row, variant["price"]), _relative(row, variant["compareAtPrice"]))
    return {
        "variant": variant, "originType": "FIXED" if fixed else "RELATIVE", "_n": variant["_n"], "_list": row,
        "price": {"amount": price, "currencyCode": row["currency"]},
        "compareAtPrice": None if compared is None else {"amount": compared, "currencyCode": row["currency"]},
    }  # fmt: skip


@field("PriceList", "prices")
def _prices(
    row: Record, info: Info, *, origin_type: str | None = None, query: str | None = None, **page: Any
) -> Connection:
    shop = info.context.shop
    rows = shop.all("ProductVariant")
    if origin_type == "FIXED":  # few, and a search of thousands of variants is slow
        rows = [variant for id in row["_fixed"] if (variant := shop.get("ProductVariant", id)) is not None]
    if query:
        rows = search(info.context, rows, "PriceListVariant", query, info.path.as_list())
    made = [
        price_in(row, variant)
        for variant in rows
        if origin_type is None or (variant["id"] in row["_fixed"]) is (origin_type == "FIXED")
    ]
    return paged(info, made, "PriceListPrice", **page)


@field("PriceListPrice", "quantityPriceBreaks")
def _breaks(price: Record, info: Info, **page: Any) -> Connection:
    return paged(info, price["_list"]["_breaks"].get(price["variant"]["id"], []), "QuantityPriceBreak", **page)


@field("PriceList", "fixedPricesCount")
def _fixed_count(row: Record, info: Info) -> int:
    return len(row["_fixed"])


def _list_for(shop: Shop, context: Record) -> Record | None:
    country = context.get("country")
    for market in shop.all("Market"):
        if market["status"] == "ACTIVE" and any(region["code"] == country for region in market["regions"]):
            return next((catalog["priceList"] for catalog in market["catalogs"] if catalog["priceList"]), None)
    return None


def _contextual(shop: Shop, variant: Record, context: Record) -> Record:
    row = _list_for(shop, context)
    if row is None:
        currency = shop.currency
        compared = variant["compareAtPrice"]
        return {
            "price": {"amount": variant["price"], "currencyCode": currency},
            "compareAtPrice": None if compared is None else {"amount": compared, "currencyCode": currency},
        }
    return price_in(row, variant)


@field("ProductVariant", "contextualPricing")
def _variant_pricing(variant: Record, info: Info, *, context: Record) -> Record:
    return _contextual(info.context.shop, variant, context)


@field("Product", "contextualPricing")
def _product_pricing(product: Record, info: Info, *, context: Record) -> Record:
    rows = [_contextual(info.context.shop, variant, context) for variant in product["variants"]]
    rows.sort(key=lambda row: row["price"]["amount"])
    spread = {"minVariantPrice": rows[0]["price"], "maxVariantPrice": rows[-1]["price"]}
    return {
        "fixedQuantityRulesCount": 0,
        "priceRange": spread,
        "minVariantPricing": rows[0],
        "maxVariantPricing": rows[-1],
    }


# Price lists


def _list(call: Call, id: str, at: str = "id", code: str = "PRICE_LIST_NOT_FOUND") -> Record:
    return wanted(call.shop, id, "PriceList", "Price list does not exist.", at, code=code)


def _catalog(shop: Shop, id: str | None) -> Record | None:
    if id is None:
        return None
    found = shop.get("MarketCatalog", id)
    if found is None:
        raise Refused("Catalog does not exist.", "input", "catalogId", code="CATALOG_DOES_NOT_EXIST")
    return found


@mutation
def price_list_create(call: Call, *, input: Record) -> Record:
    """Make a price list."""
    shop = call.shop
    if not input["name"].strip():
        raise Refused("Name can't be blank", "input", "name", code="BLANK")
    if any(row["name"] == input["name"] for row in shop.all("PriceList")):
        raise Refused("Name has already been taken", "input", "name", code="TAKEN")
    adjustment = input["parent"]["adjustment"]
    if not 0 <= adjustment["value"] <= 1000 or (
        adjustment["type"] == "PERCENTAGE_DECREASE" and adjustment["value"] > 100
    ):
        raise Refused(
            "The adjustment value is invalid.",
            "input",
            "parent",
            "adjustment",
            "value",
            code="INVALID_ADJUSTMENT_VALUE",
        )
    catalog = _catalog(shop, input.get("catalogId"))
    return {
        "priceList": prices(shop, input["name"], input["currency"], catalog, adjustment["type"], adjustment["value"])
    }


@mutation
def price_list_delete(call: Call, *, id: str) -> Record:
    """Forget a price list."""
    row = _list(call, id)
    if row["catalog"] is not None:
        row["catalog"]["priceList"] = None
    call.shop.delete(row)
    return {"deletedId": id}


def _fixed(call: Call, row: Record, given: list[Record], word: str) -> dict[str, Price]:
    made: dict[str, Price] = {}
    for n, each in enumerate(given):
        at = (word, str(n))
        if call.shop.get("ProductVariant", each["variantId"]) is None:
            raise Refused("Variant does not exist.", *at, "variantId", code="VARIANT_NOT_FOUND")
        if each["price"]["currencyCode"] != row["currency"]:
            said = "The specified currency does not match the price list's currency."
            raise Refused(said, *at, "price", "currencyCode", code="PRICE_LIST_CURRENCY_MISMATCH")
        compared = each.get("compareAtPrice")
        made[each["variantId"]] = (each["price"]["amount"], compared["amount"] if compared else None)
    return made


@mutation
def price_list_fixed_prices_add(call: Call, *, price_list_id: str, prices: list[Record]) -> Record:
    """Fix prices of variants."""
    row = _list(call, price_list_id, "priceListId")
    row["_fixed"].update(made := _fixed(call, row, prices, "prices"))
    return {"prices": [price_in(row, call.shop.tables["ProductVariant"][id]) for id in made]}


@mutation
def price_list_fixed_prices_delete(call: Call, *, price_list_id: str, variant_ids: list[str]) -> Record:
    """Let prices of variants follow the shop's own again."""
    row = _list(call, price_list_id, "priceListId")
    return {"deletedFixedPriceVariantIds": _freed(row, variant_ids)}


@mutation
def quantity_pricing_by_variant_update(call: Call, *, input: Record, price_list_id: str) -> Record:
    """Change fixed prices and those from quantities on, all or none: what is deleted goes before what is added."""
    shop = call.shop
    row = wanted(shop, price_list_id, "PriceList", "Price list not found.", "priceListId", code="PRICE_LIST_NOT_FOUND")
    if input["quantityRulesToAdd"] or input["quantityRulesToDeleteByVariantId"]:
        said = "Quantity rules are not simulated."
        raise Refused(said, "input", "quantityRulesToAdd", code="QUANTITY_RULE_ADD_CATALOG_CONTEXT_NOT_SUPPORTED")
    freed: list[str] = input["pricesToDeleteByVariantId"]
    for n, id in enumerate(freed):
        if id not in row["_fixed"]:
            at = ("input", "pricesToDeleteByVariantId", str(n))
            raise Refused("The price is not fixed.", *at, code="PRICE_DELETE_PRICE_NOT_FIXED")
    made = _given(shop, row, input["pricesToAdd"], "pricesToAdd", "PRICE_ADD")
    ids = {each["id"]: each for rows in row["_breaks"].values() for each in rows}
    for n, id in enumerate(input["quantityPriceBreaksToDelete"]):
        if id not in ids:
            at = ("input", "quantityPriceBreaksToDelete", str(n))
            raise Refused("Quantity price break not found.", *at, code="QUANTITY_PRICE_BREAK_DELETE_NOT_FOUND")
    _given(shop, row, input["quantityPriceBreaksToAdd"], "quantityPriceBreaksToAdd", "QUANTITY_PRICE_BREAK_ADD")
    fixed = (row["_fixed"].keys() | made.keys()) - {*freed}
    for n, each in enumerate(input["quantityPriceBreaksToAdd"]):
        at = ("input", "quantityPriceBreaksToAdd", str(n))
        if row["catalog"] is not None and row["catalog"]["__typename"] == "MarketCatalog":
            said = "Quantity price breaks are for catalogs of companies only."
            raise Refused(said, *at, code="QUANTITY_PRICE_BREAK_ADD_FAILED_TO_SAVE")
        if each["variantId"] not in fixed:
            said = "A quantity price break needs a fixed price."
            raise Refused(said, *at, code="QUANTITY_PRICE_BREAK_ADD_PRICE_LIST_PRICE_NOT_FOUND")
        if each["minimumQuantity"] < 2:
            raise Refused("The minimum quantity is invalid.", *at, code="QUANTITY_PRICE_BREAK_ADD_INVALID")
    _apply(shop, row, input, made, ids)
    touched = {*freed, *made, *(each["variantId"] for each in input["quantityPriceBreaksToAdd"])}
    return {"productVariants": [shop.tables["ProductVariant"][id] for id in touched]}


def _given(shop: Shop, row: Record, given: list[Record], word: str, code: str) -> dict[str, Price]:
    """Prices of variants in the list's currency."""
    made: dict[str, Price] = {}
    for n, each in enumerate(given):
        at = ("input", word, str(n))
        if shop.get("ProductVariant", each["variantId"]) is None:
            raise Refused("Variant not found.", *at, "variantId", code=f"{code}_VARIANT_NOT_FOUND")
        if each["price"]["currencyCode"] != row["currency"]:
            said = "The currency is not that of the price list."
            raise Refused(said, *at, "price", "currencyCode", code=f"{code}_CURRENCY_MISMATCH")
        compared = each.get("compareAtPrice")
        made[each["variantId"]] = (each["price"]["amount"], compared["amount"] if compared else None)
    return made


def _apply(shop: Shop, row: Record, input: Record, made: dict[str, Price], ids: dict[str, Record]) -> None:
    for id in input["quantityPriceBreaksToDelete"]:
        row["_breaks"][ids[id]["variant"]["id"]].remove(ids[id])
        shop.delete(ids[id])
    for id in [*input["pricesToDeleteByVariantId"], *(input.get("quantityPriceBreaksToDeleteByVariantId") or ())]:
        for each in row["_breaks"].pop(id, []):
            shop.delete(each)
    for id in input["pricesToDeleteByVariantId"]:
        del row["_fixed"][id]
    row["_fixed"].update(made)
    for each in input["quantityPriceBreaksToAdd"]:
        _break(shop, row, each["variantId"], each["minimumQuantity"], each["price"]["amount"])


def _freed(row: Record, ids: list[str]) -> list[str]:
    for n, id in enumerate(ids):
        if id not in row["_fixed"]:
            raise Refused("Only fixed prices can be deleted.", "variantIds", str(n), code="PRICE_NOT_FIXED")
    for id in ids:
        row["_fixed"].pop(id, None)
    return ids


@mutation
def price_list_fixed_prices_update(
    call: Call, *, price_list_id: str, prices_to_add: list[Record], variant_ids_to_delete: list[str]
) -> Record:
    """Fix some prices and free others."""
    row = _list(call, price_list_id, "priceListId")
    made = _fixed(call, row, prices_to_add, "pricesToAdd")
    freed = _freed(row, variant_ids_to_delete)
    row["_fixed"].update(made)
    added = [price_in(row, call.shop.tables["ProductVariant"][id]) for id in made]
    return {"priceList": row, "pricesAdded": added, "deletedFixedPriceVariantIds": freed}


# Markets


@mutation
def market_create(call: Call, *, input: Record) -> Record:
    """Open a market of countries."""
    shop = call.shop
    name = input["name"].strip()
    if not name:
        raise Refused("Name can't be blank", "input", "name", code="BLANK")
    if any(row["name"].casefold() == name.casefold() for row in shop.all("Market")):
        raise Refused("Name has already been taken", "input", "name", code="TAKEN")
    condition = inner(inner(input, "conditions"), "regionsCondition")
    regions: list[Record] = condition.get("regions") or input.get("regions") or []
    codes = tuple(str(each["countryCode"]) for each in regions)
    taken = {region["code"] for row in shop.all("Market") for region in row["regions"]}
    for code in codes:
        if code in taken:
            said = f"Region {country_name(code)} is in another market already"
            raise Refused(said, "input", "conditions", "regionsCondition", "regions", code="TAKEN")
    currency = inner(input, "currencySettings").get("baseCurrency") or shop.currency
    handle = input.get("handle") or name.lower().replace(" ", "-")
    made = make(shop, name, handle, codes, currency)
    made["status"] = input.get("status") or ("ACTIVE" if input.get("enabled", True) else "DRAFT")
    made["enabled"] = made["status"] == "ACTIVE"
    return {"market": made}


@mutation
def market_update(call: Call, *, id: str, input: Record) -> Record:
    """Change a market."""
    made = wanted(call.shop, id, "Market", "The market wasn't found.", "id", code="MARKET_NOT_FOUND")
    for name in ("name", "handle", "status"):
        if input.get(name):
            made[name] = input[name]
    made["enabled"] = made["status"] == "ACTIVE"
    return {"market": made}


@mutation
def market_delete(call: Call, *, id: str) -> Record:
    """Close a market that is not the home one."""
    made = wanted(call.shop, id, "Market", "The market wasn't found.", "id", code="MARKET_NOT_FOUND")
    if made["primary"]:
        raise Refused("Can't delete the primary market.", "id", code="CANNOT_DELETE_PRIMARY_MARKET")
    call.shop.delete(made)
    return {"deletedId": id}


@field("QueryRoot", "catalogs")
def _catalogs(_: Any, info: Info, *, type: str | None = None, **page: Any) -> Connection:
    shop = info.context.shop
    every = {
        "APP": ("AppCatalog",), "MARKET": ("MarketCatalog",), "COMPANY_LOCATION": ("CompanyLocationCatalog",),
        None: ("AppCatalog", "MarketCatalog", "CompanyLocationCatalog"),
    }  # fmt: skip
    names = every.get(type, ())
    return paged(info, [row for name in names for row in shop.all(name)], "Catalog", **page)


@field("QueryRoot", "markets")
def _markets(_: Any, info: Info, *, type: str | None = None, **page: Any) -> Connection:
    rows = [row for row in info.context.shop.all("Market") if type in (None, row["type"])]
    return paged(info, rows, "Market", ("all", type), **page)


def _number(row: Record) -> int:
    return row["_n"]


KINDS["Market"] = Kind(
    {
        "ID": _number,
        "NAME": lambda row: row["name"],
        "STATUS": lambda row: row["status"],
        "MARKET_TYPE": lambda row: row["type"],
        "CREATED_AT": _number,
        "UPDATED_AT": _number,
        "MARKET_CONDITION_TYPES": _number,
    },
    {"id": Field("id", _number), "status": Field("keyword", lambda row: row["status"])},
    lambda row: [row["name"]],
)
KINDS["PriceList"] = Kind({"ID": _number, "NAME": lambda row: row["name"]}, {})
KINDS["Catalog"] = Kind(
    {"ID": _number, "TITLE": lambda row: row["title"], "TYPE": lambda row: row["__typename"], "RELEVANCE": _number},
    {
        "id": Field("id", _number),
        "title": Field("text", lambda row: row["title"]),
        "status": Field("keyword", lambda row: row["status"]),
    },
    lambda row: [row["title"]],
)
KINDS["QuantityPriceBreak"] = Kind({"ID": _number, "MINIMUM_QUANTITY": lambda row: row["minimumQuantity"]}, {})
KINDS["PriceListVariant"] = Kind({}, {
    "variant_id": Field("id", _number), "product_id": Field("id", lambda row: row["product"]["_n"]),
})  # fmt: skip
