"""The lines of orders: goods, taxes, shipping and coupons (WC_REST_Orders_V2_Controller::get_order_item_data)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

import msgspec

from polycart.core.bridge.tables import Condition
from polycart.platforms.woocommerce import posts
from polycart.platforms.woocommerce.answers import Record, Row, Statements, Unknown, numbers
from polycart.platforms.woocommerce.facts import Shop, ask_lists, renewed
from polycart.platforms.woocommerce.metas import NOTHING, Metas, grouped
from polycart.platforms.woocommerce.orders.amounts import exact, plain, spelled, tax_sum
from polycart.platforms.woocommerce.orders.tables import ITEM, ITEM_META
from polycart.platforms.woocommerce.posts import Term, terms_of
from polycart.platforms.woocommerce.serialized import Foreign, maybe, pairs

TYPES = {
    "line_items": "line_item",
    "tax_lines": "tax",
    "shipping_lines": "shipping",
    "coupon_lines": "coupon",
    "fee_lines": "fee",
}
INTERNAL = frozenset(
    [
        "_product_id",
        "_variation_id",
        "_qty",
        "_tax_class",
        "_line_subtotal",
        "_line_subtotal_tax",
        "_line_total",
        "_line_tax",
        "_line_tax_data",
        "_cogs_value",
    ]
)
"""Keys of a line that are fields (WC_Order_Item_Product_Data_Store::$internal_meta_keys)."""

_CLEAN = re.compile(r"[^<>%&\r\n\t]*")


class Asked(msgspec.Struct, kw_only=True):
    """The statements for lines."""

    items: int
    metas: int
    goods: int | None = None
    named: int | None = None
    terms: int | None = None
    lists: int | None = None


class Goods(msgspec.Struct, kw_only=True):
    """What the products of lines are today: parent, SKU, attributes, terms."""

    kind: str
    parent: int
    metas: Metas
    terms: dict[str, list[Term]]


def ask(batch: Statements, orders: dict[str, Any], wanted: frozenset[str]) -> Asked | None:
    """Fetch the lines of some orders; none where no field needs them."""
    kinds = [kind for name, kind in TYPES.items() if name in wanted]
    if not kinds:
        return None
    where: list[Condition] = [["i.order_id", "in", orders], ["i.order_item_type", "in", kinds]]
    columns = ["i.order_item_id", "i.order_id", "i.order_item_name", "i.order_item_type"]
    items = batch.add(ITEM.select(columns, where, order=["i.order_item_id"]), "i.order_item_id")
    among: list[Condition] = [["j.order_item_id", "in", {"rows": [items, "i.order_item_id"]}]]
    columns = ["j.meta_id", "j.order_item_id", "j.meta_key", "j.meta_value"]
    asked = Asked(items=items, metas=batch.add(ITEM_META.select(columns, among, order=["j.meta_id"])))
    if "line_items" in wanted:
        among = [*among, ["j.meta_key", "in", ["_product_id", "_variation_id"]]]
        named = batch.add(ITEM_META.select(["j.meta_value"], among), "j.meta_value")
        ids = {"rows": [named, "j.meta_value"]}
        asked.goods = batch.add(
            posts.KIN.select(
                ["v.ID", "v.post_parent", "v.post_type"],
                [["v.ID", "in", ids], ["v.post_type", "in", ["product", "product_variation"]]],
            )
        )
        asked.named = posts.metas(batch, ids, ["_sku", "_product_attributes"])
        asked.terms = posts.terms(batch, ids, (), attributes=True)
        asked.lists = ask_lists(batch, wanted=True)
    return asked


class Lines(msgspec.Struct, kw_only=True):
    """The lines of a page of orders, by order."""

    shop: Shop
    digits: int
    items: dict[int, list[Row]]
    metas: dict[int, Metas]
    goods: dict[int, Goods]

    def of(self, order: int, name: str) -> list[Record]:
        """The lines of an order under the name that the API gives them; raises ``Unknown``."""
        kind = TYPES[name]
        rows = [row for row in self.items.get(order, []) if row["i"]["order_item_type"] == kind]
        tell = cast(
            "Any",
            {
                "line_item": self._goods,
                "tax": self._tax,
                "shipping": self._shipping,
                "coupon": self._coupon,
                "fee": self._fee,
            }[kind],
        )
        return [
            {
                "id": int(row["i"]["order_item_id"]),
                **tell(row["i"], self.metas.get(int(row["i"]["order_item_id"]), NOTHING)),
            }
            for row in rows
        ]

    def _money(self, value: Any) -> str:
        return spelled(value, self.digits)

    def _goods(self, item: Mapping[str, Any], metas: Metas) -> Record:
        product = self._there(metas.get("_product_id"), "product")
        variation = self._there(metas.get("_variation_id"), "product_variation")
        taxes = _taxes(metas.get("_line_tax_data"))
        total, subtotal = taxes.get("total", {}), taxes.get("subtotal", {})
        if not (total and subtotal):
            total, subtotal = dict[str, Any](), dict[str, Any]()
        if sum(map(exact, subtotal.values())) < sum(map(exact, total.values())):
            subtotal = total
        known = self.goods.get(variation or product)
        before = exact(metas.get("_line_subtotal"))
        after = exact(metas.get("_line_total"))
        return {
            "name": item["order_item_name"],
            "product_id": product,
            "variation_id": variation,
            "quantity": int(exact(metas.get("_qty") or 1)),
            "subtotal": self._money(max(before, after)),
            "subtotal_tax": self._money(tax_sum(self.shop, subtotal.values())),
            "total": self._money(after),
            "total_tax": self._money(tax_sum(self.shop, total.values())),
            "taxes": [
                {"id": _id(rate) or rate, "total": "" if tax == "" else self._money(tax)} for rate, tax in total.items()
            ],
            "meta_data": self._meta(metas, known),
            "sku": self._sku(known),
        }

    def _there(self, text: str | None, kind: str) -> int:
        """The id of a product or variation; of one that is gone the API tells none (``set_product_id``)."""
        known = self.goods.get(_id(text))
        return _id(text) if known and known.kind == kind else 0

    def _sku(self, known: Goods | None) -> str | None:
        """The SKU that the product has today; a variation without one has that of its product."""
        if known is None:
            return None
        own = known.metas.text("_sku")
        parent = self.goods.get(known.parent)
        return own if own not in ("", "0") or parent is None else parent.metas.text("_sku")

    def _meta(self, metas: Metas, known: Goods | None) -> list[Record]:
        """What the buyer chose, in words (WC_Order_Item::get_formatted_meta_data)."""
        found: list[Record] = []
        for id, key, value in metas.rows:
            if key in INTERNAL:
                continue
            try:
                read = maybe(value)
            except Foreign as error:
                raise Unknown("meta_data") from error
            shown = self._shown(key, read, known) if isinstance(read, (str, int, float)) and read != "" else (key, read)
            found.append({"id": id, "key": key, "value": read, "display_key": shown[0], "display_value": shown[1]})
        return found

    def _shown(self, key: str, value: Any, known: Goods | None) -> tuple[str, Any]:
        if not isinstance(value, str) or not _CLEAN.fullmatch(value) or not _CLEAN.fullmatch(key):
            raise Unknown("meta_data")
        bare = key.replace("attribute_", "")
        attribute = self.shop.attributes.get(bare)
        owner = self.goods.get(known.parent, known) if known and known.parent else known
        if attribute is not None:
            term = next((t for t in (owner.terms.get(bare, []) if owner else []) if t.slug == value), None)
            if term is None:
                raise Unknown("term")
            return attribute.label or attribute.name, term.name
        if bare.startswith("pa_") or value.startswith(("http", "www.")) or "@" in value:
            raise Unknown("meta_data")
        return self._label(bare, owner), " ".join(value.split(" ")).strip()

    def _label(self, key: str, owner: Goods | None) -> str:
        """The name of a product's own attribute, as its owner has written it."""
        if owner is None:
            return key
        try:
            rows = pairs(owner.metas.get("_product_attributes"))
        except Foreign as error:
            raise Unknown("attributes") from error
        row = rows.get(key.lower().replace(" ", "-"))
        return str(cast("dict[str, Any]", row).get("name", key)) if isinstance(row, dict) else key

    def _tax(self, item: Mapping[str, Any], metas: Metas) -> Record:
        percent = metas.get("rate_percent")
        return {
            "rate_code": item["order_item_name"], "rate_id": _id(metas.get("rate_id")), "label": metas.text("label"),
            "compound": metas.yes("compound"), "tax_total": self._money(metas.get("tax_amount")),
            "shipping_tax_total": self._money(metas.get("shipping_tax_amount")),
            "rate_percent": None if percent in (None, "") else float(exact(percent)),
        }  # fmt: skip

    def _shipping(self, item: Mapping[str, Any], metas: Metas) -> Record:
        taxes = _taxes(metas.get("taxes"))
        total = taxes.get("total", {})
        return {
            "method_title": item["order_item_name"], "method_id": metas.text("method_id"),
            "instance_id": metas.text("instance_id"), "total": self._money(metas.get("cost")),
            "total_tax": self._money(tax_sum(self.shop, total.values())),
        }  # fmt: skip

    def _fee(self, item: Mapping[str, Any], metas: Metas) -> Record:
        total = _taxes(metas.get("_line_tax_data")).get("total", {})
        return {
            "name": item["order_item_name"], "total": self._money(metas.get("_line_total")),
            "total_tax": self._money(tax_sum(self.shop, total.values())), "meta_data": [],
        }  # fmt: skip

    def _coupon(self, item: Mapping[str, Any], metas: Metas) -> Record:
        return {
            "code": item["order_item_name"], "discount": plain(metas.get("discount_amount")),
            "discount_tax": plain(metas.get("discount_amount_tax")), "discount_type": _discount_type(metas),
        }  # fmt: skip


def told(batch: Statements, asked: Asked | None, shop: Shop, digits: int) -> Lines:
    """The lines that the statements have answered."""
    lines = Lines(shop=shop, digits=digits, items={}, metas={}, goods={})
    if asked is None:
        return lines
    lines.shop = renewed(shop, batch, asked.lists)
    for row in batch.rows(asked.items):
        lines.items.setdefault(int(row["i"]["order_id"]), []).append(row)
    lines.metas = grouped(batch.rows(asked.metas), "j", "order_item_id")
    named, terms = grouped(batch.rows(asked.named), "m", "post_id"), terms_of(batch.rows(asked.terms))
    for row in batch.rows(asked.goods):
        id = int(row["v"]["ID"])
        lines.goods[id] = Goods(
            kind=str(row["v"]["post_type"]),
            parent=int(row["v"]["post_parent"]),
            metas=named.get(id, NOTHING),
            terms=terms.get(id, {}),
        )
    return lines


def _id(text: str | None) -> int:
    found = numbers(text or "")
    return found[0] if found else 0


def _taxes(text: str | None) -> dict[str, dict[str, Any]]:
    """The taxes of a line by kind and rate; lists are arrays that PHP has numbered from 0."""
    try:
        found = pairs(text)
    except Foreign as error:
        raise Unknown("taxes") from error
    if found and not all(isinstance(value, (dict, list)) for value in found.values()):
        found = {"total": found}  # older versions kept no kinds
    return {
        kind: {str(place): one for place, one in enumerate(cast("list[Any]", value))}
        if isinstance(value, list)
        else value
        for kind, value in found.items()
    }


def _discount_type(metas: Metas) -> str:
    """The kind of a coupon as it was when it was used (WC_Coupon::set_short_info, older: all of its data)."""
    short = metas.get("coupon_info")
    if short:
        info = json.loads(short)
        return str(info[2] or "fixed_cart") if len(info) > 2 else "fixed_cart"
    try:
        return str(pairs(metas.get("coupon_data"), blind=True).get("discount_type", "fixed_cart"))
    except Foreign as error:
        raise Unknown("coupon") from error
