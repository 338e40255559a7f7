"""Orders with their lines, refunds and notes as rows: in tables of their own, or among the posts."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from polycart.platforms.woocommerce.sim.rows import Rows
from polycart.platforms.woocommerce.sim.serialize import serialize
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Json

ADDRESS = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
    "email",
    "phone",
)
PLAIN = ("trash", "auto-draft", "draft")


def write(shop: Shop, rows: Rows) -> None:
    """All orders."""
    numbers = count(1)
    for order in shop.orders.values():
        (_table if shop.hpos else _post)(rows, order, numbers)
        _lines(shop, rows, order)
    for refund in shop.refunds.values():
        _refund(shop, rows, refund)
        _lines(shop, rows, refund)
    for note in shop.notes.values():
        when = Rows.stamp(note["date_created_gmt"])
        rows.add(
            "comments", comment_ID=note["id"], comment_post_ID=note["parent_id"], comment_author=note["author"],
            comment_date=when, comment_date_gmt=when, comment_content=note["note"], comment_approved="1",
            comment_type="order_note",
        )  # fmt: skip
        if note["customer_note"]:
            rows.meta("commentmeta", "comment_id", note["id"], "is_customer_note", "1")


def _status(order: Json) -> str:
    return order["status"] if order["status"] in PLAIN else f"wc-{order['status']}"


def _table(rows: Rows, order: Json, numbers: Any) -> None:
    id = order["id"]
    rows.add(
        "wc_orders", id=id, status=_status(order), currency=order["currency"], type="shop_order",
        tax_amount=float(order["cart_tax"]), total_amount=float(order["total"]), customer_id=order["customer_id"],
        billing_email=order["billing"]["email"], date_created_gmt=Rows.stamp(order["date_created"]),
        date_updated_gmt=Rows.stamp(order["date_modified"]), parent_order_id=order["parent_id"],
        payment_method=order["payment_method"], payment_method_title=order["payment_method_title"],
        transaction_id=order["transaction_id"], ip_address=order["customer_ip_address"],
        user_agent=order["customer_user_agent"], customer_note=order["customer_note"],
    )  # fmt: skip
    rows.add(
        "wc_order_operational_data", id=id, order_id=id, created_via=order["created_via"],
        prices_include_tax=int(order["prices_include_tax"]), order_key=order["order_key"],
        shipping_tax_amount=float(order["shipping_tax"]), shipping_total_amount=float(order["shipping_total"]),
        discount_tax_amount=float(order["discount_tax"]), discount_total_amount=float(order["discount_total"]),
        date_paid_gmt=Rows.stamp(order["date_paid"]), date_completed_gmt=Rows.stamp(order["date_completed"]),
    )  # fmt: skip
    for kind in ("billing", "shipping"):
        values = {name: order[kind].get(name) for name in ADDRESS}
        rows.add("wc_order_addresses", id=next(numbers), order_id=id, address_type=kind, **values)


def _post(rows: Rows, order: Json, numbers: Any) -> None:
    made, changed = Rows.stamp(order["date_created"]), Rows.stamp(order["date_modified"])
    rows.add(
        "posts", ID=order["id"], post_author=1, post_date=made, post_date_gmt=made, post_content="",
        post_title="Order", post_excerpt=order["customer_note"], post_status=_status(order), post_name="order",
        post_modified=changed, post_modified_gmt=changed, post_parent=order["parent_id"], menu_order=0,
        post_type="shop_order", post_mime_type="", comment_status="open",
    )  # fmt: skip
    values: dict[str, Any] = {
        "_order_currency": order["currency"],
        "_date_completed": Rows.seconds(order["date_completed"]),
        "_date_paid": Rows.seconds(order["date_paid"]),
        "_prices_include_tax": "yes" if order["prices_include_tax"] else "no",
        "_cart_discount": order["discount_total"],
        "_cart_discount_tax": order["discount_tax"],
        "_order_shipping": order["shipping_total"],
        "_order_shipping_tax": order["shipping_tax"],
        "_order_tax": order["cart_tax"],
        "_order_total": order["total"],
        "_customer_user": order["customer_id"],
        "_order_key": order["order_key"],
        "_payment_method": order["payment_method"],
        "_payment_method_title": order["payment_method_title"],
        "_transaction_id": order["transaction_id"],
        "_customer_ip_address": order["customer_ip_address"],
        "_customer_user_agent": order["customer_user_agent"],
        "_created_via": order["created_via"],
        **{f"_{kind}_{name}": order[kind].get(name) for kind in ("billing", "shipping") for name in ADDRESS},
    }
    rows.metas("postmeta", "post_id", order["id"], values)


def _refund(shop: Shop, rows: Rows, refund: Json) -> None:
    id, made = refund["id"], Rows.stamp(refund["date_created_gmt"])
    values = {
        "_refund_amount": refund["amount"], "_refund_reason": refund["reason"],
        "_refunded_payment": "1" if refund["refunded_payment"] else "",
    }  # fmt: skip
    if shop.hpos:
        rows.add(
            "wc_orders", id=id, status="wc-completed", currency="", type="shop_order_refund", customer_id=0,
            date_created_gmt=made, date_updated_gmt=made, parent_order_id=refund["parent_id"],
        )  # fmt: skip
        rows.metas("wc_orders_meta", "order_id", id, values, number="id")
        return
    rows.add(
        "posts", ID=id, post_author=1, post_date=made, post_date_gmt=made, post_title="Refund", post_excerpt="",
        post_content="", post_status="wc-completed", post_name="refund", post_modified=made, post_modified_gmt=made,
        post_parent=refund["parent_id"], menu_order=0, post_type="shop_order_refund", post_mime_type="",
        comment_status="closed",
    )  # fmt: skip
    rows.metas("postmeta", "post_id", id, values)


def _lines(shop: Shop, rows: Rows, order: Json) -> None:
    """The lines of an order or refund, each with what is a field of it, and what is not."""
    for line in order["line_items"]:
        _line(rows, order, line, "line_item", line["name"], {
            "_product_id": line["product_id"], "_variation_id": line["variation_id"], "_qty": line["quantity"],
            "_tax_class": line["tax_class"], "_line_subtotal": line["subtotal"],
            "_line_subtotal_tax": line["subtotal_tax"], "_line_total": line["total"], "_line_tax": line["total_tax"],
            "_line_tax_data": serialize(_taxes(line)),
        })  # fmt: skip
    for line in order["shipping_lines"]:
        _line(rows, order, line, "shipping", line["method_title"], {
            "method_id": line["method_id"], "instance_id": line["instance_id"], "cost": line["total"],
            "total_tax": line["total_tax"], "taxes": serialize({"total": _taxes(line)["total"]}),
        })  # fmt: skip
    for line in order["fee_lines"]:
        _line(rows, order, line, "fee", line["name"], {
            "_line_total": line["total"], "_line_tax": line["total_tax"], "_line_tax_data": serialize(_taxes(line)),
        })  # fmt: skip
    for line in order["tax_lines"]:
        _line(rows, order, line, "tax", line["rate_code"], {
            "rate_id": line["rate_id"], "label": line["label"], "compound": "1" if line["compound"] else "",
            "tax_amount": line["tax_total"], "shipping_tax_amount": line["shipping_tax_total"],
            "rate_percent": line.get("rate_percent"),
        })  # fmt: skip
    for line in order.get("coupon_lines", []):
        coupon = next((one["id"] for one in shop.coupons.values() if one["code"] == line["code"]), 0)
        kind = line.get("discount_type")
        short = [coupon, line["code"], None if kind == "fixed_cart" else kind, line.get("nominal_amount", 0)]
        _line(
            rows,
            order,
            line,
            "coupon",
            line["code"],
            {
                "discount_amount": line["discount"],
                "discount_amount_tax": line["discount_tax"],
                "coupon_info": json.dumps(short),
            },
        )


def _line(rows: Rows, order: Json, line: Json, kind: str, name: str, values: dict[str, Any]) -> None:
    rows.add(
        "woocommerce_order_items", order_item_id=line["id"], order_item_name=name, order_item_type=kind,
        order_id=order["id"],
    )  # fmt: skip
    rows.metas("woocommerce_order_itemmeta", "order_item_id", line["id"], values)
    own = [pair for pair in line.get("meta_data", []) if pair["key"] not in values]
    rows.pairs("woocommerce_order_itemmeta", "order_item_id", line["id"], own)


def _taxes(line: Json) -> Json:
    return {kind: {tax["id"]: tax[kind] for tax in line["taxes"] if kind in tax} for kind in ("total", "subtotal")}
