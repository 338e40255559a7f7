"""Options, of which variants are made, and modifiers, which are not: below their product, with their values.

https://developer.bigcommerce.com/docs/rest-catalog/product-variant-options
https://developer.bigcommerce.com/docs/rest-catalog/product-modifiers
v2 shows the options and modifiers of a product together, with the numbers that the store counts them by:
https://developer.bigcommerce.com/legacy/v2-catalog-products/options
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, parts, products
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of, plain_page
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, conflict, data, done, missing, rows

PLAIN = Lister(filters={})
BASE = "v3/catalog/products/{product_id}"


def _owner(shop: Shop, call: Call) -> tuple[Json, Json, bool]:
    """The product, its option or modifier, and which of the two it is."""
    product = products.found(shop, call)
    option = "option_id" in call.ids
    table = shop.options if option else shop.modifiers
    row = table.get(call.id("option_id" if option else "modifier_id"))
    if row is None or row["product_id"] != product["id"]:
        raise missing("v3", "The option was not found")
    return product, row, option


def _value(shop: Shop, call: Call) -> tuple[Json, Json, bool]:
    _, owner, option = _owner(shop, call)
    value = shop.values.get(call.id("value_id"))
    if value is None or value["id"] not in owner["@values"]:
        raise missing("v3", "The option value was not found")
    return owner, value, option


def _shown(shop: Shop, row: Json, option: bool) -> Json:
    return parts.option(shop, row) if option else parts.modifier(shop, row)


@route(f"GET {BASE}/options", f"GET {BASE}/modifiers")
def listed(shop: Shop, call: Call) -> Answer:
    product = products.found(shop, call)
    option = call.path.endswith("options")
    found = (shop.options if option else shop.modifiers).of(product["id"])
    return page_of(PLAIN, call, found, lambda row: _shown(shop, row, option))


@route(f"POST {BASE}/options")
def added(shop: Shop, call: Call) -> Answer:
    made = parts.add_option(shop, products.found(shop, call), call.fields())
    return data(parts.option(shop, made))


@route(f"POST {BASE}/modifiers")
def modifier_added(shop: Shop, call: Call) -> Answer:
    made = parts.add_modifier(shop, products.found(shop, call), call.fields())
    return data(parts.modifier(shop, made))


@route(f"GET {BASE}/options/{{option_id}}", f"GET {BASE}/modifiers/{{modifier_id}}")
def one(shop: Shop, call: Call) -> Answer:
    _, row, option = _owner(shop, call)
    return data(_shown(shop, row, option))


@route(f"PUT {BASE}/options/{{option_id}}", f"PUT {BASE}/modifiers/{{modifier_id}}")
def changed(shop: Shop, call: Call) -> Answer:
    """Change an option; values that are named are changed or added, others stay."""
    _, row, option = _owner(shop, call)
    kinds = parts.OPTION_KINDS if option else parts.MODIFIER_KINDS
    fields = checks.check("v3", kinds, call.fields())
    for body in rows(fields.pop("option_values", None)):
        known = shop.values.get(body.get("id") or -1)
        if known is not None and known["id"] in row["@values"]:
            known |= checks.check("v3", parts.VALUE_KINDS, {k: v for k, v in body.items() if k != "id"})
        else:
            parts.add_value(shop, row, body, option=option)
    row |= fields
    return data(_shown(shop, row, option))


@route(f"DELETE {BASE}/options/{{option_id}}", f"DELETE {BASE}/modifiers/{{modifier_id}}")
def deleted(shop: Shop, call: Call) -> Answer:
    """Delete an option with its values, and the variants that would be left alike."""
    product, row, option = _owner(shop, call)
    (shop.options if option else shop.modifiers).drop(row["id"])
    shop.shared_options.drop(row["@shared"])
    for id in row["@values"]:
        shop.values.drop(id)
    if option:
        _thinned(shop, product, row["id"])
    return done()


def _thinned(shop: Shop, product: Json, option_id: int) -> None:
    seen: set[frozenset[int]] = set()
    for variant in shop.variants.of(product["id"]):
        variant["option_values"] = [c for c in variant["option_values"] if c["option_id"] != option_id]
        combination = frozenset(c["id"] for c in variant["option_values"])
        if not combination or combination in seen:
            shop.variants.drop(variant["id"])
        seen.add(combination)
    if not shop.variants.of(product["id"]):
        parts.base_variant(shop, product)


@route(f"GET {BASE}/options/{{option_id}}/values", f"GET {BASE}/modifiers/{{modifier_id}}/values")
def values(shop: Shop, call: Call) -> Answer:
    _, row, option = _owner(shop, call)
    found = _shown(shop, row, option)["option_values"]
    return page_of(PLAIN, call, found, dict)


@route(f"POST {BASE}/options/{{option_id}}/values", f"POST {BASE}/modifiers/{{modifier_id}}/values")
def value_added(shop: Shop, call: Call) -> Answer:
    _, row, option = _owner(shop, call)
    made = parts.add_value(shop, row, call.fields(), option=option)
    _one_default(shop, row, made)
    return data(next(v for v in _shown(shop, row, option)["option_values"] if v["id"] == made["id"]))


@route(
    f"PUT {BASE}/options/{{option_id}}/values/{{value_id}}", f"PUT {BASE}/modifiers/{{modifier_id}}/values/{{value_id}}"
)
def value_changed(shop: Shop, call: Call) -> Answer:
    owner, value, option = _value(shop, call)
    fields = checks.check("v3", parts.VALUE_KINDS, call.fields())
    label = fields.get("label", "").casefold()
    if any(v["label"].casefold() == label and v["id"] != value["id"] for v in parts.values_of(shop, owner)):
        raise conflict("v3", "Duplicate option value label", "label")
    value |= fields
    _one_default(shop, owner, value)
    for variant in shop.variants.of(owner["product_id"]):
        for choice in variant["option_values"]:
            if choice["id"] == value["id"]:
                choice["label"] = value["label"]
    return data(next(v for v in _shown(shop, owner, option)["option_values"] if v["id"] == value["id"]))


def _one_default(shop: Shop, owner: Json, value: Json) -> None:
    if value["is_default"]:
        for other in parts.values_of(shop, owner):
            other["is_default"] = other["id"] == value["id"]


@route(
    f"DELETE {BASE}/options/{{option_id}}/values/{{value_id}}",
    f"DELETE {BASE}/modifiers/{{modifier_id}}/values/{{value_id}}",
)
def value_deleted(shop: Shop, call: Call) -> Answer:
    """Delete a value, and the variants that stand for it."""
    owner, value, option = _value(shop, call)
    owner["@values"] = [id for id in owner["@values"] if id != value["id"]]
    shop.values.drop(value["id"])
    if option:
        for variant in shop.variants.of(owner["product_id"]):
            if any(choice["id"] == value["id"] for choice in variant["option_values"]):
                shop.variants.drop(variant["id"])
    return done()


CODES = {
    "radio_buttons": "RB", "rectangles": "RT", "swatch": "CS", "dropdown": "S", "product_list": "P",
    "product_list_with_images": "PI", "checkbox": "C", "text": "T", "numbers_only_text": "N", "multi_line_text": "MT",
    "date": "D", "file": "F",
}  # fmt: skip


@route("GET v2/options")
def counted(shop: Shop, call: Call) -> Answer:
    """Every option and modifier that the store counts."""
    types = {row["@shared"]: row["type"] for table in (shop.options, shop.modifiers) for row in table}
    made = [
        {"id": row["id"], "name": row["name"], "display_name": row["display_name"], "type": CODES[types[row["id"]]],
         "values": {"resource": f"/options/{row['id']}/values"}}
        for row in shop.shared_options
    ]  # fmt: skip
    return plain_page(PLAIN, call, made)


@route("GET v2/products/{product_id}/options")
def in_v2(shop: Shop, call: Call) -> Answer:
    """Options and modifiers of a product as v2 has them: ``option_id`` is the number that the store counts it by."""
    product = shop.products.get(call.id("product_id"))
    if product is None:
        raise missing("v2")
    own = [(row, True) for row in shop.options.of(product["id"])]
    own += [(row, False) for row in shop.modifiers.of(product["id"])]
    made = [
        {
            "id": row["id"], "option_id": row["@shared"], "display_name": row["display_name"],
            "sort_order": row["sort_order"], "is_required": option or row["required"],
        }
        for row, option in own
    ]  # fmt: skip
    return plain_page(PLAIN, call, made)
