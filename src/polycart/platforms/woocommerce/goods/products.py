"""Products as the API tells them, field by field (WC_REST_Products_V2_Controller::get_product_data)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from polycart.core.bridge.tables import Condition
from polycart.platforms.woocommerce import posts
from polycart.platforms.woocommerce.answers import Ask, Found, Record, Statements, Unknown, numbers, register
from polycart.platforms.woocommerce.facts import Shop, ask_lists, renewed
from polycart.platforms.woocommerce.goods import attributes
from polycart.platforms.woocommerce.goods.reading import (
    EXTRA,
    INTERNAL,
    Goods,
    Teller,
    amount,
    column,
    count,
    described,
    formatted,
    low_stock,
    meta_amount,
    meta_count,
    meta_flag,
    meta_ids,
    meta_text,
    moment,
    no_downloads,
    picture,
    reduced,
    sale_moment,
    size,
    stock,
    stock_status,
    tax_class,
    unserialized,
)
from polycart.platforms.woocommerce.metas import NOTHING, grouped
from polycart.platforms.woocommerce.pictures import addresses, ask, told

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo

PATH = "products"
KINDS = ("simple", "variable", "external", "grouped")
"""The types of WooCommerce itself; those of extensions have code of their own, which is asked for all fields."""

IMAGES = ("_thumbnail_id", "_product_image_gallery")
PRICES = ("_regular_price", "_sale_price", "_sale_price_dates_from", "_sale_price_dates_to")
HIDES_SOLD_OUT = "woocommerce_hide_out_of_stock_items"


def kind(goods: Goods) -> str:
    """The type of a product; one without a term is simple (WC_Product_Factory)."""
    return next(iter(goods.slugs("product_type")), "simple")


def _short(goods: Goods) -> str:
    return formatted(str(goods.post["post_excerpt"]))


def _address(goods: Goods) -> str:
    """The address of the page; that of a draft goes by its number."""
    if not (goods.addresses and goods.addresses.products):
        raise Unknown("permalink")
    if goods.post["post_status"] in ("draft", "pending", "future"):
        return f"{goods.shop.home}/?post_type=product&p={goods.id}"
    known = goods.shop.address(str(goods.post["post_name"]))
    if known is None:
        raise Unknown("permalink")
    return known


def _on_sale(goods: Goods) -> bool:
    """A variable product is on sale where a variation with a price is."""
    if kind(goods) == "grouped":
        raise Unknown("on_sale")
    if kind(goods) != "variable":
        return reduced(goods.metas)
    if goods.shop.options.get(HIDES_SOLD_OUT) == "yes":
        raise Unknown("on_sale")
    return any(reduced(one.metas) for one in goods.kin if one.post["post_status"] == "publish")


def _purchasable(goods: Goods) -> bool:
    return kind(goods) in ("simple", "variable") and amount(goods.metas.get("_price")) != ""


def _sale_price(goods: Goods) -> str:
    text = amount(goods.metas.get("_sale_price"))
    return "" if text == "0" else text


def _external(key: str) -> Teller:
    return lambda goods: goods.metas.text(key) if kind(goods) == "external" else ""


def _visibility(goods: Goods) -> str:
    """Two terms together (WC_Product_Data_Store_CPT::read_visibility)."""
    slugs = goods.slugs("product_visibility")
    search, catalog = "exclude-from-search" in slugs, "exclude-from-catalog" in slugs
    if search and catalog:
        return "hidden"
    return "catalog" if search else "search" if catalog else "visible"


def _managed(goods: Goods) -> bool:
    return goods.shop.options.get("woocommerce_manage_stock", "yes") == "yes" and goods.metas.yes("_manage_stock")


def _rated(goods: Goods) -> int:
    return sum(count(str(one)) for one in unserialized(goods, "_wc_rating_count").values())


def _average(goods: Goods) -> str:
    return f"{float(amount(goods.metas.get('_wc_average_rating')) or 0):.2f}"


def _note(goods: Goods) -> str:
    return formatted(goods.metas.text("_purchase_note"))


def _terms(taxonomy: str) -> Teller:
    return lambda goods: [
        {"id": term.id, "name": term.name, "slug": term.slug} for term in goods.terms.get(taxonomy, [])
    ]


def _images(goods: Goods) -> list[Record]:
    """The main picture, then the gallery."""
    ids = numbers(goods.metas.text(IMAGES[0])) + numbers(goods.metas.text(IMAGES[1]))
    return [known for id in ids if id and (known := picture(goods, id)) is not None]


def _members(goods: Goods) -> list[int]:
    return meta_ids("_children")(goods) if kind(goods) == "grouped" else []


def _variations(goods: Goods) -> list[int]:
    return [one.id for one in goods.kin] if kind(goods) == "variable" else []


def _lowest(goods: Goods) -> float | None:
    """The lowest price without reductions among the published variations."""
    prices = [amount(one.metas.get("_regular_price")) for one in goods.kin if one.post["post_status"] == "publish"]
    return min((float(price) for price in prices if price), default=None)


def _meta_data(goods: Goods) -> list[dict[str, Any]]:
    own = EXTRA.get(kind(goods), set())
    pairs = goods.metas.told(lambda key: key in INTERNAL or key in own or key.lower().startswith("wp_"))
    if pairs is None:
        raise Unknown("meta_data")
    return pairs


FIELDS: Mapping[str, Teller] = {
    "id": lambda goods: goods.id,
    "name": column("post_title"),
    "slug": column("post_name"),
    "permalink": _address,
    "date_created_gmt": moment("post_date_gmt"),
    "date_modified_gmt": moment("post_modified_gmt"),
    "type": kind,
    "status": column("post_status"),
    "featured": lambda goods: "featured" in goods.slugs("product_visibility"),
    "catalog_visibility": _visibility,
    "description": lambda goods: described(str(goods.post["post_content"])),
    "short_description": _short,
    "sku": meta_text("_sku"),
    "global_unique_id": meta_text("_global_unique_id"),
    "price": meta_amount("_price"),
    "regular_price": meta_amount("_regular_price"),
    "sale_price": _sale_price,
    "date_on_sale_from_gmt": sale_moment("_sale_price_dates_from"),
    "date_on_sale_to_gmt": sale_moment("_sale_price_dates_to"),
    "on_sale": _on_sale,
    "purchasable": _purchasable,
    "total_sales": meta_count("total_sales"),
    "virtual": meta_flag("_virtual"),
    "downloadable": meta_flag("_downloadable"),
    "downloads": no_downloads,
    "download_limit": meta_count("_download_limit", -1),
    "download_expiry": meta_count("_download_expiry", -1),
    "external_url": _external("_product_url"),
    "button_text": _external("_button_text"),
    "tax_status": meta_text("_tax_status", "taxable"),
    "tax_class": lambda goods: tax_class(goods.shop, goods.metas.text("_tax_class")),
    "manage_stock": _managed,
    "stock_quantity": stock,
    "stock_status": stock_status,
    "backorders": meta_text("_backorders", "no"),
    "backorders_allowed": lambda goods: goods.metas.text("_backorders", "no") in ("yes", "notify"),
    "low_stock_amount": low_stock,
    "sold_individually": meta_flag("_sold_individually"),
    "weight": meta_amount("_weight"),
    "dimensions": size,
    "shipping_class": lambda goods: next(iter(goods.slugs("product_shipping_class")), ""),
    "reviews_allowed": lambda goods: goods.post["comment_status"] == "open",
    "average_rating": _average,
    "rating_count": _rated,
    "upsell_ids": meta_ids("_upsell_ids"),
    "cross_sell_ids": meta_ids("_crosssell_ids"),
    "parent_id": lambda goods: int(goods.post["post_parent"]),
    "purchase_note": _note,
    "categories": _terms("product_cat"),
    "brands": _terms("product_brand"),
    "tags": _terms("product_tag"),
    "images": _images,
    "attributes": attributes.listed,
    "default_attributes": attributes.defaults,
    "variations": _variations,
    "grouped_products": _members,
    "menu_order": lambda goods: int(goods.post["menu_order"]),
    "meta_data": _meta_data,
    "lowest_regular_price": _lowest,
}

COLUMNS = {
    "name": "post_title", "slug": "post_name", "date_created_gmt": "post_date_gmt",
    "date_modified_gmt": "post_modified_gmt", "status": "post_status", "description": "post_content",
    "short_description": "post_excerpt", "reviews_allowed": "comment_status", "menu_order": "menu_order",
}  # fmt: skip
"""The columns of the posts that single fields need."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "sku": ("_sku",),
    "global_unique_id": ("_global_unique_id",),
    "price": ("_price",),
    "regular_price": ("_regular_price",),
    "sale_price": ("_sale_price",),
    "date_on_sale_from_gmt": ("_sale_price_dates_from",),
    "date_on_sale_to_gmt": ("_sale_price_dates_to",),
    "on_sale": PRICES,
    "purchasable": ("_price",),
    "total_sales": ("total_sales",),
    "virtual": ("_virtual",),
    "downloadable": ("_downloadable",),
    "downloads": ("_downloadable_files",),
    "download_limit": ("_download_limit",),
    "download_expiry": ("_download_expiry",),
    "external_url": ("_product_url",),
    "button_text": ("_button_text",),
    "tax_status": ("_tax_status",),
    "tax_class": ("_tax_class",),
    "manage_stock": ("_manage_stock",),
    "stock_quantity": ("_stock",),
    "stock_status": ("_stock_status",),
    "backorders": ("_backorders",),
    "backorders_allowed": ("_backorders",),
    "low_stock_amount": ("_low_stock_amount",),
    "sold_individually": ("_sold_individually",),
    "weight": ("_weight",),
    "dimensions": ("_length", "_width", "_height"),
    "average_rating": ("_wc_average_rating",),
    "rating_count": ("_wc_rating_count",),
    "upsell_ids": ("_upsell_ids",),
    "cross_sell_ids": ("_crosssell_ids",),
    "purchase_note": ("_purchase_note",),
    "attributes": ("_product_attributes",),
    "default_attributes": ("_default_attributes", "_product_attributes"),
    "grouped_products": ("_children",),
    "images": IMAGES,
}
"""The keys of the meta data that single fields need; ``meta_data`` needs all."""

TAXONOMIES: Mapping[str, str] = {
    "featured": "product_visibility", "catalog_visibility": "product_visibility", "categories": "product_cat",
    "brands": "product_brand", "tags": "product_tag", "shipping_class": "product_shipping_class",
}  # fmt: skip


class Products:
    """The list of products."""

    path = PATH
    fields = frozenset(FIELDS)
    query: Mapping[str, Any] = {"orderby": "date", "order": "desc", "status": "any"}

    def conditions(self, shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
        """What the filters mean."""
        rest, extra = posts.with_terms(filters, shop)
        return [*posts.post_type("product", rest), *posts.conditions(rest), *extra]

    def order(self, ask: Ask) -> list[str]:
        """The columns to sort by."""
        return posts.order(ask)

    async def find(self, woo: Woo, shop: Shop, ask: Ask) -> Found:
        """A page of products with all that is asked for, in one round trip."""
        batch = Statements()
        wanted = sorted((ask.fields & self.fields) - (set() if shop.release >= (9, 6) else {"brands"}))
        columns = {"ID", "post_parent", *(COLUMNS[name] for name in wanted if name in COLUMNS)}
        if "permalink" in ask.fields:
            columns |= {"post_status", "post_name"}
        main, total = posts.window(
            ask, batch, [f"p.{name}" for name in sorted(columns)], self.conditions(shop, ask.filters)
        )
        owners = {"rows": [main, "p.ID"]}
        keys = {key for name in wanted for key in KEYS.get(name, ())}
        whole = "meta_data" in ask.fields
        metas = posts.metas(batch, owners, None if whole else keys) if keys or whole else None
        taxonomies = {TAXONOMIES[name] for name in wanted if name in TAXONOMIES} | {"product_type"}
        more = ask.wants("attributes", "default_attributes")
        terms = None
        if ask.fields - {"id", "parent_id"}:
            terms = posts.terms(batch, owners, taxonomies, attributes=more)
        lists = ask_lists(batch, wanted=more or "tax_class" in ask.fields)
        kin = _kin(batch, owners) if ask.wants("on_sale", "variations", "lowest_regular_price") else None
        pictured = None
        if "images" in ask.fields:
            pictured = ask_pictures(batch, owners)
        known = await addresses(woo) if ask.wants("images", "permalink") else None
        await batch.read(woo)
        shop = renewed(shop, batch, lists)
        beside, by_term = grouped(batch.rows(metas), "m", "post_id"), posts.terms_of(batch.rows(terms))
        children = _children(batch, shop, kin)
        pictures = told(batch, pictured, known.pictures) if pictured and known else {}
        goods = [
            Goods(
                shop=shop, post=post, metas=beside.get(int(post["ID"]), NOTHING),
                terms=by_term.get(int(post["ID"]), {}), pictures=pictures, addresses=known,
                kin=children.get(int(post["ID"]), []),
            )
            for post in posts.posts(ask, batch.rows(main))
        ]  # fmt: skip
        return tell(goods, wanted, batch.number(total), FIELDS, _plain)


def _plain(goods: Goods) -> bool:
    """Whether the type is one of WooCommerce's own."""
    return kind(goods) in KINDS


def ask_pictures(batch: Statements, owners: dict[str, Any]) -> Any:
    """The statements for the pictures of some posts."""
    where: list[Condition] = [["m.post_id", "in", owners], ["m.meta_key", "in", list(IMAGES)]]
    named = batch.add(posts.META.select(["m.meta_value"], where), "m.meta_value")
    return ask(batch, named, "m.meta_value")


def _kin(batch: Statements, owners: dict[str, Any]) -> tuple[int, int]:
    """The variations of a page's products, and their prices."""
    where: list[Condition] = [
        ["v.post_parent", "in", owners], ["v.post_type", "=", "product_variation"],
        ["v.post_status", "in", ["publish", "private"]],
    ]  # fmt: skip
    columns = ["v.ID", "v.post_parent", "v.post_status"]
    rows = batch.add(posts.KIN.select(columns, where, order=["v.menu_order", "v.ID"]), "v.ID")
    return rows, posts.metas(batch, {"rows": [rows, "v.ID"]}, PRICES)


def _children(batch: Statements, shop: Shop, kin: tuple[int, int] | None) -> dict[int, list[Goods]]:
    if kin is None:
        return {}
    prices = grouped(batch.rows(kin[1]), "m", "post_id")
    found: dict[int, list[Goods]] = {}
    for row in batch.rows(kin[0]):
        post = row["v"]
        one = Goods(shop=shop, post=post, metas=prices.get(int(post["ID"]), NOTHING))
        found.setdefault(int(post["post_parent"]), []).append(one)
    return found


def tell(goods: list[Goods], wanted: list[str], total: int, fields: Mapping[str, Teller], plain: Teller) -> Found:
    """The records of some goods, and what each of them lacks."""
    found = Found(records=[], total=total, missing={})
    for one in goods:
        record: Record = {"id": one.id}
        lacks = set[str]()
        known = plain(one)
        for name in wanted:
            try:
                if not known and name not in ("id", "lowest_regular_price"):
                    raise Unknown(name)
                record[name] = fields[name](one)
            except Unknown:
                lacks.add(name)
        found.records.append(record)
        if lacks:
            found.missing[one.id] = lacks
    return found


register(Products())
