"""What may be written to the simulated Shopify and what is refused: by the words and codes of user errors."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.specs.test_shopify_sim import Client


@pytest.fixture
def shop() -> Client:
    return Client()


async def do(
    shop: Client, name: str, types: str, gives: str, key: str = "", errors: str = "userErrors", **given: Any
) -> Any:
    """Call a mutation that is refused nothing; `types` are the GraphQL types of its arguments, by their names."""
    payload = await tried(shop, name, types, gives, key, errors, **given)
    assert payload[errors] == []
    return payload


async def tried(
    shop: Client, name: str, types: str, gives: str = "", key: str = "", errors: str = "userErrors", **given: Any
) -> Any:
    declared = dict(pair.split(":", 1) for pair in types.split())
    head = ", ".join(f"${word}: {type}" for word, type in declared.items())
    body = ", ".join(f"{word}: ${word}" for word in declared)
    once = f' @idempotent(key: "{key}")' if key else ""
    code = " code" if errors != "userErrors" or "code" in gives.split("~") else ""
    return (
        await shop.data(
            f"mutation({head}) {{{name}({body}){once} {{{gives.split('~')[0]} {errors} {{field message{code}}}}}}}",
            **given,
        )
    )[name]


def refused(payload: Any, errors: str = "userErrors") -> str:
    """The code of the one error, or its words where it has none."""
    (error,) = payload[errors]
    return error.get("code") or error["message"]


PRODUCT = {"title": "Mug", "productOptions": [{"name": "Color", "values": [{"name": "Red"}, {"name": "Blue"}]}]}
MADE = (
    "product {id handle options {name values} variants(first: 9) {nodes {id "
    "title price sku inventoryQuantity inventoryItem {id}}}}"
)


async def product(shop: Client, **given: Any) -> Any:
    return (await do(shop, "productCreate", "product:ProductCreateInput!", MADE, product=PRODUCT | given))["product"]


async def test_a_product_is_made_with_the_variant_of_its_first_values(shop: Client) -> None:
    made = await product(shop)
    assert (made["handle"], made["options"]) == ("mug", [{"name": "Color", "values": ["Red"]}])
    assert [row["title"] for row in made["variants"]["nodes"]] == ["Red"]
    assert (await product(shop))["handle"] == "mug-1"
    assert (
        refused(await tried(shop, "productCreate", "product:ProductCreateInput!", product={"title": " "}))
        == "Title can't be blank"
    )


async def test_variants_are_made_together_or_not_at_all(shop: Client) -> None:
    made = await product(shop)
    place = shop.sim.shop.primary["id"]
    rows: list[dict[str, Any]] = [
        {
            "optionValues": [{"optionName": "Color", "name": "Green"}],
            "price": "5.50",
            "inventoryItem": {"sku": "G", "tracked": True},
            "inventoryQuantities": [{"availableQuantity": 7, "locationId": place}],
        },
        {"optionValues": [{"optionName": "Color", "name": "Red"}], "price": "6"},
    ]
    types = "productId:ID! variants:[ProductVariantsBulkInput!]!"
    twice = await tried(shop, "productVariantsBulkCreate", types, "~code", productId=made["id"], variants=rows)
    assert refused(twice) == "VARIANT_ALREADY_EXISTS"
    held = (await shop.data(f'{{product(id: "{made["id"]}") {{variants(first: 9) {{nodes {{title}}}}}}}}'))["product"]
    assert held["variants"]["nodes"] == [{"title": "Red"}]
    done = await do(
        shop,
        "productVariantsBulkCreate",
        types,
        "productVariants {title sku price inventoryQuantity}",
        productId=made["id"],
        variants=rows[:1],
    )
    assert done["productVariants"] == [{"title": "Green", "sku": "G", "price": "5.50", "inventoryQuantity": 7}]
    dear = [{"optionValues": [{"optionName": "Color", "name": "X"}], "price": "-1"}]
    assert (
        refused(await tried(shop, "productVariantsBulkCreate", types, "~code", productId=made["id"], variants=dear))
        == "GREATER_THAN_OR_EQUAL_TO"
    )
    ids = [row["id"] for row in made["variants"]["nodes"]]
    types = "productId:ID! variantsIds:[ID!]!"
    await do(shop, "productVariantsBulkDelete", types, "product {id}", productId=made["id"], variantsIds=ids)
    other = (await shop.data(f'{{product(id: "{made["id"]}") {{variants(first: 9) {{nodes {{id}}}}}}}}'))["product"][
        "variants"
    ]["nodes"]
    last = await tried(
        shop, "productVariantsBulkDelete", types, "~code", productId=made["id"], variantsIds=[other[0]["id"]]
    )
    assert refused(last) == "CANNOT_DELETE_LAST_VARIANT"


async def test_a_set_product_is_what_is_given(shop: Client) -> None:
    place = shop.sim.shop.primary["id"]
    given: dict[str, Any] = {
        "title": "Set", "productOptions": [{"name": "Size", "values": [{"name": "S"}, {"name": "L"}]}],
        "files": [{"originalSource": "https://x.test/p.png", "alt": "x"}],
        "variants": [
            {"optionValues": [{"optionName": "Size", "name": "S"}], "sku": "s", "price": "1",
             "inventoryQuantities": [{"locationId": place, "name": "available", "quantity": 4}]},
            {"optionValues": [{"optionName": "Size", "name": "L"}], "price": "2"},
        ],
    }  # fmt: skip
    made = (await do(shop, "productSet", "input:ProductSetInput!", MADE + " ", input=given))["product"]
    assert [(v["title"], v["sku"], v["inventoryQuantity"]) for v in made["variants"]["nodes"]] == [
        ("S", "s", 4),
        ("L", None, 0),
    ]
    fewer = {
        "id": made["id"],
        "title": "Set",
        "productOptions": given["productOptions"],
        "variants": given["variants"][1:],
    }
    again = (await do(shop, "productSet", "input:ProductSetInput!", MADE, input=fewer))["product"]
    assert [v["id"] for v in again["variants"]["nodes"]] == [made["variants"]["nodes"][1]["id"]]
    media = (await shop.data(f'{{product(id: "{made["id"]}") {{media(first: 3) {{nodes {{status alt}}}}}}}}'))[
        "product"
    ]["media"]
    assert media["nodes"] == [{"status": "READY", "alt": "x"}]


# Stock

SET = "inventorySetQuantities"


async def set_stock(shop: Client, key: str, **given: Any) -> Any:
    item = shop.sim.shop.all("InventoryItem")[0]["id"]
    row = {"inventoryItemId": item, "locationId": shop.sim.shop.primary["id"], "quantity": 3, **given}
    return await tried(
        shop,
        SET,
        "input:InventorySetQuantitiesInput!",
        "inventoryAdjustmentGroup {changes {name delta}}~code",
        key,
        input={"name": "available", "reason": "correction", "quantities": [row]},
    )


async def test_stock_is_set_against_what_was_there_once_per_key(shop: Client) -> None:
    held = shop.sim.shop.all("InventoryItem")[0]["_levels"][0]["_q"]
    before = held["available"]
    assert refused(await set_stock(shop, "a")) == "COMPARE_QUANTITY_REQUIRED"
    assert refused(await set_stock(shop, "b", changeFromQuantity=before + 1)) == "CHANGE_FROM_QUANTITY_STALE"
    assert (
        refused(await set_stock(shop, "c", changeFromQuantity=before, locationId="gid://shopify/Location/1"))
        == "INVALID_LOCATION"
    )
    assert held["available"] == before
    done = await set_stock(shop, "d", changeFromQuantity=before)
    assert done["inventoryAdjustmentGroup"]["changes"][0] == {"name": "available", "delta": 3 - before}
    held["available"] = 50
    assert await set_stock(shop, "d", changeFromQuantity=before) == done
    assert held["available"] == 50, "a repetition does nothing"
    assert refused(await set_stock(shop, "d", changeFromQuantity=None)) == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    error = await shop.error(
        "mutation($i: InventorySetQuantitiesInput!) {inventorySetQuantities(input: $i) {userErrors {message}}}",
        i={"name": "available", "reason": "correction", "quantities": []},
    )
    assert "@idempotent" in error["message"]


async def test_a_location_with_stock_is_closed_only_with_a_place_for_it(shop: Client) -> None:
    first, second = shop.sim.shop.all("Location")
    total = sum(level["_q"]["available"] for place in (first, second) for level in place["_levels"].values())
    types, errors = "locationId:ID! destinationLocationId:ID", "locationDeactivateUserErrors"
    held = await tried(shop, "locationDeactivate", types, "", "a", errors, locationId=second["id"])
    assert refused(held, errors) == "HAS_ACTIVE_INVENTORY_ERROR"
    assert (
        refused(
            await tried(
                shop, "locationDelete", "locationId:ID!", "", "", "locationDeleteUserErrors", locationId=second["id"]
            ),
            "locationDeleteUserErrors",
        )
        == "LOCATION_IS_ACTIVE"
    )
    await do(
        shop,
        "locationDeactivate",
        types,
        "location {isActive}",
        "b",
        errors,
        locationId=second["id"],
        destinationLocationId=first["id"],
    )
    assert sum(level["_q"]["available"] for level in first["_levels"].values()) == total
    await do(
        shop,
        "locationDelete",
        "locationId:ID!",
        "deletedLocationId",
        "",
        "locationDeleteUserErrors",
        locationId=second["id"],
    )
    assert (
        len((await shop.data("{locations(first: 5, includeInactive: true) {nodes {id}}}"))["locations"]["nodes"]) == 1
    )


@pytest.mark.parametrize(
    ("type", "value", "code"),
    [
        ("number_integer", "5", None),
        ("number_integer", "x", "INVALID_VALUE"),
        ("date", "2026-02-30", "INVALID_VALUE"),
        ("boolean", "true", None),
        ("list.single_line_text_field", '["a"]', None),
        ("list.single_line_text_field", "a", "INVALID_VALUE"),
        ("json", "{", "INVALID_VALUE"),
        ("nonsense", "x", "INCLUSION"),
    ],
)
async def test_a_metafield_is_of_its_type(shop: Client, type: str, value: str, code: str | None) -> None:
    owner = shop.sim.shop.all("Product")[0]["id"]
    row = {"ownerId": owner, "namespace": "custom", "key": "thing", "type": type, "value": value}
    done = await tried(
        shop, "metafieldsSet", "metafields:[MetafieldsSetInput!]!", "metafields {value}~code", metafields=[row]
    )
    assert [error["code"] for error in done["userErrors"]] == ([code] if code else [])


# Orders


def usd(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "USD"}}


async def order(shop: Client, **given: Any) -> Any:
    variant = shop.sim.shop.all("ProductVariant")[0]["id"]
    lines = [
        {
            "variantId": variant,
            "quantity": 2,
            "priceSet": usd("10"),
            "taxLines": [{"title": "VAT", "rate": "0.2", "priceSet": usd("4")}],
        },
        {"title": "Gift wrap", "quantity": 1, "priceSet": usd("5.50")},
    ]
    body = {
        "email": "someone@mail.example",
        "lineItems": lines,
        "shippingLines": [{"title": "Post", "priceSet": usd("3")}],
        "financialStatus": "PENDING",
        **given,
    }
    gives = (
        "order {id name displayFinancialStatus lineItems(first: 5) {nodes {id}} fulfillmentOrders(first: 5) "
        "{nodes {id lineItems(first: 5) {nodes {id}}}} totalPriceSet {shopMoney {amount}}}"
    )
    return (
        await do(
            shop,
            "orderCreate",
            "order:OrderCreateOrderInput! options:OrderCreateOptionsInput",
            gives,
            order=body,
            options={"inventoryBehaviour": "DECREMENT_IGNORING_POLICY"},
        )
    )["order"]


async def state(shop: Client, id: str) -> dict[str, str]:
    return (await shop.data(f'{{order(id: "{id}") {{displayFinancialStatus displayFulfillmentStatus returnStatus}}}}'))[
        "order"
    ]


async def test_an_orders_money_adds_up(shop: Client) -> None:
    code = {"itemPercentageDiscountCode": {"code": "TEN", "percentage": 10}}
    made = await order(shop, discountCode=code)
    assert Decimal(made["totalPriceSet"]["shopMoney"]["amount"]) == Decimal("25.50") * Decimal("0.9") + 3 + 4
    await do(shop, "orderMarkAsPaid", "input:OrderMarkAsPaidInput!", "order {id}", input={"id": made["id"]})
    assert (
        refused(await tried(shop, "orderMarkAsPaid", "input:OrderMarkAsPaidInput!", input={"id": made["id"]}))
        == "Order cannot be marked as paid."
    )
    query = (
        f'{{order(id: "{made["id"]}") {{suggestedRefund(suggestFullRefund: true) {{amountSet '
        f"{{shopMoney {{amount}}}} suggestedTransactions {{parentTransaction {{id}}}}}}}}}}"
    )
    suggested = (await shop.data(query))["order"]["suggestedRefund"]
    assert suggested["amountSet"] == {"shopMoney": {"amount": "29.95"}}
    parent = suggested["suggestedTransactions"][0]["parentTransaction"]["id"]
    refund = {
        "orderId": made["id"],
        "transactions": [
            {"orderId": made["id"], "kind": "REFUND", "gateway": "manual", "amount": "30", "parentId": parent}
        ],
    }
    assert "greater than the maximum" in refused(
        await tried(shop, "refundCreate", "input:RefundInput!", "refund {id}", "a", input=refund)
    )
    refund["transactions"][0]["amount"] = "29.95"
    refund["refundLineItems"] = [
        {"lineItemId": row["id"], "quantity": n} for row, n in zip(made["lineItems"]["nodes"], (2, 1), strict=True)
    ]
    refund["shipping"] = {"fullRefund": True}
    await do(shop, "refundCreate", "input:RefundInput!", "refund {id}", "b", input=refund)
    assert (await state(shop, made["id"]))["displayFinancialStatus"] == "REFUNDED"
    left = (
        await shop.data(
            f'{{order(id: "{made["id"]}") {{currentTotalPriceSet {{shopMoney '
            f"{{amount}}}} netPaymentSet {{shopMoney {{amount}}}}}}}}"
        )
    )["order"]
    assert {row["shopMoney"]["amount"] for row in left.values()} == {"0.0"}


async def test_what_is_on_hold_is_not_sent_and_what_was_sent_is_not_cancelled(shop: Client) -> None:
    made = await order(shop)
    id = made["fulfillmentOrders"]["nodes"][0]["id"]
    await do(
        shop,
        "fulfillmentOrderHold",
        "id:ID! fulfillmentHold:FulfillmentOrderHoldInput!",
        "fulfillmentOrder {status}",
        id=id,
        fulfillmentHold={"reason": "OTHER"},
    )
    assert (await state(shop, made["id"]))["displayFulfillmentStatus"] == "ON_HOLD"
    send = {
        "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": id}],
        "trackingInfo": {"company": "UPS", "number": "1Z"},
    }
    assert "on_hold" in refused(
        await tried(shop, "fulfillmentCreate", "fulfillment:FulfillmentInput!", fulfillment=send)
    )
    await do(shop, "fulfillmentOrderReleaseHold", "id:ID!", "fulfillmentOrder {status}", id=id)
    sent = (
        await do(
            shop,
            "fulfillmentCreate",
            "fulfillment:FulfillmentInput!",
            "fulfillment {id trackingInfo {url}}",
            fulfillment=send,
        )
    )["fulfillment"]
    assert sent["trackingInfo"] == [{"url": "https://www.ups.com/track?tracknum=1Z"}]
    assert (await state(shop, made["id"]))["displayFulfillmentStatus"] == "FULFILLED"
    cancel = {"orderId": made["id"], "reason": "CUSTOMER", "restock": True}
    types, errors = "orderId:ID! reason:OrderCancelReason! restock:Boolean!", "orderCancelUserErrors"
    assert refused(await tried(shop, "orderCancel", types, "", "", errors, **cancel), errors) == "INVALID"
    await do(shop, "fulfillmentCancel", "id:ID!", "fulfillment {status}", id=sent["id"])
    await do(shop, "orderCancel", types, "job {done}", "", errors, **cancel)
    assert (await state(shop, made["id"]))["displayFinancialStatus"] == "VOIDED"
    assert (
        refused(await tried(shop, "orderOpen", "input:OrderOpenInput!", input={"id": made["id"]}))
        == "Order is cancelled and can't be opened"
    )


async def test_cancelling_gives_the_stock_back(shop: Client) -> None:
    held = shop.sim.shop.all("InventoryItem")[0]["_levels"][0]["_q"]
    before = dict(held)
    made = await order(shop)
    assert held["available"] == before["available"] - 2
    await do(
        shop,
        "orderCancel",
        "orderId:ID! reason:OrderCancelReason! restock:Boolean!",
        "job {done}",
        "",
        "orderCancelUserErrors",
        orderId=made["id"],
        reason="CUSTOMER",
        restock=True,
    )
    assert {**before, **held} == {"committed": 0, **before}


STEPS = {
    "REQUESTED": {
        "returnApproveRequest": "OPEN",
        "returnDeclineRequest": "DECLINED",
        "returnClose": None,
        "returnCancel": None,
        "returnReopen": None,
    },
    "OPEN": {
        "returnClose": "CLOSED",
        "returnCancel": "CANCELED",
        "returnApproveRequest": None,
        "returnDeclineRequest": None,
    },
    "CLOSED": {"returnReopen": "OPEN", "returnCancel": None, "returnApproveRequest": None},
    "CANCELED": {"returnClose": None, "returnReopen": None, "returnCancel": None},
    "DECLINED": {"returnApproveRequest": None, "returnReopen": None, "returnClose": None},
}
"""Which step leads where from each status of a return; ``None`` is refused."""
PATHS = {
    "REQUESTED": ["returnRequest"],
    "OPEN": ["returnCreate"],
    "CLOSED": ["returnCreate", "returnClose"],
    "CANCELED": ["returnCreate", "returnCancel"],
    "DECLINED": ["returnRequest", "returnDeclineRequest"],
}


async def step(shop: Client, name: str, id: str) -> Any:
    if name == "returnApproveRequest":
        return await tried(shop, name, "input:ReturnApproveRequestInput!", "return {status}~code", input={"id": id})
    if name == "returnDeclineRequest":
        return await tried(
            shop,
            name,
            "input:ReturnDeclineRequestInput!",
            "return {status}~code",
            input={"id": id, "declineReason": "OTHER"},
        )
    return await tried(shop, name, "id:ID!", "return {status}~code", id=id)


@pytest.mark.parametrize("status", STEPS)
async def test_a_return_goes_only_where_it_may(shop: Client, status: str) -> None:
    for name, becomes in STEPS[status].items():
        fresh = Client() if name != next(iter(STEPS[status])) else shop
        made = await order(fresh)
        send = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": made["fulfillmentOrders"]["nodes"][0]["id"]}]}
        sent = (
            await do(
                fresh,
                "fulfillmentCreate",
                "fulfillment:FulfillmentInput!",
                "fulfillment {fulfillmentLineItems(first: 5) {nodes {id}}}",
                fulfillment=send,
            )
        )["fulfillment"]
        line = {
            "fulfillmentLineItemId": sent["fulfillmentLineItems"]["nodes"][0]["id"],
            "quantity": 1,
            "returnReason": "DEFECTIVE",
        }
        first, *rest = PATHS[status]
        word, type = ("returnInput", "ReturnInput!") if first == "returnCreate" else ("input", "ReturnRequestInput!")
        opened = (
            await do(
                fresh,
                first,
                f"{word}:{type}",
                "return {id}",
                **{word: {"orderId": made["id"], "returnLineItems": [line]}},
            )
        )["return"]
        for before in rest:
            assert (await step(fresh, before, opened["id"]))["userErrors"] == []
        done = await step(fresh, name, opened["id"])
        if becomes is None:
            assert refused(done) == "INVALID_STATE", name
        else:
            assert done["return"] == {"status": becomes}, name


# Others


async def test_a_draft_is_reckoned_and_becomes_an_order_once(shop: Client) -> None:
    variant = shop.sim.shop.all("ProductVariant")[0]
    given = {
        "lineItems": [
            {"variantId": variant["id"], "quantity": 2, "appliedDiscount": {"value": 10, "valueType": "PERCENTAGE"}}
        ],
        "email": "someone@mail.example",
        "shippingAddress": {"countryCode": "DE", "city": "Berlin", "address1": "Am Ufer 1"},
    }
    gives = (
        "calculatedDraftOrder {totalPriceSet {shopMoney {amount}} taxLines "
        "{title} availableShippingRates {title price {amount}}}"
    )
    reckoned = (await do(shop, "draftOrderCalculate", "input:DraftOrderInput!", gives, input=given))[
        "calculatedDraftOrder"
    ]
    net = variant["price"] * 2 * Decimal("0.9")
    assert Decimal(reckoned["totalPriceSet"]["shopMoney"]["amount"]) == (net * Decimal("1.19")).quantize(
        Decimal("0.01")
    )
    assert reckoned["availableShippingRates"] == [{"title": "Standard", "price": {"amount": "12.9"}}]
    draft = (await do(shop, "draftOrderCreate", "input:DraftOrderInput!", "draftOrder {id}", input=given))[
        "draftOrder"
    ]["id"]
    done = (
        await do(shop, "draftOrderComplete", "id:ID!", "draftOrder {status order {displayFinancialStatus}}", id=draft)
    )["draftOrder"]
    assert done == {"status": "COMPLETED", "order": {"displayFinancialStatus": "PAID"}}
    assert refused(await tried(shop, "draftOrderComplete", "id:ID!", id=draft)) == "This order has been paid."


async def test_a_draft_takes_the_codes_that_apply(shop: Client) -> None:
    variant = shop.sim.shop.all("ProductVariant")[0]
    gives = "calculatedDraftOrder {totalPriceSet {shopMoney {amount}}}"
    for code, share in (("SAVE10", "0.9"), ("oldsummer", "1"), ("nonsense", "1"), ("bigspender", "1")):
        given = {"lineItems": [{"variantId": variant["id"], "quantity": 2}], "discountCodes": [code]}
        done = await do(shop, "draftOrderCalculate", "input:DraftOrderInput!", gives, input=given)
        total = done["calculatedDraftOrder"]["totalPriceSet"]["shopMoney"]["amount"]
        assert Decimal(total) == variant["price"] * 2 * Decimal(share), code


async def test_a_code_belongs_to_one_discount(shop: Client) -> None:
    given = {
        "title": "New",
        "code": "SAVE10",
        "startsAt": "2026-01-01T00:00:00Z",
        "customerGets": {"items": {"all": True}, "value": {"percentage": 0.1}},
    }
    types = "basicCodeDiscount:DiscountCodeBasicInput!"
    assert refused(await tried(shop, "discountCodeBasicCreate", types, "~code", basicCodeDiscount=given)) == "TAKEN"
    assert (
        refused(
            await tried(
                shop,
                "discountCodeBasicCreate",
                types,
                "~code",
                basicCodeDiscount=given | {"code": "X1", "endsAt": "2025-01-01T00:00:00Z"},
            )
        )
        == "END_DATE_BEFORE_START_DATE"
    )
    made = (
        await do(
            shop, "discountCodeBasicCreate", types, "codeDiscountNode {id}", basicCodeDiscount=given | {"code": "X1"}
        )
    )["codeDiscountNode"]["id"]
    assert (await shop.data('{codeDiscountNodeByCode(code: "x1") {id}}'))["codeDiscountNodeByCode"] == {"id": made}
    await do(shop, "discountCodeDelete", "id:ID!", "deletedCodeDiscountId", id=made)
    assert (await shop.data('{codeDiscountNodeByCode(code: "x1") {id}}'))["codeDiscountNodeByCode"] is None


async def test_a_gift_card_holds_no_less_than_nothing(shop: Client) -> None:
    made = (
        await do(shop, "giftCardCreate", "input:GiftCardCreateInput!", "giftCard {id}", input={"initialValue": "10"})
    )["giftCard"]["id"]
    debit = {"debitAmount": {"amount": "10.01", "currencyCode": "USD"}}
    types = "id:ID! debitInput:GiftCardDebitInput!"
    assert (
        refused(await tried(shop, "giftCardDebit", types, "~code", id=made, debitInput=debit)) == "INSUFFICIENT_FUNDS"
    )
    debit["debitAmount"]["amount"] = "10"
    await do(shop, "giftCardDebit", types, "giftCardDebitTransaction {id}", id=made, debitInput=debit)
    assert (await shop.data(f'{{giftCard(id: "{made}") {{balance {{amount}}}}}}'))["giftCard"] == {
        "balance": {"amount": "0.0"}
    }


BULK = "{products {edges {node {id variants {edges {node {id sku}}}}}}}"


async def test_a_bulk_operation_gives_the_lines_of_its_whole_lists(shop: Client) -> None:
    made = (await do(shop, "bulkOperationRunQuery", "query:String!", "bulkOperation {id status}", query=BULK))[
        "bulkOperation"
    ]
    assert made["status"] == "CREATED"
    done = (await shop.data(f'{{bulkOperation(id: "{made["id"]}") {{status url objectCount rootObjectCount}}}}'))[
        "bulkOperation"
    ]
    assert done["status"] == "COMPLETED"
    _, headers, content = await shop.send("GET", done["url"].removeprefix(shop.sim.url))
    rows = [json.loads(line) for line in content.splitlines()]
    assert headers["content-type"] == "application/jsonl"
    assert len(rows) == int(done["objectCount"])
    products = [row["id"] for row in rows if "__parentId" not in row]
    assert len(products) == int(done["rootObjectCount"]) == len(shop.sim.shop.all("Product"))
    assert {row["__parentId"] for row in rows if "__parentId" in row} == {*products}


async def test_a_bulk_operation_takes_its_time_and_five_run_at_once(shop: Client) -> None:
    shop.sim.shop.processing = shop.clock.at - shop.clock.at.replace(hour=11)
    ids = [
        (await do(shop, "bulkOperationRunQuery", "query:String!", "bulkOperation {id}", query=BULK))["bulkOperation"][
            "id"
        ]
        for _ in range(5)
    ]
    assert (
        refused(await tried(shop, "bulkOperationRunQuery", "query:String!", "~code", query=BULK))
        == "OPERATION_IN_PROGRESS"
    )
    query = f'{{bulkOperation(id: "{ids[0]}") {{status url}}}}'
    assert (await shop.data(query))["bulkOperation"] == {"status": "RUNNING", "url": None}
    shop.clock.on(3600)
    assert (await shop.data(query))["bulkOperation"]["status"] == "COMPLETED"
    await do(shop, "bulkOperationRunQuery", "query:String!", "bulkOperation {id}", query=BULK)


@pytest.mark.parametrize(
    "query", ["{shop {name}}", "{products {nodes {nonsense}}}", 'mutation {tagsAdd(id: "", tags: []) {node {id}}}']
)
async def test_a_query_without_a_list_is_not_run_in_bulk(shop: Client, query: str) -> None:
    assert refused(await tried(shop, "bulkOperationRunQuery", "query:String!", "~code", query=query)) == "INVALID"
