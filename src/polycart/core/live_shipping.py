"""What a platform declares where its shops ask for shipping rates at the checkout: services, questions, answers.

A shop asks at an address of the gateway's own, which has a token in it; so what is ours in a shop is known by its
address. What is asked is believed as far as the shop has signed it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from polycart import api
from polycart.core.countries import CODE2, CODE3
from polycart.core.errors import AccessDenied, Unsupported
from polycart.core.method import Method
from polycart.core.platform import Handler, Platform
from polycart.core.pushes import verify
from polycart.core.signatures import with_headers

C = TypeVar("C")


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """A country; its name is empty where the shop does not tell it."""

    code2: str = ""
    code3: str = ""
    name: str = ""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state or province."""

    code: str = ""
    name: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a package comes from or goes to; what is not known at this point of the checkout is empty."""

    first_name: str = ""
    last_name: str = ""
    postcode: str = ""
    address1: str = ""
    address2: str = ""
    phone: str = ""
    city: str = ""
    country: Country = Country()
    state: State = State()
    company: str = ""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How big an item is."""

    dimensions_unit: str
    height: float
    width: float
    length: float


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """What lies in a package. Taxes are 0 where the shop does not tell them."""

    product_id: str
    model: str
    name: str
    price: float
    quantity: float
    discount_amount: float | None
    total_price: float
    tax_percent: float
    tax_value: float
    variant_id: str | None
    weight_unit: str
    weight: float
    additional_fields: Size | msgspec.UnsetType = msgspec.UNSET


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent together."""

    id: str
    currency_code: str
    origin: Address
    destination: Address
    items: list[Item]


class Rate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way to send a package, and what it costs."""

    name: str
    code: str
    total_cost: float
    description: str = ""
    currency: str = ""
    min_delivery_timestamp: int | None = None
    max_delivery_timestamp: int | None = None
    taxable: bool | None = None
    tax_value: float | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop wants to know, its signature checked.

    ``sent`` is when it was asked in Unix seconds by the shop's clock, ``nonce`` what no other question has; both are
    empty where the shop does not sign them.
    """

    packages: list[Package]
    sent: float | None = None
    nonce: str = ""


Rates = Mapping[str, Sequence[Rate]]
"""The rates of each package, by its id."""


class LiveShipping(Generic[C]):
    """How the shops of a platform ask for rates.

    ``register`` has a shop ask at an address under a name, and gives the secret that it signs with; ``services`` tells
    by the ``mark`` of each address where a shop asks, and whether it does so now; ``remove`` ends it, and is no error
    where it has ended; ``switch`` turns it off and on. ``unable`` gives the reason why a store's questions could not be
    verified. ``read`` verifies a question over its raw body and reads it (header names in lower case), ``write`` puts
    the rates in the shop's words. ``most`` is how many services a store may have; ``seconds`` how long its shop waits
    for an answer.
    """

    def __init__(
        self,
        *,
        register: Callable[[C, str, str], Awaitable[str]],
        services: Callable[[C], Awaitable[dict[str, bool]]],
        remove: Callable[[C, str], Awaitable[None]],
        switch: Callable[[C, str, bool], Awaitable[None]],
        read: Callable[[Any, str, Mapping[str, str], bytes], Question],
        write: Callable[[Question, Rates], bytes],
        unable: Callable[[Any], str] = lambda settings: "",
        most: int | None = None,
        seconds: float,
        note: str = "",
    ) -> None:
        self.register = register
        self.services = services
        self.remove = remove
        self.switch = switch
        self.read = read
        self.write = write
        self.unable = unable
        self.most = most
        self.seconds = seconds
        self.note = note


def declare(platform: Platform[C], live: LiveShipping[C]) -> None:
    """Have the gateway make, list and delete services for a platform whose shops ask for rates."""
    platform.live_shipping = live
    for method in _METHODS:
        known = frozenset(field.encode_name for field in msgspec.structs.fields(method.params))
        platform.queued[method.name] = Handler(
            method=method,
            function=_elsewhere(method),
            parameters=known,
            note=live.note,
            fields=_FIELDS if method.item is not None else frozenset(),
        )


def mark(address: str) -> str:
    """What an address is known by in a shop, also after the server has moved: its token."""
    return address.rpartition("/")[2]


FAMILY = "x-live-shipping-service-"
SIGNATURE = f"{FAMILY}sign"


def believed(secret: str, headers: Mapping[str, str], body: bytes) -> tuple[float, str]:
    """When a plugin that polycart builds has asked, and its nonce; refused unless headers and body are signed right."""
    if not secret:
        raise AccessDenied("The service has no secret yet.")
    verify(secret, with_headers(headers, body, family=FAMILY, but=SIGNATURE), headers.get(SIGNATURE, ""))
    stamp = headers.get(f"{FAMILY}timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise AccessDenied("The question does not tell when it was asked.")
    return float(stamp), headers.get(f"{FAMILY}nonce", "")


_METHODS: tuple[Method[Any, Any], ...] = (
    api.basket.live_shipping_service.create,
    api.basket.live_shipping_service.list,
    api.basket.live_shipping_service.delete,
)
_FIELDS = frozenset({"id", "name", "callback", "callback_err_cnt", "enabled_on_store"})


def _elsewhere(method: Method[Any, Any]) -> Callable[[Any, Any], Awaitable[Any]]:
    async def refuse(client: Any, p: Any) -> Any:
        raise Unsupported(
            f"{method.name} is answered by a polycart server, for shops have to reach it; see polycart.remote()."
        )

    return refuse


def country(code: str, name: str = "") -> Country:
    """A country by two or three letters."""
    upper = code.strip().upper()
    code2 = CODE2.get(upper, upper) if len(upper) == 3 else upper
    return Country(code2=code2, code3=CODE3.get(code2, ""), name=name)
