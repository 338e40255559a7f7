"""Tax classes, rates and rules.

Tables: `tax_classes`, `tax_rates` and `tax_rules` by id. Records: `taxClasses`, `taxRates`, `taxRules`.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import regions
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import REQUIRED, Call, Json, Refusal, invalid, mapped, no_entity, number, rows
from polycart.sandbox.catalogue import Catalogue

RESOURCE = "Magento_Tax::manage_tax"
TYPES = {
    "TaxClass": "class_id int, class_name string, class_type string, extension_attributes any",
    "TaxRate": """id int, tax_country_id string, tax_region_id int, region_name string, tax_postcode string,
        zip_is_range int, zip_from int, zip_to int, rate float, code string, titles any, extension_attributes any""",
    "TaxRule": """id int, code string, priority int, position int, customer_tax_class_ids int[],
        product_tax_class_ids int[], tax_rate_ids int[], calculate_subtotal bool, extension_attributes any""",
}
KINDS = ("PRODUCT", "CUSTOMER")
WRONG = 'Invalid value of "%value" provided for the %fieldName field.'
GOODS, BUYERS = 2, 3
"""The ids that every shop gives to taxable goods and to retail customers."""


def _found(shop: Shop, table: str, key: int, field: str) -> Json:
    one = shop.table(table).get(key)
    if one is None:
        raise no_entity(field, key)
    return one


def _missing(field: str) -> tuple[str, Json]:
    return REQUIRED, {"fieldName": field}


def _classes(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("tax_classes").values())


def _class(shop: Shop, call: Call) -> Json:
    return _found(shop, "tax_classes", call.int("tax_class_id"), "class_id")


def _save_class(shop: Shop, call: Call) -> str:
    sent = mapped(call.args["tax_class"])
    wrong: list[tuple[str, Json]] = [] if sent.get("class_name") else [_missing("class_name")]
    if sent.get("class_type") not in KINDS:
        wrong.append((WRONG, {"fieldName": "class_type", "value": sent.get("class_type")}))
    if wrong:
        raise invalid(wrong)
    key = call.args.get("class_id") or sent.get("class_id")
    for one in shop.table("tax_classes").values():
        same = all(one[k] == sent[k] for k in ("class_name", "class_type"))
        if same and one["class_id"] != key:
            message = "A class with the same name already exists for ClassType %1."
            raise Refusal(400, message, [sent["class_type"]])
    if key:
        _found(shop, "tax_classes", key, "class_id")
    key = key or shop.next("tax_classes")
    made: Json = {"class_id": key, "class_name": sent["class_name"], "class_type": sent["class_type"]}
    shop.table("tax_classes")[key] = made
    _offer(shop)
    return str(key)


def _delete_class(shop: Shop, call: Call) -> bool:
    key = _class(shop, call)["class_id"]
    for rule in shop.table("tax_rules").values():
        if key in (*rule["customer_tax_class_ids"], *rule["product_tax_class_ids"]):
            message = "You cannot delete this tax class because it is used in Tax Rules. "
            raise Refusal(400, message + "You have to delete the rules it is used in first.")
    del shop.table("tax_classes")[key]
    _offer(shop)
    return True


def _offer(shop: Shop) -> None:
    """The classes of goods as choices of the attribute `tax_class_id`."""
    attribute = shop.table("attributes").get("tax_class_id")
    if attribute:
        held = [c for c in shop.table("tax_classes").values() if c["class_type"] == "PRODUCT"]
        choices = [{"label": c["class_name"], "value": str(c["class_id"])} for c in held]
        attribute["options"] = [{"label": "None", "value": "0"}, *choices]


def _column(record: Json, field: str) -> Any:
    """The value of a column: searches name those of the database (RateRepository, TaxRuleRepository)."""
    return record.get("id" if field in ("tax_calculation_rate_id", "tax_calculation_rule_id") else field)


def _rates(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("tax_rates").values(), _column)


def _rate(shop: Shop, call: Call) -> Json:
    return _found(shop, "tax_rates", call.int("rate_id"), "taxRateId")


def _save_rate(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["tax_rate"])
    wrong: list[tuple[str, Json]] = []
    if sent.get("tax_country_id") not in shop.table("countries"):
        wrong.append((WRONG, {"fieldName": "country_id", "value": sent.get("tax_country_id")}))
    wrong += [_missing(told) for told, name in (("percentage_rate", "rate"), ("code", "code")) if not sent.get(name)]
    if not sent.get("tax_postcode") and not sent.get("zip_is_range"):
        wrong.append(_missing("postcode"))
    if wrong:
        raise invalid(wrong)
    key = sent.get("id")
    if any(r["code"] == sent["code"] and r["id"] != key for r in shop.table("tax_rates").values()):
        raise Refusal(400, "%1 already exists.", ["Code"])
    if key:
        _found(shop, "tax_rates", key, "taxRateId")
    made: Json = {"id": key or shop.next("tax_rates"), "tax_country_id": sent["tax_country_id"]}
    made["tax_region_id"] = sent.get("tax_region_id") or 0
    region = regions.by_id(made["tax_region_id"])
    if region:
        made["region_name"] = region[1]
    made["tax_postcode"] = sent.get("tax_postcode") or f"{sent.get('zip_from')}-{sent.get('zip_to')}"
    made |= {k: sent[k] for k in ("zip_is_range", "zip_from", "zip_to") if sent.get(k)}
    made |= {"rate": number(sent["rate"]), "code": sent["code"], "titles": sent.get("titles") or []}
    shop.table("tax_rates")[made["id"]] = made
    return made


def _delete_rate(shop: Shop, call: Call) -> bool:
    key = _rate(shop, call)["id"]
    if any(key in rule["tax_rate_ids"] for rule in shop.table("tax_rules").values()):
        raise Refusal(400, "The tax rate can't be removed because it exists in a tax rule.")
    del shop.table("tax_rates")[key]
    return True


def _rules(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("tax_rules").values(), _column)


def _rule(shop: Shop, call: Call) -> Json:
    return _found(shop, "tax_rules", call.int("rule_id"), "taxRuleId")


def _save_rule(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["rule"])
    names = ("code", "customer_tax_class_ids", "product_tax_class_ids", "tax_rate_ids")
    wrong = [_missing(name) for name in names if not sent.get(name)]
    if wrong:
        raise invalid(wrong)
    key = sent.get("id")
    if key:
        _found(shop, "tax_rules", key, "taxRuleId")
    made: Json = {"id": key or shop.next("tax_rules"), "code": sent["code"], "priority": sent.get("priority") or 0}
    made |= {"position": sent.get("position") or 0} | {name: sent[name] for name in names[1:]}
    made["calculate_subtotal"] = bool(sent.get("calculate_subtotal"))
    shop.table("tax_rules")[made["id"]] = made
    return made


def _delete_rule(shop: Shop, call: Call) -> bool:
    del shop.table("tax_rules")[_rule(shop, call)["id"]]
    return True


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The catalogue's classes and rates, and a rule for each class of goods that has rates."""
    held = shop.table("tax_classes")
    held[GOODS] = {"class_id": GOODS, "class_name": "Taxable Goods", "class_type": "PRODUCT"}
    held[BUYERS] = {"class_id": BUYERS, "class_name": "Retail Customer", "class_type": "CUSTOMER"}
    shop.seen("tax_classes", BUYERS)
    slugs: dict[Any, Json] = shop.tables.setdefault("tax_class_slugs", {})
    slugs |= {"": {"id": GOODS}, "standard": {"id": GOODS}}
    for one in catalogue.tax_classes:
        if one.slug not in slugs:
            key = shop.next("tax_classes")
            held[key] = {"class_id": key, "class_name": one.name, "class_type": "PRODUCT"}
            slugs[one.slug] = {"id": key}
    by_class: dict[int, list[int]] = {}
    for rate in catalogue.tax_rates:
        region = regions.coded(rate.country, rate.state) if rate.state else None
        key = shop.next("tax_rates")
        made: Json = {"id": key, "tax_country_id": rate.country, "tax_region_id": region[0] if region else 0}
        made |= {"region_name": region[1]} if region else {}
        code = "-".join([rate.country, rate.state or "*", "*", rate.name])
        made |= {"tax_postcode": "*", "rate": number(rate.percent), "code": code, "titles": []}
        shop.table("tax_rates")[key] = made
        by_class.setdefault(slugs[rate.tax_class]["id"], []).append(key)
    for goods, rates in by_class.items():
        key = shop.next("tax_rules")
        rule: Json = {"id": key, "code": f"Rule{key}", "priority": 0, "position": 0, "customer_tax_class_ids": [BUYERS]}
        rule |= {"product_tax_class_ids": [goods], "tax_rate_ids": rates, "calculate_subtotal": False}
        shop.table("tax_rules")[key] = rule
    _offer(shop)


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """Classes, rates and rules as lists told them."""
    for name, table, key in (
        ("taxClasses", "tax_classes", "class_id"),
        ("taxRates", "tax_rates", "id"),
        ("taxRules", "tax_rules", "id"),
    ):
        for row in rows(records.get(name)):
            shop.table(table)[row[key]] = row
            shop.seen(table, row[key])
    _offer(shop)


CRITERIA = "searchCriteria:SearchCriteria"
ROUTES: tuple[Route, ...] = (
    route("GET taxClasses/search", _classes, CRITERIA, resource=RESOURCE),
    route("GET taxClasses/:taxClassId", _class, "taxClassId:int", resource=RESOURCE),
    route("POST taxClasses", _save_class, "taxClass:TaxClass", resource=RESOURCE),
    route("PUT taxClasses/:classId", _save_class, "classId:int= taxClass:TaxClass", resource=RESOURCE),
    route("DELETE taxClasses/:taxClassId", _delete_class, "taxClassId:int", resource=RESOURCE),
    route("GET taxRates/search", _rates, CRITERIA, resource=RESOURCE),
    route("GET taxRates/:rateId", _rate, "rateId:int", resource=RESOURCE),
    route("POST taxRates", _save_rate, "taxRate:TaxRate", resource=RESOURCE),
    route("PUT taxRates", _save_rate, "taxRate:TaxRate", resource=RESOURCE),
    route("DELETE taxRates/:rateId", _delete_rate, "rateId:int", resource=RESOURCE),
    route("GET taxRules/search", _rules, CRITERIA, resource=RESOURCE),
    route("GET taxRules/:ruleId", _rule, "ruleId:int", resource=RESOURCE),
    route("POST taxRules", _save_rule, "rule:TaxRule", resource=RESOURCE),
    route("PUT taxRules", _save_rule, "rule:TaxRule", resource=RESOURCE),
    route("DELETE taxRules/:ruleId", _delete_rule, "ruleId:int", resource=RESOURCE),
)
