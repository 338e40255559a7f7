"""Attributes of products and categories with their options: definitions that store views may name differently.

Tables: `attributes` and `category_attributes` by code, as the vendor answers them; options also hold `labels` by store,
`sort` and, where they are a default, `chosen`. Records: `products/attributes`, `categories/attributes`.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import standard
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.inputs import fields
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import REQUIRED, Call, Json, Refusal, mapped, rows
from polycart.sandbox.catalogue import Catalogue

RESOURCE = "Magento_Catalog::attributes_attributes"
TYPES = {
    "Attribute": """extension_attributes AttributeExtension, is_wysiwyg_enabled bool, is_html_allowed_on_front bool,
        used_for_sort_by bool, is_filterable bool, is_filterable_in_search bool, is_used_in_grid bool,
        is_visible_in_grid bool, is_filterable_in_grid bool, position int, apply_to string[], is_searchable string,
        is_visible_in_advanced_search string, is_comparable string, is_used_for_promo_rules string,
        is_visible_on_front string, used_in_product_listing string, is_visible bool, scope string, attribute_id int,
        attribute_code string, frontend_input string, entity_type_id string, is_required bool,
        options AttributeOption[],
        is_user_defined bool, default_frontend_label string, frontend_labels AttributeLabel[], note string,
        backend_type string, backend_model string, source_model string, default_value string, is_unique string,
        frontend_class string, validation_rules any, custom_attributes custom""",
    "AttributeExtension": "is_pagebuilder_enabled bool",
    "AttributeOption": "label string, value string, sort_order int, is_default bool, store_labels AttributeLabel[]",
    "AttributeLabel": "store_id int, label string",
}
BACKENDS = {
    "text": "varchar",
    "textarea": "text",
    "texteditor": "static",
    "pagebuilder": "static",
    "date": "datetime",
    "datetime": "datetime",
    "boolean": "int",
    "multiselect": "text",
    "select": "int",
    "price": "decimal",
    "media_image": "varchar",
    "weee": "static",
    "swatch_visual": "int",
    "swatch_text": "int",
}
"""The types of input that a merchant may choose, with the tables that their values are kept in."""
MODELS = {
    "select": ("source_model", "Eav\\Model\\Entity\\Attribute\\Source\\Table"),
    "boolean": ("source_model", "Eav\\Model\\Entity\\Attribute\\Source\\Boolean"),
    "multiselect": ("backend_model", "Eav\\Model\\Entity\\Attribute\\Backend\\ArrayBackend"),
    "date": ("backend_model", "Eav\\Model\\Entity\\Attribute\\Backend\\Datetime"),
    "datetime": ("backend_model", "Eav\\Model\\Entity\\Attribute\\Backend\\Datetime"),
    "price": ("backend_model", "Catalog\\Model\\Product\\Attribute\\Backend\\Price"),
}
CHOOSING = ("select", "multiselect")
CODE = re.compile(r"[a-z][a-z0-9_]*$")
NO_ATTRIBUTE = 'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.'
INVALID = 'Invalid value of "%value" provided for the %fieldName field.'
BLANK: Json = {"label": " ", "value": ""}


def known(shop: Shop, code: str) -> Json | None:
    """A product attribute by code or, where it is a number, by id."""
    held = shop.table("attributes")
    if code in held:
        return held[code]
    return next((a for a in held.values() if str(a["attribute_id"]) == code), None) if code.isdigit() else None


def found(shop: Shop, code: str) -> Json:
    """A product attribute by code, or the vendor's refusal."""
    one = known(shop, code)
    if one is None:
        raise Refusal(404, NO_ATTRIBUTE, [code])
    return one


def options(shop: Shop, attribute: Json, store: int) -> list[Json]:
    """The options under the labels of a store view."""
    del shop
    return [{"label": o.get("labels", {}).get(store, o["label"]), "value": o["value"]} for o in attribute["options"]]


def shown(shop: Shop, attribute: Json, store: int) -> Json:
    """An attribute as a list tells it."""
    return attribute | {"options": options(shop, attribute, store)}


def _place(option: Json) -> tuple[bool, int]:
    """The blank first, then by the order that the merchant gave."""
    return option["value"] != "", option.get("sort", 0)


def option_value(attribute: Json, label: str) -> str:
    """The value of the option with this label, empty where there is none."""
    return next((o["value"] for o in attribute["options"] if o["label"] == label), "")


def add_option(shop: Shop, attribute: Json, sent: Json) -> str:
    """A new option; gives its value."""
    value = str(shop.next("options"))
    made: Json = {"label": sent["label"], "value": value, "sort": sent.get("sort_order") or 0}
    made["labels"] = {
        label["store_id"]: label["label"] for label in rows(sent.get("store_labels")) if label["store_id"]
    }
    if not attribute["options"]:
        attribute["options"].append(dict(BLANK))
    attribute["options"].append(made)
    attribute["options"].sort(key=_place)
    if sent.get("is_default"):
        attribute["default_value"] = value
    return value


def blank(code: str, number: int, given: str, label: str) -> Json:
    """A new attribute of a merchant, as it is before anything else is said."""
    made: Json = dict.fromkeys(standard.SWITCHES, False) | {"position": 0, "apply_to": []}
    made |= dict.fromkeys(standard.FLAGS, "0") | {"is_visible": True, "scope": "global"}
    made |= {"attribute_id": number, "attribute_code": code, "frontend_input": given, "entity_type_id": "4"}
    choices = [{"label": k, "value": v} for k, v in standard.YES_NO.items()] if given == "boolean" else []
    if given in CHOOSING:
        choices = [dict(BLANK)]
    made |= {"is_required": False, "options": choices, "is_user_defined": True, "default_frontend_label": label}
    made |= {"frontend_labels": [], "backend_type": BACKENDS[given]}
    if given in MODELS:
        made[MODELS[given][0]] = f"Magento\\{MODELS[given][1]}"
    if given in CHOOSING:
        made["default_value"] = ""
    return made | {"is_unique": "0", "validation_rules": []}


def _list(shop: Shop, call: Call) -> Json:
    held = shop.table("attributes").values()
    criteria = call.args["search_criteria"]
    known = (
        *fields("Attribute"),
        "frontend_label",
        "is_global",
        "entity_attribute_id",
        "attribute_set_id",
        "attribute_group_id",
    )
    sets: dict[int, Json] = shop.tables.get("set_attributes", {})

    def read(attribute: Json, name: str) -> Any:
        """A field, or where the attribute has its place in sets, a row for each."""
        if name not in PLACES:
            return _field(attribute, name)
        code = attribute["attribute_code"]
        placed = {number: codes[code] for number, codes in sets.items() if code in codes}
        return list(placed) if name == "attribute_set_id" else [place[PLACES[name]] for place in placed.values()]

    return searched(shop, criteria, held, read, lambda a: shown(shop, a, call.store), columns=known)


PLACES = {"attribute_set_id": "", "attribute_group_id": "group", "entity_attribute_id": "id"}
"""The columns of eav_entity_attribute, which the collection of attributes joins where it is asked for one."""


def _field(attribute: Json, name: str) -> Any:
    value = attribute.get("default_frontend_label" if name == "frontend_label" else name)
    return {"global": "1", "website": "2", "store": "0"}.get(str(value)) if name == "is_global" else value


def _read(shop: Shop, call: Call) -> Json:
    return _single(shop, found(shop, call.text("attribute_code")), call.store)


def _single(shop: Shop, attribute: Json, store: int) -> Json:
    return {"extension_attributes": {"is_pagebuilder_enabled": False}} | shown(shop, attribute, store)


def _types(shop: Shop, call: Call) -> list[Json]:
    return [{"value": "price", "label": "Price"}, {"value": "media_image", "label": "Media Image"}]


def _label(sent: Json) -> str:
    first = next((label["label"] for label in rows(sent.get("frontend_labels")) if label.get("store_id") == 0), "")
    label = sent.get("default_frontend_label") or first
    if not label:
        raise Refusal(400, REQUIRED, {"fieldName": "frontend_label"})
    return str(label)


def _code(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.replace("ß", "ss")).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9_]+", "_", plain.lower()).strip("_")[:60]
    return code if CODE.match(code) else f"attr_{code}"[:60]


def _create(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["attribute"])
    label, given = _label(sent), sent.get("frontend_input")
    code = str(sent.get("attribute_code") or _code(label))
    if given not in BACKENDS:
        raise Refusal(400, INVALID, {"fieldName": "frontend_input", "value": given})
    if len(code) > 60:
        raise Refusal(400, "An attribute code must not be less than 1 and more than 60 characters.")
    if not CODE.match(code):
        raise Refusal(400, INVALID, {"fieldName": "attribute_code", "value": code})
    if known(shop, code):
        raise Refusal(400, "%1 already exists.", ["Attribute with the same code"])
    made = blank(code, shop.next("attributes"), given, label)
    shop.table("attributes")[code] = made
    _put(shop, made, sent)
    for option in rows(sent.get("options")):
        if option.get("label", "").strip():
            add_option(shop, made, option)
    return _single(shop, made, call.store)


def _put(shop: Shop, attribute: Json, sent: Json) -> None:
    kept = ("attribute_code", "attribute_id", "frontend_input", "options", "extension_attributes", "frontend_labels")
    kept += ("backend_type", "backend_model", "source_model", "entity_type_id", "is_user_defined", "custom_attributes")
    attribute |= {k: v for k, v in sent.items() if k not in kept and v is not None}
    if sent.get("frontend_labels") is not None:
        attribute["frontend_labels"] = [label for label in rows(sent["frontend_labels"]) if label.get("store_id")]


def _update(shop: Shop, call: Call) -> Json:
    sent, code = mapped(call.args["attribute"]), call.text("attribute_code")
    label = _label(sent)
    if sent.get("frontend_input") not in BACKENDS:
        raise Refusal(400, INVALID, {"fieldName": "frontend_input", "value": sent.get("frontend_input")})
    held = found(shop, code)
    _put(shop, held, sent | {"default_frontend_label": label})
    by_value = {o["value"]: o for o in held["options"]}
    for option in rows(sent.get("options")):
        mine = by_value.get(str(option.get("value") or "-"))
        if mine:
            mine |= {"label": option["label"]}
        elif option.get("label", "").strip():
            add_option(shop, held, option)
    return _single(shop, held, call.store)


def _delete(shop: Shop, call: Call) -> bool:
    held = found(shop, call.text("attribute_code"))
    if not held["is_user_defined"]:
        raise Refusal(400, "The system attribute can't be deleted.")
    code = held["attribute_code"]
    del shop.table("attributes")[code]
    for placed in shop.table("set_attributes").values():
        placed.pop(code, None)
    for product in shop.table("products").values():
        product["values"].pop(code, None)
    return True


def _options(shop: Shop, call: Call) -> list[Json]:
    return options(shop, found(shop, call.text("attribute_code")), call.store)


def _add_option(shop: Shop, call: Call) -> str:
    held, sent = found(shop, call.text("attribute_code")), mapped(call.args["option"])
    if not str(sent.get("label") or "").strip():
        raise Refusal(400, "The attribute option label is empty. Enter the value and try again.")
    if held.get("frontend_input") not in (*CHOOSING, "swatch_visual", "swatch_text"):
        raise Refusal(400, 'The "%1" attribute doesn\'t work with options.', [held["attribute_code"]])
    if option_value(held, sent["label"]):
        raise Refusal(400, 'Admin store attribute option label "%1" is already exists.', [sent["label"]])
    return add_option(shop, held, sent)


def _update_option(shop: Shop, call: Call) -> bool:
    held, number = found(shop, call.text("attribute_code")), str(call.args["option_id"])
    mine = next((o for o in held["options"] if o["value"] == number), None)
    if mine is None:
        message = "The '%1' attribute doesn't include an option id '%2'."
        raise Refusal(400, message, [held["attribute_code"], call.int("option_id")])
    sent = mapped(call.args["option"])
    mine["label"] = sent.get("label") or mine["label"]
    labels = {label["store_id"]: label["label"] for label in rows(sent.get("store_labels")) if label.get("store_id")}
    mine["labels"] = mine.get("labels", {}) | labels
    if sent.get("sort_order") is not None:
        mine["sort"] = sent["sort_order"]
        held["options"].sort(key=_place)
    return True


def _delete_option(shop: Shop, call: Call) -> bool:
    held, number = found(shop, call.text("attribute_code")), call.text("option_id")
    if not any(o["value"] == number and number for o in held["options"]):
        message = 'The "%1" attribute doesn\'t include an option with "%2" ID.'
        raise Refusal(404, message, [held["attribute_code"], number])
    held["options"] = [o for o in held["options"] if o["value"] != number]
    return True


def _categories(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("category_attributes").values())


def _category(shop: Shop, call: Call) -> Json:
    one = shop.table("category_attributes").get(call.text("attribute_code"))
    if one is None:
        raise Refusal(404, NO_ATTRIBUTE, [call.text("attribute_code")])
    return {"extension_attributes": {"is_pagebuilder_enabled": False}} | one


def _category_options(shop: Shop, call: Call) -> list[Json]:
    return list(_category(shop, call)["options"])


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """What every shop has, then the catalogue's options as attributes of choice and one of each other input."""
    _standard(shop)
    shop.seen("attributes", 136)
    maker = shop.table("attributes")["manufacturer"]
    for brand in catalogue.brands:
        add_option(shop, maker, {"label": brand.name})
    for option in catalogue.options:
        code = option.slug
        held = shop.table("attributes").get(code)
        if held is None:
            held = shop.table("attributes")[code] = blank(code, shop.next("attributes"), "select", option.name)
            held |= {"is_filterable": True, "is_used_for_promo_rules": "1", "used_in_product_listing": "1"}
        for value in option.values:
            add_option(shop, held, {"label": value.name})
    shop.table("attributes")["color"]["default_value"] = ""
    colors = shop.table("attributes")["color"]["options"]
    colors[1]["labels"] = {2: "Rouge"}
    extra = {
        "barcode": ("text", "Barcode"),
        "length": ("text", "Length"),
        "width": ("text", "Width"),
        "height": ("text", "Height"),
        "supplier": ("text", "Supplier"),
        "care": ("multiselect", "Care"),
        "fit": ("select", "Fit"),
        "featured": ("boolean", "Featured"),
        "release_date": ("date", "Release date"),
        "deposit": ("price", "Deposit"),
        "ingredients": ("textarea", "Ingredients"),
    }
    for code, (given, label) in extra.items():
        shop.table("attributes")[code] = blank(code, shop.next("attributes"), given, label)
    for code, labels in (("care", ("Hand wash", "Dry clean")), ("fit", ("Slim", "Wide"))):
        for label in labels:
            add_option(shop, shop.table("attributes")[code], {"label": label})


def _standard(shop: Shop) -> None:
    held = shop.table("attributes")
    held.update({a["attribute_code"]: a for a in standard.attributes(standard.PRODUCT, 4)})
    tree = standard.attributes(standard.CATEGORY, 3)
    shop.table("category_attributes").update({a["attribute_code"]: a for a in tree})


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What every shop has, and the attributes that were read; later ones in the order of their ids."""
    _standard(shop)
    held = shop.table("attributes")
    for row in rows(records.get("products/attributes")):
        one = {k: v for k, v in row.items() if k != "extension_attributes"}
        code = one["attribute_code"]
        base = held.get(code) or blank(code, one["attribute_id"], one.get("frontend_input", "text"), code)
        held[code] = base | one
        for option in one.get("options", []):
            if option["value"].isdigit():
                shop.seen("options", int(option["value"]))
    for row in rows(records.get("categories/attributes")):
        shop.table("category_attributes")[row["attribute_code"]] = row
    shop.tables["attributes"] = dict(sorted(held.items(), key=lambda pair: pair[1]["attribute_id"]))
    shop.seen("attributes", max(a["attribute_id"] for a in held.values()))


CODED = "attributeCode:string"
ROUTES: tuple[Route, ...] = (
    route("GET products/attributes", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("POST products/attributes", _create, "attribute:Attribute", resource=RESOURCE),
    route("GET products/attributes/types", _types, resource=RESOURCE),
    route("GET products/attributes/:attributeCode", _read, CODED, resource=RESOURCE),
    route("PUT products/attributes/:attributeCode", _update, f"{CODED} attribute:Attribute", resource=RESOURCE),
    route("DELETE products/attributes/:attributeCode", _delete, CODED, resource=RESOURCE),
    route("GET products/attributes/:attributeCode/options", _options, CODED, resource=RESOURCE),
    route(
        "POST products/attributes/:attributeCode/options",
        _add_option,
        f"{CODED} option:AttributeOption",
        resource=RESOURCE,
    ),
    route(
        "PUT products/attributes/:attributeCode/options/:optionId",
        _update_option,
        f"{CODED} optionId:int option:AttributeOption",
        resource=RESOURCE,
    ),
    route(
        "DELETE products/attributes/:attributeCode/options/:optionId",
        _delete_option,
        f"{CODED} optionId:string",
        resource=RESOURCE,
    ),
    route("GET categories/attributes", _categories, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET categories/attributes/:attributeCode", _category, CODED, resource=RESOURCE),
    route("GET categories/attributes/:attributeCode/options", _category_options, CODED, resource=RESOURCE),
)
