"""The reference catalogue: one shop's products, customers and orders, from which every platform's simulator is seeded.

Everything is a pure function of its index: no clock, no randomness, so two processes on two machines hold equal shops.
Ids count from 1 within each kind; money is ``Decimal`` with two digits, prices exclude tax, totals equal their parts.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import product as combinations
from typing import Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")
ProductType = Literal["simple", "variable", "grouped", "external", "subscription", "variable-subscription"]
OrderStatus = Literal["pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed"]

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
OPENED = datetime(2024, 1, 15, 9, 30, tzinfo=UTC)
PRODUCTS, CUSTOMERS, ORDERS = 224, 150, 520


class Image(Struct, frozen=True):
    """A picture by its address; `name` is its title, `alt` its text for the blind."""

    url: str
    name: str
    alt: str = ""


class Category(Struct, frozen=True):
    """A node of the tree; `parent_id` 0 is a root."""

    id: int
    parent_id: int
    name: str
    slug: str
    description: str
    position: int
    image: Image | None = None


class Brand(Struct, frozen=True):
    id: int
    name: str
    slug: str
    description: str = ""


class Tag(Struct, frozen=True):
    id: int
    name: str
    slug: str


class OptionValue(Struct, frozen=True):
    id: int
    name: str
    slug: str


class Option(Struct, frozen=True):
    """A definition shared by products, such as Color."""

    id: int
    name: str
    slug: str
    values: tuple[OptionValue, ...]


class ProductOption(Struct, frozen=True):
    """What one product offers: `option_id` 0 is an option of this product only; `varies` makes variants."""

    option_id: int
    name: str
    values: tuple[str, ...]
    varies: bool


class Choice(Struct, frozen=True):
    option_id: int
    option: str
    value: str


class Download(Struct, frozen=True):
    name: str
    url: str


class Subscription(Struct, frozen=True):
    """Billing terms: every `interval` `period`s, `length` periods in all (0 is for ever)."""

    price: Decimal
    period: Literal["day", "week", "month", "year"]
    interval: int
    length: int
    sign_up_fee: Decimal = ZERO
    trial_days: int = 0


class Stock(Struct, frozen=True):
    managed: bool
    quantity: int
    in_stock: bool
    backorders: Literal["no", "notify", "yes"] = "no"
    low: int | None = None


class Variant(Struct, frozen=True):
    id: int
    product_id: int
    sku: str
    barcode: str
    choices: tuple[Choice, ...]
    price: Decimal
    special_price: Decimal | None
    stock: Stock
    weight: Decimal
    image: Image | None
    subscription: Subscription | None = None


class Product(Struct, frozen=True, kw_only=True):
    """A product; `price` of one with variants is the lowest of theirs; sizes are centimetres, weight kilograms."""

    id: int
    type: ProductType
    sku: str
    barcode: str
    name: str
    slug: str
    description: str
    short_description: str
    status: Literal["published", "draft", "hidden"]
    price: Decimal
    special_price: Decimal | None
    special_from: datetime | None
    special_to: datetime | None
    stock: Stock
    weight: Decimal
    length: Decimal
    width: Decimal
    height: Decimal
    category_ids: tuple[int, ...]
    brand_id: int
    tag_ids: tuple[int, ...]
    images: tuple[Image, ...]
    tax_class: str
    taxable: bool
    created: datetime
    modified: datetime
    position: int
    featured: bool = False
    virtual: bool = False
    downloads: tuple[Download, ...] = ()
    options: tuple[ProductOption, ...] = ()
    variants: tuple[Variant, ...] = ()
    member_ids: tuple[int, ...] = ()
    related_ids: tuple[int, ...] = ()
    external_url: str = ""
    button_text: str = ""
    subscription: Subscription | None = None


class Address(Struct, frozen=True):
    first_name: str
    last_name: str
    company: str
    line1: str
    line2: str
    city: str
    state: str
    postcode: str
    country: str
    phone: str


class Customer(Struct, frozen=True):
    id: int
    email: str
    first_name: str
    last_name: str
    username: str
    group: str
    billing: Address
    shipping: Address
    created: datetime
    modified: datetime


class TaxRate(Struct, frozen=True):
    id: int
    name: str
    country: str
    state: str
    percent: Decimal
    tax_class: str
    on_shipping: bool = True


class TaxClass(Struct, frozen=True):
    slug: str
    name: str


class ShippingMethod(Struct, frozen=True):
    id: int
    kind: Literal["flat_rate", "free_shipping", "local_pickup"]
    title: str
    cost: Decimal
    minimum: Decimal = ZERO
    enabled: bool = True


class ShippingZone(Struct, frozen=True):
    id: int
    name: str
    countries: tuple[str, ...]
    methods: tuple[ShippingMethod, ...]


class Coupon(Struct, frozen=True):
    """A discount code; `amount` is a percentage when kind is percent."""

    id: int
    code: str
    kind: Literal["percent", "fixed_cart", "fixed_product"]
    amount: Decimal
    description: str
    created: datetime
    expires: datetime | None = None
    minimum: Decimal = ZERO
    maximum: Decimal = ZERO
    usage_limit: int | None = None
    per_customer: int | None = None
    free_shipping: bool = False
    alone: bool = False
    product_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()


class Review(Struct, frozen=True):
    id: int
    product_id: int
    customer_id: int
    author: str
    email: str
    text: str
    rating: int
    approved: bool
    created: datetime


class OrderLine(Struct, frozen=True):
    """`subtotal` is unit price times quantity, `total` is it less the discount; `tax` is on the total."""

    id: int
    product_id: int
    variant_id: int
    sku: str
    name: str
    quantity: int
    price: Decimal
    subtotal: Decimal
    subtotal_tax: Decimal
    discount: Decimal
    total: Decimal
    tax: Decimal
    tax_rate_id: int
    choices: tuple[Choice, ...] = ()


class Refund(Struct, frozen=True):
    """`items` are (line id, quantity, amount without tax, tax); `amount` sums them and the shipping given back."""

    id: int
    order_id: int
    amount: Decimal
    reason: str
    created: datetime
    items: tuple[tuple[int, int, Decimal, Decimal], ...]
    shipping: Decimal = ZERO
    shipping_tax: Decimal = ZERO


class Note(Struct, frozen=True):
    id: int
    order_id: int
    text: str
    for_customer: bool
    created: datetime


class Shipment(Struct, frozen=True):
    id: int
    order_id: int
    carrier: str
    number: str
    url: str
    shipped: datetime


class Order(Struct, frozen=True, kw_only=True):
    """An order; `customer_id` 0 is a guest. total = sum of line totals and taxes + shipping + its tax."""

    id: int
    number: str
    status: OrderStatus
    currency: str
    customer_id: int
    email: str
    billing: Address
    shipping: Address
    lines: tuple[OrderLine, ...]
    shipping_method: ShippingMethod
    shipping_total: Decimal
    shipping_tax: Decimal
    tax_rate_id: int
    coupon_codes: tuple[str, ...]
    subtotal: Decimal
    discount: Decimal
    discount_tax: Decimal
    tax: Decimal
    total: Decimal
    payment_method: str
    payment_title: str
    transaction: str
    comment: str
    ip: str
    created: datetime
    modified: datetime
    paid: datetime | None
    completed: datetime | None
    refunds: tuple[Refund, ...] = ()
    notes: tuple[Note, ...] = ()
    shipments: tuple[Shipment, ...] = ()


class Store(Struct, frozen=True):
    name: str = "Polycart Sandbox"
    url: str = "https://shop.example"
    email: str = "owner@shop.example"
    currency: str = "USD"
    other_currency: str = "EUR"
    weight_unit: str = "kg"
    dimension_unit: str = "cm"
    language: str = "en_US"
    country: str = "US"
    state: str = "CA"
    city: str = "San Francisco"
    postcode: str = "94110"
    address: str = "1 Market Street"
    timezone: str = "UTC"


class Catalogue(Struct, frozen=True):
    """The whole shop; every tuple is in order of id."""

    store: Store
    categories: tuple[Category, ...]
    brands: tuple[Brand, ...]
    tags: tuple[Tag, ...]
    options: tuple[Option, ...]
    products: tuple[Product, ...]
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    coupons: tuple[Coupon, ...]
    reviews: tuple[Review, ...]
    tax_classes: tuple[TaxClass, ...]
    tax_rates: tuple[TaxRate, ...]
    shipping_zones: tuple[ShippingZone, ...]


TREE: dict[str, dict[str, list[str]]] = {
    "Clothing": {"Men": ["Shirts", "Trousers", "Jackets"], "Women": ["Dresses", "Skirts", "Blouses"], "Kids": ["Toys"]},
    "Home & Garden": {"Kitchen": ["Cookware", "Tableware"], "Garden": ["Tools", "Seeds"], "Lighting": ["Lamps"]},
    "Electronics": {"Audio": ["Headphones", "Speakers"], "Phones": ["Cases", "Chargers"]},
    "Books": {"Fiction": ["Novels", "Poetry"], "Non-fiction": ["History", "Cookbooks"]},
    "Sports": {"Cycling": ["Helmets", "Lights"], "Camping": ["Tents", "Stoves"]},
    "Напої": {"Кава": ["Зерно"], "Чай": ["Листовий"]},
}
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
BRANDS = (
    "Acme",
    "Nordlys",
    "Київська майстерня",
    "Müller & Söhne",
    "Sakura 桜",
    "Aurora",
    "Bjørk",
    "Terra",
    "Ωmega",
    "Plain",
)
TAGS = (
    "new",
    "sale",
    "eco",
    "gift",
    "handmade",
    "bestseller",
    "limited",
    "vegan",
    "кава",
    "winter",
    "summer",
    "office",
)
OPTIONS = {
    "Color": ("Red", "Green", "Blue", "Black", "White", "Grün-Blau", "Жовтий"),
    "Size": ("XS", "S", "M", "L", "XL"),
    "Material": ("Cotton", "Wool", "Linen", "Leather"),
    "Capacity": ("64 GB", "128 GB", "256 GB"),
}
PEOPLE = (
    ("Ann", "Lee"),
    ("Іван", "Франко"),
    ("Jürgen", "Groß"),
    ("花子", "山田"),
    ("Léa", "Dubois"),
    ("Omar", "الخطيب"),
    ("Maria", "O'Brien"),
    ("Søren", "Ødegård"),
    ("Zoë", "Núñez"),
    ("Tom", "Smith-Jones"),
    ("Оксана", "Шевченко"),
)
PLACES = (
    ("US", "CA", "Los Angeles", "90001"),
    ("US", "NY", "New York", "10001"),
    ("DE", "", "München", "80331"),
    ("GB", "", "London", "SW1A 1AA"),
    ("UA", "UA30", "Київ", "01001"),
    ("JP", "JP13", "東京", "100-0001"),
    ("FR", "", "Orléans", "45000"),
    ("US", "TX", "Austin", "73301"),
)
STREETS = ("Main St", "Hauptstraße", "вул. Хрещатик", "Rue de l’Église", "丸の内")
PAYMENTS = (
    ("bacs", "Direct bank transfer"),
    ("cod", "Cash on delivery"),
    ("stripe", "Credit card"),
    ("paypal", "PayPal"),
)
CARRIERS = (
    ("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels="),
    ("DHL", "https://www.dhl.com/track?id="),
    ("UPS", "https://www.ups.com/track?tracknum="),
)
STATUSES: tuple[OrderStatus, ...] = (
    "completed",
    "processing",
    "completed",
    "pending",
    "completed",
    "on-hold",
    "completed",
    "cancelled",
    "processing",
    "completed",
    "refunded",
    "completed",
    "failed",
    "processing",
    "completed",
    "pending",
    "completed",
)
LOREM = (
    "A thing made to last, checked twice and packed by hand. Natural materials keep their look for years; "
    "wash cold and dry flat. Größe, розмір, サイズ and fit are listed below &mdash; ask us if unsure. "
)


def pick(options: Sequence[T], seed: int) -> T:
    """One of `options`, the same one for the same seed, spread evenly over consecutive seeds."""
    return options[(seed * 2654435761 >> 7) % len(options)]


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def slug(text: str) -> str:
    """ASCII letters and digits of the text joined by hyphens, or its code points where it has none."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in text.lower().replace("'", "")).split()
    return "-".join(kept) or "-".join(f"{ord(c):x}" for c in text[:6] if c.isalpha())


def picture(name: str, n: int) -> Image:
    return Image(f"https://images.shop.example/{slug(name)}-{n}.jpg", f"{slug(name)}-{n}", name)


def _categories() -> tuple[Category, ...]:
    found: list[Category] = []

    def add(name: str, parent: int, position: int) -> int:
        n = len(found) + 1
        text = f"<p>{name}: everything in one place.</p>" if n % 3 else ""
        found.append(Category(n, parent, name, f"{slug(name)}", text, position, picture(name, n) if n % 2 else None))
        return n

    for i, (root, children) in enumerate(TREE.items()):
        root_id = add(root, 0, i)
        for j, (child, leaves) in enumerate(children.items()):
            child_id = add(child, root_id, j)
            for k, leaf in enumerate(leaves):
                add(leaf, child_id, k)
    return tuple(found)


def _options() -> tuple[Option, ...]:
    found: list[Option] = []
    value_id = 0
    for n, (name, values) in enumerate(OPTIONS.items(), 1):
        made: list[OptionValue] = []
        for value in values:
            value_id += 1
            made.append(OptionValue(value_id, value, slug(value)))
        found.append(Option(n, name, slug(name), tuple(made)))
    return tuple(found)


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
                _terms(n, own) if kind != "variable" else None,
            )
        )
    return tuple(taken), tuple(made)


def _name(n: int) -> str:
    if n % 18 == 0:
        return UNICODE_NAMES[n // 18 - 1]
    return f"{pick(ADJECTIVES, n)} {pick(NOUNS, n * 3 + 1)} {n}"


def _product(n: int, first_variant: int, leaves: Sequence[Category]) -> Product:
    kind, name = _type(n), _name(n)
    price = ZERO if n == 100 or kind == "grouped" else Decimal(5 + n * 13 % 190) + pick((ZERO, CENT * 50, CENT * 99), n)
    made = OPENED + timedelta(days=3 * n, minutes=7 * n)
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
    )


def _customers() -> tuple[Customer, ...]:
    found: list[Customer] = []
    for n in range(1, CUSTOMERS + 1):
        first, last = PEOPLE[n % len(PEOPLE)]
        country, state, city, postcode = PLACES[n % len(PLACES)]
        home = Address(
            first,
            last,
            f"Firm {n} & Co" if n % 4 == 0 else "",
            f"{n} {pick(STREETS, n)}",
            f"Apt {n}" if n % 3 == 0 else "",
            city,
            state,
            postcode,
            country,
            f"+1 555 01{n:03d}",
        )
        other = PLACES[(n + 1) % len(PLACES)]
        away = (
            home if n % 5 else Address(first, last, "", f"{n} Dock Rd", "", other[2], other[1], other[3], other[0], "")
        )
        since = OPENED + timedelta(days=4 * n, hours=n % 24)
        found.append(
            Customer(
                n,
                f"customer{n}@shop.example",
                first,
                last,
                f"customer{n}",
                "wholesale" if n % 20 == 0 else "retail",
                home,
                away,
                since,
                since + timedelta(days=n % 9),
            )
        )
    return tuple(found)


def _coupons() -> tuple[Coupon, ...]:
    return (
        Coupon(1, "save10", "percent", Decimal("10.00"), "Ten percent off", OPENED),
        Coupon(2, "five", "fixed_cart", Decimal("5.00"), "Five off the cart", OPENED + timedelta(days=1)),
        Coupon(3, "perpiece", "fixed_product", Decimal("1.00"), "", OPENED + timedelta(days=2), product_ids=(1, 2, 4)),
        Coupon(
            4,
            "oldsummer",
            "percent",
            Decimal("25.00"),
            "Літо",
            OPENED + timedelta(days=3),
            expires=datetime(2024, 9, 1, tzinfo=UTC),
            usage_limit=100,
            per_customer=1,
        ),
        Coupon(5, "freeship", "fixed_cart", ZERO, "Free shipping", OPENED + timedelta(days=4), free_shipping=True),
        Coupon(
            6,
            "bigspender",
            "percent",
            Decimal("15.00"),
            "",
            OPENED + timedelta(days=5),
            minimum=Decimal("200.00"),
            maximum=Decimal("2000.00"),
            alone=True,
        ),
        Coupon(7, "kitchen", "percent", Decimal("12.50"), "", OPENED + timedelta(days=6), category_ids=(12, 13)),
        Coupon(8, "welcome", "fixed_cart", Decimal("3.33"), "", OPENED + timedelta(days=7), per_customer=1),
    )


TAX_CLASSES = (
    TaxClass("standard", "Standard rate"),
    TaxClass("reduced-rate", "Reduced rate"),
    TaxClass("zero-rate", "Zero rate"),
)
TAX_RATES = (
    TaxRate(1, "CA Tax", "US", "CA", Decimal("8.2500"), ""),
    TaxRate(2, "NY Tax", "US", "NY", Decimal("8.8750"), ""),
    TaxRate(3, "MwSt", "DE", "", Decimal("19.0000"), ""),
    TaxRate(4, "MwSt ermäßigt", "DE", "", Decimal("7.0000"), "reduced-rate"),
    TaxRate(5, "VAT", "GB", "", Decimal("20.0000"), ""),
    TaxRate(6, "ПДВ", "UA", "", Decimal("20.0000"), "", False),
    TaxRate(7, "消費税", "JP", "", Decimal("10.0000"), ""),
    TaxRate(8, "TVA", "FR", "", Decimal("20.0000"), ""),
    TaxRate(9, "TVA réduite", "FR", "", Decimal("5.5000"), "reduced-rate"),
)
ZONES = (
    ShippingZone(
        1,
        "USA",
        ("US",),
        (
            ShippingMethod(1, "flat_rate", "Flat rate", Decimal("7.50")),
            ShippingMethod(2, "free_shipping", "Free shipping", ZERO, Decimal("100.00")),
        ),
    ),
    ShippingZone(
        2,
        "Європа / Europe",
        ("DE", "FR", "GB", "UA"),
        (
            ShippingMethod(3, "flat_rate", "Standard", Decimal("12.90")),
            ShippingMethod(4, "local_pickup", "Pickup", ZERO, ZERO, False),
        ),
    ),
    ShippingZone(3, "Japan", ("JP",), (ShippingMethod(5, "flat_rate", "EMS", Decimal("24.00")),)),
)
RATES = {(r.country, r.state, r.tax_class): r for r in TAX_RATES}


def rate_for(country: str, state: str, tax_class: str) -> TaxRate | None:
    """The tax rate of a place: the state's own, else the country's; a class without a rate is untaxed."""
    return RATES.get((country, state, tax_class)) or RATES.get((country, "", tax_class))


def _lines(
    n: int, first: int, sellable: Sequence[Product], to: Address, coupon: Coupon | None
) -> tuple[OrderLine, ...]:
    made: list[OrderLine] = []
    for i in range(1 + n % 4):
        item = sellable[(n * 7 + i * 31) % len(sellable)]
        variant = pick(item.variants, n + i) if item.variants else None
        price = variant.price if variant else item.special_price or item.price
        quantity = 1 + (n + i) % 3
        subtotal = price * quantity
        off = cents(subtotal * coupon.amount / 100) if coupon else ZERO
        rate = rate_for(to.country, to.state, item.tax_class) if item.taxable else None
        share = rate.percent / 100 if rate else ZERO
        values = ", ".join(c.value for c in variant.choices) if variant else ""
        made.append(
            OrderLine(
                first + i,
                item.id,
                variant.id if variant else 0,
                variant.sku if variant else item.sku,
                f"{item.name} - {values}" if variant else item.name,
                quantity,
                price,
                subtotal,
                cents(subtotal * share),
                off,
                subtotal - off,
                cents((subtotal - off) * share),
                rate.id if rate else 0,
                variant.choices if variant else (),
            )
        )
    return tuple(made)


def _refunds(
    n: int,
    first: int,
    status: OrderStatus,
    lines: tuple[OrderLine, ...],
    shipping: tuple[Decimal, Decimal],
    at: datetime,
) -> tuple[Refund, ...]:
    """All of a refunded order; the first line of every ninth completed one."""
    if status != "refunded" and (status != "completed" or n % 9):
        return ()
    whole = status == "refunded"
    items = tuple((line.id, line.quantity, line.total, line.tax) for line in (lines if whole else lines[:1]))
    carried = shipping if whole else (ZERO, ZERO)
    amount = sum((i[2] + i[3] for i in items), sum(carried, ZERO))
    return (
        Refund(
            first,
            n,
            amount,
            "Повернення / changed mind" if n % 2 else "Damaged",
            at + timedelta(days=6),
            items,
            *carried,
        ),
    )


def _order(n: int, ids: dict[str, int], customers: tuple[Customer, ...], sellable: Sequence[Product]) -> Order:
    status, guest = STATUSES[n % len(STATUSES)], n % 6 == 5
    buyer = customers[n * 11 % len(customers)]
    coupon = _coupons()[0] if n % 7 == 0 else None
    lines = _lines(n, ids["line"] + 1, sellable, buyer.shipping, coupon)
    zone = next((z for z in ZONES if buyer.shipping.country in z.countries), ZONES[0])
    rate = rate_for(buyer.shipping.country, buyer.shipping.state, "")
    cost = zone.methods[0].cost
    cost_tax = cents(cost * rate.percent / 100) if rate and rate.on_shipping else ZERO
    tax = sum((line.tax for line in lines), cost_tax)
    at = OPENED + timedelta(days=60 + n, hours=n % 23, seconds=n)
    paid = at + timedelta(minutes=4) if status in ("processing", "completed", "refunded") else None
    method, title = PAYMENTS[n % len(PAYMENTS)]
    refunds = _refunds(n, ids["refund"] + 1, status, lines, (cost, cost_tax), at)
    notes = [
        Note(ids["note"] + 1 + i, n, text, i == 1, at + timedelta(minutes=i))
        for i, text in enumerate(
            (f"Order status set to {status}.", "Дякуємо! Your parcel is on its way.")[: 1 + (n % 4 == 0)]
        )
    ]
    carrier = CARRIERS[n % len(CARRIERS)]
    number = f"TRK{n:07d}"
    shipped = (
        (Shipment(ids["shipment"] + 1, n, carrier[0], number, carrier[1] + number, at + timedelta(days=2)),)
        if status == "completed" and n % 2 == 0
        else ()
    )
    for kind, made in (("line", lines), ("refund", refunds), ("note", notes), ("shipment", shipped)):
        ids[kind] += len(made)
    return Order(
        id=n,
        number=str(n),
        status=status,
        currency="EUR" if n % 8 == 3 else "USD",
        customer_id=0 if guest else buyer.id,
        email=f"guest{n}@mail.example" if guest else buyer.email,
        billing=buyer.billing,
        shipping=buyer.shipping,
        lines=lines,
        shipping_method=zone.methods[0],
        shipping_total=cost,
        shipping_tax=cost_tax,
        tax_rate_id=rate.id if rate else 0,
        coupon_codes=(coupon.code,) if coupon else (),
        subtotal=sum((line.subtotal for line in lines), ZERO),
        discount=sum((line.discount for line in lines), ZERO),
        discount_tax=sum((line.subtotal_tax - line.tax for line in lines), ZERO),
        tax=tax,
        total=sum((line.total for line in lines), ZERO) + cost + tax,
        payment_method=method,
        payment_title=title,
        transaction=f"tx_{n:06d}" if paid and method in ("stripe", "paypal") else "",
        comment="Ring twice 🔔 — за рогом" if n % 10 == 0 else "",
        ip=f"192.0.2.{n % 250 + 1}",
        created=at,
        modified=at + timedelta(days=n % 5, minutes=9),
        paid=paid,
        completed=at + timedelta(days=3) if status == "completed" else None,
        refunds=refunds,
        notes=tuple(notes),
        shipments=shipped,
    )


def _products(categories: tuple[Category, ...]) -> tuple[Product, ...]:
    parents = {c.parent_id for c in categories}
    leaves = [c for c in categories if c.id not in parents]
    found: list[Product] = []
    variant = 1
    for n in range(1, PRODUCTS + 1):
        found.append(_product(n, variant, leaves))
        variant += len(found[-1].variants)
    return tuple(found)


def _reviews(products: tuple[Product, ...], customers: tuple[Customer, ...]) -> tuple[Review, ...]:
    found: list[Review] = []
    for n in range(1, 61):
        who, item = customers[n * 3 % len(customers)], products[n * 5 % len(products)]
        text = pick(("Very good!", "Так собі.", "Nicht schlecht 👍", "Arrived late, but works."), n)
        found.append(
            Review(
                n,
                item.id,
                who.id,
                f"{who.first_name} {who.last_name}",
                who.email,
                text,
                1 + n % 5,
                n % 8 != 0,
                item.created + timedelta(days=30, hours=n),
            )
        )
    return tuple(found)


@cache
def catalogue() -> Catalogue:
    """The reference catalogue, built at the first call (some 50 ms)."""
    categories, customers = _categories(), _customers()
    products = _products(categories)
    sellable = [p for p in products if p.status == "published" and p.type not in ("grouped", "external")]
    ids = {"line": 0, "refund": 0, "note": 0, "shipment": 0}
    orders = tuple(_order(n, ids, customers, sellable) for n in range(1, ORDERS + 1))
    return Catalogue(
        Store(),
        categories,
        tuple(Brand(n, b, slug(b), f"{b} since 19{n}0" if n > 4 else "") for n, b in enumerate(BRANDS, 1)),
        tuple(Tag(n, t, slug(t)) for n, t in enumerate(TAGS, 1)),
        _options(),
        products,
        customers,
        orders,
        _coupons(),
        _reviews(products, customers),
        TAX_CLASSES,
        TAX_RATES,
        ZONES,
    )
