"""Services that a Magento shop asks for rates, through the module that polycart builds: a carrier, and routes for it.

A rate is offered in the base currency of the website; Magento works out its tax by its own rules, and takes none that
is told (``Magento\\Tax\\Model\\Sales\\Total\\Quote\\Shipping``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.core.live_shipping import (
    Address,
    LiveShipping,
    Package,
    Question,
    Rates,
    believed,
    country,
    declare,
)
from polycart.core.plugin_services import PluginServices, Service
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


async def _make(magento: Magento, name: str, address: str) -> str:
    """Make a service in the module, for the carts of the store that the call looks at; gives the secret of it."""
    group = magento.scope.group if magento.scope is not None else None
    only = {} if group is None else {"store_group_id": group.id}
    response = await magento.send("POST", ROUTE, json={"name": name, "url": address, **only})
    return magento.decoded(response, _Made).secret


async def _known(magento: Magento) -> list[Service]:
    return [Service(one.id, one.url, one.enabled) for one in await magento.get(ROUTE, type=list[_Service])]


async def _delete(magento: Magento, id: int) -> None:
    await magento.delete(f"{ROUTE}/{id}")


async def _turn(magento: Magento, id: int, on: bool) -> None:
    await magento.put(f"{ROUTE}/{id}", {"enabled": on})


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


SERVICES: PluginServices[Magento] = PluginServices(make=_make, known=_known, delete=_delete, turn=_turn, needs=NEEDS)
LIVE: LiveShipping[Any] = LiveShipping(
    register=SERVICES.register,
    services=SERVICES.services,
    remove=SERVICES.remove,
    switch=SERVICES.switch,
    read=read,
    write=write,
    seconds=SECONDS,
    note="Needs the module that polycart builds in the shop. Magento works out the tax of a rate by its own rules.",
)

declare(magento2, LIVE)
