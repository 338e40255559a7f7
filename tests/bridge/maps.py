"""One read mapping over the bridge, as a connector would write it."""

from __future__ import annotations

from polycart.api.entities import Image
from polycart.api.product.entities import Product
from polycart.api.product.read import ProductListParams
from polycart.core.bridge.tables import Follow, Table, where
from polycart.core.codecs import decimal, ids, text
from polycart.core.mapping import At, Map, computed, each, field

PICTURE = Table("product_image", "i")
PRODUCT = Table(
    "product",
    "p",
    joins={"d": "product_description ON d.product_id = p.product_id AND d.language_id = :language"},
    follow={
        "images": Follow(PICTURE, "i.product_id = p.product_id", order=["i.sort_order", "i.product_image_id"]),
    },
)


class PictureMap(Map[Image]):
    id = field("i.product_image_id", text)
    http_path = field("i.image")


class ProductMap(Map[Product]):
    id = field("p.product_id", text)
    name = field("d.name")
    u_sku = field("p.sku")
    price = field("p.price", decimal)
    avail_sale = computed(lambda status: bool(status), At("p.status"))
    images = each(PictureMap, "images")


class ProductQuery(Map[ProductListParams]):
    product_ids = where("p.product_id IN :v", ids)
    sku = field("p.sku")
    created_from = where("p.date_added >= :v")
    find_value = where("p.sku = :v OR d.name LIKE :v")
    category_id = where("EXISTS product_to_category c ON c.product_id = p.product_id AND c.category_id = :v")


BINDS = {"language": 1}
