"""The tables that a shop has, written from the state of its simulated API."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from polycart.platforms.woocommerce.sim import goods, sales
from polycart.platforms.woocommerce.sim.rows import Rows
from polycart.platforms.woocommerce.sim.schema import SCHEMA
from polycart.platforms.woocommerce.sim.serialize import serialize, stored
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.sandbox.bridge import SimulatedBridge

ROLES = ("administrator", "editor", "author", "contributor", "subscriber", "customer", "shop_manager")


def project(shop: Shop, bridge: SimulatedBridge) -> None:
    """Fill all tables anew."""
    rows = Rows()
    _options(shop, rows)
    goods.write(shop, rows)
    _customers(shop, rows)
    sales.write(shop, rows)
    for table in SCHEMA:
        bridge.database.execute(f"DELETE FROM `wp_{table}`")  # noqa: S608 - names of our own
        for columns, found in rows.grouped(table):
            bridge.fill(table, columns, found)


def _options(shop: Shop, rows: Rows) -> None:
    kept: dict[str, Any] = {
        "siteurl": shop.url, "home": shop.url, "blogname": shop.fixed.get("name", ""), "blogdescription": "",
        "timezone_string": "", "gmt_offset": "0", "permalink_structure": "/%postname%/", "WPLANG": "",
        "woocommerce_version": shop.release, "woocommerce_permalinks": serialize({"product_base": "/product/"}),
        "woocommerce_custom_orders_table_enabled": "yes" if shop.hpos else "no", "woocommerce_manage_stock": "yes",
        "active_plugins": serialize(["woocommerce/woocommerce.php", *(f"{name}/{name}.php" for name in shop.plugins)]),
        "wp_user_roles": serialize({role: {"name": role, "capabilities": {}} for role in ROLES}),
    }  # fmt: skip
    for group in shop.options.values():
        kept |= {name: stored(option["value"]) for name, option in group.items() if name.startswith("woocommerce_")}
    for number, (name, value) in enumerate(kept.items(), 1):
        rows.add("options", option_id=number, option_name=name, option_value=value)
    for number, one in enumerate(shop.tax_classes, 1):
        rows.add("wc_tax_rate_classes", tax_rate_class_id=number, name=one["name"], slug=one["slug"])


def _customers(shop: Shop, rows: Rows) -> None:
    numbers = count(1)
    for customer in shop.customers.values():
        id = customer["id"]
        rows.add(
            "users", ID=id, user_login=customer["username"], user_email=customer["email"],
            user_registered=customer["date_created_gmt"].replace("T", " "), display_name=customer["username"],
        )  # fmt: skip
        metas: dict[str, Any] = {
            "first_name": customer["first_name"], "last_name": customer["last_name"],
            "wp_capabilities": serialize({customer["role"]: True}),
            "last_update": rows.seconds(customer["date_modified_gmt"]),
            "paying_customer": "1" if customer["is_paying_customer"] else "0",
        }  # fmt: skip
        for kind in ("billing", "shipping"):
            metas |= {f"{kind}_{name}": value for name, value in customer[kind].items()}
        for key, value in _known(metas.items()):
            rows.add("usermeta", umeta_id=next(numbers), user_id=id, meta_key=key, meta_value=value)


def _known(pairs: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    return ((key, value) for key, value in pairs if value is not None)
