"""Gift certificates, and promotions that hold without a code.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/gift-certificates
https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/promotions
"""

from __future__ import annotations

from typing import Any, cast

from polycart import api
from polycart.api.cart import (
    CartCatalogPriceRulesCountParams,
    CartCatalogPriceRulesListParams,
    CartGiftcardAddParams,
    CartGiftcardDeleteParams,
    CartGiftcardListParams,
    CatalogPriceRule,
    CatalogPriceRuleAction,
    CatalogPriceRuleCount,
    CouponCondition,
    GiftCard,
    GiftCardAdded,
)
from polycart.api.results import Deleted
from polycart.core.codecs import Codec, text
from polycart.core.errors import AlreadyExists, NotFound
from polycart.core.given import refuse
from polycart.core.mapping import Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number, numbers
from polycart.platforms.bigcommerce_api.units import amount, iso, money, rfc_text

PATH = "v2/gift_certificates"
PROMOTIONS = "v3/promotions"


def _expiry(value: Any) -> Any:
    return None if value in (None, "", "0", 0) else rfc_text.load(value)


class GiftCardMap(Map[GiftCard]):
    """A gift certificate; ``amount`` is what is left of it."""

    id = field("id", text)
    code = field("code")
    name = field("to_name")
    currency_code = field("currency_code")
    amount = field("balance", money)
    initial_amount = field("amount", money)
    status = field("status")
    created_at = field("purchase_date", rfc_text)
    avail_to = computed(_expiry, "expiry_date")
    message = field("message")
    issuer_email = field("from_email")
    issuer_name = field("from_name")
    recipient_email = field("to_email")
    recipient_name = field("to_name")
    additional_fields = extras("customer_id", "order_id", "template")


@bigcommerce.implements(api.cart.giftcard.list, "ids", gives=GiftCardMap)
async def cart_giftcard_list(bc: Bigcommerce, p: CartGiftcardListParams) -> Page[GiftCard]:
    """List gift certificates by id."""
    query = {"sort": "id", "direction": "asc"}
    if p.ids is None:
        return await bc.window(PATH, query, GiftCardMap, start=p.start, count=p.count)
    wanted = numbers("ids", p.ids)
    if not wanted:
        return Page(items=[], total=0, projected=True)
    rows = await bc.records(PATH, {**query, "min_id": min(wanted), "max_id": max(wanted)})
    page = cut([row for row in rows if row["id"] in wanted], start=p.start, count=p.count)
    reader = GiftCardMap.reader(bc.wanted)
    items = [reader.convert(row) for row in page.items]
    return Page(items=items, total=page.total, next=page.next, previous=page.previous, projected=True)


@bigcommerce.implements(
    api.cart.giftcard.add, "amount", "currency", "code", "name", "owner_email", "owner_name", "recipient_email",
    "recipient_name", "message",
    note="BigCommerce needs names and addresses of giver and receiver; those of the store stand for missing ones.",
)  # fmt: skip
async def cart_giftcard_add(bc: Bigcommerce, p: CartGiftcardAddParams) -> GiftCardAdded:
    """Add a gift certificate."""
    if p.amount <= 0:
        raise refuse("amount", "It must be more than 0.")
    store = await bc.store()
    body = {
        "to_name": p.recipient_name or p.name or store.name, "to_email": p.recipient_email or store.admin_email,
        "from_name": p.owner_name or store.name, "from_email": p.owner_email or store.admin_email,
        "amount": f"{p.amount:.4f}", "code": p.code, "message": p.message, "status": "active",
        "currency_code": p.currency.upper() if p.currency else None,
    }  # fmt: skip
    try:
        made = await bc.post(PATH, {name: value for name, value in body.items() if value is not None})
    except AlreadyExists as error:
        raise AlreadyExists(f"Gift card with code = '{p.code}' already exist.", native=error.native) from error
    return GiftCardAdded(id=str(made["id"]), code=made["code"])


@bigcommerce.implements(api.cart.giftcard.delete, "id")
async def cart_giftcard_delete(bc: Bigcommerce, p: CartGiftcardDeleteParams) -> Deleted:
    """Delete a gift certificate."""
    try:
        await bc.delete(f"{PATH}/{number('id', p.id)}")
    except NotFound as error:
        raise missing("Gift card", p.id, error) from error
    return Deleted(deleted="1")


def _dict(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _action(rule: dict[str, Any]) -> CatalogPriceRuleAction:
    """What a rule does: it takes something off the cart or its items, gives an item away, or makes shipping free."""
    action = _dict(rule.get("action"))
    name = next(iter(action), "")
    body = _dict(action.get(name))
    discount = _dict(body.get("discount"))
    percent, fixed = discount.get("percentage_amount"), discount.get("fixed_amount")
    value = percent if percent is not None else fixed if fixed is not None else body.get("fixed_price")
    free = name == "shipping"
    return CatalogPriceRuleAction(
        scope="order" if name in ("cart_value", "shipping") else "matching_items",
        apply_to="shipping" if free else "order_total" if name == "cart_value" else "item_price",
        type="percent" if percent is not None or free or name == "gift_item" else "fixed",
        quantity=float(body["quantity"]) if body.get("quantity") else None,
        value=100.0 if free or name == "gift_item" else amount(value), currency_code=None, include_tax=None,
        conditions=_conditions(rule),
    )  # fmt: skip


def _conditions(rule: dict[str, Any]) -> list[CouponCondition]:
    cart = _dict(_dict(rule.get("condition")).get("cart"))
    found: list[CouponCondition] = []
    for name, key in (("minimum_spend", "subtotal"), ("minimum_quantity", "total_quantity")):
        if cart.get(name):
            found.append(
                CouponCondition(id=name, entity="order", key=key, operator=">=", value=f"{amount(cart[name]):g}")
            )
    return found


def _actions(rules: list[Any] | None) -> list[CatalogPriceRuleAction]:
    return [_action(_dict(rule)) for rule in rules or ()]


enabled = Codec(lambda value: value == "ENABLED", lambda value: "ENABLED" if value else "DISABLED", str | None)


class RuleMap(Map[CatalogPriceRule]):
    """A promotion that holds without a code."""

    id = field("id", text)
    type = field("redemption_type")
    name = field("name")
    description = field("display_name")
    avail = field("status", enabled)
    actions = computed(_actions, "rules")
    date_start = field("start_date", iso)
    date_end = field("end_date", iso)
    usage_count = field("current_uses")
    uses_per_order_limit = constant(None)
    additional_fields = extras("channels", "customer", "max_uses", "stop", "can_be_used_with_other_promotions", "rules")


AUTOMATIC = {"redemption_type": "automatic", "sort": "id", "direction": "asc"}


@bigcommerce.implements(api.cart.catalog_price_rules.list, "ids", gives=RuleMap)
async def cart_catalog_price_rules_list(bc: Bigcommerce, p: CartCatalogPriceRulesListParams) -> Page[CatalogPriceRule]:
    """List promotions that hold without a code, by id."""
    if p.ids is None:
        return await bc.window(PROMOTIONS, AUTOMATIC, RuleMap, start=p.start, count=p.count)
    wanted = set(numbers("ids", p.ids))
    rows = [row for row in await bc.records(PROMOTIONS, AUTOMATIC) if row["id"] in wanted]
    page = cut(rows, start=p.start, count=p.count)
    reader = RuleMap.reader(bc.wanted)
    items = [reader.convert(row) for row in page.items]
    return Page(items=items, total=page.total, next=page.next, previous=page.previous, projected=True)


@bigcommerce.implements(api.cart.catalog_price_rules.count)
async def cart_catalog_price_rules_count(bc: Bigcommerce, p: CartCatalogPriceRulesCountParams) -> CatalogPriceRuleCount:
    """Count promotions that hold without a code."""
    return CatalogPriceRuleCount(catalog_price_rules_count=await bc.total(PROMOTIONS, AUTOMATIC))
