"""What is worked out when it is read: associations, and the fields that have no column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from polycart.platforms.prestashop_api.sim.state import Record, Shop, whole


def _ids(rows: Any) -> list[Record]:
    return [{"id": id} for id in rows]


def combinations_of(shop: Shop, product: int) -> list[Record]:
    """The combinations of a product."""
    return list(shop.all("combinations", id_product=product))


def associated(shop: Shop, resource: str, record: Record, name: str) -> list[Record]:
    """The items of an association."""
    made = _DERIVED.get((resource, name))
    return made(shop, record) if made else list(record.get(f"@{name}", []))


def _used_values(shop: Shop, record: Record) -> list[Record]:
    used: dict[int, None] = {}
    for row in combinations_of(shop, record["id"]):
        used |= {value["id"]: None for value in row.get("@product_option_values", [])}
    return _ids(used)


def _stocks(shop: Shop, record: Record) -> list[Record]:
    rows = shop.all("stock_availables", id_product=record["id"])
    return [{"id": row["id"], "id_product_attribute": row["id_product_attribute"]} for row in rows]


def _order_rows(shop: Shop, record: Record) -> list[Record]:
    return [
        {
            "id": row["id"], "product_id": row["product_id"], "product_attribute_id": row["product_attribute_id"],
            **{name: row[name] for name in _ROW}, "id_customization": row.get("id_customization", 0),
        }
        for row in shop.all("order_details", id_order=record["id"])
    ]  # fmt: skip


_ROW = (
    "product_quantity", "product_name", "product_reference", "product_ean13", "product_isbn", "product_upc",
    "product_price", "unit_price_tax_incl", "unit_price_tax_excl",
)  # fmt: skip


def _in_category(shop: Shop, record: Record) -> list[Record]:
    return _ids(
        row["id"]
        for row in shop.all("products")
        if any(each["id"] == record["id"] for each in row.get("@categories", []))
    )


_DERIVED: dict[tuple[str, str], Callable[[Shop, Record], list[Record]]] = {
    ("products", "images"): lambda shop, record: _ids(shop.pictures.get(record["id"], [])),
    ("products", "combinations"): lambda shop, record: _ids(r["id"] for r in combinations_of(shop, record["id"])),
    ("products", "product_option_values"): _used_values,
    ("products", "stock_availables"): _stocks,
    ("categories", "categories"): lambda shop, record: _ids(
        r["id"] for r in shop.all("categories", id_parent=record["id"])
    ),
    ("categories", "products"): _in_category,
    ("orders", "order_rows"): _order_rows,
    ("product_options", "product_option_values"): lambda shop, record: _ids(
        r["id"] for r in shop.all("product_option_values", id_attribute_group=record["id"])
    ),
    ("manufacturers", "addresses"): lambda shop, record: _ids(
        r["id"] for r in shop.all("addresses", id_manufacturer=record["id"])
    ),
    ("customer_threads", "customer_messages"): lambda shop, record: _ids(
        r["id"] for r in shop.all("customer_messages", id_customer_thread=record["id"])
    ),
}


def below(shop: Shop, category: int) -> list[int]:
    """The ids of a category and of all below it."""
    found = [category]
    for id in found:
        found += [row["id"] for row in shop.all("categories", id_parent=id)]
    return found


def _recursive(shop: Shop, record: Record) -> int:
    chosen = set(below(shop, record["id"]))
    held = sum(any(each["id"] in chosen for each in row.get("@categories", [])) for row in shop.all("products"))
    return held or -1


def worked_out(shop: Shop, resource: str, record: Record, name: str) -> Any:
    """A field that has no column."""
    made = _FIELDS.get((resource, name))
    return made(shop, record) if made else record.get(name)


def _default_combination(shop: Shop, record: Record) -> int:
    return next((r["id"] for r in combinations_of(shop, record["id"]) if r.get("default_on") in ("1", True)), 0)


def _type(shop: Shop, record: Record) -> str:
    if record.get("cache_is_pack") == "1":
        return "pack"
    return "virtual" if record.get("is_virtual") == "1" else "simple"


def _maker(shop: Shop, record: Record) -> Any:
    found = shop.get("manufacturers", record.get("id_manufacturer"))
    return found["name"] if found else False


def _position(shop: Shop, record: Record) -> int:
    main = record["id_category_default"]
    return whole(record.get("position_in_category")) if any(r["id"] == main for r in record["@categories"]) else 0


def _slug(shop: Shop, record: Record) -> str:
    return "-".join(str(record["name"]).lower().split())


_FIELDS: dict[tuple[str, str], Callable[[Shop, Record], Any]] = {
    ("products", "id_default_image"): lambda shop, record: shop.covers.get(record["id"], ""),
    ("products", "id_default_combination"): _default_combination,
    ("products", "manufacturer_name"): _maker,
    ("products", "position_in_category"): _position,
    ("products", "quantity"): lambda shop, record: 0,
    ("products", "type"): _type,
    ("categories", "nb_products_recursive"): _recursive,
    ("manufacturers", "link_rewrite"): _slug,
    ("orders", "shipping_number"): lambda shop, record: next(
        (r["tracking_number"] for r in shop.all("order_carriers", id_order=record["id"])), ""
    ),
    ("currencies", "name"): lambda shop, record: record.get("name"),
    ("currencies", "names"): lambda shop, record: record.get("names"),
    ("currencies", "symbol"): lambda shop, record: record.get("symbol"),
}
