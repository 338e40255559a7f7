# ruff: noqa: E501 - rows of facts are not broken
"""The attributes, sets and groups that every Magento has from the start, as facts in rows.

Read from a new Magento Open Source 2.4.7; what follows is the table of `eav_attribute` and `catalog_eav_attribute`.
"""

from collections.abc import Iterator
from typing import Any

from polycart.platforms.magento2.sim.wire import Json

PRODUCT = r"""
73|name|text|varchar|s|101|00100000|110001|0|Product Name||-|||validate-length maximum-length-255
74|sku|text|static|g|101|00000000|111100|1|SKU||-||C\P\Backend\Sku|validate-length maximum-length-64
75|description|textarea|text|s|001|11000000|111000|0|Description||-
76|short_description|textarea|text|s|001|11000100|111001|0|Short Description||-
77|price|price|decimal|g|101|00110000|110001|0|Price|*|-||C\P\Backend\Price
78|special_price|price|decimal|g|001|00000101|000001|0|Special Price|*|-||C\P\Backend\Price
79|special_from_date|date|datetime|w|001|00000100|000001|0|Special Price From Date|*|-||C\Attribute\Backend\Startdate
80|special_to_date|date|datetime|w|001|00000100|000001|0|Special Price To Date|*|-||E\Backend\Datetime
81|cost|price|decimal|g|011|00000101|000000|0|Cost|*D|-||C\P\Backend\Price
82|weight|weight|decimal|g|001|00000101|000000|0|Weight|*|-||C\P\Backend\Weight
83|manufacturer|select|int|g|011|00010101|111000|0|Manufacturer|simple,configurable|-|E\Source\Table
84|meta_title|text|varchar|s|001|00000101|000000|0|Meta Title||-
85|meta_keyword|textarea|text|s|001|00000101|000000|0|Meta Keywords||-
86|meta_description|textarea|varchar|s|001|00000101|000000|0|Meta Description||-
87|image|media_image|varchar|s|001|00000000|000001|0|Base||-
88|small_image|media_image|varchar|s|001|00000000|000001|0|Small||-
89|thumbnail|media_image|varchar|s|001|00000000|000001|0|Thumbnail||-
90|media_gallery|gallery|static|g|001|00000000|000000|0|Media Gallery||-
91|old_id|text|int|g|000|00000000|000000|0|||-
92|tier_price|text|decimal|w|001|00000000|000000|0|Tier Price|*B|-||C\P\Backend\Tierprice
93|color|select|int|g|011|01010101|000101|0|Color|simple,virtual,configurable|49|E\Source\Table
94|news_from_date|date|datetime|w|001|00000100|000001|0|Set Product as New from Date||-||C\Attribute\Backend\Startdate
95|news_to_date|date|datetime|w|001|00000100|000001|0|Set Product as New to Date||-||E\Backend\Datetime
96|gallery|gallery|varchar|g|001|00000000|000000|0|Image Gallery||-
97|status|select|int|w|001|00000000|100001|0|Enable Product||1|C\P\Source\Status
98|minimal_price|price|decimal|g|000|00000000|000000|0|Minimal Price|*|-||C\P\Backend\Price
99|visibility|select|int|s|001|00000000|000000|0|Visibility||4|C\Product\Visibility
100|custom_design|select|varchar|s|001|00000101|000000|0|New Theme||-|Theme\Model\Theme\Source\Theme
101|custom_design_from|date|datetime|s|001|00000100|000000|0|Active From||-||C\Attribute\Backend\Startdate
102|custom_design_to|date|datetime|s|001|00000100|000000|0|Active To||-||E\Backend\Datetime
103|custom_layout_update|textarea|text|s|000|00000000|000000|0|Layout Update XML||-||C\Attribute\Backend\Customlayoutupdate
104|page_layout|select|varchar|s|001|00000100|000000|0|Layout||-|C\P\Source\Layout
105|category_ids|text|static|g|001|00000000|000000|0|Categories||-||C\P\Backend\Category
106|options_container|select|varchar|s|001|00000000|000000|0|Display Product Options In||container2|C\Entity\P\Design\Options\Container
107|required_options|text|static|g|000|00000000|000001|0|||-
108|has_options|text|static|g|000|00000000|000000|0|||-
109|image_label|text|varchar|s|000|00000000|000001|0|Image Label||-
110|small_image_label|text|varchar|s|000|00000000|000001|0|Small Image Label||-
111|thumbnail_label|text|varchar|s|000|00000000|000001|0|Thumbnail Label||-
112|created_at|date|static|g|100|00000000|000000|0|||-
113|updated_at|date|static|g|100|00000000|000000|0|||-
114|country_of_manufacture|select|varchar|w|001|00000101|000000|0|Country of Manufacture|simple,bundle,grouped,configurable|-|C\P\Source\Countryofmanufacture
115|quantity_and_stock_status|select|int|g|001|00000000|000000|0|Quantity||1|CatalogInventory\Model\Source\Stock|C\P\Backend\Stock
116|custom_layout|select|varchar|s|001|00000100|000000|0|New Layout||-|C\P\Source\Layout
117|custom_layout_update_file|select|varchar|s|001|00000000|000000|0|Custom Layout Update||-|C\P\Source\LayoutUpdate|C\P\Backend\LayoutUpdate
121|url_key|text|varchar|s|001|00000101|100001|0|URL Key||-|||validate-trailing-hyphen
122|url_path|text|varchar|s|000|00000000|000000|0|||-
123|msrp|price|decimal|g|001|00000101|000001|0|Minimum Advertised Price|*|-||C\P\Backend\Price
124|msrp_display_actual_price_type|select|varchar|w|001|00000000|000001|0|Display Actual Price|*|0|Msrp\Model\P\Source\Type\Price|C\P\Backend\Boolean
125|links_purchased_separately||int|g|100|00000000|000001|0|Links can be purchased separately|downloadable|-
126|samples_title||varchar|s|100|00000000|000000|0|Samples title|downloadable|-
127|links_title||varchar|s|100|00000000|000000|0|Links title|downloadable|-
128|links_exist||int|g|000|00000000|000001|0||downloadable|-
129|price_type|boolean|int|g|101|00000000|000001|0|Dynamic Price|bundle|0
130|sku_type|boolean|int|g|101|00000000|000000|0|Dynamic SKU|bundle|0
131|weight_type|boolean|int|g|101|00000000|000001|0|Dynamic Weight|bundle|0
132|price_view|select|int|g|101|00000000|000001|0|Price View|bundle|-|Bundle\Model\P\Source\Price\View
133|shipment_type|select|int|g|101|00000000|000001|0|Ship Bundle Items|bundle|0|Bundle\Model\P\Source\Shipment\Type
134|gift_message_available|select|varchar|g|001|00000100|000000|0|Allow Gift Message||-|C\P\Source\Boolean|C\P\Backend\Boolean
135|swatch_image|media_image|varchar|s|001|00000000|000001|0|Swatch||-
136|tax_class_id|select|int|w|001|00000101|100001|0|Tax Class|*|2|Tax\Model\TaxClass\Source\Product
"""
"""One attribute of products a row; see `read` for its columns."""

CATEGORY = r"""
45|name|text|varchar|s|101|00000000|000000|0|Name||-
46|is_active|select|int|s|101|00000000|000000|0|Is Active||-|E\Source\Boolean
47|description|textarea|text|s|001|11000000|000000|0|Description||-
48|image|image|varchar|s|001|00000000|000000|0|Image||-||C\Category\Attribute\Backend\Image
49|meta_title|text|varchar|s|001|00000000|000000|0|Page Title||-
50|meta_keywords|textarea|text|s|001|00000000|000000|0|Meta Keywords||-
51|meta_description|textarea|text|s|001|00000000|000000|0|Meta Description||-
52|display_mode|select|varchar|s|001|00000000|000000|0|Display Mode||-|C\Category\Attribute\Source\Mode
53|landing_page|select|int|s|001|00000000|000000|0|CMS Block||-|C\Category\Attribute\Source\Page
54|is_anchor|select|int|g|001|00000000|000000|0|Is Anchor||1|E\Source\Boolean
55|path|text|static|g|000|00000000|000000|0|Path||-
56|position|text|static|g|000|00000000|000000|0|Position||-
57|all_children|text|text|g|000|00000000|000000|0|||-
58|path_in_store|text|text|g|000|00000000|000000|0|||-
59|children|text|text|g|000|00000000|000000|0|||-
60|custom_design|select|varchar|s|001|00000000|000000|0|Custom Design||-|Theme\Model\Theme\Source\Theme
61|custom_design_from|date|datetime|s|001|00000000|000000|0|Active From||-||C\Attribute\Backend\Startdate
62|custom_design_to|date|datetime|s|001|00000000|000000|0|Active To||-||E\Backend\Datetime
63|page_layout|select|varchar|s|001|00000000|000000|0|Page Layout||-|C\Category\Attribute\Source\Layout
64|custom_layout_update|textarea|text|s|000|00000000|000000|0|Custom Layout Update||-||C\Attribute\Backend\Customlayoutupdate
65|level|text|static|g|000|00000000|000000|0|Level||-
66|children_count|text|static|g|000|00000000|000000|0|Children Count||-
67|available_sort_by|multiselect|text|s|101|00000000|000000|0|Available Product Listing Sort By||-|C\Category\Attribute\Source\Sortby|C\Category\Attribute\Backend\Sortby
68|default_sort_by|select|varchar|s|101|00000000|000000|0|Default Product Listing Sort By||-|C\Category\Attribute\Source\Sortby|C\Category\Attribute\Backend\Sortby
69|include_in_menu|select|int|s|101|00000000|000000|0|Include in Navigation Menu||1|E\Source\Boolean
70|custom_use_parent_settings|select|int|s|001|00000000|000000|0|Use Parent Category Settings||-|E\Source\Boolean
71|custom_apply_to_products|select|int|s|001|00000000|000000|0|Apply To Products||-|E\Source\Boolean
72|filter_price_range|text|decimal|s|001|00000000|000000|0|Layered Navigation Price Step||-
118|custom_layout_update_file|select|varchar|s|001|00000000|000000|0|Custom Layout Update||-|C\Category\Attribute\Source\LayoutUpdate|C\Category\Attribute\Backend\LayoutUpdate
119|url_key|text|varchar|s|001|00000000|100000|0|URL Key||-
120|url_path|text|varchar|s|000|00000000|000000|0|||-
"""
"""One attribute of categories a row."""


SCOPES = {"g": "global", "w": "website", "s": "store"}
APPLY = {
    "*": ["simple", "virtual", "downloadable", "bundle", "configurable"],
    "*B": ["simple", "virtual", "downloadable", "bundle"],
    "*D": ["simple", "virtual", "downloadable"],
}
SWITCHES = (
    "is_wysiwyg_enabled",
    "is_html_allowed_on_front",
    "used_for_sort_by",
    "is_filterable",
    "is_filterable_in_search",
    "is_used_in_grid",
    "is_visible_in_grid",
    "is_filterable_in_grid",
)
"""Told as booleans, in the order of the vendor's answers."""
FLAGS = (
    "is_searchable",
    "is_visible_in_advanced_search",
    "is_comparable",
    "is_used_for_promo_rules",
    "is_visible_on_front",
    "used_in_product_listing",
)
"""Told as text, `0` or `1`."""
YES_NO = {"Yes": "1", "No": "0"}
OPTIONS: dict[str, dict[str, str]] = {
    "manufacturer": {" ": ""},
    "status": {"Enabled": "1", "Disabled": "2"},
    "visibility": {"Not Visible Individually": "1", "Catalog": "2", "Search": "3", "Catalog, Search": "4"},
    "custom_design": {"-- Please Select --": "", "Magento Blank": "1", "Magento Luma": "3"},
    "options_container": {"Product Info Column": "container1", "Block after Info Column": "container2"},
    "quantity_and_stock_status": {"In Stock": "1", "Out of Stock": "0"},
    "custom_layout_update_file": {"No update": "__no_update__"},
    "msrp_display_actual_price_type": {
        "Use config": "0",
        "On Gesture": "1",
        "In Cart": "2",
        "Before Order Confirmation": "3",
    },
    "price_view": {"Price Range": "0", "As Low as": "1"},
    "shipment_type": {"Together": "0", "Separately": "1"},
    "gift_message_available": {"Yes": "1", "No": "0", "Use config": "2"},
    "tax_class_id": {"None": "0", "Taxable Goods": "2"},
    "color": {" ": ""},
    "is_active": YES_NO,
    "display_mode": {
        "Products only": "PRODUCTS",
        "Static block only": "PAGE",
        "Static block and products": "PRODUCTS_AND_PAGE",
    },
    "is_anchor": YES_NO,
    "available_sort_by": {"Position": "position", "Product Name": "name", "Price": "price"},
    "default_sort_by": {"Position": "position", "Product Name": "name", "Price": "price"},
    "include_in_menu": YES_NO,
    "custom_use_parent_settings": YES_NO,
    "custom_apply_to_products": YES_NO,
}
GROUPS = {
    "Product Details": 7,
    "Content": 13,
    "Bundle Items": 19,
    "Images": 10,
    "Search Engine Optimization": 9,
    "Advanced Pricing": 8,
    "Design": 11,
    "Schedule Design Update": 14,
    "Autosettings": 12,
    "Gift Options": 20,
}
"""The groups of the default set in their order."""
IN_SET = [
    "image",
    "shipment_type",
    "small_image",
    "special_price",
    "thumbnail",
    "swatch_image",
    "special_from_date",
    "media_gallery",
    "special_to_date",
    "gallery",
    "status",
    "page_layout",
    "cost",
    "old_id",
    "options_container",
    "tier_price",
    "minimal_price",
    "msrp",
    "name",
    "custom_layout_update",
    "url_key",
    "msrp_display_actual_price_type",
    "gift_message_available",
    "url_path",
    "price_view",
    "required_options",
    "has_options",
    "image_label",
    "small_image_label",
    "thumbnail_label",
    "created_at",
    "sku",
    "meta_title",
    "custom_design_from",
    "updated_at",
    "sku_type",
    "price",
    "meta_keyword",
    "custom_design_to",
    "price_type",
    "meta_description",
    "custom_design",
    "tax_class_id",
    "custom_layout",
    "custom_layout_update_file",
    "quantity_and_stock_status",
    "weight",
    "weight_type",
    "visibility",
    "category_ids",
    "news_from_date",
    "short_description",
    "news_to_date",
    "description",
    "country_of_manufacture",
    "links_purchased_separately",
    "samples_title",
    "links_title",
    "links_exist",
]
"""The attributes of the default set in the order in which the vendor tells custom attributes."""


def attributes(rows: str, entity_type: int) -> Iterator[Json]:
    """The attributes of rows as the vendor answers them, each with the options it has from the start."""
    for line in rows.split("\n"):
        if line:
            yield _attribute(line.split("|"), entity_type)


def _attribute(columns: list[str], entity_type: int) -> Json:
    number, code, given, backend, scope, kind, switches, flags, unique, label, apply, default = columns[:12]
    source, model, css = [*columns[12:], "", "", ""][:3]
    made: Json = {name: bit == "1" for name, bit in zip(SWITCHES, switches, strict=True)}
    made |= {"position": 0, "apply_to": APPLY.get(apply, apply.split(",") if apply else [])}
    made |= dict(zip(FLAGS, flags, strict=True))
    made |= {"is_visible": kind[2] == "1", "scope": SCOPES[scope], "attribute_id": int(number), "attribute_code": code}
    made["frontend_input"] = given or None
    options: list[Any] = [{"label": name, "value": value} for name, value in OPTIONS.get(code, {}).items()]
    made |= {"entity_type_id": str(entity_type), "is_required": kind[0] == "1", "options": options}
    made["is_user_defined"] = kind[1] == "1"
    if label:
        made["default_frontend_label"] = label
    made |= {"frontend_labels": [], "backend_type": backend}
    for name, value in (("backend_model", model), ("source_model", source)):
        if value:
            made[name] = "Magento\\" + _whole(value)
    if default != "-":
        made["default_value"] = default
    made["is_unique"] = unique
    if css:
        made["frontend_class"] = css
    return made | {"validation_rules": []}


def _whole(name: str) -> str:
    """A class of the vendor, of which the rows have initials."""
    name = name.replace("\\P\\", "\\Product\\Attribute\\")
    if name.startswith("E\\"):
        return "Eav\\Model\\Entity\\Attribute\\" + name.removeprefix("E\\")
    return "Catalog\\Model\\" + name.removeprefix("C\\") if name.startswith("C\\") else name
