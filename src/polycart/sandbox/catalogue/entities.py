"""The records of the reference catalogue, each as plain as every platform can hold it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

ProductType = Literal["simple", "variable", "grouped", "external", "subscription", "variable-subscription"]
OrderStatus = Literal[
    "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft"
]
ZERO = Decimal("0.00")


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
    created: datetime
    modified: datetime
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
    meta: tuple[tuple[str, str], ...] = ()


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
    """An order; `customer_id` 0 is a guest, `checkout-draft` was begun and left.

    total = sum of line totals and taxes + shipping + its tax.
    """

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
    meta: tuple[tuple[str, str], ...] = ()


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
