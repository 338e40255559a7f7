"""Cart price rules and the coupons that start them.

Records: `salesRules` and `coupons` as the vendor answers them.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import conditions
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.documents import strict
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.sales_types import names
from polycart.platforms.magento2.sim.shop import Shop, stamp
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, listed, mapped, number, rows
from polycart.sandbox.catalogue import Catalogue, Coupon

RESOURCE = "Magento_SalesRule::quote"
GONE = "No such entity."
NO_COUPON, SPECIFIC, AUTO = "NO_COUPON", "SPECIFIC_COUPON", "AUTO"
KINDS = {"percent": "by_percent", "fixed_cart": "cart_fixed", "fixed_product": "by_fixed"}
TYPES = conditions.TYPES | {
    "RuleLabel": "store_id int, store_label string, extension_attributes any",
    "SalesRule": (
        "rule_id int, name string, store_labels RuleLabel[], description string, website_ids int[], "
        "customer_group_ids int[], from_date string, to_date string, uses_per_customer int, is_active bool, "
        "condition RuleCondition, action_condition RuleCondition, stop_rules_processing bool, is_advanced bool, "
        "product_ids int[], sort_order int, simple_action string, discount_amount float, discount_qty float, "
        "discount_step int, apply_to_shipping bool, times_used int, is_rss bool, coupon_type string, "
        "use_auto_generation bool, uses_per_coupon int, simple_free_shipping string, extension_attributes any"
    ),
    "Coupon": (
        "coupon_id int, rule_id int, code string, usage_limit int, usage_per_customer int, times_used int, "
        "expiration_date string, is_primary bool, created_at string, type int, extension_attributes any"
    ),
    "CouponSpec": (
        "rule_id int, format string, quantity int, length int, prefix string, suffix string, "
        "delimiter_at_every int, delimiter string, extension_attributes any"
    ),
}
MORE = names("description from_date to_date simple_action code discount_qty expiration_date product_ids")
BLANK: Json = {
    "store_labels": [],
    "website_ids": [],
    "customer_group_ids": [],
    "uses_per_customer": 0,
    "is_active": False,
    "stop_rules_processing": True,
    "is_advanced": True,
    "sort_order": 0,
    "discount_amount": 0,
    "discount_step": 0,
    "apply_to_shipping": False,
    "times_used": 0,
    "is_rss": False,
    "coupon_type": NO_COUPON,
    "use_auto_generation": False,
    "uses_per_coupon": 0,
}


def rule_of(shop: Shop, number_: int) -> Json:
    """A rule by its id."""
    found = shop.table("sales_rules").get(number_)
    if found is None:
        raise Refusal(404, GONE)
    return found


def coupon_of(shop: Shop, code: str) -> Json | None:
    """A coupon by its code, which the database compares without regard to case."""
    return next((c for c in shop.table("coupons").values() if c["code"].casefold() == code.strip().casefold()), None)


def _saved(shop: Shop, sent: Json, before: Json) -> Json:
    made: Json = BLANK | before | {k: v for k, v in sent.items() if v is not None}
    for name, kind in (("condition", conditions.COMBINE), ("action_condition", conditions.ITEMS)):
        made[name] = conditions.told(made[name]) if made.get(name) else conditions.every(kind)
    made["rule_id"] = before.get("rule_id") or shop.next("sales_rules")
    shop.table("sales_rules")[made["rule_id"]] = made
    for coupon in shop.table("coupons").values():
        if coupon["rule_id"] == made["rule_id"] and coupon["is_primary"]:
            coupon |= {"usage_limit": made["uses_per_coupon"], "usage_per_customer": made["uses_per_customer"]}
    return made


def _create(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["rule"])
    if sent.get("rule_id"):
        return _saved(shop, sent, rule_of(shop, sent["rule_id"]))
    return _saved(shop, sent, {})


def _update(shop: Shop, call: Call) -> Json:
    return _saved(shop, mapped(call.args["rule"]), rule_of(shop, call.args["rule_id"]))


def _read(shop: Shop, call: Call) -> Json:
    return rule_of(shop, call.args["rule_id"])


def _delete(shop: Shop, call: Call) -> bool:
    rule_of(shop, call.args["rule_id"])
    del shop.table("sales_rules")[call.args["rule_id"]]
    for coupon in [c for c in shop.table("coupons").values() if c["rule_id"] == call.args["rule_id"]]:
        del shop.table("coupons")[coupon["coupon_id"]]
    return True


def _search(shop: Shop, call: Call) -> Json:
    def read(rule: Json, field: str) -> Any:
        if field == "code":
            return [c["code"] for c in shop.table("coupons").values() if c["rule_id"] == rule["rule_id"]] or None
        return _column(rule, field)

    return searched(shop, call.args["search_criteria"], shop.table("sales_rules").values(), read)


@strict
def _column(record: Json, field: str) -> Any:
    if field not in record and field not in BLANK and field not in MORE:
        raise KeyError(field)
    value = record.get(field)
    if field == "coupon_type":
        return {NO_COUPON: 1, SPECIFIC: 2, AUTO: 3}.get(str(value), 1)
    return int(value) if isinstance(value, bool) else value


def _coupons(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("coupons").values(), _column)


def _coupon(shop: Shop, call: Call) -> Json:
    found = shop.table("coupons").get(call.args["coupon_id"])
    if found is None:
        raise Refusal(404, GONE)
    return found


def _save_coupon(shop: Shop, sent: Json, before: Json) -> Json:
    number_ = int(before.get("rule_id") or sent.get("rule_id") or 0)
    rule = shop.table("sales_rules").get(number_)
    if rule is None:
        raise Refusal(400, "Error occurred when saving coupon: %1", [f"No such entity with rule_id = {number_ or ''}"])
    if rule["coupon_type"] == NO_COUPON:
        raise Refusal(400, "Error occurred when saving coupon: %1", ["Specified rule does not allow coupons"])
    if rule["use_auto_generation"] and not sent.get("type", before.get("type")):
        message = "Specified rule only allows auto generated coupons"
        raise Refusal(400, "Error occurred when saving coupon: %1", [message])
    other = coupon_of(shop, str(sent.get("code") or ""))
    if other is not None and other["coupon_id"] != before.get("coupon_id"):
        raise Refusal(400, "%1 already exists.", ["Coupon with the same code"])
    made: Json = {"coupon_id": before.get("coupon_id") or shop.next("coupons"), "rule_id": number_}
    made |= {"code": sent.get("code") or before.get("code"), "usage_limit": rule["uses_per_coupon"]}
    made |= {"usage_per_customer": rule["uses_per_customer"], "times_used": before.get("times_used", 0)}
    primary = sent.get("is_primary", before.get("is_primary", not rule["use_auto_generation"]))
    made |= {"is_primary": True if primary else None, "created_at": before.get("created_at") or shop.now()}
    made["type"] = sent.get("type", before.get("type", 0))
    shop.table("coupons")[made["coupon_id"]] = made
    return made


def _create_coupon(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["coupon"])
    before = shop.table("coupons").get(int(sent.get("coupon_id") or 0), {})
    made = _save_coupon(shop, sent, before)
    return made | {"times_used": sent.get("times_used")}


def _update_coupon(shop: Shop, call: Call) -> Json:
    return _save_coupon(shop, mapped(call.args["coupon"]), _coupon(shop, call))


def _delete_coupon(shop: Shop, call: Call) -> bool:
    _coupon(shop, call)
    del shop.table("coupons")[call.args["coupon_id"]]
    return True


def _delete_many(name: str, field: str) -> Any:
    def answer(shop: Shop, call: Call) -> Json:
        failed: list[str] = []
        missing: list[str] = []
        for asked in listed(call.args[name]):
            found = next((c for c in shop.table("coupons").values() if str(c[field]) == str(asked)), None)
            if found is None:
                missing.append(str(asked))
            else:
                del shop.table("coupons")[found["coupon_id"]]
        if missing and not call.args["ignore_invalid_coupons"]:
            raise Refusal(400, "Some coupons are invalid.")
        return {"failed_items": failed, "missing_items": missing}

    return answer


ALPHABETS = {
    "alphanum": "ABCDEFGHJKLMNPQRSTUVWXYZ23456789",
    "alpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "num": "0123456789",
}


def _generate(shop: Shop, call: Call) -> list[str]:
    spec = mapped(call.args["coupon_spec"])
    rule = shop.table("sales_rules").get(int(spec.get("rule_id") or 0))
    if rule is None:
        raise Refusal(400, "Error occurred when generating coupons: %1", [GONE])
    if not (rule["use_auto_generation"] or rule["coupon_type"] == AUTO):
        message = "Specified rule does not allow automatic coupon generation"
        raise Refusal(400, "Error occurred when generating coupons: %1", [message])
    made: list[str] = []
    for _ in range(int(spec.get("quantity") or 0)):
        code = _random(shop, spec)
        made.append(code)
        coupon: Json = {"coupon_id": shop.next("coupons"), "rule_id": rule["rule_id"], "code": code}
        coupon |= {"usage_limit": rule["uses_per_coupon"], "usage_per_customer": rule["uses_per_customer"]}
        coupon |= {"times_used": 0, "is_primary": False, "created_at": shop.now(), "type": 1}
        shop.table("coupons")[coupon["coupon_id"]] = coupon
    return made


def _random(shop: Shop, spec: Json) -> str:
    letters = ALPHABETS.get(str(spec.get("format") or "alphanum"), ALPHABETS["alphanum"])
    digest = hashlib.sha512(f"coupon{shop.next('coupon_codes')}".encode()).digest()
    text = "".join(letters[byte % len(letters)] for byte in digest[: max(int(spec.get("length") or 12), 1)])
    every = int(spec.get("delimiter_at_every") or 0)
    if every:
        between = str(spec.get("delimiter") or "-")
        text = between.join(text[at : at + every] for at in range(0, len(text), every))
    return f"{spec.get('prefix') or ''}{text}{spec.get('suffix') or ''}"


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """Each of the catalogue's coupons as a rule with one code."""
    used = [code for order in catalogue.orders if order.status != "checkout-draft" for code in order.coupon_codes]
    for source in catalogue.coupons:
        rule = _rule(shop, catalogue, source)
        shop.table("sales_rules")[source.id] = rule
        shop.seen("sales_rules", source.id)
        coupon: Json = {"coupon_id": source.id, "rule_id": source.id, "code": source.code}
        coupon |= {"usage_limit": source.usage_limit or 0, "usage_per_customer": source.per_customer or 0}
        coupon |= {"times_used": used.count(source.code), "is_primary": True, "created_at": stamp(source.created)}
        if source.expires:
            coupon["expiration_date"] = f"{source.expires:%Y-%m-%d 00:00:00}"
        shop.table("coupons")[source.id] = coupon | {"type": 0}
        shop.seen("coupons", source.id)
        rule["times_used"] = coupon["times_used"]
    number_ = shop.next("sales_rules")
    shop.table("sales_rules")[number_] = _automatic(shop, number_)


def _automatic(shop: Shop, number_: int) -> Json:
    """A rule that needs no coupon; it lies ready and is switched off."""
    made: Json = {"rule_id": number_, "name": "Automatic discount", "description": "Five percent off without a code"}
    made |= BLANK | {"website_ids": [1], "customer_group_ids": sorted(shop.table("customer_groups"))}
    made |= {"simple_action": "by_percent", "discount_amount": 5, "stop_rules_processing": False}
    made |= {"from_date": "2025-01-01", "to_date": "2025-12-31", "simple_free_shipping": "0"}
    made["condition"] = conditions.every(conditions.COMBINE)
    return made | {"action_condition": conditions.every(conditions.ITEMS)}


def _rule(shop: Shop, catalogue: Catalogue, source: Coupon) -> Json:
    made: Json = {"rule_id": source.id, "name": source.code} | BLANK
    if source.description:
        made["description"] = source.description
    made |= {"website_ids": [1], "customer_group_ids": sorted(shop.table("customer_groups")), "is_active": True}
    if source.expires:
        made["to_date"] = f"{source.expires:%Y-%m-%d}"
    made |= {"uses_per_customer": source.per_customer or 0, "uses_per_coupon": source.usage_limit or 0}
    made |= {"stop_rules_processing": source.alone, "simple_action": KINDS[source.kind], "coupon_type": SPECIFIC}
    made |= {"discount_amount": number(source.amount), "simple_free_shipping": "2" if source.free_shipping else "0"}
    made["condition"] = conditions.every(conditions.COMBINE)
    limits: list[Json] = []
    for operator, limit in ((">=", source.minimum), ("<=", source.maximum)):
        if limit:
            one: Json = {"condition_type": conditions.ADDRESS, "operator": operator, "attribute_name": "base_subtotal"}
            limits.append(one | {"value": str(number(limit))})
    if limits:
        made["condition"] = {"condition_type": conditions.COMBINE, "conditions": limits} | {
            "aggregator_type": "all",
            "operator": None,
            "value": "1",
        }
    made["action_condition"] = _on_items(shop, catalogue, source)
    return made


def _on_items(shop: Shop, catalogue: Catalogue, source: Coupon) -> Json:
    made = conditions.every(conditions.ITEMS)
    wanted = ""
    if source.product_ids:
        products = {p.id: p for p in catalogue.products}
        wanted = ",".join(products[n].sku or products[n].slug for n in source.product_ids)
    elif source.category_ids:
        known = shop.table("category_ids")
        wanted = ",".join(str(known[n]["id"] if n in known else n) for n in source.category_ids)
    if not wanted:
        return made
    name = "sku" if source.product_ids else "category_ids"
    one: Json = {"condition_type": conditions.ITEM, "operator": "()", "attribute_name": name, "value": wanted}
    return made | {"conditions": [one], "value": "1"}


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of rules and coupons answered."""
    for record in rows(records.get("salesRules")):
        shop.table("sales_rules")[record["rule_id"]] = record
        shop.seen("sales_rules", record["rule_id"])
    for record in rows(records.get("coupons")):
        shop.table("coupons")[record["coupon_id"]] = record
        shop.seen("coupons", record["coupon_id"])


CRITERIA = "searchCriteria:SearchCriteria"
ROUTES: tuple[Route, ...] = (
    route("GET salesRules/search", _search, CRITERIA, resource=RESOURCE),
    route("POST salesRules", _create, "rule:SalesRule", resource=RESOURCE),
    route("GET salesRules/:ruleId", _read, "ruleId:int", resource=RESOURCE),
    route("PUT salesRules/:ruleId", _update, "ruleId:int rule:SalesRule", resource=RESOURCE),
    route("DELETE salesRules/:ruleId", _delete, "ruleId:int", resource=RESOURCE),
    route("GET coupons/search", _coupons, CRITERIA, resource=RESOURCE),
    route("POST coupons", _create_coupon, "coupon:Coupon", resource=RESOURCE),
    route("POST coupons/generate", _generate, "couponSpec:CouponSpec", resource=RESOURCE),
    route(
        "POST coupons/deleteByIds",
        _delete_many("ids", "coupon_id"),
        "ids:int[] ignoreInvalidCoupons:bool=true",
        resource=RESOURCE,
    ),
    route(
        "POST coupons/deleteByCodes",
        _delete_many("codes", "code"),
        "codes:string[] ignoreInvalidCoupons:bool=true",
        resource=RESOURCE,
    ),
    route("GET coupons/:couponId", _coupon, "couponId:int", resource=RESOURCE),
    route("PUT coupons/:couponId", _update_coupon, "couponId:int coupon:Coupon", resource=RESOURCE),
    route("DELETE coupons/:couponId", _delete_coupon, "couponId:int", resource=RESOURCE),
)
