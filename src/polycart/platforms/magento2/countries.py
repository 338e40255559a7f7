"""Countries and their regions: what the shop calls them, and the numbers that it keeps for regions.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/directory/countries``)
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from polycart.api.entities import Country, CustomerAddress, State
from polycart.core.countries import CODE2, CODE3
from polycart.core.errors import ParameterError
from polycart.core.selection import Selection
from polycart.platforms.magento2.connection import Magento

_FIELDS = "two_letter_abbreviation,full_name_locale,full_name_english,available_regions[id,code,name]"


class _Region(msgspec.Struct):
    id: str | int = 0
    code: str = ""
    name: str = ""


class _Country(msgspec.Struct):
    two_letter_abbreviation: str = ""
    full_name_locale: str | None = None
    full_name_english: str | None = None
    available_regions: list[_Region] | None = None


class Region(msgspec.Struct, frozen=True):
    """A region of a country; ``id`` is 0 for one that the shop does not know, and its code is empty then."""

    id: int
    code: str
    name: str


class Place(msgspec.Struct, frozen=True):
    """What the shop knows of one country: its names, and its regions."""

    name: str
    english: str
    regions: tuple[Region, ...] = ()


async def places(magento: Magento) -> dict[str, Place]:
    """The countries that the shop allows, by their two letters; kept for an hour."""

    async def fetch() -> dict[str, Place]:
        rows = await magento.get("/V1/directory/countries", {"fields": _FIELDS}, type=list[_Country])
        return {row.two_letter_abbreviation: _place(row) for row in rows}

    return await magento.connection.fact("countries", fetch)


def _place(row: _Country) -> Place:
    english = row.full_name_english or row.full_name_locale or row.two_letter_abbreviation
    regions = tuple(Region(int(each.id), each.code, each.name) for each in row.available_regions or ())
    return Place(row.full_name_locale or english, english, regions)


def country(code: str | None) -> Country | None:
    """A country by its two letters; its name is filled in where somebody asks for it (``name_places``)."""
    return Country(code2=code, code3=CODE3.get(code, "")) if code else None


def state(code: str | None, name: str | None) -> State | None:
    """A region by what an address holds of it; free text has no code, and stands for it."""
    return State(code=code or name or "", name=name or code or "") if code or name else None


async def name_places(magento: Magento, addresses: Iterable[CustomerAddress | None], wanted: Selection) -> None:
    """Fill in the names of countries where they are wanted, at the cost of one request in an hour."""
    if not (wanted.wants("country") and wanted.of("country").wants("name")):
        return
    lands = [each.country for each in addresses if each is not None and isinstance(each.country, Country)]
    if not lands:
        return
    known = await places(magento)
    for land in lands:
        if isinstance(land.code2, str):
            land.name = known[land.code2].name if land.code2 in known else land.code2


async def country_code(magento: Magento, text: str, parameter: str) -> str:
    """The two letters of a country given by code or name."""
    given = text.strip()
    upper = given.upper()
    if upper in CODE3:
        return upper
    if upper in CODE2:
        return CODE2[upper]
    for code, place in (await places(magento)).items():
        if given.casefold() in (place.name.casefold(), place.english.casefold()):
            return code
    raise ParameterError(f"Parameter '{parameter}' is not valid. It must be an ISO code or the name of a country.")


async def region_of(magento: Magento, code: str, text: str, parameter: str) -> Region:
    """The region of a country given by code, name or number; free text where the shop knows no regions of it."""
    given = text.strip()
    place = (await places(magento)).get(code)
    if place is None or not place.regions:
        return Region(0, "", given)
    folded = given.casefold()
    for match in (_by_code, _by_name, _by_number, _by_last_part):
        found = next((region for region in place.regions if match(region, folded)), None)
        if found is not None:
            return found
    raise ParameterError(f"Parameter '{parameter}' is not valid. {place.english} has no region '{given[:60]}'.")


def _by_code(region: Region, given: str) -> bool:
    return region.code.casefold() == given


def _by_name(region: Region, given: str) -> bool:
    return region.name.casefold() == given


def _by_number(region: Region, given: str) -> bool:
    return str(region.id) == given


def _by_last_part(region: Region, given: str) -> bool:
    """Albania's Berat is ``AL-01`` there, and ``01`` to many callers."""
    return region.code.casefold().rpartition("-")[2] == given
