"""Lists of products and variations: which rows of the posts they are, in which order, and what lies beside them.

The filters are those of WC_REST_Products_Controller::prepare_objects_query and WP_Query, as far as tables can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, cast

import msgspec

from polycart.core.bridge.tables import Condition, Table
from polycart.platforms.woocommerce.answers import Ask, Row, Statements, Unknown, flag, numbers
from polycart.platforms.woocommerce.facts import Shop

POST = Table("posts", "p")
META = Table("postmeta", "m")
TERM = Table(
    "term_relationships",
    "r",
    joins={
        "t": "term_taxonomy ON t.term_taxonomy_id = r.term_taxonomy_id",
        "w": "terms ON w.term_id = t.term_id",
        "o": "LEFT termmeta ON o.term_id = t.term_id AND o.meta_key = 'order'",
    },
)
PICTURE = Table("posts", "a")
KIN = Table("posts", "v")

Filter = Callable[[Any], list[Condition]]
"""What the value of a filter means."""

GONE = ["trash", "auto-draft"]
"""What ``status=any`` leaves out: statuses that are kept out of searches (get_post_stati)."""

DEEPEST = 8
"""How many levels of categories below a category are looked through for its products."""

SORTS = {
    "id": ["p.ID"],
    "date": ["p.post_date", "p.ID"],
    "title": ["p.post_title", "p.ID"],
    "modified": ["p.post_modified", "p.ID"],
    "menu_order": ["p.menu_order", "p.post_title", "p.ID"],
}
TIMES = {
    "after": ("p.post_date_gmt", ">"),
    "before": ("p.post_date_gmt", "<"),
    "modified_after": ("p.post_modified_gmt", ">"),
    "modified_before": ("p.post_modified_gmt", "<"),
}
IGNORED = {"dates_are_gmt", "dp"}


class Term(msgspec.Struct, frozen=True):
    """A term of a record; ``order`` is where the merchant has put it."""

    id: int
    name: str
    slug: str
    order: int


def post_type(kind: str, filters: Mapping[str, Any]) -> list[Condition]:
    """The type of the posts; a search by SKU looks at variations, too."""
    kinds = ["product", "product_variation"] if kind == "product" and "sku" in filters else [kind]
    return [["p.post_type", "in", kinds]]


def conditions(filters: Mapping[str, Any]) -> list[Condition]:
    """What the filters of a list of posts mean; raises ``Unknown``."""
    if "status" not in filters:
        filters = {**filters, "status": "any"}
    found: list[Condition] = []
    for name, value in filters.items():
        if name in IGNORED:
            continue
        if name in TIMES:
            if not filters.get("dates_are_gmt"):
                raise Unknown(name)
            column, operator = TIMES[name]
            found.append([column, operator, str(value).replace("T", " ")])
        elif name in ("either", "also"):
            found += _joined(name, cast("list[Mapping[str, Any]]", value))
        elif name in _FILTERS:
            found += _FILTERS[name](value)
        else:
            raise Unknown(name)
    return found


def _joined(name: str, queries: list[Mapping[str, Any]]) -> list[Condition]:
    """Further queries, of which one or all must hold."""
    parts: list[Condition] = [{"all": conditions(query)} for query in queries]
    return [{"any": parts}] if name == "either" else parts


def _status(value: Any) -> list[Condition]:
    names = [part.strip() for part in str(value).split(",")]
    return [["p.post_status", "not in", GONE]] if names == ["any"] else [["p.post_status", "in", names]]


def _meta(key: str, values: list[str]) -> Condition:
    where: list[Condition] = [
        ["f.post_id", "=", {"c": "p.ID"}],
        ["f.meta_key", "=", key],
        ["f.meta_value", "in", values],
    ]
    return {"exists": {"table": "postmeta", "as": "f", "where": where}}


def _sku(value: Any) -> list[Condition]:
    parts = str(value).split(",")
    return [_meta("_sku", [*parts, str(value)] if len(parts) > 1 else parts)]


def _among(taxonomy: str, column: str, values: list[Any]) -> Condition:
    return {
        "exists": {
            "table": "term_relationships",
            "as": "x",
            "joins": [
                {
                    "table": "term_taxonomy",
                    "as": "y",
                    "on": [["y.term_taxonomy_id", "=", {"c": "x.term_taxonomy_id"}], ["y.taxonomy", "=", taxonomy]],
                },
                {"table": "terms", "as": "z", "on": [["z.term_id", "=", {"c": "y.term_id"}]]},
            ],
            "where": [["x.object_id", "=", {"c": "p.ID"}], [column, "in", values]],
        }
    }


def _category(value: Any) -> list[Condition]:
    """Products of some categories and of those below them, as WP_Tax_Query includes children."""
    ids = numbers(value)
    names = [f"y{level}" for level in range(DEEPEST)]
    joins: list[dict[str, Any]] = [
        {
            "table": "term_taxonomy",
            "as": names[0],
            "on": [["y0.term_taxonomy_id", "=", {"c": "x.term_taxonomy_id"}], ["y0.taxonomy", "=", "product_cat"]],
        }
    ]
    joins += [
        {
            "table": "term_taxonomy",
            "as": name,
            "left": True,
            "on": [[f"{name}.term_id", "=", {"c": f"{below}.parent"}], [f"{name}.taxonomy", "=", "product_cat"]],
        }
        for below, name in pairwise(names)
    ]
    where: list[Condition] = [
        ["x.object_id", "=", {"c": "p.ID"}],
        {"any": [[f"{name}.term_id", "in", ids] for name in names]},
    ]
    return [{"exists": {"table": "term_relationships", "as": "x", "joins": joins, "where": where}}]


def _switch(key: str) -> Filter:
    def told(value: Any) -> list[Condition]:
        return [_meta(key, ["yes" if flag(value) else "no"])]

    return told


def _ids(column: str, operator: str) -> Filter:
    def told(value: Any) -> list[Condition]:
        return [[column, operator, numbers(value)]]

    return told


def _since(value: Any) -> list[Condition]:
    return [["p.ID", ">=", int(value)]]


def _type(value: Any) -> list[Condition]:
    return [_among("product_type", "z.slug", [str(value)])]


_FILTERS: Mapping[str, Filter] = {
    "include": _ids("p.ID", "in"),
    "exclude": _ids("p.ID", "not in"),
    "parent": _ids("p.post_parent", "in"),
    "since_id": _since,
    "status": _status,
    "sku": _sku,
    "category": _category,
    "virtual": _switch("_virtual"),
    "downloadable": _switch("_downloadable"),
    "type": _type,
}


def with_terms(filters: Mapping[str, Any], shop: Shop) -> tuple[dict[str, Any], list[Condition]]:
    """The filter by the terms of one attribute, which is told by two parameters; and the others."""
    rest = {name: value for name, value in filters.items() if name not in ("attribute", "attribute_term")}
    if "attribute" not in filters:
        return rest, []
    taxonomy = str(filters["attribute"])
    if taxonomy not in shop.attributes or "attribute_term" not in filters:
        raise Unknown("attribute")
    return rest, [_among(taxonomy, "z.term_id", numbers(filters["attribute_term"]))]


def order(ask: Ask) -> list[str]:
    """The columns to sort by."""
    if ask.orderby == "include":
        return []
    if ask.orderby not in SORTS:
        raise Unknown("orderby")
    return [("-" if ask.order == "desc" else "") + column for column in SORTS[ask.orderby]]


def window(ask: Ask, batch: Statements, columns: list[str], where: list[Condition]) -> tuple[int, int]:
    """The select of a page and the count beside it."""
    sorting, whole = order(ask), ask.orderby == "include"
    select = POST.select(
        columns, where, order=sorting, limit=None if whole else ask.count, offset=0 if whole else ask.offset
    )
    return batch.add(select, "p.ID", "p.post_parent"), batch.add(POST.count(where))


def posts(ask: Ask, rows: list[Row]) -> list[dict[str, Any]]:
    """The posts of a page in their order."""
    found = [row["p"] for row in rows]
    if ask.orderby != "include":
        return found
    places = {id: place for place, id in enumerate(numbers(ask.filters.get("include", "")))}
    found.sort(key=lambda post: places.get(int(post["ID"]), 0))
    return found[ask.offset : ask.offset + ask.count]


def metas(batch: Statements, owners: dict[str, Any], keys: Iterable[str] | None) -> int:
    """The meta data of some posts; all of it where no keys are told."""
    where: list[Condition] = [["m.post_id", "in", owners]]
    if keys is not None:
        where.append(["m.meta_key", "in", sorted(keys)])
    return batch.add(META.select(["m.meta_id", "m.post_id", "m.meta_key", "m.meta_value"], where, order=["m.meta_id"]))


def terms(batch: Statements, owners: dict[str, Any], taxonomies: Iterable[str], *, attributes: bool = False) -> int:
    """The terms of some posts, by name; those of all global attributes with ``attributes``."""
    columns = ["r.object_id", "t.taxonomy", "t.term_id", "w.name", "w.slug", "o.meta_value"]
    which: Condition = ["t.taxonomy", "in", sorted(taxonomies)]
    if attributes:
        which = {"any": [which, ["t.taxonomy", "like", "pa\\_%"]]}
    where: list[Condition] = [["r.object_id", "in", owners], which]
    return batch.add(TERM.select(columns, where, order=["w.name", "t.term_id"]))


def terms_of(rows: list[Row]) -> dict[int, dict[str, list[Term]]]:
    """The terms of each post by taxonomy."""
    found: dict[int, dict[str, list[Term]]] = {}
    for row in rows:
        place = str((row.get("o") or {}).get("meta_value") or "0")
        one = Term(
            id=int(row["t"]["term_id"]), name=str(row["w"]["name"]), slug=str(row["w"]["slug"]),
            order=int(place) if place.lstrip("-").isdecimal() else 0,
        )  # fmt: skip
        found.setdefault(int(row["r"]["object_id"]), {}).setdefault(str(row["t"]["taxonomy"]), []).append(one)
    return found


def stamp(text: Any) -> str | None:
    """A moment of a table as the API writes it; none where the table has zeros."""
    return None if not text or str(text).startswith("0000") else str(text).replace(" ", "T")
