"""Customer groups, which only v2 has.

https://developer.bigcommerce.com/docs/rest-management/customers-v2/customer-groups
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, plain_page
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, short
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, conflict, done, missing

KINDS = {
    "name": checks.text(255, 1), "is_default": checks.YES_NO, "category_access": checks.OBJECT,
    "discount_rules": checks.ARRAY, "is_group_for_guests": checks.YES_NO,
}  # fmt: skip
GROUPS = Lister(
    filters={
        "name": listing.same("name"),
        "name:like": listing.like("name"),
        "is_default": listing.flag("is_default"),
        **listing.dates("date_created", "date_modified"),
    }
)


@route("GET v2/customer_groups")
def listed(shop: Shop, call: Call) -> Answer:
    return plain_page(GROUPS, call, shop.groups)


@route("GET v2/customer_groups/count")
def counted(shop: Shop, call: Call) -> Answer:
    return Answer(body={"count": len(shop.groups)})


@route("GET v2/customer_groups/{group_id}")
def one(shop: Shop, call: Call) -> Answer:
    row = shop.groups.get(call.id("group_id"))
    if row is None:
        raise missing("v2")
    return Answer(body=row)


@route("POST v2/customer_groups")
def added(shop: Shop, call: Call) -> Answer:
    fields = checks.check("v2", KINDS, call.fields(), "name")
    if any(row["name"].casefold() == fields["name"].casefold() for row in shop.groups):
        raise conflict("v2", f"The group {fields['name']} already exists", "name")
    now = short(shop.clock())
    blank: Json = {
        "is_default": False,
        "category_access": {"type": "all"},
        "discount_rules": [],
        "is_group_for_guests": False,
    }
    return Answer(body=shop.groups.put(blank | {"date_created": now, "date_modified": now} | fields))


@route("DELETE v2/customer_groups/{group_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    if shop.groups.drop(call.id("group_id")) is None:
        raise missing("v2")
    return done()
