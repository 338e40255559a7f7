"""Options of products: created, changed, deleted and put in order, with what that does to variants."""

from __future__ import annotations

from itertools import product as combinations
from typing import Any

from polycart.platforms.shopify.sim import products
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.writes.inputs import wanted

MOST = 3
"""The options of one product."""

VARIANTS = 2048
"""The variants of one product."""


def checked(given: list[Record], *at: str, held: int = 0) -> list[tuple[str, list[str]]]:
    """The names and values of new options."""
    made: list[tuple[str, list[str]]] = []
    for n, each in enumerate(given):
        name = (each.get("name") or "").strip()
        if not name:
            raise Refused("Option name can't be blank", *at, str(n), "name", code="OPTION_NAME_MISSING")
        if len(name) > 255:
            raise Refused("Option name is too long", *at, str(n), "name", code="OPTION_NAME_TOO_LONG")
        if name.casefold() in {other.casefold() for other, _ in made}:
            raise Refused(f"Duplicated option name '{name}'", *at, str(n), "name", code="DUPLICATED_OPTION_NAME")
        values = [(value.get("name") or "").strip() for value in each.get("values") or ()]
        if not values or not all(values):
            raise Refused("Option values can't be blank", *at, str(n), "values", code="OPTION_VALUES_MISSING")
        if len(set(values)) < len(values):
            raise Refused("Duplicated option value", *at, str(n), "values", code="DUPLICATED_OPTION_VALUE")
        made.append((name, values))
    if len(made) + held > MOST:
        raise Refused(f"Can only specify a maximum of {MOST} options", *at, code="OPTIONS_OVER_LIMIT")
    return made


def plain(product: Record) -> bool:
    """Whether the product has nothing but the option that stands for none."""
    return [option["name"] for option in product["options"]] == [products.TITLE] and products.only_default(product)


def _product(call: Call, id: str) -> Record:
    return wanted(call.shop, id, "Product", "Product does not exist", "productId", code="PRODUCT_DOES_NOT_EXIST")


def _option(product: Record, id: str, *at: str) -> Record:
    found = next((row for row in product["options"] if row["id"] == id), None)
    if found is None:
        raise Refused("Option does not exist", *at, code="OPTION_DOES_NOT_EXIST")
    return found


def _number(product: Record) -> None:
    for at, option in enumerate(product["options"], 1):
        option["position"] = at


@mutation
def product_options_create(
    call: Call, *, product_id: str, options: list[Record], variant_strategy: str = "LEAVE_AS_IS"
) -> Record:
    """Add options; the variants that there are get their first values."""
    shop, product = call.shop, _product(call, product_id)
    fresh = plain(product)
    held: list[Record] = [] if fresh else product["options"]
    names = {option["name"].casefold() for option in held}
    rows = checked(options, "options", held=len(held))
    for n, (name, _) in enumerate(rows):
        if name.casefold() in names:
            raise Refused(f"Option '{name}' already exists.", "options", str(n), code="OPTION_ALREADY_EXISTS")
    if fresh:
        for option in product["options"]:
            _forget(shop, option)
        product["options"].clear()
        product["variants"][0]["_values"] = []
    for name, values in rows:
        option = products.add_option(shop, product, name, values)
        for variant in product["variants"]:
            variant["_values"] = [*variant["_values"], option["optionValues"][0]]
    if variant_strategy == "CREATE":
        _complete(shop, product)
    shop.touch(product)
    return {"product": product}


def _forget(shop: Shop, option: Record) -> None:
    for value in option["optionValues"]:
        shop.delete(value)
    shop.delete(option)


def _complete(shop: Shop, product: Record) -> None:
    """Make the variants that are missing of all combinations."""
    known = {tuple(value["id"] for value in variant["_values"]) for variant in product["variants"]}
    model = product["variants"][0]
    for values in combinations(*(option["optionValues"] for option in product["options"])):
        if tuple(value["id"] for value in values) not in known:
            products.add_variant(
                shop,
                product,
                list(values),
                {"price": model["price"], "_stock": {"tracked": model["inventoryItem"]["tracked"]}},
            )


@mutation
def product_option_update(
    call: Call, *, product_id: str, option: Record, option_values_to_add: list[Record] | None = None,
    option_values_to_update: list[Record] | None = None, option_values_to_delete: list[str] | None = None,
    variant_strategy: str | None = None,
) -> Record:  # fmt: skip
    """Change an option's name, place and values."""
    shop, product = call.shop, _product(call, product_id)
    row = _option(product, option["id"], "option", "id")
    _rename(product, row, option)
    found = _values(row, option_values_to_update or [], option_values_to_delete or [])
    added = _added(row, option_values_to_add or [], found)
    gone = [found[id] for id in option_values_to_delete or ()]
    hit = [variant for variant in product["variants"] if any(value in variant["_values"] for value in gone)]
    if hit and variant_strategy != "MANAGE":
        said = "Cannot delete option values that are used by variants."
        raise Refused(said, "optionValuesToDelete", code="OPTION_VALUE_HAS_VARIANTS")
    if len(gone) == len(row["optionValues"]) and not added:
        said = "Cannot delete all option values of an option."
        raise Refused(said, "optionValuesToDelete", code="CANNOT_DELETE_ALL_OPTION_VALUES_IN_OPTION")
    if option.get("name"):
        row["name"] = option["name"].strip()
    for each in option_values_to_update or ():
        if each.get("name"):
            found[each["id"]]["name"] = each["name"]
    for value in gone:
        row["optionValues"].remove(value)
        shop.delete(value)
    for variant in hit:
        products.drop_variant(shop, variant)
    for name in added:
        products.add_value(shop, row, name)
    if variant_strategy == "MANAGE" and added:
        _complete(shop, product)
    if option.get("position"):
        _move(product, row, option["position"])
    shop.touch(product)
    return {"product": product}


def _rename(product: Record, row: Record, given: Record) -> None:
    name = given.get("name")
    if name is not None and not name.strip():
        raise Refused("Option name can't be blank", "option", "name", code="INVALID_NAME")
    if name and any(
        other is not row and other["name"].casefold() == name.strip().casefold() for other in product["options"]
    ):
        raise Refused(f"Option '{name}' already exists.", "option", "name", code="OPTION_ALREADY_EXISTS")
    if given.get("position") and not 1 <= given["position"] <= len(product["options"]):
        raise Refused("Position is out of bounds", "option", "position", code="INVALID_POSITION")


def _values(row: Record, changed: list[Record], dropped: list[str]) -> dict[str, Record]:
    held = {value["id"]: value for value in row["optionValues"]}
    for n, id in enumerate([each["id"] for each in changed] + dropped):
        if id not in held:
            word = "optionValuesToUpdate" if n < len(changed) else "optionValuesToDelete"
            raise Refused("Option value does not exist", word, code="OPTION_VALUE_DOES_NOT_EXIST")
    return held


def _added(row: Record, given: list[Record], held: dict[str, Record]) -> list[str]:
    names = [(each.get("name") or "").strip() for each in given]
    taken = {value["name"] for value in held.values()}
    for n, name in enumerate(names):
        if not name:
            raise Refused("Option value can't be blank", "optionValuesToAdd", str(n), "name", code="INVALID_NAME")
        if name in taken or name in names[:n]:
            said = "Option value already exists."
            raise Refused(said, "optionValuesToAdd", str(n), "name", code="OPTION_VALUE_ALREADY_EXISTS")
    return names


def _move(product: Record, row: Record, position: int) -> None:
    before = product["options"].index(row)
    product["options"].insert(position - 1, product["options"].pop(before))
    for variant in product["variants"]:
        variant["_values"].insert(position - 1, variant["_values"].pop(before))
    _number(product)


@mutation
def product_options_delete(call: Call, *, product_id: str, options: list[str], strategy: str = "DEFAULT") -> Record:
    """Delete options; without any a product keeps one variant."""
    shop, product = call.shop, _product(call, product_id)
    rows = [_option(product, id, "options", str(n)) for n, id in enumerate(options)]
    for n, row in enumerate(rows):
        if strategy == "DEFAULT" and len(row["optionValues"]) > 1:
            said = "Cannot delete an option with multiple values."
            raise Refused(said, "options", str(n), code="CANNOT_DELETE_OPTION_WITH_MULTIPLE_VALUES")
    kept = [at for at, row in enumerate(product["options"]) if row not in rows]
    seen: dict[tuple[str, ...], Record] = {}
    doubled: list[Record] = []
    for variant in product["variants"]:
        key = tuple(variant["_values"][at]["id"] for at in kept)
        if key in seen:
            doubled.append(variant)
        seen.setdefault(key, variant)
    if doubled and strategy == "NON_DESTRUCTIVE":
        said = "Cannot use the non-destructive strategy: variants would be deleted."
        raise Refused(said, "options", code="CANNOT_USE_NON_DESTRUCTIVE_STRATEGY")
    for variant in doubled:
        products.drop_variant(shop, variant)
    for variant in product["variants"]:
        variant["_values"] = [variant["_values"][at] for at in kept]
    for row in rows:
        product["options"].remove(row)
        _forget(shop, row)
    if not product["options"]:
        option = products.add_option(shop, product, products.TITLE, [products.DEFAULT])
        product["variants"][0]["_values"] = [option["optionValues"][0]]
    _number(product)
    shop.touch(product)
    return {"deletedOptionsIds": options, "product": product}


@mutation
def product_options_reorder(call: Call, *, product_id: str, options: list[Record]) -> Record:
    """Put options and their values in this order."""
    product = _product(call, product_id)
    rows = [_named(product, each, str(n)) for n, each in enumerate(options)]
    places = [product["options"].index(row) for row in rows]
    places += [at for at in range(len(product["options"])) if at not in places]
    product["options"] = [product["options"][at] for at in places]
    for variant in product["variants"]:
        variant["_values"] = [variant["_values"][at] for at in places]
    for row, each in zip(rows, options, strict=True):
        wish: list[Any] = [value.get("id") or value.get("name") for value in each.get("values") or ()]
        place = {key: at for at, key in enumerate(wish)}

        def at(value: Record, place: dict[Any, int] = place) -> int:
            return place.get(value["id"], place.get(value["name"], len(place)))

        row["optionValues"].sort(key=at)
    _number(product)
    call.shop.touch(product)
    return {"product": product}


def _named(product: Record, given: Record, at: str) -> Record:
    found = next((r for r in product["options"] if given.get("id") == r["id"] or given.get("name") == r["name"]), None)
    if found is None:
        raise Refused("Option does not exist", "options", at, code="OPTION_DOES_NOT_EXIST")
    return found
