"""What a cart takes: products by SKU, a variant by its product and the values that it differs in.

https://developer.adobe.com/commerce/webapi/rest/tutorials/orders/order-add-items/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.core.errors import MissingParameter, ParameterError, PolycartError, StoreError
from polycart.core.given import refuse
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.orders.items import CONFIGURABLE
from polycart.platforms.magento2.orders.lines import COMPOSED, Choice, Goods, goods_of, options_of
from polycart.platforms.magento2.products.definitions import definitions
from polycart.platforms.magento2.values import AttributeValue, values_of


class Asked(msgspec.Struct, kw_only=True, frozen=True):
    """A product for a cart, as a caller names it."""

    product: str
    variant: str | None = None
    quantity: float
    options: tuple[Choice, ...] = ()


class _Difference(msgspec.Struct):
    attribute_id: str | int = 0


class _Extension(msgspec.Struct):
    configurable_product_options: list[_Difference] | None = None


class _Kin(msgspec.Struct):
    id: int = 0
    extension_attributes: _Extension | list[Any] | None = None
    custom_attributes: list[AttributeValue] | None = None

    @property
    def differences(self) -> list[str]:
        """The numbers of the attributes that variants differ in."""
        inner = self.extension_attributes
        known = inner.configurable_product_options if isinstance(inner, _Extension) else None
        return [str(each.attribute_id) for each in known or ()]


async def bodies(magento: Magento, asked: Sequence[Asked], parameter: str) -> list[dict[str, Any]]:
    """The bodies of items for a cart; ``parameter`` is what names a product, for those that no cart takes so."""
    stem = "" if parameter == "product_id" else parameter.removesuffix("id")
    goods = await goods_of(magento, [(one.product, one.variant) for one in asked])
    for one, (owner, sold) in zip(asked, goods, strict=True):
        if sold.type_id == CONFIGURABLE:
            raise MissingParameter(f"Parameter '{stem}variant_id' is required.")
        if owner.type_id in COMPOSED:
            raise refuse(parameter, f"Product {owner.id} is made of others, which have to be chosen by shoppers.")
        if one.quantity <= 0:
            raise refuse(f"{stem}quantity", "It must be more than 0.")
    chosen = await _chosen(magento, [pair for pair in goods if pair[0] is not pair[1]])
    return [_body(one, pair, chosen.get(pair[1].id)) for one, pair in zip(asked, goods, strict=True)]


def _body(one: Asked, goods: tuple[Goods, Goods], differences: list[dict[str, Any]] | None) -> dict[str, Any]:
    owner, _ = goods
    body: dict[str, Any] = {"sku": owner.sku, "qty": one.quantity}
    extension: dict[str, Any] = {}
    if differences is not None:
        extension["configurable_item_options"] = differences
    elif one.options:
        extension["custom_options"] = options_of(one.options, owner)
    return body | ({"product_option": {"extension_attributes": extension}} if extension else {})


async def _chosen(magento: Magento, pairs: Sequence[tuple[Goods, Goods]]) -> dict[int, list[dict[str, Any]]]:
    """What makes each variant: the attributes of its product with the variant's own values."""
    if not pairs:
        return {}
    ids = sorted({each.id for pair in pairs for each in pair})
    paths = ("id", "custom_attributes", "extension_attributes.configurable_product_options.attribute_id")
    rows = {row.id: row for row in await magento.among("/V1/products", "entity_id", ids, _Kin, *paths)}
    known = await definitions(magento)
    found: dict[int, list[dict[str, Any]]] = {}
    for owner, sold in pairs:
        values = values_of(rows[sold.id].custom_attributes)
        found[sold.id] = [
            {"option_id": id, "option_value": int(values.get(known.code(id) or "", 0) or 0)}
            for id in rows[owner.id].differences
        ]
    return found


class Item(msgspec.Struct):
    """An item that lies in a cart."""

    item_id: int = 0
    sku: str | None = None
    name: str | None = None
    qty: float = 0


async def put(magento: Magento, path: str, cart: str, body: dict[str, Any], asked: Asked) -> Item:
    """Put one item into a cart; Magento says in its own words why it does not take one."""
    try:
        made = await magento.post(path, {"cartItem": {"quote_id": cart, **body}})
    except ParameterError:
        raise
    except PolycartError as error:
        if error.native is None or error.native.status != 400:
            raise
        words = (error.native.message or "").rstrip(".")
        raise StoreError(
            f"Product with id {asked.product} can't be put into a cart: {words}.", native=error.native
        ) from error
    return msgspec.convert(made, Item, strict=False)
