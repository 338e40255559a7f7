"""The simulated Magento against a real one: recorded exchanges are replayed on it and its answers compared."""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from tests.specs import magento2_dump as dump

from polycart.platforms.magento2.sim import Simulator

STORE = Path(__file__).parents[2].parent / "shared" / "stores" / "magento-2.4.7"
SHOP = "http://shop.test"
AT = datetime(2026, 11, 21, 1, 34, 8, tzinfo=UTC)
SALES = re.compile(
    r"(err\.|life\.)?(auth\.bad|auth\.none\.customers|customer|order|invoice|shipment|creditmemo|transaction|cart|coupon|"
    r"salesRule|attributeMetadata|ship$|refund|track|customer_token)"
)
"""What customers, carts and orders answer: replayed by the tests of the sales side."""
ORDERED_AT_WILL = re.compile(
    r"products\.(page\d|last|fields|ids\.nin|type\.configurable|visibility|created|updated|nosize)|auth\.oauth1$"
)
"""Many products and no order asked for: which come first is the database's choice. Only their number is compared."""
UNSERVED = {
    "cmsPages": "pages of content are no part of a catalogue",
    "schema.services": "the description of the services is not served",
    "graphql.storeConfig": "GraphQL is not served",
    "accept.xml": "answers in XML are not served",
    "err.accept": "answers in XML are not served, so any Accept is taken for JSON",
}
"""Recorded requests that the simulator does not serve, and why."""


class Shopper:
    """Sends requests straight into the application."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.bearer = f"Bearer {sim.credentials['magento_access_token']}"

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        *,
        auth: str | None = "valid",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], Any]:
        sent = {"host": "shop.test"}
        if auth:
            sent["authorization"] = self.bearer if auth == "valid" else auth
        content = b""
        if body is not None:
            sent["content-type"] = "application/json"
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        sent |= headers or {}
        raw = quote(path, safe="/%:@!$&'()*,;=~+")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": raw.encode(),
            "query_string": urlencode(query or {}, quote_via=quote).encode(),
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
            "scheme": "http",
        }
        answer: dict[str, Any] = {"body": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.update(status=message["status"], headers=message["headers"])
            else:
                answer["body"] += message["body"]

        asyncio.run(self.sim(scope, receive, send))
        text = answer["body"].decode()
        known = {k.decode().lower(): v.decode() for k, v in answer["headers"]}
        return answer["status"], known, json.loads(text) if "json" in known["content-type"] else text

    def get(self, path: str, **query: Any) -> Any:
        """The body of a successful read behind /rest/V1/."""
        status, _, body = self.send("GET", f"/rest/V1/{path}", query)
        assert status == 200, body
        return body


@cache
def exchanges(file: str = "exchanges.jsonl") -> dict[str, Any]:
    """The recorded exchanges of a file by name."""
    if not (STORE / file).exists():
        pytest.skip("the recorded shop is not beside this checkout")
    lines = (STORE / file).read_text("utf-8").splitlines()
    return {e["name"]: e for e in map(json.loads, lines)}


def answered(name: str) -> Any:
    """What the recorded shop answered."""
    return exchanges()[name]["response"]["body"]


@cache
def records() -> dict[str, Any]:
    """What the recorded shop held: its database, and what routes told that no table holds."""
    answered("modules")
    found = dump.records()
    entities = {row["entity_id"]: row for row in dump.tables()["catalog_product_entity"]}
    downloads = {e["response"]["body"]["id"]: e["response"]["body"] for e in exchanges().values() if files(e)}
    for product in found["products"]:
        row = entities[product["id"]]
        product["stored"] = {name: str(row[name]) for name in ("required_options", "has_options")}
        if product["id"] in downloads:
            product["extension_attributes"] |= downloads[product["id"]]["extension_attributes"]
    found["categories"] = categories()
    found["products/attributes"] = attributes(found["products/attributes"])
    found["set_attributes"] = members()
    found["reservations"] = {
        sku: sum(row["quantity"] for row in dump.tables()["inventory_reservation"] if row["sku"] == sku)
        for sku in {row["sku"] for row in dump.tables()["inventory_reservation"]}
    }
    found["directory/currency"] = answered("directory.currency")
    found["directory/countries"] = [answered("directory.country")]
    for name in ("taxRates", "taxRules", "taxClasses"):
        found[name] = answered(name)["items"]
    return found


def files(exchange: dict[str, Any]) -> bool:
    """Whether a downloadable product was read."""
    return exchange["name"] == "product.downloadable"


def categories() -> list[dict[str, Any]]:
    """The categories with all that their attributes say."""
    codes = {r["attribute_id"]: r["attribute_code"] for r in dump.tables()["eav_attribute"] if r["entity_type_id"] == 3}
    held: dict[int, dict[str, Any]] = defaultdict(dict)
    for kind in ("int", "varchar", "text", "decimal"):
        for row in dump.tables()[f"catalog_category_entity_{kind}"]:
            if row["value"] is not None and row["store_id"] == 0:
                held[row["entity_id"]][codes[row["attribute_id"]]] = str(row["value"])
    made: list[dict[str, Any]] = []
    for row in dump.tables()["catalog_category_entity"]:
        mine = held[row["entity_id"]]
        own = {k: mine.pop(k) == "1" for k in ("is_active", "include_in_menu") if k in mine}
        names = ("parent_id", "position", "level", "path", "created_at", "updated_at")
        told = {"id": row["entity_id"], "name": mine.pop("name"), **own, **{n: row[n] for n in names}}
        made.append(told | {"custom_attributes": [{"attribute_code": c, "value": v} for c, v in mine.items()]})
    return made


def attributes(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attributes with all their switches."""
    rows = {row["attribute_id"]: row for row in dump.tables()["eav_attribute"]}
    more = {row["attribute_id"]: row for row in dump.tables()["catalog_eav_attribute"]}
    told = answered("attributes.page")["items"][0]
    made: list[dict[str, Any]] = []
    for attribute in known:
        row, also = rows[attribute["attribute_id"]], more[attribute["attribute_id"]]
        one = attribute | {name: bool(also[name]) for name in told if name in also and isinstance(told[name], bool)}
        one |= {name: str(also[name]) for name in told if name in also and isinstance(told[name], str)}
        one |= {n: row[n] for n in ("backend_model", "source_model", "default_value", "frontend_class") if row[n]}
        if attribute["attribute_id"] <= 136 and not attribute["options"]:
            del one["options"]
        made.append({k: v for k, v in one.items() if v is not None})
    return made


def members() -> dict[int, list[str]]:
    """The attributes of each set, in their order."""
    codes = {r["attribute_id"]: r["attribute_code"] for r in dump.tables()["eav_attribute"]}
    held: dict[int, list[Any]] = defaultdict(list)
    for row in dump.tables()["eav_entity_attribute"]:
        if row["entity_type_id"] == 4:
            held[row["attribute_set_id"]].append((row["sort_order"], row["attribute_id"]))
    standard = [a["attribute_code"] for a in answered("attribute_set.attributes")]
    return {
        number: sorted((codes[a] for _, a in sorted(rows)), key=lambda c: standard.index(c) if c in standard else 999)
        for number, rows in held.items()
    }


def replica() -> Shopper:
    """A simulator that holds what the recorded shop held."""
    return Shopper(Simulator(records=records(), url=SHOP, clock=lambda: AT))


def aligned(sim: Simulator, exchange: dict[str, Any]) -> None:
    """Let the next record get the id that the recorded one got, for later requests name it."""
    request, body = exchange["request"], exchange["response"]["body"]
    if request["method"] != "POST" or exchange["response"]["status"] != 200:
        return
    path, last = request["path"].partition("/V1/")[2], sim.shop.last
    made = body.get("id", body.get("attribute_id")) if isinstance(body, dict) else body
    sequences = {"products": "products", "categories": "categories", "products/attributes": "attributes"}
    if path in sequences and made is not None:
        last[sequences[path]] = int(made) - 1
    if path == "products":
        last["stock_items"] = body["extension_attributes"]["stock_item"]["item_id"] - 1
    for end, name in (("/media", "media"), ("/attributes", "places"), ("configurable", "super_attributes")):
        if path.endswith(end) or (path.startswith(end) and path.endswith("/options")):
            last[name] = int(made) - 1 if str(made).isdigit() else last.get(name, 0)
    if path == "products/attributes" and body.get("options"):
        last["options"] = int(body["options"][1]["value"]) - 1


def replay(shopper: Shopper, exchange: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    """Send a recorded request with the simulator's own token where it had the real one."""
    request = exchange["request"]
    auth = {"none": None, "valid": "valid"}.get(request["auth"], "Bearer nobody")
    if "oauth1" in exchange["name"]:
        auth = signed(shopper.sim, request, "0" if request["auth"] == "bad" else "")
    headers: dict[str, str] = {}
    if exchange["name"] == "err.contenttype":
        headers["content-type"] = "application/x-www-form-urlencoded"
    aligned(shopper.sim, exchange)
    body = request.get("body")
    if body is None and exchange["name"] == "err.product.empty":
        body = {}
    return shopper.send(request["method"], request["path"], request["query"], body, auth=auth, headers=headers)


def signed(sim: Simulator, request: dict[str, Any], spoil: str = "") -> str:
    """The header of a request that is signed by RFC 5849; `spoil` is put behind a secret."""
    keys, query = sim.credentials, {k: str(v) for k, v in request["query"].items()}
    sent = {
        "oauth_consumer_key": keys["magento_consumer_key"],
        "oauth_token": keys["magento_access_token"],
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int(AT.timestamp())),
        "oauth_nonce": hashlib.sha256(f"{request}{spoil}".encode()).hexdigest()[:32],
    } | request.get("oauth", {})
    pairs = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in (query | sent).items())
    text = "&".join(quote(t, safe="~") for t in (
        request["method"], SHOP + request["path"], "&".join(f"{k}={v}" for k, v in pairs)
    ))  # fmt: skip
    secret = f"{keys['magento_consumer_secret']}&{keys['magento_token_secret']}{spoil}"
    sent["oauth_signature"] = base64.b64encode(hmac.new(secret.encode(), text.encode(), "sha256").digest()).decode()
    return "OAuth " + ",".join(f'{k}="{quote(v, safe="~")}"' for k, v in sent.items())


VOLATILE = {"created_at", "updated_at", "low_stock_date", "base_static_url", "secure_base_static_url", "content"}
LISTED = {"custom_attributes": "attribute_code", "product_links": "linked_product_sku"}


def scrubbed(value: Any, name: str = "") -> Any:
    """A value without what cannot be equal; lists that have no order of their own are sorted."""
    if isinstance(value, dict):
        return {k: scrubbed(v, k) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        if name in LISTED:
            key = LISTED[name]
            value = sorted(value, key=lambda each: (str(each.get("link_type")), str(each.get(key))))
        if name == "children_data":
            value = sorted(value, key=lambda each: (each["position"], each["id"]))
        return [scrubbed(each) for each in value]
    return value


def differences(mine: Any, real: Any, path: str = "") -> list[str]:
    """Where a simulated body differs from the recorded one."""
    if isinstance(mine, dict) and isinstance(real, dict):
        found = [f"{path}.{k} only simulated: {str(mine[k])[:80]}" for k in mine if k not in real]
        found += [f"{path}.{k} only real: {str(real[k])[:80]}" for k in real if k not in mine]
        return found + [d for k in mine if k in real for d in differences(mine[k], real[k], f"{path}.{k}")]
    if isinstance(mine, list) and isinstance(real, list):
        if len(mine) != len(real):
            return [f"{path} {len(mine)} for {len(real)}: {str(mine)[:150]} for {str(real)[:150]}"]
        return [d for i, (m, r) in enumerate(zip(mine, real, strict=True)) for d in differences(m, r, f"{path}[{i}]")]
    return [] if mine == real else [f"{path}: {str(mine)[:120]} for {str(real)[:120]}"]


def counted(answer: Any) -> list[Any]:
    """How many items an answer has and tells of."""
    return [len(answer["items"] or ()), answer.get("total_count")]


def test_a_replayed_shop_answers_as_the_recorded_one_did() -> None:
    shopper, wrong = replica(), dict[str, list[str]]()
    for name, exchange in exchanges().items():
        if SALES.match(name) or name in UNSERVED:
            continue
        status, _, body = replay(shopper, exchange)
        answer, found = exchange["response"], list[str]()
        if status != answer["status"]:
            found.append(f"status {status} for {answer['status']}: {body!s:.200}")
        elif ORDERED_AT_WILL.match(name):
            found += differences(counted(body), counted(answer["body"]))
        else:
            found += differences(scrubbed(body), scrubbed(answer["body"]))
        if found:
            wrong[name] = found[:8]
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
