"""No answer trips the official Python client: every field has exactly the type that its models are strict about."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conformance.samples import SAMPLES, sample
from tests.conformance.shops import CURSORS, Shop, handlers
from tests.conformance.test_reads import needed, whole

from polycart import api
from polycart.core.calls import invoke, prepare
from polycart.core.envelope import answer

SHARED = Path(__file__).parents[2].parent / "shared" / "contract"
DOCUMENTS = ("openapi-2026-06.json", "openapi-2026-08.yaml")


@cache
def documents() -> tuple[dict[str, Any], dict[str, Any]]:
    """The vendor's two documents, June and August."""
    june, august = (SHARED / name for name in DOCUMENTS)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return json.loads(june.read_text("utf-8")), yaml.load(august.read_text("utf-8"), Loader=loader)


def schema_of(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document that knows a method's answer, the newer one where both do, and the schema of that answer."""
    june, august = documents()
    for document in (august, june):
        for path in (f"/{name}.json", f"/{name}"):
            if path in document["paths"]:
                operation = next(iter(document["paths"][path].values()))
                content = operation["responses"].get("200", operation["responses"].get(200))["content"]
                return document, content["application/json"]["schema"]
    raise KeyError(name)


def mistakes(document: dict[str, Any], schema: dict[str, Any], value: Any, path: str) -> list[str]:
    """Where a value is not what pydantic's strict models take; unknown, missing and null members are fine."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if value is None:
        return []
    for part in schema.get("allOf", []):
        if wrong := mistakes(document, part, value, path):
            return wrong
    kinds = schema.get("type")
    kind = next((k for k in kinds if k != "null"), None) if isinstance(kinds, list) else kinds
    if kind == "object" or "properties" in schema:
        if not isinstance(value, dict):
            return [f"{path}: {value!r} is no object"]
        known = schema.get("properties", {})
        return [
            w
            for name, item in value.items()
            if name in known
            for w in mistakes(document, known[name], item, f"{path}.{name}")
        ]
    if kind == "array":
        if not isinstance(value, list):
            return [f"{path}: {value!r} is no array"]
        return [w for at, item in enumerate(value) for w in mistakes(document, schema["items"], item, f"{path}[{at}]")]
    fits: dict[str, Callable[[Any], bool]] = {
        "string": lambda v: isinstance(v, str),
        "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
        "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
        "boolean": lambda v: isinstance(v, bool),
    }
    return [] if kind not in fits or fits[kind](value) else [f"{path}: {value!r} is no {kind}"]


async def answered(shop: Shop, name: str, parameters: dict[str, Any]) -> Any:
    """The JSON that a client gets."""
    if name in getattr(shop.simulator, "without", ()):
        pytest.skip("the simulated version has nothing for it")
    method = api.METHODS[name]
    prepared = prepare(method, parameters, CURSORS, "1")
    outcome = await invoke(shop.platform, shop.connection, method, parameters, cursors=CURSORS)
    return json.loads(answer(prepared, outcome).body)


pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the vendor's documents are not at hand")


@pytest.mark.parametrize(("cart_id", "name"), handlers())
async def test_no_read_trips_a_strict_client(shop: Callable[[str], Shop], cart_id: str, name: str) -> None:
    store = shop(cart_id)
    count = {"count": "50"} if "count" in api.METHODS[name].params.__struct_fields__ else {}
    body = await answered(store, name, {**await needed(store, name), **whole(name), **count})
    assert mistakes(*schema_of(name), body, "$")[:5] == []
    assert list(body)[:2] == ["return_code", "return_message"]


@pytest.mark.parametrize(("cart_id", "name"), [(c, n) for c, n in handlers(reads=False) if n in SAMPLES])
async def test_no_write_trips_a_strict_client(fresh: Callable[[str], Shop], cart_id: str, name: str) -> None:
    store = fresh(cart_id)
    for parameters in await sample(store, name):
        body = await answered(store, name, parameters)
        assert mistakes(*schema_of(name), body, "$")[:5] == []


def test_the_check_itself_sees_what_the_client_would_stumble_over() -> None:
    document, schema = schema_of("product.list")

    def product(**fields: Any) -> Any:
        return {"result": {"product": [fields]}}

    for wrong in (
        product(id=1), product(price="1"), product(sort_order=1.0), product(in_stock="True"), product(images={}),
        product(additional_fields=[]), product(create_at="2026-01-01"), product(manage_stock=True),
        {"result": []}, {"return_code": "0"}, {"pagination": []},
    ):  # fmt: skip
        assert mistakes(document, schema, wrong, "$"), wrong
    assert mistakes(document, schema, product(id="1", price=1, sort_order=None, unknown=object), "$") == []
