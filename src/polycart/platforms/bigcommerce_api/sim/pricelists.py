"""Price lists: prices of variants in a currency, that groups of customers or channels are assigned to.

https://developer.bigcommerce.com/docs/rest-management/price-lists
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, conflict, data, done, missing, rows

BATCH = 1000
LISTS = Lister(
    filters={
        "id:in": listing.among("id"),
        "name": listing.same("name"),
        "name:like": listing.like("name"),
        **listing.dates("date_created", "date_modified"),
    }
)
RECORDS = Lister(
    filters={
        "variant_id:in": listing.among("variant_id"),
        "product_id:in": listing.among("product_id"),
        "currency": listing.same("currency"),
        "currency:in": listing.among("currency"),
        "sku": listing.same("sku"),
        "sku:in": listing.among("sku"),
    }
)
ASSIGNMENTS = Lister(
    filters={
        f"{name}{suffix}": check(name)
        for name in ("id", "price_list_id", "customer_group_id", "channel_id")
        for suffix, check in (("", listing.number), (":in", listing.among))
    }
)
KINDS = {
    "price": checks.amount(empty=True), "sale_price": checks.amount(empty=True),
    "retail_price": checks.amount(empty=True), "map_price": checks.amount(empty=True),
    "bulk_pricing_tiers": checks.ARRAY, "currency": checks.text(3, 3), "variant_id": checks.whole(1),
    "sku": checks.text(),
}  # fmt: skip


def _found(shop: Shop, call: Call) -> Json:
    row = shop.price_lists.get(call.id("price_list_id"))
    if row is None:
        raise missing("v3", "The price list was not found")
    return row


@route("GET v3/pricelists")
def listed(shop: Shop, call: Call) -> Answer:
    return page_of(LISTS, call, shop.price_lists, dict, cut=False)


@route("POST v3/pricelists")
def added(shop: Shop, call: Call) -> Answer:
    fields = checks.check("v3", {"name": checks.text(255, 1), "active": checks.YES_NO}, call.fields(), "name")
    if any(row["name"].casefold() == fields["name"].casefold() for row in shop.price_lists):
        raise conflict("v3", "A price list with that name already exists", "name")
    now = shop.now()
    return data(shop.price_lists.put({"active": True, "date_created": now, "date_modified": now} | fields))


@route("DELETE v3/pricelists/{price_list_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    row = _found(shop, call)
    shop.price_lists.drop(row["id"])
    shop.records = {key: record for key, record in shop.records.items() if key[0] != row["id"]}
    for each in [a for a in shop.assignments if a["price_list_id"] == row["id"]]:
        shop.assignments.drop(each["id"])
    return done()


@route("GET v3/pricelists/{price_list_id}/records")
def records(shop: Shop, call: Call) -> Answer:
    row = _found(shop, call)
    tiers = "bulk_pricing_tiers" in call.query.get("include", "")
    found = [record for key, record in sorted(shop.records.items()) if key[0] == row["id"]]
    return page_of(RECORDS, call, found, lambda record: _shown(record, tiers), cut=False)


def _shown(record: Json, tiers: bool) -> Json:
    return {name: value for name, value in record.items() if tiers or name != "bulk_pricing_tiers"}


@route("PUT v3/pricelists/{price_list_id}/records")
def upserted(shop: Shop, call: Call) -> Answer:
    """Set the prices of up to a thousand variants; where one is refused none is set."""
    price_list = _found(shop, call)
    bodies = call.items(BATCH)
    wrong: list[Json] = []
    for body in bodies:
        checks.check("v3", KINDS, body, "currency")
        if shop.variants.get(body.get("variant_id") or -1) is None:
            key = {"price_list_id": price_list["id"], **body}
            wrong.append({"data": key, "field_errors": {"variant_id": "The variant does not exist"}})
    if wrong:
        raise Refusal(422, {"batch_errors": wrong})
    for body in bodies:
        put_record(shop, price_list["id"], body)
    return data({})


def put_record(shop: Shop, price_list_id: int, body: Json) -> None:
    """The price of one variant."""
    variant = shop.variants.rows[body["variant_id"]]
    key = (price_list_id, variant["id"], body["currency"].casefold())
    blank: Json = {
        "price_list_id": price_list_id, "variant_id": variant["id"], "sku": variant["sku"],
        "product_id": variant["product_id"], "currency": body["currency"].lower(), "price": None, "sale_price": None,
        "retail_price": None, "map_price": None, "date_created": shop.now(), "bulk_pricing_tiers": [],
    }  # fmt: skip
    fields = {name: body[name] for name in KINDS if name in body and name not in ("currency", "variant_id", "sku")}
    made = shop.records.get(key, blank) | fields | {"date_modified": shop.now()}
    made["bulk_pricing_tiers"] = [dict(each) for each in rows(made["bulk_pricing_tiers"])]
    shop.records[key] = made | {"calculated_price": made["sale_price"] or made["price"] or 0}


@route("DELETE v3/pricelists/{price_list_id}/records")
def records_deleted(shop: Shop, call: Call) -> Answer:
    row = _found(shop, call)
    variants, currency = set(call.numbers("variant_id:in")), call.query.get("currency", "").casefold()
    shop.records = {
        key: record
        for key, record in shop.records.items()
        if not (key[0] == row["id"] and (not variants or key[1] in variants) and currency in ("", key[2]))
    }
    return done()


@route("GET v3/pricelists/assignments")
def assignments(shop: Shop, call: Call) -> Answer:
    return page_of(ASSIGNMENTS, call, shop.assignments, dict, cut=False)


@route("POST v3/pricelists/assignments")
def assigned(shop: Shop, call: Call) -> Answer:
    """Give groups of customers price lists; a group has one in a channel."""
    for body in call.items(25):
        if shop.price_lists.get(body.get("price_list_id") or -1) is None:
            raise missing("v3", "The price list was not found")
        key = (body.get("customer_group_id"), body.get("channel_id"))
        if any((each["customer_group_id"], each["channel_id"]) == key for each in shop.assignments):
            raise conflict("v3", "The assignment already exists", "customer_group_id")
        shop.assignments.put(
            {"price_list_id": body["price_list_id"], "customer_group_id": key[0], "channel_id": key[1]}
        )
    return data({})
