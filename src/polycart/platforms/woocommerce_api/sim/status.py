"""What the shop tells about itself: system status, tools, the data of places and currencies, its users and media."""

from typing import Any

from polycart.platforms.woocommerce_api.sim.pricing import number
from polycart.platforms.woocommerce_api.sim.settings import CURRENCY_NAMES
from polycart.platforms.woocommerce_api.sim.shop import HTML_SYMBOLS, Shop, page
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, not_found

GET = ("GET",)
PLUGINS = {
    "woocommerce": ("woocommerce/woocommerce.php", "WooCommerce", "Automattic"),
    "woocommerce-subscriptions": (
        "woocommerce-subscriptions/woocommerce-subscriptions.php",
        "WooCommerce Subscriptions",
        "Woo",
    ),
    "woocommerce-shipment-tracking": (
        "woocommerce-shipment-tracking/woocommerce-shipment-tracking.php",
        "WooCommerce Shipment Tracking",
        "WooCommerce",
    ),
}
PLUGINS["live-shipping"] = ("live-shipping/live-shipping.php", "Live Shipping", "Acme")
TOOLS = (
    ("clear_transients", "WooCommerce transients"),
    ("clear_expired_transients", "Expired transients"),
    ("regenerate_product_lookup_tables", "Product lookup tables"),
    ("recount_terms", "Term counts"),
    ("clear_sessions", "Clear customer sessions"),
)
CONTINENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("NA", "North America", ("CA", "MX", "US")),
    ("EU", "Europe", ("AT", "CZ", "DE", "DK", "ES", "FR", "GB", "IT", "NL", "NO", "PL", "SE", "UA")),
    ("AS", "Asia", ("AE", "CN", "IN", "JP", "KR", "TR")),
    ("OC", "Oceania", ("AU", "NZ")),
    ("SA", "South America", ("AR", "BR", "CL")),
    ("AF", "Africa", ("EG", "NG", "ZA")),
)
COUNTRIES = {
    "AE": "United Arab Emirates", "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BR": "Brazil",
    "CA": "Canada",
    "CL": "Chile", "CN": "China", "CZ": "Czech Republic", "DE": "Germany", "DK": "Denmark", "EG": "Egypt",
    "ES": "Spain",
    "FR": "France", "GB": "United Kingdom (UK)", "IN": "India", "IT": "Italy", "JP": "Japan", "KR": "South Korea",
    "MX": "Mexico", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand", "PL": "Poland",
    "SE": "Sweden", "TR": "Türkiye", "UA": "Ukraine", "US": "United States (US)", "ZA": "South Africa",
}  # fmt: skip
STATES = {
    "US": {"CA": "California", "NY": "New York", "TX": "Texas", "WA": "Washington", "FL": "Florida"},
    "DE": {
        "DE-BW": "Baden-Württemberg",
        "DE-BY": "Bavaria",
        "DE-BE": "Berlin",
        "DE-HH": "Hamburg",
        "DE-HE": "Hesse",
        "DE-NW": "North Rhine-Westphalia",
        "DE-SN": "Saxony",
    },
    "CA": {"BC": "British Columbia", "ON": "Ontario", "QC": "Quebec"},
    "UA": {"UA30": "Kyiv", "UA46": "Lviv Oblast", "UA51": "Odesa Oblast"},
    "JP": {"JP13": "Tokyo", "JP26": "Kyoto", "JP27": "Osaka"},
}
MONEY = {
    "US": "USD",
    "DE": "EUR",
    "FR": "EUR",
    "ES": "EUR",
    "IT": "EUR",
    "NL": "EUR",
    "AT": "EUR",
    "GB": "GBP",
    "UA": "UAH",
    "JP": "JPY",
}


def plugin_rows(shop: Shop) -> list[Json]:
    """The active plugins; WooCommerce itself is always one."""
    rows: list[Json] = []
    for name in ("woocommerce", *shop.plugins):
        file, title, author = PLUGINS.get(name, (f"{name}/{name}.php", name.replace("-", " ").title(), "Somebody"))
        version = shop.release if name == "woocommerce" else "1.0.0"
        row: Json = {"plugin": file, "name": title, "version": version, "version_latest": version}
        rows.append(
            row
            | {"url": "https://woocommerce.com/", "author_name": author, "author_url": "", "network_activated": False}
        )
    return rows


def system(shop: Shop, call: Call) -> Answer:
    """GET system_status."""
    return Answer(body=shop.fixed.get("system_status") or _system(shop))


def _system(shop: Shop) -> Json:
    environment: Json = {
        "home_url": shop.url,
        "site_url": shop.url,
        "version": shop.release,
        "log_directory": "/var/www/wc-logs/",
    }
    environment |= {"log_directory_writable": True, "wp_version": shop.wordpress, "wp_multisite": False}
    environment |= {"wp_memory_limit": 268435456, "wp_debug_mode": False, "wp_cron": True, "language": "en_US"}
    environment |= {"external_object_cache": None, "server_info": "nginx/1.26", "php_version": "8.2.29"}
    environment |= {"php_post_max_size": 67108864, "php_max_execution_time": 30, "php_max_input_vars": 1000}
    environment |= {"curl_version": "8.5.0, OpenSSL/3.0", "suhosin_installed": False, "max_upload_size": 67108864}
    environment |= {"mysql_version": "10.11.6", "mysql_version_string": "10.11.6-MariaDB", "default_timezone": "UTC"}
    checks = ("fsockopen_or_curl", "soapclient", "domdocument", "gzip", "mbstring")
    environment |= {f"{n}_enabled": True for n in checks}
    environment |= {"remote_post_successful": True, "remote_post_response": "200"}
    environment |= {"remote_get_successful": True, "remote_get_response": "200"}
    store = "CustomOrdersTableDataStore" if shop.hpos else "WC_Order_Data_Store_CPT"
    if shop.hpos:
        store = f"Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\{store.replace('Custom', '')}"
    kinds = [t["slug"] for t in product_types(shop)]
    settings: Json = {"api_enabled": False, "force_ssl": False, "currency": shop.currency}
    settings |= {"currency_symbol": HTML_SYMBOLS.get(shop.currency, shop.currency), "currency_position": "left"}
    settings |= {
        "thousand_separator": ",",
        "decimal_separator": ".",
        "number_of_decimals": 2,
        "geolocation_enabled": False,
    }
    settings |= {"taxonomies": {k: k for k in kinds}, "product_visibility_terms": {"featured": "featured"}}
    settings |= {"woocommerce_com_connected": "no", "enforce_approved_download_dirs": True, "order_datastore": store}
    settings |= {"HPOS_enabled": shop.hpos, "HPOS_sync_enabled": False}
    if shop.recent:
        environment |= {"store_id": "00000000-0000-4000-8000-000000000001", "server_architecture": "Linux x86_64"}
        settings["enabled_features"] = ["analytics", "custom_order_tables"] if shop.hpos else ["analytics"]
    else:
        settings["HPOS_feature_screen_enabled"] = False
    database: Json = {"wc_database_version": shop.release, "database_prefix": "wp_", "maxmind_geoip_database": ""}
    database |= {"database_tables": {"woocommerce": {}, "other": {}}, "database_size": {"data": 4.2, "index": 2.1}}
    theme: Json = {
        "name": "Storefront",
        "version": "4.6.0",
        "version_latest": "4.6.0",
        "author_url": "https://woocommerce.com/",
    }
    theme |= {"is_child_theme": False, "has_woocommerce_support": True, "has_woocommerce_file": False}
    theme |= {"has_outdated_templates": False, "overrides": [], "parent_name": "", "parent_version": ""}
    theme |= {"parent_version_latest": "", "parent_author_url": ""}
    return {
        "environment": environment,
        "database": database,
        "active_plugins": plugin_rows(shop),
        "inactive_plugins": [],
        "dropins_mu_plugins": {"dropins": [], "mu_plugins": []},
        "theme": theme,
        "settings": settings,
        "security": {"secure_connection": shop.url.startswith("https"), "hide_errors": True},
        "pages": [],
        "post_type_counts": [{"type": "product", "count": str(len(shop.products))}],
    }


def tools(shop: Shop, call: Call) -> Answer:
    """GET system_status/tools."""
    return Answer(body=shop.fixed.get("system_status/tools") or [_tool(shop, *t) for t in TOOLS])


def _tool(shop: Shop, name: str, title: str) -> Json:
    links = {"item": [{"href": shop.api(f"system_status/tools/{name}"), "embeddable": True}]}
    return {"id": name, "name": title, "action": "Run", "description": f"{title}.", "_links": links}


def tool(shop: Shop, call: Call) -> Answer:
    """GET or PUT system_status/tools/{id}; running one has no effect here."""
    known = next((t for t in TOOLS if t[0] == call.params["id"]), None)
    if known is None:
        raise not_found("woocommerce_rest_system_status_tool_invalid_id", "Invalid tool ID.")
    done = {"success": True, "message": "Done."} if call.method != "GET" else {}
    return Answer(body=_tool(shop, *known) | done)


def product_types(shop: Shop) -> list[Json]:
    """The product types a shop knows."""
    known = [("external", "External/Affiliate product"), ("grouped", "Grouped product"), ("simple", "Simple product")]
    known.append(("variable", "Variable product"))
    if shop.subscriptions:
        known += [("subscription", "Simple subscription"), ("variable-subscription", "Variable subscription")]
    return [{"slug": s, "name": n} for s, n in known]


def data(shop: Shop, call: Call) -> Answer:
    """GET data."""
    if "data" in shop.fixed:
        return Answer(body=shop.fixed["data"])
    texts = {"continents": "Continents and their countries.", "countries": "Countries.", "currencies": "Currencies."}
    return Answer(
        body=[
            {"slug": s, "description": t, "_links": shop.links(f"data/{s}", "data", hints=GET)}
            for s, t in texts.items()
        ]
    )


def states(code: str) -> list[Json]:
    return [{"code": c, "name": n} for c, n in STATES.get(code, {}).items()]


def _country(shop: Shop, code: str) -> Json:
    links = shop.links(f"data/countries/{code.lower()}", "data/countries", hints=GET)
    return {"code": code, "name": COUNTRIES[code], "states": states(code), "_links": links}


def countries(shop: Shop, call: Call) -> Answer:
    """GET data/countries."""
    return Answer(body=shop.fixed.get("data/countries") or [_country(shop, c) for c in COUNTRIES])


def country(shop: Shop, call: Call) -> Answer:
    """GET data/countries/{code}."""
    code = call.params["location"].upper()
    held = shop.fixed.get(f"data/countries/{code.lower()}")
    if held is None and code not in COUNTRIES:
        raise not_found("woocommerce_rest_data_invalid_location", "There are no locations matching these parameters.")
    return Answer(body=held or _country(shop, code))


def _continent(shop: Shop, code: str, name: str, inside: tuple[str, ...]) -> Json:
    held: list[Json] = []
    for c in inside:
        row: Json = {"code": c, "currency_code": MONEY.get(c, "USD"), "currency_pos": "left", "decimal_sep": "."}
        row |= {"dimension_unit": "cm", "name": COUNTRIES[c], "num_decimals": 2, "states": states(c)}
        held.append(row | {"thousand_sep": ",", "weight_unit": "kg"})
    links = shop.links(f"data/continents/{code.lower()}", "data/continents", hints=GET)
    return {"code": code, "name": name, "countries": held, "_links": links}


def continents(shop: Shop, call: Call) -> Answer:
    """GET data/continents."""
    return Answer(body=[_continent(shop, *c) for c in CONTINENTS])


def continent(shop: Shop, call: Call) -> Answer:
    """GET data/continents/{code}."""
    code = call.params["location"].upper()
    known = next((c for c in CONTINENTS if c[0] == code), None)
    held = shop.fixed.get(f"data/continents/{code.lower()}")
    if held is None and known is None:
        raise not_found("woocommerce_rest_data_invalid_location", "There are no locations matching these parameters.")
    return Answer(body=held or _continent(shop, *known) if known else held)


def _currency(shop: Shop, code: str) -> Json:
    links = shop.links(f"data/currencies/{code}", "data/currencies", hints=GET)
    return {
        "code": code,
        "name": CURRENCY_NAMES.get(code, code),
        "symbol": HTML_SYMBOLS.get(code, code),
        "_links": links,
    }


def currencies(shop: Shop, call: Call) -> Answer:
    """GET data/currencies."""
    return Answer(body=shop.fixed.get("data/currencies") or [_currency(shop, c) for c in CURRENCY_NAMES])


def currency(shop: Shop, call: Call) -> Answer:
    """GET data/currencies/{code}, `current` being the shop's."""
    asked = call.params.get("currency", "current")
    code = shop.currency if asked == "current" else asked.upper()
    if code not in CURRENCY_NAMES:
        raise not_found("woocommerce_rest_data_invalid_currency", "There are no currencies matching these parameters.")
    return Answer(body=_currency(shop, code))


def me(shop: Shop, call: Call) -> Answer:
    """GET wp/v2/users/me: WooCommerce's keys are unknown to WordPress itself."""
    raise Refusal(401, "rest_not_logged_in", "You are not currently logged in.", silent=True)


def plugins(shop: Shop, call: Call) -> Answer:
    """GET wp/v2/plugins: not for WooCommerce's keys."""
    text = "Sorry, you are not allowed to manage plugins for this site."
    raise Refusal(401, "rest_cannot_view_plugins", text, silent=True)


def media(shop: Shop, call: Call) -> Answer:
    """GET wp/v2/media: public."""
    return page(call, sorted(shop.media.values(), key=lambda m: -m["id"]), _media)


def _media(image: Json) -> Json:
    title = image["name"]
    return {
        "id": image["id"],
        "date": image["date_created"],
        "date_gmt": image["date_created_gmt"],
        "slug": title,
        "type": "attachment",
        "title": {"rendered": title},
        "alt_text": image["alt"],
        "media_type": "image",
        "source_url": image["src"],
    }


def read_media(shop: Shop, call: Call) -> Answer:
    """GET wp/v2/media/{id}."""
    image = shop.media.get(call.id())
    if image is None:
        raise not_found("rest_post_invalid_id", "Invalid post ID.")
    return Answer(body=_media(image))


def no_media(shop: Shop, call: Call) -> Answer:
    """POST wp/v2/media: not for WooCommerce's keys."""
    text = "Sorry, you are not allowed to create posts as this user."
    raise Refusal(401, "rest_cannot_create", text, silent=True)


REPORTS = (
    "sales",
    "top_sellers",
    "orders/totals",
    "products/totals",
    "customers/totals",
    "coupons/totals",
    "reviews/totals",
    "categories/totals",
    "tags/totals",
    "attributes/totals",
)
PHANTOM = ("categories/totals", "tags/totals", "attributes/totals")


def reports(shop: Shop, call: Call) -> Answer:
    """GET reports: three of those it names have no route."""
    made: list[Json] = []
    for slug in REPORTS:
        links = shop.links(f"reports/{slug}", "reports", hints=() if slug in PHANTOM else GET)
        made.append({"slug": slug, "description": f"{slug} report".capitalize(), "_links": links})
    return Answer(body=shop.fixed.get("reports") or made)


def totals(shop: Shop, call: Call) -> Answer:
    """GET reports/{of}/totals."""
    return Answer(body=TOTALS[call.path.split("/")[1]](shop))


def _orders(shop: Shop) -> list[Json]:
    from polycart.platforms.woocommerce_api.sim.statuses import NAMES

    held = [o["status"] for o in shop.orders.values()]
    return [{"slug": s, "name": n, "total": held.count(s)} for s, n in NAMES.items()]


def _products(shop: Shop) -> list[Json]:
    held = [p["type"] for p in shop.products.values() if p["status"] == "publish"]
    return [t | {"total": held.count(t["slug"])} for t in product_types(shop)]


def _customers(shop: Shop) -> list[Json]:
    held = [c["is_paying_customer"] for c in shop.customers.values() if c["role"] == "customer"]
    names = (("paying", "Paying customer", True), ("non_paying", "Non-paying customer", False))
    return [{"slug": s, "name": n, "total": held.count(v)} for s, n, v in names]


def _coupons(shop: Shop) -> list[Json]:
    held = [c["discount_type"] for c in shop.coupons.values() if c["status"] == "publish"]
    names = (("percent", "Percentage"), ("fixed_cart", "Fixed cart"), ("fixed_product", "Fixed product"))
    return [{"slug": s, "name": f"{n} discount", "total": held.count(s)} for s, n in names]


def _reviews(shop: Shop) -> list[Json]:
    held = [r["rating"] for r in shop.reviews.values()]
    return [{"slug": f"rated_{n}_out_of_5", "name": f"Rated {n} out of 5", "total": held.count(n)} for n in range(1, 6)]


TOTALS = {"orders": _orders, "products": _products, "customers": _customers, "coupons": _coupons, "reviews": _reviews}


def sales(shop: Shop, call: Call) -> Answer:
    """GET reports/sales: sums by day between two dates, of orders that are or will be paid."""
    from datetime import date, timedelta

    today = shop.clock().date()
    start = date.fromisoformat(call.params["date_min"]) if call.params.get("date_min") else today.replace(day=1)
    end = date.fromisoformat(call.params["date_max"]) if call.params.get("date_max") else today
    days: dict[str, Any] = {}
    for n in range((end - start).days + 1):
        keys = {"sales": 0, "orders": 0, "items": 0, "tax": 0, "shipping": 0, "discount": 0, "customers": 0}
        days[str(start + timedelta(days=n))] = keys
    held = [o for o in shop.orders.values() if o["date_created"][:10] in days]
    held = [o for o in held if o["status"] in ("processing", "completed", "on-hold", "refunded")]
    for order in held:
        day = days[order["date_created"][:10]]
        day["orders"] += 1
        day["items"] += sum(line["quantity"] for line in order["line_items"])
        for name, field in (
            ("sales", "total"),
            ("tax", "total_tax"),
            ("shipping", "shipping_total"),
            ("discount", "discount_total"),
        ):
            day[name] += number(order[field])
    for customer in shop.customers.values():
        if customer["date_created"][:10] in days:
            days[customer["date_created"][:10]]["customers"] += 1
    given = sum(number(r["amount"]) for r in shop.refunds.values() if r["date_created"][:10] in days)
    sums = {k: sum(d[k] for d in days.values()) for k in ("sales", "orders", "items", "tax", "shipping", "discount")}
    net = sums["sales"] - sums["tax"] - sums["shipping"] - given
    body: Json = {
        "total_sales": f"{sums['sales'] - given:.2f}",
        "net_sales": f"{net:.2f}",
        "average_sales": f"{net / max(1, len(days)):.2f}",
        "total_orders": sums["orders"],
        "total_items": sums["items"],
        "total_tax": f"{sums['tax']:.2f}",
        "total_shipping": f"{sums['shipping']:.2f}",
        "total_refunds": float(given) if given % 1 else int(given),
        "total_discount": f"{sums['discount']:.2f}",
        "totals_grouped_by": "day",
        "totals": {
            k: {n: f"{v:.2f}" if n in ("sales", "tax", "shipping", "discount") else v for n, v in d.items()}
            for k, d in days.items()
        },
        "total_customers": sum(d["customers"] for d in days.values()),
        "_links": {"about": [{"href": shop.api("reports")}]},
    }
    return Answer(body=[body])


def top_sellers(shop: Shop, call: Call) -> Answer:
    """GET reports/top_sellers."""
    best = sorted(shop.products.values(), key=lambda p: -p["total_sales"])[:12]
    rows: list[Json] = []
    for p in best:
        links = {"about": [{"href": shop.api("reports")}], "product": [{"href": shop.api(f"products/{p['id']}")}]}
        rows.append({"name": p["name"], "product_id": p["id"], "quantity": p["total_sales"], "_links": links})
    return Answer(body=rows)


def order_statuses(shop: Shop, call: Call) -> Answer:
    """GET orders/statuses."""
    from polycart.platforms.woocommerce_api.sim.statuses import NAMES

    return Answer(body=[{"slug": s, "name": n} for s, n in NAMES.items()])


def custom_fields(shop: Shop, call: Call) -> Answer:
    """GET products/custom-fields/names."""
    names = sorted({m["key"] for p in shop.products.values() for m in p["meta_data"] if not m["key"].startswith("_")})
    return page(call, [{"id": i, "name": n} for i, n in enumerate(names)], lambda r: r["name"])
