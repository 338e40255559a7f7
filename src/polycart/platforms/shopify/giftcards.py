"""Gift cards.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/GiftCard: a card's code is told once, when it is made; later
only its last characters are.
"""

from __future__ import annotations

from polycart import api
from polycart.api.cart import (
    CartGiftcardAddParams,
    CartGiftcardCountParams,
    CartGiftcardListParams,
    GiftCard,
    GiftCardAdded,
    GiftCardCount,
)
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.given import refuse
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Coded, Id, Row, Shop, shopify
from polycart.platforms.shopify.counts import total
from polycart.platforms.shopify.ids import id_codec, number
from polycart.platforms.shopify.searches import ids_term, query
from polycart.platforms.shopify.values import Money, spelled


class Receiver(Row):
    """Who gets a card, and the words with it."""

    message: str | None = None
    preferred_name: str | None = None


def _value(money: Money | None) -> float:
    return money.value if money else 0.0


def _currency(money: Money | None) -> str | None:
    return money.currency_code if money else None


def _message(receiver: Receiver | None) -> str | None:
    return receiver.message if receiver else None


def _name(receiver: Receiver | None) -> str | None:
    return receiver.preferred_name if receiver else None


def _status(enabled: bool | None, expires: str | None) -> str:
    return "enabled" if enabled else "disabled"


BALANCE, RECEIVER = At("balance", Money | None), At("recipientAttributes", Receiver | None)


class GiftCardMap(Map[GiftCard]):
    """A gift card."""

    id = field("id", id_codec)
    code = field("maskedCode", string)
    type = constant("fixed")
    currency_code = computed(_currency, BALANCE)
    amount = computed(_value, BALANCE)
    initial_amount = computed(_value, At("initialValue", Money | None))
    status = computed(_status, "enabled", "expiresOn")
    created_at = field("createdAt", string)
    avail_to = field("expiresOn", string)
    message = computed(_message, RECEIVER)
    recipient_name = computed(_name, RECEIVER)
    additional_fields = extras("note", last_characters="lastCharacters", updated_at="updatedAt")


class _Made(Coded):
    gift_card: Id | None = None
    gift_card_code: str | None = None


@shopify.implements(api.cart.giftcard.list, "ids", gives=GiftCardMap)
async def gift_card_list(shop: Shop, p: CartGiftcardListParams) -> Page[GiftCard]:
    """List gift cards, deactivated ones too."""
    found = [ids_term("GiftCard", p.ids, "ids")] if p.ids is not None else []
    return await shop.page("giftCards", p, GiftCardMap, {**query(found), "sortKey": Of("GiftCardSortKeys", "ID")})


@shopify.implements(api.cart.giftcard.count)
async def gift_card_count(shop: Shop, p: CartGiftcardCountParams) -> GiftCardCount:
    """Count gift cards."""
    return GiftCardCount(gift_cards_count=await total(shop, "giftCardsCount", {}))


@shopify.implements(api.cart.giftcard.add, "amount", "currency", "code", "message")
async def gift_card_add(shop: Shop, p: CartGiftcardAddParams) -> GiftCardAdded:
    """Make a gift card; without a code of its own the shop makes one."""
    if p.amount <= 0:
        raise refuse("amount", "It must be above 0.")
    currency = p.currency.upper() if p.currency else await shop.currency()
    body = {
        "initialAmount": {"amount": spelled(p.amount), "currencyCode": currency},
        "code": p.code,
        "note": p.message,
    }
    given = {name: value for name, value in body.items() if value is not None}
    made = await shop.mutate("giftCardCreate", {"input": Of("GiftCardCreateInput!", given)}, _Made)
    return GiftCardAdded(
        id=number(made.gift_card.id if made.gift_card else ""), code=made.gift_card_code or p.code or ""
    )
