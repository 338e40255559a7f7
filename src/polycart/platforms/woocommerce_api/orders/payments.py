"""Ways of payment and of shipping, by the names that callers use for them."""

from __future__ import annotations

import msgspec

from polycart.platforms.woocommerce_api.connection import Woo


class _Way(msgspec.Struct):
    id: str = ""
    title: str | None = None
    method_title: str | None = None


async def _ways(woo: Woo, path: str, fields: str) -> list[_Way]:
    async def fetch() -> list[_Way]:
        return await woo.get(path, {"_fields": fields}, type=list[_Way])

    return await woo.connection.fact(path, fetch)


def _found(ways: list[_Way], given: str) -> _Way | None:
    same = given.strip().casefold()
    for way in ways:
        if same in {name.casefold() for name in (way.id, way.title, way.method_title) if name}:
            return way
    return None


async def payment(woo: Woo, given: str) -> dict[str, str]:
    """The way of payment by its id or title; any other words are kept as they are."""
    way = _found(await _ways(woo, "payment_gateways", "id,title,method_title"), given)
    if way is None:
        return {"payment_method": "", "payment_method_title": given}
    return {"payment_method": way.id, "payment_method_title": way.title or way.method_title or way.id}


async def shipping(woo: Woo, given: str | None, price: str) -> dict[str, str]:
    """A shipping line by the id or title of its method; any other words are the title of an ``other`` one."""
    way = _found(await _ways(woo, "shipping_methods", "id,title"), given) if given else None
    if way is None:
        return {"method_id": "other", "method_title": given or "Shipping", "total": price}
    return {"method_id": way.id, "method_title": way.title or way.id, "total": price}
