"""Attributes: those of a product, a serialized list whose global ones are terms, and the choices of a variation."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from polycart.platforms.woocommerce.answers import Record, Unknown
from polycart.platforms.woocommerce.goods.reading import Goods, unserialized
from polycart.platforms.woocommerce.posts import Term

PREFIX = "attribute_"


def rows_of(goods: Goods) -> dict[str, dict[str, Any]]:
    """The attributes of a product by their keys: a taxonomy, or the slug of a name."""
    found = unserialized(goods, "_product_attributes")
    if not all(isinstance(row, dict) for row in found.values()):
        raise Unknown("attributes")
    return found


def listed(goods: Goods) -> list[Record]:
    """The attributes as the API tells them (WC_REST_Products_V2_Controller::get_attributes)."""
    return [
        _row(goods, str(row.get("name", key)), row)
        for key, row in sorted(rows_of(goods).items(), key=lambda pair: int(pair[1].get("position") or 0))
        if not row.get("is_taxonomy") or str(row.get("name", key)) in goods.shop.attributes
    ]


def _row(goods: Goods, name: str, row: dict[str, Any]) -> Record:
    known = goods.shop.attributes.get(name) if row.get("is_taxonomy") else None
    chosen = ordered(goods, name) if known else []
    options = [term.name for term in chosen] if known else _parts(str(row.get("value") or ""))
    return {
        "id": known.id if known else 0,
        "name": known.label or name if known else name,
        "slug": name,
        "position": int(row.get("position") or 0),
        "visible": bool(row.get("is_visible")),
        "variation": bool(row.get("is_variation")),
        "options": options,
        "terms": [[term.id, term.slug] for term in chosen],
    }


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def ordered(goods: Goods, taxonomy: str) -> list[Term]:
    """The terms of one attribute in the order that the merchant has chosen; they come by name."""
    found = goods.terms.get(taxonomy, [])
    order = goods.shop.attributes[taxonomy].order
    if order == "menu_order":
        return sorted(found, key=lambda term: term.order)
    if order == "name_num":
        return sorted(found, key=lambda term: _leading(term.name))
    return found


def _leading(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise Unknown("name_num") from error


def defaults(goods: Goods) -> list[Record]:
    """What is chosen at first."""
    if "variable" not in goods.slugs("product_type"):
        return []
    rows = rows_of(goods)
    return [
        {"id": known.id if known else 0, "name": _label(goods, rows, key), "option": value}
        for key, value in unserialized(goods, "_default_attributes").items()
        if value not in ("", None)
        for known in [goods.shop.attributes.get(key)]
    ]


def _label(goods: Goods, rows: dict[str, dict[str, Any]], key: str) -> str:
    """The name of an attribute (get_attribute_taxonomy_name): its label, or as the product's owner has written it."""
    known = goods.shop.attributes.get(key)
    if known and key in rows:
        return known.label or key
    if key.startswith("pa_"):
        raise Unknown("attribute")
    return str(rows[key].get("name", key)) if key in rows else key


def chosen(goods: Goods) -> list[Record]:
    """The choices of a variation; one that may be any value is not told."""
    if goods.parent is None:
        raise Unknown("parent")
    rows = rows_of(goods.parent)
    found: list[Record] = []
    for key, value in _choices(goods).items():
        if value == "":
            continue
        known = goods.shop.attributes.get(key)
        term = next((term for term in goods.parent.terms.get(key, []) if term.slug == value), None) if known else None
        if known and term is None:
            raise Unknown("term")  # it may be a term that the product does not name
        found.append(
            {"id": known.id if known else 0, "name": _label(goods, rows, key), "slug": key,
             "option": term.name if term else value, "term": term.id if term else None}
        )  # fmt: skip
    return found


def _choices(goods: Goods) -> dict[str, str]:
    """The values by attribute, in the order of the product's own list (wc_get_product_variation_attributes)."""
    assert goods.parent is not None  # noqa: S101 - asked with a parent only
    stored = {key.removeprefix(PREFIX): goods.metas.text(key) for key in goods.metas.first if key.startswith(PREFIX)}
    return {key: stored.get(key, "") for key, row in rows_of(goods.parent).items() if row.get("is_variation")}


def query(goods: Goods) -> str:
    """The choices as the query of an address, as add_query_arg writes them."""
    given = {key: value for key, value in _choices(goods).items() if value != ""}
    return "&".join(f"{quote_plus(PREFIX + key)}={quote_plus(value)}" for key, value in given.items())
