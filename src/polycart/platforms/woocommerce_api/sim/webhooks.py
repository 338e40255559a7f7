"""Webhooks (``pushing.py`` delivers to them) and the parcels of the Shipment Tracking plugin."""

import hashlib
from datetime import UTC, datetime

from polycart.platforms.woocommerce_api.sim.shop import Key, Shop, chosen, dated, matches, ordered, page
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, no_trash, not_found

INVALID = "woocommerce_rest_shop_webhook_invalid_id"
HOOKS: dict[str, dict[str, list[str]]] = {
    "coupon": {
        "created": ["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"],
        "updated": ["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"],
        "deleted": ["wp_trash_post"],
        "restored": ["untrashed_post"],
    },
    "customer": {
        "created": ["user_register", "woocommerce_created_customer", "woocommerce_new_customer"],
        "updated": ["profile_update", "woocommerce_update_customer"],
        "deleted": ["delete_user"],
    },
    "order": {
        "created": ["woocommerce_new_order"],
        "updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
        "deleted": ["wp_trash_post", "woocommerce_trash_order"],
        "restored": ["untrashed_post", "woocommerce_untrash_order"],
    },
    "product": {
        "created": ["woocommerce_process_product_meta", "woocommerce_new_product", "woocommerce_new_product_variation"],
        "updated": [
            "woocommerce_process_product_meta",
            "woocommerce_update_product",
            "woocommerce_update_product_variation",
        ],
        "deleted": ["wp_trash_post"],
        "restored": ["untrashed_post"],
    },
}
SORTS: dict[str, Key] = {
    "date": lambda w: (w["date_created"], w["id"]),
    "id": lambda w: w["id"],
    "title": lambda w: (w["name"], w["id"]),
}


def view(shop: Shop, webhook: Json) -> Json:
    """A webhook as an answer shows it; its secret is never shown."""
    shown = {k: v for k, v in webhook.items() if k != "secret"}
    return shown | {"_links": shop.links(f"webhooks/{webhook['id']}", "webhooks")}


def _find(shop: Shop, call: Call) -> Json:
    webhook = shop.webhooks.get(call.id())
    if webhook is None:
        if call.method == "DELETE":
            raise not_found(INVALID)
        raise Refusal(404 if shop.recent and call.method == "GET" else 400, INVALID, "ID is invalid.")
    return webhook


def listing(shop: Shop, call: Call) -> Answer:
    """GET webhooks."""
    found = dated(call, chosen(call, shop.webhooks.values()))
    if call.params["status"] != "all":
        found = [w for w in found if w["status"] == call.params["status"]]
    if call.params.get("search"):
        found = [w for w in found if matches(w, call.params["search"], "name")]
    return page(call, ordered(call, found, SORTS), lambda w: view(shop, w))


def read(shop: Shop, call: Call) -> Answer:
    """GET webhooks/{id}."""
    return Answer(body=view(shop, _find(shop, call)))


def _topic(topic: str) -> Json:
    resource, _, event = topic.partition(".")
    if resource == "action" and event.startswith(("woocommerce_", "wc_")):
        hooks = [event]
    elif event in HOOKS.get(resource, {}):
        hooks = HOOKS[resource][event]
    else:
        text = "Webhook topic is required and must be valid."
        raise Refusal(400, "woocommerce_rest_shop_webhook_invalid_topic", text)
    return {"topic": topic, "resource": resource, "event": event, "hooks": hooks}


def create(shop: Shop, call: Call) -> Answer:
    """POST webhooks."""
    p = call.params
    topic = _topic(p["topic"])
    if not p["delivery_url"].startswith(("http://", "https://")):
        text = "Webhook delivery URL must be a valid URL starting with http:// or https://."
        raise Refusal(400, "woocommerce_rest_shop_webhook_invalid_delivery_url", text)
    number, now = shop.next("webhooks"), shop.now()
    name = p.get("name") or f"Webhook created on {now[:10]}"
    webhook: Json = {"id": number, "name": name, "status": p["status"], **topic}
    webhook |= {"delivery_url": p["delivery_url"], "date_created": now, "date_created_gmt": now}
    fresh = view(shop, webhook | {"date_modified": None, "date_modified_gmt": None})
    shop.webhooks[number] = webhook | {"date_modified": now, "date_modified_gmt": now, "secret": p.get("secret") or ""}
    if webhook["status"] == "active":
        shop.pings.append(shop.webhooks[number])
    return Answer(body=fresh, status=201, location=shop.api(f"webhooks/{number}"))


def update(shop: Shop, call: Call) -> Answer:
    """PUT webhooks/{id}."""
    webhook = _find(shop, call)
    sent = {k: v for k, v in call.params.items() if k in call.given}
    if sent.get("topic"):
        webhook |= _topic(sent["topic"])
    webhook |= {k: sent[k] for k in ("name", "status", "secret") if k in sent}
    if sent.get("delivery_url"):
        webhook["delivery_url"] = sent["delivery_url"]
        shop.pings.append(webhook)
    if sent.get("status") == "active":
        shop.failures.pop(webhook["id"], None)
    webhook["date_modified"] = webhook["date_modified_gmt"] = shop.now()
    return Answer(body=view(shop, webhook))


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE webhooks/{id}."""
    if not call.params.get("force"):
        raise no_trash("Webhooks", "do")
    webhook = _find(shop, call)
    del shop.webhooks[webhook["id"]]
    return Answer(body=view(shop, webhook))


def _held(shop: Shop, call: Call) -> list[Json]:
    number = call.id("order_id")
    if number not in shop.orders:
        raise not_found("woocommerce_rest_order_invalid_id", "Invalid order ID.")
    return shop.shipments.setdefault(number, [])


def _shipment_view(shop: Shop, number: int, shipment: Json) -> Json:
    base = f"{shop.url}/wp-json/wc-shipment-tracking/v3/orders/{number}/shipment-trackings"
    up = [{"href": shop.api(f"orders/{number}")}]
    links = {"self": [{"href": f"{base}/{shipment['tracking_id']}"}], "collection": [{"href": base}], "up": up}
    return shipment | {"_links": links}


def shipments(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/shipment-trackings."""
    return Answer(body=[_shipment_view(shop, call.id("order_id"), s) for s in _held(shop, call)])


def _shipment(shop: Shop, call: Call) -> Json:
    found = next((s for s in _held(shop, call) if s["tracking_id"] == call.params["id"]), None)
    if found is None:
        raise not_found("woocommerce_rest_order_shipment_tracking_invalid_id", "Invalid shipment tracking ID.")
    return found


def read_shipment(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/shipment-trackings/{id}."""
    return Answer(body=_shipment_view(shop, call.id("order_id"), _shipment(shop, call)))


def shipment_of(order: int, sent: Json, today: str, place: int) -> Json:
    """A parcel as the plugin keeps it; a known carrier's link is made by the plugin."""
    number = sent["tracking_number"]
    carrier = sent.get("tracking_provider") or sent.get("custom_tracking_provider") or ""
    link = sent.get("custom_tracking_link") or f"https://track.example/{carrier.lower()}/{number}"
    return {
        "tracking_id": hashlib.md5(f"{order}-{carrier}-{number}-{place}".encode(), usedforsecurity=False).hexdigest(),
        "tracking_provider": carrier,
        "tracking_link": link,
        "tracking_number": number,
        "date_shipped": (sent.get("date_shipped") or today)[:10],
    }


def mirror(shop: Shop, number: int) -> None:
    """Keep the parcels in the order's meta data as well, which is where the plugin stores them."""
    order, key = shop.orders[number], "_wc_shipment_tracking_items"
    kept = [m for m in order["meta_data"] if m["key"] != key]
    rows: list[Json] = []
    for s in shop.shipments.get(number, []):
        row: Json = {k: s[k] for k in ("tracking_provider", "tracking_number", "tracking_id")}
        when = datetime.fromisoformat(s["date_shipped"]).replace(tzinfo=UTC)
        row |= {"custom_tracking_provider": "", "custom_tracking_link": s["tracking_link"]}
        rows.append(row | {"date_shipped": str(int(when.timestamp()))})
    if rows:
        kept.append({"id": shop.next("order_meta"), "key": key, "value": rows})
    order["meta_data"] = kept


CARRIERS = {
    "Germany": {
        "DHL Intraship (DE)": "https://www.dhl.de/track?id=%1$s",
        "Hermes": "https://tracking.hermes.de/?id=%1$s",
    },
    "United Kingdom": {"Royal Mail": "https://www.royalmail.com/track-your-item#/%1$s", "DHL": "https://dhl.com/%1$s"},
    "United States": {
        "Fedex": "https://www.fedex.com/?t=%1$s",
        "UPS": "https://ups.com/track?n=%1$s",
        "USPS": "https://usps.com/?t=%1$s",
    },
}
"""Some of the companies that the plugin knows, with what it makes links of."""


def carriers(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/shipment-trackings/providers."""
    _held(shop, call)
    return Answer(body=CARRIERS)


def create_shipment(shop: Shop, call: Call) -> Answer:
    """POST orders/{id}/shipment-trackings."""
    held, number = _held(shop, call), call.id("order_id")
    if call.params.get("replace_tracking") == 1:
        held.clear()
    made = shipment_of(number, call.params, shop.now(), shop.next("shipments"))
    held.append(made)
    mirror(shop, number)
    body = _shipment_view(shop, number, made)
    return Answer(body=body, status=201, location=body["_links"]["self"][0]["href"])


def delete_shipment(shop: Shop, call: Call) -> Answer:
    """DELETE orders/{id}/shipment-trackings/{id}."""
    found = _shipment(shop, call)
    shown = _shipment_view(shop, call.id("order_id"), found)
    _held(shop, call).remove(found)
    mirror(shop, call.id("order_id"))
    return Answer(body=shown)
