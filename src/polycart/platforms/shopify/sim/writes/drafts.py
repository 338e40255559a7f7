"""Draft orders: calculated, kept, changed, and made orders of."""

from __future__ import annotations

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from polycart.platforms.shopify.sim import collecting, customers, discounts, fulfillments, orders, products
from polycart.platforms.shopify.sim.binding import Info, field, live, mutation
from polycart.platforms.shopify.sim.checkouts import buyer, picture
from polycart.platforms.shopify.sim.customers import EMAIL
from polycart.platforms.shopify.sim.orders import ZERO, cents
from polycart.platforms.shopify.sim.paging import KINDS, Call, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.shipping import rates_for, taxed
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, inner
from polycart.platforms.shopify.sim.tagging import cleaned
from polycart.platforms.shopify.sim.writes.customers import place
from polycart.platforms.shopify.sim.writes.inputs import metafields, wanted


def _off(given: Record | None, cost: Decimal) -> tuple[Record | None, Decimal]:
    """A discount on a cost, and what it comes to."""
    if not given:
        return None, ZERO
    value = Decimal(str(given["value"]))
    off = cents(cost * value / 100) if given["valueType"] == "PERCENTAGE" else cents(value)
    off = min(cost, off)
    applied: Record = {
        "amountSet": off, "amount": off, "amountV2": off, "description": given.get("description") or "",
        "title": given.get("title"), "value": float(value), "valueType": given["valueType"],
    }  # fmt: skip
    return applied, off


def _checked(shop: Shop, given: Record) -> None:
    for n, each in enumerate(given.get("lineItems") or ()):
        at = ("lineItems", str(n))
        if each["quantity"] < 1:
            raise Refused("Quantity must be greater than or equal to 1", *at, "quantity")
        if each.get("variantId"):
            said = "Product with ID " + each["variantId"].rpartition("/")[2] + " is no longer available."
            wanted(shop, each["variantId"], "ProductVariant", said, *at, "variantId")
        elif not (each.get("title") or "").strip():
            raise Refused("Merchandise title is empty.", *at, "title")
        discount = each.get("appliedDiscount")
        if discount and discount["value"] < 0:
            raise Refused("Discount value must be greater than or equal to 0", *at, "appliedDiscount", "value")
    if given.get("email") and not EMAIL.fullmatch(given["email"]):
        raise Refused("Email is invalid", "email")
    if _buyer(given):
        wanted(shop, _buyer(given) or "", "Customer", "Customer does not exist", "customerId")
    for word in ("shippingAddress", "billingAddress"):
        if given.get(word):
            place(given[word], word)


def _buyer(given: Record) -> str | None:
    return inner(given, "purchasingEntity").get("customerId") or given.get("customerId")


def _line(shop: Shop, given: Record, typename: str) -> Record:
    variant = shop.get("ProductVariant", given.get("variantId"))
    asked = given.get("priceOverride") or given.get("originalUnitPriceWithCurrency")
    own = (
        asked["amount"] if asked and (variant is None or given.get("priceOverride")) else given.get("originalUnitPrice")
    )
    price = variant["price"] if variant and not given.get("priceOverride") else cents(own if own is not None else ZERO)
    quantity = given["quantity"]
    applied, off = _off(given.get("appliedDiscount"), price)
    item = variant["inventoryItem"] if variant else None
    varied = variant is not None and not products.only_default(variant["product"])
    title = variant["product"]["title"] if variant else given["title"]
    name = f"{title} - {products.title(variant)}" if variant and varied else title
    whole, left = price * quantity, (price - off) * quantity
    weight = item["measurement"]["weight"] if item else given.get("weight")
    return {
        "__typename": typename,
        "appliedDiscount": applied,
        "custom": variant is None,
        "name": name,
        "title": title,
        "customAttributes": [dict(each) for each in given.get("customAttributes") or ()],
        "quantity": quantity,
        "isGiftCard": bool(variant and variant["product"]["isGiftCard"]),
        "variant": variant,
        "product": variant["product"] if variant else None,
        "sku": item["sku"] if item else given.get("sku"),
        "variantTitle": products.title(variant) if variant and varied else None,
        "vendor": variant["product"]["vendor"] if variant else None,
        "weight": dict(weight) if weight else None,
        "requiresShipping": item["requiresShipping"] if item else bool(given.get("requiresShipping", True)),
        "taxable": variant["taxable"] if variant else bool(given.get("taxable", True)),
        "originalUnitPrice": price,
        "originalUnitPriceSet": price,
        "originalUnitPriceWithCurrency": price,
        "originalTotal": whole,
        "originalTotalSet": whole,
        "discountedTotal": left,
        "discountedTotalSet": left,
        "discountedUnitPrice": price - off,
        "discountedUnitPriceSet": price - off,
        "approximateDiscountedUnitPriceSet": price - off,
        "totalDiscount": whole - left,
        "totalDiscountSet": whole - left,
        "priceOverride": given.get("priceOverride"),
        "taxLines": [],
        "_given": given,
    }


def calculated(shop: Shop, given: Record, *, typename: str = "CalculatedDraftOrderLineItem") -> Record:
    """All that follows from what is given of a draft."""
    _checked(shop, given)
    person = shop.get("Customer", _buyer(given))
    address = _address(shop, given, "shippingAddress", person)
    lines = [_line(shop, each, typename) for each in given.get("lineItems") or ()]
    for n, line in enumerate(lines):
        line["uuid"] = str(uuid5(NAMESPACE_URL, f"{shop.serial('uuid')}/{n}"))
    subtotal = sum((line["discountedTotal"] for line in lines), ZERO)
    applied, off = _off(given.get("appliedDiscount"), subtotal)
    coded, free = _coded(shop, given, lines, subtotal - off)
    off += coded
    physical = [line for line in lines if line["requiresShipping"]]
    rates = (
        rates_for(shop, address, sum((line["originalTotal"] for line in physical), ZERO))
        if physical and address
        else []
    )
    shipping = _shipping(shop, given.get("shippingLine"), rates)
    ship = shipping["price"] if shipping and not free else ZERO
    taxes, tax = ([], ZERO) if given.get("taxExempt") else taxed(shop, address, lines, subtotal - off, ship)
    total = subtotal - off + ship + tax
    currency = given.get("presentmentCurrencyCode") or shop.currency
    return {
        "customer": person,
        "lineItems": lines,
        "appliedDiscount": applied,
        "shippingLine": shipping,
        "taxLines": taxes,
        "availableShippingRates": rates,
        "taxExempt": bool(given.get("taxExempt")),
        "taxesIncluded": False,
        "currencyCode": shop.currency,
        "presentmentCurrencyCode": currency,
        "email": given.get("email") or (person and person["email"]),
        "phone": given.get("phone"),
        "subtotalPrice": subtotal - off,
        "subtotalPriceSet": subtotal - off,
        "lineItemsSubtotalPrice": subtotal,
        "totalLineItemsPriceSet": sum((line["originalTotal"] for line in lines), ZERO),
        "totalDiscountsSet": off + sum((line["totalDiscount"] for line in lines), ZERO),
        "totalPrice": total,
        "totalPriceSet": total,
        "totalShippingPrice": ship,
        "totalShippingPriceSet": ship,
        "totalTax": tax,
        "totalTaxSet": tax,
        "totalQuantityOfLineItems": sum(line["quantity"] for line in lines),
        "discountCodes": list(given.get("discountCodes") or ()),
        "acceptAutomaticDiscounts": given.get("acceptAutomaticDiscounts"),
        "amountDueNowSet": total,
        "amountDueLaterSet": ZERO,
        "anyVariantPricesOverridden": any(line["priceOverride"] for line in lines),
        "allVariantPricesOverridden": bool(lines) and all(line["priceOverride"] for line in lines),
        "platformDiscounts": [],
        "warnings": [],
        "_address": address,
    }


def _coded(shop: Shop, given: Record, lines: list[Record], left: Decimal) -> tuple[Decimal, bool]:
    """What discount codes take off, and whether things are sent for nothing; codes that do not apply take nothing."""
    off, free = ZERO, False
    for code in given.get("discountCodes") or ():
        node = discounts.by_code(shop, code)
        discount: Record = node["codeDiscount"] if node else {}
        needs = inner(discount, "minimumRequirement")
        few = sum(line["quantity"] for line in lines) < needs.get("greaterThanOrEqualToQuantity", 0)
        small = left < needs.get("greaterThanOrEqualToSubtotal", ZERO)
        if not discount or few or small or discounts.state(discount, shop.now()) != "ACTIVE":
            continue
        free = free or discount["__typename"] == "DiscountCodeFreeShipping"
        if discount["__typename"] != "DiscountCodeBasic":
            continue
        items, value = discount["customerGets"]["items"], discount["customerGets"]["value"]
        rows = [line for line in lines if _entitled(shop, items, line)]
        cost = sum((line["discountedTotal"] for line in rows), ZERO)
        if value["__typename"] == "DiscountPercentage":
            part = cents(cost * Decimal(str(value["percentage"])))
        else:
            each = sum(line["quantity"] for line in rows) if value["appliesOnEachItem"] else 1
            part = min(cost, value["amount"] * each)
        off += min(part, left - off)
    return off, free


def _entitled(shop: Shop, items: Record, line: Record) -> bool:
    """Whether a discount is on a line."""
    if items["__typename"] == "AllDiscountItems":
        return True
    product = line["product"]
    if items["__typename"] == "DiscountCollections":
        return product is not None and any(row in collecting.of(shop, product) for row in items["collections"])
    return product in items["products"] or line["variant"] in items["productVariants"]


def _address(shop: Shop, given: Record, word: str, person: Record | None) -> Record | None:
    if given.get(word):
        return customers.address(shop, place(given[word], word))
    return person["defaultAddress"] if person and given.get("useCustomerDefaultAddress") else None


def _shipping(shop: Shop, given: Record | None, rates: list[Record]) -> Record | None:
    if not given:
        return None
    handle = given.get("shippingRateHandle")
    rate = next((rate for rate in rates if rate["handle"] == handle), None)
    if handle and rate is None:
        raise Refused("The shipping rate is no longer available", "shippingLine", "shippingRateHandle")
    asked = given.get("priceWithCurrency")
    price = rate["price"] if rate else cents(asked["amount"] if asked else given.get("price") or ZERO)
    title = rate["title"] if rate else given.get("title") or "Shipping"
    return {
        "__typename": "ShippingLine", "id": None, "title": title, "code": "custom" if rate is None else title,
        "source": None, "carrierIdentifier": None, "deliveryCategory": None, "custom": rate is None, "isRemoved": False,
        "phone": None, "shippingRateHandle": handle, "price": price, "originalPriceSet": price,
        "discountedPriceSet": price, "currentDiscountedPriceSet": price, "discountAllocations": [], "taxLines": [],
    }  # fmt: skip


@field("CalculatedDraftOrder", "billingAddressMatchesShippingAddress")
def _matches(draft: Record, info: Info) -> bool:
    return True


@mutation
def draft_order_calculate(call: Call, *, input: Record) -> Record:
    """Reckon an order that is not kept."""
    return {"calculatedDraftOrder": calculated(call.shop, input)}


def _kept(shop: Shop, draft: Record, given: Record) -> None:
    """Write into a draft what is given and what follows from it."""
    merged: Record = {**draft.get("_given", {}), **given}
    made = calculated(shop, merged, typename="DraftOrderLineItem")
    for old in draft.get("lineItems", []):
        shop.delete(old)
    rows = made.pop("lineItems")
    made["lineItems"] = [shop.insert("DraftOrderLineItem", row) for row in rows]
    made["shippingAddress"] = made.pop("_address")
    person = made["customer"]
    billing = _address(shop, merged, "billingAddress", person) or draft.get("billingAddress")
    draft.update(made, billingAddress=billing, _given=merged)
    draft["note2"] = merged.get("note")
    draft["tags"] = cleaned(merged.get("tags") or [])
    draft["poNumber"] = merged.get("poNumber")
    draft["customAttributes"] = [dict(each) for each in merged.get("customAttributes") or ()]
    for name in ("reserveInventoryUntil", "visibleToCustomer", "allowDiscountCodesInCheckout"):
        draft[name] = merged.get(name) if name == "reserveInventoryUntil" else bool(merged.get(name))
    shop.touch(draft)


@mutation
def draft_order_create(call: Call, *, input: Record) -> Record:
    """Keep a draft."""
    shop = call.shop
    _checked(shop, input)
    if not input.get("lineItems"):
        raise Refused("Add at least 1 product")
    number, now = shop.serial("draft"), shop.now()
    draft = shop.insert("DraftOrder", {
        "name": f"#D{number}", "status": "OPEN", "createdAt": now, "updatedAt": now, "completedAt": None, "order": None,
        "invoiceSentAt": None, "invoiceUrl": f"{shop.url}/{shop.root['_n']}/invoices/{number:032x}", "metafields": [],
        "invoiceEmailTemplateSubject": "Invoice {{name}}", "ready": True, "transformerFingerprint": None,
    })  # fmt: skip
    try:
        write = metafields(shop, draft, input.get("metafields"))
        _kept(shop, draft, input)
    except Refused:
        shop.delete(draft)
        raise
    write()
    return {"draftOrder": draft}


def _draft(call: Call, id: str, *at: str) -> Record:
    return wanted(call.shop, id, "DraftOrder", "Draft order does not exist", *at)


@mutation
def draft_order_update(call: Call, *, id: str, input: Record) -> Record:
    """Change a draft."""
    draft = _draft(call, id, "id")
    if draft["status"] == "COMPLETED":
        raise Refused("Draft order has been completed and can't be updated", "id")
    _checked(call.shop, input)
    write = metafields(call.shop, draft, input.get("metafields"))
    _kept(call.shop, draft, input)
    write()
    return {"draftOrder": draft}


@mutation
def draft_order_delete(call: Call, *, input: Record) -> Record:
    """Forget a draft."""
    draft = _draft(call, input["id"], "id")
    for row in draft["lineItems"]:
        call.shop.delete(row)
    call.shop.delete(draft)
    return {"deletedId": input["id"]}


@mutation
def draft_order_duplicate(call: Call, *, id: str | None = None, draft_order_id: str | None = None) -> Record:
    """Keep another draft like this one."""
    draft = _draft(call, id or draft_order_id or "", "id")
    made = draft_order_create(call, input=draft["_given"])
    return {"draftOrder": made["draftOrder"]}


@mutation
def draft_order_invoice_send(call: Call, *, id: str) -> Record:
    """Note that the invoice was sent; there is no mail here."""
    draft = _draft(call, id, "id")
    if draft["status"] == "COMPLETED":
        raise Refused("Draft order has been completed", "id")
    if not draft["email"]:
        raise Refused("Email can't be blank", "email")
    draft.update(status="INVOICE_SENT", invoiceSentAt=call.shop.now())
    call.shop.touch(draft)
    return {"draftOrder": draft}


@mutation
def draft_order_complete(
    call: Call, *, id: str, payment_pending: bool = False, source_name: str | None = None
) -> Record:
    """Make an order of a draft, paid or not."""
    shop = call.shop
    draft = _draft(call, id, "id")
    if draft["status"] == "COMPLETED":
        raise Refused("This order has been paid.", "id")
    for n, line in enumerate(draft["lineItems"]):
        if line["variant"] is not None and live(line["variant"]) is None:
            raise Refused("Product is no longer available.", "lineItems", str(n))
    made = _ordered(shop, draft, source_name)
    total = made["totalPriceSet"]
    if not payment_pending:
        orders.add_transaction(shop, made, "SALE", total)
    else:
        made["_financial"] = "PENDING"
    orders.settle(shop, made)
    draft.update(status="COMPLETED", completedAt=shop.now(), order=made)
    shop.touch(draft)
    return {"draftOrder": draft}


def _ordered(shop: Shop, draft: Record, source: str | None) -> Record:
    made = orders.make(shop, {
        "email": draft["email"], "phone": draft["phone"], "note": draft["note2"], "tags": list(draft["tags"]),
        "customer": draft["customer"], "shippingAddress": draft["shippingAddress"], "poNumber": draft["poNumber"],
        "billingAddress": draft["billingAddress"] or draft["shippingAddress"], "taxExempt": draft["taxExempt"],
        "customAttributes": draft["customAttributes"], "sourceName": source or "shopify_draft_order",
    })  # fmt: skip
    if draft["customer"]:
        draft["customer"]["_orders"].append(made)
    for row in draft["lineItems"]:
        line = orders.add_line(
            shop,
            made,
            title=row["title"],
            quantity=row["quantity"],
            price=row["originalUnitPrice"],
            variant=row["variant"],
        )
        line["customAttributes"] = row["customAttributes"]
        if row["variant"] is None:
            line.update(
                sku=row["sku"], requiresShipping=row["requiresShipping"], taxable=row["taxable"], weight=row["weight"]
            )
        if row["totalDiscount"]:
            orders.allocate(line, _manual(made, row["appliedDiscount"], across=False), row["totalDiscount"])
    if draft["appliedDiscount"]:
        from polycart.platforms.shopify.sim.writes.orders import share

        share(
            made["lineItems"],
            _manual(made, draft["appliedDiscount"], across=True),
            off=draft["appliedDiscount"]["amount"],
        )
    if draft["shippingLine"]:
        orders.add_shipping(
            shop,
            made,
            draft["shippingLine"]["title"],
            draft["shippingLine"]["price"],
            custom=draft["shippingLine"]["custom"],
        )
    made["_taxes"] = [dict(row) for row in draft["taxLines"]]
    fulfillments.assign(shop, made)
    orders.commit(shop, made)
    orders.settle(shop, made)
    return made


def _manual(made: Record, applied: Record, *, across: bool) -> Record:
    percent = applied["valueType"] == "PERCENTAGE"
    value: Record = (
        {"__typename": "PricingPercentageValue", "percentage": applied["value"]} if percent
        else {"__typename": "MoneyV2", "amount": Decimal(str(applied["value"])), "currencyCode": made["currencyCode"]}
    )  # fmt: skip
    row: Record = {
        "__typename": "ManualDiscountApplication", "title": applied["title"] or "Discount", "value": value,
        "description": applied["description"], "allocationMethod": "ACROSS" if across else "EACH",
        "index": len(made["discountApplications"]), "targetSelection": "ALL" if across else "EXPLICIT",
        "targetType": "LINE_ITEM", "_n": len(made["discountApplications"]) + 1,
    }  # fmt: skip
    made["discountApplications"].append(row)
    return row


@field("DraftOrder", "billingAddressMatchesShippingAddress")
def _same(draft: Record, info: Info) -> bool:
    return draft["billingAddress"] is None or draft["billingAddress"] == draft["shippingAddress"]


@field("DraftOrder", "totalWeight")
def _weight(draft: Record, info: Info) -> int:
    return sum(orders.grams(line, line["quantity"]) for line in draft["lineItems"])


@field("DraftOrder", "defaultCursor")
def _cursor(draft: Record, info: Info) -> str:
    return str(draft["_n"])


for _type in ("DraftOrderLineItem", "CalculatedDraftOrderLineItem"):
    field(_type, "image")(picture)


KINDS["DraftOrder"] = Kind(
    {
        "ID": lambda row: row["_n"],
        "RELEVANCE": lambda row: row["_n"],
        "NUMBER": lambda row: row["_n"],
        "STATUS": lambda row: row["status"],
        "TOTAL_PRICE": lambda row: row["totalPrice"],
        "UPDATED_AT": lambda row: row["updatedAt"],
        "CUSTOMER_NAME": buyer,
    },
    {
        "id": Field("id", lambda row: row["_n"]),
        "status": Field("keyword", lambda row: row["status"]),
        "tag": Field("keyword", lambda row: row["tags"]),
        "customer_id": Field("id", lambda row: row["customer"] and row["customer"]["_n"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
    lambda row: [row["name"], row["email"] or "", buyer(row)],
)
