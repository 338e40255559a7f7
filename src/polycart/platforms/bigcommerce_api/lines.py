"""The lines of a cart, as carts and checkouts show them.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/carts
"""

from __future__ import annotations

import msgspec


class Option(msgspec.Struct):
    """What was chosen for a line."""

    nameId: int | None = None  # noqa: N815 - the store's own spelling
    valueId: int | None = None  # noqa: N815
    name: str = ""
    value: str = ""


class Line(msgspec.Struct):
    """A product in a cart; prices are in the cart's currency."""

    id: str = ""
    parent_id: str | None = None
    product_id: int = 0
    variant_id: int | None = None
    sku: str | None = None
    name: str = ""
    quantity: float = 0
    list_price: float = 0
    sale_price: float = 0
    discount_amount: float = 0
    coupon_amount: float = 0
    options: list[Option] = []


class Lines(msgspec.Struct):
    """All lines of a cart, by whether they are sent or downloaded."""

    physical_items: list[Line] = []
    digital_items: list[Line] = []

    @property
    def every(self) -> list[Line]:
        """All that is bought."""
        return [*self.physical_items, *self.digital_items]
