"""Orders: created as they were made elsewhere, and the few things that may be changed of one that is there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim import customers, fulfillments, orders
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.customers import EMAIL
from polycart.platforms.shopify.sim.orders import ZERO, cents
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, inner
from polycart.platforms.shopify.sim.tagging import cleaned
from polycart.platforms.shopify.sim.writes.customers import place
from polycart.platforms.shopify.sim.writes.inputs import metafields, wanted

PLAIN = ("note", "poNumber", "sourceIdentifier", "sourceName", "test", "customAttributes")


@mutation
def order_create(call: Call, *, order: Record, options: Record | None = None) -> Record:
    """Create an order with its payments and, if it is said so, as sent."""
    shop, given = call.shop, order
    _checked(shop, given)
    behaviour = (options or {}).get("inventoryBehaviour", "BYPASS")
    if behaviour == "DECREMENT_OBEYING_POLICY":
        _in_stock(shop, given["lineItems"])
    made = orders.make(shop, _fields(shop, given))
    try:
        write = metafields(shop, made, given.get("metafields"), "order")
    except Refused:
        shop.delete(made)
        raise
    _customer(shop, made, given)
    for each in given["lineItems"]:
        _line(shop, made, each)
    for each in given.get("shippingLines") or ():
        _shipping(shop, made, each)
    made["_taxes"] = [_tax(made, each) for each in given.get("taxLines") or ()]
    _discounted(made, given.get("discountCode"))
    _pay(shop, made, given)
    fulfillments.assign(shop, made, _location(shop, given))
    orders.commit(shop, made, take=behaviour != "BYPASS")
    _sent(shop, made, given)
    made["closedAt"] = given.get("closedAt")
    orders.settle(shop, made)
    write()
    return {"order": made}


def _checked(shop: Shop, given: Record) -> None:
    rows: list[Record] = given.get("lineItems") or []
    if not rows:
        raise Refused("Line items must have at least one line item", "order", "lineItems", code="INVALID")
    for n, each in enumerate(rows):
        at = ("order", "lineItems", str(n))
        if each["quantity"] < 1:
            raise Refused("Quantity must be greater than 0", *at, "quantity", code="INVALID")
        if each.get("variantId"):
            wanted(
                shop,
                each["variantId"],
                "ProductVariant",
                "Product variant does not exist",
                *at,
                "variantId",
                code="INVALID",
            )
        elif not (each.get("title") or "").strip():
            raise Refused("Title can't be blank", *at, "title", code="INVALID")
        elif not each.get("priceSet"):
            raise Refused("Price can't be blank", *at, "priceSet", code="INVALID")
    if given.get("email") and not EMAIL.fullmatch(given["email"]):
        raise Refused("Email is invalid", "order", "email", code="INVALID")
    if given.get("processedAt") and given["processedAt"] > shop.now():
        raise Refused(
            "Processed at is invalid: it lies in the future", "order", "processedAt", code="PROCESSED_AT_INVALID"
        )
    if given.get("customerId") and given.get("customer"):
        raise Refused("Only one of customer and customerId may be given", "order", code="REDUNDANT_CUSTOMER_FIELDS")
    for word in ("billingAddress", "shippingAddress"):
        if given.get(word):
            place(given[word], "order", word)
    associated = inner(inner(given, "customer"), "toAssociate")
    id = given.get("customerId") or associated.get("id")
    if id:
        wanted(shop, id, "Customer", "Customer does not exist", "order", "customerId", code="INVALID")
    if inner(given, "fulfillment").get("locationId"):
        wanted(
            shop,
            given["fulfillment"]["locationId"],
            "Location",
            "Location does not exist",
            "order",
            "fulfillment",
            code="INVALID",
        )
    name = given.get("name")
    if name and shop.find("Order", name=name) is not None:
        raise Refused("Name has already been taken", "order", "name", code="INVALID")


def _in_stock(shop: Shop, rows: list[Record]) -> None:
    for n, each in enumerate(rows):
        variant = shop.get("ProductVariant", each.get("variantId"))
        if variant is None or variant["inventoryPolicy"] == "CONTINUE" or not variant["inventoryItem"]["tracked"]:
            continue
        held = [level["_q"]["available"] for level in variant["inventoryItem"]["_levels"] if level["isActive"]]
        if max(held, default=0) < each["quantity"]:
            raise Refused("Unable to reserve inventory", "order", "lineItems", str(n), code="INVENTORY_CLAIM_FAILED")


def _fields(shop: Shop, given: Record) -> Record:
    fields: Record = {name: given[name] for name in PLAIN if given.get(name) is not None}
    now = shop.now()
    fields |= {
        "email": given.get("email"),
        "phone": given.get("phone"),
        "tags": cleaned(given.get("tags") or []),
        "processedAt": given.get("processedAt") or now,
        "createdAt": now,
        "updatedAt": now,
        "registeredSourceUrl": given.get("sourceUrl"),
        "referrerUrl": given.get("referringSite"),
        "taxesIncluded": bool(given.get("taxesIncluded")),
        "customerAcceptsMarketing": bool(given.get("buyerAcceptsMarketing")),
        "sourceName": given.get("sourceName") or shop.root["_app"]["handle"],
    }
    if given.get("name"):
        fields["name"] = given["name"]
    for word in ("billingAddress", "shippingAddress"):
        if given.get(word):
            fields[word] = customers.address(shop, place(given[word], "order", word))
    currency = given.get("presentmentCurrency") or given.get("currency")
    if currency and currency != shop.currency:
        fields |= {"presentmentCurrencyCode": currency, "_presentment": (currency, _rate(given))}
    return fields


def _rate(given: Record) -> Decimal:
    """What the shop's currency is worth in the buyer's: as the first price that is given in both says."""
    for each in given["lineItems"]:
        price = inner(each, "priceSet")
        if price.get("presentmentMoney") and price["shopMoney"]["amount"]:
            return price["presentmentMoney"]["amount"] / price["shopMoney"]["amount"]
    return Decimal(1)


def _customer(shop: Shop, made: Record, given: Record) -> None:
    who = inner(given, "customer")
    id = given.get("customerId") or inner(who, "toAssociate").get("id")
    email = inner(who, "toAssociate").get("email")
    person = shop.get("Customer", id) if id else shop.find("Customer", email=email.lower()) if email else None
    if who.get("toUpsert"):
        person = _upserted(shop, who["toUpsert"])
    if person is None and given.get("email"):
        person = shop.find("Customer", email=given["email"].lower())
    if person is not None:
        made["customer"] = person
        made["email"] = made["email"] or person["email"]
        person["_orders"].append(made)


def _upserted(shop: Shop, given: Record) -> Record:
    email = (given.get("email") or "").lower()
    found = shop.get("Customer", given.get("id")) or (shop.find("Customer", email=email) if email else None)
    person = found or customers.make(shop, {"email": email or None, "phone": given.get("phone")})
    for name in ("firstName", "lastName", "note", "taxExempt"):
        if given.get(name) is not None:
            person[name] = given[name]
    if given.get("tags"):
        person["tags"] = cleaned([*person["tags"], *given["tags"]])
    for each in given.get("addresses") or ():
        row = customers.address(shop, place(each, "order", "customer"))
        person["addresses"].append(row)
        person["defaultAddress"] = person["defaultAddress"] or row
    return person


def amount(given: Record | None) -> Decimal:
    """What is given in the shop's currency."""
    return cents(given["shopMoney"]["amount"]) if given else ZERO


def _tax(made: Record, given: Record) -> Record:
    return orders.tax(made, given["title"], Decimal(given["rate"]) * 100, amount(given.get("priceSet")))


def _line(shop: Shop, made: Record, given: Record) -> None:
    variant = shop.get("ProductVariant", given.get("variantId"))
    price = amount(given["priceSet"]) if given.get("priceSet") else variant["price"] if variant else ZERO
    title = given.get("title") or (variant["product"]["title"] if variant else "")
    line = orders.add_line(shop, made, title=title, quantity=given["quantity"], price=price, variant=variant)
    for name in ("sku", "vendor", "variantTitle"):
        if given.get(name):
            line[name] = given[name]
    if variant is None:
        product = shop.get("Product", given.get("productId"))
        weight = given.get("weight")
        line.update(
            requiresShipping=bool(given.get("requiresShipping")),
            product=product,
            weight=dict(weight) if weight else None,
        )
    line["taxable"] = bool(given.get("taxable", True))
    line["isGiftCard"] = bool(given.get("giftCard")) or line["isGiftCard"]
    line["customAttributes"] = [{"key": each["name"], "value": each["value"]} for each in given.get("properties") or ()]
    line["taxLines"] = [_tax(made, each) for each in given.get("taxLines") or ()]


def _shipping(shop: Shop, made: Record, given: Record) -> None:
    line = orders.add_shipping(
        shop,
        made,
        given["title"],
        amount(given["priceSet"]),
        code=given.get("code") or given["title"],
        source=given.get("source") or "",
    )
    line["taxLines"] = [_tax(made, each) for each in given.get("taxLines") or ()]


def _discounted(made: Record, given: Record | None) -> None:
    """Share a discount code among the lines that it is on."""
    if not given:
        return
    if each := given.get("freeShippingDiscountCode"):
        applied = orders.apply_code(made, each["code"], {"__typename": "PricingPercentageValue", "percentage": 100.0})
        applied["targetType"] = "SHIPPING_LINE"
        for line in made["shippingLines"]:
            orders.allocate(line, applied, line["originalPriceSet"])
    elif each := given.get("itemPercentageDiscountCode"):
        percent = Decimal(str(each.get("percentage") or 0))
        value: Record = {"__typename": "PricingPercentageValue", "percentage": float(percent)}
        share(made["lineItems"], orders.apply_code(made, each["code"], value), percent=percent)
    elif each := given.get("itemFixedDiscountCode"):
        off = amount(each.get("amountSet"))
        value = {"__typename": "MoneyV2", "amount": off, "currencyCode": made["currencyCode"]}
        share(made["lineItems"], orders.apply_code(made, each["code"], value), off=off)


def share(lines: list[Record], applied: Record, *, percent: Decimal | None = None, off: Decimal = ZERO) -> None:
    """Allocate a discount to lines by what they cost; the last one takes what rounding left."""
    costs = [orders.net(line) for line in lines]
    whole = sum(costs, ZERO)
    left = off = min(whole, cents(whole * percent / 100) if percent is not None else off)
    for n, (line, cost) in enumerate(zip(lines, costs, strict=True)):
        part = left if n == len(lines) - 1 else cents(off * cost / whole) if whole else ZERO
        left -= part
        if part:
            orders.allocate(line, applied, part)


def _pay(shop: Shop, made: Record, given: Record) -> None:
    """Payments as they are given, or the one that a financial status says."""
    orders.settle(shop, made)
    for each in given.get("transactions") or ():
        at = each.get("processedAt") or made["processedAt"]
        orders.add_transaction(
            shop, made, each.get("kind") or "SALE", amount(each["amountSet"]), gateway=each.get("gateway") or "manual",
            status=each.get("status") or "SUCCESS", processedAt=at, authorizationCode=each.get("authorizationCode"),
            test=bool(each.get("test")), receiptJson=inner(each, "receiptJson"),
        )  # fmt: skip
    status = given.get("financialStatus")
    if given.get("transactions") or not status:
        return
    total = made["totalPriceSet"]
    if status in ("PAID", "REFUNDED"):
        paid = orders.add_transaction(shop, made, "SALE", total, processedAt=made["processedAt"])
        if status == "REFUNDED":
            orders.add_transaction(shop, made, "REFUND", total, parentTransaction=paid)
    elif status in ("AUTHORIZED", "VOIDED"):
        held = orders.add_transaction(shop, made, "AUTHORIZATION", total, processedAt=made["processedAt"])
        if status == "VOIDED":
            orders.add_transaction(shop, made, "VOID", total, parentTransaction=held)
    else:
        made["_financial"] = status


def _location(shop: Shop, given: Record) -> Record | None:
    return shop.get("Location", inner(given, "fulfillment").get("locationId"))


def _sent(shop: Shop, made: Record, given: Record) -> None:
    """Send all of an order that comes as sent."""
    detail, status = inner(given, "fulfillment"), given.get("fulfillmentStatus")
    if not detail and status != "FULFILLED":
        return
    numbers: list[str] = detail.get("trackingNumbers") or (
        [detail["trackingNumber"]] if detail.get("trackingNumber") else []
    )
    rows = [(line, line["remainingQuantity"]) for row in made["fulfillmentOrders"] for line in row["lineItems"]]
    sent = fulfillments.ship(
        shop,
        rows,
        {
            "trackingInfo": [
                {"company": detail.get("trackingCompany"), "number": number, "url": None} for number in numbers
            ],
        },
    )
    if detail.get("shipmentStatus"):
        fulfillments.event(shop, sent, detail["shipmentStatus"], shop.now())


# Changing


def of(call: Call, id: str, *at: str, code: str | None = None) -> Record:
    """An order that is there."""
    return wanted(call.shop, id, "Order", "Order does not exist", *at, code=code)


@mutation
def order_update(call: Call, *, input: Record) -> Record:
    """Change what may be changed: notes, tags, how the buyer is reached, and where to."""
    shop = call.shop
    made = of(call, input["id"], "id")
    if input.get("email") and not EMAIL.fullmatch(input["email"]):
        raise Refused("Email is invalid", "email")
    address = place(input["shippingAddress"], "shippingAddress") if input.get("shippingAddress") else None
    write = metafields(shop, made, input.get("metafields"))
    for name in ("email", "phone", "note", "poNumber"):
        if name in input:
            made[name] = input[name] or None
    if input.get("customAttributes") is not None:
        made["customAttributes"] = [dict(each) for each in input["customAttributes"]]
    if input.get("tags") is not None:
        made["tags"] = cleaned(input["tags"])
    if address is not None:
        made["shippingAddress"] = customers.address(shop, address)
    write()
    shop.touch(made)
    return {"order": made}


@mutation
def order_close(call: Call, *, input: Record) -> Record:
    """Put an order among those that are done."""
    made = of(call, input["id"], "id")
    made["closedAt"] = made["closedAt"] or call.shop.now()
    call.shop.touch(made)
    return {"order": made}


@mutation
def order_open(call: Call, *, input: Record) -> Record:
    """Take an order from among those that are done."""
    made = of(call, input["id"], "id")
    if made["cancelledAt"] is not None:
        raise Refused("Order is cancelled and can't be opened", "id")
    made["closedAt"] = None
    call.shop.touch(made)
    return {"order": made}


@mutation
def order_delete(call: Call, *, order_id: str) -> Record:
    """Delete an order that was cancelled, or never paid online nor sent."""
    shop = call.shop
    made = of(call, order_id, "orderId", code="NOT_FOUND")
    gateways = {
        row["gateway"] for row in made["transactions"] if row["status"] == "SUCCESS" and not row["manualPaymentGateway"]
    }
    if made["cancelledAt"] is None and gateways:
        raise Refused("order cannot be deleted: it was paid online and is not cancelled", "orderId", code="INVALID")
    if made["cancelledAt"] is None:
        for row in made["lineItems"]:
            fulfillments.reserve(shop, row, -max(0, row["currentQuantity"] - row["_fulfilled"]))
    for name in (
        "lineItems",
        "shippingLines",
        "transactions",
        "refunds",
        "fulfillments",
        "fulfillmentOrders",
        "returns",
        "metafields",
    ):
        for row in made[name]:
            shop.delete(row)
    if made["customer"]:
        made["customer"]["_orders"].remove(made)
    shop.delete(made)
    return {"deletedId": order_id}


@mutation
def order_customer_set(call: Call, *, order_id: str, customer_id: str) -> Record:
    """Give an order to a customer."""
    made = of(call, order_id, "orderId", code="NOT_FOUND")
    person = wanted(call.shop, customer_id, "Customer", "Customer does not exist", "customerId", code="NOT_FOUND")
    _released(made)
    made["customer"] = person
    person["_orders"].append(made)
    call.shop.touch(made)
    return {"order": made}


@mutation
def order_customer_remove(call: Call, *, order_id: str) -> Record:
    """Take an order from its customer."""
    made = of(call, order_id, "orderId", code="NOT_FOUND")
    if made["customer"] is None:
        raise Refused("Order has no customer", "orderId", code="INVALID")
    _released(made)
    call.shop.touch(made)
    return {"order": made}


def _released(made: Record) -> None:
    if made["customer"] is not None:
        made["customer"]["_orders"].remove(made)
        made["customer"] = None


def told(value: Any) -> str:
    """An amount in an error."""
    return f"{Decimal(value):.2f}"
