"""Options: the attributes that variations differ in, shared ones of the shop or a product's own.

The id of a shared option is that of its attribute, the ids of its values are those of the terms; a product's own option
is known by its name and its values by their texts, as the shop itself knows them.
"""

from __future__ import annotations

from html import unescape
from typing import Any

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
from polycart.core.errors import NotFound
from polycart.core.given import refuse
from polycart.core.method import UNSET, Page
from polycart.core.selection import Selection, project
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.products.choices import (
    Owner,
    Row,
    change_variants,
    named_attribute,
    owner_of,
    term,
    write,
)
from polycart.platforms.woocommerce_api.products.fields import ProductMap, from_product_option_id, product_option_id
from polycart.platforms.woocommerce_api.products.searches import known, missing, scan
from polycart.platforms.woocommerce_api.products.terms import PATH, attributes, forget, make_attribute, terms

SELECT = "option_type_select"
FIELDS = (
    "id", "product_option_id", "name", "sort_order", "type", "required", "available", "used_in_combination",
    "option_items",
)  # fmt: skip


@woocommerce.implements(api.product.option.list, "product_id", gives=FIELDS)
async def product_option_list(woo: Woo, p: ProductOptionListParams) -> Page[ProductOption]:
    """List the options of a product, or those that the whole shop shares."""
    if p.product_id is not None:
        query = {"include": native_id("product_id").dump(p.product_id)}
        wanted = Selection({"product_options": woo.wanted})
        page = await woo.window("products", query, ProductMap, start=0, count=1, wanted=wanted)
        if not page.items:
            raise missing("Product", p.product_id)
        options: Any = page.items[0].product_options
        return Page(items=options[p.start : p.start + p.count], total=len(options))
    shared = await attributes(woo)
    chosen = shared[p.start : p.start + p.count]
    full = woo.wanted.wants("option_items")
    items = [await _items(woo, each.id) if full else [] for each in chosen]
    options = [
        ProductOption(
            id=str(each.id), product_option_id=None, name=each.name, type=each.type, required=True, available=True,
            used_in_combination=True, option_items=values,
        )
        for each, values in zip(chosen, items, strict=True)
    ]  # fmt: skip
    return Page(items=project(options, woo.wanted), total=len(shared))


async def _items(woo: Woo, attribute_id: int) -> list[ProductOptionItem]:
    return list((await terms(woo, attribute_id)).values())


@woocommerce.implements(
    api.product.option.add, "name", "type", "product_id", "option_values", "values", "default_option_value",
    "sort_order",
)  # fmt: skip
async def product_option_add(woo: Woo, p: ProductOptionAddParams) -> ProductOptionAdded:
    """Add an option and its values to the shop, and to a product where one is named.

    For a product an option of that name that the shop has already is used; else it is refused as existing.
    """
    if p.type != SELECT:
        raise refuse("type", f"Shoppers choose from a list in WooCommerce. Allowed values: '{SELECT}'.")
    first = [each.value for each in p.values or [] if each.is_default]
    default = p.default_option_value or next(iter(first), None)
    texts = [*_listed(p.option_values), *(each.value for each in p.values or []), *([default] if default else [])]
    if any(each.display_value not in (None, each.value) for each in p.values or []):
        raise refuse("values", "A WooCommerce value has no other text to show.")
    owner = await owner_of(woo, p.product_id) if p.product_id is not None else None
    async with Undo(woo) as undo:
        id = await _shared(woo, undo, p.name, reuse=owner is not None)
        made = [await term(woo, undo, id, text) for text in dict.fromkeys(texts)]
        if owner is not None and made:
            row = owner.find(str(id)) or owner.add({"id": id, "name": p.name, "options": []})
            _take(row, [name for _, name in made], p.sort_order or None)
            await write(woo, owner, defaults=None if default is None else _chosen(owner, row, default))
    return ProductOptionAdded(
        option_id=str(id),
        product_option_id=product_option_id(owner.id, id) or UNSET if owner else UNSET,
        product_value_ids=",".join(str(value) for value, _ in made),
    )


async def _shared(woo: Woo, undo: Undo, name: str, *, reuse: bool) -> int:
    """The id of the shop's attribute of that name."""
    found = await named_attribute(woo, name)
    if reuse and found["id"]:
        return found["id"]
    id = await make_attribute(woo, {"name": name})
    undo(Step(method="DELETE", path=f"{PATH}/{id}", query={"force": True}, says=f"Option {id}"))
    return id


@woocommerce.implements(api.product.option.assign, "product_id", "option_id", "option_values", "sort_order")
async def product_option_assign(woo: Woo, p: ProductOptionAssignParams) -> ProductOptionAssigned:
    """Give a product an option that the shop shares, with some of its values, by id or text, or with all."""
    owner = await owner_of(woo, p.product_id)
    id = native_id("option_id").dump(p.option_id)
    if id not in {each.id for each in await attributes(woo)}:
        raise missing("Option", p.option_id)
    every = list((await terms(woo, id)).values())
    texts = [_text(every, value, p.option_id) for value in _listed(p.option_values)] or [
        str(each.name) for each in every
    ]
    if not texts:
        raise refuse("option_values", "The option has no values yet.")
    row = owner.find(str(id)) or owner.add({**await named_attribute(woo, str(id)), "options": []})
    _take(row, texts, p.sort_order if "sort_order" in woo.call.given else None)
    await write(woo, owner)
    return ProductOptionAssigned(product_option_id=product_option_id(owner.id, id) or "")


def _text(every: list[ProductOptionItem], value: str, option_id: str) -> str:
    """The text of a term that is told by id or by text."""
    found = next((each for each in every if value in (each.id, each.name)), None)
    if found is None:
        raise NotFound(f"Option value {value} of option {option_id} not found.")
    return str(found.name)


def _take(row: Row, texts: list[str], place: int | None) -> None:
    """Let the product's variations differ in an attribute, and offer some values."""
    row["variation"] = True
    known_texts = {unescape(str(text)) for text in row["options"]}
    row["options"] = [*row["options"], *(text for text in texts if text not in known_texts)]
    if place is not None:
        row["position"] = place


def _chosen(owner: Owner, row: Row, value: str) -> list[Row]:
    """The values that are chosen at first, with this one among them."""
    others = [each for each in owner.defaults if (each["id"] or each["name"]) != (row["id"] or row["name"])]
    return [*others, {"id": row["id"], "name": row["name"], "option": value}]


@woocommerce.implements(api.product.option.delete, "option_id", "product_id")
async def product_option_delete(woo: Woo, p: ProductOptionDeleteParams) -> Deleted:
    """Take an option away from a product; a shared one stays in the shop, as ``attribute.delete`` deletes that."""
    owner = await owner_of(woo, p.product_id)
    owner.rows.remove(_option(owner, p.option_id))
    await write(woo, owner)
    return Deleted(deleted="1")


def _option(owner: Owner, option_id: str) -> Row:
    row = owner.find(option_id)
    if row is None:
        raise missing("Option", option_id)
    return row


@woocommerce.implements(
    api.product.option.value.add, "product_id", "option_id", "option_value", "sort_order", "is_default"
)
async def product_option_value_add(woo: Woo, p: ProductOptionValueAddParams) -> ProductOptionValueAdded:
    """Add a value to an option of a product, and to the shop's terms where the option is shared."""
    if not p.option_value:
        raise refuse("option_value", "The value of parameter 'option_value' can not be empty.")
    owner = await owner_of(woo, p.product_id)
    row = _option(owner, p.option_id)
    place = p.sort_order if "sort_order" in woo.call.given else None
    if place is not None and not row["id"]:
        raise refuse("sort_order", "The values of a product's own option stay in the order of their adding.")
    async with Undo(woo) as undo:
        id: int | str = p.option_value
        text = p.option_value
        if row["id"]:
            id, text = await term(woo, undo, row["id"], p.option_value, place=place)
        _take(row, [text], None)
        await write(woo, owner, defaults=_chosen(owner, row, text) if p.is_default else None)
    return ProductOptionValueAdded(option_value_id=str(id))


@woocommerce.implements(api.product.option.value.assign, "product_option_id", "option_value_id")
async def product_option_value_assign(woo: Woo, p: ProductOptionValueAssignParams) -> ProductOptionValueAssigned:
    """Offer a term of a shared option for the product that ``product_option_id`` tells."""
    product_id, attribute_id = from_product_option_id(p.product_option_id)
    owner = await owner_of(woo, str(product_id))
    row = _option(owner, str(attribute_id))
    every = list((await terms(woo, attribute_id)).values())
    text = _text(every, p.option_value_id, str(attribute_id))
    _take(row, [text], None)
    await write(woo, owner)
    return ProductOptionValueAssigned(product_option_value_id=next(str(each.id) for each in every if each.name == text))


@woocommerce.implements(
    api.product.option.value.update, "product_id", "option_id", "option_value_id", "option_value",
    note="A value of a shared option changes for every product.",
)  # fmt: skip
async def product_option_value_update(woo: Woo, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    """Rename a value: the shop's term, or a value of the product's own with the variations that stand for it."""
    if not p.option_value:
        raise refuse("option_value", "The value of parameter 'option_value' can not be empty.")
    owner = await owner_of(woo, p.product_id)
    row = _option(owner, p.option_id)
    if row["id"]:
        with known("Option value", p.option_value_id):
            path = f"{PATH}/{row['id']}/terms/{native_id('option_value_id').dump(p.option_value_id)}"
            await woo.put(path, {"name": p.option_value})
        forget(woo, row["id"])
        return UpdatedItems(updated_items=1)
    if p.option_value_id not in row["options"]:
        raise missing("Option value", p.option_value_id)
    row["options"] = [p.option_value if each == p.option_value_id else each for each in row["options"]]
    async with Undo(woo) as undo:
        await write(woo, owner, undo=undo)
        await _rename(woo, undo, owner, row["name"], p.option_value_id, p.option_value)
    return UpdatedItems(updated_items=1)


async def _rename(woo: Woo, undo: Undo, owner: Owner, name: str, old: str, new: str) -> None:
    """Variations keep a value of the product's own by its text, so they are changed with it."""
    path = f"{owner.path}/variations"
    rows = await scan(woo, path, {"orderby": "id", "order": "asc"}, ("id", "attributes"))
    before = [row for row in rows if any(_is(each, name, old) for each in row["attributes"])]
    for part in (before[at : at + 100] for at in range(0, len(before), 100)):
        changed = [
            {
                "id": row["id"],
                "attributes": [{**a, "option": new} if _is(a, name, old) else a for a in row["attributes"]],
            }
            for row in part
        ]
        await change_variants(woo, undo, owner.path, changed, part, "variants")


def _is(choice: Row, name: str, value: str) -> bool:
    return not choice["id"] and choice["name"] == name and choice["option"] == value


@woocommerce.implements(api.product.option.value.delete, "product_id", "option_id", "option_value_id")
async def product_option_value_delete(woo: Woo, p: ProductOptionValueDeleteParams) -> Deleted:
    """Take a value away from a product's option; a term stays in the shop, as ``attribute.value.delete`` deletes it."""
    owner = await owner_of(woo, p.product_id)
    row = _option(owner, p.option_id)
    text = p.option_value_id
    if row["id"]:
        text = _text(list((await terms(woo, row["id"])).values()), text, p.option_id)
    kept = [each for each in row["options"] if unescape(str(each)) != unescape(text)]
    if len(kept) == len(row["options"]):
        raise missing("Option value", p.option_value_id)
    row["options"] = kept
    if not row["options"]:
        owner.rows.remove(row)
    await write(woo, owner)
    return Deleted(deleted="1")


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
