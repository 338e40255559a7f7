"""Tables beside the webservice: what a real shop answered to a query is what the same query reads from its tables."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from polycart.core.client import Call, Connection
from polycart.platforms.prestashop.connection import Prestashop
from polycart.platforms.prestashop.sources import SOURCES
from polycart.platforms.prestashop_api.schema import plural
from tests.prestashop.conftest import STORE

NOT_KEPT = {
    "products": {"new", "id_default_combination", "position_in_category", "quantity", "type"},
    "categories": {"nb_products_recursive"},
    "carriers": {"id_tax_rules_group"},
    "currencies": {"names"},
    "customers": {"passwd", "secure_key", "reset_password_token"},
    "manufacturers": {"link_rewrite"},
    "orders": {"shipping_number"},
    "warehouses": {"valuation"},
}
"""Fields that the webservice works out when they are read, and those that the bridge does not tell."""

EXACT = ("products", "combinations", "categories", "customers")
"""Resources whose fields are told as they are kept (``additional_fields``): flags as texts, numbers as numbers."""

OTHERWISE = {
    ("products", "text_fields"), ("products", "uploadable_files"), ("products", "customizable"),
    ("products", "additional_delivery_times"), ("combinations", "low_stock_alert"),
}  # fmt: skip
"""Small numbers that PrestaShop's classes declare to be none, or the other way round; nothing tells them."""

MADE_UP = {("addresses", "phone_mobile"), ("order_payments", "date_add"), ("carriers", "shipping_method")}
"""What differs between the dump and the answers, which were not taken at one moment, or is replaced by a setting."""

UNWORDED = {("products", "associations")}


def recorded() -> list[Any]:
    """The lists that were asked for by fields, and answered."""
    if not STORE.exists():
        return [pytest.param(None, marks=pytest.mark.skip("the recordings are not at hand"))]
    found: list[Any] = []
    for line in (STORE / "exchanges.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        asked, answered = one["request"], one["response"]
        resource = asked["path"].removeprefix("/api/")
        rows = answered["body"].get(plural(resource)) if isinstance(answered["body"], dict) else answered["body"]
        good = (
            asked["method"] == "GET" and answered["status"] == 200 and resource in SOURCES and isinstance(rows, list)
            and "display" in asked["query"] and not one["name"].startswith(("life", "products.limit.bad"))
            and (resource, asked["query"]["display"]) not in UNWORDED
        )  # fmt: skip
        if good:
            found.append(pytest.param(resource, asked["query"], rows, id=one["name"]))
    return found


@pytest.mark.parametrize(("resource", "query", "rows"), recorded())
async def test_a_query_reads_from_the_tables_what_the_webservice_answered(
    resource: str, query: dict[str, Any], rows: list[dict[str, Any]], connection: Connection[Any]
) -> None:
    shop = Prestashop(connection, Call())
    names = {name for row in rows for name in row if name != "associations"} - NOT_KEPT.get(resource, set())
    lists = {name for row in rows for name in row.get("associations", {})} & SOURCES[resource].parts.keys()
    paths = [*names, *(f"associations.{name}" for name in lists)]
    asked = {name: value for name, value in query.items() if name not in ("display", "output_format", "date")}
    cut = "limit" in asked and "sort" not in asked and asked["limit"] != "0"
    if cut:
        asked["limit"] = "1000"  # without an order the database gives any rows
    assert cut or await shop.ids(resource, asked) == [row["id"] for row in rows] or "sort" not in asked
    found = {record["id"]: record for record in await shop.records(resource, asked, dict[str, Any], "id", *paths)}
    assert found.keys() == {row["id"] for row in rows} or (cut and found.keys() >= {row["id"] for row in rows})
    for row in rows:
        told = found[row["id"]]
        for name in names:
            assert same(resource, name, told.get(name, "absent"), row[name]), (name, told.get(name), row[name])
        for name in lists:
            kept = SOURCES[resource].parts[name].fields
            items = [{part: item[part] for part in kept} for item in row.get("associations", {}).get(name, [])]
            assert items_of(name, told["associations"][name]) == items_of(name, items), name


def same(resource: str, name: str, ours: Any, theirs: Any) -> bool:
    """Whether a value is the recorded one; what is nothing, the webservice answers as an empty text."""
    if (resource, name) in MADE_UP:
        return True
    if resource not in EXACT or (resource, name) in OTHERWISE:
        ours, theirs = ("" if ours is None else str(ours)), ("" if theirs is None else str(theirs))
    if isinstance(theirs, str) and re.fullmatch(r"-?\d+\.\d+", theirs):
        return float(ours) == float(theirs)
    return (ours if ours is not None else "") == (theirs if theirs is not None else "")


def items_of(name: str, items: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """The items of a list, numbers as texts; only pictures have an order that the webservice asks for."""
    found = [sorted((part, str(value)) for part, value in item.items()) for item in items]
    return found if name == "images" else sorted(found)
