"""Shops of every built platform, called in process, and the ids and parameters that their methods need.

They are simulated; ``POLYCART_LIVE`` may name a JSON file ``{cart_id: {settings…, "ca": path of a certificate}}`` with
real shops, which then take their place; ``POLYCART_LIVE_RESET`` is a command that brings them back to what they were,
run before each test that writes. Tests that need a simulator's faults are skipped for them.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import ssl
from pathlib import Path
from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core.calls import Outcome, invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import PolycartError, Unsupported
from polycart.core.method import Method
from polycart.core.platform import Handler, Platform
from polycart.core.trace import Trace
from polycart.core.transport import ANY_ADDRESS, AppTransport, HttpTransport, Transport
from polycart.platforms import platforms

LIVE: dict[str, dict[str, str]] = (
    json.loads(Path(path).read_text()) if (path := os.environ.get("POLYCART_LIVE")) else {}
)
PLATFORMS = [cart_id for cart_id in platforms() if not LIVE or cart_id in LIVE]
CURSORS = Cursors(b"conformance")

ID_LISTS = {
    "product_id": ("product.list", {"type": "configurable"}),
    "product_ids": ("product.list", {"type": "configurable"}),
    "order_id": ("order.list", {}),
    "order_ids": ("order.list", {}),
    "customer_id": ("customer.list", {}),
    "category_id": ("category.list", {}),
    "attribute_id": ("attribute.list", {}),
    "tax_class_id": ("tax.class.list", {}),
    "coupon_id": ("cart.coupon.list", {}),
    "entity_id": ("product.list", {}),
}
"""Where the value of a required id comes from: a list method, and what narrows it."""

CONSTANTS = {"date_from": "2020-01-01", "currency_id": "USD"}
"""Required values that no list has to tell."""

FRUITFUL = {"order.shipment.list", "order.shipment.info", "product.review.list", "product.attribute.list"}
"""Methods about a parent that may have nothing to tell: one is sought that has."""

INFO_LISTS = {
    "product.info": "product.list",
    "product.child_item.info": "product.child_item.list",
    "basket.info": "order.abandoned.list",
}
"""The list that knows the ids of an info method, where its name does not tell."""


UNDATED = {"modified_at": None, "modified_time": None, "related_products_ids": None}
"""What is no part of what an entity is: taking a change back dates it anew, and real shops shuffle related products."""


class Shop:
    """One simulated shop of a platform, and calls to it."""

    def __init__(self, cart_id: str, **options: Any) -> None:
        self.platform: Platform[Any] = platforms()[cart_id]
        folder = self.platform.client.__module__.rpartition(".")[0]
        self._simulator: Any = None
        if cart_id in LIVE:
            given = dict(LIVE[cart_id])
            verify = ssl.create_default_context(cafile=given.pop("ca")) if "ca" in given else True
            transport: Transport = HttpTransport(ANY_ADDRESS, verify=verify)
        else:
            simulator = importlib.import_module(f"{folder}.sim").Simulator
            if "plan" in inspect.signature(simulator).parameters:  # a shop's plan says how fast it may be asked
                options = {"plan": "enterprise"} | options
            self._simulator = simulator(**options)
            given = {"store_url": "https://shop.test", **self._simulator.credentials}
            transport = AppTransport(self._simulator)
        settings = self.platform.settings.read(given)
        self.connection: Connection[Any] = Connection(settings, transport, name="1", secrets=settings.secrets())
        self.trace = Trace(self.connection.redactor, bodies=True)
        self._values: dict[str, str | None] = {}
        self._lists: dict[str, list[Any]] | None = None

    def keep_lists(self) -> Shop:
        """Walk each list once, because nobody changes this shop."""
        self._lists = {}
        return self

    @property
    def simulator(self) -> Any:
        """The simulator, for its faults and its log; a real shop has none."""
        if self._simulator is None:
            pytest.skip("a real shop has no faults to switch on")
        return self._simulator

    async def call(self, name: str, /, **parameters: Any) -> Outcome:
        """Call a method; the trace of the call replaces the one before."""
        self.trace = Trace(self.connection.redactor, bodies=True)
        method = api.METHODS[name]
        try:
            return await invoke(self.platform, self.connection, method, parameters, cursors=CURSORS, trace=self.trace)
        except Unsupported as error:
            lacking = self._simulator is None or name in getattr(self._simulator, "without", ())
            if lacking:  # a shop may be too old or too new, or lack an extension
                pytest.skip(error.message)
            raise

    async def items(self, name: str, /, **parameters: Any) -> list[Any]:
        """The items of a paged method, as JSON values."""
        outcome = await self.call(name, **parameters)
        assert outcome.page is not None
        return builtins(outcome.page.items)

    async def everything(self, name: str, /, **parameters: Any) -> list[Any]:
        """All items of a list, walked page by page."""
        if self._lists is None:
            return await self._walked(name, parameters)
        key = f"{name} {sorted(parameters.items())}"
        if key not in self._lists:
            self._lists[key] = await self._walked(name, parameters)
        return self._lists[key]

    async def _walked(self, name: str, parameters: dict[str, Any]) -> list[Any]:
        size = 250
        found: list[Any] = []
        while True:
            window = {"start": len(found), "count": size} if has(name, "start") else {}
            page = await self.items(name, **parameters, **window)
            found += page
            if len(page) < size or not window:
                return found

    async def required(self, method: Method[Any, Any]) -> dict[str, str] | None:
        """Values for the required parameters of a read; ``None`` where the shop holds nothing to ask for."""
        values: dict[str, str] = {}
        wanted = [field for field in msgspec.structs.fields(method.params) if field.required]
        names = {field.encode_name for field in wanted}
        if has(method.name, "product_id") and method.name.startswith("product.child_item"):
            names.add("product_id")
        if method.name.endswith(".find") and has(method.name, "find_value"):
            names.add("find_value")
        if method.name == "order.info":
            names.add("order_id")
        if method.name.startswith("analytics."):
            names.add("currency_id")  # amounts of several currencies are not added up
        for name in sorted(names):
            value = await self._value(method, name)
            if value is None:
                return None
            values[name] = value
        return values

    async def _value(self, method: Method[Any, Any], name: str) -> str | None:
        own = name in {"id", "find_value"} or method.name in FRUITFUL
        key = f"{method.name} {name}" if own else name
        if key not in self._values:
            self._values[key] = await self._look_up(method, name)
        return self._values[key]

    async def _look_up(self, method: Method[Any, Any], name: str) -> str | None:
        if name == "find_value":
            sibling = method.name.replace(".find", ".list")
            where = "email" if method.name.startswith("customer") else "name"
            needs = await self.required(api.METHODS[sibling]) or {}
            found = await self.items(sibling, **needs, params=f"id,{where}", count=9)
            return next((item[where] for item in found if item[where]), None)
        if name == "id":
            sibling = INFO_LISTS.get(method.name, method.name.rpartition(".")[0] + ".list")
            if sibling not in self.platform.handlers:
                return None
            needs = await self.required(api.METHODS[sibling])
            if needs is None:
                return None
            found = await self.items(sibling, count=3, **ids_only(sibling), **needs)
            if not found and has(sibling, "order_id"):  # some shops tell it of one order at a time
                order = await self._fruitful(api.METHODS[sibling], "order_id")
                found = await self.items(sibling, order_id=order, count=3) if order else []
            return str(found[0]["id"]) if found else None
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name == "shipment_id":
            order = await self._fruitful(api.METHODS["order.shipment.list"], "order_id")
            shipments = await self.items("order.shipment.list", order_id=order, count=1) if order else []
            return str(shipments[0]["id"]) if shipments else None
        if name not in ID_LISTS or ID_LISTS[name][0] not in self.platform.handlers:
            return None
        sibling, narrowed = ID_LISTS[name]
        if not name.endswith("_ids") and method.name in FRUITFUL:
            return await self._fruitful(method, name)
        found = await self.items(sibling, count=3, **ids_only(sibling), **narrowed)
        key = id_key(name)
        return ",".join(str(item[key]) for item in found[:2]) if name.endswith("_ids") else str(found[0][key])

    async def _fruitful(self, method: Method[Any, Any], name: str) -> str | None:
        """An id below which a list or an info of its own has something, sought among the first hundred."""
        sibling, _ = ID_LISTS[name]
        listed = INFO_LISTS.get(method.name, f"{method.name.rpartition('.')[0]}.list")
        for item in await self.items(sibling, count=100, **ids_only(sibling)):
            value = str(item[id_key(name)])
            if await self.items(listed, **{name: value, "count": 1}):
                return value
        return None

    async def snapshot(self, about: str = "") -> dict[str, list[str]]:
        """What the shop holds, by the lists that a write may change.

        With the name of a method the lists that it is about are read whole, and of the others which items they have.
        """
        held: dict[str, list[str]] = {}
        for name, resources in CHANGED_BY.items():
            if name not in self.platform.handlers:
                continue
            whole = not about or about.split(".")[0] in resources
            found = await self.everything(name, **({"params": "force_all"} if whole else ids_only(name)))
            held[name] = [json.dumps({**item, **UNDATED} if whole else item, sort_keys=True) for item in found]
        return held


CHANGED_BY = {
    "product.list": ("product", "attribute", "category", "order", "return", "tax"),
    "category.list": ("category", "product"),
    "customer.list": ("customer", "basket"),
    "order.list": ("order", "return", "basket"),
    "attribute.list": ("attribute", "product"),
    "cart.coupon.list": ("cart",),
}
"""Lists, and the resources whose writes may change what is in their items."""


def id_key(parameter: str) -> str:
    """The field of a list's items that an id parameter names."""
    return "order_id" if parameter in {"order_id", "order_ids"} else "id"


def ids_only(name: str) -> dict[str, str]:
    """What asks a list for ids and nothing else."""
    return {"params": "id,order_id"} if has(name, "params") else {}


def has(name: str, parameter: str) -> bool:
    """Whether a method of the contract has a parameter."""
    return parameter in api.METHODS[name].params.__struct_fields__


def builtins(value: Any) -> Any:
    """A result as the JSON that a client sees."""
    return json.loads(msgspec.json.encode(value))


def handlers(*, reads: bool = True) -> list[tuple[str, str]]:
    """Every platform with each method that it serves, reads or writes."""
    return [
        (cart_id, name)
        for cart_id in PLATFORMS
        for name, handler in platforms()[cart_id].handlers.items()
        if (handler.method.verb == "GET") is reads
    ]


def handler(cart_id: str, name: str) -> Handler:
    """One handler."""
    return platforms()[cart_id].handlers[name]


async def refused(shop: Shop, name: str, /, **parameters: Any) -> PolycartError:
    """The error that a call raises; a call that does not is a failure."""
    try:
        outcome = await shop.call(name, **parameters)
    except PolycartError as error:
        return error
    raise AssertionError(f"{name} {parameters} was not refused but gave {str(builtins(outcome.result))[:300]}")
