"""The reference catalogue as a Shopify shop would hold it, or a shop of any size for measurements."""

from __future__ import annotations

import json
from decimal import Decimal

import msgspec

from polycart.platforms.shopify.sim import (
    collecting,
    customers,
    delivery,
    discounts,
    giftcards,
    goods,
    markets,
    merchandising,
    places,
    publishing,
    sales,
)
from polycart.platforms.shopify.sim.state import Record, Shop
from polycart.platforms.shopify.sim.writes import metafields, returns
from polycart.sandbox.catalogue import Catalogue, Customer, Order, Product, Variant

SCOPES = places.SCOPES


def seed(shop: Shop, catalogue: Catalogue, fill: tuple[int, int] | None = None) -> None:
    """Fill an empty shop: with the catalogue, or with so many products and orders made from it."""
    places.seed(shop, catalogue)
    delivery.seed(shop, catalogue)
    products, orders = catalogue.products, catalogue.orders
    if fill is not None:
        products, orders = many_products(catalogue, fill[0]), many_orders(catalogue, fill[1])
    rows = [_collection(shop, catalogue, at) for at in range(len(catalogue.categories))]
    for product in products:
        made = goods.product(shop, catalogue, product)
        for id in product.category_ids:
            rows[id - 1]["_products"].append(made)
    _smart(shop, catalogue)
    for product in products:
        goods.bundle(shop, product)
    for person in catalogue.customers:
        _customer(shop, person)
    for order in orders:
        sales.order(shop, order)
    discounts.seed(shop, catalogue)
    for value in (25, 50, 100):
        giftcards.make(shop, f"catalogue-card-{value}", Decimal(value), {})
    markets.seed(shop)
    _definitions(shop)
    merchandising.seed(shop, catalogue.products[0].created)
    if fill is None:
        _returns(shop)
    shop.kept.clear()


def _definitions(shop: Shop) -> None:
    """What the merchant has said of metafields of products and variants, and one thing that Shopify has."""
    suppliers = sorted({row["value"] for row in shop.all("Metafield") if row["key"] == "supplier"})
    choices = [{"name": "choices", "type": "list.single_line_text_field", "value": json.dumps(suppliers)}]
    rating = [
        {"name": f"scale_{end}", "type": "number_decimal", "value": value}
        for end, value in (("min", "1.0"), ("max", "5.0"))
    ]
    rows: tuple[tuple[str, str, str, str, str, list[Record]], ...] = (
        ("PRODUCT", "custom", "supplier", "Supplier", "single_line_text_field", choices if suppliers else []),
        ("PRODUCT", "custom", "wc_cog_cost", "Cost of goods", "single_line_text_field", []),
        ("PRODUCT", "custom", "care", "Care instructions", "multi_line_text_field", []),
        ("PRODUCT", "custom", "width", "Width", "dimension", []),
        ("PRODUCT", "reviews", "rating", "Rating", "rating", rating),
        ("PRODUCT", "shopify", "material", "Material", "list.metaobject_reference", []),
        ("PRODUCTVARIANT", "custom", "drawer", "Drawer", "number_integer", []),
    )
    for owner, space, key, name, type, validations in rows:
        metafields.define(shop, {"namespace": space, "key": key, "ownerType": owner}, name, type, validations)


def _returns(shop: Shop) -> None:
    """Two returns of what was sent, one of them only asked for."""
    sent = [line for line in shop.all("FulfillmentLineItem") if returns.left(line)]
    for line, status in zip(sent[20:40:19], ("OPEN", "REQUESTED"), strict=True):
        returns.make(shop, line["_fulfillment"]["order"], [{
            "fulfillmentLineItemId": line["id"], "quantity": 1, "returnReason": "UNWANTED", "returnReasonNote": "",
        }], status)  # fmt: skip


def _collection(shop: Shop, catalogue: Catalogue, at: int) -> Record:
    """A category, as a collection of chosen products; there is no tree."""
    category = catalogue.categories[at]
    image = goods.image(shop, category.image) if category.image else None
    made = collecting.make(shop, {
        "title": category.name, "handle": category.slug, "descriptionHtml": category.description, "image": image,
        "sortOrder": "MANUAL", "updatedAt": catalogue.products[category.id].created,
    }, category.id)  # fmt: skip
    publishing.show(shop, made, catalogue.products[category.id].created)
    return made


def _smart(shop: Shop, catalogue: Catalogue) -> None:
    """One collection that keeps itself."""
    rule = {"column": "VENDOR", "relation": "EQUALS", "condition": catalogue.brands[0].name}
    made = collecting.make(shop, {
        "title": f"All of {catalogue.brands[0].name}", "handle": "all-of-a-brand", "sortOrder": "ALPHA_ASC",
        "ruleSet": {"appliedDisjunctively": False, "rules": [rule]}, "updatedAt": catalogue.products[0].created,
    }, len(catalogue.categories) + 1)  # fmt: skip
    publishing.show(shop, made, catalogue.products[0].created)


def _customer(shop: Shop, person: Customer) -> None:
    agreed = person.id % 3 == 0
    made = customers.make(
        shop,
        {
            "firstName": person.first_name,
            "lastName": person.last_name,
            "email": person.email,
            "tags": [person.group],
            "state": "ENABLED",
            "createdAt": person.created,
            "updatedAt": person.modified,
            "_email": customers.consent(
                "SUBSCRIBED" if agreed else "NOT_SUBSCRIBED",
                "SINGLE_OPT_IN" if agreed else None,
                person.created if agreed else None,
            ),
        },
        person.id,
    )
    for given in dict.fromkeys((person.billing, person.shipping)):
        made["addresses"].append(customers.address(shop, goods.address(given)))
    made["defaultAddress"] = made["addresses"][0]


def many_products(catalogue: Catalogue, size: int) -> tuple[Product, ...]:
    """So many products, which are those of the catalogue again and again."""
    made: list[Product] = []
    variant = 0
    for n in range(1, size + 1):
        one = catalogue.products[(n - 1) % len(catalogue.products)]
        variants: list[Variant] = []
        for each in one.variants:
            variant += 1
            variants.append(msgspec.structs.replace(each, id=variant, product_id=n, sku=f"F{n:05d}-{variant}"))
        slug = one.slug if n <= len(catalogue.products) else f"{one.slug}-{n}"
        sku = f"F{n:05d}" if one.sku else ""
        made.append(msgspec.structs.replace(one, id=n, sku=sku, slug=slug, variants=tuple(variants), member_ids=()))
    return tuple(made)


def many_orders(catalogue: Catalogue, size: int) -> tuple[Order, ...]:
    """So many orders, which are those of the catalogue again and again; none was left at the checkout."""
    given = [order for order in catalogue.orders if order.status != "checkout-draft"]
    made: list[Order] = []
    line = 0
    for n in range(1, size + 1):
        one = given[(n - 1) % len(given)]
        numbers = {each.id: line + at for at, each in enumerate(one.lines, 1)}
        line += len(numbers)
        lines = tuple(msgspec.structs.replace(each, id=numbers[each.id]) for each in one.lines)
        refunds = tuple(
            msgspec.structs.replace(back, id=n, order_id=n, items=tuple((numbers[i[0]], *i[1:]) for i in back.items))
            for back in one.refunds
        )
        made.append(msgspec.structs.replace(one, id=n, number=str(n), lines=lines, refunds=refunds))
    return tuple(made)
