"""The categories that products are in, as their bodies hold them."""

from __future__ import annotations

from polycart.core.errors import NotFound
from polycart.platforms.prestashop_api.connection import Body, Prestashop, associated, missing
from polycart.platforms.prestashop_api.numbers import number_of


async def home(shop: Prestashop) -> int:
    """The category that a shop begins with."""
    return int((await shop.facts()).value("PS_HOME_CATEGORY", shop.shop_id) or 2)


async def categories_of(shop: Prestashop, product_id: str) -> tuple[int, list[int], int]:
    """A product's id, the categories that it is in, and the main one of them."""
    id = number_of("product_id", product_id)
    try:
        held = await shop.held("products", id, ("id_category_default", "associations.categories"))
    except NotFound as error:
        raise missing("Product", product_id, error) from error
    rows = held.get("associations", {}).get("categories", {}).get("category", [])
    return id, [int(row["id"]) for row in rows], int(held.get("id_category_default") or 0)


def categories_body(ids: list[int], main: int) -> Body:
    """The fields that put a product into some categories; its main category must be one of them."""
    chosen = main if main in ids or not ids else ids[0]
    return {
        "id_category_default": chosen,
        "associations": {"categories": associated("categories", [{"id": id} for id in ids])},
    }
