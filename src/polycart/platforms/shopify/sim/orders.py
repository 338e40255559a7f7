"""Orders: how they are made, what follows from their lines, payments and refunds, how they are sorted and searched."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from polycart.platforms.shopify.sim import fulfillments, products
from polycart.platforms.shopify.sim.binding import Info, bag, field, live, located, paged
from polycart.platforms.shopify.sim.customers import display
from polycart.platforms.shopify.sim.metafields import held, namespace
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Shop, inner

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """An amount in whole cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)


# Making


def make(shop: Shop, fields: Record, serial: int | None = None) -> Record:
    """An order without lines; its number is the next one."""
    now = shop.now()
    number = fields.pop("number", None) or shop.serial("order", 1000)
    shop.serials["order"] = max(shop.serials.get("order", 1000), number)
    return shop.insert(
        "Order",
        {
            "name": f"#{number}",
            "number": number,
            "confirmationNumber": f"C{number:08X}",
            "email": None,
            "phone": None,
            "note": None,
            "tags": [],
            "createdAt": now,
            "updatedAt": now,
            "processedAt": now,
            "cancelledAt": None,
            "cancelReason": None,
            "cancellation": None,
            "closedAt": None,
            "confirmed": True,
            "test": False,
            "currencyCode": shop.currency,
            "presentmentCurrencyCode": shop.currency,
            "customer": None,
            "billingAddress": None,
            "shippingAddress": None,
            "customAttributes": [],
            "customerLocale": "en",
            "clientIp": None,
            "discountApplications": [],
            "discountCodes": [],
            "lineItems": [],
            "shippingLines": [],
            "taxesIncluded": False,
            "taxExempt": False,
            "transactions": [],
            "refunds": [],
            "fulfillments": [],
            "fulfillmentOrders": [],
            "returns": [],
            "metafields": [],
            "poNumber": None,
            "sourceName": "web",
            "sourceIdentifier": None,
            "registeredSourceUrl": None,
            "edited": False,
            "estimatedTaxes": False,
            "dutiesIncluded": False,
            "landingPageUrl": None,
            "referrerUrl": None,
            "retailLocation": None,
            "productNetwork": False,
            "canNotifyCustomer": True,
            "customerAcceptsMarketing": False,
            "_gateways": [],
            "_taxes": [],
            "_financial": None,
            **fields,
        },
        serial,
    )


def add_line(
    shop: Shop, order: Record, *, title: str, quantity: int, price: Decimal, variant: Record | None = None,
    serial: int | None = None, **fields: Any,
) -> Record:  # fmt: skip
    """A line of an order, with what it takes from its variant."""
    item = variant["inventoryItem"] if variant else None
    varied = variant is not None and not products.only_default(variant["product"])
    line = shop.insert("LineItem", {
        "title": title, "variantTitle": products.title(variant) if variant and varied else None,
        "sku": item["sku"] if item else None, "vendor": variant["product"]["vendor"] if variant else None,
        "quantity": quantity, "currentQuantity": quantity, "originalUnitPriceSet": price, "variant": variant,
        "product": variant["product"] if variant else None, "customAttributes": [], "discountAllocations": [],
        "taxLines": [], "taxable": True, "isGiftCard": bool(variant and variant["product"]["isGiftCard"]),
        "requiresShipping": item["requiresShipping"] if item else True, "merchantEditable": True,
        "weight": item["measurement"]["weight"] if item else None, "_order": order, "_fulfilled": 0, "_returned": 0,
        "_presentment": order.get("_presentment"), **fields,
    }, serial)  # fmt: skip
    line["name"] = f"{title} - {line['variantTitle']}" if line["variantTitle"] else title
    order["lineItems"].append(line)
    return line


def tax(order: Record, title: str, rate: Decimal, amount: Decimal) -> Record:
    """A tax of a line."""
    return {
        "title": title, "rate": float(rate / 100), "ratePercentage": float(rate), "priceSet": amount, "price": amount,
        "source": None, "channelLiable": False, "_presentment": order.get("_presentment"),
    }  # fmt: skip


def add_shipping(shop: Shop, order: Record, title: str, price: Decimal, **fields: Any) -> Record:
    """A shipping line of an order."""
    line = shop.insert("ShippingLine", {
        "title": title, "code": title, "source": "shopify", "carrierIdentifier": None, "deliveryCategory": None,
        "custom": False, "isRemoved": False, "phone": None, "shippingRateHandle": None, "originalPriceSet": price,
        "discountAllocations": [], "taxLines": [], "_order": order, "_presentment": order.get("_presentment"), **fields,
    })  # fmt: skip
    order["shippingLines"].append(line)
    return line


def add_transaction(shop: Shop, order: Record, kind: str, amount: Decimal, **fields: Any) -> Record:
    """A payment, or what becomes of one."""
    gateway = fields.get("gateway", "manual")
    now = shop.now()
    made = shop.insert("OrderTransaction", {
        "kind": kind, "status": "SUCCESS", "gateway": gateway, "formattedGateway": gateway.replace("_", " ").title(),
        "amountSet": amount, "createdAt": now, "processedAt": now, "test": False, "order": order,
        "parentTransaction": None, "paymentId": None, "authorizationCode": None, "authorizationExpiresAt": None,
        "manualPaymentGateway": gateway in ("manual", "Bank Deposit", "Cash on Delivery (COD)"), "errorCode": None,
        "accountNumber": None, "receiptJson": {}, "settlementCurrency": None,
        "_presentment": order.get("_presentment"), **fields,
    })  # fmt: skip
    order["transactions"].append(made)
    return made


def apply_code(order: Record, code: str, value: Record, *, across: bool = True) -> Record:
    """The application of a discount code to an order."""
    made: Record = {
        "__typename": "DiscountCodeApplication", "code": code, "value": value,
        "allocationMethod": "ACROSS" if across else "EACH", "index": len(order["discountApplications"]),
        "targetSelection": "ALL", "targetType": "LINE_ITEM", "_n": len(order["discountApplications"]) + 1,
    }  # fmt: skip
    order["discountApplications"].append(made)
    if code not in order["discountCodes"]:
        order["discountCodes"].append(code)
    return made


def allocate(record: Record, application: Record, amount: Decimal) -> None:
    """Give a line its part of a discount."""
    record["discountAllocations"].append({
        "allocatedAmountSet": amount, "allocatedAmount": amount, "discountApplication": application,
        "_presentment": record.get("_presentment"), "_n": len(record["discountAllocations"]) + 1,
    })  # fmt: skip


# What follows


def discounts(record: Record, *, across: bool | None = None) -> Decimal:
    """What a line has been given of discounts: all, or those on the line itself."""
    rows = record["discountAllocations"]
    kept = [
        row for row in rows if across is None or (row["discountApplication"]["allocationMethod"] == "ACROSS") is across
    ]
    return sum((row["allocatedAmountSet"] for row in kept), ZERO)


def taxes(record: Record) -> Decimal:
    """The taxes of a line."""
    return sum((row["priceSet"] for row in record["taxLines"]), ZERO)


def net(line: Record) -> Decimal:
    """What a line costs after all discounts, without its taxes."""
    return line["originalUnitPriceSet"] * line["quantity"] - discounts(line)


def _settle_line(line: Record) -> None:
    price, quantity = line["originalUnitPriceSet"], line["quantity"]
    whole = price * quantity
    own = discounts(line, across=False)
    each = Decimal(max(quantity, 1))
    left = line["currentQuantity"]
    line.update(
        {
            "originalTotalSet": whole,
            "originalUnitPrice": price,
            "originalTotal": whole,
            "totalDiscountSet": own,
            "discountedTotalSet": whole - own,
            "discountedTotal": whole - own,
            "discountedUnitPriceSet": cents((whole - own) / each),
            "discountedUnitPriceAfterAllDiscountsSet": cents((whole - discounts(line)) / each),
            "priceAfterAllDiscountsBeforeTaxesSet": cents((whole - discounts(line)) * left / each),
            "refundableQuantity": left,
            "restockable": line["variant"] is not None and left > 0,
            "unfulfilledQuantity": max(0, left - line["_fulfilled"]),
            "nonFulfillableQuantity": quantity - left,
            "fulfillableQuantity": max(0, left - line["_fulfilled"]),
            "unfulfilledOriginalTotalSet": price * max(0, left - line["_fulfilled"]),
            "unfulfilledDiscountedTotalSet": cents((whole - own) / each) * max(0, left - line["_fulfilled"]),
            "fulfillmentStatus": "fulfilled"
            if left <= line["_fulfilled"]
            else "partial"
            if line["_fulfilled"]
            else "unfulfilled",
        }
    )


def _settle_shipping(line: Record) -> None:
    price, off = line["originalPriceSet"], discounts(line)
    line.update(
        price=price, discountedPriceSet=price - off,
        currentDiscountedPriceSet=ZERO if line["isRemoved"] else price - off,
    )  # fmt: skip


def _sum(rows: list[Record], name: str) -> Decimal:
    return sum((row[name] for row in rows), ZERO)


def settle(shop: Shop, order: Record) -> None:
    """Reckon all that follows from an order's lines, payments and refunds."""
    lines, shipping = order["lineItems"], [row for row in order["shippingLines"] if not row["isRemoved"]]
    for line in lines:
        _settle_line(line)
    for line in order["shippingLines"]:
        _settle_shipping(line)
    whole = sum((line["originalTotalSet"] for line in lines), ZERO)
    off = sum((discounts(line) for line in lines), ZERO)
    carried = _sum(shipping, "originalPriceSet")
    carried_off = sum((discounts(line) for line in shipping), ZERO)
    tax = sum((taxes(line) for line in [*lines, *shipping]), ZERO) + _sum(order["_taxes"], "priceSet")
    refunds = order["refunds"]
    back = sum((_sum(row["refundLineItems"], "subtotalSet") for row in refunds), ZERO)
    back_tax = sum(
        (
            _sum(row["refundLineItems"], "totalTaxSet") + _sum(row["refundShippingLines"], "taxAmountSet")
            for row in refunds
        ),
        ZERO,
    )
    back_carried = sum((_sum(row["refundShippingLines"], "subtotalAmountSet") for row in refunds), ZERO)
    cut = sum((cents(net(line) * line.get("_removed", 0) / line["quantity"]) for line in lines), ZERO)
    back, back_tax = (
        back + cut,
        back_tax + sum((cents(taxes(line) * line.get("_removed", 0) / line["quantity"]) for line in lines), ZERO),
    )
    on_top = ZERO if order["taxesIncluded"] else tax
    total = whole - off + carried - carried_off + on_top
    on_top_left = ZERO if order["taxesIncluded"] else tax - back_tax
    left = whole - off - back + carried - carried_off - back_carried + on_top_left
    if order["cancelledAt"] is not None and not paid(order):
        left = ZERO
    order.update({
        "subtotalPriceSet": whole - off, "totalDiscountsSet": off + carried_off, "cartDiscountAmountSet": off,
        "totalShippingPriceSet": carried, "totalTaxSet": tax, "totalPriceSet": total, "originalTotalPriceSet": total,
        "currentSubtotalPriceSet": whole - off - back, "currentTotalDiscountsSet": off + carried_off,
        "currentCartDiscountAmountSet": off, "currentShippingPriceSet": carried - carried_off - back_carried,
        "currentTotalTaxSet": tax - back_tax, "currentTotalPriceSet": left, "totalTipReceivedSet": ZERO,
        "totalRefundedShippingSet": back_carried, "subtotalLineItemsQuantity": sum(line["quantity"] for line in lines),
        "currentSubtotalLineItemsQuantity": sum(line["currentQuantity"] for line in lines),
    })  # fmt: skip
    order.update({
        "subtotalPrice": order["subtotalPriceSet"], "totalPrice": total, "totalTax": tax,
        "totalDiscounts": order["totalDiscountsSet"], "totalShippingPrice": carried,
    })  # fmt: skip
    _settle_payments(order)
    fulfillments.settle(order)


def captured(order: Record, authorization: Record) -> Decimal:
    """What was taken of an authorization."""
    rows = [row for row in order["transactions"] if row["parentTransaction"] is authorization]
    return sum((row["amountSet"] for row in rows if row["kind"] == "CAPTURE" and row["status"] == "SUCCESS"), ZERO)


def is_void(order: Record, authorization: Record) -> bool:
    """Whether an authorization was given up."""
    return any(r["kind"] == "VOID" and r["parentTransaction"] is authorization for r in order["transactions"])


def paid(order: Record) -> Decimal:
    """What was received for an order."""
    rows = [row for row in order["transactions"] if row["status"] == "SUCCESS" and row["kind"] in ("SALE", "CAPTURE")]
    return _sum(rows, "amountSet")


def _settle_payments(order: Record) -> None:
    rows = order["transactions"]
    received = paid(order)
    back = _sum([row for row in rows if row["status"] == "SUCCESS" and row["kind"] == "REFUND"], "amountSet")
    authorized = [
        row for row in rows if row["kind"] == "AUTHORIZATION" and row["status"] == "SUCCESS" and not is_void(order, row)
    ]
    capturable = sum((row["amountSet"] - captured(order, row) for row in authorized), ZERO)
    left = order["currentTotalPriceSet"] - (received - back)
    order.update({
        "totalReceivedSet": received, "totalRefundedSet": back, "netPaymentSet": received - back,
        "totalCapturableSet": max(ZERO, capturable), "totalOutstandingSet": left, "refundDiscrepancySet": ZERO,
        "capturable": capturable > 0,
    })  # fmt: skip
    order["displayFinancialStatus"] = status = _financial(order, received, back, capturable)
    order["unpaid"] = status in ("PENDING", "AUTHORIZED")
    order["fullyPaid"] = order["totalOutstandingSet"] <= 0 and status != "VOIDED"
    open_ = order["cancelledAt"] is None
    order["canMarkAsPaid"] = open_ and status in ("PENDING", "AUTHORIZED", "PARTIALLY_PAID") and left > 0
    order["refundable"] = received > back or any(line["currentQuantity"] for line in order["lineItems"])
    order["paymentGatewayNames"] = list(
        dict.fromkeys([*order["_gateways"], *(row["gateway"] for row in rows if row["gateway"])])
    )
    order["discountCode"] = order["discountCodes"][0] if order["discountCodes"] else None


def _financial(order: Record, received: Decimal, back: Decimal, capturable: Decimal) -> str:
    if order["_financial"] and not order["transactions"] and order["cancelledAt"] is None:
        return order["_financial"]
    if back > 0:
        return "REFUNDED" if back >= received else "PARTIALLY_REFUNDED"
    if received > 0:
        return "PAID" if received >= order["currentTotalPriceSet"] else "PARTIALLY_PAID"
    if capturable > 0:
        return "AUTHORIZED"
    if any(row["kind"] == "VOID" for row in order["transactions"]) or order["cancelledAt"] is not None:
        return "VOIDED"
    return "PAID" if order["totalPriceSet"] == 0 and order["lineItems"] else "PENDING"


def commit(shop: Shop, order: Record, sign: int = 1, *, take: bool = True) -> None:
    """Put by what an order needs: it is no longer available but committed, where its fulfilment is assigned."""
    for line in order["lineItems"]:
        fulfillments.reserve(shop, line, sign * line["quantity"], take=take)


# Reading


@field("Order", "closed")
def _closed(order: Record, info: Info) -> bool:
    return order["closedAt"] is not None


@field("Order", "displayAddress")
def _address(order: Record, info: Info) -> Record | None:
    return order["shippingAddress"] or order["billingAddress"]


@field("Order", "billingAddressMatchesShippingAddress")
def _matches(order: Record, info: Info) -> bool:
    one, other = order["billingAddress"], order["shippingAddress"]
    names = ("address1", "address2", "city", "zip", "countryCodeV2", "firstName", "lastName")
    return one is not None and other is not None and all(one[name] == other[name] for name in names)


@field("Order", "shippingLine")
def _shipping(order: Record, info: Info) -> Record | None:
    return next((line for line in order["shippingLines"] if not line["isRemoved"]), None)


@field("Order", "shippingLines")
def _shipping_lines(order: Record, info: Info, *, include_removals: bool = False, **page: Any) -> Connection:
    rows = [line for line in order["shippingLines"] if include_removals or not line["isRemoved"]]
    return paged(info, rows, "ShippingLine", **page)


def merged(rows: list[Record]) -> list[Record]:
    """Taxes of several lines, those of the same name and rate together."""
    made: dict[tuple[str, float], Record] = {}
    for row in rows:
        key = (row["title"], row["rate"])
        if key in made:
            made[key]["priceSet"] += row["priceSet"]
            made[key]["price"] += row["priceSet"]
        else:
            made[key] = dict(row)
    return list(made.values())


@field("Order", "taxLines")
@field("Order", "currentTaxLines")
def _taxes(order: Record, info: Info) -> list[Record]:
    rows = [row for line in [*order["lineItems"], *order["shippingLines"]] for row in line["taxLines"]]
    return merged([*rows, *order["_taxes"]])


def grams(line: Record, quantity: int) -> int:
    """The weight of some of a line."""
    weight = line["weight"]
    factor = {"KILOGRAMS": 1000.0, "GRAMS": 1.0, "POUNDS": 453.592, "OUNCES": 28.3495}
    return round(weight["value"] * factor[weight["unit"]]) * quantity if weight else 0


@field("Order", "totalWeight")
def _weight(order: Record, info: Info) -> int:
    return sum(grams(line, line["quantity"]) for line in order["lineItems"])


@field("Order", "currentTotalWeight")
def _current_weight(order: Record, info: Info) -> int:
    return sum(grams(line, line["currentQuantity"]) for line in order["lineItems"])


@field("Order", "transactions")
def _transactions(
    order: Record,
    info: Info,
    *,
    first: int | None = None,
    capturable: bool | None = None,
    manually_resolvable: bool | None = None,
) -> list[Record]:
    rows = order["transactions"]
    if capturable is not None:
        rows = [row for row in rows if _capturable(order, row) is capturable]
    if manually_resolvable is not None:
        rows = [] if manually_resolvable else rows
    return rows[:first]


def _capturable(order: Record, row: Record) -> bool:
    return (
        row["kind"] == "AUTHORIZATION"
        and row["status"] == "SUCCESS"
        and not is_void(order, row)
        and captured(order, row) < row["amountSet"]
    )


@field("Order", "restockable")
def _restockable(order: Record, info: Info) -> bool:
    return any(line["restockable"] for line in order["lineItems"])


@field("Order", "requiresShipping")
def _ships(order: Record, info: Info) -> bool:
    return any(line["requiresShipping"] for line in order["lineItems"])


@field("Order", "fulfillable")
def _fulfillable(order: Record, info: Info) -> bool:
    return order["cancelledAt"] is None and any(line["unfulfilledQuantity"] for line in order["lineItems"])


@field("Order", "merchantEditable")
def _editable(order: Record, info: Info) -> bool:
    return order["cancelledAt"] is None


@field("Order", "merchantEditableErrors")
def _editable_errors(order: Record, info: Info) -> list[str]:
    return [] if order["cancelledAt"] is None else ["ORDER_IS_CANCELLED"]


@field("Order", "nonFulfillableLineItems")
def _not_fulfillable(order: Record, info: Info, **page: Any) -> Connection:
    return paged(info, [line for line in order["lineItems"] if line["nonFulfillableQuantity"]], "LineItem", **page)


@field("Order", "statusPageUrl")
def _status_page(order: Record, info: Info, **_: Any) -> str:
    return f"{info.context.shop.url}/{info.context.shop.root['_n']}/orders/{order['_n']:x}/authenticate"


@field("Order", "riskLevel")
def _risk(order: Record, info: Info) -> str:
    return "LOW"


@field("Order", "publication")
def _publication(order: Record, info: Info) -> Record | None:
    return info.context.shop.all("Publication")[0] if order["sourceName"] == "web" else None


@field("Order", "channelInformation")
def _channel(order: Record, info: Info) -> Record | None:
    if order["sourceName"] != "web":
        return None
    publication = info.context.shop.all("Publication")[0]
    channel = publication["_channel"]
    id = channel["id"].replace("Channel", "ChannelInformation")
    return {"id": id, "channelId": channel["id"], "displayName": channel["name"], "app": publication["app"]}


@field("Order", "app")
def _app(order: Record, info: Info) -> Record | None:
    shop = info.context.shop
    found = shop.all("App")[0] if order["sourceName"] == "web" else shop.root["_app"]
    return {
        "id": found["id"],
        "name": found["title"],
        "icon": {"url": f"{shop.url}/cdn/icons/{found['_n']}.png", "id": None},
    }


@field("Order", "attribution")
def _attribution(order: Record, info: Info) -> Record:
    web = order["sourceName"] == "web"
    return {"displayName": "Online Store" if web else order["sourceName"], "handle": order["sourceName"], "icon": None}


@field("Order", "physicalLocation")
def _location(order: Record, info: Info) -> Record | None:
    return None


@field("Order", "discountApplications")
def _applications(order: Record, info: Info, **page: Any) -> Connection:
    return paged(info, order["discountApplications"], "DiscountApplication", **page)


@field("LineItem", "image")
def _line_image(line: Record, info: Info) -> Record | None:
    variant = live(line["variant"])
    media: list[Record] = (variant["media"] or variant["product"]["media"]) if variant else []
    return next((row["image"] for row in media if row.get("image")), None)


@field("OrderTransaction", "amount")
@field("OrderTransaction", "amountV2")
def _amount(row: Record, info: Info) -> Any:
    if info.field_name == "amount":
        return row["amountSet"]
    return {"amount": row["amountSet"], "currencyCode": info.context.shop.currency}


@field("OrderTransaction", "manuallyCapturable")
@field("OrderTransaction", "multiCapturable")
def _takes(row: Record, info: Info) -> bool:
    return _capturable(row["order"], row)


@field("OrderTransaction", "totalUnsettledSet")
def _unsettled(row: Record, info: Info) -> Any:
    left = row["amountSet"] - captured(row["order"], row) if _capturable(row["order"], row) else ZERO
    return bag(info.context.shop, row, left)


@field("OrderTransaction", "maximumRefundableV2")
def _refundable(row: Record, info: Info) -> Record | None:
    left = refundable(row)
    return None if left is None else {"amount": left, "currencyCode": info.context.shop.currency}


def refundable(row: Record) -> Decimal | None:
    """What may be given back of a payment; ``None`` for what is none."""
    if row["kind"] not in ("SALE", "CAPTURE") or row["status"] != "SUCCESS":
        return None
    rows = [r for r in row["order"]["transactions"] if r["parentTransaction"] is row and r["kind"] == "REFUND"]
    return row["amountSet"] - _sum([r for r in rows if r["status"] == "SUCCESS"], "amountSet")


@field("QueryRoot", "orderByIdentifier")
def _by(_: Any, info: Info, *, identifier: Record) -> Record | None:
    if identifier.get("id"):
        return located(info, identifier["id"], "Order")
    custom = identifier["customId"]
    space = namespace(custom.get("namespace"))
    rows = info.context.shop.all("Order")
    return next((r for r in rows if (f := held(r, space, custom["key"])) and f["value"] == custom["value"]), None)


# Sorting and searching


def _number(row: Record) -> int:
    return row["_n"]


def _status(row: Record) -> list[str]:
    state = "cancelled" if row["cancelledAt"] else "closed" if row["closedAt"] else "open"
    return [state, "any", *(["not_closed"] if row["closedAt"] is None else [])]


def _fulfillment(row: Record) -> list[str]:
    shown = row["displayFulfillmentStatus"].lower()
    names = {"fulfilled": ["shipped"], "unfulfilled": ["unshipped"], "partially_fulfilled": ["partial", "unfulfilled"]}
    return [shown, *names.get(shown, ["unfulfilled"] if shown != "restocked" else [])]


def _name(row: Record) -> str:
    return display(row["customer"]) if row["customer"] and "_gone" not in row["customer"] else ""


KINDS["Order"] = Kind(
    {
        "ID": _number,
        "RELEVANCE": _number,
        "CREATED_AT": lambda row: row["createdAt"],
        "UPDATED_AT": lambda row: row["updatedAt"],
        "PROCESSED_AT": lambda row: row["processedAt"],
        "ORDER_NUMBER": lambda row: row["number"],
        "TOTAL_PRICE": lambda row: row["totalPriceSet"],
        "CURRENT_TOTAL_PRICE": lambda row: row["currentTotalPriceSet"],
        "CUSTOMER_NAME": _name,
        "FINANCIAL_STATUS": lambda row: row["displayFinancialStatus"],
        "FULFILLMENT_STATUS": lambda row: row["displayFulfillmentStatus"],
        "PO_NUMBER": lambda row: row["poNumber"],
        "TOTAL_ITEMS_QUANTITY": lambda row: row["subtotalLineItemsQuantity"],
        "DESTINATION": lambda row: inner(row, "shippingAddress").get("country"),
    },
    {
        "id": Field("id", _number),
        "name": Field("keyword", lambda row: [row["name"], row["name"].lstrip("#")]),
        "email": Field("keyword", lambda row: row["email"] or ""),
        "status": Field("keyword", _status),
        "financial_status": Field(
            "keyword", lambda row: [row["displayFinancialStatus"], *(["unpaid"] if row["unpaid"] else [])]
        ),
        "fulfillment_status": Field("keyword", _fulfillment),
        "return_status": Field("keyword", lambda row: row["returnStatus"]),
        "tag": Field("keyword", lambda row: row["tags"]),
        "test": Field("bool", lambda row: row["test"]),
        "customer_id": Field("id", lambda row: row["customer"] and row["customer"]["_n"]),
        "sku": Field("keyword", lambda row: [line["sku"] or "" for line in row["lineItems"]]),
        "discount_code": Field("keyword", lambda row: row["discountCodes"]),
        "gateway": Field("keyword", lambda row: row["paymentGatewayNames"]),
        "source_name": Field("keyword", lambda row: row["sourceName"]),
        "source_identifier": Field("keyword", lambda row: row["sourceIdentifier"] or ""),
        "po_number": Field("keyword", lambda row: row["poNumber"] or ""),
        "confirmation_number": Field("keyword", lambda row: row["confirmationNumber"]),
        "current_total_price": Field("number", lambda row: row["currentTotalPriceSet"]),
        "risk_level": Field("keyword", lambda row: "low"),
        "fulfillment_location_id": Field(
            "id", lambda row: [each["location"]["_n"] for each in row["fulfillments"] if each["location"]]
        ),
        "subtotal_line_items_quantity": Field("number", lambda row: row["subtotalLineItemsQuantity"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
        "processed_at": Field("date", lambda row: row["processedAt"]),
    },
    lambda row: [row["name"], row["email"] or "", _name(row), *(line["title"] for line in row["lineItems"])],
)
