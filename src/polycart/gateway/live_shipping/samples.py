"""The packages of the test request that a callback gets when a service is made."""

from __future__ import annotations

from polycart.core.live_shipping import Address, Item, Package, Size, State, country

_FROM = Address(
    first_name="Ada", last_name="Sender", postcode="35203", address1="1 Warehouse Street", phone="2055550100",
    city="Birmingham", country=country("US", "United States"), state=State(code="AL", name="Alabama"),
    company="Sample Sender",
)  # fmt: skip
_TO = Address(
    first_name="Bo", last_name="Buyer", postcode="36104", address1="2 Sample Avenue", address2="Apt. 3",
    phone="3345550101", city="Montgomery", country=country("US", "United States"),
    state=State(code="AL", name="Alabama"), company="",
)  # fmt: skip


def _item(number: int, price: float, quantity: float, weight: float, size: Size | None) -> Item:
    sized = {"additional_fields": size} if size else {}
    return Item(
        product_id=str(number), model=f"SAMPLE-{number}", name=f"Sample item {number}", price=price, quantity=quantity,
        discount_amount=None, total_price=price * quantity, tax_percent=0.0, tax_value=0.0, variant_id=None,
        weight_unit="lb", weight=weight, **sized,
    )  # fmt: skip


def packages() -> list[Package]:
    """Two packages within Alabama, as the reference sends."""
    boxed = Size(dimensions_unit="in", height=4.0, width=6.0, length=8.0)
    return [
        Package(
            id="1", currency_code="USD", origin=_FROM, destination=_TO,
            items=[_item(1, 10.0, 2.0, 1.5, boxed), _item(2, 25.5, 1.0, 3.0, None)],
        ),
        Package(id="2", currency_code="USD", origin=_FROM, destination=_TO, items=[_item(3, 7.25, 4.0, 0.25, None)]),
    ]  # fmt: skip
