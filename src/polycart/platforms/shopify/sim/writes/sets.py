"""``productSet``: a product as it shall be; what is not named in a list that is given goes."""

from __future__ import annotations

from polycart.platforms.shopify.sim import inventory, products
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.pictures import make as make_media
from polycart.platforms.shopify.sim.pictures import source
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.writes import media, options, variants
from polycart.platforms.shopify.sim.writes import products as writing
from polycart.platforms.shopify.sim.writes.inputs import metafields, wanted


@mutation
def product_set(call: Call, *, input: Record, identifier: Record | None = None, synchronous: bool = True) -> Record:
    """Create a product or make it what is given."""
    shop = call.shop
    asked = identifier or ({"id": input["id"]} if input.get("id") else None)
    product = writing.find(shop, asked) if asked else None
    if product is None and asked and "id" in asked:
        raise Refused("Product does not exist", "input", "id", code="PRODUCT_DOES_NOT_EXIST")
    writing.checked(shop, input, product, "input")
    fresh = product is None
    if input.get("variants") is not None and input.get("productOptions") is None and fresh:
        raise Refused(
            "Product options input is missing", "input", "productOptions", code="PRODUCT_OPTIONS_INPUT_MISSING"
        )
    if input.get("productOptions") is not None and input.get("variants") is None:
        raise Refused(
            "Variants input is required when updating product options",
            "input",
            "variants",
            code="VARIANTS_INPUT_MISSING",
        )
    _checked(shop, input)
    made = product or products.make(shop, {"vendor": shop.root["name"], "isGiftCard": bool(input.get("giftCard"))})
    try:
        plan = _planned(shop, made, input, fresh=fresh)
        write = metafields(shop, made, input.get("metafields"), "input")
    except Refused:
        if fresh:
            shop.delete(made)
        raise
    writing.fill(shop, made, input)
    _collections(shop, made, input.get("collections"))
    files = _files(shop, made, input.get("files"))
    _write(shop, made, input, plan, files)
    write()
    shop.touch(made)
    return {"product": made}


def _checked(shop: Shop, given: Record) -> None:
    """Refuse what no variant or file can be."""
    rows: list[Record] = given.get("variants") or []
    for n, each in enumerate(rows):
        at = ("input", "variants", str(n))
        levels: list[Record] = each.get("inventoryQuantities") or []
        variants.checked(shop, {name: value for name, value in each.items() if name != "inventoryQuantities"}, *at)
        for m, level in enumerate(levels):
            variants.place(shop, level["locationId"], *at, "inventoryQuantities", str(m), "locationId")
            if level["name"] not in ("available", "on_hand"):
                said = "The quantity name must be available or on_hand."
                raise Refused(said, *at, "inventoryQuantities", str(m), "name", code="INVALID_INPUT")
    for n, each in enumerate(given.get("files") or ()):
        if each.get("originalSource"):
            source(each["originalSource"], "input", "files", str(n), "originalSource", code="INVALID_INPUT")
        elif not each.get("id") or each["id"] not in shop.tables.get("File", {}):
            raise Refused("File does not exist", "input", "files", str(n), "id", code="NOT_FOUND")
    for n, id in enumerate(given.get("collections") or ()):
        wanted(shop, id, "Collection", "Collection does not exist", "input", "collections", str(n), code="NOT_FOUND")


Plan = tuple[list[tuple[str, list[str]]] | None, list[tuple[dict[str, str], Record]]]


def _planned(shop: Shop, product: Record, given: Record, *, fresh: bool) -> Plan:
    """The options that there shall be, and each variant with the names of its values."""
    asked = given.get("productOptions")
    rows = options.checked(asked, "input", "productOptions") if asked else None
    if rows is None and fresh:
        rows = [(products.TITLE, [products.DEFAULT])]
    held = {option["id"]: option["name"] for option in product["options"]}
    names = [name for name, _ in rows] if rows is not None else [option["name"] for option in product["options"]]
    planned: list[tuple[dict[str, str], Record]] = []
    seen: set[tuple[str, ...]] = set()
    for n, each in enumerate(given.get("variants") or ()):
        at = ("input", "variants", str(n))
        chosen = _chosen(product, each, held, *at)
        missing = next((name for name in names if name not in chosen), None)
        if missing is not None or len(chosen) != len(names):
            said = f"You need to add option values for {missing}" if missing else "Option does not exist"
            raise Refused(
                said, *at, "optionValues", code="OPTION_VALUES_MISSING" if missing else "OPTION_DOES_NOT_EXIST"
            )
        if rows is not None:
            for name, values in rows:
                if chosen[name] not in values:
                    said = f"Option value '{chosen[name]}' does not exist for option '{name}'"
                    raise Refused(said, *at, "optionValues", code="OPTION_VALUE_DOES_NOT_EXIST")
        key = tuple(chosen[name] for name in names)
        if key in seen:
            said = f"The variant '{' / '.join(key)}' already exists. Please change at least one option value."
            raise Refused(said, *at, code="INVALID_VARIANT")
        seen.add(key)
        if each.get("id") and not any(row["id"] == each["id"] for row in product["variants"]):
            raise Refused("Product variant does not exist", *at, "id", code="PRODUCT_VARIANT_DOES_NOT_EXIST")
        planned.append((chosen, each))
    if len(planned) > options.VARIANTS:
        raise Refused(f"Variants can't exceed {options.VARIANTS}", "input", "variants", code="VARIANTS_OVER_LIMIT")
    return rows, planned


def _chosen(product: Record, given: Record, held: dict[str, str], *at: str) -> dict[str, str]:
    """The names of a variant's values by option."""
    ids = {value["id"]: value["name"] for option in product["options"] for value in option["optionValues"]}
    made: dict[str, str] = {}
    for n, each in enumerate(given["optionValues"]):
        option = each.get("optionName") or held.get(each.get("optionId") or "")
        value = each.get("name") or ids.get(each.get("id") or "")
        if not option or not value:
            raise Refused(
                "Option value does not exist", *at, "optionValues", str(n), code="OPTION_VALUE_DOES_NOT_EXIST"
            )
        made[option] = value
    return made


def _write(shop: Shop, product: Record, given: Record, plan: Plan, files: dict[str, Record]) -> None:
    rows, planned = plan
    if given.get("variants") is None:
        if not product["variants"]:
            _bare(shop, product, rows or [])
        return
    before = list(product["variants"])
    known = {tuple(value["name"] for value in row["_values"]): row for row in before}
    if rows is not None:
        _options(shop, product, rows)
    kept: list[Record] = []
    for chosen, each in planned:
        values = [_value(shop, option, chosen[option["name"]]) for option in product["options"]]
        row = next((row for row in before if row["id"] == each.get("id")), None) or known.get(
            tuple(v["name"] for v in values)
        )
        if row is None or row in kept:
            row = products.add_variant(shop, product, values, {"_stock": {"tracked": False}})
            inventory.stock(shop, row["inventoryItem"], shop.primary)
        row["_values"] = values
        variants.fill(shop, row, each)
        _stock(shop, row, each.get("inventoryQuantities"))
        metafields(shop, row, each.get("metafields"), "input", "variants")()
        file = each.get("file")
        if file:
            row["media"] = [_file(shop, product, file, files)]
        kept.append(row)
    for row in before:
        if row not in kept:
            products.drop_variant(shop, row)
    product["variants"] = kept
    for at, row in enumerate(kept, 1):
        row["position"] = at


def _bare(shop: Shop, product: Record, rows: list[tuple[str, list[str]]]) -> None:
    """The one variant of a product that none is given for."""
    _options(shop, product, rows)
    values = [option["optionValues"][0] for option in product["options"]]
    row = products.add_variant(shop, product, values, {"_stock": {"tracked": False}})
    inventory.stock(shop, row["inventoryItem"], shop.primary)


def _options(shop: Shop, product: Record, rows: list[tuple[str, list[str]]]) -> None:
    """Make the options what they shall be; those of the same name stay themselves."""
    held: dict[str, Record] = {option["name"]: option for option in product["options"]}
    product["options"] = kept = list[Record]()
    for name, values in rows:
        option = held.pop(name, None)
        if option is None:
            products.add_option(shop, product, name, values)
            continue
        kept.append(option)
        before = {value["name"]: value for value in option["optionValues"]}
        option["optionValues"] = [before.pop(v) if v in before else _new(shop, option, v) for v in values]
        for value in before.values():
            shop.delete(value)
    for option in held.values():
        shop.delete(option)
    for at, option in enumerate(kept, 1):
        option["position"] = at


def _new(shop: Shop, option: Record, name: str) -> Record:
    made = products.add_value(shop, option, name)
    option["optionValues"].remove(made)
    return made


def _value(shop: Shop, option: Record, name: str) -> Record:
    return products.value_of(option, name) or products.add_value(shop, option, name)


def _stock(shop: Shop, row: Record, levels: list[Record] | None) -> None:
    for level in levels or ():
        held = inventory.stock(shop, row["inventoryItem"], shop.tables["Location"][level["locationId"]])
        name = level["name"]
        inventory.change(shop, held, name, level["quantity"] - inventory.quantity(held, name))


def _collections(shop: Shop, product: Record, ids: list[str] | None) -> None:
    if ids is None:
        return
    for collection in shop.all("Collection"):
        if collection["ruleSet"] is None:
            if collection["id"] in ids:
                writing.join(product, [collection])
            else:
                writing.join(product, [], [collection])


def _files(shop: Shop, product: Record, given: list[Record] | None) -> dict[str, Record]:
    """The media that there shall be, by what they were given as."""
    made: dict[str, Record] = {}
    if given is None:
        return made
    kept = [_file(shop, product, each, made) for each in given]
    for row in list(product["media"]):
        if row not in kept:
            media.detach(product, row)
    product["media"] = kept
    return made


def _file(shop: Shop, product: Record, given: Record, made: dict[str, Record]) -> Record:
    key = given.get("id") or given["originalSource"]
    if key in made:
        return made[key]
    if given.get("id"):
        row = shop.tables["File"][given["id"]]
    else:
        known = next((row for row in product["media"] if row.get("_source") == given["originalSource"]), None)
        row = known or make_media(
            shop, given.get("contentType") or "IMAGE", given["originalSource"], given.get("alt"), given.get("filename")
        )
    if row not in product["media"]:
        product["media"].append(row)
    made[key] = row
    return row
