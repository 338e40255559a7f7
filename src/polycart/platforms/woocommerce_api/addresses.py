"""Addresses of orders and customers: one billing and one shipping address each, known by those names."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.entities import CustomerAddress
from polycart.core.errors import ParameterError
from polycart.core.mapping import At
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.countries import country, country_code, state, state_code

BILLING = "billing"
SHIPPING = "shipping"
TYPES = (BILLING, SHIPPING)


class NativeAddress(msgspec.Struct):
    """An address as WooCommerce writes it; only a billing address has an e-mail address."""

    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None

    def __bool__(self) -> bool:
        """Whether anything but an e-mail address is filled in; WooCommerce always sends both addresses."""
        return any(getattr(self, name) for name in self.__struct_fields__ if name != "email")


def address(native: NativeAddress | None, kind: str) -> CustomerAddress | None:
    """A filled-in address, else ``None``."""
    if not native:
        return None
    return CustomerAddress(
        id=kind,
        type=kind,
        first_name=native.first_name or "",
        last_name=native.last_name or "",
        company=native.company or "",
        address1=native.address_1 or "",
        address2=native.address_2 or "",
        city=native.city or "",
        postcode=native.postcode or "",
        country=country(native.country),
        state=state(native.state),
        phone=native.phone or "",
        default=True,
    )


BILL = At("billing", NativeAddress)
SHIP = At("shipping", NativeAddress)


def billing_address(native: NativeAddress | None) -> CustomerAddress | None:
    """Where the bill goes."""
    return address(native, BILLING)


def shipping_address(native: NativeAddress | None) -> CustomerAddress | None:
    """Where the goods go."""
    return address(native, SHIPPING)


class Typed(msgspec.Struct, kw_only=True, frozen=True):
    """An address as a caller gave it; ``prefix`` is how the caller's parameters begin."""

    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    postcode: str | None = None
    country: str | None = None
    state: str | None = None
    phone: str | None = None


async def native_address(woo: Woo, typed: Typed, prefix: str, *, land: str | None = None) -> dict[str, Any]:
    """The body of an address; ``land`` is the country that a state belongs to where none is given."""
    names = {"address1": "address_1", "address2": "address_2"}
    body: dict[str, Any] = {
        names.get(name, name): value
        for name in typed.__struct_fields__
        if name not in ("country", "state") and (value := getattr(typed, name)) is not None
    }
    code = await country_code(woo, typed.country, f"{prefix}country") if typed.country else land
    if typed.country:
        body["country"] = code
    if typed.state is not None:
        body["state"] = await state_code(woo, code, typed.state) if code else typed.state
    return body


def kinds(given: str | None, parameter: str) -> tuple[str, ...]:
    """Which of the two addresses a caller means by ``billing``, ``shipping`` or both in a comma string."""
    if given is None:
        return TYPES
    chosen = tuple(part.strip().lower() for part in given.split(",") if part.strip())
    if not chosen or any(kind not in TYPES for kind in chosen):
        raise ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {', '.join(TYPES)}.")
    return chosen
