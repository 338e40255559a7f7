"""Conditions of cart price rules: trees in the contract's words and in Magento's.

https://experienceleague.adobe.com/en/docs/commerce-admin/marketing/promotions/cart-rules/price-rules-cart-create
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.cart.promotions import CouponCondition
from polycart.core.errors import ParameterError
from polycart.platforms.magento2.connection import Magento, missing
from polycart.platforms.magento2.countries import country_code
from polycart.platforms.magento2.numbers import native_id

_STEM = "Magento\\SalesRule\\Model\\Rule\\Condition\\"
COMBINE = f"{_STEM}Combine"
ADDRESS = f"{_STEM}Address"
FOUND = f"{_STEM}Product\\Found"
SUBSELECT = f"{_STEM}Product\\Subselect"
PRODUCT = f"{_STEM}Product"
ITEMS = f"{_STEM}Product\\Combine"

_LOGIC = {"all": "and", "any": "or"}

_OF_CART = {
    "base_subtotal": ("order", "subtotal"),
    "base_subtotal_with_discount": ("order", "subtotal_with_discount"),
    "base_subtotal_total_incl_tax": ("order", "subtotal_including_tax"),
    "total_qty": ("order", "total_quantity"),
    "weight": ("order", "total_weight"),
    "payment_method": ("order", "payment_method"),
    "shipping_method": ("order", "shipping_method"),
    "country_id": ("order_shipping_address", "country"),
    "region": ("order_shipping_address", "region"),
    "region_id": ("order_shipping_address", "region_id"),
    "postcode": ("order_shipping_address", "postcode"),
}
_OF_ITEMS = {
    "category_ids": "category_id",
    "quote_item_price": "item_price",
    "quote_item_row_total": "item_total_price",
    "quote_item_qty": "item_quantity",
}
_OPERATORS = {"()": "IN", "!()": "NOT IN"}


class Node(msgspec.Struct):
    """One condition as Magento writes it; a branch has conditions below it and tells how they go together."""

    condition_type: str = ""
    conditions: list[Node] | None = None
    aggregator_type: str | None = None
    operator: str | None = None
    attribute_name: str | None = None
    value: Any = None


def conditions(root: Node | None) -> list[CouponCondition]:
    """The conditions below a root, numbered by their places."""
    return [_condition(node, str(place)) for place, node in enumerate((root.conditions or ()) if root else (), 1)]


def logic(root: Node | None) -> str | None:
    """Whether all conditions below a root must hold or any."""
    return _LOGIC.get(root.aggregator_type or "") if root else None


def _condition(node: Node, id: str) -> CouponCondition:
    """One condition; a branch's value is whether the ones below shall be true, an item's branch whether it is there."""
    below = [_condition(each, f"{id}.{place}") for place, each in enumerate(node.conditions or (), 1)]
    branch = node.condition_type in (COMBINE, FOUND, SUBSELECT, ITEMS)
    if node.condition_type == ADDRESS:
        entity, key = _OF_CART.get(node.attribute_name or "", ("order", node.attribute_name))
    elif node.condition_type == COMBINE:
        entity, key = "order", None
    else:
        entity, key = "product", _OF_ITEMS.get(node.attribute_name or "", node.attribute_name)
    return CouponCondition(
        id=id,
        entity=entity,
        match_items=node.aggregator_type if node.condition_type in (FOUND, SUBSELECT) else None,
        key=key,
        operator=_OPERATORS.get(node.operator or "", node.operator),
        value=_spelled(node.value),
        logic_operator=_LOGIC.get(node.aggregator_type or "") if branch else None,
        sub_conditions=below,
    )


def _spelled(value: Any) -> str | None:
    if isinstance(value, bool):
        return "1" if value else "0"
    return None if value is None else str(value)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as a caller gave it; ``names`` are the parameters that it came in, for the words of an error."""

    entity: str
    key: str
    operator: str
    value: str
    include_tax: bool = False
    prefix: str = ""

    def name(self, part: str) -> str:
        """The parameter that a part came in."""
        return f"{self.prefix}{part}"


_COMPARED = {"==": "==", "=": "==", "!=": "!=", "<>": "!=", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}
_LISTED = {"==": "()", "=": "()", "IN": "()", "!=": "!()", "<>": "!()", "NOT IN": "!()"}

_NUMBERS = {
    ("order", "subtotal"): "base_subtotal",
    ("order", "total_quantity"): "total_qty",
    ("order", "total_weight"): "weight",
    ("product", "item_price"): "quote_item_price",
    ("product", "item_total_price"): "quote_item_row_total",
    ("product", "item_quantity"): "quote_item_qty",
}


async def written(magento: Magento, asked: Asked) -> Node:
    """A condition in Magento's words; one about a product is to stand below a branch about items."""
    kind = PRODUCT if asked.entity == "product" else ADDRESS
    if (attribute := _NUMBERS.get((asked.entity, asked.key))) is not None:
        if asked.include_tax:
            if attribute != "base_subtotal":
                raise ParameterError("Parameter 'include_tax' can be used with the subtotal of an order only.")
            attribute = "base_subtotal_total_incl_tax"
        return Node(
            condition_type=kind, attribute_name=attribute, operator=_operator(asked, _COMPARED), value=_number(asked)
        )
    if asked.entity == "product" and asked.key in ("product_id", "variant_id", "category_id"):
        operator = _operator(asked, _LISTED)
        ids = [native_id(asked.name("value")).dump(part) for part in asked.value.split(",") if part.strip()]
        if asked.key == "category_id":
            return Node(
                condition_type=kind, attribute_name="category_ids", operator=operator, value=",".join(map(str, ids))
            )
        return Node(condition_type=kind, attribute_name="sku", operator=operator, value=await _skus(magento, ids))
    if (asked.entity, asked.key) == ("order_shipping_address", "country"):
        code = await country_code(magento, asked.value, asked.name("value"))
        operator = _operator(asked, {name: _COMPARED[name] for name in ("==", "=", "!=", "<>")})
        return Node(condition_type=kind, attribute_name="country_id", operator=operator, value=code)
    raise ParameterError(
        f"Parameter '{asked.name('key')}' is not valid. Magento's cart price rules can look at subtotal, "
        "total_quantity and total_weight of an order, at the country of order_shipping_address, and at product_id, "
        "variant_id, category_id, item_price, item_total_price and item_quantity of a product."
    )


def _operator(asked: Asked, known: dict[str, str]) -> str:
    given = asked.operator.strip().upper()
    if given not in known:
        raise ParameterError(
            f"Parameter '{asked.name('operator')}' is not valid. Allowed values: {', '.join(dict.fromkeys(known))}."
        )
    return known[given]


def _number(asked: Asked) -> str:
    try:
        float(asked.value)
    except ValueError as error:
        raise ParameterError(f"Parameter '{asked.name('value')}' is not valid. It must be a number.") from error
    return asked.value.strip()


class _Product(msgspec.Struct):
    id: int
    sku: str


async def _skus(magento: Magento, ids: list[int]) -> str:
    """Products by their SKUs, which is how rules know them."""
    found = await magento.among("products", "entity_id", ids, _Product, "id", "sku")
    known = {product.id: product.sku for product in found}
    for id in ids:
        if id not in known:
            raise missing("Product", str(id))
    return ",".join(known[id] for id in ids)
