"""Global attributes and their terms, which products and variations name but do not number."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from html import unescape

import msgspec

from polycart.api.product import ProductOptionItem
from polycart.core.codecs import integer, text
from polycart.core.errors import AlreadyExists, ShopError
from polycart.core.mapping import Map, extras, field
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.terms import term_name

PATH = "products/attributes"
SECONDS = 300.0
"""How long terms are taken for unchanged; a name that is not among them makes them be asked for again at once."""


class Attribute(msgspec.Struct):
    """A global attribute; ``slug`` is its taxonomy, such as ``pa_color``."""

    id: int
    name: str = ""
    slug: str = ""
    type: str = "select"
    order_by: str = "menu_order"
    has_archives: bool = False


class TermMap(Map[ProductOptionItem]):
    """A term of an attribute, as a value to choose."""

    id = field("id", text)
    name = field("name", term_name)
    sort_order = field("menu_order", integer)
    additional_fields = extras("slug", "description", "count")


async def attributes(woo: Woo) -> list[Attribute]:
    """Every global attribute; the shop answers them all at once."""

    async def fetch() -> list[Attribute]:
        return await woo.get(PATH, {"_fields": "id,name,slug,type,order_by,has_archives"}, type=list[Attribute])

    return await woo.connection.fact("attributes", fetch, seconds=SECONDS)


async def terms(woo: Woo, attribute_id: int) -> dict[str, ProductOptionItem]:
    """The terms of an attribute by their names."""

    async def fetch() -> dict[str, ProductOptionItem]:
        found = await woo.everything(f"{PATH}/{attribute_id}/terms", {"orderby": "id"}, TermMap)
        return {str(term.name): term for term in found}

    return await woo.connection.fact(f"terms.{attribute_id}", fetch, seconds=SECONDS)


async def numbered(woo: Woo, used: Iterable[tuple[int, str]]) -> dict[tuple[int, str], ProductOptionItem]:
    """The terms behind pairs of attribute id and term name, by the plain name; an attribute is asked for at most twice.

    WordPress keeps the names of terms as HTML, and so products name them.
    """
    names: dict[int, set[str]] = {}
    for attribute_id, name in used:
        names.setdefault(attribute_id, set()).add(unescape(name))

    async def of(attribute_id: int) -> dict[str, ProductOptionItem]:
        found = await terms(woo, attribute_id)
        if not names[attribute_id] <= found.keys():
            forget(woo, attribute_id)
            found = await terms(woo, attribute_id)
        return found

    lists = await asyncio.gather(*(of(attribute_id) for attribute_id in names))
    return {
        (attribute_id, name): found[name]
        for attribute_id, found in zip(names, lists, strict=True)
        for name in names[attribute_id]
        if name in found
    }  # by plain names


async def make_attribute(woo: Woo, body: dict[str, str]) -> int:
    """Add a global attribute; the shop answers one of a known name or slug with a code that means nothing else."""
    try:
        made = await woo.post(PATH, body)
    except ShopError as error:
        native = error.native
        if native is None or (native.status, native.code) != (400, "woocommerce_rest_cannot_create"):
            raise
        raise AlreadyExists(f"Attribute with name '{body['name']}' already exist.", native=native) from error
    forget(woo)
    return made["id"]


def forget(woo: Woo, *attribute_ids: int) -> None:
    """Drop what is known of some attributes' terms and of the attributes, after changing them."""
    woo.connection.forget("attributes", *(f"terms.{id}" for id in attribute_ids))
