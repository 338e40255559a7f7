"""Products, variations, pictures, terms and attributes as rows."""

from __future__ import annotations

from itertools import count
from typing import Any

from polycart.platforms.woocommerce.sim.rows import Rows
from polycart.platforms.woocommerce.sim.serialize import serialize
from polycart.platforms.woocommerce_api.sim.filters import title
from polycart.platforms.woocommerce_api.sim.shop import Shop, slugify
from polycart.platforms.woocommerce_api.sim.wire import Json

UPLOADS = "/wp-content/uploads/"
TAXONOMIES = {
    "categories": "product_cat", "tags": "product_tag", "brands": "product_brand",
    "shipping_classes": "product_shipping_class",
}  # fmt: skip
MADE = 9_000_000
"""Numbers of terms that the API does not tell: types of products, and what hides them."""
HIDING = {
    "hidden": ("exclude-from-search", "exclude-from-catalog"),
    "catalog": ("exclude-from-search",),
    "search": ("exclude-from-catalog",),
}
MIME = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp"}


def write(shop: Shop, rows: Rows) -> None:
    """All goods of the shop."""
    _media(shop, rows)
    named = _Terms(shop, rows)
    for product in shop.products.values():
        _product(shop, rows, named, product)
    for variation in shop.variations.values():
        _variation(shop, rows, named, variation)


class _Terms:
    """The terms, and which posts carry them; a term's row in the taxonomy has the term's own number."""

    def __init__(self, shop: Shop, rows: Rows) -> None:
        self.rows = rows
        self.values: dict[str, dict[str, int]] = {}
        self._made: dict[tuple[str, str], int] = {}
        self._numbers = count(MADE)
        for kind, taxonomy in TAXONOMIES.items():
            for term in shop.terms[kind].values():
                self._term(taxonomy, term)
        for attribute in shop.attributes.values():
            slug = attribute["slug"]
            self.values[slug] = {}
            rows.add(
                "woocommerce_attribute_taxonomies", attribute_id=attribute["id"],
                attribute_name=slug.removeprefix("pa_"), attribute_label=attribute["name"], attribute_type="select",
                attribute_orderby=attribute["order_by"], attribute_public=0,
            )  # fmt: skip
            for term in shop.values.get(attribute["id"], {}).values():
                self._term(slug, term)
                self.values[slug][term["name"]] = term["id"]

    def _term(self, taxonomy: str, term: Json) -> None:
        id, rows = term["id"], self.rows
        rows.add("terms", term_id=id, name=term["name"], slug=term["slug"])
        rows.add(
            "term_taxonomy", term_taxonomy_id=id, term_id=id, taxonomy=taxonomy, description=term["description"],
            parent=term.get("parent", 0), count=term["count"],
        )  # fmt: skip
        image = term.get("image")
        values = {
            "order": term.get("menu_order"), "thumbnail_id": image["id"] if image else None,
            "display_type": None if term.get("display", "default") == "default" else term["display"],
        }  # fmt: skip
        rows.metas("termmeta", "term_id", id, values)

    def carry(self, post: int, ids: set[int]) -> None:
        """Give terms to a post."""
        for id in sorted(ids):
            self.rows.add("term_relationships", object_id=post, term_taxonomy_id=id, term_order=0)

    def word(self, taxonomy: str, slug: str) -> int:
        """The number of a term that is only known by its slug."""
        if (taxonomy, slug) not in self._made:
            id = self._made[taxonomy, slug] = next(self._numbers)
            self.rows.add("terms", term_id=id, name=slug, slug=slug)
            self.rows.add(
                "term_taxonomy", term_taxonomy_id=id, term_id=id, taxonomy=taxonomy, description="", parent=0, count=0
            )
        return self._made[taxonomy, slug]


def _media(shop: Shop, rows: Rows) -> None:
    for image in shop.media.values():
        file = image["src"].partition(UPLOADS)[2] or image["src"]
        kind = MIME.get(file.rpartition(".")[2].lower(), "jpeg")
        _post(
            rows,
            image,
            post_type="attachment",
            post_title=image["name"],
            post_status="inherit",
            post_mime_type=f"image/{kind}",
        )
        values = {"_wp_attached_file": file, "_wp_attachment_image_alt": image["alt"] or None}
        rows.metas("postmeta", "post_id", image["id"], values)


def _post(rows: Rows, record: Json, **values: Any) -> None:
    made, changed = (Rows.stamp(record[f"date_{name}_gmt"]) for name in ("created", "modified"))
    zero = "0000-00-00 00:00:00"
    blank: dict[str, Any] = {
        "ID": record["id"],
        "post_author": 1,
        "post_date": made or zero,
        "post_date_gmt": made or zero,
        "post_content": "",
        "post_title": "",
        "post_excerpt": "",
        "post_status": "publish",
        "comment_status": "closed",
        "post_password": "",
        "post_name": str(record["id"]),
        "post_modified": changed or zero,
        "post_modified_gmt": changed or zero,
        "post_parent": 0,
        "menu_order": 0,
        "post_type": "post",
        "post_mime_type": "",
    }
    rows.add("posts", **(blank | values))


def _shared(item: Json) -> dict[str, Any]:
    """The meta data that products and variations have alike."""
    switch = {True: "yes", False: "no"}
    low, stock = item["low_stock_amount"], item["stock_quantity"]
    return {
        "_sku": item["sku"], "_global_unique_id": item["global_unique_id"], "_regular_price": item["regular_price"],
        "_sale_price": item["sale_price"], "_price": item["price"],
        "_sale_price_dates_from": Rows.seconds(item["date_on_sale_from_gmt"]) or None,
        "_sale_price_dates_to": Rows.seconds(item["date_on_sale_to_gmt"]) or None,
        "_tax_status": item["tax_status"], "_tax_class": item["tax_class"],
        "_manage_stock": switch[item["manage_stock"] is True], "_stock": "" if stock is None else stock,
        "_stock_status": item["stock_status"], "_backorders": item["backorders"],
        "_low_stock_amount": "" if low is None else low, "_weight": item["weight"],
        **{f"_{name}": item["dimensions"][name] for name in ("length", "width", "height")},
        "_virtual": switch[bool(item["virtual"])], "_downloadable": switch[bool(item["downloadable"])],
        "_download_limit": item["download_limit"], "_download_expiry": item["download_expiry"],
        "_downloadable_files": {file["id"]: file for file in item["downloads"]} or None,
    }  # fmt: skip


def _product(shop: Shop, rows: Rows, named: _Terms, product: Json) -> None:
    id = product["id"]
    _post(
        rows, product, post_type="product", post_title=product["name"], post_name=product["slug"],
        post_content=product["description"], post_excerpt=product["short_description"], post_status=product["status"],
        comment_status="open" if product["reviews_allowed"] else "closed", menu_order=product["menu_order"],
        post_parent=product["parent_id"],
    )  # fmt: skip
    images = [image["id"] for image in product["images"]]
    values = _shared(product) | {
        "total_sales": product["total_sales"], "_sold_individually": "yes" if product["sold_individually"] else "no",
        "_upsell_ids": serialize(product["upsell_ids"]), "_crosssell_ids": serialize(product["cross_sell_ids"]),
        "_purchase_note": product["purchase_note"], "_product_url": product["external_url"] or None,
        "_button_text": product["button_text"] or None, "_thumbnail_id": images[0] if images else None,
        "_product_image_gallery": ",".join(map(str, images[1:])), "_wc_average_rating": product["average_rating"],
        "_wc_rating_count": serialize({5: product["rating_count"]} if product["rating_count"] else {}),
        "_product_attributes": serialize({_key(each): _attribute(each) for each in product["attributes"]}),
        "_default_attributes": serialize({_slug(shop, each): each["option"] for each in product["default_attributes"]}),
        "_children": serialize(product["grouped_products"]) if product["type"] == "grouped" else None,
    }  # fmt: skip
    rows.metas("postmeta", "post_id", id, values)
    rows.pairs("postmeta", "post_id", id, product["meta_data"])
    _carried(named, product)


def _key(attribute: Json) -> str:
    return attribute["slug"] if attribute["id"] else slugify(attribute["name"])


def _slug(shop: Shop, choice: Json) -> str:
    known = shop.attributes.get(choice["id"])
    return known["slug"] if known else slugify(choice["name"])


def _attribute(attribute: Json) -> Json:
    own = not attribute["id"]
    return {
        "name": attribute["name"] if own else attribute["slug"],
        "value": " | ".join(attribute["options"]) if own else "",
        "position": attribute["position"],
        "is_visible": int(attribute["visible"]),
        "is_variation": int(attribute["variation"]),
        "is_taxonomy": int(not own),
    }


def _carried(named: _Terms, product: Json) -> None:
    ids = {term["id"] for kind in ("categories", "tags", "brands") for term in product[kind]}
    ids.add(named.word("product_type", product["type"]))
    hiding = [*HIDING.get(product["catalog_visibility"], ()), *(["featured"] if product["featured"] else [])]
    ids |= {named.word("product_visibility", slug) for slug in hiding}
    if product["shipping_class_id"]:
        ids.add(product["shipping_class_id"])
    for attribute in product["attributes"]:
        known = named.values.get(attribute["slug"], {}) if attribute["id"] else {}
        ids |= {known[name] for name in attribute["options"] if name in known}
    named.carry(product["id"], ids)


def _variation(shop: Shop, rows: Rows, named: _Terms, variation: Json) -> None:
    id = variation["id"]
    _post(
        rows,
        variation,
        post_type="product_variation",
        post_title=title(shop, variation),
        post_status=variation["status"],
        post_parent=variation["parent_id"],
        menu_order=variation["menu_order"],
    )
    image = variation["image"]
    values = _shared(variation) | {
        "_variation_description": variation["description"],
        "_thumbnail_id": image["id"] if image else None,
    }
    for choice in variation["attributes"]:
        slug = _value(shop, choice)
        values[f"attribute_{choice['slug'] if choice['id'] else slugify(choice['name'])}"] = slug
    rows.metas("postmeta", "post_id", id, values)
    rows.pairs("postmeta", "post_id", id, variation["meta_data"])
    if variation["shipping_class_id"]:
        named.carry(id, {variation["shipping_class_id"]})


def _value(shop: Shop, choice: Json) -> str:
    terms = shop.values.get(choice["id"], {}).values() if choice["id"] else ()
    return next((term["slug"] for term in terms if term["name"] == choice["option"]), choice["option"])
