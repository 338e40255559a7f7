"""Writing categories, and with each the paths of all that lie below it (admin/model/catalog/category.php)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polycart import api
from polycart.api.category import (
    CategoryAdded,
    CategoryAddParams,
    CategoryAssignParams,
    CategoryDeleted,
    CategoryDeleteParams,
    CategoryImageAdded,
    CategoryImageAddParams,
    CategoryImageDeleteParams,
    CategoryUnassignParams,
    CategoryUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.bridge.tables import Statement
from polycart.core.bridge.wire import Result
from polycart.core.errors import AlreadyExists, NotFound
from polycart.core.moments import now
from polycart.core.pictures import fetched
from polycart.core.undo import Undo
from polycart.platforms.opencart import seo
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V40
from polycart.platforms.opencart.images import MAIN
from polycart.platforms.opencart.statements import delete, insert, inserts, made, select, update
from polycart.platforms.opencart.values import allowed, escaped, missing, number_of, numbers_of, refused

TEXTS = {
    "name": "name", "description": "description", "meta_title": "meta_title", "meta_description": "meta_description",
    "meta_keywords": "meta_keyword",
}  # fmt: skip
COMMON = (
    "name", "description", "parent_id", "avail", "sort_order", "meta_title", "meta_description", "meta_keywords",
    "seo_url", "stores_ids",
)  # fmt: skip
SIDES = ("category_description", "category_filter", "category_to_store", "category_to_layout")


async def path_of(cart: Opencart, id: int, name: str = "parent_id") -> list[int]:
    """The ids from the top down to a category; none for the top itself."""
    if not id:
        return []
    (rows,) = await cart.rows(select("category_path", ("path_id",), ["t.category_id", "=", id], order=["t.level"]))
    if not rows:
        raise missing("Category", id)
    return [int(row["path_id"]) for row in rows]


def stores(cart: Opencart, given: str | None) -> list[int]:
    """The stores that shall show something: the given ones, else that of the view or the default one."""
    if given is None:
        return [cart.store]
    known = {0, *(row.store_id for row in cart.known.stores)}
    chosen = numbers_of("stores_ids", given)
    if not set(chosen) <= known:
        raise allowed("stores_ids", map(str, sorted(known)))
    return chosen


def _key(cart: Opencart, path: Sequence[Any]) -> Any:
    """What the word of an address leads to; the last of the path may be an id that is yet to be made."""
    if cart.known.version < V40:
        return path[-1]
    parts: list[Any] = []
    for step in path:
        parts += ["_", step] if parts else [step]
    return {"text": parts} if isinstance(path[-1], dict) else "_".join(map(str, path))


@opencart.implements(api.category.add, *COMMON)
async def category_add(cart: Opencart, p: CategoryAddParams) -> CategoryAdded:
    """Add a category; a second one of the same name below the same parent is refused, though the shop would take it."""
    known = await cart.writing()
    parent = number_of("parent_id", p.parent_id or "0")
    above = await path_of(cart, parent)
    chosen = stores(cart, p.stores_ids)
    await _refuse_twin(cart, parent, p.name)
    word = await _word(cart, p.seo_url, above)
    await seo.refuse_taken(cart, seo.CATEGORY, "", word)
    moment = now()
    own = {
        "parent_id": parent, "sort_order": p.sort_order, "status": int(p.avail), "image": "",
        **cart.fit("category", {"top": 0, "column": 1, "date_added": moment, "date_modified": moment}),
    }  # fmt: skip
    texts = {
        "name": escaped(p.name), "description": escaped(p.description or ""),
        "meta_title": escaped(p.meta_title or p.name), "meta_description": escaped(p.meta_description or ""),
        "meta_keyword": escaped(p.meta_keywords or ""),
    }  # fmt: skip
    path: list[Any] = [*above, made()]
    statements = [
        insert("category", own),
        insert("category_description", *(
            {"category_id": made(), "language_id": row.language_id, **texts} for row in known.languages
        )),
        insert("category_path", *(
            {"category_id": made(), "path_id": step, "level": level} for level, step in enumerate(path)
        )),
        *inserts("category_to_store", ({"category_id": made(), "store_id": store} for store in chosen)),
        *seo.new(cart, seo.CATEGORY, _key(cart, path), word or "", chosen),
    ]  # fmt: skip
    results = await cart.save(statements, back=lambda done: _gone(cart, done))
    return CategoryAdded(category_id=str(results[0].insert))


async def _word(cart: Opencart, given: str | None, above: Sequence[int]) -> str | None:
    """The word of an address; since 4.0 that of the parent stands before it, as in desktops/mac."""
    if not given or not above or cart.known.version < V40:
        return given
    key = _joined(above)
    parent = (await seo.words_of(cart, seo.CATEGORY, [key])).get(key)
    return f"{parent}/{given}" if parent else given


def _gone(cart: Opencart, done: Sequence[Result]) -> list[Statement]:
    return _deletes(cart, [int(done[0].insert)])


def _deletes(cart: Opencart, ids: Sequence[int]) -> list[Statement]:
    """All rows of some categories, as ``deleteCategory`` removes them."""
    chosen = list(ids)
    keys: list[Any] = chosen
    found = [
        delete("category", ["category_id", "in", chosen]),
        *(delete(table, ["category_id", "in", chosen]) for table in SIDES),
        delete("category_path", ["category_id", "in", chosen]),
        delete("product_to_category", ["category_id", "in", chosen]),
        delete("coupon_category", ["category_id", "in", chosen]),
    ]
    if cart.known.version < V40:
        return [*found, delete(seo.table(cart), *seo.leads_to(cart, seo.CATEGORY, keys))]
    # A word leads to a path, and each path through a category ends with it or goes on below it.
    ends: list[Any] = [["value", "=", str(id)] for id in chosen] + [["value", "like", f"%\\_{id}"] for id in chosen]
    return [*found, delete("seo_url", ["key", "=", seo.CATEGORY], {"any": ends})]


async def _refuse_twin(cart: Opencart, parent: int, name: str, besides: int = 0) -> None:
    """A second category of the name below the same parent."""
    statement: Statement = {
        "do": "select", "table": "category", "as": "t",
        "joins": [{"table": "category_description", "as": "d", "on": [["d.category_id", "=", {"c": "t.category_id"}]]}],
        "columns": ["t.category_id"],
        "where": [["t.parent_id", "=", parent], ["d.language_id", "=", cart.language], ["d.name", "=", escaped(name)]],
    }  # fmt: skip
    (rows,) = await cart.rows(statement)
    if any(int(row["category_id"]) != besides for row in rows):
        raise AlreadyExists(f"Category with name = '{name}' already exist.")


@opencart.implements(api.category.update, "id", *COMMON)
async def category_update(cart: Opencart, p: CategoryUpdateParams) -> UpdatedItems:
    """Change a category: its texts in the language of the view, and with its parent all paths through it."""
    await cart.writing()
    id = number_of("id", p.id)
    (rows, paths) = await cart.rows(
        select("category", ("category_id", "parent_id"), ["t.category_id", "=", id]),
        select("category_path", ("path_id",), ["t.category_id", "=", id], order=["t.level"]),
    )
    if not rows:
        raise missing("Category", p.id)
    path = [int(row["path_id"]) for row in paths] or [id]
    own: dict[str, Any] = {}
    if p.avail is not None:
        own["status"] = int(p.avail)
    if p.sort_order is not None:
        own["sort_order"] = p.sort_order
    moved: list[Statement] = []
    if p.parent_id is not None and number_of("parent_id", p.parent_id) != int(rows[0]["parent_id"]):
        own["parent_id"] = number_of("parent_id", p.parent_id)
        moved, path = await _moved(cart, id, own["parent_id"])
    if p.name is not None:
        await _refuse_twin(cart, own.get("parent_id", int(rows[0]["parent_id"])), p.name, id)
    word = await _word(cart, p.seo_url, path[:-1])
    await seo.refuse_taken(cart, seo.CATEGORY, _key(cart, path), word)
    texts = {
        column: escaped(value) for name, column in TEXTS.items() if (value := getattr(p, name)) is not None
    }  # fmt: skip
    own |= cart.fit("category", {"date_modified": now()})
    statements = [update("category", own, ["category_id", "=", id])] if own else []
    if texts:
        row = {"category_id": id, "language_id": cart.language, **texts}
        statements.append(insert("category_description", row, update=list(texts)))
    if p.stores_ids is not None:
        shown = ({"category_id": id, "store_id": store} for store in stores(cart, p.stores_ids))
        statements += [delete("category_to_store", ["category_id", "=", id]), *inserts("category_to_store", shown)]
    statements += moved
    if word is not None:
        statements += seo.replaced(cart, seo.CATEGORY, _key(cart, path), word)
    if statements:
        await cart.save(statements)
    return UpdatedItems(updated_items=1)


async def _moved(cart: Opencart, id: int, parent: int) -> tuple[list[Statement], list[int]]:
    """New paths of a category and of all below it; answers also its own new path."""
    above = await path_of(cart, parent)
    if id in above:
        raise refused("parent_id", "A category can not lie below itself.")
    through: list[Any] = [["u.category_id", "=", {"c": "t.category_id"}], ["u.path_id", "=", id]]
    inner = {"table": "category_path", "as": "u", "where": through}
    (rows,) = await cart.rows(
        {
            "do": "select", "table": "category_path", "as": "t",
            "columns": ["t.category_id", "t.path_id", "t.level"], "where": [{"exists": inner}],
            "order": ["t.category_id", "t.level"],
        }
    )  # fmt: skip
    below: dict[int, list[int]] = {}
    for row in rows:
        below.setdefault(int(row["category_id"]), []).append(int(row["path_id"]))
    fresh = {each: [*above, *path[path.index(id) :]] for each, path in below.items()}
    lines = [
        {"category_id": each, "path_id": step, "level": level}
        for each, path in fresh.items()
        for level, step in enumerate(path)
    ]
    statements = [delete("category_path", ["category_id", "in", list(fresh)]), *inserts("category_path", lines)]
    if cart.known.version >= V40:
        statements += [
            update("seo_url", {"value": _joined(fresh[each])}, ["key", "=", seo.CATEGORY], ["value", "=", _joined(old)])
            for each, old in below.items()
        ]
    return statements, fresh.get(id, [*above, id])


def _joined(path: Sequence[int]) -> str:
    return "_".join(map(str, path))


@opencart.implements(api.category.delete, "id")
async def category_delete(cart: Opencart, p: CategoryDeleteParams) -> CategoryDeleted:
    """Delete a category and those below it, as OpenCart does; their products stay."""
    await cart.writing()
    id = number_of("id", p.id)
    (rows,) = await cart.rows(select("category_path", ("category_id",), ["t.path_id", "=", id]))
    if not rows and not await cart.has("category", ["t.category_id", "=", id]):
        raise missing("Category", p.id)
    await cart.save(_deletes(cart, list(dict.fromkeys([id, *(int(row["category_id"]) for row in rows)]))))
    return CategoryDeleted(delete_items=True)


async def _known(cart: Opencart, category_id: str, product_id: str) -> tuple[int, int]:
    category, product = number_of("category_id", category_id), number_of("product_id", product_id)
    if not await cart.has("category", ["t.category_id", "=", category]):
        raise missing("Category", category_id)
    if not await cart.has("product", ["t.product_id", "=", product]):
        raise missing("Product", product_id)
    return category, product


@opencart.implements(api.category.assign, "category_id", "product_id")
async def category_assign(cart: Opencart, p: CategoryAssignParams) -> dict[str, Any]:
    """Put a product into a category, keeping the ones it is in."""
    await cart.writing()
    category, product = await _known(cart, p.category_id, p.product_id)
    await cart.save(
        [insert("product_to_category", {"product_id": product, "category_id": category}, update=["category_id"])]
    )
    return {}


@opencart.implements(api.category.unassign, "category_id", "product_id")
async def category_unassign(cart: Opencart, p: CategoryUnassignParams) -> dict[str, Any]:
    """Take a product out of a category."""
    await cart.writing()
    category, product = await _known(cart, p.category_id, p.product_id)
    (result,) = await cart.save(
        [delete("product_to_category", ["product_id", "=", product], ["category_id", "=", category])]
    )
    if not result.changed:
        raise NotFound(f"Product with id {p.product_id} is not in category {p.category_id}.")
    return {}


@opencart.implements(api.category.image.add, "category_id", "image_name", "url", "type")
async def category_image_add(cart: Opencart, p: CategoryImageAddParams) -> CategoryImageAdded:
    """Set the category's one picture."""
    await cart.writing()
    if p.type != "base":
        raise allowed("type", ("base",))
    category = number_of("category_id", p.category_id)
    if not await cart.has("category", ["t.category_id", "=", category]):
        raise missing("Category", p.category_id)
    picture = await fetched(cart, p.url, "url")
    path = f"catalog/{picture.file_name(p.image_name)}"
    async with Undo(cart) as undo:
        await cart.put_picture(undo, path, picture.base64)
        await cart.save([update("category", {"image": path}, ["category_id", "=", category])])
    return CategoryImageAdded(image_path=cart.picture(path) or "")


@opencart.implements(api.category.image.delete, "category_id", "image_id")
async def category_image_delete(cart: Opencart, p: CategoryImageDeleteParams) -> Deleted:
    """Take the category's picture away; the file stays, as others may show it."""
    await cart.writing()
    category = number_of("category_id", p.category_id)
    held = await cart.has("category", ["t.category_id", "=", category], ["t.image", "!=", ""])
    if p.image_id != MAIN or not held:
        raise missing("Image", p.image_id)
    await cart.save([update("category", {"image": ""}, ["category_id", "=", category])])
    return Deleted(deleted="1")
