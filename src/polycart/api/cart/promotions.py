"""Coupons, gift cards and price rules."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import field

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

DateEndFrom = Annotated[str | None, Doc("Leave only coupons that end at or after this moment.", "2026-01-01 00:00:00")]
DateEndTo = Annotated[str | None, Doc("Leave only coupons that end at or before this moment.", "2026-12-31 23:59:59")]
DateStartFrom = Annotated[
    str | None, Doc("Leave only coupons that start at or after this moment.", "2026-01-01 00:00:00")
]
DateStartTo = Annotated[
    str | None, Doc("Leave only coupons that start at or before this moment.", "2026-12-31 23:59:59")
]
IncludeTax = Annotated[bool, Doc("Count tax in.", True)]


class CatalogPriceRuleCount(Record):
    """The number of price rules."""

    catalog_price_rules_count: Annotated[Maybe[int], Doc("How many price rules there are.")] = UNSET


class CouponCondition(Record):
    """A condition for a discount."""

    id: Annotated[Sparse[str], Doc("Id of the condition.")] = UNSET
    entity: Annotated[Sparse[str], Doc("Kind of entity.")] = UNSET
    match_items: Annotated[Maybe[str], Doc("Whether any or all elements of a list must match.")] = UNSET
    key: Annotated[Maybe[str], Doc("Attribute of the entity that is compared.")] = UNSET
    operator: Annotated[Maybe[str], Doc("How the value is compared.")] = UNSET
    value: Annotated[Maybe[str], Doc("Value to compare with.")] = UNSET
    logic_operator: Annotated[Maybe[str], Doc("How the conditions go together: and, or.")] = UNSET
    sub_conditions: Annotated[Sparse[list[CouponCondition]], Doc("Conditions below this one.")] = field(
        name="sub-conditions", default=UNSET
    )


class CatalogPriceRuleAction(Record):
    """What a price rule does to prices."""

    scope: Annotated[Sparse[str], Doc("What the discount is taken off: the order or items.")] = UNSET
    apply_to: Annotated[Sparse[str], Doc("What the discount is taken off.")] = UNSET
    type: Annotated[Sparse[str], Doc("Whether the amount is a percentage or money.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("How many are discounted.")] = UNSET
    value: Annotated[Sparse[float], Doc("How much is taken off.")] = UNSET
    currency_code: Annotated[Maybe[str], Doc("Currency code of the amount.")] = UNSET
    include_tax: Annotated[Maybe[bool], Doc("Whether tax is counted in.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("When it applies.")] = UNSET


class CatalogPriceRule(Record):
    """A rule that changes prices in the catalogue."""

    id: Annotated[Sparse[str], Doc("Id of the price rule.")] = UNSET
    gid: Annotated[Maybe[str], Doc("Global id that the platform gives it.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the price rule.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the price rule.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the price rule.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("Short text for lists.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    actions: Annotated[Sparse[list[CatalogPriceRuleAction]], Doc("What the rule does to prices.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    date_start: Annotated[Maybe[DateTime], Doc("When it starts.")] = UNSET
    date_end: Annotated[Maybe[DateTime], Doc("When it stops.")] = UNSET
    usage_count: Annotated[Maybe[float], Doc("How often it was used.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("When it applies.")] = UNSET
    uses_per_order_limit: Annotated[Maybe[int], Doc("How often one order can use it.")] = UNSET


class CouponAdded(Entity):
    """The answer of adding a coupon."""

    coupon_id: Annotated[Sparse[str], Doc("Id of the new coupon.")] = UNSET


class CouponCount(Record):
    """The number of coupons."""

    coupons_count: Annotated[Maybe[int], Doc("How many coupons there are.")] = UNSET


class CouponCode(Record):
    """A text that a shopper types to use a coupon."""

    id: Annotated[Sparse[str], Doc("Id of the code.")] = UNSET
    code: Annotated[Sparse[str], Doc("Text that a shopper types to use the coupon.")] = UNSET
    used_times: Annotated[Maybe[int], Doc("How often it was used.")] = UNSET


class CouponAction(Record):
    """What a coupon does to prices."""

    scope: Annotated[Sparse[str], Doc("What the discount is taken off: the order or items.")] = UNSET
    apply_to: Annotated[Sparse[str], Doc("What the discount is taken off.")] = UNSET
    amount: Annotated[Sparse[float], Doc("How much is taken off.")] = UNSET
    currency_code: Annotated[Maybe[str], Doc("Currency code of the amount.")] = UNSET
    include_tax: Annotated[Maybe[bool], Doc("Whether tax is counted in.")] = UNSET
    type: Annotated[Sparse[str], Doc("Whether the amount is a percentage or money.")] = UNSET
    discounted_quantity: Annotated[Maybe[float], Doc("How many are discounted.")] = UNSET
    discount_quantity_step: Annotated[Maybe[int], Doc("How many must be bought for each discounted one.")] = UNSET
    logic_operator: Annotated[Maybe[str], Doc("How the conditions go together: and, or.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("When it applies.")] = UNSET


class CouponHistory(Record):
    """An order that used a coupon or gift card."""

    order_id: Annotated[Sparse[str], Doc("Id of the order.")] = UNSET
    amount: Annotated[Sparse[float], Doc("Money taken off that order.")] = UNSET


class Coupon(Record):
    """A coupon."""

    id: Annotated[Sparse[str], Doc("Id of the coupon.")] = UNSET
    code: Annotated[Maybe[str], Doc("Text that a shopper types to use the coupon.")] = UNSET
    codes: Annotated[Sparse[list[CouponCode]], Doc("Texts that a shopper can type to use the coupon.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the coupon.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the coupon.")] = UNSET
    actions: Annotated[Sparse[list[CouponAction]], Doc("What the coupon does to prices.")] = UNSET
    date_start: Annotated[Maybe[DateTime], Doc("When it starts.")] = UNSET
    date_end: Annotated[Maybe[DateTime], Doc("When it stops.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    priority: Annotated[Maybe[int], Doc("Place in the order of use.")] = UNSET
    used_times: Annotated[Maybe[int], Doc("How often it was used.")] = UNSET
    usage_limit: Annotated[Maybe[int], Doc("How often the coupon can be used in all.")] = UNSET
    usage_limit_per_customer: Annotated[Maybe[int], Doc("How often one customer can use the coupon.")] = UNSET
    logic_operator: Annotated[Maybe[str], Doc("How the conditions go together: and, or.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("When it applies.")] = UNSET
    usage_history: Annotated[Sparse[list[CouponHistory]], Doc("Orders that used it.")] = UNSET


class GiftCardAdded(Entity):
    """The answer of adding a gift card."""

    id: Annotated[Sparse[str], Doc("Id of the gift card.")] = UNSET
    code: Annotated[Sparse[str], Doc("Text that a shopper types to pay with the card.")] = UNSET


class GiftCardCount(Record):
    """The number of gift cards."""

    gift_cards_count: Annotated[Maybe[int], Doc("How many gift cards there are.")] = UNSET


class GiftCard(Record):
    """A gift card."""

    id: Annotated[Sparse[str], Doc("Id of the gift card.")] = UNSET
    code: Annotated[Sparse[str], Doc("Text that a shopper types to pay with the card.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the gift card.")] = UNSET
    type: Annotated[Sparse[str], Doc("Type of the gift card.")] = UNSET
    currency_code: Annotated[Maybe[str], Doc("Currency code of the amount.")] = UNSET
    amount: Annotated[Sparse[float], Doc("Money left on the card.")] = UNSET
    initial_amount: Annotated[Sparse[float], Doc("Money on the card when it was sold.")] = UNSET
    status: Annotated[Sparse[str], Doc("Status of the gift card.")] = UNSET
    created_at: Annotated[Maybe[str], Doc("When it was created.")] = UNSET
    avail_to: Annotated[Maybe[str], Doc("Last moment when the card can be used.")] = UNSET
    free_product_ids: Annotated[Maybe[str], Doc("Ids of the products that the card gives, joined by commas.")] = UNSET
    message: Annotated[Maybe[str], Doc("Text that goes with it.")] = UNSET
    issuer_email: Annotated[Maybe[str], Doc("E-mail address of the buyer of the card.")] = UNSET
    recipient_email: Annotated[Maybe[str], Doc("E-mail address of the receiver.")] = UNSET
    issuer_name: Annotated[Maybe[str], Doc("Name of the buyer of the card.")] = UNSET
    recipient_name: Annotated[Maybe[str], Doc("Name of the receiver.")] = UNSET
    usage_history: Annotated[Sparse[list[CouponHistory]], Doc("Orders that used it.")] = UNSET


class CartCatalogPriceRulesCountParams(Params):
    """cart.catalog_price_rules.count takes no parameters."""


class CartCatalogPriceRulesListParams(ListParams, kw_only=True):
    """Parameters of cart.catalog_price_rules.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,description"
    exclude: shared.Exclude = None


class CartCouponAddParams(Params, kw_only=True):
    """Parameters of cart.coupon.add."""

    code: Annotated[str, Doc("Text that a shopper types to use the coupon.", "SPRING10")]
    action_type: Annotated[Literal["percent", "fixed"], Doc("Whether the amount is a percentage or money.", "percent")]
    action_apply_to: Annotated[
        Literal["order_total", "item_price", "shipping"], Doc("What the discount is taken off.", "order_total")
    ]
    action_scope: Annotated[
        Literal["order", "matching_items"], Doc("Whether the order or each matching item is discounted.", "order")
    ]
    action_amount: Annotated[float, Doc("How much the coupon takes off.", 10.0)]
    codes: Annotated[list[str] | None, Doc("Several codes for the one coupon.", ["SPRING10", "SPRING11"])] = None
    name: Annotated[str | None, Doc("Name of the coupon.", "Spring sale")] = None
    date_start: Annotated[str, Doc("Moment when the coupon starts working.", "2026-09-01")] = "now"
    date_end: Annotated[str | None, Doc("Moment when the coupon stops working.", "2026-12-31")] = None
    usage_limit: Annotated[int | None, Doc("How often the coupon can be used in all.", 100)] = None
    usage_limit_per_customer: Annotated[int | None, Doc("How often one customer can use the coupon.", 1)] = None
    action_condition_entity: Annotated[str | None, Doc("Entity that the extra condition looks at.", "product")] = None
    action_condition_key: Annotated[str | None, Doc("Attribute of that entity to compare.", "product_id")] = None
    action_condition_operator: Annotated[str | None, Doc("How the attribute is compared.", "==")] = None
    action_condition_value: Annotated[
        str | None, Doc("Value to compare with, or several joined by commas.", "11,14")
    ] = None
    include_tax: IncludeTax = False
    store_id: shared.StoreId = None
    free_cash_on_delivery: Annotated[bool | None, Doc("Whether paying on delivery costs no fee.", True)] = None
    customer_id: Annotated[str | None, Doc("Customer who alone can use the coupon.", "5")] = None
    idempotency_key: shared.IdempotencyKey = None


class CartCouponConditionAddParams(Params, kw_only=True):
    """Parameters of cart.coupon.condition.add."""

    coupon_id: Annotated[str, Doc("Id of the coupon.", "45")]
    entity: Annotated[
        Literal["order", "order_shipping_address", "product", "customer"],
        Doc("Kind of entity that the condition looks at.", "order"),
    ]
    key: Annotated[
        Literal[
            "total",
            "subtotal",
            "shipping_total",
            "total_quantity",
            "total_weight",
            "country",
            "product_id",
            "variant_id",
            "category_id",
            "customer_id",
            "item_price",
            "item_total_price",
            "item_quantity",
            "carrier_id",
        ],
        Doc("Attribute of the entity to compare.", "total"),
    ]
    operator: Annotated[str, Doc("How the value is compared.", "==")]
    value: Annotated[str, Doc("Value to compare with, or several joined by commas.", "100")]
    target: Annotated[str, Doc("What the condition decides about.", "coupon_prerequisite")] = "coupon_prerequisite"
    include_tax: IncludeTax = False
    include_shipping: Annotated[bool, Doc("Count the price of shipping in.", True)] = False
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CartCouponCountParams(Params, kw_only=True):
    """Parameters of cart.coupon.count."""

    store_id: shared.StoreId = None
    avail: Annotated[bool, Doc("Leave only coupons that can be used, or cannot.", True)] = True
    date_start_from: DateStartFrom = None
    date_start_to: DateStartTo = None
    date_end_from: DateEndFrom = None
    date_end_to: DateEndTo = None


class CartCouponDeleteParams(Params, kw_only=True):
    """Parameters of cart.coupon.delete."""

    id: Annotated[str, Doc("Id of the coupon.", "45")]
    store_id: shared.StoreId = None


class CartCouponListParams(ListParams, kw_only=True):
    """Parameters of cart.coupon.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    coupons_ids: Annotated[str | None, Doc("Ids of the coupons, joined by commas.", "1,2")] = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    avail: Annotated[bool | None, Doc("Leave only coupons that can be used, or cannot.", True)] = None
    status: Annotated[str | None, Doc("Leave only coupons in this status.", "active")] = None
    date_start_from: DateStartFrom = None
    date_start_to: DateStartTo = None
    date_end_from: DateEndFrom = None
    date_end_to: DateEndTo = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,code,name,description"
    exclude: shared.Exclude = None


class CartGiftcardAddParams(Params, kw_only=True):
    """Parameters of cart.giftcard.add."""

    amount: Annotated[float, Doc("Money on the card.", 50.0)]
    currency: shared.Currency = None
    store_id: shared.StoreId = None
    code: Annotated[str | None, Doc("Text that a shopper types to pay with the card.", "GIFT-7F3K-22")] = None
    name: Annotated[str | None, Doc("Name of the gift card.", "Birthday")] = None
    owner_email: Annotated[str | None, Doc("E-mail address of the buyer of the card.", "ada@example.com")] = None
    owner_name: Annotated[str | None, Doc("Name of the buyer of the card.", "Ada Miller")] = None
    recipient_email: Annotated[str | None, Doc("E-mail address of the receiver.", "bob@example.com")] = None
    recipient_name: Annotated[str | None, Doc("Name of the receiver.", "Bob")] = None
    message: Annotated[str | None, Doc("Text that goes with it.", "Happy birthday")] = None
    idempotency_key: shared.IdempotencyKey = None


class CartGiftcardCountParams(Params, kw_only=True):
    """Parameters of cart.giftcard.count."""

    store_id: shared.StoreId = None


class CartGiftcardDeleteParams(Params, kw_only=True):
    """Parameters of cart.giftcard.delete."""

    id: Annotated[str, Doc("Id of the gift card.", "10")]
    store_id: shared.StoreId = None


class CartGiftcardListParams(ListParams, kw_only=True):
    """Parameters of cart.giftcard.list."""

    ids: shared.Ids = None
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,code,name"
    exclude: shared.Exclude = None
