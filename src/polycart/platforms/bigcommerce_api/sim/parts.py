"""The parts of products: variants, options, modifiers, pictures, custom fields, bulk prices, and the rules of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from polycart.platforms.bigcommerce_api.sim import checks
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Json, Refusal, conflict, invalid, rows, told

PRICE = checks.amount(empty=True)
VARIANT_KINDS = {
    "cost_price": PRICE, "price": PRICE, "sale_price": PRICE, "retail_price": PRICE, "weight": PRICE, "width": PRICE,
    "height": PRICE, "depth": PRICE, "is_free_shipping": checks.YES_NO, "fixed_cost_shipping_price": PRICE,
    "purchasing_disabled": checks.YES_NO, "purchasing_disabled_message": checks.text(255),
    "upc": checks.text(14, empty=True), "inventory_level": checks.whole(empty=True),
    "inventory_warning_level": checks.whole(empty=True), "bin_picking_number": checks.text(255, empty=True),
    "image_url": checks.text(), "gtin": checks.text(14, empty=True), "mpn": checks.text(empty=True),
    "sku": checks.text(255, 1), "option_values": checks.ARRAY,
}  # fmt: skip
BLANK_VARIANT: Json = {
    "sku": "", "sku_id": None, "price": None, "sale_price": None, "retail_price": None, "map_price": None,
    "weight": None, "width": None, "height": None, "depth": None, "is_free_shipping": False,
    "fixed_cost_shipping_price": None, "purchasing_disabled": False, "purchasing_disabled_message": "",
    "image_url": "", "cost_price": 0, "upc": "", "mpn": "", "gtin": "", "inventory_level": 0,
    "inventory_warning_level": 0, "bin_picking_number": "", "option_values": [],
}  # fmt: skip
OPTION_TYPES = ("radio_buttons", "rectangles", "dropdown", "product_list", "product_list_with_images", "swatch")
MODIFIER_TYPES = (*OPTION_TYPES, "date", "checkbox", "file", "text", "multi_line_text", "numbers_only_text")
OPTION_KINDS = {
    "display_name": checks.text(255, 1), "type": checks.word(*OPTION_TYPES), "config": checks.ANY,
    "sort_order": checks.whole(), "option_values": checks.ARRAY, "image_url": checks.text(),
}  # fmt: skip
MODIFIER_KINDS = {**OPTION_KINDS, "type": checks.word(*MODIFIER_TYPES), "required": checks.YES_NO}
VALUE_KINDS = {
    "label": checks.text(255, 1), "sort_order": checks.whole(), "is_default": checks.YES_NO,
    "value_data": checks.ANY, "adjusters": checks.ANY,
}  # fmt: skip
RULE_TYPES = ("price", "percent", "fixed")
MOST_VARIANTS = 600


def bare(found: Iterable[Json]) -> list[Json]:
    """Parts as they are answered within a product: without what says whose they are."""
    return [{name: value for name, value in row.items() if name != "product_id"} for row in found]


def reduced(product: Json) -> float:
    """What a shopper pays for a product: the sale price where there is one."""
    return product["sale_price"] or product["price"]


def free_sku(shop: Shop, sku: str, *, product_id: int | None = None, variant_id: int | None = None) -> None:
    """Refuse a SKU that another product or variant has; a base variant has its product's."""
    for other in shop.variants:
        if other["sku"].casefold() != sku.casefold() or other["id"] == variant_id:
            continue
        if product_id is not None and other["product_id"] == product_id and not other["option_values"]:
            continue
        raise conflict("v3", "The product sku is a duplicate", "sku")
    for other in shop.products:
        if other["sku"].casefold() == sku.casefold() and other["id"] != product_id:
            raise conflict("v3", "The product sku is a duplicate", "sku")


def brand_named(shop: Shop, name: str) -> int:
    """The id of the brand of a name, which is made where there is none."""
    known = next((row for row in shop.brands if row["name"].casefold() == name.casefold()), None)
    return (known or shop.brands.put(blank_brand(name)))["id"]


def blank_brand(name: str) -> Json:
    """A brand that has nothing but its name."""
    slug = "-".join(name.casefold().split())
    return {
        "name": name, "page_title": "", "meta_keywords": [], "meta_description": "", "search_keywords": "",
        "image_url": "", "custom_url": {"url": f"/{slug}/", "is_customized": False},
    }  # fmt: skip


def base_variant(shop: Shop, product: Json) -> Json:
    """The variant that a product without options is sold as."""
    base = shop.variants.put(BLANK_VARIANT | {"product_id": product["id"], "sku": product["sku"]})
    product["base_variant_id"] = base["id"]
    return base


def variant(shop: Shop, row: Json) -> Json:
    """A variant as it is answered, with what it costs and weighs in the end."""
    product = shop.products.get(row["product_id"]) or {}
    price = row["price"] if row["price"] is not None else product.get("price", 0)
    sale = row["sale_price"]
    if sale is None and row["price"] is None:
        sale = product.get("sale_price")
    weight = row["weight"] if row["weight"] is not None else product.get("weight", 0)
    return row | {"calculated_price": sale or price, "calculated_weight": weight}


def variant_in_list(shop: Shop, row: Json) -> Json:
    """A variant as the list of all variants has it: what is not its own is nought there, never null."""
    return variant(shop, row)


def variant_with_options(shop: Shop, product: Json, body: Json) -> Json:
    """A variant whose options and values are made by their names where the product has none of them."""
    chosen: list[Json] = []
    for choice in rows(body.get("option_values")):
        if choice.get("id"):
            chosen.append(choice)
            continue
        name = str(choice.get("option_display_name", ""))
        known = next((o for o in shop.options.of(product["id"]) if o["display_name"] == name), None)
        if known is None:
            known = add_option(shop, product, {"display_name": name, "type": "radio_buttons", "option_values": []})
        label = str(choice.get("label", ""))
        value = next((v for v in values_of(shop, known) if v["label"] == label), None)
        if value is None:
            place = len(known["@values"])
            value = add_value(shop, known, {"label": label, "sort_order": place}, option=True)
        chosen.append({"id": value["id"], "option_id": known["id"]})
    return add_variant(shop, product, body | {"option_values": chosen})


def add_variant(shop: Shop, product: Json, body: Json) -> Json:
    """A new variant: one value of each option of its product, in a combination that no other has."""
    fields = checks.check("v3", VARIANT_KINDS, body, "sku", "option_values")
    fields["option_values"] = choices(shop, product, fields["option_values"])
    own = shop.variants.of(product["id"])
    if len([row for row in own if row["option_values"]]) >= MOST_VARIANTS:
        raise invalid("v3", {"variants": f"A product has {MOST_VARIANTS} variants at most"})
    free_sku(shop, fields["sku"], product_id=product["id"])
    base = shop.variants.get(product["base_variant_id"] or -1)
    if base is not None:
        shop.variants.drop(base["id"])
        product["base_variant_id"] = None
    made = shop.variants.put(BLANK_VARIANT | fields | {"product_id": product["id"]})
    made["sku_id"] = made["id"]
    product["date_modified"] = shop.now()
    return made


def choices(shop: Shop, product: Json, given: Any, own: int | None = None) -> list[Json]:
    """The values of a variant, each of another option of the product, as they are answered."""
    options = {each["id"]: each for each in shop.options.of(product["id"])}
    found: dict[int, Json] = {}
    for choice in rows(given):
        option = options.get(choice.get("option_id") or -1)
        value = next((v for v in values_of(shop, option) if v["id"] == choice.get("id")), None) if option else None
        if option is None or value is None:
            words = f"The option value {choice.get('id')} does not exist on the product"
            raise invalid("v3", {"option_values": words}, words)
        found[option["id"]] = {
            "id": value["id"], "label": value["label"], "option_id": option["id"],
            "option_display_name": option["display_name"],
        }  # fmt: skip
    if set(found) != set(options):
        words = "The values of options do not match the product's options"
        raise invalid("v3", {"option_values": words}, words)
    wanted = {(c["option_id"], c["id"]) for c in found.values()}
    for other in shop.variants.of(product["id"]):
        if other["id"] != own and {(c["option_id"], c["id"]) for c in other["option_values"]} == wanted:
            raise Refusal(409, told(409, "Variant with the same option values set exists", {}))
    return list(found.values())


def values_of(shop: Shop, option: Json) -> list[Json]:
    """The values of an option or modifier, in their order."""
    return [row for id in option["@values"] if (row := shop.values.get(id))]


def option(shop: Shop, row: Json) -> Json:
    """An option as it is answered."""
    shown = {name: value for name, value in row.items() if not name.startswith("@")}
    return shown | {"option_values": [_value(value, "adjusters") for value in values_of(shop, row)]}


def modifier(shop: Shop, row: Json) -> Json:
    """A modifier as it is answered: its values may change price and weight."""
    shown = {name: value for name, value in row.items() if not name.startswith("@")}
    return shown | {"option_values": [{**_value(value), "option_id": row["id"]} for value in values_of(shop, row)]}


def _value(row: Json, *without: str) -> Json:
    return {name: value for name, value in row.items() if name not in without and not name.startswith("@")}


def add_option(shop: Shop, product: Json, body: Json) -> Json:
    """A new option of a product."""
    fields = checks.check("v3", OPTION_KINDS, body, "display_name", "type")
    if any(o["display_name"].casefold() == fields["display_name"].casefold() for o in shop.options.of(product["id"])):
        raise conflict("v3", "Duplicate option display name", "display_name")
    return _made(shop, product, fields, option=True)


def add_modifier(shop: Shop, product: Json, body: Json) -> Json:
    """A new modifier of a product."""
    fields = checks.check("v3", MODIFIER_KINDS, body, "display_name", "type", "required")
    return _made(shop, product, fields, option=False)


def _made(shop: Shop, product: Json, fields: Json, *, option: bool) -> Json:
    """An option or modifier with its values; v2 knows it by a number that the whole store counts."""
    values = rows(fields.pop("option_values", None))
    for each in values:
        checks.check("v3", VALUE_KINDS, each, "label")
    table = shop.options if option else shop.modifiers
    number = max(shop.options.last, shop.modifiers.last) + 1
    name = f"{fields['display_name']}{int(shop.clock().timestamp())}-{product['id']}"
    row: Json = {"product_id": product["id"], "name": name, "config": {}, "sort_order": 0, "@values": []}
    made = table.put(row | fields, number)
    made["@shared"] = shop.shared_options.put({"name": name, "display_name": fields["display_name"]})["id"]
    for place, each in enumerate(values):
        add_value(shop, made, {"sort_order": place, **each}, option=option)
    product["option_set_id"] = product["option_set_id"] or product["id"]
    product["date_modified"] = shop.now()
    return made


def add_value(shop: Shop, owner: Json, body: Json, *, option: bool) -> Json:
    """A new value of an option or modifier."""
    fields = checks.check("v3", VALUE_KINDS, body, "label", "sort_order")
    if any(v["label"].casefold() == fields["label"].casefold() for v in values_of(shop, owner)):
        raise conflict("v3", "Duplicate option value label", "label")
    row: Json = {"label": "", "sort_order": 0, "value_data": None, "is_default": False}
    made = shop.values.put(row | ({} if option else {"adjusters": no_adjusters()}) | fields)
    owner["@values"] = [*owner["@values"], made["id"]]
    return made


def no_adjusters() -> Json:
    """What a value that changes nothing says of price, weight, picture and sale."""
    return {
        "price": None,
        "weight": None,
        "image_url": "",
        "purchasing_disabled": {"status": False, "message": ""},
    }


def images_of(shop: Shop, product_id: int) -> list[Json]:
    """The pictures of a product in their order."""
    return sorted(shop.images.of(product_id), key=lambda row: (row["sort_order"], row["id"]))


def add_image(shop: Shop, product_id: int, body: Json) -> Json:
    """A picture that the store fetches; the first one is the main one, and so is one that asks to be."""
    address = body.get("image_url")
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        words = "The field 'image_url' is invalid."
        raise invalid("v3", {"image_url": words}, words)
    own = shop.images.of(product_id)
    name = address.partition("?")[0].rpartition("/")[2] or "picture"
    number = shop.images.next()
    row: Json = {
        "product_id": product_id, "is_thumbnail": bool(body.get("is_thumbnail")) or not own,
        "sort_order": body.get("sort_order", len(own)), "description": body.get("description", ""),
        "image_file": f"{name[:1]}/{number:03d}/{name}", "date_modified": shop.now(),
    }  # fmt: skip
    base = f"https://cdn11.bigcommerce.com/s-{shop.hash}/products/{product_id}/images/{number}/{name}"
    row |= {f"url_{kind}": f"{base}?c=2&size={kind}" for kind in ("zoom", "standard", "thumbnail", "tiny")}
    if row["is_thumbnail"]:
        for other in own:
            other["is_thumbnail"] = False
    return shop.images.put(row, number)


def custom_field(shop: Shop, product_id: int, body: Json) -> Json:
    """A field that shoppers see."""
    kinds = {"name": checks.text(250, 1), "value": checks.text(250, 1)}
    return {**checks.check("v3", kinds, body, "name", "value"), "product_id": product_id}


def bulk_rule(shop: Shop, product_id: int, body: Json) -> Json:
    """A price that depends on the quantity; ranges of one product do not overlap and are all of one type."""
    kinds = {
        "quantity_min": checks.whole(0), "quantity_max": checks.whole(0), "type": checks.word(*RULE_TYPES),
        "amount": checks.Kind((int, float, str)),
    }  # fmt: skip
    fields = checks.check("v3", kinds, body, "quantity_min", "quantity_max", "type", "amount")
    fields["amount"] = float(fields["amount"])
    last = fields["quantity_max"] or float("inf")
    for other in shop.rules.of(product_id):
        if fields["quantity_min"] <= (other["quantity_max"] or float("inf")) and other["quantity_min"] <= last:
            raise conflict("v3", "The bulk pricing rule overlaps with another", "quantity_min")
    return {**fields, "product_id": product_id}
