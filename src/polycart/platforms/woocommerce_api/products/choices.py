"""The attributes of one product while they are being changed: the shop takes them only all together."""

from __future__ import annotations

from html import unescape
from typing import Any

import msgspec

from polycart.core.errors import AlreadyExists, StoreError
from polycart.core.given import refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.products.fields import PARENTS
from polycart.platforms.woocommerce_api.products.searches import known, missing
from polycart.platforms.woocommerce_api.products.terms import PATH, attributes, forget, terms

Row = dict[str, Any]
KEPT = ("id", "name", "position", "visible", "variation", "options")


class Owner(msgspec.Struct):
    """A product and its attributes; ``rows`` may be changed and are then written by ``write``."""

    id: int
    type: str
    rows: list[Row]
    defaults: list[Row]
    stored: list[Row]

    @property
    def path(self) -> str:
        """Where the product is."""
        return f"products/{self.id}"

    def find(self, key: str) -> Row | None:
        """The attribute of that id, else of that name."""
        same = key.casefold()
        by_id = (row for row in self.rows if row["id"] and str(row["id"]) == key)
        return next(by_id, None) or next((row for row in self.rows if str(row["name"]).casefold() == same), None)

    def add(self, row: Row) -> Row:
        """Put one more attribute behind the others."""
        full: Row = {"id": 0, "name": "", "position": len(self.rows), "visible": True, "variation": False, **row}
        self.rows.append(full)
        return full


async def owner_of(woo: Woo, product_id: str, *, parent: bool = False) -> Owner:
    """Read a product's attributes; ``parent`` says that it must be of a type with variations."""
    number = native_id("product_id").dump(product_id)
    with known("Product", product_id):
        read = await woo.get(f"products/{number}", {"_fields": "id,type,attributes,default_attributes"})
    if read["type"] == "variation":
        raise missing("Product", product_id)
    if parent and read["type"] not in PARENTS:
        raise refuse("product_id", f"Product {product_id} is {read['type']}; only configurable ones have variants.")
    stored = [{name: row[name] for name in KEPT} for row in read["attributes"]]
    rows = [{**row, "options": list(row["options"])} for row in stored]
    return Owner(id=number, type=read["type"], rows=rows, defaults=read["default_attributes"], stored=stored)


async def write(woo: Woo, owner: Owner, *, defaults: list[Row] | None = None, undo: Undo | None = None) -> None:
    """Write what was changed in one request: the attributes, and the values that are chosen at first.

    ``undo`` is given where more requests follow, and puts the old ones back.
    """
    body: dict[str, Any] = {"attributes": owner.rows} if owner.rows != owner.stored else {}
    before: dict[str, Any] = {"attributes": owner.stored} if body else {}
    if defaults is not None:
        body["default_attributes"] = defaults
        before["default_attributes"] = owner.defaults
    if not body:
        return
    await woo.put(owner.path, body, {"_fields": "id"})
    if undo is not None:
        says = f"A change of the attributes of product {owner.id}"
        undo(Step(method="PUT", path=owner.path, query={"_fields": "id"}, json=before, says=says))
    owner.stored = [{**row, "options": list(row["options"])} for row in owner.rows]
    owner.defaults = owner.defaults if defaults is None else defaults


async def change_variants(woo: Woo, undo: Undo, owner_path: str, new: list[Row], old: list[Row], what: str) -> None:
    """Change some variations of a product in one request, whose answer tells the refusal of each one by itself."""
    path = f"{owner_path}/variations/batch"
    answer = await woo.post(path, {"update": new})
    undo(Step(method="POST", path=path, json={"update": old}, says=f"A change of {what} of {owner_path}"))
    refused = next((row for row in answer.get("update", []) if row.get("error")), None)
    if refused is not None:
        words = str(refused["error"].get("message", "")).rstrip(".")
        raise StoreError(f"WooCommerce answered for variant {refused['id']}: {words}.")


async def fitted(woo: Woo, undo: Undo, owner: Owner, choices: list[tuple[str, str]]) -> list[Row]:
    """Add some option values to those that the product is to offer, and answer them as a variation names them.

    The shop ignores values that its product does not offer (prepare_object_for_database of the variations).
    """
    picked: list[Row] = []
    for name, value in choices:
        row = owner.find(name) or owner.add({**await named_attribute(woo, name), "options": []})
        row["variation"] = True
        spelled = await offer(woo, undo, row, value)
        picked.append({"id": row["id"], "name": row["name"], "option": spelled})
    return picked


async def offer(woo: Woo, undo: Undo, row: Row, value: str) -> str:
    """Put a value among those of an attribute; answers it as it is spelled there."""
    same = unescape(value).casefold()
    found = next((str(option) for option in row["options"] if unescape(str(option)).casefold() == same), None)
    if found is None:
        found = value if not row["id"] else (await term(woo, undo, row["id"], value))[1]
        row["options"].append(found)
    return found


async def named_attribute(woo: Woo, name: str) -> Row:
    """A global attribute by its id, name or slug, else one of the product's own."""
    same = name.casefold()
    for each in await attributes(woo):
        if same in (str(each.id), each.name.casefold(), each.slug):
            return {"id": each.id, "name": each.name}
    return {"id": 0, "name": name}


async def term(woo: Woo, undo: Undo, attribute_id: int, name: str, *, place: int | None = None) -> tuple[int, str]:
    """The id and the spelling of a term of that name, which is made, at its ``place``, where there is none."""
    found = await _term(woo, attribute_id, name)
    if found is not None:
        return found
    forget(woo, attribute_id)
    try:
        body = {"name": name} if place is None else {"name": name, "menu_order": place}
        made = await woo.post(f"{PATH}/{attribute_id}/terms", body)
    except AlreadyExists:  # made by someone else since the terms were read
        found = await _term(woo, attribute_id, name)
        if found is None:
            raise
        return found
    undo(
        Step(
            method="DELETE", path=f"{PATH}/{attribute_id}/terms/{made['id']}", query={"force": True},
            says=f"Value {made['id']} of attribute {attribute_id}",
        )
    )  # fmt: skip
    return made["id"], unescape(made["name"])


async def _term(woo: Woo, attribute_id: int, name: str) -> tuple[int, str] | None:
    same = unescape(name).casefold()
    for each in (await terms(woo, attribute_id)).values():
        if str(each.name).casefold() == same:
            return int(str(each.id)), str(each.name)
    return None
