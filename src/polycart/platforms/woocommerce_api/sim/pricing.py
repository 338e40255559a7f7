"""Prices of products and variations: what is on sale when, what is shown, and the HTML of it."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from polycart.platforms.woocommerce_api.sim.shop import HTML_SYMBOLS, Shop, moment
from polycart.platforms.woocommerce_api.sim.wire import Json


def decimal(value: Any) -> str:
    """A number as WooCommerce stores it: the digits that were sent, or nothing when it is not a number."""
    text = str(value).strip().replace(",", "")
    try:
        Decimal(text)
    except InvalidOperation:
        return ""
    return text


def number(value: Any) -> Decimal:
    """A stored price as a number, empty is 0."""
    text = decimal(value)
    return Decimal(text) if text else Decimal(0)


def fixed(value: Any, digits: int = 2) -> str:
    """A number with that many digits, halves away from zero."""
    if digits == 2 and isinstance(value, str) and value[-3:-2] == "." and value != "-0.00":
        return value
    return str(number(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0)


def plain(value: Decimal) -> int | float:
    """A number as PHP's JSON shows it: whole numbers without a fraction."""
    return int(value) if value == value.to_integral_value() else float(value)


def on_sale(shop: Shop, record: Json) -> bool:
    """Whether the sale price holds now."""
    sale = record["sale_price"]
    if sale == "" or number(record["regular_price"]) <= number(sale):
        return False
    now = shop.clock().astimezone(UTC)
    start, end = record["date_on_sale_from_gmt"], record["date_on_sale_to_gmt"]
    started = not start or datetime.fromisoformat(start).replace(tzinfo=UTC) <= now
    return started and not (end and datetime.fromisoformat(end).replace(tzinfo=UTC) < now)


def set_prices(record: Json, sent: Json) -> None:
    """Prices and the times of the sale from a request."""
    for name in ("regular_price", "sale_price"):
        if name in sent:
            record[name] = decimal(sent[name])
    if record["sale_price"] and number(record["sale_price"]) >= number(record["regular_price"]):
        record["sale_price"] = ""
    for name in ("date_on_sale_from", "date_on_sale_to"):
        for field in (name, f"{name}_gmt"):
            # Null counts as not sent; only an empty text takes the date away.
            if sent.get(field) is not None:
                value = sent[field]
                if value and len(value) == 10:
                    value += "T00:00:00"
                record[name] = record[f"{name}_gmt"] = moment(value) if value else None


def html(shop: Shop, price: Any) -> str:
    """One amount as the shop's pages show it."""
    symbol = HTML_SYMBOLS.get(shop.currency, shop.currency)
    return (
        f'<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">{symbol}'
        f"</span>{number(price):,.2f}</bdi></span>"
    )


def price_html(shop: Shop, record: Json, prices: list[Decimal]) -> str:
    """The price of a product as its page shows it; a range where variants differ."""
    if prices and prices[0] != prices[-1]:
        return f"{html(shop, prices[0])} &ndash; {html(shop, prices[-1])}"
    if record["price"] == "":
        return ""
    if record["on_sale"] and record["regular_price"]:
        was, now = html(shop, record["regular_price"]), html(shop, record["price"])
        return f'<del aria-hidden="true">{was}</del> <ins>{now}</ins>'
    return html(shop, record["price"])
