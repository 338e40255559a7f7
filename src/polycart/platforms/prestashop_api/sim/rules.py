"""What the shop does by itself when something is saved or deleted: stocks, places in trees, cascades, orders."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from polycart.platforms.prestashop_api.sim import ordering
from polycart.platforms.prestashop_api.sim.derived import combinations_of
from polycart.platforms.prestashop_api.sim.state import NO_MOMENT, Record, Refusal, Shop, texts_of, whole

place_order = ordering.place


def slug(text: str) -> str:
    """A readable address (``Tools::str2url``); what has no Latin letters gets a fixed word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return made or "friendly-url-autogeneration-failed"


def complete(shop: Shop, name: str, fields: dict[str, Any], before: Record | None) -> None:
    """What is filled in before the values are checked."""
    if name in ("products", "categories"):
        names = texts_of(fields.get("name") or (before or {}).get("name")) or {}
        links = texts_of(fields.get("link_rewrite"))
        if before is None and name == "categories" and links is None and names:
            raise Refusal(400, (84, 'Validation error: "Property Category-&gt;link_rewrite is not valid"'))
        if (before is None and name == "products") or links is not None:
            held = links or {}
            fields["link_rewrite"] = {id: held.get(id) or slug(str(text)) for id, text in names.items()}
    if name == "customers":
        _customer(shop, fields, before)
    if name == "stock_availables" and before is not None and whole(before.get("depends_on_stock")):
        raise Refusal(500, (133, "You cannot update the available stock when it depends on stock."))
    for key, value in _DEFAULTS.get(name, {}).items():
        if (before is None or key in fields) and fields.get(key) in (None, ""):
            fields[key] = value


_DEFAULTS: dict[str, dict[str, Any]] = {
    "products": {"condition": "new", "visibility": "both", "id_shop_default": "1"},
    "categories": {"id_shop_default": "1"},
    "cart_rules": {"reduction_currency": "1"},
    "carts": {"id_shop": "1", "id_shop_group": "1"},
}  # fmt: skip


def _customer(shop: Shop, fields: dict[str, Any], before: Record | None) -> None:
    email = fields.get("email")
    for row in shop.all("customers"):
        same = row["email"].casefold() == str(email or "").casefold()
        if email and same and row["is_guest"] != "1" and row["deleted"] != "1" and row is not before:
            said = "The email is already used, please choose another one"
            raise Refusal(500, (140 if before is None else 141, said), (46, "Unable to save resource"))
    if fields.get("passwd"):
        fields["passwd"] = "$2y$10$" + hashlib.sha256(str(fields["passwd"]).encode()).hexdigest()[:53]
    if before is None:
        group = "2" if fields.get("is_guest") == "1" else "3"
        for key, value in (("id_default_group", group), ("id_lang", "1"), ("id_shop", "1"), ("id_shop_group", "1")):
            fields[key] = fields.get(key) or value
        fields["secure_key"] = hashlib.md5(str(email).encode(), usedforsecurity=False).hexdigest()
        fields["last_passwd_gen"] = shop.now()


def saved(shop: Shop, name: str, record: Record, *, new: bool, given: set[str]) -> None:
    """What follows when a record is saved."""
    react = _REACTIONS.get(name)
    if react:
        react(shop, record, new, given)


def _product(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    if new:
        record["@categories"] = record.get("@categories", [])
        stock(shop, record["id"], 0, 0)
    record["indexed"] = "1" if record["active"] == "1" else record["indexed"]
    if record["product_type"] == "virtual":
        record["is_virtual"] = "1"
    if "product_bundle" in given:
        record["cache_is_pack"] = "1" if record.get("@product_bundle") else "0"
    record["@categories"] = [{"id": row["id"]} for row in record["@categories"] if shop.get("categories", row["id"])]
    if new or "categories" in given:
        main = record["id_category_default"]
        held = any(each["id"] == main for each in record["@categories"])
        record["position_in_category"] = held and sum(
            any(each["id"] == main for each in row.get("@categories", [])) for row in shop.all("products")
        )
    for name, resource in (("accessories", "products"), ("tags", "tags")):
        if f"@{name}" in record:
            record[f"@{name}"] = [{"id": row["id"]} for row in record[f"@{name}"] if shop.get(resource, row["id"])]
    if "id_default_image" in given and whole(record.get("id_default_image")) in shop.pictures.get(record["id"], []):
        shop.covers[record["id"]] = whole(record["id_default_image"])


def stock(shop: Shop, product: int, combination: int, quantity: int, out: int = 2) -> Record:
    """The stock of a product or combination, made where there is none."""
    found = next(shop.all("stock_availables", id_product=product, id_product_attribute=combination), None)
    if found is None:
        found = shop.insert(
            "stock_availables",
            {"id_product": product, "id_product_attribute": combination, "id_shop": 1, "quantity": quantity,
             "out_of_stock": out},
        )  # fmt: skip
    return found


def move(shop: Shop, product: int, combination: int, by: int) -> None:
    """Take pieces out of stock, or put them there."""
    row = stock(shop, product, combination, 0)
    row["quantity"] += by
    if combination:
        summed(shop, product)


def summed(shop: Shop, product: int) -> None:
    """The stock of a product with combinations is the sum of theirs."""
    rows = [row for row in shop.all("stock_availables", id_product=product) if row["id_product_attribute"]]
    if rows:
        stock(shop, product, 0, 0)["quantity"] = sum(row["quantity"] for row in rows)


def _stocked(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    if record["id_product_attribute"]:
        summed(shop, record["id_product"])


def _combination(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    product = shop.get("products", record["id_product"])
    if product is None:
        return
    record["@product_option_values"] = [{"id": row["id"]} for row in record.get("@product_option_values", [])]
    if new:
        stock(shop, product["id"], record["id"], 0)
    others = [row for row in combinations_of(shop, product["id"]) if row is not record]
    if record["default_on"] == "1" or not any(row["default_on"] == "1" for row in others):
        for row in others:
            row["default_on"] = ""
        record["default_on"] = "1"
        product["cache_default_attribute"] = record["id"]
    elif record["default_on"] != "1":
        record["default_on"] = ""
    product["product_type"] = "combinations"


def _category(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    parent = shop.get("categories", record["id_parent"])
    record["level_depth"] = parent["level_depth"] + 1 if parent else 0
    if new:
        places = [row["position"] for row in shop.all("categories", id_parent=record["id_parent"]) if row is not record]
        record["position"] = max(places, default=-1) + 1


def _grouped(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    if new or "groups" in given:
        wanted = [row["id"] for row in record.get("@groups", [])] or [record["id_default_group"]]
        record["@groups"] = [{"id": id} for id in wanted]


def _history(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    order = shop.get("orders", record["id_order"])
    if order is not None:
        ordering.enter(shop, order, record["id_order_state"])


def _cart(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    for row in record.get("@cart_rows", []):
        for name in ("id_product_attribute", "id_customization"):
            row.setdefault(name, 0)


def _slip(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    """The real one breaks down over a list without items, but takes a slip without a list."""
    if record.get("@order_slip_details") == []:
        raise Refusal(500)
    for place, row in enumerate(record.get("@order_slip_details", []), 1):
        row.setdefault("id", place)


def _placed(shop: Shop, record: Record, new: bool, given: set[str]) -> None:
    """Options, values and features go to the end of their list."""
    if new and "position" not in given:
        resource = next(name for name, rows in shop.tables.items() if rows.get(record["id"]) is record)
        group = {"id_attribute_group": record["id_attribute_group"]} if "id_attribute_group" in record else {}
        record["position"] = sum(row is not record for row in shop.all(resource, **group))


_REACTIONS: dict[str, Any] = {
    "products": _product, "stock_availables": _stocked, "combinations": _combination, "categories": _category,
    "customers": _grouped, "order_histories": _history, "order_slip": _slip, "carts": _cart, "product_options": _placed,
    "product_option_values": _placed, "product_features": _placed,
}  # fmt: skip


def delete(shop: Shop, name: str, id: int) -> None:
    """Delete a record with all that cannot be without it."""
    record = shop.tables[name].pop(id)
    cascade = _CASCADES.get(name)
    if cascade:
        cascade(shop, record)


def _without(shop: Shop, resource: str, **where: Any) -> None:
    for row in list(shop.all(resource, **where)):
        delete(shop, resource, row["id"])


def _forget(shop: Shop, resource: str, association: str, ids: set[int]) -> None:
    for row in shop.all(resource):
        if f"@{association}" in row:
            row[f"@{association}"] = [each for each in row[f"@{association}"] if each["id"] not in ids]


def _product_gone(shop: Shop, record: Record) -> None:
    for resource in ("combinations", "stock_availables", "specific_prices"):
        _without(shop, resource, id_product=record["id"])
    shop.pictures.pop(record["id"], None)
    shop.covers.pop(record["id"], None)
    _forget(shop, "products", "accessories", {record["id"]})
    used = {row["id"] for product in shop.all("products") for row in product.get("@tags", [])}
    for row in record.get("@tags", []):
        if row["id"] not in used:
            shop.tables["tags"].pop(row["id"], None)


def _combination_gone(shop: Shop, record: Record) -> None:
    product, id = record["id_product"], record["id"]
    for row in list(shop.all("stock_availables", id_product=product, id_product_attribute=id)):
        shop.tables["stock_availables"].pop(row["id"])
    _without(shop, "specific_prices", id_product=product, id_product_attribute=id)
    owner = shop.get("products", product)
    left = combinations_of(shop, product)
    if owner is None:
        return
    if left:
        summed(shop, product)
    else:
        stock(shop, product, 0, 0)["quantity"] = 0
    if owner["cache_default_attribute"] == id:
        owner["cache_default_attribute"] = left[0]["id"] if left else 0
        if left:
            left[0]["default_on"] = "1"


def _category_gone(shop: Shop, record: Record) -> None:
    _without(shop, "categories", id_parent=record["id"])
    for row in shop.all("products"):
        held = row.get("@categories", [])
        kept = [each for each in held if each["id"] != record["id"]]
        if len(kept) < len(held):
            row["@categories"] = kept or [{"id": record["id_parent"]}]
            if row["id_category_default"] == record["id"]:
                row["id_category_default"] = row["@categories"][0]["id"]
    shop.one_picture["categories"].discard(record["id"])


def _customer_gone(shop: Shop, record: Record) -> None:
    for row in list(shop.all("addresses", id_customer=record["id"])):
        delete(shop, "addresses", row["id"])
    _without(shop, "carts", id_customer=record["id"])
    _without(shop, "specific_prices", id_customer=record["id"])


def _address_gone(shop: Shop, record: Record) -> None:
    """An address that an order names is only marked."""
    used = [*shop.all("orders", id_address_delivery=record["id"]), *shop.all("orders", id_address_invoice=record["id"])]
    if used:
        record["deleted"] = "1"
        shop.tables["addresses"][record["id"]] = record


def _option_gone(shop: Shop, record: Record) -> None:
    _without(shop, "product_option_values", id_attribute_group=record["id"])


def _value_gone(shop: Shop, record: Record) -> None:
    for row in list(shop.all("combinations")):
        if any(each["id"] == record["id"] for each in row.get("@product_option_values", [])):
            delete(shop, "combinations", row["id"])


def _feature_gone(shop: Shop, record: Record) -> None:
    _without(shop, "product_feature_values", id_feature=record["id"])
    _forget(shop, "products", "product_features", {record["id"]})


def _feature_value_gone(shop: Shop, record: Record) -> None:
    for row in shop.all("products"):
        rows = row.get("@product_features", [])
        row["@product_features"] = [each for each in rows if each["id_feature_value"] != record["id"]]


def _manufacturer_gone(shop: Shop, record: Record) -> None:
    for row in shop.all("products", id_manufacturer=record["id"]):
        row["id_manufacturer"] = 0
    shop.one_picture["manufacturers"].discard(record["id"])


def _order_gone(shop: Shop, record: Record) -> None:
    """An order's details and payments stay, as in the real one; its pieces go back to stock."""
    for row in shop.all("order_details", id_order=record["id"]):
        move(shop, row["product_id"], row["product_attribute_id"], row["product_quantity"])


_CASCADES: dict[str, Any] = {
    "products": _product_gone, "combinations": _combination_gone, "categories": _category_gone,
    "customers": _customer_gone, "addresses": _address_gone, "product_options": _option_gone,
    "product_option_values": _value_gone, "product_features": _feature_gone,
    "product_feature_values": _feature_value_gone, "manufacturers": _manufacturer_gone, "orders": _order_gone,
}  # fmt: skip

__all__ = ["NO_MOMENT", "complete", "delete", "move", "place_order", "saved", "slug", "stock", "summed"]
