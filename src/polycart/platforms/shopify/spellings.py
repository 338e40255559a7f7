"""How documents spell fields: page sizes of lists, arguments, and the types that alone have a field."""

from __future__ import annotations

from collections.abc import Mapping

from polycart.core.documents import Spelling

SPELLINGS: Mapping[str, Spelling] = {
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
