"""What a shop tells of the fields of customers and addresses: `attributeMetadata`."""

from typing import Any

from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.sales_types import names
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, no_entity

RESOURCE = "Magento_Customer::customer"
CUSTOMER = """
confirmation|text|Is Confirmed|0|00011110|0||||
created_at|date|Created At|0|00001110|0||||
website_id|select|Associate to Website|10|11011110|0||||required-entry
store_id|select|Create In|20|01010000|0||||required-entry
created_in|text|Created From|20|10011101|0||||
group_id|select|Group|25|11011110|0||||required-entry
disable_auto_group_change|boolean|Disable Automatic Group Change Based on VAT ID|28|10010000|0||||
prefix|text|Name Prefix|30|00000000|0||||
firstname|text|First Name|40|11010000|0|trim||max=255,min=1|required-entry
middlename|text|Middle Name/Initial|50|00000000|0|trim|||
lastname|text|Last Name|60|11010000|0|trim||max=255,min=1|required-entry
suffix|text|Name Suffix|70|00000000|0||||
email|text|Email|80|11011111|0|||is=email|required-entry validate-email
password_hash|hidden|-|81|00010000|0||||
default_billing|text|Default Billing Address|82|00010000|0||||
default_shipping|text|Default Shipping Address|83|00010000|0||||
updated_at|date|Updated At|87|00000000|0||||
dob|date|Date of Birth|90|00001110|0|date||is=date|
taxvat|text|Tax/VAT Number|100|00001101|0|||max=255|
failures_num|hidden|Failures Number|100|00010000|0||||
gender|select|Gender|110|00001110|0||||
first_failure|date|First Failure Date|110|00010000|0||||
rp_token|hidden|-|115|00010000|0||||
rp_token_created_at|date|-|120|00010000|0|||is=date|
lock_expires|date|Failures Number|120|00010000|0||||
"""
ADDRESS = """
prefix|text|Name Prefix|10|00000000|0||||
firstname|text|First Name|20|11011001|0|trim||max=255,min=1|required-entry
middlename|text|Middle Name/Initial|30|00000000|0|trim|||
lastname|text|Last Name|40|11011001|0|trim||max=255,min=1|required-entry
suffix|text|Name Suffix|50|00000000|0||||
company|text|Company|60|10011001|0|||max=255,min=1|
street|multiline|Street Address|70|11011001|2|||max=255,min=1|required-entry
country_id|select|Country|80|11011110|0||||required-entry
region|text|State/Province|90|10011101|0||||
region_id|hidden|State/Province|90|10010000|0||||
city|text|City|100|11011001|0|||max=255,min=1|required-entry
postcode|text|Zip/Postal Code|110|10011111|0||*||
telephone|text|Phone Number|120|11011111|0|||max=255,min=1|required-entry
fax|text|Fax|130|00001001|0|||max=255,min=1|
vat_is_valid|text|VAT number validity|132|00010000|0||||
vat_request_id|text|VAT number validation request ID|133|00010000|0||||
vat_request_date|text|VAT number validation request date|134|00010000|0||||
vat_request_success|text|VAT number validation request success|135|00010000|0||||
vat_id|text|VAT Number|140|10010000|0||||
"""
"""Code, input, label, place, flags, lines, filter, data model, rules and class, divided by bars.

The flags are those of `FLAGS`; `*` is the vendor's model of postcodes, rules are shortened by `RULES`.
"""
FLAGS = names(
    "visible required user_defined system is_used_in_grid is_visible_in_grid is_filterable_in_grid",
    "is_searchable_in_grid",
)
RULES = {"max": "max_text_length", "min": "min_text_length", "is": "input_validation"}
POSTCODE = "Magento\\Customer\\Model\\Attribute\\Data\\Postcode"
PEOPLE = names("created_at prefix firstname middlename lastname suffix email dob taxvat gender")
PLACES = names(
    "prefix firstname middlename lastname suffix company street country_id region region_id city postcode telephone",
    "fax vat_id",
)
FORMS = {
    "customer_account_create": PEOPLE,
    "customer_account_edit": PEOPLE,
    "adminhtml_customer": ("website_id", "created_in", "group_id", "disable_auto_group_change", *PEOPLE),
    "customer_register_address": PLACES,
    "customer_address_edit": PLACES,
    "adminhtml_customer_address": PLACES,
}
GENDERS = (("Male", "1"), ("Female", "2"), ("Not Specified", "3"))
KINDS = {"customer": CUSTOMER, "customer_address": ADDRESS}


def fields(shop: Shop, kind: str) -> list[Json]:
    """All fields of customers or of addresses."""
    return [_field(shop, line.split("|")) for line in KINDS[kind].strip().splitlines()]


def _field(shop: Shop, columns: list[str]) -> Json:
    code, given, label, place, flags, lines, filtered, model, rules, css = columns
    told = None if label == "-" else label
    made: Json = {"frontend_input": given, "input_filter": filtered, "store_label": told}
    pairs = (rule.split("=") for rule in rules.split(",") if rule)
    made["validation_rules"] = [{"name": RULES[name], "value": value} for name, value in pairs]
    made |= {"multiline_count": int(lines), "data_model": POSTCODE if model else "", "options": _options(shop, code)}
    made |= {"frontend_class": css, "sort_order": int(place), "frontend_label": told, "note": ""}
    made |= {name: bit == "1" for name, bit in zip(FLAGS, flags, strict=True)}
    return made | {"backend_type": "static", "attribute_code": code}


def _options(shop: Shop, code: str) -> list[Json]:
    if code == "gender":
        return [{"label": " ", "value": ""}, *({"label": label, "value": value} for label, value in GENDERS)]
    if code == "group_id":
        groups = [g for g in shop.table("customer_groups").values() if g["id"]]
        return [{"label": g["code"], "value": str(g["id"])} for g in sorted(groups, key=lambda g: g["code"])]
    if code == "website_id":
        return [{"label": w["name"], "value": str(w["id"])} for w in shop.table("websites").values() if w["id"]]
    return []


def _every(kind: str) -> Any:
    def answer(shop: Shop, call: Call) -> list[Json]:
        return fields(shop, kind)

    return answer


def _own(shop: Shop, call: Call) -> list[Json]:
    """Fields of the shop's own: none."""
    return []


def _single(kind: str) -> Any:
    def answer(shop: Shop, call: Call) -> Json:
        code = call.args["attribute_code"]
        found = next((field for field in fields(shop, kind) if field["attribute_code"] == code), None)
        if found is None:
            told = {"fieldName": "entityType", "fieldValue": kind, "field2Name": "attributeCode", "field2Value": code}
            message = "No such entity with %fieldName = %fieldValue, %field2Name = %field2Value"
            raise Refusal(404, message, told)
        return found

    return answer


def _form(kind: str) -> Any:
    def answer(shop: Shop, call: Call) -> list[Json]:
        wanted = FORMS.get(call.text("form_code"))
        if wanted is None:
            raise no_entity("formCode", call.args["form_code"])
        return [field for field in fields(shop, kind) if field["attribute_code"] in wanted]

    return answer


ROUTES: tuple[Route, ...] = tuple(
    one
    for path, kind in (("customer", "customer"), ("customerAddress", "customer_address"))
    for one in (
        route(f"GET attributeMetadata/{path}", _every(kind), resource=RESOURCE),
        route(f"GET attributeMetadata/{path}/custom", _own, resource=RESOURCE),
        route(
            f"GET attributeMetadata/{path}/attribute/:attributeCode",
            _single(kind),
            "attributeCode:string",
            resource=RESOURCE,
        ),
        route(f"GET attributeMetadata/{path}/form/:formCode", _form(kind), "formCode:string", resource=RESOURCE),
    )
)
