"""What a list is asked for: the sub-resources and fields that the caller's own fields need, and no others.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/products/get-products (``include``,
``include_fields``, ``exclude_fields``)
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

MOST = 250
MOST_WITH_OPTIONS = 10
"""Products of a page that has ``options`` or ``modifiers`` in it; more are not answered."""

FIELDS = (
    "name", "type", "sku", "description", "weight", "width", "depth", "height", "price", "cost_price", "retail_price",
    "sale_price", "map_price", "tax_class_id", "product_tax_code", "calculated_price", "categories", "brand_id",
    "option_set_id", "option_set_display", "inventory_level", "inventory_warning_level", "inventory_tracking",
    "reviews_rating_sum", "reviews_count", "total_sold", "fixed_cost_shipping_price", "is_free_shipping", "is_visible",
    "is_featured", "related_products", "warranty", "bin_picking_number", "layout_file", "upc", "mpn", "gtin",
    "date_last_imported", "search_keywords", "availability",
)  # fmt: skip
"""What the vendor's document allows in ``include_fields``; other fields can only be left out."""
OTHERS = (
    "availability_description", "gift_wrapping_options_type", "gift_wrapping_options_list", "sort_order", "condition",
    "is_condition_shown", "order_quantity_minimum", "order_quantity_maximum", "page_title", "meta_keywords",
    "meta_description", "date_created", "date_modified", "view_count", "preorder_release_date", "preorder_message",
    "is_preorder_only", "is_price_hidden", "price_hidden_label", "custom_url", "base_variant_id", "open_graph_type",
    "open_graph_title", "open_graph_description", "open_graph_use_meta_description", "open_graph_use_product_name",
    "open_graph_use_image",
)  # fmt: skip
CHILDREN = frozenset({
    "bulk_pricing_rules", "channels", "custom_fields", "images", "modifiers", "options", "primary_image", "reviews",
    "variants", "videos",
})  # fmt: skip


class Asked(msgspec.Struct, frozen=True):
    """The query that narrows a list, and how many records a page of it can have."""

    query: dict[str, str]
    most: int = MOST


def asked(path: str, needs: Iterable[str]) -> Asked:
    """How a list is asked for the native fields ``needs``."""
    names = {need.partition(".")[0] for need in needs}
    if path.startswith("v3/catalog/products") and path.count("/") < 4 and not path.endswith("assignments"):
        return _products(names)
    if path == "v3/catalog/variants" or path.startswith(("v3/catalog/trees/categories", "v3/catalog/brands")):
        return Asked({"include_fields": ",".join(sorted(names - {"id", "category_id"})) or "name"})
    if path.startswith("v3/customers") and path.count("/") == 1:
        children = sorted(names & {"addresses", "attributes"})
        return Asked({"include": ",".join(children)} if children else {})
    if path.startswith("v2/orders") and path.count("/") < 3 and "consignments" in names:
        return Asked({"include": "consignments.line_items", "consignment_structure": "object"})
    return Asked({})


def _products(names: set[str]) -> Asked:
    query: dict[str, str] = {}
    children = names & CHILDREN
    if children:
        query["include"] = ",".join(sorted(children))
    fields = names - children - {"id"}
    if fields <= set(FIELDS):
        query["include_fields"] = ",".join(sorted(fields)) or "name"
    elif without := sorted({*FIELDS, *OTHERS} - fields):
        query["exclude_fields"] = ",".join(without)
    return Asked(query, MOST_WITH_OPTIONS if children & {"options", "modifiers"} else MOST)
