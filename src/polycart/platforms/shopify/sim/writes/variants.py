"""Variants of products: created, changed, deleted and put in order, several at once or none."""

from __future__ import annotations

from decimal import Decimal

from polycart.platforms.shopify.sim import inventory, products
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.pictures import make as make_media
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, inner
from polycart.platforms.shopify.sim.writes import media as pictures
from polycart.platforms.shopify.sim.writes import options
from polycart.platforms.shopify.sim.writes.inputs import metafields, wanted

PLAIN = (
    "barcode",
    "compareAtPrice",
    "taxable",
    "taxCode",
    "inventoryPolicy",
    "requiresComponents",
    "showUnitPrice",
    "unitPriceMeasurement",
)
ITEM = (
    "sku", "tracked", "requiresShipping", "countryCodeOfOrigin", "provinceCodeOfOrigin", "harmonizedSystemCode",
)  # fmt: skip
HIGHEST = Decimal(10) ** 18


def _product(call: Call, id: str) -> Record:
    return wanted(call.shop, id, "Product", "Product does not exist", "productId", code="PRODUCT_DOES_NOT_EXIST")


def checked(shop: Shop, given: Record, *at: str) -> None:
    """Refuse what no variant can have."""
    for name in ("price", "compareAtPrice"):
        amount = given.get(name)
        if amount is not None and amount < 0:
            raise Refused(
                f"{'Price' if name == 'price' else 'Compare at price'} must be greater than or equal to 0",
                *at,
                name,
                code="GREATER_THAN_OR_EQUAL_TO",
            )
        if amount is not None and amount >= HIGHEST:
            raise Refused("Price is too high", *at, name, code="INVALID_INPUT")
    item = inner(given, "inventoryItem")
    if len(item.get("sku") or "") > 255:
        raise Refused("SKU is too long (maximum is 255 characters)", *at, "inventoryItem", "sku", code="INVALID_INPUT")
    weight = inner(inner(item, "measurement"), "weight")
    if weight.get("value", 0) < 0:
        raise Refused(
            "Weight must be greater than or equal to 0",
            *at,
            "inventoryItem",
            "measurement",
            "weight",
            code="GREATER_THAN_OR_EQUAL_TO",
        )
    if item.get("cost") is not None and item["cost"] < 0:
        raise Refused(
            "Cost must be greater than or equal to 0", *at, "inventoryItem", "cost", code="GREATER_THAN_OR_EQUAL_TO"
        )
    for n, level in enumerate(given.get("inventoryQuantities") or ()):
        place(shop, level["locationId"], *at, "inventoryQuantities", str(n), "locationId")


def place(shop: Shop, id: str, *at: str) -> Record:
    """A location that stock may be at."""
    said = "Quantity for the variant couldn't be set because the location was deleted or isn't active."
    found = wanted(shop, id, "Location", said, *at, code="TRACKED_VARIANT_LOCATION_NOT_FOUND")
    if not found["isActive"]:
        raise Refused(said, *at, code="TRACKED_VARIANT_LOCATION_NOT_FOUND")
    return found


def fill(shop: Shop, variant: Record, given: Record) -> None:
    """Write what is given of a variant and its item."""
    for name in PLAIN:
        if name in given:
            variant[name] = given[name]
    if given.get("price") is not None:
        variant["price"] = given["price"]
    item = dict(inner(given, "inventoryItem"))
    if "sku" in given:
        item.setdefault("sku", given["sku"])
    fill_item(variant["inventoryItem"], item)
    shop.touch(variant, variant["inventoryItem"])


def fill_item(item: Record, given: Record) -> None:
    """Write what is given of an inventory item."""
    for name in ITEM:
        if name in given and (given[name] is not None or name not in ("tracked", "requiresShipping")):
            item[name] = given[name] or None if name == "sku" else given[name]
    if "cost" in given:
        item["unitCost"] = given["cost"]
    weight = inner(given, "measurement").get("weight")
    if weight:
        item["measurement"] = item["measurement"] | {"weight": dict(weight)}
    if given.get("countryHarmonizedSystemCodes") is not None:
        item["countryHarmonizedSystemCodes"] = [
            {**each, "_n": n} for n, each in enumerate(given["countryHarmonizedSystemCodes"], 1)
        ]


class Choice:
    """The values of a variant: those that there are, and names of those that have to be made."""

    def __init__(self, product: Record, given: list[Record], before: list[Record] | None, *at: str) -> None:
        self.rows: list[Record | str] = list(before or [])
        chosen: dict[str, Record | str] = {}
        for n, each in enumerate(given):
            option = _option(product, each, n, *at, "optionValues", str(n))
            chosen[option["id"]] = _value(option, each, *at, "optionValues", str(n))
        self.options = product["options"]
        kept: list[Record | str] = []
        for n, option in enumerate(self.options):
            if option["id"] in chosen:
                kept.append(chosen[option["id"]])
            elif before is not None:
                kept.append(before[n])
            else:
                said = f"You need to add option values for {option['name']}"
                raise Refused(said, *at, "optionValues", code="NEED_TO_ADD_OPTION_VALUES")
        self.rows = kept

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values."""
        return tuple(row if isinstance(row, str) else row["name"] for row in self.rows)

    def made(self, shop: Shop) -> list[Record]:
        """The values, made where they were not there."""
        return [
            (products.value_of(option, row) or products.add_value(shop, option, row)) if isinstance(row, str) else row
            for option, row in zip(self.options, self.rows, strict=True)
        ]


def _option(product: Record, given: Record, n: int, *at: str) -> Record:
    rows = product["options"]
    found = next(
        (row for row in rows if row["id"] == given.get("optionId") or row["name"] == given.get("optionName")), None
    )
    if found is None and not given.get("optionId") and not given.get("optionName") and n < len(rows):
        found = rows[n]
    if found is None:
        raise Refused("Option does not exist", *at, code="OPTION_DOES_NOT_EXIST")
    return found


def _value(option: Record, given: Record, *at: str) -> Record | str:
    if given.get("id"):
        found = next((row for row in option["optionValues"] if row["id"] == given["id"]), None)
        if found is None:
            raise Refused("Option value does not exist", *at, code="OPTION_VALUE_DOES_NOT_EXIST")
        return found
    name = (given.get("name") or "").strip()
    if not name:
        raise Refused("Option value can't be blank", *at, "name", code="INVALID_INPUT")
    return products.value_of(option, name) or name


def unique(product: Record, choices: list[tuple[Choice, Record | None]], at: str) -> None:
    """Refuse two variants of the same values."""
    changed = [variant for _, variant in choices if variant is not None]
    taken = {tuple(v["name"] for v in row["_values"]) for row in product["variants"] if row not in changed}
    for n, (choice, _) in enumerate(choices):
        if choice.names in taken:
            said = f"The variant '{' / '.join(choice.names)}' already exists. Please change at least one option value."
            raise Refused(said, at, str(n), code="VARIANT_ALREADY_EXISTS")
        taken.add(choice.names)


@mutation
def product_variants_bulk_create(
    call: Call, *, product_id: str, variants: list[Record], strategy: str = "DEFAULT", media: list[Record] | None = None
) -> Record:
    """Create variants; the one that stands for a product without any goes."""
    shop, product = call.shop, _product(call, product_id)
    alone = product["variants"][0] if len(product["variants"]) == 1 else None
    drops = alone is not None and (
        strategy == "REMOVE_STANDALONE_VARIANT" or (strategy == "DEFAULT" and products.only_default(product))
    )
    choices: list[tuple[Choice, Record | None]] = []
    for n, each in enumerate(variants):
        if each.get("id"):
            raise Refused("Variant ID cannot be given on create", "variants", str(n), "id", code="NO_KEY_ON_CREATE")
        checked(shop, each, "variants", str(n))
        choices.append((Choice(product, each.get("optionValues") or [], None, "variants", str(n)), None))
    if drops and alone is not None:
        unique({**product, "variants": []}, choices, "variants")
    else:
        unique(product, choices, "variants")
    if len(product["variants"]) + len(variants) > options.VARIANTS:
        raise Refused(f"Variants can't exceed {options.VARIANTS}", "variants", code="INVALID_INPUT")
    _shown(shop, product, variants)
    if media:
        pictures.attach(shop, product, media, "media")
    made = [add(shop, product, choice, each) for (choice, _), each in zip(choices, variants, strict=True)]
    if drops and alone is not None:
        products.drop_variant(shop, alone)
        _swept(shop, product)
    shop.touch(product)
    return {"product": product, "productVariants": made}


def _swept(shop: Shop, product: Record) -> None:
    """Drop the value that stood for none."""
    for option in product["options"]:
        for value in list(option["optionValues"]):
            if value["name"] == products.DEFAULT and not any(value in v["_values"] for v in product["variants"]):
                option["optionValues"].remove(value)
                shop.delete(value)


def _shown(shop: Shop, product: Record, given: list[Record]) -> None:
    """Refuse pictures that the product has not."""
    for n, each in enumerate(given):
        if each.get("mediaId"):
            pictures.of_product(product, each["mediaId"], "variants", str(n), "mediaId")
        for at, address in enumerate(each.get("mediaSrc") or ()):
            pictures.source(address, "variants", str(n), "mediaSrc", str(at), code="INVALID_INPUT")


def add(shop: Shop, product: Record, choice: Choice, given: Record) -> Record:
    """One new variant."""
    variant = products.add_variant(shop, product, choice.made(shop), {"_stock": {"tracked": False}})
    fill(shop, variant, given)
    levels = given.get("inventoryQuantities")
    for level in levels or ():
        place = shop.tables["Location"][level["locationId"]]
        quantity = level.get("availableQuantity", level.get("quantity", 0))
        inventory.change(shop, inventory.stock(shop, variant["inventoryItem"], place), "available", quantity)
    if not levels:
        inventory.stock(shop, variant["inventoryItem"], shop.primary)
    metafields(shop, variant, given.get("metafields"), "variants")()
    show(shop, product, variant, given)
    return variant


def show(shop: Shop, product: Record, variant: Record, given: Record) -> None:
    """Give a variant its picture."""
    if given.get("mediaId"):
        variant["media"] = [pictures.of_product(product, given["mediaId"], "mediaId")]
    for address in given.get("mediaSrc") or ():
        known = next((row for row in product["media"] if row.get("_source") == address), None)
        if known is None:
            known = make_media(shop, "IMAGE", address, None)
            product["media"].append(known)
        variant["media"] = [known]


@mutation
def product_variants_bulk_update(
    call: Call, *, product_id: str, variants: list[Record], allow_partial_updates: bool = False,
    media: list[Record] | None = None,
) -> Record:  # fmt: skip
    """Change variants."""
    shop, product = call.shop, _product(call, product_id)
    held = {row["id"]: row for row in product["variants"]}
    good: list[tuple[Record, Choice, Record]] = []
    bad: list[Refused] = []
    for n, each in enumerate(variants):
        try:
            good.append(_changed(shop, product, held, each, str(n)))
        except Refused as refused:
            bad.append(refused)
    if not bad:
        try:
            unique(product, [(choice, row) for row, choice, _ in good], "variants")
        except Refused as refused:
            bad.append(refused)
    if bad and not allow_partial_updates:
        raise Refused.many(bad)
    writes = [metafields(shop, row, each.get("metafields"), "variants") for row, _, each in good]
    _shown(shop, product, [each for _, _, each in good])
    if media:
        pictures.attach(shop, product, media, "media")
    for (row, choice, each), write in zip(good, writes, strict=True):
        row["_values"] = choice.made(shop)
        fill(shop, row, each)
        show(shop, product, row, each)
        write()
    shop.touch(product)
    made: Record = {"product": product, "productVariants": [row for row, _, _ in good]}
    return made | ({"userErrors": Refused.many(bad).errors} if bad else {})


def _changed(
    shop: Shop, product: Record, held: dict[str, Record], given: Record, n: str
) -> tuple[Record, Choice, Record]:
    id = given.get("id")
    if not id:
        raise Refused("Product variant ID is missing", "variants", n, "id", code="PRODUCT_VARIANT_ID_MISSING")
    if id not in held:
        raise Refused("Product variant does not exist", "variants", n, "id", code="PRODUCT_VARIANT_DOES_NOT_EXIST")
    if given.get("inventoryQuantities") is not None:
        said = "Inventory quantities can only be provided during create."
        raise Refused(said, "variants", n, "inventoryQuantities", code="NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE")
    checked(shop, given, "variants", n)
    row = held[id]
    return row, Choice(product, given.get("optionValues") or [], row["_values"], "variants", n), given


@mutation
def product_variants_bulk_delete(call: Call, *, product_id: str, variants_ids: list[str]) -> Record:
    """Delete variants; one has to stay."""
    shop, product = call.shop, _product(call, product_id)
    held = {row["id"]: row for row in product["variants"]}
    for n, id in enumerate(variants_ids):
        if id not in held:
            said = "At least one variant does not belong to the product"
            raise Refused(said, "variantsIds", str(n), code="AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT")
    if len(set(variants_ids)) >= len(held):
        raise Refused("Cannot delete the last variant", "variantsIds", code="CANNOT_DELETE_LAST_VARIANT")
    for id in dict.fromkeys(variants_ids):
        products.drop_variant(shop, held[id])
    shop.touch(product)
    return {"product": product}


@mutation
def product_variants_bulk_reorder(call: Call, *, product_id: str, positions: list[Record]) -> Record:
    """Put variants at places."""
    shop, product = call.shop, _product(call, product_id)
    held = {row["id"]: row for row in product["variants"]}
    for n, each in enumerate(positions):
        if each["id"] not in held:
            raise Refused("Product variant does not exist", "positions", str(n), "id", code="MISSING_VARIANT")
        if each["position"] < 1:
            raise Refused("Position is invalid", "positions", str(n), "position", code="INVALID_POSITION")
    for each in sorted(positions, key=lambda each: each["position"]):
        row = held[each["id"]]
        product["variants"].remove(row)
        product["variants"].insert(each["position"] - 1, row)
    for at, row in enumerate(product["variants"], 1):
        row["position"] = at
    shop.touch(product)
    return {"product": product}


@mutation
def inventory_item_update(call: Call, *, id: str, input: Record) -> Record:
    """Change an inventory item."""
    item = wanted(call.shop, id, "InventoryItem", "The product couldn't be updated because it does not exist.", "id")
    checked(call.shop, {"inventoryItem": input}, "input")
    fill_item(item, input)
    call.shop.touch(item)
    return {"inventoryItem": item}
