"""A page of orders out of the tables, field by field (WC_REST_Orders_Controller)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.bridge.tables import Condition
from polycart.platforms.woocommerce import posts
from polycart.platforms.woocommerce.answers import Ask, Found, Record, Statements, Unknown, register
from polycart.platforms.woocommerce.facts import Shop
from polycart.platforms.woocommerce.goods.reading import moment_of
from polycart.platforms.woocommerce.metas import NOTHING, Metas, grouped
from polycart.platforms.woocommerce.orders import lines
from polycart.platforms.woocommerce.orders.amounts import exact, spelled
from polycart.platforms.woocommerce.orders.tables import ORDER, ORDER_META, POST, columns, conditions, order
from polycart.platforms.woocommerce.posts import stamp

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo

PATH = "orders"
ADDRESS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country")
BILLING = (*ADDRESS, "email", "phone")
SHIPPING = (*ADDRESS, "phone")

TABLE: Mapping[str, tuple[str, ...]] = {
    "parent_id": ("o.parent_order_id",), "status": ("o.status",), "currency": ("o.currency",),
    "date_created_gmt": ("o.date_created_gmt",), "date_modified_gmt": ("o.date_updated_gmt",),
    "date_completed_gmt": ("d.date_completed_gmt",), "date_paid_gmt": ("d.date_paid_gmt",),
    "prices_include_tax": ("d.prices_include_tax",), "discount_total": ("d.discount_total_amount",),
    "discount_tax": ("d.discount_tax_amount",), "shipping_total": ("d.shipping_total_amount",),
    "shipping_tax": ("d.shipping_tax_amount",), "cart_tax": ("o.tax_amount",), "total": ("o.total_amount",),
    "total_tax": ("o.tax_amount", "d.shipping_tax_amount"), "customer_id": ("o.customer_id",),
    "order_key": ("d.order_key",), "payment_method": ("o.payment_method",),
    "payment_method_title": ("o.payment_method_title",), "transaction_id": ("o.transaction_id",),
    "customer_ip_address": ("o.ip_address",), "customer_user_agent": ("o.user_agent",),
    "created_via": ("d.created_via",), "customer_note": ("o.customer_note",),
    "billing": tuple(f"b.{name}" for name in BILLING), "shipping": tuple(f"s.{name}" for name in SHIPPING),
}  # fmt: skip
"""Where the tables of orders keep each field."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "currency": ("_order_currency",),
    "date_completed_gmt": ("_date_completed", "_completed_date"),
    "date_paid_gmt": ("_date_paid", "_paid_date"),
    "prices_include_tax": ("_prices_include_tax",),
    "discount_total": ("_cart_discount",),
    "discount_tax": ("_cart_discount_tax",),
    "shipping_total": ("_order_shipping",),
    "shipping_tax": ("_order_shipping_tax",),
    "cart_tax": ("_order_tax",),
    "total": ("_order_total",),
    "total_tax": ("_order_tax", "_order_shipping_tax"),
    "customer_id": ("_customer_user",),
    "order_key": ("_order_key",),
    "payment_method": ("_payment_method",),
    "payment_method_title": ("_payment_method_title",),
    "transaction_id": ("_transaction_id",),
    "customer_ip_address": ("_customer_ip_address",),
    "customer_user_agent": ("_customer_user_agent",),
    "created_via": ("_created_via",),
    "billing": tuple(f"_billing_{name}" for name in BILLING),
    "shipping": tuple(f"_shipping_{name}" for name in SHIPPING),
}
"""Where the meta data of posts keeps it (WC_Order_Data_Store_CPT::read_order_data)."""

POSTED = {
    "parent_id": "p.post_parent", "status": "p.post_status", "date_created_gmt": "p.post_date_gmt",
    "date_modified_gmt": "p.post_modified_gmt", "customer_note": "p.post_excerpt",
}  # fmt: skip
MONEY = ("discount_total", "discount_tax", "shipping_total", "shipping_tax", "cart_tax", "total", "total_tax")
MOMENTS = ("date_created_gmt", "date_modified_gmt", "date_completed_gmt", "date_paid_gmt")
FIELDS = frozenset({"id", "refunds", *TABLE, *lines.TYPES}) - {"fee_lines"}  # told whole, as surplus


class Orders:
    """The list of orders, wherever they are kept."""

    path = PATH
    fields = FIELDS
    query: Mapping[str, Any] = {"orderby": "id", "order": "asc", "status": "any"}

    def conditions(self, shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
        """What the filters mean."""
        return conditions(shop, filters)

    def order(self, ask: Ask) -> list[str]:
        """The columns to sort by; both places have the same orders."""
        if ask.orderby not in ("id", "date", "include"):
            raise Unknown("orderby")
        return [ask.orderby]

    async def find(self, woo: Woo, shop: Shop, ask: Ask) -> Found:
        """A page of orders with their lines and refunds, in one round trip."""
        batch = Statements()
        digits = ask.filters.get("dp")
        digits = shop.decimals if digits is None else int(digits)
        place, where, by = columns(shop), conditions(shop, ask.filters), order(shop, ask)
        table, needed = (
            (ORDER, TABLE) if shop.tables_of_orders else (POST, {name: (at,) for name, at in POSTED.items()})
        )
        chosen = {place["id"], *(column for name in ask.fields for column in needed.get(name, ()))}
        main = batch.add(table.select(sorted(chosen), where, order=by, limit=ask.count, offset=ask.offset), place["id"])
        total = batch.add(table.count(where))
        owners = {"rows": [main, place["id"]]}
        keys = set[str]() if shop.tables_of_orders else {key for name in ask.fields for key in KEYS.get(name, ())}
        metas = posts.metas(batch, owners, keys) if keys else None
        asked = lines.ask(batch, owners, ask.fields & FIELDS)
        refunds = _refunds(shop, batch, owners) if "refunds" in ask.fields else None
        await batch.read(woo)
        beside = grouped(batch.rows(metas), "m", "post_id")
        page = _Page(
            shop=shop,
            digits=digits,
            lines=lines.told(batch, asked, shop, digits),
            refunds=_refunded(shop, batch, refunds),
        )
        found = Found(records=[], total=batch.number(total), missing={})
        alias, key = place["id"].split(".")
        for row in batch.rows(main):
            id = int(row[alias][key])
            values = _from_tables(row) if shop.tables_of_orders else _from_posts(row["p"], beside.get(id, NOTHING))
            record, lacks = page.record(id, values, ask.fields)
            found.records.append(record)
            if lacks:
                found.missing[id] = lacks
        return found


class _Page(msgspec.Struct, kw_only=True):
    """What the orders of a page share while they are told."""

    shop: Shop
    digits: int
    lines: lines.Lines
    refunds: dict[int, list[Record]]

    def record(self, id: int, values: Callable[[str], Any], wanted: frozenset[str]) -> tuple[Record, set[str]]:
        """An order as the API tells it, and the fields that only the API knows."""
        record: Record = {"id": id}
        lacks = set[str]()
        for name in sorted(wanted & FIELDS - {"id"}):
            try:
                record[name] = self._value(id, name, values)
            except Unknown:
                lacks.add(name)
        return record, lacks

    def _value(self, id: int, name: str, values: Callable[[str], Any]) -> Any:
        if name in lines.TYPES:
            return self.lines.of(id, name)
        if name == "refunds":
            return [one | {"total": "-" + spelled(one["total"], self.digits)} for one in self.refunds.get(id, [])]
        value = values(name)
        if name in MONEY:
            return spelled(value, self.digits)
        return str(value).removeprefix("wc-") if name == "status" else value


def _from_tables(row: Mapping[str, Mapping[str, Any]]) -> Callable[[str], Any]:
    """The values of an order out of the tables of orders."""

    def value(name: str) -> Any:
        found: list[Any] = []
        for column in TABLE[name]:
            alias, _, key = column.partition(".")
            found.append((row.get(alias) or {}).get(key))
        if name in ("billing", "shipping"):
            return dict(
                zip(
                    BILLING if name == "billing" else SHIPPING,
                    ["" if one is None else one for one in found],
                    strict=True,
                )
            )
        if name in MOMENTS:
            return stamp(found[0])
        if name in MONEY:
            return sum(map(exact, found))
        if name in ("parent_id", "customer_id"):
            return int(found[0] or 0)
        return found[0] in (1, "1") if name == "prices_include_tax" else found[0] or ""

    return value


def _from_posts(post: Mapping[str, Any], metas: Metas) -> Callable[[str], Any]:
    """The values of an order out of a post and its meta data."""

    def value(name: str) -> Any:
        if name in POSTED:
            found = post[POSTED[name].partition(".")[2]]
            return stamp(found) if name in MOMENTS else int(found) if name == "parent_id" else found
        keys = KEYS[name]
        if name in ("billing", "shipping"):
            fields = BILLING if name == "billing" else SHIPPING
            return {field: metas.text(f"_{name}_{field}") for field in fields}
        if name in MOMENTS:
            if not metas.text(keys[0]) and metas.text(keys[1]):
                raise Unknown(name)  # only the local time was kept before 3.0
            return moment_of(metas.get(keys[0]))
        if name in MONEY:
            return sum(exact(metas.get(key)) for key in keys)
        if name == "customer_id":
            return int(exact(metas.get(keys[0])))
        return metas.yes(keys[0]) if name == "prices_include_tax" else metas.text(keys[0])

    return value


def _refunds(shop: Shop, batch: Statements, owners: dict[str, Any]) -> tuple[int, int]:
    """The refunds of some orders, which are records of their own below them, and their meta data."""
    place = columns(shop)
    table = ORDER if shop.tables_of_orders else POST
    where: list[Condition] = [[place["parent"], "in", owners], [place["type"], "=", "shop_order_refund"]]
    rows = batch.add(
        table.select([place["id"], place["parent"]], where, order=["-" + place["after"], "-" + place["id"]]),
        place["id"],
    )
    below, keys = {"rows": [rows, place["id"]]}, ["_refund_amount", "_refund_reason"]
    if not shop.tables_of_orders:
        return rows, posts.metas(batch, below, keys)
    among: list[Condition] = [["n.order_id", "in", below], ["n.meta_key", "in", keys]]
    return rows, batch.add(
        ORDER_META.select(["n.id", "n.order_id", "n.meta_key", "n.meta_value"], among, order=["n.id"])
    )


def _refunded(shop: Shop, batch: Statements, asked: tuple[int, int] | None) -> dict[int, list[Record]]:
    if asked is None:
        return {}
    here = ("n", "order_id") if shop.tables_of_orders else ("m", "post_id")
    metas = grouped(batch.rows(asked[1]), *here, id="id" if shop.tables_of_orders else "meta_id")
    place = columns(shop)
    alias, key = place["id"].split(".")
    found: dict[int, list[Record]] = {}
    for row in batch.rows(asked[0]):
        beside = metas.get(int(row[alias][key]), NOTHING)
        parent = int(row[alias][place["parent"].split(".")[1]])
        one = {
            "id": int(row[alias][key]),
            "reason": beside.text("_refund_reason"),
            "total": beside.get("_refund_amount"),
        }
        found.setdefault(parent, []).append(one)
    return found


register(Orders())
