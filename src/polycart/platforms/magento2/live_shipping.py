"""Services that a Magento shop asks for rates, through the module that polycart builds: a carrier, and routes for it.

A rate is offered in the base currency of the website; Magento works out its tax by its own rules, and takes none that
is told (``Magento\\Tax\\Model\\Sales\\Total\\Quote\\Shipping``).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from polycart import api
from polycart.core.errors import NotFound, Unsupported
from polycart.core.live_shipping import (
    Address,
    LiveShipping,
    Package,
    Question,
    Rates,
    believed,
    country,
    declare,
    mark,
)
from polycart.core.pushes import payload
from polycart.platforms.magento2.connection import Magento, magento2

ROUTE = "/V1/live-shipping-services"
NEEDS = (
    "Magento asks services for rates through a module: build it with polycart plugin build magento2, and install it in "
    "the shop."
)

SECONDS = 28.0
"""Of the 30 that the module waits."""


class _Service(msgspec.Struct):
    id: int
    url: str
    enabled: bool = True


class _Made(msgspec.Struct):
    secret: str


async def register(magento: Magento, name: str, address: str) -> str:
    """Make a service in the module, for the carts of the store that the call looks at; gives the secret of it."""
    group = magento.scope.group if magento.scope is not None else None
    only = {} if group is None else {"store_group_id": group.id}
    with _module():
        response = await magento.send("POST", ROUTE, json={"name": name, "url": address, **only})
    return magento.decoded(response, _Made).secret


async def _known(magento: Magento) -> list[_Service]:
    with _module():
        return await magento.get(ROUTE, type=list[_Service])


@contextmanager
def _module() -> Generator[None]:
    """Say what is missing where the shop does not know the module's routes."""
    try:
        yield
    except Unsupported as error:
        raise Unsupported(NEEDS, native=error.native) from error


async def services(magento: Magento) -> dict[str, bool]:
    """The services of the module by what their addresses are known by, and whether the shop asks them.

    Without the module nothing is asked.
    """
    try:
        known = await _known(magento)
    except Unsupported:
        return {}
    return {mark(one.url): one.enabled for one in known}


async def remove(magento: Magento, address: str) -> None:
    """Delete the services of an address; where the module is gone, they are gone with it."""
    try:
        found = await _known(magento)
    except Unsupported:
        return
    for one in found:
        if mark(one.url) == mark(address):
            try:
                await magento.delete(f"{ROUTE}/{one.id}")
            except NotFound:
                continue


async def switch(magento: Magento, address: str, on: bool) -> None:
    """Have the shop ask, or not."""
    for one in await _known(magento):
        if mark(one.url) == mark(address) and one.enabled != on:
            await magento.put(f"{ROUTE}/{one.id}", {"enabled": on})


def read(settings: Any, secret: str, headers: Mapping[str, str], body: bytes) -> Question:
    """Read a question whose signature is right: a package, in words of the contract."""
    sent, nonce = believed(secret, headers, body)
    told = payload(body, Package)
    package = msgspec.structs.replace(told, origin=_placed(told.origin), destination=_placed(told.destination))
    return Question(packages=[package], sent=sent, nonce=nonce)


def _placed(address: Address) -> Address:
    """The address with its country in three letters too, which Magento does not send."""
    return msgspec.structs.replace(address, country=country(address.country.code2, address.country.name))


def write(question: Question, rates: Rates) -> bytes:
    """The rates as the carrier takes them."""
    (package,) = question.packages
    told: list[dict[str, Any]] = []
    for rate in rates[package.id]:
        row: dict[str, Any] = {"code": rate.code, "title": rate.name, "price": rate.total_cost}
        more = {"description": rate.description, "currency": rate.currency.upper()}
        told.append(row | {name: value for name, value in more.items() if value})
    return msgspec.json.encode(told)


LIVE: LiveShipping[Any] = LiveShipping(
    register=register,
    services=services,
    remove=remove,
    switch=switch,
    read=read,
    write=write,
    seconds=SECONDS,
    note="Needs the module that polycart builds in the shop. Magento works out the tax of a rate by its own rules.",
)

declare(
    magento2,
    LIVE,
    api.basket.live_shipping_service.create,
    api.basket.live_shipping_service.list,
    api.basket.live_shipping_service.delete,
)
