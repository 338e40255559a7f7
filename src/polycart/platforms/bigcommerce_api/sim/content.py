"""What stands on the storefront's pages: scripts, and redirects of old addresses.

https://developer.bigcommerce.com/docs/rest-content/scripts
https://developer.bigcommerce.com/docs/rest-content/redirects
"""

from __future__ import annotations

import uuid

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, data, done, invalid, missing

KINDS = {
    "name": checks.text(255, 1), "description": checks.text(), "html": checks.text(65536), "src": checks.text(),
    "auto_uninstall": checks.YES_NO, "load_method": checks.word("default", "async", "defer"),
    "location": checks.word("head", "footer"),
    "visibility": checks.word("storefront", "all_pages", "checkout", "order_confirmation"),
    "kind": checks.word("src", "script_tag"), "api_client_id": checks.text(),
    "consent_category": checks.word("essential", "functional", "analytics", "targeting"), "enabled": checks.YES_NO,
    "channel_id": checks.whole(1),
}  # fmt: skip
SCRIPTS = Lister(
    filters={"channel_id:in": listing.among("channel_id")},
    sorts={
        "name": lambda row: row["name"],
        "description": lambda row: row["description"],
        "date_created": lambda row: (row["date_created"], row["uuid"]),
        "date_modified": lambda row: (row["date_modified"], row["uuid"]),
    },
    key="uuid",
)


@route("GET v3/content/scripts")
def listed(shop: Shop, call: Call) -> Answer:
    return page_of(SCRIPTS, call, shop.scripts.values(), dict, cut=False)


@route("GET v3/content/scripts/{uuid}")
def one(shop: Shop, call: Call) -> Answer:
    row = shop.scripts.get(call.ids["uuid"])
    if row is None:
        raise missing("v3", "Script not found")
    return data(row)


@route("POST v3/content/scripts")
def added(shop: Shop, call: Call) -> Answer:
    return data(script(shop, call.fields()))


def script(shop: Shop, body: Json) -> Json:
    """A new script: the address of one, or the tag itself."""
    fields = checks.check("v3", KINDS, body, "name")
    kind = fields.get("kind", "src")
    if not fields.get("src" if kind == "src" else "html"):
        name = "src" if kind == "src" else "html"
        raise invalid("v3", {name: "error.path.missing"})
    now = shop.now()
    blank: Json = {
        "description": "", "auto_uninstall": False, "load_method": "default", "location": "head",
        "visibility": "storefront", "kind": "src", "consent_category": "essential", "enabled": True, "channel_id": 1,
        "api_client_id": "s1mulated", "html": "", "src": "",
    }  # fmt: skip
    id = str(uuid.UUID(int=len(shop.scripts) + int(shop.clock().timestamp() * 1000) * 1_000_000))
    shop.scripts[id] = blank | fields | {"uuid": id, "date_created": now, "date_modified": now}
    return shop.scripts[id]


@route("DELETE v3/content/scripts/{uuid}")
def deleted(shop: Shop, call: Call) -> Answer:
    if shop.scripts.pop(call.ids["uuid"], None) is None:
        raise missing("v3", "Script not found")
    return done()


REDIRECTS = Lister(
    filters={
        "site_id": listing.number("site_id"),
        "id:in": listing.among("id"),
        "id:min": listing.least("id"),
        "id:max": listing.greatest("id"),
        "keyword": listing.like("from_path"),
    },
    sorts={"id": lambda row: row["id"], "from_path": lambda row: row["from_path"]},
)


@route("GET v3/storefront/redirects")
def redirects(shop: Shop, call: Call) -> Answer:
    return page_of(REDIRECTS, call, shop.redirects, dict, cut=False)


@route("PUT v3/storefront/redirects")
def redirect(shop: Shop, call: Call) -> Answer:
    made: list[Json] = []
    for body in call.items(1000):
        known = next((row for row in shop.redirects if row["from_path"] == body.get("from_path")), None)
        row = {name: body[name] for name in ("from_path", "site_id", "to") if name in body}
        made.append(shop.redirects.put((known or {}) | row, known["id"] if known else None))
    return data(made, 201)


@route("DELETE v3/storefront/redirects")
def undirected(shop: Shop, call: Call) -> Answer:
    for id in call.numbers("id:in"):
        shop.redirects.drop(id)
    return done()
