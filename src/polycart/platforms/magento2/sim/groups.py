"""Customer groups, by which prices, rules and taxes differ.

Records: `customerGroups` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.documents import strict
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, no_entity, rows
from polycart.sandbox.catalogue import Catalogue

RESOURCE = "Magento_Customer::group"
GUESTS, GENERAL, WHOLESALE = 0, 1, 2
CUSTOMER_CLASS = 3
CLASS_NAME = "Retail Customer"
TYPES = {"CustomerGroup": "id int, code string, tax_class_id int, tax_class_name string, extension_attributes any"}
STANDARD = ((GUESTS, "NOT LOGGED IN"), (GENERAL, "General"), (WHOLESALE, "Wholesale"), (3, "Retailer"))
COLUMNS = {"id": "id", "customer_group_id": "id", "code": "code", "customer_group_code": "code"}


def _list(shop: Shop, call: Call) -> Json:
    @strict
    def read(record: Json, field: str) -> Any:
        return record[COLUMNS.get(field, field)]

    return searched(shop, call.args["search_criteria"], shop.table("customer_groups").values(), read)


def _known(shop: Shop, number: int) -> Json:
    held = shop.table("customer_groups").get(number)
    if held is None:
        raise no_entity("id", number)
    return held


def _read(shop: Shop, call: Call) -> Json:
    return _known(shop, call.args["id"])


def _default(shop: Shop, call: Call) -> Json:
    return _known(shop, int(shop.config("customer/create_account/default_group", "1")))


def _set_default(shop: Shop, call: Call) -> int:
    _known(shop, call.args["id"])
    shop.configure("customer/create_account/default_group", str(call.args["id"]))
    return call.args["id"]


def _readonly(shop: Shop, call: Call) -> bool:
    _known(shop, call.args["id"])
    return call.args["id"] in (GUESTS, int(shop.config("customer/create_account/default_group", "1")))


def _create(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["group"])
    return _saved(shop, shop.next("customer_groups"), sent, {})


def _update(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["group"])
    number = int(call.args.get("id") or sent.get("id") or 0)
    return _saved(shop, number, sent, _known(shop, number))


def _saved(shop: Shop, number: int, sent: Json, before: Json) -> Json:
    code = str(sent.get("code") or before.get("code") or "")
    if not code:
        raise Refusal(400, '"%fieldName" is required. Enter and try again.', {"fieldName": "code"})
    if any(
        g["code"].casefold() == code.casefold() and g["id"] != number for g in shop.table("customer_groups").values()
    ):
        raise Refusal(400, "Customer Group already exists.")
    classes = shop.table("tax_classes")
    if sent.get("tax_class_id") and classes and sent["tax_class_id"] not in classes:
        told: Json = {"fieldName": "taxClassId", "value": sent["tax_class_id"]}
        raise Refusal(400, 'Invalid value of "%value" provided for the %fieldName field.', told)
    made: Json = {"id": number, "code": code[:32], "tax_class_id": sent.get("tax_class_id") or CUSTOMER_CLASS}
    made["tax_class_name"] = shop.table("tax_classes").get(made["tax_class_id"], {}).get("class_name", CLASS_NAME)
    shop.table("customer_groups")[number] = made
    return made


def _delete(shop: Shop, call: Call) -> bool:
    if call.args["id"] in (GUESTS, GENERAL):
        raise Refusal(400, "Cannot delete group.")
    _known(shop, call.args["id"])
    del shop.table("customer_groups")[call.args["id"]]
    for customer in shop.table("customers").values():
        if customer["group_id"] == call.args["id"]:
            customer["group_id"] = GENERAL
    return True


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The groups that a new shop has; the catalogue's buyers at retail are the general ones."""
    for number, code in STANDARD:
        made: Json = {"id": number, "code": code, "tax_class_id": CUSTOMER_CLASS, "tax_class_name": CLASS_NAME}
        shop.table("customer_groups")[number] = made
        shop.seen("customer_groups", number)


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of groups answered."""
    for record in rows(records.get("customerGroups")):
        shop.table("customer_groups")[record["id"]] = record
        shop.seen("customer_groups", record["id"])


ROUTES: tuple[Route, ...] = (
    route("GET customerGroups/search", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET customerGroups/default", _default, resource=RESOURCE),
    route("GET customerGroups/default/:storeId", _default, "storeId:int", resource=RESOURCE),
    route("PUT customerGroups/default/:id", _set_default, "id:int", resource=RESOURCE),
    route("GET customerGroups/:id", _read, "id:int", resource=RESOURCE),
    route("GET customerGroups/:id/permissions", _readonly, "id:int", resource=RESOURCE),
    route("POST customerGroups", _create, "group:CustomerGroup", resource=RESOURCE),
    route("PUT customerGroups/:id", _update, "id:int= group:CustomerGroup", resource=RESOURCE),
    route("DELETE customerGroups/:id", _delete, "id:int", resource=RESOURCE),
)
