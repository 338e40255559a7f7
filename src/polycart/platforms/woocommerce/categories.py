"""Categories out of the tables of terms, as the API tells them (WC_REST_Product_Categories_Controller)."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING, Any

from polycart.core.bridge.tables import Condition, Table
from polycart.platforms.woocommerce.answers import Ask, Found, Record, Row, Statements, Unknown, numbers, register
from polycart.platforms.woocommerce.facts import Shop
from polycart.platforms.woocommerce.pictures import addresses, ask, told

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo

PATH = "products/categories"

TERM = Table(
    "term_taxonomy",
    "t",
    joins={
        "w": "terms ON w.term_id = t.term_id",
        "o": "LEFT termmeta ON o.term_id = t.term_id AND o.meta_key = 'order'",
        "d": "LEFT termmeta ON d.term_id = t.term_id AND d.meta_key = 'display_type'",
        "i": "LEFT termmeta ON i.term_id = t.term_id AND i.meta_key = 'thumbnail_id'",
    },
)
COLUMNS = {
    "name": "w.name", "slug": "w.slug", "parent": "t.parent", "description": "t.description",
    "display": "d.meta_value", "image": "i.meta_value", "menu_order": "o.meta_value",
}  # fmt: skip
FILTERS = {"include": "in", "exclude": "not in"}


def _number(text: Any) -> int:
    return int(text) if str(text or "").lstrip("-").isdecimal() else 0


class Categories:
    """The list of categories; ``path`` is the names from the root down, which the API does not tell."""

    path = PATH
    fields = frozenset({"id", "path", *COLUMNS})
    query: Mapping[str, Any] = {"orderby": "id", "order": "asc"}

    def conditions(self, shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
        """What the filters mean."""
        found: list[Condition] = [["t.taxonomy", "=", "product_cat"]]
        for name, value in filters.items():
            if name in FILTERS:
                found.append(["t.term_id", FILTERS[name], numbers(value)])
            elif name == "parent":
                found.append(["t.parent", "=", int(value)])
            else:
                raise Unknown(name)
        return found

    def order(self, ask: Ask) -> list[str]:
        """By id; other orders are those of the merchant, or of a language."""
        if ask.orderby != "id":
            raise Unknown("orderby")
        return ["-t.term_id" if ask.order == "desc" else "t.term_id"]

    async def find(self, woo: Woo, shop: Shop, ask: Ask) -> Found:
        """A page of categories, with the whole tree where paths are wanted."""
        batch, where = Statements(), self.conditions(shop, ask.filters)
        columns = ["t.term_id", *(COLUMNS[name] for name in sorted(ask.fields) if name in COLUMNS)]
        page = TERM.select(columns, where, order=self.order(ask), limit=ask.count, offset=ask.offset)
        main = batch.add(page, *(["i.meta_value"] if "image" in ask.fields else []))
        total = batch.add(TERM.count(where))
        pictured = known = None
        if "image" in ask.fields:
            pictured, known = ask_pictures(batch, main), await addresses(woo)
        tree = None
        if "path" in ask.fields:
            tree = batch.add(TERM.select(["t.term_id", "t.parent", "w.name"], [["t.taxonomy", "=", "product_cat"]]))
        await batch.read(woo)
        pictures = told(batch, pictured, known.pictures) if pictured and known else {}
        paths = _paths(batch.rows(tree))
        found = Found(records=[], total=batch.number(total), missing={})
        for row in batch.rows(main):
            record = _record(row, ask, pictures, paths)
            found.records.append(record)
            if "image" in ask.fields and record["image"] is Ellipsis:
                found.missing[record["id"]] = {"image"}
                record["image"] = None
        return found


def ask_pictures(batch: Statements, main: int) -> Any:
    """The pictures that the terms of a statement name."""
    return ask(batch, main, "i.meta_value")


def _record(row: Row, ask: Ask, pictures: dict[int, Record | None], paths: dict[int, str]) -> Record:
    values: Record = {"id": int(row["t"]["term_id"])}
    for name, column in COLUMNS.items():
        if name in ask.fields:
            alias, _, key = column.partition(".")
            values[name] = row[alias][key]
    for name in ("parent", "menu_order"):
        if name in values:
            values[name] = _number(values[name])
    if "display" in values:
        values["display"] = values["display"] or "default"
    if "image" in values:
        id = _number(values["image"])
        values["image"] = (pictures[id] or Ellipsis) if id in pictures else None
    if "path" in ask.fields:
        values["path"] = paths.get(values["id"], "")
    return values


def _paths(rows: list[Row]) -> dict[int, str]:
    """The names from the root down of each category; a circle is left where it closes."""
    known = {int(row["t"]["term_id"]): (int(row["t"]["parent"]), unescape(str(row["w"]["name"]))) for row in rows}

    def path(id: int) -> str:
        names: list[str] = []
        while id in known and len(names) < len(known):
            id, name = known[id]
            names.append(name)
        return "/".join(reversed(names))

    return {id: path(id) for id in known}


register(Categories())
