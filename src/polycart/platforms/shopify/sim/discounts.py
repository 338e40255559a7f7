"""Discounts by code and of themselves: an amount or part off, something for buying something, shipping for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, mutation
from polycart.platforms.shopify.sim.paging import KINDS, Call, Kind, count
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Failed, Record, Refused, Shop, inner, split
from polycart.platforms.shopify.sim.writes.inputs import wanted
from polycart.platforms.shopify.sim.writes.media import job
from polycart.sandbox.catalogue import Catalogue, Coupon

NODES = {"Code": "DiscountCodeNode", "Automatic": "DiscountAutomaticNode"}


def insert(shop: Shop, way: str, kind: str, fields: Record, serial: int | None = None) -> Record:
    """A discount and the node that it is found by; both nodes have the same number."""
    now = fields.pop("createdAt", None) or shop.now()
    discount: Record = {
        "__typename": f"Discount{way}{kind}",
        "title": "",
        "codes": [],
        "startsAt": now,
        "endsAt": None,
        "createdAt": now,
        "updatedAt": now,
        "tags": [],
        "_shop": shop,
        "asyncUsageCount": 0,
        "usageCount": 0,
        "usageLimit": None,
        "appliesOncePerCustomer": False,
        "combinesWith": {
            "orderDiscounts": False,
            "productDiscounts": False,
            "shippingDiscounts": False,
            "productDiscountsWithTagsOnSameCartLine": None,
        },
        "context": {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"},
        "minimumRequirement": None,
        "recurringCycleLimit": 0 if way == "Automatic" else None,
        "usesPerOrderLimit": None,
        "maximumShippingPrice": None,
        "appliesOnOneTimePurchase": True,
        "appliesOnSubscription": False,
        "hasTimelineComment": False,
        "shareableUrls": [],
        "destinationSelection": {"__typename": "DiscountCountryAll", "allCountries": True},
        **fields,
    }
    node = shop.insert(NODES[way], {"codeDiscount": discount, "automaticDiscount": discount, "metafields": []}, serial)
    discount["id"], discount["_n"] = node["id"], node["_n"]
    # It has the id of the other node: https://shopify.dev/docs/api/admin-graphql/2025-07/queries/discountNodes
    node["_twin"] = {
        "__typename": "DiscountNode",
        "id": node["id"],
        "_n": node["_n"],
        "discount": discount,
        "metafields": node["metafields"],
    }
    shop.tables.setdefault("DiscountNode", {})[node["id"]] = node["_twin"]
    return node


def add_code(shop: Shop, discount: Record, code: str) -> Record:
    """A code of a discount."""
    made = shop.insert("DiscountRedeemCode", {"code": code, "asyncUsageCount": 0, "createdBy": shop.root["_app"]})
    discount["codes"].append(made)
    return made


def by_code(shop: Shop, code: str) -> Record | None:
    """The node of a code, whatever its case."""
    for node in shop.all("DiscountCodeNode"):
        if any(row["code"].casefold() == code.casefold() for row in node["codeDiscount"]["codes"]):
            return node
    return None


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The coupons of the catalogue."""
    for coupon in catalogue.coupons:
        _coupon(shop, coupon)


def _coupon(shop: Shop, coupon: Coupon) -> None:
    fields: Record = {
        "title": coupon.code, "startsAt": coupon.created, "createdAt": coupon.created, "updatedAt": coupon.created,
        "endsAt": coupon.expires, "usageLimit": coupon.usage_limit, "appliesOncePerCustomer": coupon.per_customer == 1,
    }  # fmt: skip
    if coupon.minimum:
        fields["minimumRequirement"] = {
            "__typename": "DiscountMinimumSubtotal",
            "greaterThanOrEqualToSubtotal": coupon.minimum,
        }
    if coupon.free_shipping:
        node = insert(shop, "Code", "FreeShipping", fields, coupon.id)
    else:
        items: Record = {"__typename": "AllDiscountItems", "allItems": True}
        if coupon.product_ids:
            rows = [shop.seeded("Product", id) for id in coupon.product_ids]
            items = {"__typename": "DiscountProducts", "products": rows, "productVariants": []}
        elif coupon.category_ids:
            items = {
                "__typename": "DiscountCollections",
                "collections": [shop.seeded("Collection", id) for id in coupon.category_ids],
            }
        value: Record = (
            {"__typename": "DiscountPercentage", "percentage": float(coupon.amount / 100)}
            if coupon.kind == "percent"
            else {
                "__typename": "DiscountAmount",
                "amount": coupon.amount,
                "appliesOnEachItem": coupon.kind == "fixed_product",
            }
        )
        gets = {"items": items, "value": value, "appliesOnOneTimePurchase": True, "appliesOnSubscription": False}
        node = insert(shop, "Code", "Basic", {**fields, "customerGets": gets}, coupon.id)
    made = add_code(shop, node["codeDiscount"], coupon.code)
    used = sum(coupon.code in order["discountCodes"] for order in shop.all("Order"))
    made["asyncUsageCount"] = node["codeDiscount"]["asyncUsageCount"] = used


# Reading


def state(discount: Record, now: datetime) -> str:
    """Whether a discount is to come, is, or was."""
    if discount["startsAt"] > now:
        return "SCHEDULED"
    return "EXPIRED" if discount["endsAt"] is not None and discount["endsAt"] <= now else "ACTIVE"


def _classes(discount: Record) -> list[str]:
    if discount["__typename"].endswith("App"):
        return discount["discountClasses"]
    if discount["__typename"].endswith("FreeShipping"):
        return ["SHIPPING"]
    if discount["__typename"].endswith("Bxgy"):
        return ["PRODUCT"]
    return ["ORDER"] if discount["customerGets"]["items"]["__typename"] == "AllDiscountItems" else ["PRODUCT"]


def _short(discount: Record) -> str:
    """What a discount does, in a line."""
    if discount["__typename"].endswith("FreeShipping"):
        return "Free shipping"
    value = discount["customerGets"]["value"]
    if value["__typename"] == "DiscountPercentage":
        return f"{value['percentage'] * 100:g}% off"
    if value["__typename"] == "DiscountAmount":
        return f"${value['amount']:.2f} off"
    return f"Get {value['quantity']['quantity']}"


def _status(discount: Record, info: Info) -> str:
    return state(discount, info.context.shop.now())


def _all_classes(discount: Record, info: Info) -> list[str]:
    return _classes(discount)


def _class(discount: Record, info: Info) -> str:
    return _classes(discount)[0]


def _summary(discount: Record, info: Info) -> str:
    return _short(discount)


def _sales(discount: Record, info: Info) -> Record:
    shop = info.context.shop
    codes = {row["code"].casefold() for row in discount["codes"]}
    rows = [o for o in shop.all("Order") if codes & {code.casefold() for code in o["discountCodes"]}]
    return {"amount": sum((o["totalPriceSet"] for o in rows), Decimal(0)), "currencyCode": shop.currency}


def _selection(discount: Record, info: Info) -> Record:
    context = discount["context"]
    return {"__typename": "DiscountCustomerAll", "allCustomers": True} if "all" in context else context


for _type in (f"Discount{way}{kind}" for way in NODES for kind in ("App", "Basic", "Bxgy", "FreeShipping")):
    field(_type, "status")(_status)
    field(_type, "discountClasses")(_all_classes)
    if _type.endswith("App"):
        continue
    field(_type, "discountClass")(_class)
    field(_type, "summary")(_summary)
    if not _type.endswith("Bxgy"):
        field(_type, "shortSummary")(_summary)
    if "Code" in _type:
        field(_type, "customerSelection")(_selection)
for _type in (*(f"DiscountCode{kind}" for kind in ("App", "Basic", "Bxgy", "FreeShipping")),
              "DiscountAutomaticFreeShipping"):  # fmt: skip
    field(_type, "totalSales")(_sales)


@field("QueryRoot", "discountNode")
def _by_id(_: Any, info: Info, *, id: str) -> Record | None:
    """Any of the ids that a discount is known by."""
    shop, (type, number) = info.context.shop, split(id)
    if type not in ("DiscountNode", *NODES.values()):
        raise Failed(f"Invalid id: {id}", "RESOURCE_NOT_FOUND")
    types = NODES.values() if type == "DiscountNode" else (type,)
    found = (shop.get("DiscountNode", f"gid://shopify/{each}/{number}") for each in types)
    return next((row for row in found if row is not None), None)


@field("QueryRoot", "codeDiscountNodeByCode")
def _by_code(_: Any, info: Info, *, code: str) -> Record | None:
    return by_code(info.context.shop, code)


@field("QueryRoot", "discountCodesCount")
def _codes_count(_: Any, info: Info, *, limit: int | None = None, **__: Any) -> Record:
    return count(len(info.context.shop.all("DiscountRedeemCode")), limit)


# Writing


def _items(shop: Shop, given: Record, before: Record | None, *at: str) -> Record:
    if given.get("all"):
        return {"__typename": "AllDiscountItems", "allItems": True}
    made: Record = {"__typename": "DiscountProducts", "products": [], "productVariants": []}
    if given.get("collections"):
        made = {"__typename": "DiscountCollections", "collections": []}
    if before and before["__typename"] == made["__typename"]:
        made = {name: [*rows] if name != "__typename" else rows for name, rows in before.items()}
    plan = [
        (
            "collections",
            "Collection",
            inner(given, "collections").get("add"),
            inner(given, "collections").get("remove"),
        )
    ]
    if given.get("products"):
        rows = given["products"]
        plan = [
            ("products", "Product", rows.get("productsToAdd"), rows.get("productsToRemove")),
            (
                "productVariants",
                "ProductVariant",
                rows.get("productVariantsToAdd"),
                rows.get("productVariantsToRemove"),
            ),
        ]
    for name, type, adds, drops in plan:
        for id in adds or ():
            found = wanted(
                shop, id, type, f"{type} with id: {id.rpartition('/')[2]} is invalid", *at, name, code="INVALID"
            )
            if found not in made[name]:
                made[name].append(found)
        made[name] = [row for row in made.get(name, []) if row["id"] not in (drops or ())]
    if not any(made.get(name) for name in ("products", "productVariants", "collections")):
        raise Refused("Discount must apply to something", *at, code="APPLIES_ON_NOTHING")
    return made


def _value(given: Record, *at: str) -> Record:
    if given.get("percentage") is not None:
        if not 0 < given["percentage"] <= 1:
            raise Refused("Value must be between 0.0 and 1.0", *at, "percentage", code="VALUE_OUTSIDE_RANGE")
        return {"__typename": "DiscountPercentage", "percentage": given["percentage"]}
    if given.get("discountOnQuantity"):
        each = given["discountOnQuantity"]
        effect = inner(each, "effect")
        made = _value(
            {
                "percentage": effect.get("percentage"),
                "discountAmount": {"amount": effect["amount"]} if effect.get("amount") else None,
            },
            *at,
        )
        return {
            "__typename": "DiscountOnQuantity",
            "effect": made,
            "quantity": {"__typename": "DiscountQuantity", "quantity": int(each.get("quantity") or 1)},
        }
    each = inner(given, "discountAmount")
    if each.get("amount") is None or each["amount"] <= 0:
        raise Refused("Value must be greater than 0", *at, "discountAmount", "amount", code="GREATER_THAN")
    return {
        "__typename": "DiscountAmount",
        "amount": each["amount"],
        "appliesOnEachItem": bool(each.get("appliesOnEachItem")),
    }


def _fields(shop: Shop, given: Record, before: Record, word: str) -> Record:
    """What is given of a discount, checked."""
    made: Record = {}
    for name in (
        "title",
        "endsAt",
        "tags",
        "usageLimit",
        "usesPerOrderLimit",
        "recurringCycleLimit",
        "maximumShippingPrice",
        "appliesOnOneTimePurchase",
        "appliesOnSubscription",
        "appliesOncePerCustomer",
    ):
        if name in given:
            made[name] = given[name]
    if given.get("startsAt") is not None:
        made["startsAt"] = given["startsAt"]
    if "title" in given and not (given["title"] or "").strip():
        raise Refused("Title can't be blank", word, "title", code="BLANK")
    if made.get("usageLimit") is not None and made["usageLimit"] < 1:
        raise Refused("Usage limit must be greater than 0", word, "usageLimit", code="GREATER_THAN")
    start, end = made.get("startsAt", before.get("startsAt")), made.get("endsAt", before.get("endsAt"))
    if end is not None and start is not None and end <= start:
        raise Refused("Ends at needs to be after starts_at", word, "endsAt", code="END_DATE_BEFORE_START_DATE")
    if given.get("combinesWith"):
        made["combinesWith"] = {
            name: bool(given["combinesWith"].get(name))
            for name in ("orderDiscounts", "productDiscounts", "shippingDiscounts")
        }
    if given.get("minimumRequirement"):
        made["minimumRequirement"] = _minimum(given["minimumRequirement"], word)
    context = given.get("context") or given.get("customerSelection")
    if context:
        made["context"] = _context(shop, context, before.get("context"), word)
    if given.get("destination"):
        made["destinationSelection"] = _destination(given["destination"], before.get("destinationSelection"))
    for name in ("customerGets", "customerBuys"):
        if given.get(name):
            made[name] = _gets(shop, given[name], before.get(name) or {}, word, name)
    return made


def _minimum(given: Record, word: str) -> Record | None:
    quantity = inner(given, "quantity").get("greaterThanOrEqualToQuantity")
    subtotal = inner(given, "subtotal").get("greaterThanOrEqualToSubtotal")
    if quantity is not None and subtotal is not None:
        raise Refused("Only one minimum requirement may be given", word, "minimumRequirement", code="CONFLICT")
    if quantity is not None:
        return (
            {"__typename": "DiscountMinimumQuantity", "greaterThanOrEqualToQuantity": int(quantity)}
            if int(quantity)
            else None
        )
    return {"__typename": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": subtotal} if subtotal else None


CONTEXTS = (
    ("customers", "customers", "Customer"),
    ("customerSegments", "segments", "Segment"),
    ("markets", "markets", "Market"),
)
"""Who may use a discount: the word for it, that of the list, and of what."""


def _context(shop: Shop, given: Record, before: Record | None, word: str) -> Record:
    if given.get("all"):
        return {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"}
    word_, name, type = next(row for row in CONTEXTS if row[0] in given)
    each = inner(given, word_)
    rows: list[Record] = list((before or {}).get(name, []))
    for id in each.get("add") or ():
        found = wanted(shop, id, type, f"{type} does not exist", word, "context", code="INVALID")
        if found not in rows:
            rows.append(found)
    rows = [row for row in rows if row["id"] not in (each.get("remove") or ())]
    made: Record = {"__typename": f"Discount{word_[0].upper()}{word_[1:]}", name: rows}
    return {**made, "marketsCount": len(rows)} if name == "markets" else made


def _destination(given: Record, before: Record | None) -> Record:
    if given.get("all"):
        return {"__typename": "DiscountCountryAll", "allCountries": True}
    each = inner(given, "countries")
    rows = [*(before or {}).get("countries", []), *(each.get("add") or ())]
    kept = [code for code in dict.fromkeys(rows) if code not in (each.get("remove") or ())]
    return {
        "__typename": "DiscountCountries",
        "countries": kept,
        "includeRestOfWorld": bool(each.get("includeRestOfWorld")),
    }


def _gets(shop: Shop, given: Record, before: Record, word: str, name: str) -> Record:
    made = dict(before)
    if given.get("items"):
        made["items"] = _items(shop, given["items"], before.get("items"), word, name, "items")
    if given.get("value") and name == "customerGets":
        made["value"] = _value(given["value"], word, name, "value")
    elif given.get("value"):
        each = given["value"]
        made["value"] = (
            {"__typename": "DiscountQuantity", "quantity": int(each["quantity"])} if each.get("quantity") is not None
            else {"__typename": "DiscountPurchaseAmount", "amount": each.get("amount")}
        )  # fmt: skip
    if "items" not in made or "value" not in made:
        raise Refused("Items and value must be given", word, name, code="BLANK")
    flags = (
        ("appliesOnOneTimePurchase", "appliesOnSubscription")
        if name == "customerGets"
        else ("isOneTimePurchase", "isSubscription")
    )
    for flag, usual in zip(flags, (True, False), strict=True):
        made[flag] = given.get(flag, made.get(flag, usual))
    return made


def _coded(shop: Shop, given: Record, node: Record | None, word: str) -> str | None:
    """The code that is given, if no other discount has it."""
    code = given.get("code")
    if node is None and not (code or "").strip():
        raise Refused("Code can't be blank", word, "code", code="BLANK")
    if code is None:
        return None
    taken = by_code(shop, code)
    if taken is not None and taken is not node:
        raise Refused("Code must be unique. Please try a different code.", word, "code", code="TAKEN")
    return code.strip()


REQUIRED: dict[str, tuple[str, ...]] = {
    "Basic": ("customerGets",),
    "Bxgy": ("customerGets", "customerBuys"),
    "FreeShipping": (),
}


def _write(call: Call, way: str, kind: str, word: str, id: str | None, given: Record) -> Record:
    shop = call.shop
    node = None
    if id is not None:
        node = wanted(shop, id, NODES[way], "Discount does not exist", "id", code="INVALID")
        if node["codeDiscount"]["__typename"] != f"Discount{way}{kind}":
            raise Refused("Discount does not exist", "id", code="INVALID")
    before: Record = node["codeDiscount"] if node else {}
    code = _coded(shop, given, node, word) if way == "Code" else None
    for name in REQUIRED[kind]:
        if node is None and not given.get(name):
            raise Refused(f"{name} can't be blank", word, name, code="BLANK")
    if way == "Automatic" and node is None and not given.get("title"):
        raise Refused("Title can't be blank", word, "title", code="BLANK")
    fields = _fields(shop, given, before, word)
    if node is None:
        fields.setdefault("title", code or "")
        node = insert(shop, way, kind, fields)
        if code:
            add_code(shop, node["codeDiscount"], code)
    else:
        before.update(fields, updatedAt=shop.now())
        if code:
            if before["codes"]:
                before["codes"][0]["code"] = code
            else:
                add_code(shop, before, code)
    return {"codeDiscountNode" if way == "Code" else "automaticDiscountNode": node}


def _maker(way: str, kind: str, word: str) -> tuple[Callable[..., Record], Callable[..., Record]]:
    head, tail = kind[0].upper() + kind[1:], "".join("_" + c.lower() if c.isupper() else c for c in word)

    def create(call: Call, **given: Any) -> Record:
        return _write(call, way, kind, word, None, given[tail])

    def update(call: Call, *, id: str, **given: Any) -> Record:
        return _write(call, way, kind, word, id, given[tail])

    name = f"discount_{way.lower()}_{'free_shipping' if head == 'FreeShipping' else head.lower()}"
    create.__name__, update.__name__ = f"{name}_create", f"{name}_update"
    return mutation(create), mutation(update)


for _way, _kind, _word in (
    ("Code", "Basic", "basicCodeDiscount"),
    ("Code", "Bxgy", "bxgyCodeDiscount"),
    ("Code", "FreeShipping", "freeShippingCodeDiscount"),
    ("Automatic", "Basic", "automaticBasicDiscount"),
    ("Automatic", "Bxgy", "automaticBxgyDiscount"),
    ("Automatic", "FreeShipping", "freeShippingAutomaticDiscount"),
):
    _maker(_way, _kind, _word)


def _node(call: Call, way: str, id: str) -> Record:
    return wanted(call.shop, id, NODES[way], "Discount does not exist", "id", code="INVALID")


def drop(shop: Shop, node: Record) -> None:
    """Forget a discount and its codes."""
    for row in node["codeDiscount"]["codes"]:
        shop.delete(row)
    shop.delete(node["_twin"])
    shop.delete(node)


@mutation
def discount_code_delete(call: Call, *, id: str) -> Record:
    """Forget a discount by code."""
    drop(call.shop, _node(call, "Code", id))
    return {"deletedCodeDiscountId": id}


@mutation
def discount_automatic_delete(call: Call, *, id: str) -> Record:
    """Forget a discount that applies of itself."""
    drop(call.shop, _node(call, "Automatic", id))
    return {"deletedAutomaticDiscountId": id}


def _switched(way: str, on: bool) -> Callable[..., Record]:
    def switch(call: Call, *, id: str) -> Record:
        node, now = _node(call, way, id), call.shop.now()
        discount = node["codeDiscount"]
        if on:
            discount.update(startsAt=min(discount["startsAt"], now), endsAt=None)
        else:
            discount["endsAt"] = now
        discount["updatedAt"] = now
        return {"codeDiscountNode" if way == "Code" else "automaticDiscountNode": node}

    switch.__name__ = f"discount_{way.lower()}_{'activate' if on else 'deactivate'}"
    return mutation(switch)


for _way in NODES:
    _switched(_way, True)
    _switched(_way, False)


@mutation
def discount_code_bulk_delete(call: Call, *, ids: list[str] | None = None) -> Record:
    """Forget several discounts."""
    for node in [_node(call, "Code", id) for id in ids or ()]:
        drop(call.shop, node)
    return {"job": job(call.shop)}


@mutation
def discount_redeem_code_bulk_add(call: Call, *, discount_id: str, codes: list[Record]) -> Record:
    """Add codes to a discount; those that are taken are told."""
    shop = call.shop
    node = wanted(shop, discount_id, "DiscountCodeNode", "Discount does not exist", "discountId", code="INVALID")
    rows: list[Record] = []
    for n, each in enumerate(codes):
        taken = by_code(shop, each["code"]) is not None
        made = None if taken else add_code(shop, node["codeDiscount"], each["code"])
        errors = (
            [
                {
                    "field": ["code"],
                    "message": "must be unique. Please try a different code.",
                    "code": None,  # queries/discountRedeemCodeBulkCreation shows it so
                    "extraInfo": None,
                }
            ]
            if taken
            else []
        )
        rows.append({"code": each["code"], "discountRedeemCode": made, "errors": errors, "_n": n + 1})
    failed = sum(bool(row["errors"]) for row in rows)
    creation = shop.insert("DiscountRedeemCodeBulkCreation", {
        "codes": rows, "codesCount": len(rows), "createdAt": shop.now(), "discountCode": node, "_turn": shop.turn,
        "_failed": failed, "_imported": len(rows) - failed,
    })  # fmt: skip
    return {"bulkCreation": creation}


@field("DiscountRedeemCodeBulkCreation", "done")
def _done(creation: Record, info: Info) -> bool:
    return creation["_turn"] != info.context.shop.turn


@field("DiscountRedeemCodeBulkCreation", "failedCount")
def _failed(creation: Record, info: Info) -> int:
    return creation["_failed"] if _done(creation, info) else 0


@field("DiscountRedeemCodeBulkCreation", "importedCount")
def _imported(creation: Record, info: Info) -> int:
    return creation["_imported"] if _done(creation, info) else 0


@mutation
def discount_code_redeem_code_bulk_delete(call: Call, *, discount_id: str, ids: list[str] | None = None) -> Record:
    """Take codes from a discount."""
    node = wanted(call.shop, discount_id, "DiscountCodeNode", "Discount does not exist", "discountId", code="INVALID")
    rows = node["codeDiscount"]["codes"]
    for row in [row for row in rows if row["id"] in (ids or ())]:
        rows.remove(row)
        call.shop.delete(row)
    return {"job": job(call.shop)}


def _discount(row: Record) -> Record:
    return row.get("discount") or row["codeDiscount"]


def _type_of(row: Record) -> list[str]:
    name = _discount(row)["__typename"]
    if name.endswith("App"):
        return ["app"]
    if name.endswith("FreeShipping"):
        return ["free_shipping"]
    if name.endswith("Bxgy"):
        return ["bogo", "bxgy"]
    return [
        "percentage"
        if _discount(row)["customerGets"]["value"]["__typename"] == "DiscountPercentage"
        else "fixed_amount"
    ]


def _now(row: Record) -> str:
    discount = _discount(row)
    return state(discount, discount["_shop"].now())


_FIELDS = {
    "id": Field("id", lambda row: row["_n"]),
    "code": Field("keyword", lambda row: [each["code"] for each in _discount(row)["codes"]]),
    "title": Field("text", lambda row: _discount(row)["title"]),
    "method": Field("keyword", lambda row: "code" if "Code" in _discount(row)["__typename"] else "automatic"),
    "status": Field("keyword", _now),
    "type": Field("keyword", _type_of),
    "discount_type": Field("keyword", _type_of),
    "discount_class": Field("keyword", lambda row: _classes(_discount(row))),
    "tag": Field("keyword", lambda row: _discount(row)["tags"]),
    "times_used": Field("number", lambda row: _discount(row)["asyncUsageCount"]),
    "created_at": Field("date", lambda row: _discount(row)["createdAt"]),
    "updated_at": Field("date", lambda row: _discount(row)["updatedAt"]),
    "starts_at": Field("date", lambda row: _discount(row)["startsAt"]),
    "ends_at": Field("date", lambda row: _discount(row)["endsAt"]),
}
for _type in ("DiscountNode", "DiscountCodeNode", "DiscountAutomaticNode"):
    KINDS[_type] = Kind(
        {
            "ID": lambda row: row["_n"],
            "RELEVANCE": lambda row: row["_n"],
            "TITLE": lambda row: _discount(row)["title"],
            "CREATED_AT": lambda row: _discount(row)["createdAt"],
            "UPDATED_AT": lambda row: _discount(row)["updatedAt"],
            "STARTS_AT": lambda row: _discount(row)["startsAt"],
            "ENDS_AT": lambda row: _discount(row)["endsAt"],
        },
        _FIELDS,
        lambda row: [_discount(row)["title"], *(each["code"] for each in _discount(row)["codes"])],
    )
KINDS["DiscountRedeemCode"] = Kind({}, {"code": Field("keyword", lambda row: row["code"])})
