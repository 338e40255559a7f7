"""Words of addresses: a table that names what they lead to in another way in each major version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polycart.core.bridge.tables import Condition, Statement
from polycart.core.errors import AlreadyExists
from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.facts import V30, V40
from polycart.platforms.opencart.statements import delete, insert, select
from polycart.platforms.opencart.values import escaped, unescaped

PRODUCT, CATEGORY, MANUFACTURER = "product_id", "path", "manufacturer_id"
"""What a word leads to; categories are found by their path, which up to 3.0 is their own id."""

OLD_CATEGORY = "category_id"


def table(cart: Opencart) -> str:
    """The table of words."""
    return "url_alias" if cart.known.version < V30 else "seo_url"


def _old(kind: str, value: Any) -> str:
    return f"{OLD_CATEGORY if kind == CATEGORY else kind}={value}"


def leads_to(cart: Opencart, kind: str, values: Sequence[Any]) -> list[Condition]:
    """The conditions for the words that lead to some entities."""
    if cart.known.version >= V40:
        return [["key", "=", kind], ["value", "in", [str(value) for value in values]]]
    return [["query", "in", [_old(kind, value) for value in values]]]


def _view(cart: Opencart) -> list[Condition]:
    if cart.known.version < V30:
        return []
    return [["store_id", "=", cart.store], ["language_id", "=", cart.language]]


def wanted(cart: Opencart, kind: str, values: Sequence[Any]) -> Statement:
    """The select of the words for some entities in the store and language of the view."""
    conditions: list[Any] = [*leads_to(cart, kind, values), *_view(cart)]
    where = [[f"t.{name}", operator, value] for name, operator, value in conditions]
    names = ("value", "keyword") if cart.known.version >= V40 else ("query", "keyword")
    return select(table(cart), names, *where)


def read(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Word by entity; up to 3.0 the entity stands after the equals sign."""
    return {
        str(row["value"] if "value" in row else row["query"].partition("=")[2]): str(unescaped(row["keyword"]))
        for row in rows
    }


async def words_of(cart: Opencart, kind: str, values: Sequence[Any]) -> dict[str, str]:
    """The words for some entities."""
    (rows,) = await cart.rows(wanted(cart, kind, values)) if values else ([],)
    return read(rows)


def new(cart: Opencart, kind: str, value: Any, keyword: str, stores: Sequence[int]) -> list[Statement]:
    """A word that leads to an entity in some stores; ``value`` may refer to an id that is made in the same request."""
    if not keyword:
        return []
    kept = escaped(keyword)
    if cart.known.version < V30:
        return [insert(table(cart), {"query": {"text": [_old(kind, ""), value]}, "keyword": kept})]
    languages = [row.language_id for row in cart.known.languages]
    own = (
        {"key": kind, "value": {"text": [value]}}
        if cart.known.version >= V40
        else {"query": {"text": [_old(kind, ""), value]}}
    )
    place = {"sort_order": 0} if cart.known.has("seo_url", "sort_order") else {}
    rows = [
        {"store_id": store, "language_id": language, **own, "keyword": kept, **place}
        for store in stores
        for language in languages
    ]
    return [insert(table(cart), *rows)]


def replaced(cart: Opencart, kind: str, value: Any, keyword: str) -> list[Statement]:
    """Another word for an entity in the store and language of the view; none at all where it is empty."""
    gone = delete(table(cart), *leads_to(cart, kind, [value]), *_view(cart))
    if not keyword:
        return [gone]
    kept = escaped(keyword)
    if cart.known.version < V30:
        return [gone, insert(table(cart), {"query": _old(kind, value), "keyword": kept})]
    own = {"key": kind, "value": str(value)} if cart.known.version >= V40 else {"query": _old(kind, value)}
    place = {"sort_order": 0} if cart.known.has("seo_url", "sort_order") else {}
    row = {"store_id": cart.store, "language_id": cart.language, **own, "keyword": kept, **place}
    return [gone, insert(table(cart), row)]


async def refuse_taken(cart: Opencart, kind: str, value: Any, keyword: str | None) -> None:
    """A word leads to one place only; a second use is refused, as OpenCart's own forms do."""
    if not keyword:
        return
    names = ("key", "value") if cart.known.version >= V40 else ("query",)
    (rows,) = await cart.rows(select(table(cart), names, ["t.keyword", "=", escaped(keyword)]))
    mine = {kind, str(value)} if cart.known.version >= V40 else {_old(kind, value)}
    if any({str(row[name]) for name in names} != mine for row in rows):
        raise AlreadyExists(f"An address with seo_url = '{keyword}' already exists.")
