"""The sales side of a recorded Magento shop's database as the records that its REST API tells."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import Any

from tests.specs import magento2_dump
from tests.specs.magento2_dump import answers, tables

from polycart.platforms.magento2.sim import regions, sales_types
from polycart.platforms.magento2.sim.served import TABLE

Row = dict[str, Any]
HIDDEN = {"shipping_method", "coupon_rule_name", "send_email", "shipping_address_id", "paypal_ipn_customer_notified"}
PAYMENT = ("account_status", "cc_last4")
CREDIT_NULLS = ("base_cost",)
CUSTOMER = {"created_at", "updated_at", "created_in", "dob", "email", "firstname", "lastname", "gender", "store_id"}
CUSTOMER |= {"website_id", "group_id"}
TRACK_NULLS = ("weight", "qty", "description")


@cache
def fields(kind: str) -> set[str]:
    """The names of a declared type."""
    assert TABLE.routes
    return {pair.split()[0] for pair in sales_types.TYPES[kind].split(",") if pair.strip()}


def by(table: str, key: str) -> dict[Any, list[Row]]:
    """The rows of a table by a column."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in tables().get(table, []):
        found[row[key]].append(row)
    return found


def some(row: Row, names: set[str]) -> Row:
    """The columns of these names that hold something."""
    return {k: v for k, v in row.items() if k in names and v is not None}


def address(row: Row) -> Row:
    """An address of an order."""
    made = some(row, fields("OrderAddress")) | {"street": row["street"].split("\n")}
    region = regions.by_id(row["region_id"] or 0)
    return made | ({"region_code": region[1]} if region else {})


def option(text: str | None) -> Row:
    """What was chosen of a configurable product."""
    chosen = (json.loads(text or "{}").get("info_buyRequest") or {}).get("super_attribute")
    if not chosen:
        return {}
    told = [{"option_id": str(k), "option_value": int(v)} for k, v in chosen.items()]
    return {"product_option": {"extension_attributes": {"configurable_item_options": told}}}


def items(order: int) -> list[Row]:
    """The items of an order, discounted rows less their discount as the shop tells them."""
    found: list[Row] = []
    for row in by("sales_order_item", "order_id")[order]:
        made = some(row, fields("OrderItem") - {"product_option"}) | option(row["product_options"])
        made["extension_attributes"] = {
            "itemized_taxes": [tax for tax in taxes(order) if tax.get("item_id") == row["item_id"]]
        }
        for base in ("", "base_"):
            if made.get(f"{base}discount_amount"):
                made[f"{base}row_total"] -= made[f"{base}discount_amount"]
        found.append(made)
    return found


def taxes(order: int) -> list[Row]:
    """The taxes of an order's items."""
    found: list[Row] = []
    for tax in by("sales_order_tax", "order_id")[order]:
        for row in by("sales_order_tax_item", "tax_id")[tax["tax_id"]]:
            made = {k: v for k, v in row.items() if v is not None and k != "associated_item_id"}
            found.append(made | {"tax_code": tax["code"]})
    return found


def order(row: Row) -> Row:
    """An order as `GET orders/:id` tells it, as far as the simulator reads it."""
    number = row["entity_id"]
    places = {one["address_type"]: address(one) for one in by("sales_order_address", "parent_id")[number]}
    made = some(row, fields("Order") - HIDDEN) | {"items": items(number)}
    for one in made["items"]:
        one.setdefault("extension_attributes", {"itemized_taxes": []})
    payment = by("sales_order_payment", "parent_id")[number][0]
    made["payment"] = dict.fromkeys(PAYMENT) | some(payment, fields("OrderPayment") - {"additional_information"})
    made["payment"]["additional_information"] = [str(v) for v in json.loads(payment["additional_information"]).values()]
    histories = by("sales_order_status_history", "parent_id")[number]
    made["status_histories"] = [some(one, fields("OrderComment")) for one in histories]
    made["billing_address"] = places["billing"]
    kept = ("tax_id", "order_id", "code", "title", "percent", "amount", "base_amount", "base_real_amount")
    whole = [some(one, {*kept, "priority", "position", "process"}) for one in by("sales_order_tax", "order_id")[number]]
    shipping = {"address": places.get("shipping"), "method": row["shipping_method"]}
    made["extension_attributes"] = {
        "shipping_assignments": [{"shipping": shipping}],
        "taxes": whole,
        "additional_itemized_taxes": [tax for tax in taxes(number) if not tax.get("item_id")],
    }
    return made


def recorded(*names: str) -> list[Row]:
    """Documents that were recorded whole."""
    found: list[Row] = []
    for name in names:
        body = answers()[name]
        found += body["items"] if "total_count" in body else [body]
    return found


def documents(table: str, parts: dict[str, str], patterns: list[Row], nulls: dict[str, tuple[str, ...]]) -> list[Row]:
    """Documents of a table with their parts, told with the fields that the recorded ones have."""
    known = {name for one in patterns for name in one}
    found: list[Row] = []
    for row in tables()[table]:
        made = some(row, known)
        for part, name in parts.items():
            inner = {key for one in patterns for line in one.get(name, []) for key in line}
            lines = by(part, "parent_id")[row["entity_id"]]
            made[name] = [dict.fromkeys(nulls.get(name, ())) | some(line, inner) for line in lines]
        found.append(made | {"comments": []})
    return found


def tracked(rows: list[Row]) -> list[Row]:
    """The tracks of shipments under the names of the API."""
    numbers = by("sales_shipment_track", "parent_id")
    for row in rows:
        row["packages"] = []
        row["extension_attributes"] = {"source_code": "default"}
        row["tracks"] = [
            dict.fromkeys(TRACK_NULLS)
            | some(one, {"order_id", "created_at", "entity_id", "parent_id", "updated_at", "title", "carrier_code"})
            | {"track_number": one["track_number"]}
            for one in numbers[row["entity_id"]]
        ]
    return rows


def customers() -> list[Row]:
    """The customers with their addresses."""
    found: list[Row] = []
    for row in tables()["customer_entity"]:
        made: Row = {"id": row["entity_id"]} | some(row, CUSTOMER) | {"addresses": []}
        made |= {"disable_auto_group_change": 0, "extension_attributes": {"is_subscribed": False}}
        for kind in ("billing", "shipping"):
            if row[f"default_{kind}"]:
                made[f"default_{kind}"] = str(row[f"default_{kind}"])
        for one in by("customer_address_entity", "parent_id")[row["entity_id"]]:
            place = some(one, {"country_id", "telephone", "postcode", "city", "firstname", "lastname", "region_id"})
            region = regions.by_id(one["region_id"] or 0)
            assert region
            place["region"] = {"region_id": region[0], "region_code": region[1], "region": region[2]}
            place |= {"id": one["entity_id"], "customer_id": row["entity_id"], "street": one["street"].split("\n")}
            place |= {
                f"default_{kind}": True
                for kind in ("billing", "shipping")
                if made.get(f"default_{kind}") == str(one["entity_id"])
            }
            made["addresses"].append(place)
        found.append(made)
    return found


def condition(text: str) -> Row:
    """A rule's condition from what the database keeps."""

    def told(node: Row) -> Row:
        made: Row = {"condition_type": node["type"], "operator": node["operator"], "value": node["value"]}
        if node.get("conditions"):
            made["conditions"] = [told(child) for child in node["conditions"]]
        if node.get("aggregator"):
            made["aggregator_type"] = node["aggregator"]
        return made | ({"attribute_name": node["attribute"]} if node.get("attribute") else {})

    return told(json.loads(text))


def rules() -> list[Row]:
    """The cart price rules."""
    names = set(answers()["salesRule"]) | {"from_date", "to_date"}
    flags = ("is_active", "stop_rules_processing", "is_advanced", "apply_to_shipping", "is_rss", "use_auto_generation")
    kinds = {1: "NO_COUPON", 2: "SPECIFIC_COUPON", 3: "AUTO"}
    found: list[Row] = []
    for row in tables()["salesrule"]:
        made = some(row, names) | {name: bool(row[name]) for name in flags} | {"store_labels": []}
        made |= {"coupon_type": kinds[row["coupon_type"]], "simple_free_shipping": str(row["simple_free_shipping"])}
        made |= {"website_ids": [1], "customer_group_ids": [0, 1, 2, 3]}
        made |= {"condition": condition(row["conditions_serialized"])}
        found.append(made | {"action_condition": condition(row["actions_serialized"])})
    return found


def records() -> Row:
    """What the simulator loads: the catalogue and, from the database, the sales side."""
    told = answers()
    shipments = documents("sales_shipment", {"sales_shipment_item": "items"}, recorded("shipments"), {})
    memos = recorded("creditmemos")
    whole = {cart["id"]: cart for cart in told["carts.search"]["items"]}
    carts = [whole.get(row["entity_id"], {"id": row["entity_id"]}) for row in tables()["quote"]]
    return magento2_dump.records() | {
        "customers": customers(),
        "customerGroups": told["customerGroups"]["items"],
        "taxRates": told["taxRates"]["items"],
        "taxRules": told["taxRules"]["items"],
        "taxClasses": told["taxClasses"]["items"],
        "salesRules": rules(),
        "coupons": told["coupons"]["items"],
        "carts": carts,
        "orders": [order(row) for row in tables()["sales_order"]],
        "invoices": documents("sales_invoice", {"sales_invoice_item": "items"}, recorded("invoices"), {}),
        "shipments": tracked(shipments),
        "creditmemos": documents(
            "sales_creditmemo", {"sales_creditmemo_item": "items"}, memos, {"items": CREDIT_NULLS}
        ),
        "reservations": {},
    }
