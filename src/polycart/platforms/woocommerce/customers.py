"""Customers out of the tables of users, as the API tells them (WC_REST_Customers_Controller)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from polycart.core.bridge.tables import Condition, Table
from polycart.platforms.woocommerce.answers import Ask, Found, Record, Statements, Unknown, numbers, register
from polycart.platforms.woocommerce.facts import Shop
from polycart.platforms.woocommerce.goods.reading import moment_of
from polycart.platforms.woocommerce.metas import NOTHING, Metas, grouped
from polycart.platforms.woocommerce.orders.tables import per_customer
from polycart.platforms.woocommerce.posts import stamp
from polycart.platforms.woocommerce.serialized import Foreign, pairs
from polycart.platforms.woocommerce_api.statuses import names

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo

PATH = "customers"
USER = Table("users", "u")
META = Table("usermeta", "m")

ADDRESS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "country", "state")
BILLING = (*ADDRESS, "email", "phone")
SHIPPING = (*ADDRESS, "phone")
SORTS = {"id": ["u.ID"], "registered_date": ["u.user_registered", "u.ID"], "include": ["u.ID"]}
COLUMNS = {"email": "user_email", "username": "user_login", "date_created_gmt": "user_registered"}
KEYS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("first_name",), "last_name": ("last_name",), "is_paying_customer": ("paying_customer",),
    "date_modified_gmt": ("last_update",), "billing": tuple(f"billing_{name}" for name in BILLING),
    "shipping": tuple(f"shipping_{name}" for name in SHIPPING),
}  # fmt: skip


class Customers:
    """The list of customers; how many orders each has placed, and the last of them, the API does not tell."""

    path = PATH
    fields = frozenset({"id", "role", "orders_count", "last_order_id", *COLUMNS, *KEYS})
    query: Mapping[str, Any] = {"orderby": "id", "order": "asc", "role": "all"}

    def conditions(self, shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
        """What the filters mean; in a network the users lie under another prefix than the shop."""
        if re.search(r"_\d+_$", shop.prefix):
            raise Unknown("network")
        found: list[Condition] = []
        if "include" not in filters or "role" in filters:
            found += _role(shop, str(filters.get("role", "customer")))
        for name, value in filters.items():
            if name == "include":
                found.append(["u.ID", "in", numbers(value)])
            elif name == "since_id":
                found.append(["u.ID", ">=", int(value)])
            elif name == "email":
                found.append(["u.user_email", "=", str(value)])
            elif name not in ("role", "dp"):
                raise Unknown(name)
        return found

    def order(self, ask: Ask) -> list[str]:
        """The columns to sort by."""
        if ask.orderby not in SORTS:
            raise Unknown("orderby")
        return [("-" if ask.order == "desc" else "") + column for column in SORTS[ask.orderby]]

    async def find(self, woo: Woo, shop: Shop, ask: Ask) -> Found:
        """A page of customers, in one round trip."""
        batch, where = Statements(), self.conditions(shop, ask.filters)
        columns = ["u.ID", *(f"u.{COLUMNS[name]}" for name in sorted(ask.fields) if name in COLUMNS)]
        page = USER.select(columns, where, order=self.order(ask), limit=ask.count, offset=ask.offset)
        main, total = batch.add(page, "u.ID"), batch.add(USER.count(where))
        keys = {key for name in ask.fields for key in KEYS.get(name, ())}
        keys |= {f"{shop.prefix}capabilities"} if "role" in ask.fields else set()
        metas = None
        if keys:
            beside: list[Condition] = [
                ["m.user_id", "in", {"rows": [main, "u.ID"]}],
                ["m.meta_key", "in", sorted(keys)],
            ]
            columns = ["m.umeta_id", "m.user_id", "m.meta_key", "m.meta_value"]
            metas = batch.add(META.select(columns, beside, order=["m.umeta_id"]))
        placed = None
        if ask.wants("orders_count", "last_order_id"):
            placed = batch.add(per_customer(shop, {"rows": [main, "u.ID"]}, list(await names(woo))))
        await batch.read(woo)
        known = grouped(batch.rows(metas), "m", "user_id", id="umeta_id")
        counted = _counted(shop, batch.rows(placed))
        found = Found(records=[], total=batch.number(total), missing={})
        for row in batch.rows(main):
            record = _record(row["u"], known.get(int(row["u"]["ID"]), NOTHING), shop, ask)
            if placed is not None:
                record["orders_count"], record["last_order_id"] = counted.get(record["id"], (0, None))
            found.records.append(record)
        return found


def _role(shop: Shop, role: str) -> list[Condition]:
    """Users of a role, which is a word in their serialized capabilities (WP_User_Query)."""
    if role == "all":
        return []
    if not re.fullmatch(r"[a-z0-9_-]+", role):
        raise Unknown("role")
    word = role.replace("_", "\\_")
    where: list[Condition] = [
        ["r.user_id", "=", {"c": "u.ID"}], ["r.meta_key", "=", f"{shop.prefix}capabilities"],
        ["r.meta_value", "like", f'%"{word}"%'],
    ]  # fmt: skip
    return [{"exists": {"table": "usermeta", "as": "r", "where": where}}]


def _counted(shop: Shop, rows: list[dict[str, Any]]) -> dict[int, tuple[int, int | None]]:
    alias, key = ("o", "customer_id") if shop.tables_of_orders else ("m", "meta_value")
    return {int(row[alias][key]): (int(row["n"]), int(row["last"])) for row in rows}


def _record(user: Mapping[str, Any], metas: Metas, shop: Shop, ask: Ask) -> Record:
    told: Record = {"id": int(user["ID"])}
    for name, column in COLUMNS.items():
        if name in ask.fields:
            told[name] = stamp(user[column]) if name == "date_created_gmt" else user[column]
    for name in ("first_name", "last_name"):
        told[name] = metas.text(name)
    told["is_paying_customer"] = metas.yes("paying_customer")
    told["date_modified_gmt"] = moment_of(metas.get("last_update"))
    told["billing"] = {name: metas.text(f"billing_{name}") for name in BILLING}
    told["shipping"] = {name: metas.text(f"shipping_{name}") for name in SHIPPING}
    if "role" in ask.fields:
        told["role"] = _first_role(metas.get(f"{shop.prefix}capabilities"))
    return {name: value for name, value in told.items() if name in ask.fields or name == "id"}


def _first_role(text: str | None) -> str:
    try:
        return next((role for role, holds in pairs(text).items() if holds is True), "")
    except Foreign:
        return ""


register(Customers())
