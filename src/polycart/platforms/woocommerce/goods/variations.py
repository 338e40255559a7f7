"""Variations as the API tells them (WC_REST_Product_Variations_Controller and Automattic\\WooCommerce\\Admin\\API)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.bridge.tables import Condition
from polycart.platforms.woocommerce import posts
from polycart.platforms.woocommerce.answers import Ask, Found, Statements, Unknown, numbers, register
from polycart.platforms.woocommerce.facts import Shop, ask_lists, renewed
from polycart.platforms.woocommerce.goods import attributes
from polycart.platforms.woocommerce.goods.products import IMAGES, PRICES, tell
from polycart.platforms.woocommerce.goods.reading import (
    INTERNAL,
    Goods,
    Teller,
    amount,
    formatted,
    low_stock,
    meta_amount,
    meta_count,
    meta_flag,
    meta_text,
    moment,
    no_downloads,
    picture,
    reduced,
    sale_moment,
    stock,
    stock_status,
    tax_class,
)
from polycart.platforms.woocommerce.metas import NOTHING, grouped
from polycart.platforms.woocommerce.pictures import Asked, addresses, ask, told

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo

PATH = "/wc-analytics/variations"


def _parent(goods: Goods) -> Goods:
    if goods.parent is None:
        raise Unknown("parent")
    return goods.parent


def _inherited(key: str) -> Teller:
    """A text that is the product's where the variation has none; ``0`` is none, too, as PHP's ``empty`` has it."""

    def tell_it(goods: Goods) -> str:
        own = goods.metas.text(key)
        return own if own not in ("", "0") else _parent(goods).metas.text(key)

    return tell_it


def _amount(key: str) -> Teller:
    return lambda goods: amount(_inherited(key)(goods))


def _size(goods: Goods) -> dict[str, str]:
    return {name: _amount(f"_{name}")(goods) for name in ("length", "width", "height")}


def _shared(goods: Goods) -> bool:
    """Whether the product counts the stock of its variations."""
    return not goods.metas.yes("_manage_stock") and _parent(goods).metas.yes("_manage_stock")


def _managed(goods: Goods) -> bool | str:
    if goods.shop.options.get("woocommerce_manage_stock", "yes") != "yes":
        return False
    return "parent" if _shared(goods) else goods.metas.yes("_manage_stock")


def _stock(goods: Goods) -> int | None:
    return stock(_parent(goods)) or 0 if _shared(goods) else stock(goods)


def _backorders(goods: Goods) -> str:
    return (_parent(goods) if _shared(goods) else goods).metas.text("_backorders")


def _tax_class(goods: Goods) -> str:
    own = goods.metas.get("_tax_class")
    return tax_class(goods.shop, _parent(goods).metas.text("_tax_class") if own in (None, "parent") else own or "")


def _image(goods: Goods) -> Any:
    places = (goods.metas.text(IMAGES[0]), _parent(goods).metas.text(IMAGES[0]))
    ids = [id for place in places for id in numbers(place) if id]
    return picture(goods, ids[0]) if ids else None


def _price(goods: Goods) -> str:
    return amount(goods.metas.get("_sale_price" if reduced(goods.metas) else "_regular_price"))


def _address(goods: Goods) -> str:
    """The address of the product with the choices as its query."""
    parent, known = _parent(goods), goods.addresses
    if not (known and known.products) or parent.post["post_status"] in ("draft", "pending", "future"):
        raise Unknown("permalink")
    base, chosen = goods.shop.address(str(parent.post["post_name"])), attributes.query(goods)
    if base is None or not chosen.isascii():
        raise Unknown("permalink")
    return base + ("&" if "?" in base else "?") * bool(chosen) + chosen


def _shipping(goods: Goods) -> str:
    own = goods.slugs("product_shipping_class") or _parent(goods).slugs("product_shipping_class")
    return next(iter(own), "")


def _purchasable(goods: Goods) -> bool:
    return goods.post["post_status"] == "publish" and _price(goods) != ""


def _meta_data(goods: Goods) -> list[dict[str, Any]]:
    def hidden(key: str) -> bool:
        return key in INTERNAL or key == "_cogs_value_is_additive" or key.lower().startswith(("attribute_", "wp_"))

    pairs = goods.metas.told(hidden)
    if pairs is None:
        raise Unknown("meta_data")
    return pairs


FIELDS: Mapping[str, Teller] = {
    "id": lambda goods: goods.id,
    "type": lambda goods: "variation",
    "parent_id": lambda goods: int(goods.post["post_parent"]),
    "name": lambda goods: goods.post["post_title"],
    "date_created_gmt": moment("post_date_gmt"),
    "date_modified_gmt": moment("post_modified_gmt"),
    "description": lambda goods: formatted(goods.metas.text("_variation_description")),
    "permalink": _address,
    "sku": _inherited("_sku"),
    "global_unique_id": meta_text("_global_unique_id"),
    "price": _price,
    "regular_price": meta_amount("_regular_price"),
    "sale_price": meta_amount("_sale_price"),
    "date_on_sale_from_gmt": sale_moment("_sale_price_dates_from"),
    "date_on_sale_to_gmt": sale_moment("_sale_price_dates_to"),
    "on_sale": lambda goods: reduced(goods.metas),
    "status": lambda goods: goods.post["post_status"],
    "purchasable": _purchasable,
    "virtual": meta_flag("_virtual"),
    "downloadable": meta_flag("_downloadable"),
    "downloads": no_downloads,
    "download_limit": meta_count("_download_limit", -1),
    "download_expiry": meta_count("_download_expiry", -1),
    "tax_status": lambda goods: _parent(goods).metas.text("_tax_status") or "taxable",
    "tax_class": _tax_class,
    "manage_stock": _managed,
    "stock_quantity": _stock,
    "stock_status": stock_status,
    "backorders": _backorders,
    "backorders_allowed": lambda goods: _backorders(goods) in ("yes", "notify"),
    "low_stock_amount": low_stock,
    "weight": _amount("_weight"),
    "dimensions": _size,
    "shipping_class": _shipping,
    "image": _image,
    "attributes": attributes.chosen,
    "menu_order": lambda goods: int(goods.post["menu_order"]),
    "meta_data": _meta_data,
}

OWN = {
    "description": ("_variation_description",),
    "sku": ("_sku",),
    "global_unique_id": ("_global_unique_id",),
    "price": PRICES,
    "regular_price": PRICES,
    "sale_price": PRICES,
    "on_sale": PRICES,
    "purchasable": PRICES,
    "date_on_sale_from_gmt": PRICES,
    "date_on_sale_to_gmt": PRICES,
    "virtual": ("_virtual",),
    "downloadable": ("_downloadable",),
    "downloads": ("_downloadable_files",),
    "download_limit": ("_download_limit",),
    "download_expiry": ("_download_expiry",),
    "tax_status": ("_tax_status",),
    "tax_class": ("_tax_class",),
    "manage_stock": ("_manage_stock",),
    "stock_quantity": ("_stock", "_manage_stock"),
    "stock_status": ("_stock_status",),
    "backorders": ("_backorders", "_manage_stock"),
    "backorders_allowed": ("_backorders", "_manage_stock"),
    "low_stock_amount": ("_low_stock_amount",),
    "weight": ("_weight",),
    "dimensions": ("_length", "_width", "_height"),
    "image": ("_thumbnail_id",),
    "attributes": ("_product_attributes",),
    "permalink": ("_product_attributes",),
}
"""The keys of the meta data that single fields need, of the variation and of its product."""

WHOLE = {"meta_data", "attributes", "permalink"}
"""Fields that need all meta data of a variation: choices have keys of their own."""


COLUMNS = tuple(
    f"p.{name}"
    for name in ("ID", "post_parent", "post_title", "post_status", "post_date_gmt", "post_modified_gmt", "menu_order")
)


class Variations:
    """The list of variations of all products."""

    path = PATH
    fields = frozenset(FIELDS)
    query: Mapping[str, Any] = {"orderby": "date", "order": "desc", "status": "any"}

    def conditions(self, shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
        """What the filters mean."""
        if "type" in filters or "category" in filters or "virtual" in filters:
            raise Unknown("filter")
        return [*posts.post_type("product_variation", filters), *posts.conditions(filters)]

    def order(self, ask: Ask) -> list[str]:
        """The columns to sort by."""
        return posts.order(ask)

    async def find(self, woo: Woo, shop: Shop, ask: Ask) -> Found:
        """A page of variations with what they have from their products, in one round trip."""
        batch = Statements()
        main, total = posts.window(ask, batch, list(COLUMNS), self.conditions(shop, ask.filters))
        asked = _ask(batch, ask, main)
        known = await addresses(woo) if ask.wants("image", "permalink") else None
        await batch.read(woo)
        shop = renewed(shop, batch, asked.lists)
        products = _products(shop, batch, asked)
        beside = grouped(batch.rows(asked.metas), "m", "post_id")
        terms = posts.terms_of(batch.rows(asked.terms))
        pictures = {
            id: one for part in asked.pictures if known for id, one in told(batch, part, known.pictures).items()
        }
        goods = [
            Goods(
                shop=shop,
                post=post,
                metas=beside.get(int(post["ID"]), NOTHING),
                terms=terms.get(int(post["ID"]), {}),
                pictures=pictures,
                addresses=known,
                parent=products.get(int(post["post_parent"])),
            )
            for post in posts.posts(ask, batch.rows(main))
        ]
        return tell(goods, sorted(ask.fields & self.fields), batch.number(total), FIELDS, _plain)


class _Asked(msgspec.Struct, kw_only=True):
    """The statements for what lies beside variations, and beside their products."""

    metas: int | None
    terms: int | None
    products: int | None
    product_metas: int | None
    product_terms: int | None
    lists: int | None
    pictures: list[Asked]


def _ask(batch: Statements, ask: Ask, main: int) -> _Asked:
    owners, parents = {"rows": [main, "p.ID"]}, {"rows": [main, "p.post_parent"]}
    keys = {key for name in ask.fields for key in OWN.get(name, ())}
    whole = ask.wants(*WHOLE)
    ship, more = "shipping_class" in ask.fields, ask.wants("attributes", "permalink")
    kinds = {"product_shipping_class"} if ship else set[str]()
    among: list[Condition] = [["v.ID", "in", parents], ["v.post_type", "=", "product"]]
    products = posts.KIN.select(["v.ID", "v.post_status", "v.post_name"], among)
    return _Asked(
        metas=posts.metas(batch, owners, None if whole else keys) if keys or whole else None,
        terms=posts.terms(batch, owners, kinds) if ship else None,
        products=batch.add(products) if keys or ship or more else None,
        product_metas=posts.metas(batch, parents, keys) if keys else None,
        product_terms=posts.terms(batch, parents, kinds, attributes=more) if ship or more else None,
        lists=ask_lists(batch, wanted=more or "tax_class" in ask.fields),
        pictures=[_pictures(batch, who) for who in (owners, parents)] if "image" in ask.fields else [],
    )


def _plain(goods: Goods) -> bool:
    """Each variation is told by the tables, whatever its product is."""
    return True


def _pictures(batch: Statements, owners: dict[str, Any]) -> Asked:
    where: list[Condition] = [["m.post_id", "in", owners], ["m.meta_key", "=", IMAGES[0]]]
    return ask(batch, batch.add(posts.META.select(["m.meta_value"], where), "m.meta_value"), "m.meta_value")


def _products(shop: Shop, batch: Statements, asked: _Asked) -> dict[int, Goods]:
    """The products of some variations."""
    metas = grouped(batch.rows(asked.product_metas), "m", "post_id")
    terms = posts.terms_of(batch.rows(asked.product_terms))
    found = {int(row["v"]["ID"]): row["v"] for row in batch.rows(asked.products)}
    return {
        id: Goods(shop=shop, post=post, metas=metas.get(id, NOTHING), terms=terms.get(id, {}))
        for id, post in found.items()
    }


register(Variations())
