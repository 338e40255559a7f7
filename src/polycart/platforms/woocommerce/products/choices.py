"""The attributes of one product while they are being changed: the shop takes them only all together."""

from __future__ import annotations

from html import unescape
from typing import Any

import msgspec

from polycart.core.errors import AlreadyExists
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce.connection import Woo
from polycart.platforms.woocommerce.numbers import native_id
from polycart.platforms.woocommerce.products.bodies import refuse
from polycart.platforms.woocommerce.products.fields import PARENTS
from polycart.platforms.woocommerce.products.searches import known, missing
from polycart.platforms.woocommerce.products.terms import PATH, attributes, forget, terms

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


async def write(woo: Woo, undo: Undo, owner: Owner) -> None:
    """Write the attributes if they were changed, and know how to put the old ones back."""
    if owner.rows == owner.stored:
        return
    undo(
        Step(
            method="PUT", path=owner.path, query={"_fields": "id"}, json={"attributes": owner.stored},
            says=f"A change of the attributes of product {owner.id}",
        )
    )  # fmt: skip
    await woo.put(owner.path, {"attributes": owner.rows}, {"_fields": "id"})
    owner.stored = [{**row, "options": list(row["options"])} for row in owner.rows]


async def write_defaults(woo: Woo, undo: Undo, owner: Owner, chosen: list[Row]) -> None:
    """Set the values that are chosen at first."""
    undo(
        Step(
            method="PUT", path=owner.path, query={"_fields": "id"}, json={"default_attributes": owner.defaults},
            says=f"A change of the default values of product {owner.id}",
        )
    )  # fmt: skip
    await woo.put(owner.path, {"default_attributes": chosen}, {"_fields": "id"})
    owner.defaults = chosen


async def fitted(woo: Woo, undo: Undo, owner: Owner, choices: list[tuple[str, str]]) -> list[Row]:
    """Make sure that the product offers some option values, and answer them as a variation names them.

    The shop ignores values that its product does not offer (prepare_object_for_database of the variations).
    """
    picked: list[Row] = []
    for name, value in choices:
        row = owner.find(name) or owner.add({**await named_attribute(woo, name), "options": []})
        row["variation"] = True
        spelled = await offer(woo, undo, row, value)
        picked.append({"id": row["id"], "name": row["name"], "option": spelled})
    await write(woo, undo, owner)
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


async def term(woo: Woo, undo: Undo, attribute_id: int, name: str) -> tuple[int, str]:
    """The id and the spelling of a term of that name, which is made where there is none."""
    found = await _term(woo, attribute_id, name)
    if found is not None:
        return found
    forget(woo, attribute_id)
    try:
        made = await woo.post(f"{PATH}/{attribute_id}/terms", {"name": name})
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
