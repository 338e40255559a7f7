"""Gift cards: issued, changed, deactivated, and what is put on them and taken off."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from polycart.platforms.shopify.sim.binding import Info, field, mutation
from polycart.platforms.shopify.sim.customers import display
from polycart.platforms.shopify.sim.paging import KINDS, Call, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.writes.inputs import wanted


def _card(call: Call, id: str, code: str | None = None) -> Record:
    return wanted(call.shop, id, "GiftCard", "The gift card could not be found.", "id", code=code)


def make(shop: Shop, code: str, value: Decimal, fields: Record) -> Record:
    """A gift card of a value."""
    return shop.insert("GiftCard", {
        "_code": code, "lastCharacters": code[-4:], "maskedCode": f"•••• •••• •••• {code[-4:]}", "initialValue": value,
        "balance": value, "createdAt": shop.now(), "updatedAt": shop.now(), "deactivatedAt": None, "expiresOn": None,
        "customer": None, "note": None, "order": None, "lineItem": None, "templateSuffix": None, "transactions": [],
        "recipientAttributes": None, "crossCurrencyRedemptionStrategy": "MARKET_FX", **fields,
    })  # fmt: skip


def _fields(shop: Shop, given: Record) -> Record:
    made: Record = {name: given[name] for name in ("expiresOn", "note", "templateSuffix") if name in given}
    if given.get("customerId"):
        said = "The customer could not be found."
        made["customer"] = wanted(
            shop, given["customerId"], "Customer", said, "input", "customerId", code="CUSTOMER_NOT_FOUND"
        )
    if given.get("recipientAttributes"):
        each = given["recipientAttributes"]
        said = "The recipient could not be found."
        who = wanted(
            shop, each["id"], "Customer", said, "input", "recipientAttributes", "id", code="RECIPIENT_NOT_FOUND"
        )
        made["recipientAttributes"] = {
            "recipient": who, "message": each.get("message"), "preferredName": each.get("preferredName"),
            "sendNotificationAt": each.get("sendNotificationAt"),
        }  # fmt: skip
    return made


@mutation
def gift_card_create(call: Call, *, input: Record) -> Record:
    """Issue a gift card."""
    shop = call.shop
    amount = input.get("initialAmount")
    value = amount["amount"] if amount else input.get("initialValue")
    if value is None:
        raise Refused("The initial value is missing.", "input", "initialValue", code="MISSING_ARGUMENT")
    if value <= 0:
        raise Refused("must be greater than 0", "input", "initialValue", code="GREATER_THAN")
    code = (input.get("code") or f"{shop.serial('gift card', 4_000_000_000):016x}").lower()
    if not re.fullmatch(r"[a-z0-9-]+", code):
        raise Refused("Code can only contain letters(a-z) and numbers(0-9)", "input", "code", code="INVALID")
    if len(code) < 8:
        raise Refused("Code must be at least 8 characters long", "input", "code", code="TOO_SHORT")
    if len(code) > 20:
        raise Refused("Code must be at most 20 characters long", "input", "code", code="TOO_LONG")
    if shop.find("GiftCard", _code=code) is not None:
        raise Refused("Code has already been taken", "input", "code", code="TAKEN")
    made = make(shop, code, value, _fields(shop, input))
    return {"giftCard": made, "giftCardCode": code}


@mutation
def gift_card_update(call: Call, *, id: str, input: Record) -> Record:
    """Change a gift card."""
    made = _card(call, id)
    if made["deactivatedAt"] is not None and "expiresOn" in input:
        raise Refused("The gift card is deactivated.", "id")
    made.update(_fields(call.shop, input))
    call.shop.touch(made)
    return {"giftCard": made}


@mutation
def gift_card_deactivate(call: Call, *, id: str) -> Record:
    """Let a gift card be used no more, for ever."""
    made = _card(call, id, "GIFT_CARD_NOT_FOUND")
    made["deactivatedAt"] = made["deactivatedAt"] or call.shop.now()
    call.shop.touch(made)
    return {"giftCard": made}


def _moved(call: Call, id: str, amount: Record, sign: int, word: str, note: str | None, at: datetime | None) -> Record:
    made = _card(call, id, "GIFT_CARD_NOT_FOUND")
    value = amount["amount"]
    if made["deactivatedAt"] is not None:
        raise Refused("The gift card is deactivated.", "id", code="INVALID")
    if value <= 0:
        raise Refused("A positive amount must be used.", word, "amount", code="NEGATIVE_OR_ZERO_AMOUNT")
    if amount["currencyCode"] != call.shop.currency:
        raise Refused(
            "The currency provided does not match the currency of the gift card.",
            word,
            "currencyCode",
            code="MISMATCHING_CURRENCY",
        )
    if sign < 0 and value > made["balance"]:
        raise Refused(
            "The gift card does not have sufficient funds to satisfy the request.", word, code="INSUFFICIENT_FUNDS"
        )
    made["balance"] += sign * value
    kind = "GiftCardCreditTransaction" if sign > 0 else "GiftCardDebitTransaction"
    row = call.shop.insert(
        kind, {"amount": sign * value, "giftCard": made, "note": note, "processedAt": at or call.shop.now()}
    )
    made["transactions"].append(row)
    call.shop.touch(made)
    return row


@mutation
def gift_card_credit(call: Call, *, id: str, credit_input: Record) -> Record:
    """Put something on a gift card."""
    row = _moved(
        call,
        id,
        credit_input["creditAmount"],
        1,
        "creditInput",
        credit_input.get("note"),
        credit_input.get("processedAt"),
    )
    return {"giftCardCreditTransaction": row}


@mutation
def gift_card_debit(call: Call, *, id: str, debit_input: Record) -> Record:
    """Take something off a gift card."""
    row = _moved(
        call, id, debit_input["debitAmount"], -1, "debitInput", debit_input.get("note"), debit_input.get("processedAt")
    )
    return {"giftCardDebitTransaction": row}


def usable(row: Record) -> bool:
    """Whether a card may be used."""
    return row["deactivatedAt"] is None


@field("GiftCard", "enabled")
@field("GiftCard", "isRedeemable")
def _enabled(row: Record, info: Info) -> bool:
    return usable(row)


def _balance(row: Record) -> str:
    return "full" if row["balance"] == row["initialValue"] else "empty" if not row["balance"] else "partial"


def _name(row: Record) -> str:
    return display(row["customer"]) if row["customer"] else ""


KINDS["GiftCard"] = Kind(
    {
        "ID": lambda row: row["_n"],
        "BALANCE": lambda row: row["balance"],
        "INITIAL_VALUE": lambda row: row["initialValue"],
        "AMOUNT_SPENT": lambda row: row["initialValue"] - row["balance"],
        "CODE": lambda row: row["_code"],
        "CREATED_AT": lambda row: row["createdAt"],
        "UPDATED_AT": lambda row: row["updatedAt"],
        "DISABLED_AT": lambda row: row["deactivatedAt"],
        "EXPIRES_ON": lambda row: row["expiresOn"] and str(row["expiresOn"]),
        "CUSTOMER_NAME": _name,
    },
    {
        "id": Field("id", lambda row: row["_n"]),
        "status": Field("keyword", lambda row: "enabled" if usable(row) else "disabled"),
        "balance_status": Field(
            "keyword", lambda row: [_balance(row), "full_or_partial" if row["balance"] else "empty"]
        ),
        "customer_id": Field("id", lambda row: row["customer"] and row["customer"]["_n"]),
        "initial_value": Field("number", lambda row: row["initialValue"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
    },
    lambda row: [row["lastCharacters"], _name(row)],
)
