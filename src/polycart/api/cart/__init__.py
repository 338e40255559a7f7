"""The cart resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Any

from polycart.api.cart.entities import (
    Carrier,
    Cart,
    CartChannel,
    CartMetaData,
    CartPickupLocation,
    CartShippingMethod,
    CartShippingMethodRate,
    CartShippingZone,
    CartShippingZone2,
    CartStoreInfo,
    CartWarehouse,
    Info,
    Plugin,
    PluginList,
    Script,
)
from polycart.api.cart.promotions import (
    CartCatalogPriceRulesListParams,
    CartCouponAddParams,
    CartCouponConditionAddParams,
    CartCouponCountParams,
    CartCouponDeleteParams,
    CartCouponListParams,
    CartGiftcardAddParams,
    CartGiftcardCountParams,
    CartGiftcardDeleteParams,
    CartGiftcardListParams,
    CatalogPriceRule,
    CatalogPriceRuleAction,
    CatalogPriceRuleCount,
    Coupon,
    CouponAction,
    CouponAdded,
    CouponCode,
    CouponCondition,
    CouponCount,
    CouponHistory,
    GiftCard,
    GiftCardAdded,
    GiftCardCount,
)
from polycart.api.cart.retired import (
    CartBridge,
    CartCacheCleared,
    CartClearCacheParams,
    CartConfig,
    CartConfigParams,
    CartConfigUpdateParams,
    CartCreateParams,
    CartDisconnected,
    CartDisconnectParams,
    CartSupported,
)
from polycart.api.cart.store import (
    CartDeleted,
    CartDeleteParams,
    CartInfoParams,
    CartMetaDataListParams,
    CartMetaDataSetParams,
    CartMetaDataUnsetParams,
    CartMethods,
    CartPluginListParams,
    CartScriptAddParams,
    CartScriptDeleteParams,
    CartScriptListParams,
    CartShippingZonesListParams,
    CartValidateParams,
    ScriptAdded,
)
from polycart.api.results import Added, Deleted, Done, StatusText, StoreConnected
from polycart.core.method import Params, method, paged

__all__ = [
    "Carrier",
    "Cart",
    "CartBridge",
    "CartCacheCleared",
    "CartCatalogPriceRulesListParams",
    "CartChannel",
    "CartClearCacheParams",
    "CartConfig",
    "CartConfigParams",
    "CartConfigUpdateParams",
    "CartCouponAddParams",
    "CartCouponConditionAddParams",
    "CartCouponCountParams",
    "CartCouponDeleteParams",
    "CartCouponListParams",
    "CartCreateParams",
    "CartDeleteParams",
    "CartDeleted",
    "CartDisconnectParams",
    "CartDisconnected",
    "CartGiftcardAddParams",
    "CartGiftcardCountParams",
    "CartGiftcardDeleteParams",
    "CartGiftcardListParams",
    "CartInfoParams",
    "CartMetaData",
    "CartMetaDataListParams",
    "CartMetaDataSetParams",
    "CartMetaDataUnsetParams",
    "CartMethods",
    "CartPickupLocation",
    "CartPluginListParams",
    "CartScriptAddParams",
    "CartScriptDeleteParams",
    "CartScriptListParams",
    "CartShippingMethod",
    "CartShippingMethodRate",
    "CartShippingZone",
    "CartShippingZone2",
    "CartShippingZonesListParams",
    "CartStoreInfo",
    "CartSupported",
    "CartValidateParams",
    "CartWarehouse",
    "CatalogPriceRule",
    "CatalogPriceRuleAction",
    "CatalogPriceRuleCount",
    "Coupon",
    "CouponAction",
    "CouponAdded",
    "CouponCode",
    "CouponCondition",
    "CouponCount",
    "CouponHistory",
    "GiftCard",
    "GiftCardAdded",
    "GiftCardCount",
    "Info",
    "Plugin",
    "PluginList",
    "Script",
    "ScriptAdded",
    "methods",
]


class methods:
    """Methods of the cart resource."""

    bridge = method("cart.bridge", "GET", Params, CartBridge, "Call cart.bridge.", keys="account", deprecated=True)
    clear_cache = method(
        "cart.clear_cache", "POST", CartClearCacheParams, CartCacheCleared, "Call cart.clear_cache.", deprecated=True
    )
    config = method("cart.config", "GET", CartConfigParams, CartConfig, "Call cart.config.", deprecated=True)
    config_update = method(
        "cart.config.update",
        "PUT",
        CartConfigUpdateParams,
        dict[str, Any],
        "Call cart.config.update.",
        body=True,
        deprecated=True,
    )
    create = method(
        "cart.create",
        "POST",
        CartCreateParams,
        StoreConnected,
        "Call cart.create.",
        body=True,
        keys="account",
        deprecated=True,
    )
    delete = method("cart.delete", "DELETE", CartDeleteParams, CartDeleted, "Call cart.delete.")
    disconnect = method(
        "cart.disconnect", "GET", CartDisconnectParams, CartDisconnected, "Call cart.disconnect.", deprecated=True
    )
    info = method("cart.info", "GET", CartInfoParams, Cart, "Call cart.info.")
    list = paged(
        "cart.list",
        Params,
        CartSupported,
        "supported_carts",
        "Call cart.list.",
        counter="supported_carts_count",
        cursor=False,
        keys="account",
        deprecated=True,
    )
    methods = method("cart.methods", "GET", Params, CartMethods, "Call cart.methods.")
    validate = method("cart.validate", "GET", CartValidateParams, StatusText, "Call cart.validate.")

    class catalog_price_rules:
        """Methods under cart.catalog_price_rules."""

        count = method(
            "cart.catalog_price_rules.count",
            "GET",
            Params,
            CatalogPriceRuleCount,
            "Call cart.catalog_price_rules.count.",
        )
        list = paged(
            "cart.catalog_price_rules.list",
            CartCatalogPriceRulesListParams,
            CatalogPriceRule,
            "catalog_price_rules",
            "Call cart.catalog_price_rules.list.",
            counter="catalog_price_rules_count",
        )

    class coupon:
        """Methods under cart.coupon."""

        add = method("cart.coupon.add", "POST", CartCouponAddParams, CouponAdded, "Call cart.coupon.add.", body=True)
        count = method("cart.coupon.count", "GET", CartCouponCountParams, CouponCount, "Call cart.coupon.count.")
        delete = method("cart.coupon.delete", "DELETE", CartCouponDeleteParams, Deleted, "Call cart.coupon.delete.")
        list = paged(
            "cart.coupon.list", CartCouponListParams, Coupon, "coupon", "Call cart.coupon.list.", counter="coupon_count"
        )

        class condition:
            """Methods under cart.coupon.condition."""

            add = method(
                "cart.coupon.condition.add",
                "POST",
                CartCouponConditionAddParams,
                Done,
                "Call cart.coupon.condition.add.",
            )

    class giftcard:
        """Methods under cart.giftcard."""

        add = method("cart.giftcard.add", "POST", CartGiftcardAddParams, GiftCardAdded, "Call cart.giftcard.add.")
        count = method(
            "cart.giftcard.count", "GET", CartGiftcardCountParams, GiftCardCount, "Call cart.giftcard.count."
        )
        delete = method(
            "cart.giftcard.delete", "DELETE", CartGiftcardDeleteParams, Deleted, "Call cart.giftcard.delete."
        )
        list = paged("cart.giftcard.list", CartGiftcardListParams, GiftCard, "gift_card", "Call cart.giftcard.list.")

    class meta_data:
        """Methods under cart.meta_data."""

        list = paged(
            "cart.meta_data.list",
            CartMetaDataListParams,
            CartMetaData,
            "items",
            "Call cart.meta_data.list.",
            counter="total_count",
        )
        set = method("cart.meta_data.set", "POST", CartMetaDataSetParams, Added, "Call cart.meta_data.set.")
        unset = method("cart.meta_data.unset", "DELETE", CartMetaDataUnsetParams, Done, "Call cart.meta_data.unset.")

    class plugin:
        """Methods under cart.plugin."""

        list = paged(
            "cart.plugin.list",
            CartPluginListParams,
            PluginList,
            "plugins",
            "Call cart.plugin.list.",
            counter="all_plugins",
            cursor=False,
        )

    class script:
        """Methods under cart.script."""

        add = method("cart.script.add", "POST", CartScriptAddParams, ScriptAdded, "Call cart.script.add.")
        delete = method("cart.script.delete", "DELETE", CartScriptDeleteParams, Deleted, "Call cart.script.delete.")
        list = paged(
            "cart.script.list", CartScriptListParams, Script, "scripts", "Call cart.script.list.", counter="total_count"
        )

    class shipping_zones:
        """Methods under cart.shipping_zones."""

        list = paged(
            "cart.shipping_zones.list",
            CartShippingZonesListParams,
            CartShippingZone2,
            "shipping_zone",
            "Call cart.shipping_zones.list.",
        )
