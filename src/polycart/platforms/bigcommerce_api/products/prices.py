"""Setting prices of customer groups and quantities.

A group's prices are in the price list that is assigned to it; a group that has none gets one of its own. Prices that
everybody has from a quantity on are a product's bulk prices; a variant has none of these.
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductAddGroupPrice,
    ProductPriceAddParams,
    ProductPriceDeleteParams,
    ProductPriceUpdateGroupPrice,
    ProductPriceUpdateParams,
    ProductVariantPriceAddParams,
    ProductVariantPriceDeleteParams,
    ProductVariantPriceUpdateParams,
)
from polycart.api.results import Deleted, StatusText, UpdatedItems
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import listed, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.products.group_prices import (
    GROUPS,
    Record,
    Tier,
    assignments,
    from_price_id,
    records,
)
from polycart.platforms.bigcommerce_api.products.searches import PATH
from polycart.platforms.bigcommerce_api.products.variant_changes import place_of
from polycart.platforms.bigcommerce_api.sparse import asked

LISTS = "v3/pricelists"
Body = dict[str, Any]


async def _base_variant(bc: Bigcommerce, id: str | None) -> tuple[int, int]:
    """A product and the variant that stands for it; one with options has no price for a group of its own."""
    if id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    product = number("product_id", id)
    try:
        found = await bc.get(f"{PATH}/{product}", asked(PATH, ("base_variant_id",)).query)
    except NotFound as error:
        raise missing("Product", id, error) from error
    return product, found.get("base_variant_id") or 0


def _quantity(qty: float | None) -> int:
    quantity = 1 if qty is None else int(qty)
    if quantity < 1 or (qty is not None and quantity != qty):
        raise refuse("group_prices.qty", "It must be a whole number of at least 1.")
    return quantity


async def _list_of(bc: Bigcommerce, undo: Undo, group: int) -> int:
    """The price list of a group; one that has none gets one."""
    known = next((each.price_list_id for each in await assignments(bc) if each.customer_group_id == group), None)
    if known is not None:
        return known
    try:
        await bc.get(f"v2/customer_groups/{group}")
    except NotFound as error:
        raise missing("Customer group", group, error) from error
    made = await bc.post(LISTS, {"name": f"Prices of customer group {group}", "active": True})
    id = made["id"]
    undo(Step(method="DELETE", path=f"{LISTS}/{id}", says=f"Price list {id}"))
    channel = bc.channel or (await bc.store()).default_channel_id
    body = [{"price_list_id": id, "customer_group_id": group, "channel_id": channel}]
    await bc.post(f"{LISTS}/assignments", body)
    return id


def _tiers(known: list[Tier]) -> list[Body]:
    """Tiers in their order, each up to where the next one begins."""
    rows = sorted(known, key=lambda tier: tier.quantity_min)
    made: list[Body] = []
    for place, tier in enumerate(rows):
        most = rows[place + 1].quantity_min - 1 if place + 1 < len(rows) else 0
        made.append({"quantity_min": tier.quantity_min, "quantity_max": most, "type": tier.type, "amount": tier.amount})
    return made


async def _set(
    bc: Bigcommerce, undo: Undo, price_list: int, variant: int, changes: dict[int, float | None], whole: float
) -> None:
    """Change the prices of a variant in a list, by quantity; ``None`` drops one."""
    found = await records(bc, price_list, [variant])
    known = found[0] if found else Record(price_list, variant, "")
    currency = (await bc.store()).currency
    path = f"{LISTS}/{price_list}/records"
    price = changes.get(1, known.price)
    tiers = [tier for tier in known.bulk_pricing_tiers if tier.quantity_min not in changes]
    tiers += [
        Tier(quantity, None, "fixed", value)
        for quantity, value in changes.items()
        if value is not None and quantity > 1
    ]
    says = f"The prices of variant {variant} in price list {price_list}"
    only = {"variant_id:in": variant, "currency": currency}
    if found:
        before = {
            "variant_id": variant, "currency": currency, "price": known.price,
            "bulk_pricing_tiers": _tiers(known.bulk_pricing_tiers),
        }  # fmt: skip
        undo(Step(method="PUT", path=path, json=[before], says=says))
    else:
        undo(Step(method="DELETE", path=path, query=only, says=says))
    if price is None and not tiers:
        await bc.delete(path, only)
        return
    # A record has a price of its own: where only a quantity is reduced it is the variant's.
    body = {"variant_id": variant, "currency": currency, "price": whole if price is None else price}
    await bc.put(path, [{**body, "bulk_pricing_tiers": _tiers(tiers)}])


async def _whole(bc: Bigcommerce, variant: int) -> float:
    """What a variant costs without any list."""
    found: list[Any] = await bc.records("v3/catalog/variants", {"id": variant, "include_fields": "calculated_price"})
    if not found:
        raise missing("Variant", variant)
    return float(found[0]["calculated_price"])


async def _add(bc: Bigcommerce, product: int | None, variant: int, prices: list[ProductAddGroupPrice]) -> None:
    by_group: dict[int | None, dict[int, float | None]] = {}
    for each in prices:
        if each.price is None:
            raise MissingParameter("Parameter 'group_prices.price' is required.")
        group = None if each.group_id in (None, "") else number("group_prices.group_id", each.group_id)
        by_group.setdefault(group, {})[_quantity(each.qty)] = each.price
    rules = by_group.pop(None, None)
    if rules and (product is None or 1 in rules):
        raise refuse(
            "group_prices", "A price without a group needs a quantity of at least 2, and only products have it."
        )
    if by_group and not variant:
        raise refuse("group_prices", "The product has variants, whose prices for groups are set one by one.")
    async with Undo(bc) as undo:
        if by_group:
            whole = await _whole(bc, variant)
            for group, changes in by_group.items():
                await _set(bc, undo, await _list_of(bc, undo, group or 0), variant, changes, whole)
        for quantity, price in (rules or {}).items():
            await _rule(bc, undo, product or 0, quantity, price or 0)


async def _rule(bc: Bigcommerce, undo: Undo, product: int, quantity: int, price: float) -> None:
    """Set the price from a quantity on; the ranges of a product's bulk prices must not overlap."""
    path = f"{PATH}/{product}/bulk-pricing-rules"
    found: list[Body] = sorted(await bc.records(path), key=lambda row: row["quantity_min"])
    names = ("quantity_min", "quantity_max", "type", "amount")
    for row in found:
        if row["quantity_min"] <= quantity and (row["quantity_max"] or quantity) >= quantity:
            before = {name: row[name] for name in names}
            same = row["quantity_min"] == quantity
            change = {"type": "fixed", "amount": price} if same else {"quantity_max": quantity - 1}
            undo(Step(method="PUT", path=f"{path}/{row['id']}", json=before, says=f"A change of price {row['id']}"))
            await bc.put(f"{path}/{row['id']}", before | change)
            if same:
                return
    later = [row["quantity_min"] for row in found if row["quantity_min"] > quantity]
    body = {"quantity_min": quantity, "quantity_max": later[0] - 1 if later else 0, "type": "fixed", "amount": price}
    made = await bc.post(path, body)
    undo(Step(method="DELETE", path=f"{path}/{made['id']}", says=f"Bulk price {made['id']}"))


async def _change(
    bc: Bigcommerce, product: int | None, variant: int, prices: dict[int, tuple[float | None, int | None]]
) -> None:
    """Change prices by their ids, or drop those whose new price is ``None``."""
    by_list: dict[int, dict[int, float | None]] = {}
    rules: dict[int, float | None] = {}
    for id, (price, quantity) in prices.items():
        if id < GROUPS:
            rules[id] = price
            continue
        price_list, old = from_price_id(id)
        changes = by_list.setdefault(price_list, {})
        if quantity is not None and quantity != old:
            changes |= {old: None, quantity: price}
        else:
            changes[old] = price
    if rules and product is None:
        raise missing("Price", next(iter(rules)))
    async with Undo(bc) as undo:
        whole = await _whole(bc, variant) if by_list else 0
        for price_list, changes in by_list.items():
            await _known(bc, price_list, variant, changes)
            await _set(bc, undo, price_list, variant, changes, whole)
        for id, price in rules.items():
            path = f"{PATH}/{product}/bulk-pricing-rules/{id}"
            try:
                known = await bc.get(path)
            except NotFound as error:
                raise missing("Price", id, error) from error
            before = {name: known[name] for name in ("quantity_min", "quantity_max", "type", "amount")}
            if price is None:
                undo(Step(method="POST", path=path.rpartition("/")[0], json=before, says=f"The deletion of price {id}"))
                await bc.delete(path)
            else:
                undo(Step(method="PUT", path=path, json=before, says=f"A change of price {id}"))
                await bc.put(path, {**before, "type": "fixed", "amount": price})


async def _known(bc: Bigcommerce, price_list: int, variant: int, changes: dict[int, float | None]) -> None:
    """Refuse ids of prices that are not there."""
    try:
        found = await records(bc, price_list, [variant]) if variant else []
    except NotFound:
        found = []
    held = {tier.quantity_min for row in found for tier in row.bulk_pricing_tiers} | {
        1 for row in found if row.price is not None
    }
    unknown = [quantity for quantity, price in changes.items() if price is None and quantity not in held]
    if not found or unknown:
        raise missing("Price", GROUPS + price_list * 10**6 + (unknown or list(changes))[0])


def _changes(prices: list[ProductPriceUpdateGroupPrice] | None) -> dict[int, tuple[float | None, int | None]]:
    made: dict[int, tuple[float | None, int | None]] = {}
    for each in prices or ():
        if each.id is None or each.price is None:
            raise MissingParameter("Parameters 'group_prices.id' and 'group_prices.price' are required.")
        if each.group_id is not None:
            raise refuse("group_prices.group_id", "The group of a price stays; add one for the other group.")
        made[int(each.id)] = (each.price, None if each.qty is None else _quantity(each.qty))
    if not made:
        raise MissingParameter("Parameter 'group_prices' is required.")
    return made


@bigcommerce.implements(api.product.price.add, "product_id", "group_prices")
async def product_price_add(bc: Bigcommerce, p: ProductPriceAddParams) -> StatusText:
    """Give customer groups prices for a product, or everybody one from a quantity on."""
    product, variant = await _base_variant(bc, p.product_id)
    if not p.group_prices:
        raise MissingParameter("Parameter 'group_prices' is required.")
    await _add(bc, product, variant, p.group_prices)
    return StatusText(status="success")


@bigcommerce.implements(api.product.price.update, "product_id", "group_prices")
async def product_price_update(bc: Bigcommerce, p: ProductPriceUpdateParams) -> UpdatedItems:
    """Change prices of a product by their ids."""
    changes = _changes(p.group_prices)
    product, variant = await _base_variant(bc, p.product_id)
    await _change(bc, product, variant, changes)
    return UpdatedItems(updated_items=len(changes))


@bigcommerce.implements(api.product.price.delete, "product_id", "group_prices")
async def product_price_delete(bc: Bigcommerce, p: ProductPriceDeleteParams) -> Deleted:
    """Drop prices of a product by their ids."""
    ids = [number("group_prices", id) for id in listed(p.group_prices)]
    if not ids:
        raise MissingParameter("Parameter 'group_prices' is required.")
    product, variant = await _base_variant(bc, p.product_id)
    await _change(bc, product, variant, dict.fromkeys(ids, (None, None)))
    return Deleted(deleted=str(len(ids)))


@bigcommerce.implements(api.product.variant.price.add, "id", "product_id", "group_prices")
async def product_variant_price_add(bc: Bigcommerce, p: ProductVariantPriceAddParams) -> StatusText:
    """Give customer groups prices for a variant."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    variant, _ = await place_of(bc, p.id, p.product_id)
    await _add(bc, None, variant, p.group_prices)
    return StatusText(status="success")


@bigcommerce.implements(api.product.variant.price.update, "id", "product_id", "group_prices")
async def product_variant_price_update(bc: Bigcommerce, p: ProductVariantPriceUpdateParams) -> UpdatedItems:
    """Change prices of a variant by their ids."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    changes = _changes(p.group_prices)
    variant, _ = await place_of(bc, p.id, p.product_id)
    await _change(bc, None, variant, changes)
    return UpdatedItems(updated_items=len(changes))


@bigcommerce.implements(api.product.variant.price.delete, "id", "product_id", "group_prices")
async def product_variant_price_delete(bc: Bigcommerce, p: ProductVariantPriceDeleteParams) -> Deleted:
    """Drop prices of a variant by their ids."""
    ids = [number("group_prices", id) for id in listed(p.group_prices)]
    variant, _ = await place_of(bc, p.id, p.product_id)
    await _change(bc, None, variant, dict.fromkeys(ids, (None, None)))
    return Deleted(deleted=str(len(ids)))
