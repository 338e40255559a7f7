"""Products of the reference catalogue as the shop holds them."""

from __future__ import annotations

from decimal import Decimal

from polycart.platforms.shopify.sim import inventory, products, publishing
from polycart.platforms.shopify.sim.metafields import attach
from polycart.platforms.shopify.sim.state import Record, Shop
from polycart.sandbox.catalogue import Address, Catalogue, Image, Product, Stock, Variant

STATUSES = {"published": "ACTIVE", "draft": "DRAFT", "hidden": "UNLISTED"}


def address(given: Address) -> Record:
    """An address as an input has it; provinces that the shop does not know are left to the city."""
    return {
        "firstName": given.first_name, "lastName": given.last_name, "company": given.company or None,
        "address1": given.line1, "address2": given.line2 or None, "city": given.city, "zip": given.postcode,
        "phone": given.phone or None, "countryCode": given.country, "provinceCode": given.state or None,
    }  # fmt: skip


def image(shop: Shop, given: Image) -> Record:
    """A picture, by its address on the shop's own host."""
    number = shop.number("ImageSource")
    path = given.url.rpartition("/")[2]
    return {
        "id": f"gid://shopify/ImageSource/{number}", "altText": given.alt or None, "width": 1200, "height": 1200,
        "url": f"{shop.url}/cdn/shop/files/{path}?v=1705311000", "_n": number,
    }  # fmt: skip


def picture(shop: Shop, given: Record, at: object) -> Record:
    """An image as a file of the shop."""
    return shop.insert("MediaImage", {
        "alt": given["altText"], "image": given, "createdAt": at, "updatedAt": at, "fileErrors": [], "mediaErrors": [],
        "mediaWarnings": [], "fileStatus": "READY", "status": "READY", "mediaContentType": "IMAGE",
        "mimeType": "image/jpeg", "originalSource": {"fileSize": 68, "url": given["url"]},
        "preview": {"image": given, "status": "READY"},
    }, table="File")  # fmt: skip


def product(shop: Shop, catalogue: Catalogue, given: Product) -> Record:
    """A product with its variants, stock and pictures."""
    tags = {tag.id: tag.name for tag in catalogue.tags}
    brand = catalogue.brands[given.brand_id - 1].name if given.brand_id else catalogue.store.name
    kind = catalogue.categories[given.category_ids[0] - 1].name if given.category_ids else ""
    made = products.make(shop, {
        "title": given.name, "handle": given.slug, "descriptionHtml": given.description, "vendor": brand,
        "productType": kind, "tags": sorted(tags[id] for id in given.tag_ids), "status": STATUSES[given.status],
        "createdAt": given.created, "updatedAt": given.modified,
    }, given.id)  # fmt: skip
    made["media"] = [picture(shop, image(shop, each), given.created) for each in given.images]
    publishing.show(shop, made, given.created)
    if given.id % 2:
        publishing.published(made)[shop.all("Publication")[1]["id"]] = given.created
    for key, value in given.meta:
        attach(shop, made, space="custom", key=key.strip("_"), type="single_line_text_field", value=value)
    if given.variants:
        _variants(shop, made, given)
    else:
        option = products.add_option(shop, made, products.TITLE, [products.DEFAULT])
        price, compared = _prices(shop, given)
        # The serials of variants follow those that the catalogue has.
        _variant(shop, made, [option["optionValues"][0]], given, given.id + 1_000_000, price, compared)
    return made


def _prices(shop: Shop, given: Product) -> tuple[Decimal, Decimal | None]:
    """The price, and the one that it is compared with while something is reduced."""
    now = shop.now()
    first, last = given.special_from, given.special_to
    if given.special_price is None or (first and now < first) or (last and now > last):
        return given.price, None
    return given.special_price, given.price


def _variants(shop: Shop, made: Record, given: Product) -> None:
    varying = [option for option in given.options if option.varies][:3]
    for option in varying:
        used = [
            value
            for value in option.values
            if any(c.option == option.name and c.value == value for v in given.variants for c in v.choices)
        ]
        products.add_option(shop, made, option.name, used)
    for each in given.variants:
        choices = {choice.option: choice.value for choice in each.choices}
        values = [found for row in made["options"] if (found := products.value_of(row, choices[row["name"]]))]
        special = each.special_price
        price, compared = (special, each.price) if special is not None else (each.price, None)
        variant = _variant(shop, made, values, each, each.id, price, compared)
        if each.image:
            media = picture(shop, image(shop, each.image), each.created)
            made["media"].append(media)
            variant["media"].append(media)


def _variant(
    shop: Shop, made: Record, values: list[Record], given: Product | Variant, serial: int, price: Decimal,
    compared: Decimal | None,
) -> Record:  # fmt: skip
    stock = given.stock
    costs = dict(given.meta).get("_wc_cog_cost") if isinstance(given, Product) else None
    weight = {"value": float(given.weight), "unit": "KILOGRAMS"}
    virtual = isinstance(given, Product) and given.virtual
    variant = products.add_variant(shop, made, values, {
        "barcode": given.barcode or None, "price": price, "compareAtPrice": compared,
        "taxable": given.taxable if isinstance(given, Product) else True,
        "inventoryPolicy": "CONTINUE" if stock.backorders != "no" else "DENY", "createdAt": given.created,
        "updatedAt": given.modified,
        "_stock": {
            "sku": given.sku or None, "tracked": stock.managed, "unitCost": Decimal(costs) if costs else None,
            "requiresShipping": not virtual, "weight": weight,
        },
    }, serial)  # fmt: skip
    _stock(shop, variant, stock, serial)
    return variant


def _stock(shop: Shop, variant: Record, stock: Stock, serial: int) -> None:
    """All that there is lies at the first location, but for a part of every fourth thing."""
    item = variant["inventoryItem"]
    away = stock.quantity // 3 if serial % 4 == 0 and stock.quantity > 0 else 0
    inventory.stock(shop, item, shop.primary, stock.quantity - away)
    if serial % 4 == 0:
        inventory.stock(shop, item, shop.all("Location")[1], away)


def bundle(shop: Shop, given: Product) -> None:
    """A product of several is a bundle of them."""
    if not given.member_ids:
        return
    made = shop.seeded("Product", given.id)
    parts = [shop.seeded("Product", id) for id in given.member_ids]
    made["bundleComponents"] = [
        {"componentProduct": part, "componentVariants": part["variants"][:1], "quantity": 1, "_n": part["_n"]}
        for part in parts
    ]
    made["variants"][0]["requiresComponents"] = True
    made["variants"][0]["productVariantComponents"] = [
        shop.insert("ProductVariantComponent", {"productVariant": part["variants"][0], "quantity": 1}) for part in parts
    ]
