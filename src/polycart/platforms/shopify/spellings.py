"""How documents spell fields: page sizes of lists, arguments, and the types that alone have a field."""

from __future__ import annotations

from collections.abc import Mapping

from polycart.core.documents import Spelling

_APP, _BASIC, _BXGY, _SHIPPING = "App", "Basic", "Bxgy", "FreeShipping"
_PLAIN = (_BASIC, _BXGY, _SHIPPING)
_OF_DISCOUNTS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    (_APP, *_PLAIN): (
        "title", "startsAt", "endsAt", "status", "createdAt", "updatedAt", "asyncUsageCount", "combinesWith", "context",
        "discountClasses", "tags",
    ),
    _PLAIN: ("summary",),
    (_BASIC, _SHIPPING): ("shortSummary", "minimumRequirement"),
    (_BASIC, _BXGY): ("customerGets",),
    (_BXGY,): ("customerBuys", "usesPerOrderLimit"),
    (_SHIPPING,): ("destinationSelection", "maximumShippingPrice"),
}  # fmt: skip
"""The fields of a discount, by the kinds that have them; discounts by code have some more."""

_CODED = {
    "usageLimit": "", "appliesOncePerCustomer": "", "codesCount": "", "totalSales": "", "codes": "codes(first: 10)",
    "leading": "codes(first: 1)", "further": "codes(first: 250, after: $beyond)",
}  # fmt: skip


def _on(way: str, kinds: tuple[str, ...]) -> str:
    return " ".join(f"Discount{way}{kind}" for kind in kinds)


DISCOUNTS = {
    **{
        f"{place}.{name}": Spelling(on=_on(way, kinds))
        for place, way in (("discount", "Code"), ("automatic", "Automatic"))
        for kinds, names in _OF_DISCOUNTS.items()
        for name in names
    },
    **{f"discount.{name}": Spelling(field, on=_on("Code", (_APP, *_PLAIN))) for name, field in _CODED.items()},
    "discountNodes.nodes.automatic": Spelling("discount"),
    "customerGets.value.amount": Spelling(on="DiscountAmount"),
    "customerGets.value.appliesOnEachItem": Spelling(on="DiscountAmount"),
    "customerGets.value.percentage": Spelling(on="DiscountPercentage"),
    "customerGets.value.effect": Spelling(on="DiscountOnQuantity"),
    "customerGets.value.quantity": Spelling(on="DiscountOnQuantity"),
    "effect.amount": Spelling(on="DiscountAmount"),
    "effect.percentage": Spelling(on="DiscountPercentage"),
    "customerBuys.value.amount": Spelling(on="DiscountPurchaseAmount"),
    "customerBuys.value.quantity": Spelling(on="DiscountQuantity"),
    "discountRedeemCodeBulkCreation.bulk": Spelling("codes(first: 250)"),
    "items.allItems": Spelling(on="AllDiscountItems"),
    # Shopify caps a discount at 100 of them, as app makers tell: https://support.snackerylabs.com/snax-variant-discounts/
    "items.collections": Spelling("collections(first: 100)", on="DiscountCollections"),
    "items.products": Spelling("products(first: 100)", on="DiscountProducts"),
    "items.productVariants": Spelling("productVariants(first: 100)", on="DiscountProducts"),
    "minimumRequirement.greaterThanOrEqualToQuantity": Spelling(on="DiscountMinimumQuantity"),
    "minimumRequirement.greaterThanOrEqualToSubtotal": Spelling(on="DiscountMinimumSubtotal"),
    "context.all": Spelling(on="DiscountBuyerSelectionAll"),
    "context.customers": Spelling(on="DiscountCustomers"),
    "context.segments": Spelling(on="DiscountCustomerSegments"),
    "context.markets": Spelling("markets(first: 100)", on="DiscountMarkets"),
    "destinationSelection.countries": Spelling(on="DiscountCountries"),
    "destinationSelection.includeRestOfWorld": Spelling(on="DiscountCountries"),
}
"""How discounts are spelled, of which each kind is a type of its own."""

SPELLINGS: Mapping[str, Spelling] = {
    **DISCOUNTS,
    "collections": Spelling(first=50),
    "media": Spelling(first=50),
    "variantMedia": Spelling("media", first=10),
    "locationGroupZones": Spelling("locationGroupZones(first: 50)"),
    "methodDefinitions": Spelling("methodDefinitions(first: 20)"),
    "rateProvider.price": Spelling(on="DeliveryRateDefinition"),
    "conditionCriteria.amount": Spelling(on="MoneyV2"),
    "conditionCriteria.value": Spelling(on="Weight"),
    "conditionCriteria.unit": Spelling(on="Weight"),
    "currencySettings": Spelling(first=50),
    "first": Spelling("defaultAddress"),
    "addressesV2": Spelling(first=10),
    "newest": Spelling("media(last: 1)"),
    **{
        f"{media}.nodes.{name}": Spelling(on="MediaImage")
        for media in ("media", "variantMedia", "newest")
        for name in ("image", "createdAt", "updatedAt", "mimeType")
    },
    "metafields": Spelling(first=20),
    "variants": Spelling(first=250),
    "goods": Spelling("variants(first: 1)"),
    "handled": Spelling("variants(first: 1)"),
    "stored": Spelling("variants(first: 1)"),
    "inventoryLevels": Spelling(first=20),
    "inventoryLevel": Spelling("inventoryLevel(locationId: $place)"),
    "available": Spelling('quantities(names: ["available"])'),
    "translations": Spelling("translations(locale: $locale)"),
    "fixed": Spelling("prices(originType: FIXED, query: $priced)", first=50),
    "quantityPriceBreaks": Spelling("quantityPriceBreaks(first: 20)"),  # a variant has ten at most
    "lineItems": Spelling(first=20),
    "calculatedDraftOrder.lineItems": Spelling(),
    "metafieldsSet.metafields": Spelling(),
    "shippingLines": Spelling(first=4),
    "discountApplications": Spelling(first=7),
    "discountApplications.nodes.code": Spelling(on="DiscountCodeApplication"),
    "discountApplications.nodes.automatic": Spelling("title", on="AutomaticDiscountApplication"),
    "discountApplications.nodes.manual": Spelling("title", on="ManualDiscountApplication"),
    "value.amount": Spelling(on="MoneyV2"),
    "value.percentage": Spelling(on="PricingPercentageValue"),
    "refundLineItems": Spelling(first=20),
    "refundShippingLines": Spelling(first=4),
    "fulfillmentLineItems": Spelling(first=50),
    "returnLineItems": Spelling(first=50),
    "fulfillmentOrders": Spelling(first=20),
    "returns": Spelling(first=20),
    "returnLineItems.nodes.fulfillmentLineItem": Spelling(on="ReturnLineItem"),
    "events": Spelling(first=50),
    "codes": Spelling(first=20),
    "suggestedRefund": Spelling(
        "suggestedRefund(refundLineItems: $lines, shippingAmount: $shipping, suggestFullRefund: $whole)"
    ),
    "payments": Spelling("transactions(first: 100)"),
    "returnableFulfillmentLineItems": Spelling(first=50),
    "shipments": Spelling("fulfillments(first: 250)"),
    "refunds": Spelling("refunds(first: 100)"),
}
"""What documents spell otherwise than by the field's name, by the place of the field."""
