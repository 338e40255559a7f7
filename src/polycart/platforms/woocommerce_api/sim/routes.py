"""The route table: every path of the API with its methods, parameters and handlers, compiled once a shop."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from polycart.platforms.woocommerce_api.sim import (
    carts,
    coupons,
    customers,
    declared,
    live_shipping,
    orders,
    products,
    rates,
    refunds,
    reviews,
    settings,
    status,
    terms,
    variations,
    webhooks,
)
from polycart.platforms.woocommerce_api.sim.arguments import Args, Invalid, editing, fit
from polycart.platforms.woocommerce_api.sim.reports import customers as buyers
from polycart.platforms.woocommerce_api.sim.reports import declared as report_args
from polycart.platforms.woocommerce_api.sim.reports import products as sold
from polycart.platforms.woocommerce_api.sim.reports import stats
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, listed

Handler = Callable[[Shop, Call], Answer]
WRITING = ("POST", "PUT", "PATCH")
MOST = 100
ID = r"(?P<id>[\d]+)"
WORD = r"(?P<id>[\w-]+)"


class Endpoint(msgspec.Struct):
    """One handler of a route for some methods."""

    methods: tuple[str, ...]
    handler: Handler
    args: Args


class Route(msgspec.Struct):
    """A path with its endpoints; `open` answers without a key."""

    space: str
    path: str
    endpoints: list[Endpoint]
    regex: re.Pattern[str]
    open: bool = False

    @property
    def methods(self) -> list[str]:
        return list(dict.fromkeys(m for e in self.endpoints for m in e.methods))


class Table:
    """The routes of a shop, found by path; static paths by dictionary, the others by number of parts."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.routes: list[Route] = []
        self.static: dict[str, Route] = {}
        self.dynamic: dict[int, list[Route]] = {}
        _declare(self, shop)
        self.spaces = list(dict.fromkeys(r.space for r in self.routes))

    def add(self, path: str, *endpoints: tuple[str, Handler, Args], space: str = "wc/v3", public: bool = False) -> None:
        """A route; methods are words of one string."""
        made: list[Endpoint] = []
        for methods, handler, args in endpoints:
            known = {n: a for n, a in args.items() if self.shop.recent or not a.recent}
            made.append(Endpoint(tuple(methods.split()), handler, known))
        full = f"{space}/{path}" if path else space
        route = Route(space, path, made, re.compile(full + "$", re.IGNORECASE), public)
        self.routes.append(route)
        if "(" in path:
            self.dynamic.setdefault(full.count("/"), []).append(route)
        else:
            self.static[full] = route

    def find(self, path: str) -> tuple[Route, Json] | None:
        """The route of a path and the parameters in it; fixed paths first, then as they were declared."""
        route = self.static.get(path)
        if route is not None:
            return route, {}
        for candidate in self.dynamic.get(path.count("/"), ()):
            match = candidate.regex.match(path)
            if match:
                return candidate, match.groupdict()
        return None

    def crud(
        self,
        path: str,
        module: Any,
        listing: Args,
        body: Args,
        *,
        force: Args = declared.FORCE,
        names: str = "",
        over: Args = declared.NONE,
    ) -> None:
        """List, create, read, change, delete and batch of a usual resource; `names` is a suffix of its handlers."""
        find = {n: getattr(module, n + names) for n in ("create", "read", "update", "delete")}
        list_all = getattr(module, "listing" if not names else {"_attribute": "attributes", "_tax": "taxes"}[names])
        parents = declared.declare(_path_args(path))
        changed = parents | editing(body) | over | declared.PATH_ID
        one = parents | declared.PATH_ID
        self.add(path, ("GET", list_all, parents | listing), ("POST", find["create"], parents | body))
        self.add(
            f"{path}/{ID}",
            ("GET", find["read"], one | declared.CONTEXT),
            ("POST PUT PATCH", find["update"], changed),
            ("DELETE", find["delete"], one | force),
        )
        self.add(
            f"{path}/batch",
            ("POST PUT PATCH", Batch(find["create"], find["update"], find["delete"], body), editing(body)),
        )


def _path_args(path: str) -> str:
    return "\n".join(f"{name} integer" for name in re.findall(r"\?P<(\w+)>", path))


class Batch:
    """Creates, updates and deletes up to a hundred records, telling of each what became of it."""

    def __init__(self, create: Handler, update: Handler, delete: Handler, args: Args) -> None:
        self.steps = (("create", "POST", create), ("update", "PUT", update), ("delete", "DELETE", delete))
        self.args = args

    def __call__(self, shop: Shop, call: Call) -> Answer:
        sent = {name: listed(call.params.get(name)) or [] for name, _, _ in self.steps}
        if sum(len(v) for v in sent.values()) > MOST:
            text = f"Unable to accept more than {MOST} items for this request."
            raise Refusal(413, "woocommerce_rest_request_entity_too_large", text)
        body: Json = {}
        parents = {k: call.id(k) for k in _PARENTS if k in call.params}
        base = call.path.removesuffix("/batch")
        for name, method, handler in self.steps:
            for item in sent[name]:
                body.setdefault(name, []).append(self._one(shop, (name, method, handler), item, base, parents))
        return Answer(body=body or [])

    def _one(self, shop: Shop, step: tuple[str, str, Handler], item: Any, base: str, parents: Json) -> Json:
        name, method, handler = step
        fields: Json = {"id": item, "force": True} if name == "delete" else dict(item)
        defaults = {n: a.default for n, a in self.args.items() if a.default is not None} if name == "create" else {}
        params = defaults | {k: _lenient(v, self.args, k) for k, v in fields.items()} | parents
        path = base if name == "create" else f"{base}/{fields.get('id')}"
        one = Call(method=method, path=path, params=params, given=frozenset(fields), query=[], body=fields)
        try:
            return handler(shop, one).body
        except Refusal as e:
            number = 0 if name == "create" else fields.get("id")
            if name == "delete" and "product_id" in parents and shop.recent:
                # The shop hands the whole parameters of the item back in place of the id here.
                number = {"id": item, "product_id": parents["product_id"], "force": True}
            return {"id": number, "error": e.body()}


_PARENTS = ("product_id", "attribute_id", "order_id")


def _lenient(value: Any, args: Args, name: str) -> Any:
    """Items of a batch are not validated; what has no fit is taken as it is."""
    if name not in args or value is None:
        return value
    try:
        return fit(value, args[name], name)
    except Invalid:
        return str(value) if args[name].kinds == ("string",) else value


def _declare(table: Table, shop: Shop) -> None:
    types = ["simple", "grouped", "external", "variable"]
    if shop.subscriptions:
        types += ["subscription", "variable-subscription"]
    slugs = "|".join(shop.tax_slugs or ["standard"])
    sorts = declared.RECENT_SORTS if shop.recent else declared.OLD_SORTS
    add, crud = table.add, table.crud
    kinds = "|".join(types)
    crud("products", products, declared.product_filters(kinds, slugs, sorts), declared.product_body(kinds))
    if shop.recent:
        add(f"products/{ID}/duplicate", ("POST", products.duplicate, declared.PATH_ID))
        add("products/custom-fields/names", ("GET", status.custom_fields, declared.PAGED))
    path = r"products/(?P<product_id>[\d]+)/variations"
    crud(path, variations, declared.variation_filters(slugs), declared.VARIATION)
    everywhere = ("GET", variations.everywhere, declared.variation_filters(slugs))
    add("variations", everywhere, space="wc-analytics")
    add(f"{path}/generate", ("POST", variations.generate, declared.declare("product_id integer", declared.GENERATE)))
    for kind, body in (("categories", declared.BRANCH), ("tags", declared.TERM), ("shipping_classes", declared.TERM)):
        crud(f"products/{kind}", terms, declared.TERMS, body)
    if shop.version >= (9, 6):
        crud("products/brands", terms, declared.TERMS, declared.BRANCH)
    crud(r"products/attributes/(?P<attribute_id>[\d]+)/terms", terms, declared.TERMS, declared.VALUE)
    crud("products/attributes", terms, declared.CONTEXT, declared.ATTRIBUTE, force=declared.FORCED, names="_attribute")
    crud("products/reviews", reviews, declared.REVIEWS, declared.REVIEW, over=declared.REVIEWER)
    _people_and_orders(table, shop)
    _places(table, slugs)
    _shop(table, shop)


def _people_and_orders(table: Table, shop: Shop) -> None:
    add, crud = table.add, table.crud
    crud("customers", customers, declared.CUSTOMERS, declared.CUSTOMER, force=declared.UNCUSTOMER, over=declared.MAIL)
    add(r"customers/(?P<customer_id>[\d]+)/downloads", ("GET", customers.downloads, declared.VIEW))
    crud("orders", orders, declared.ORDERS, declared.ORDER)
    order = declared.declare("order_id integer")
    one = order | declared.PATH_ID
    base = r"orders/(?P<order_id>[\d]+)"
    add(
        f"{base}/notes",
        ("GET", refunds.notes, order | declared.NOTES),
        ("POST", refunds.create_note, order | declared.NOTE),
    )
    add(
        f"{base}/notes/{ID}",
        ("GET", refunds.read_note, one | declared.CONTEXT),
        ("DELETE", refunds.delete_note, one | declared.FORCE),
    )
    add(
        f"{base}/refunds",
        ("GET", refunds.listing, order | declared.DECIMALS),
        ("POST", refunds.create, order | declared.REFUND),
    )
    add(
        f"{base}/refunds/{ID}",
        ("GET", refunds.read, one | declared.CONTEXT),
        ("DELETE", refunds.delete, one | declared.FORCED),
    )
    if shop.recent:
        add("refunds", ("GET", refunds.everywhere, declared.DECIMALS))
        add("orders/statuses", ("GET", status.order_statuses, declared.NONE))
    crud("coupons", coupons, declared.COUPONS, declared.COUPON)
    if "woocommerce-shipment-tracking" in shop.plugins:
        space, path = "wc-shipment-tracking/v3", r"orders/(?P<order_id>[\d]+)/shipment-trackings"
        add(
            path,
            ("GET", webhooks.shipments, order),
            ("POST", webhooks.create_shipment, order | declared.SHIPMENT),
            space=space,
        )
        single = (("GET", webhooks.read_shipment, order), ("DELETE", webhooks.delete_shipment, order))
        add(f"{path}/(?P<id>[a-fA-F0-9]{{0,32}})", *single, space=space)
        add(f"{path}/providers", ("GET", webhooks.carriers, order), space=space)


def _live_shipping(table: Table, shop: Shop) -> None:
    if live_shipping.PLUGIN in shop.plugins:
        space, path = "wc-live-shipping/v1", "live-shipping-rates"
        posted = ("POST", live_shipping.post, live_shipping.SERVICE)
        gone = ("DELETE", live_shipping.delete, declared.PATH_ID)
        table.add(path, ("GET", live_shipping.listing, {}), posted, gone, space=space)
        table.add(f"{path}/configs", ("GET", live_shipping.configs, {}), space=space)


def _analytics(table: Table, shop: Shop) -> None:
    space = "wc-analytics"
    args = report_args.stats(declared.STATUSES)
    table.add("reports/orders/stats", ("GET", stats.listing, args), space=space)
    table.add("reports/products", ("GET", sold.listing, report_args.PRODUCTS), space=space)
    args = report_args.customers(recent=shop.recent)
    table.add("reports/customers", ("GET", buyers.listing, args), space=space)


def _carts(table: Table) -> None:
    space = "wc/store/v1"
    table.add("cart", ("GET", carts.opened, {}), space=space, public=True)
    for name in carts.STEPS:
        table.add(f"cart/{name}", ("POST", carts.step, {}), space=space, public=True)
    table.add("batch", ("POST PUT PATCH", carts.batch, carts.REQUESTS), space=space, public=True)


def _places(table: Table, slugs: str) -> None:
    add, crud = table.add, table.crud
    listing, rate = declared.taxes(slugs)
    crud("taxes", rates, listing, rate, names="_tax")
    add("taxes/classes", ("GET", rates.classes, declared.CONTEXT), ("POST", rates.create_class, declared.NAMED))
    slug = r"(?P<slug>\w[\w\s\-]*)"
    add(f"taxes/classes/{slug}", ("GET", rates.read_class, {}), ("DELETE", rates.delete_class, declared.FORCE))
    zone = editing(declared.ZONE)
    add("shipping/zones", ("GET", rates.zones, {}), ("POST", rates.create_zone, declared.ZONE))
    add(
        f"shipping/zones/{ID}",
        ("GET", rates.read_zone, declared.PATH_ID),
        ("POST PUT PATCH", rates.update_zone, declared.PATH_ID | zone),
        ("DELETE", rates.delete_zone, declared.PATH_ID | declared.FORCE),
    )
    add(
        f"shipping/zones/{ID}/locations",
        ("GET", rates.locations, declared.PATH_ID),
        ("POST PUT PATCH", rates.put_locations, declared.PATH_ID),
    )
    path = r"shipping/zones/(?P<zone_id>[\d]+)/methods"
    method = editing({n: a for n, a in declared.METHOD.items() if n != "method_id"})
    add(path, ("GET", rates.methods, {}), ("POST", rates.create_method, declared.METHOD))
    add(
        path + r"/(?P<instance_id>[\d]+)",
        ("GET", rates.read_method, {}),
        ("POST PUT PATCH", rates.update_method, method),
        ("DELETE", rates.delete_method, declared.FORCE),
    )
    add("shipping_methods", ("GET", rates.kinds, declared.VIEW))
    add(f"shipping_methods/{WORD}", ("GET", rates.read_kind, declared.VIEW))


def _shop(table: Table, shop: Shop) -> None:
    add, crud = table.add, table.crud
    add("payment_gateways", ("GET", settings.gateways, declared.CONTEXT))
    gateway = ("POST PUT PATCH", settings.update_gateway, declared.GATEWAY)
    add(f"payment_gateways/{WORD}", ("GET", settings.read_gateway, declared.CONTEXT), gateway)
    add("settings", ("GET", settings.groups, {}))
    add("settings/batch", ("POST PUT PATCH", settings.batch, {}))
    add(r"settings/(?P<group_id>[\w-]+)", ("GET", settings.options, {}))
    add(r"settings/(?P<group_id>[\w-]+)/batch", ("POST PUT PATCH", settings.batch, {}))
    option = ("POST PUT PATCH", settings.update, declared.OPTION)
    add(rf"settings/(?P<group_id>[\w-]+)/{WORD}", ("GET", settings.read, {}), option)
    crud("webhooks", webhooks, declared.WEBHOOKS, declared.WEBHOOK)
    add("system_status", ("GET", status.system, declared.VIEW))
    add("system_status/tools", ("GET", status.tools, declared.CONTEXT))
    add(f"system_status/tools/{WORD}", ("GET POST PUT PATCH", status.tool, {}))
    add("data", ("GET", status.data, {}))
    for name, many, one in (
        ("continents", status.continents, status.continent),
        ("countries", status.countries, status.country),
    ):
        add(f"data/{name}", ("GET", many, {}))
        add(rf"data/{name}/(?P<location>[\w-]+)", ("GET", one, {}))
    add("data/currencies", ("GET", status.currencies, {}))
    add("data/currencies/current", ("GET", status.currency, {}))
    add(r"data/currencies/(?P<currency>[\w-]{3})", ("GET", status.currency, {}))
    _analytics(table, shop)
    _live_shipping(table, shop)
    _carts(table)
    add("reports", ("GET", status.reports, declared.VIEW))
    for name in status.TOTALS:
        add(f"reports/{name}/totals", ("GET", status.totals, declared.VIEW))
    add("reports/sales", ("GET", status.sales, declared.SALES))
    add("reports/top_sellers", ("GET", status.top_sellers, declared.SALES))
    add("users/me", ("GET", status.me, {}), space="wp/v2", public=True)
    add("plugins", ("GET", status.plugins, {}), space="wp/v2", public=True)
    add("media", ("GET", status.media, declared.PAGED), ("POST", status.no_media, {}), space="wp/v2", public=True)
    add(f"media/{ID}", ("GET", status.read_media, {}), space="wp/v2", public=True)
