"""Tax rates and classes, shipping zones, their places and methods."""

from typing import Any

from polycart.platforms.woocommerce_api.sim.pricing import number
from polycart.platforms.woocommerce_api.sim.shop import Key, Shop, ordered, page, slugify, whole
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, fields, no_trash, not_found

SORTS: dict[str, Key] = {
    "order": lambda t: (t["order"], t["id"]),
    "priority": lambda t: (t["priority"], t["id"]),
    "id": lambda t: t["id"],
}
METHODS = {
    "flat_rate": ("Flat rate", "A fixed price."),
    "free_shipping": ("Free shipping", "Nothing to pay, with a coupon or from a sum on."),
    "local_pickup": ("Local pickup", "Customers come and fetch it."),
    "pickup_location": ("Local pickup", "Customers choose where to fetch it."),
}
SETTINGS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "flat_rate": (
        ("title", "Name", "text", "Flat rate"),
        ("tax_status", "Tax status", "select", "taxable"),
        ("cost", "Cost", "text", ""),
    ),
    "free_shipping": (
        ("title", "Name", "text", "Free shipping"),
        ("requires", "Free shipping requires", "select", ""),
        ("min_amount", "Minimum order amount", "text", "0"),
        ("ignore_discounts", "Coupons discounts", "checkbox", "no"),
    ),
    "local_pickup": (
        ("title", "Name", "text", "Local pickup"),
        ("tax_status", "Tax status", "select", "taxable"),
        ("cost", "Cost", "text", ""),
    ),
    "pickup_location": (("title", "Name", "text", "Local pickup"),),
}
CHOICES: dict[str, Json] = {
    "tax_status": {"taxable": "Taxable", "none": "None"},
    "requires": {
        "": "No requirement",
        "coupon": "A valid free shipping coupon",
        "min_amount": "A minimum order amount",
        "either": "A minimum order amount OR coupon",
        "both": "A minimum order amount AND coupon",
    },
}


def tax_view(shop: Shop, tax: Json) -> Json:
    """A tax rate as an answer shows it."""
    return tax | {"_links": shop.links(f"taxes/{tax['id']}", "taxes")}


def taxes(shop: Shop, call: Call) -> Answer:
    """GET taxes."""
    found = list(shop.taxes.values())
    if call.params.get("class"):
        found = [t for t in found if t["class"] == call.params["class"]]
    return page(call, ordered(call, found, SORTS), lambda t: tax_view(shop, t))


def _tax(shop: Shop, call: Call, status: int = 404) -> Json:
    tax = shop.taxes.get(call.id())
    if tax is None:
        raise Refusal(status, "woocommerce_rest_invalid_id", "Invalid resource ID.")
    return tax


def read_tax(shop: Shop, call: Call) -> Answer:
    """GET taxes/{id}."""
    return Answer(body=tax_view(shop, _tax(shop, call)))


def create_tax(shop: Shop, call: Call) -> Answer:
    """POST taxes."""
    tax_id = shop.next("taxes")
    tax: Json = {"id": tax_id, "country": "", "state": "", "postcode": "", "city": "", "rate": "0.0000", "name": ""}
    tax |= {
        "priority": 1,
        "compound": False,
        "shipping": True,
        "order": 0,
        "class": "standard",
        "postcodes": [],
        "cities": [],
    }
    _apply_tax(tax, call.params)
    shop.taxes[tax_id] = tax
    return Answer(body=tax_view(shop, tax), status=201, location=shop.api(f"taxes/{tax_id}"))


def update_tax(shop: Shop, call: Call) -> Answer:
    """PUT taxes/{id}."""
    tax = dict(_tax(shop, call))
    _apply_tax(tax, {k: v for k, v in call.params.items() if k in call.given})
    shop.taxes[tax["id"]] = tax
    return Answer(body=tax_view(shop, tax))


def _apply_tax(tax: Json, sent: Json) -> None:
    for name in ("name", "priority", "compound", "shipping", "order", "class"):
        if sent.get(name) is not None:
            tax[name] = sent[name]
    for name in ("country", "state"):
        if name in sent:
            tax[name] = str(sent[name]).upper()
    if "rate" in sent:
        tax["rate"] = f"{number(sent['rate']):.4f}"
    for one, many in (("postcode", "postcodes"), ("city", "cities")):
        if one in sent:
            tax[many] = [p.strip().upper() for p in str(sent[one]).split(";") if p.strip()]
            tax[one] = tax[many][-1] if tax[many] else ""
        if many in sent:
            tax[many] = [str(v).upper() for v in sent[many]]
            tax[one] = tax[many][-1] if tax[many] else ""


def delete_tax(shop: Shop, call: Call) -> Answer:
    """DELETE taxes/{id}."""
    if not call.params.get("force"):
        raise no_trash("Taxes", "do")
    shown = tax_view(shop, _tax(shop, call, 400))
    del shop.taxes[call.id()]
    return Answer(body=shown)


def _class_view(shop: Shop, tax_class: Json) -> Json:
    return tax_class | {"_links": {"collection": [{"href": shop.api("taxes/classes")}]}}


def classes(shop: Shop, call: Call) -> Answer:
    """GET taxes/classes."""
    return whole([_class_view(shop, c) for c in shop.tax_classes], counted=shop.recent)


def create_class(shop: Shop, call: Call) -> Answer:
    """POST taxes/classes."""
    name = call.params["name"]
    made = {"slug": slugify(name), "name": name}
    if made["slug"] in shop.tax_slugs:
        raise Refusal(400, "woocommerce_rest_tax_class_exists", "Cannot create existing resource.")
    shop.tax_classes.append(made)
    return Answer(body=_class_view(shop, made), status=201, location=shop.api(f"taxes/classes/{made['slug']}"))


def _class(shop: Shop, call: Call) -> Json | None:
    return next((c for c in shop.tax_classes if c["slug"] == call.params["slug"]), None)


def read_class(shop: Shop, call: Call) -> Answer:
    """GET taxes/classes/{slug}."""
    known = _class(shop, call)
    if known is None and shop.recent:
        raise not_found("woocommerce_rest_tax_class_invalid_slug", "Invalid slug.")
    return whole([_class_view(shop, known)] if known else [], counted=shop.recent)


def delete_class(shop: Shop, call: Call) -> Answer:
    """DELETE taxes/classes/{slug}."""
    if not call.params.get("force"):
        raise no_trash("Taxes", "do")
    known = _class(shop, call)
    if known is None:
        if shop.recent:
            raise not_found("woocommerce_rest_tax_class_invalid_slug", "Invalid slug.")
        raise Refusal(400, "woocommerce_rest_invalid_tax_class", "Invalid tax class")
    shop.tax_classes.remove(known)
    return Answer(body=_class_view(shop, known))


def _zone(shop: Shop, number_: int) -> Json:
    zone = shop.zones.get(number_)
    if zone is None:
        raise not_found("woocommerce_rest_shipping_zone_invalid", "Resource does not exist.")
    return zone


def zone_view(shop: Shop, zone: Json) -> Json:
    """A zone as an answer shows it."""
    path = f"shipping/zones/{zone['id']}"
    describedby = [{"href": shop.api(f"{path}/locations")}]
    return zone | {"_links": shop.links(path, "shipping/zones", describedby=describedby)}


def zones(shop: Shop, call: Call) -> Answer:
    """GET shipping/zones."""
    held = sorted(shop.zones.values(), key=lambda z: (z["id"] != 0, z["order"], z["id"]))
    return whole([zone_view(shop, z) for z in held], counted=shop.recent)


def read_zone(shop: Shop, call: Call) -> Answer:
    """GET shipping/zones/{id}."""
    return Answer(body=zone_view(shop, _zone(shop, call.id())))


def create_zone(shop: Shop, call: Call) -> Answer:
    """POST shipping/zones."""
    zone_id = shop.next("zones")
    shop.zones[zone_id] = {"id": zone_id, "name": call.params["name"], "order": call.params.get("order") or 0}
    shop.locations[zone_id] = []
    body = zone_view(shop, shop.zones[zone_id])
    return Answer(body=body, status=201, location=shop.api(f"shipping/zones/{zone_id}"))


def update_zone(shop: Shop, call: Call) -> Answer:
    """PUT shipping/zones/{id}; the zone of all other places cannot be changed."""
    zone = _zone(shop, call.id())
    if zone["id"] == 0:
        text = 'The "locations not covered by your other zones" zone cannot be updated.'
        raise Refusal(403, "woocommerce_rest_shipping_zone_invalid_zone", text)
    zone |= {k: call.params[k] for k in ("name", "order") if k in call.given}
    return Answer(body=zone_view(shop, zone))


def delete_zone(shop: Shop, call: Call) -> Answer:
    """DELETE shipping/zones/{id}."""
    zone = _zone(shop, call.id())
    if not call.params.get("force"):
        raise no_trash("Shipping zones", "do")
    shown = zone_view(shop, zone)
    del shop.zones[zone["id"]]
    for number_ in [n for n, m in shop.methods.items() if m["zone_id"] == zone["id"]]:
        del shop.methods[number_]
    return Answer(body=shown)


def _places(shop: Shop, number_: int) -> list[Json]:
    base = f"shipping/zones/{number_}"
    links = {"collection": [{"href": shop.api(f"{base}/locations")}], "describes": [{"href": shop.api(base)}]}
    return [p | {"_links": links} for p in shop.locations.get(number_, [])]


def locations(shop: Shop, call: Call) -> Answer:
    """GET shipping/zones/{id}/locations."""
    zone = _zone(shop, call.id())
    return whole(_places(shop, zone["id"]), counted=shop.recent)


def put_locations(shop: Shop, call: Call) -> Answer:
    """PUT shipping/zones/{id}/locations: the body is the whole list."""
    zone = _zone(shop, call.id())
    if zone["id"] == 0:
        text = 'The "locations not covered by your other zones" zone cannot be updated.'
        raise Refusal(403, "woocommerce_rest_shipping_zone_locations_invalid_zone", text)
    sent: list[Any] = call.params.get("*") or []
    kinds = ("postcode", "state", "country", "continent")
    kept = [{"code": s["code"], "type": s.get("type", "country")} for s in sent if s.get("code")]
    shop.locations[zone["id"]] = [p for p in kept if p["type"] in kinds]
    return whole(_places(shop, zone["id"]), counted=shop.recent)


def method_of(shop: Shop, instance: int, zone: int, kind: str, order: int, values: Json) -> Json:
    """A shipping method of a zone."""
    title, text = METHODS[kind]
    settings: Json = {}
    for name, label, form, default in SETTINGS[kind]:
        made = {"id": name, "label": label, "description": "", "type": form, "value": values.get(name, default)}
        settings[name] = made | {"default": default, "tip": "", "placeholder": ""}
        if name in CHOICES:
            settings[name]["options"] = CHOICES[name]
    method: Json = {"id": instance, "instance_id": instance, "title": settings["title"]["value"], "order": order}
    method |= {"enabled": True, "method_id": kind, "method_title": title, "method_description": f"<p>{text}</p>\n"}
    return method | {"settings": settings, "zone_id": zone}


def method_view(shop: Shop, method: Json) -> Json:
    """A zone's method as an answer shows it."""
    zone = f"shipping/zones/{method['zone_id']}"
    shown = {k: v for k, v in method.items() if k != "zone_id"}
    describes = [{"href": shop.api(zone)}]
    return shown | {"_links": shop.links(f"{zone}/methods/{method['id']}", f"{zone}/methods", describes=describes)}


def methods(shop: Shop, call: Call) -> Answer:
    """GET shipping/zones/{id}/methods."""
    zone = _zone(shop, call.id("zone_id"))
    held = sorted((m for m in shop.methods.values() if m["zone_id"] == zone["id"]), key=lambda m: (m["order"], m["id"]))
    return whole([method_view(shop, m) for m in held], counted=shop.recent)


def _method(shop: Shop, call: Call) -> Json:
    zone = _zone(shop, call.id("zone_id"))
    method = shop.methods.get(call.id("instance_id"))
    if method is None or method["zone_id"] != zone["id"]:
        raise not_found("woocommerce_rest_shipping_zone_method_invalid", "Resource does not exist.")
    return method


def read_method(shop: Shop, call: Call) -> Answer:
    """GET shipping/zones/{id}/methods/{id}."""
    return Answer(body=method_view(shop, _method(shop, call)))


def create_method(shop: Shop, call: Call) -> Answer:
    """POST shipping/zones/{id}/methods."""
    zone = _zone(shop, call.id("zone_id"))
    if call.params["method_id"] not in METHODS:
        raise Refusal(
            500,
            "woocommerce_rest_shipping_zone_not_created",
            "Resource cannot be created.",
        )
    number_ = shop.next("methods")
    order = sum(m["zone_id"] == zone["id"] for m in shop.methods.values()) + 1
    method = method_of(shop, number_, zone["id"], call.params["method_id"], order, {})
    shop.methods[number_] = method
    _apply_method(method, call.params)
    return Answer(body=method_view(shop, method))


def update_method(shop: Shop, call: Call) -> Answer:
    """PUT shipping/zones/{id}/methods/{id}."""
    method = _method(shop, call)
    _apply_method(method, {k: v for k, v in call.params.items() if k in call.given})
    return Answer(body=method_view(shop, method))


def _apply_method(method: Json, sent: Json) -> None:
    for name, value in fields(sent.get("settings")).items():
        if name in method["settings"]:
            method["settings"][name] = method["settings"][name] | {"value": str(value)}
    method["title"] = method["settings"]["title"]["value"]
    method |= {k: sent[k] for k in ("order", "enabled") if sent.get(k) is not None}


def delete_method(shop: Shop, call: Call) -> Answer:
    """DELETE shipping/zones/{id}/methods/{id}."""
    method = _method(shop, call)
    if not call.params.get("force"):
        raise no_trash("Shipping methods", "do")
    shown = method_view(shop, method)
    del shop.methods[method["id"]]
    return Answer(body=shown)


def _kind_view(shop: Shop, kind: str) -> Json:
    title, text = METHODS[kind]
    links = shop.links(f"shipping_methods/{kind}", "shipping_methods", hints=("GET",))
    return {"id": kind, "title": title, "description": text, "_links": links}


def kinds(shop: Shop, call: Call) -> Answer:
    """GET shipping_methods."""
    held = shop.fixed.get("shipping_methods") or [_kind_view(shop, k) for k in METHODS]
    return whole(held, counted=shop.recent)


def read_kind(shop: Shop, call: Call) -> Answer:
    """GET shipping_methods/{id}."""
    if call.params["id"] not in METHODS:
        raise not_found("woocommerce_rest_shipping_method_invalid", "Resource does not exist.")
    return Answer(body=_kind_view(shop, call.params["id"]))
