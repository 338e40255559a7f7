"""The reference catalogue: it holds what it promises, its arithmetic is exact, its references lead somewhere."""

import subprocess
import sys
from collections import Counter
from decimal import Decimal

import msgspec

from polycart.sandbox.catalogue import TAX_RATES, catalogue

SHOP = catalogue()
ZERO = Decimal("0.00")


def test_it_is_built_once() -> None:
    assert catalogue() is SHOP


def test_another_process_builds_the_same_shop() -> None:
    code = "import hashlib, msgspec; from polycart.sandbox.catalogue import catalogue as c; "
    code += "print(hashlib.sha256(msgspec.json.encode(c())).hexdigest())"
    runs = {subprocess.check_output([sys.executable, "-c", code], env={"PYTHONHASHSEED": s}) for s in ("1", "2")}
    assert len(runs) == 1


def test_it_is_as_large_as_the_simulators_need() -> None:
    assert len(SHOP.products) >= 210
    assert len(SHOP.customers) == 150
    assert len(SHOP.orders) >= 500
    assert len(SHOP.categories) >= 30
    kinds = Counter(p.type for p in SHOP.products)
    assert min(kinds[k] for k in ("simple", "variable", "grouped", "external", "subscription")) >= 4
    assert {len(p.variants) for p in SHOP.products if p.variants} >= {2, 12}
    assert {len(p.options) for p in SHOP.products if p.variants} == {2, 3}
    assert len({o.status for o in SHOP.orders}) == 8
    assert {o.currency for o in SHOP.orders} == {"USD", "EUR"}
    assert any(len(p.description.encode()) > 20_000 for p in SHOP.products)
    assert any(p.virtual for p in SHOP.products)
    assert any(p.downloads for p in SHOP.products)
    assert {p.stock.backorders for p in SHOP.products} == {"no", "notify", "yes"}


def test_names_are_written_in_many_scripts() -> None:
    text = "".join(p.name for p in SHOP.products)
    assert all(
        any(low <= ord(c) <= high for c in text) for low, high in ((0x400, 0x4FF), (0x600, 0x6FF), (0x4E00, 0x9FFF))
    )
    assert "🎉" in text
    assert "ö" in text


def test_ids_and_addresses_are_unique() -> None:
    for records in (SHOP.products, SHOP.customers, SHOP.orders, SHOP.categories, SHOP.coupons, SHOP.reviews):
        assert [r.id for r in records] == list(range(1, len(records) + 1))
    variants = [v for p in SHOP.products for v in p.variants]
    assert len({v.id for v in variants}) == len(variants)
    skus = [s.sku for s in (*SHOP.products, *variants) if s.sku]
    assert len(set(skus)) == len(skus)
    assert len({p.slug for p in SHOP.products}) == len(SHOP.products)
    assert len({c.slug for c in SHOP.categories}) == len(SHOP.categories)


def test_categories_have_three_levels() -> None:
    parents = {c.id: c.parent_id for c in SHOP.categories}

    def depth(number: int) -> int:
        return 1 + depth(parents[number]) if parents[number] else 1

    assert {depth(n) for n in parents} == {1, 2, 3}
    assert any(c.image for c in SHOP.categories)


def test_every_order_adds_up() -> None:
    for order in SHOP.orders:
        for line in order.lines:
            assert line.subtotal == line.price * line.quantity
            assert line.total == line.subtotal - line.discount
        assert order.subtotal == sum((line.subtotal for line in order.lines), ZERO)
        assert order.discount == sum((line.discount for line in order.lines), ZERO)
        assert order.tax == sum((line.tax for line in order.lines), order.shipping_tax)
        assert order.total == order.subtotal - order.discount + order.shipping_total + order.tax
        given = sum((r.amount for r in order.refunds), ZERO)
        assert given == order.total if order.status == "refunded" else given < order.total
        for refund in order.refunds:
            parts = sum((i[2] + i[3] for i in refund.items), refund.shipping + refund.shipping_tax)
            assert refund.amount == parts


def test_money_has_two_digits_everywhere() -> None:
    for order in SHOP.orders:
        for value in (
            order.total,
            order.tax,
            order.discount,
            order.shipping_total,
            *(line.tax for line in order.lines),
        ):
            assert value.as_tuple().exponent == -2


def test_references_lead_somewhere() -> None:
    products = {p.id: p for p in SHOP.products}
    categories, tags = {c.id for c in SHOP.categories}, {t.id for t in SHOP.tags}
    brands, rates = {0, *(b.id for b in SHOP.brands)}, {0, *(r.id for r in TAX_RATES)}
    codes, people = {c.code for c in SHOP.coupons}, {0, *(c.id for c in SHOP.customers)}
    for product in SHOP.products:
        assert set(product.category_ids) <= categories
        assert set(product.tag_ids) <= tags
        assert product.brand_id in brands
        assert {*product.member_ids, *product.related_ids} <= set(products)
        names = {o.name: o.values for o in product.options}
        assert all(c.value in names[c.option] for v in product.variants for c in v.choices)
        assert len({v.choices for v in product.variants}) == len(product.variants)
    for order in SHOP.orders:
        assert order.customer_id in people
        assert set(order.coupon_codes) <= codes
        assert order.tax_rate_id in rates
        for line in order.lines:
            assert line.variant_id in {0, *(v.id for v in products[line.product_id].variants)}


def test_filters_have_something_to_find() -> None:
    left = [o for o in SHOP.orders if o.status == "checkout-draft"]
    assert {bool(o.customer_id) for o in left} == {True, False}
    assert not any(o.paid or o.refunds or o.shipments for o in left)
    assert {c.kind for c in SHOP.coupons} == {"percent", "fixed_cart", "fixed_product"}
    assert {p.tax_class for p in SHOP.products} == {"", "reduced-rate", "zero-rate"}
    assert any(o.option_id == 0 for p in SHOP.products for o in p.options)
    assert any(p.meta for p in SHOP.products)
    assert any(o.meta for o in SHOP.orders)
    assert {r.approved for r in SHOP.reviews} == {True, False}
    variants = [v for p in SHOP.products for v in p.variants]
    assert len({v.created for v in variants}) == len({v.modified for v in variants}) == len(variants)


def test_moments_lie_between_2024_and_2026() -> None:
    made = [r.created for r in (*SHOP.products, *SHOP.customers, *SHOP.orders, *SHOP.coupons, *SHOP.reviews)]
    assert {m.year for m in made} <= {2024, 2025, 2026}
    assert all(p.modified >= p.created for p in SHOP.products)


def test_it_survives_a_trip_through_json() -> None:
    text = msgspec.json.encode(SHOP)
    assert msgspec.json.decode(text, type=type(SHOP)) == SHOP
