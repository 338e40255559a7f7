"""The simulated PrestaShop against a real one: recorded exchanges are replayed on it and its answers compared."""

import asyncio
import base64
import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from polycart.platforms.prestashop_api.sim import Simulator
from polycart.platforms.prestashop_api.sim.declared import RESOURCES
from polycart.platforms.prestashop_api.sim.state import Record, Shop

STORE = Path(__file__).parents[2].parent / "shared" / "stores" / "prestashop-8.1"
AT = datetime(2026, 11, 21, 1, 25, 57, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not STORE.exists(), reason="the recordings are not at hand")

TABLES = {"id_order": "orders"}
"""The table of a resource, where its key does not name it."""

LINKED = {
    "products": (
        ("categories", "category_product", "id_product", {"id": "id_category"}),
        ("product_features", "feature_product", "id_product", {"id": "id_feature", "id_feature_value": None}),
        ("tags", "product_tag", "id_product", {"id": "id_tag"}),
        ("accessories", "accessory", "id_product_1", {"id": "id_product_2"}),
        ("product_bundle", "pack", "id_product_pack",
         {"id": "id_product_item", "id_product_attribute": "id_product_attribute_item", "quantity": None}),
    ),
    "combinations": (
        ("product_option_values", "product_attribute_combination", "id_product_attribute", {"id": "id_attribute"}),
        ("images", "product_attribute_image", "id_product_attribute", {"id": "id_image"}),
    ),
    "customers": (("groups", "customer_group", "id_customer", {"id": "id_group"}),),
    "carts": (
        ("cart_rows", "cart_product", "id_cart",
         {"id_product": None, "id_product_attribute": None, "id_address_delivery": None, "id_customization": None,
          "quantity": None}),
    ),
}  # fmt: skip


ESCAPES = {"n": "\n", "r": "\r", "0": "\0", "t": "\t"}


def values(text: str) -> Iterator[list[Any]]:
    """The rows of an INSERT."""
    row: list[Any] = []
    token = re.compile(r"\(|\)|,|NULL|'((?:[^'\\]|\\.|'')*)'|[-\d.eE]+")
    for found in token.finditer(text):
        part = found[0]
        if part == "(":
            row = []
        elif part == ")":
            yield row
        elif part == "NULL":
            row.append(None)
        elif part[0] == "'":
            row.append(re.sub(r"\\(.)|''", lambda m: ESCAPES.get(m[1], m[1]) if m[1] else "'", found[1]))
        elif part != ",":
            row.append(part)


@cache
def dump() -> dict[str, list[Record]]:
    """The rows of each table of the recorded shop."""
    text = gzip.decompress((STORE / "database.sql.gz").read_bytes()).decode()
    columns = {
        name: re.findall(r"^\s+`(\w+)`", body, re.MULTILINE)
        for name, body in re.findall(r"CREATE TABLE `ps_(\w+)` \((.*?)\n\) ENGINE", text, re.DOTALL)
    }
    held: dict[str, list[Record]] = {name: [] for name in columns}
    for name, rows in re.findall(
        r"^INSERT INTO `ps_(\w+)` VALUES\s*(.*?);\n(?=/\*|UNLOCK|INSERT|DROP|--|\n|\Z)", text, re.MULTILINE | re.DOTALL
    ):
        held[name] += [dict(zip(columns[name], row, strict=True)) for row in values(rows)]
    return held


def fill(shop: Shop) -> None:
    """The recorded shop's records as those of the simulated one."""
    tables = dump()
    for name, resource in RESOURCES.items():
        table = TABLES.get(resource.key, resource.key.removeprefix("id_"))
        shared = {
            row[resource.key]: row for row in tables.get(f"{table}_shop", []) if str(row.get("id_shop")) in ("1", "")
        }
        texts: dict[str, dict[int, Record]] = {}
        for row in tables.get(f"{table}_lang", []):
            texts.setdefault(row[resource.key], {})[int(row["id_lang"])] = row
        for row in tables.get(table, []):
            key = row[resource.key]
            if table == "configuration" and (key in texts) is not (name == "translated_configurations"):
                continue
            whole = {**row, **shared.get(key, {})}
            fields = {field: whole.get(field) for field in resource.fields}
            for field in resource.fields.values():
                if field.texts:
                    fields[field.name] = {id: text.get(field.name) for id, text in texts.get(key, {}).items()}
            record = shop.insert(name, fields, int(key))
            record |= {field: whole[field] for field in resource.fields if resource.fields[field].type == "n"
                       and field in whole}  # fmt: skip
            record |= {field: None for field in resource.fields if field.startswith("id_") and field in whole
                       and whole[field] is None}  # fmt: skip
            for association, linked, owner, parts in LINKED.get(name, ()):
                record[f"@{association}"] = [
                    {part: int(each[column or part]) for part, column in parts.items()}
                    for each in tables.get(linked, [])
                    if each[owner] == key
                ]
    special(shop, tables)


def special(shop: Shop, tables: dict[str, list[Record]]) -> None:
    """What lies otherwise than its resource tells."""
    for row in shop.all("combinations"):
        row["default_on"] = "1" if row["default_on"] == "1" else ""
    for row in shop.all("currencies"):
        text = next(each for each in tables["currency_lang"] if int(each["id_currency"]) == row["id"])
        row |= {"names": text["name"], "name": text["name"], "symbol": text["symbol"], "active": 1, "deleted": 0}
    for row in sorted(tables["image"], key=lambda each: (int(each["id_product"]), int(each["position"]))):
        shop.pictures.setdefault(int(row["id_product"]), []).append(int(row["id_image"]))
        if row["cover"] == "1":
            shop.covers[int(row["id_product"])] = int(row["id_image"])
        shop.last["images"] = max(shop.last["images"], int(row["id_image"]))
    for row in shop.all("carriers"):
        row["shipping_method"] = row["shipping_method"] or 1  # the setting stands in for a carrier's own
    for row in shop.all("suppliers"):
        row["link_rewrite"] = row["name"].lower().replace(" ", "-")
    shop.one_picture["categories"] = set(range(3, 10))
    for row in tables["carrier_tax_rules_group_shop"]:
        if record := shop.get("carriers", row["id_carrier"]):
            record["id_tax_rules_group"] = int(row["id_tax_rules_group"])
    for row in tables["category_product"]:
        record = shop.get("products", row["id_product"])
        if record and record["id_category_default"] == int(row["id_category"]):
            record["position_in_category"] = int(row["position"])


@cache
def exchanges() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (STORE / "exchanges.jsonl").read_text("utf-8").splitlines()]


class Shopper:
    """Sends requests straight into the application."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: bytes = b"",
        *,
        key: str | None = "valid",
        kind: str = "text/xml",
        host: str = "shop.test",
        more: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], Any]:
        headers = {"host": host, "content-type": kind, **(more or {})}
        if key is not None:
            name = self.sim.credentials["prestashop_webservice_key"] if key == "valid" else key
            headers["authorization"] = "Basic " + base64.b64encode(f"{name}:".encode()).decode()
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": urlencode(query or {}).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        answer: dict[str, Any] = {"body": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.update(status=message["status"], headers=message["headers"])
            else:
                answer["body"] += message["body"]

        asyncio.run(self.sim(scope, receive, send))
        told = {name.decode(): value.decode() for name, value in answer["headers"]}
        content: Any = answer["body"]
        if told.get("content-type") == "application/json":
            content = json.loads(content)
        return answer["status"], told, content


def spelled(value: Any) -> Any:
    """A value without regard to whether numbers are texts, and to how many digits they have."""
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    try:
        return f"{float(value):.6f}".rstrip("0").rstrip(".")
    except (TypeError, ValueError):
        return str(value)


def recorded(name: str) -> dict[str, Any]:
    return next(exchange for exchange in exchanges() if exchange["name"] == name)


NOT_COMPARED = {
    "list.search": "the real search looks into an index of all texts, and answers categories beside products",
    "products.search": "the real search looks into an index of all texts, and answers categories beside products",
    "products.price": "prices that are reckoned for a reader (price[...]) are not simulated",
    "list.guests": "the dump leaves guests out",
    "full2.guests": "the dump leaves guests out",
    "list.employees": "the dump leaves the second employee out",
    "full2.employees": "the dump leaves the second employee out",
    "err.resource": "the real one lists a resource that a module has added",
    "full2.translated_configurations": "the real one tells no dates of settings that it has in its cache",
    "configurations.weight": "the real one tells no dates of settings that it has in its cache",
}
"""Exchanges of which bodies cannot be compared, and why; the status still is."""

VOLATILE = {
    "date_add", "date_upd", "last_passwd_gen", "secure_key", "passwd", "invoice_date", "delivery_date", "reference",
}  # fmt: skip
"""What depends on the moment or on chance; in the lives only, for what was recorded before is loaded."""


def replay(shopper: Shopper, exchange: dict[str, Any]) -> tuple[int, Any]:
    """Send a recorded request; answers status and body."""
    request = exchange["request"]
    raw = request["body"]
    if isinstance(raw, dict):
        content = base64.b64decode(raw["base64"]) if set(raw) == {"base64"} else json.dumps(raw).encode()
    else:
        content = (raw or "").encode()
    more = {name.lower(): value for name, value in request["headers"].items() if "format" in name.lower()}
    kind = request["headers"].get("Content-Type", "text/xml")
    bad = "A" * (5 if exchange["name"] == "err.auth.short" else 32)
    key = {"valid": "valid", "none": None, "bad": bad}[request["auth"]]
    query = dict(request["query"])
    if query.get("ws_key") == "REDACTED":
        query["ws_key"] = shopper.sim.credentials["prestashop_webservice_key"]
    status, _, body = shopper.send(request["method"], request["path"], query, content, key=key, kind=kind, more=more)
    return status, body


def steady(value: Any, *, lived: bool) -> Any:
    """A body as it is compared: numbers spelled alike, and in the lives without what the moment decides."""
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if not (lived and name in VOLATILE)}
        for name in ("combinations", "product_option_values"):  # the database gives them in any order
            if isinstance(kept.get(name), list):
                kept[name] = sorted(kept[name], key=lambda row: int(row["id"]))
        return {name: steady(item, lived=lived) for name, item in kept.items()}
    if isinstance(value, list):
        return [steady(item, lived=lived) for item in value]
    return spelled(value)


def by_id(body: Any) -> dict[str, Any]:
    """The records of a list by their ids: without ``sort`` their order is the database's."""
    (rows,) = body.values() if body else ([],)
    return {row["id"]: row for row in rows}


def unordered(exchange: dict[str, Any]) -> bool:
    """Whether a list was asked for without an order."""
    request, body = exchange["request"], exchange["response"]["body"]
    rows = next(iter(body.values()), None) if isinstance(body, dict) and len(body) == 1 else None
    listed = isinstance(rows, list) and all(isinstance(row, dict) and "id" in row for row in rows)
    return request["method"] == "GET" and listed and "sort" not in request["query"]


def test_a_recorded_shop_answers_as_it_did() -> None:
    sim = Simulator(url="http://shop.test", fill=fill, clock=lambda: AT)
    shopper = Shopper(sim)
    wrong: dict[str, str] = {}
    for exchange in exchanges():
        name, answer = exchange["name"], exchange["response"]
        status, body = replay(shopper, exchange)
        if status != answer["status"]:
            wrong[name] = f"answers {status}, not {answer['status']}: {str(body)[:300]}"
            continue
        if name in NOT_COMPARED or not isinstance(answer["body"], dict | list) or "base64" in answer["body"]:
            continue  # XML and pictures are compared by what they mean, below
        lived = name.startswith(("life.", "err.", "product.", "bulk."))
        found, expected = steady(body, lived=lived), steady(answer["body"], lived=lived)
        if unordered(exchange):
            query = {key: value for key, value in exchange["request"]["query"].items() if key != "limit"}
            whole = replay(shopper, {**exchange, "request": {**exchange["request"], "query": query}})[1]
            known, expected = by_id(steady(whole, lived=lived)), by_id(expected)
            same_number = len(by_id(found)) == len(expected)
            found = {id: row for id, row in known.items() if id in expected} if same_number else by_id(found)
        if found != expected:
            wrong[name] = f"{json.dumps(found)[:1500]}\n  real: {json.dumps(expected)[:1500]}"
    assert wrong == {}
