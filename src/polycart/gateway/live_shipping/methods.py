"""The methods of live shipping services: made once their callback has answered a test, kept here and in the shop."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.basket import (
    BasketLiveShippingService,
    BasketLiveShippingServiceCreateParams,
    BasketLiveShippingServiceDeleteParams,
    BasketLiveShippingServiceListParams,
)
from polycart.api.results import Done, Registered
from polycart.core.client import Connection
from polycart.core.errors import AlreadyExists, CredentialsRefused, NotFound, ParameterError, PolycartError, Unsupported
from polycart.core.live_shipping import LiveShipping
from polycart.core.method import Method, Page
from polycart.core.platform import Handler, Platform
from polycart.gateway.desk import Desk
from polycart.gateway.live_shipping.samples import packages
from polycart.gateway.live_shipping.signing import signed
from polycart.gateway.webhooks.methods import check_callback

LONGEST_NAME = 255
NO_ADDRESS = (
    "This server has no public address (POLYCART_PUBLIC_URL), so that no shop could ask it for rates at the checkout."
)


def served(platform: Platform[Any], method: Method[Any, Any]) -> Handler | None:
    """The gateway's handler of a method, for platforms whose shops ask for rates."""
    work, declared = _HANDLERS.get(method.name), platform.queued.get(method.name)
    if work is None or declared is None:
        return None
    return Handler(method=method, function=work, parameters=declared.parameters)


def _live(desk: Desk) -> tuple[LiveShipping[Any], Connection[Any]]:
    platform, connection = desk.backend.connect(desk.store)
    desk.trace.redactor = connection.redactor
    if platform.live_shipping is None:
        raise Unsupported(f"{platform.title} does not ask services for rates.")
    return platform.live_shipping, connection


async def _create(desk: Desk, p: BasketLiveShippingServiceCreateParams) -> Registered:
    """Have the shop ask a callback for rates, once it has answered a test request as it should."""
    live, connection = _live(desk)
    rates = desk.backend.live_rates
    name = p.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ParameterError(f"Parameter 'name' is not valid. It must have 1 to {LONGEST_NAME} characters.")
    check_callback(desk, p.callback)
    if not rates.public_url:
        raise Unsupported(NO_ADDRESS)
    if reason := live.unable(connection.settings):
        raise Unsupported(reason)
    client = rates.client(desk.store, desk.call("live_shipping"))
    if p.store_id is not None:
        await client.view(p.store_id, None, None)
    if live.most is not None and await rates.services.count(desk.store.id) >= live.most:
        known = (await rates.services.list([desk.store.id]))[0]
        title = desk.backend.platform(desk.store).title
        raise AlreadyExists(f"{title} asks {live.most} service of an app; delete the one with id {known.id} first.")
    key = desk.backend.stores.key(desk.store.id)
    await rates.asking.ask(p.callback, packages(), lambda body: signed(body, key, moment=rates.clock(), service=None))
    service = await rates.services.add(desk.store.id, name, p.callback, p.store_id)
    # What a killed process leaves is a service that the shop may ask: its address is known, and it can be deleted.
    try:
        await rates.services.registered(service, await live.register(client, name, rates.address(service)))
    except BaseException as failure:
        try:
            if not isinstance(failure, CredentialsRefused):  # a shop that takes no orders has made nothing
                await live.remove(client, rates.address(service))
            await rates.services.delete(service.id)
        except PolycartError:
            pass  # it stays in the list, where it can be deleted from
        raise
    return Registered(id=service.id)


async def _list(desk: Desk, p: BasketLiveShippingServiceListParams) -> Page[BasketLiveShippingService]:
    """List the services; whether the shop asks them now is what the shop tells."""
    live, _ = _live(desk)
    rates = desk.backend.live_rates
    client = rates.client(desk.store, desk.call("live_shipping"))
    if p.store_id is not None:
        await client.view(p.store_id, None, None)
    found = await rates.services.list([desk.store.id], p.start, p.count, shop_id=p.store_id)
    told = await live.services(client) if found else {}
    return Page(
        items=[
            BasketLiveShippingService(
                id=str(one.id), name=one.name, callback=one.callback, callback_err_cnt=one.failures,
                enabled_on_store=one.registered and told.get(one.token, False) and (
                    one.enabled or bool(one.fallback)
                ),
            )
            for one in found
        ],
        total=await rates.services.count(desk.store.id, shop_id=p.store_id),
    )  # fmt: skip


async def _delete(desk: Desk, p: BasketLiveShippingServiceDeleteParams) -> Done:
    """Have the shop ask no more, and forget the service."""
    live, _ = _live(desk)
    rates = desk.backend.live_rates
    service = await rates.services.get(p.id, desk.store.id) if 0 < p.id < 1 << 31 else None
    if service is None:
        raise NotFound(f"Live shipping service with id {p.id} not found")
    await live.remove(rates.client(desk.store, desk.call("live_shipping")), rates.address(service))
    await rates.services.delete(service.id)
    return Done(status=True)


_HANDLERS: dict[str, Any] = {
    api.basket.live_shipping_service.create.name: _create,
    api.basket.live_shipping_service.list.name: _list,
    api.basket.live_shipping_service.delete.name: _delete,
}
