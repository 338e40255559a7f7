"""Trees of conditions on carts and their items, as cart price rules hold them."""

import re
from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import stock, values
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Json, rows

PREFIX = "Magento\\SalesRule\\Model\\Rule\\Condition\\"
COMBINE, ADDRESS = f"{PREFIX}Combine", f"{PREFIX}Address"
FOUND, SUBSELECT, ITEMS, ITEM = (
    f"{PREFIX}Product\\Found",
    f"{PREFIX}Product\\Subselect",
    f"{PREFIX}Product\\Combine",
    f"{PREFIX}Product",
)
TYPES = {
    "RuleCondition": (
        "condition_type string, conditions RuleCondition[], aggregator_type string, operator string, "
        "attribute_name string, value any, extension_attributes any"
    )
}
Facts = Mapping[str, Any]


def every(kind: str) -> Json:
    """The condition that always holds."""
    return {"condition_type": kind, "aggregator_type": "all", "operator": None, "value": True}


def told(node: Json) -> Json:
    """A condition in the vendor's form, from what is sent of it."""
    made: Json = {"condition_type": node.get("condition_type")}
    if node.get("conditions"):
        made["conditions"] = [told(child) for child in rows(node["conditions"])]
    if node.get("aggregator_type"):
        made["aggregator_type"] = node["aggregator_type"]
    made["operator"] = node.get("operator")
    if node.get("attribute_name"):
        made["attribute_name"] = node["attribute_name"]
    return made | {"value": node.get("value")}


def cart_fits(shop: Shop, node: Json, facts: Facts, items: list[Json]) -> bool:
    """Whether a cart with these facts and items fulfils a condition."""
    kind = node.get("condition_type")
    if kind == ADDRESS:
        return holds(str(node.get("operator") or "=="), facts.get(str(node.get("attribute_name"))), node.get("value"))
    if kind == FOUND:
        some = any(_all(shop, node, item) for item in items)
        return some is _truth(node.get("value"))
    if kind == SUBSELECT:
        name = str(node.get("attribute_name") or "qty")
        total = sum(float(item[name]) for item in items if _all(shop, node, item))
        return holds(str(node.get("operator") or "=="), total, node.get("value"))
    return _combined(node, [cart_fits(shop, child, facts, items) for child in rows(node.get("conditions"))])


def item_fits(shop: Shop, node: Json, item: Json) -> bool:
    """Whether an item fulfils a condition on items; that its child fulfils it is enough."""
    child = item["sku"] if item["sku"] != item.get("parent_sku") else None
    return _fits(shop, node, item) or (child is not None and _fits(shop, node, item | {"parent_sku": child}))


def _fits(shop: Shop, node: Json, item: Json) -> bool:
    if node.get("condition_type") == ITEM:
        return _one(shop, node, item)
    return _combined(node, [_fits(shop, child, item) for child in rows(node.get("conditions"))])


def _all(shop: Shop, node: Json, item: Json) -> bool:
    """The conditions below one that looks for items; its value is another matter."""
    checks = [_fits(shop, child, item) for child in rows(node.get("conditions"))]
    return any(checks) if node.get("aggregator_type") == "any" and checks else all(checks)


def _combined(node: Json, checks: list[bool]) -> bool:
    if not checks:
        return True
    wanted = _truth(node.get("value"))
    fulfilled = [check is wanted for check in checks]
    return any(fulfilled) if node.get("aggregator_type") == "any" else all(fulfilled)


def _truth(value: Any) -> bool:
    return value in (True, 1, "1", None)


def _one(shop: Shop, node: Json, item: Json) -> bool:
    """What a configurable has no value of, its child is asked for."""
    name = str(node.get("attribute_name"))
    if name.startswith("quote_item_"):
        return holds(str(node["operator"]), item.get(name.removeprefix("quote_item_")), node.get("value"))
    value = None
    for sku in (item.get("parent_sku"), item["sku"]):
        record = stock.product_of(shop, str(sku)) if sku and value is None else None
        value = _value(record, name) if record is not None else value
    return holds(str(node.get("operator") or "=="), value, node.get("value"))


def _value(record: Json, name: str) -> Any:
    if name == "category_ids":
        return [str(link["category_id"]) for link in record["category_links"]]
    return record[name] if name in ("sku", "type_id", "attribute_set_id") else values.get(record, name, ADMIN)


def holds(operator: str, held: Any, wanted: Any) -> bool:
    """One comparison; a list holds where one of its values does, for the operators of lists."""
    if operator in ("()", "!()", "{}", "!{}"):
        asked = [str(part).strip() for part in (wanted if isinstance(wanted, list) else str(wanted).split(","))]  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        texts = [str(v) for v in held] if isinstance(held, list) else [str(held)]  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        inside = (
            any(text in asked for text in texts)
            if operator.endswith("()")
            else any(part.casefold() in text.casefold() for part in asked for text in texts)
        )
        return inside is not operator.startswith("!")
    if isinstance(held, list):
        return (str(wanted) in [str(v) for v in held]) is (operator != "!=")  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if held is None:
        return operator == "!="
    left, right = _comparable(held, wanted)
    return {"==": left == right, "!=": left != right, ">": left > right, ">=": left >= right, "<": left < right}.get(
        operator, left <= right
    )


def _comparable(held: Any, wanted: Any) -> tuple[Any, Any]:
    pattern = r"\s*-?\d+(\.\d+)?\s*"
    if re.fullmatch(pattern, str(held)) and re.fullmatch(pattern, str(wanted)):
        return float(held), float(wanted)
    return str(held).casefold(), str(wanted).casefold()
