"""Carries orders, with the products and the statuses as the target knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polycart.client.migration.capabilities import KINDS
from polycart.client.migration.carrying import Migration, Record
from polycart.client.migration.index import Index
from polycart.client.migration.together import several
from polycart.client.migration.writing import Placed
from polycart.client.paging import Progress
from polycart.core.errors import PolycartError

ORDER = KINDS["order"]

ADDRESS = {
    "first_name": "first_name", "last_name": "last_name", "address1": "address_1", "address2": "address_2",
    "city": "city", "postcode": "postcode", "company": "company", "phone": "phone", "fax": "fax",
}  # fmt: skip
"""Fields of an address, and what parameters call them after ``bill_`` or ``shipp_``."""

NEEDED = ("first_name", "last_name", "address_1", "city", "postcode", "state", "country")
TOTALS = {"total": "total_price", "subtotal": "subtotal_price", "tax": "tax_price", "shipping": "shipping_price",
          "discount": "discount"}  # fmt: skip


async def migrate(run: Migration, progress: Progress | None) -> set[str]:
    """Carry all orders; answers the ids that the source has."""
    index = Index(run.target.store, ORDER.listed, "id,customer,totals,order_products", lambda record: [key(record)])

    async def one(record: Record) -> None:
        await _one(run, record, index)

    return await several(run.records(ORDER, progress), one, run.concurrency)


def key(record: Mapping[str, Any]) -> str:
    """What an order is looked for by after an attempt that broke off: whose it is, and how many of what."""
    email = str((record.get("customer") or {}).get("email") or "").casefold()
    lines = sorted(
        f"{line.get('quantity') or 0:g} × {line.get('price') or 0:.2f}" for line in record.get("order_products") or []
    )
    return f"{email} {lines}"


async def _one(run: Migration, record: Record, index: Index) -> None:
    id = str(record["id"])
    arguments = run.carried("order", record)
    _buyer(run, record, arguments)
    _totals(run, record, arguments)
    _ways(run, record, arguments)
    problem = await _status(run, record, arguments) or _lines(run, record, arguments)
    if run.dry:
        return
    if problem is not None:
        run.settled("order", record, Placed(None, "refused"))
        run.report.trouble("order", id, problem)
        return

    async def find(fresh: bool) -> list[str]:
        return await index.matches([key(record)], fresh)

    # Two orders can be alike in all that tells them apart here, so none that was there before is taken for this one.
    placed = await run.writer.add(ORDER, id, arguments, find, adopt=False)
    changed = False
    item = run.mine("order", id)
    if placed.how == "known" and item is not None:
        fixed = {name: value for name, value in item.sent.items() if name != "order_status"}
        if any(arguments.get(name) != value for name, value in fixed.items() if name != "date_modified"):
            run.lose("order", "changes", "Of an order that is carried already only its status follows.", record)
        try:
            wanted = fixed | {"order_status": arguments["order_status"]}
            changed = await run.writer.update(ORDER, item, wanted)
        except PolycartError as error:
            run.report.trouble("order", id, error.sentence)
    run.settled("order", record, placed, changed=changed)


def _buyer(run: Migration, record: Record, arguments: Record) -> None:
    buyer: Record = record.get("customer") or {}
    bill: Record = record.get("billing_address") or record.get("shipping_address") or {}
    shipp: Record = record.get("shipping_address") or {}
    told: Record = {"customer_email": buyer.get("email") or ""}
    told |= {f"customer_{name}": buyer.get(name) for name in ("first_name", "last_name", "phone")}
    for prefix, address in (("bill", bill), ("shipp", shipp)):
        if not address:
            continue
        told |= {f"{prefix}_{into}": address.get(field) for field, into in ADDRESS.items()}
        told[f"{prefix}_country"] = (address.get("country") or {}).get("code2")
        state: Record = address.get("state") or {}
        told[f"{prefix}_state"] = state.get("code") or state.get("name")
    taken = run.target.takes(ORDER.add)
    for name, value in told.items():
        if value in (None, ""):
            continue
        if name in taken:
            arguments[name] = value
        else:
            run.lose("order", name, f"order.add takes no {name} at the target.", record)
    for name in NEEDED:  # the contract asks for them, and some shops know orders without
        arguments.setdefault(f"bill_{name}", "")
    arguments.setdefault("customer_email", "")
    if "is_guest" in taken and not run.dry and run.ledger.target("customer", str(buyer.get("id"))) is None:
        arguments["is_guest"] = True


def _totals(run: Migration, record: Record, arguments: Record) -> None:
    totals: Record = record.get("totals") or {}
    for field, into in TOTALS.items():
        if totals.get(field) and run.needs("order", ORDER.add, into, f"totals.{field}", record):
            arguments[into] = totals[field]
    currency = (record.get("currency") or {}).get("iso3")
    if currency and run.needs("order", ORDER.add, "currency", "currency", record):
        arguments["currency"] = currency


def _ways(run: Migration, record: Record, arguments: Record) -> None:
    """How it was paid for and shipped."""
    for field, into in (("payment_method", "order_payment_method"), ("shipping_method", "order_shipping_method")):
        name = (record.get(field) or {}).get("name")
        if name and run.needs("order", ORDER.add, into, field, record):
            arguments[into] = name


async def _status(run: Migration, record: Record, arguments: Record) -> str | None:
    """The target's status of the same name, or of the one that was told for it; else why the order is refused."""
    status: Record = record.get("status") or {}
    name = str(status.get("name") or status.get("id") or "")
    run.report.name("order_status", name)
    if run.dry:
        return None
    found = await run.names.at_target("order_status", name)
    if found is None:
        return f"The target has no order status '{name}': tell which one stands for it."
    arguments["order_status"] = found
    return None


def _lines(run: Migration, record: Record, arguments: Record) -> str | None:
    """What was ordered; an order of something that the target does not have is refused."""
    lines: list[Record] = []
    for line in record.get("order_products") or []:
        product = run.ledger.target("product", str(line.get("product_id")))
        if product is None and not run.dry:
            return f"The target does not have product {line.get('product_id')} ('{line.get('name')}') of the order."
        made: Record = {
            "order_item_id": product, "order_item_name": line.get("name") or "",
            "order_item_model": line.get("model") or None, "order_item_price": line.get("price") or 0.0,
            "order_item_quantity": int(line.get("quantity") or 0), "order_item_tax": line.get("tax_percent") or None,
            "order_item_weight": line.get("weight") or None,
        }  # fmt: skip
        if line.get("variant_id") not in (None, "", "0"):
            variant = run.ledger.target("variant", str(line["variant_id"]))
            if variant is not None:
                made["order_item_variant_id"] = variant
            elif not run.dry:
                run.lose("order", "order_products.variant_id", "The variant is not at the target.", record)
        lines.append({name: value for name, value in made.items() if value is not None})
    if not lines and not run.dry:
        return "It has no items."
    arguments["order_item"] = lines
    return None
