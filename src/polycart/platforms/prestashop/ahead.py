"""What the fields of a page will ask for, fetched along with it: so a page is one round trip, whatever it shows.

A field that the webservice needs further requests for is worked out by the same code here; it finds what it asks for
already told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from polycart.platforms.prestashop_api.addresses import AddressRow
from polycart.platforms.prestashop_api.orders.items import DetailRow
from polycart.platforms.prestashop_api.products.fields import GroupRow, ValueRow
from polycart.platforms.prestashop_api.products.prices import PriceRow
from polycart.platforms.prestashop_api.products.stock import StockRow
from polycart.platforms.prestashop_api.products.variants import ParentRow
from polycart.platforms.prestashop_api.taxes import RuleRow


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """Records that will be asked for by the values of one of their fields.

    ``by`` is that field; ``keys`` are fields of the page's records that hold its values, or ``list.field`` in one of
    their lists; ``paths`` what is read, ``also`` further filters, ``then`` what these records lead to in turn.
    """

    path: str
    by: str
    keys: tuple[str, ...]
    paths: tuple[str, ...]
    also: Mapping[str, Any] = {}
    then: tuple[Next, ...] = ()

    @property
    def resources(self) -> set[str]:
        """All resources that are read."""
        return {self.path, *(name for one in self.then for name in one.resources)}


class Told(msgspec.Struct):
    """Records that are known for some values of a field."""

    by: str
    values: set[str]
    paths: frozenset[str]
    records: list[dict[str, Any]]

    def among(self, values: Iterable[Any], paths: Iterable[str]) -> list[dict[str, Any]] | None:
        """Those with the given values; ``None`` where not all of them were asked for."""
        wanted = {str(value) for value in values}
        if not wanted <= self.values or not set(paths) <= self.paths:
            return None
        return [record for record in self.records if str(record[self.by]) in wanted]


def paths_of(kind: Any) -> tuple[str, ...]:
    """The native fields of a struct."""
    return tuple(kind.__struct_encode_fields__)


STOCK = Next(
    path="stock_availables", by="id_product", keys=("id",), paths=paths_of(StockRow),
    also={"filter[id_product_attribute]": 0},
)  # fmt: skip
PRICES = Next(
    path="specific_prices", by="id_product", keys=("id",), paths=paths_of(PriceRow),
    also={"filter[id_customer]": 0, "filter[id_cart]": 0},
)  # fmt: skip
GROUPS = Next(path="product_options", by="id", keys=("id_attribute_group",), paths=paths_of(GroupRow))
VALUES = Next(
    path="product_option_values", by="id", keys=("product_option_values.id",), paths=paths_of(ValueRow), then=(GROUPS,)
)


def rules(country: str, keys: tuple[str, ...]) -> Next:
    """The tax rules of the shop's own country, which prices with a reduction in tax need."""
    return Next(
        path="tax_rules", by="id_tax_rules_group", keys=keys, paths=paths_of(RuleRow),
        also={"filter[id_country]": country, "filter[id_state]": "0"},
    )  # fmt: skip


ALL_STOCK = msgspec.structs.replace(STOCK, keys=("id_product",), also={})
PARENTS = Next(path="products", by="id", keys=("id_product",), paths=paths_of(ParentRow))
OPTIONS = Next(
    path="combinations", by="id", keys=("product_attribute_id",), paths=("id", "associations.product_option_values"),
    then=(VALUES,),
)  # fmt: skip
ADDRESSES = Next(
    path="addresses", by="id", keys=("id_address_delivery", "id_address_invoice"), paths=paths_of(AddressRow)
)
DETAILS = Next(path="order_details", by="id_order", keys=("id",), paths=paths_of(DetailRow))
SLIPS = Next(
    path="order_slip", by="id_order", keys=("id",),
    paths=(
        "id", "id_order", "total_products_tax_excl", "total_products_tax_incl", "total_shipping_tax_excl",
        "total_shipping_tax_incl", "date_add", "date_upd", "associations.order_slip_details",
    ),
)  # fmt: skip

PRICED = ("advanced_price", "special_price", "tier_price", "group_price")

AHEAD: Mapping[str, Sequence[tuple[tuple[str, ...], Next]]] = {
    "products": (
        (("quantity", "in_stock", "backorders"), STOCK),
        (PRICED, PRICES),
        (("product_options",), VALUES),
    ),
    "combinations": (
        ((
            "name", "description", "full_description", "short_description", "price", "default_price", "advanced_price",
            "tax_class_id", "avail_for_sale", "avail_sale", "avail_view", "created_time", "modified_time", "create_at",
            "modified_at", "weight", "width", "height", "length",
        ), PARENTS),
        (("inventory_level", "quantity", "in_stock", "allow_backorders"), ALL_STOCK),
        (("advanced_price",), msgspec.structs.replace(PRICES, keys=("id_product",))),
        (("combination",), msgspec.structs.replace(VALUES, then=())),
    ),
    "customers": (
        (("address_book", "phone"), Next(
            path="addresses", by="id_customer", keys=("id",), paths=paths_of(AddressRow), also={"filter[deleted]": 0},
        )),
        (("orders_count", "last_order_id"), Next(
            path="orders", by="id_customer", keys=("id",), paths=("id", "id_customer"),
        )),
    ),
    "orders": (
        (("customer",), Next(
            path="customers", by="id", keys=("id_customer",), paths=("id", "email", "firstname", "lastname"),
        )),
        (("shipping_address", "billing_address"), ADDRESSES),
        (("shipping_method", "shipping_methods"), Next(
            path="carriers", by="id", keys=("id_carrier",), paths=("id", "name"),
        )),
        (("status",), Next(
            path="order_histories", by="id_order", keys=("id",), paths=("id", "id_order", "id_order_state", "date_add"),
        )),
        (("status", "refunds"), SLIPS),
        (("status", "refunds", "order_products"), DETAILS),
        (("order_products",), msgspec.structs.replace(DETAILS, then=(OPTIONS,))),
        (("discounts",), Next(
            path="order_cart_rules", by="id_order", keys=("id",),
            paths=("id", "id_order", "id_cart_rule", "name", "value", "free_shipping"),
            then=(Next(path="cart_rules", by="id", keys=("id_cart_rule",), paths=("id", "code")),),
        )),
        (("comment",), Next(
            path="messages", by="id_order", keys=("id",), paths=("id", "id_order", "id_employee", "message", "private"),
        )),
    ),
}  # fmt: skip
"""By resource: fields of the contract, of which a wanted one makes its records be fetched ahead."""


def nexts(path: str, wanted: Iterable[str], country: str) -> list[Next]:
    """What the wanted fields of a page will ask for, each once."""
    names = set(wanted)
    found: dict[tuple[str, str], Next] = {}
    for fields, one in AHEAD.get(path, ()):
        if names & set(fields):
            found[one.path, one.by] = one
    due = rules(country, ("id_tax_rules_group",))
    if path == "products" and names & set(PRICED):
        found["tax_rules", ""] = due
    if path == "combinations" and "advanced_price" in names:
        found[PARENTS.path, PARENTS.by] = msgspec.structs.replace(PARENTS, then=(due,))
    return list(found.values())
