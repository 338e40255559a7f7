"""What the API tells of itself: the site's index, the index of a namespace, and OPTIONS of a route."""

from typing import Any

from polycart.platforms.woocommerce_api.sim.arguments import Arg, Args
from polycart.platforms.woocommerce_api.sim.routes import Route, Table
from polycart.platforms.woocommerce_api.sim.wire import Json


def _arg(arg: Arg) -> Json:
    kinds = list(arg.kinds)
    shown: Json = {"type": kinds[0] if len(kinds) == 1 else kinds} if kinds != ["mixed"] else {}
    if arg.format:
        shown["format"] = arg.format
    if arg.item:
        shown["items"] = {k: v for k, v in _arg(arg.item).items() if k != "required"}
    if arg.properties:
        shown["properties"] = {
            n: {k: v for k, v in _arg(a).items() if k != "required"} for n, a in arg.properties.items()
        }
    for name, value in (("default", arg.default), ("minimum", arg.least), ("maximum", arg.most)):
        if value is not None:
            shown[name] = value
    if arg.enum:
        shown["enum"] = list(arg.enum)
    return shown | {"required": arg.required}


def _args(args: Args) -> Any:
    return {n: _arg(a) for n, a in args.items()} or []


def route(url: str, known: Route) -> Json:
    """One route as an index lists it."""
    endpoints = [{"methods": list(e.methods), "args": _args(e.args)} for e in known.endpoints]
    shown: Json = {"namespace": known.space, "methods": known.methods, "endpoints": endpoints}
    if "(" not in known.path:
        shown["_links"] = {"self": [{"href": f"{url}/wp-json/{known.space}/{known.path}".rstrip("/")}]}
    return shown


def namespace(table: Table, space: str) -> Json:
    """GET of a namespace: its routes."""
    url = table.shop.url
    args = {"namespace": {"default": space, "required": False}, "context": {"default": "view", "required": False}}
    own: Json = {"namespace": space, "methods": ["GET"], "endpoints": [{"methods": ["GET"], "args": args}]}
    own["_links"] = {"self": [{"href": f"{url}/wp-json/{space}"}]}
    routes = {f"/{space}": own} | {f"/{r.space}/{r.path}": route(url, r) for r in table.routes if r.space == space}
    return {"namespace": space, "routes": routes, "_links": {"up": [{"href": f"{url}/wp-json/"}]}}


def site(table: Table) -> Json:
    """GET /wp-json/: the site, its namespaces and all routes."""
    shop = table.shop
    spaces = list(dict.fromkeys(("oembed/1.0", *table.spaces)))
    routes: Json = {"/": {"namespace": "", "methods": ["GET"], "endpoints": []}}
    for space in spaces:
        routes |= namespace(table, space)["routes"]
    authorize = {"endpoints": {"authorization": f"{shop.url}/wp-admin/authorize-application.php"}}
    return {
        "name": shop.fixed.get("name", "Polycart Sandbox"),
        "description": "",
        "url": shop.url,
        "home": shop.url,
        "gmt_offset": "0",
        "timezone_string": "",
        "page_for_posts": 0,
        "page_on_front": 0,
        "show_on_front": "posts",
        "namespaces": spaces,
        "authentication": {"application-passwords": authorize},
        "routes": routes,
        "site_logo": 0,
        "site_icon": 0,
        "site_icon_url": "",
        "_links": {"help": [{"href": "https://developer.wordpress.org/rest-api/"}]},
    }
