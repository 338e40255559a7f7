"""The order.parameters resource."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.core.method import Doc

AdminComment = Annotated[str | None, Doc("The admin comment.")]
CarrierId = Annotated[str | None, Doc("The carrier id.")]
Comment = Annotated[str | None, Doc("The comment.")]
CustomerEmail = Annotated[str | None, Doc("The customer email.")]
Date = Annotated[str | None, Doc("The date.")]
EnableCache = Annotated[bool, Doc("The enable cache.")]
FeePrice = Annotated[float | None, Doc("The fee price.")]
FulfillmentStatus = Annotated[str | None, Doc("The fulfillment status.")]
OptionalOrderProductId = Annotated[str | None, Doc("The order product id.")]
OrderId = Annotated[str, Doc("The order id.")]
OrderProductId = Annotated[str, Doc("The order product id.")]
RoundingPrecision = Annotated[Annotated[int, Meta(ge=1, le=6)] | None, Doc("The rounding precision.")]
SendNotifications = Annotated[bool, Doc("The send notifications.")]
ShippingMethod = Annotated[str | None, Doc("The shipping method.")]
ShippingPrice = Annotated[float, Doc("The shipping price.")]
TotalPrice = Annotated[float | None, Doc("The total price.")]
