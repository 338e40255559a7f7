"""The cart.promotions resource."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import field

from polycart.api import parameters as shared
from polycart.api.cart import parameters as cart
from polycart.api.entities import DateTime, Record
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

DateEndFrom = Annotated[str | None, Doc("The date end from.")]
DateEndTo = Annotated[str | None, Doc("The date end to.")]
DateStartFrom = Annotated[str | None, Doc("The date start from.")]
DateStartTo = Annotated[str | None, Doc("The date start to.")]
IncludeTax = Annotated[bool, Doc("The include tax.")]


class CatalogPriceRuleCount(Record):
    """A catalog price rule count."""

    catalog_price_rules_count: Annotated[Maybe[int], Doc("The catalog price rules count.")] = UNSET


class CouponCondition(Record):
    """A coupon condition."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    entity: Annotated[Sparse[str], Doc("The entity.")] = UNSET
    match_items: Annotated[Maybe[str], Doc("The match items.")] = UNSET
    key: Annotated[Maybe[str], Doc("The key.")] = UNSET
    operator: Annotated[Maybe[str], Doc("The operator.")] = UNSET
    value: Annotated[Maybe[str], Doc("The value.")] = UNSET
    logic_operator: Annotated[Maybe[str], Doc("The logic operator.")] = UNSET
    sub_conditions: Annotated[Sparse[list[CouponCondition]], Doc("The sub conditions.")] = field(
        name="sub-conditions", default=UNSET
    )


class CatalogPriceRuleAction(Record):
    """A catalog price rule action."""

    scope: Annotated[Sparse[str], Doc("The scope.")] = UNSET
    apply_to: Annotated[Sparse[str], Doc("The apply to.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("The quantity.")] = UNSET
    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    currency_code: Annotated[Maybe[str], Doc("The currency code.")] = UNSET
    include_tax: Annotated[Maybe[bool], Doc("The include tax.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("The conditions.")] = UNSET


class CatalogPriceRule(Record):
    """A catalog price rule."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    gid: Annotated[Maybe[str], Doc("The gid.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("The short description.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    actions: Annotated[Sparse[list[CatalogPriceRuleAction]], Doc("The actions.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    date_start: Annotated[Maybe[DateTime], Doc("The date start.")] = UNSET
    date_end: Annotated[Maybe[DateTime], Doc("The date end.")] = UNSET
    usage_count: Annotated[Maybe[float], Doc("The usage count.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("The conditions.")] = UNSET
    uses_per_order_limit: Annotated[Maybe[int], Doc("The uses per order limit.")] = UNSET


class CouponAdded(Entity):
    """A coupon added."""

    coupon_id: Annotated[Sparse[str], Doc("The coupon id.")] = UNSET


class CouponCount(Record):
    """A coupon count."""

    coupons_count: Annotated[Maybe[int], Doc("The coupons count.")] = UNSET


class CouponCode(Record):
    """A coupon code."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    used_times: Annotated[Maybe[int], Doc("The used times.")] = UNSET


class CouponAction(Record):
    """A coupon action."""

    scope: Annotated[Sparse[str], Doc("The scope.")] = UNSET
    apply_to: Annotated[Sparse[str], Doc("The apply to.")] = UNSET
    amount: Annotated[Sparse[float], Doc("The amount.")] = UNSET
    currency_code: Annotated[Maybe[str], Doc("The currency code.")] = UNSET
    include_tax: Annotated[Maybe[bool], Doc("The include tax.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
    discounted_quantity: Annotated[Maybe[float], Doc("The discounted quantity.")] = UNSET
    discount_quantity_step: Annotated[Maybe[int], Doc("The discount quantity step.")] = UNSET
    logic_operator: Annotated[Maybe[str], Doc("The logic operator.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("The conditions.")] = UNSET


class CouponHistory(Record):
    """A coupon history."""

    order_id: Annotated[Sparse[str], Doc("The order id.")] = UNSET
    amount: Annotated[Sparse[float], Doc("The amount.")] = UNSET


class Coupon(Record):
    """A coupon."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    codes: Annotated[Sparse[list[CouponCode]], Doc("The codes.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    actions: Annotated[Sparse[list[CouponAction]], Doc("The actions.")] = UNSET
    date_start: Annotated[Maybe[DateTime], Doc("The date start.")] = UNSET
    date_end: Annotated[Maybe[DateTime], Doc("The date end.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    priority: Annotated[Maybe[int], Doc("The priority.")] = UNSET
    used_times: Annotated[Maybe[int], Doc("The used times.")] = UNSET
    usage_limit: Annotated[Maybe[int], Doc("The usage limit.")] = UNSET
    usage_limit_per_customer: Annotated[Maybe[int], Doc("The usage limit per customer.")] = UNSET
    logic_operator: Annotated[Maybe[str], Doc("The logic operator.")] = UNSET
    conditions: Annotated[Sparse[list[CouponCondition]], Doc("The conditions.")] = UNSET
    usage_history: Annotated[Sparse[list[CouponHistory]], Doc("The usage history.")] = UNSET


class GiftCardAdded(Entity):
    """A gift card added."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    code: Annotated[Sparse[str], Doc("The code.")] = UNSET


class GiftCardCount(Record):
    """A gift card count."""

    gift_cards_count: Annotated[Maybe[int], Doc("The gift cards count.")] = UNSET


class GiftCard(Record):
    """A gift card."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
    currency_code: Annotated[Maybe[str], Doc("The currency code.")] = UNSET
    amount: Annotated[Sparse[float], Doc("The amount.")] = UNSET
    initial_amount: Annotated[Sparse[float], Doc("The initial amount.")] = UNSET
    status: Annotated[Sparse[str], Doc("The status.")] = UNSET
    created_at: Annotated[Maybe[str], Doc("The created at.")] = UNSET
    avail_to: Annotated[Maybe[str], Doc("The avail to.")] = UNSET
    free_product_ids: Annotated[Maybe[str], Doc("The free product ids.")] = UNSET
    message: Annotated[Maybe[str], Doc("The message.")] = UNSET
    issuer_email: Annotated[Maybe[str], Doc("The issuer email.")] = UNSET
    recipient_email: Annotated[Maybe[str], Doc("The recipient email.")] = UNSET
    issuer_name: Annotated[Maybe[str], Doc("The issuer name.")] = UNSET
    recipient_name: Annotated[Maybe[str], Doc("The recipient name.")] = UNSET
    usage_history: Annotated[Sparse[list[CouponHistory]], Doc("The usage history.")] = UNSET


class CartCatalogPriceRulesListParams(ListParams, kw_only=True):
    """Parameters of cart.catalog_price_rules.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,description"
    exclude: shared.Exclude = None


class CartCouponAddParams(Params, kw_only=True):
    """Parameters of cart.coupon.add."""

    code: Annotated[str, Doc("The code.")]
    action_type: Annotated[Literal["percent", "fixed"], Doc("The action type.")]
    action_apply_to: Annotated[Literal["order_total", "item_price", "shipping"], Doc("The action apply to.")]
    action_scope: Annotated[Literal["order", "matching_items"], Doc("The action scope.")]
    action_amount: Annotated[float, Doc("The action amount.")]
    codes: Annotated[list[str] | None, Doc("The codes.")] = None
    name: shared.Name = None
    date_start: Annotated[str, Doc("The date start.")] = "now"
    date_end: Annotated[str | None, Doc("The date end.")] = None
    usage_limit: Annotated[int | None, Doc("The usage limit.")] = None
    usage_limit_per_customer: Annotated[int | None, Doc("The usage limit per customer.")] = None
    action_condition_entity: Annotated[str | None, Doc("The action condition entity.")] = None
    action_condition_key: Annotated[str | None, Doc("The action condition key.")] = None
    action_condition_operator: Annotated[str | None, Doc("The action condition operator.")] = None
    action_condition_value: Annotated[str | None, Doc("The action condition value.")] = None
    include_tax: IncludeTax = False
    store_id: shared.StoreId = None
    free_cash_on_delivery: Annotated[bool | None, Doc("The free cash on delivery.")] = None
    customer_id: shared.CustomerId = None
    idempotency_key: shared.IdempotencyKey = None


class CartCouponConditionAddParams(Params, kw_only=True):
    """Parameters of cart.coupon.condition.add."""

    coupon_id: Annotated[str, Doc("The coupon id.")]
    entity: Annotated[Literal["order", "order_shipping_address", "product", "customer"], Doc("The entity.")]
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
        Doc("The key."),
    ]
    operator: Annotated[str, Doc("The operator.")]
    value: cart.Value
    target: Annotated[str, Doc("The target.")] = "coupon_prerequisite"
    include_tax: IncludeTax = False
    include_shipping: Annotated[bool, Doc("The include shipping.")] = False
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CartCouponCountParams(Params, kw_only=True):
    """Parameters of cart.coupon.count."""

    store_id: shared.StoreId = None
    avail: shared.Avail = True
    date_start_from: DateStartFrom = None
    date_start_to: DateStartTo = None
    date_end_from: DateEndFrom = None
    date_end_to: DateEndTo = None


class CartCouponDeleteParams(Params, kw_only=True):
    """Parameters of cart.coupon.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class CartCouponListParams(ListParams, kw_only=True):
    """Parameters of cart.coupon.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    coupons_ids: Annotated[str | None, Doc("The coupons ids.")] = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    avail: shared.OptionalAvail = None
    status: shared.Status = None
    date_start_from: DateStartFrom = None
    date_start_to: DateStartTo = None
    date_end_from: DateEndFrom = None
    date_end_to: DateEndTo = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,code,name,description"
    exclude: shared.Exclude = None


class CartGiftcardAddParams(Params, kw_only=True):
    """Parameters of cart.giftcard.add."""

    amount: Annotated[float, Doc("The amount.")]
    currency: shared.Currency = None
    store_id: shared.StoreId = None
    code: shared.Code = None
    name: shared.Name = None
    owner_email: Annotated[str | None, Doc("The owner email.")] = None
    owner_name: Annotated[str | None, Doc("The owner name.")] = None
    recipient_email: Annotated[str | None, Doc("The recipient email.")] = None
    recipient_name: Annotated[str | None, Doc("The recipient name.")] = None
    message: shared.Message = None
    idempotency_key: shared.IdempotencyKey = None


class CartGiftcardCountParams(Params, kw_only=True):
    """Parameters of cart.giftcard.count."""

    store_id: shared.StoreId = None


class CartGiftcardDeleteParams(Params, kw_only=True):
    """Parameters of cart.giftcard.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class CartGiftcardListParams(ListParams, kw_only=True):
    """Parameters of cart.giftcard.list."""

    ids: shared.Ids = None
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,code,name"
    exclude: shared.Exclude = None
