"""What Shopify has nothing for, and why."""

from __future__ import annotations

from polycart import api
from polycart.platforms.shopify.connection import shopify

shopify.lacks(
    "Shopify has no reviews of its own: apps keep them.",
    api.product.review.list,
)
shopify.lacks(
    "Taxes are worked out by the place of the buyer and the category of the product: there are no tax classes.",
    api.tax.class_.list, api.tax.class_.info, api.product.tax.add,
)  # fmt: skip
shopify.lacks("Wish lists are kept by apps.", api.customer.wishlist.list)
shopify.lacks("A shop has no catalogue of other sellers.", api.marketplace.product.find)
shopify.lacks("What buyers put into a cart is theirs alone until they check out.", api.basket.item.add)
shopify.lacks("Shopify empties its caches by itself.", api.cart.clear_cache)
shopify.lacks("The settings of a shop can be changed in its admin only.", api.cart.config_update)
shopify.lacks(
    "Options belong to one product each: give it one with product.option.add.",
    api.product.option.assign, api.product.option.value.assign,
)  # fmt: skip
shopify.lacks(
    "Attributes are not kept in sets or groups.",
    api.attribute.attributeset.list, api.attribute.group.list, api.attribute.assign.set, api.attribute.assign.group,
    api.attribute.unassign.set, api.attribute.unassign.group,
)  # fmt: skip
shopify.lacks(
    "Groups of customers are segments, which need a query that the contract has no word for.", api.customer.group.add
)
shopify.lacks("Rates of currencies follow the day, or are set in the shop's admin.", api.product.currency.add)
shopify.lacks("Gift cards can be deactivated, not deleted.", api.cart.giftcard.delete)
shopify.lacks("Returns are kept: cancel one with order.return.update.", api.order.return_.delete)
