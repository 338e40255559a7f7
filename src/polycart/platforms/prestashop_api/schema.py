"""The webservice's own names: nodes of resources, items of associations, and what cannot be written or read sparsely.

https://devdocs.prestashop-project.org/8/webservice/resources/
"""

from __future__ import annotations

from collections.abc import Iterable

_PLURALS = {"order_slip": "order_slips", "product_customization_fields": "customization_fields"}
_SINGULARS = {
    "addresses": "address", "carrier": "carrier", "categories": "category", "content_management_system": "content",
    "countries": "country", "currencies": "currency", "order_histories": "order_history", "taxes": "tax",
}  # fmt: skip


def plural(resource: str) -> str:
    """The node around a list of a resource."""
    return _PLURALS.get(resource, resource)


def singular(resource: str) -> str:
    """The node of one entity of a resource."""
    return _SINGULARS.get(resource) or resource.removesuffix("s")


ITEMS = {
    "accessories": "product", "addresses": "address", "attachments": "attachment", "cart_rows": "cart_row",
    "categories": "category", "combinations": "combination", "groups": "group", "images": "image",
    "order_slip_details": "order_slip_detail", "product_bundle": "product", "product_features": "product_feature",
    "product_option_values": "product_option_value", "tags": "tag",
}  # fmt: skip
"""The node of one item of an association."""

_PARTS = {
    "cart_rows": "id_product,id_product_attribute,id_address_delivery,id_customization,quantity",
    "order_rows": "id,product_id,product_attribute_id,product_quantity,product_name,product_reference,product_price,"
    "unit_price_tax_incl,unit_price_tax_excl",
    "order_slip_details": "id,id_order_detail,product_quantity,amount_tax_excl,amount_tax_incl",
    "product_bundle": "id,id_product_attribute,quantity",
    "product_features": "id,id_feature_value",
    "stock_availables": "id,id_product_attribute",
}
"""Fields of the items of an association, where there are more than the id."""

_WHOLE_ONLY = frozenset({"categories", "combinations", "customers", "customer_threads"})
"""Resources whose associations name no fields: PHP 8 leaves them out of sparse answers
(``WebserviceOutputBuilder::renderFlatAssociation`` compares ``0`` with ``"id"``)."""

READ_ONLY = {
    "products": frozenset({"manufacturer_name", "quantity", "new", "cache_default_attribute", "unit_price_ratio"}),
    "categories": frozenset({"level_depth", "nb_products_recursive"}),
    "manufacturers": frozenset({"link_rewrite"}),
    "warehouses": frozenset({"valuation"}),
}
"""What a shop refuses to be written back (code 93), beside the dates that it keeps itself."""

ASSOCIATED = "associations."


def display(resource: str, paths: Iterable[str]) -> str:
    """The ``display`` of a sparse read; the id is always there, for an entity without fields is written as a list."""
    fields = {"id": None}
    for path in paths:
        if not path.startswith(ASSOCIATED):
            fields[path.partition(".")[0]] = None
        elif resource in _WHOLE_ONLY:
            return "full"
        else:
            name = path.removeprefix(ASSOCIATED).partition(".")[0]
            fields[f"{name}[{_PARTS.get(name, 'id')}]"] = None
    return f"[{','.join(fields)}]"
