"""Returns of goods: each is of one product of an order (admin/model/sale/returns.php)."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import (
    OrderReturnAdded,
    OrderReturnAddParams,
    OrderReturnDeleteParams,
    OrderReturnUpdateParams,
)
from polycart.api.results import DeletedFlag, UpdatedItems
from polycart.api.returns import (
    Return,
    ReturnAction,
    ReturnActionListParams,
    ReturnCount,
    ReturnCountParams,
    ReturnInfoParams,
    ReturnListParams,
    ReturnOrderProduct,
    ReturnReason,
    ReturnReasonListParams,
    ReturnStatus,
    ReturnStatusListParams,
)
from polycart.core.bridge.tables import Condition, Statement, Table, conditions, where
from polycart.core.codecs import text
from polycart.core.errors import MissingParameter
from polycart.core.ids import link
from polycart.core.mapping import Map, computed, extras, field
from polycart.core.method import Page
from polycart.core.moments import now
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.statements import delete, insert, made, select, update
from polycart.platforms.opencart.values import (
    escaped,
    missing,
    moment,
    moment_text,
    native_id,
    native_ids,
    number_of,
    refused,
    unescaped,
    words,
)

ID = "r.return_id"
RETURN = Table(
    "return",
    "r",
    joins={
        "rs": "LEFT return_status ON rs.return_status_id = r.return_status_id AND rs.language_id = :language",
        "rr": "LEFT return_reason ON rr.return_reason_id = r.return_reason_id AND rr.language_id = :language",
        "ra": "LEFT return_action ON ra.return_action_id = r.return_action_id AND ra.language_id = :language",
        "op": "LEFT order_product ON op.order_id = r.order_id AND op.product_id = r.product_id",
    },
)


def _status(id: Any, name: Any) -> ReturnStatus | None:
    return ReturnStatus(id=str(id), name=unescaped(name) or "") if id else None


def _items(product: Any, item: Any, name: Any, count: Any, opened: Any, *about: Any) -> list[ReturnOrderProduct]:
    reason, said, action, done = about
    return [
        ReturnOrderProduct(
            product_id=str(product) if product else None, order_product_id=str(item or ""), name=unescaped(name),
            quantity=int(count or 0), condition="opened" if int(opened or 0) else "unopened",
            reason=ReturnReason(id=str(reason), name=unescaped(said) or "") if reason else None,
            action=ReturnAction(id=str(action), name=unescaped(done) or "") if action else None,
        )
    ]  # fmt: skip


class ReturnMap(Map[Return]):
    """A return; it holds one product, which is that of the order with the same id."""

    id = field(ID, text)
    order_id = field("r.order_id", text)
    customer_id = field("r.customer_id", link)
    created_at = computed(moment_text, "r.date_added")
    modified_at = computed(moment_text, "r.date_modified")
    status = computed(_status, "r.return_status_id", "rs.name")
    order_products = computed(
        _items, "r.product_id", "op.order_product_id", "r.product", "r.quantity", "r.opened", "r.return_reason_id",
        "rr.name", "r.return_action_id", "ra.name",
    )  # fmt: skip
    comment = field("r.comment", words)
    additional_fields = extras(
        email="r.email", first_name="r.firstname", last_name="r.lastname", model="r.model", phone="r.telephone"
    )


class ReturnQuery(Map[ReturnListParams]):
    """The filters that are conditions by themselves."""

    order_id = where("r.order_id = :v", native_id("order_id"))
    order_ids = where("r.order_id IN :v", native_ids("order_ids"))
    customer_id = where("r.customer_id = :v", native_id("customer_id"))
    created_from = where("r.date_added >= :v", moment)
    created_to = where("r.date_added <= :v", moment)
    modified_from = where("r.date_modified >= :v", moment)
    modified_to = where("r.date_modified <= :v", moment)


class CountQuery(Map[ReturnCountParams]):
    """The same filters for the number."""

    order_ids = ReturnQuery.entries["order_ids"]
    customer_id = ReturnQuery.entries["customer_id"]
    created_from = ReturnQuery.entries["created_from"]
    created_to = ReturnQuery.entries["created_to"]
    modified_from = ReturnQuery.entries["modified_from"]
    modified_to = ReturnQuery.entries["modified_to"]


def _with_status(found: list[Condition], given: str | None) -> list[Condition]:
    """The condition for a status by its id or name."""
    if given is not None:
        by_id: list[Condition] = [["r.return_status_id", "=", int(given)]] if given.isdigit() else []
        found.append({"any": [*by_id, ["rs.name", "=", escaped(given)]]})
    return found


@opencart.implements(api.returns.list, ReturnQuery, "status", gives=ReturnMap)
async def return_list(cart: Opencart, p: ReturnListParams) -> Page[Return]:
    """List the returns."""
    if p.order_id is not None and p.order_ids is not None:
        raise beside("order_id", "order_ids")
    await cart.facts()
    found = _with_status(list(conditions(ReturnQuery, p)), p.status)
    return await cart.window(RETURN, ReturnMap, found, start=p.start, count=p.count, order=[ID])


@opencart.implements(api.returns.count, CountQuery, "status")
async def return_count(cart: Opencart, p: ReturnCountParams) -> ReturnCount:
    """Count the returns."""
    await cart.facts()
    return ReturnCount(returns_count=await cart.total(RETURN, _with_status(list(conditions(CountQuery, p)), p.status)))


@opencart.implements(api.returns.info, "id", "order_id", gives=ReturnMap)
async def return_info(cart: Opencart, p: ReturnInfoParams) -> Return:
    """Read one return."""
    found: list[Condition] = [[ID, "=", number_of("id", p.id)]]
    if p.order_id is not None:
        found.append(["r.order_id", "=", number_of("order_id", p.order_id)])
    one = await cart.one(RETURN, ReturnMap, found)
    if one is None:
        raise missing("Return", p.id)
    return one


async def _names(cart: Opencart, kind: str) -> list[Status]:
    await cart.facts()
    table, key = f"return_{kind}", f"return_{kind}_id"
    where = ["t.language_id", "=", cart.language]
    (rows,) = await cart.rows(select(table, (key, "name"), where, order=[f"t.{key}"]))
    return [Status(id=str(row[key]), name=unescaped(row["name"]) or "") for row in rows]


@opencart.implements(api.returns.status.list, gives=("id", "name"))
async def return_status_list(cart: Opencart, p: ReturnStatusListParams) -> Page[Status]:
    """List the states that a return can have."""
    return Page(items=await _names(cart, "status"))


@opencart.implements(api.returns.reason.list, gives=("id", "name"))
async def return_reason_list(cart: Opencart, p: ReturnReasonListParams) -> Page[Status]:
    """List the reasons that a return can have."""
    return Page(items=await _names(cart, "reason"))


@opencart.implements(api.returns.action.list, gives=("id", "name"))
async def return_action_list(cart: Opencart, p: ReturnActionListParams) -> Page[Status]:
    """List what can be done about a return."""
    return Page(items=await _names(cart, "action"))


async def _id(cart: Opencart, kind: str, given: str, parameter: str) -> int:
    """A status, reason or action that the shop has."""
    id = number_of(parameter, given)
    if not any(each.id == str(id) for each in await _names(cart, kind)):
        raise missing(f"Return {kind}", given)
    return id


def _history(id: Any, status: int, comment: str | None) -> Statement:
    row = {
        "return_id": id, "return_status_id": status, "notify": 0, "comment": escaped(comment or ""), "date_added": now()
    }  # fmt: skip
    return insert("return_history", row)


@opencart.implements(
    api.order.return_.add, "order_id", "return_status_id", "return_action_id", "return_reason_id", "order_products",
    "comment", "staff_note", note="An OpenCart return is of one product; its staff note is in its history.",
)  # fmt: skip
async def order_return_add(cart: Opencart, p: OrderReturnAddParams) -> OrderReturnAdded:
    """Add a return of one product of an order."""
    await cart.writing()
    if p.order_id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    if len(p.order_products) != 1:
        raise refused("order_products", "An OpenCart return is of one product: add one for each.")
    (given,) = p.order_products
    order, item = number_of("order_id", p.order_id), number_of("order_products", given.order_product_id)
    columns = ("order_id", "customer_id", "firstname", "lastname", "email", "telephone", "date_added")
    orders, items = await cart.rows(
        select("order", columns, ["t.order_id", "=", order]),
        select(
            "order_product", ("product_id", "name", "model", "quantity"), ["t.order_product_id", "=", item],
            ["t.order_id", "=", order],
        ),
    )  # fmt: skip
    if not orders:
        raise missing("Order", p.order_id)
    if not items:
        raise missing("Order product", given.order_product_id)
    if not 1 <= given.order_product_quantity <= int(items[0]["quantity"]):
        raise refused("order_products", f"Of this product {items[0]['quantity']} were ordered.")
    status = await _id(cart, "status", p.return_status_id, "return_status_id")
    reason = given.order_product_reason_id or p.return_reason_id
    moment_ = now()
    row = {
        **{name: orders[0][name] for name in columns if name != "date_added"}, "product_id": items[0]["product_id"],
        "product": items[0]["name"], "model": items[0]["model"], "quantity": given.order_product_quantity,
        "opened": int(given.order_product_condition == "opened"),
        "return_reason_id": await _id(cart, "reason", reason, "return_reason_id"),
        "return_action_id": await _id(
            cart, "action", given.order_product_action_id or p.return_action_id, "return_action_id"
        ),
        "return_status_id": status, "comment": escaped(given.order_product_customer_comment or p.comment or ""),
        "date_ordered": str(orders[0]["date_added"])[:10], "date_added": moment_, "date_modified": moment_,
    }  # fmt: skip
    results = await cart.save(
        [insert("return", row), _history(made(), status, p.staff_note)],
        back=lambda done: [delete("return", ["return_id", "=", int(done[0].insert)])],
    )
    return OrderReturnAdded(return_id=str(results[0].insert))


async def _known(cart: Opencart, given: str, order_id: str | None) -> dict[str, Any]:
    await cart.writing()
    id = number_of("return_id", given)
    mine: list[Any] = [["t.return_id", "=", id]]
    if order_id is not None:
        mine.append(["t.order_id", "=", number_of("order_id", order_id)])
    (rows,) = await cart.rows(select("return", ("return_id", "return_status_id", "order_id", "product_id"), *mine))
    if not rows:
        raise missing("Return", given)
    return rows[0]


@opencart.implements(
    api.order.return_.update, "return_id", "order_id", "order_products", "return_status_id", "return_reason_id",
    "return_action_id", "comment", "staff_note",
)  # fmt: skip
async def order_return_update(cart: Opencart, p: OrderReturnUpdateParams) -> UpdatedItems:
    """Change a return; a new status is noted in its history."""
    held = await _known(cart, p.return_id, p.order_id)
    own: dict[str, Any] = {"date_modified": now()}
    for each in p.order_products:
        item = number_of("order_products", each.order_product_id)
        mine: list[Any] = [["t.order_product_id", "=", item], ["t.order_id", "=", int(held["order_id"])]]
        if not await cart.has("order_product", *mine, ["t.product_id", "=", int(held["product_id"])]):
            raise missing("Order product", each.order_product_id)
        own["quantity"] = each.order_product_quantity
        if each.order_product_action_id:
            own["return_action_id"] = await _id(cart, "action", each.order_product_action_id, "order_products")
    status = int(held["return_status_id"])
    for kind in ("status", "reason", "action"):
        value = getattr(p, f"return_{kind}_id")
        if value is not None:
            own[f"return_{kind}_id"] = await _id(cart, kind, value, f"return_{kind}_id")
    if p.comment is not None:
        own["comment"] = escaped(p.comment)
    statements = [update("return", own, ["return_id", "=", int(held["return_id"])], exactly=1)]
    new = own.get("return_status_id", status)
    if new != status or p.staff_note is not None:
        statements.append(_history(int(held["return_id"]), new, p.staff_note))
    await cart.save(statements)
    return UpdatedItems(updated_items=1)


@opencart.implements(api.order.return_.delete, "return_id", "order_id")
async def order_return_delete(cart: Opencart, p: OrderReturnDeleteParams) -> DeletedFlag:
    """Delete a return with its history."""
    held = await _known(cart, p.return_id, p.order_id)
    mine = ["return_id", "=", int(held["return_id"])]
    await cart.save([delete("return", mine), delete("return_history", mine)])
    return DeletedFlag(deleted=True)
