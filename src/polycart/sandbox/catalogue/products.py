"""Products of every type with their variants, stock, sizes and terms of subscription."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product as combinations

from polycart.sandbox.catalogue.entities import (
    ZERO,
    Category,
    Choice,
    Download,
    Product,
    ProductOption,
    ProductType,
    Stock,
    Subscription,
    Variant,
)
from polycart.sandbox.catalogue.terms import BRANDS, OPTIONS
from polycart.sandbox.catalogue.words import CENT, OPENED, cents, pick, picture, slug

PRODUCTS = 224
ADJECTIVES = ("Classic", "Modern", "Rustic", "Compact", "Deluxe", "Everyday", "Nordic", "Urban", "Vintage", "Pocket")
NOUNS = ("Mug", "Lamp", "Jacket", "Backpack", "Notebook", "Headphones", "Kettle", "Blanket", "Watch", "Chair", "Bottle")
UNICODE_NAMES = (
    "Вишита сорочка «Київ»",
    "Kaffeemühle für Genießer — groß",
    "抹茶セット（京都）",
    "قهوة عربية فاخرة",
    "Party Pack 🎉🎈",
    'Salt & Pepper "Duo" <Set>',
    "Crème brûlée torch",
    "Żółta łódź",
    "Ğöçmen çayı",
    "한글 연필",
    "Ελληνικό λάδι",
    "O'Neill's Tee",
)
LOREM = (
    "A thing made to last, checked twice and packed by hand. Natural materials keep their look for years; "
    "wash cold and dry flat. Größe, розмір, サイズ and fit are listed below &mdash; ask us if unsure. "
)


def _type(n: int) -> ProductType:
    """Of each 28: 16 simple, 8 variable, two external, one grouped and one subscription of either kind."""
    place = n % 28
    if place in (3, 6, 9, 12, 15, 18, 21, 24):
        return "variable"
    if place in (5, 19):
        return "external"
    if place == 27:
        return "grouped"
    if place == 17:
        return "subscription" if n % 56 == 17 else "variable-subscription"
    return "simple"


def _stock(n: int) -> Stock:
    kind = n % 9
    if kind in (0, 4):
        return Stock(False, 0, kind == 0 or n % 2 == 0)
    if kind == 7:
        return Stock(True, 0, False)
    if kind == 8:
        return Stock(True, -(n % 4), True, "notify" if n % 2 else "yes")
    return Stock(True, 3 + n * 7 % 240, True, "no", 5 if n % 2 else None)


def _terms(n: int, price: Decimal) -> Subscription:
    period = pick(("month", "year", "week"), n)
    return Subscription(price, period, 1 + n % 2, 0 if n % 3 else 12, Decimal("4.90") if n % 2 else ZERO, n % 4 * 7)


def _variants(
    n: int, first: int, kind: ProductType, price: Decimal
) -> tuple[tuple[ProductOption, ...], tuple[Variant, ...]]:
    """Two or three options of product `n` and up to twelve of their combinations, ids from `first`."""
    names = list(OPTIONS)
    taken = [
        ProductOption(names.index(o) + 1, o, OPTIONS[o][: 2 + (n + i) % 3], True)
        for i, o in enumerate((names[n % 2], names[2 + n % 2]))
    ]
    if n % 4 == 0:
        taken.append(ProductOption(0, "Fit", ("Slim", "Wide"), True))
    made: list[Variant] = []
    for i, values in enumerate(list(combinations(*(o.values for o in taken)))[: 2 + n % 11]):
        own = price + Decimal(i % 4)
        chosen = tuple(Choice(o.option_id, o.name, v) for o, v in zip(taken, values, strict=True))
        made.append(
            Variant(
                first + i,
                n,
                f"SKU-{n:04d}-{i + 1}",
                f"{5900000000000 + (first + i) * 17}",
                chosen,
                own,
                own - Decimal("1.50") if (n + i) % 5 == 0 else None,
                _stock(n + i),
                Decimal("0.25") + Decimal(i) / 20,
                picture(f"variant {n}", i + 1) if i % 2 else None,
                _made(n) + timedelta(minutes=1 + i, seconds=i),
                _made(n) + timedelta(days=n % 40, hours=1 + i * 5, seconds=n + i),
                _terms(n, own) if kind != "variable" else None,
            )
        )
    return tuple(taken), tuple(made)


def _made(n: int) -> datetime:
    return OPENED + timedelta(days=3 * n, minutes=7 * n)


def _meta(n: int) -> tuple[tuple[str, str], ...]:
    """What plugins and the merchant noted: of every fourth product its supplier, of every sixth its cost."""
    supplier = (("supplier", pick(("Nordlys", "Київ", "Müller"), n)),) if n % 4 == 0 else ()
    return supplier + ((("_wc_cog_cost", f"{1 + n * 13 % 60}.25"),) if n % 6 == 0 else ())


def _name(n: int) -> str:
    if n % 18 == 0:
        return UNICODE_NAMES[n // 18 - 1]
    return f"{pick(ADJECTIVES, n)} {pick(NOUNS, n * 3 + 1)} {n}"


def _product(n: int, first_variant: int, leaves: Sequence[Category]) -> Product:
    kind, name = _type(n), _name(n)
    price = ZERO if n == 100 or kind == "grouped" else Decimal(5 + n * 13 % 190) + pick((ZERO, CENT * 50, CENT * 99), n)
    made = _made(n)
    options, variants = _variants(n, first_variant, kind, price) if kind.startswith("variable") else ((), ())
    if n % 7 == 0 and not options:
        options = (
            ProductOption(3, "Material", OPTIONS["Material"][: 1 + n % 3], False),
            ProductOption(0, "Care", ("Hand wash", "Dry clean"), False),
        )
    special = cents(price * Decimal("0.8")) if kind in ("simple", "external") and n % 5 == 0 and price else None
    timed = special is not None and n % 10 == 0
    loadable = kind == "simple" and n % 16 == 4
    virtual = loadable or (kind == "simple" and n % 16 == 8)
    text = f"<p>{name.replace('&', '&amp;').replace('<', '&lt;')}. {LOREM}</p>"
    leaf = leaves[n % len(leaves)]
    sized = Decimal(0) if virtual or kind in ("grouped", "external") else Decimal(1)
    return Product(
        id=n,
        type=kind,
        sku="" if n % 41 == 40 else f"SKU-{n:04d}",
        barcode=f"{4000000000000 + n * 31}" if n % 3 else "",
        name=name,
        slug=f"{slug(name)}-{n}" if n % 18 == 0 else slug(name),
        description=text + f"<ul>{''.join(f'<li>Point {i}: {LOREM}</li>' for i in range(95))}</ul>"
        if n % 75 == 2
        else text,
        short_description=f"<p>{name.replace('&', '&amp;').replace('<', '&lt;')} in short.</p>" if n % 4 else "",
        status="draft" if n % 45 == 44 else "hidden" if n % 60 == 59 else "published",
        price=min((v.price for v in variants), default=price),
        special_price=special,
        special_from=datetime(2024, 6, 1, tzinfo=UTC) if timed else None,
        special_to=(datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC) if n % 20 else datetime(2036, 1, 1, tzinfo=UTC))
        if timed
        else None,
        stock=_stock(n) if kind in ("simple", "subscription") else Stock(False, 0, True),
        weight=sized * (Decimal("0.10") + Decimal(n % 50) / 10),
        length=sized * (10 + n % 30),
        width=sized * (5 + n % 20),
        height=sized * (1 + n % 9),
        category_ids=(leaf.id, leaf.parent_id) if n % 6 == 0 else (leaf.id,),
        brand_id=1 + n % len(BRANDS) if n % 8 else 0,
        tag_ids=tuple(sorted({1 + n % 12, 1 + n * 5 % 12} if n % 3 else set())),
        images=tuple(picture(name, i + 1) for i in range(0 if n % 13 == 12 else 1 + n % 3)),
        tax_class="reduced-rate" if n % 9 == 3 else "zero-rate" if n % 50 == 7 else "",
        taxable=n % 37 != 5,
        created=made,
        modified=made + timedelta(days=n % 40, seconds=n),
        position=n % 5,
        featured=n % 11 == 1,
        virtual=virtual,
        downloads=(Download("Manual", f"https://files.shop.example/{n}/manual.pdf"),) if loadable else (),
        options=options,
        variants=variants,
        member_ids=tuple(i for i in range(n - 4, n) if _type(i) == "simple") if kind == "grouped" else (),
        related_ids=tuple(i for i in (n - 1, n - 2) if i > 0) if n % 5 == 1 else (),
        external_url=f"https://partner.example/item/{n}" if kind == "external" else "",
        button_text="Buy at our partner" if kind == "external" else "",
        subscription=_terms(n, price) if kind == "subscription" else None,
        meta=_meta(n),
    )


def products(categories: tuple[Category, ...], number: int) -> tuple[Product, ...]:
    """So many products, in the leaves of the tree."""
    parents = {c.parent_id for c in categories}
    leaves = [c for c in categories if c.id not in parents]
    found: list[Product] = []
    variant = 1
    for n in range(1, number + 1):
        found.append(_product(n, variant, leaves))
        variant += len(found[-1].variants)
    return tuple(found)
