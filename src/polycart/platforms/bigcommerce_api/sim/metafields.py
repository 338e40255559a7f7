"""Metafields: keys and values in namespaces, at products, variants, categories, brands, customers, orders and channels.

https://developer.bigcommerce.com/docs/rest-catalog/products/metafields
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, Table
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, data, done, missing, told

PERMISSIONS = ("app_only", "read", "write", "read_and_sf_access", "write_and_sf_access")
KINDS = {
    "key": checks.text(64, 1), "value": checks.text(65535, 1), "namespace": checks.text(64, 1),
    "permission_set": checks.word(*PERMISSIONS), "description": checks.text(255),
}  # fmt: skip
LISTER = Lister(
    filters={
        "key": listing.same("key"),
        "key:in": listing.among("key"),
        "namespace": listing.same("namespace"),
        "namespace:in": listing.among("namespace"),
        **listing.dates("date_created", "date_modified"),
    }
)
PLACES = {
    "catalog/products/{resource_id}": "product",
    "catalog/products/{product_id}/variants/{resource_id}": "variant",
    "catalog/categories/{resource_id}": "category",
    "catalog/brands/{resource_id}": "brand",
    "customers/{resource_id}": "customer",
    "orders/{resource_id}": "order",
    "channels/{resource_id}": "channel",
}
TYPES = {"catalog/products": "product", "catalog/brands": "brand", "customers": "customer", "orders": "order"}


def _table(shop: Shop, kind: str) -> Table:
    return {
        "product": shop.products, "variant": shop.variants, "category": shop.categories, "brand": shop.brands,
        "customer": shop.customers, "order": shop.orders, "channel": shop.channels,
    }[kind]  # fmt: skip


def shown(row: Json) -> Json:
    """A metafield as it is answered."""
    return {name: value for name, value in row.items() if name != "owner"}


def made(shop: Shop, kind: str, id: int, body: Json) -> Json:
    """A new metafield of something; a key is there once in its namespace."""
    fields = checks.check("v3", KINDS, body, "key", "value", "namespace", "permission_set")
    for other in shop.metafields.of((kind, id)):
        if (other["namespace"], other["key"]) == (fields["namespace"], fields["key"]):
            raise Refusal(409, told(409, "The key and namespace combination is already in use", {"key": "in use"}))
    now = shop.now()
    blank = {"description": "", "resource_type": kind, "resource_id": id, "owner_client_id": "s1mulated"}
    return shop.metafields.put(blank | fields | {"date_created": now, "date_modified": now, "owner": (kind, id)})


def _register(place: str, kind: str) -> None:
    def owner(shop: Shop, call: Call) -> int:
        id = call.id("resource_id")
        row = _table(shop, kind).get(id)
        if row is None or (kind == "variant" and row["product_id"] != call.id("product_id")):
            raise missing("v3", f"The {kind} was not found")
        return id

    def field(shop: Shop, call: Call) -> Json:
        row = shop.metafields.get(call.id("metafield_id"))
        if row is None or row["owner"] != (kind, owner(shop, call)):
            raise missing("v3", "The metafield was not found")
        return row

    @route(f"GET v3/{place}/metafields")
    def listed(shop: Shop, call: Call) -> Answer:
        return page_of(LISTER, call, shop.metafields.of((kind, owner(shop, call))), shown)

    @route(f"POST v3/{place}/metafields")
    def added(shop: Shop, call: Call) -> Answer:
        return data(shown(made(shop, kind, owner(shop, call), call.fields())))

    @route(f"GET v3/{place}/metafields/{{metafield_id}}")
    def one(shop: Shop, call: Call) -> Answer:
        return data(shown(field(shop, call)))

    @route(f"PUT v3/{place}/metafields/{{metafield_id}}")
    def changed(shop: Shop, call: Call) -> Answer:
        row = field(shop, call)
        row |= checks.check("v3", KINDS, call.fields()) | {"date_modified": shop.now()}
        return data(shown(row))

    @route(f"DELETE v3/{place}/metafields/{{metafield_id}}")
    def deleted(shop: Shop, call: Call) -> Answer:
        shop.metafields.drop(field(shop, call)["id"])
        return done()

    assert all((listed, added, one, changed, deleted))  # noqa: S101 - registered, and called by nobody else


for _place, _kind in PLACES.items():
    _register(_place, _kind)
