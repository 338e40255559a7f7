"""What invoices, shipments and credit memos share: their frames, their items, their comments and their lists."""

from collections.abc import Callable
from typing import Any

from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.placing import document_number
from polycart.platforms.magento2.sim.routes import Route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, rows

MISSING = "The entity that was requested doesn't exist. Verify the entity and try again."
TYPES = {
    "CommentCreation": "comment string, is_visible_on_front int, extension_attributes any",
    "DocumentComment": (
        "is_customer_notified int, parent_id int, extension_attributes any, comment string, is_visible_on_front int, "
        "created_at string, entity_id int"
    ),
    "ItemCreation": "order_item_id int, qty float, extension_attributes any",
}
CURRENCIES = [
    "base_currency_code",
    "base_to_global_rate",
    "base_to_order_rate",
    "global_currency_code",
    "order_currency_code",
    "store_currency_code",
    "store_id",
    "store_to_base_rate",
    "store_to_order_rate",
    "billing_address_id",
]
COLUMNS = (
    "customer_id",
    "email_sent",
    "send_email",
    "transaction_id",
    "discount_description",
    "customer_note",
    "invoice_id",
)
AMOUNTS = ("amount", "total", "rate", "tax", "negative", "positive", "adjustment", "weight", "qty", "status", "label")
CRITERIA = "searchCriteria:SearchCriteria"
INTERNAL = "Internal Error. Details are available in Magento log file. Report ID: webapi-66f0c0ffee001"


def found(shop: Shop, table: str, number: int) -> Json:
    """A record by its id, or the refusal of the sales repositories."""
    record = shop.table(table).get(number)
    if record is None:
        raise Refusal(404, MISSING)
    return record


def frame(shop: Shop, kind: str, order: Json, when: str) -> Json:
    """What every document of an order begins with."""
    made: Json = {"entity_id": shop.next(kind), "order_id": order["entity_id"], "created_at": when, "updated_at": when}
    made["increment_id"] = document_number(shop, kind, order["store_id"])
    made["billing_address_id"] = order.get("billing_address_id")
    if order.get("shipping_address_id"):
        made["shipping_address_id"] = order["shipping_address_id"]
    return made


def bare(shop: Shop, kind: str, lines: str, sent: Json, nulls: Json) -> Json:
    """A document of what is sent, as the repositories save it: with ids and a number, and nothing computed."""
    order = found(shop, "orders", int(sent.get("order_id") or 0))
    now, store = shop.now(), order.get("store_id") or 1
    made: Json = {"created_at": now, "entity_id": shop.next(kind), "updated_at": now} | nulls | sent
    made["comments"] = list[Json]()
    made["increment_id"] = sent.get("increment_id") or document_number(shop, kind, store)
    told: list[Json] = []
    for one in rows(sent.get("items")):
        told.append({"sku": None} | one if kind == "invoices" else dict(one))
        told[-1] |= {"entity_id": shop.next(lines), "parent_id": made["entity_id"]}
    made["items"] = told
    shop.table(kind)[made["entity_id"]] = made
    return made


def unknown_column(name: str) -> Refusal:
    """What a list says of a condition on a column that its table has not."""
    return Refusal(500, INTERNAL)


def strict(read: Callable[[Json, str], Any]) -> Callable[[Json, str], Any]:
    """A reader whose missing columns are the database's error."""

    def value(record: Json, field: str) -> Any:
        try:
            return read(record, field)
        except KeyError as e:
            raise unknown_column(field) from e

    return value


def listing(table: str, columns: str = "", show: Callable[[Json], Json] | None = None) -> Any:
    """The handler of a list of documents; `columns` are those that a record need not have."""
    known = {*COLUMNS, *columns.split()}

    def read(record: Json, field: str) -> Any:
        if field not in record and field not in known and not field.endswith(AMOUNTS):
            raise KeyError(field)
        return record.get(field)

    def answer(shop: Shop, call: Call) -> Json:
        records = shop.table(table).values()
        return searched(shop, call.args["search_criteria"], records, strict(read), show)

    return answer


def comments(table: str) -> Any:
    """The handler of a document's comments; one that does not exist has none."""

    def answer(shop: Shop, call: Call) -> Json:
        held = shop.table(table).get(call.args["id"], {}).get("comments", [])
        filters = [{"field": "parent_id", "value": str(call.args["id"]), "condition_type": "eq"}]
        return {"items": held, "search_criteria": {"filter_groups": [{"filters": filters}]}, "total_count": len(held)}

    return answer


def add_comment(shop: Shop, document: Json, asked: Json, sequence: str, *, notified: int = 0) -> Json:
    """Put a comment on a document."""
    made: Json = {"is_customer_notified": int(asked.get("is_customer_notified") or notified)}
    made |= {"parent_id": document["entity_id"], "comment": asked.get("comment") or ""}
    made |= {"is_visible_on_front": int(asked.get("is_visible_on_front") or 0), "created_at": shop.now()}
    made["entity_id"] = shop.next(f"{sequence}_comments")
    document["comments"].append(made)
    return made


def emails(table: str) -> Any:
    """The handler of sending a document's mail: mails go nowhere here, but the document must exist."""

    def answer(shop: Shop, call: Call) -> bool:
        found(shop, table, call.args["id"])
        return True

    return answer


ROUTES: tuple[Route, ...] = ()
"""None of its own: this module gives the documents their types."""
