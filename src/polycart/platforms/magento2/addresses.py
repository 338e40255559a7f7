"""Addresses of customers: as many as they like, of which one may be the default for billing and one for shipping.

https://developer.adobe.com/commerce/webapi/rest/ (``customer-data-address-interface``)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from polycart.api.entities import CustomerAddress
from polycart.core.errors import ParameterError
from polycart.core.mapping import At
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.countries import country, country_code, region_of, state

BILLING = "billing"
SHIPPING = "shipping"
TYPES = (BILLING, SHIPPING)
ADDITIONAL = "additional"
"""The type of an address that is no default; to be a default is the only use that Magento knows of one."""


class Region(msgspec.Struct):
    """A region as an address holds it; free text has no code of its own."""

    region_code: str | None = None
    region: str | None = None
    region_id: int | None = None


class NativeAddress(msgspec.Struct):
    """An address of a customer as Magento writes it."""

    id: int = 0
    firstname: str | None = None
    lastname: str | None = None
    middlename: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    company: str | None = None
    street: list[str] | None = None
    city: str | None = None
    postcode: str | None = None
    country_id: str | None = None
    region: Region | str | list[Any] | None = None
    telephone: str | None = None
    fax: str | None = None
    vat_id: str | None = None
    default_billing: bool | None = None
    default_shipping: bool | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it is the default for."""
        flags = {BILLING: self.default_billing, SHIPPING: self.default_shipping}
        return tuple(kind for kind in TYPES if flags[kind])


BOOK = At("addresses", list[NativeAddress])


def _of_region(native: Region | str | list[Any] | None) -> Any:
    if isinstance(native, Region):
        known = bool(native.region_id)  # Magento repeats free text as its code
        return state(native.region_code if known else None, native.region)
    return state(None, native) if isinstance(native, str) else None


def address(native: NativeAddress) -> CustomerAddress:
    """An address in the contract's words; ``type`` says what it is the default for."""
    lines = native.street or []
    surplus = {name: getattr(native, name) for name in ("prefix", "middlename", "suffix") if getattr(native, name)}
    return CustomerAddress(
        id=str(native.id),
        type=",".join(native.kinds) or ADDITIONAL,
        first_name=native.firstname or "",
        last_name=native.lastname or "",
        company=native.company or "",
        address1=lines[0] if lines else "",
        address2="\n".join(lines[1:]),
        city=native.city or "",
        postcode=native.postcode or "",
        country=country(native.country_id),
        state=_of_region(native.region),
        phone=native.telephone or "",
        fax=native.fax or "",
        tax_id=native.vat_id or "",
        default=bool(native.kinds),
        additional_fields=surplus,
    )


def book(natives: list[NativeAddress] | None) -> list[CustomerAddress]:
    """The addresses of a customer."""
    return [address(native) for native in natives or ()]


def main_address(natives: list[NativeAddress] | None) -> NativeAddress | None:
    """The address that stands for a customer: where the bill goes, else the first one."""
    known = natives or []
    return next((each for each in known if each.default_billing), known[0] if known else None)


class Typed(msgspec.Struct, kw_only=True, frozen=True):
    """An address as a caller gave it."""

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
    fax: str | None = None
    tax_id: str | None = None


STORED = Typed.__struct_fields__
"""What an address keeps; anything else in one is refused."""

_NATIVE = {
    "first_name": "firstname",
    "last_name": "lastname",
    "company": "company",
    "city": "city",
    "postcode": "postcode",
    "phone": "telephone",
    "fax": "fax",
    "tax_id": "vat_id",
}

NAMES = {native: name for name, native in _NATIVE.items()} | {
    "street": "address1",
    "countryId": "country",
    "country_id": "country",
    "region": "state",
    "regionId": "state",
    "region_id": "state",
}
"""The contract's names of what Magento complains about."""


async def changed(magento: Magento, typed: Typed, prefix: str, before: dict[str, Any]) -> dict[str, Any]:
    """The body of an address with what was given; what was not stays as it was before, but for a moved region."""
    body = dict(before)
    body |= {native: getattr(typed, name) for name, native in _NATIVE.items() if getattr(typed, name) is not None}
    if typed.address1 is not None or typed.address2 is not None:
        old = list(before.get("street") or [""])
        first = typed.address1 if typed.address1 is not None else old[0]
        rest = typed.address2.split("\n") if typed.address2 is not None else old[1:]
        body["street"] = [line for line in (first, *rest) if line]
    if typed.country is not None:
        body["country_id"] = await country_code(magento, typed.country, f"{prefix}country")
        if body["country_id"] != before.get("country_id"):
            body.pop("region", None)
            body.pop("region_id", None)
    if typed.state is not None:
        body.pop("region_id", None)
        body["region"] = await _region(magento, typed.state, prefix, body.get("country_id"))
    return body


async def _region(magento: Magento, text: str, prefix: str, land: str | None) -> dict[str, Any]:
    if not land:
        raise ParameterError(f"Parameter '{prefix}state' can be used with '{prefix}country' only.")
    found = await region_of(magento, land, text, f"{prefix}state")
    if not found.id:
        return {"region": found.name}
    return {"region_id": found.id, "region_code": found.code, "region": found.name}


def kinds(given: str | None, parameter: str) -> tuple[str, ...]:
    """What an address shall be the default for: ``billing``, ``shipping``, both in a comma string, or nothing."""
    chosen = tuple(part.strip().lower() for part in (given or ADDITIONAL).split(",") if part.strip())
    if any(kind not in (*TYPES, ADDITIONAL) for kind in chosen):
        raise ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {', '.join(TYPES)}, {ADDITIONAL}.")
    return tuple(kind for kind in TYPES if kind in chosen)


def appoint(body: dict[str, Any], others: Iterable[dict[str, Any]], chosen: tuple[str, ...]) -> None:
    """Make an address the default for what was chosen, in the place of any other."""
    for kind in chosen:
        for other in others:
            other.pop(f"default_{kind}", None)
        body[f"default_{kind}"] = True
