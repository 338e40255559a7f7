"""Parameters that several order methods share, described once."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.core.method import Doc

CarrierId = Annotated[str | None, Doc("Id of the carrier.", "ups")]
Date = Annotated[str | None, Doc("Moment that the entry is dated with.", "2026-08-01 09:30:00")]
FeePrice = Annotated[float | None, Doc("Fee kept back or added.", 2.0)]
OptionalOrderProductId = Annotated[str | None, Doc("Id of the item in the order.", "312")]
OrderId = Annotated[str, Doc("Id of the order.", "100045")]
OrderProductId = Annotated[str, Doc("Id of the item in the order.", "312")]
RoundingPrecision = Annotated[
    Annotated[int, Meta(ge=1, le=6)] | None,
    Doc("Digits after the decimal point, 1 to 6; the shop's own when left out.", 2),
]
SendNotifications = Annotated[bool, Doc("Tell the customer by e-mail.", True)]
ShippingPrice = Annotated[float, Doc("Price of shipping.", 4.9)]
