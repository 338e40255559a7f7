"""The simulated Magento against published schemas: the vendor's OpenAPI and the real shop's own Swagger."""

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.specs.test_magento2_sim import SALES, Shopper, exchanges

from polycart.platforms.magento2.sim import Simulator, inputs, served
from polycart.platforms.magento2.sim.routes import Route

SHARED = Path(__file__).parents[2].parent / "shared"
VENDOR = SHARED / "specs" / "magento2" / "admin-2.4.9.openapi.json.gz"
OWN = SHARED / "stores" / "magento-2.4.7" / "schema.json.gz"
UNPUBLISHED = {
    "GET reviews": "of an extension that the recorded shop does not have",
    "GET live-shipping-services": "of the module that polycart builds",
    "POST live-shipping-services": "of the module that polycart builds",
    "PUT live-shipping-services/:id": "of the module that polycart builds",
    "DELETE live-shipping-services/:id": "of the module that polycart builds",
}
"""Routes that the real shop's Swagger does not list under their name, and why."""
READS = {
    "products": "searchCriteria[pageSize]=300",
    "products/types": "",
    "products/{simple}": "",
    "products/{configurable}": "",
    "products/{bundle}": "",
    "products/{downloadable}": "",
    "products/{grouped}": "",
    "products/{simple}/media": "",
    "products/{simple}/media/{entry}": "",
    "products/media/types/Default": "",
    "products/{optioned}/options": "",
    "products/options/types": "",
    "products/links/types": "",
    "products/links/associated/attributes": "",
    "products/{grouped}/links/associated": "",
    "products/{simple}/group-prices/all/tiers": "",
    "products/{downloadable}/downloadable-links": "",
    "products/{downloadable}/downloadable-links/samples": "",
    "products/attributes": "searchCriteria[pageSize]=300",
    "products/attributes/color": "",
    "products/attributes/types": "",
    "products/attributes/color/options": "",
    "products/attribute-sets/sets/list": "searchCriteria=0",
    "products/attribute-sets/4": "",
    "products/attribute-sets/4/attributes": "",
    "products/attribute-sets/groups/list": "searchCriteria=0",
    "configurable-products/{configurable}/children": "",
    "configurable-products/{configurable}/options/all": "",
    "bundle-products/{bundle}/options/all": "",
    "bundle-products/{bundle}/children": "",
    "bundle-products/options/types": "",
    "categories": "",
    "categories/list": "searchCriteria[pageSize]=300",
    "categories/4": "",
    "categories/5/products": "",
    "categories/attributes": "searchCriteria=0",
    "categories/attributes/name": "",
    "stockItems/{simple}": "",
    "stockStatuses/{simple}": "",
    "inventory/sources": "",
    "inventory/sources/us-warehouse": "",
    "inventory/stocks": "",
    "inventory/stocks/2": "",
    "inventory/stock-source-links": "searchCriteria=0",
    "inventory/source-items": "searchCriteria[pageSize]=20",
    "inventory/get-product-salable-quantity/{simple}/2": "",
    "inventory/is-product-salable/{simple}/2": "",
    "inventory/is-product-salable-for-requested-qty/{simple}/2/9999": "",
    "inventory/stock-resolver/website/base": "",
    "inventory/get-sources-assigned-to-stock-ordered-by-priority/2": "",
    "inventory/export-stock-salable-qty/website/base": "searchCriteria[pageSize]=5",
    "inventory/low-quantity-notification/us-warehouse/{simple}": "",
    "store/storeViews": "",
    "store/storeGroups": "",
    "store/storeConfigs": "",
    "store/websites": "",
    "directory/currency": "",
    "directory/countries": "",
    "directory/countries/US": "",
    "modules": "",
    "taxClasses/search": "searchCriteria=0",
    "taxClasses/2": "",
    "taxRates/search": "searchCriteria=0",
    "taxRates/1": "",
    "taxRules/search": "searchCriteria=0",
    "taxRules/1": "",
    "bulk": "searchCriteria=0",
    "bulk/{bulk}/status": "",
    "bulk/{bulk}/detailed-status": "",
    "bulk/{bulk}/operation-status/1": "",
}
"""What is read of a shop with the reference catalogue; braces stand for what is found at run time."""


@cache
def spec(path: Path) -> dict[str, Any]:
    """A published schema; skips where it is not beside this checkout."""
    if not path.exists():
        pytest.skip("the published schemas are not beside this checkout")
    return json.loads(gzip.decompress(path.read_bytes()))


def plain(path: str) -> str:
    """A path in which every variable looks the same."""
    return re.sub(r"[{:][^/]+", "{}", path.strip("/"))


@cache
def operations(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The published operations by method and path behind /V1/."""
    return {
        (method.upper(), plain(route.removeprefix("/V1/"))): operation
        for route, methods in spec(path)["paths"].items()
        for method, operation in methods.items()
    }


def catalogue_routes() -> list[Route]:
    """The routes that are not of the sales side."""
    modules = [m for m in served.MODULES if m.__name__.rsplit(".", 1)[-1] != "sales"]
    sales = {id(m) for m in __import__("polycart.platforms.magento2.sim.sales", fromlist=["MODULES"]).MODULES}
    return [r for m in modules if id(m) not in sales for r in getattr(m, "ROUTES", ())]


def test_every_route_is_one_of_the_real_shops() -> None:
    known = operations(OWN)
    mine = {f"{r.method} {r.path}" for r in catalogue_routes() if (r.method, plain(r.path)) not in known}
    assert mine == set(UNPUBLISHED)


def bodies(operation: dict[str, Any]) -> dict[str, Any]:
    """The schemas of what an operation takes in its body, by name."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "body":
            return parameter["schema"].get("properties", {})
    return {}


def named(schema: dict[str, Any], definitions: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of a schema, or of what its list consists of."""
    schema = schema.get("items", schema)
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[-1]]
    yield from schema.get("properties", {}).items()


def compared(kind: str, schema: dict[str, Any], definitions: dict[str, Any], seen: set[str]) -> Iterator[str]:
    """Where a declared type differs from the published one, all the way down."""
    kind = kind.removesuffix("[]")
    if kind not in inputs.TYPES or kind in seen:
        return
    seen.add(kind)
    mine, real = inputs.fields(kind), dict(named(schema, definitions))
    if not real:
        return
    yield from (f"{kind}.{name} is not published" for name in set(mine) - set(real))
    yield from (f"{kind}.{name} is not declared" for name in set(real) - set(mine))
    for name in set(mine) & set(real):
        yield from compared(mine[name], real[name], definitions, seen)


def test_what_is_taken_is_what_the_real_shop_takes() -> None:
    definitions, known, found = spec(OWN)["definitions"], operations(OWN), set[str]()
    for route in catalogue_routes():
        operation = known.get((route.method, plain(route.path)))
        if operation is None or route.method == "GET":
            continue
        published = bodies(operation)
        in_path = set(re.findall(r":(\w+)", route.path))
        for parameter in inputs.parameters(route.params):
            if parameter.name in published:
                found |= set(compared(parameter.kind, published[parameter.name], definitions, set()))
            elif parameter.name not in in_path:
                found.add(f"{route.method} {route.path}: {parameter.name} is not published")
        mine = {p.name for p in inputs.parameters(route.params)}
        found |= {f"{route.method} {route.path}: {name} is not declared" for name in set(published) - mine}
    assert sorted(found) == []


@pytest.fixture(scope="module")
def shopper() -> Shopper:
    """A shop with warehouses, full of the reference catalogue."""
    return Shopper(Simulator(sources="seed"))


def found_names(shopper: Shopper) -> dict[str, str]:
    """What the braces stand for."""
    rows = shopper.get("products", **{"searchCriteria[pageSize]": 0})["items"]
    names = {
        kind: next(p["sku"] for p in rows if p["type_id"] == kind) for kind in ("simple", "configurable", "bundle")
    }
    names |= {kind: next(p["sku"] for p in rows if p["type_id"] == kind) for kind in ("downloadable", "grouped")}
    names["optioned"] = next(p["sku"] for p in rows if p["options"])
    names["entry"] = str(next(p for p in rows if p["sku"] == names["simple"])["media_gallery_entries"][0]["id"])
    sent = {"product": {"sku": "BY-QUEUE", "name": "By queue", "attribute_set_id": 4, "price": 1}}
    _, _, made = shopper.send("POST", "/rest/all/async/bulk/V1/products", body=[sent])
    return names | {"bulk": made["bulk_uuid"]}


def lenient(schema: Any) -> Any:
    """A published schema as JSON Schema: any field may be null, and PHP writes an empty array for an empty object."""
    if isinstance(schema, list):
        return [lenient(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    made = {k: lenient(v) for k, v in schema.items() if k not in ("xml", "description", "required", "example")}
    if isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"] + (["array"] if made["type"] == "object" else [])
    return made


@cache
def validator(method: str, path: str) -> Any:
    """What validates an answer to a route."""
    operation = operations(VENDOR)[method, path]
    success = next(a for status, a in operation["responses"].items() if status.startswith("2"))
    whole = {"definitions": lenient(spec(VENDOR)["definitions"])} | lenient(success.get("schema", {}))
    return jsonschema.Draft4Validator(whole)


def deviations(method: str, path: str, body: Any) -> set[str]:
    """Where an answer leaves the schema: kinds of wrong values, places in lists left out."""
    found: set[str] = set()
    for error in validator(method, path).iter_errors(body):
        at = ".".join("*" if isinstance(part, int) else part for part in error.absolute_path)
        found.add(f"{at} {error.validator} {error.validator_value} with a {type(error.instance).__name__}")
    return found


def recorded(path: str) -> set[str]:
    """The deviations of the real shop on the same route."""
    found: set[str] = set()
    for name, exchange in exchanges().items():
        request, answer = exchange["request"], exchange["response"]
        if request["method"] == "GET" and answer["status"] == 200 and "fields" not in request["query"]:
            route = request["path"].partition("/V1/")[2]
            matched = next((r for r in served.TABLE.routes if r.method == "GET" and fits(r, route)), None)
            if matched and plain(matched.path) == path and not SALES.match(name):
                found |= deviations("GET", path, answer["body"])
    return found


def fits(route: Route, path: str) -> bool:
    """Whether a route serves a path."""
    return bool(re.fullmatch(re.sub(r":\w+", "[^/]+", route.path), path))


@pytest.mark.parametrize("template", READS)
def test_answers_leave_the_vendors_schema_only_where_the_real_shop_does(shopper: Shopper, template: str) -> None:
    spec(VENDOR)
    names = found_names(shopper) if "{" in template else {}
    query = dict(part.split("=") for part in READS[template].split("&") if part)
    path = template.format(**names)
    body = shopper.get(path, **query)
    route = min(
        (r for r in served.TABLE.routes if r.method == "GET" and fits(r, path)), key=lambda r: r.path.count(":")
    )
    if ("GET", plain(route.path)) not in operations(VENDOR):
        pytest.skip("the vendor's schema does not have this route")
    more = deviations("GET", plain(route.path), body) - recorded(plain(route.path))
    assert more == set()
