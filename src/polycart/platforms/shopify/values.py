"""Values as Shopify writes them: moments, money, weights, pictures."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from polycart.api.entities import DateTime, Image
from polycart.core.codecs import Codec, decimal, moment
from polycart.platforms.shopify.connection import Row
from polycart.platforms.shopify.ids import number

stamp = moment()
"""A moment: ``2026-11-21T00:23:29Z``."""

UNITS = {"KILOGRAMS": "kg", "GRAMS": "g", "POUNDS": "lb", "OUNCES": "oz"}
"""The contract's word for each unit of weight."""

NATIVE_UNITS = {word: native for native, word in UNITS.items()} | {"lbs": "POUNDS"}


class Money(Row):
    """An amount in one currency."""

    amount: str = "0"
    currency_code: str = ""

    @property
    def value(self) -> float:
        """The amount as a number."""
        return float(self.amount)


class MoneyBag(Row):
    """An amount in the shop's currency."""

    shop_money: Money | None = None


def worth(bag: MoneyBag | None) -> float:
    """The amount of a bag in the shop's currency; nothing is 0."""
    return bag.shop_money.value if bag and bag.shop_money else 0.0


def amount(value: Any) -> float | None:
    """A money text as a number."""
    return decimal.load(value)


def spelled(value: float) -> str:
    """A number as Shopify takes money."""
    return str(decimal.dump(value))


class Picture(Row):
    """Where a picture is."""

    url: str = ""
    alt_text: str | None = None


class Medium(Row):
    """A medium of a product; only images have a picture."""

    id: str = ""
    alt: str | None = None
    media_content_type: str = ""
    image: Picture | None = None
    mime_type: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Media(Row):
    """The media of a product, in their order."""

    nodes: list[Medium] = []


def file_name(url: str) -> str:
    """The last part of an address's path."""
    return unquote(urlsplit(url).path.rpartition("/")[2])


def image(medium: Medium, place: int) -> Image:
    """A medium as the contract's picture; the first is the main one."""
    url = medium.image.url if medium.image else ""
    return Image(
        id=number(medium.id),
        http_path=url,
        file_name=file_name(url),
        mime_type=medium.mime_type,
        size=None,
        create_at=stamp.load(medium.created_at),
        modified_at=stamp.load(medium.updated_at),
        alt=medium.alt or "",
        avail=bool(url),
        sort_order=place,
        type="IMAGE_TYPE_ADDITIONAL" if place else "IMAGE_TYPE_BASE",
    )


def images(media: list[Medium] | None) -> list[Image]:
    """The pictures among some media."""
    found = [medium for medium in media or () if medium.media_content_type == "IMAGE"]
    return [image(medium, place) for place, medium in enumerate(found)]


def moment_of(text: str | None) -> DateTime | None:
    """A moment as the contract writes it."""
    return stamp.load(text) if text else None


boolean_words = Codec(lambda native: "True" if native else "False", lambda value: value == "True", bool | None)
"""Yes or no in words, as the contract has it in one place."""
