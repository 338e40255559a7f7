"""Writing options: an option and its values belong to the shop, and products get them with a stock and a price each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductOption,
    ProductOptionAdded,
    ProductOptionAddParams,
    ProductOptionAssigned,
    ProductOptionAssignParams,
    ProductOptionDeleteParams,
    ProductOptionItem,
    ProductOptionListParams,
    ProductOptionValueAdded,
    ProductOptionValueAddParams,
    ProductOptionValueAssigned,
    ProductOptionValueAssignParams,
    ProductOptionValueDeleteParams,
    ProductOptionValueUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.bridge.tables import Condition, Follow, Statement, Table
from polycart.core.codecs import text
from polycart.core.errors import AlreadyExists, MissingParameter
from polycart.core.mapping import Map, constant, each, field
from polycart.core.method import Page
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.products.bodies import whole
from polycart.platforms.opencart.products.choices import CHOSEN
from polycart.platforms.opencart.statements import delete, insert, inserts, made, select, update
from polycart.platforms.opencart.values import (
    allowed,
    escaped,
    missing,
    money,
    number_of,
    numbers_of,
    refused,
    words,
)

TYPES = {
    "option_type_select": "select", "option_type_radio": "radio", "option_type_checkbox": "checkbox",
    "option_type_multicheckbox": "checkbox", "option_type_text": "text", "option_type_textarea": "textarea",
    "option_type_file": "file", "option_type_date": "date", "option_type_datetime": "datetime",
    "option_type_time": "time",
}  # fmt: skip
"""How shoppers choose, by the contract's words."""

VALUE = Table(
    "option_value",
    "v",
    joins={"d": "LEFT option_value_description ON d.option_value_id = v.option_value_id AND d.language_id = :language"},
)
OPTION = Table(
    "option",
    "o",
    joins={"d": "LEFT option_description ON d.option_id = o.option_id AND d.language_id = :language"},
    follow={"values": Follow(VALUE, "v.option_id = o.option_id", order=["v.sort_order", "v.option_value_id"])},
)


class ItemMap(Map[ProductOptionItem]):
    """A value of an option of the shop."""

    id = field("v.option_value_id", text)
    name = field("d.name", words)
    sort_order = field("v.sort_order")


class OptionMap(Map[ProductOption]):
    """An option of the shop."""

    id = field("o.option_id", text)
    name = field("d.name", words)
    sort_order = field("o.sort_order")
    type = field("o.type")
    available = constant(True)
    option_items = each(ItemMap, "values")


@opencart.implements(api.product.option.list, "product_id", gives=OptionMap)
async def product_option_list(cart: Opencart, p: ProductOptionListParams) -> Page[ProductOption]:
    """List the options of the shop, or those that a product has."""
    found: list[Condition] = []
    if p.product_id is not None:
        id = number_of("product_id", p.product_id)
        if not await cart.has("product", ["t.product_id", "=", id]):
            raise missing("Product", p.product_id)
        inner: list[Any] = [["po.option_id", "=", {"c": "o.option_id"}], ["po.product_id", "=", id]]
        found.append({"exists": {"table": "product_option", "as": "po", "where": inner}})
    return await cart.window(OPTION, OptionMap, found, start=p.start, count=p.count, order=["o.option_id"])


def _named(cart: Opencart, table: str, id: Any, name: str, **more: Any) -> Statement:
    """The name of an option or value, the same in all languages."""
    return insert(f"{table}_description", *(
        {f"{table}_id": id, "language_id": row.language_id, **more, "name": escaped(name)}
        for row in cart.known.languages
    ))  # fmt: skip


def new_values(cart: Opencart, option: Any, names: Sequence[str], place: int, first: int = 1) -> list[Statement]:
    """The statements that make values of an option; that of the first is the one called ``place``."""
    found: list[Statement] = []
    for order, name in enumerate(names, first):
        at = place + len(found)
        found.append(insert("option_value", {"option_id": option, "image": "", "sort_order": order}))
        found.append(_named(cart, "option_value", made(at), name, option_id=option))
    return found


def offered(product: Any, option: Any, po: Any, value: Any) -> dict[str, Any]:
    """A value as a product offers it: adding nothing to the price, and with no stock of its own to count."""
    return {
        "product_option_id": po, "product_id": product, "option_id": option, "option_value_id": value, "quantity": 0,
        "subtract": 0, "price": "0.0000", "price_prefix": "+", "points": 0, "points_prefix": "+",
        "weight": "0.00000000", "weight_prefix": "+",
    }  # fmt: skip


def taken(product: Any, option: Any, *, required: bool) -> Statement:
    """The row by which a product has an option."""
    row = {"product_id": product, "option_id": option, "value": "", "required": int(required)}
    return insert("product_option", row)


@opencart.implements(
    api.product.option.add, "name", "type", "product_id", "option_values", "values", "sort_order", "required",
    note="The option belongs to the shop; with product_id that product gets it with all its values.",
)  # fmt: skip
async def product_option_add(cart: Opencart, p: ProductOptionAddParams) -> ProductOptionAdded:
    """Add an option and its values."""
    await cart.writing()
    kind = TYPES.get(p.type)
    if kind is None:
        raise allowed("type", TYPES)
    names = [name.strip() for name in (p.option_values or "").split(",") if name.strip()]
    names += [value.value for value in p.values or ()]
    if any(value.display_value not in (None, value.value) or value.is_default for value in p.values or ()):
        raise refused("values", "A value has one text, and no value is the default.")
    if names and kind not in CHOSEN:
        raise refused("values", f"Options of the type {p.type} have no values.")
    product = None if p.product_id is None else number_of("product_id", p.product_id)
    if product is not None and not await cart.has("product", ["t.product_id", "=", product]):
        raise missing("Product", p.product_id)
    twins: list[Any] = [["t.language_id", "=", cart.language], ["t.name", "=", escaped(p.name)]]
    if await cart.has("option_description", *twins):
        raise AlreadyExists(f"Option with name = '{p.name}' already exist.")
    row = {"type": kind, "sort_order": p.sort_order, **cart.fit("option", {"validation": ""})}
    statements = [insert("option", row), _named(cart, "option", made(), p.name)]
    names = list(dict.fromkeys(names))
    statements += new_values(cart, made(), names, len(statements))
    values = [place for place, one in enumerate(statements) if one["table"] == "option_value"]
    at = len(statements)
    if product is not None:
        statements.append(taken(product, made(), required=p.required))
        statements += [
            insert("product_option_value", offered(product, made(), made(at), made(value))) for value in values
        ]
    results = await cart.save(statements, back=lambda done: _gone([int(done[0].insert)]))
    ids = [str(results[place].insert) for place in range(at + 1, len(statements))]
    return ProductOptionAdded(
        option_id=str(results[0].insert),
        product_option_id=str(results[at].insert) if product is not None else str(results[0].insert),
        product_value_ids=",".join(ids or [str(results[place].insert) for place in values]) or None,
    )


def _gone(options: Sequence[int]) -> list[Statement]:
    """All rows of options of the shop, as ``deleteOption`` removes them, and those of the products that have them."""
    tables = (
        "option", "option_description", "option_value", "option_value_description", "product_option",
        "product_option_value",
    )  # fmt: skip
    return [delete(table, ["option_id", "in", list(options)]) for table in tables]


class Held(msgspec.Struct):
    """An option at a product; 0 where the product does not have it."""

    product: int
    option: int
    type: str
    id: int


async def held(cart: Opencart, product_id: str, option_id: str) -> Held:
    """An option that exists, at a product that exists."""
    product, option = number_of("product_id", product_id), number_of("option_id", option_id)
    products, options, mine = await cart.rows(
        select("product", ("product_id",), ["t.product_id", "=", product]),
        select("option", ("option_id", "type"), ["t.option_id", "=", option]),
        select("product_option", ("product_option_id",), ["t.product_id", "=", product], ["t.option_id", "=", option]),
    )
    if not products:
        raise missing("Product", product_id)
    if not options:
        raise missing("Option", option_id)
    return Held(product, option, options[0]["type"], int(mine[0]["product_option_id"]) if mine else 0)


@opencart.implements(
    api.product.option.delete, "product_id", "option_id",
    note="The product loses the option; where no other product has it, the shop loses it, too.",
)  # fmt: skip
async def product_option_delete(cart: Opencart, p: ProductOptionDeleteParams) -> Deleted:
    """Take an option from a product."""
    await cart.writing()
    found = await held(cart, p.product_id, p.option_id)
    others = [["t.option_id", "=", found.option], ["t.product_id", "!=", found.product]]
    used = await cart.has("product_option", *others)
    if used and not found.id:
        raise missing("Option", p.option_id)
    mine: list[Any] = [["product_id", "=", found.product], ["option_id", "=", found.option]]
    tables = ("product_option_value", "product_option")
    await cart.save([delete(table, *mine) for table in tables] if used else _gone([found.option]))
    return Deleted(deleted="1")


async def _values(cart: Opencart, option: int, given: str | None) -> list[int]:
    """The values that are named, or all of the option."""
    (rows,) = await cart.rows(
        select(
            "option_value",
            ("option_value_id",),
            ["t.option_id", "=", option],
            order=["t.sort_order", "t.option_value_id"],
        )
    )
    known = [int(row["option_value_id"]) for row in rows]
    if given is None:
        return known
    chosen = numbers_of("option_values", given)
    absent = next((value for value in chosen if value not in known), None)
    if absent is not None:
        raise missing("Option value", absent)
    return chosen


@opencart.implements(api.product.option.assign, "product_id", "option_id", "option_values", "required")
async def product_option_assign(cart: Opencart, p: ProductOptionAssignParams) -> ProductOptionAssigned:
    """Give a product an option of the shop, with some of its values or all."""
    await cart.writing()
    found = await held(cart, p.product_id, p.option_id)
    if found.id:
        raise AlreadyExists(f"Product with id {p.product_id} already has the option {p.option_id}.")
    values = await _values(cart, found.option, p.option_values)
    statements = [
        taken(found.product, found.option, required=p.required),
        *inserts("product_option_value", (offered(found.product, found.option, made(), value) for value in values)),
    ]
    results = await cart.save(
        statements, back=lambda done: [delete("product_option", ["product_option_id", "=", int(done[0].insert)])]
    )
    return ProductOptionAssigned(product_option_id=str(results[0].insert))


@opencart.implements(
    api.product.option.value.add, "product_id", "option_id", "option_value", "sort_order",
    note="The value belongs to the shop's option; the product offers it, too, where it has the option.",
)  # fmt: skip
async def product_option_value_add(cart: Opencart, p: ProductOptionValueAddParams) -> ProductOptionValueAdded:
    """Add a value to an option."""
    await cart.writing()
    if not p.option_value:
        raise MissingParameter("Parameter 'option_value' is required.")
    found = await held(cart, p.product_id, p.option_id)
    if found.type not in CHOSEN:
        raise refused("option_id", f"Options of the type {found.type} have no values.")
    twins: list[Any] = [
        ["t.option_id", "=", found.option], ["t.language_id", "=", cart.language],
        ["t.name", "=", escaped(p.option_value)],
    ]  # fmt: skip
    if await cart.has("option_value_description", *twins):
        raise AlreadyExists(f"Option value with name = '{p.option_value}' already exist.")
    statements = new_values(cart, found.option, [p.option_value], 0, p.sort_order)
    if found.id:
        statements.append(insert("product_option_value", offered(found.product, found.option, found.id, made())))
    results = await cart.save(
        statements, back=lambda done: [delete("option_value", ["option_value_id", "=", int(done[0].insert)])]
    )
    return ProductOptionValueAdded(option_value_id=str(results[0].insert))


@opencart.implements(api.product.option.value.assign, "product_option_id", "option_value_id")
async def product_option_value_assign(cart: Opencart, p: ProductOptionValueAssignParams) -> ProductOptionValueAssigned:
    """Let a product offer a further value of an option that it has."""
    await cart.writing()
    columns = ("product_option_id", "product_id", "option_id")
    value = number_of("option_value_id", p.option_value_id)
    mine, known, offers = await cart.rows(
        select("product_option", columns, ["t.product_option_id", "=", p.product_option_id]),
        select("option_value", ("option_value_id", "option_id"), ["t.option_value_id", "=", value]),
        select(
            "product_option_value", ("product_option_value_id",),
            ["t.product_option_id", "=", p.product_option_id], ["t.option_value_id", "=", value],
        ),
    )  # fmt: skip
    if not mine:
        raise missing("Option", p.product_option_id)
    if not known or int(known[0]["option_id"]) != int(mine[0]["option_id"]):
        raise missing("Option value", p.option_value_id)
    if offers:
        raise AlreadyExists(f"The product already offers the value {p.option_value_id}.")
    product, option = int(mine[0]["product_id"]), int(mine[0]["option_id"])
    row = offered(product, option, p.product_option_id, value)
    results = await cart.save([insert("product_option_value", row)])
    return ProductOptionValueAssigned(product_option_value_id=str(results[0].insert))


async def _value(
    cart: Opencart, p: ProductOptionValueUpdateParams | ProductOptionValueDeleteParams
) -> tuple[Held, int, int]:
    """A value of an option, and its id at the product, 0 where the product does not offer it."""
    found, value = await held(cart, p.product_id, p.option_id), number_of("option_value_id", p.option_value_id)
    own: list[Any] = [["t.option_value_id", "=", value], ["t.option_id", "=", found.option]]
    known, mine = await cart.rows(
        select("option_value", ("option_value_id",), *own),
        select("product_option_value", ("product_option_value_id",), *own, ["t.product_id", "=", found.product]),
    )
    if not known:
        raise missing("Option value", p.option_value_id)
    return found, value, int(mine[0]["product_option_value_id"]) if mine else 0


@opencart.implements(
    api.product.option.value.update, "product_id", "option_id", "option_value_id", "option_value", "price", "quantity",
    note="A value's name is the same for all products that offer it; its price and stock are the product's.",
)  # fmt: skip
async def product_option_value_update(cart: Opencart, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    """Rename a value, or change what it adds to the price of a product and how many there are."""
    await cart.writing()
    _, value, mine = await _value(cart, p)
    own: dict[str, Any] = {}
    if p.price is not None:
        own |= {"price": money(abs(p.price)), "price_prefix": "-" if p.price < 0 else "+"}
    if p.quantity is not None:
        own |= {"quantity": whole("quantity", p.quantity), "subtract": 1}
    if own and not mine:
        raise missing("Option value", p.option_value_id)
    statements = [update("product_option_value", own, ["product_option_value_id", "=", mine])] if own else []
    if p.option_value is not None:
        where: list[Any] = [["option_value_id", "=", value], ["language_id", "=", cart.language]]
        statements.append(update("option_value_description", {"name": escaped(p.option_value)}, *where))
    if statements:
        await cart.save(statements)
    return UpdatedItems(updated_items=1 if statements else 0)


@opencart.implements(
    api.product.option.value.delete, "product_id", "option_id", "option_value_id",
    note="The product offers the value no longer; where no other product does, the shop loses it, too.",
)  # fmt: skip
async def product_option_value_delete(cart: Opencart, p: ProductOptionValueDeleteParams) -> Deleted:
    """Delete a value."""
    await cart.writing()
    found, value, mine = await _value(cart, p)
    others = [["t.option_value_id", "=", value], ["t.product_id", "!=", found.product]]
    used = await cart.has("product_option_value", *others)
    if used and not mine:
        raise missing("Option value", p.option_value_id)
    statements = [delete("product_option_value", ["option_value_id", "=", value], ["product_id", "=", found.product])]
    if not used:
        statements += [
            delete(table, ["option_value_id", "=", value]) for table in ("option_value", "option_value_description")
        ]
    await cart.save(statements)
    return Deleted(deleted="1")
