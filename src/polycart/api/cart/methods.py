"""The methods of the cart resource, by name."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Any

from polycart.api.cart import entities, promotions, retired, store
from polycart.api.results import Added, Deleted, Done, StatusText, StoreConnected
from polycart.core.method import method, paged


class methods:
    """Methods of the cart resource."""

    bridge = method(
        "cart.bridge",
        "GET",
        retired.CartBridgeParams,
        retired.CartBridge,
        "Tell the keys of the bridge.",
        keys="account",
        deprecated=True,
    )
    clear_cache = method(
        "cart.clear_cache",
        "POST",
        retired.CartClearCacheParams,
        retired.CartCacheCleared,
        "Empty a cache of the shop.",
        deprecated=True,
    )
    config = method(
        "cart.config", "GET", retired.CartConfigParams, retired.CartConfig, "Tell where the shop is.", deprecated=True
    )
    config_update = method(
        "cart.config.update",
        "PUT",
        retired.CartConfigUpdateParams,
        dict[str, Any],
        "Change settings in the shop's database.",
        body=True,
        deprecated=True,
    )
    create = method(
        "cart.create",
        "POST",
        retired.CartCreateParams,
        StoreConnected,
        "Connect a store, with credentials under their old names.",
        body=True,
        keys="account",
        deprecated=True,
    )
    delete = method("cart.delete", "DELETE", store.CartDeleteParams, store.CartDeleted, "Forget a connected store.")
    disconnect = method(
        "cart.disconnect",
        "GET",
        retired.CartDisconnectParams,
        retired.CartDisconnected,
        "Disconnect a store and forget its session.",
        deprecated=True,
    )
    info = method(
        "cart.info",
        "GET",
        store.CartInfoParams,
        entities.Cart,
        "Tell about the shop, its stores, warehouses and shipping zones.",
    )
    list = paged(
        "cart.list",
        retired.CartListParams,
        retired.CartSupported,
        "supported_carts",
        "List the platforms and the parameters that each needs.",
        counter="supported_carts_count",
        cursor=False,
        keys="account",
        deprecated=True,
    )
    methods = method(
        "cart.methods", "GET", store.CartMethodsParams, store.CartMethods, "List the methods that the store can do."
    )
    validate = method(
        "cart.validate",
        "GET",
        store.CartValidateParams,
        StatusText,
        "Try the connection to the store and drop what is cached about it.",
    )

    class catalog_price_rules:
        """Methods under cart.catalog_price_rules."""

        count = method(
            "cart.catalog_price_rules.count",
            "GET",
            promotions.CartCatalogPriceRulesCountParams,
            promotions.CatalogPriceRuleCount,
            "Count the rules that change catalogue prices.",
        )
        list = paged(
            "cart.catalog_price_rules.list",
            promotions.CartCatalogPriceRulesListParams,
            promotions.CatalogPriceRule,
            "catalog_price_rules",
            "List the rules that change catalogue prices.",
            counter="catalog_price_rules_count",
        )

    class coupon:
        """Methods under cart.coupon."""

        add = method(
            "cart.coupon.add",
            "POST",
            promotions.CartCouponAddParams,
            promotions.CouponAdded,
            "Add a coupon.",
            body=True,
        )
        count = method(
            "cart.coupon.count", "GET", promotions.CartCouponCountParams, promotions.CouponCount, "Count the coupons."
        )
        delete = method("cart.coupon.delete", "DELETE", promotions.CartCouponDeleteParams, Deleted, "Delete a coupon.")
        list = paged(
            "cart.coupon.list",
            promotions.CartCouponListParams,
            promotions.Coupon,
            "coupon",
            "List the coupons.",
            counter="coupon_count",
        )

        class condition:
            """Methods under cart.coupon.condition."""

            add = method(
                "cart.coupon.condition.add",
                "POST",
                promotions.CartCouponConditionAddParams,
                Done,
                "Add a condition to a coupon.",
            )

    class giftcard:
        """Methods under cart.giftcard."""

        add = method(
            "cart.giftcard.add", "POST", promotions.CartGiftcardAddParams, promotions.GiftCardAdded, "Add a gift card."
        )
        count = method(
            "cart.giftcard.count",
            "GET",
            promotions.CartGiftcardCountParams,
            promotions.GiftCardCount,
            "Count the gift cards.",
        )
        delete = method(
            "cart.giftcard.delete",
            "DELETE",
            promotions.CartGiftcardDeleteParams,
            Deleted,
            "Take a gift card out of use.",
        )
        list = paged(
            "cart.giftcard.list",
            promotions.CartGiftcardListParams,
            promotions.GiftCard,
            "gift_card",
            "List the gift cards.",
        )

    class meta_data:
        """Methods under cart.meta_data."""

        list = paged(
            "cart.meta_data.list",
            store.CartMetaDataListParams,
            entities.CartMetaData,
            "items",
            "List the meta data of an entity.",
            counter="total_count",
        )
        set = method("cart.meta_data.set", "POST", store.CartMetaDataSetParams, Added, "Attach meta data to an entity.")
        unset = method(
            "cart.meta_data.unset", "DELETE", store.CartMetaDataUnsetParams, Done, "Take meta data off an entity."
        )

    class plugin:
        """Methods under cart.plugin."""

        list = paged(
            "cart.plugin.list",
            store.CartPluginListParams,
            entities.PluginList,
            "plugins",
            "List the plug-ins in the shop.",
            counter="all_plugins",
            cursor=False,
        )

    class script:
        """Methods under cart.script."""

        add = method(
            "cart.script.add",
            "POST",
            store.CartScriptAddParams,
            store.ScriptAdded,
            "Load a script on the shop's pages.",
        )
        delete = method(
            "cart.script.delete", "DELETE", store.CartScriptDeleteParams, Deleted, "Take a script off the shop's pages."
        )
        list = paged(
            "cart.script.list",
            store.CartScriptListParams,
            entities.Script,
            "scripts",
            "List the scripts that the shop's pages load.",
            counter="total_count",
        )

    class shipping_zones:
        """Methods under cart.shipping_zones."""

        list = paged(
            "cart.shipping_zones.list",
            store.CartShippingZonesListParams,
            entities.CartShippingZone2,
            "shipping_zone",
            "List the zones that the shop ships to.",
        )
