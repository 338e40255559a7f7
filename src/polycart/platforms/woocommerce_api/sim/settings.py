"""Settings groups and options, and payment gateways."""

from typing import Any

from polycart.platforms.woocommerce_api.sim.shop import HTML_SYMBOLS, Shop, whole
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, fields, listed, not_found, rows

GROUPS = (
    ("wc_admin", "WooCommerce Admin"),
    ("general", "General"),
    ("products", "Products"),
    ("tax", "Tax"),
    ("shipping", "Shipping"),
    ("checkout", "Payments"),
    ("account", "Accounts &amp; Privacy"),
    ("email", "Emails"),
    ("integration", "Integration"),
    ("advanced", "Advanced"),
)
CURRENCY_NAMES = {
    "USD": "United States (US) dollar",
    "EUR": "Euro",
    "GBP": "Pound sterling",
    "UAH": "Ukrainian hryvnia",
    "JPY": "Japanese yen",
}
OPTIONS: tuple[tuple[str, str, str, str, str, Json | None], ...] = (
    ("general", "woocommerce_store_address", "Address line 1", "text", "", None),
    ("general", "woocommerce_store_address_2", "Address line 2", "text", "", None),
    ("general", "woocommerce_store_city", "City", "text", "", None),
    ("general", "woocommerce_default_country", "Country / State", "select", "US:CA", None),
    ("general", "woocommerce_store_postcode", "Postcode / ZIP", "text", "", None),
    (
        "general",
        "woocommerce_allowed_countries",
        "Selling location(s)",
        "select",
        "all",
        {"all": "All", "specific": "Specific"},
    ),
    ("general", "woocommerce_calc_taxes", "Enable taxes", "checkbox", "no", None),
    ("general", "woocommerce_enable_coupons", "Enable coupons", "checkbox", "yes", None),
    ("general", "woocommerce_currency", "Currency", "select", "USD", CURRENCY_NAMES),
    ("general", "woocommerce_currency_pos", "Currency position", "select", "left", {"left": "Left", "right": "Right"}),
    ("general", "woocommerce_price_thousand_sep", "Thousand separator", "text", ",", None),
    ("general", "woocommerce_price_decimal_sep", "Decimal separator", "text", ".", None),
    ("general", "woocommerce_price_num_decimals", "Number of decimals", "number", "2", None),
    ("products", "woocommerce_weight_unit", "Weight unit", "select", "kg", {u: u for u in ("kg", "g", "lbs", "oz")}),
    (
        "products",
        "woocommerce_dimension_unit",
        "Dimensions unit",
        "select",
        "cm",
        {u: u for u in ("m", "cm", "mm", "in", "yd")},
    ),
    ("products", "woocommerce_enable_reviews", "Enable reviews", "checkbox", "yes", None),
    ("products", "woocommerce_manage_stock", "Manage stock", "checkbox", "yes", None),
    ("products", "woocommerce_notify_low_stock_amount", "Low stock threshold", "number", "2", None),
    ("products", "woocommerce_notify_no_stock_amount", "Out of stock threshold", "number", "0", None),
    ("products", "woocommerce_hide_out_of_stock_items", "Out of stock visibility", "checkbox", "no", None),
    (
        "tax",
        "woocommerce_prices_include_tax",
        "Prices entered with tax",
        "radio",
        "no",
        {"yes": "Inclusive", "no": "Exclusive"},
    ),
    (
        "tax",
        "woocommerce_tax_based_on",
        "Calculate tax based on",
        "select",
        "shipping",
        {"shipping": "Shipping", "base": "Base"},
    ),
    ("tax", "woocommerce_tax_round_at_subtotal", "Rounding", "checkbox", "no", None),
    (
        "tax",
        "woocommerce_tax_display_shop",
        "Display prices in the shop",
        "select",
        "excl",
        {"incl": "With", "excl": "Without"},
    ),
    ("shipping", "woocommerce_enable_shipping_calc", "Calculations", "checkbox", "yes", None),
    (
        "shipping",
        "woocommerce_ship_to_destination",
        "Shipping destination",
        "radio",
        "billing",
        {"shipping": "To", "billing": "Bill"},
    ),
    ("account", "woocommerce_enable_guest_checkout", "Guest checkout", "checkbox", "yes", None),
    ("account", "woocommerce_registration_generate_password", "Account creation", "checkbox", "yes", None),
)
GATEWAYS = (
    ("bacs", "Direct bank transfer"),
    ("cheque", "Check payments"),
    ("cod", "Cash on delivery"),
    ("paypal", "PayPal"),
    ("stripe", "Credit card"),
)


def seed(shop: Shop, values: Json) -> None:
    """The groups, options and gateways of a fresh shop, with `values` where they are not the defaults."""
    for name, label in GROUPS:
        shop.groups.append({"id": name, "label": label, "description": "", "parent_id": "", "sub_groups": []})
        shop.options[name] = {}
    for group, name, label, form, default, choices in OPTIONS:
        option: Json = {"id": name, "label": label, "description": "", "type": form, "default": default, "tip": ""}
        option["value"] = values.get(name, default)
        if choices:
            option["options"] = choices
        if name == "woocommerce_currency":
            option["options"] = {c: f"{n} ({HTML_SYMBOLS.get(c, c)}) — {c}" for c, n in CURRENCY_NAMES.items()}
        shop.options[group][name] = option
    for order, (name, title) in enumerate(GATEWAYS):
        shop.gateways[name] = gateway_of(name, title, order)


def gateway_of(name: str, title: str, order: int) -> Json:
    """A payment gateway that takes nothing back."""
    field: Json = {"id": "title", "label": "Title", "description": "", "type": "text", "value": title, "default": title}
    return {
        "id": name,
        "title": title,
        "description": f"Pay by {title.lower()}.",
        "order": order,
        "enabled": True,
        "method_title": title,
        "method_description": f"<p>{title}.</p>\n",
        "method_supports": ["products"],
        "settings": {"title": field | {"tip": "", "placeholder": ""}},
        "needs_setup": False,
        "post_install_scripts": [],
        "settings_url": "",
        "connection_url": None,
        "setup_help_text": None,
        "required_settings_keys": [],
    }


def groups(shop: Shop, call: Call) -> Answer:
    """GET settings."""
    return Answer(body=[g | {"_links": {"options": [{"href": shop.api(f"settings/{g['id']}")}]}} for g in shop.groups])


def _view(shop: Shop, group: str, option: Json) -> Json:
    base = f"settings/{group}"
    return option | {"_links": shop.links(f"{base}/{option['id']}", base, hints=("GET", "POST", "PUT", "PATCH"))}


def _group(shop: Shop, name: str) -> dict[str, Json]:
    if name not in shop.options and not any(g["id"] == name for g in shop.groups):
        raise not_found("rest_setting_setting_group_invalid", "Invalid setting group.")
    return shop.options.setdefault(name, {})


def options(shop: Shop, call: Call) -> Answer:
    """GET settings/{group}."""
    name = call.params["group_id"]
    return Answer(body=[_view(shop, name, o) for o in _group(shop, name).values()])


def _option(shop: Shop, call: Call) -> tuple[str, Json]:
    name = call.params["group_id"]
    option = _group(shop, name).get(call.params["id"])
    if option is None:
        raise not_found("rest_setting_setting_invalid", "Invalid setting.")
    return name, option


def read(shop: Shop, call: Call) -> Answer:
    """GET settings/{group}/{id}."""
    name, option = _option(shop, call)
    return Answer(body=_view(shop, name, option | {"group_id": name}))


def update(shop: Shop, call: Call) -> Answer:
    """PUT settings/{group}/{id}."""
    name, option = _option(shop, call)
    value: Any = call.params.get("value")
    choices = option.get("options") or ({"yes": "", "no": ""} if option["type"] == "checkbox" else None)
    sent = listed(value) or [value]
    if choices and option["type"] != "multiselect" and any(str(v) not in choices for v in sent):
        raise Refusal(400, "rest_setting_value_invalid", "An invalid setting value was passed.")
    option["value"] = value
    return Answer(body=_view(shop, name, option | {"group_id": name}))


def batch(shop: Shop, call: Call) -> Answer:
    """POST settings/{group}/batch, or settings/batch where each item names its group."""
    done: list[Json] = []
    for item in rows(call.params.get("update")):
        group = item.get("group_id") or call.params.get("group_id") or ""
        one = Call(
            method="PUT",
            path=f"settings/{group}/{item.get('id')}",
            params=item | {"group_id": group, "id": str(item.get("id"))},
            given=frozenset(item),
            query=[],
            body=item,
        )
        try:
            done.append(update(shop, one).body)
        except Refusal as e:
            done.append({"id": item.get("id"), "error": e.body()})
    return Answer(body={"update": done} if done else [])


def _gateway_view(shop: Shop, gateway: Json) -> Json:
    hints = ("GET", "POST", "PUT", "PATCH")
    return gateway | {"_links": shop.links(f"payment_gateways/{gateway['id']}", "payment_gateways", hints=hints)}


def gateways(shop: Shop, call: Call) -> Answer:
    """GET payment_gateways."""
    return whole([_gateway_view(shop, g) for g in shop.gateways.values()], counted=shop.recent)


def _gateway(shop: Shop, call: Call) -> Json:
    gateway = shop.gateways.get(call.params["id"])
    if gateway is None:
        raise not_found("woocommerce_rest_payment_gateway_invalid", "Resource does not exist.")
    return gateway


def read_gateway(shop: Shop, call: Call) -> Answer:
    """GET payment_gateways/{id}."""
    return Answer(body=_gateway_view(shop, _gateway(shop, call)))


def update_gateway(shop: Shop, call: Call) -> Answer:
    """PUT payment_gateways/{id}."""
    gateway = _gateway(shop, call)
    gateway |= {k: call.params[k] for k in ("title", "description", "order", "enabled") if k in call.given}
    for name, value in fields(call.params.get("settings")).items():
        if name not in gateway["settings"]:
            raise Refusal(400, "rest_setting_value_invalid", "An invalid setting value was passed.")
        gateway["settings"][name] = gateway["settings"][name] | {"value": value}
    return Answer(body=_gateway_view(shop, gateway))
